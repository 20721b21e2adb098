/* SPDX-License-Identifier: MIT
 * Comparators: each is one row of a table, which says what it compares with what and when it
 * holds. */
#ifndef KEFU_LIB_CONDITION_COMPARATOR_H
#define KEFU_LIB_CONDITION_COMPARATOR_H

#include "condition/condition.h"

/* The number of operands of a comparator: one, a range of two, or a list. */
enum operand_arity { OPERAND_ONE, OPERAND_RANGE, OPERAND_LIST };

struct comparator_row {
    enum comparator comparator;
    const char *name; /* name of the JSON member that holds the operand, e.g. "gt" */
    enum operand_arity arity;
    bool of_order;   /* compares by size: a text value is parsed as a number */
    bool of_truth;   /* compares truth values */
    bool of_absence; /* tests whether the leaf has a value: the operand is true or false */
    /* Is the comparison true for a leaf that has a value? */
    bool (*holds)(const struct leaf_answer *answer, const struct operand *operands, size_t count);
};

/* Row i of the table of comparators, in the order of enum comparator; NULL beyond the last. */
const struct comparator_row *kefu__comparator_at(size_t i);

#endif
