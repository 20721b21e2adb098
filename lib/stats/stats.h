/* SPDX-License-Identifier: MIT
 * Plain mathematics: intervals and tests. No kefu type but numbers. */
#ifndef KEFU_LIB_STATS_H
#define KEFU_LIB_STATS_H

#include <stdbool.h>
#include <stdint.h>

/* Quantile of the standard normal distribution (Wichura 1988, AS 241), 0 < p < 1. */
double kefu__normal_quantile(double p);
/* Distribution function of the standard normal distribution. */
double kefu__normal_cdf(double z);
/* Wilson score interval of x successes in n at a confidence level (Wilson 1927); false for n = 0.
 */
bool kefu__wilson(uint64_t x, uint64_t n, double level, double *low, double *high);
/* Wilson score interval of a share of n cases, where n is an effective sample size that need not be
 * an integer; n > 0. */
bool kefu__wilson_share(double share, double n, double level, double *low, double *high);
/* The ranks (from 1) of the two order statistics of n observations that bound the q-quantile at a
 * confidence level; false if n is too small. Exact up to n = 100, then by the normal approximation
 * (Conover 1999, Practical Nonparametric Statistics, 3rd ed., 3.2). */
bool kefu__order_ranks(uint64_t n, double q, double level, uint64_t *first, uint64_t *last);
/* Two-proportion z test with pooled variance, two-sided p; false where undefined. */
bool kefu__two_proportions(uint64_t x1, uint64_t n1, uint64_t x2, uint64_t n2, double *z,
                           double *p);

#endif
