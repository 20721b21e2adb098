/* SPDX-License-Identifier: MIT
 * The table of a scheme's metrics: finding and adding one. */
#include <string.h>

#include "scheme/metric_set/read.h"

size_t kefu__metrics_find(const struct metrics *metrics, kefu_str id) {
    for (size_t i = 0; i < metrics->count; i++)
        if (kefu__str_is(id, metrics->items[i].id))
            return i;
    return SIZE_MAX;
}

bool kefu__metric_of_conversation(const struct metric *metric) {
    return metric->type != METRIC_FEEDBACK;
}

bool kefu__metric_add(struct scheme_builder *builder, const struct metric *metric) {
    struct metrics *metrics = builder->scheme->metrics;
    const kefu_str id = kefu__str(metric->id);
    const size_t old = kefu__metrics_find(metrics, id);
    if (old != SIZE_MAX) {
        metrics->items[old] = *metric;
        return true;
    }
    if (metrics->count >= METRICS_MAX)
        return kefu__builder_fail(builder, KEFU_E_LIMIT, "a scheme has at most 500 metrics");
    return kefu__builder_push(builder, &metrics->items, &metrics->count, &metrics->capacity, metric,
                              sizeof *metric);
}
