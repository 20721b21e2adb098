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

/* ---- the sum -----------------------------------------------------------------------------------
 */

enum { LANES = 16 /* of which compilers make vectors; topic_width is a multiple of it */ };

/* Adds up the same LANES columns of every feature's row. */
static void add_columns(const struct feature_hit *features, size_t count, const int16_t *rows,
                        size_t width, int32_t *restrict sums) {
    int32_t lanes[LANES] = {0};
    size_t i, k;
    for (i = 0; i < count; i++) {
        const int16_t *row = rows + features[i].row * width;
        for (k = 0; k < LANES; k++)
            lanes[k] += row[k];
    }
    memcpy(sums, lanes, sizeof lanes);
}

/* The sums of all weights found. */
static void add_up(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct feature_hit *features = scratch->features.items;
    const size_t width = (size_t)2 * lexicon->topic_width;
    size_t i;
    scratch->general = 0;
    for (i = 0; i < scratch->features.count; i++)
        scratch->general += lexicon->meanings[features[i].keyword].general;
    for (i = 0; i < width; i += LANES)
        add_columns(features, scratch->features.count, lexicon->rows + i, width,
                    scratch->sums + i);
}

/* The share of each pack: the one that was named, or each by how much the text is of its topic. */
static void share_packs(struct kefu_scratch *scratch, uint32_t pack, double root, double *shares) {
    const struct learned_model *model = scratch->lexicon->learned;
    double total = 0;
    uint32_t i;
    for (i = 0; i < scratch->lexicon->packs; i++) {
        const struct learned_output *topic = &model->outputs[2 * i + 2];
        const double of_topic = topic->bias + topic->scale * (double)scratch->sums[i] / root;
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

/* What all of them bring in all, in logits. */
static double sum_of(const struct kefu_scratch *scratch) {
    const int32_t *packs = scratch->sums + scratch->lexicon->topic_width;
    double sum = scratch->general_worth * (double)scratch->general;
    uint32_t i;
    for (i = 0; i < scratch->counting_count; i++)
        sum += scratch->worth[i] * packs[scratch->counting[i]];
    return sum;
}

double kefu__learned_value(const struct kefu_scratch *scratch, const struct feature_hit *feature) {
    const struct lexicon *lexicon = scratch->lexicon;
    const int16_t *row = lexicon->rows + (size_t)feature->row * 2 * lexicon->topic_width +
                         lexicon->topic_width;
    double value = scratch->general_worth * lexicon->meanings[feature->keyword].general;
    uint32_t i;
    if (feature->row == 0)
        return value;
    for (i = 0; i < scratch->counting_count; i++)
        value += scratch->worth[i] * row[scratch->counting[i]];
    return value;
}

bool kefu__learned_collect(struct kefu_scratch *scratch, kefu_str pack) {
    scratch->learned_bias = scratch->topic_share = scratch->learned = 0;
    scratch->pack_named = false;
    if (!scratch->lexicon->learned)
        return true;
    if (scratch->clauses.count <= LEARNED_TERSE)
        kefu__matches_block(scratch);
    if (!kefu__matches_pair(scratch))
        return false;
    add_up(scratch);
    weigh(scratch, pack);
    scratch->learned = sum_of(scratch);
    return true;
}
