/* SPDX-License-Identifier: MIT
 * The stages of building a matcher: keywords to codes, codes to a trie, the trie to a double array.
 */
#ifndef KEFU_LIB_MATCH_BUILD_H
#define KEFU_LIB_MATCH_BUILD_H

#include "match/image.h"

/* The distinct keywords, sorted. A keyword is a sequence of codes, which number the folded code
 * points (symbols) of all keywords. */
struct keyword_set {
    kefu_allocator allocator;
    size_t given; /* number of keywords that the caller gave */
    /* the symbols of all keywords, concatenated; later the symbols are replaced by their codes */
    uint32_t *text;
    uint32_t *begin;      /* where each keyword begins in `text`; given + 1 elements */
    size_t text_capacity; /* capacity of `text`, in elements */
    /* for each distinct keyword, in sorted order: its first index among the caller's keywords */
    uint32_t *order;
    /* for each of the caller's keywords: the number of its distinct keyword */
    uint32_t *number;
    uint32_t count;        /* number of distinct keywords */
    uint32_t *symbols;     /* for each code: its symbol; symbols[0] is unused */
    uint32_t symbol_count; /* number of codes, with code 0, which no symbol has */
    uint32_t depth;        /* number of codes in the longest keyword */
};

/* Folds the keywords, replaces their symbols by codes, sorts them and removes duplicates. `set`
 * must be zeroed but for its allocator, and be freed in any case. */
kefu_status kefu__keywords_load(struct keyword_set *set, const kefu_str *keywords, size_t count,
                                bool skip_symbols, kefu_error *error);
void kefu__keywords_free(struct keyword_set *set);

/* A node of the trie (the tree of all keywords). The codes on the path from the root to the node
 * are the prefix that all keywords below the node have in common. */
struct trie_node {
    /* index of the node's first child; the children of a node are consecutive, sorted by code */
    uint32_t children;
    uint32_t keyword; /* the number of the keyword that ends at this node, or TRIE_NONE */
    uint16_t child_count;
    uint16_t code;
};
#define TRIE_NONE UINT32_MAX

/* The trie: all nodes in breadth-first order; node 0 is the root. */
struct trie {
    kefu_allocator allocator;
    struct trie_node *nodes;
    size_t count, capacity;
};
kefu_status kefu__trie_build(struct trie *trie, const struct keyword_set *set, kefu_error *error);
void kefu__trie_free(struct trie *trie);

/* The double array (the trie in one array of slots) before its entries are written: the child of a
 * node by code c goes to slot base[node] + c. No two nodes have the same base, so that an entry
 * needs to be checked against the code alone; no two children have the same slot; base 0 means that
 * a node has no children. */
struct placement {
    kefu_allocator allocator;
    /* for each node: its base; 0 for leaves, and for the root, whose edges are a table by code */
    uint32_t *base;
    size_t count;
    uint32_t slots; /* number of slots: one more than the index of the last slot in use */
};
kefu_status kefu__trie_place(struct placement *placement, const struct trie *trie,
                             kefu_error *error);
void kefu__placement_free(struct placement *placement);

#endif
