/* SPDX-License-Identifier: MIT
 * Evaluating the rules of a watch: at each candidate hit until it is decided, and as a whole.
 *
 * After the end of a conversation everything is decided, but the customer may return. So candidates
 * are first evaluated as if it went on, and what that decides is decided for good; for the others,
 * what holds if nothing more comes is kept beside them until something does. */
#include "evaluation/judging.h"

#include <string.h>

/* ---- evaluating a rule ---- */

/* Inserts a message into the ascending list of messages for which a rule was reported. *fresh:
 * false if the message is in the list already. Returns false if out of memory. */
static bool mark_reported(struct watch *watch, struct rule_state *state, uint32_t message,
                          bool *fresh) {
    size_t low = 0, high = state->reported_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (state->reported[middle] < message)
            low = middle + 1;
        else
            high = middle;
    }
    *fresh = low == state->reported_count || state->reported[low] != message;
    if (!*fresh)
        return true;
    if (!kefu__grow(&watch->allocator, &state->reported, &state->reported_capacity,
                    state->reported_count + 1, sizeof *state->reported))
        return false;
    memmove(state->reported + low + 1, state->reported + low,
            (state->reported_count - low) * sizeof *state->reported);
    state->reported[low] = message;
    state->reported_count++;
    return true;
}

/* Reports a hit at which the rule is true, unless the rule was reported for this message before.
 * Returns false if out of memory. */
static bool report(struct watch *watch, uint32_t rule, uint32_t candidate,
                   const struct leaf_hit *hit) {
    bool fresh;
    if (!kefu__grow(&watch->allocator, &watch->hits, &watch->hit_capacity, watch->hit_count + 1,
                    sizeof *watch->hits))
        return false;
    if (!mark_reported(watch, &watch->states[rule], hit->message, &fresh))
        return false;
    if (fresh)
        watch->hits[watch->hit_count++] = (struct watch_hit){rule, candidate, *hit};
    return true;
}

/* ---- what is evaluated anew ---- */

void kefu__rule_restart(struct watch *watch, uint32_t index) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    memset(state->considered, 0, rule->candidate_count * sizeof *state->considered);
    kefu__candidate_list_clear(&state->candidates);
    state->common_hash = state->end_hash = 0;
    state->steady = true;
    state->taken_back = SIZE_MAX;
    state->other_hits = 0;
    state->truth = TRUTH_UNKNOWN;
}

/* Marks an anchored leaf (which must be found near a hit of another leaf) as undecided for all
 * candidates of its rule. */
static void pass_again(void *ctx, struct condition_leaf *leaf) {
    struct watch *watch = ctx;
    const struct rule_leaf *data = leaf->data;
    if (leaf->kind < RULE_LEAF_PHRASE)
        return;
    watch->leaves[data->index].passed = 0;
    watch->leaves[data->index].pass_count = 0;
}

static void restart(struct watch *watch, uint32_t index) {
    kefu__rule_restart(watch, index);
    kefu__condition_leaves(watch->rules->items[index].condition, pass_again, watch);
}

/* A rule may read attributes, labels, metrics or other rules. If their truth has changed since the
 * last update, the candidates for which the rule was false are evaluated again; all candidates, if
 * the conversation has also been continued after its end, or edited. A rule that depends on
 * messages only is not evaluated again. */
static void reconsider(struct watch *watch, uint32_t index, uint64_t context) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    const bool same = context == state->context_hash;
    if (rule->settled || (same && (state->steady || !watch->anew)))
        return;
    state->context_hash = context;
    if (state->candidates.count == 0)
        return;
    if (watch->anew) {
        restart(watch, index);
        return;
    }
    state->steady = false;
    kefu__condition_leaves(rule->condition, pass_again, watch);
    kefu__candidate_list_reopen(&state->candidates);
}

static bool collect_candidates(struct watch *watch, const struct rule *rule,
                               struct rule_state *state) {
    size_t i;
    for (i = 0; i < rule->candidate_count; i++) {
        const uint32_t leaf = rule->candidates[i];
        for (; state->considered[i] < watch->leaves[leaf].count; state->considered[i]++)
            if (!kefu__candidate_list_add(&watch->allocator, &state->candidates, leaf,
                                          state->considered[i], watch->cursor))
                return false;
    }
    return true;
}

/* ---- candidates ---- */

static const struct leaf_hit *hit_of(const struct watch *watch, const struct candidate *candidate) {
    return &watch->leaves[candidate->leaf].hits[candidate->hit];
}

/* Is the rule true at a candidate, a hit of one of the rule's candidate leaves? False unless the
 * hit is inside of the window that the leaf demands. */
static enum truth evaluate_hit(const struct watch *watch, const struct rule *rule,
                               const struct candidate *candidate, uint32_t *reason) {
    const uint32_t message = hit_of(watch, candidate)->message;
    struct judging judging = {watch, rule, EVALUATE_HIT, candidate->leaf, message};
    const enum truth within = kefu__window_holds(watch, watch->rules->leaves[candidate->leaf]->data,
                                                 message, reason);
    if (within != TRUTH_TRUE)
        return within;
    return kefu__condition_evaluate(rule->condition, kefu__judging_ask, &judging, reason);
}

/* Evaluates the rule at its undecided candidate i (a hit at which the rule is evaluated). Returns
 * false if out of memory. */
static bool evaluate_candidate(struct watch *watch, uint32_t index, uint32_t i) {
    struct candidates *list = &watch->states[index].candidates;
    const struct candidate *candidate = &list->items[i];
    uint32_t reason;
    const enum truth truth = evaluate_hit(watch, &watch->rules->items[index], candidate, &reason);
    if (truth == TRUTH_UNKNOWN)
        return true;
    if (truth == TRUTH_TRUE && !report(watch, index, i, hit_of(watch, candidate)))
        return false;
    kefu__candidate_list_decide(list, i, truth, watch->cursor);
    return true;
}

/* Evaluates the rule at all undecided candidates (hits of its candidate leaves) from index `from`
 * on. `note`: for those that stay undecided, also records when their windows close. Returns false
 * if out of memory. */
static bool evaluate_from(struct watch *watch, uint32_t index, size_t from, bool note) {
    const struct rule *rule = &watch->rules->items[index];
    struct candidates *list = &watch->states[index].candidates;
    size_t i, next;
    for (i = kefu__candidate_list_from(list, from); i != INDEX_NONE; i = next) {
        const struct candidate *candidate = &list->items[i];
        next = candidate->next;
        if (!evaluate_candidate(watch, index, (uint32_t)i))
            return false;
        if (note && candidate->truth == TRUTH_UNKNOWN)
            kefu__due_find(watch, rule, hit_of(watch, candidate)->at);
    }
    return true;
}

/* The arguments of pass_candidates(), which goes through the candidates for which an anchored leaf
 * has become decided. `judge`: the rule is evaluated for them; `failed`: out of memory. */
struct passing {
    struct watch *watch;
    uint32_t rule;
    bool judge, failed;
};

/* Records that the leaf is decided for the first `passed` candidates of its rule. Returns false if
 * out of memory. */
static bool note_pass(const struct watch *watch, struct leaf_state *leaf, size_t passed) {
    struct leaf_pass *last = leaf->pass_count ? &leaf->passes[leaf->pass_count - 1] : NULL;
    leaf->passed = passed;
    if (last && last->read == watch->cursor) {
        last->passed = (uint32_t)passed;
        return true;
    }
    if (!kefu__grow(&watch->allocator, &leaf->passes, &leaf->pass_capacity, leaf->pass_count + 1,
                    sizeof *leaf->passes))
        return false;
    leaf->passes[leaf->pass_count++] = (struct leaf_pass){(uint32_t)watch->cursor,
                                                          (uint32_t)passed};
    return true;
}

/* Goes through the candidates in order, as far as an anchored leaf (one that must be found near
 * each candidate's hit) is decided: it is found, or its window has closed. Windows of earlier
 * candidates close first, so the search can stop at the first undecided candidate and the next
 * update goes on there; each candidate is visited once. */
static void pass_candidates(void *ctx, struct condition_leaf *leaf) {
    struct passing *passing = ctx;
    struct watch *watch = passing->watch;
    const struct rule_leaf *data = leaf->data;
    struct candidates *list = &watch->states[passing->rule].candidates;
    uint32_t reason;
    if (passing->failed || leaf->kind < RULE_LEAF_PHRASE || data->anchor.on == UINT32_MAX)
        return;
    struct leaf_state *state = &watch->leaves[data->index];
    size_t i = state->passed;
    for (; i < list->count && !passing->failed; i++) {
        const struct candidate *candidate = &list->items[i];
        const struct leaf_hit *hit = hit_of(watch, candidate);
        if (candidate->truth != TRUTH_UNKNOWN)
            continue;
        if (kefu__anchor_found(watch, data, hit->message, &reason) == TRUTH_UNKNOWN) {
            if (!passing->judge) /* the rule was evaluated for all candidates already: only record
                                    when this window closes */
                kefu__due_note(watch, kefu__window_due(watch, &data->anchor.window, hit->at));
            break;
        }
        passing->failed = passing->judge && !evaluate_candidate(watch, passing->rule, (uint32_t)i);
        if (candidate->truth == TRUTH_UNKNOWN)
            kefu__candidate_list_ask_again(list, (uint32_t)i);
    }
    if (i > state->passed && !note_pass(watch, state, i))
        passing->failed = true;
}

/* Evaluates the rule at undecided candidates (hits of its candidate leaves) whose truth may have
 * changed since the last update. `known`: number of candidates that the last update knew. Returns
 * false if out of memory. */
static bool evaluate_undecided(struct watch *watch, uint32_t index, const struct survey *survey,
                               size_t known) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    const bool all = !survey->ordered || survey->common != state->common_hash;
    const size_t from = all ? 0 : known < state->taken_back ? known : state->taken_back;
    struct passing passing = {watch, index, true, false};
    if (!all)
        kefu__condition_leaves(rule->condition, pass_candidates, &passing);
    if (passing.failed || !evaluate_from(watch, index, from, !survey->ordered))
        return false;
    passing.judge = false;
    if (survey->ordered)
        kefu__condition_leaves(rule->condition, pass_candidates, &passing);
    state->common_hash = survey->common;
    state->taken_back = SIZE_MAX;
    return !passing.failed;
}

/* ---- after the end ---- */

static bool ask_end(struct watch *watch, uint32_t index, uint32_t i) {
    struct candidates *list = &watch->states[index].candidates;
    const struct candidate *candidate = &list->items[i];
    uint32_t reason;
    if (candidate->truth != TRUTH_UNKNOWN)
        return true;
    const enum truth truth = evaluate_hit(watch, &watch->rules->items[index], candidate, &reason);
    kefu__candidate_list_set_end(list, i, truth);
    return truth != TRUTH_TRUE || report(watch, index, i, hit_of(watch, candidate));
}

/* Evaluates all undecided candidates as if no more messages came. A candidate that was a hit at the
 * last update is skipped, unless the conversation has ended anew. Returns false if out of memory.
 */
static bool ask_all(struct watch *watch, uint32_t index) {
    struct candidates *list = &watch->states[index].candidates;
    for (uint32_t i = list->first; i != INDEX_NONE; i = list->items[i].next)
        if ((watch->new_end || list->items[i].at_end != TRUTH_TRUE) && !ask_end(watch, index, i))
            return false;
    return true;
}

/* Like ask_all(), but only for candidates that are new or in the list `again`, because an anchored
 * leaf was decided for them or their decision was taken back. */
static bool ask_changed(struct watch *watch, uint32_t index) {
    struct candidates *list = &watch->states[index].candidates;
    for (size_t i = 0; i < list->again_count; i++)
        if (!ask_end(watch, index, list->again[i]))
            return false;
    for (size_t i = list->asked; i < list->count; i++)
        if (!ask_end(watch, index, (uint32_t)i))
            return false;
    return true;
}

/* Compares hits of one update of a rule, to sort them by the index of the candidate. */
static int compare_hits(const void *a, const void *b) {
    const struct watch_hit *x = a, *y = b;
    return (x->candidate > y->candidate) - (x->candidate < y->candidate);
}

/* Evaluates the undecided candidates of an ended conversation as if no more messages came. `told`:
 * length of watch->hits before this update of the rule. Returns false if out of memory. */
static bool evaluate_end(struct watch *watch, uint32_t index, size_t told) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    struct candidates *list = &state->candidates;
    const struct survey survey = kefu__rule_survey(watch, rule);
    const bool all = !survey.ordered || survey.common != state->end_hash;
    kefu__candidate_list_take_again(list);
    if (all ? !ask_all(watch, index) : !ask_changed(watch, index))
        return false;
    list->again_count = 0;
    list->asked = list->count;
    state->end_hash = survey.common;
    kefu__sort(watch->hits + told, watch->hit_count - told, sizeof *watch->hits, compare_hits);
    for (uint32_t i = list->first; !survey.ordered && i != INDEX_NONE; i = list->items[i].next)
        if (list->items[i].at_end == TRUTH_UNKNOWN)
            kefu__due_find(watch, rule, hit_of(watch, &list->items[i])->at);
    return true;
}

/* ---- the rule ---- */

/* The index of the first undecided candidate; INDEX_NONE: none. After the end of the conversation,
 * a candidate is undecided only if it is so even when no more messages come. */
static uint32_t first_undecided(const struct watch *watch, const struct candidates *list) {
    const bool ended = kefu__watch_ended(watch);
    uint32_t i = ended && list->open_at_end == 0 ? INDEX_NONE : list->first;
    while (ended && i != INDEX_NONE && list->items[i].at_end != TRUTH_UNKNOWN)
        i = list->items[i].next;
    return i;
}

/* Has the rule undecided candidates? *reason: why the first one is undecided, a kefu_reason. */
static bool is_undecided(struct watch *watch, uint32_t index, uint32_t *reason) {
    const struct rule *rule = &watch->rules->items[index];
    const struct candidates *list = &watch->states[index].candidates;
    const uint32_t first = first_undecided(watch, list);
    if (first == INDEX_NONE)
        return false;
    (void)evaluate_hit(watch, rule, &list->items[first], reason);
    kefu__due_find(watch, rule, KEFU_TIME_NONE);
    return true;
}

/* Evaluates the rule for the whole conversation. If the rule is true even when its candidate leaves
 * are taken as not found, it is reported as a hit without a message. Returns false if out of
 * memory. */
static bool evaluate_whole(struct watch *watch, uint32_t index) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    struct judging judging = {watch, rule, EVALUATE_WHOLE, UINT32_MAX, UINT32_MAX};
    struct leaf_hit hit = {.message = UINT32_MAX};
    state->truth = kefu__condition_evaluate(rule->condition, kefu__judging_ask, &judging,
                                            &state->reason);
    if (state->truth == TRUTH_UNKNOWN)
        kefu__due_find(watch, rule, KEFU_TIME_NONE);
    judging.mode = EVALUATE_WITHOUT;
    if (state->truth != TRUTH_TRUE ||
        kefu__condition_evaluate(rule->condition, kefu__judging_ask, &judging, NULL) != TRUTH_TRUE)
        return true;
    hit.at = watch->until == KEFU_TIME_END ? watch->conversation->last_at : watch->until;
    state->other_hits++;
    return report(watch, index, INDEX_NONE, &hit);
}

/* Decides the candidates (hits at which the rule is evaluated) whose truth cannot change whatever
 * messages still come. Returns false if out of memory. */
static bool evaluate_for_good(struct watch *watch, uint32_t index) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    const struct survey survey = kefu__rule_survey(watch, rule);
    reconsider(watch, index, survey.context);
    const size_t known = state->candidates.count;
    return collect_candidates(watch, rule, state) &&
           evaluate_undecided(watch, index, &survey, known);
}

bool kefu__rule_evaluate(struct watch *watch, uint32_t index) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    const size_t told = watch->hit_count;
    uint32_t reason = KEFU_REASON_NONE;
    if (!rule->condition)
        return true;
    if (watch->anew)
        state->other_hits = 0;
    watch->as_over = watch->over && !kefu__watch_ended(watch);
    const bool decided = evaluate_for_good(watch, index);
    watch->as_over = watch->over;
    if (!decided || (kefu__watch_ended(watch) && !evaluate_end(watch, index, told)))
        return false;
    bool unknown = is_undecided(watch, index, &reason);
    if (!rule->anchored || state->considered[0] == 0)
        return evaluate_whole(watch, index);
    const bool hits = kefu__rule_hits(watch, state) > 0;
    if (!unknown && !hits && !watch->over) {
        unknown = true; /* a hit may still come in later messages */
        reason = KEFU_REASON_OPEN;
    }
    state->truth = hits ? TRUTH_TRUE : unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
    state->reason = state->truth == TRUTH_UNKNOWN ? reason : (uint32_t)KEFU_REASON_NONE;
    return true;
}

/* ---- going back ---- */

struct back {
    struct watch *watch;
    uint32_t rule;
    size_t read;
};

static void leaf_goes_back(void *ctx, struct condition_leaf *leaf) {
    const struct back *back = ctx;
    const struct rule_leaf *data = leaf->data;
    struct candidates *list = &back->watch->states[back->rule].candidates;
    if (leaf->kind < RULE_LEAF_PHRASE)
        return;
    struct leaf_state *state = &back->watch->leaves[data->index];
    const size_t end = state->passed < list->count ? state->passed : list->count;
    while (state->pass_count > 0 && state->passes[state->pass_count - 1].read > back->read)
        state->pass_count--;
    state->passed = state->pass_count ? state->passes[state->pass_count - 1].passed : 0;
    for (size_t i = state->passed; i < end; i++)
        if (list->items[i].truth == TRUTH_UNKNOWN)
            kefu__candidate_list_ask_again(list, (uint32_t)i);
}

void kefu__rule_go_back(struct watch *watch, uint32_t index, size_t read) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    struct candidates *list = &state->candidates;
    const size_t count = list->count;
    if (!rule->condition)
        return;
    if (!state->steady) {
        restart(watch, index);
        return;
    }
    const size_t first = kefu__candidate_list_go_back(list, read);
    if (first < state->taken_back)
        state->taken_back = first;
    for (size_t i = list->count; i < count; i++)
        for (size_t k = 0; k < rule->candidate_count; k++)
            if (rule->candidates[k] == list->items[i].leaf &&
                list->items[i].hit < state->considered[k])
                state->considered[k] = list->items[i].hit;
    kefu__condition_leaves(rule->condition, leaf_goes_back, &(struct back){watch, index, read});
}
