/* SPDX-License-Identifier: MIT
 * Fits sentiment: general weights, packs of weights that each add to them in one category of texts,
 * and topic weights that choose the packs for a text.
 *
 * The solver gets each text twice: as a row of general columns, and as a row with its category's
 * pack columns in addition. So the general weights learn to work without packs, and a pack's
 * weights learn what its category adds. */
#include "train/fit.h"

#define TOPIC_COST 1.0

int kefu__sentiment_sign(kefu_str label) {
    static const char *const good[] = {"1", "positive", "pos", "正面", "好评"};
    static const char *const bad[] = {"0", "negative", "neg", "负面", "差评", "-1"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++)
        if (kefu__str_is(label, good[i]))
            return 1;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (kefu__str_is(label, bad[i]))
            return -1;
    return 0;
}

/* ---- the second pass ---- */

/* Creates and names the outputs of the model, and marks which features have a weight in which
 * output. */
static bool define_outputs(struct fit *f, struct dense_model *dense, const uint32_t *number) {
    if (!kefu__dense_outputs(dense, 1 + 2 * f->packs))
        return false;
    const uint32_t features = kefu__dense_features(dense);
    for (uint32_t p = 0; p < f->packs; p++) {
        const kefu_str name = f->training->corpus->category_names.names[p];
        const kefu_str copy = {kefu__arena_text(dense->arena, name.data, name.size), name.size};
        if (!copy.data)
            return false;
        dense->outputs[1 + 2 * p].name = dense->outputs[2 + 2 * p].name = copy;
        dense->outputs[1 + 2 * p].kind = LEARNED_PACK;
        dense->outputs[2 + 2 * p].kind = LEARNED_TOPIC;
    }
    for (uint32_t c = 0; c < f->candidates; c++) {
        if (number[c] == CANDIDATE_NONE)
            continue;
        dense->chosen[number[c]] = f->general[c];
        for (uint32_t p = 0; p < f->packs; p++) {
            const size_t cell = (size_t)p * f->candidates + c;
            dense->chosen[(size_t)(1 + 2 * p) * features + number[c]] = f->pack[cell];
            dense->chosen[(size_t)(2 + 2 * p) * features + number[c]] = f->topic[cell];
        }
    }
    return true;
}

/* Fits the weights of the general output and of the packs; `found` says which text contains which
 * feature. */
static kefu_status solve_scores(struct fit *f, struct dense_model *dense,
                                const struct matrix *found, struct arena *arena,
                                kefu_error *error) {
    const uint32_t features = kefu__dense_features(dense);
    uint32_t *numbers = kefu__arena_alloc(arena,
                                          (1u + f->packs) * (features + 1u) * sizeof *numbers);
    if (!numbers)
        return kefu__no_memory(error);
    struct layout layout = {.general = numbers, .pack = numbers + features, .packs = f->packs};
    for (uint32_t o = 0; o <= f->packs; o++)
        for (uint32_t i = 0; i < features; i++) {
            const size_t cell = (size_t)(o ? 2 * o - 1 : 0) * features + i;
            numbers[(size_t)o * features + i] = dense->chosen[cell] ? layout.columns++
                                                                    : CANDIDATE_NONE;
        }
    struct views views;
    const double cost = f->training->options->cost;
    if (!kefu__views_build(f, found, &layout, f->packs ? cost / 2 : cost, cost, arena, &views))
        return kefu__no_memory(error);
    const kefu_status status = kefu__views_solve(f, &views, f->packs, error);
    if (status != KEFU_OK)
        return status;
    dense->outputs[0].bias = views.bias;
    for (uint32_t o = 0; o <= f->packs; o++)
        for (uint32_t i = 0; i < features; i++) {
            const uint32_t column = numbers[(size_t)o * features + i];
            if (column != CANDIDATE_NONE)
                dense->weights[(size_t)(o ? 2 * o - 1 : 0) * features + i] = views.weights[column];
        }
    for (uint32_t p = 0; p < f->packs; p++)
        dense->outputs[1 + 2 * p].bias = views.weights[layout.columns + p];
    return KEFU_OK;
}

static kefu_status solve_topics(struct fit *f, struct dense_model *dense,
                                const struct matrix *found, kefu_error *error) {
    const uint32_t features = kefu__dense_features(dense);
    kefu_status status = KEFU_OK;
    for (uint32_t p = 0; p < f->packs && status == KEFU_OK; p++) {
        const size_t from = (size_t)(2 + 2 * p) * features;
        struct arena arena;
        kefu__arena_init(&arena, f->allocator);
        struct matrix own = {0};
        double *weights = NULL;
        float *costs;
        status = kefu__matrix_columns(found, dense->chosen + from, f->allocator, &own, error);
        if (status == KEFU_OK)
            status = kefu__topic_solve(f, &own, found->begin, p, TOPIC_COST, &arena, &weights,
                                       &costs, &dense->outputs[2 + 2 * p].bias, error);
        uint32_t column = 0;
        for (uint32_t i = 0; i < features && status == KEFU_OK; i++)
            if (dense->chosen[from + i])
                dense->weights[from + i] = weights[column++];
        kefu__matrix_free(&own, f->allocator);
        kefu__arena_free(&arena);
    }
    return status;
}

/* The second pass of fitting: scans the texts for the chosen features with the scanner that is used
 * for analysis, and fits the weights to what it finds. */
static kefu_status solve_again(struct fit *f, struct dense_model *dense, kefu_error *error) {
    const struct corpus *corpus = f->training->corpus;
    struct learned_model empty;
    struct scanner scanner = {0};
    struct matrix found = {0};
    struct arena arena;
    kefu__arena_init(&arena, f->allocator);
    kefu_status status = kefu__dense_quantise(dense, LEARNED_SENTIMENT, &empty, error);
    if (status == KEFU_OK)
        status = kefu__scanner_init(&scanner, &empty, f->allocator, error);
    if (status == KEFU_OK)
        status = kefu__scanner_matrix(&scanner, corpus->texts, corpus->count, &found, error);
    if (status == KEFU_OK)
        status = solve_scores(f, dense, &found, &arena, error);
    if (status == KEFU_OK)
        status = solve_topics(f, dense, &found, error);
    kefu__scanner_free(&scanner);
    kefu__matrix_free(&found, f->allocator);
    kefu__arena_free(&arena);
    return status;
}

/* ---- the whole ---- */

static kefu_status set_up(struct fit *f, kefu_error *error) {
    const struct corpus *corpus = f->training->corpus;
    f->texts = corpus->count;
    f->candidates = f->training->candidates->count;
    while (f->keywords < f->candidates && f->training->candidates->items[f->keywords].length)
        f->keywords++;
    if (f->training->options->flags & KEFU_TRAIN_PACKS && corpus->category_names.count > 1)
        f->packs = corpus->category_names.count;
    const size_t cells = (size_t)f->packs * f->candidates + 1;
    f->signs = kefu__arena_alloc_zero(&f->scratch, f->texts + 1u);
    f->general = kefu__arena_alloc_zero(&f->scratch, f->candidates + 1u);
    f->union_chosen = kefu__arena_alloc_zero(&f->scratch, f->candidates + 1u);
    f->pack = kefu__arena_alloc_zero(&f->scratch, cells);
    f->topic = kefu__arena_alloc_zero(&f->scratch, cells);
    if (!f->signs || !f->general || !f->union_chosen || !f->pack || !f->topic)
        return kefu__no_memory(error);
    for (uint32_t i = 0; i < f->texts; i++)
        f->signs[i] = (int8_t)kefu__sentiment_sign(corpus->label_names.names[corpus->labels[i]]);
    return KEFU_OK;
}

kefu_status kefu__fit_sentiment(const struct training *training, const bool *mask,
                                struct arena *arena, struct learned_model *model,
                                kefu_error *error) {
    struct fit f = {.training = training, .mask = mask, .allocator = &training->corpus->allocator};
    kefu__arena_init(&f.scratch, f.allocator);
    struct dense_model dense = {.arena = arena};
    kefu_status status = set_up(&f, error);
    if (status == KEFU_OK)
        status = kefu__fit_select(&f, error);
    uint32_t *number = kefu__arena_alloc(&f.scratch, (f.candidates + 1u) * sizeof *number);
    if (status == KEFU_OK && !number)
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = kefu__dense_features_from(&dense, training->corpus, training->candidates,
                                           f.union_chosen, training->options->gap, number, error);
    if (status == KEFU_OK && !define_outputs(&f, &dense, number))
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = solve_again(&f, &dense, error);
    if (status == KEFU_OK)
        status = kefu__dense_quantise(&dense, LEARNED_SENTIMENT, model, error);
    model->genre = training->options->genre;
    kefu__arena_free(&f.scratch);
    return status == KEFU_OK ? kefu__training_progress(training, "weights learned", 1, error)
                             : status;
}
