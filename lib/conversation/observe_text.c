/* SPDX-License-Identifier: MIT
 * Observing flags and SLA in a conversation. */
#include "conversation/observe.h"

/* ---- flags ---- */

static bool customer_was_negative(const kefu_conversation *c) {
    size_t i;
    for (i = 0; i < c->message_count; i++)
        if (kefu__message_is_customer(&c->messages[i]) &&
            c->messages[i].label == KEFU_LABEL_NEGATIVE)
            return true;
    return false;
}

/* Did a person answer: the observed one, when there is one? */
static bool has_agent(const kefu_conversation *c, const struct observed_agent *agent) {
    size_t i;
    if (!agent)
        return c->counts.human > 0;
    for (i = 0; i < c->message_count; i++)
        if (kefu__message_is_human_reply(&c->messages[i]) &&
            kefu__observe_is_of(agent, c->messages[i].agent))
            return true;
    return false;
}

bool kefu__observe_among(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    if (m->among != AMONG_ALL && !has_agent(c, o->agent)) {
        kefu__observe_exclude(o, KEFU_REASON_NO_AGENT);
        return false;
    }
    if (m->among == AMONG_CUSTOMER_NEGATIVE && !customer_was_negative(c)) {
        kefu__observe_exclude(o, KEFU_REASON_NO_EVENTS);
        return false;
    }
    return true;
}

static void set_flag(const kefu_conversation *c, struct observer *o, bool hit) {
    o->n = 1;
    o->hits = hit;
    o->open = !kefu__observe_is_final(c, o);
}

static void observe_unanswered(const kefu_conversation *c, struct observer *o) {
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

static void observe_resolved(const kefu_conversation *c, struct observer *o) {
    if (c->state.was_decided)
        set_flag(c, o, c->state.was_resolved);
    else
        kefu__observe_nothing(c, o,
                              o->now == KEFU_TIME_END ? KEFU_REASON_NO_EVENTS : KEFU_REASON_OPEN);
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

static void observe_sla(const kefu_conversation *c, struct observer *o) {
    const struct sla_standing standing = kefu__sla_standing(c, o->now);
    if (standing.state == SLA_MET || standing.state == SLA_BREACHED)
        set_flag(c, o, standing.state == SLA_MET);
    else if (standing.state == SLA_PENDING)
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    else
        kefu__observe_exclude(o, (kefu_reason)standing.reason);
}

static void observe_satisfied(const kefu_conversation *c, struct observer *o) {
    const struct conversation_entry *rated = kefu__conversation_rating(c, 1, 5);
    if (rated)
        set_flag(c, o, rated->rating > 3);
    else
        kefu__observe_nothing(c, o, KEFU_REASON_NO_RATING);
}

void kefu__observe_flag(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    if (c->entry_count == 0) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
        return;
    }
    switch (m->of) {
    case FLAG_RESOLVED:
        observe_resolved(c, o);
        break;
    case FLAG_UNANSWERED:
        observe_unanswered(c, o);
        break;
    case FLAG_REOPENED:
        set_flag(c, o, c->counts.reopens > 0);
        break;
    case FLAG_TRANSFERRED:
        set_flag(c, o, c->counts.transfers > 0);
        break;
    case FLAG_HANDED_OFF:
        set_flag(c, o, c->counts.handoffs > 0);
        break;
    case FLAG_BOT_ONLY:
        if (c->counts.customer)
            set_flag(c, o, kefu__conversation_is_bot_only(c));
        else
            kefu__observe_nothing(c, o, KEFU_REASON_NO_CUSTOMER);
        break;
    case FLAG_SLA_MET:
        observe_sla(c, o);
        break;
    case FLAG_RATED_SATISFIED:
        observe_satisfied(c, o);
        break;
    default:
        observe_found(c, m, o);
    }
}

/* ---- SLA ---- */

static void answer_leaf(void *ctx, const struct condition_leaf *leaf, struct leaf_answer *answer) {
    const kefu_conversation *c = ctx;
    if (leaf->kind == 1) {
        answer->found = kefu__conversation_has_label(c, leaf->name) ? TRUTH_TRUE : TRUTH_FALSE;
        return;
    }
    answer->found = kefu__conversation_find(c, leaf->name, &answer->text) ? TRUTH_TRUE
                                                                          : TRUTH_UNKNOWN;
    answer->reason = KEFU_REASON_NO_EVENTS;
}

/* When the wait began that a policy looks at: the first turn's start, else the beginning. */
static int64_t beginning(const kefu_conversation *c) {
    const struct conversation_turn *answered = kefu__conversation_first_answered(c);
    if (answered)
        return answered->start;
    if (c->turn_count)
        return c->turns[c->turn_count - 1].start;
    return c->entry_count ? c->entries[0].at : KEFU_TIME_NONE;
}

static bool policy_matches(const kefu_conversation *c, const struct sla_policy *policy) {
    const int64_t at = beginning(c);
    if (policy->when && (at == KEFU_TIME_NONE ||
                         kefu__calendar_open(&policy->calendar->hours, at) != (policy->when == 1)))
        return false;
    return !policy->match ||
           kefu__condition_evaluate(policy->match, answer_leaf, (void *)c, NULL) == TRUTH_TRUE;
}

static const struct sla_policy *find_policy(const kefu_conversation *c) {
    const struct metrics *metrics = c->scheme->metrics;
    size_t i;
    for (i = 0; i < metrics->policy_count; i++)
        if (policy_matches(c, &metrics->policies[i]))
            return &metrics->policies[i];
    return NULL;
}

struct longest {
    int64_t value;
};

static void keep_longest(void *ctx, int64_t value) {
    struct longest *longest = ctx;
    if (value > longest->value)
        longest->value = value;
}

/* When a wait that has lasted `elapsed` at `now` will have lasted `limit`. */
static int64_t due(const struct scheme_calendar *clock, int64_t now, int64_t elapsed,
                   int64_t limit) {
    if (elapsed > limit)
        return now;
    return clock ? kefu__calendar_add(&clock->hours, now, limit - elapsed)
                 : now + (limit - elapsed);
}

static void sooner(int64_t *at, int64_t other) {
    if (other < *at)
        *at = other;
}

/* How one target stands; the worst of all is the policy's. */
static enum sla_state target_state(const kefu_conversation *c, const struct sla_policy *policy,
                                   const struct sla_target *target, int64_t now,
                                   struct sla_standing *standing) {
    const struct metric *m = &c->scheme->metrics->items[target->metric];
    const struct scheme_calendar *clock = policy->clip ? policy->calendar : m->clock;
    struct longest longest = {0};
    struct observer o = {.value = keep_longest, .ctx = &longest, .now = now};
    kefu__observe_duration(c, m, clock, &o);
    if (o.n && longest.value > target->within_ms)
        return SLA_BREACHED;
    if (o.has_elapsed) {
        const int64_t from = kefu__conversation_now(c, now);
        const double share = target->warn_at * (double)target->within_ms;
        if (o.elapsed > target->within_ms)
            return SLA_BREACHED;
        sooner(&standing->due_at, due(clock, from, o.elapsed, target->within_ms));
        sooner(&standing->warn_at, due(clock, from, o.elapsed, (int64_t)share));
        return SLA_PENDING;
    }
    if (o.n)
        return SLA_MET;
    standing->reason = o.reason;
    if (o.state == KEFU_STATE_NO_DATA && o.reason == KEFU_REASON_UNANSWERED)
        return SLA_BREACHED;
    return o.state == KEFU_STATE_PENDING && o.reason != KEFU_REASON_NO_TIMES ? SLA_PENDING
                                                                             : SLA_NONE;
}

struct sla_standing kefu__sla_standing(const kefu_conversation *c, int64_t now) {
    struct sla_standing standing = {NULL, SLA_NONE, KEFU_REASON_NO_EVENTS, KEFU_TIME_END,
                                    KEFU_TIME_END};
    size_t i;
    standing.policy = find_policy(c);
    if (!standing.policy && beginning(c) == KEFU_TIME_NONE)
        standing.reason = KEFU_REASON_NO_TIMES;
    for (i = 0; standing.policy && i < standing.policy->target_count; i++) {
        const enum sla_state state = target_state(c, standing.policy, &standing.policy->targets[i],
                                                  now, &standing);
        if (state == SLA_BREACHED || standing.state == SLA_BREACHED)
            standing.state = SLA_BREACHED;
        else if (state == SLA_PENDING || standing.state == SLA_PENDING)
            standing.state = SLA_PENDING;
        else if (state == SLA_MET)
            standing.state = SLA_MET;
    }
    return standing;
}
