/* SPDX-License-Identifier: MIT
 * Whether a series rises or falls, and how steeply, without a distribution. */
#ifndef KEFU_LIB_TREND_H
#define KEFU_LIB_TREND_H

#include "stats/stats.h"

/* maximum numbers of values, since the time is quadratic */
enum { MANN_KENDALL_MAX = 20000, THEIL_SEN_MAX = 2000 };

struct mann_kendall {
    double s;    /* pairs that rise less pairs that fall */
    double tau;  /* s divided by all pairs */
    double z, p; /* normal approximation, corrected for ties */
};
/* Mann 1945, Econometrica 13, 245-259; Kendall 1975, Rank Correlation Methods, 4th ed.; with a
 * continuity correction on demand. At least three values; STATS_UNDEFINED if all are equal. */
enum stats_status kefu__mann_kendall(const kefu_allocator *allocator, const double *values,
                                     size_t n, bool continuity, struct mann_kendall *out);

struct theil_sen {
    double slope, intercept;
    struct stats_interval interval; /* interval of the slope */
};
/* The median of the slopes of all pairs with different times, and its interval (Theil
 * 1950; Sen 1968, JASA 63, 1379-1389); the intercept is median of values - slope × median of times.
 * STATS_UNDEFINED if all times are equal. */
enum stats_status kefu__theil_sen(const kefu_allocator *allocator, const double *times,
                                  const double *values, size_t n, double level,
                                  struct theil_sen *out);

#endif
