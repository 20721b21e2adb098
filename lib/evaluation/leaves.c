/* SPDX-License-Identifier: MIT
 * Is a leaf of a rule in a message? And the waits that are longer than a gap allows. */
#include "evaluation/watch.h"

#include <math.h>
#include <string.h>

#include "base/utf8.h"
#include "time/time.h"

uint32_t kefu__message_class(const struct message_record *message) {
    if (message->flags & (KEFU_EVENT_PRIVATE | KEFU_MESSAGE_RECALLED))
        return CLASS_NONE;
    if (message->role == KEFU_ROLE_AGENT && (message->flags & KEFU_EVENT_AUTO))
        return KEFU_ROLE_BOT; /* an automatic reply in the agent's name counts as the bot's */
    return message->role <= KEFU_ROLE_SYSTEM ? message->role : (uint32_t)CLASS_NONE;
}

bool kefu__leaf_add(struct watch *watch, struct leaf_state *state, const struct leaf_hit *hit) {
    if (!kefu__grow(&watch->allocator, &state->hits, &state->capacity, state->count + 1,
                    sizeof *state->hits))
        return false;
    state->hits[state->count] = *hit;
    state->hits[state->count++].read = (uint32_t)watch->cursor;
    kefu__watch_wake(watch, (uint32_t)(state - watch->leaves));
    return true;
}

static bool accepts(const struct rule_leaf *leaf, double number) {
    return !leaf->comparison || kefu__condition_accepts(leaf->comparison, number);
}

/* ---- phrases ---- */

static bool in_group(const struct phrase_group *group, uint32_t phrase) {
    size_t i;
    for (i = 0; i < group->count; i++)
        if (group->phrases[i] == phrase)
            return true;
    return false;
}

static bool is_hit_of(const struct message_hit *hit, const struct phrase_group *group) {
    return hit->kind == HIT_PHRASE && in_group(group, hit->phrase);
}

/* Does the hit lie inside a hit of a phrase that the leaf excepts? */
static bool is_excepted(const struct rule_leaf *leaf, const struct message_record *message,
                        const struct message_hit *hit) {
    uint32_t i;
    for (i = 0; i < message->hit_count && leaf->except.count > 0; i++)
        if (message->hits[i].start <= hit->start && message->hits[i].end >= hit->end &&
            is_hit_of(&message->hits[i], &leaf->except))
            return true;
    return false;
}

/* Index of the next hit in the message that belongs to a phrase group of the leaf and counts,
 * searched from hit index `from` on; message->hit_count if there is none. */
static uint32_t next_of_group(const struct rule_leaf *leaf, const struct message_record *message,
                              const struct phrase_group *group, uint32_t from) {
    while (from < message->hit_count && (!is_hit_of(&message->hits[from], group) ||
                                         is_excepted(leaf, message, &message->hits[from])))
        from++;
    return from;
}

/* The number of characters between two byte offsets of a message's text. If the text was not kept,
 * an estimate: three bytes per character. */
static uint32_t characters_between(const struct message_record *message, uint32_t from,
                                   uint32_t to) {
    if (message->text.size < to)
        return (to - from) / 3;
    return utf8_count(message->text.data + from, to - from);
}

/* Do hits of `groups`, one of each in this order, follow the message's hit of index `before`, each
 * at most leaf->most_gap characters after the previous hit? *end: byte offset at which the last hit
 * ends. */
static bool follows(const struct rule_leaf *leaf, const struct message_record *message,
                    const struct phrase_group *groups, size_t count, uint32_t before,
                    uint32_t *end) {
    const uint32_t from = message->hits[before].end;
    uint32_t i;
    if (count == 0) {
        *end = from;
        return true;
    }
    for (i = next_of_group(leaf, message, groups, 0); i < message->hit_count;
         i = next_of_group(leaf, message, groups, i + 1))
        if (message->hits[i].start >= from &&
            characters_between(message, from, message->hits[i].start) <= leaf->most_gap &&
            follows(leaf, message, groups + 1, count - 1, i, end))
            return true;
    return false;
}

static bool near_in_order(const struct rule_leaf *leaf, const struct message_record *message,
                          const struct phrase_group *groups, struct leaf_hit *hit) {
    uint32_t i;
    for (i = next_of_group(leaf, message, groups, 0); i < message->hit_count;
         i = next_of_group(leaf, message, groups, i + 1))
        if (follows(leaf, message, groups + 1, leaf->group_count - 1, i, &hit->end)) {
            hit->start = message->hits[i].start;
            return true;
        }
    return false;
}

static bool matches_near(const struct rule_leaf *leaf, const struct message_record *message,
                         struct leaf_hit *hit) {
    struct phrase_group turned[2];
    if (near_in_order(leaf, message, leaf->groups, hit))
        return true;
    if (leaf->ordered)
        return false;
    turned[0] = leaf->groups[1];
    turned[1] = leaf->groups[0];
    return near_in_order(leaf, message, turned, hit);
}

static bool has_any(const struct message_record *message, const struct phrase_group *group) {
    uint32_t i;
    for (i = 0; i < message->hit_count && group->count > 0; i++)
        if (is_hit_of(&message->hits[i], group))
            return true;
    return false;
}

/* The number of different phrases of a group that have a hit which counts. */
static uint32_t count_different(const struct rule_leaf *leaf, const struct message_record *message,
                                const struct phrase_group *group) {
    uint32_t different = 0;
    size_t i;
    for (i = 0; i < group->count; i++) {
        const struct phrase_group one = {&group->phrases[i], 1};
        different += next_of_group(leaf, message, &one, 0) < message->hit_count;
    }
    return different;
}

/* Counts the hits of all phrase groups, of which each must have one, and sets the evidence to the
 * first. 0: a group has none. */
static uint32_t count_hits(const struct rule_leaf *leaf, const struct message_record *message,
                           struct leaf_hit *hit) {
    uint32_t count = 0, i;
    size_t group;
    for (group = 0; group < leaf->group_count; group++) {
        const uint32_t before = count;
        for (i = next_of_group(leaf, message, &leaf->groups[group], 0); i < message->hit_count;
             i = next_of_group(leaf, message, &leaf->groups[group], i + 1))
            if (count++ == 0) {
                hit->start = message->hits[i].start;
                hit->end = message->hits[i].end;
            }
        if (count == before)
            return 0;
    }
    return count;
}

/* Does message `number` match a leaf that searches phrases or patterns? The leaf's comparison is
 * made with the total number of hits; a leaf that only says what must not occur finds the whole
 * message. */
static bool matches_phrase(const struct watch *watch, const struct rule_leaf *leaf, uint32_t number,
                           struct leaf_hit *hit) {
    const struct message_record *message = &watch->conversation->messages[number];
    uint32_t count;
    if (has_any(message, &leaf->none))
        return false;
    if (leaf->near)
        return matches_near(leaf, message, hit) && accepts(leaf, 1);
    if (leaf->group_count == 0) {
        kefu__leaf_span(message, hit);
        return accepts(leaf, 1);
    }
    if (leaf->least_different > count_different(leaf, message, leaf->groups))
        return false;
    count = count_hits(leaf, message, hit);
    return count > 0 && accepts(leaf, count);
}

/* ---- ids, sentiment, repeats ---- */

/* Does message `number` match a leaf that searches ids (intents, acts, faults, …)? The leaf's
 * comparison is made with the highest score of a hit with one of the ids. */
static bool matches_ids(const struct watch *watch, const struct rule_leaf *leaf, uint32_t number,
                        struct leaf_hit *hit) {
    const struct message_record *message = &watch->conversation->messages[number];
    float best = -1;
    uint32_t i;
    size_t id;
    for (i = 0; i < message->hit_count; i++) {
        const struct message_hit *found = &message->hits[i];
        if (kefu__hit_kind(found) != leaf->found_kind || found->score <= best)
            continue;
        for (id = 0; id < leaf->id_count; id++)
            if (strcmp(leaf->ids[id], found->id) == 0) {
                best = found->score;
                hit->start = found->start;
                hit->end = found->end;
            }
    }
    return best >= 0 && accepts(leaf, (double)best);
}

void kefu__leaf_span(const struct message_record *message, struct leaf_hit *hit) {
    hit->start = 0;
    hit->end = (uint32_t)message->text.size;
}

static bool matches_sentiment(const struct watch *watch, const struct rule_leaf *leaf,
                              uint32_t number, struct leaf_hit *hit) {
    const struct message_record *message = &watch->conversation->messages[number];
    if (leaf->label <= KEFU_LABEL_MIXED && message->label != leaf->label)
        return false;
    kefu__leaf_span(message, hit);
    return accepts(leaf, message->polarity);
}

/* How similar message i, which is being matched, is to an earlier one. Many leaves may ask. */
static double similarity_to(const struct watch *watch, uint32_t before, uint32_t i) {
    const struct message_record *messages = watch->conversation->messages;
    struct similarity *known = &watch->similarities[before % SIMILARITIES];
    if (known->reads != watch->reads || known->before != before)
        *known = (struct similarity){watch->reads, before,
                                     kefu__message_similarity(&messages[before], &messages[i])};
    return known->value;
}

/* Does message i match a leaf that searches repetitions: are enough earlier messages of the same
 * role similar to it? */
static bool matches_repeat(const struct watch *watch, const struct rule_leaf *leaf, uint32_t i,
                           struct leaf_hit *hit) {
    const struct message_record *messages = watch->conversation->messages;
    uint32_t left = leaf->span, times = 1, before = i;
    if (messages[i].characters < leaf->least_characters)
        return false;
    while (before-- > 0 && left > 0) {
        if (watch->positions[before].role != leaf->role)
            continue;
        left--;
        times += messages[before].characters >= leaf->least_characters &&
                 similarity_to(watch, before, i) >= leaf->similarity;
    }
    kefu__leaf_span(&messages[i], hit);
    return times >= leaf->times && accepts(leaf, times);
}

/* For each kind of leaf that is searched in a single message: the function that matches it. Leaves
 * of kind RULE_LEAF_GAP (long waits) are not here; kefu__gap_update() finds them. */
static const struct {
    uint32_t kind; /* an enum rule_leaf_kind */
    bool (*matches)(const struct watch *watch, const struct rule_leaf *leaf, uint32_t number,
                    struct leaf_hit *hit);
} matchers[] = {
    {RULE_LEAF_PHRASE, matches_phrase}, {RULE_LEAF_ACT, matches_ids},
    {RULE_LEAF_EMOTION, matches_ids},   {RULE_LEAF_INTENT, matches_ids},
    {RULE_LEAF_FAULT, matches_ids},     {RULE_LEAF_SENTIMENT, matches_sentiment},
    {RULE_LEAF_REPEAT, matches_repeat}, {RULE_LEAF_PATTERN, matches_phrase},
    {RULE_LEAF_ENTITY, matches_phrase},
};

bool kefu__leaf_matches(const struct watch *watch, const struct rule_leaf *leaf, uint32_t kind,
                        uint32_t number, struct leaf_hit *hit) {
    const uint32_t role = watch->positions[number].role;
    if (role == CLASS_NONE || (leaf->role != ROLE_ANY && leaf->role != role))
        return false;
    hit->message = number;
    hit->at = watch->conversation->messages[number].at;
    for (size_t i = 0; i < sizeof matchers / sizeof *matchers; i++)
        if (matchers[i].kind == kind)
            return matchers[i].matches(watch, leaf, number, hit);
    return false;
}

/* ---- gaps ---- */

/* The minimum duration, in milliseconds, that satisfies the leaf's comparison with a number. */
static int64_t gap_limit(const struct rule_leaf *leaf) {
    const double operand = leaf->comparison->operands->number;
    if (!(operand < 9e15))
        return INT64_MAX;
    if (leaf->comparison->comparator == COMPARE_GT)
        return (int64_t)floor(operand) + 1;
    return (int64_t)ceil(operand);
}

/* The instant at which a wait that began at `start` becomes long enough for the leaf; by business
 * time if the leaf has a calendar. */
static int64_t gap_due(const struct rule_leaf *leaf, int64_t start) {
    const int64_t limit = gap_limit(leaf);
    if (leaf->calendar)
        return kefu__calendar_add(&leaf->calendar->hours, start, limit);
    return start > INT64_MAX - limit ? KEFU_TIME_END : start + limit;
}

/* Does each message of the customer from index `first` to `last` have an emotion (such as thanks)
 * that the leaf lists as needing no answer? */
static bool needs_no_answer(const struct watch *watch, const struct rule_leaf *leaf, uint32_t first,
                            uint32_t last) {
    uint32_t i, hit;
    size_t id;
    for (i = first; i <= last && leaf->unless_count > 0; i++) {
        const struct message_record *message = &watch->conversation->messages[i];
        bool found = false;
        if (!kefu__message_is_customer(message))
            continue;
        for (hit = 0; hit < message->hit_count && !found; hit++)
            for (id = 0; id < leaf->unless_count && !found; id++)
                found = message->hits[hit].kind == HIT_EMOTION &&
                        strcmp(message->hits[hit].id, leaf->unless[id]) == 0;
        if (!found)
            return false;
    }
    return leaf->unless_count > 0;
}

/* The instant at which the customer's wait in a turn ended; the time of the update if it is still
 * going on. */
static int64_t turn_end(const struct watch *watch, const struct conversation_turn *turn) {
    return turn->closed ? turn->over : watch->until;
}

static bool add_wait(struct watch *watch, struct leaf_state *state, uint32_t message, int64_t due) {
    const struct message_record *record = &watch->conversation->messages[message];
    struct leaf_hit hit = {.message = message};
    if (state->count > 0 && state->hits[state->count - 1].message >= message)
        return true; /* an earlier update added this hit while the wait was going on */
    kefu__leaf_span(record, &hit);
    hit.at = due;
    return kefu__leaf_add(watch, state, &hit);
}

static void note_due(struct watch *watch, int64_t due) {
    if (due < watch->next && watch->until != KEFU_TIME_END &&
        (watch->until == KEFU_TIME_NONE || due > watch->until))
        watch->next = due;
}

static bool customer_gaps(struct watch *watch, const struct rule_leaf *leaf,
                          struct leaf_state *state) {
    const kefu_conversation *conversation = watch->conversation;
    uint32_t i;
    for (i = state->turn; i < conversation->turn_count; i++) {
        const struct conversation_turn *turn = &conversation->turns[i];
        const int64_t end = turn_end(watch, turn);
        int64_t due;
        if (turn->closed && i == state->turn)
            state->turn++;
        if (turn->start == KEFU_TIME_NONE)
            continue;
        due = gap_due(leaf, turn->start);
        if (end != KEFU_TIME_NONE && due <= end && due != KEFU_TIME_END) {
            if (!needs_no_answer(watch, leaf, turn->first, turn->last) &&
                !add_wait(watch, state, turn->first, due))
                return false;
        } else if (!turn->closed) {
            note_due(watch, due);
        }
    }
    return true;
}

/* Finds the long waits after messages of agents, which end when the customer or an agent writes.
 * The end of the conversation ends a wait too. Returns false if out of memory. */
static bool agent_gaps(struct watch *watch, const struct rule_leaf *leaf,
                       struct leaf_state *state) {
    const kefu_conversation *conversation = watch->conversation;
    int64_t due, end;
    for (; state->turn < watch->cursor; state->turn++) {
        const uint32_t role = watch->positions[state->turn].role;
        const int64_t at = conversation->messages[state->turn].at;
        if ((role != KEFU_ROLE_AGENT && role != KEFU_ROLE_CUSTOMER) || at == KEFU_TIME_NONE)
            continue;
        if (state->last_reply != INDEX_NONE) {
            due = gap_due(leaf, conversation->messages[state->last_reply].at);
            if (due <= at && !add_wait(watch, state, state->last_reply, due))
                return false;
        }
        state->last_reply = role == KEFU_ROLE_AGENT ? state->turn : INDEX_NONE;
    }
    if (state->last_reply == INDEX_NONE)
        return true;
    due = gap_due(leaf, conversation->messages[state->last_reply].at);
    end = watch->over ? conversation->last_at : watch->until;
    if (end != KEFU_TIME_NONE && due <= end)
        return add_wait(watch, state, state->last_reply, due);
    if (!watch->over)
        note_due(watch, due);
    return true;
}

bool kefu__gap_update(struct watch *watch, const struct condition_leaf *leaf,
                      struct leaf_state *state) {
    const struct rule_leaf *data = leaf->data;
    return data->from == KEFU_ROLE_AGENT ? agent_gaps(watch, data, state)
                                         : customer_gaps(watch, data, state);
}

/* The index of the first of `end` turns that had not ended before `entry`, a position in the
 * conversation's sequence of messages and events. */
static uint32_t turn_at(const kefu_conversation *conversation, uint32_t end, uint32_t entry) {
    uint32_t low = 0, high = end;
    while (low < high) {
        const uint32_t middle = low + (high - low) / 2;
        if (conversation->turns[middle].ended < entry)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Removes the hits that were found when more than `read` messages had been read. Returns the
 * message of the first removed hit; INDEX_NONE: nothing was removed. */
static uint32_t take_hits_back(struct leaf_state *state, size_t read) {
    uint32_t message = INDEX_NONE;
    while (state->count > 0 && state->hits[state->count - 1].read > read)
        message = state->hits[--state->count].message;
    return message;
}

static void customer_goes_back(const struct watch *watch, struct leaf_state *state,
                               uint32_t message, uint32_t hit) {
    const kefu_conversation *conversation = watch->conversation;
    const size_t known = state->turn < conversation->turn_count ? state->turn
                                                                : conversation->turn_count;
    state->turn = turn_at(conversation, (uint32_t)known, conversation->messages[message].entry);
    if (hit != INDEX_NONE && conversation->messages[hit].turn < state->turn)
        state->turn = conversation->messages[hit].turn;
}

static void agent_goes_back(const struct watch *watch, struct leaf_state *state, uint32_t message,
                            uint32_t hit) {
    const uint32_t last = hit < message ? hit
                          : message > 0 ? watch->positions[message - 1].last_timed
                                        : INDEX_NONE;
    const bool waits = last != INDEX_NONE && watch->positions[last].role == KEFU_ROLE_AGENT;
    state->last_reply = waits ? last : INDEX_NONE;
    if (hit < message)
        state->turn = hit + 1;
    else if (state->turn > message)
        state->turn = message;
}

void kefu__leaf_go_back(const struct watch *watch, const struct condition_leaf *leaf,
                        struct leaf_state *state, uint32_t message) {
    const struct rule_leaf *data = leaf->data;
    const uint32_t hit = take_hits_back(state, message);
    /* with fewer messages, a window counted from the end lies earlier: hits skipped as too early
     * may be inside of it again */
    if (data->within.first < 0 || data->within.last < 0)
        state->missed = 0;
    else if (state->missed > state->count)
        state->missed = state->count;
    if (leaf->kind != RULE_LEAF_GAP)
        return;
    if (data->from == KEFU_ROLE_AGENT)
        agent_goes_back(watch, state, message, hit);
    else
        customer_goes_back(watch, state, message, hit);
}
