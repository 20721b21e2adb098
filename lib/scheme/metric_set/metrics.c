/* SPDX-License-Identifier: MIT
 * Compiles the documents that define metrics. */
#include "scheme/metric_set/metrics.h"

#include <string.h>

#include "scheme/kinds.h"
#include "scheme/metric_set/read.h"

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
static const struct shape shape = {FIELDS_OF(fields), .head = &kefu__inline_calendars_shape,
                                   .size = sizeof(struct metric_set)};

static bool compile(struct scheme_builder *builder) {
    struct kefu_scheme *scheme = builder->scheme;
    scheme->metrics = kefu__builder_take(builder, sizeof *scheme->metrics);
    for (size_t i = 0; i < builder->document_count && scheme->metrics; i++) {
        struct metric_set set;
        if (builder->documents[i].kind == DOCUMENT_METRIC_SET &&
            !(kefu__document_read(builder, &builder->documents[i], &shape, &set) &&
              kefu__policies_add(builder, set.policies, set.policy_count)))
            return false;
    }
    return scheme->metrics != NULL;
}

const struct scheme_kind kefu__metric_set_kind = {.kind = DOCUMENT_METRIC_SET,
                                                  .shape = &shape,
                                                  .compile = compile,
                                                  .finish = kefu__metrics_seal,
                                                  .asks = &kefu__conversation_place};
