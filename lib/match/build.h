/* SPDX-License-Identifier: MIT
 * The stages of building a matcher: keywords to codes, codes to a trie, the trie to a double array.
 */
#ifndef KEFU_LIB_MATCH_BUILD_H
#define KEFU_LIB_MATCH_BUILD_H

#include "match/image.h"

/* The distinct keywords as sequences of codes, sorted by these codes. */
struct keyword_set {
    kefu_allocator allocator;
    size_t given; /* keywords that the caller gave */
    /* the symbols of all keywords, concatenated; later the symbols are replaced by their codes */
    uint32_t *text;
    uint32_t *begin;      /* where each keyword begins in `text`; given + 1 elements */
    size_t text_capacity; /* capacity of `text`, in elements */
    /* the distinct keywords in sorted order: for each the index of its first appearance */
    uint32_t *order;
    uint32_t *number;      /* for each given keyword: the number of its distinct keyword */
    uint32_t count;        /* distinct keywords */
    uint32_t *symbols;     /* for each code: its symbol; symbols[0] is unused */
    uint32_t symbol_count; /* codes, 0 included */
    uint32_t depth;        /* codes in the longest keyword */
};

/* Folds and encodes the keywords, sorts them and removes duplicates. `set` is zeroed but for its
 * allocator; it must be freed in any case. */
kefu_status kefu__keywords_load(struct keyword_set *set, const kefu_str *keywords, size_t count,
                                bool skip_symbols, kefu_error *error);
void kefu__keywords_free(struct keyword_set *set);

/* A trie node. The path from the root to the node spells the prefix that all keywords below the
 * node have in common. */
struct trie_node {
    /* index of the node's first child; the children of a node are consecutive, sorted by code */
    uint32_t children;
    uint32_t keyword; /* the number of the keyword that ends here, or TRIE_NONE */
    uint16_t child_count;
    uint16_t code;
};
#define TRIE_NONE UINT32_MAX

/* All nodes in breadth-first order; node 0 is the root. */
struct trie {
    kefu_allocator allocator;
    struct trie_node *nodes;
    size_t count, capacity;
};
kefu_status kefu__trie_build(struct trie *trie, const struct keyword_set *set, kefu_error *error);
void kefu__trie_free(struct trie *trie);

/* The double array before its entries are written: the child of a node by code c goes to slot
 * base[node] + c. No two nodes share a base, so that an entry needs to be checked against the code
 * alone; no two children share a slot; and base 0 means that a node has no children. */
struct placement {
    kefu_allocator allocator;
    uint32_t *base; /* per node; 0 for leaves, and for the root, whose edges are a table by code */
    size_t count;
    uint32_t slots; /* one more than the last slot in use */
};
kefu_status kefu__trie_place(struct placement *placement, const struct trie *trie,
                             kefu_error *error);
void kefu__placement_free(struct placement *placement);

#endif
