/* SPDX-License-Identifier: MIT
 * Turns selected candidates and their weights into a model with weights quantised to 16 bits. */
#include "train/train.h"

#include <math.h>
#include <string.h>

bool kefu__dense_outputs(struct dense_model *dense, uint32_t outputs) {
    const size_t cells = (size_t)outputs * kefu__dense_features(dense);
    dense->output_count = outputs;
    dense->outputs = kefu__arena_alloc_zero(dense->arena, outputs * sizeof *dense->outputs);
    dense->weights = kefu__arena_alloc_zero(dense->arena, (cells + 1) * sizeof *dense->weights);
    dense->chosen = kefu__arena_alloc_zero(dense->arena, cells + 1);
    if (!dense->outputs || !dense->weights || !dense->chosen)
        return false;
    for (uint32_t i = 0; i < outputs; i++)
        dense->outputs[i] = (struct learned_output){.name = {"", 0}, .scale = 1, .slope = 1};
    return true;
}

/* ---- features ---- */

struct gathering {
    struct dense_model *dense;
    const struct corpus *corpus;
    struct index_map known; /* maps the text of a keyword to its index */
    struct buffer text;
    size_t capacity;
};

/* Returns the index of the keyword with this text, which is added if it is new; CANDIDATE_NONE if
 * out of memory. */
static uint32_t enter_keyword(struct gathering *g, const char *text, size_t size) {
    const uint32_t known = kefu__map_find(&g->known, text, size);
    if (known != UINT32_MAX)
        return known;
    struct dense_model *dense = g->dense;
    if (dense->keyword_count >= g->capacity)
        return CANDIDATE_NONE;
    char *copy = kefu__arena_text(dense->arena, text, size);
    if (!copy || kefu__map_add(&g->known, copy, size, dense->keyword_count) == UINT32_MAX)
        return CANDIDATE_NONE;
    dense->keywords[dense->keyword_count] = (kefu_str){copy, size};
    return dense->keyword_count++;
}

static uint32_t enter_candidate(struct gathering *g, const struct candidate *candidate) {
    g->text.size = 0;
    kefu__candidate_write(g->corpus, candidate, &g->text);
    return g->text.failed ? CANDIDATE_NONE : enter_keyword(g, g->text.data, g->text.size);
}

static bool enter_pair(struct gathering *g, const struct candidate *candidate, uint32_t gap) {
    struct candidate part = *candidate;
    part.length = 1;
    const uint32_t first = enter_candidate(g, &part);
    part.position += candidate->distance;
    const uint32_t second = enter_candidate(g, &part);
    if (first == CANDIDATE_NONE || second == CANDIDATE_NONE)
        return false;
    g->dense->pairs[g->dense->pair_count++] = (struct learned_pair){first, second, gap};
    return true;
}

static bool gather(struct gathering *g, const struct candidates *candidates, const bool *chosen,
                   uint32_t gap, uint32_t *number) {
    for (uint32_t i = 0; i < candidates->count; i++)
        if (chosen[i] && candidates->items[i].length &&
            enter_candidate(g, &candidates->items[i]) == CANDIDATE_NONE)
            return false;
    for (uint32_t i = 0; i < candidates->count; i++)
        if (chosen[i] && !candidates->items[i].length && !enter_pair(g, &candidates->items[i], gap))
            return false;
    /* features are numbered: first the chosen strings in the order of the candidates, then
     * characters that occur only in pairs, then the chosen pairs */
    uint32_t keyword = 0, pair = g->dense->keyword_count;
    for (uint32_t i = 0; i < candidates->count; i++) {
        number[i] = CANDIDATE_NONE;
        if (chosen[i])
            number[i] = candidates->items[i].length ? keyword++ : pair++;
    }
    return true;
}

kefu_status kefu__dense_features_from(struct dense_model *dense, const struct corpus *corpus,
                                      const struct candidates *candidates, const bool *chosen,
                                      uint32_t gap, uint32_t *number, kefu_error *error) {
    struct gathering g = {.dense = dense, .corpus = corpus};
    size_t pairs = 0;
    for (uint32_t i = 0; i < candidates->count; i++) {
        g.capacity += chosen[i] ? (candidates->items[i].length ? 1 : 2) : 0;
        pairs += chosen[i] && !candidates->items[i].length;
    }
    kefu__map_init(&g.known, &corpus->allocator);
    kefu__buffer_init(&g.text, &corpus->allocator);
    dense->keywords = kefu__arena_alloc(dense->arena, (g.capacity + 1) * sizeof *dense->keywords);
    dense->pairs = kefu__arena_alloc(dense->arena, (pairs + 1) * sizeof *dense->pairs);
    const bool fine = dense->keywords && dense->pairs &&
                      gather(&g, candidates, chosen, gap, number);
    kefu__map_free(&g.known);
    kefu__buffer_free(&g.text);
    return fine ? KEFU_OK : kefu__no_memory(error);
}

/* ---- rounding ---- */

static double largest(const struct dense_model *dense, uint32_t output) {
    const uint32_t features = kefu__dense_features(dense);
    double most = 0;
    for (uint32_t f = 0; f < features; f++) {
        const double size = fabs(dense->weights[(size_t)output * features + f]);
        most = size > most ? size : most;
    }
    return most;
}

/* Rounds a scale to four significant digits, as many as are written to the document, so that a
 * model read from it computes with exactly the same value. */
static double round_scale(double scale) {
    if (!(scale > 0))
        return 1;
    const double unit = pow(10, floor(log10(scale)) - 3);
    return round(scale / unit) * unit;
}

static double round_bias(double bias) {
    return round(bias * 1e5) / 1e5;
}

static int16_t quantise(double weight, double scale) {
    const double level = round(weight / scale);
    return (int16_t)(level > INT16_MAX ? INT16_MAX : level < -INT16_MAX ? -INT16_MAX : level);
}

static void fill_rows(const struct dense_model *dense, struct learned_model *model) {
    const uint32_t features = kefu__dense_features(dense);
    uint32_t next = 0;
    for (uint32_t f = 0; f < features; f++) {
        model->rows[f] = next;
        for (uint32_t o = 0; o < dense->output_count; o++) {
            const size_t cell = (size_t)o * features + f;
            if (dense->chosen[cell])
                model->weights[next++] = (struct learned_weight){
                    (uint16_t)o, quantise(dense->weights[cell], model->outputs[o].scale)};
        }
    }
    model->rows[features] = next;
}

kefu_status kefu__dense_quantise(const struct dense_model *dense, uint32_t task,
                                 struct learned_model *model, kefu_error *error) {
    const uint32_t features = kefu__dense_features(dense);
    const size_t cells = (size_t)dense->output_count * features;
    size_t count = 0;
    for (size_t i = 0; i < cells; i++)
        count += dense->chosen[i];
    struct learned_model made = {.id = {"", 0},
                                 .task = task,
                                 .finds = LEARNED_NONE,
                                 .output_count = dense->output_count,
                                 .keyword_count = dense->keyword_count,
                                 .pair_count = dense->pair_count,
                                 .measure_count = dense->measure_count,
                                 .outputs = dense->outputs,
                                 .keywords = dense->keywords,
                                 .pairs = dense->pairs,
                                 .measures = dense->measures,
                                 .topic_gain = 4,
                                 .turns = dense->turns};
    made.rows = kefu__arena_alloc(dense->arena, (features + 1u) * sizeof *made.rows);
    made.weights = kefu__arena_alloc(dense->arena, (count + 1) * sizeof *made.weights);
    if (!made.rows || !made.weights)
        return kefu__no_memory(error);
    for (uint32_t o = 0; o < dense->output_count; o++) {
        const double levels = made.outputs[o].kind == LEARNED_GENERAL ? QUANTISED_MAX
                                                                      : QUANTISED_MAX / 5.0;
        made.outputs[o].scale = round_scale(largest(dense, o) / levels);
        made.outputs[o].bias = round_bias(made.outputs[o].bias);
    }
    fill_rows(dense, &made);
    *model = made;
    return KEFU_OK;
}
