/* SPDX-License-Identifier: MIT
 * The rank test of Mann, Whitney and Wilcoxon. */
#include <math.h>

#include "stats/compare.h"
#include "stats/rank.h"
#include "stats/special.h"

/* Writes to counts[u], for each u from 0 to n m, how many of the orders of two samples of n and m
 * distinct values have the statistic u. These are the coefficients of the Gaussian binomial, Π (1 -
 * x^(m + i)) / (1 - x^i). All intermediate results are integers, so that counts below 2^53 are
 * exact. */
static void count_orders(double *counts, size_t n, size_t m) {
    const size_t top = n * m;
    counts[0] = 1;
    for (size_t u = 1; u <= top; u++)
        counts[u] = 0;
    for (size_t i = 1; i <= n; i++) {
        for (size_t u = top; u >= m + i && u <= top; u--)
            counts[u] -= counts[u - m - i];
        for (size_t u = i; u <= top; u++)
            counts[u] += counts[u - i];
    }
}

/* The exact two-sided p value, 2 P(U <= low), where `low` is the smaller of u and n m - u. */
static enum stats_status exact_p(const kefu_allocator *allocator, size_t n, size_t m, double low,
                                 double *p) {
    const size_t top = n * m;
    double *counts = kefu__alloc(allocator, (top + 1) * sizeof *counts);
    if (!counts)
        return STATS_NO_MEMORY;
    count_orders(counts, n < m ? n : m, n < m ? m : n);
    double below = 0, all = 0;
    for (size_t u = 0; u <= top; u++) {
        all += counts[u];
        below += (double)u <= low ? counts[u] : 0;
    }
    kefu__release(allocator, counts, (top + 1) * sizeof *counts);
    *p = fmin(1, 2 * below / all);
    return STATS_OK;
}

/* The two-sided p value by the normal approximation, with a continuity correction of 1/2. `high` is
 * the greater of u and n m - u; `ties` is the sum of t³ - t over groups of t equal values. */
static enum stats_status normal_p(double n, double m, double high, double ties, double *p) {
    const double all = n + m;
    const double variance = n * m / 12 * (all + 1 - ties / (all * (all - 1)));
    if (!(variance > 0))
        return STATS_UNDEFINED;
    const double z = (high - n * m / 2 - 0.5) / sqrt(variance);
    *p = z > 0 ? kefu__normal_two_sided(z) : 1;
    return STATS_OK;
}

static bool is_exact(enum mann_whitney_method method, size_t n, size_t m, double ties) {
    if (method == MANN_WHITNEY_AUTO)
        return ties == 0 && (n <= 8 || m <= 8) && n * m <= MANN_WHITNEY_EXACT_MAX;
    return method == MANN_WHITNEY_EXACT;
}

static enum stats_status compare_ranks(const kefu_allocator *allocator, const double *ranks,
                                       size_t n, size_t m, double ties,
                                       enum mann_whitney_method method, struct mann_whitney *out) {
    const double pairs = (double)n * (double)m;
    double sum = 0, p;
    for (size_t i = 0; i < n; i++)
        sum += ranks[i];
    const double u = sum - (double)n * ((double)n + 1) / 2;
    const double low = fmin(u, pairs - u);
    enum stats_status status = STATS_DOMAIN;
    if (!is_exact(method, n, m, ties))
        status = normal_p((double)n, (double)m, pairs - low, ties, &p);
    else if (ties == 0 && pairs <= MANN_WHITNEY_EXACT_MAX)
        status = exact_p(allocator, n, m, low, &p);
    if (status == STATS_OK)
        *out = (struct mann_whitney){u, u / pairs, p};
    return status;
}

enum stats_status kefu__mann_whitney(const kefu_allocator *allocator, const double *a, size_t n,
                                     const double *b, size_t m, enum mann_whitney_method method,
                                     struct mann_whitney *out) {
    const size_t size = 2 * (n + m) * sizeof *a;
    double ties;
    if (n == 0 || m == 0 || !kefu__all_finite(a, n) || !kefu__all_finite(b, m))
        return STATS_DOMAIN;
    double *values = kefu__alloc(allocator, size);
    if (!values)
        return STATS_NO_MEMORY;
    memcpy(values, a, n * sizeof *a);
    memcpy(values + n, b, m * sizeof *b);
    double *ranks = values + n + m;
    enum stats_status status = kefu__ranks(allocator, values, n + m, ranks, &ties);
    if (status == STATS_OK)
        status = compare_ranks(allocator, ranks, n, m, ties, method, out);
    kefu__release(allocator, values, size);
    return status;
}
