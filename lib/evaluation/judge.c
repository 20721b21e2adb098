/* SPDX-License-Identifier: MIT
 * Evaluating the rules of a watch: at each candidate hit until it is decided, and as a whole. */
#include <string.h>

#include "conversation/observe.h"
#include "evaluation/watch.h"
#include "scheme/metric_set/metrics.h"

/* ---- asking ---- */

/* Parses a text that is as a whole a decimal number: "199", "-3.5". */
static bool read_number(kefu_str text, double *number) {
    const bool negative = text.size > 0 && text.data[0] == '-';
    double value = 0, scale = 1;
    bool point = false;
    size_t i = negative, digits = 0;
    for (; i < text.size; i++) {
        const char c = text.data[i];
        if (c == '.' && !point) {
            point = true;
        } else if (c >= '0' && c <= '9') {
            value = value * 10 + (c - '0');
            scale *= point ? 10 : 1;
            digits++;
        } else {
            return false;
        }
    }
    *number = (negative ? -value : value) / scale;
    return digits > 0 && digits < 300;
}

static void ask_attribute(const struct watch *watch, const struct condition_leaf *leaf,
                          struct leaf_answer *answer) {
    const bool found = kefu__conversation_find(watch->conversation, leaf->name, &answer->text);
    answer->found = found ? TRUTH_TRUE : TRUTH_FALSE;
    if (found && leaf->type == LEAF_NUMBER && !read_number(answer->text, &answer->number))
        answer->found = TRUTH_UNKNOWN;
    answer->reason = KEFU_REASON_NO_EVENTS;
}

/* Is a leaf "longer than" true already for a wait that is still going on? Such a wait can only
 * become longer. */
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
    if (leaf->kind == RULE_LEAF_ATTRIBUTE) {
        ask_attribute(watch, leaf, answer);
    } else if (leaf->kind == RULE_LEAF_LABEL) {
        const bool has = kefu__conversation_has_label(watch->conversation, leaf->name);
        answer->found = has ? TRUTH_TRUE : TRUTH_FALSE;
    } else if (leaf->kind == RULE_LEAF_METRIC) {
        ask_metric(watch, leaf, answer);
    } else {
        answer->found = kefu__watch_rule(watch, data->target, &answer->reason);
    }
}

/* How a rule is evaluated: for the whole conversation; for one hit of one of its candidate leaves;
 * or as if its candidate leaves had no hits. */
enum evaluation_mode { EVALUATE_WHOLE, EVALUATE_HIT, EVALUATE_WITHOUT };
struct judging {
    const struct watch *watch;
    const struct rule *rule;
    enum evaluation_mode mode;
    uint32_t leaf, message; /* the hit: a candidate leaf, and a message */
};

static bool is_candidate(const struct rule *rule, uint32_t leaf) {
    size_t i;
    for (i = 0; i < rule->candidate_count; i++)
        if (rule->candidates[i] == leaf)
            return true;
    return false;
}

/* The truth of an anchored leaf that may refer to any hit of its anchor: true if it is true for one
 * of the hits. The anchor may have no hits. */
static enum truth found_from_any(const struct watch *watch, const struct rule_leaf *leaf,
                                 uint32_t *reason) {
    const struct rule_leaf *anchor = watch->rules->leaves[leaf->anchor.on]->data;
    const struct leaf_state *state = &watch->leaves[leaf->anchor.on];
    /* unknown if the anchor may still be found */
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

static void ask(void *ctx, const struct condition_leaf *leaf, struct leaf_answer *answer) {
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
        /* the other candidate leaves are evaluated at their own hits */
        answer->found = TRUTH_FALSE;
    else
        answer->found = kefu__leaf_found(watch, data, &answer->reason);
}

/* ---- judging ---- */

/* Inserts a message into the ascending list of reported messages; *fresh: it was not in the list.
 */
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

/* Appends the hit, for which the rule is true, unless its message was reported before. */
static bool emit(struct watch *watch, uint32_t rule, const struct leaf_hit *hit) {
    struct rule_state *state = &watch->states[rule];
    bool fresh;
    if (!kefu__grow(&watch->allocator, &watch->hits, &watch->hit_capacity, watch->hit_count + 1,
                    sizeof *watch->hits))
        return false;
    if (!mark_reported(watch, state, hit->message, &fresh))
        return false;
    state->hits++;
    if (!fresh)
        return true;
    watch->hits[watch->hit_count].rule = rule;
    watch->hits[watch->hit_count++].at = *hit;
    return true;
}

/* State shared by all candidates of a rule. context, common: hashes of the truth values of the
 * rule's leaves (see rule_state.context_hash and rule_state.common_hash). */
struct survey {
    struct judging judging;
    uint64_t context, common;
    /* whenever a candidate is decided, candidates in earlier messages are decided too */
    bool ordered;
};

static void hash_truth(uint64_t *hash, enum truth truth) {
    const unsigned char byte = (unsigned char)truth;
    *hash = kefu__hash_more(*hash, &byte, 1);
}

static bool is_untimed(const struct watch *watch, enum window_unit unit) {
    return unit == WINDOW_SECONDS && !watch->conversation->has_times;
}

/* Does a window keep the order by which candidates in earlier messages are decided before later
 * ones? A window counted from the end does not: it moves with each message. Nor does a window in
 * seconds without times, which may contain later candidates and not earlier ones. */
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
    const enum truth truth = kefu__condition_leaf_truth(leaf, ask, &survey->judging);
    hash_truth(&survey->common, truth);
    if (!searched)
        hash_truth(&survey->context, truth);
}

static struct survey survey_rule(const struct watch *watch, const struct rule *rule) {
    const uint64_t empty = kefu__hash("", 0);
    struct survey survey = {
        {watch, rule, EVALUATE_HIT, UINT32_MAX, UINT32_MAX}, empty, empty, true};
    hash_truth(&survey.common, kefu__watch_over(watch) ? TRUTH_TRUE : TRUTH_FALSE);
    kefu__condition_leaves(rule->condition, survey_leaf, &survey);
    return survey;
}

/* For an anchored leaf, forgets which candidates it was decided for: candidates that return from
 * the denied list must be examined again. */
static void pass_again(void *ctx, struct condition_leaf *leaf) {
    struct watch *watch = ctx;
    const struct rule_leaf *data = leaf->data;
    if (leaf->kind >= RULE_LEAF_PHRASE)
        watch->leaves[data->index].passed = 0;
}

/* Moves the candidates for which the rule was false back to the undecided ones if the attributes,
 * labels, metrics or other rules that made it false have changed. A result that depends on messages
 * alone is final. */
static bool reconsider(struct watch *watch, const struct rule *rule, struct rule_state *state,
                       uint64_t context) {
    if (rule->settled || context == state->context_hash)
        return true;
    state->context_hash = context;
    kefu__condition_leaves(rule->condition, pass_again, watch);
    return kefu__candidate_list_restore(&watch->allocator, &state->undecided, &state->denied);
}

static bool collect_candidates(struct watch *watch, const struct rule *rule,
                               struct rule_state *state) {
    size_t i;
    for (i = 0; i < rule->candidate_count; i++) {
        const uint32_t leaf = rule->candidates[i];
        for (; state->considered[i] < watch->leaves[leaf].count; state->considered[i]++) {
            const struct candidate candidate = {leaf, state->considered[i], false};
            if (!kefu__candidate_list_add(&watch->allocator, &state->undecided, candidate))
                return false;
        }
    }
    return true;
}

static void note_due(struct watch *watch, int64_t due) {
    if (due < watch->next)
        watch->next = due;
}

/* Collects the instants at which windows of a rule close, or waits reach a limit; anchored windows
 * are measured from `from`. */
struct due_finder {
    struct watch *watch;
    int64_t from;
};

/* Adds the instant at which a wait that is going on exceeds the leaf's number, or breaches an SLA.
 */
static void find_metric_due(struct watch *watch, const struct condition_leaf *leaf) {
    const kefu_conversation *conversation = watch->conversation;
    const struct rule_leaf *data = leaf->data;
    const struct metric *metric = &conversation->scheme->metrics->items[data->target];
    kefu_value value;
    if (watch->until == KEFU_TIME_END || watch->until == KEFU_TIME_NONE)
        return;
    if (metric->type == METRIC_FLAG &&
        (metric->of == FLAG_SLA_MET || metric->of == FLAG_SLA_RESOLUTION_MET)) {
        const uint32_t series = metric->of == FLAG_SLA_MET ? SLA_RESPONSE : SLA_RESOLUTION;
        const int64_t due = kefu__sla_standing(conversation, series, watch->until).due_at;
        if (due != KEFU_TIME_END)
            note_due(watch, due + 1);
    } else if (metric->type == METRIC_DURATION &&
               (leaf->comparator == COMPARE_GT || leaf->comparator == COMPARE_GE) &&
               !kefu_conversation_metric(conversation,
                                         kefu__handle(conversation->scheme, data->target),
                                         KEFU_STATISTIC_DEFAULT, watch->until, &value, NULL) &&
               (value.flags & KEFU_VALUE_PROVISIONAL) && value.state == KEFU_STATE_PENDING) {
        const double left = leaf->operands->number - value.value;
        if (left >= 0 && left < 1e14)
            note_due(watch, watch->until + (int64_t)left + 1);
    }
}

static void find_due(void *ctx, struct condition_leaf *leaf) {
    const struct due_finder *finder = ctx;
    const struct rule_leaf *data = leaf->data;
    struct watch *watch = finder->watch;
    if (leaf->kind == RULE_LEAF_METRIC)
        find_metric_due(watch, leaf);
    if (leaf->kind < RULE_LEAF_PHRASE)
        return;
    if (data->anchor.on != UINT32_MAX)
        note_due(watch, kefu__window_due(watch, &data->anchor.window, finder->from));
    if (watch->cursor > 0)
        note_due(watch,
                 kefu__window_due(watch, &data->within, watch->conversation->messages[0].at));
}

/* Is the rule true for a hit, which must be inside of its leaf's window? */
static enum truth evaluate_hit(const struct watch *watch, const struct rule *rule, uint32_t leaf,
                               uint32_t message, uint32_t *reason) {
    struct judging judging = {watch, rule, EVALUATE_HIT, leaf, message};
    const enum truth within = kefu__window_holds(watch, watch->rules->leaves[leaf]->data, message,
                                                 reason);
    if (within != TRUTH_TRUE)
        return within;
    return kefu__condition_evaluate(rule->condition, ask, &judging, reason);
}

/* Evaluates the rule for a candidate, unless the candidate is already decided. Returns false if out
 * of memory. */
static bool evaluate_candidate(struct watch *watch, uint32_t index, struct candidate *candidate,
                               uint32_t *reason) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    const struct leaf_hit *hit = &watch->leaves[candidate->leaf].hits[candidate->hit];
    if (candidate->decided)
        return true;
    const enum truth truth = evaluate_hit(watch, rule, candidate->leaf, hit->message, reason);
    if (truth == TRUTH_UNKNOWN)
        return true;
    if (truth == TRUTH_TRUE ? !emit(watch, index, hit)
                            : !rule->settled && !kefu__candidate_list_add(
                                                    &watch->allocator, &state->denied, *candidate))
        return false;
    candidate->decided = true;
    state->undecided.decided++;
    return true;
}

/* Evaluates the candidates from index `from` on; `note`: also collects when their windows close. */
static bool evaluate_from(struct watch *watch, uint32_t index, size_t from, bool note) {
    struct candidates *list = &watch->states[index].undecided;
    uint32_t reason;
    for (size_t i = from; i < list->count; i++) {
        struct candidate *candidate = &list->items[i];
        if (!evaluate_candidate(watch, index, candidate, &reason))
            return false;
        if (note && !candidate->decided) {
            struct due_finder finder = {watch,
                                        watch->leaves[candidate->leaf].hits[candidate->hit].at};
            kefu__condition_leaves(watch->rules->items[index].condition, find_due, &finder);
        }
    }
    return true;
}

/* State of pass_candidates(), which evaluates the candidates for which an anchored leaf has been
 * decided. */
struct passing {
    struct watch *watch;
    uint32_t rule;
    bool judge, failed;
};

/* For a leaf that must follow its anchor, a decision for one candidate, by a hit or the end of its
 * window, decides all earlier candidates too. So each candidate is evaluated once: the search
 * continues after the last decided candidate and stops at the first undecided one, whose window
 * ends first. */
static void pass_candidates(void *ctx, struct condition_leaf *leaf) {
    struct passing *passing = ctx;
    struct watch *watch = passing->watch;
    const struct rule_leaf *data = leaf->data;
    struct candidates *list = &watch->states[passing->rule].undecided;
    if (passing->failed || leaf->kind < RULE_LEAF_PHRASE || data->anchor.on == UINT32_MAX)
        return;
    struct leaf_state *state = &watch->leaves[data->index];
    for (size_t i = kefu__candidate_list_from(watch, list, state->passed); i < list->count; i++) {
        struct candidate *candidate = &list->items[i];
        const struct leaf_hit *hit = &watch->leaves[candidate->leaf].hits[candidate->hit];
        uint32_t reason;
        if (!candidate->decided &&
            kefu__anchor_found(watch, data, hit->message, &reason) == TRUTH_UNKNOWN) {
            if (!passing->judge) /* all candidates were evaluated before */
                note_due(watch, kefu__window_due(watch, &data->anchor.window, hit->at));
            return;
        }
        passing->failed = passing->judge &&
                          !evaluate_candidate(watch, passing->rule, candidate, &reason);
        if (passing->failed)
            return;
        state->passed = hit->message + 1;
    }
}

/* Evaluates the undecided candidates whose truth may have changed; the others stay undecided. */
static bool evaluate_undecided(struct watch *watch, uint32_t index, const struct survey *survey,
                               size_t known) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    const bool all = !survey->ordered || survey->common != state->common_hash;
    struct passing passing = {watch, index, true, false};
    if (!all)
        kefu__condition_leaves(rule->condition, pass_candidates, &passing);
    if (passing.failed || !evaluate_from(watch, index, all ? 0 : known, !survey->ordered))
        return false;
    passing.judge = false;
    if (survey->ordered)
        kefu__condition_leaves(rule->condition, pass_candidates, &passing);
    state->common_hash = survey->common;
    return true;
}

/* Is anything about the rule unknown? *reason is that of the first undecided candidate. */
static bool is_undecided(struct watch *watch, uint32_t index, uint32_t *reason) {
    const struct rule *rule = &watch->rules->items[index];
    struct candidates *list = &watch->states[index].undecided;
    const size_t first = kefu__candidate_list_first(list);
    if (first == list->count)
        return false;
    const struct candidate *candidate = &list->items[first];
    const struct leaf_hit *hit = &watch->leaves[candidate->leaf].hits[candidate->hit];
    struct due_finder finder = {watch, KEFU_TIME_NONE};
    (void)evaluate_hit(watch, rule, candidate->leaf, hit->message, reason);
    kefu__condition_leaves(rule->condition, find_due, &finder);
    return true;
}

/* Evaluates the rule for the whole conversation. If it is true even without candidate leaves, that
 * is a hit of the conversation. */
static bool evaluate_whole(struct watch *watch, uint32_t index) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    struct judging judging = {watch, rule, EVALUATE_WHOLE, UINT32_MAX, UINT32_MAX};
    struct due_finder finder = {watch, KEFU_TIME_NONE};
    struct leaf_hit hit = {UINT32_MAX, 0, 0, 0};
    state->truth = kefu__condition_evaluate(rule->condition, ask, &judging, &state->reason);
    if (state->truth == TRUTH_UNKNOWN)
        kefu__condition_leaves(rule->condition, find_due, &finder);
    judging.mode = EVALUATE_WITHOUT;
    if (state->truth != TRUTH_TRUE ||
        kefu__condition_evaluate(rule->condition, ask, &judging, NULL) != TRUTH_TRUE)
        return true;
    hit.at = watch->until == KEFU_TIME_END ? watch->conversation->last_at : watch->until;
    return emit(watch, index, &hit);
}

bool kefu__rule_evaluate(struct watch *watch, uint32_t index) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    uint32_t reason = KEFU_REASON_NONE;
    if (!rule->condition)
        return true;
    const struct survey survey = survey_rule(watch, rule);
    if (!reconsider(watch, rule, state, survey.context))
        return false;
    const size_t known = state->undecided.count;
    if (!collect_candidates(watch, rule, state) ||
        !evaluate_undecided(watch, index, &survey, known))
        return false;
    kefu__candidate_list_compact(&state->undecided);
    bool unknown = is_undecided(watch, index, &reason);
    if (!rule->anchored || state->considered[0] == 0)
        return evaluate_whole(watch, index);
    if (!unknown && state->hits == 0 && !kefu__watch_over(watch)) {
        unknown = true; /* the rule may still have a hit */
        reason = KEFU_REASON_OPEN;
    }
    state->truth = state->hits > 0 ? TRUTH_TRUE : unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
    state->reason = state->truth == TRUTH_UNKNOWN ? reason : (uint32_t)KEFU_REASON_NONE;
    return true;
}
