/* SPDX-License-Identifier: MIT
 * Lays the weights of a model out in rows. */
#include "model/table.h"

#include <string.h>

/* The number of packs: output 0 is the general one, and each pack is followed by its topic. */
static uint32_t count_packs(const struct learned_model *model) {
    return model ? (model->output_count - 1) / 2 : 0;
}

_Static_assert((LEARNED_PACKS_MAX + TABLE_LANES - 1) / TABLE_LANES * TABLE_LANES <=
                   LEARNED_OUTPUTS_MAX / 2,
               "all packs have room, padded");

void kefu__topics_init(struct model_topics *topics, const struct learned_model *model) {
    memset(topics, 0, sizeof *topics);
    topics->packs = count_packs(model);
    topics->width = (topics->packs + TABLE_LANES - 1) / TABLE_LANES * TABLE_LANES;
    for (uint32_t i = 0; i < topics->packs; i++) {
        const struct learned_output *topic = &model->outputs[2 * i + 2];
        topics->biases[i] = model->topic_gain * topic->bias;
        topics->scales[i] = model->topic_gain * topic->scale;
    }
}

/* The number of rows: one for each feature that has a weight in an output other than 0, and row 0,
 * which is all zeros. */
static size_t count_rows(const struct learned_model *model) {
    const uint32_t features = model ? model->keyword_count + model->pair_count : 0;
    size_t count = 1;
    for (uint32_t i = 0; i < features; i++)
        count += model->rows[i + 1] > model->rows[i] &&
                 (model->rows[i + 1] - model->rows[i] > 1 ||
                  model->weights[model->rows[i]].output != 0);
    return count;
}

kefu_status kefu__table_init(struct model_table *table, const struct learned_model *model,
                             struct arena *arena, kefu_error *error) {
    const size_t rows = count_rows(model);
    kefu__topics_init(&table->topics, model);
    if (table->topics.packs > 0 && rows * 2 * (table->topics.packs + 16) > TABLE_CELLS_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "too many weights in too many packs");
    const size_t size = rows * 2 * table->topics.width * sizeof *table->rows;
    char *cells = kefu__arena_alloc_zero(arena, size + TABLE_LINE);
    if (!cells)
        return kefu__no_memory(error);
    table->rows = (int16_t *)(cells + (TABLE_LINE - (uintptr_t)cells % TABLE_LINE));
    table->row_count = 1;
    table->row_reach = 1;
    return KEFU_OK;
}

feature_word kefu__table_add(struct model_table *table, const struct learned_model *model,
                             uint32_t feature) {
    const uint32_t width = table->topics.width;
    feature_word word = 0;
    int16_t *row = NULL;
    for (uint32_t i = model->rows[feature]; i < model->rows[feature + 1]; i++) {
        const struct learned_weight *weight = &model->weights[i];
        word |= FEATURE_WEIGHTED;
        if (weight->output == 0) {
            word |= FEATURE_WITH_GENERAL(weight->weight);
            continue;
        }
        if (!row) {
            row = table->rows + (size_t)table->row_count++ * 2 * width;
            word |= FEATURE_WITH_ROW((size_t)(row - table->rows));
        }
        row[(weight->output % 2 ? width : 0) + (weight->output - 1u) / 2] = weight->weight;
    }
    return word;
}

void kefu__table_finish(struct model_table *table) {
    const size_t count = (size_t)table->row_count * 2 * table->topics.width;
    int32_t largest = 1;
    for (size_t i = 0; i < count; i++) {
        const int32_t size = table->rows[i] < 0 ? -table->rows[i] : table->rows[i];
        largest = size > largest ? size : largest;
    }
    table->row_reach = largest < INT16_MAX ? (size_t)(INT16_MAX / largest) : 1;
}
