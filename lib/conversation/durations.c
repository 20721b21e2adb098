/* SPDX-License-Identifier: MIT
 * Observing durations: waits for an answer and other spans, by the wall clock or a calendar's. */
#include "conversation/observe.h"

static int64_t time_of(const kefu_conversation *c, const struct observer *o) {
    return kefu__conversation_now(c, o->now);
}

/* The milliseconds between two instants, without pauses if the metric excludes them. */
int64_t kefu__observe_span(const kefu_conversation *c, const struct metric *m,
                           const struct scheme_calendar *clock, int64_t from, int64_t to) {
    const int64_t all = kefu__observe_elapse(clock, from, to);
    const bool response = kefu__metric_has_many(m) || m->to == STOP_FIRST_HUMAN_REPLY ||
                          m->to == STOP_FIRST_REPLY;
    return m->pauses ? all - kefu__observe_paused(c, clock, response, from, to) : all;
}

/* Adds one wait to the observations. If it has no end, it counts as still going on if `under_way`.
 */
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

/* Sets the reason why there is no turn to observe. */
static void no_turns(const kefu_conversation *c, struct observer *o) {
    if (kefu__conversation_is_bot_only(c))
        kefu__observe_exclude(o, KEFU_REASON_NO_AGENT);
    else
        kefu__observe_nothing(c, o, KEFU_REASON_NO_CUSTOMER);
}

bool kefu__observe_is_member(const struct metric *m, int64_t start) {
    return !m->members ||
           (start != KEFU_TIME_NONE && kefu__calendar_open(&m->members->hours, start));
}

bool kefu__observe_is_outside(const struct metric *m, int64_t start, int64_t stop) {
    return m->open_hours && m->clock && start != KEFU_TIME_NONE && stop != KEFU_TIME_NONE &&
           !kefu__calendar_open(&m->clock->hours, start) &&
           kefu__calendar_between(&m->clock->hours, start, stop) == 0;
}

/* Sets state and reason if nothing was observed. `theirs` turns belong to the observed agent,
 * `members` of these are within the metric's hours, and `untimed` of these have no times. */
static void conclude_turns(const kefu_conversation *c, struct observer *o, size_t theirs,
                           size_t members, size_t untimed) {
    if (o->n)
        return;
    if (c->turn_count == 0)
        no_turns(c, o);
    else if (theirs == 0)
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
    else if (members == 0)
        kefu__observe_exclude(o,
                              c->has_times ? KEFU_REASON_OUTSIDE_CALENDAR : KEFU_REASON_NO_TIMES);
    else
        kefu__observe_nothing(c, o, untimed ? KEFU_REASON_NO_TIMES : KEFU_REASON_UNANSWERED);
}

/* The waits that a duration of turns observes, a set of enum wait_of. */
static uint32_t waits_of(const struct metric *m) {
    return m->of == START_TRANSFER ? WAITS_OF_TRANSFERS : WAITS_OF_TURNS;
}

static void observe_turns(const kefu_conversation *c, const struct metric *m,
                          const struct scheme_calendar *clock, struct observer *o) {
    const bool final = kefu__observe_is_final(c, o);
    size_t members = 0, untimed = 0, theirs = 0;
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(c, &cursor, o->agent, waits_of(m), false, &wait)) {
        const struct wait_piece *piece = &wait.piece;
        const bool answered = piece->reply != INDEX_NONE;
        theirs++;
        if (!kefu__observe_is_member(m, piece->start) ||
            kefu__observe_is_outside(m, piece->start, piece->stop))
            continue;
        members++;
        o->open = o->open || (!wait.closed && !final);
        if (answered && (piece->start == KEFU_TIME_NONE || piece->stop == KEFU_TIME_NONE))
            untimed++;
        else
            observe_wait(c, m, clock, o, piece->start, answered ? piece->stop : KEFU_TIME_NONE,
                         !wait.closed && !final);
    }
    if (m->of == START_TRANSFER && theirs == 0)
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
    else
        conclude_turns(c, o, theirs, members, untimed);
}

/* ---- the sum of all waits ---- */

/* Adds up the lengths of all waits, of turns and after transfers; a wait without an end counts only
 * while it is going on. */
static void observe_all_waits(const kefu_conversation *c, const struct metric *m,
                              const struct scheme_calendar *clock, struct observer *o) {
    const int64_t now = time_of(c, o);
    const bool final = kefu__observe_is_final(c, o);
    int64_t sum = 0;
    size_t known = 0, untimed = 0, theirs = 0, outside = 0;
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(c, &cursor, o->agent, WAITS_ALL, true, &wait)) {
        const struct wait_piece *piece = &wait.piece;
        const bool under_way = !wait.closed && !final && now != KEFU_TIME_NONE;
        const int64_t stop = under_way ? now : piece->stop;
        theirs++;
        o->has_elapsed = o->has_elapsed || under_way;
        if (!under_way && kefu__observe_is_outside(m, piece->start, stop)) {
            outside++;
        } else if (piece->start == KEFU_TIME_NONE || (wait.closed && stop == KEFU_TIME_NONE)) {
            untimed++;
        } else if (stop != KEFU_TIME_NONE) {
            sum += stop > piece->start ? kefu__observe_span(c, m, clock, piece->start, stop) : 0;
            known++;
        }
    }
    o->open = !final;
    o->elapsed = sum;
    if (known && !untimed && !o->has_elapsed)
        kefu__observe_add(o, sum);
    else
        conclude_turns(c, o, theirs, theirs - outside, untimed);
}

/* ---- spans ---- */

static const struct message_record *first_customer(const kefu_conversation *c) {
    size_t i;
    for (i = 0; i < c->message_count; i++)
        if (kefu__message_is_customer(&c->messages[i]))
            return &c->messages[i];
    return NULL;
}

/* The customer's first request for a person, while no person had answered; NULL: none. */
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

/* The time at which a human agent was assigned, or wrote, after a message. */
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

/* Observes the time from the first request for a human agent until one took over. */
static void observe_queue(const kefu_conversation *c, const struct metric *m,
                          const struct scheme_calendar *clock, struct observer *o) {
    const struct message_record *from = first_request(c);
    if (!from) {
        kefu__observe_nothing(c, o,
                              c->counts.customer ? KEFU_REASON_NO_EVENTS : KEFU_REASON_NO_CUSTOMER);
        return;
    }
    if (!kefu__observe_is_member(m, from->at)) {
        kefu__observe_exclude(o, from->at == KEFU_TIME_NONE ? KEFU_REASON_NO_TIMES
                                                            : KEFU_REASON_OUTSIDE_CALENDAR);
        return;
    }
    const int64_t stop = assigned_at(c, from);
    if (kefu__observe_is_outside(m, from->at, stop)) {
        kefu__observe_exclude(o, KEFU_REASON_OUTSIDE_CALENDAR);
        return;
    }
    o->open = stop == KEFU_TIME_NONE && !kefu__observe_is_final(c, o);
    observe_wait(c, m, clock, o, from->at, stop, o->open);
    if (o->n == 0)
        kefu__observe_nothing(
            c, o, from->at == KEFU_TIME_NONE ? KEFU_REASON_NO_TIMES : KEFU_REASON_UNANSWERED);
}

static bool is_reply(const struct message_record *message) {
    return (message->role == KEFU_ROLE_AGENT || message->role == KEFU_ROLE_BOT) &&
           !(message->flags & (KEFU_EVENT_PRIVATE | KEFU_MESSAGE_RECALLED));
}

/* The time of the first reply, by a human or a bot. */
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

/* The time at which the duration ends; if it has not ended, *reason says why. */
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

/* The time at which the first answered wait began; for an agent's part of the metric, when the
 * piece of the wait that this agent held began. */
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
    if (!kefu__observe_is_member(m, start)) {
        kefu__observe_exclude(o, start == KEFU_TIME_NONE ? KEFU_REASON_NO_TIMES
                                                         : KEFU_REASON_OUTSIDE_CALENDAR);
        return;
    }
    if (kefu__observe_is_outside(m, start, stop)) {
        kefu__observe_exclude(o, KEFU_REASON_OUTSIDE_CALENDAR);
        return;
    }
    o->open = !final && stop == KEFU_TIME_NONE;
    if (answered && (start == KEFU_TIME_NONE || answered->stop == KEFU_TIME_NONE))
        reason = KEFU_REASON_NO_TIMES;
    if (stop != KEFU_TIME_NONE && start != KEFU_TIME_NONE && stop < start)
        stop = start;
    observe_wait(c, m, clock, o, start, stop, o->open);
    if (o->n == 0)
        kefu__observe_nothing(c, o, start == KEFU_TIME_NONE ? KEFU_REASON_NO_TIMES : reason);
}

/* ---- waits for help ---- */

/* The time at which the wait ended, with or without help. */
static int64_t end_of(const struct useful_wait *wait) {
    return wait->reply != INDEX_NONE ? wait->stop : wait->over;
}

/* Adds a wait for help. One that was not helped counts up to the end of the episode if the metric
 * says so. */
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

static void observe_helps(const kefu_conversation *c, const struct metric *m,
                          const struct scheme_calendar *clock, struct observer *o) {
    size_t cursor = 0, theirs = 0, members = 0;
    struct useful_wait wait;
    bool untimed = false;
    while (kefu__useful_next(c, m->transfers, &cursor, &wait) &&
           !(o->n > 0 && m->to == STOP_FIRST_USEFUL_REPLY)) {
        if (!kefu__observe_is_of(o->agent, wait.agent))
            continue;
        theirs++;
        if (!kefu__observe_is_member(m, wait.start) ||
            kefu__observe_is_outside(m, wait.start, end_of(&wait)))
            continue;
        members++;
        untimed = untimed || wait.start == KEFU_TIME_NONE;
        observe_help(c, m, clock, o, &wait);
    }
    if (o->n == 0 && members > 0)
        kefu__observe_nothing(c, o, untimed ? KEFU_REASON_NO_TIMES : KEFU_REASON_UNANSWERED);
    else
        conclude_turns(c, o, theirs, members, 0);
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

/* Observes the mean of the waits as the conversation's one value. */
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

/* ---- ratios of turns ---- */

/* Adds one wait to the cases of a ratio. `over`: it can no longer be answered. */
static void add_case(const kefu_conversation *c, const struct metric *m, struct observer *o,
                     int64_t start, int64_t stop, bool over) {
    const int64_t now = time_of(c, o);
    if (stop != KEFU_TIME_NONE) {
        o->n++;
        o->hits += kefu__observe_span(c, m, m->clock, start, stop) <= m->within_ms;
    } else if (!over && now != KEFU_TIME_END &&
               (now <= start || kefu__observe_span(c, m, m->clock, start, now) <= m->within_ms)) {
        o->open = true; /* it can still be answered in time */
    } else {
        o->n += m->unanswered_is_miss;
    }
}

static void observe_helped_within(const kefu_conversation *c, const struct metric *m,
                                  struct observer *o) {
    const bool final = kefu__observe_is_final(c, o);
    size_t cursor = 0, theirs = 0, members = 0;
    struct useful_wait wait;
    while (kefu__useful_next(c, false, &cursor, &wait)) {
        const bool untimed = wait.start == KEFU_TIME_NONE ||
                             (wait.reply != INDEX_NONE && wait.stop == KEFU_TIME_NONE);
        if (!kefu__observe_is_of(o->agent, wait.agent))
            continue;
        theirs++;
        if (untimed || !kefu__observe_is_member(m, wait.start) ||
            kefu__observe_is_outside(m, wait.start, end_of(&wait)))
            continue;
        members++;
        add_case(c, m, o, o->agent ? kefu__useful_own_start(c, &wait) : wait.start, wait.stop,
                 wait.ended || final);
    }
    conclude_turns(c, o, theirs, members, 0);
}

void kefu__observe_within(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    const bool final = kefu__observe_is_final(c, o);
    size_t members = 0, theirs = 0;
    struct piece_cursor cursor;
    struct wait wait;
    if (m->of_help) {
        observe_helped_within(c, m, o);
        return;
    }
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(c, &cursor, o->agent, WAITS_OF_TURNS, false, &wait)) {
        const struct wait_piece *piece = &wait.piece;
        const bool answered = piece->reply != INDEX_NONE;
        theirs++;
        if (piece->start == KEFU_TIME_NONE || (answered && piece->stop == KEFU_TIME_NONE) ||
            !kefu__observe_is_member(m, piece->start) ||
            kefu__observe_is_outside(m, piece->start, piece->stop))
            continue;
        members++;
        add_case(c, m, o, piece->start, answered ? piece->stop : KEFU_TIME_NONE,
                 wait.closed || final);
    }
    conclude_turns(c, o, theirs, members, 0);
}
