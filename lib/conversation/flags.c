/* SPDX-License-Identifier: MIT
 * Observing flags: what is true or false of a conversation as a whole. */
#include "conversation/observe.h"

static void set_flag(const kefu_conversation *c, struct observer *o, bool hit) {
    o->n = 1;
    o->hits = hit;
    o->open = !kefu__observe_is_final(c, o);
}

static void observe_unanswered(const kefu_conversation *c, const struct metric *m,
                               struct observer *o) {
    (void)m;
    if (c->turn_count == 0)
        kefu__observe_exclude(o, kefu__conversation_is_bot_only(c) ? KEFU_REASON_NO_AGENT
                                                                   : KEFU_REASON_NO_CUSTOMER);
    else if (kefu__conversation_first_answered(c))
        set_flag(c, o, false);
    else if (kefu__observe_is_final(c, o))
        set_flag(c, o, true);
    else
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
}

static void observe_resolved(const kefu_conversation *c, const struct metric *m,
                             struct observer *o) {
    (void)m;
    if (c->state.was_decided)
        set_flag(c, o, c->state.was_resolved);
    else
        kefu__observe_nothing(c, o,
                              o->now == KEFU_TIME_END ? KEFU_REASON_NO_EVENTS : KEFU_REASON_OPEN);
}

/* Observes whether a conversation that a human answered before it ended was resolved. While it has
 * not ended, that is undecided. */
static void observe_ended_resolved(const kefu_conversation *c, const struct metric *m,
                                   struct observer *o) {
    (void)m;
    if (c->state.served) {
        set_flag(c, o, c->state.was_resolved);
    } else if (c->counts.human > 0 && !c->state.ended) {
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    } else {
        kefu__observe_exclude(o,
                              c->counts.customer ? KEFU_REASON_NO_AGENT : KEFU_REASON_NO_CUSTOMER);
    }
}

/* Observes whether the customer was told to wait, and got no help before the episode ended.
 * Undecided while help may still come. */
static void observe_stalled(const kefu_conversation *c, const struct metric *m,
                            struct observer *o) {
    (void)m;
    bool stalled = false, pending = false, replied = false;
    size_t cursor = 0;
    struct useful_wait wait;
    while (kefu__useful_next(c, false, &cursor, &wait)) {
        if (!kefu__observe_is_of(o->agent, wait.agent))
            continue;
        const bool put_off = wait.reply == INDEX_NONE && wait.put_off;
        replied = replied || wait.replied;
        stalled = stalled || (put_off && (wait.ended || kefu__observe_is_final(c, o)));
        pending = pending || (put_off && !wait.ended && !kefu__observe_is_final(c, o));
    }
    if (!replied)
        kefu__observe_exclude(o, KEFU_REASON_NO_AGENT);
    else if (pending && !stalled)
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    else
        set_flag(c, o, stalled);
}

/* Observes whether a bot ignored the customer's request for a person. Undecided while a person may
 * still come. */
static void observe_bot_ignored(const kefu_conversation *c, const struct metric *m,
                                struct observer *o) {
    (void)m;
    bool asked = false, ignored = false, pending = false;
    uint32_t cursor = 0;
    struct bot_request request;
    while (kefu__request_next(c, &cursor, &request)) {
        const bool over = request.over || kefu__observe_is_final(c, o);
        asked = true;
        ignored = ignored || (!request.heard && over);
        pending = pending || (!request.heard && !over);
    }
    if (!asked)
        kefu__observe_exclude(o, KEFU_REASON_NO_EVENTS);
    else if (pending && !ignored)
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    else
        set_flag(c, o, ignored);
}

/* Leaves a conversation out in which the customer wanted no human agent. */
static void exclude_unasked(const kefu_conversation *c, struct observer *o) {
    kefu__observe_exclude(o, c->counts.customer ? KEFU_REASON_NO_AGENT : KEFU_REASON_NO_CUSTOMER);
}

/* Observes whether a customer who wanted a human agent was answered at all, sooner or later. */
static void observe_served(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    (void)m;
    struct first_contact contact;
    const bool served = kefu__conversation_first_answered(c) != NULL;
    if (!kefu__first_contact(c, &contact))
        exclude_unasked(c, o);
    else if (!served && !kefu__observe_is_final(c, o))
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    else
        set_flag(c, o, served);
}

/* Observes whether the episode in which the customer first wanted a human agent ended before one
 * had answered. Without an end nobody knows whether the customer gave up. */
static void observe_abandoned(const kefu_conversation *c, const struct metric *m,
                              struct observer *o) {
    (void)m;
    struct first_contact contact;
    if (!kefu__first_contact(c, &contact))
        exclude_unasked(c, o);
    else if (!contact.answered && !c->episodes[contact.episode].is_over)
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    else
        set_flag(c, o, !contact.answered);
}

/* Observes whether no human agent replied although the conversation was given to one. */
static void observe_missed(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    (void)m;
    const bool replied = c->counts.human > 0;
    bool given = false;
    for (size_t i = 0; i < c->entry_count && !given; i++)
        given = kefu__entry_gives(c, i);
    if (!given)
        kefu__observe_exclude(o, KEFU_REASON_NO_EVENTS);
    else if (!replied && !c->state.ended && !kefu__observe_is_final(c, o))
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    else
        set_flag(c, o, !replied);
}

/* Observes whether a promise was broken. Undecided while none is broken, and one is not due yet. */
static void observe_promise_broken(const kefu_conversation *c, const struct metric *m,
                                   struct observer *o) {
    (void)m;
    uint64_t counts[PROMISE_UNTIMED + 1] = {0};
    uint32_t cursor = 0;
    struct promise promise;
    while (kefu__promise_next(c, o->now, &cursor, &promise))
        counts[promise.state] += kefu__observe_is_of(o->agent, c->messages[promise.message].agent);
    if (counts[PROMISE_BROKEN] == 0 && counts[PROMISE_PENDING] > 0)
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    else if (counts[PROMISE_BROKEN] + counts[PROMISE_KEPT] > 0)
        set_flag(c, o, counts[PROMISE_BROKEN] > 0);
    else
        kefu__observe_exclude(o, counts[PROMISE_UNTIMED] ? KEFU_REASON_NO_TIMES
                                                         : KEFU_REASON_NO_EVENTS);
}

static void observe_found(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    size_t i;
    bool found = false;
    if (m->role == KEFU_ROLE_CUSTOMER && c->counts.customer == 0) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_CUSTOMER);
        return;
    }
    if (!kefu__observe_among(c, m, o))
        return;
    for (i = 0; i < c->message_count && !found; i++)
        found = kefu__observe_counts_message(&c->messages[i], m->role) &&
                (m->role != KEFU_ROLE_AGENT ||
                 kefu__observe_is_of(o->agent, c->messages[i].agent)) &&
                kefu__message_finds(&c->messages[i], m->found_kind, m->found_id);
    set_flag(c, o, found);
}

/* Observes whether the SLA targets of a series were met. Undecided while a target can still be
 * missed, even if the episode has ended without a resolution. */
static void observe_standing(const kefu_conversation *c, const struct sla_standing *standing,
                             struct observer *o) {
    switch (standing->state) {
    case SLA_MET:
    case SLA_BREACHED:
        set_flag(c, o, standing->state == SLA_MET);
        break;
    case SLA_NOT_APPLICABLE:
        kefu__observe_exclude(o, (kefu_reason)standing->reason);
        break;
    default:
        o->state = KEFU_STATE_PENDING;
        o->reason = KEFU_REASON_OPEN;
    }
}

static void observe_sla(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    const uint32_t series = m->of == FLAG_SLA_MET ? SLA_RESPONSE : SLA_RESOLUTION;
    const struct sla_standing standing = kefu__sla_standing(c, series, o->now);
    observe_standing(c, &standing, o);
}

/* Observes whether the wait that the first response ended was in time; while nobody has answered,
 * whether the first wait can still be. */
static void observe_first_response(const kefu_conversation *c, const struct metric *m,
                                   struct observer *o) {
    (void)m;
    const struct conversation_turn *answered = kefu__conversation_first_answered(c);
    const uint32_t episode = answered ? answered->episode : 0;
    const struct sla_standing standing = kefu__sla_episode(c, SLA_RESPONSE, episode, o->now);
    observe_standing(c, &standing, o);
}

static void observe_satisfied(const kefu_conversation *c, const struct metric *m,
                              struct observer *o) {
    (void)m;
    const struct conversation_entry *rated = kefu__conversation_rating(c, 1, 5);
    if (rated && kefu__observe_is_of(o->agent, rated->agent))
        set_flag(c, o, rated->detail->rating > 3);
    else
        kefu__observe_nothing(c, o, KEFU_REASON_NO_RATING);
}

static void observe_customer_negative(const kefu_conversation *c, const struct metric *m,
                                      struct observer *o) {
    (void)m;
    if (c->counts.customer)
        set_flag(c, o, kefu__customer_is_negative(c));
    else
        kefu__observe_nothing(c, o, KEFU_REASON_NO_CUSTOMER);
}

/* How often what the flag asks for has happened. */
static uint32_t count_of(const kefu_conversation *c, uint32_t of) {
    switch (of) {
    case FLAG_RETURNED:
        return c->counts.returns;
    case FLAG_REOPENED:
        return c->counts.returns_resolved;
    case FLAG_TRANSFERRED:
        return c->counts.transfers;
    default:
        return c->counts.handoffs;
    }
}

static void observe_count(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    set_flag(c, o, count_of(c, m->of) > 0);
}

static void observe_bot_only(const kefu_conversation *c, const struct metric *m,
                             struct observer *o) {
    (void)m;
    if (c->counts.customer)
        set_flag(c, o, kefu__conversation_is_bot_only(c));
    else
        kefu__observe_nothing(c, o, KEFU_REASON_NO_CUSTOMER);
}

/* For each flag_of: the function that observes it in a conversation with any entry. */
static void (*const flags[])(const kefu_conversation *c, const struct metric *m,
                             struct observer *o) = {
    [FLAG_RESOLVED] = observe_resolved,
    [FLAG_ENDED_RESOLVED] = observe_ended_resolved,
    [FLAG_UNANSWERED] = observe_unanswered,
    [FLAG_REOPENED] = observe_count,
    [FLAG_RETURNED] = observe_count,
    [FLAG_TRANSFERRED] = observe_count,
    [FLAG_HANDED_OFF] = observe_count,
    [FLAG_BOT_ONLY] = observe_bot_only,
    [FLAG_SLA_MET] = observe_sla,
    [FLAG_RATED_SATISFIED] = observe_satisfied,
    [FLAG_CUSTOMER_NEGATIVE] = observe_customer_negative,
    [FLAG_SLA_RESOLUTION_MET] = observe_sla,
    [FLAG_STALLED] = observe_stalled,
    [FLAG_BOT_IGNORED] = observe_bot_ignored,
    [FLAG_FIRST_RESPONSE_MET] = observe_first_response,
    [FLAG_PROMISE_BROKEN] = observe_promise_broken,
    [FLAG_SERVED] = observe_served,
    [FLAG_ABANDONED] = observe_abandoned,
    [FLAG_MISSED] = observe_missed,
    [FLAG_FOUND] = observe_found};

void kefu__observe_flag(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    if (c->entry_count == 0)
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
    else
        flags[m->of](c, m, o);
}
