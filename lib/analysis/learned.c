/* SPDX-License-Identifier: MIT
 * Learned evidence: the distinct keywords of a model in the text, and what each brings.
 *
 * The same sum as kefu__learned_result() reckons (docs/training.md, "The score"), from a table that
 * is shaped for reading. */
#include "analysis/analysis.h"

#include <math.h>
#include <string.h>

/* A text of so few clauses is judged by few words: there, what lies inside a neutral phrase is not
 * found. */
enum { LEARNED_TERSE = 2 };

#define SHARE_LEAST 0.01 /* a pack that counts for less is left out */

/* ---- the sum ---- */

/* Each pack's share by how much the text is of its topic; together they count at most once. */
static void share_packs(const struct kefu_scratch *scratch, double root, double *shares) {
    const struct lexicon *lexicon = scratch->lexicon;
    double total = 0;
    size_t i;
    scratch->lanes->share(lexicon->topic_biases, lexicon->topic_scales, 1 / root, scratch->sums,
                          lexicon->topic_width, shares);
    for (i = 0; i < lexicon->packs; i++)
        total += shares[i];
    for (i = 0; total > 1 && i < lexicon->packs; i++)
        shares[i] /= total;
}

/* A pack that the caller names counts alone. */
static void name_pack(const struct kefu_scratch *scratch, uint32_t pack, double *shares) {
    uint32_t i;
    for (i = 0; i < scratch->lexicon->packs; i++)
        shares[i] = 2 * i + 1 == pack;
}

/* What a weight of 1 is worth in each output, in logits, and the bias. */
static void weigh(struct kefu_scratch *scratch, kefu_str pack) {
    const struct learned_model *model = scratch->lexicon->learned;
    const double slope = model->outputs[0].slope;
    const double root = scratch->features.count > 0 ? sqrt((double)scratch->features.count) : 1;
    double shares[LEARNED_OUTPUTS_MAX / 2 + LEXICON_LANES], topic_share = 0;
    const uint32_t named = pack.size > 0
                               ? kefu__learned_find(model, LEARNED_PACK, pack.data, pack.size)
                               : LEARNED_NONE;
    uint32_t i;
    scratch->pack_named = named != LEARNED_NONE;
    if (scratch->pack_named)
        name_pack(scratch, named, shares);
    else
        share_packs(scratch, root, shares);
    scratch->general_worth = slope * model->outputs[0].scale / root;
    scratch->learned_bias = model->outputs[0].intercept + slope * model->outputs[0].bias;
    for (i = 0; i < scratch->lexicon->packs; i++) {
        const struct learned_output *output = &model->outputs[2 * i + 1];
        const double share = shares[i] < SHARE_LEAST ? 0 : shares[i];
        topic_share = shares[i] > topic_share ? shares[i] : topic_share;
        scratch->worths[i] = slope * share * output->scale / root;
        scratch->learned_bias += slope * share * output->bias;
    }
    for (; i % LANES_WORTHS > 0; i++)
        scratch->worths[i] = 0;
    scratch->topic_share = topic_share;
}

/* What all of them bring in all, in logits. */
static double sum_of(const struct kefu_scratch *scratch) {
    const int32_t *packs = scratch->sums + scratch->lexicon->topic_width;
    double sum = scratch->general_worth * (double)scratch->general;
    uint32_t i;
    for (i = 0; i < scratch->lexicon->packs; i++)
        sum += scratch->worths[i] * packs[i];
    return sum;
}

/* The sum of the weights found in the first output. */
static void add_general(struct kefu_scratch *scratch) {
    const struct feature_hit *features = scratch->features.items;
    int64_t sum = 0;
    size_t i;
    for (i = 0; i < scratch->features.count; i++)
        sum += MEANING_GENERAL(features[i].meaning);
    scratch->general = sum;
}

bool kefu__learned_collect(struct kefu_scratch *scratch, kefu_str pack) {
    scratch->learned_bias = scratch->topic_share = scratch->learned = 0;
    scratch->pack_named = false;
    if (!scratch->lexicon->learned)
        return true;
    if (scratch->clauses.count <= LEARNED_TERSE && !kefu__matches_block(scratch))
        return false;
    if (!kefu__matches_pair(scratch))
        return false;
    add_general(scratch);
    scratch->lanes->add_rows(scratch->lexicon->rows, scratch->features.items,
                             scratch->features.count, (size_t)2 * scratch->lexicon->topic_width,
                             scratch->lexicon->row_reach, scratch->sums);
    weigh(scratch, pack);
    scratch->learned = sum_of(scratch);
    return true;
}
