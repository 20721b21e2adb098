/* SPDX-License-Identifier: MIT
 * Compiling the leaves of rules: what rules.c, leaves.c and where.c share. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_LEAVES_H
#define KEFU_LIB_SCHEME_RULE_SET_LEAVES_H

#include "scheme/rule_set/rules.h"

enum { RULE_ANCHORS_MAX = 64 /* limit on the leaves with an id in one rule */ };

/* The state of one compilation of rules. */
struct rule_compiler {
    /* Must be the first member. Rules and rubrics share some kinds of leaves, whose compile
     * functions cast ctx to struct rules_asked: for rules ctx points to a rule_compiler, for
     * rubrics to a rules_asked alone. */
    struct rules_asked asked;
    struct rules *rules;
    const struct condition_leaf **leaves; /* a growing array; moved to the arena at the end */
    size_t leaf_count, leaf_capacity;
    /* The leaves of the current rule that have an id, which anchors may refer to. */
    const struct rule_leaf *named[RULE_ANCHORS_MAX];
    size_t named_count;
    size_t leaves_before; /* the number of leaves of earlier rules */
    uint32_t anchor;      /* the leaf that this rule's anchors refer to; UINT32_MAX: none */
};

/* The rule_compiler of a field table's callbacks: the builder's `part` while rules are compiled. */
static inline struct rule_compiler *kefu__rule_compiler(const struct field_reader *reader) {
    return ((struct scheme_builder *)reader->ctx)->part;
}

/* The leaves that conditions of rules may use. */
/* the ctx that is passed to the compile functions of its leaves is a struct rule_compiler */
extern const struct condition_place kefu__rule_place;

/* The members of searching leaves that say where to search: role, within, anchor. */
extern const struct field_table kefu__where_table;

/* Creates the data of a searching leaf, and reads where it searches; `role` is the default role.
 * Returns NULL after an error was reported, or if out of memory. */
struct rule_leaf *kefu__leaf_begin(struct rule_compiler *compiler, struct json_reader *reader,
                                   const json_value *object, struct condition_leaf *leaf,
                                   uint32_t role);

/* Reports at the reader's cursor that a reference leads nowhere; returns false. */
bool kefu__leaf_unresolved(struct json_reader *reader, const char *what, kefu_str id);

#endif
