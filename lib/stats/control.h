/* SPDX-License-Identifier: MIT
 * Control charts, spikes and outliers in a series of equal steps. An alarm is
 * an index from 0. */
#ifndef KEFU_LIB_CONTROL_H
#define KEFU_LIB_CONTROL_H

#include "stats/stats.h"

/* ---- charts with a known target ---- */

/* The exponentially weighted moving average from `target` on, one value a
 * point, with its limits `width` standard errors in the long run away
 * (NIST/SEMATECH e-Handbook 6.3.2.4). 0 < lambda <= 1, sigma > 0. `out` may be
 * `values`. */
struct ewma_chart {
    double lambda, target, sigma, width;
};
enum stats_status kefu__ewma(const double *values, size_t n, struct ewma_chart chart, double *out,
                             struct stats_interval *limits);

/* The tabular cumulative sums above target + k and below target - k
 * (NIST 6.3.2.3): the chart alarms where one is over the decision limit. k >=
 * 0. */
enum stats_status kefu__cusum(const double *values, size_t n, double target, double k, double *high,
                              double *low);

/* ---- counts against what came before ---- */

/* EARS C1: the upper bound of each point from index `baseline` on, which is the
 * mean of the `baseline` >= 2 points before it and the normal quantile 1 -
 * alpha times their standard deviation (Hutwagner et al. 2003, J. Urban Health
 * 80, i89-i96; R's surveillance::earsC). `bounds` takes n - baseline values. */
enum stats_status kefu__ears_c1(const double *counts, size_t n, size_t baseline, double alpha,
                                double *bounds);

/* How kefu__farrington() is set up; the defaults are those of R's
 * surveillance::algo.farrington. */
struct farrington {
    size_t season;     /* points a year: 52 */
    size_t years;      /* b: 5 */
    size_t window;     /* w: 3 points before and behind the same point of earlier
                          years */
    double alpha;      /* 0.05, two-sided */
    bool reweight;     /* true: past outbreaks get less weight */
    bool trend;        /* true: a trend, if it is significant at 5 % and does not
                          extrapolate past the        greatest count, and if there are at least
                          three years */
    double cases_min;  /* 5 */
    size_t cases_span; /* 4: no alarm unless that many cases were in as many last
                          points */
};
struct farrington_result {
    double expected, dispersion;
    struct stats_interval bounds; /* bounds of the count */
    double score;                 /* distance from what is expected, as a share of that to the
                                     upper bound; an alarm is over 1; 0 for too few cases */
    bool has_trend;
};
/* Farrington, Andrews, Beale and Catchpole 1996, J. R. Stat. Soc. A 159,
 * 547-563: an over-dispersed Poisson regression of the same points of earlier
 * years, bounds by the power 2/3. Judges counts[at]. STATS_DOMAIN if the series
 * does not reach back far enough; STATS_UNDEFINED if there were no cases. */
enum stats_status kefu__farrington(const kefu_allocator *allocator, const double *counts, size_t n,
                                   size_t at, const struct farrington *setup,
                                   struct farrington_result *out);

struct spike {
    double expected, dispersion; /* variance ÷ mean, at least 1 */
    double p;                    /* one-sided, mid-p */
};
/* Whether `count` is too many after a baseline of n counts that ends just
 * before it, by a negative binomial distribution whose mean has a pattern of
 * `period` points (7: weekdays; 1: none) and whose variance contains what the
 * estimates of mean and dispersion are uncertain by. NaN leaves a point out, as
 * one of a former alarm. Pattern and dispersion are shrunk to what the data
 * bear. STATS_UNDEFINED for less than `period` + 2 points, or if all of them
 * are 0. */
enum stats_status kefu__spike(const double *baseline, size_t n, size_t period, double count,
                              struct spike *out);

/* ---- outliers ---- */

/* The generalised extreme studentised deviate test for at most `most` outliers
 * on both sides (Rosner 1983, Technometrics 25, 165-172). Writes for each step
 * the statistic, its critical value and the index that it removes; *found is
 * the number of outliers, which are the first indices. 1 <= most <= n - 2.
 * Steps that have no variance left are 0. */
enum stats_status kefu__esd(const kefu_allocator *allocator, const double *values, size_t n,
                            size_t most, double alpha, double *statistics, double *critical,
                            size_t *removed, size_t *found);

#endif
