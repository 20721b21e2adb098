/* SPDX-License-Identifier: MIT
 * Intervals of quantiles by order statistics. */
#ifndef KEFU_LIB_QUANTILE_H
#define KEFU_LIB_QUANTILE_H

#include "stats/stats.h"

/* The ranks (1: the smallest) of two order statistics, the bounds of a quantile's interval. */
struct stats_ranks {
    uint64_t first, last;
};

/* The ranks of the order statistics that bound the q-quantile of n observations at a confidence
 * level; 0 < q < 1. STATS_UNDEFINED if n is too small for this level. Exact up to n = 100, then by
 * the normal approximation (Conover 1999, Practical Nonparametric Statistics, 3rd ed., 3.2). */
enum stats_status kefu__order_ranks(uint64_t n, double q, double level, struct stats_ranks *out);

struct quantile {
    double value; /* interpolated between the order statistics around rank q (n - 1), from 0 */
    struct stats_interval interval;
};
/* The q-quantile of n values in ascending order, 0 < q < 1. The bounds of its interval are the
 * values at the ranks of kefu__order_ranks(). */
enum stats_status kefu__quantile_interval(const double *sorted, size_t n, double q, double level,
                                          struct quantile *out);

#endif
