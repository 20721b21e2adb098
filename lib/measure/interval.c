/* SPDX-License-Identifier: MIT
 * Confidence intervals of statistics, and tests between two of them. The observations of one
 * conversation (a cluster) are not independent, so that variances are estimated over conversations
 * by the ratio estimator (Cochran 1977, Sampling Techniques, 3rd ed., 6.3 and 9A.3). */
#include <math.h>

#include "measure/measure.h"
#include "scheme/metric_set/statistics.h"
#include "stats/proportion.h"
#include "stats/quantile.h"
#include "stats/special.h"

/* A sum of squares below this share of its summands is only rounding error: the variance is 0. */
#define ROUNDING 1e-12

/* ---- the variance of clusters ---- */

double kefu__measure_cluster_variance(const struct measure *measure, double share) {
    const struct measure_clusters *clusters = &measure->clusters;
    const double count = (double)clusters->count, n = (double)measure->n;
    const double hh = kefu__wide_double(clusters->hh), hn = kefu__wide_double(clusters->hn);
    const double nn = kefu__wide_double(clusters->nn);
    if (clusters->count < 2)
        return -1;
    const double residual = hh - 2 * share * hn + share * share * nn;
    if (residual <= ROUNDING * (hh + share * share * nn))
        return 0;
    return residual * count / (count - 1) / (n * n);
}

static double own_variance(const struct measure *measure) {
    return kefu__measure_cluster_variance(measure, (double)measure->hits / (double)measure->n);
}

/* The design effect, at least 1: the factor by which clustering increases the variance. For
 * durations it is that of the variance of their logarithms, whose squares are computed from the
 * histogram. */
static double design_effect(const struct measure *measure) {
    const double n = (double)measure->n, mean = (double)measure->hits / n;
    double squares = 0;
    if (measure->clusters.count < 2 || measure->clusters.count == measure->n)
        return 1;
    for (uint32_t i = 0; i < measure->bucket_count; i++) {
        const struct measure_bucket *bucket = &measure->buckets[i];
        const double log = (double)kefu__measure_log(bucket->low +
                                                     (bucket->high - bucket->low) / 2);
        squares += (double)bucket->count * (log - mean) * (log - mean);
    }
    const double effect = own_variance(measure) * n * (n - 1) / squares;
    return squares > 0 && effect > 1 ? effect : 1;
}

/* ---- estimates ---- */

/* Estimates the mean of a duration from the mean of the logarithms and Duan's smearing factor (Duan
 * 1983, JASA 78, 605-610), so that the standard error is that of the logarithms. */
static bool estimate_duration(const struct measure *measure, struct measure_estimate *estimate) {
    const double variance = measure->min == measure->max ? 0 : own_variance(measure);
    estimate->link = LINK_LOG1P;
    estimate->center = log1p(kefu__wide_double(measure->sum) / (double)measure->n);
    estimate->error = variance > 0 ? sqrt(variance) * log(2) / MEASURE_LOG_SCALE : 0;
    return estimate->error > 0;
}

/* Replaces the net promoter score and its standard error by those after three answers were added
 * (adjusted Wald interval), which are approximately normal for few answers, too. */
static void adjust_promoters(const struct measure *measure, const struct measure_rule *rule,
                             struct measure_estimate *estimate) {
    const double point = rule->high * rule->scale;
    double score, error;
    kefu__adjusted_net(kefu__wide_double(measure->sum) / point,
                       kefu__wide_double(measure->squares) / point / point, (double)measure->n,
                       &score, &error);
    estimate->center = score * rule->high;
    estimate->error = error * rule->high;
}

/* Transforms an estimate to a scale on which it is approximately normal (delta method). */
static bool link_mean(const struct measure_rule *rule, struct measure_estimate *estimate) {
    const double share = (estimate->center - rule->low) / (rule->high - rule->low);
    if (rule->bounds == BOUNDS_WALD)
        return true;
    if (rule->bounds == BOUNDS_POSITIVE) {
        estimate->link = LINK_LOG;
        estimate->error /= estimate->center;
        estimate->center = log(estimate->center);
        return isfinite(estimate->error) && isfinite(estimate->center);
    }
    estimate->link = LINK_LOGIT;
    estimate->error /= (rule->high - rule->low) * share * (1 - share);
    estimate->center = log(share / (1 - share));
    return share > 0 && share < 1;
}

static bool estimate_mean(const struct measure *measure, const struct measure_rule *rule,
                          struct measure_estimate *estimate) {
    const double n = (double)measure->n, mean = kefu__wide_double(measure->sum) / n;
    const double spread = (kefu__wide_double(measure->squares) - mean * mean * n) / (n - 1);
    if (measure->n < 2 || measure->min == measure->max || !(spread > 0))
        return false;
    estimate->link = LINK_IDENTITY;
    estimate->center = mean / rule->scale;
    estimate->error = sqrt(spread / n) / rule->scale;
    if (rule->bounds != BOUNDS_PROMOTERS)
        return link_mean(rule, estimate);
    adjust_promoters(measure, rule, estimate);
    return true;
}

static bool estimate_ratio(const struct measure *measure, const struct measure_rule *rule,
                           struct measure_estimate *estimate) {
    const double variance = rule->clustered ? own_variance(measure) : 0;
    estimate->link = LINK_IDENTITY;
    estimate->center = (double)measure->hits / (double)measure->n;
    estimate->error = variance > 0 ? sqrt(variance) : 0;
    return estimate->error > 0 && (rule->bounds != BOUNDS_POSITIVE || link_mean(rule, estimate));
}

/* Bounds a quantile by two order statistics. Their ranks are given by the interval of the
 * proportion of values below the quantile (Woodruff 1952, JASA 47, 635-646), with the effective
 * sample size. */
static bool bound_quantile(const struct measure *measure, double q, double level, double *low,
                           double *high) {
    const double n = (double)measure->n;
    const uint64_t effective = (uint64_t)(n / design_effect(measure));
    struct stats_ranks ranks;
    if (kefu__order_ranks(effective, q, level, &ranks) != STATS_OK)
        return false;
    const double scale = n / (double)effective;
    *low = kefu__measure_order(measure, (uint64_t)(scale * (double)(ranks.first - 1))).value;
    *high = kefu__measure_order(measure, (uint64_t)ceil(scale * (double)ranks.last) - 1).value;
    return true;
}

static bool estimate_quantile(const struct measure *measure, const struct measure_rule *rule,
                              double q, struct measure_estimate *estimate) {
    double low, high;
    if (!(rule->level > 0) || !bound_quantile(measure, q, rule->level, &low, &high))
        return false;
    estimate->link = LINK_IDENTITY;
    estimate->center = kefu__measure_quantile(measure, q).value / rule->scale;
    estimate->error = (high - low) / 2 / kefu__normal_errors(rule->level) / rule->scale;
    return estimate->error > 0;
}

bool kefu__measure_estimate(const struct measure *measure, const struct measure_rule *rule,
                            uint32_t statistic, struct measure_estimate *estimate) {
    const struct statistic *row = kefu__statistic(statistic);
    if (measure->n == 0)
        return false;
    if (rule->kind == MEASURE_RATIO)
        return estimate_ratio(measure, rule, estimate);
    if (row && row->quantile > 0)
        return rule->kind == MEASURE_DURATION &&
               estimate_quantile(measure, rule, row->quantile, estimate);
    if (statistic != KEFU_STATISTIC_MEAN)
        return false;
    return rule->kind == MEASURE_DURATION ? estimate_duration(measure, estimate)
                                          : estimate_mean(measure, rule, estimate);
}

/* ---- intervals ---- */

static double unlink_value(const struct measure_rule *rule, const struct measure_estimate *estimate,
                           double errors) {
    const double at = estimate->center + errors * estimate->error;
    switch (estimate->link) {
    case LINK_LOG:
        return exp(at);
    case LINK_LOG1P:
        return expm1(at) > 0 ? expm1(at) / rule->scale : 0;
    case LINK_LOGIT:
        return rule->low + (rule->high - rule->low) / (1 + exp(-at));
    default:
        break;
    }
    return at < rule->low ? rule->low : at > rule->high ? rule->high : at;
}

static void set_interval(kefu_value *value, double low, double high) {
    value->low = low;
    value->high = high;
    value->flags |= KEFU_VALUE_HAS_INTERVAL;
}

/* Wilson's interval of a ratio, with the effective sample size if cases are clustered (Korn and
 * Graubard 1998, Survey Methodology 24, 193-201, with Wilson's instead of the exact interval). */
static bool bound_ratio(const struct measure *measure, const struct measure_rule *rule,
                        kefu_value *value) {
    const double share = value->value;
    double n = (double)measure->n;
    struct stats_interval interval;
    if (measure->n < 2 || measure->hits > measure->n)
        return false;
    if (rule->clustered) {
        const double variance = own_variance(measure);
        if (!(variance > 0))
            return false;
        const double effective = share * (1 - share) / variance;
        n = effective < n ? effective : n;
    }
    if (kefu__wilson_share(share, n, rule->level, &interval) != STATS_OK)
        return false;
    set_interval(value, interval.low, interval.high);
    return true;
}

static bool bound_estimate(const struct measure *measure, const struct measure_rule *rule,
                           uint32_t statistic, kefu_value *value) {
    struct measure_estimate estimate;
    const double errors = kefu__normal_errors(rule->level);
    if (!kefu__measure_estimate(measure, rule, statistic, &estimate))
        return false;
    set_interval(value, unlink_value(rule, &estimate, -errors),
                 unlink_value(rule, &estimate, errors));
    return true;
}

void kefu__measure_bound(const struct measure *measure, const struct measure_rule *rule,
                         uint32_t statistic, kefu_value *value) {
    const double quantile = kefu__statistic(statistic)->quantile;
    double low, high;
    if (!(rule->level > 0))
        return;
    if (quantile > 0 && measure->min != measure->max) {
        if (bound_quantile(measure, quantile, rule->level, &low, &high))
            set_interval(value, low / rule->scale, high / rule->scale);
        else
            value->reason = KEFU_REASON_SMALL_SAMPLE;
        return;
    }
    const bool bounded = rule->kind == MEASURE_RATIO && rule->bounds == BOUNDS_SCALE
                             ? bound_ratio(measure, rule, value)
                             : quantile == 0 && bound_estimate(measure, rule, statistic, value);
    if (!bounded)
        value->reason = KEFU_REASON_NO_VARIANCE;
}

/* ---- tests ---- */

static bool is_known(double z, double *p) {
    if (!isfinite(z))
        return false;
    *p = kefu__normal_two_sided(z);
    return true;
}

/* Tests whether two ratios differ, with the variances that they would have if both were equal to
 * the ratio of all cases. */
static bool ratios_differ(const struct measure *a, const struct measure *b, double *p) {
    const double one = (double)a->hits / (double)a->n, other = (double)b->hits / (double)b->n;
    const double pooled = ((double)a->hits + (double)b->hits) / ((double)a->n + (double)b->n);
    const double first = kefu__measure_cluster_variance(a, pooled);
    const double second = kefu__measure_cluster_variance(b, pooled);
    if (first < 0 || second < 0 || !(first + second > 0))
        return false;
    return is_known((one - other) / sqrt(first + second), p);
}

static bool independent_differ(const struct measure *a, const struct measure *b, double *p) {
    struct stats_test test;
    if (kefu__two_proportions((struct proportion){(double)a->hits, (double)a->n},
                              (struct proportion){(double)b->hits, (double)b->n},
                              &test) != STATS_OK)
        return false;
    *p = test.p;
    return true;
}

bool kefu__measure_differs(const struct measure *a, const struct measure *b,
                           const struct measure_rule *rule, kefu_statistic statistic, double *p) {
    const uint32_t wanted = kefu__measure_statistic(rule, statistic);
    struct measure_estimate one, other;
    if (a->n == 0 || b->n == 0)
        return false;
    if (rule->kind == MEASURE_RATIO)
        return rule->clustered ? ratios_differ(a, b, p) : independent_differ(a, b, p);
    if (!kefu__measure_estimate(a, rule, wanted, &one) ||
        !kefu__measure_estimate(b, rule, wanted, &other))
        return false;
    return is_known((one.center - other.center) / hypot(one.error, other.error), p);
}
