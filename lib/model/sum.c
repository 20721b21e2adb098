/* SPDX-License-Identifier: MIT
 * Sums of the weights found in a text, and the score of a model from them. */
#include "model/sum.h"
#include "stats/logistic.h"

#include <math.h>
#include <string.h>

void kefu__learned_sum_init(struct learned_sum *sum, const kefu_allocator *allocator) {
    *sum = (struct learned_sum){.allocator = allocator ? *allocator : kefu__allocator_default()};
}

void kefu__learned_sum_free(struct learned_sum *sum) {
    if (!sum->allocator.release)
        return;
    kefu__release(&sum->allocator, sum->sums, sum->sums_capacity * sizeof *sum->sums);
    kefu__release(&sum->allocator, sum->generations,
                  sum->generations_capacity * sizeof *sum->generations);
    *sum = (struct learned_sum){.allocator = sum->allocator};
}

/* Allocates the arrays for a model and sets the generation (the text in which it was last found) of
 * each feature to 0. Needed when the model changes, and when the generation counter has wrapped
 * around. */
static bool prepare(struct learned_sum *sum, const struct learned_model *model) {
    const size_t features = (size_t)model->keyword_count + model->pair_count;
    if (!kefu__grow(&sum->allocator, &sum->sums, &sum->sums_capacity, model->output_count + 1u,
                    sizeof *sum->sums) ||
        !kefu__grow(&sum->allocator, &sum->generations, &sum->generations_capacity, features + 1,
                    sizeof *sum->generations))
        return false;
    memset(sum->generations, 0, sum->generations_capacity * sizeof *sum->generations);
    kefu__topics_init(&sum->topics, model);
    sum->model = model;
    sum->generation = 0;
    return true;
}

bool kefu__learned_begin(struct learned_sum *sum, const struct learned_model *model) {
    if ((sum->model != model || sum->generation == UINT32_MAX) && !prepare(sum, model))
        return false;
    sum->generation++;
    sum->count = 0;
    memset(sum->sums, 0, model->output_count * sizeof *sum->sums);
    return true;
}

bool kefu__learned_add(struct learned_sum *sum, uint32_t feature) {
    const struct learned_model *model = sum->model;
    if (sum->generations[feature] == sum->generation)
        return false;
    sum->generations[feature] = sum->generation;
    const uint32_t end = model->rows[feature + 1];
    uint32_t i = model->rows[feature];
    if (i == end)
        return false;
    for (; i < end; i++)
        sum->sums[model->weights[i].output] += model->weights[i].weight;
    sum->count++;
    return true;
}

double kefu__learned_output(const struct learned_sum *sum, uint32_t output) {
    const struct learned_output *to = &sum->model->outputs[output];
    const double root = sum->count ? sqrt((double)sum->count) : 1.0;
    return to->bias + to->scale * (double)sum->sums[output] / root;
}

/* Converts a sum of weights to 32 bits. Texts have too few features for a sum to exceed 32 bits; if
 * one does, the result saturates. */
static int32_t narrow(int64_t sum) {
    return sum > INT32_MAX ? INT32_MAX : sum < INT32_MIN ? INT32_MIN : (int32_t)sum;
}

/* Copies the sums of all packs (`from` 1) or of all topics (`from` 2), which alternate among the
 * outputs. */
static void gather(const struct learned_sum *sum, uint32_t from, int32_t *to) {
    memset(to, 0, LEARNED_OUTPUTS_MAX / 2 * sizeof *to);
    for (uint32_t i = 0; i < sum->topics.packs; i++)
        to[i] = narrow(sum->sums[2 * i + from]);
}

void kefu__learned_result(const struct learned_sum *sum, uint32_t pack,
                          struct learned_result *result) {
    const struct learned_output *general = &sum->model->outputs[0];
    const struct score_options options = {.pack = pack, .slope = 1};
    int32_t topic_sums[LEARNED_OUTPUTS_MAX / 2], pack_sums[LEARNED_OUTPUTS_MAX / 2];
    gather(sum, 2, topic_sums);
    gather(sum, 1, pack_sums);
    kefu__score_factors(sum->model, &sum->topics, &kefu__lanes_portable, &options, sum->count,
                        topic_sums, &result->factors);
    result->count = sum->count;
    result->pack = result->factors.pack;
    result->bias = result->factors.bias;
    result->score = result->bias +
                    kefu__score_sum(&result->factors, sum->topics.packs, sum->sums[0], pack_sums);
    result->probability = kefu__logistic(general->slope * result->score + general->intercept);
}

double kefu__learned_contribution(const struct learned_model *model,
                                  const struct learned_result *result, uint32_t feature) {
    double value = 0;
    for (uint32_t i = model->rows[feature]; i < model->rows[feature + 1]; i++) {
        const struct learned_weight *weight = &model->weights[i];
        if (weight->output == 0)
            value += result->factors.general * weight->weight;
        else if (weight->output % 2 == 1)
            value += result->factors.packs[weight->output / 2] * weight->weight;
    }
    return value;
}
