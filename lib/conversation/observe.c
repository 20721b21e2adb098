/* SPDX-License-Identifier: MIT
 * Observing durations, counts and ratios in a conversation. */
#include "conversation/observe.h"

#include <math.h>
#include <string.h>

bool kefu__observe_is_final(const kefu_conversation *c, const struct observer *o) {
    return o->now == KEFU_TIME_END || c->state.resolved_now;
}

void kefu__observe_nothing(const kefu_conversation *c, struct observer *o, kefu_reason reason) {
    o->state = kefu__observe_is_final(c, o) ? KEFU_STATE_NO_DATA : KEFU_STATE_PENDING;
    o->reason = (uint32_t)reason;
}

void kefu__observe_exclude(struct observer *o, kefu_reason reason) {
    o->state = KEFU_STATE_NOT_APPLICABLE;
    o->reason = (uint32_t)reason;
}

static void observe(struct observer *o, int64_t value) {
    o->n++;
    if (o->value)
        o->value(o->ctx, value);
}

int64_t kefu__conversation_now(const kefu_conversation *c, int64_t now) {
    if (now != KEFU_TIME_END && now > CONVERSATION_LAST_TIME)
        now = CONVERSATION_LAST_TIME;
    return c->last_at != KEFU_TIME_NONE && now < c->last_at ? c->last_at : now;
}

static int64_t time_of(const kefu_conversation *c, const struct observer *o) {
    return kefu__conversation_now(c, o->now);
}

static int64_t elapse(const struct scheme_calendar *clock, int64_t from, int64_t to) {
    return clock ? kefu__calendar_between(&clock->hours, from, to) : to - from;
}

/* ---- durations ---- */

/* Adds one wait. A missing stop is a wait under way when `under_way`. */
static void observe_wait(const kefu_conversation *c, const struct scheme_calendar *clock,
                         struct observer *o, int64_t start, int64_t stop, bool under_way) {
    if (start == KEFU_TIME_NONE) {
        o->reason = KEFU_REASON_NO_TIMES;
    } else if (stop != KEFU_TIME_NONE) {
        observe(o, elapse(clock, start, stop));
    } else if (under_way && o->now != KEFU_TIME_END && o->now != KEFU_TIME_NONE) {
        const int64_t now = time_of(c, o);
        o->has_elapsed = true;
        o->elapsed = now > start ? elapse(clock, start, now) : 0;
    }
}

/* Why there is no wait for a person. */
static void no_turns(const kefu_conversation *c, struct observer *o) {
    if (kefu__conversation_is_bot_only(c))
        kefu__observe_exclude(o, KEFU_REASON_NO_AGENT);
    else
        kefu__observe_nothing(c, o, KEFU_REASON_NO_CUSTOMER);
}

static bool is_member(const struct metric *m, int64_t start) {
    return !m->members ||
           (start != KEFU_TIME_NONE && kefu__calendar_open(&m->members->hours, start));
}

/* Why there is nothing, where there is nothing: of `theirs` turns that are the observed agent's,
 * `members` are within the metric's hours, `untimed` of these without times. */
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

static void observe_turns(const kefu_conversation *c, const struct metric *m,
                          const struct scheme_calendar *clock, struct observer *o) {
    const bool final = kefu__observe_is_final(c, o);
    size_t i, members = 0, untimed = 0, theirs = 0;
    for (i = 0; i < c->turn_count; i++) {
        const struct conversation_turn *turn = &c->turns[i];
        const bool answered = turn->reply != INDEX_NONE;
        if (!kefu__observe_is_of(o->agent, turn->agent))
            continue;
        theirs++;
        if (!is_member(m, turn->start))
            continue;
        members++;
        o->open = o->open || (!turn->closed && !final);
        if (answered && (turn->start == KEFU_TIME_NONE || turn->stop == KEFU_TIME_NONE))
            untimed++;
        else
            observe_wait(c, clock, o, turn->start, turn->stop, !turn->closed && !final);
    }
    conclude_turns(c, o, theirs, members, untimed);
}

static const struct message_record *first_customer(const kefu_conversation *c) {
    size_t i;
    for (i = 0; i < c->message_count; i++)
        if (kefu__message_is_customer(&c->messages[i]))
            return &c->messages[i];
    return NULL;
}

static bool is_reply(const struct message_record *message) {
    return (message->role == KEFU_ROLE_AGENT || message->role == KEFU_ROLE_BOT) &&
           !(message->flags & (KEFU_EVENT_PRIVATE | KEFU_MESSAGE_RECALLED));
}

/* Whoever answers first, a machine included. */
static int64_t first_reply(const kefu_conversation *c, const struct message_record *from) {
    size_t i;
    for (i = (size_t)(from - c->messages); i < c->message_count; i++)
        if (is_reply(&c->messages[i]))
            return c->messages[i].at;
    return KEFU_TIME_NONE;
}

static int64_t entry_time(const kefu_conversation *c, uint32_t type, bool last) {
    int64_t at = KEFU_TIME_NONE;
    size_t i;
    for (i = 0; i < c->entry_count; i++)
        if (c->entries[i].type == type && (last || at == KEFU_TIME_NONE))
            at = c->entries[i].at;
    return at;
}

static int64_t start_of(const kefu_conversation *c, const struct metric *m,
                        const struct conversation_turn *turn,
                        const struct message_record *customer) {
    if (m->of == START_CREATED) {
        const int64_t created = entry_time(c, KEFU_EVENT_CREATED, false);
        return created != KEFU_TIME_NONE ? created : c->entries[0].at;
    }
    if (m->of == START_FIRST_CUSTOMER_MESSAGE || c->turn_count == 0)
        return customer->at;
    return m->to == STOP_FIRST_HUMAN_REPLY ? turn->start : c->turns[0].start;
}

/* Where it stops; *reason tells why it has not. */
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
        if (m->to == STOP_LAST_RESOLVED && !c->state.was_resolved)
            return KEFU_TIME_NONE;
        return entry_time(c, KEFU_EVENT_RESOLVED, m->to == STOP_LAST_RESOLVED);
    }
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
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS); /* another one was first */
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
    if (!is_member(m, start)) {
        kefu__observe_exclude(o, start == KEFU_TIME_NONE ? KEFU_REASON_NO_TIMES
                                                         : KEFU_REASON_OUTSIDE_CALENDAR);
        return;
    }
    o->open = !final && stop == KEFU_TIME_NONE;
    if (answered && (start == KEFU_TIME_NONE || answered->stop == KEFU_TIME_NONE))
        reason = KEFU_REASON_NO_TIMES;
    if (stop != KEFU_TIME_NONE && start != KEFU_TIME_NONE && stop < start)
        stop = start;
    observe_wait(c, clock, o, start, stop, o->open);
    if (o->n == 0)
        kefu__observe_nothing(c, o, start == KEFU_TIME_NONE ? KEFU_REASON_NO_TIMES : reason);
}

void kefu__observe_duration(const kefu_conversation *c, const struct metric *m,
                            const struct scheme_calendar *clock, struct observer *o) {
    if (m->entity == ENTITY_TURN)
        observe_turns(c, m, clock, o);
    else
        observe_span(c, m, clock, o);
}

/* ---- ratios of turns ---- */

static void observe_within(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    const bool final = kefu__observe_is_final(c, o);
    const int64_t now = time_of(c, o);
    size_t i, members = 0, theirs = 0;
    for (i = 0; i < c->turn_count; i++) {
        const struct conversation_turn *turn = &c->turns[i];
        const bool answered = turn->reply != INDEX_NONE;
        if (!kefu__observe_is_of(o->agent, turn->agent))
            continue;
        theirs++;
        if (turn->start == KEFU_TIME_NONE || (answered && turn->stop == KEFU_TIME_NONE) ||
            !is_member(m, turn->start))
            continue;
        members++;
        if (answered) {
            o->n++;
            o->hits += elapse(m->clock, turn->start, turn->stop) <= m->within_ms;
        } else if (!turn->closed && !final && now != KEFU_TIME_END &&
                   (now <= turn->start || elapse(m->clock, turn->start, now) <= m->within_ms)) {
            o->open = true; /* there is still time */
        } else {
            o->n += m->unanswered_is_miss;
        }
    }
    conclude_turns(c, o, theirs, members, 0);
}

/* ---- counts ---- */

bool kefu__observe_counts_message(const struct message_record *message, uint32_t role) {
    if (message->role != role || (message->flags & KEFU_MESSAGE_RECALLED))
        return false;
    return role != KEFU_ROLE_AGENT || kefu__message_is_human_reply(message);
}

bool kefu__message_finds(const struct message_record *message, uint32_t kind, const char *id) {
    uint32_t i;
    for (i = 0; i < message->hit_count; i++)
        if (message->hits[i].kind == kind && (!id || strcmp(message->hits[i].id, id) == 0))
            return true;
    return false;
}

static uint64_t count_messages(const kefu_conversation *c, const struct metric *m, uint32_t of,
                               const struct observed_agent *agent) {
    uint64_t count = 0;
    size_t i;
    for (i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        if (of == COUNT_NEGATIVE_MESSAGES)
            count += kefu__message_is_customer(message) && message->label == KEFU_LABEL_NEGATIVE;
        else
            count += kefu__observe_counts_message(message, m->role) &&
                     (m->role != KEFU_ROLE_AGENT || kefu__observe_is_of(agent, message->agent)) &&
                     kefu__message_finds(message, m->found_kind, m->found_id);
    }
    return count;
}

static uint64_t count_agents(const kefu_conversation *c) {
    uint64_t count = 0;
    size_t i, agent;
    for (agent = 0; agent < c->agent_count; agent++)
        for (i = 0; i < c->message_count; i++)
            if (c->messages[i].agent == agent && kefu__message_is_human_reply(&c->messages[i])) {
                count++;
                break;
            }
    return count;
}

static uint64_t count_turns(const kefu_conversation *c, uint32_t of, struct observer *o) {
    uint64_t answered = 0, undecided = 0;
    size_t i;
    for (i = 0; i < c->turn_count; i++) {
        answered += c->turns[i].reply != INDEX_NONE;
        undecided += !c->turns[i].closed && !kefu__observe_is_final(c, o);
    }
    o->open = o->open || undecided;
    if (of == COUNT_ANSWERED_TURNS)
        return answered;
    return c->turn_count - undecided - (of == COUNT_UNANSWERED_TURNS ? answered : 0);
}

uint64_t kefu__observe_count(const kefu_conversation *c, const struct metric *m, uint32_t of,
                             struct observer *o) {
    const struct conversation_counts *n = &c->counts;
    switch (of) {
    case COUNT_MESSAGES:
        return c->message_count - n->recalled;
    case COUNT_CUSTOMER_MESSAGES:
        return n->customer;
    case COUNT_AGENT_MESSAGES:
        return n->human;
    case COUNT_BOT_MESSAGES:
        return n->bot;
    case COUNT_TURNS:
    case COUNT_ANSWERED_TURNS:
    case COUNT_UNANSWERED_TURNS:
        return count_turns(c, of, o);
    case COUNT_TRANSFERS:
        return n->transfers;
    case COUNT_REOPENS:
        return n->reopens;
    case COUNT_AGENTS:
        return count_agents(c);
    case COUNT_RECALLED:
        return n->recalled;
    default:
        return count_messages(c, m, of, o->agent);
    }
}

static void observe_counted(const kefu_conversation *c, const struct metric *m,
                            struct observer *o) {
    if (c->entry_count == 0) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
        return;
    }
    if (!kefu__observe_among(c, m, o))
        return;
    observe(o, (int64_t)kefu__observe_count(c, m, m->of, o));
    o->open = !kefu__observe_is_final(c, o);
}

static void observe_ratio(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    if (m->within) {
        observe_within(c, m, o);
        return;
    }
    o->hits = kefu__observe_count(c, m, m->of, o);
    o->n = kefu__observe_count(c, m, m->to, o);
    if (o->n == 0)
        kefu__observe_nothing(c, o, KEFU_REASON_ZERO_DENOMINATOR);
    else
        o->open = !kefu__observe_is_final(c, o);
}

/* ---- ratings inside the conversation ---- */

const struct conversation_entry *kefu__conversation_rating(const kefu_conversation *c,
                                                           int64_t scale_min, int64_t scale_max) {
    size_t i;
    for (i = c->entry_count; i > 0; i--) {
        const struct conversation_entry *entry = &c->entries[i - 1];
        if (entry->type == KEFU_EVENT_RATED && entry->scale_min == (double)scale_min &&
            entry->scale_max == (double)scale_max)
            return entry;
    }
    return NULL;
}

static void observe_participation(const kefu_conversation *c, struct observer *o) {
    size_t i;
    for (i = 0; i < c->entry_count; i++) {
        o->n = o->n || c->entries[i].type == KEFU_EVENT_INVITED;
        o->hits = o->hits || c->entries[i].type == KEFU_EVENT_RATED;
    }
    o->hits = o->n && o->hits;
    if (o->n == 0)
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
}

static void observe_feedback(const kefu_conversation *c, const struct metric *m,
                             struct observer *o) {
    const struct conversation_entry *rated = kefu__conversation_rating(c, m->scale_min,
                                                                       m->scale_max);
    const double boxes = (double)m->boxes;
    if (m->of == FEEDBACK_ANSWERED) {
        observe_participation(c, o);
        return;
    }
    if (m->of > FEEDBACK_PROMOTERS) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
        return;
    }
    if (!rated) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_RATING);
        return;
    }
    if (m->of == FEEDBACK_RATING) {
        observe(o, llround(rated->rating * MEASURE_SCALE));
    } else if (m->of == FEEDBACK_PROMOTERS) {
        observe(o, kefu__promoter(rated->rating));
    } else {
        o->n = 1;
        o->hits = m->of == FEEDBACK_SATISFIED ? rated->rating > rated->scale_max - boxes
                                              : rated->rating < rated->scale_min + boxes;
    }
}

/* Does a metric have a part for each agent: his waits, what he said? All else is the outcome, and
 * the responsible agent's. */
static bool has_parts(const struct metric *m) {
    switch (m->type) {
    case METRIC_DURATION:
        return m->entity == ENTITY_TURN || m->to == STOP_FIRST_HUMAN_REPLY;
    case METRIC_RATIO:
        return m->within;
    case METRIC_COUNT:
        return m->of == COUNT_FOUND && m->role == KEFU_ROLE_AGENT;
    case METRIC_FLAG:
        return m->of == FLAG_FOUND && m->role == KEFU_ROLE_AGENT;
    default:
        return false;
    }
}

void kefu__observe(const kefu_conversation *c, size_t metric, struct observer *o) {
    const struct metric *m = &c->scheme->metrics->items[metric];
    o->n = o->hits = 0;
    o->state = KEFU_STATE_OK;
    o->reason = KEFU_REASON_NONE;
    o->open = o->has_elapsed = false;
    o->elapsed = 0;
    o->failure = KEFU_OK;
    if (o->agent && !o->agent->responsible && !has_parts(m)) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
        return;
    }
    switch (m->type) {
    case METRIC_DURATION:
        kefu__observe_duration(c, m, m->clock, o);
        break;
    case METRIC_COUNT:
        observe_counted(c, m, o);
        break;
    case METRIC_RATIO:
        observe_ratio(c, m, o);
        break;
    case METRIC_FLAG:
        kefu__observe_flag(c, m, o);
        break;
    case METRIC_SENTIMENT:
        kefu__observe_sentiment(c, m, o);
        break;
    case METRIC_FEEDBACK:
        observe_feedback(c, m, o);
        break;
    }
    if (o->n) {
        o->state = KEFU_STATE_OK;
        o->reason = KEFU_REASON_NONE;
    }
}
