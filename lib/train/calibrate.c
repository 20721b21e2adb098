/* SPDX-License-Identifier: MIT
 * Calibration: from scores to probabilities, by cross-validation on texts that the weights were not
 * fitted to. */
#include "stats/logistic.h"
#include "train/train.h"

#include <math.h>
#include <string.h>

enum { PLATT_ROUNDS_MAX = 100 };

struct platt {
    const double *scores;
    const int8_t *signs;
    size_t count;
    /* target probabilities of positive and of negative texts, slightly below 1 and above 0 (Platt's
     * smoothing) */
    double high, low;
};

static double target(const struct platt *p, size_t i) {
    return p->signs[i] > 0 ? p->high : p->low;
}

/* The negative log likelihood of the targets, which slope and intercept must minimise. */
static double loss(const struct platt *p, double slope, double intercept) {
    double sum = 0;
    for (size_t i = 0; i < p->count; i++) {
        const double z = slope * p->scores[i] + intercept;
        sum += (z > 0 ? z + log1p(exp(-z)) : log1p(exp(z))) - target(p, i) * z;
    }
    return sum;
}

/* Improves slope and intercept by one Newton step with backtracking line search. Returns false when
 * they have converged. */
static bool improve(const struct platt *p, double *slope, double *intercept) {
    double ss = 1e-12, ii = 1e-12, si = 0, gs = 0, gi = 0;
    for (size_t i = 0; i < p->count; i++) {
        const double s = p->scores[i];
        const double q = kefu__logistic(*slope * s + *intercept);
        const double w = q * (1 - q), g = q - target(p, i);
        ss += w * s * s;
        ii += w;
        si += w * s;
        gs += g * s;
        gi += g;
    }
    const double determinant = ss * ii - si * si;
    if ((fabs(gs) < 1e-6 && fabs(gi) < 1e-6) || !(determinant > 0))
        return false;
    const double ds = -(ii * gs - si * gi) / determinant, di = -(ss * gi - si * gs) / determinant;
    const double now = loss(p, *slope, *intercept);
    for (double step = 1; step > 1e-8; step /= 2)
        if (loss(p, *slope + step * ds, *intercept + step * di) < now) {
            *slope += step * ds;
            *intercept += step * di;
            return true;
        }
    return false;
}

void kefu__platt(const double *scores, const int8_t *signs, size_t count, double *slope,
                 double *intercept) {
    double positive = 0;
    for (size_t i = 0; i < count; i++)
        positive += signs[i] > 0;
    const double negative = (double)count - positive;
    const struct platt p = {.scores = scores,
                            .signs = signs,
                            .count = count,
                            .high = (positive + 1) / (positive + 2),
                            .low = 1 / (negative + 2)};
    double a = 1, b = 0;
    for (int round = 0; round < PLATT_ROUNDS_MAX; round++)
        if (!improve(&p, &a, &b))
            break;
    *slope = round(a * 1e4) / 1e4;
    *intercept = round(b * 1e4) / 1e4;
}

/* ---- folds ---- */

struct folds {
    const struct training *training;
    const kefu_allocator *allocator;
    const bool *base; /* for each text: is it used for calibration? */
    uint32_t outputs; /* number of scores that a text has: 1, or one for each class */
    uint8_t *fold;    /* for each text: its fold of the cross-validation */
    bool *mask;
    double *scores; /* score of a text in an output: scores[output · texts + text] */
    int8_t *signs;
};

/* Assigns each text to a fold (part of the texts) of the cross-validation. Equal texts are in the
 * same fold, so that no text is scored with weights that were fitted to a copy of it. */
static void assign_folds(struct folds *f) {
    const struct corpus *corpus = f->training->corpus;
    for (uint32_t i = 0; i < corpus->count; i++) {
        const size_t from = kefu__corpus_begin(corpus, i);
        const uint64_t hash = kefu__hash_words(kefu__hash(NULL, 0), corpus->symbols + from,
                                               corpus->ends[i] - from);
        struct random random = kefu__random(hash ^ f->training->options->seed);
        (void)kefu__random_next(&random);
        f->fold[i] = (uint8_t)kefu__random_below(&random, f->training->options->folds);
    }
}

static kefu_status score_fold(struct folds *f, uint8_t which, const struct learned_model *model,
                              kefu_error *error) {
    const struct corpus *corpus = f->training->corpus;
    struct scanner scanner = {0};
    struct learned_result result;
    kefu_status status = kefu__scanner_init(&scanner, model, f->allocator, error);
    for (uint32_t i = 0; i < corpus->count && status == KEFU_OK; i++) {
        if (!f->base[i] || f->fold[i] != which)
            continue;
        status = kefu__scanner_scan(&scanner, corpus->texts[i].data, corpus->texts[i].size, error);
        if (status != KEFU_OK)
            break;
        if (model->task == LEARNED_SENTIMENT) {
            kefu__learned_result(&scanner.sum, LEARNED_NONE, &result);
            f->scores[i] = result.score;
        }
        for (uint32_t o = 0; o < f->outputs && model->task == LEARNED_CLASSES; o++)
            f->scores[(size_t)o * corpus->count + i] = kefu__learned_output(&scanner.sum, o);
    }
    kefu__scanner_free(&scanner);
    return status;
}

static kefu_status run_fold(struct folds *f, uint8_t which, uint32_t task, kefu_error *error) {
    const uint32_t folds = f->training->options->folds;
    struct training part = *f->training;
    const double width = (part.progress_to - part.progress_from) / folds;
    part.progress_from += width * which;
    part.progress_to = part.progress_from + width;
    for (uint32_t i = 0; i < part.corpus->count; i++)
        f->mask[i] = f->base[i] && f->fold[i] != which;
    struct arena arena;
    struct learned_model model;
    kefu__arena_init(&arena, f->allocator);
    kefu_status status = task == LEARNED_SENTIMENT
                             ? kefu__fit_sentiment(&part, f->mask, &arena, &model, error)
                             : kefu__fit_classes(&part, f->mask, &arena, &model, error);
    if (status == KEFU_OK)
        status = score_fold(f, which, &model, error);
    kefu__arena_free(&arena);
    return status;
}

/* For each output: collects the scores and signs of the texts that are used, and fits the output's
 * slope and intercept to them. */
static void calibrate_output(struct folds *f, struct learned_model *model) {
    const struct corpus *corpus = f->training->corpus;
    for (uint32_t o = 0; o < f->outputs; o++) {
        double *scores = f->scores + (size_t)o * corpus->count;
        size_t count = 0;
        for (uint32_t i = 0; i < corpus->count; i++) {
            if (!f->base[i])
                continue;
            const kefu_str label = corpus->label_names.names[corpus->labels[i]];
            scores[count] = scores[i];
            f->signs[count++] = (int8_t)(model->task == LEARNED_CLASSES
                                             ? (corpus->labels[i] == o ? 1 : -1)
                                             : kefu__sentiment_sign(label));
        }
        kefu__platt(scores, f->signs, count, &model->outputs[o].slope,
                    &model->outputs[o].intercept);
    }
}

kefu_status kefu__calibrate(const struct training *training, const bool *mask,
                            struct learned_model *model, kefu_error *error) {
    const size_t texts = training->corpus->count;
    struct arena arena;
    struct folds f = {.training = training,
                      .allocator = &training->corpus->allocator,
                      .base = mask,
                      .outputs = model->task == LEARNED_CLASSES ? model->output_count : 1};
    kefu__arena_init(&arena, f.allocator);
    f.fold = kefu__arena_alloc(&arena, texts + 1);
    f.mask = kefu__arena_alloc(&arena, texts + 1);
    f.signs = kefu__arena_alloc(&arena, texts + 1);
    f.scores = kefu__arena_alloc_zero(&arena, (f.outputs * texts + 1) * sizeof *f.scores);
    kefu_status status = f.fold && f.mask && f.signs && f.scores ? KEFU_OK : kefu__no_memory(error);
    if (status == KEFU_OK)
        assign_folds(&f);
    for (uint32_t which = 0; which < training->options->folds && status == KEFU_OK; which++)
        status = run_fold(&f, (uint8_t)which, model->task, error);
    if (status == KEFU_OK)
        calibrate_output(&f, model);
    kefu__arena_free(&arena);
    return status;
}
