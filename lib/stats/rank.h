/* SPDX-License-Identifier: MIT
 * Sorted orders and ranks. */
#ifndef KEFU_LIB_RANK_H
#define KEFU_LIB_RANK_H

#include "stats/stats.h"

/* A value and its place before it was sorted. */
struct ranked {
    double value;
    size_t place;
};

/* Sorts finite values ascending, equal ones by place. Returns NULL if out of memory. The caller
 * releases n * sizeof(struct ranked) bytes. */
struct ranked *kefu__ranked_new(const kefu_allocator *allocator, const double *values, size_t n);
void kefu__sort_doubles(double *values, size_t n);

/* Writes the rank of each value, from 1; equal values share the mean of their ranks. *ties gets the
 * sum of t³ - t over groups of t equal values. STATS_OK or STATS_NO_MEMORY. */
enum stats_status kefu__ranks(const kefu_allocator *allocator, const double *values, size_t n,
                              double *ranks, double *ties);

#endif
