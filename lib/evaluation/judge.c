/* SPDX-License-Identifier: MIT
 * Evaluating the rules of a watch: at each candidate hit until it is decided, and as a whole. */
#include <string.h>

#include "conversation/observe.h"
#include "evaluation/watch.h"
#include "scheme/metric_set/metrics.h"

/* ---- asking ---- */

/* A decimal number that is the whole text: "199", "-3.5". */
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

/* Is a "longer than" leaf true of a wait in progress already? It can only become longer. */
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
    const kefu_metric metric = kefu__handle(watch->conversation->scheme, data->target);
    kefu_value value;
    answer->found = TRUTH_UNKNOWN;
    if (kefu_conversation_metric(watch->conversation, metric, KEFU_STATISTIC_DEFAULT, watch->until,
                                 &value, NULL))
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
        answer->found = watch->states[data->target].truth;
        answer->reason = watch->states[data->target].reason;
    }
}

/* How a rule is judged: as a whole; as of one hit of one of its candidates; or as if there were
 * none of them. */
enum judging_mode { JUDGE_WHOLE, JUDGE_HIT, JUDGE_WITHOUT };
struct judging {
    const struct watch *watch;
    const struct rule *rule;
    enum judging_mode mode;
    uint32_t leaf, message; /* of the hit */
};

static bool is_candidate(const struct rule *rule, uint32_t leaf) {
    size_t i;
    for (i = 0; i < rule->candidate_count; i++)
        if (rule->candidates[i] == leaf)
            return true;
    return false;
}

/* The truth of an anchored leaf over all hits of its anchor (there may be none). */
static enum truth found_from_any(const struct watch *watch, const struct rule_leaf *leaf,
                                 uint32_t *reason) {
    const struct rule_leaf *anchor = watch->rules->leaves[leaf->anchor.on]->data;
    const struct leaf_state *state = &watch->leaves[leaf->anchor.on];
    enum truth truth = kefu__leaf_found(watch, anchor, reason); /* may a hit still come? */
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
    const bool hit = judging->mode == JUDGE_HIT;
    if (leaf->kind < RULE_LEAF_PHRASE)
        kefu__watch_ask(watch, leaf, answer);
    else if (hit && data->index == judging->leaf)
        answer->found = TRUTH_TRUE;
    else if (data->anchor.on != UINT32_MAX)
        answer->found = data->anchor.any || !hit
                            ? found_from_any(watch, data, &answer->reason)
                            : kefu__anchor_found(watch, data, judging->message, &answer->reason);
    else if (judging->mode != JUDGE_WHOLE && is_candidate(judging->rule, data->index))
        answer->found = TRUTH_FALSE; /* another candidate is judged at its own hits */
    else
        answer->found = kefu__leaf_found(watch, data, &answer->reason);
}

/* ---- judging ---- */

/* Inserts a message into the ascending list of those reported; *fresh: it was not there. */
static bool mark_reported(struct watch *watch, struct rule_state *state, uint32_t message,
                          bool *fresh) {
    size_t i = state->reported_count;
    while (i > 0 && state->reported[i - 1] > message)
        i--;
    *fresh = i == 0 || state->reported[i - 1] != message;
    if (!*fresh)
        return true;
    if (!kefu__grow(&watch->allocator, &state->reported, &state->reported_capacity,
                    state->reported_count + 1, sizeof *state->reported))
        return false;
    memmove(state->reported + i + 1, state->reported + i,
            (state->reported_count - i) * sizeof *state->reported);
    state->reported[i] = message;
    state->reported_count++;
    return true;
}

/* The rule is true at the hit: appends it, once a message. */
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

/* Appends to one of a rule's lists of candidates. */
static bool put_candidate(struct watch *watch, struct candidate **list, size_t *count,
                          size_t *capacity, struct candidate candidate) {
    if (!kefu__grow(&watch->allocator, list, capacity, *count + 1, sizeof **list))
        return false;
    (*list)[(*count)++] = candidate;
    return true;
}

static bool add_undecided(struct watch *watch, struct rule_state *state,
                          struct candidate candidate) {
    return put_candidate(watch, &state->undecided, &state->undecided_count,
                         &state->undecided_capacity, candidate);
}

/* One hash of the attributes, labels, metrics and rules that a rule asks. */
struct context_hasher {
    const struct watch *watch;
    uint64_t hash;
};

static void hash_context(void *ctx, struct condition_leaf *leaf) {
    struct context_hasher *hasher = ctx;
    struct leaf_answer answer = {TRUTH_UNKNOWN, {"", 0}, 0, false, KEFU_REASON_NONE};
    if (leaf->kind >= RULE_LEAF_PHRASE)
        return;
    kefu__watch_ask(hasher->watch, leaf, &answer);
    hasher->hash = kefu__hash_more(hasher->hash, &answer.found, sizeof answer.found);
    hasher->hash = kefu__hash_more(hasher->hash, &answer.number, sizeof answer.number);
    hasher->hash = kefu__hash_more(hasher->hash, answer.text.data, answer.text.size);
}

/* What was false because of attributes, labels, metrics or other rules is judged again when those
 * have changed; what depends on messages alone is final. */
static bool reconsider(struct watch *watch, const struct rule *rule, struct rule_state *state) {
    struct context_hasher hasher = {watch, kefu__hash("", 0)};
    size_t i;
    if (rule->settled)
        return true;
    kefu__condition_leaves(rule->condition, hash_context, &hasher);
    if (hasher.hash == state->context_hash)
        return true;
    for (i = 0; i < state->denied_count; i++)
        if (!add_undecided(watch, state, state->denied[i]))
            return false;
    state->denied_count = 0;
    state->context_hash = hasher.hash;
    return true;
}

static bool collect_candidates(struct watch *watch, const struct rule *rule,
                               struct rule_state *state) {
    size_t i;
    for (i = 0; i < rule->candidate_count; i++) {
        const uint32_t leaf = rule->candidates[i];
        for (; state->considered[i] < watch->leaves[leaf].count; state->considered[i]++) {
            const struct candidate candidate = {leaf, state->considered[i]};
            if (!add_undecided(watch, state, candidate))
                return false;
        }
    }
    return true;
}

static void note_due(struct watch *watch, int64_t due) {
    if (due < watch->next)
        watch->next = due;
}

/* Collects the deadlines of a rule's windows; anchored ones are measured from `from`. */
struct due_finder {
    struct watch *watch;
    int64_t from;
};

/* The deadline at which a wait in progress passes the leaf's number, or an SLA is breached. */
static void find_metric_due(struct watch *watch, const struct condition_leaf *leaf) {
    const kefu_conversation *conversation = watch->conversation;
    const struct rule_leaf *data = leaf->data;
    const struct metric *metric = &conversation->scheme->metrics->items[data->target];
    kefu_value value;
    if (watch->until == KEFU_TIME_END || watch->until == KEFU_TIME_NONE)
        return;
    if (metric->type == METRIC_FLAG && metric->of == FLAG_SLA_MET) {
        const int64_t due = kefu__sla_standing(conversation, watch->until).due_at;
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

/* Is the rule true of a hit, which must be within its leaf's window? */
static enum truth judge_hit(const struct watch *watch, const struct rule *rule, uint32_t leaf,
                            uint32_t message, uint32_t *reason) {
    struct judging judging = {watch, rule, JUDGE_HIT, leaf, message};
    const enum truth within = kefu__window_holds(watch, watch->rules->leaves[leaf]->data, message,
                                                 reason);
    if (within != TRUTH_TRUE)
        return within;
    return kefu__condition_evaluate(rule->condition, ask, &judging, reason);
}

/* Judges the undecided hits; those that stay undecided are kept. */
static bool judge_undecided(struct watch *watch, uint32_t index, bool *unknown, uint32_t *reason) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    size_t kept = 0, i;
    for (i = 0; i < state->undecided_count; i++) {
        const struct candidate candidate = state->undecided[i];
        const struct leaf_hit *hit = &watch->leaves[candidate.leaf].hits[candidate.hit];
        uint32_t why = KEFU_REASON_NONE;
        const enum truth truth = judge_hit(watch, rule, candidate.leaf, hit->message, &why);
        if (truth == TRUTH_TRUE) {
            if (!emit(watch, index, hit))
                return false;
            continue;
        }
        if (truth == TRUTH_UNKNOWN) {
            struct due_finder finder = {watch, hit->at};
            kefu__condition_leaves(rule->condition, find_due, &finder);
            if (!*unknown)
                *reason = why;
            *unknown = true;
        }
        if (truth == TRUTH_UNKNOWN)
            state->undecided[kept++] = candidate;
        else if (!rule->settled && !put_candidate(watch, &state->denied, &state->denied_count,
                                                  &state->denied_capacity, candidate))
            return false;
    }
    state->undecided_count = kept;
    return true;
}

/* Judges the conversation as a whole. What is true even without the candidates is a hit of its
 * own. */
static bool judge_whole(struct watch *watch, uint32_t index) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    struct judging judging = {watch, rule, JUDGE_WHOLE, UINT32_MAX, UINT32_MAX};
    struct due_finder finder = {watch, KEFU_TIME_NONE};
    struct leaf_hit hit = {UINT32_MAX, 0, 0, 0};
    state->truth = kefu__condition_evaluate(rule->condition, ask, &judging, &state->reason);
    if (state->truth == TRUTH_UNKNOWN)
        kefu__condition_leaves(rule->condition, find_due, &finder);
    judging.mode = JUDGE_WITHOUT;
    if (state->truth != TRUTH_TRUE ||
        kefu__condition_evaluate(rule->condition, ask, &judging, NULL) != TRUTH_TRUE)
        return true;
    hit.at = watch->until == KEFU_TIME_END ? watch->conversation->last_at : watch->until;
    return emit(watch, index, &hit);
}

bool kefu__rule_judge(struct watch *watch, uint32_t index) {
    const struct rule *rule = &watch->rules->items[index];
    struct rule_state *state = &watch->states[index];
    uint32_t reason = KEFU_REASON_NONE;
    bool unknown = false;
    if (!rule->condition)
        return true;
    if (!reconsider(watch, rule, state) || !collect_candidates(watch, rule, state) ||
        !judge_undecided(watch, index, &unknown, &reason))
        return false;
    if (!rule->anchored || state->considered[0] == 0)
        return judge_whole(watch, index);
    if (!unknown && state->hits == 0 && !kefu__watch_over(watch)) {
        unknown = true; /* another hit may come */
        reason = KEFU_REASON_OPEN;
    }
    state->truth = state->hits > 0 ? TRUTH_TRUE : unknown ? TRUTH_UNKNOWN : TRUTH_FALSE;
    state->reason = state->truth == TRUTH_UNKNOWN ? reason : (uint32_t)KEFU_REASON_NONE;
    return true;
}
