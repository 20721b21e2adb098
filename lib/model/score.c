/* SPDX-License-Identifier: MIT
 * From sums of weights to a score. */
#include "model/score.h"

#include <math.h>

/* Computes the share with which each pack counts: the probability that the text belongs to the
 * pack's industry (its topic). The shares are scaled down if their sum exceeds 1. */
static void share_by_topic(const struct model_topics *topics, const struct lanes *lanes,
                           double root, const int32_t *topic_sums, double *shares) {
    double total = 0;
    lanes->share(topics->biases, topics->scales, 1 / root, topic_sums, topics->width, shares);
    for (uint32_t i = 0; i < topics->packs; i++)
        total += shares[i];
    for (uint32_t i = 0; total > 1 && i < topics->packs; i++)
        shares[i] /= total;
}

void kefu__score_factors(const struct learned_model *model, const struct model_topics *topics,
                         const struct lanes *lanes, const struct score_options *options,
                         size_t found, const int32_t *topic_sums, struct score_factors *factors) {
    const double slope = options->slope, root = found > 0 ? sqrt((double)found) : 1;
    const struct learned_output *outputs = model->outputs;
    const bool named = options->pack != LEARNED_NONE;
    double shares[LEARNED_OUTPUTS_MAX / 2];
    uint32_t i;
    if (!named)
        share_by_topic(topics, lanes, root, topic_sums, shares);
    factors->general = slope * outputs[0].scale / root;
    factors->bias = options->intercept + slope * outputs[0].bias;
    factors->share = 0;
    factors->pack = LEARNED_NONE;
    for (i = 0; i < topics->packs; i++) {
        const struct learned_output *output = &outputs[2 * i + 1];
        const double whole = named ? options->pack == 2 * i + 1 : shares[i];
        const double share = whole < options->share_min ? 0 : whole;
        factors->pack = whole > factors->share ? 2 * i + 1 : factors->pack;
        factors->share = whole > factors->share ? whole : factors->share;
        factors->packs[i] = slope * share * output->scale / root;
        factors->bias += slope * share * output->bias;
    }
    for (; i % LANES_FACTORS > 0; i++)
        factors->packs[i] = 0;
}

double kefu__score_sum(const struct score_factors *factors, uint32_t packs, int64_t general_sum,
                       const int32_t *pack_sums) {
    double sum = factors->general * (double)general_sum;
    for (uint32_t i = 0; i < packs; i++)
        sum += factors->packs[i] * pack_sums[i];
    return sum;
}
