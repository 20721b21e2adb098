/* SPDX-License-Identifier: MIT
 * Ridge regression over the channels of dialogues, by conjugate gradients on the dual. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "train/dialogue.h"

enum { GRADIENT_STEPS_MAX = 500 };
#define RIDGE           1.0
/* Prior variance of the weight of a standardised measure (such as the number of turns). The smaller
 * it is, the more ridge regression shrinks the weight. */
#define MEASURE_PENALTY 0.03

/* Prior variance of the keywords' weights in each channel (a group of turns), in the order of enum
 * learned_channel: the smaller, the more ridge regression shrinks these weights. The customer's
 * last turns matter most. */
static const double channel_shares[CHANNELS] = {1, 0.5, 2, 2, 1, 1};

/* The keywords of one channel (a group of turns, such as the customer's last one): a row for each
 * dialogue, a column for each keyword. */
struct block {
    struct matrix rows;
    double *row_scale; /* for each row: √(channel_shares / number of keywords in it) */
    bool *chosen;      /* for each column: does the regression use it? NULL: all */
};

struct ridge {
    uint32_t count; /* number of dialogues */
    struct block blocks[CHANNELS];
    double *measures; /* [dialogue · MEASURES + measure]: standardised, times √MEASURE_PENALTY */
    double means[MEASURES], spreads[MEASURES];
    double *columns; /* working memory: a sum for each column of a block */
    double *alphas;  /* solution of the regression in dual form: a number for each dialogue */
    double mean;     /* mean of the dialogues' target values */
};

/* Adds the product B·Bᵀ·from to the vector `to`. B is the matrix of the block (dialogues ×
 * keywords) with scaled rows. */
static void multiply_block(const struct ridge *r, const struct block *b, const double *from,
                           double *to) {
    memset(r->columns, 0, b->rows.columns * sizeof *r->columns);
    for (uint32_t i = 0; i < r->count; i++)
        for (size_t k = b->rows.begin[i]; k < b->rows.begin[i + 1]; k++)
            r->columns[b->rows.column[k]] += from[i] * b->row_scale[i];
    for (uint32_t i = 0; i < r->count; i++) {
        double sum = 0;
        for (size_t k = b->rows.begin[i]; k < b->rows.begin[i + 1]; k++)
            if (!b->chosen || b->chosen[b->rows.column[k]])
                sum += r->columns[b->rows.column[k]];
        to[i] += sum * b->row_scale[i];
    }
}

static void multiply(const struct ridge *r, const double *from, double *to) {
    for (uint32_t i = 0; i < r->count; i++)
        to[i] = RIDGE * from[i];
    for (int c = 0; c < CHANNELS; c++)
        multiply_block(r, &r->blocks[c], from, to);
    for (int m = 0; m < MEASURES; m++) {
        double sum = 0;
        for (uint32_t i = 0; i < r->count; i++)
            sum += r->measures[(size_t)i * MEASURES + (size_t)m] * from[i];
        for (uint32_t i = 0; i < r->count; i++)
            to[i] += sum * r->measures[(size_t)i * MEASURES + (size_t)m];
    }
}

static double product(const double *a, const double *b, uint32_t count) {
    double sum = 0;
    for (uint32_t i = 0; i < count; i++)
        sum += a[i] * b[i];
    return sum;
}

/* Ridge regression in its dual form: solves (K + RIDGE·I)·alphas = targets − mean by conjugate
 * gradients, where K is the kernel matrix (dialogues × dialogues) of all channels and measures. */
static bool solve_ridge(struct ridge *r, const struct dialogues *dialogues, struct arena *arena) {
    const size_t size = (r->count + 1u) * sizeof(double);
    double *residual = kefu__arena_alloc(arena, size), *direction = kefu__arena_alloc(arena, size);
    double *image = kefu__arena_alloc(arena, size);
    r->alphas = kefu__arena_alloc_zero(arena, size);
    if (!residual || !direction || !image || !r->alphas)
        return false;
    for (uint32_t i = 0; i < r->count; i++)
        residual[i] = direction[i] = dialogues->items[i].target - r->mean;
    double square = product(residual, residual, r->count);
    const double enough = square * 1e-12;
    for (int step = 0; step < GRADIENT_STEPS_MAX && square > enough; step++) {
        multiply(r, direction, image);
        const double by = square / product(direction, image, r->count);
        for (uint32_t i = 0; i < r->count; i++) {
            r->alphas[i] += by * direction[i];
            residual[i] -= by * image[i];
        }
        const double next = product(residual, residual, r->count);
        for (uint32_t i = 0; i < r->count; i++)
            direction[i] = residual[i] + next / square * direction[i];
        square = next;
    }
    return true;
}

/* Computes the weight of each keyword in one channel from the dual solution. A dialogue with m
 * keywords in the channel gets the sum of their weights divided by √m. */
static void weights_of(const struct ridge *r, int channel, double *weights) {
    const struct block *b = &r->blocks[channel];
    memset(weights, 0, b->rows.columns * sizeof *weights);
    for (uint32_t i = 0; i < r->count; i++)
        for (size_t k = b->rows.begin[i]; k < b->rows.begin[i + 1]; k++)
            weights[b->rows.column[k]] += r->alphas[i] * b->row_scale[i];
    for (uint32_t c = 0; c < b->rows.columns; c++)
        weights[c] *= b->chosen && !b->chosen[c] ? 0 : sqrt(channel_shares[channel]);
}

static bool set_row_scale(struct block *b, int channel, struct arena *arena) {
    b->row_scale = kefu__arena_alloc(arena, (b->rows.rows + 1u) * sizeof *b->row_scale);
    if (!b->row_scale)
        return false;
    for (uint32_t i = 0; i < b->rows.rows; i++) {
        const size_t found = kefu__matrix_entries(&b->rows, i);
        b->row_scale[i] = sqrt(channel_shares[channel] / (found ? (double)found : 1));
    }
    return true;
}

/* Computes the measures of all dialogues, and scales each to mean 0 and standard deviation 1, then
 * by √MEASURE_PENALTY. */
static bool set_measures(struct ridge *r, const struct dialogues *dialogues, struct arena *arena) {
    r->measures = kefu__arena_alloc(arena, (r->count * MEASURES + 1u) * sizeof *r->measures);
    if (!r->measures)
        return false;
    for (uint32_t i = 0; i < r->count; i++) {
        kefu__measure_dialogue(dialogues->items[i].turns, dialogues->items[i].count,
                               r->measures + (size_t)i * MEASURES);
        r->mean += dialogues->items[i].target / r->count;
    }
    for (size_t m = 0; m < MEASURES; m++) {
        double mean = 0, square = 0;
        for (uint32_t i = 0; i < r->count; i++)
            mean += r->measures[i * MEASURES + m] / r->count;
        for (uint32_t i = 0; i < r->count; i++)
            square += pow(r->measures[i * MEASURES + m] - mean, 2) / r->count;
        r->means[m] = mean;
        /* a constant measure has spread 0, by which one cannot divide */
        r->spreads[m] = square > 1e-9 ? sqrt(square) : 1;
        for (uint32_t i = 0; i < r->count; i++)
            r->measures[i * MEASURES + m] = (r->measures[i * MEASURES + m] - mean) / r->spreads[m] *
                                            sqrt(MEASURE_PENALTY);
    }
    return true;
}

/* ---- what a dialogue looks like ---- */

/* Over all dialogues, the mean length of a customer's turns has these quantiles: below the first a
 * length counts as rare, from the second on as usual (see struct turn_range). */
#define TURNS_RARE  0.01
#define TURNS_USUAL 0.2

static int compare_numbers(const void *a, const void *b) {
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool set_turns(const struct dialogues *dialogues, struct arena *arena,
                      struct turn_range *turns) {
    double *characters = kefu__arena_alloc(arena, (dialogues->count + 1u) * sizeof *characters);
    if (!characters)
        return false;
    for (uint32_t i = 0; i < dialogues->count; i++) {
        const struct dialogue *dialogue = &dialogues->items[i];
        const double mean = kefu__turn_characters(dialogue->turns, dialogue->count);
        characters[i] = mean < 1 ? 1 : round(mean * 10) / 10;
    }
    qsort(characters, dialogues->count, sizeof *characters, compare_numbers);
    turns->low = characters[(uint32_t)(TURNS_RARE * dialogues->count)];
    turns->high = characters[(uint32_t)(TURNS_USUAL * dialogues->count)];
    return true;
}

/* ---- the fit ---- */

struct dialogue_fit {
    const struct training *training;
    const struct dialogues *dialogues;
    const kefu_allocator *allocator;
    struct arena scratch;
    struct corpus corpora[CHANNELS];
    struct candidates candidates[CHANNELS];
    bool *chosen[CHANNELS]; /* for each candidate of the channel: does it become a keyword? */
    struct ridge ridge;
};

static kefu_status gather_channel(struct dialogue_fit *f, int channel, kefu_error *error) {
    const kefu_train_options *o = f->training->options;
    struct buffer text;
    kefu__buffer_init(&text, f->allocator);
    kefu_status status = KEFU_OK;
    for (uint32_t d = 0; d < f->dialogues->count && status == KEFU_OK; d++) {
        const struct dialogue *dialogue = &f->dialogues->items[d];
        text.size = 0;
        for (size_t i = 0; i < dialogue->count; i++)
            if (kefu__channel_has((enum learned_channel)channel, dialogue->turns, dialogue->count,
                                  i)) {
                kefu__buffer_add(&text, dialogue->turns[i].text.data, dialogue->turns[i].text.size);
                kefu__buffer_add(&text, "\n", 1);
            }
        status = text.failed
                     ? kefu__no_memory(error)
                     : kefu__corpus_add(&f->corpora[channel], (kefu_str){"", 0}, (kefu_str){"", 0},
                                        (kefu_str){text.data ? text.data : "", text.size}, error);
    }
    kefu__buffer_free(&text);
    const struct candidate_options options = {
        .length_max = o->length_max,
        .frequency_min = o->frequency_min,
        .fragments = (o->flags & KEFU_TRAIN_FRAGMENTS) != 0,
        .cohesion_min = o->cohesion_min,
        .freedom_min = o->freedom_min,
    };
    return status == KEFU_OK ? kefu__candidates_find(&f->corpora[channel], &options,
                                                     &f->candidates[channel], error)
                             : status;
}

/* The first pass of fitting: fits weights of all candidates, and chooses the most important ones of
 * each channel as keywords. */
static kefu_status choose(struct dialogue_fit *f, kefu_error *error) {
    struct ridge *r = &f->ridge;
    size_t columns = 1;
    for (int c = 0; c < CHANNELS; c++) {
        r->blocks[c].rows = f->candidates[c].found; /* owned by f->candidates */
        columns = f->candidates[c].count > columns ? f->candidates[c].count : columns;
        f->chosen[c] = kefu__arena_alloc_zero(&f->scratch, f->candidates[c].count + 1u);
        if (!f->chosen[c] || !set_row_scale(&r->blocks[c], c, &f->scratch))
            return kefu__no_memory(error);
    }
    double *weights = kefu__arena_alloc(&f->scratch, (columns + 1) * sizeof *weights);
    double *importance = kefu__arena_alloc(&f->scratch, (columns + 1) * sizeof *importance);
    float *costs = kefu__arena_alloc(&f->scratch, (r->count + 1u) * sizeof *costs);
    r->columns = kefu__arena_alloc(&f->scratch, (columns + 1) * sizeof *r->columns);
    if (!weights || !importance || !costs || !r->columns ||
        !solve_ridge(r, f->dialogues, &f->scratch))
        return kefu__no_memory(error);
    for (uint32_t i = 0; i < r->count; i++)
        costs[i] = 1;
    kefu_status status = KEFU_OK;
    for (int c = 0; c < CHANNELS && status == KEFU_OK; c++) {
        weights_of(r, c, weights);
        status = kefu__column_importance(&r->blocks[c].rows, costs, weights, f->allocator,
                                         importance, error);
        if (status == KEFU_OK)
            status = kefu__select_top(importance, 0, f->candidates[c].count,
                                      f->training->options->keywords, f->allocator, f->chosen[c],
                                      error);
    }
    return status;
}

/* Makes one list, without duplicates, of the keywords chosen in all channels; numbers[channel][i]
 * receives the index that candidate i of the channel has in it. */
static kefu_status name_features(struct dialogue_fit *f, struct dense_model *dense,
                                 uint32_t *numbers[CHANNELS], kefu_error *error) {
    struct name_list names;
    struct buffer text;
    kefu__names_init(&names, dense->arena);
    kefu__buffer_init(&text, f->allocator);
    bool fine = true;
    for (int c = 0; c < CHANNELS && fine; c++) {
        numbers[c] = kefu__arena_alloc(&f->scratch,
                                       (f->candidates[c].count + 1u) * sizeof *numbers[c]);
        fine = numbers[c] != NULL;
        for (uint32_t i = 0; i < f->candidates[c].count && fine; i++) {
            numbers[c][i] = CANDIDATE_NONE;
            if (!f->chosen[c][i])
                continue;
            text.size = 0;
            kefu__candidate_write(&f->corpora[c], &f->candidates[c].items[i], &text);
            if (!text.failed)
                numbers[c][i] = kefu__names_enter(&names, text.data, text.size);
            fine = !text.failed && numbers[c][i] != TRAIN_NO_NAME;
        }
    }
    dense->keyword_count = names.count;
    dense->keywords = kefu__arena_alloc(dense->arena, (names.count + 1u) * sizeof(kefu_str));
    fine = fine && dense->keywords;
    if (fine && names.count)
        memcpy(dense->keywords, names.names, names.count * sizeof(kefu_str));
    kefu__names_free(&names);
    kefu__buffer_free(&text);
    return fine ? KEFU_OK : kefu__no_memory(error);
}

static bool lay_out(struct dialogue_fit *f, struct dense_model *dense,
                    uint32_t *numbers[CHANNELS]) {
    if (!kefu__dense_outputs(dense, 1 + CHANNELS))
        return false;
    dense->measures = kefu__arena_alloc(dense->arena, MEASURES * sizeof *dense->measures);
    if (!dense->measures)
        return false;
    for (size_t c = 0; c < CHANNELS; c++) {
        const char *name = kefu__channel_names[c];
        dense->outputs[1 + c].kind = LEARNED_CHANNEL;
        dense->outputs[1 + c].name = (kefu_str){name, strlen(name)};
        for (uint32_t i = 0; i < f->candidates[c].count; i++)
            if (f->chosen[c][i])
                dense->chosen[(1 + c) * dense->keyword_count + numbers[c][i]] = true;
    }
    return true;
}

/* Fills the block of a channel: which dialogue contains which of the chosen keywords in its turns.
 */
static kefu_status scan_channel(struct dialogue_fit *f, struct scanner *scanner, int channel,
                                const struct dense_model *dense, kefu_error *error) {
    struct block *block = &f->ridge.blocks[channel];
    const struct corpus *corpus = &f->corpora[channel];
    *block = (struct block){.chosen = dense->chosen + (size_t)(1 + channel) * dense->keyword_count};
    const kefu_status status = kefu__scanner_matrix(scanner, corpus->texts, corpus->count,
                                                    &block->rows, error);
    if (status == KEFU_OK && !set_row_scale(block, channel, &f->scratch))
        return kefu__no_memory(error);
    return status;
}

/* Stores the solution of the regression as weights and bias of the dense model. */
static void store_solution(const struct ridge *r, struct dense_model *dense) {
    for (int c = 0; c < CHANNELS; c++)
        weights_of(r, c, dense->weights + (size_t)(1 + c) * dense->keyword_count);
    dense->outputs[0].bias = r->mean;
    dense->measure_count = MEASURES;
    for (size_t m = 0; m < MEASURES; m++) {
        double weight = 0;
        for (uint32_t i = 0; i < r->count; i++)
            weight += r->alphas[i] * r->measures[i * MEASURES + m];
        weight *= sqrt(MEASURE_PENALTY) / r->spreads[m];
        const char *name = kefu__measure_names[m];
        dense->measures[m] = (struct learned_measure){{name, strlen(name)},
                                                      round(weight * 1e5) / 1e5};
        dense->outputs[0].bias -= weight * r->means[m];
    }
}

/* The second pass of fitting: fits weights of the chosen keywords, which are found by the scanner
 * that is used for analysis. */
static kefu_status solve_again(struct dialogue_fit *f, struct dense_model *dense,
                               kefu_error *error) {
    struct learned_model empty;
    struct scanner scanner = {0};
    struct ridge *r = &f->ridge;
    for (int c = 0; c < CHANNELS; c++)
        r->blocks[c] = (struct block){0};
    kefu_status status = kefu__dense_quantise(dense, LEARNED_DIALOGUE, &empty, error);
    if (status == KEFU_OK)
        status = kefu__scanner_init(&scanner, &empty, f->allocator, error);
    for (int c = 0; c < CHANNELS && status == KEFU_OK; c++)
        status = scan_channel(f, &scanner, c, dense, error);
    r->columns = kefu__arena_alloc(&f->scratch, (dense->keyword_count + 1u) * sizeof *r->columns);
    if (status == KEFU_OK && (!r->columns || !solve_ridge(r, f->dialogues, &f->scratch)))
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        store_solution(r, dense);
    for (int c = 0; c < CHANNELS; c++)
        kefu__matrix_free(&r->blocks[c].rows, f->allocator);
    kefu__scanner_free(&scanner);
    return status;
}

static kefu_status fit(struct dialogue_fit *f, struct dense_model *dense,
                       struct learned_model *model, kefu_error *error) {
    uint32_t *numbers[CHANNELS];
    kefu_status status = KEFU_OK;
    for (int c = 0; c < CHANNELS && status == KEFU_OK; c++) {
        status = gather_channel(f, c, error);
        if (status == KEFU_OK)
            status = kefu__training_progress(f->training, "reading dialogues",
                                             0.5 * (c + 1) / CHANNELS, error);
    }
    if (status == KEFU_OK && !set_measures(&f->ridge, f->dialogues, &f->scratch))
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = choose(f, error);
    if (status == KEFU_OK)
        status = kefu__training_progress(f->training, "learning weights", 0.75, error);
    if (status == KEFU_OK)
        status = name_features(f, dense, numbers, error);
    if (status == KEFU_OK &&
        (!set_turns(f->dialogues, &f->scratch, &dense->turns) || !lay_out(f, dense, numbers)))
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = solve_again(f, dense, error);
    return status == KEFU_OK ? kefu__dense_quantise(dense, LEARNED_DIALOGUE, model, error) : status;
}

kefu_status kefu__fit_dialogues(const struct training *training, const struct dialogues *dialogues,
                                struct arena *arena, struct learned_model *model,
                                kefu_error *error) {
    if (dialogues->count < 10)
        return kefu__fail(error, KEFU_E_DEFINITION, "%u dialogues are too few to learn from",
                          dialogues->count);
    struct dialogue_fit f = {.training = training,
                             .dialogues = dialogues,
                             .allocator = &dialogues->allocator,
                             .ridge = {.count = dialogues->count}};
    struct dense_model dense = {.arena = arena};
    kefu__arena_init(&f.scratch, f.allocator);
    for (int c = 0; c < CHANNELS; c++)
        kefu__corpus_init(&f.corpora[c], f.allocator);
    kefu_status status = fit(&f, &dense, model, error);
    for (int c = 0; c < CHANNELS; c++) {
        kefu__candidates_free(&f.candidates[c], f.allocator);
        kefu__corpus_free(&f.corpora[c]);
    }
    kefu__arena_free(&f.scratch);
    return status == KEFU_OK ? kefu__training_progress(training, "weights learned", 1, error)
                             : status;
}
