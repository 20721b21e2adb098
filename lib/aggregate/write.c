/* SPDX-License-Identifier: MIT
 * The values of an aggregate's groups as JSON. */
#include "aggregate/aggregate.h"
#include "scheme/metric_set/metrics.h"
#include "scheme/scheme.h"
#include "json/json.h"

static kefu_status put_metrics(struct json_writer *writer, const kefu_aggregate *a, size_t group,
                               kefu_error *error) {
    kefu_status status = KEFU_OK;
    size_t i;
    kefu__json_put_name(writer, "metrics");
    kefu__json_open_object(writer);
    for (i = 0; i < a->scheme->metrics->count && status == KEFU_OK; i++) {
        kefu_value value;
        status = kefu_aggregate_value(a, group, kefu__handle(a->scheme, i), KEFU_STATISTIC_DEFAULT,
                                      &value, error);
        if (status != KEFU_OK)
            break;
        kefu__json_put_name(writer, a->scheme->metrics->items[i].id);
        kefu__json_put_value(writer, &value);
    }
    kefu__json_close_object(writer);
    return status;
}

static kefu_status put_group(struct json_writer *writer, const kefu_aggregate *a, size_t group,
                             kefu_error *error) {
    kefu_status status;
    size_t i;
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "key");
    kefu__json_open_array(writer);
    for (i = 0; group > 0 && i < a->column_count; i++) {
        const kefu_str part = a->groups[group]->key[i];
        kefu__json_put_text(writer, part.data, part.size);
    }
    kefu__json_close_array(writer);
    status = put_metrics(writer, a, group, error);
    kefu__json_close_object(writer);
    return status;
}

kefu_status kefu_aggregate_write(const kefu_aggregate *aggregate, kefu_write write, void *ctx,
                                 kefu_error *error) {
    struct json_writer writer;
    struct buffer buffer;
    kefu_status status = KEFU_OK;
    size_t i;
    if (!aggregate || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "aggregate or write is NULL");
    kefu__buffer_init(&buffer, &aggregate->allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_array(&writer);
    for (i = 0; i < aggregate->group_count && status == KEFU_OK; i++)
        status = put_group(&writer, aggregate, i, error);
    kefu__json_close_array(&writer);
    if (status == KEFU_OK)
        return kefu__buffer_hand_over(&buffer, write, ctx, error);
    kefu__buffer_free(&buffer);
    return status;
}
