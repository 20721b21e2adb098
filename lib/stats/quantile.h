/* SPDX-License-Identifier: MIT
 * Intervals of quantiles by order statistics. */
#ifndef KEFU_LIB_QUANTILE_H
#define KEFU_LIB_QUANTILE_H

#include "stats/stats.h"

/* The ranks, from 1, of two order statistics. */
struct stats_ranks {
    uint64_t first, last;
};

/* The ranks that bound the q-quantile of n observations, 0 < q < 1, at a confidence level;
 * STATS_UNDEFINED if n is too small. Exact up to n = 100, then by the normal approximation (Conover
 * 1999, Practical Nonparametric Statistics, 3rd ed., 3.2). */
enum stats_status kefu__order_ranks(uint64_t n, double q, double level, struct stats_ranks *out);

struct quantile {
    double value; /* interpolated between the order statistics around rank q (n - 1) */
    struct stats_interval interval;
};
/* The q-quantile of values in ascending order, 0 < q < 1. The ends of its interval are the values
 * at the ranks that kefu__order_ranks() gives. */
enum stats_status kefu__quantile_interval(const double *sorted, size_t n, double q, double level,
                                          struct quantile *out);

#endif
