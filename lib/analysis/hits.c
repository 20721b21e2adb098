/* SPDX-License-Identifier: MIT
 * The evidence as hits, made when somebody asks for it: nested keywords joined, strongest first. */
#include "analysis/analysis.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { RANK_LANES = 8 /* number of hits that are compared at once */ };

bool kefu__hits_reserve(const struct sorted_matches *sorted, const struct polar_evidence *evidence,
                        struct hit_ranking *ranking, struct kefu_analysis *analysis) {
    const size_t most = sorted->features.count + evidence->polars.count + 1;
    analysis->hits = NULL;
    return kefu__list_reserve(&ranking->values, most) &&
           kefu__list_reserve(&ranking->pieces, most) &&
           kefu__list_reserve(&ranking->joined, most) &&
           kefu__list_reserve(&ranking->strengths, most + RANK_LANES) &&
           kefu__list_reserve(&ranking->ranks, most + RANK_LANES) &&
           kefu__list_reserve(&ranking->keys, most) && kefu__list_reserve(&ranking->hits, most);
}

/* ---- joining ---- */

/* Returns yes ? a : b, without a branch that the CPU could mispredict. */
static inline uint32_t choose(bool yes, uint32_t a, uint32_t b) {
    return b ^ ((a ^ b) & (0 - (uint32_t)yes));
}

/* Computes for each learned keyword and pair what it adds to the score, in logits, before the
 * factor evidence_weights.trust. */
static void value_features(const struct input *input, const struct sorted_matches *sorted,
                           const struct learned_evidence *learned, double *values) {
    const struct model_table *table = &input->genre->table;
    const struct model_topics *topics = &table->topics;
    const size_t width = ((size_t)topics->packs + LANES_FACTORS - 1) / LANES_FACTORS *
                         LANES_FACTORS;
    learned->lanes->value(table->rows + topics->width, sorted->features.items,
                          sorted->features.count, learned->factors.general, learned->factors.packs,
                          width, values);
}

/* The number of keywords among the features; pairs are stored after them. */
static size_t count_keywords(const struct input *input, const struct sorted_matches *sorted) {
    const struct feature_hit *features = sorted->features.items;
    size_t count = sorted->features.count;
    while (count > 0 && features[count - 1].match >= input->match_count)
        count--;
    return count;
}

/* Joins learned keywords that begin at the same offset to one struct piece, which is shown as the
 * longest of them, the last in the list. Branchless, since the branch would be mispredicted: the
 * sum of the next piece is set to 0 in every iteration, whether it begins or not. */
static size_t list_pieces(const struct input *input, const struct sorted_matches *sorted,
                          size_t count, const double *values, struct piece *pieces) {
    const struct feature_hit *features = sorted->features.items;
    const uint32_t *numbers = input->genre->features;
    uint32_t start = UINT32_MAX;
    size_t at = SIZE_MAX, i;
    pieces[0].base = 0;
    for (i = 0; i < count; i++) {
        const uint32_t number = features[i].match;
        const struct match *match = &input->matches[number];
        /* prefetched for put_learned(), which reads it */
        ANALYSIS_FETCH(&numbers[match->keyword]);
        at += match->start != start;
        start = match->start;
        pieces[at].base += values[i];
        pieces[at].end = match->end;
        pieces[at].match = number;
        pieces[at + 1].base = 0;
    }
    return at + 1;
}

/* Joins pieces (learned keywords) that lie inside a longer one to it: the weights are added up, and
 * the longer one is shown, so that hits are readable phrases. A piece that ends behind all earlier
 * ones begins a new phrase. */
static size_t join_pieces(const struct piece *pieces, size_t count, struct piece *joined) {
    uint32_t furthest = 0, match = 0;
    size_t at = SIZE_MAX, i;
    joined[0].base = 0;
    for (i = 0; i < count; i++) {
        const bool leads = pieces[i].end > furthest;
        furthest = choose(leads, pieces[i].end, furthest);
        match = choose(leads, pieces[i].match, match);
        at += leads;
        joined[at].base += pieces[i].base;
        joined[at].match = match;
        joined[at + 1].base = 0;
    }
    return at + 1;
}

/* Lists in `joined` the learned evidence as it is shown in hits: keywords joined to phrases, then
 * gapped pairs. Returns the length of the list. */
static size_t join_features(const struct input *input, const struct sorted_matches *sorted,
                            const struct learned_evidence *learned,
                            const struct hit_ranking *ranking, struct piece *joined) {
    const struct feature_hit *features = sorted->features.items;
    struct piece *pieces = ranking->pieces.items;
    double *values = ranking->values.items;
    size_t i = count_keywords(input, sorted), count;
    value_features(input, sorted, learned, values);
    count = list_pieces(input, sorted, i, values, pieces);
    count = join_pieces(pieces, count, joined);
    for (; i < sorted->features.count; i++, count++) {
        joined[count].base = values[i];
        joined[count].match = features[i].match;
    }
    return count;
}

/* ---- order ---- */

/* The sort key of a strength: the bits of non-negative floats, read as integers, have the order of
 * the floats. */
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
    for (uint32_t i = 0; i < count; i++) {
        keys[i].strength = strengths[i];
        keys[i].at = i;
    }
    qsort(keys, count, sizeof *keys, by_strength);
    for (uint32_t i = 0; i < count; i++)
        ranks[keys[i].at] = i;
}

/* Ranks few hits by comparing each with all others in SIMD lanes, which is faster than sorting. */
static void rank_few(const struct lanes *lanes, int32_t *strengths, size_t count, uint32_t *ranks) {
    for (size_t i = 0; i < RANK_LANES; i++)
        strengths[count + i] = -1;
    lanes->rank(strengths, (count + RANK_LANES - 1) / RANK_LANES * RANK_LANES, ranks);
}

/* Returns for each hit its place in the order by strength, 0 for the strongest: first for the
 * learned phrases and pairs, then for the hand-written words with a polarity. */
static const uint32_t *rank(const struct learned_evidence *learned,
                            const struct polar_evidence *evidence,
                            const struct evidence_weights *weights,
                            const struct hit_ranking *ranking, const struct piece *joined,
                            size_t joined_count) {
    const struct polar *polars = evidence->polars.items;
    const size_t count = joined_count + evidence->polars.count;
    int32_t *strengths = ranking->strengths.items;
    uint32_t *ranks = ranking->ranks.items;
    for (size_t i = 0; i < joined_count; i++)
        strengths[i] = strength_of(weights->trust * joined[i].base);
    for (size_t i = 0; i < evidence->polars.count; i++)
        strengths[joined_count + i] = strength_of(weights->gain * polars[i].value);
    if (count <= learned->lanes->rank_max)
        rank_few(learned->lanes, strengths, count, ranks);
    else
        rank_many(ranking->keys.items, strengths, count, ranks);
    return ranks;
}

/* ---- hits ---- */

static inline void put_learned(const struct input *input, const struct sorted_matches *sorted,
                               const struct evidence_weights *weights,
                               const struct kefu_analysis *analysis, const struct piece *piece,
                               struct hit_record *hit) {
    const struct lexicon_genre *genre = input->genre;
    size_t number;
    if (piece->match < input->match_count) {
        const struct match *match = &input->matches[piece->match];
        number = genre->features[match->keyword];
        hit->start = match->start;
        hit->end = match->end;
        hit->flags = KEFU_HIT_LEARNED;
    } else {
        const struct pair_match *pair =
            &sorted->pair_matches.items[piece->match - input->match_count];
        number = genre->learned->keyword_count + pair->pair;
        hit->start = pair->start;
        hit->end = pair->end;
        hit->flags = KEFU_HIT_LEARNED | KEFU_HIT_PAIR;
    }
    hit->entry = kefu__handle(analysis->scheme,
                              input->lexicon->entry_count + genre->first + number);
    hit->base = piece->base;
    hit->value = weights->trust * piece->base;
    hit->factors = NULL;
    hit->factor_count = 0;
}

/* Reads no struct lexicon_entry: the mention has a copy of what is needed of it, and the entries
 * are scattered in memory. */
static void put_polar(const struct mention_lists *mentioned, const struct polar_evidence *evidence,
                      const struct evidence_weights *weights, const struct kefu_analysis *analysis,
                      const struct polar *polar, struct hit_record *hit) {
    const struct mention *mention = (const struct mention *)mentioned->mentions.items +
                                    polar->mention;
    hit->start = mention->start;
    hit->end = mention->end;
    hit->entry = kefu__handle(analysis->scheme, mention->value);
    hit->flags = mention->flags & ENTRY_PAIR ? KEFU_HIT_PAIR : 0;
    hit->base = (double)mention->polarity *
                (mention->flags & ENTRY_AMBIGUOUS ? constants.ambiguous : 1);
    hit->value = weights->gain * polar->value;
    hit->factor_count = polar->factor_count;
    hit->factors = polar->factor_count > 0
                       ? (const struct factor_record *)evidence->factors.items + polar->factors
                       : NULL;
}

void kefu__hits_make(const struct input *input, const struct sorted_matches *sorted,
                     const struct mention_lists *mentioned, const struct learned_evidence *learned,
                     const struct polar_evidence *evidence, const struct evidence_weights *weights,
                     struct hit_ranking *ranking, struct kefu_analysis *analysis) {
    const struct polar *polars = evidence->polars.items;
    struct piece *joined = ranking->joined.items;
    struct hit_record *hits = ranking->hits.items;
    const size_t count = join_features(input, sorted, learned, ranking, joined);
    const uint32_t *ranks = rank(learned, evidence, weights, ranking, joined, count);
    for (size_t i = 0; i < count; i++)
        put_learned(input, sorted, weights, analysis, &joined[i], &hits[ranks[i]]);
    for (size_t i = 0; i < evidence->polars.count; i++)
        put_polar(mentioned, evidence, weights, analysis, &polars[i], &hits[ranks[count + i]]);
    analysis->hits = hits;
    analysis->hit_count = count + evidence->polars.count;
}
