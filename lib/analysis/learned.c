/* SPDX-License-Identifier: MIT
 * Learned evidence: the distinct keywords of a model in the text, and what each brings.
 *
 * The same sum as kefu__learned_result() reckons (docs/training.md, "The score"), from a table that
 * is shaped for reading. */
#include "analysis/analysis.h"

#include <math.h>
#include <string.h>

enum {
    LEARNED_TERSE = 2,    /* clauses */
    MOST_FEATURES = 65535 /* of one text: 32 bits then hold the sum of as many weights */
};

#define SHARE_LEAST 0.01 /* a pack that counts for less is left out */

/* ---- collecting --------------------------------------------------------------------------------
 */

/* Room for every match and pair of the text, and marks for every keyword and pair of the model
 * where the text is too long for the small table. */
static bool reserve(struct kefu_scratch *scratch, size_t count) {
    const struct lexicon *lexicon = scratch->lexicon;
    const size_t stamps = lexicon->keyword_count + lexicon->learned->pair_count;
    return kefu__list_reserve(scratch, &scratch->features, count) &&
           (count <= FEATURE_SLOTS / 2 || scratch->stamps.count >= stamps ||
            kefu__list_extend(scratch, &scratch->stamps, stamps));
}

/* Is it the first time that a keyword is found in this text? Of a short text a small table knows
 * it, which stays in the fastest memory. */
static inline bool is_new(struct kefu_scratch *scratch, uint32_t keyword, bool small) {
    const uint64_t key = (uint64_t)scratch->round << 32 | keyword;
    uint32_t at = (keyword * 2654435761u) >> (32 - FEATURE_SLOT_BITS);
    uint32_t *stamp;
    if (small) {
        while (scratch->slots[at] >> 32 == scratch->round && scratch->slots[at] != key)
            at = (at + 1) % FEATURE_SLOTS;
        if (scratch->slots[at] == key)
            return false;
        scratch->slots[at] = key;
        return true;
    }
    stamp = (uint32_t *)scratch->stamps.items + keyword;
    if (*stamp == scratch->round)
        return false;
    *stamp = scratch->round;
    return true;
}

/* Sixteen at a time, of which compilers make vectors: no branch depends on the keyword. */
static void add_topics(int32_t *restrict sums, const int16_t *restrict row, size_t width) {
    size_t k;
    for (; width > 0; width -= 16, sums += 16, row += 16)
        for (k = 0; k < 16; k++)
            sums[k] += row[k];
}

/* Adds a keyword or pair the first time it is found. */
static inline void add_feature(struct kefu_scratch *scratch, uint32_t start, uint32_t end,
                               uint32_t keyword, bool small) {
    const struct lexicon *lexicon = scratch->lexicon;
    const uint32_t row = lexicon->meanings[keyword].row;
    struct feature_hit *hit;
    if (!is_new(scratch, keyword, small) || scratch->features.count == MOST_FEATURES)
        return;
    hit = (struct feature_hit *)scratch->features.items + scratch->features.count++;
    hit->start = start;
    hit->end = end;
    hit->keyword = keyword;
    if (row != 0)
        add_topics(scratch->topics, lexicon->rows + (size_t)row * 2 * lexicon->topic_width,
                   lexicon->topic_width);
}

static bool add_pairs(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    size_t i;
    if (lexicon->learned->pair_count == 0)
        return true;
    if (!kefu__list_extend(scratch, &scratch->stamps,
                           lexicon->keyword_count + lexicon->learned->pair_count) ||
        kefu__pairs_find(&lexicon->learned_pairs, scratch->text, scratch->size, scratch->matches,
                         scratch->match_count, &scratch->pair_matches, NULL) ||
        !reserve(scratch, scratch->features.count + scratch->pair_matches.count))
        return false;
    for (i = 0; i < scratch->pair_matches.count; i++) {
        const struct pair_match *pair = &scratch->pair_matches.items[i];
        if (lexicon->meanings[lexicon->keyword_count + pair->pair].flags & MEANING_LEARNED)
            add_feature(scratch, pair->start, pair->end, lexicon->keyword_count + pair->pair,
                        false);
    }
    return true;
}

/* Does a neutral phrase (a blocker) cover a match? `next` moves on with the matches. */
static bool is_blocked(const struct kefu_scratch *scratch, const struct match *match,
                       size_t *next) {
    const struct mark *marks = scratch->marks.items;
    size_t i;
    while (*next < scratch->marks.count && marks[*next].end <= match->start)
        ++*next;
    for (i = *next; i < scratch->marks.count && marks[i].start <= match->start; i++)
        if (marks[i].sense == SENSE_BLOCKER && !marks[i].hidden && marks[i].end >= match->end)
            return true;
    return false;
}

/* A text of few clauses is judged by few words: there, what lies inside a neutral phrase (好 of
 * 约好) is not found. */
static void add_matches(struct kefu_scratch *scratch) {
    const struct match *matches = scratch->matches;
    const uint32_t *chosen = scratch->learned_matches.items;
    const bool terse = scratch->clauses.count <= LEARNED_TERSE;
    const bool small = scratch->learned_matches.count <= FEATURE_SLOTS / 2;
    size_t next = 0, i;
    for (i = 0; i < scratch->learned_matches.count; i++) {
        const struct match *match = &matches[chosen[i]];
        if (!terse || !is_blocked(scratch, match, &next))
            add_feature(scratch, match->start, match->end, match->keyword, small);
    }
}

/* ---- the sum -----------------------------------------------------------------------------------
 */

/* The share of each pack: the one that was named, or each by how much the text is of its topic. */
static void share_packs(struct kefu_scratch *scratch, uint32_t pack, double root, double *shares) {
    const struct learned_model *model = scratch->lexicon->learned;
    double total = 0;
    uint32_t i;
    for (i = 0; i < scratch->lexicon->packs; i++) {
        const struct learned_output *topic = &model->outputs[2 * i + 2];
        const double of_topic = topic->bias + topic->scale * (double)scratch->topics[i] / root;
        shares[i] = kefu__learned_logistic(model->topic_gain * of_topic);
        total += shares[i];
    }
    for (i = 0; i < scratch->lexicon->packs; i++)
        shares[i] = pack != LEARNED_NONE ? 2 * i + 1 == pack
                    : total > 1          ? shares[i] / total
                                         : shares[i];
}

/* What a weight of 1 is worth in each output, in logits, and the bias. */
static void weigh(struct kefu_scratch *scratch, kefu_str pack) {
    const struct learned_model *model = scratch->lexicon->learned;
    const double slope = model->outputs[0].slope;
    const double root = scratch->features.count > 0 ? sqrt((double)scratch->features.count) : 1;
    double shares[LEARNED_OUTPUTS_MAX];
    const uint32_t named = pack.size > 0
                               ? kefu__learned_find(model, LEARNED_PACK, pack.data, pack.size)
                               : LEARNED_NONE;
    uint32_t i;
    share_packs(scratch, named, root, shares);
    scratch->pack_named = named != LEARNED_NONE;
    scratch->general_worth = slope * model->outputs[0].scale / root;
    scratch->learned_bias = model->outputs[0].intercept + slope * model->outputs[0].bias;
    scratch->counting_count = 0;
    for (i = 0; i < scratch->lexicon->packs; i++) {
        if (shares[i] > scratch->topic_share)
            scratch->topic_share = shares[i];
        if (shares[i] < SHARE_LEAST)
            continue;
        scratch->worth[scratch->counting_count] = slope * shares[i] *
                                                  model->outputs[2 * i + 1].scale / root;
        scratch->learned_bias += slope * shares[i] * model->outputs[2 * i + 1].bias;
        scratch->counting[scratch->counting_count++] = i;
    }
}

/* What each keyword found brings, in logits. */
static double value_of(const struct kefu_scratch *scratch, const struct feature_hit *feature) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct lexicon_meaning *meaning = &lexicon->meanings[feature->keyword];
    const int16_t *row = lexicon->rows + (size_t)meaning->row * 2 * lexicon->topic_width +
                         lexicon->topic_width;
    double value = scratch->general_worth * meaning->general;
    uint32_t i;
    if (meaning->row == 0)
        return value;
    for (i = 0; i < scratch->counting_count; i++)
        value += scratch->worth[i] * row[scratch->counting[i]];
    return value;
}

static void value_all(struct kefu_scratch *scratch) {
    struct feature_hit *features = scratch->features.items;
    size_t i;
    for (i = 0; i < scratch->features.count; i++)
        features[i].value = value_of(scratch, &features[i]);
}

bool kefu__learned_collect(struct kefu_scratch *scratch, kefu_str pack) {
    const struct learned_model *model = scratch->lexicon->learned;
    scratch->features.count = 0;
    scratch->learned_bias = 0;
    scratch->topic_share = 0;
    scratch->pack_named = false;
    if (!model)
        return true;
    if (!reserve(scratch, scratch->learned_matches.count))
        return false;
    memset(scratch->topics, 0, scratch->lexicon->topic_width * sizeof *scratch->topics);
    add_matches(scratch);
    if (!add_pairs(scratch))
        return false;
    weigh(scratch, pack);
    value_all(scratch);
    return true;
}
