/* SPDX-License-Identifier: MIT
 * Windows: where in the conversation, or how near to another leaf's hits, a leaf must be found. */
#include "evaluation/watch.h"

/* Where a message is in the conversation, and where the last message so far is, both counted in the
 * unit of a window: messages, turns, or milliseconds. */
struct extent {
    int64_t position, total;
    bool known; /* false: the unit is seconds, but messages have no times */
};

static int64_t seconds(int64_t count) {
    return count * 1000;
}

static bool is_later(const struct watch *watch, int64_t at) {
    return watch->until == KEFU_TIME_END || (watch->until != KEFU_TIME_NONE && watch->until > at);
}

/* The time of the conversation's first message; KEFU_TIME_NONE if it has no time, or if no message
 * was read yet. */
static int64_t start_of(const struct watch *watch) {
    return watch->cursor > 0 ? watch->conversation->messages[0].at : KEFU_TIME_NONE;
}

/* Has the last turn of a role ended, because the other side (customer or agent) has written since?
 */
static bool turn_has_ended(const struct watch *watch, uint32_t role) {
    const uint32_t last = watch->totals.last_speaker;
    return (role == KEFU_ROLE_AGENT && last == KEFU_ROLE_CUSTOMER) ||
           (role == KEFU_ROLE_CUSTOMER && last == KEFU_ROLE_AGENT);
}

/* ---- windows over the conversation ---- */

static struct extent extent_of(const struct watch *watch, const struct rule_leaf *leaf,
                               uint32_t message) {
    const struct message_position *place = &watch->positions[message];
    struct extent extent = {0, 0, true};
    if (leaf->within.unit == WINDOW_MESSAGES) {
        extent.position = place->counts[leaf->role];
        extent.total = watch->totals.counts[leaf->role];
    } else if (leaf->within.unit == WINDOW_TURNS) {
        extent.position = place->turns[leaf->role];
        extent.total = watch->totals.turns[leaf->role];
    } else {
        const int64_t at = watch->conversation->messages[message].at, start = start_of(watch);
        extent.known = at != KEFU_TIME_NONE && start != KEFU_TIME_NONE;
        if (extent.known) {
            extent.position = at - start;
            extent.total = watch->conversation->last_at - start;
        }
    }
    return extent;
}

static enum truth truth_of(bool is_true) {
    return is_true ? TRUTH_TRUE : TRUTH_FALSE;
}

enum truth kefu__window_holds(const struct watch *watch, const struct rule_leaf *leaf,
                              uint32_t message, uint32_t *reason) {
    const struct rule_window *window = &leaf->within;
    const bool timed = window->unit == WINDOW_SECONDS;
    const int64_t first = timed ? seconds(window->first) : window->first;
    const int64_t last = timed ? seconds(window->last) : window->last;
    const bool over = kefu__watch_over(watch);
    struct extent extent;
    int64_t from_end;
    if (window->unit == WINDOW_NONE)
        return TRUTH_TRUE;
    extent = extent_of(watch, leaf, message);
    if (!extent.known) {
        *reason = KEFU_REASON_NO_TIMES;
        return TRUTH_UNKNOWN;
    }
    if (first >= 0 && (extent.position < first || (last >= 0 && extent.position > last)))
        return TRUTH_FALSE;
    if (last >= 0)
        return TRUTH_TRUE;
    /* position counted from the end: 1 is the last message, so it grows with every new message */
    from_end = extent.total - extent.position + !timed;
    if (first < 0 && from_end > -first)
        return TRUTH_FALSE;
    if (first >= 0 && from_end >= -last)
        return TRUTH_TRUE;
    if (over)
        return truth_of(from_end >= -last);
    *reason = KEFU_REASON_OPEN;
    return TRUTH_UNKNOWN;
}

/* Is the leaf's window closed, so that no message that still comes can be inside of it? */
static bool window_is_over(const struct watch *watch, const struct rule_leaf *leaf) {
    const struct rule_window *window = &leaf->within;
    const int64_t last = window->last;
    if (kefu__watch_over(watch))
        return true;
    if (window->unit == WINDOW_NONE || last < 0)
        return false;
    if (window->unit == WINDOW_MESSAGES)
        return watch->totals.counts[leaf->role] >= last;
    if (window->unit == WINDOW_TURNS)
        return watch->totals.turns[leaf->role] > last ||
               (watch->totals.turns[leaf->role] == last && turn_has_ended(watch, leaf->role));
    return start_of(watch) != KEFU_TIME_NONE &&
           is_later(watch, start_of(watch) + seconds(window->last));
}

int64_t kefu__window_due(const struct watch *watch, const struct rule_window *window,
                         int64_t from) {
    int64_t due;
    if (window->unit != WINDOW_SECONDS || window->last < 0 || from == KEFU_TIME_NONE)
        return KEFU_TIME_END;
    due = from + seconds(window->last) + 1;
    return is_later(watch, due - 1) ? KEFU_TIME_END : due;
}

enum truth kefu__leaf_found(const struct watch *watch, const struct rule_leaf *leaf,
                            uint32_t *reason) {
    const struct leaf_state *state = &watch->leaves[leaf->index];
    bool unknown = false;
    for (size_t i = state->missed; i < state->count; i++) {
        uint32_t why = KEFU_REASON_NONE;
        const enum truth truth = kefu__window_holds(watch, leaf, state->hits[i].message, &why);
        if (truth == TRUTH_TRUE)
            return truth;
        if (truth == TRUTH_UNKNOWN) {
            *reason = why;
            unknown = true;
            if (why == KEFU_REASON_OPEN)
                /* The window is counted from the end of the conversation and not known yet for this
                 * hit; it is not known for later hits either, so the search can stop. */
                break;
        }
    }
    if (unknown)
        return TRUTH_UNKNOWN;
    if (window_is_over(watch, leaf))
        return TRUTH_FALSE;
    *reason = KEFU_REASON_OPEN;
    return TRUTH_UNKNOWN;
}

/* ---- around another leaf ---- */

/* The distance of a message from message `from` (the anchor's hit) in the unit of the window:
 * messages or turns of the leaf's role, or milliseconds. Messages of the anchor's own role count
 * from 0; of another role the nearest one has distance 1. Returns false if times are missing. */
static bool measure_distance(const struct watch *watch, const struct rule_leaf *leaf, uint32_t from,
                             uint32_t message, int64_t *out) {
    const struct message_position *a = &watch->positions[from], *b = &watch->positions[message];
    const struct message_record *messages = watch->conversation->messages;
    const uint32_t role = leaf->role;
    const int64_t other = message < from && role != ROLE_ANY && a->role != role;
    const bool turns = leaf->anchor.window.unit == WINDOW_TURNS;
    int64_t distance;
    if (leaf->anchor.window.unit == WINDOW_SECONDS) {
        if (messages[from].at == KEFU_TIME_NONE || messages[message].at == KEFU_TIME_NONE)
            return false;
        distance = messages[message].at - messages[from].at;
    } else {
        distance = turns ? (int64_t)b->turns[role] - a->turns[role]
                         : (int64_t)b->counts[role] - a->counts[role];
    }
    *out = distance < 0 ? -distance + other : distance + other;
    return true;
}

/* Is the window after the anchor's hit in message `from` closed, so that no message that still
 * comes can be inside of it? */
static bool anchor_is_over(const struct watch *watch, const struct rule_leaf *leaf, uint32_t from) {
    const struct rule_window *window = &leaf->anchor.window;
    const struct message_position *place = &watch->positions[from];
    const int64_t at = watch->conversation->messages[from].at;
    int64_t passed;
    if (kefu__watch_over(watch) || leaf->anchor.position == ANCHOR_BEFORE ||
        leaf->anchor.position == ANCHOR_SAME || window_is_over(watch, leaf))
        return true;
    switch (window->unit) {
    case WINDOW_MESSAGES:
        return (int64_t)watch->totals.counts[leaf->role] - place->counts[leaf->role] >=
               window->last;
    case WINDOW_TURNS:
        passed = (int64_t)watch->totals.turns[leaf->role] - place->turns[leaf->role];
        return passed > window->last ||
               (passed == window->last && turn_has_ended(watch, leaf->role));
    case WINDOW_SECONDS:
        return at != KEFU_TIME_NONE && is_later(watch, at + seconds(window->last));
    default:
        return false;
    }
}

/* Is `message` as near as the leaf demands to the anchor's hit in message `from`? *reason: why it
 * is unknown. */
static enum truth is_in_position(const struct watch *watch, const struct rule_leaf *leaf,
                                 uint32_t from, uint32_t message, uint32_t *reason) {
    const struct rule_window *window = &leaf->anchor.window;
    const bool timed = window->unit == WINDOW_SECONDS;
    int64_t distance;
    if (message == from)
        return truth_of(leaf->anchor.position == ANCHOR_SAME ||
                        leaf->anchor.position == ANCHOR_AROUND);
    if (leaf->anchor.position == ANCHOR_SAME ||
        (leaf->anchor.position == ANCHOR_AFTER && message < from) ||
        (leaf->anchor.position == ANCHOR_BEFORE && message > from))
        return TRUTH_FALSE;
    if (window->unit != WINDOW_NONE) {
        if (!measure_distance(watch, leaf, from, message, &distance)) {
            *reason = KEFU_REASON_NO_TIMES;
            return TRUTH_UNKNOWN;
        }
        if (distance < (timed ? seconds(window->first) : window->first) ||
            distance > (timed ? seconds(window->last) : window->last))
            return TRUTH_FALSE;
    }
    return kefu__window_holds(watch, leaf, message, reason);
}

/* The index of the leaf's first hit in message `from` or a later message; state->count if there is
 * none. */
static size_t first_hit_from(const struct leaf_state *state, uint32_t from) {
    size_t low = 0, high = state->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (state->hits[middle].message < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Is a message farther from message `from` (the anchor's hit) than the window reaches? Messages
 * still farther away need not be looked at then. */
static bool is_too_far(const struct watch *watch, const struct rule_leaf *leaf, uint32_t from,
                       uint32_t message) {
    const struct rule_window *window = &leaf->anchor.window;
    int64_t distance;
    if (leaf->anchor.position == ANCHOR_SAME)
        return true;
    return window->unit != WINDOW_NONE && measure_distance(watch, leaf, from, message, &distance) &&
           distance > (window->unit == WINDOW_SECONDS ? seconds(window->last) : window->last);
}

/* Searches the leaf's hits from message `from` (the anchor's hit) outwards, forwards or backwards,
 * for one that is near enough. TRUTH_FALSE: none among the present hits. */
static enum truth look(const struct watch *watch, const struct rule_leaf *leaf, uint32_t from,
                       bool forwards, uint32_t *reason) {
    const struct leaf_state *state = &watch->leaves[leaf->index];
    size_t i = first_hit_from(state, from);
    enum truth found = TRUTH_FALSE;
    while (forwards ? i < state->count : i > 0) {
        const uint32_t message = state->hits[forwards ? i++ : --i].message;
        const enum truth truth = is_in_position(watch, leaf, from, message, reason);
        if (truth == TRUTH_TRUE)
            return truth;
        if (truth == TRUTH_UNKNOWN)
            found = truth;
        else if (message != from && is_too_far(watch, leaf, from, message))
            break;
    }
    return found;
}

enum truth kefu__anchor_found(const struct watch *watch, const struct rule_leaf *leaf,
                              uint32_t from, uint32_t *reason) {
    const enum anchor_position position = leaf->anchor.position;
    enum truth before = TRUTH_FALSE, after = TRUTH_FALSE;
    if (position != ANCHOR_AFTER && position != ANCHOR_SAME)
        before = look(watch, leaf, from, false, reason);
    if (before != TRUTH_TRUE && position != ANCHOR_BEFORE)
        after = look(watch, leaf, from, true, reason);
    if (before == TRUTH_TRUE || after == TRUTH_TRUE)
        return TRUTH_TRUE;
    if (before == TRUTH_UNKNOWN || after == TRUTH_UNKNOWN)
        return TRUTH_UNKNOWN;
    if (leaf->anchor.window.unit == WINDOW_SECONDS &&
        watch->conversation->messages[from].at == KEFU_TIME_NONE) {
        *reason = KEFU_REASON_NO_TIMES;
        return TRUTH_UNKNOWN;
    }
    if (anchor_is_over(watch, leaf, from))
        return TRUTH_FALSE;
    *reason = KEFU_REASON_OPEN;
    return TRUTH_UNKNOWN;
}
