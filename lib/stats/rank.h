/* SPDX-License-Identifier: MIT
 * Sorted orders and ranks. */
#ifndef KEFU_LIB_RANK_H
#define KEFU_LIB_RANK_H

#include "stats/stats.h"

/* A value and its index before sorting. */
struct ranked {
    double value;
    size_t place;
};

/* Sorts finite values in ascending order; equal values keep their order. Returns an array of n
 * elements that the caller releases, or NULL if out of memory. */
struct ranked *kefu__ranked_new(const kefu_allocator *allocator, const double *values, size_t n);
void kefu__sort_doubles(double *values, size_t n);

/* Writes the rank of each value (1: the smallest); equal values get the mean of their ranks. *ties:
 * the sum of t³ - t over groups of t equal values. Returns STATS_OK or STATS_NO_MEMORY. */
enum stats_status kefu__ranks(const kefu_allocator *allocator, const double *values, size_t n,
                              double *ranks, double *ties);

#endif
