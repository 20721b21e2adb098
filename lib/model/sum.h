/* SPDX-License-Identifier: MIT
 * Adding up the weights of the features found in a text, one feature at a time:
 *
 *     begin → add every feature found, in any order, as often as it is found → outputs or score */
#ifndef KEFU_LIB_MODEL_SUM_H
#define KEFU_LIB_MODEL_SUM_H

#include "model/score.h"

/* Working memory for sums, used by one thread at a time, with any model. init zeroes all but the
 * allocator. */
struct learned_sum {
    kefu_allocator allocator;
    const struct learned_model *model;
    struct model_topics topics; /* the topics of the current model */
    int64_t *sums;              /* one sum for each output */
    size_t sums_capacity;
    /* for each feature the generation of the text in which it was last found */
    uint32_t *generations;
    size_t generations_capacity;
    uint32_t generation; /* generation of the current text */
    uint32_t count;      /* number of distinct features with weights found in the current text */
};

/* The result for one text. */
struct learned_result {
    double score;       /* with packs, before calibration */
    double probability; /* calibrated probability of being positive */
    double bias;        /* the part of the score that is attributed to no feature */
    uint32_t count;     /* number of distinct features with weights */
    uint32_t pack;      /* output of the pack with the largest share, LEARNED_NONE for none */
    struct score_factors factors;
};

void kefu__learned_sum_init(struct learned_sum *sum, const kefu_allocator *allocator);
void kefu__learned_sum_free(struct learned_sum *sum);
/* Starts a text. Returns false if out of memory, which can only happen if the model is larger than
 * those before. */
bool kefu__learned_begin(struct learned_sum *sum, const struct learned_model *model);
/* Counts a feature. True if it has weights and is new in this text. */
bool kefu__learned_add(struct learned_sum *sum, uint32_t feature);
/* The value of one output for the features found: bias + scale·Σw / √count. */
double kefu__learned_output(const struct learned_sum *sum, uint32_t output);
/* The score of a sentiment model. `pack`: output of the pack to use, 0 for none; LEARNED_NONE: each
 * pack counts by the share of its topic. */
void kefu__learned_result(const struct learned_sum *sum, uint32_t pack,
                          struct learned_result *result);
/* The contribution of one feature to the score in `result`; the bias and the contributions of all
 * features found add up to the score. */
double kefu__learned_contribution(const struct learned_model *model,
                                  const struct learned_result *result, uint32_t feature);

#endif
