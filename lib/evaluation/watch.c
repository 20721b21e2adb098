/* SPDX-License-Identifier: MIT
 * The watch: making and freeing it, and updates, which read every new message once. */
#include "evaluation/watch.h"

#include <string.h>

/* ---- its life ---- */

/* The sum of the numbers of all rules' candidate leaves. */
static size_t candidate_leaves(const struct rules *rules) {
    size_t count = 0;
    for (size_t i = 0; i < rules->count; i++)
        count += rules->items[i].candidate_count;
    return count;
}

void kefu__watch_free(struct watch *watch) {
    const kefu_allocator *allocator = &watch->allocator;
    const size_t leaf_count = watch->rules->leaf_count, rule_count = watch->rules->count;
    size_t i;
    for (i = 0; watch->leaves && i < leaf_count; i++) {
        struct leaf_state *leaf = &watch->leaves[i];
        kefu__release(allocator, leaf->hits, leaf->capacity * sizeof *leaf->hits);
        kefu__release(allocator, leaf->passes, leaf->pass_capacity * sizeof *leaf->passes);
    }
    for (i = 0; watch->states && i < rule_count; i++) {
        struct rule_state *state = &watch->states[i];
        kefu__candidate_list_free(allocator, &state->candidates);
        kefu__release(allocator, state->reported,
                      state->reported_capacity * sizeof *state->reported);
    }
    kefu__release(allocator, watch->considered,
                  candidate_leaves(watch->rules) * sizeof *watch->considered);
    kefu__release(allocator, watch->awake, rule_count * sizeof *watch->awake);
    kefu__release(allocator, watch->similarities, SIMILARITIES * sizeof *watch->similarities);
    kefu__release(allocator, watch->leaves, leaf_count * sizeof *watch->leaves);
    kefu__release(allocator, watch->states, rule_count * sizeof *watch->states);
    kefu__release(allocator, watch->positions, watch->position_capacity * sizeof *watch->positions);
    kefu__release(allocator, watch->hits, watch->hit_capacity * sizeof *watch->hits);
    watch->leaves = NULL;
    watch->states = NULL;
    watch->positions = NULL;
    watch->hits = NULL;
}

/* The counts before the first message. */
static const struct message_position beginning = {
    .role = CLASS_NONE, .last_speaker = CLASS_NONE, .last_timed = INDEX_NONE};

/* Discards all decisions and goes back to before the first message. Keeps which messages were
 * reported to the caller, so that none is reported twice. */
static void restart(struct watch *watch) {
    const struct index_list *ready = &watch->rules->index->ready;
    uint32_t *considered = watch->considered;
    size_t i;
    watch->cursor = 0;
    watch->totals = beginning;
    watch->fixed = false;
    for (i = 0; i < watch->rules->leaf_count; i++) {
        watch->leaves[i].count = watch->leaves[i].missed = 0;
        watch->leaves[i].turn = 0;
        watch->leaves[i].passed = watch->leaves[i].pass_count = 0;
        watch->leaves[i].last_reply = INDEX_NONE;
    }
    for (i = 0; i < watch->rules->count; i++) {
        struct rule_state *state = &watch->states[i];
        state->considered = considered;
        considered += watch->rules->items[i].candidate_count;
        state->awake = false;
        kefu__rule_restart(watch, (uint32_t)i);
    }
    watch->awake_count = 0;
    for (i = 0; i < ready->count; i++)
        kefu__watch_wake_rule(watch, ready->items[i]);
}

bool kefu__watch_init(struct watch *watch, const kefu_conversation *conversation,
                      const kefu_allocator *allocator) {
    static const struct rule_index nothing = {.phrase_count = 0};
    static const struct rules none = {.index = &nothing};
    const struct rules *rules = conversation->scheme->rules;
    memset(watch, 0, sizeof *watch);
    watch->conversation = conversation;
    watch->rules = rules ? rules : &none;
    watch->allocator = *allocator;
    watch->leaves = kefu__alloc_zero(allocator, watch->rules->leaf_count * sizeof *watch->leaves);
    watch->states = kefu__alloc_zero(allocator, watch->rules->count * sizeof *watch->states);
    watch->considered = kefu__alloc(allocator,
                                    candidate_leaves(watch->rules) * sizeof *watch->considered);
    watch->awake = kefu__alloc(allocator, watch->rules->count * sizeof *watch->awake);
    watch->similarities = kefu__alloc_zero(allocator, SIMILARITIES * sizeof *watch->similarities);
    if (!watch->leaves || !watch->states || !watch->considered || !watch->awake ||
        !watch->similarities) {
        kefu__watch_free(watch);
        return false;
    }
    restart(watch);
    return true;
}

/* ---- reading ---- */

/* Adds a message to the counts of messages and turns. A turn is what customer or agent writes until
 * the other side writes; messages of bots and the system, and private notes, do not end it. */
static void count_message(struct watch *watch, uint32_t role) {
    struct message_position *now = &watch->totals;
    const bool speaks = role == KEFU_ROLE_CUSTOMER || role == KEFU_ROLE_AGENT;
    now->role = role;
    if (role == CLASS_NONE)
        return;
    now->counts[role]++;
    now->counts[ROLE_ANY]++;
    if (speaks && now->last_speaker == role)
        return;
    if (speaks) {
        now->turns[role]++;
        now->last_speaker = role;
        now->turns[ROLE_ANY]++;
    } else {
        now->turns[role]++; /* each message of a bot or the system is a turn of its own */
        if (now->turns[ROLE_ANY] == 0)
            now->turns[ROLE_ANY] = 1;
    }
}

/* Matches message i with a leaf, unless that was done already. Returns false if out of memory. */
static bool match_leaf(struct watch *watch, uint32_t i, uint32_t leaf) {
    const struct condition_leaf *wanted = watch->rules->leaves[leaf];
    struct leaf_state *state = &watch->leaves[leaf];
    struct leaf_hit hit = {.message = i};
    if (state->matched == watch->reads)
        return true;
    state->matched = watch->reads;
    return !kefu__leaf_matches(watch, wanted->data, wanted->kind, i, &hit) ||
           kefu__leaf_add(watch, state, &hit);
}

static bool match_leaves(struct watch *watch, uint32_t i, const uint32_t *leaves, size_t count) {
    for (size_t k = 0; k < count; k++)
        if (!match_leaf(watch, i, leaves[k]))
            return false;
    return true;
}

/* Matches message i with the leaves that search for what it holds. */
static bool match_hit(struct watch *watch, uint32_t i, const struct message_hit *hit) {
    const struct rule_index *index = watch->rules->index;
    if (hit->kind != HIT_PHRASE) {
        const struct index_list *list = &index->found[kefu__hit_kind(hit)];
        return match_leaves(watch, i, list->items, list->count);
    }
    if (hit->phrase >= index->phrase_count)
        return true;
    const uint32_t *first = index->phrase_first + hit->phrase;
    return match_leaves(watch, i, index->phrase_leaves + first[0], first[1] - first[0]);
}

static bool read_message(struct watch *watch, uint32_t i) {
    const struct message_record *message = &watch->conversation->messages[i];
    const struct index_list *always = &watch->rules->index->always;
    if (!kefu__grow(&watch->allocator, &watch->positions, &watch->position_capacity,
                    watch->cursor + 1, sizeof *watch->positions))
        return false;
    const uint32_t role = kefu__message_class(message);
    count_message(watch, role);
    if ((role == KEFU_ROLE_CUSTOMER || role == KEFU_ROLE_AGENT) && message->at != KEFU_TIME_NONE)
        watch->totals.last_timed = i;
    watch->positions[watch->cursor++] = watch->totals;
    watch->reads++;
    for (uint32_t hit = 0; hit < message->hit_count; hit++)
        if (!match_hit(watch, i, &message->hits[hit]))
            return false;
    return match_leaves(watch, i, always->items, always->count);
}

/* Skips the leading hits that are outside of the leaf's window and cannot get into it any more. */
static void skip_missed(const struct watch *watch, const struct rule_leaf *leaf,
                        struct leaf_state *state) {
    uint32_t reason;
    while (state->missed < state->count &&
           kefu__window_holds(watch, leaf, state->hits[state->missed].message, &reason) ==
               TRUTH_FALSE)
        state->missed++;
}

static bool read_on(struct watch *watch) {
    const struct rule_index *index = watch->rules->index;
    size_t i;
    while (watch->cursor < watch->conversation->message_count)
        if (!read_message(watch, (uint32_t)watch->cursor))
            return false;
    for (i = 0; i < index->gaps.count; i++) {
        const uint32_t leaf = index->gaps.items[i];
        if (!kefu__gap_update(watch, watch->rules->leaves[leaf], &watch->leaves[leaf]))
            return false;
    }
    for (i = 0; i < index->windowed.count; i++) {
        const uint32_t leaf = index->windowed.items[i];
        skip_missed(watch, watch->rules->leaves[leaf]->data, &watch->leaves[leaf]);
    }
    return true;
}

/* ---- updating ---- */

static int64_t later(int64_t a, int64_t b) {
    return a > b ? a : b; /* KEFU_TIME_NONE is the smallest number, so any known instant is later */
}

/* Was the conversation over at the last update and has been continued since: it is open again (not
 * `over`), or there are new messages? Then what was decided because of its end is undecided again.
 */
static bool goes_on(const struct watch *watch, bool over) {
    return watch->over && (!over || watch->cursor < watch->conversation->message_count);
}

/* Goes back to the state before message `message` was read: removes later hits, and makes what was
 * decided later undecided again. */
static void go_back(struct watch *watch, uint32_t message) {
    if (message >= watch->cursor)
        return;
    watch->cursor = message;
    watch->totals = message > 0 ? watch->positions[message - 1] : beginning;
    for (size_t i = 0; i < watch->rules->leaf_count; i++)
        kefu__leaf_go_back(watch, watch->rules->leaves[i], &watch->leaves[i], message);
    for (uint32_t i = 0; i < watch->rules->count; i++)
        kefu__rule_go_back(watch, i, message);
}

/* Has something happened before the instant of the last update, which decided as if nothing had? */
static bool was_ahead(const struct watch *watch, int64_t asked) {
    const kefu_conversation *conversation = watch->conversation;
    if (watch->until < asked)
        return true;
    if (watch->entry_count >= conversation->entry_count || conversation->last_at == KEFU_TIME_NONE)
        return false;
    return conversation->entries[watch->entry_count].at < asked; /* an unknown time is less */
}

/* Prepares an update for what happened to the conversation since the last one, which was asked for
 * the instant `asked`: edits, recalls, its end or continuation. */
static void follow_changes(struct watch *watch, bool over, int64_t asked) {
    const kefu_conversation *conversation = watch->conversation;
    const bool changed = conversation->changes != watch->changes;
    watch->fixed = watch->fixed || was_ahead(watch, asked);
    watch->anew = changed || goes_on(watch, over);
    watch->new_end = watch->anew || !watch->over;
    watch->over = over;
    if (watch->failed || (watch->anew && watch->fixed) ||
        watch->cursor > conversation->message_count)
        restart(watch);
    else if (changed)
        go_back(watch, kefu__conversation_changed(conversation, watch->changes));
}

bool kefu__watch_update(struct watch *watch, int64_t now) {
    const kefu_conversation *conversation = watch->conversation;
    const int64_t asked = watch->until;
    watch->used = true;
    watch->until = later(now, conversation->last_at);
    watch->next = KEFU_TIME_END;
    const bool over = watch->until == KEFU_TIME_END || conversation->state.ended;
    follow_changes(watch, over, asked);
    watch->changes = conversation->changes;
    watch->entry_count = conversation->entry_count;
    watch->as_over = watch->over && !kefu__watch_ended(watch);
    watch->failed = !read_on(watch);
    for (size_t i = 0; i < watch->awake_count && !watch->failed; i++)
        watch->failed = !kefu__rule_evaluate(watch, watch->awake[i]);
    watch->as_over = watch->over;
    watch->fixed = watch->fixed || watch->until == KEFU_TIME_END;
    return !watch->failed;
}

/* ---- restoring ---- */

bool kefu__watch_resume(struct watch *watch, size_t count, bool was_over) {
    restart(watch);
    while (watch->cursor < count)
        if (!read_message(watch, (uint32_t)watch->cursor))
            return false;
    watch->changes = watch->conversation->changes;
    watch->over = watch->as_over = was_over;
    watch->fixed = true;
    return true;
}

void kefu__watch_mark_considered(struct watch *watch) {
    size_t rule, i;
    for (rule = 0; rule < watch->rules->count; rule++)
        for (i = 0; i < watch->rules->items[rule].candidate_count; i++)
            watch->states[rule].considered[i] =
                (uint32_t)watch->leaves[watch->rules->items[rule].candidates[i]].count;
}

/* ---- evidence ---- */

kefu_str kefu__watch_evidence(const struct watch *watch, const struct watch_hit *hit) {
    const bool masked = watch->rules->items[hit->rule].masked;
    const struct leaf_hit *at = &hit->at;
    kefu_str evidence = {"", 0}, text;
    if (at->message == INDEX_NONE)
        return evidence;
    text = watch->conversation->messages[at->message].text;
    if (at->start < at->end && at->end <= text.size) {
        evidence.data = masked ? "***" : text.data + at->start;
        evidence.size = masked ? 3 : at->end - at->start;
    }
    return evidence;
}
