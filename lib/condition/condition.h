/* SPDX-License-Identifier: MIT
 * The condition language (docs/conditions.md): parsing, types, and evaluation in three-valued
 * logic. It does not know what leaves mean: each place where conditions are allowed (a filter, a
 * rule, …) lists the kinds of leaves that it supports, and evaluates them. */
#ifndef KEFU_LIB_CONDITION_H
#define KEFU_LIB_CONDITION_H

#include "base/base.h"
#include "base/vocabulary.h"
#include "json/fields.h"

enum truth { TRUTH_FALSE, TRUTH_TRUE, TRUTH_UNKNOWN };

enum comparator {
    COMPARE_EQ,
    COMPARE_NE,
    COMPARE_LT,
    COMPARE_LE,
    COMPARE_GT,
    COMPARE_GE,
    COMPARE_IN,
    COMPARE_BETWEEN,
    COMPARE_EXISTS
};

/* The type of the value of a leaf (a single comparison). A LEAF_TEXT leaf that is compared with
 * numbers becomes LEAF_NUMBER; the code that supplies its value must then supply a number. A
 * LEAF_BOOL leaf needs no comparator. A LEAF_FOUND leaf (phrase, act, emotion, …) is true if
 * something was found; it has a comparator only if it yields a number to compare (count,
 * intensity). */
enum leaf_type { LEAF_TEXT, LEAF_NUMBER, LEAF_BOOL, LEAF_FOUND };

/* An operand of a comparator. */
struct operand {
    enum leaf_type type;
    kefu_str text; /* text in the arena */
    double number;
    bool truth;
};

/* One compiled comparison (leaf) of a condition. `kind` is a value of the vocabulary in the
 * condition's struct condition_place. `data` is what the compile function of the leaf's kind made
 * of the leaf's own members: a resolved id, registered phrases, a time window. */
struct condition_leaf {
    uint32_t kind;
    enum leaf_type type;
    /* text of the leaf's own member: "frt" in {"metric": "frt", …}; empty if it is not a string */
    kefu_str name;
    enum comparator comparator;
    bool has_comparator;
    struct operand *operands;
    size_t operand_count;
    void *data;
};

/* A kind of leaf (comparison) that conditions in some place may use. `compile` (may be NULL) checks
 * the leaf's JSON object, sets `data` and may change `type`. It reports errors through the reader,
 * and receives the ctx of kefu__condition_compile(). */
struct leaf_kind {
    /* value in the vocabulary condition_place.words, whose name for it is the leaf's own member:
     * "metric" in {"metric": "frt", …} */
    uint32_t word;
    enum leaf_type type;
    /* field table of the leaf's further members, which `compile` reads (besides its own member and
     * comparators); NULL: none */
    const struct field_table *members;
    bool (*compile)(void *ctx, struct json_reader *reader, const json_value *object,
                    struct condition_leaf *leaf);
    /* For the JSON Schema: `own` describes the leaf's own member (NULL: a text); `schema_more` is
     * JSON text with further members of the leaf's schema (NULL: none). */
    const struct field *own;
    const char *schema_more;
};
/* A place in documents where conditions are allowed (a filter, a rule, …), with the kinds of leaves
 * (comparisons) that they may use there. */
struct condition_place {
    const char *name; /* name of the place in error messages, after "in": "a filter", "a rule" */
    /* the names of all kinds of leaves, also of those that are not allowed in this place */
    const struct vocabulary *words;
    const struct leaf_kind *kinds;
    size_t kind_count;
};

struct condition;

/* Compiles `value`, which is at the JSON reader's current position; `ctx` is passed to the compile
 * functions of leaves. Returns NULL after an error was reported, or if out of memory (see
 * reader->status). Depth and size are limited (KEFU_E_LIMIT). */
struct condition *kefu__condition_compile(struct arena *arena, struct json_reader *reader,
                                          const json_value *value,
                                          const struct condition_place *place, void *ctx);

/* The value of a leaf, supplied by the code that evaluates the condition. */
struct leaf_answer {
    /* for LEAF_FOUND leaves: was something found? For others: is there a value? Without a value,
     * "exists" is false and every comparison is unknown */
    enum truth found;
    kefu_str text;
    double number;
    bool truth;
    uint32_t reason; /* a kefu_reason why there is no answer, if `found` is TRUTH_UNKNOWN */
};
typedef void (*leaf_asker)(void *ctx, const struct condition_leaf *leaf,
                           struct leaf_answer *answer);
/* Answers a leaf about a named text, such as an attribute; `found`: there is such a text. For a
 * LEAF_NUMBER leaf the text is read as a decimal number, and one that is none is unknown. */
void kefu__condition_answer_text(const struct condition_leaf *leaf, bool found, kefu_str text,
                                 struct leaf_answer *answer);

/* The truth value of one leaf: does the value that `ask` supplies satisfy the leaf's comparator? */
enum truth kefu__condition_leaf_truth(const struct condition_leaf *leaf, leaf_asker ask, void *ctx);
/* Evaluates a condition in Kleene's three-valued logic: the result is unknown unless the known
 * leaves decide it. `reason` (may be NULL) receives the reason of the first unknown leaf on which
 * the result depends. */
enum truth kefu__condition_evaluate(const struct condition *condition, leaf_asker ask, void *ctx,
                                    uint32_t *reason);
/* Does a number satisfy the leaf's comparator? For code that evaluates leaves itself, without
 * kefu__condition_evaluate(). */
bool kefu__condition_accepts(const struct condition_leaf *leaf, double number);
/* Calls `visit` for every leaf, in the order of the document. */
void kefu__condition_leaves(const struct condition *condition,
                            void (*visit)(void *ctx, struct condition_leaf *leaf), void *ctx);

#endif
