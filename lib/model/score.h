/* SPDX-License-Identifier: MIT
 * The score of a model of sentiment, from the sums of the weights found in a text
 * (docs/training.md, "The score"): the one place that computes it, for training and for serving. */
#ifndef KEFU_LIB_MODEL_SCORE_H
#define KEFU_LIB_MODEL_SCORE_H

#include "model/table.h"

/* How the packs of one text are weighed. */
struct score_options {
    uint32_t pack;           /* an output: this pack alone, 0: none; LEARNED_NONE: by topic */
    double slope, intercept; /* score unit → logits; 1 and 0 leave the score as it is */
    double share_min;        /* packs of a smaller share are left out */
};

/* What a weight of 1 brings to the score of one text, in each sum, and what no weight brings. */
struct score_factors {
    double general;
    double packs[LEARNED_OUTPUTS_MAX / 2]; /* zeros up to a multiple of LANES_FACTORS */
    double bias;
    double share;  /* the largest of a pack's shares, 0…1 … */
    uint32_t pack; /* … and its output; LEARNED_NONE: all are 0 */
};

/* Computes the factors.
 * @param found       how many distinct features with weights the text has
 * @param topic_sums  of their weights in each topic: topics->width numbers, zeros behind the packs
 */
void kefu__score_factors(const struct learned_model *model, const struct model_topics *topics,
                         const struct lanes *lanes, const struct score_options *options,
                         size_t found, const int32_t *topic_sums, struct score_factors *factors);
/* The score without its bias, from the sums of weights in output 0 and in each pack. */
double kefu__score_sum(const struct score_factors *factors, uint32_t packs, int64_t general_sum,
                       const int32_t *pack_sums);

#endif
