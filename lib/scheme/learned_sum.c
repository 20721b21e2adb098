/* SPDX-License-Identifier: MIT
 * Adds up the weights of the keywords found in a text. */
#include "scheme/learned.h"
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
    kefu__release(&sum->allocator, sum->marks, sum->marks_capacity * sizeof *sum->marks);
    *sum = (struct learned_sum){.allocator = sum->allocator};
}

/* Makes room and forgets all marks: for another model, or when the rounds are used up. */
static bool prepare(struct learned_sum *sum, const struct learned_model *model) {
    const size_t features = (size_t)model->keyword_count + model->pair_count;
    if (!kefu__grow(&sum->allocator, &sum->sums, &sum->sums_capacity, model->output_count + 1u,
                    sizeof *sum->sums) ||
        !kefu__grow(&sum->allocator, &sum->marks, &sum->marks_capacity, features + 1,
                    sizeof *sum->marks))
        return false;
    memset(sum->marks, 0, sum->marks_capacity * sizeof *sum->marks);
    sum->model = model;
    sum->round = 0;
    return true;
}

bool kefu__learned_begin(struct learned_sum *sum, const struct learned_model *model) {
    if ((sum->model != model || sum->round == UINT32_MAX) && !prepare(sum, model))
        return false;
    sum->round++;
    sum->count = 0;
    memset(sum->sums, 0, model->output_count * sizeof *sum->sums);
    return true;
}

bool kefu__learned_add(struct learned_sum *sum, uint32_t feature) {
    const struct learned_model *model = sum->model;
    if (sum->marks[feature] == sum->round)
        return false;
    sum->marks[feature] = sum->round;
    const uint32_t end = model->rows[feature + 1];
    uint32_t i = model->rows[feature];
    if (i == end)
        return false;
    for (; i < end; i++)
        sum->sums[model->weights[i].output] += model->weights[i].weight;
    sum->count++;
    return true;
}

static double root_of(const struct learned_sum *sum) {
    return sum->count ? sqrt((double)sum->count) : 1.0;
}

double kefu__learned_output(const struct learned_sum *sum, uint32_t output) {
    const struct learned_output *to = &sum->model->outputs[output];
    return to->bias + to->scale * (double)sum->sums[output] / root_of(sum);
}

/* Each pack's share by its topic: together at most 1. */
static void share_packs(const struct learned_sum *sum, double *shares) {
    const struct learned_model *model = sum->model;
    double total = 0;
    for (uint32_t i = 1; i + 1 < model->output_count; i += 2) {
        shares[i] = kefu__logistic(model->topic_gain * kefu__learned_output(sum, i + 1));
        total += shares[i];
    }
    if (total > 1)
        for (uint32_t i = 1; i + 1 < model->output_count; i += 2)
            shares[i] /= total;
}

void kefu__learned_result(const struct learned_sum *sum, uint32_t pack,
                          struct learned_result *result) {
    const struct learned_model *model = sum->model;
    const struct learned_output *general = &model->outputs[0];
    memset(result->shares, 0, sizeof result->shares);
    result->count = sum->count;
    result->root = root_of(sum);
    result->pack = LEARNED_NONE;
    if (pack != LEARNED_NONE)
        result->shares[pack] = 1;
    else
        share_packs(sum, result->shares);
    result->shares[0] = 1;
    result->bias = 0;
    result->score = 0;
    for (uint32_t i = 0; i < model->output_count; i++) {
        const double share = result->shares[i];
        if (share <= 0)
            continue;
        result->bias += share * model->outputs[i].bias;
        result->score += share * kefu__learned_output(sum, i);
        if (i > 0 && (result->pack == LEARNED_NONE || share > result->shares[result->pack]))
            result->pack = i;
    }
    result->probability = kefu__logistic(general->slope * result->score + general->intercept);
}

double kefu__learned_contribution(const struct learned_model *model,
                                  const struct learned_result *result, uint32_t feature) {
    double value = 0;
    for (uint32_t i = model->rows[feature]; i < model->rows[feature + 1]; i++) {
        const struct learned_weight *weight = &model->weights[i];
        value += result->shares[weight->output] * model->outputs[weight->output].scale *
                 weight->weight;
    }
    return value / result->root;
}
