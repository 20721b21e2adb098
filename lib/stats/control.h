/* SPDX-License-Identifier: MIT
 * Control charts, spikes and outliers in a series of equal steps. An alarm is
 * an index from 0. */
#ifndef KEFU_LIB_CONTROL_H
#define KEFU_LIB_CONTROL_H

#include "stats/stats.h"

/* ---- charts with a known target ---- */

/* Parameters of an EWMA chart: exponentially weighted moving averages that begin at `target`;
 * `lambda`, 0 < lambda <= 1, is the weight of the newest value. The control limits lie `width`
 * standard errors (of the average after many values) above and below the target; `sigma` > 0 is the
 * standard deviation of a single value (NIST/SEMATECH e-Handbook 6.3.2.4). kefu__ewma() writes n
 * averages to `out`, which may be the same array as `values`. */
struct ewma_chart {
    double lambda, target, sigma, width;
};
enum stats_status kefu__ewma(const double *values, size_t n, struct ewma_chart chart, double *out,
                             struct stats_interval *limits);

/* A CUSUM chart: writes to `high` and `low`, for each of n values, the cumulative sums of the
 * excess over target + k and of the shortfall below target - k; k >= 0, and a sum never falls below
 * 0 (NIST/SEMATECH e-Handbook 6.3.2.3). The caller raises an alarm where a sum exceeds a limit. */
enum stats_status kefu__cusum(const double *values, size_t n, double target, double k, double *high,
                              double *low);

/* ---- counts against what came before ---- */

/* EARS C1, outbreak detection in a series of counts: writes an upper bound for each count from
 * index `baseline` on, n - baseline bounds in all. The bound is mean + z × standard deviation of
 * the `baseline` >= 2 counts just before, where z is the normal quantile of 1 - alpha (Hutwagner et
 * al. 2003, J. Urban Health 80, i89-i96; R's surveillance::earsC). */
enum stats_status kefu__ears_c1(const double *counts, size_t n, size_t baseline, double alpha,
                                double *bounds);

/* Options of kefu__farrington(). The numbers in the comments are the defaults of R's
 * surveillance::algo.farrington. */
struct farrington {
    size_t season;     /* number of points in a year; 52 (weeks) */
    size_t years;      /* number of past years that are compared; 5 */
    size_t window;     /* points before and behind the same point of each past year; 3 */
    double alpha;      /* two-sided error probability of the bounds; 0.05 */
    bool reweight;     /* true: past outbreaks weigh less in the fit */
    bool trend;        /* true: a trend is fitted, and kept if there are at least three years, it is
                          significant at 5 %, and it does not lead above all past counts */
    double cases_min;  /* least cases in the latest `cases_span` points for an alarm; usually 5 */
    size_t cases_span; /* number of latest points of which the cases are counted; usually 4 */
};
struct farrington_result {
    double expected, dispersion;
    struct stats_interval bounds; /* bounds between which the count is not unusual */
    double score; /* (count - expected) / (upper bound - expected): over 1 is an alarm; 0 if there
                     were fewer than cases_min recent cases */
    bool has_trend;
};
/* Farrington's detection of outbreaks: is counts[at] unusual against the same points of earlier
 * years? An over-dispersed Poisson regression gives the expected count; its bounds are symmetric on
 * the scale of count^(2/3) (Farrington, Andrews, Beale and Catchpole 1996, J. R. Stat. Soc. A 159,
 * 547-563). A past count that is NaN is ignored. STATS_DOMAIN if the series does not reach back far
 * enough, or if one of the latest counts is NaN; STATS_UNDEFINED if all past counts are 0 or more
 * than half of them are NaN. */
enum stats_status kefu__farrington(const kefu_allocator *allocator, const double *counts, size_t n,
                                   size_t at, const struct farrington *setup,
                                   struct farrington_result *out);

struct spike {
    double expected, dispersion; /* expected count; variance of counts ÷ mean, at least 1 */
    double p;                    /* p value, one-sided: P(more than count) + P(exactly count) / 2 */
};
/* Is `count` unusually high after the n counts of `baseline`, which end just before it? The count
 * is compared with a negative binomial distribution. Its mean depends on the phase in a pattern of
 * `period` points (7: days of the week; 1: no pattern). Its variance includes the uncertainty of
 * the estimated mean and dispersion. The pattern is shrunk: with few data or small differences, the
 * phases are drawn to the common mean. A NaN in the baseline is ignored; callers write it for days
 * of past alarms. STATS_UNDEFINED for fewer than `period` + 2 counts, or if all are 0. */
enum stats_status kefu__spike(const double *baseline, size_t n, size_t period, double count,
                              struct spike *out);

/* ---- outliers ---- */

/* The generalised extreme studentised deviate test, which finds up to `most` outliers, high or low
 * (Rosner 1983, Technometrics 25, 165-172); 1 <= most <= n - 2. Step i removes the value that is
 * farthest from the mean of the rest: statistics[i] is its distance in standard deviations (0 if no
 * variance is left), critical[i] the critical value, removed[i] its index. *found is the number of
 * outliers: they are the first *found elements of `removed`. */
enum stats_status kefu__esd(const kefu_allocator *allocator, const double *values, size_t n,
                            size_t most, double alpha, double *statistics, double *critical,
                            size_t *removed, size_t *found);

#endif
