/* SPDX-License-Identifier: MIT
 * The evidence as hits, made when somebody asks for it: nested keywords joined, strongest first. */
#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { SORT_BY_HAND = 200 };

bool kefu__hits_reserve(struct kefu_scratch *scratch) {
    const size_t most = scratch->features.count + scratch->polars.count + 1;
    scratch->analysis.hits = NULL;
    return kefu__list_reserve(scratch, &scratch->hits, most) &&
           kefu__list_reserve(scratch, &scratch->keys, most) &&
           kefu__list_reserve(scratch, &scratch->ranked_hits, most);
}

/* ---- making ------------------------------------------------------------------------------------
 */

static void put_feature(const struct kefu_scratch *scratch, const struct match *match,
                        lexicon_meaning meaning, kefu_hit *hit) {
    const struct lexicon *lexicon = scratch->lexicon;
    const bool pair = match->keyword >= lexicon->keyword_count;
    const size_t number = pair ? lexicon->learned->keyword_count + match->keyword -
                                     lexicon->keyword_count
                               : lexicon->features[match->keyword];
    hit->start = match->start;
    hit->end = match->end;
    hit->entry = kefu__handle(scratch->analysis.scheme, lexicon->entry_count + number);
    hit->flags = KEFU_HIT_LEARNED | (pair ? KEFU_HIT_PAIR : 0);
    hit->base = kefu__learned_value(scratch, meaning);
    hit->factors = NULL;
    hit->factor_count = 0;
}

/* What lies inside a longer phrase is added to it, so that evidence reads as words. Features stand
 * by (start, end) but for pairs, which come last and stand alone. */
static size_t put_features(const struct kefu_scratch *scratch, kefu_hit *hits) {
    const struct feature_hit *features = scratch->features.items;
    const size_t count = scratch->features.count;
    const uint32_t pairs = scratch->lexicon->keyword_count;
    size_t first, after, i, at = 0;
    uint32_t reach = 0;
    for (first = 0; first < count; first = after) {
        const struct match begin = kefu__matches_feature(scratch, &features[first]);
        for (after = first + 1; after < count; after++) {
            const struct match next = kefu__matches_feature(scratch, &features[after]);
            if (next.keyword >= pairs || next.start != begin.start)
                break;
        }
        for (i = after; i-- > first;) { /* the longest first */
            const struct match match = kefu__matches_feature(scratch, &features[i]);
            if (match.keyword < pairs && match.end <= reach) {
                hits[at - 1].base += kefu__learned_value(scratch, features[i].meaning);
                continue;
            }
            put_feature(scratch, &match, features[i].meaning, &hits[at++]);
            if (match.keyword < pairs)
                reach = match.end;
        }
    }
    return at;
}

static void put_polar(const struct kefu_scratch *scratch, const struct polar *polar,
                      kefu_hit *hit) {
    const struct mark *mark = (const struct mark *)scratch->marks.items + polar->mark;
    const struct lexicon_entry *entry = &scratch->lexicon->entries[mark->value];
    hit->start = mark->start;
    hit->end = mark->end;
    hit->entry = kefu__handle(scratch->analysis.scheme, mark->value);
    hit->flags = entry->flags & ENTRY_PAIR ? KEFU_HIT_PAIR : 0;
    hit->base = (double)entry->polarity * (entry->flags & ENTRY_AMBIGUOUS ? 0.5 : 1);
    hit->value = scratch->gain * polar->value;
    hit->factor_count = polar->factor_count;
    hit->factors = polar->factor_count > 0
                       ? (const kefu_factor *)scratch->factors.items + polar->factors
                       : NULL;
}

/* ---- order -------------------------------------------------------------------------------------
 */

/* A hit's rank as a number: its strength above its place in the list, so that hits that stand
 * earlier come first among equals. */
static uint64_t key_of(const kefu_hit *hit, uint32_t at) {
    const float strength = (float)fabs(hit->value);
    uint32_t bits;
    memcpy(&bits, &strength, sizeof bits); /* of positive floats: in the order of their values */
    return (uint64_t)bits << 32 | (UINT32_MAX - at);
}

static int by_key(const void *left, const void *right) {
    const uint64_t a = *(const uint64_t *)left, b = *(const uint64_t *)right;
    return a < b ? 1 : a > b ? -1 : 0;
}

/* Descending, by Shell's method with Ciura's gaps: most texts have few hits, and the library's sort
 * would cost more than all else. */
static void sort_keys(uint64_t *keys, size_t count) {
    static const size_t gaps[] = {57, 23, 10, 4, 1};
    size_t i, j, g;
    if (count > SORT_BY_HAND) {
        qsort(keys, count, sizeof *keys, by_key);
        return;
    }
    for (g = 0; g < sizeof gaps / sizeof *gaps; g++)
        for (i = gaps[g]; i < count; i++) {
            const uint64_t key = keys[i];
            for (j = i; j >= gaps[g] && keys[j - gaps[g]] < key; j -= gaps[g])
                keys[j] = keys[j - gaps[g]];
            keys[j] = key;
        }
}

static void rank(struct kefu_scratch *scratch, const kefu_hit *hits, size_t count) {
    kefu_hit *ranked = scratch->ranked_hits.items;
    uint64_t *keys = scratch->keys.items;
    uint32_t i;
    for (i = 0; i < count; i++)
        keys[i] = key_of(&hits[i], i);
    sort_keys(keys, count);
    for (i = 0; i < count; i++)
        ranked[i] = hits[UINT32_MAX - (uint32_t)keys[i]];
    scratch->analysis.hits = ranked;
    scratch->analysis.hit_count = count;
}

void kefu__hits_make(struct kefu_scratch *scratch) {
    const struct polar *polars = scratch->polars.items;
    kefu_hit *hits = scratch->hits.items;
    size_t count = put_features(scratch, hits), i;
    for (i = 0; i < count; i++)
        hits[i].value = scratch->trust * hits[i].base;
    for (i = 0; i < scratch->polars.count; i++)
        put_polar(scratch, &polars[i], &hits[count++]);
    rank(scratch, hits, count);
}
