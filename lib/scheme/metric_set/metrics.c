/* SPDX-License-Identifier: MIT
 * Compiles the documents that define metrics, and the public functions that describe metrics. */
#include "scheme/metric_set/metrics.h"

#include <string.h>

#include "scheme/metric_set/read.h"

/* ---- compiling ---- */

/* A metric_set document while it is read; metrics are added to the scheme as they are read. */
struct metric_set {
    struct sla_policy *policies;
    size_t policy_count;
};

static const struct field fields[] = {
    {"metrics", FIELD_LIST, FIELD_STREAMED, .shape = &kefu__metric_shape},
    {"sla", FIELD_LIST, FIELD_AT_BOTH(struct metric_set, policies, policy_count),
     .shape = &kefu__policy_shape, .says = "The first policy that matches holds."},
    {"tests", FIELD_LIST, FIELD_STREAMED, .shape = &kefu__metric_test_shape}};
const struct shape kefu__metric_set_shape = {
    FIELDS_OF(fields), .head = &kefu__inline_calendars_shape, .size = sizeof(struct metric_set)};

bool kefu__metrics_compile(struct scheme_builder *builder) {
    struct kefu_scheme *scheme = builder->scheme;
    scheme->metrics = kefu__builder_take(builder, sizeof *scheme->metrics);
    for (size_t i = 0; i < builder->document_count && scheme->metrics; i++) {
        struct metric_set set;
        if (strcmp(builder->documents[i].kind, "metric_set") == 0 &&
            !(kefu__document_read(builder, &builder->documents[i], &kefu__metric_set_shape, &set) &&
              kefu__policies_add(builder, set.policies, set.policy_count)))
            return false;
    }
    return scheme->metrics != NULL;
}

/* ---- what the public header tells ---- */

size_t kefu_scheme_metric_count(const kefu_scheme *scheme) {
    return scheme && scheme->metrics ? scheme->metrics->count : 0;
}

kefu_metric kefu_scheme_metric_at(const kefu_scheme *scheme, size_t i) {
    return i < kefu_scheme_metric_count(scheme) ? kefu__handle(scheme, i) : 0;
}

kefu_status kefu_scheme_find_metric(const kefu_scheme *scheme, const char *id, size_t size,
                                    kefu_metric *metric, kefu_error *error) {
    const kefu_str text = {id, size};
    size_t i;
    if (!scheme || !id || !metric)
        return kefu__fail(error, KEFU_E_ARGUMENT, "finding a metric needs a scheme and an id");
    i = kefu__metrics_find(scheme->metrics, text);
    if (i == SIZE_MAX)
        return kefu__fail(error, KEFU_E_NOT_FOUND, "there is no metric \"%.*s\"",
                          (int)kefu__str_cut(text, 64).size, id);
    *metric = kefu__handle(scheme, i);
    return KEFU_OK;
}
