/* SPDX-License-Identifier: MIT
 * Compiling the leaves of rules: what rules.c, leaves.c and where.c share. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_LEAVES_H
#define KEFU_LIB_SCHEME_RULE_SET_LEAVES_H

#include "scheme/rule_set/rules.h"

enum { RULE_ANCHORS_MAX = 64 /* limit on the leaves with an id in one rule */ };

/* The state while the rules of all documents are compiled. */
struct rule_compiler {
    /* Must be the first member: rules and rubrics share some kinds of leaves, whose compile
     * functions cast ctx to struct rules_asked. For rules ctx points to a struct rule_compiler, for
     * rubrics only to a struct rules_asked. */
    struct rules_asked asked;
    struct rules *rules;
    /* the searching leaves of all rules, an array that grows; moved to the scheme's arena at the
     * end */
    const struct condition_leaf **leaves;
    size_t leaf_count, leaf_capacity;
    /* The leaves of the current rule that have an id, by which anchors can refer to them. An anchor
     * says how far from a hit of another leaf a leaf searches. */
    const struct rule_leaf *named[RULE_ANCHORS_MAX];
    size_t named_count;
    size_t leaves_before; /* how many of `leaves` belong to earlier rules */
    /* index in `leaves` of the leaf that the anchors of the current rule refer to; UINT32_MAX: none
     */
    uint32_t anchor;
};

/* The rule_compiler for callbacks of field tables. While rules are compiled, scheme_builder.part
 * points to it. */
static inline struct rule_compiler *kefu__rule_compiler(const struct field_reader *reader) {
    return ((struct scheme_builder *)reader->ctx)->part;
}

/* The kinds of leaves (single comparisons) that conditions of rules may use. */
/* the compile functions of these kinds get a struct rule_compiler as ctx */
extern const struct condition_place kefu__rule_place;

/* The field table of the members role, within and anchor, which say where a searching leaf (one
 * that searches messages or turns) searches. */
extern const struct field_table kefu__where_table;

/* Creates the struct rule_leaf of a searching leaf and reads where the leaf searches; `role` is the
 * default of its member "role". Returns NULL after an error was reported, or if out of memory. */
struct rule_leaf *kefu__leaf_begin(struct rule_compiler *compiler, struct json_reader *reader,
                                   const json_value *object, struct condition_leaf *leaf,
                                   uint32_t role);

/* Reports at the reader's cursor that there is no `what` (rule, metric, …) with the id. Always
 * returns false. */
bool kefu__leaf_unresolved(struct json_reader *reader, const char *what, kefu_str id);

#endif
