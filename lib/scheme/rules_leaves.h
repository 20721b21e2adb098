/* SPDX-License-Identifier: MIT
 * Compiling the leaves of rules: shared by the rules' driver and the readers of their leaves. */
#ifndef KEFU_LIB_SCHEME_RULES_LEAVES_H
#define KEFU_LIB_SCHEME_RULES_LEAVES_H

#include "scheme/rules.h"

enum { RULE_MOST_ANCHORS = 64 /* leaves with an id in one rule */ };

/* The state of one compilation of rules. */
struct rule_compiler {
    struct rules_asked asked; /* first: it is the ctx of the leaves that rubrics share */
    struct rules *rules;
    const struct condition_leaf **leaves; /* grows; moved to the arena at the end */
    size_t leaf_count, leaf_capacity;
    /* Of the rule that is being read: its leaves that anchors may name. */
    const struct rule_leaf *named[RULE_MOST_ANCHORS];
    size_t named_count;
    uint32_t anchor; /* the leaf that anchors of this rule name; UINT32_MAX: none */
};

/* The leaves of a rule. */
struct condition_place kefu__rule_place(struct rule_compiler *compiler);
/* Counts no memory in the builder; false, for `return`. */
bool kefu__rules_no_memory(struct scheme_builder *builder);

#endif
