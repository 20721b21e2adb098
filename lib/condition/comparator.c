/* SPDX-License-Identifier: MIT
 * The table of comparators. */
#include "condition/comparator.h"

/* Compares a number with an operand: −1 if it is less, 0 if it is equal, 1 if it is greater. */
static int order(double number, const struct operand *operand) {
    return (number > operand->number) - (number < operand->number);
}

static bool equals(const struct leaf_answer *answer, const struct operand *operand) {
    if (operand->type == LEAF_NUMBER)
        return order(answer->number, operand) == 0;
    if (operand->type == LEAF_BOOL)
        return answer->truth == operand->truth;
    return kefu__str_equal(answer->text, operand->text);
}

static bool eq(const struct leaf_answer *answer, const struct operand *operands, size_t count) {
    return count > 0 && equals(answer, operands);
}

static bool ne(const struct leaf_answer *answer, const struct operand *operands, size_t count) {
    return !eq(answer, operands, count);
}

static bool lt(const struct leaf_answer *answer, const struct operand *operands, size_t count) {
    return count > 0 && order(answer->number, operands) < 0;
}

static bool le(const struct leaf_answer *answer, const struct operand *operands, size_t count) {
    return count > 0 && order(answer->number, operands) <= 0;
}

static bool gt(const struct leaf_answer *answer, const struct operand *operands, size_t count) {
    return count > 0 && order(answer->number, operands) > 0;
}

static bool ge(const struct leaf_answer *answer, const struct operand *operands, size_t count) {
    return count > 0 && order(answer->number, operands) >= 0;
}

static bool in(const struct leaf_answer *answer, const struct operand *operands, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (equals(answer, &operands[i]))
            return true;
    return false;
}

static bool between(const struct leaf_answer *answer, const struct operand *operands,
                    size_t count) {
    return ge(answer, operands, count) && le(answer, operands + 1, count);
}

static bool exists(const struct leaf_answer *answer, const struct operand *operands, size_t count) {
    return count > 0 && (answer->found == TRUTH_TRUE) == operands->truth;
}

static const struct comparator_row rows[] = {
    {COMPARE_EQ, "eq", .of_truth = true, .holds = eq},
    {COMPARE_NE, "ne", .of_truth = true, .holds = ne},
    {COMPARE_LT, "lt", .of_order = true, .holds = lt},
    {COMPARE_LE, "le", .of_order = true, .holds = le},
    {COMPARE_GT, "gt", .of_order = true, .holds = gt},
    {COMPARE_GE, "ge", .of_order = true, .holds = ge},
    {COMPARE_IN, "in", OPERAND_LIST, .holds = in},
    {COMPARE_BETWEEN, "between", OPERAND_RANGE, .of_order = true, .holds = between},
    {COMPARE_EXISTS, "exists", .of_truth = true, .of_absence = true, .holds = exists},
};

const struct comparator_row *kefu__comparator_at(size_t i) {
    return i < sizeof rows / sizeof *rows ? &rows[i] : NULL;
}
