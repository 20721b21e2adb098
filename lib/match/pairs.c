/* SPDX-License-Identifier: MIT
 * Gapped pairs: for each match that begins pairs, looks at the matches behind it, up to the end of
 * the clause or the longest gap. */
#include "match/pairs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text/utf8.h"

struct ordered_pair {
    struct pair pair;
    uint32_t index;
};

static int compare_ordered(const void *a, const void *b) {
    const struct ordered_pair *x = a, *y = b;
    if (x->pair.first != y->pair.first)
        return x->pair.first < y->pair.first ? -1 : 1;
    if (x->pair.second != y->pair.second)
        return x->pair.second < y->pair.second ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static kefu_status check_pairs(const struct pair *list, size_t count, uint32_t keywords,
                               kefu_error *error) {
    char pointer[24];
    for (size_t i = 0; i < count; i++) {
        if (list[i].first < keywords && list[i].second < keywords && list[i].gap <= PAIR_GAP_MAX)
            continue;
        snprintf(pointer, sizeof pointer, "/%zu", i);
        return kefu__fail_at(error, KEFU_E_ARGUMENT, pointer,
                             "pair %zu has a keyword or a gap out of range", i);
    }
    return KEFU_OK;
}

void kefu__pairs_free(struct pairs *pairs) {
    if (pairs->list || pairs->index || pairs->begin) {
        kefu__release(&pairs->allocator, pairs->list, pairs->count * sizeof *pairs->list);
        kefu__release(&pairs->allocator, pairs->index, pairs->count * sizeof *pairs->index);
        kefu__release(&pairs->allocator, pairs->begin,
                      ((size_t)pairs->keywords + 1) * sizeof *pairs->begin);
    }
    memset(pairs, 0, sizeof *pairs);
}

static void fill_pairs(struct pairs *pairs, const struct ordered_pair *ordered) {
    uint32_t k = 0;
    for (uint32_t i = 0; i < pairs->count; i++) {
        pairs->list[i] = ordered[i].pair;
        pairs->index[i] = ordered[i].index;
        while (k <= ordered[i].pair.first)
            pairs->begin[k++] = i;
    }
    while (k <= pairs->keywords)
        pairs->begin[k++] = pairs->count;
}

kefu_status kefu__pairs_init(struct pairs *pairs, const struct pair *list, size_t count,
                             uint32_t keywords, const kefu_allocator *allocator,
                             kefu_error *error) {
    if (!pairs || (!list && count))
        return kefu__fail(error, KEFU_E_ARGUMENT, "pairs or list is NULL");
    if (count > MATCHER_KEYWORDS_MAX || keywords > MATCHER_KEYWORDS_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "too many pairs or keywords");
    struct pairs made;
    memset(&made, 0, sizeof made);
    kefu_status status = kefu__allocator_init(&made.allocator, allocator, error);
    if (status == KEFU_OK)
        status = check_pairs(list, count, keywords, error);
    if (status != KEFU_OK)
        return status;
    made.count = (uint32_t)count;
    made.keywords = keywords;
    made.list = kefu__alloc(&made.allocator, count * sizeof *made.list);
    made.index = kefu__alloc(&made.allocator, count * sizeof *made.index);
    made.begin = kefu__alloc(&made.allocator, ((size_t)keywords + 1) * sizeof *made.begin);
    struct ordered_pair *ordered;
    ordered = kefu__alloc(&made.allocator, count * sizeof *ordered);
    if (!made.list || !made.index || !made.begin || !ordered) {
        kefu__release(&made.allocator, ordered, count * sizeof *ordered);
        kefu__pairs_free(&made);
        return kefu__no_memory(error);
    }
    for (uint32_t i = 0; i < count; i++)
        ordered[i] = (struct ordered_pair){list[i], i};
    if (count > 0)
        qsort(ordered, count, sizeof *ordered, compare_ordered);
    fill_pairs(&made, ordered);
    kefu__release(&made.allocator, ordered, count * sizeof *ordered);
    *pairs = made;
    return KEFU_OK;
}

void kefu__pair_matches_init(struct pair_matches *found, const kefu_allocator *allocator) {
    memset(found, 0, sizeof *found);
    found->allocator = allocator ? *allocator : kefu__allocator_default();
}

void kefu__pair_matches_free(struct pair_matches *found) {
    kefu__release(&found->allocator, found->items, found->capacity * sizeof *found->items);
    found->items = NULL;
    found->count = found->capacity = 0;
}

/* ---- finding ---- */

static bool ends_clause(uint32_t point) {
    switch (point) {
    case '\n':
    case '\r':
    case ',':
    case '.':
    case '!':
    case '?':
    case ';':
    case ':':
    case 0x2026: /* … */
    case 0x3001: /* 、 */
    case 0x3002: /* 。 */
    case 0xFF01: /* ！ */
    case 0xFF0C: /* ， */
    case 0xFF0E: /* ． */
    case 0xFF1A: /* ： */
    case 0xFF1B: /* ； */
    case 0xFF1F: /* ？ */
    case 0xFF61: /* ｡ */
    case 0xFF64: /* ､ */
        return true;
    default:
        return false;
    }
}

/* A cursor in the text that moves from the end of a pair's first keyword to the right: `at` is its
 * offset, `gap` counts the characters that it has passed. */
struct walk {
    uint32_t at, gap;
};

/* Moves the cursor to offset `to` of the text; false if a clause ends before that, or if the gap
 * becomes larger than any pair allows. */
static bool walk_to(struct walk *walk, const unsigned char *text, size_t size, uint32_t to) {
    while (walk->at < to) {
        uint32_t point;
        walk->at += utf8_decode(text + walk->at, size - walk->at, &point);
        if (ends_clause(point) || ++walk->gap > PAIR_GAP_MAX)
            return false;
    }
    return true;
}

/* Finds the first pair in [low, high) of the sorted list whose second keyword is this one or a
 * greater one, by binary search. */
static uint32_t first_with(const struct pairs *pairs, uint32_t low, uint32_t high,
                           uint32_t second) {
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (pairs->list[middle].second < second)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static bool add_pair(struct pair_matches *found, uint32_t start, uint32_t end, uint32_t pair) {
    if (!kefu__grow(&found->allocator, &found->items, &found->capacity, found->count + 1,
                    sizeof *found->items))
        return false;
    found->items[found->count++] = (struct pair_match){start, end, pair};
    return true;
}

static int compare_found(const void *a, const void *b) {
    const struct pair_match *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return x->pair < y->pair ? -1 : x->pair > y->pair;
}

/* Adds to `found` all pairs in the text whose first keyword is the match matches[i]. */
static bool pairs_from(const struct pairs *pairs, const unsigned char *text, size_t size,
                       const struct match *matches, size_t count, size_t i,
                       struct pair_matches *found) {
    const struct match *first = matches + i;
    uint32_t low = pairs->begin[first->keyword], high = pairs->begin[first->keyword + 1];
    struct walk walk = {first->end, 0};
    for (size_t j = i + 1; j < count; j++) {
        const struct match *second = matches + j;
        if (second->start < first->end)
            continue;
        if (!walk_to(&walk, text, size, second->start))
            return true;
        for (uint32_t p = first_with(pairs, low, high, second->keyword);
             p < high && pairs->list[p].second == second->keyword; p++)
            if (walk.gap <= pairs->list[p].gap &&
                !add_pair(found, first->start, second->end, pairs->index[p]))
                return false;
    }
    return true;
}

kefu_status kefu__pairs_find(const struct pairs *pairs, const char *text, size_t size,
                             const struct match *matches, size_t count, struct pair_matches *found,
                             kefu_error *error) {
    const unsigned char *bytes = (const unsigned char *)text;
    found->count = 0;
    for (size_t i = 0; i < count && pairs->count > 0; i++)
        if (pairs->begin[matches[i].keyword] < pairs->begin[matches[i].keyword + 1] &&
            !pairs_from(pairs, bytes, size, matches, count, i, found)) {
            found->count = 0;
            return kefu__no_memory(error);
        }
    if (found->count > 1)
        qsort(found->items, found->count, sizeof *found->items, compare_found);
    return KEFU_OK;
}
