/* SPDX-License-Identifier: MIT
 * First stage of building: folds the keywords, numbers their symbols by falling frequency, sorts
 * the keywords and removes duplicates. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "match/build.h"
#include "text/fold.h"
#include "text/utf8.h"

#define POINTS   0x110000u
#define KEY_PART 4 /* number of 16-bit codes that fit into a 64-bit sort key */

void kefu__keywords_free(struct keyword_set *set) {
    const kefu_allocator *allocator = &set->allocator;
    kefu__release(allocator, set->text, set->text_capacity * sizeof *set->text);
    kefu__release(allocator, set->begin, (set->given + 1) * sizeof *set->begin);
    kefu__release(allocator, set->order, set->given * sizeof *set->order);
    kefu__release(allocator, set->number, set->given * sizeof *set->number);
    kefu__release(allocator, set->symbols, set->symbol_count * sizeof *set->symbols);
}

/* ---- folding ---- */

static kefu_status refuse(kefu_error *error, kefu_status status, size_t index, const char *why) {
    char pointer[24];
    snprintf(pointer, sizeof pointer, "/%zu", index);
    return kefu__fail_at(error, status, pointer, "keyword %zu %s", index, why);
}

/* Folds a keyword and stores its symbols (folded code points) in to[0 … MATCHER_LENGTH_MAX).
 * Returns how many it has; MATCHER_LENGTH_MAX + 1 if it has more than that, or UINT32_MAX if it is
 * ill-formed UTF-8. */
static uint32_t fold_keyword(kefu_str keyword, uint32_t flags, uint32_t *to) {
    struct fold_unit unit;
    uint32_t n = 0;
    for (uint32_t at = 0; at < keyword.size; at = unit.end) {
        kefu__fold_read(keyword.data, keyword.size, at, flags, &unit, NULL, NULL);
        if (unit.broken)
            return UINT32_MAX;
        for (uint32_t i = 0; i < unit.count && n < MATCHER_LENGTH_MAX; i++)
            to[n++] = unit.symbols[i];
        if (n == MATCHER_LENGTH_MAX && unit.end < keyword.size)
            return n + 1;
    }
    return n;
}

static kefu_status fold_keywords(struct keyword_set *set, const kefu_str *keywords, uint32_t flags,
                                 kefu_error *error) {
    uint32_t folded[MATCHER_LENGTH_MAX], used = 0;
    for (size_t i = 0; i < set->given; i++) {
        uint32_t n = TEXT_SIZE_MAX < keywords[i].size ? MATCHER_LENGTH_MAX + 1
                                                      : fold_keyword(keywords[i], flags, folded);
        if (n == UINT32_MAX)
            return refuse(error, KEFU_E_DEFINITION, i, "is not well-formed UTF-8");
        if (n == 0)
            return refuse(error, KEFU_E_DEFINITION, i, "is empty");
        if (n > MATCHER_LENGTH_MAX)
            return refuse(error, KEFU_E_LIMIT, i, "is longer than 64 characters");
        if (!kefu__grow(&set->allocator, &set->text, &set->text_capacity, (size_t)used + n,
                        sizeof *set->text))
            return kefu__no_memory(error);
        memcpy(set->text + used, folded, n * sizeof *folded);
        set->begin[i] = used;
        used += n;
        if (n > set->depth)
            set->depth = n;
    }
    set->begin[set->given] = used;
    return KEFU_OK;
}

/* ---- codes ---- */

struct symbol_weight {
    uint64_t weight;
    uint32_t symbol;
};

static int compare_weights(const void *a, const void *b) {
    const struct symbol_weight *x = a, *y = b;
    if (x->weight != y->weight)
        return x->weight < y->weight ? 1 : -1;
    return x->symbol < y->symbol ? -1 : x->symbol > y->symbol;
}

/* A map from symbols (folded code points) to numbers: a sparse array in pages of 256 elements,
 * allocated on first use. */
struct symbol_map {
    uint64_t *pages[POINTS / 256];
};

static void free_map(struct symbol_map *map, const kefu_allocator *allocator) {
    for (uint32_t i = 0; map && i < POINTS / 256; i++)
        kefu__release(allocator, map->pages[i], 256 * sizeof **map->pages);
    kefu__release(allocator, map, sizeof *map);
}

static inline uint64_t *at_symbol(struct symbol_map *map, uint32_t symbol) {
    return map->pages[symbol >> 8] + (symbol & 0xFF);
}

/* Estimates how frequent each symbol is in texts. Word lists often start with the most frequent
 * words, so symbols of early keywords weigh more. Returns the number of distinct symbols, or
 * UINT32_MAX if out of memory. */
static uint32_t weigh(const struct keyword_set *set, struct symbol_map *weights) {
    uint32_t distinct = 0;
    for (size_t i = 0; i < set->given; i++) {
        const uint32_t more = 1 + ((uint32_t)1 << 20) / (uint32_t)(i + 16);
        for (uint32_t j = set->begin[i]; j < set->begin[i + 1]; j++) {
            uint64_t **page = weights->pages + (set->text[j] >> 8);
            if (!*page)
                *page = kefu__alloc_zero(&set->allocator, 256 * sizeof **page);
            if (!*page)
                return UINT32_MAX;
            distinct += (*page)[set->text[j] & 0xFF] == 0;
            (*page)[set->text[j] & 0xFF] += more;
        }
    }
    return distinct;
}

/* Sorts the symbols by weight, and numbers them from 1 in that order: these numbers are their
 * codes, which replace the weights in the map. */
static bool rank_symbols(struct keyword_set *set, struct symbol_map *weights) {
    const uint32_t distinct = set->symbol_count - 1;
    struct symbol_weight *ranks = kefu__alloc(&set->allocator, distinct * sizeof *ranks);
    uint32_t n = 0;
    set->symbols = kefu__alloc_zero(&set->allocator, set->symbol_count * sizeof *set->symbols);
    if (ranks && set->symbols) {
        for (uint32_t c = 0; c < POINTS; c++)
            if (!weights->pages[c >> 8])
                c |= 0xFF;
            else if (*at_symbol(weights, c))
                ranks[n++] = (struct symbol_weight){*at_symbol(weights, c), c};
        if (n > 0)
            qsort(ranks, n, sizeof *ranks, compare_weights);
        for (uint32_t i = 0; i < n; i++) {
            set->symbols[i + 1] = ranks[i].symbol;
            *at_symbol(weights, ranks[i].symbol) = i + 1;
        }
    }
    kefu__release(&set->allocator, ranks, distinct * sizeof *ranks);
    return ranks && set->symbols;
}

/* Replaces the symbols of all keywords by codes; code 1 is the most frequent symbol. */
static kefu_status encode(struct keyword_set *set, kefu_error *error) {
    struct symbol_map *weights = kefu__alloc_zero(&set->allocator, sizeof *weights);
    const uint32_t distinct = weights ? weigh(set, weights) : UINT32_MAX;
    kefu_status status = KEFU_OK;
    if (distinct == UINT32_MAX) {
        status = kefu__no_memory(error);
    } else if (distinct > CODE_MAX) {
        status = kefu__fail(error, KEFU_E_LIMIT, "the keywords have %u different characters",
                            distinct);
    } else {
        set->symbol_count = distinct + 1;
        if (!rank_symbols(set, weights))
            status = kefu__no_memory(error);
        for (uint32_t j = 0; status == KEFU_OK && j < set->begin[set->given]; j++)
            set->text[j] = (uint32_t)*at_symbol(weights, set->text[j]);
    }
    free_map(weights, &set->allocator);
    return status;
}

/* ---- sorting ---- */

/* The key for sorting keywords: four codes of a keyword from index `depth` on, packed so that
 * comparing the numbers compares the codes; codes behind the keyword's end are 0, so that prefixes
 * come first. */
struct sort_key {
    uint64_t codes;
    uint32_t index;
};

static uint64_t key_codes(const struct keyword_set *set, uint32_t index, uint32_t depth) {
    uint32_t at = set->begin[index] + depth, end = set->begin[index + 1];
    uint64_t codes = 0;
    for (int i = 0; i < KEY_PART; i++, at++)
        codes = codes << 16 | (at < end ? set->text[at] : 0);
    return codes;
}

/* Sorts by least-significant-digit radix sort, one byte in each pass; stable. A byte that is equal
 * in all keys needs no pass. */
static void radix_sort(struct sort_key *keys, struct sort_key *other, size_t n) {
    struct sort_key *from = keys, *to = other;
    for (unsigned shift = 0; shift < 64; shift += 8) {
        size_t counts[256] = {0}, sum = 0;
        for (size_t i = 0; i < n; i++)
            counts[from[i].codes >> shift & 0xFF]++;
        if (n == 0 || counts[from[0].codes >> shift & 0xFF] == n)
            continue;
        for (int b = 0; b < 256; b++) {
            size_t count = counts[b];
            counts[b] = sum;
            sum += count;
        }
        for (size_t i = 0; i < n; i++)
            to[counts[from[i].codes >> shift & 0xFF]++] = from[i];
        struct sort_key *swap = from;
        from = to;
        to = swap;
    }
    if (from != keys)
        memcpy(keys, from, n * sizeof *keys);
}

static void insertion_sort(struct sort_key *keys, size_t n) {
    for (size_t i = 1; i < n; i++) {
        struct sort_key key = keys[i];
        size_t j = i;
        for (; j > 0 && keys[j - 1].codes > key.codes; j--)
            keys[j] = keys[j - 1];
        keys[j] = key;
    }
}

/* Sorts keywords whose first `depth` codes are equal, recursively by the next four codes (as in
 * most-significant-digit radix sort). Stable: equal keywords stay in the caller's order. */
static void sort_keys(const struct keyword_set *set, struct sort_key *keys, struct sort_key *other,
                      size_t n, uint32_t depth) {
    for (size_t i = 0; i < n; i++)
        keys[i].codes = key_codes(set, keys[i].index, depth);
    if (n < 64)
        insertion_sort(keys, n);
    else
        radix_sort(keys, other, n);
    for (size_t i = 0, j; i < n; i = j) {
        uint64_t codes = keys[i].codes;
        for (j = i + 1; j < n && keys[j].codes == codes; j++)
            ;
        /* keywords i … j - 1 are equal so far, and may have more than the four codes compared */
        if (j - i > 1 && (codes & 0xFFFF) != 0)
            sort_keys(set, keys + i, other, j - i, depth + KEY_PART);
    }
}

static bool equal_keywords(const struct keyword_set *set, uint32_t a, uint32_t b) {
    uint32_t n = set->begin[a + 1] - set->begin[a];
    return n == set->begin[b + 1] - set->begin[b] &&
           memcmp(set->text + set->begin[a], set->text + set->begin[b], n * sizeof *set->text) == 0;
}

/* Removes duplicate keywords, which are neighbours after sorting, and keeps the first of each; then
 * numbers the distinct keywords in the order in which the caller first gave them. */
static void merge(struct keyword_set *set, const struct sort_key *keys) {
    uint32_t n = 0, number = 0;
    for (size_t i = 0; i < set->given; i++) {
        bool same = i > 0 && equal_keywords(set, keys[i].index, set->order[n - 1]);
        if (!same)
            set->order[n++] = keys[i].index;
        set->number[keys[i].index] = set->order[n - 1];
    }
    set->count = n;
    for (uint32_t i = 0; i < set->given; i++)
        set->number[i] = set->number[i] == i ? number++ : set->number[set->number[i]];
}

static kefu_status sort_and_merge(struct keyword_set *set, kefu_error *error) {
    const kefu_allocator *allocator = &set->allocator;
    size_t size = set->given * sizeof(struct sort_key);
    struct sort_key *keys = kefu__alloc(allocator, size), *other = kefu__alloc(allocator, size);
    kefu_status status = KEFU_OK;
    if (!keys || !other) {
        status = kefu__no_memory(error);
    } else {
        for (uint32_t i = 0; i < set->given; i++)
            keys[i].index = i;
        sort_keys(set, keys, other, set->given, 0);
        merge(set, keys);
    }
    kefu__release(allocator, keys, size);
    kefu__release(allocator, other, size);
    return status;
}

kefu_status kefu__keywords_load(struct keyword_set *set, const kefu_str *keywords, size_t count,
                                bool skip_symbols, kefu_error *error) {
    set->given = count;
    set->begin = kefu__alloc_zero(&set->allocator, (count + 1) * sizeof *set->begin);
    set->order = kefu__alloc(&set->allocator, count * sizeof *set->order);
    set->number = kefu__alloc(&set->allocator, count * sizeof *set->number);
    if (!set->begin || !set->order || !set->number)
        return kefu__no_memory(error);
    kefu_status status = fold_keywords(set, keywords, skip_symbols ? TEXT_SKIP_SYMBOLS : 0, error);
    if (status == KEFU_OK)
        status = encode(set, error);
    if (status == KEFU_OK)
        status = sort_and_merge(set, error);
    return status;
}
