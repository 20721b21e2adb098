/* SPDX-License-Identifier: MIT
 * A metric's value for one conversation, and all of them as JSON. */
#include <math.h>
#include <string.h>

#include "conversation/observe.h"
#include "scheme/metric_set/statistics.h"
#include "json/json.h"

static void add_value(void *ctx, int64_t value) {
    kefu__measure_add(ctx, value, false);
}

struct below {
    int64_t limit;
    uint64_t count;
};

static void count_below(void *ctx, int64_t value) {
    struct below *below = ctx;
    below->count += value <= below->limit;
}

/* The observation of a given rank (0: the smallest), by bisection of the range of values. Needs no
 * memory and no sorting, and is fast enough for the few values of one conversation. */
static int64_t order_statistic(const kefu_conversation *c, size_t metric, int64_t now,
                               const struct observed_agent *agent, const struct measure *cell,
                               uint64_t rank) {
    int64_t low = cell->min, high = cell->max;
    while (low < high) {
        struct below below = {low + (high - low) / 2, 0};
        struct observer o = {.value = count_below, .ctx = &below, .now = now, .agent = agent};
        kefu__observe(c, metric, &o);
        if (below.count > rank)
            high = below.limit;
        else
            low = below.limit + 1;
    }
    return low;
}

/* The exact q-quantile of the observations, by linear interpolation between order statistics (type
 * 7 of Hyndman and Fan 1996). */
static double quantile(const kefu_conversation *c, size_t metric, int64_t now,
                       const struct observed_agent *agent, const struct measure *cell, double q) {
    const double place = q * (double)(cell->n - 1), rank = floor(place);
    const int64_t low = order_statistic(c, metric, now, agent, cell, (uint64_t)rank);
    if (place <= rank)
        return (double)low;
    const int64_t high = order_statistic(c, metric, now, agent, cell, (uint64_t)rank + 1);
    return (double)low + (place - rank) * (double)(high - low);
}

/* Sets the value of a metric without observations: none or, if a wait is going on, its time until
 * now. */
static void set_pending(const struct observer *o, kefu_value *value) {
    value->state = o->state;
    value->reason = o->reason;
    if (o->state == KEFU_STATE_PENDING && o->has_elapsed) {
        value->value = (double)o->elapsed;
        value->flags |= KEFU_VALUE_PROVISIONAL;
    }
}

/* Reads the metrics from which another one is computed. */
struct part_reader {
    const kefu_conversation *c;
    int64_t now;
    const struct observed_agent *agent;
    kefu_status status; /* the first failure */
    kefu_error *error;
};

static kefu_value read_part(void *ctx, size_t metric) {
    struct part_reader *reader = ctx;
    kefu_value value = {.state = KEFU_STATE_NO_DATA};
    if (reader->status == KEFU_OK)
        reader->status = kefu__conversation_measure(reader->c, metric, KEFU_STATISTIC_DEFAULT,
                                                    reader->now, reader->agent, &value,
                                                    reader->error);
    return value;
}

kefu_status kefu__conversation_compute(const kefu_conversation *c, size_t metric,
                                       kefu_statistic statistic, int64_t now,
                                       const struct observed_agent *agent, kefu_value *value,
                                       struct computed_part *parts, kefu_error *error) {
    struct part_reader reader = {c, now, agent, KEFU_OK, error};
    kefu__compute(c->scheme->metrics, metric, statistic, read_part, &reader, value, parts);
    if (value->state == KEFU_STATE_LOW_N) { /* a minimum makes no sense for one conversation */
        value->state = KEFU_STATE_OK;
        value->reason = KEFU_REASON_NONE;
    }
    return reader.status;
}

kefu_status kefu__conversation_measure(const kefu_conversation *c, size_t metric,
                                       kefu_statistic statistic, int64_t now,
                                       const struct observed_agent *agent, kefu_value *value,
                                       kefu_error *error) {
    if (kefu__metric_is_computed(&c->scheme->metrics->items[metric]))
        return kefu__conversation_compute(c, metric, statistic, now, agent, value, NULL, error);
    const struct metric *m = &c->scheme->metrics->items[metric];
    struct measure_rule rule = m->rule;
    struct measure cell;
    struct observer o = {.value = add_value, .ctx = &cell, .now = now, .agent = agent};
    const uint32_t wanted = statistic == KEFU_STATISTIC_DEFAULT ? rule.statistic
                                                                : (uint32_t)statistic;
    const double q = kefu__statistic(wanted)->quantile;
    memset(&cell, 0, sizeof cell);
    kefu__observe(c, metric, &o);
    if (o.failure)
        return o.failure == KEFU_E_MEMORY
                   ? kefu__no_memory(error)
                   : kefu__fail(error, o.failure, "the conversation is too long to be read whole");
    if (rule.kind == MEASURE_RATIO) {
        cell.n = o.n;
        cell.hits = o.hits;
    }
    rule.min_n = 0; /* a minimum sample size and intervals make no sense for one conversation */
    rule.level = 0;
    kefu__measure_value(&cell, &rule, q > 0 ? KEFU_STATISTIC_MEAN : (kefu_statistic)wanted, value);
    if (o.n == 0 && wanted != KEFU_STATISTIC_COUNT) {
        set_pending(&o, value);
    } else if (q > 0) {
        if (rule.kind == MEASURE_RATIO)
            value->state = KEFU_STATE_UNDEFINED;
        else
            value->value = quantile(c, metric, now, agent, &cell, q) / rule.scale;
    }
    if (o.open && KEFU_VALUE_IS_NUMBER(*value))
        value->flags |= KEFU_VALUE_PROVISIONAL;
    return KEFU_OK;
}

kefu_status kefu_conversation_metric(const kefu_conversation *c, kefu_metric metric,
                                     kefu_statistic statistic, int64_t now, kefu_value *value,
                                     kefu_error *error) {
    kefu_value result;
    kefu_status status;
    size_t i;
    if (!c || !value || !kefu__statistic(statistic))
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "a metric needs a conversation, a known statistic and an output");
    i = kefu__handle_index(c->scheme, metric, c->scheme->metrics->count);
    if (i == SIZE_MAX)
        return kefu__fail(error, KEFU_E_HANDLE, "the metric is of another scheme, or none");
    status = kefu__conversation_measure(c, i, statistic, now, NULL, &result, error);
    if (status == KEFU_OK)
        *value = result;
    return status;
}

/* ---- as JSON ---- */

kefu_status kefu_conversation_write_metrics(const kefu_conversation *c, int64_t now,
                                            kefu_write write, void *ctx, kefu_error *error) {
    struct json_writer json;
    struct buffer buffer;
    kefu_status status = KEFU_OK;
    size_t i;
    if (!c || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "writing needs a conversation and a writer");
    kefu__buffer_init(&buffer, &c->allocator);
    kefu__json_begin(&json, &buffer);
    kefu__json_open_object(&json);
    kefu__json_put_name(&json, "id");
    kefu__json_put_text(&json, c->id.data, c->id.size);
    kefu__json_put_name(&json, "metrics");
    kefu__json_open_object(&json);
    for (i = 0; i < c->scheme->metrics->count && status == KEFU_OK; i++) {
        kefu_value value;
        status = kefu__conversation_measure(c, i, KEFU_STATISTIC_DEFAULT, now, NULL, &value, error);
        if (status != KEFU_OK)
            break;
        kefu__json_put_name(&json, c->scheme->metrics->items[i].id);
        kefu__json_put_value(&json, &value);
    }
    kefu__json_close_object(&json);
    kefu__json_close_object(&json);
    if (status == KEFU_OK)
        return kefu__buffer_hand_over(&buffer, write, ctx, error);
    kefu__buffer_free(&buffer);
    return status;
}
