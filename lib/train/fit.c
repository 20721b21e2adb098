/* SPDX-License-Identifier: MIT
 * Fits sentiment: general weights, packs of weights that each add to them in one category of texts,
 * and topic weights that choose the packs for a text.
 *
 * The solver gets each text twice: as a row of general columns, and as a row with its category's
 * pack columns in addition. So the general weights learn to work without packs, and a pack's
 * weights learn what its category adds. */
#include "train/train.h"

#include <math.h>
#include <string.h>

#define TOPIC_COST_SELECT 0.1
#define TOPIC_COST        1.0
#define PACK_BIAS_SCALE   0.3f /* scale of a pack's bias column; that of the general bias is 1 */
enum { PACK_TEXTS_MIN = 3 };   /* texts of a category in which a keyword of its pack must occur */

struct fit {
    const struct training *training;
    const bool *mask;
    const kefu_allocator *allocator;
    struct arena scratch; /* freed at the end */
    uint32_t texts, candidates, keywords /* `keywords`: number of candidates that are not pairs */,
        packs;
    int8_t *signs;
    bool *general, *union_chosen; /* for each candidate */
    bool *pack, *topic;           /* for each pack and candidate */
};

/* The solver's matrix, with two rows for each text, and the sign and cost of each row and the scale
 * of each column. */
struct views {
    struct matrix matrix;
    int8_t *signs;
    float *costs, *row_scale, *column_scale;
    double *weights;
    double bias;
};

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

kefu_status kefu__training_progress(const struct training *training, const char *doing, double part,
                                    kefu_error *error) {
    if (!training->progress)
        return KEFU_OK;
    const double done = training->progress_from +
                        part * (training->progress_to - training->progress_from);
    const kefu_status status = training->progress(training->progress_context, doing, done);
    return status == KEFU_OK ? KEFU_OK : kefu__stopped(error, status);
}

/* ---- views ---- */

/* Maps columns of the base matrix (texts × candidates) to columns of the solver's matrix: to a
 * general column, and in each category to a pack column. CANDIDATE_NONE: the column is left out. */
struct layout {
    const uint32_t *general; /* for each column of the base matrix */
    const uint32_t *pack; /* for each category and column of the base matrix; NULL without packs */
    uint32_t columns;     /* without the bias columns of packs, which are the last ones */
    uint32_t packs;
};

static size_t count_entries(const struct matrix *base, const struct layout *layout,
                            const bool *mask) {
    size_t entries = 0;
    for (uint32_t row = 0; row < base->rows; row++)
        if (mask[row])
            entries += kefu__matrix_entries(base, row);
    return layout->packs ? entries * 3 + base->rows : entries;
}

/* Appends a row with the general columns and, if a category is given, the pack's columns and bias.
 */
static void fill_row(struct matrix *to, const struct matrix *base, uint32_t row,
                     const struct layout *layout, uint32_t category) {
    size_t next = to->begin[to->rows];
    const uint32_t *from = base->column + base->begin[row];
    const size_t count = kefu__matrix_entries(base, row);
    for (size_t k = 0; k < count; k++)
        if (layout->general[from[k]] != CANDIDATE_NONE)
            to->column[next++] = layout->general[from[k]];
    if (category != CANDIDATE_NONE) {
        const uint32_t *pack = layout->pack + (size_t)category * base->columns;
        for (size_t k = 0; k < count; k++)
            if (pack[from[k]] != CANDIDATE_NONE)
                to->column[next++] = pack[from[k]];
        to->column[next++] = layout->columns + category;
    }
    to->begin[++to->rows] = next;
}

/* Builds both rows of each text whose mask is set. A row is scaled by 1/√m, for m columns in the
 * base row. */
static bool build_views(const struct fit *f, const struct matrix *base, const struct layout *layout,
                        double general_cost, double pack_cost, struct arena *arena,
                        struct views *views) {
    const uint32_t rows = base->rows * (layout->packs ? 2 : 1);
    struct matrix *m = &views->matrix;
    *views = (struct views){.matrix = {.columns = layout->columns + layout->packs}};
    m->begin = kefu__arena_alloc_zero(arena, (rows + 1u) * sizeof *m->begin);
    m->column = kefu__arena_alloc(arena,
                                  (count_entries(base, layout, f->mask) + 1) * sizeof *m->column);
    views->signs = kefu__arena_alloc(arena, rows + 1u);
    views->costs = kefu__arena_alloc(arena, (rows + 1u) * sizeof(float));
    views->row_scale = kefu__arena_alloc(arena, (rows + 1u) * sizeof(float));
    views->column_scale = kefu__arena_alloc(arena, (m->columns + 1u) * sizeof(float));
    views->weights = kefu__arena_alloc(arena, (m->columns + 1u) * sizeof(double));
    if (!m->begin || !m->column || !views->signs || !views->costs || !views->row_scale ||
        !views->column_scale || !views->weights)
        return false;
    for (uint32_t row = 0; row < base->rows; row++) {
        if (!f->mask[row])
            continue;
        const size_t found = kefu__matrix_entries(base, row);
        for (int view = 0; view < (layout->packs ? 2 : 1); view++) {
            views->signs[m->rows] = f->signs[row];
            views->costs[m->rows] = (float)(view ? pack_cost : general_cost);
            views->row_scale[m->rows] = (float)(1 / sqrt(found ? (double)found : 1));
            fill_row(m, base, row, layout,
                     view ? f->training->corpus->categories[row] : CANDIDATE_NONE);
        }
    }
    return true;
}

static kefu_status solve_views(const struct fit *f, struct views *views, uint32_t packs,
                               kefu_error *error) {
    const kefu_train_options *options = f->training->options;
    kefu_status status = kefu__column_ratios(&views->matrix, views->signs, views->costs,
                                             options->ratio_power, f->allocator,
                                             views->column_scale, error);
    if (status != KEFU_OK)
        return status;
    const uint32_t biases = views->matrix.columns - packs;
    for (uint32_t p = 0; p < packs; p++)
        views->column_scale[biases + p] = PACK_BIAS_SCALE;
    const struct problem problem = {.rows = &views->matrix,
                                    .row_scale = views->row_scale,
                                    .column_scale = views->column_scale,
                                    .signs = views->signs,
                                    .costs = views->costs,
                                    .constant_from = biases,
                                    .seed = options->seed};
    return kefu__solve(&problem, f->allocator, views->weights, &views->bias, error);
}

/* ---- topics ---- */

/* Fits a one-against-rest classifier for one category. */
static kefu_status solve_topic(
    const struct fit *f, const struct matrix *rows,
    const size_t *found_of /* `begin` of the matrix from whose rows column scales are computed */,
    uint32_t category, double cost, struct arena *arena, double **weights, float **costs,
    double *bias, kefu_error *error) {
    int8_t *signs = kefu__arena_alloc(arena, rows->rows + 1u);
    float *row_scale = kefu__arena_alloc(arena, (rows->rows + 1u) * sizeof *row_scale);
    float *column_scale = kefu__arena_alloc(arena, (rows->columns + 1u) * sizeof *column_scale);
    *costs = kefu__arena_alloc(arena, (rows->rows + 1u) * sizeof **costs);
    *weights = kefu__arena_alloc(arena, (rows->columns + 1u) * sizeof **weights);
    if (!signs || !row_scale || !column_scale || !*costs || !*weights)
        return kefu__no_memory(error);
    for (uint32_t row = 0; row < rows->rows; row++) {
        const size_t found = found_of[row + 1] - found_of[row];
        signs[row] = f->training->corpus->categories[row] == category ? 1 : -1;
        (*costs)[row] = f->mask[row] ? (float)cost : 0;
        row_scale[row] = (float)(1 / sqrt(found ? (double)found : 1));
    }
    for (uint32_t c = 0; c < rows->columns; c++)
        column_scale[c] = 1;
    const struct problem problem = {.rows = rows,
                                    .row_scale = row_scale,
                                    .column_scale = column_scale,
                                    .signs = signs,
                                    .costs = *costs,
                                    .constant_from = rows->columns,
                                    .seed = f->training->options->seed + category + 1};
    return kefu__solve(&problem, f->allocator, *weights, bias, error);
}

static kefu_status select_topics(struct fit *f, kefu_error *error) {
    const struct matrix *base = &f->training->candidates->found;
    kefu_status status = KEFU_OK;
    for (uint32_t p = 0; p < f->packs && status == KEFU_OK; p++) {
        struct arena arena;
        kefu__arena_init(&arena, f->allocator);
        double *weights, bias;
        float *costs;
        status = solve_topic(f, base, base->begin, p, TOPIC_COST_SELECT, &arena, &weights, &costs,
                             &bias, error);
        double *importance = kefu__arena_alloc(&arena, (f->candidates + 1u) * sizeof *importance);
        if (status == KEFU_OK && !importance)
            status = kefu__no_memory(error);
        if (status == KEFU_OK)
            status = kefu__column_importance(base, costs, weights, f->allocator, importance, error);
        if (status == KEFU_OK)
            status = kefu__select_top(importance, 0, f->keywords,
                                      f->training->options->topic_keywords, f->allocator,
                                      f->topic + (size_t)p * f->candidates, error);
        kefu__arena_free(&arena);
        if (status == KEFU_OK)
            status = kefu__training_progress(f->training, "finding the packs' topics",
                                             0.3 + 0.3 * (p + 1) / f->packs, error);
    }
    return status;
}

/* ---- selection ---- */

/* Marks candidates whose weights have the same sign in two or more categories. The others belong to
 * a topic. */
static bool mark_common(const struct fit *f, const double *weights, struct arena *arena,
                        bool *common) {
    const struct corpus *corpus = f->training->corpus;
    const struct matrix *base = &f->training->candidates->found;
    uint32_t *good = kefu__arena_alloc(arena, (f->candidates + 1u) * sizeof *good);
    uint32_t *bad = kefu__arena_alloc(arena, (f->candidates + 1u) * sizeof *bad);
    uint8_t *agreeing = kefu__arena_alloc_zero(arena, f->candidates + 1u);
    if (!good || !bad || !agreeing)
        return false;
    uint32_t present = 0; /* number of categories with texts whose mask is set */
    for (uint32_t category = 0; category < corpus->category_names.count; category++) {
        double all_good = 1, all_bad = 1;
        memset(good, 0, f->candidates * sizeof *good);
        memset(bad, 0, f->candidates * sizeof *bad);
        for (uint32_t row = 0; row < base->rows; row++) {
            if (!f->mask[row] || corpus->categories[row] != category)
                continue;
            uint32_t *to = f->signs[row] > 0 ? good : bad;
            *(f->signs[row] > 0 ? &all_good : &all_bad) += 1;
            for (size_t k = base->begin[row]; k < base->begin[row + 1]; k++)
                to[base->column[k]]++;
        }
        present += all_good + all_bad > 2;
        for (uint32_t c = 0; c < f->candidates; c++) {
            const double lean = (good[c] + 0.5) / all_good - (bad[c] + 0.5) / all_bad;
            if (good[c] + bad[c] > 0 && lean * weights[c] > 0 && agreeing[c] < 2)
                agreeing[c]++;
        }
    }
    for (uint32_t c = 0; c < f->candidates; c++)
        common[c] = agreeing[c] >= (present < 2 ? present : 2);
    return true;
}

static kefu_status select_general(struct fit *f, const struct views *views,
                                  const double *importance, struct arena *arena,
                                  kefu_error *error) {
    const kefu_train_options *options = f->training->options;
    double *wanted = kefu__arena_alloc(arena, (f->candidates + 1u) * sizeof *wanted);
    bool *common = kefu__arena_alloc(arena, f->candidates + 1u);
    if (!wanted || !common)
        return kefu__no_memory(error);
    memset(common, 1, f->candidates);
    const uint32_t categories = f->training->corpus->category_names.count;
    if (categories > 1 && categories <= TRAIN_CATEGORIES_MAX &&
        !(options->flags & KEFU_TRAIN_TOPICAL) && !mark_common(f, views->weights, arena, common))
        return kefu__no_memory(error);
    for (uint32_t c = 0; c < f->candidates; c++)
        wanted[c] = common[c] ? importance[c] : 0;
    kefu_status status = kefu__select_top(wanted, 0, f->keywords, options->keywords, f->allocator,
                                          f->general, error);
    if (status == KEFU_OK)
        status = kefu__select_top(wanted, f->keywords, f->candidates, options->pairs, f->allocator,
                                  f->general, error);
    return status;
}

/* Numbers the pack columns of the first pass: keywords that occur in enough texts of a category. */
static uint32_t number_packs(const struct fit *f, uint32_t first, uint32_t *pack) {
    const struct matrix *base = &f->training->candidates->found;
    const size_t cells = (size_t)f->packs * f->candidates;
    if (!f->packs)
        return first;
    memset(pack, 0, cells * sizeof *pack);
    for (uint32_t row = 0; row < base->rows; row++) {
        uint32_t *counts = pack + (size_t)f->training->corpus->categories[row] * f->candidates;
        for (size_t k = base->begin[row]; f->mask[row] && k < base->begin[row + 1]; k++)
            counts[base->column[k]]++;
    }
    uint32_t next = first;
    for (size_t i = 0; i < cells; i++)
        pack[i] = i % f->candidates < f->keywords && pack[i] >= PACK_TEXTS_MIN ? next++
                                                                               : CANDIDATE_NONE;
    return next;
}

static kefu_status select_packs(struct fit *f, const double *importance, const uint32_t *pack,
                                kefu_error *error) {
    for (uint32_t p = 0; p < f->packs; p++) {
        const size_t from = (size_t)p * f->candidates;
        double *wanted = kefu__alloc_zero(f->allocator, (f->candidates + 1u) * sizeof *wanted);
        if (!wanted)
            return kefu__no_memory(error);
        for (uint32_t c = 0; c < f->candidates; c++)
            if (pack[from + c] != CANDIDATE_NONE)
                wanted[c] = importance[pack[from + c]];
        const kefu_status status = kefu__select_top(wanted, 0, f->keywords,
                                                    f->training->options->pack_keywords,
                                                    f->allocator, f->pack + from, error);
        kefu__release(f->allocator, wanted, (f->candidates + 1u) * sizeof *wanted);
        if (status != KEFU_OK)
            return status;
    }
    return KEFU_OK;
}

/* The first pass fits all candidates, to select the important ones. */
static kefu_status select_all(struct fit *f, struct arena *arena, kefu_error *error) {
    const struct matrix *base = &f->training->candidates->found;
    const double cost = f->training->options->cost;
    uint32_t *general = kefu__arena_alloc(arena, (f->candidates + 1u) * sizeof *general);
    uint32_t *pack = kefu__arena_alloc(arena,
                                       ((size_t)f->packs * f->candidates + 1) * sizeof *pack);
    if (!general || !pack)
        return kefu__no_memory(error);
    for (uint32_t c = 0; c < f->candidates; c++)
        general[c] = c;
    struct layout layout = {.general = general, .pack = pack, .packs = f->packs};
    layout.columns = number_packs(f, f->candidates, pack);
    struct views views;
    if (!build_views(f, base, &layout, f->packs ? cost / 2 : cost, cost, arena, &views))
        return kefu__no_memory(error);
    double *importance = kefu__arena_alloc(arena, (views.matrix.columns + 1u) * sizeof *importance);
    kefu_status status = importance ? KEFU_OK : kefu__no_memory(error);
    if (status == KEFU_OK)
        status = solve_views(f, &views, f->packs, error);
    if (status == KEFU_OK)
        status = kefu__column_importance(&views.matrix, views.costs, views.weights, f->allocator,
                                         importance, error);
    if (status == KEFU_OK)
        status = select_general(f, &views, importance, arena, error);
    if (status == KEFU_OK)
        status = select_packs(f, importance, pack, error);
    return status;
}

/* ---- the second pass ---- */

/* Names the outputs, and marks which features have a weight in which output. */
static bool lay_out(struct fit *f, struct dense_model *dense, const uint32_t *number) {
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

/* Fits the general weights and those of packs, for the features found. */
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
    if (!build_views(f, found, &layout, f->packs ? cost / 2 : cost, cost, arena, &views))
        return kefu__no_memory(error);
    const kefu_status status = solve_views(f, &views, f->packs, error);
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
            status = solve_topic(f, &own, found->begin, p, TOPIC_COST, &arena, &weights, &costs,
                                 &dense->outputs[2 + 2 * p].bias, error);
        uint32_t column = 0;
        for (uint32_t i = 0; i < features && status == KEFU_OK; i++)
            if (dense->chosen[from + i])
                dense->weights[from + i] = weights[column++];
        kefu__matrix_free(&own, f->allocator);
        kefu__arena_free(&arena);
    }
    return status;
}

/* The second pass: scans the texts for the chosen features with the scanner that is used for
 * analysis, and fits again. */
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

static kefu_status select_features(struct fit *f, kefu_error *error) {
    struct arena arena;
    kefu__arena_init(&arena, f->allocator);
    kefu_status status = select_all(f, &arena, error);
    kefu__arena_free(&arena);
    if (status == KEFU_OK)
        status = kefu__training_progress(f->training, "choosing keywords", 0.3, error);
    if (status == KEFU_OK)
        status = select_topics(f, error);
    for (uint32_t c = 0; c < f->candidates && status == KEFU_OK; c++) {
        f->union_chosen[c] = f->general[c];
        for (uint32_t p = 0; p < f->packs; p++) {
            const size_t cell = (size_t)p * f->candidates + c;
            f->union_chosen[c] = f->union_chosen[c] || f->pack[cell] || f->topic[cell];
        }
    }
    return status;
}

kefu_status kefu__fit_sentiment(const struct training *training, const bool *mask,
                                struct arena *arena, struct learned_model *model,
                                kefu_error *error) {
    struct fit f = {.training = training, .mask = mask, .allocator = &training->corpus->allocator};
    kefu__arena_init(&f.scratch, f.allocator);
    struct dense_model dense = {.arena = arena};
    kefu_status status = set_up(&f, error);
    if (status == KEFU_OK)
        status = select_features(&f, error);
    uint32_t *number = kefu__arena_alloc(&f.scratch, (f.candidates + 1u) * sizeof *number);
    if (status == KEFU_OK && !number)
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = kefu__dense_features_from(&dense, training->corpus, training->candidates,
                                           f.union_chosen, training->options->gap, number, error);
    if (status == KEFU_OK && !lay_out(&f, &dense, number))
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
