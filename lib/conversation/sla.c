/* SPDX-License-Identifier: MIT
 * Service level agreements: which policy a conversation falls under, and how it stands. */
#include "conversation/observe.h"

static void answer_leaf(void *ctx, const struct condition_leaf *leaf, struct leaf_answer *answer) {
    const kefu_conversation *c = ctx;
    if (leaf->kind == RULE_LEAF_LABEL) {
        answer->found = kefu__conversation_has_label(c, leaf->name) ? TRUTH_TRUE : TRUTH_FALSE;
        return;
    }
    answer->found = kefu__conversation_find(c, leaf->name, &answer->text) ? TRUTH_TRUE
                                                                          : TRUTH_UNKNOWN;
    answer->reason = KEFU_REASON_NO_EVENTS;
}

/* The time that decides which policy applies (for policies with opening hours): the start of the
 * first answered turn; if none is answered, of the last turn; without turns, the conversation's
 * first entry. */
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

/* The instant at which a wait that has lasted `elapsed` ms at `now` will have lasted `limit` ms. */
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

/* The state of one target; the state of a policy is the worst of its targets. */
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
