/* SPDX-License-Identifier: MIT
 * The metrics of a scheme: which documents hold them, and what the public calls tell of them. */
#include "scheme/metric_set/metrics.h"

#include <string.h>

#include "scheme/metric_set/read.h"

size_t kefu__metrics_find(const struct metrics *metrics, kefu_str id) {
    size_t i;
    for (i = 0; i < metrics->count; i++)
        if (kefu__str_is(id, metrics->items[i].id))
            return i;
    return SIZE_MAX;
}

bool kefu__metric_of_conversation(const struct metric *metric) {
    return metric->type != METRIC_FEEDBACK;
}

/* ---- compiling ---- */

/* Adds a metric; one of the same id in an earlier document is replaced in its place. */
static bool add_metric(struct scheme_builder *builder, const struct metric *metric) {
    struct metrics *metrics = builder->scheme->metrics;
    const kefu_str id = {metric->id, strlen(metric->id)};
    const size_t old = kefu__metrics_find(metrics, id);
    void *items = metrics->items;
    if (old != SIZE_MAX) {
        metrics->items[old] = *metric;
        return true;
    }
    if (metrics->count >= METRICS_MOST)
        return kefu__builder_fail(builder, KEFU_E_LIMIT, "a scheme has at most 500 metrics");
    if (!kefu__builder_grow(builder, &items, &metrics->capacity, metrics->count + 1,
                            sizeof *metric))
        return false;
    metrics->items = items;
    metrics->items[metrics->count++] = *metric;
    return true;
}

static bool read_metrics(struct scheme_builder *builder, const struct scheme_document *document) {
    struct json_reader *reader = document->reader;
    const json_value *list = kefu__json_member_array(reader, document->root, "metrics", false);
    const json_value *value;
    bool good = true;
    size_t i = 0;
    kefu__json_enter_name(reader, "metrics");
    for (value = kefu__json_first(list); value && good; value = kefu__json_next(value)) {
        struct metric metric;
        kefu__json_enter_index(reader, i++);
        if (kefu__metric_read(builder, reader, value, &metric))
            good = add_metric(builder, &metric);
        good = good && builder->status == KEFU_OK;
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    return good;
}

static bool read_document(struct scheme_builder *builder, const struct scheme_document *document) {
    static const char *const known[] = {SCHEME_COMMON_MEMBERS, "calendars", "metrics", "sla", NULL};
    kefu__json_known_members(document->reader, document->root, known);
    return read_metrics(builder, document) && kefu__sla_read(builder, document) &&
           kefu__metric_tests_read(builder, document);
}

bool kefu__metrics_compile(struct scheme_builder *builder) {
    struct kefu_scheme *scheme = builder->scheme;
    size_t i;
    scheme->metrics = kefu__arena_alloc_zero(&scheme->arena, sizeof *scheme->metrics);
    if (!scheme->metrics)
        return kefu__builder_no_memory(builder);
    for (i = 0; i < builder->document_count; i++)
        if (strcmp(builder->documents[i].kind, "metric_set") == 0 &&
            !read_document(builder, &builder->documents[i]))
            return false;
    return kefu__metrics_seal(builder);
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

kefu_status kefu_scheme_metric_info(const kefu_scheme *scheme, kefu_metric metric,
                                    kefu_metric_info *info) {
    static const char *const entities[] = {"conversation", "turn", "message", "feedback"};
    const struct metric *m;
    size_t i;
    if (!scheme || !info)
        return KEFU_E_ARGUMENT;
    i = kefu__handle_index(scheme, metric, kefu_scheme_metric_count(scheme));
    if (i == SIZE_MAX)
        return KEFU_E_HANDLE;
    m = &scheme->metrics->items[i];
    memset(info, 0, sizeof *info);
    info->id = m->id;
    info->title_zh = m->title_zh;
    info->title_en = m->title_en;
    info->unit = m->rule.unit;
    info->higher_is_better = m->higher_is_better;
    info->target = m->target;
    info->has_target = m->has_target;
    info->min_n = m->rule.min_n;
    info->entity = entities[m->entity];
    info->digest = m->digest;
    return KEFU_OK;
}
