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

/* The observation of a given rank, by bisection of the range of values. Needs no memory and no
 * sorting, and is fast enough for the few values of one conversation. */
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

/* The exact quantile, by linear interpolation between order statistics (type 7). */
static double quantile(const kefu_conversation *c, size_t metric, int64_t now,
                       const struct observed_agent *agent, const struct measure *cell, double q) {
    const double place = q * (double)(cell->n - 1), rank = floor(place);
    const int64_t low = order_statistic(c, metric, now, agent, cell, (uint64_t)rank);
    if (place <= rank)
        return (double)low;
    const int64_t high = order_statistic(c, metric, now, agent, cell, (uint64_t)rank + 1);
    return (double)low + (place - rank) * (double)(high - low);
}

/* Sets the value to the time that a wait has lasted until now, while it goes on. */
static void set_pending(const struct observer *o, kefu_value *value) {
    value->state = o->state;
    value->reason = o->reason;
    if (o->state == KEFU_STATE_PENDING && o->has_elapsed) {
        value->value = (double)o->elapsed;
        value->flags |= KEFU_VALUE_PROVISIONAL;
    }
}

kefu_status kefu__conversation_measure(const kefu_conversation *c, size_t metric,
                                       kefu_statistic statistic, int64_t now,
                                       const struct observed_agent *agent, kefu_value *value,
                                       kefu_error *error) {
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

/* ---- explanation ---- */

static void put_time(struct json_writer *json, const char *name, int64_t at) {
    kefu__json_put_name(json, name);
    if (at == KEFU_TIME_NONE)
        kefu__json_put_null(json);
    else
        kefu__json_put_integer(json, at);
}

/* Writes the index and id of a message. */
static void put_message(struct json_writer *json, const char *name, const kefu_conversation *c,
                        uint32_t message) {
    kefu__json_put_name(json, name);
    if (message == INDEX_NONE) {
        kefu__json_put_null(json);
        return;
    }
    kefu__json_open_object(json);
    kefu__json_put_name(json, "index");
    kefu__json_put_integer(json, message);
    kefu__json_add_text(json, "id", c->messages[message].id);
    put_time(json, "at", c->messages[message].at);
    kefu__json_close_object(json);
}

static void put_turn(struct json_writer *json, const kefu_conversation *c, const struct metric *m,
                     const struct conversation_turn *turn) {
    static const char *const origins[] = {"customer_message", "handoff", "human_request"};
    const bool timed = turn->start != KEFU_TIME_NONE && turn->stop != KEFU_TIME_NONE;
    kefu__json_open_object(json);
    put_time(json, "start", turn->start);
    kefu__json_put_name(json, "from");
    kefu__json_put_string(json, origins[turn->origin]);
    put_time(json, "stop", turn->stop);
    kefu__json_put_name(json, "duration");
    if (!timed)
        kefu__json_put_null(json);
    else
        kefu__json_put_integer(
            json, m->clock ? kefu__calendar_between(&m->clock->hours, turn->start, turn->stop)
                           : turn->stop - turn->start);
    kefu__json_put_name(json, "counted");
    kefu__json_put_bool(json,
                        !m->members || (turn->start != KEFU_TIME_NONE &&
                                        kefu__calendar_open(&m->members->hours, turn->start)));
    put_message(json, "first", c, turn->first);
    put_message(json, "reply", c, turn->reply);
    kefu__json_add_text(json, "agent_id", kefu__conversation_agent_name(c, turn->agent));
    kefu__json_put_name(json, "episode");
    kefu__json_put_integer(json, turn->episode);
    kefu__json_close_object(json);
}

/* Writes the messages that the metric counted because of their text. */
static void put_found(struct json_writer *json, const kefu_conversation *c,
                      const struct metric *m) {
    size_t i;
    kefu__json_put_name(json, "messages");
    kefu__json_open_array(json);
    for (i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        const bool of_text = m->type == METRIC_SENTIMENT;
        uint32_t j;
        if (!kefu__observe_counts_message(message, m->role) ||
            (!of_text && !kefu__message_finds(message, m->found_kind, m->found_id)))
            continue;
        kefu__json_open_object(json);
        kefu__json_put_name(json, "index");
        kefu__json_put_integer(json, (int64_t)i);
        kefu__json_add_text(json, "id", message->id);
        if (of_text) {
            kefu__json_put_name(json, "polarity");
            kefu__json_put_rounded(json, message->polarity, 4);
        }
        for (j = 0; !of_text && j < message->hit_count; j++)
            if (kefu__hit_kind(&message->hits[j]) == m->found_kind &&
                (!m->found_id || strcmp(message->hits[j].id, m->found_id) == 0)) {
                kefu__json_put_name(json, "found");
                kefu__json_put_string(json, message->hits[j].id);
                kefu__json_put_name(json, "start");
                kefu__json_put_integer(json, message->hits[j].start);
                kefu__json_put_name(json, "end");
                kefu__json_put_integer(json, message->hits[j].end);
                if (message->hits[j].promoted)
                    kefu__json_add_string(json, "promoted",
                                          kefu__promotion_names[message->hits[j].promoted]);
                break;
            }
        kefu__json_close_object(json);
    }
    kefu__json_close_array(json);
}

static void put_standing(struct json_writer *json, const struct sla_standing *standing) {
    const bool due = standing->due_at != KEFU_TIME_END;
    kefu__json_put_name(json, "policy");
    kefu__json_put_string(json, standing->policy ? standing->policy->id : "");
    kefu__json_put_name(json, "state");
    kefu__json_put_string(json, kefu__sla_state_names[standing->state]);
    put_time(json, "due_at", due ? standing->due_at : KEFU_TIME_NONE);
    put_time(json, "remaining_ms", due ? standing->remaining_ms : KEFU_TIME_NONE);
}

/* Writes how the conversation and each of its episodes stand against the SLA targets of a series.
 */
static void put_sla(struct json_writer *json, const kefu_conversation *c, uint32_t series,
                    int64_t now) {
    struct sla_standing standing = kefu__sla_standing(c, series, now);
    kefu__json_put_name(json, "sla");
    kefu__json_open_object(json);
    put_standing(json, &standing);
    kefu__json_put_name(json, "episodes");
    kefu__json_open_array(json);
    for (uint32_t i = 0; i < c->episode_count; i++) {
        standing = kefu__sla_episode(c, series, i, now);
        kefu__json_open_object(json);
        put_standing(json, &standing);
        kefu__json_close_object(json);
    }
    kefu__json_close_array(json);
    kefu__json_close_object(json);
}

static bool is_of_sla(const struct metric *m) {
    return m->type == METRIC_FLAG && (m->of == FLAG_SLA_MET || m->of == FLAG_SLA_RESOLUTION_MET);
}

static bool is_of_turns(const struct metric *m) {
    return m->type == METRIC_DURATION || (m->type == METRIC_RATIO && m->within) ||
           (m->type == METRIC_FLAG && m->of == FLAG_UNANSWERED) || is_of_sla(m);
}

static bool is_of_text(const struct metric *m) {
    return m->type == METRIC_SENTIMENT || (m->type == METRIC_FLAG && m->of == FLAG_FOUND) ||
           ((m->type == METRIC_COUNT || m->type == METRIC_RATIO) && m->of == COUNT_FOUND);
}

static void explain(struct json_writer *json, const kefu_conversation *c, const struct metric *m,
                    int64_t now) {
    size_t i;
    kefu__json_put_name(json, "clock");
    kefu__json_put_string(json, m->clock ? m->clock->id : "wall");
    kefu__json_put_name(json, "members");
    kefu__json_put_string(json, m->members ? m->members->id : "all");
    if (is_of_turns(m)) {
        kefu__json_put_name(json, "turns");
        kefu__json_open_array(json);
        for (i = 0; i < c->turn_count; i++)
            put_turn(json, c, m, &c->turns[i]);
        kefu__json_close_array(json);
    }
    if (is_of_text(m))
        put_found(json, c, m);
    if (is_of_sla(m))
        put_sla(json, c, m->of == FLAG_SLA_MET ? SLA_RESPONSE : SLA_RESOLUTION, now);
}

kefu_status kefu_conversation_explain(const kefu_conversation *c, kefu_metric metric, int64_t now,
                                      kefu_write write, void *ctx, kefu_error *error) {
    struct json_writer json;
    struct buffer buffer;
    kefu_status status;
    kefu_value value;
    size_t i;
    if (!c || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "explaining needs a conversation and a writer");
    i = kefu__handle_index(c->scheme, metric, c->scheme->metrics->count);
    if (i == SIZE_MAX)
        return kefu__fail(error, KEFU_E_HANDLE, "the metric is of another scheme, or none");
    status = kefu__conversation_measure(c, i, KEFU_STATISTIC_DEFAULT, now, NULL, &value, error);
    if (status != KEFU_OK)
        return status;
    kefu__buffer_init(&buffer, &c->allocator);
    kefu__json_begin(&json, &buffer);
    kefu__json_open_object(&json);
    kefu__json_add_text(&json, "id", c->id);
    kefu__json_put_name(&json, "metric");
    kefu__json_put_string(&json, c->scheme->metrics->items[i].id);
    kefu__json_put_name(&json, "value");
    kefu__json_put_value(&json, &value);
    explain(&json, c, &c->scheme->metrics->items[i], now);
    kefu__json_close_object(&json);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
