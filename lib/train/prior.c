/* SPDX-License-Identifier: MIT
 * Fits the prior and the threshold of a model to the caller's own texts. */
#include <math.h>
#include <stdlib.h>

#include "base/base.h"
#include "kefu/train.h"

enum { PRIOR_ROUNDS_MAX = 1000 };

static kefu_status check(const double *probability, size_t n, kefu_error *error) {
    if (!probability || !n)
        return kefu__fail(error, KEFU_E_ARGUMENT, "no probabilities");
    for (size_t i = 0; i < n; i++)
        if (!(probability[i] >= 0 && probability[i] <= 1))
            return kefu__fail(error, KEFU_E_ARGUMENT, "probability %zu is out of range", i);
    return KEFU_OK;
}

/* How a changed prior (the share of positive texts) corrects a probability p: its odds p : 1 − p
 * become p · good : (1 − p) · bad. Both factors are in 0 … 1, so that neither can become infinite,
 * as their ratio could for a small prior. */
struct prior_shift {
    double good, bad;
};

static struct prior_shift shift_between(double trained, double now) {
    return (struct prior_shift){now * (1 - trained), (1 - now) * trained};
}

/* The mean of the probabilities, each corrected for the changed prior. */
static double mean_under(const double *probability, size_t n, struct prior_shift shift) {
    double sum = 0;
    for (size_t i = 0; i < n; i++) {
        const double good = probability[i] * shift.good, bad = (1 - probability[i]) * shift.bad;
        sum += good + bad > 0 ? good / (good + bad) : 0.5;
    }
    return sum / (double)n;
}

kefu_status kefu_fit_prior(const double *probability, size_t n, double trained_prior, double *prior,
                           double *threshold, kefu_error *error) {
    kefu_status status = check(probability, n, error);
    if (status == KEFU_OK && (!prior || !threshold || !(trained_prior > 0 && trained_prior < 1)))
        status = kefu__fail(error, KEFU_E_ARGUMENT, "no prior or threshold, or a prior not in 0…1");
    if (status != KEFU_OK)
        return status;
    double now = trained_prior;
    struct prior_shift shift = {1, 1};
    for (int round = 0; round < PRIOR_ROUNDS_MAX; round++) {
        double next = mean_under(probability, n, shift);
        /* 1 / (n + 2), the bound of add-one smoothing, keeps the prior away from 0 and 1 */
        const double least = 1 / ((double)n + 2);
        next = next < least ? least : next > 1 - least ? 1 - least : next;
        const bool settled = fabs(next - now) < 1e-9;
        now = next;
        shift = shift_between(trained_prior, now);
        if (settled)
            break;
    }
    *prior = now;
    *threshold = shift.bad / (shift.good + shift.bad);
    return KEFU_OK;
}

struct labelled {
    double probability;
    bool good;
};

static int compare_labelled(const void *a, const void *b) {
    const struct labelled *left = a, *right = b;
    return (left->probability > right->probability) - (left->probability < right->probability);
}

/* The threshold of the probability with the fewest errors. If several have as few, it is the middle
 * of the widest gap between neighbouring probabilities. */
static double best_cut(const struct labelled *sorted, size_t n, size_t good) {
    /* with a threshold below all probabilities every text counts as positive */
    size_t errors = n - good;
    size_t fewest = errors;
    double cut = sorted[0].probability / 2, widest = sorted[0].probability;
    for (size_t i = 0; i < n; i++) {
        errors = sorted[i].good ? errors + 1 : errors - 1;
        const double next = i + 1 < n ? sorted[i + 1].probability : 1;
        const double gap = next - sorted[i].probability;
        if (!(gap > 0) || errors > fewest || (errors == fewest && gap <= widest))
            continue;
        fewest = errors;
        widest = gap;
        cut = sorted[i].probability + gap / 2;
    }
    return cut;
}

kefu_status kefu_fit_threshold(const uint32_t *truth, const double *probability, size_t n,
                               double *prior, double *threshold, const kefu_allocator *allocator,
                               kefu_error *error) {
    kefu_allocator a;
    kefu_status status = kefu__allocator_init(&a, allocator, error);
    if (status == KEFU_OK)
        status = check(probability, n, error);
    if (status == KEFU_OK && (!truth || !prior || !threshold))
        status = kefu__fail(error, KEFU_E_ARGUMENT, "truth, prior or threshold is NULL");
    if (status != KEFU_OK)
        return status;
    struct labelled *sorted = kefu__alloc(&a, n * sizeof *sorted);
    if (!sorted)
        return kefu__no_memory(error);
    size_t good = 0;
    for (size_t i = 0; i < n; i++) {
        sorted[i] = (struct labelled){probability[i], truth[i] != 0};
        good += truth[i] != 0;
    }
    qsort(sorted, n, sizeof *sorted, compare_labelled);
    *prior = (double)good / (double)n;
    *threshold = best_cut(sorted, n, good);
    kefu__release(&a, sorted, n * sizeof *sorted);
    return KEFU_OK;
}
