/* SPDX-License-Identifier: MIT
 * Compiling the leaves of rules: shared by the rules' driver and the readers of their leaves. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_LEAVES_H
#define KEFU_LIB_SCHEME_RULE_SET_LEAVES_H

#include "scheme/rule_set/rules.h"

enum { RULE_ANCHORS_MAX = 64 /* leaves with an id in one rule */ };

/* The state of one compilation of rules. */
struct rule_compiler {
    struct rules_asked asked; /* first: it is the ctx of the leaves that rubrics share */
    struct rules *rules;
    const struct condition_leaf **leaves; /* grows; moved to the arena at the end */
    size_t leaf_count, leaf_capacity;
    /* Of the rule that is being read: its leaves that anchors may name. */
    const struct rule_leaf *named[RULE_ANCHORS_MAX];
    size_t named_count;
    size_t leaves_before; /* how many leaves other rules have */
    uint32_t anchor;      /* the leaf that anchors of this rule name; UINT32_MAX: none */
};

/* The leaves of a rule. */
struct condition_place kefu__rule_place(struct rule_compiler *compiler);

/* Where a leaf that is looked for looks: members that all of these share. */
extern const struct shape kefu__where_shape;

/* Makes the data of a leaf that is looked for, and reads where; `role` is whose words it is about
 * when it says nothing. NULL when it is refused (reported) or without memory. */
struct rule_leaf *kefu__leaf_begin(struct rule_compiler *compiler, struct json_reader *reader,
                                   const json_value *object, struct condition_leaf *leaf,
                                   uint32_t role);

/* Refuses at the reader's place; false, for `return`. */
bool kefu__leaf_refuse(struct json_reader *reader, const char *code, const char *message);
bool kefu__leaf_unresolved(struct json_reader *reader, const char *what, kefu_str id);

#endif
