/* SPDX-License-Identifier: MIT
 * Means, samples and pairs: intervals and tests. */
#ifndef KEFU_LIB_COMPARE_H
#define KEFU_LIB_COMPARE_H

#include "stats/stats.h"

/* ---- means ---- */

/* Mean, variance (sum of squares divided by n - 1) and size of a sample. */
struct sample {
    double mean, variance, n;
};
/* Computes mean and variance of n >= 1 finite values in two passes. The variance of a single value
 * is 0. */
enum stats_status kefu__sample(const double *values, size_t n, struct sample *out);

/* The confidence interval of a mean by Student's t distribution. STATS_UNDEFINED if the sample has
 * fewer than two values or its variance is 0. */
enum stats_status kefu__mean_interval(struct sample a, double level, struct stats_interval *out);

struct welch {
    double difference, t, degrees, p;
    struct stats_interval interval;
};
/* Welch's t test of the hypothesis that two means are equal, where variances may differ (Welch
 * 1947, Biometrika 34, 28-35). STATS_UNDEFINED if a sample has fewer than two values, or if both
 * variances are 0. */
enum stats_status kefu__welch(struct sample a, struct sample b, double level, struct welch *out);

/* ---- two samples without a distribution ---- */

enum mann_whitney_method {
    MANN_WHITNEY_AUTO,  /* exact if no values are equal and a sample has at most 8 values, else
                           normal */
    MANN_WHITNEY_EXACT, /* exact p value; needs samples without ties, n m <= MANN_WHITNEY_EXACT_MAX
                         */
    MANN_WHITNEY_NORMAL /* normal approximation, corrected for ties (equal values) and continuity */
};
enum { MANN_WHITNEY_EXACT_MAX = 1000000 };
struct mann_whitney {
    double u; /* number of pairs (one value of each sample) in which the first sample's value is the
                 greater one; a pair of equal values counts 1/2 */
    double superiority; /* u as a share of all n m pairs: probability of superiority */
    double p;
};
/* The rank test of whether one of two samples tends to greater values (Mann and Whitney 1947, Ann.
 * Math. Stat. 18, 50-60). STATS_UNDEFINED if all values are equal; STATS_DOMAIN for an empty
 * sample, and if the exact method is asked for although values are equal or n m is too great. */
enum stats_status kefu__mann_whitney(const kefu_allocator *allocator, const double *a, size_t n,
                                     const double *b, size_t m, enum mann_whitney_method method,
                                     struct mann_whitney *out);

/* ---- pairs ---- */

struct correlation {
    double r, p;
    struct stats_interval interval;
};
/* Pearson's correlation of n >= 3 pairs (x, y); p value by Student's t, confidence interval by
 * Fisher's z transformation, which for n = 3 is -1 … 1. STATS_UNDEFINED if all x or all y are
 * equal. */
enum stats_status kefu__pearson(const double *x, const double *y, size_t n, double level,
                                struct correlation *out);
/* Spearman's correlation: Pearson's correlation of the ranks of x and y. The interval uses the
 * standard error of Fisher's z for ranks (Bonett and Wright 2000, Psychometrika 65, 23-28). */
enum stats_status kefu__spearman(const kefu_allocator *allocator, const double *x, const double *y,
                                 size_t n, double level, struct correlation *out);

/* ---- many tests ---- */

/* Adjusts the p values of n tests. Rejecting the tests whose adjusted p is at most q keeps the
 * false discovery rate (the expected share of wrong rejections) at or below q (Benjamini and
 * Hochberg 1995, J. R. Stat. Soc. B 57, 289-300). `adjusted` may be the same array as `p`. */
enum stats_status kefu__benjamini_hochberg(const kefu_allocator *allocator, const double *p,
                                           size_t n, double *adjusted);

#endif
