/* SPDX-License-Identifier: MIT
 * The score of a model of sentiment, from the sums of the weights found in a text
 * (docs/training.md, "The score"): the one place that computes it, for training and for serving. */
#ifndef KEFU_LIB_MODEL_SCORE_H
#define KEFU_LIB_MODEL_SCORE_H

#include "model/table.h"

/* How the packs (weights for one industry) are used in one text. */
struct score_options {
    /* index of a pack's output: only this pack is used; 0: no pack is used; LEARNED_NONE: each pack
     * is used, multiplied by the share of its topic */
    uint32_t pack;
    /* the score is mapped to slope · score + intercept, the log-odds; 1 and 0 leave it unchanged */
    double slope, intercept;
    /* packs with a smaller share (probability that the text belongs to their industry) are ignored
     */
    double share_min;
};

/* How one text is scored: the sum of the weights in the general output times `general`, plus the
 * sum in each pack times its element of `packs`, plus `bias`. */
struct score_factors {
    double general;
    double packs[LEARNED_OUTPUTS_MAX / 2]; /* padded with zeros to a multiple of LANES_FACTORS */
    double bias;
    double share; /* the largest probability, 0 … 1, that the text belongs to a pack's industry */
    uint32_t pack; /* index of that pack's output; LEARNED_NONE: all shares are 0 */
};

/* Computes the factors for one text.
 * @param found  number of distinct features with weights in the text
 * @param topic_sums  for each topic the sum of the weights of these features: topics->width
 * numbers, with zeros after the last topic */
void kefu__score_factors(const struct learned_model *model, const struct model_topics *topics,
                         const struct lanes *lanes, const struct score_options *options,
                         size_t found, const int32_t *topic_sums, struct score_factors *factors);
/* The score of a text without the bias, from the sum of the weights in output 0 and in each pack.
 */
double kefu__score_sum(const struct score_factors *factors, uint32_t packs, int64_t general_sum,
                       const int32_t *pack_sums);

#endif
