/* SPDX-License-Identifier: MIT
 * The evidence as hits, made when somebody asks for it: nested keywords joined, strongest first. */
#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum {
    RANK_SIDE_BY_SIDE = 160 /* hits: for more, sorting is faster than comparing each with all */
};

bool kefu__hits_reserve(struct kefu_scratch *scratch) {
    const size_t most = scratch->features.count + scratch->polars.count + 1;
    scratch->analysis.hits = NULL;
    return kefu__list_reserve(scratch, &scratch->pieces, most) &&
           kefu__list_reserve(scratch, &scratch->values, most) &&
           kefu__list_reserve(scratch, &scratch->rows, most) &&
           kefu__list_reserve(scratch, &scratch->hits, most) &&
           kefu__list_reserve(scratch, &scratch->keys, most) &&
           kefu__list_reserve(scratch, &scratch->ranked_hits, most);
}

/* ---- joining -----------------------------------------------------------------------------------
 */

/* yes ? a : b, of which compilers make a branch where they like. */
static inline uint32_t choose(bool yes, uint32_t a, uint32_t b) {
    return b ^ ((a ^ b) & (0 - (uint32_t)yes));
}

/* The keywords among the features; pairs come behind them. */
static size_t list_pieces(const struct kefu_scratch *scratch, struct piece *pieces) {
    const struct feature_hit *features = scratch->features.items;
    size_t count = scratch->features.count, i;
    uint32_t start = UINT32_MAX, longest = 0;
    while (count > 0 && features[count - 1].match >= scratch->match_count)
        count--;
    for (i = count; i-- > 0;) {
        const struct match *match = &scratch->matches[features[i].match];
        longest = choose(match->start == start, longest, match->end);
        start = match->start;
        pieces[i].start = start;
        pieces[i].end = match->end;
        pieces[i].longest = longest;
    }
    return count;
}

/* What each keyword and pair brings, in logits, before the trust: pack by pack, so that nothing
 * waits for the sum of another. */
static void value_features(const struct kefu_scratch *scratch, const uint32_t *restrict rows,
                           double *restrict values) {
    const struct feature_hit *features = scratch->features.items;
    const size_t count = scratch->features.count;
    uint32_t pack;
    size_t i;
    for (i = 0; i < count; i++)
        values[i] = scratch->general_worth * (double)MEANING_GENERAL(features[i].meaning);
    for (pack = 0; pack < scratch->counting_count; pack++) {
        const double worth = scratch->worth[pack];
        const int16_t *column = scratch->lexicon->rows + scratch->lexicon->topic_width +
                                scratch->counting[pack];
        for (i = 0; i < count; i++)
            values[i] += worth * column[rows[i]];
    }
}

static inline void put_feature(const struct kefu_scratch *scratch, struct match match,
                               kefu_hit *hit) {
    const struct lexicon *lexicon = scratch->lexicon;
    const bool pair = match.keyword >= lexicon->keyword_count;
    const size_t number = pair ? lexicon->learned->keyword_count + match.keyword -
                                     lexicon->keyword_count
                               : lexicon->features[match.keyword];
    hit->start = match.start;
    hit->end = match.end;
    hit->entry = kefu__handle(scratch->analysis.scheme, lexicon->entry_count + number);
    hit->flags = KEFU_HIT_LEARNED | (pair ? KEFU_HIT_PAIR : 0);
    hit->factors = NULL;
    hit->factor_count = 0;
}

/* What lies inside a longer phrase is added to it, so that evidence reads as words. Keywords stand
 * by (start, end); those that begin in one place are a phrase of their own if the longest of them
 * reaches further than all before. Without a branch, for none could be foretold. */
static size_t join_pieces(const struct kefu_scratch *scratch, size_t count, struct piece *pieces,
                          const double *values, kefu_hit *hits) {
    const struct feature_hit *features = scratch->features.items;
    uint32_t reach = 0, before = 0, start = UINT32_MAX;
    size_t phrase = SIZE_MAX, i;
    for (i = 0; i < count; i++) {
        const struct piece piece = pieces[i];
        const bool first = piece.start != start;
        bool leads, begins;
        before = choose(first, reach, before);
        start = piece.start;
        reach = choose(piece.end > reach, piece.end, reach);
        leads = piece.longest > before;
        begins = first & leads;
        phrase += begins;
        pieces[phrase].lead = choose(leads, (uint32_t)i, pieces[phrase].lead);
        hits[phrase].base += values[i];
    }
    for (i = 0; i < phrase + 1; i++)
        put_feature(scratch, scratch->matches[features[pieces[i].lead].match], &hits[i]);
    return phrase + 1;
}

static size_t put_features(const struct kefu_scratch *scratch, kefu_hit *hits) {
    const struct feature_hit *features = scratch->features.items;
    struct piece *pieces = scratch->pieces.items;
    double *values = scratch->values.items;
    uint32_t *rows = scratch->rows.items;
    size_t i, at;
    for (i = 0; i < scratch->features.count; i++) {
        rows[i] = MEANING_ROW(features[i].meaning) * LEXICON_LANES;
        hits[i].base = 0;
    }
    value_features(scratch, rows, values);
    i = list_pieces(scratch, pieces);
    at = join_pieces(scratch, i, pieces, values, hits);
    for (; i < scratch->features.count; i++, at++) {
        hits[at].base = values[i];
        put_feature(scratch, kefu__matches_feature(scratch, &features[i]), &hits[at]);
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

static int by_strength(const void *left, const void *right) {
    const struct key *a = left, *b = right;
    if (a->strength != b->strength)
        return a->strength < b->strength ? 1 : -1;
    return (a->at > b->at) - (a->at < b->at);
}

static void sort_many(struct key *keys, const kefu_hit *hits, size_t count, kefu_hit *ranked) {
    uint32_t i;
    for (i = 0; i < count; i++) {
        keys[i].strength = (float)fabs(hits[i].value);
        keys[i].at = i;
    }
    qsort(keys, count, sizeof *keys, by_strength);
    for (i = 0; i < count; i++)
        ranked[i] = hits[keys[i].at];
}

/* Of few, each is compared with all: side by side, that is faster than sorting. */
static void rank_few(const struct lanes *lanes, const kefu_hit *hits, size_t count,
                     kefu_hit *ranked) {
    const size_t padded = (count + 7) / 8 * 8;
    int32_t strengths[RANK_SIDE_BY_SIDE] = {0};
    uint32_t ranks[RANK_SIDE_BY_SIDE];
    size_t i;
    for (i = 0; i < count; i++) {
        const float strength = (float)fabs(hits[i].value);
        memcpy(&strengths[i], &strength, sizeof strength); /* as ordered as positive floats are */
    }
    for (; i < padded; i++)
        strengths[i] = -1;
    lanes->rank(strengths, (int32_t)padded, ranks);
    for (i = 0; i < count; i++)
        ranked[ranks[i]] = hits[i];
}

void kefu__hits_make(struct kefu_scratch *scratch) {
    const struct polar *polars = scratch->polars.items;
    kefu_hit *hits = scratch->hits.items, *ranked = scratch->ranked_hits.items;
    size_t count = put_features(scratch, hits), i;
    for (i = 0; i < count; i++)
        hits[i].value = scratch->trust * hits[i].base;
    for (i = 0; i < scratch->polars.count; i++)
        put_polar(scratch, &polars[i], &hits[count++]);
    if (count <= RANK_SIDE_BY_SIDE)
        rank_few(scratch->lanes, hits, count, ranked);
    else
        sort_many(scratch->keys.items, hits, count, ranked);
    scratch->analysis.hits = ranked;
    scratch->analysis.hit_count = count;
}
