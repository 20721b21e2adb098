/* SPDX-License-Identifier: MIT
 * Cohen's kappa of two raters. */
#include <math.h>

#include "stats/special.h"
#include "stats/weights.h"

struct table {
    const double *cells;
    size_t count;
    enum agreement_weights weights;
    double n;
};

static double cell(const struct table *t, size_t i, size_t k) {
    return t->cells[i * t->count + k] / t->n;
}

static double weight(const struct table *t, size_t i, size_t k) {
    return kefu__agreement_weight(t->weights, i, k, t->count);
}

static double row_share(const struct table *t, size_t i) {
    double sum = 0;
    for (size_t k = 0; k < t->count; k++)
        sum += cell(t, i, k);
    return sum;
}

static double column_share(const struct table *t, size_t k) {
    double sum = 0;
    for (size_t i = 0; i < t->count; i++)
        sum += cell(t, i, k);
    return sum;
}

/* row_weight(): the mean agreement weight of category i of the first rater, over the categories of
 * the second rater by their shares. column_weight(): the same with the raters exchanged. */
static double row_weight(const struct table *t, size_t i) {
    double sum = 0;
    for (size_t k = 0; k < t->count; k++)
        sum += weight(t, i, k) * column_share(t, k);
    return sum;
}

static double column_weight(const struct table *t, size_t k) {
    double sum = 0;
    for (size_t i = 0; i < t->count; i++)
        sum += weight(t, i, k) * row_share(t, i);
    return sum;
}

/* Sums over all cells of the table, by which kappa is computed: the weighted agreement observed and
 * expected by chance, and terms of the variances of kappa: at its estimate, and if it were 0. */
struct sums {
    double observed, expected, variance, null_variance;
};

static struct sums add_cells(const struct table *t, double kappa) {
    struct sums sums = {0};
    for (size_t i = 0; i < t->count; i++) {
        const double row = row_share(t, i), of_row = row_weight(t, i);
        for (size_t k = 0; k < t->count; k++) {
            const double chance = row * column_share(t, k), w = weight(t, i, k);
            const double marginal = of_row + column_weight(t, k);
            const double term = w - marginal * (1 - kappa), null_term = w - marginal;
            sums.observed += w * cell(t, i, k);
            sums.expected += w * chance;
            sums.variance += cell(t, i, k) * term * term;
            sums.null_variance += chance * null_term * null_term;
        }
    }
    return sums;
}

static bool are_counts(const double *cells, size_t count, double *n) {
    *n = 0;
    for (size_t i = 0; i < count; i++) {
        if (!(cells[i] >= 0))
            return false;
        *n += cells[i];
    }
    return *n > 0 && isfinite(*n);
}

enum stats_status kefu__cohen(const double *cells, size_t count, enum agreement_weights weights,
                              double level, struct kappa *out) {
    struct table table = {cells, count, weights, 0};
    if (count < 2 || !are_counts(cells, count * count, &table.n) || !kefu__is_level(level))
        return STATS_DOMAIN;
    const struct sums agreement = add_cells(&table, 0);
    const double rest = 1 - agreement.expected;
    if (!(rest > 1e-15))
        return STATS_UNDEFINED;
    const double kappa = (agreement.observed - agreement.expected) / rest;
    const struct sums sums = add_cells(&table, kappa);
    const double offset = kappa - sums.expected * (1 - kappa);
    const double variance = sums.variance - offset * offset;
    const double null_variance = sums.null_variance - sums.expected * sums.expected;
    if (!(null_variance > 1e-15))
        return STATS_UNDEFINED;
    out->value = kappa;
    out->error = variance > 0 ? sqrt(variance / table.n) / rest : 0;
    const double half = kefu__normal_errors(level) * out->error;
    out->interval = (struct stats_interval){fmax(-1, kappa - half), fmin(1, kappa + half)};
    out->null_error = sqrt(null_variance / table.n) / rest;
    out->z = kappa / out->null_error;
    out->p = kefu__normal_two_sided(out->z);
    return STATS_OK;
}
