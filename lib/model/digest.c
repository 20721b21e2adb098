/* SPDX-License-Identifier: MIT
 * The digest of a learned model. */
#include "model/digest.h"

#include <string.h>

static uint64_t hash_double(uint64_t hash, double value) {
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    return kefu__hash_number(hash, bits);
}

static uint64_t hash_text(uint64_t hash, kefu_str text) {
    return kefu__hash_number(kefu__hash_more(hash, text.data, text.size), text.size);
}

static uint64_t hash_output(uint64_t hash, const struct learned_output *output) {
    hash = kefu__hash_number(hash_text(hash, output->name), output->kind);
    hash = hash_double(hash_double(hash, output->scale), output->bias);
    return hash_double(hash_double(hash, output->slope), output->intercept);
}

static uint64_t hash_features(uint64_t hash, const struct learned_model *model) {
    for (uint32_t i = 0; i < model->keyword_count; i++)
        hash = hash_text(hash, model->keywords[i]);
    for (uint32_t i = 0; i < model->pair_count; i++) {
        hash = kefu__hash_number(hash, model->pairs[i].first);
        hash = kefu__hash_number(hash, model->pairs[i].second);
        hash = kefu__hash_number(hash, model->pairs[i].gap);
    }
    return hash;
}

static uint64_t hash_weights(uint64_t hash, const struct learned_model *model) {
    const uint32_t features = model->keyword_count + model->pair_count;
    for (uint32_t i = 0; i <= features; i++)
        hash = kefu__hash_number(hash, model->rows[i]);
    for (uint32_t i = 0; i < model->rows[features]; i++)
        hash = kefu__hash_number(hash, (uint64_t)model->weights[i].output << 16 |
                                           (uint16_t)model->weights[i].weight);
    return hash;
}

uint64_t kefu__model_digest(const struct learned_model *model) {
    uint64_t hash = kefu__hash("model", 5);
    if (!model)
        return hash;
    hash = kefu__hash_number(kefu__hash_number(hash, model->task), model->genre);
    if (model->finds != LEARNED_NONE)
        hash = kefu__hash_number(hash, model->finds);
    hash = hash_double(hash, model->topic_gain);
    for (uint32_t i = 0; i < model->output_count; i++)
        hash = hash_output(hash, &model->outputs[i]);
    for (uint32_t i = 0; i < model->measure_count; i++)
        hash = hash_double(hash_text(hash, model->measures[i].name), model->measures[i].weight);
    hash = hash_double(hash_double(hash, model->turns.low), model->turns.high);
    return hash_weights(hash_features(hash, model), model);
}
