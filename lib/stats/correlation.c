/* SPDX-License-Identifier: MIT
 * Correlations. */
#include <math.h>

#include "stats/compare.h"
#include "stats/rank.h"
#include "stats/special.h"

static enum stats_status correlate(const double *x, const double *y, size_t n, double *r) {
    struct sample of_x, of_y;
    double product = 0;
    if (n < 3 || kefu__sample(x, n, &of_x) || kefu__sample(y, n, &of_y))
        return STATS_DOMAIN;
    const double scale = sqrt(of_x.variance) * sqrt(of_y.variance) * (double)(n - 1);
    if (!(scale > 0))
        return STATS_UNDEFINED;
    for (size_t i = 0; i < n; i++)
        product += (x[i] - of_x.mean) * (y[i] - of_y.mean);
    *r = kefu__clamp(product / scale, -1, 1);
    return STATS_OK;
}

/* Sets r, its p value and its interval. `spread`: variance of Fisher's z, multiplied by n - 3; 1
 * for Pearson's correlation. */
static void judge(double r, size_t n, double level, double spread, struct correlation *out) {
    out->r = r;
    out->p = kefu__beta_tails((1 - r) * (1 + r), r * r, ((double)n - 2) / 2, 0.5).lower;
    out->interval = (struct stats_interval){-1, 1};
    if (n == 3)
        return;
    const double half = kefu__normal_errors(level) * sqrt(spread / ((double)n - 3));
    out->interval.low = r == 1 ? 1 : tanh(atanh(r) - half);
    out->interval.high = r == -1 ? -1 : tanh(atanh(r) + half);
}

enum stats_status kefu__pearson(const double *x, const double *y, size_t n, double level,
                                struct correlation *out) {
    double r;
    if (!kefu__is_level(level))
        return STATS_DOMAIN;
    const enum stats_status status = correlate(x, y, n, &r);
    if (status == STATS_OK)
        judge(r, n, level, 1, out);
    return status;
}

enum stats_status kefu__spearman(const kefu_allocator *allocator, const double *x, const double *y,
                                 size_t n, double level, struct correlation *out) {
    double r, ties;
    if (n < 3 || !kefu__is_level(level) || !kefu__all_finite(x, n) || !kefu__all_finite(y, n))
        return STATS_DOMAIN;
    double *ranks = kefu__alloc(allocator, 2 * n * sizeof *ranks);
    if (!ranks)
        return STATS_NO_MEMORY;
    enum stats_status status = kefu__ranks(allocator, x, n, ranks, &ties);
    if (status == STATS_OK)
        status = kefu__ranks(allocator, y, n, ranks + n, &ties);
    if (status == STATS_OK)
        status = correlate(ranks, ranks + n, n, &r);
    if (status == STATS_OK)
        judge(r, n, level, 1 + r * r / 2, out);
    kefu__release(allocator, ranks, 2 * n * sizeof *ranks);
    return status;
}
