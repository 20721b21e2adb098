/* SPDX-License-Identifier: MIT
 * Answering the leaves of a rule's condition, and what they have in common for all candidates. */
#include "conversation/observe.h"
#include "evaluation/judging.h"
#include "scheme/metric_set/metrics.h"

/* ---- asking ---- */

/* Is a condition "wait longer than X" already true for a wait that is still going on? Then it stays
 * true, because the wait can only become longer. */
static bool is_passed(const struct watch *watch, const struct condition_leaf *leaf,
                      const kefu_value *value) {
    const struct rule_leaf *data = leaf->data;
    const struct metric *metric = &watch->conversation->scheme->metrics->items[data->target];
    return metric->type == METRIC_DURATION && (value->flags & KEFU_VALUE_PROVISIONAL) &&
           (leaf->comparator == COMPARE_GT || leaf->comparator == COMPARE_GE) &&
           kefu__condition_accepts(leaf, value->value);
}

static void ask_metric(const struct watch *watch, const struct condition_leaf *leaf,
                       struct leaf_answer *answer) {
    const struct rule_leaf *data = leaf->data;
    kefu_value value;
    answer->found = TRUTH_UNKNOWN;
    if (kefu__conversation_measure(watch->conversation, data->target, KEFU_STATISTIC_DEFAULT,
                                   watch->until, watch->part, &value, NULL))
        return;
    answer->reason = value.reason;
    answer->number = value.value;
    if (KEFU_VALUE_IS_NUMBER(value) || is_passed(watch, leaf, &value))
        answer->found = TRUTH_TRUE;
    else if (value.state == KEFU_STATE_PENDING)
        answer->reason = KEFU_REASON_OPEN;
    else
        answer->found = TRUTH_FALSE;
}

void kefu__watch_ask(const struct watch *watch, const struct condition_leaf *leaf,
                     struct leaf_answer *answer) {
    const struct rule_leaf *data = leaf->data;
    if (leaf->kind == RULE_LEAF_ATTRIBUTE || leaf->kind == RULE_LEAF_LABEL) {
        kefu__conversation_ask((void *)watch->conversation, leaf, answer);
    } else if (leaf->kind == RULE_LEAF_METRIC) {
        ask_metric(watch, leaf, answer);
    } else {
        answer->found = kefu__watch_rule(watch, data->target, &answer->reason);
    }
}

static bool is_candidate(const struct rule *rule, uint32_t leaf) {
    size_t i;
    for (i = 0; i < rule->candidate_count; i++)
        if (rule->candidates[i] == leaf)
            return true;
    return false;
}

/* The truth of a leaf (simple condition) that must be found near some hit of another leaf, its
 * anchor: true if it is found near any of the anchor's hits. */
static enum truth found_from_any(const struct watch *watch, const struct rule_leaf *leaf,
                                 uint32_t *reason) {
    const struct rule_leaf *anchor = watch->rules->leaves[leaf->anchor.on]->data;
    const struct leaf_state *state = &watch->leaves[leaf->anchor.on];
    /* if the anchor itself may still be found, so may this leaf: unknown */
    enum truth truth = kefu__leaf_found(watch, anchor, reason);
    size_t i;
    if (state->count > 0 && truth == TRUTH_TRUE)
        truth = kefu__watch_over(watch) ? TRUTH_FALSE : TRUTH_UNKNOWN;
    for (i = 0; i < state->count; i++) {
        const enum truth from = kefu__anchor_found(watch, leaf, state->hits[i].message, reason);
        if (from == TRUTH_TRUE)
            return from;
        if (from == TRUTH_UNKNOWN)
            truth = from;
    }
    if (truth == TRUTH_UNKNOWN && *reason == KEFU_REASON_NONE)
        *reason = KEFU_REASON_OPEN;
    return truth;
}

void kefu__judging_ask(void *ctx, const struct condition_leaf *leaf, struct leaf_answer *answer) {
    const struct judging *judging = ctx;
    const struct watch *watch = judging->watch;
    const struct rule_leaf *data = leaf->data;
    const bool hit = judging->mode == EVALUATE_HIT;
    if (leaf->kind < RULE_LEAF_PHRASE)
        kefu__watch_ask(watch, leaf, answer);
    else if (hit && data->index == judging->leaf)
        answer->found = TRUTH_TRUE;
    else if (data->anchor.on != UINT32_MAX)
        answer->found = data->anchor.any || !hit
                            ? found_from_any(watch, data, &answer->reason)
                            : kefu__anchor_found(watch, data, judging->message, &answer->reason);
    else if (judging->mode != EVALUATE_WHOLE && is_candidate(judging->rule, data->index))
        /* the rule is evaluated at one hit only; hits of other candidate leaves are evaluated on
         * their own */
        answer->found = TRUTH_FALSE;
    else
        answer->found = kefu__leaf_found(watch, data, &answer->reason);
}

/* ---- the truth of a rule ---- */

/* The truth of a rule that sleeps: not true, but false or unknown. */
static enum truth truth_asleep(const struct watch *watch, uint32_t rule, uint32_t *reason) {
    struct judging judging = {watch, &watch->rules->items[rule], EVALUATE_WHOLE, UINT32_MAX,
                              UINT32_MAX};
    if (!judging.rule->condition)
        return watch->states[rule].truth;
    return kefu__condition_evaluate(judging.rule->condition, kefu__judging_ask, &judging, reason);
}

enum truth kefu__watch_rule(const struct watch *watch, uint32_t rule, uint32_t *reason) {
    const struct rule_state *state = &watch->states[rule];
    bool others = false;
    *reason = state->reason;
    if (!state->awake)
        return truth_asleep(watch, rule, reason);
    for (size_t i = 0; watch->part && i < watch->hit_count; i++) {
        const struct watch_hit *hit = &watch->hits[i];
        if (hit->rule != rule || hit->at.message == INDEX_NONE)
            continue;
        if (kefu__part_has_hit(watch->conversation, watch->part, hit->at.message))
            return TRUTH_TRUE;
        others = true;
    }
    return others ? TRUTH_FALSE : state->truth;
}

/* ---- surveying ---- */

static void hash_truth(uint64_t *hash, enum truth truth) {
    const unsigned char byte = (unsigned char)truth;
    *hash = kefu__hash_more(*hash, &byte, 1);
}

static bool is_untimed(const struct watch *watch, enum window_unit unit) {
    return unit == WINDOW_SECONDS && !watch->conversation->has_times;
}

/* Can candidates (hits at which the rule is evaluated) be decided in the order of their messages?
 * Then a decision for one implies that all earlier ones are decided too. This needs windows that
 * close in the order of messages. It is false for a window that is counted from the end of the
 * conversation, because the window moves with each new message; and for a window in seconds if
 * messages have no times, because a later message may be inside of it and an earlier one not. */
static bool keeps_order(const struct survey *survey, const struct rule_leaf *leaf, uint32_t kind) {
    const struct watch *watch = survey->judging.watch;
    const bool from_end = leaf->within.unit != WINDOW_NONE &&
                          (leaf->within.first < 0 || leaf->within.last < 0);
    if (from_end || is_untimed(watch, leaf->within.unit) ||
        is_untimed(watch, leaf->anchor.window.unit))
        return false;
    if (leaf->anchor.on == UINT32_MAX)
        return true;
    return !leaf->anchor.any && leaf->anchor.on == survey->judging.rule->candidates[0] &&
           !(leaf->anchor.position == ANCHOR_AROUND && kind == RULE_LEAF_GAP);
}

static void survey_leaf(void *ctx, struct condition_leaf *leaf) {
    struct survey *survey = ctx;
    const struct rule_leaf *data = leaf->data;
    const bool searched = leaf->kind >= RULE_LEAF_PHRASE;
    if (searched && data->anchor.on != UINT32_MAX) {
        survey->ordered = survey->ordered && keeps_order(survey, data, leaf->kind);
        return;
    }
    if (searched && is_candidate(survey->judging.rule, data->index)) {
        survey->ordered = survey->ordered && keeps_order(survey, data, leaf->kind);
        return;
    }
    const enum truth truth = kefu__condition_leaf_truth(leaf, kefu__judging_ask, &survey->judging);
    hash_truth(&survey->common, truth);
    if (!searched)
        hash_truth(&survey->context, truth);
}

struct survey kefu__rule_survey(const struct watch *watch, const struct rule *rule) {
    const uint64_t empty = kefu__hash("", 0);
    struct survey survey = {
        {watch, rule, EVALUATE_HIT, UINT32_MAX, UINT32_MAX}, empty, empty, true};
    hash_truth(&survey.common, kefu__watch_over(watch) ? TRUTH_TRUE : TRUTH_FALSE);
    kefu__condition_leaves(rule->condition, survey_leaf, &survey);
    return survey;
}
