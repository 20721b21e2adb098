/* SPDX-License-Identifier: MIT
 * Means, samples and pairs: intervals and tests. */
#ifndef KEFU_LIB_COMPARE_H
#define KEFU_LIB_COMPARE_H

#include "stats/stats.h"

/* ---- means ---- */

/* The moments of a sample; variance divides by n - 1. */
struct sample {
    double mean, variance, n;
};
/* Of n >= 1 finite values, in two passes. The variance of one value is 0. */
enum stats_status kefu__sample(const double *values, size_t n, struct sample *out);

/* Student's interval of the mean; STATS_UNDEFINED for n < 2 or without variance. */
enum stats_status kefu__mean_interval(struct sample a, double level, struct stats_interval *out);

struct welch {
    double difference, t, degrees, p;
    struct stats_interval interval;
};
/* Whether two means differ, variances unequal (Welch 1947, Biometrika 34, 28-35). STATS_UNDEFINED
 * if a sample has fewer than two values, or if neither has variance. */
enum stats_status kefu__welch(struct sample a, struct sample b, double level, struct welch *out);

/* ---- two samples without a distribution ---- */

enum mann_whitney_method {
    MANN_WHITNEY_AUTO,  /* exact if there are no ties and one sample has at most 8 values */
    MANN_WHITNEY_EXACT, /* needs a product of the sizes of at most MANN_WHITNEY_EXACT_MAX */
    MANN_WHITNEY_NORMAL /* normal approximation, corrected for ties and continuity */
};
enum { MANN_WHITNEY_EXACT_MAX = 1000000 };
struct mann_whitney {
    double u; /* pairs in which the value of the first sample is the greater; ties count half */
    double superiority; /* u divided by all pairs */
    double p;
};
/* Mann and Whitney 1947, Ann. Math. Stat. 18, 50-60. STATS_UNDEFINED if all values are equal;
 * STATS_DOMAIN for an empty sample, and for the exact method with ties or too many pairs. */
enum stats_status kefu__mann_whitney(const kefu_allocator *allocator, const double *a, size_t n,
                                     const double *b, size_t m, enum mann_whitney_method method,
                                     struct mann_whitney *out);

/* ---- pairs ---- */

struct correlation {
    double r, p;
    struct stats_interval interval;
};
/* Pearson's correlation of n >= 3 pairs, its test by Student's t and its interval by Fisher's z,
 * which for n = 3 is -1 … 1. STATS_UNDEFINED if either side is constant. */
enum stats_status kefu__pearson(const double *x, const double *y, size_t n, double level,
                                struct correlation *out);
/* Spearman's: the same of ranks, with the standard error of z of Bonett and Wright 2000,
 * Psychometrika 65, 23-28. */
enum stats_status kefu__spearman(const kefu_allocator *allocator, const double *x, const double *y,
                                 size_t n, double level, struct correlation *out);

/* ---- many tests ---- */

/* Adjusts p values so that rejecting those of at most q keeps the false discovery rate below q
 * (Benjamini and Hochberg 1995, J. R. Stat. Soc. B 57, 289-300). `adjusted` may be `p`. */
enum stats_status kefu__benjamini_hochberg(const kefu_allocator *allocator, const double *p,
                                           size_t n, double *adjusted);

#endif
