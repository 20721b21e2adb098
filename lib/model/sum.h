/* SPDX-License-Identifier: MIT
 * Adding up the weights of the features found in a text, one feature at a time:
 *
 *     begin → add every feature found, in any order, as often as it is found → outputs or score */
#ifndef KEFU_LIB_MODEL_SUM_H
#define KEFU_LIB_MODEL_SUM_H

#include "model/score.h"

/* Working memory for the sums of a text, used by one thread at a time, with any model. init zeroes
 * all but the allocator. */
struct learned_sum {
    kefu_allocator allocator;
    const struct learned_model *model;
    /* how the industry of a text is estimated, from the current model */
    struct model_topics topics;
    int64_t *sums; /* for each output: the sum of the weights of the features found */
    size_t sums_capacity;
    /* for each feature: the generation (number of a text) in which it was last found, so that
     * nothing must be cleared between texts */
    uint32_t *generations;
    size_t generations_capacity;
    uint32_t generation; /* the current text's generation */
    uint32_t count;      /* number of distinct features with weights found in the current text */
};

/* The result of a sentiment model for one text. */
struct learned_result {
    double score;       /* score of the text including packs, before calibration */
    double probability; /* calibrated probability that the text is positive */
    double bias;        /* the part of the score that is attributed to no feature */
    uint32_t count;     /* number of distinct features with weights */
    /* index of the output of the pack whose industry is the most probable; LEARNED_NONE: no pack */
    uint32_t pack;
    struct score_factors factors;
};

void kefu__learned_sum_init(struct learned_sum *sum, const kefu_allocator *allocator);
void kefu__learned_sum_free(struct learned_sum *sum);
/* Starts a text. Returns false if out of memory, which can only happen if the model is larger than
 * those before. */
bool kefu__learned_begin(struct learned_sum *sum, const struct learned_model *model);
/* Adds the weights of a feature to the sums, the first time that it is found in the text. Returns
 * true if they were added: false for a repetition, and for a feature without weights. */
bool kefu__learned_add(struct learned_sum *sum, uint32_t feature);
/* The value of one output for the current text: bias + scale · Σw / √count, where Σw is the sum of
 * the stored weights of the features found, and `count` their number. */
double kefu__learned_output(const struct learned_sum *sum, uint32_t output);
/* Computes the score of the current text by a sentiment model. `pack`: index of the output of the
 * pack to use, 0 for none; LEARNED_NONE: each pack counts by the probability that the text belongs
 * to its industry. */
void kefu__learned_result(const struct learned_sum *sum, uint32_t pack,
                          struct learned_result *result);
/* The contribution of one feature to the score in `result`. The bias in `result` and the
 * contributions of all features found add up to the score. */
double kefu__learned_contribution(const struct learned_model *model,
                                  const struct learned_result *result, uint32_t feature);

#endif
