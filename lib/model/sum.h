/* SPDX-License-Identifier: MIT
 * Adding up the weights of the features found in a text, one feature at a time:
 *
 *     begin → add every feature found, in any order, as often as it is found → outputs or score */
#ifndef KEFU_LIB_MODEL_SUM_H
#define KEFU_LIB_MODEL_SUM_H

#include "model/score.h"

/* Working memory: one a thread, serves any model. Zeroed but for the allocator by init. */
struct learned_sum {
    kefu_allocator allocator;
    const struct learned_model *model;
    struct model_topics topics; /* of the model */
    int64_t *sums;              /* one an output */
    size_t sums_capacity;
    uint32_t *generations; /* of each feature: that of the text in which it was found last */
    size_t generations_capacity;
    uint32_t generation; /* of this text */
    uint32_t count;      /* distinct features with weights found so far */
};

/* What came out of one text. */
struct learned_result {
    double score;       /* with packs, before calibration */
    double probability; /* of being positive: calibrated */
    double bias;        /* the part of the score that no feature brought */
    uint32_t count;     /* distinct features with weights found */
    uint32_t pack;      /* output of the pack with the largest share, LEARNED_NONE for none */
    struct score_factors factors;
};

void kefu__learned_sum_init(struct learned_sum *sum, const kefu_allocator *allocator);
void kefu__learned_sum_free(struct learned_sum *sum);
/* Starts a text. False without memory (grows only for a model larger than those before). */
bool kefu__learned_begin(struct learned_sum *sum, const struct learned_model *model);
/* A feature was found. True the first time in this text, if it has weights. */
bool kefu__learned_add(struct learned_sum *sum, uint32_t feature);
/* The sum of one output over the features found, with its bias: bias + scale·Σw / √count. */
double kefu__learned_output(const struct learned_sum *sum, uint32_t output);
/* The score of a model of sentiment. pack: the output of the pack to use, 0 for none, or
 * LEARNED_NONE: then each pack counts by how much the text is of its topic. */
void kefu__learned_result(const struct learned_sum *sum, uint32_t pack,
                          struct learned_result *result);
/* What one feature brought to that score; the bias and the contributions of all features found
 * add up to the score. */
double kefu__learned_contribution(const struct learned_model *model,
                                  const struct learned_result *result, uint32_t feature);

#endif
