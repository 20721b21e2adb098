/* SPDX-License-Identifier: MIT
 * Observing ratios of waits: the share of waits that were answered, or helped, within a time limit.
 * */
#include "conversation/observe.h"

/* Adds one wait to the cases of a ratio of waits within a time limit. `over`: the wait can no
 * longer be answered. */
static void add_case(const kefu_conversation *c, const struct metric *m, struct observer *o,
                     int64_t start, int64_t stop, bool over) {
    const int64_t now = kefu__conversation_now(c, o->now);
    if (stop != KEFU_TIME_NONE) {
        o->n++;
        o->hits += kefu__observe_span(c, m, m->clock, start, stop) <= m->within_ms;
    } else if (!over && now != KEFU_TIME_END &&
               (now <= start || kefu__observe_span(c, m, m->clock, start, now) <= m->within_ms)) {
        o->open = true; /* the wait can still be answered in time */
    } else {
        o->n += m->unanswered_is_miss;
    }
}

/* Adds one wait for help to the cases of the ratio. If one agent is observed, the wait begins when
 * this agent took over the conversation. */
static void add_help(const kefu_conversation *c, const struct metric *m, struct observer *o,
                     const struct useful_wait *wait, const struct observed_case *seen,
                     struct wait_tally *tally) {
    const bool untimed = wait->start == KEFU_TIME_NONE ||
                         (wait->reply != INDEX_NONE && wait->stop == KEFU_TIME_NONE);
    tally->theirs++;
    if (untimed || !kefu__observe_is_member(m, wait->start) ||
        kefu__observe_is_outside(m, wait->start, kefu__useful_end(wait)))
        return;
    tally->members++;
    add_case(c, m, o, seen->start, wait->stop, wait->ended || kefu__observe_is_final(c, o));
}

static void observe_helped_within(const kefu_conversation *c, const struct metric *m,
                                  struct observer *o) {
    struct wait_tally tally = {0, 0, 0};
    size_t cursor = 0;
    struct useful_wait wait;
    while (kefu__useful_next(c, false, &cursor, &wait)) {
        struct observed_case seen = kefu__case_of_help(c, o, &wait);
        const uint64_t before = o->n, hits = o->hits;
        if (!kefu__observe_is_of(o->agent, wait.agent))
            continue;
        add_help(c, m, o, &wait, &seen, &tally);
        seen.counted = o->n > before;
        seen.hit = o->hits > hits;
        kefu__observe_show(c, m, m->clock, o, &seen, !wait.ended);
    }
    kefu__observe_conclude(c, o, &tally);
}

static void add_turn(const kefu_conversation *c, const struct metric *m, struct observer *o,
                     const struct wait *wait, struct wait_tally *tally) {
    const struct wait_piece *piece = &wait->piece;
    const bool answered = piece->reply != INDEX_NONE;
    tally->theirs++;
    if (piece->start == KEFU_TIME_NONE || (answered && piece->stop == KEFU_TIME_NONE) ||
        !kefu__observe_is_member(m, piece->start) ||
        kefu__observe_is_outside(m, piece->start, piece->stop))
        return;
    tally->members++;
    add_case(c, m, o, piece->start, answered ? piece->stop : KEFU_TIME_NONE,
             wait->closed || kefu__observe_is_final(c, o));
}

void kefu__observe_within(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    struct wait_tally tally = {0, 0, 0};
    struct piece_cursor cursor;
    struct wait wait;
    if (m->of_help) {
        observe_helped_within(c, m, o);
        return;
    }
    if (m->cases == CASES_SESSIONS) {
        kefu__observe_session(c, m, o);
        return;
    }
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(c, &cursor, o->agent, WAITS_OF_TURNS, false, &wait)) {
        struct observed_case seen = kefu__case_of_wait(&wait);
        const uint64_t before = o->n, hits = o->hits;
        if (m->cases == CASES_FIRST_WAITS && wait.piece.turn > 0)
            seen.omission = OMITTED_NOT_FIRST;
        else
            add_turn(c, m, o, &wait, &tally);
        seen.counted = o->n > before;
        seen.hit = o->hits > hits;
        kefu__observe_show(c, m, m->clock, o, &seen, !wait.closed);
    }
    kefu__observe_conclude(c, o, &tally);
}
