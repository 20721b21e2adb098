/* SPDX-License-Identifier: MIT
 * A monitor's state read back from "x_kefu" of its conversation's record. Every index is checked
 * against the conversation and the scheme before it is used. */
#include <string.h>

#include "conversation/record.h"
#include "conversation/restore.h"
#include "evaluation/monitor.h"

#define TIME_REACH 9.2e18 /* maximum distance in ms of an instant from 1970 */

/* The context of reading a monitor's state: the JSON reader, and the watch that is filled in. */
struct monitor_reader {
    struct json_reader *reader;
    struct watch *watch;
};

static bool refuse(struct json_reader *reader, kefu_status status, const char *message) {
    kefu__json_report(reader, KEFU_SEVERITY_ERROR, status, "bad_extension", "%s", message);
    return false;
}

static bool no_memory(struct json_reader *reader) {
    return refuse(reader, KEFU_E_MEMORY, "out of memory");
}

static bool misfit(struct json_reader *reader) {
    return refuse(reader, KEFU_E_DEFINITION, "does not fit the conversation");
}

/* Reads an integer from 0 to `most`; false for any other value. */
static bool read_index(const json_value *value, uint64_t most, uint32_t *to) {
    const double number = kefu__json_number(value);
    if (!kefu__json_is(value, JSON_NUMBER) || !(number >= 0 && number <= (double)most) ||
        number != (double)(uint32_t)number)
        return false;
    *to = (uint32_t)number;
    return true;
}

/* Reads an instant. It may be later than any time in a conversation, because it may be a deadline
 * far ahead. */
static bool read_time(const json_value *value, int64_t *to) {
    const double number = kefu__json_number(value);
    if (!kefu__json_is(value, JSON_NUMBER) || !(number > -TIME_REACH && number < TIME_REACH))
        return false;
    *to = (int64_t)number;
    return true;
}

/* Reads a JSON array of exactly two elements; false for any other value. */
static bool split_pair(const json_value *pair, const json_value **first,
                       const json_value **second) {
    if (!kefu__json_is(pair, JSON_ARRAY) || kefu__json_count(pair) != 2)
        return false;
    *first = kefu__json_first(pair);
    *second = kefu__json_next(*first);
    return true;
}

/* ---- rules ---- */

static bool read_alerted(struct monitor_reader *m, const json_value *object,
                         struct rule_state *state) {
    const json_value *list = kefu__json_member_array(m->reader, object, "alerted", true), *value;
    const size_t count = kefu__json_count(list);
    if (!list)
        return false;
    if (!kefu__grow(&m->watch->allocator, &state->reported, &state->reported_capacity, count,
                    sizeof *state->reported))
        return no_memory(m->reader);
    kefu__json_enter_name(m->reader, "alerted");
    for (value = kefu__json_first(list); value; value = kefu__json_next(value)) {
        uint32_t message = INDEX_NONE;
        if (!kefu__json_is(value, JSON_NULL) && (!read_index(value, UINT32_MAX - 1, &message) ||
                                                 message >= m->watch->conversation->message_count))
            return misfit(m->reader);
        if (state->reported_count && message <= state->reported[state->reported_count - 1])
            return refuse(m->reader, KEFU_E_DEFINITION, "must ascend, null last");
        state->reported[state->reported_count++] = message;
    }
    kefu__json_leave(m->reader);
    return true;
}

/* The index of a leaf's hit in this message, by binary search; UINT32_MAX: there is none. */
static uint32_t find_hit(const struct leaf_state *state, uint32_t message) {
    size_t low = 0, high = state->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (state->hits[middle].message < message)
            low = middle + 1;
        else
            high = middle;
    }
    return low < state->count && state->hits[low].message == message ? (uint32_t)low : UINT32_MAX;
}

static bool read_candidate(const struct watch *watch, const struct rule *rule,
                           const json_value *pair, uint32_t *leaf, uint32_t *hit) {
    const json_value *which, *where;
    uint32_t index, message;
    if (!split_pair(pair, &which, &where) || !read_index(which, UINT32_MAX, &index) ||
        index >= rule->candidate_count || !read_index(where, UINT32_MAX, &message))
        return false;
    *leaf = rule->candidates[index];
    *hit = find_hit(&watch->leaves[*leaf], message);
    return *hit != UINT32_MAX;
}

/* Reads a list of candidates (hits at which the rule is evaluated) and adds them to `list`: the
 * list "undecided" as such, the list "denied" as candidates for which the rule was false. */
static bool read_candidates(struct monitor_reader *m, const json_value *object, const char *name,
                            const struct rule *rule, struct candidates *list) {
    const bool denied = strcmp(name, "denied") == 0;
    const json_value *array, *pair;
    uint32_t leaf, hit;
    if (!kefu__record_get(object, name))
        return true;
    array = kefu__json_member_array(m->reader, object, name, false);
    if (!array)
        return false;
    kefu__json_enter_name(m->reader, name);
    for (pair = kefu__json_first(array); pair; pair = kefu__json_next(pair)) {
        if (!read_candidate(m->watch, rule, pair, &leaf, &hit))
            return misfit(m->reader);
        if (!kefu__candidate_list_add(&m->watch->allocator, list, leaf, hit, m->watch->cursor))
            return no_memory(m->reader);
        if (denied)
            kefu__candidate_list_decide(list, (uint32_t)list->count - 1, TRUTH_FALSE,
                                        m->watch->cursor);
    }
    kefu__json_leave(m->reader);
    return true;
}

/* Reads "denied_given": the hash of the attributes, labels, metrics and rules for which the denied
 * candidates were evaluated. If they change, these candidates are evaluated again. */
static bool read_hash(struct json_reader *reader, const json_value *object, uint64_t *hash) {
    kefu_str digits = {"", 0};
    size_t i;
    if (!kefu__json_member_string(reader, object, "denied_given", true, &digits))
        return false;
    for (i = 0; i < digits.size; i++) {
        const char c = digits.data[i];
        const int digit = c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
        if (digit < 0 || digits.size != 16)
            return refuse(reader, KEFU_E_DEFINITION, "denied_given must be 16 hexadecimal digits");
        *hash = *hash << 4 | (uint64_t)digit;
    }
    return true;
}

static bool read_decisions(struct monitor_reader *m, const json_value *object,
                           const struct rule *rule, struct rule_state *state) {
    int64_t hits = 0;
    if (!kefu__json_member_integer(m->reader, object, "hits", true, 0, UINT32_MAX, &hits) ||
        !read_candidates(m, object, "undecided", rule, &state->candidates) ||
        !read_candidates(m, object, "denied", rule, &state->candidates))
        return false;
    kefu__candidate_list_sort(&state->candidates);
    state->other_hits = (uint32_t)hits;
    return state->candidates.decision_count == 0 ||
           read_hash(m->reader, object, &state->context_hash);
}

static bool read_rule(struct monitor_reader *m, const json_value *object, bool with_decisions,
                      bool same_scheme) {
    kefu_str id = {"", 0};
    struct rule_state *state;
    size_t index;
    if (!kefu__json_is(object, JSON_OBJECT))
        return refuse(m->reader, KEFU_E_DEFINITION, "must be an object");
    if (!kefu__json_member_string(m->reader, object, "rule", true, &id))
        return false;
    index = kefu__rules_find(m->watch->rules, id);
    if (index == SIZE_MAX && same_scheme)
        return refuse(m->reader, KEFU_E_REFERENCE, "the scheme has no such rule");
    if (index == SIZE_MAX && kefu__json_count(kefu__json_get(object, "alerted")) == 0)
        return true;
    if (index == SIZE_MAX) {
        kefu__json_report(m->reader, KEFU_SEVERITY_NOTE, KEFU_OK, "forgotten_rule",
                          "this scheme has no rule \"%.*s\"; that it alerted is forgotten",
                          (int)kefu__str_truncate(id, 64).size, id.data);
        return true;
    }
    state = &m->watch->states[index];
    if (state->reported_count || state->other_hits || state->candidates.count)
        return refuse(m->reader, KEFU_E_DEFINITION, "the rule stands here twice");
    return read_alerted(m, object, &m->watch->states[index]) &&
           (!with_decisions ||
            read_decisions(m, object, &m->watch->rules->items[index], &m->watch->states[index]));
}

static bool read_rules(struct monitor_reader *m, const json_value *state, bool with_decisions,
                       bool same_scheme) {
    const json_value *list = kefu__json_member_array(m->reader, state, "rules", true), *value;
    size_t i = 0;
    bool fine = list != NULL;
    kefu__json_enter_name(m->reader, "rules");
    for (value = kefu__json_first(list); value && fine; value = kefu__json_next(value)) {
        kefu__json_enter_index(m->reader, i++);
        fine = read_rule(m, value, with_decisions, same_scheme);
        kefu__json_leave(m->reader);
    }
    kefu__json_leave(m->reader);
    return fine;
}

/* ---- gaps ---- */

static bool read_wait(struct watch *watch, const json_value *pair, struct leaf_state *state) {
    const json_value *where, *when;
    struct leaf_hit hit = {.read = (uint32_t)watch->cursor};
    if (!split_pair(pair, &where, &when) || !read_index(where, UINT32_MAX, &hit.message) ||
        hit.message >= watch->cursor || !read_time(when, &hit.at) ||
        (state->count && hit.message <= state->hits[state->count - 1].message))
        return false;
    kefu__leaf_span(&watch->conversation->messages[hit.message], &hit);
    state->hits[state->count++] = hit;
    return true;
}

static bool read_gap(struct monitor_reader *m, const json_value *object) {
    struct watch *watch = m->watch;
    int64_t leaf = 0, next = 0, last_reply = INDEX_NONE;
    const json_value *waits, *pair;
    struct leaf_state *state;
    if (!kefu__json_is(object, JSON_OBJECT) ||
        !kefu__json_member_integer(m->reader, object, "leaf", true, 0, UINT32_MAX, &leaf) ||
        (size_t)leaf >= watch->rules->leaf_count ||
        watch->rules->leaves[leaf]->kind != RULE_LEAF_GAP ||
        !kefu__json_member_integer(m->reader, object, "next", true, 0, UINT32_MAX, &next) ||
        (kefu__record_get(object, "last_reply") &&
         !kefu__json_member_integer(m->reader, object, "last_reply", true, 0,
                                    (int64_t)watch->cursor - 1, &last_reply)) ||
        !(waits = kefu__json_member_array(m->reader, object, "waits", true)))
        return misfit(m->reader);
    state = &watch->leaves[leaf];
    state->turn = (uint32_t)next;
    state->last_reply = (uint32_t)last_reply;
    if (state->count)
        return misfit(m->reader);
    if (!kefu__grow(&watch->allocator, &state->hits, &state->capacity, kefu__json_count(waits),
                    sizeof *state->hits))
        return no_memory(m->reader);
    for (pair = kefu__json_first(waits); pair; pair = kefu__json_next(pair))
        if (!read_wait(watch, pair, state))
            return misfit(m->reader);
    if (state->count)
        kefu__watch_wake(watch, (uint32_t)leaf);
    return true;
}

static bool read_gaps(struct monitor_reader *m, const json_value *state) {
    const json_value *list = kefu__json_member_array(m->reader, state, "gaps", true), *value;
    size_t i = 0;
    bool fine = list != NULL;
    kefu__json_enter_name(m->reader, "gaps");
    for (value = kefu__json_first(list); value && fine; value = kefu__json_next(value)) {
        kefu__json_enter_index(m->reader, i++);
        fine = read_gap(m, value);
        kefu__json_leave(m->reader);
    }
    kefu__json_leave(m->reader);
    return fine;
}

/* ---- the monitor ---- */

/* Reads how many messages the saved monitor had processed, processes as many, then reads what had
 * been decided about them. */
static bool read_progress(struct monitor_reader *m, const json_value *state) {
    struct watch *watch = m->watch;
    int64_t count = 0;
    bool over = false;
    if (!kefu__json_member_integer(m->reader, state, "read", true, 0,
                                   (int64_t)watch->conversation->message_count, &count) ||
        !kefu__json_member_bool(m->reader, state, "over", true, &over))
        return false;
    if (!kefu__watch_resume(watch, (size_t)count, over))
        return no_memory(m->reader);
    if (!read_gaps(m, state) || !read_rules(m, state, true, true))
        return false;
    kefu__watch_mark_considered(watch);
    return true;
}

static bool read_state(struct monitor_reader *m, const json_value *state, bool same_scheme) {
    struct watch *watch = m->watch;
    int64_t next = KEFU_TIME_END;
    const bool whole = same_scheme && kefu__record_get(state, "read");
    if (kefu__record_get(state, "next") && !read_time(kefu__record_get(state, "next"), &next))
        return refuse(m->reader, KEFU_E_DEFINITION, "next must be an instant, or null");
    if (whole ? !read_progress(m, state) : !read_rules(m, state, false, same_scheme))
        return false;
    watch->failed = !whole;
    watch->next = next;
    return true;
}

/* Was the record made from the monitor's conversation in its present state? */
static bool is_of(const kefu_conversation *c, const json_value *root) {
    const size_t messages = kefu__json_count(kefu__json_get(root, "messages"));
    const size_t events = kefu__json_count(kefu__json_get(root, "events"));
    return kefu__str_equal(kefu__json_text(kefu__json_get(root, "id")), c->id) &&
           messages == c->message_count && messages + events == c->entry_count;
}

static kefu_status read_monitor(kefu_monitor *monitor, struct json_reader *reader) {
    struct monitor_reader m = {reader, &monitor->watch};
    const json_value *extension, *state;
    bool same_scheme = false;
    if (!kefu__json_is(reader->root, JSON_OBJECT)) {
        refuse(reader, KEFU_E_DEFINITION, "a conversation must be an object");
        return reader->status;
    }
    extension = kefu__restoration_open(reader, monitor->watch.conversation->scheme, &same_scheme);
    if (!reader->errors && !is_of(monitor->watch.conversation, reader->root))
        misfit(reader);
    kefu__json_enter_name(reader, "x_kefu");
    if (!reader->errors && !kefu__record_get(extension, "monitor"))
        return kefu__fail(reader->error, KEFU_E_NOT_FOUND, "the record holds no monitor's state");
    state = reader->errors ? NULL : kefu__json_member_object(reader, extension, "monitor", true);
    kefu__json_enter_name(reader, "monitor");
    if (state)
        read_state(&m, state, same_scheme);
    return reader->errors ? reader->status : KEFU_OK;
}

kefu_status kefu_monitor_read_json(kefu_monitor *monitor, const char *json, size_t size,
                                   kefu_findings *findings, kefu_error *error) {
    const kefu_conversation *conversation;
    struct json_reader reader;
    struct watch fresh;
    kefu_status status;
    if (!monitor || !json)
        return kefu__fail(error, KEFU_E_ARGUMENT, "monitor or json is NULL");
    conversation = monitor->watch.conversation;
    if (monitor->watch.used)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the monitor has been in use");
    status = kefu__json_open_record(&reader, &monitor->allocator, json, size, findings, error);
    if (status != KEFU_OK)
        return status;
    if (!kefu__watch_init(&fresh, conversation, &monitor->allocator)) {
        kefu__json_close(&reader);
        return kefu__no_memory(error);
    }
    status = read_monitor(monitor, &reader);
    if (status != KEFU_OK) { /* the monitor stays as it was before the call */
        kefu__watch_free(&monitor->watch);
        monitor->watch = fresh;
    } else {
        monitor->watch.used = true;
        kefu__watch_free(&fresh);
    }
    kefu__json_close(&reader);
    return status;
}
