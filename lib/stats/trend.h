/* SPDX-License-Identifier: MIT
 * Whether a series rises or falls, and how steeply, without a distribution. */
#ifndef KEFU_LIB_TREND_H
#define KEFU_LIB_TREND_H

#include "stats/stats.h"

/* maximum numbers of values: the time is quadratic in them, for Theil-Sen the memory too */
enum { MANN_KENDALL_MAX = 20000, THEIL_SEN_MAX = 2000 };

struct mann_kendall {
    double s;    /* number of pairs of values that rise minus number of pairs that fall */
    double tau;  /* Kendall's tau: s divided by the number of all pairs */
    double z, p; /* test against no trend by the normal approximation, corrected for ties */
};
/* The test of Mann and Kendall: does a series of at least three values rise or fall? (Mann 1945,
 * Econometrica 13, 245-259; Kendall 1975, Rank Correlation Methods, 4th ed.) `continuity`: corrects
 * z for continuity. STATS_UNDEFINED if all values are equal. */
enum stats_status kefu__mann_kendall(const kefu_allocator *allocator, const double *values,
                                     size_t n, bool continuity, struct mann_kendall *out);

struct theil_sen {
    double slope, intercept;
    struct stats_interval interval; /* confidence interval of the slope */
};
/* The line of Theil and Sen, robust against outliers: its slope is the median of the slopes of all
 * pairs of points with different times (Theil 1950; Sen 1968, JASA 63, 1379-1389), its intercept
 * median(values) - slope × median(times). STATS_UNDEFINED if all times are equal. */
enum stats_status kefu__theil_sen(const kefu_allocator *allocator, const double *times,
                                  const double *values, size_t n, double level,
                                  struct theil_sen *out);

#endif
