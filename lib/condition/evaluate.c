/* SPDX-License-Identifier: MIT
 * A condition's truth in Kleene's three-valued logic. */
#include "condition/comparator.h"
#include "condition/node.h"

/* ---- the value of a text ---- */

/* Parses a text that consists of a decimal number only, such as "199" or "-3.5"; false for any
 * other text. */
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

void kefu__condition_answer_text(const struct condition_leaf *leaf, bool found, kefu_str text,
                                 struct leaf_answer *answer) {
    answer->text = text;
    answer->found = found ? TRUTH_TRUE : TRUTH_FALSE;
    if (found && leaf->type == LEAF_NUMBER && !read_number(text, &answer->number))
        answer->found = TRUTH_UNKNOWN;
    answer->reason = KEFU_REASON_NO_EVENTS;
}

/* ---- the tree ---- */

struct question {
    leaf_asker ask;
    void *ctx;
};

static enum truth evaluate(const struct condition *condition, const struct question *question,
                           uint32_t *reason);

static enum truth truth_of(bool is_true) {
    return is_true ? TRUTH_TRUE : TRUTH_FALSE;
}

static bool compare(const struct leaf_answer *answer, const struct condition_leaf *leaf) {
    return kefu__comparator_at(leaf->comparator)
        ->holds(answer, leaf->operands, leaf->operand_count);
}

bool kefu__condition_accepts(const struct condition_leaf *leaf, double number) {
    struct leaf_answer answer = {TRUTH_TRUE, {NULL, 0}, 0, false, KEFU_REASON_NONE};
    answer.number = number;
    return !leaf->has_comparator || compare(&answer, leaf);
}

static enum truth evaluate_leaf(const struct condition_leaf *leaf, const struct question *question,
                                uint32_t *reason) {
    struct leaf_answer answer = {TRUTH_UNKNOWN, {NULL, 0}, 0, false, KEFU_REASON_NONE};
    question->ask(question->ctx, leaf, &answer);
    if (answer.found == TRUTH_UNKNOWN) {
        *reason = answer.reason;
        return TRUTH_UNKNOWN;
    }
    if (leaf->has_comparator && kefu__comparator_at(leaf->comparator)->of_absence)
        return truth_of(compare(&answer, leaf));
    if (leaf->type == LEAF_FOUND)
        return truth_of(leaf->has_comparator ? compare(&answer, leaf) : answer.found == TRUTH_TRUE);
    if (answer.found == TRUTH_FALSE) { /* there is no value to compare */
        *reason = answer.reason;
        return TRUTH_UNKNOWN;
    }
    return truth_of(leaf->has_comparator ? compare(&answer, leaf) : answer.truth);
}

/* The number of children that must be true for an "all", "any" or "count" node to be true. */
static uint32_t needed(const struct condition *condition, uint32_t children) {
    if (condition->kind == CONDITION_ALL)
        return children;
    return condition->kind == CONDITION_ANY ? 1 : condition->least;
}

/* Evaluates all, any and count, which differ only in how many children must be true. Stops as soon
 * as the result is decided. */
static enum truth evaluate_children(const struct condition *condition,
                                    const struct question *question, uint32_t *reason) {
    uint32_t left = 0, is_true = 0, unknown = 0, first_reason = KEFU_REASON_NONE;
    for (const struct condition *child = condition->first; child; child = child->next)
        left++;
    uint32_t need = needed(condition, left);
    for (const struct condition *child = condition->first; child; child = child->next, left--) {
        uint32_t why = KEFU_REASON_NONE;
        enum truth truth;
        if (is_true >= need || is_true + unknown + left < need)
            break;
        truth = evaluate(child, question, &why);
        is_true += truth == TRUTH_TRUE;
        if (truth == TRUTH_UNKNOWN && unknown++ == 0)
            first_reason = why;
    }
    if (is_true >= need)
        return TRUTH_TRUE;
    if (is_true + unknown < need)
        return TRUTH_FALSE;
    *reason = first_reason;
    return TRUTH_UNKNOWN;
}

static enum truth evaluate(const struct condition *condition, const struct question *question,
                           uint32_t *reason) {
    enum truth truth;
    switch (condition->kind) {
    case CONDITION_CONSTANT:
        return condition->constant;
    case CONDITION_LEAF:
        return evaluate_leaf(&condition->leaf, question, reason);
    case CONDITION_NOT:
        truth = evaluate(condition->first, question, reason);
        return truth == TRUTH_UNKNOWN ? truth : truth_of(truth == TRUTH_FALSE);
    default:
        return evaluate_children(condition, question, reason);
    }
}

enum truth kefu__condition_evaluate(const struct condition *condition, leaf_asker ask, void *ctx,
                                    uint32_t *reason) {
    const struct question question = {ask, ctx};
    uint32_t why = KEFU_REASON_NONE;
    const enum truth truth = evaluate(condition, &question, &why);
    if (reason)
        *reason = truth == TRUTH_UNKNOWN ? why : (uint32_t)KEFU_REASON_NONE;
    return truth;
}

enum truth kefu__condition_leaf_truth(const struct condition_leaf *leaf, leaf_asker ask,
                                      void *ctx) {
    const struct question question = {ask, ctx};
    uint32_t reason = KEFU_REASON_NONE;
    return evaluate_leaf(leaf, &question, &reason);
}

void kefu__condition_leaves(const struct condition *condition,
                            void (*visit)(void *ctx, struct condition_leaf *leaf), void *ctx) {
    if (condition->kind == CONDITION_LEAF)
        visit(ctx, (struct condition_leaf *)&condition->leaf);
    for (const struct condition *child = condition->first; child; child = child->next)
        kefu__condition_leaves(child, visit, ctx);
}
