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
    /* maps the text of a pattern (a regular expression) to its index in rules.patterns */
    struct index_map patterns;
    bool masked;             /* the current rule searches for personal data */
    uint64_t pattern_budget; /* steps that compiling further patterns may take */
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

/* ---- lists of strings ---- */

/* For the JSON Schema of a member that is a string or an array of strings. */
#define LEAF_STRINGS_SCHEMA "{\"$ref\": \"#/definitions/phrases\"}"

/* Reports an error in a definition at the reader's cursor. Always returns false. */
bool kefu__leaf_refuse(struct json_reader *reader, const char *code, const char *message);
/* Calls `each` for the value if it is a string, or for every string in it if it is an array; any
 * other value is an error. Returns false if there was one, or if `each` returned false. */
bool kefu__leaf_each_string(struct json_reader *reader, const json_value *value,
                            bool (*each)(void *ctx, struct json_reader *reader, kefu_str text),
                            void *ctx);
/* The number of strings that kefu__leaf_each_string() visits, at most. */
size_t kefu__leaf_string_count(const json_value *value);

/* What searches for a text of a list, and how a text is added to the list: returns the phrase
 * number of what is searched for, UINT32_MAX after an error. */
typedef uint32_t (*leaf_text_adder)(struct rule_compiler *compiler, struct json_reader *reader,
                                    kefu_str text);
/* Reads a string or an array of alternative strings into a group. Returns false after an error. */
bool kefu__leaf_read_group(struct rule_compiler *compiler, struct json_reader *reader,
                           const json_value *value, leaf_text_adder add,
                           struct phrase_group *group);

/* ---- kinds of leaves in files of their own ---- */

bool kefu__leaf_compile_phrase(void *ctx, struct json_reader *reader, const json_value *object,
                               struct condition_leaf *leaf);
bool kefu__leaf_compile_pattern(void *ctx, struct json_reader *reader, const json_value *object,
                                struct condition_leaf *leaf);
bool kefu__leaf_compile_entity(void *ctx, struct json_reader *reader, const json_value *object,
                               struct condition_leaf *leaf);
extern const struct field kefu__phrase_own, kefu__pattern_own, kefu__entity_own;

/* Adds a pattern (a regular expression); equal ones are compiled once. Returns its phrase number,
 * UINT32_MAX after an error. */
uint32_t kefu__rule_add_pattern(struct rule_compiler *compiler, struct json_reader *reader,
                                kefu_str text);

/* Reports at the reader's cursor that there is no `what` (rule, metric, …) with the id. Always
 * returns false. */
bool kefu__leaf_unresolved(struct json_reader *reader, const char *what, kefu_str id);

#endif
