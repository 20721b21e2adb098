/* SPDX-License-Identifier: MIT
 * A monitor's state as JSON, in "x_kefu" of its conversation's record.
 *
 * What follows from the messages alone is not written but read again: where phrases, sentiments and
 * repeats were found. Written is what depends on when the monitor was asked: which alerts were
 * given, which hits are decided, which waits ran out while they were open. */

#include "base/vocabulary.h"
#include "evaluation/monitor.h"
#include "json/json.h"

/* Writes the index of the message of a hit; null for a hit of the conversation as a whole. */
static void put_message(struct json_writer *writer, uint32_t message) {
    if (message == INDEX_NONE)
        kefu__json_put_null(writer);
    else
        kefu__json_put_integer(writer, message);
}

/* Has the alert of this rule and message been found but not delivered to the caller, because an
 * update ran out of memory? Such alerts are not written, so that they are found again after the
 * state is read. */
static bool is_undelivered(const kefu_monitor *monitor, uint32_t rule, uint32_t message) {
    const struct watch *watch = &monitor->watch;
    size_t i;
    for (i = monitor->delivered; i < watch->hit_count; i++)
        if (watch->hits[i].rule == rule && watch->hits[i].at.message == message)
            return true;
    return false;
}

static void add_alerted(struct json_writer *writer, const kefu_monitor *monitor, uint32_t rule) {
    const struct rule_state *state = &monitor->watch.states[rule];
    size_t i;
    kefu__json_put_name(writer, "alerted");
    kefu__json_open_array(writer);
    for (i = 0; i < state->reported_count; i++)
        if (!is_undelivered(monitor, rule, state->reported[i]))
            put_message(writer, state->reported[i]);
    kefu__json_close_array(writer);
}

/* The number of candidates in the list at which the rule has this truth. */
static size_t count_candidates(const struct watch *watch, const struct candidates *list,
                               enum truth truth) {
    size_t count = 0;
    for (size_t i = 0; i < list->count; i++)
        count += kefu__candidate_truth(watch, &list->items[i]) == truth;
    return count;
}

/* Writes the candidates at which the rule has this truth, each as a pair: index of the leaf among
 * the rule's candidate leaves, and index of the hit's message. */
static void add_candidates(struct json_writer *writer, const char *name, const struct watch *watch,
                           const struct rule *rule, const struct candidates *list,
                           enum truth truth) {
    if (count_candidates(watch, list, truth) == 0)
        return;
    kefu__json_put_name(writer, name);
    kefu__json_open_array(writer);
    for (size_t i = 0; i < list->count; i++) {
        const struct candidate *candidate = &list->items[i];
        uint32_t which = 0;
        if (kefu__candidate_truth(watch, candidate) != truth)
            continue;
        while (rule->candidates[which] != candidate->leaf)
            which++;
        kefu__json_open_array(writer);
        kefu__json_put_integer(writer, which);
        kefu__json_put_integer(writer, watch->leaves[candidate->leaf].hits[candidate->hit].message);
        kefu__json_close_array(writer);
    }
    kefu__json_close_array(writer);
}

static void put_rule(struct json_writer *writer, const kefu_monitor *monitor, uint32_t index,
                     bool begins_again) {
    const struct watch *watch = &monitor->watch;
    const struct rule *rule = &watch->rules->items[index];
    const struct rule_state *state = &watch->states[index];
    const struct candidates *list = &state->candidates;
    const uint32_t hits = kefu__rule_hits(watch, state);
    /* of a rule that depends on messages only, false candidates stay false and need not be written
     */
    const bool denied = !rule->settled && count_candidates(watch, list, TRUTH_FALSE) > 0;
    char digits[DIGEST_SIZE];
    if (state->reported_count == 0 &&
        (begins_again ||
         (hits == 0 && !denied && count_candidates(watch, list, TRUTH_UNKNOWN) == 0)))
        return;
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "rule", rule->id);
    add_alerted(writer, monitor, index);
    if (!begins_again) {
        kefu__json_add_count(writer, "hits", hits);
        add_candidates(writer, "undecided", watch, rule, list, TRUTH_UNKNOWN);
        if (denied) {
            add_candidates(writer, "denied", watch, rule, list, TRUTH_FALSE);
            kefu__digest_print(digits, state->context_hash);
            kefu__json_add_string(writer, "denied_given", digits);
        }
    }
    kefu__json_close_object(writer);
}

/* Writes a leaf's long waits, each as a pair: index of the message at which the wait began, and the
 * instant at which it reached the limit. */
static void put_gap(struct json_writer *writer, const struct watch *watch, uint32_t leaf) {
    const struct leaf_state *state = &watch->leaves[leaf];
    size_t i;
    kefu__json_open_object(writer);
    kefu__json_add_count(writer, "leaf", leaf);
    kefu__json_add_count(writer, "next", state->turn);
    if (state->last_reply != INDEX_NONE)
        kefu__json_add_count(writer, "last_reply", state->last_reply);
    kefu__json_put_name(writer, "waits");
    kefu__json_open_array(writer);
    for (i = 0; i < state->count; i++) {
        kefu__json_open_array(writer);
        kefu__json_put_integer(writer, state->hits[i].message);
        kefu__json_put_integer(writer, state->hits[i].at);
        kefu__json_close_array(writer);
    }
    kefu__json_close_array(writer);
    kefu__json_close_object(writer);
}

static void put_gaps(struct json_writer *writer, const struct watch *watch) {
    uint32_t i;
    kefu__json_put_name(writer, "gaps");
    kefu__json_open_array(writer);
    for (i = 0; i < watch->rules->leaf_count; i++)
        if (watch->rules->leaves[i]->kind == RULE_LEAF_GAP)
            put_gap(writer, watch, i);
    kefu__json_close_array(writer);
}

/* Adds the member "monitor", the monitor's state, to "x_kefu" of the conversation's record. */
static void extend(struct json_writer *writer, void *ctx) {
    const kefu_monitor *monitor = ctx;
    const struct watch *watch = &monitor->watch;
    const bool begins_again = watch->failed || watch->changes != watch->conversation->changes;
    uint32_t i;
    kefu__json_put_name(writer, "monitor");
    kefu__json_open_object(writer);
    kefu__json_put_name(writer, "next");
    if (watch->next == KEFU_TIME_END)
        kefu__json_put_null(writer);
    else
        kefu__json_put_integer(writer, watch->next);
    if (!begins_again) {
        kefu__json_add_count(writer, "read", watch->cursor);
        kefu__json_add_bool(writer, "over", watch->over);
        put_gaps(writer, watch);
    }
    kefu__json_put_name(writer, "rules");
    kefu__json_open_array(writer);
    for (i = 0; i < watch->rules->count; i++)
        put_rule(writer, monitor, i, begins_again);
    kefu__json_close_array(writer);
    kefu__json_close_object(writer);
}

kefu_status kefu_monitor_write(const kefu_monitor *monitor, kefu_write write, void *ctx,
                               kefu_error *error) {
    struct json_writer writer;
    struct buffer buffer;
    if (!monitor || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "monitor or write is NULL");
    kefu__buffer_init(&buffer, &monitor->allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__conversation_put(&writer, monitor->watch.conversation, extend, (void *)monitor);
    return kefu__conversation_hand_over(&buffer, write, ctx, error);
}

/* ---- alerts ---- */

static void put_alert(struct json_writer *writer, const struct watch *watch,
                      const struct watch_hit *hit) {
    const struct rule *rule = &watch->rules->items[hit->rule];
    const bool in_message = hit->at.message != INDEX_NONE;
    const kefu_str none = {"", 0};
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "rule", rule->id);
    kefu__json_put_name(writer, "title");
    kefu__json_open_object(writer);
    kefu__json_add_string(writer, "zh-Hans", rule->title_zh);
    kefu__json_add_string(writer, "en", rule->title_en);
    kefu__json_close_object(writer);
    kefu__json_add_string(writer, "severity",
                          kefu__word_name(&kefu__rule_severities, rule->severity));
    kefu__json_put_name(writer, "at");
    if (hit->at.at == KEFU_TIME_NONE || hit->at.at == KEFU_TIME_END)
        kefu__json_put_null(writer);
    else
        kefu__json_put_integer(writer, hit->at.at);
    kefu__json_add_text(writer, "message_id",
                        in_message ? watch->conversation->messages[hit->at.message].id : none);
    kefu__json_add_text(writer, "evidence", kefu__watch_evidence(watch, hit));
    if (in_message)
        kefu__json_add_count(writer, "message", hit->at.message);
    kefu__json_add_count(writer, "start", hit->at.start);
    kefu__json_add_count(writer, "end", hit->at.end);
    kefu__json_close_object(writer);
}

kefu_status kefu_monitor_write_alerts(const kefu_monitor *monitor, kefu_write write, void *ctx,
                                      kefu_error *error) {
    const struct watch *watch;
    struct json_writer writer;
    struct buffer buffer;
    size_t i;
    if (!monitor || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "monitor or write is NULL");
    watch = &monitor->watch;
    kefu__buffer_init(&buffer, &monitor->allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_array(&writer);
    for (i = 0; i < monitor->alert_count; i++)
        put_alert(&writer, watch, &watch->hits[monitor->alerts[i]]);
    kefu__json_close_array(&writer);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
