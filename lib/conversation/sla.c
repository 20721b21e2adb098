/* SPDX-License-Identifier: MIT
 * Service level agreements: which policy an episode falls under, and how it stands at a time.
 *
 * The policy is chosen by the episode's first wait and never again. What was missed at some time
 * stays missed, whenever it is asked for: a wait is measured to its answer, or to now. */
#include "conversation/observe.h"

#include <string.h>

const char *const kefu__sla_state_names[SLA_STATES] = {"not_applicable", "met",     "paused",
                                                       "pending",        "at_risk", "breached"};

/* ---- the policy ---- */

/* When the episode's first wait for an answer began; if it has no wait, when the episode began. */
static int64_t beginning(const kefu_conversation *c, const struct conversation_episode *episode) {
    return episode->turn_count ? c->turns[episode->first_turn].start : episode->begun;
}

static bool policy_matches(const kefu_conversation *c, const struct sla_policy *policy,
                           int64_t at) {
    if (policy->when && (at == KEFU_TIME_NONE ||
                         kefu__calendar_open(&policy->calendar->hours, at) != (policy->when == 1)))
        return false;
    return !policy->match || kefu__condition_evaluate(policy->match, kefu__conversation_ask,
                                                      (void *)c, NULL) == TRUTH_TRUE;
}

static const struct sla_policy *find_policy(const kefu_conversation *c, uint32_t series,
                                            int64_t at) {
    const struct metrics *metrics = c->scheme->metrics;
    for (size_t i = 0; i < metrics->policy_count; i++)
        if (metrics->policies[i].series == series && policy_matches(c, &metrics->policies[i], at))
            return &metrics->policies[i];
    return NULL;
}

/* ---- the waits of an episode that a target is about ---- */

/* What the evaluation of one target of an SLA policy in one episode needs. */
struct judge {
    const kefu_conversation *c;
    const struct metric *m;
    const struct sla_target *target;
    const struct scheme_calendar *clock;
    uint32_t episode;
    int64_t now; /* KEFU_TIME_END: no entry will follow */
    struct sla_standing *standing;
};

struct sla_wait {
    int64_t start, stop; /* KEFU_TIME_NONE: unknown, or not over yet */
    bool met;            /* what the customer waited for happened */
    bool over;           /* what the customer waited for can no longer happen */
};

static void take_state(struct sla_standing *standing, enum sla_state state, uint32_t reason) {
    if (state == SLA_NOT_APPLICABLE && standing->state == SLA_NOT_APPLICABLE)
        standing->reason = reason;
    if (state > standing->state)
        standing->state = state;
}

/* The instant at which a wait that has lasted `elapsed` at `now` will have lasted `limit` (all in
 * ms). */
static int64_t due(const struct scheme_calendar *clock, int64_t now, int64_t elapsed,
                   int64_t limit) {
    if (elapsed > limit)
        return now;
    return clock ? kefu__calendar_add(&clock->hours, now, limit - elapsed)
                 : now + (limit - elapsed);
}

/* Evaluates the target for a wait that is still going on. */
static void judge_running(const struct judge *j, int64_t start) {
    const int64_t now = kefu__conversation_now(j->c, j->now), within = j->target->within_ms;
    const int64_t warn = (int64_t)(j->target->warn_at * (double)within);
    const int64_t elapsed = now > start ? kefu__observe_span(j->c, j->m, j->clock, start, now) : 0;
    j->standing->open = true;
    if (elapsed > within) {
        take_state(j->standing, SLA_BREACHED, 0);
        return;
    }
    if (j->m->pauses && kefu__observe_is_paused(j->c)) {
        take_state(j->standing, SLA_PAUSED, 0); /* nothing falls due before the pause ends */
        return;
    }
    const int64_t due_at = due(j->clock, now, elapsed, within);
    const int64_t warn_at = due(j->clock, now, elapsed, warn);
    if (due_at < j->standing->due_at) {
        j->standing->due_at = due_at;
        j->standing->remaining_ms = within - elapsed;
    }
    if (elapsed < warn && warn_at < j->standing->warn_at)
        j->standing->warn_at = warn_at;
    take_state(j->standing, elapsed < warn ? SLA_PENDING : SLA_AT_RISK, 0);
}

static void judge_wait(const struct judge *j, const struct sla_wait *wait) {
    const bool timed = wait->start != KEFU_TIME_NONE &&
                       (!wait->met || wait->stop != KEFU_TIME_NONE);
    if (!timed) {
        take_state(j->standing, SLA_NOT_APPLICABLE, KEFU_REASON_NO_TIMES);
    } else if (!kefu__observe_is_member(j->m, wait->start) ||
               kefu__observe_is_outside(j->m, wait->start, wait->stop)) {
        take_state(j->standing, SLA_NOT_APPLICABLE, KEFU_REASON_OUTSIDE_CALENDAR);
    } else if (wait->met) {
        const int64_t stop = wait->stop > wait->start ? wait->stop : wait->start;
        const int64_t elapsed = kefu__observe_span(j->c, j->m, j->clock, wait->start, stop);
        take_state(j->standing, elapsed <= j->target->within_ms ? SLA_MET : SLA_BREACHED, 0);
    } else if (wait->over || j->now == KEFU_TIME_END) {
        take_state(j->standing, SLA_BREACHED, 0);
    } else {
        judge_running(j, wait->start);
    }
}

/* Evaluates a target for the turns of the episode; a target for the first response is evaluated for
 * the first turn alone. */
static void judge_turns(const struct judge *j) {
    const struct conversation_episode *episode = &j->c->episodes[j->episode];
    const bool first = !kefu__metric_has_many(j->m);
    const uint32_t count = first && episode->turn_count ? 1 : episode->turn_count;
    for (uint32_t i = 0; i < count; i++) {
        const struct conversation_turn *turn = &j->c->turns[episode->first_turn + i];
        judge_wait(j, &(struct sla_wait){turn->start, turn->over, turn->reply != INDEX_NONE,
                                         turn->closed});
    }
    if (count == 0)
        take_state(j->standing, SLA_NOT_APPLICABLE,
                   kefu__conversation_is_bot_only(j->c) ? KEFU_REASON_NO_AGENT
                                                        : KEFU_REASON_NO_CUSTOMER);
}

/* Evaluates a target for the waits that transfers begin. */
static void judge_transfers(const struct judge *j) {
    const struct conversation_episode *episode = &j->c->episodes[j->episode];
    const bool first = !kefu__metric_has_many(j->m);
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    cursor.entry = episode->first_entry;
    cursor.turn = episode->first_turn;
    while (kefu__wait_next(j->c, &cursor, NULL, WAITS_ALL, false, &wait) &&
           wait.piece.episode <= j->episode) {
        if (wait.piece.turn != INDEX_NONE)
            continue;
        const bool met = wait.piece.reply != INDEX_NONE;
        judge_wait(j, &(struct sla_wait){wait.piece.start, wait.piece.stop, met, wait.closed});
        if (first)
            break;
    }
}

static void judge_helps(const struct judge *j) {
    const bool first = j->m->to == STOP_FIRST_USEFUL_REPLY;
    size_t cursor = j->c->episodes[j->episode].first_entry;
    struct useful_wait wait;
    while (kefu__useful_next(j->c, j->m->transfers, &cursor, &wait) && wait.episode <= j->episode) {
        if (wait.episode < j->episode) /* the wait belongs to the episode before */
            continue;
        const bool met = wait.reply != INDEX_NONE;
        judge_wait(j, &(struct sla_wait){wait.start, met ? wait.stop : wait.over, met, wait.ended});
        if (first)
            break;
    }
}

/* Evaluates a target for the time from the episode's first wait to its first resolution. A closed
 * event does not stop this clock. */
static void judge_resolution(const struct judge *j) {
    const struct conversation_episode *episode = &j->c->episodes[j->episode];
    if (j->c->counts.customer == 0) {
        take_state(j->standing, SLA_NOT_APPLICABLE, KEFU_REASON_NO_CUSTOMER);
        j->standing->open = true; /* the customer may write in a later episode */
    } else {
        judge_wait(j, &(struct sla_wait){beginning(j->c, episode), episode->resolved,
                                         episode->is_resolved, false});
    }
}

static void keep_longest(void *ctx, int64_t value) {
    int64_t *longest = ctx;
    if (value > *longest)
        *longest = value;
}

/* Evaluates a target for any other duration, which belongs to the whole conversation and is counted
 * with its first episode. */
static void judge_whole(const struct judge *j) {
    int64_t longest = 0;
    struct observer o = {.value = keep_longest, .ctx = &longest, .now = j->now};
    if (j->episode > 0)
        return;
    j->standing->open = true;
    kefu__observe_duration(j->c, j->m, j->clock, &o);
    if (o.n)
        take_state(j->standing, longest <= j->target->within_ms ? SLA_MET : SLA_BREACHED, 0);
    else if (o.has_elapsed)
        judge_running(j, kefu__conversation_now(j->c, j->now) - o.elapsed);
    else
        take_state(j->standing, SLA_NOT_APPLICABLE, o.reason);
}

static void judge_target(const struct judge *j) {
    switch (j->m->to) {
    case STOP_FIRST_RESOLVED:
    case STOP_LAST_RESOLVED:
        judge_resolution(j);
        break;
    case STOP_FIRST_USEFUL_REPLY:
    case STOP_NEXT_USEFUL_REPLY:
        judge_helps(j);
        break;
    case STOP_FIRST_HUMAN_REPLY:
    case STOP_NEXT_HUMAN_REPLY:
        if (j->m->of == START_TRANSFER)
            judge_transfers(j);
        else
            judge_turns(j);
        break;
    default:
        judge_whole(j);
    }
}

/* ---- episodes and conversations ---- */

struct sla_standing kefu__sla_episode(const kefu_conversation *c, uint32_t series, uint32_t episode,
                                      int64_t now) {
    const int64_t at = beginning(c, &c->episodes[episode]);
    struct sla_standing standing = {.policy = find_policy(c, series, at),
                                    .state = SLA_NOT_APPLICABLE,
                                    .reason = at == KEFU_TIME_NONE ? KEFU_REASON_NO_TIMES
                                                                   : KEFU_REASON_NO_EVENTS,
                                    .due_at = KEFU_TIME_END,
                                    .warn_at = KEFU_TIME_END};
    for (size_t i = 0; standing.policy && i < standing.policy->target_count; i++) {
        const struct sla_target *target = &standing.policy->targets[i];
        const struct metric *m = &c->scheme->metrics->items[target->metric];
        const struct scheme_calendar *clock = standing.policy->clip ? standing.policy->calendar
                                                                    : m->clock;
        judge_target(&(struct judge){c, m, target, clock, episode, now, &standing});
    }
    return standing;
}

/* Adds an episode's SLA standing to that of the conversation: the worst state and the earliest due
 * times count. */
static void take_standing(struct sla_standing *all, const struct sla_standing *one) {
    if (!all->policy || one->state > all->state)
        all->policy = one->policy;
    take_state(all, one->state, one->reason);
    if (one->due_at < all->due_at) {
        all->due_at = one->due_at;
        all->remaining_ms = one->remaining_ms;
    }
    if (one->warn_at < all->warn_at)
        all->warn_at = one->warn_at;
}

/* The worst SLA standing of the first `count` episodes, whose stored states no later entry can
 * change. */
static struct sla_standing standing_of_settled(const kefu_conversation *c, uint32_t series,
                                               uint32_t count) {
    struct sla_standing all = {.state = SLA_NOT_APPLICABLE,
                               .reason = KEFU_REASON_NO_EVENTS,
                               .due_at = KEFU_TIME_END,
                               .warn_at = KEFU_TIME_END};
    if (count > 0) {
        const struct sla_settled *settled = &c->episodes[count - 1].settled[series];
        all.policy = settled->policy;
        all.state = (enum sla_state)settled->state;
        all.reason = settled->reason;
    }
    return all;
}

struct sla_standing kefu__sla_standing(const kefu_conversation *c, uint32_t series, int64_t now) {
    struct sla_standing all = standing_of_settled(c, series, c->settled[series]);
    for (uint32_t i = c->settled[series]; i < c->episode_count; i++) {
        const struct sla_standing one = kefu__sla_episode(c, series, i, now);
        take_standing(&all, &one);
    }
    return all;
}

/* ---- episodes that are settled ---- */

static void find_agent(void *ctx, struct condition_leaf *leaf) {
    bool *found = ctx;
    *found = *found || (leaf->kind == RULE_LEAF_ATTRIBUTE && kefu__str_is(leaf->name, "agent_id"));
}

/* May another SLA policy of the series apply later to an episode that has ended? Yes if a policy
 * depends on the responsible agent, an attribute that changes with the entries. */
static bool may_change(const kefu_conversation *c, uint32_t series) {
    const struct metrics *metrics = c->scheme->metrics;
    bool found = false;
    for (size_t i = 0; i < metrics->policy_count && !found; i++)
        if (metrics->policies[i].series == series && metrics->policies[i].match)
            kefu__condition_leaves(metrics->policies[i].match, find_agent, &found);
    return found;
}

static void settle(kefu_conversation *c, uint32_t series) {
    uint32_t *count = &c->settled[series];
    for (; *count + 1 < c->episode_count; (*count)++) {
        const struct sla_standing one = kefu__sla_episode(c, series, *count, KEFU_TIME_NONE);
        struct sla_standing all = standing_of_settled(c, series, *count);
        if (one.open)
            return;
        take_standing(&all, &one);
        c->episodes[*count].settled[series] = (struct sla_settled){all.policy, (uint32_t)all.state,
                                                                   all.reason};
    }
}

void kefu__sla_settle(kefu_conversation *c) {
    for (uint32_t series = 0; series < SLA_SERIES; series++)
        if (!may_change(c, series))
            settle(c, series);
}

void kefu__sla_unsettle(kefu_conversation *c) {
    memset(c->settled, 0, sizeof c->settled);
}
