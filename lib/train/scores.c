/* SPDX-License-Identifier: MIT
 * Measures of predictions: accuracy, area under the curve, … as plain functions over arrays. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "kefu/train.h"

enum { SCORE_CLASSES_MAX = 1000, SCORE_BINS = 10 };

/* ---- classes ---- */

struct guess {
    double key;   /* the number by which the guesses are sorted */
    size_t index; /* the input index breaks ties, since qsort() is not stable */
    uint32_t right;
};

static int compare_guesses(const void *a, const void *b) {
    const struct guess *left = a, *right = b;
    if (left->key > right->key || left->key < right->key)
        return left->key > right->key ? 1 : -1;
    return (left->index > right->index) - (left->index < right->index);
}

static double f1_of(const uint64_t *confusion, uint32_t classes, uint32_t which, bool *present) {
    uint64_t truly = 0, guessed = 0;
    for (uint32_t c = 0; c < classes; c++) {
        truly += confusion[(size_t)which * classes + c];
        guessed += confusion[(size_t)c * classes + which];
    }
    *present = truly + guessed > 0;
    const uint64_t hit = confusion[(size_t)which * classes + which];
    return *present ? 2.0 * (double)hit / (double)(truly + guessed) : 0;
}

static double macro_f1(const uint64_t *confusion, uint32_t classes) {
    double sum = 0;
    uint32_t count = 0;
    for (uint32_t c = 0; c < classes; c++) {
        bool present;
        sum += f1_of(confusion, classes, c, &present);
        count += present;
    }
    return count ? sum / count : 0;
}

/* Area under the ROC curve, computed from ranks. It is the probability that a text of class 1 has a
 * higher `probability` than one of class 0, where equal ones count half. */
static double area(struct guess *guesses, const uint32_t *truth, const double *probability,
                   size_t n) {
    for (size_t i = 0; i < n; i++)
        guesses[i] = (struct guess){probability[i], i, truth[i]};
    qsort(guesses, n, sizeof *guesses, compare_guesses);
    double ranks = 0, ones = 0;
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && !(guesses[end].key > guesses[i].key))
            end++;
        for (size_t k = i; k < end; k++)
            if (guesses[k].right) {
                ranks += ((double)i + (double)end + 1) / 2;
                ones++;
            }
        i = end;
    }
    const double zeros = (double)n - ones;
    return ones > 0 && zeros > 0 ? (ranks - ones * (ones + 1) / 2) / (ones * zeros) : 0;
}

static double calibration_error(const uint32_t *truth, const double *probability, size_t n) {
    double ones[SCORE_BINS] = {0}, sums[SCORE_BINS] = {0};
    for (size_t i = 0; i < n; i++) {
        const int bin = (int)(probability[i] * SCORE_BINS);
        const int in = bin < 0 ? 0 : bin >= SCORE_BINS ? SCORE_BINS - 1 : bin;
        ones[in] += truth[i] == 1;
        sums[in] += probability[i];
    }
    double error = 0;
    for (int b = 0; b < SCORE_BINS; b++)
        error += fabs(ones[b] - sums[b]);
    return error / (double)n;
}

/* Accuracy of the half of the predictions with the highest confidence. Of predictions with equal
 * confidence the first ones in the input are used. */
static double half_accuracy(struct guess *guesses, const uint32_t *truth, const uint32_t *guess,
                            const double *probability, size_t n, uint32_t classes) {
    for (size_t i = 0; i < n; i++) {
        const double sure = classes == 2 ? fabs(probability[i] - 0.5) : probability[i];
        guesses[i] = (struct guess){-sure, i, truth[i] == guess[i]};
    }
    qsort(guesses, n, sizeof *guesses, compare_guesses);
    const size_t half = (n + 1) / 2;
    size_t right = 0;
    for (size_t i = 0; i < half; i++)
        right += guesses[i].right;
    return (double)right / (double)half;
}

static kefu_status check_classes(const uint32_t *truth, const uint32_t *guess,
                                 const double *probability, size_t n, uint32_t classes,
                                 kefu_error *error) {
    if (!truth || !guess || !n || classes < 2 || classes > SCORE_CLASSES_MAX)
        return kefu__fail(error, KEFU_E_ARGUMENT, "no guesses, or not 2 to 1000 classes");
    for (size_t i = 0; i < n; i++)
        if (truth[i] >= classes || guess[i] >= classes ||
            (probability && !(probability[i] >= 0 && probability[i] <= 1)))
            return kefu__fail(error, KEFU_E_ARGUMENT, "guess %zu is out of range", i);
    return KEFU_OK;
}

kefu_status kefu_classification_score(const uint32_t *truth, const uint32_t *guess,
                                      const double *probability, size_t n, uint32_t classes,
                                      kefu_classification_scores *scores, uint64_t *confusion,
                                      const kefu_allocator *allocator, kefu_error *error) {
    kefu_allocator a;
    kefu_status status = kefu__allocator_init(&a, allocator, error);
    if (status == KEFU_OK && !scores)
        status = kefu__fail(error, KEFU_E_ARGUMENT, "scores is NULL");
    if (status == KEFU_OK)
        status = check_classes(truth, guess, probability, n, classes, error);
    if (status != KEFU_OK)
        return status;
    const size_t cells = (size_t)classes * classes;
    uint64_t *counts = kefu__alloc_zero(&a, cells * sizeof *counts);
    struct guess *guesses = kefu__alloc(&a, n * sizeof *guesses);
    if (counts && guesses) {
        uint64_t right = 0;
        for (size_t i = 0; i < n; i++) {
            counts[(size_t)truth[i] * classes + guess[i]]++;
            right += truth[i] == guess[i];
        }
        kefu_classification_scores own = {
            .n = n, .accuracy = (double)right / (double)n, .macro_f1 = macro_f1(counts, classes)};
        if (probability && classes == 2) {
            own.auc = area(guesses, truth, probability, n);
            own.ece = calibration_error(truth, probability, n);
        }
        if (probability)
            own.half_coverage_accuracy = half_accuracy(guesses, truth, guess, probability, n,
                                                       classes);
        status = kefu__result_copy(scores, &own, sizeof own, error);
        if (confusion && status == KEFU_OK)
            memcpy(confusion, counts, cells * sizeof *counts);
    } else {
        status = kefu__no_memory(error);
    }
    kefu__release(&a, counts, cells * sizeof *counts);
    kefu__release(&a, guesses, n * sizeof *guesses);
    return status;
}

/* ---- numbers ---- */

struct ranked {
    double value;
    size_t index;
};

static int compare_ranked(const void *a, const void *b) {
    const struct ranked *left = a, *right = b;
    return (left->value > right->value) - (left->value < right->value);
}

static void rank(const double *values, size_t n, struct ranked *work, double *ranks) {
    for (size_t i = 0; i < n; i++)
        work[i] = (struct ranked){values[i], i};
    qsort(work, n, sizeof *work, compare_ranked);
    for (size_t i = 0; i < n;) {
        size_t end = i;
        while (end < n && !(work[end].value > work[i].value))
            end++;
        for (size_t k = i; k < end; k++)
            ranks[work[k].index] = ((double)i + (double)end + 1) / 2;
        i = end;
    }
}

/* The binary exponent e of the largest magnitude. Divided by 2^e all values lie within ±1, so that
 * squares neither overflow nor underflow, and no digit changes. */
static int exponent_of(const double *values, size_t n) {
    double largest = 0;
    int exponent;
    for (size_t i = 0; i < n; i++)
        largest = fmax(largest, fabs(values[i]));
    (void)frexp(largest, &exponent);
    return exponent;
}

static double correlation(const double *a, const double *b, size_t n) {
    const int scale_a = -exponent_of(a, n), scale_b = -exponent_of(b, n);
    double mean_a = 0, mean_b = 0, ab = 0, aa = 0, bb = 0;
    for (size_t i = 0; i < n; i++) {
        mean_a += ldexp(a[i], scale_a) / (double)n;
        mean_b += ldexp(b[i], scale_b) / (double)n;
    }
    for (size_t i = 0; i < n; i++) {
        const double of_a = ldexp(a[i], scale_a) - mean_a, of_b = ldexp(b[i], scale_b) - mean_b;
        ab += of_a * of_b;
        aa += of_a * of_a;
        bb += of_b * of_b;
    }
    return aa > 0 && bb > 0 ? ab / sqrt(aa * bb) : 0;
}

kefu_status kefu_regression_score(const double *truth, const double *guess, size_t n,
                                  double *pearson, double *spearman,
                                  const kefu_allocator *allocator, kefu_error *error) {
    kefu_allocator a;
    kefu_status status = kefu__allocator_init(&a, allocator, error);
    if (status == KEFU_OK && (!truth || !guess || !n || !pearson || !spearman))
        status = kefu__fail(error, KEFU_E_ARGUMENT, "no numbers to compare");
    for (size_t i = 0; i < n && status == KEFU_OK; i++)
        if (!isfinite(truth[i]) || !isfinite(guess[i]))
            status = kefu__fail(error, KEFU_E_ARGUMENT, "number %zu is not finite", i);
    if (status != KEFU_OK)
        return status;
    struct ranked *work = kefu__alloc(&a, n * sizeof *work);
    double *ranks = kefu__alloc(&a, 2 * n * sizeof *ranks);
    if (work && ranks) {
        rank(truth, n, work, ranks);
        rank(guess, n, work, ranks + n);
        *pearson = correlation(truth, guess, n);
        *spearman = correlation(ranks, ranks + n, n);
    } else {
        status = kefu__no_memory(error);
    }
    kefu__release(&a, work, n * sizeof *work);
    kefu__release(&a, ranks, 2 * n * sizeof *ranks);
    return status;
}
