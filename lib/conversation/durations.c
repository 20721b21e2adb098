/* SPDX-License-Identifier: MIT
 * Observing durations: waits for an answer and other spans, by the wall clock or a calendar's. */
#include "conversation/observe.h"

static int64_t time_of(const kefu_conversation *c, const struct observer *o) {
    return kefu__conversation_now(c, o->now);
}

/* Adds the length of one wait to the observations. A wait without a stop has no length yet; if it
 * is `under_way`, its time until now is stored as the observer's elapsed time. */
static void observe_wait(const kefu_conversation *c, const struct metric *m,
                         const struct scheme_calendar *clock, struct observer *o, int64_t start,
                         int64_t stop, bool under_way) {
    if (start == KEFU_TIME_NONE) {
        o->reason = KEFU_REASON_NO_TIMES;
    } else if (stop != KEFU_TIME_NONE) {
        kefu__observe_add(o, kefu__observe_span(c, m, clock, start, stop));
    } else if (under_way && o->now != KEFU_TIME_END && o->now != KEFU_TIME_NONE) {
        const int64_t now = time_of(c, o);
        o->has_elapsed = true;
        o->elapsed = now > start ? kefu__observe_span(c, m, clock, start, now) : 0;
    }
}

/* ---- turns ---- */

/* Sets the reason why there is no turn to observe. */
static void no_turns(const kefu_conversation *c, struct observer *o) {
    if (kefu__conversation_is_bot_only(c))
        kefu__observe_exclude(o, KEFU_REASON_NO_AGENT);
    else
        kefu__observe_nothing(c, o, KEFU_REASON_NO_CUSTOMER);
}

void kefu__observe_conclude(const kefu_conversation *c, struct observer *o,
                            const struct wait_tally *tally) {
    if (o->n)
        return;
    if (c->turn_count == 0)
        no_turns(c, o);
    else if (tally->theirs == 0)
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
    else if (tally->members == 0)
        kefu__observe_exclude(o,
                              c->has_times ? KEFU_REASON_OUTSIDE_CALENDAR : KEFU_REASON_NO_TIMES);
    else
        kefu__observe_nothing(c, o, tally->untimed ? KEFU_REASON_NO_TIMES : KEFU_REASON_UNANSWERED);
}

/* The kinds of waits, as a bit set of enum wait_of, whose duration the metric measures. */
static uint32_t waits_of(const struct metric *m) {
    return m->of == START_TRANSFER ? WAITS_OF_TRANSFERS : WAITS_OF_TURNS;
}

static void observe_turn(const kefu_conversation *c, const struct metric *m,
                         const struct scheme_calendar *clock, struct observer *o,
                         const struct wait *wait, struct wait_tally *tally) {
    const struct wait_piece *piece = &wait->piece;
    const bool answered = piece->reply != INDEX_NONE;
    const bool under_way = !wait->closed && !kefu__observe_is_final(c, o);
    tally->theirs++;
    if (!kefu__observe_is_member(m, piece->start) ||
        kefu__observe_is_outside(m, piece->start, piece->stop))
        return;
    tally->members++;
    o->open = o->open || under_way;
    if (answered && (piece->start == KEFU_TIME_NONE || piece->stop == KEFU_TIME_NONE))
        tally->untimed++;
    else
        observe_wait(c, m, clock, o, piece->start, answered ? piece->stop : KEFU_TIME_NONE,
                     under_way);
}

static void observe_turns(const kefu_conversation *c, const struct metric *m,
                          const struct scheme_calendar *clock, struct observer *o) {
    struct wait_tally tally = {0, 0, 0};
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(c, &cursor, o->agent, waits_of(m), false, &wait)) {
        struct observed_case seen = kefu__case_of_wait(&wait);
        const uint64_t before = o->n;
        observe_turn(c, m, clock, o, &wait, &tally);
        seen.counted = o->n > before;
        kefu__observe_show(c, m, clock, o, &seen, !wait.closed);
    }
    if (m->of == START_TRANSFER && tally.theirs == 0)
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
    else
        kefu__observe_conclude(c, o, &tally);
}

/* ---- the sum of all waits ---- */

/* Adds the length of a wait to *sum, and counts it in *tally. If it is `under_way`, it still goes
 * on, and `stop` is now. Returns false if the wait is not counted. */
static bool add_wait(const kefu_conversation *c, const struct metric *m,
                     const struct scheme_calendar *clock, const struct wait *wait, bool under_way,
                     int64_t stop, int64_t *sum, struct wait_tally *tally) {
    const struct wait_piece *piece = &wait->piece;
    tally->theirs++;
    if (!under_way && kefu__observe_is_outside(m, piece->start, stop))
        return false;
    tally->members++;
    if (piece->start == KEFU_TIME_NONE || (wait->closed && stop == KEFU_TIME_NONE)) {
        tally->untimed++;
        return false;
    }
    if (stop == KEFU_TIME_NONE)
        return false;
    *sum += stop > piece->start ? kefu__observe_span(c, m, clock, piece->start, stop) : 0;
    return true;
}

/* Adds up the lengths of all waits of a conversation, those of turns and those after transfers; a
 * wait without an end counts only while it is going on. */
static void observe_all_waits(const kefu_conversation *c, const struct metric *m,
                              const struct scheme_calendar *clock, struct observer *o) {
    const int64_t now = time_of(c, o);
    const bool final = kefu__observe_is_final(c, o);
    struct wait_tally tally = {0, 0, 0};
    int64_t sum = 0;
    bool known = false;
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(c, &cursor, o->agent, WAITS_ALL, true, &wait)) {
        const bool under_way = !wait.closed && !final && now != KEFU_TIME_NONE;
        struct observed_case seen = kefu__case_of_wait(&wait);
        o->has_elapsed = o->has_elapsed || under_way;
        seen.counted = add_wait(c, m, clock, &wait, under_way, under_way ? now : wait.piece.stop,
                                &sum, &tally);
        known = known || seen.counted;
        kefu__observe_show(c, m, clock, o, &seen, !wait.closed);
    }
    o->open = !final;
    o->elapsed = sum;
    if (known && !tally.untimed && !o->has_elapsed)
        kefu__observe_add(o, sum);
    else
        kefu__observe_conclude(c, o, &tally);
}

/* ---- spans ---- */

static const struct message_record *first_customer(const kefu_conversation *c) {
    size_t i;
    for (i = 0; i < c->message_count; i++)
        if (kefu__message_is_customer(&c->messages[i]))
            return &c->messages[i];
    return NULL;
}

/* The customer's first message that asks for a person before any person answered; NULL: none. */
static const struct message_record *first_request(const kefu_conversation *c) {
    for (size_t i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        if (kefu__message_is_human_reply(message))
            return NULL;
        if (kefu__message_is_customer(message) && kefu__message_asks_for_person(message))
            return message;
    }
    return NULL;
}

/* The time at which a human agent was assigned, or wrote, after `from`; KEFU_TIME_NONE: never. */
static int64_t assigned_at(const kefu_conversation *c, const struct message_record *from) {
    for (size_t i = from->entry + 1; i < c->entry_count; i++) {
        const struct conversation_entry *entry = &c->entries[i];
        const bool assigned = kefu__entry_assigns(entry) &&
                              kefu__conversation_is_person(c, entry->agent);
        if (assigned || (entry->type == KEFU_EVENT_MESSAGE &&
                         kefu__message_is_human_reply(&c->messages[entry->message])))
            return entry->at;
    }
    return KEFU_TIME_NONE;
}

/* Passes the one time span that the metric measures to the observer's callback `look`; if it was
 * not counted, the observer's reason says why. */
static void show_span(const kefu_conversation *c, const struct metric *m,
                      const struct scheme_calendar *clock, const struct observer *o,
                      const struct message_record *from, int64_t start, int64_t end) {
    const int64_t stop = end != KEFU_TIME_NONE && end < start ? start : end;
    const bool known = start != KEFU_TIME_NONE && stop != KEFU_TIME_NONE;
    const struct observed_case seen = {.of = CASE_SPAN,
                                       .index = (uint32_t)(from - c->messages),
                                       .start = start,
                                       .stop = stop,
                                       .ms = known ? kefu__observe_span(c, m, clock, start, stop)
                                                   : KEFU_TIME_NONE,
                                       .agent = INDEX_NONE,
                                       .reply = INDEX_NONE,
                                       .counted = o->n > 0,
                                       .omission = kefu__omission_of_reason(o->reason)};
    if (o->look)
        o->look(o->look_ctx, &seen);
}

/* Observes the span from start to stop if the metric's calendars include it; `reason` says why
 * there is no stop. */
static void observe_bounded(const kefu_conversation *c, const struct metric *m,
                            const struct scheme_calendar *clock, struct observer *o, int64_t start,
                            int64_t stop, kefu_reason reason) {
    if (!kefu__observe_is_member(m, start)) {
        kefu__observe_exclude(o, start == KEFU_TIME_NONE ? KEFU_REASON_NO_TIMES
                                                         : KEFU_REASON_OUTSIDE_CALENDAR);
        return;
    }
    if (kefu__observe_is_outside(m, start, stop)) {
        kefu__observe_exclude(o, KEFU_REASON_OUTSIDE_CALENDAR);
        return;
    }
    o->open = stop == KEFU_TIME_NONE && !kefu__observe_is_final(c, o);
    if (stop != KEFU_TIME_NONE && start != KEFU_TIME_NONE && stop < start)
        stop = start;
    observe_wait(c, m, clock, o, start, stop, o->open);
    if (o->n == 0)
        kefu__observe_nothing(c, o, start == KEFU_TIME_NONE ? KEFU_REASON_NO_TIMES : reason);
}

/* Observes the time from the first request for a human agent until one took over. */
static void observe_queue(const kefu_conversation *c, const struct metric *m,
                          const struct scheme_calendar *clock, struct observer *o) {
    const struct message_record *from = first_request(c);
    if (!from) {
        kefu__observe_nothing(c, o,
                              c->counts.customer ? KEFU_REASON_NO_EVENTS : KEFU_REASON_NO_CUSTOMER);
        return;
    }
    const int64_t stop = assigned_at(c, from);
    observe_bounded(c, m, clock, o, from->at, stop, KEFU_REASON_UNANSWERED);
    show_span(c, m, clock, o, from, from->at, stop);
}

static bool is_reply(const struct message_record *message) {
    return (message->role == KEFU_ROLE_AGENT || message->role == KEFU_ROLE_BOT) &&
           !(message->flags & (KEFU_EVENT_PRIVATE | KEFU_MESSAGE_RECALLED));
}

/* The time of the first reply, by a human or a bot, to the message `from`; KEFU_TIME_NONE: none. */
static int64_t first_reply(const kefu_conversation *c, const struct message_record *from) {
    size_t i;
    for (i = (size_t)(from - c->messages); i < c->message_count; i++)
        if (is_reply(&c->messages[i]))
            return c->messages[i].at;
    return KEFU_TIME_NONE;
}

static int64_t created_at(const kefu_conversation *c) {
    size_t i;
    for (i = 0; i < c->entry_count; i++)
        if (c->entries[i].type == KEFU_EVENT_CREATED && c->entries[i].at != KEFU_TIME_NONE)
            return c->entries[i].at;
    return KEFU_TIME_NONE;
}

static int64_t start_of(const kefu_conversation *c, const struct metric *m,
                        const struct conversation_turn *turn,
                        const struct message_record *customer) {
    if (m->of == START_CREATED) {
        const int64_t created = created_at(c);
        return created != KEFU_TIME_NONE ? created : c->entries[0].at;
    }
    if (m->of == START_FIRST_CUSTOMER_MESSAGE || c->turn_count == 0)
        return customer->at;
    return m->to == STOP_FIRST_HUMAN_REPLY ? turn->start : c->turns[0].start;
}

/* The time at which the metric's duration ends; KEFU_TIME_NONE, and *reason says why, if it has not
 * ended. */
static int64_t stop_of(const kefu_conversation *c, const struct metric *m,
                       const struct conversation_turn *answered,
                       const struct message_record *customer, bool final, kefu_reason *reason) {
    *reason = KEFU_REASON_UNANSWERED;
    switch (m->to) {
    case STOP_FIRST_HUMAN_REPLY:
        return answered ? answered->stop : KEFU_TIME_NONE;
    case STOP_FIRST_REPLY:
        return first_reply(c, customer);
    case STOP_LAST_MESSAGE:
        return c->messages[c->message_count - 1].at;
    default:
        *reason = final ? KEFU_REASON_NO_EVENTS : KEFU_REASON_OPEN;
        if (m->to == STOP_FIRST_RESOLVED)
            return c->state.first_resolved;
        return c->state.was_resolved ? c->state.last_resolved : KEFU_TIME_NONE;
    }
}

/* The start of the first answered wait. If the metric is observed for one agent only: the time at
 * which this agent took over the conversation, if the customer was waiting already. */
static int64_t own_start(const kefu_conversation *c, const struct observer *o,
                         const struct conversation_turn *answered) {
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(c, &cursor, o->agent, WAITS_OF_TURNS, false, &wait))
        if (wait.piece.reply == answered->reply)
            return wait.piece.start;
    return answered->start;
}

static void observe_span(const kefu_conversation *c, const struct metric *m,
                         const struct scheme_calendar *clock, struct observer *o) {
    const struct conversation_turn *answered = kefu__conversation_first_answered(c);
    const struct conversation_turn *turn = answered ? answered : kefu__conversation_open_turn(c);
    const struct message_record *customer = first_customer(c);
    const bool final = kefu__observe_is_final(c, o);
    kefu_reason reason;
    int64_t start, stop;
    if (!customer) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_CUSTOMER);
        return;
    }
    if (m->to == STOP_FIRST_HUMAN_REPLY &&
        !kefu__observe_is_of(o->agent, answered ? answered->agent : INDEX_NONE)) {
        /* another agent gave the first response */
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
        return;
    }
    if (m->to == STOP_FIRST_HUMAN_REPLY && c->turn_count == 0) {
        no_turns(c, o);
        return;
    }
    if (!turn && c->turn_count)
        turn = &c->turns[c->turn_count - 1];
    start = start_of(c, m, turn, customer);
    stop = stop_of(c, m, answered, customer, final, &reason);
    if (o->agent && answered && start == answered->start && m->to == STOP_FIRST_HUMAN_REPLY)
        start = own_start(c, o, answered);
    if (answered && (start == KEFU_TIME_NONE || answered->stop == KEFU_TIME_NONE))
        reason = KEFU_REASON_NO_TIMES;
    observe_bounded(c, m, clock, o, start, stop, reason);
    show_span(c, m, clock, o,
              m->to == STOP_FIRST_HUMAN_REPLY ? &c->messages[turn->first] : customer, start, stop);
}

/* ---- waits for help ---- */

/* Adds a wait for help (from a question to the first reply that helps). A wait that ended without
 * such a reply is counted up to the end of the episode if the metric is defined so. */
static void observe_help(const kefu_conversation *c, const struct metric *m,
                         const struct scheme_calendar *clock, struct observer *o,
                         const struct useful_wait *wait) {
    const bool helped = wait->reply != INDEX_NONE;
    const bool under_way = !helped && !wait->ended && !kefu__observe_is_final(c, o);
    const bool to_end = m->to == STOP_NEXT_USEFUL_REPLY && !helped;
    o->open = o->open || under_way;
    const int64_t start = o->agent ? kefu__useful_own_start(c, wait) : wait->start;
    observe_wait(c, m, clock, o, start, to_end ? wait->over : wait->stop, under_way);
}

static void observe_own_help(const kefu_conversation *c, const struct metric *m,
                             const struct scheme_calendar *clock, struct observer *o,
                             const struct useful_wait *wait, struct wait_tally *tally) {
    tally->theirs++;
    if (!kefu__observe_is_member(m, wait->start) ||
        kefu__observe_is_outside(m, wait->start, kefu__useful_end(wait)))
        return;
    tally->members++;
    tally->untimed += wait->start == KEFU_TIME_NONE;
    observe_help(c, m, clock, o, wait);
}

static void observe_helps(const kefu_conversation *c, const struct metric *m,
                          const struct scheme_calendar *clock, struct observer *o) {
    struct wait_tally tally = {0, 0, 0};
    size_t cursor = 0;
    struct useful_wait wait;
    while (kefu__useful_next(c, m->transfers, &cursor, &wait)) {
        struct observed_case seen = kefu__case_of_help(c, o, &wait);
        const bool first = !(o->n > 0 && m->to == STOP_FIRST_USEFUL_REPLY);
        const uint64_t before = o->n;
        if (!kefu__observe_is_of(o->agent, wait.agent))
            continue;
        if (first)
            observe_own_help(c, m, clock, o, &wait, &tally);
        else if (!o->look)
            break;
        seen.counted = o->n > before;
        seen.omission = first ? OMITTED_UNANSWERED : OMITTED_NOT_FIRST;
        kefu__observe_show(c, m, clock, o, &seen, !wait.ended);
    }
    kefu__observe_conclude(c, o, &tally);
}

static void observe_each(const kefu_conversation *c, const struct metric *m,
                         const struct scheme_calendar *clock, struct observer *o) {
    if (m->of == START_FIRST_ASK)
        observe_helps(c, m, clock, o);
    else if (m->of == START_EACH_WAIT)
        observe_all_waits(c, m, clock, o);
    else if (m->of == START_FIRST_HUMAN_REQUEST)
        observe_queue(c, m, clock, o);
    else if (kefu__metric_has_many(m))
        observe_turns(c, m, clock, o);
    else
        observe_span(c, m, clock, o);
}

static void add_up(void *ctx, int64_t value) {
    *(int64_t *)ctx += value;
}

/* Observes the mean of all waits as the one value of the conversation. */
static void observe_mean(const kefu_conversation *c, const struct metric *m,
                         const struct scheme_calendar *clock, struct observer *o) {
    int64_t sum = 0;
    struct observer each = *o;
    each.value = add_up;
    each.ctx = &sum;
    observe_each(c, m, clock, &each);
    const uint64_t n = each.n;
    each.value = o->value;
    each.ctx = o->ctx;
    each.n = 0;
    *o = each;
    if (n > 0)
        kefu__observe_add(o, (sum + (int64_t)(n / 2)) / (int64_t)n);
}

void kefu__observe_duration(const kefu_conversation *c, const struct metric *m,
                            const struct scheme_calendar *clock, struct observer *o) {
    if (m->macro)
        observe_mean(c, m, clock, o);
    else
        observe_each(c, m, clock, o);
}
