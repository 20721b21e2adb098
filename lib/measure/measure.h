/* SPDX-License-Identifier: MIT
 * The accumulator of a metric: exact integer sums of observations, which can be added to, merged,
 * and read as a kefu_value.
 *
 * Observations are integers (milliseconds, counts; polarity and scores times MEASURE_SCALE), so
 * that the result does not depend on the order of adding and merging. */
#ifndef KEFU_LIB_MEASURE_H
#define KEFU_LIB_MEASURE_H

#include "base/base.h"
#include "scheme/metric_set/metrics.h"

/* The largest relative error of an order statistic that is read from the histogram at its finest
 * scale, 6: (2^(1/64) − 1) ÷ (2^(1/64) + 1). It doubles with each coarser scale. */
#define MEASURE_QUANTILE_ERROR 0.00542

enum {
    MEASURE_REASONS = KEFU_REASON_NEVER_MARKED + 1,
    MEASURE_SCALE_MAX = 6, /* 64 buckets for each doubling */
    /* Limit on the buckets of a histogram. With one more, neighbouring buckets are joined: the
     * scale is one less. A histogram over all values up to MEASURE_LIMIT needs this once. */
    MEASURE_BUCKETS_MAX = 2048,
    MEASURE_SHIFT_MAX = 1
};

/* A signed 128-bit integer. */
struct wide {
    uint64_t low;
    int64_t high;
};
struct wide kefu__wide_add(struct wide a, struct wide b);
struct wide kefu__wide_of(int64_t value);
struct wide kefu__wide_square(int64_t value);
struct wide kefu__wide_times(struct wide value, int64_t by); /* modulo 2^128 */
double kefu__wide_double(struct wide value); /* the nearest double, or one next to it */

/* One bucket of the histogram, see kefu__measure_bucket(). The smallest and largest
 * value in a bucket are stored, so all values of a bucket with at most two different ones are known
 * exactly. */
struct measure_bucket {
    uint64_t count;
    int64_t low, high;
};

/* Sums over clusters (a cluster: all observations of one conversation), from which variances are
 * computed, because the observations of one conversation are not independent. For a cluster with n
 * observations, h is the numerator of a ratio, or the sum of the logarithms of a duration. */
struct measure_clusters {
    uint64_t count;         /* conversations with an observation */
    struct wide hh, hn, nn; /* the sums over all clusters of h², h n and n² */
};

/* The accumulator of one metric; zeroed it is empty. */
struct measure {
    uint64_t n;    /* number of observations; the denominator of ratios and flags */
    uint64_t hits; /* the numerator of ratios and flags; of durations the sum of logarithms */
    struct wide sum, squares;
    int64_t min, max;                 /* smallest and largest observation; 0 if n is 0 */
    struct measure_clusters clusters; /* if a conversation may give several observations */
    struct measure_bucket *buckets;   /* the histogram, ascending; only for durations */
    uint32_t bucket_count, bucket_capacity;
    uint32_t shift; /* by how much the histogram's scale is below MEASURE_SCALE_MAX */
    /* number of cases without an observation, indexed by kefu_reason */
    uint32_t missing[MEASURE_REASONS];
};

void kefu__measure_free(struct measure *measure, const kefu_allocator *allocator);
/* Reserves room for `count` more observations of a duration, so that kefu__measure_add() cannot
 * fail. */
bool kefu__measure_reserve(struct measure *measure, const kefu_allocator *allocator, size_t count);
/* Adds an observation. `bucket`: it is a duration, which must not be negative, and is also added to
 * the histogram, where room was reserved. */
void kefu__measure_add(struct measure *measure, int64_t value, bool bucket);
/* Adds one case of a ratio; `hit`: it counts in the numerator. */
void kefu__measure_case(struct measure *measure, bool hit);
/* Closes a cluster: all observations that were added since the accumulator was empty belong to one
 * conversation. */
void kefu__measure_cluster(struct measure *measure);
/* Counts a case without an observation, by its reason. */
void kefu__measure_missing(struct measure *measure, kefu_reason reason);
/* Reserves room for the histogram of `from`, so that kefu__measure_merge() cannot fail. */
bool kefu__measure_reserve_merge(struct measure *into, const struct measure *from,
                                 const kefu_allocator *allocator);
void kefu__measure_merge(struct measure *into, const struct measure *from);
bool kefu__measure_equal(const struct measure *a, const struct measure *b);

/* ---- reading ---- */

/* Computes a statistic. Its state is OK, LOW_N (n below min_n) or NO_DATA (n is 0, with the most
 * frequent reason). If the rule asks for an interval and there is none, the reason is NO_VARIANCE
 * (or SMALL_SAMPLE for a quantile of too few observations). */
void kefu__measure_value(const struct measure *measure, const struct measure_rule *rule,
                         kefu_statistic statistic, kefu_value *value);

/* An order statistic or quantile, and whether it is exact. */
struct measure_point {
    double value;
    bool exact;
};
/* The q-quantile of the observations by linear interpolation between order statistics (type 7 of
 * Hyndman and Fan 1996). 0 without observations. */
struct measure_point kefu__measure_quantile(const struct measure *measure, double q);
/* The observation with a rank, from 0 on: exact, or with a relative error of at most
 * MEASURE_QUANTILE_ERROR, doubled for each step of measure->shift. */
struct measure_point kefu__measure_order(const struct measure *measure, uint64_t rank);

/* Does a statistic meet its target? For quantiles the number of observations within the target
 * decides, which is exact unless the target lies inside of a bucket; then *approximate is set. */
bool kefu__measure_meets(const struct measure *measure, const struct measure_rule *rule,
                         kefu_statistic statistic, double target, bool higher_is_better,
                         bool *approximate);

/* The scale on which an estimate is approximately normal: the logarithm for positive means, the
 * logit for means on a bounded scale, the value itself otherwise. */
enum measure_link { LINK_IDENTITY, LINK_LOG, LINK_LOG1P, LINK_LOGIT };
struct measure_estimate {
    enum measure_link link;
    double center, error; /* `error`: the standard error, above 0 */
};
/* Estimates a statistic. Returns false if the variance is unknown or 0, and for ratios whose cases
 * are independent. */
bool kefu__measure_estimate(const struct measure *measure, const struct measure_rule *rule,
                            uint32_t statistic, struct measure_estimate *estimate);
/* Sets the confidence interval of a value, or the reason why there is none. */
void kefu__measure_bound(const struct measure *measure, const struct measure_rule *rule,
                         uint32_t statistic, kefu_value *value);
/* Tests two-sided whether two statistics estimate the same quantity. Returns false if no test is
 * possible. */
bool kefu__measure_differs(const struct measure *a, const struct measure *b,
                           const struct measure_rule *rule, kefu_statistic statistic, double *p);

/* ---- inside this module ---- */

/* The index of the bucket of a value in a histogram with this shift; 0: the value is 0. The buckets
 * are those of OpenTelemetry's ExponentialHistogram. */
uint32_t kefu__measure_bucket(int64_t value, uint32_t shift);
/* Factor of kefu__measure_log(), which is log2(1 + value) computed in integers only, so that it is
 * the same on every machine. */
#define MEASURE_LOG_SCALE 65536
uint64_t kefu__measure_log(int64_t value);
/* The variance of the ratio hits ÷ n over clusters (conversations), by the ratio estimator. `share`
 * is the true ratio that is assumed, or the observed one. The result is negative if there is only
 * one cluster, so that the variance is unknown. */
double kefu__measure_cluster_variance(const struct measure *measure, double share);
/* The statistic of a rule; KEFU_STATISTIC_DEFAULT is replaced by the default of the rule's kind. */
static inline uint32_t kefu__measure_statistic(const struct measure_rule *rule,
                                               kefu_statistic statistic) {
    return statistic == KEFU_STATISTIC_DEFAULT ? rule->statistic : (uint32_t)statistic;
}

#endif
