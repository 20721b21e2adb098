/* SPDX-License-Identifier: MIT
 * The evidence as hits, made when somebody asks for it: nested keywords joined, strongest first. */
#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RANK_LANES = 8 /* hits are ranked in blocks of as many */ };

bool kefu__hits_reserve(struct kefu_scratch *scratch) {
    const size_t most = scratch->features.count + scratch->polars.count + 1;
    scratch->analysis.hits = NULL;
    return kefu__list_reserve(scratch, &scratch->values, most) &&
           kefu__list_reserve(scratch, &scratch->pieces, most) &&
           kefu__list_reserve(scratch, &scratch->joined, most) &&
           kefu__list_reserve(scratch, &scratch->strengths, most + RANK_LANES) &&
           kefu__list_reserve(scratch, &scratch->ranks, most + RANK_LANES) &&
           kefu__list_reserve(scratch, &scratch->keys, most) &&
           kefu__list_reserve(scratch, &scratch->hits, most);
}

/* ---- joining ---- */

/* yes ? a : b, of which compilers make a branch where they like. */
static inline uint32_t choose(bool yes, uint32_t a, uint32_t b) {
    return b ^ ((a ^ b) & (0 - (uint32_t)yes));
}

/* What each keyword and pair brings, in logits, before the trust. */
static void value_features(const struct kefu_scratch *scratch, double *values) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct model_topics *topics = &lexicon->table.topics;
    const size_t width = ((size_t)topics->packs + LANES_FACTORS - 1) / LANES_FACTORS *
                         LANES_FACTORS;
    scratch->lanes->value(lexicon->table.rows + topics->width, scratch->features.items,
                          scratch->features.count, scratch->learned_factors.general,
                          scratch->learned_factors.packs, width, values);
}

/* How many of the features are keywords; pairs come behind them. */
static size_t count_keywords(const struct kefu_scratch *scratch) {
    const struct feature_hit *features = scratch->features.items;
    size_t count = scratch->features.count;
    while (count > 0 && features[count - 1].match >= scratch->match_count)
        count--;
    return count;
}

/* Keywords that begin in one place are one piece, shown as the longest of them, which stands last.
 * As in the next step there is no branch, for none could be foretold: what may begin next is made
 * ready each time. */
static size_t list_pieces(const struct kefu_scratch *scratch, size_t count, const double *values,
                          struct piece *pieces) {
    const struct feature_hit *features = scratch->features.items;
    const uint32_t *numbers = scratch->lexicon->features;
    uint32_t start = UINT32_MAX;
    size_t at = SIZE_MAX, i;
    pieces[0].base = 0;
    for (i = 0; i < count; i++) {
        const uint32_t number = features[i].match;
        const struct match *match = &scratch->matches[number];
        ANALYSIS_FETCH(&numbers[match->keyword]); /* put_learned() will read it */
        at += match->start != start;
        start = match->start;
        pieces[at].base += values[i];
        pieces[at].end = match->end;
        pieces[at].match = number;
        pieces[at + 1].base = 0;
    }
    return at + 1;
}

/* What lies inside a longer phrase is added to it, so that evidence reads as words: a piece is a
 * phrase of its own if it reaches further than all before. */
static size_t join_pieces(const struct piece *pieces, size_t count, struct piece *joined) {
    uint32_t reach = 0, match = 0;
    size_t at = SIZE_MAX, i;
    joined[0].base = 0;
    for (i = 0; i < count; i++) {
        const bool leads = pieces[i].end > reach;
        reach = choose(leads, pieces[i].end, reach);
        match = choose(leads, pieces[i].match, match);
        at += leads;
        joined[at].base += pieces[i].base;
        joined[at].match = match;
        joined[at + 1].base = 0;
    }
    return at + 1;
}

/* The learned evidence as phrases and pairs. */
static size_t join_features(const struct kefu_scratch *scratch, struct piece *joined) {
    const struct feature_hit *features = scratch->features.items;
    struct piece *pieces = scratch->pieces.items;
    double *values = scratch->values.items;
    size_t i = count_keywords(scratch), count;
    value_features(scratch, values);
    count = list_pieces(scratch, i, values, pieces);
    count = join_pieces(pieces, count, joined);
    for (; i < scratch->features.count; i++, count++) {
        joined[count].base = values[i];
        joined[count].match = features[i].match;
    }
    return count;
}

/* ---- order ---- */

/* As whole numbers, positive floats are in the same order. */
static inline int32_t strength_of(double value) {
    const float strength = (float)fabs(value);
    int32_t bits;
    memcpy(&bits, &strength, sizeof bits);
    return bits;
}

static int by_strength(const void *left, const void *right) {
    const struct key *a = left, *b = right;
    if (a->strength != b->strength)
        return a->strength < b->strength ? 1 : -1;
    return (a->at > b->at) - (a->at < b->at);
}

static void rank_many(struct key *keys, const int32_t *strengths, size_t count, uint32_t *ranks) {
    uint32_t i;
    for (i = 0; i < count; i++) {
        keys[i].strength = strengths[i];
        keys[i].at = i;
    }
    qsort(keys, count, sizeof *keys, by_strength);
    for (i = 0; i < count; i++)
        ranks[keys[i].at] = i;
}

/* Of few, each is compared with all: side by side, that is faster than sorting. */
static void rank_few(const struct lanes *lanes, int32_t *strengths, size_t count, uint32_t *ranks) {
    size_t i;
    for (i = 0; i < RANK_LANES; i++)
        strengths[count + i] = -1;
    lanes->rank(strengths, (count + RANK_LANES - 1) / RANK_LANES * RANK_LANES, ranks);
}

/* The place of each phrase and pair, then of each polar, among the hits. */
static const uint32_t *rank(const struct kefu_scratch *scratch, const struct piece *joined,
                            size_t joined_count) {
    const struct polar *polars = scratch->polars.items;
    const size_t count = joined_count + scratch->polars.count;
    int32_t *strengths = scratch->strengths.items;
    uint32_t *ranks = scratch->ranks.items;
    size_t i;
    for (i = 0; i < joined_count; i++)
        strengths[i] = strength_of(scratch->trust * joined[i].base);
    for (i = 0; i < scratch->polars.count; i++)
        strengths[joined_count + i] = strength_of(scratch->gain * polars[i].value);
    if (count <= scratch->lanes->rank_max)
        rank_few(scratch->lanes, strengths, count, ranks);
    else
        rank_many(scratch->keys.items, strengths, count, ranks);
    return ranks;
}

/* ---- hits ---- */

static inline void put_learned(const struct kefu_scratch *scratch, const struct piece *piece,
                               struct hit_record *hit) {
    const struct lexicon *lexicon = scratch->lexicon;
    size_t number;
    if (piece->match < scratch->match_count) {
        const struct match *match = &scratch->matches[piece->match];
        number = lexicon->features[match->keyword];
        hit->start = match->start;
        hit->end = match->end;
        hit->flags = KEFU_HIT_LEARNED;
    } else {
        const struct pair_match *pair =
            &scratch->pair_matches.items[piece->match - scratch->match_count];
        number = lexicon->learned->keyword_count + pair->pair;
        hit->start = pair->start;
        hit->end = pair->end;
        hit->flags = KEFU_HIT_LEARNED | KEFU_HIT_PAIR;
    }
    hit->entry = kefu__handle(scratch->analysis.scheme, lexicon->entry_count + number);
    hit->base = piece->base;
    hit->value = scratch->trust * piece->base;
    hit->factors = NULL;
    hit->factor_count = 0;
}

static void put_polar(const struct kefu_scratch *scratch, const struct polar *polar,
                      struct hit_record *hit) {
    const struct mark *mark = (const struct mark *)scratch->marks.items + polar->mark;
    const struct lexicon_entry *entry = &scratch->lexicon->entries[mark->value];
    hit->start = mark->start;
    hit->end = mark->end;
    hit->entry = kefu__handle(scratch->analysis.scheme, mark->value);
    hit->flags = entry->flags & ENTRY_PAIR ? KEFU_HIT_PAIR : 0;
    hit->base = (double)entry->polarity *
                (entry->flags & ENTRY_AMBIGUOUS ? constants.ambiguous : 1);
    hit->value = scratch->gain * polar->value;
    hit->factor_count = polar->factor_count;
    hit->factors = polar->factor_count > 0
                       ? (const struct factor_record *)scratch->factors.items + polar->factors
                       : NULL;
}

void kefu__hits_make(struct kefu_scratch *scratch) {
    const struct polar *polars = scratch->polars.items;
    struct piece *joined = scratch->joined.items;
    struct hit_record *hits = scratch->hits.items;
    const size_t count = join_features(scratch, joined);
    const uint32_t *ranks = rank(scratch, joined, count);
    size_t i;
    for (i = 0; i < count; i++)
        put_learned(scratch, &joined[i], &hits[ranks[i]]);
    for (i = 0; i < scratch->polars.count; i++)
        put_polar(scratch, &polars[i], &hits[ranks[count + i]]);
    scratch->analysis.hits = hits;
    scratch->analysis.hit_count = count + scratch->polars.count;
}
