/* SPDX-License-Identifier: MIT
 * Observing conversations as cases of a ratio of waits: was the customer answered within the time
 * limit on average, and never left without an answer? */
#include "conversation/observe.h"

/* The turns of one conversation, or of one agent's share of it. */
struct session {
    int64_t start, stop; /* of the first turn, and of the last one */
    double waited;       /* ms, in the turns that were answered */
    uint64_t answered;
    uint64_t missed;    /* turns without an answer: over, or past the time limit */
    uint64_t undecided; /* turns that can still be answered in time */
};

static void add_answered(const kefu_conversation *c, const struct metric *m,
                         const struct wait_piece *piece, struct session *session) {
    session->waited += (double)kefu__observe_span(c, m, m->clock, piece->start, piece->stop);
    session->answered++;
    session->stop = piece->stop;
}

static void add_unanswered(const kefu_conversation *c, const struct metric *m,
                           const struct observer *o, const struct wait *wait,
                           struct session *session) {
    const int64_t start = wait->piece.start, now = kefu__conversation_now(c, o->now);
    const bool over = wait->closed || kefu__observe_is_final(c, o);
    const bool late = now != KEFU_TIME_END && now > start &&
                      kefu__observe_span(c, m, m->clock, start, now) > m->within_ms;
    if (!over && !late)
        session->undecided++;
    else
        session->missed += m->unanswered_is_miss;
}

/* Reads the turns that the metric includes. A session belongs to its start: whether its first turn
 * begins in the open time of the metric's calendar `members` decides for all. */
static void read_turns(const kefu_conversation *c, const struct metric *m, struct observer *o,
                       struct session *session, struct wait_tally *tally) {
    struct piece_cursor cursor;
    struct wait wait;
    bool member = true;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(c, &cursor, o->agent, WAITS_OF_TURNS, false, &wait)) {
        const struct wait_piece *piece = &wait.piece;
        const bool answered = piece->reply != INDEX_NONE;
        tally->theirs++;
        if (piece->start == KEFU_TIME_NONE || (answered && piece->stop == KEFU_TIME_NONE))
            continue;
        if (session->start == KEFU_TIME_NONE) {
            session->start = piece->start;
            member = kefu__observe_is_member(m, piece->start);
        }
        if (!member || kefu__observe_is_outside(m, piece->start, piece->stop))
            continue;
        tally->members++;
        if (answered)
            add_answered(c, m, piece, session);
        else
            add_unanswered(c, m, o, &wait, session);
    }
}

static void show(const kefu_conversation *c, const struct observer *o,
                 const struct session *session, const struct wait_tally *tally) {
    if (!o->look || tally->theirs == 0)
        return;
    o->look(o->look_ctx,
            &(struct observed_case){
                .of = CASE_SPAN,
                .index = INDEX_NONE,
                .start = session->start,
                .stop = session->stop,
                .ms = session->answered ? (int64_t)(session->waited / (double)session->answered)
                                        : KEFU_TIME_NONE,
                .agent = INDEX_NONE,
                .reply = INDEX_NONE,
                .counted = o->n > 0,
                .hit = o->hits > 0,
                .omission = session->start == KEFU_TIME_NONE ? OMITTED_NO_TIMES
                            : tally->members == 0            ? OMITTED_OUTSIDE_CALENDAR
                            : kefu__observe_is_final(c, o)   ? OMITTED_UNANSWERED
                                                             : OMITTED_OPEN});
}

void kefu__observe_session(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    struct wait_tally tally = {0, 0, 0};
    struct session session = {.start = KEFU_TIME_NONE, .stop = KEFU_TIME_NONE};
    read_turns(c, m, o, &session, &tally);
    if (session.missed > 0 || (session.answered > 0 && session.undecided == 0)) {
        o->n = 1;
        o->hits = session.missed == 0 &&
                  session.waited <= (double)m->within_ms * (double)session.answered;
        o->open = !kefu__observe_is_final(c, o);
    }
    show(c, o, &session, &tally);
    if (o->n == 0 && session.undecided > 0)
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    else
        kefu__observe_conclude(c, o, &tally);
}
