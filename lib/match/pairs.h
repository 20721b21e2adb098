/* SPDX-License-Identifier: MIT
 * Gapped pairs over a match list: "a … b, at most g characters between them, in one clause". */
#ifndef KEFU_LIB_PAIRS_H
#define KEFU_LIB_PAIRS_H

#include "match.h"

#define PAIR_GAP_MAX 64u /* the largest gap that a pair may allow, in characters */

/* A pair of keywords to find in one clause, in this order; both are numbers of keywords of one
 * matcher. */
struct pair {
    uint32_t first, second;
    uint32_t gap; /* largest number of characters between the two keywords, 0 … PAIR_GAP_MAX */
};

/* A pair found in the text, from the start of its first keyword to the end of its second. */
struct pair_match {
    uint32_t start, end;
    uint32_t pair; /* index of the pair in the array given to kefu__pairs_init() */
};

/* A set of pairs to find, grouped by their first keyword. Immutable after init, so threads may
 * share it. The members are private. */
struct pairs {
    kefu_allocator allocator;
    struct pair *list; /* sorted by (first, second, index) */
    uint32_t *index;   /* for each element of `list`: its index in the caller's array */
    uint32_t *begin; /* for each keyword: where its pairs begin in `list`; keywords + 1 elements */
    uint32_t keywords, count;
};

/* Prepares a set of pairs for searching. `keywords`: number of keywords of the matcher.
 * @return KEFU_OK, KEFU_E_ARGUMENT (a keyword or gap out of range: error->pointer is "/INDEX"),
 *         KEFU_E_LIMIT (count above MATCHER_KEYWORDS_MAX), KEFU_E_MEMORY */
kefu_status kefu__pairs_init(struct pairs *pairs, const struct pair *list, size_t count,
                             uint32_t keywords, const kefu_allocator *allocator, kefu_error *error);
void kefu__pairs_free(struct pairs *pairs); /* releases the arrays; a zeroed struct is allowed */

/* The pairs found in a text; the array grows to what texts need and is reused. */
struct pair_matches {
    kefu_allocator allocator;
    struct pair_match *items;
    size_t count, capacity;
};
void kefu__pair_matches_init(struct pair_matches *found, const kefu_allocator *allocator);
void kefu__pair_matches_free(struct pair_matches *found);

/* Finds all pairs in a text. `matches` are the matches in `text`, sorted by (start, end). A pair is
 * found if its second keyword begins at or after the end of its first, and no clause mark
 * (，。！？；：、… their ASCII forms, a line break) stands between them. The pairs found are sorted
 * by (start, end, pair).
 * @return KEFU_OK, KEFU_E_MEMORY */
kefu_status kefu__pairs_find(const struct pairs *pairs, const char *text, size_t size,
                             const struct match *matches, size_t count, struct pair_matches *found,
                             kefu_error *error);

#endif
