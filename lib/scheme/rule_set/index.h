/* SPDX-License-Identifier: MIT
 * An inverted index of rules: from what a message holds to the leaves that search for it, and from
 * leaves to the rules that cannot be true before one of them is found. With it a message costs what
 * it holds, not what all rules search for. */
#ifndef KEFU_LIB_SCHEME_RULE_SET_INDEX_H
#define KEFU_LIB_SCHEME_RULE_SET_INDEX_H

#include "scheme/rule_set/rules.h"

/* one more than the greatest kefu_found_kind */
enum { RULE_FOUND_KINDS = KEFU_FOUND_HINT + 1 };

/* Indices of leaves or rules, ascending. */
struct index_list {
    uint32_t *items;
    size_t count;
};

struct rule_index {
    /* the leaves that search for phrase p are phrase_leaves[phrase_first[p] … phrase_first[p + 1]);
     * patterns and entities have numbers among those of phrases */
    uint32_t *phrase_first, *phrase_leaves;
    uint32_t phrase_count;
    struct index_list found[RULE_FOUND_KINDS]; /* leaves that search for ids, by their kind */
    struct index_list always; /* leaves that any message may match: sentiments, repetitions, … */
    struct index_list gaps;   /* leaves that search for long waits */
    struct index_list windowed; /* leaves that search in a part of the conversation only */
    /* the rules that may be true without any hit of their leaves; others are evaluated from the
     * first hit on of a leaf that wakes them */
    struct index_list ready;
    /* of each leaf: the rule that it wakes; UINT32_MAX: none */
    uint32_t *wakes;
};

/* Builds the index of the scheme's rules, which are complete. Returns false after a failure. */
bool kefu__rule_index_build(struct scheme_builder *builder);

#endif
