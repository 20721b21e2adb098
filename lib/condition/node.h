/* SPDX-License-Identifier: MIT
 * The nodes of a compiled condition, private to lib/condition. */
#ifndef KEFU_LIB_CONDITION_NODE_H
#define KEFU_LIB_CONDITION_NODE_H

#include "condition/condition.h"

enum condition_kind {
    CONDITION_CONSTANT,
    CONDITION_ALL,
    CONDITION_ANY,
    CONDITION_NOT,
    CONDITION_COUNT,
    CONDITION_LEAF
};

struct condition {
    enum condition_kind kind;
    enum truth constant;
    uint32_t least; /* for CONDITION_COUNT: number of children that must be true */
    /* linked list of children: the first child; the next child of the parent */
    struct condition *first, *next;
    struct condition_leaf leaf;
};

#endif
