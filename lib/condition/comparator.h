/* SPDX-License-Identifier: MIT
 * Comparators: each is one row of a table, which says what it compares with what and when it
 * holds. */
#ifndef KEFU_LIB_CONDITION_COMPARATOR_H
#define KEFU_LIB_CONDITION_COMPARATOR_H

#include "condition/condition.h"

/* How many operands a comparator takes. */
enum operand_shape { OPERAND_ONE, OPERAND_RANGE, OPERAND_LIST };

struct comparator_row {
    enum comparator comparator;
    const char *name; /* the member of a leaf that gives its operand */
    enum operand_shape shape;
    bool of_order;   /* compares numbers: a text leaf is then read as one */
    bool of_truth;   /* compares what is true or false */
    bool of_absence; /* its operand is true or false, and it holds of what is missing, too */
    /* Does it hold of a value that is there? */
    bool (*holds)(const struct leaf_answer *answer, const struct operand *operands, size_t count);
};

/* The rows in the order of enum comparator; NULL past the last. */
const struct comparator_row *kefu__comparator_at(size_t i);

#endif
