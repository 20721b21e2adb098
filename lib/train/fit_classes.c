/* SPDX-License-Identifier: MIT
 * More than two classes: one against the rest, over one set of features. */
#include "train/train.h"

#include <math.h>
#include <string.h>

struct class_fit {
    const struct training *training;
    const bool *mask;
    const kefu_allocator *allocator;
    uint32_t classes, candidates, keywords;
    int8_t *signs;
    float *costs, *row_scale, *column_scale;
    double *weights, *importance;
    bool *chosen; /* [class · candidates + candidate]: is it a feature of the class? */
    bool *any;    /* for each candidate: is it chosen for any class? */
};

/* Fits a classifier that tells the texts of class `which` from all others. `rows` is the matrix of
 * texts × columns. */
static kefu_status solve_class(struct class_fit *f, const struct matrix *rows,
                               const size_t *found_of, uint32_t which, double *bias,
                               kefu_error *error) {
    const kefu_train_options *options = f->training->options;
    for (uint32_t row = 0; row < rows->rows; row++) {
        const size_t found = found_of[row + 1] - found_of[row];
        f->signs[row] = f->training->corpus->labels[row] == which ? 1 : -1;
        f->costs[row] = f->mask[row] ? (float)options->cost : 0;
        f->row_scale[row] = (float)(1 / sqrt(found ? (double)found : 1));
    }
    const kefu_status status = kefu__column_ratios(rows, f->signs, f->costs, options->ratio_power,
                                                   f->allocator, f->column_scale, error);
    if (status != KEFU_OK)
        return status;
    const struct problem problem = {.rows = rows,
                                    .row_scale = f->row_scale,
                                    .column_scale = f->column_scale,
                                    .signs = f->signs,
                                    .costs = f->costs,
                                    .constant_from = rows->columns,
                                    .seed = options->seed + which};
    return kefu__solve(&problem, f->allocator, f->weights, bias, error);
}

static kefu_status select_class(struct class_fit *f, uint32_t which, kefu_error *error) {
    const kefu_train_options *options = f->training->options;
    const struct matrix *base = &f->training->candidates->found;
    bool *chosen = f->chosen + (size_t)which * f->candidates;
    double bias;
    kefu_status status = solve_class(f, base, base->begin, which, &bias, error);
    if (status == KEFU_OK)
        status = kefu__column_importance(base, f->costs, f->weights, f->allocator, f->importance,
                                         error);
    if (status == KEFU_OK)
        status = kefu__select_top(f->importance, 0, f->keywords, options->keywords, f->allocator,
                                  chosen, error);
    if (status == KEFU_OK)
        status = kefu__select_top(f->importance, f->keywords, f->candidates, options->pairs,
                                  f->allocator, chosen, error);
    for (uint32_t c = 0; c < f->candidates && status == KEFU_OK; c++)
        f->any[c] = f->any[c] || chosen[c];
    return status == KEFU_OK ? kefu__training_progress(f->training, "choosing keywords",
                                                       0.5 * (which + 1) / f->classes, error)
                             : status;
}

static bool define_outputs(struct class_fit *f, struct dense_model *dense, const uint32_t *number) {
    if (!kefu__dense_outputs(dense, f->classes))
        return false;
    const uint32_t features = kefu__dense_features(dense);
    for (uint32_t i = 0; i < f->classes; i++) {
        const kefu_str name = f->training->corpus->label_names.names[i];
        dense->outputs[i].kind = LEARNED_CLASS;
        dense->outputs[i].name = (kefu_str){kefu__arena_text(dense->arena, name.data, name.size),
                                            name.size};
        if (!dense->outputs[i].name.data)
            return false;
        for (uint32_t c = 0; c < f->candidates; c++)
            if (number[c] != CANDIDATE_NONE)
                dense->chosen[(size_t)i * features + number[c]] =
                    f->chosen[(size_t)i * f->candidates + c];
    }
    return true;
}

static kefu_status solve_chosen(struct class_fit *f, struct dense_model *dense,
                                const struct matrix *found, kefu_error *error) {
    const uint32_t features = kefu__dense_features(dense);
    kefu_status status = KEFU_OK;
    for (uint32_t i = 0; i < f->classes && status == KEFU_OK; i++) {
        const size_t from = (size_t)i * features;
        struct matrix own = {0};
        status = kefu__matrix_columns(found, dense->chosen + from, f->allocator, &own, error);
        if (status == KEFU_OK)
            status = solve_class(f, &own, found->begin, i, &dense->outputs[i].bias, error);
        uint32_t column = 0;
        for (uint32_t k = 0; k < features && status == KEFU_OK; k++)
            if (dense->chosen[from + k])
                dense->weights[from + k] = f->weights[column++];
        kefu__matrix_free(&own, f->allocator);
        if (status == KEFU_OK)
            status = kefu__training_progress(f->training, "learning weights",
                                             0.5 + 0.5 * (i + 1) / f->classes, error);
    }
    return status;
}

static kefu_status solve_again(struct class_fit *f, struct dense_model *dense, kefu_error *error) {
    const struct corpus *corpus = f->training->corpus;
    struct learned_model empty;
    struct scanner scanner = {0};
    struct matrix found = {0};
    kefu_status status = kefu__dense_quantise(dense, LEARNED_CLASSES, &empty, error);
    if (status == KEFU_OK)
        status = kefu__scanner_init(&scanner, &empty, f->allocator, error);
    if (status == KEFU_OK)
        status = kefu__scanner_matrix(&scanner, corpus->texts, corpus->count, &found, error);
    if (status == KEFU_OK)
        status = solve_chosen(f, dense, &found, error);
    kefu__scanner_free(&scanner);
    kefu__matrix_free(&found, f->allocator);
    return status;
}

static bool set_up(struct class_fit *f, struct arena *scratch) {
    const struct corpus *corpus = f->training->corpus;
    f->classes = corpus->label_names.count;
    f->candidates = f->training->candidates->count;
    while (f->keywords < f->candidates && f->training->candidates->items[f->keywords].length)
        f->keywords++;
    const size_t texts = corpus->count + 1u;
    /* the characters of pairs become features too, though they are no candidates: at most two for
     * each pair */
    const size_t columns = f->candidates * 3u + 1u;
    f->signs = kefu__arena_alloc(scratch, texts);
    f->costs = kefu__arena_alloc(scratch, texts * sizeof *f->costs);
    f->row_scale = kefu__arena_alloc(scratch, texts * sizeof *f->row_scale);
    f->column_scale = kefu__arena_alloc(scratch, columns * sizeof *f->column_scale);
    f->weights = kefu__arena_alloc(scratch, columns * sizeof *f->weights);
    f->importance = kefu__arena_alloc(scratch, columns * sizeof *f->importance);
    f->chosen = kefu__arena_alloc_zero(scratch, (size_t)f->classes * f->candidates + 1);
    f->any = kefu__arena_alloc_zero(scratch, f->candidates + 1u);
    return f->signs && f->costs && f->row_scale && f->column_scale && f->weights && f->importance &&
           f->chosen && f->any;
}

kefu_status kefu__fit_classes(const struct training *training, const bool *mask,
                              struct arena *arena, struct learned_model *model, kefu_error *error) {
    struct class_fit f = {
        .training = training, .mask = mask, .allocator = &training->corpus->allocator};
    struct arena scratch;
    kefu__arena_init(&scratch, f.allocator);
    struct dense_model dense = {.arena = arena};
    kefu_status status = set_up(&f, &scratch) ? KEFU_OK : kefu__no_memory(error);
    for (uint32_t i = 0; i < f.classes && status == KEFU_OK; i++)
        status = select_class(&f, i, error);
    uint32_t *number = kefu__arena_alloc(&scratch, (f.candidates + 1u) * sizeof *number);
    if (status == KEFU_OK && !number)
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = kefu__dense_features_from(&dense, training->corpus, training->candidates, f.any,
                                           training->options->gap, number, error);
    if (status == KEFU_OK && !define_outputs(&f, &dense, number))
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = solve_again(&f, &dense, error);
    if (status == KEFU_OK)
        status = kefu__dense_quantise(&dense, LEARNED_CLASSES, model, error);
    if (training->options->finds.size)
        model->finds = KEFU_FOUND_FAULT;
    kefu__arena_free(&scratch);
    return status;
}
