/* SPDX-License-Identifier: MIT
 * Comparators: each is one row of a table, which says what it compares with what and when it
 * holds. */
#ifndef KEFU_LIB_CONDITION_COMPARATOR_H
#define KEFU_LIB_CONDITION_COMPARATOR_H

#include "condition/condition.h"

/* The number of operands of a comparator. */
enum operand_arity { OPERAND_ONE, OPERAND_RANGE, OPERAND_LIST };

struct comparator_row {
    enum comparator comparator;
    const char *name; /* name of the member of a leaf that holds the operand */
    enum operand_arity arity;
    bool of_order;   /* compares numbers, so that a text is parsed as a number */
    bool of_truth;   /* compares truth values */
    bool of_absence; /* tests whether a value exists: its operand is true or false */
    /* Does the comparator hold for a value that exists? */
    bool (*holds)(const struct leaf_answer *answer, const struct operand *operands, size_t count);
};

/* Row i, in the order of enum comparator; NULL beyond the last. */
const struct comparator_row *kefu__comparator_at(size_t i);

#endif
