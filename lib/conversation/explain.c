/* SPDX-License-Identifier: MIT
 * How a metric came about, as JSON: its value, what it counted, and what it left out and why. */
#include <math.h>
#include <string.h>

#include "conversation/explain.h"
#include "json/json.h"

static void put_time(struct json_writer *json, const char *name, int64_t at) {
    kefu__json_put_name(json, name);
    if (at == KEFU_TIME_NONE)
        kefu__json_put_null(json);
    else
        kefu__json_put_integer(json, at);
}

/* Writes a message as an object with its index, id and time; null for INDEX_NONE. */
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

/* Writes the messages that the metric counted because of their text, and what was found in them. */
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

/* Writes the SLA states of the conversation and of each episode, by the policies of a series. */
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

/* ---- what was counted, and what was left out ---- */

static const char *const case_names[CASES] = {
    [CASE_MESSAGE] = "message", [CASE_EVENT] = "event",
    [CASE_TURN] = "turn",       [CASE_TRANSFER_WAIT] = "transfer_wait",
    [CASE_PIECE] = "piece",     [CASE_HELP] = "wait",
    [CASE_PROMISE] = "promise", [CASE_SPAN] = "span"};

/* The names in JSON of the omissions (why a case is not counted). Some mean the same as a
 * kefu_reason (why a metric has no value), and have its name. */
static const struct {
    const char *name; /* NULL: the name of `reason` */
    kefu_reason reason;
} omissions[OMISSIONS] = {[OMITTED_UNANSWERED] = {.reason = KEFU_REASON_UNANSWERED},
                          [OMITTED_OPEN] = {.reason = KEFU_REASON_OPEN},
                          [OMITTED_NO_TIMES] = {.reason = KEFU_REASON_NO_TIMES},
                          [OMITTED_OUTSIDE_CALENDAR] = {.reason = KEFU_REASON_OUTSIDE_CALENDAR},
                          [OMITTED_NO_EVENTS] = {.reason = KEFU_REASON_NO_EVENTS},
                          [OMITTED_NOT_FIRST] = {.name = "not_first"},
                          [OMITTED_SUPERSEDED] = {.name = "superseded"},
                          [OMITTED_BEFORE_START] = {.name = "before_start"},
                          [OMITTED_CONFIRMS] = {.name = "confirms"},
                          [OMITTED_NOT_RESOLVED] = {.name = "not_resolved"},
                          [OMITTED_PAUSED] = {.name = "paused"},
                          [OMITTED_RECALLED] = {.name = "recalled"},
                          [OMITTED_PRIVATE] = {.name = "private"},
                          [OMITTED_AUTOMATIC] = {.name = "automatic"},
                          [OMITTED_OTHER_ROLE] = {.name = "other_role"},
                          [OMITTED_NOT_FOUND] = {.name = "not_found"},
                          [OMITTED_NO_WORDS] = {.name = "no_words"},
                          [OMITTED_NO_EVIDENCE] = {.name = "no_evidence"},
                          [OMITTED_OUTSIDE_WINDOW] = {.name = "outside_window"},
                          [OMITTED_OTHER_SCALE] = {.name = "other_scale"},
                          [OMITTED_NOT_AMONG] = {.name = "not_among"},
                          [OMITTED_WAIVED] = {.name = "waived"}};

static const char *omission_name(enum omission omission) {
    return omissions[omission].name ? omissions[omission].name
                                    : kefu__word_name(&kefu__reasons, omissions[omission].reason);
}

struct case_writer {
    struct json_writer *json;
    const kefu_conversation *c;
    const struct metric *m;
    bool left_out; /* write the cases that were left out, not the counted ones */
};

static void put_subject(const struct case_writer *w, const struct observed_case *seen) {
    if (seen->of == CASE_MESSAGE)
        kefu__json_add_text(w->json, "id", w->c->messages[seen->index].id);
    else if (seen->of == CASE_EVENT)
        kefu__json_add_string(w->json, "type",
                              kefu__word_name(&kefu__event_types, w->c->entries[seen->index].type));
    else
        put_time(w->json, "stop", seen->stop);
    if (seen->of != CASE_MESSAGE && seen->of != CASE_EVENT) {
        put_time(w->json, "ms", seen->ms);
        put_message(w->json, "reply", w->c, seen->reply);
    }
}

/* Writes why a case was left out; or, for a flag, whether the case makes it true; or, for a ratio,
 * whether the case is in the numerator, in the denominator, or in both. */
static void put_part(const struct case_writer *w, const struct observed_case *seen) {
    if (w->left_out) {
        kefu__json_add_string(w->json, "reason", omission_name(seen->omission));
    } else if (w->m->type == METRIC_FLAG) {
        kefu__json_put_name(w->json, "true");
        kefu__json_put_bool(w->json, seen->hit);
    } else if (w->m->rule.kind == MEASURE_RATIO) {
        kefu__json_add_string(w->json, "in",
                              !seen->hit       ? "denominator"
                              : !seen->counted ? "numerator"
                                               : "both");
    }
}

static void put_case(void *ctx, const struct observed_case *seen) {
    const struct case_writer *w = ctx;
    if (w->left_out == (seen->counted || seen->hit))
        return;
    kefu__json_open_object(w->json);
    kefu__json_add_string(w->json, "of", case_names[seen->of]);
    kefu__json_put_name(w->json, "index");
    if (seen->index == INDEX_NONE)
        kefu__json_put_null(w->json);
    else
        kefu__json_put_integer(w->json, seen->index);
    put_time(w->json, "start", seen->start);
    put_subject(w, seen);
    kefu__json_add_text(w->json, "agent_id", kefu__conversation_agent_name(w->c, seen->agent));
    put_part(w, seen);
    kefu__json_close_object(w->json);
}

static void put_cases(struct json_writer *json, const kefu_conversation *c, size_t metric,
                      int64_t now) {
    struct case_writer writer = {json, c, &c->scheme->metrics->items[metric], false};
    struct case_reader reader = {.c = c, .now = now, .look = put_case, .ctx = &writer};
    kefu__json_put_name(json, "counted");
    kefu__json_open_array(json);
    kefu__explain_read(&reader, metric);
    kefu__json_close_array(json);
    writer.left_out = true;
    kefu__json_put_name(json, "left_out");
    kefu__json_open_array(json);
    kefu__explain_read(&reader, metric);
    kefu__json_close_array(json);
}

static bool is_of_sla(const struct metric *m) {
    return m->type == METRIC_FLAG && (m->of == FLAG_SLA_MET || m->of == FLAG_SLA_RESOLUTION_MET ||
                                      m->of == FLAG_FIRST_RESPONSE_MET);
}

static bool is_of_turns(const struct metric *m) {
    return m->type == METRIC_DURATION || (m->type == METRIC_RATIO && m->within) ||
           (m->type == METRIC_FLAG && m->of == FLAG_UNANSWERED) || is_of_sla(m);
}

static bool is_of_text(const struct metric *m) {
    return m->type == METRIC_SENTIMENT || (m->type == METRIC_FLAG && m->of == FLAG_FOUND) ||
           ((m->type == METRIC_COUNT || m->type == METRIC_RATIO) && m->of == COUNT_FOUND);
}

/* ---- metrics that are computed from others ---- */

static void put_number(struct json_writer *json, const char *name, double number, bool known) {
    kefu__json_put_name(json, name);
    if (known)
        kefu__json_put_number(json, number);
    else
        kefu__json_put_null(json);
}

static void put_part_value(struct json_writer *json, const struct metrics *metrics,
                           const struct metric *m, size_t i, const struct computed_part *part) {
    kefu__json_open_object(json);
    kefu__json_add_string(json, "metric", metrics->items[m->parts[i].metric].id);
    kefu__json_put_name(json, "value");
    kefu__json_put_value(json, &part->value);
    if (m->type != METRIC_DERIVED)
        kefu__json_add_number(json, "weight", m->parts[i].weight);
    if (m->type == METRIC_COMPOSITE)
        put_number(json, "score", part->score, part->counted);
    if (m->type != METRIC_DERIVED)
        put_number(json, "share", part->share, !isnan(part->share));
    kefu__json_close_object(json);
}

/* Writes the metrics from which one is computed, with their scores and their shares of it. */
static kefu_status put_parts(struct json_writer *json, const kefu_conversation *c, size_t metric,
                             int64_t now, kefu_error *error) {
    const struct metrics *metrics = c->scheme->metrics;
    const struct metric *m = &metrics->items[metric];
    struct computed_part parts[METRIC_PARTS_MAX];
    kefu_value value;
    const kefu_status status = kefu__conversation_compute(c, metric, KEFU_STATISTIC_DEFAULT, now,
                                                          NULL, &value, parts, error);
    kefu__json_put_name(json, "parts");
    kefu__json_open_array(json);
    for (size_t i = 0; status == KEFU_OK && i < m->part_count; i++)
        put_part_value(json, metrics, m, i, &parts[i]);
    kefu__json_close_array(json);
    return status;
}

static void explain(struct json_writer *json, const kefu_conversation *c, size_t metric,
                    int64_t now) {
    const struct metric *m = &c->scheme->metrics->items[metric];
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
        put_sla(json, c, m->of == FLAG_SLA_RESOLUTION_MET ? SLA_RESOLUTION : SLA_RESPONSE, now);
    put_cases(json, c, metric, now);
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
    status = kefu__conversation_check_analysed(c, error);
    if (status == KEFU_OK)
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
    if (kefu__metric_is_computed(&c->scheme->metrics->items[i]))
        status = put_parts(&json, c, i, now, error);
    explain(&json, c, i, now);
    kefu__json_close_object(&json);
    if (status == KEFU_OK)
        return kefu__buffer_hand_over(&buffer, write, ctx, error);
    kefu__buffer_free(&buffer);
    return status;
}
