/* SPDX-License-Identifier: MIT
 * The values of an aggregate's groups as JSON. */
#include "aggregate/aggregate.h"
#include "json/json.h"

/* Does a series stand among the metrics, by its id? Those of the scheme do; without a scheme the
 * first one with each id. */
static bool is_main(const kefu_aggregate *a, size_t series) {
    if (a->series[series].flags & SERIES_RATED)
        return false;
    if (a->scheme)
        return series < a->own_count;
    for (size_t i = 0; i < series; i++)
        if (kefu__str_equal(a->series[i].id, a->series[series].id))
            return false;
    return true;
}

static void put_value(struct json_writer *writer, const kefu_aggregate *a, size_t group,
                      size_t series) {
    kefu_value value;
    kefu__facts_value(a, &a->groups[group]->facts, series, KEFU_STATISTIC_DEFAULT, &value);
    kefu__json_put_value(writer, &value);
}

static void put_metrics(struct json_writer *writer, const kefu_aggregate *a, size_t group) {
    kefu__json_put_name(writer, "metrics");
    kefu__json_open_object(writer);
    for (size_t i = 0; i < a->series_count; i++)
        if (is_main(a, i)) {
            kefu__json_put_name(writer, a->series[i].id.data);
            put_value(writer, a, group, i);
        }
    kefu__json_close_object(writer);
}

/* Metrics that were added up under other definitions. */
static void put_apart(struct json_writer *writer, const kefu_aggregate *a, size_t group) {
    char digest[DIGEST_SIZE];
    bool open = false;
    for (size_t i = 0; i < a->series_count; i++) {
        if (is_main(a, i) || (a->series[i].flags & SERIES_RATED))
            continue;
        if (!open) {
            kefu__json_put_name(writer, "apart");
            kefu__json_open_array(writer);
            open = true;
        }
        kefu__digest_print(digest, a->series[i].digest);
        kefu__json_open_object(writer);
        kefu__json_put_name(writer, "id");
        kefu__json_put_text(writer, a->series[i].id.data, a->series[i].id.size);
        kefu__json_put_name(writer, "digest");
        kefu__json_put_text(writer, digest, DIGEST_SIZE - 1);
        kefu__json_put_name(writer, "value");
        put_value(writer, a, group, i);
        kefu__json_close_object(writer);
    }
    if (open)
        kefu__json_close_array(writer);
}

static void put_group(struct json_writer *writer, const kefu_aggregate *a, size_t group) {
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "key");
    kefu__json_open_array(writer);
    for (size_t i = 0; group > 0 && i < a->column_count; i++) {
        const kefu_str part = a->groups[group]->key[i];
        kefu__json_put_text(writer, part.data, part.size);
    }
    kefu__json_close_array(writer);
    kefu_value customers;
    kefu__customers_value(a->groups[group], &customers);
    kefu__json_put_name(writer, "customers");
    kefu__json_put_value(writer, &customers);
    put_metrics(writer, a, group);
    put_apart(writer, a, group);
    kefu__json_close_object(writer);
}

kefu_status kefu_aggregate_write(const kefu_aggregate *aggregate, kefu_write write, void *ctx,
                                 kefu_error *error) {
    struct json_writer writer;
    struct buffer buffer;
    if (!aggregate || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "aggregate or write is NULL");
    kefu__buffer_init(&buffer, &aggregate->allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_array(&writer);
    for (size_t i = 0; i < aggregate->group_count; i++)
        put_group(&writer, aggregate, i);
    kefu__json_close_array(&writer);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
