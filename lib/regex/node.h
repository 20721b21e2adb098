/* SPDX-License-Identifier: MIT
 * Inside the compiler of regular expressions: sets of code points, and the syntax tree. */
#ifndef KEFU_LIB_REGEX_NODE_H
#define KEFU_LIB_REGEX_NODE_H

#include "regex/regex.h"

#define POINT_MAX 0x10FFFFu

/* ---- sets of code points ---- */

struct point_range {
    uint32_t first, last;
};
/* Once normalised, the ranges are sorted, and neither overlap nor touch. */
struct point_set {
    struct point_range *ranges;
    size_t count, capacity;
    uint32_t number; /* index of the set in regex_parser.sets */
};

bool kefu__point_set_add(struct arena *arena, struct point_set *set, uint32_t first, uint32_t last);
/* Adds a range of unfolded code points: what they fold to. `budget` as in kefu__regex_compile(). */
bool kefu__point_set_fold(struct arena *arena, struct point_set *set, uint32_t first, uint32_t last,
                          uint64_t *budget);
void kefu__point_set_normalize(struct point_set *set);
/* Replaces a normalised set by its complement without the line break. */
bool kefu__point_set_complement(struct arena *arena, struct point_set *set);

/* ---- the syntax tree ---- */

enum node_kind { NODE_EMPTY, NODE_SET, NODE_SEQUENCE, NODE_CHOICE, NODE_REPEAT };

struct regex_node {
    enum node_kind kind;
    struct point_set *set;           /* NODE_SET: one character of the set */
    struct regex_node *left, *right; /* NODE_SEQUENCE, NODE_CHOICE: both; NODE_REPEAT: left */
    uint32_t min, max;               /* NODE_REPEAT; max UINT32_MAX: no limit */
};

struct regex_parser {
    kefu_str source;
    size_t at; /* byte offset of what is read next */
    uint32_t depth;
    struct arena *arena;
    struct point_set **sets;
    size_t set_count, set_capacity;
    uint64_t *budget;
    struct regex_error *error;
    kefu_status status;
};

/* Parses the whole expression. Returns NULL after an error (parser->status). */
struct regex_node *kefu__regex_parse(struct regex_parser *parser);
/* Adds a new empty set to the parser's sets. Returns NULL if out of memory. */
struct point_set *kefu__regex_set(struct regex_parser *parser);
/* Stores an error at a byte offset of the expression, unless there was one before. Returns false.
 */
bool kefu__regex_refuse(struct regex_parser *parser, kefu_status status, const char *code,
                        const char *message, size_t at);

/* Does every match of the node contain one of few texts? Then they are allocated in `arena` and
 * stored in regex->needs. Returns false if out of memory. */
bool kefu__regex_find_needs(const struct regex_node *root, struct arena *arena,
                            struct arena *scratch, struct regex *regex);

/* ---- automata ---- */

enum step_kind { STEP_READ, STEP_SPLIT, STEP_ACCEPT };

/* A state of the nondeterministic automaton (NFA): reads a character of a set and goes on to
 * `next`; or goes on to both `next` and `other` without reading. */
struct regex_step {
    enum step_kind kind;
    const struct point_set *set;
    uint32_t next, other;
};
struct regex_steps {
    struct regex_step *items;
    size_t count, capacity;
    uint32_t initial;
};

/* Makes the NFA of a syntax tree, allocated with `allocator`. */
bool kefu__regex_build_steps(struct regex_parser *parser, const struct regex_node *root,
                             const kefu_allocator *allocator, struct regex_steps *steps);
/* Divides the code points into classes; *member: for each set (its number), for each class, is the
 * class in the set? */
bool kefu__regex_build_classes(struct regex_parser *parser, struct arena *arena,
                               struct regex *regex, uint8_t **member);
/* Makes the DFA from the NFA. */
bool kefu__regex_build_states(struct regex_parser *parser, const struct regex_steps *steps,
                              const uint8_t *member, struct arena *arena,
                              const kefu_allocator *allocator, struct regex *regex);

#endif
