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

/* The largest relative error of an order statistic from the histogram: the width of a bucket. */
#define MEASURE_QUANTILE_ERROR (1.0 / 64)

enum {
    MEASURE_REASONS = KEFU_REASON_NO_VARIANCE + 1,
    MEASURE_BUCKETS_MAX = 2752 /* 64 exact values, then 64 an octave up to MEASURE_LIMIT */
};

/* A signed 128-bit integer. */
struct wide {
    uint64_t low;
    int64_t high;
};
struct wide kefu__wide_add(struct wide a, struct wide b);
struct wide kefu__wide_of(int64_t value);
struct wide kefu__wide_square(int64_t value);
double kefu__wide_double(struct wide value); /* the nearest double, or a neighbour of it */

/* One bucket of the histogram, whose bucket widths grow with the values. The smallest and largest
 * value in it are exact: so are all values of a bucket that holds at most two different ones. */
struct measure_bucket {
    uint64_t count;
    int64_t low, high;
};

/* The observations of one conversation are not independent, so variances are those of clusters. Of
 * a cluster with n observations, h is the numerator of a ratio, or the sum of a duration's
 * logarithms. */
struct measure_clusters {
    uint64_t count;         /* conversations with an observation */
    struct wide hh, hn, nn; /* the sums of h², h n and n² */
};

/* An accumulator; all zero is an empty one. */
struct measure {
    uint64_t n;    /* observations; the denominator of ratios and flags */
    uint64_t hits; /* the numerator of ratios and flags; of durations the sum of logarithms */
    struct wide sum, squares;
    int64_t min, max;                 /* 0 while n is 0 */
    struct measure_clusters clusters; /* where the rule is clustered */
    struct measure_bucket *buckets;   /* the histogram, ascending; for durations only */
    uint32_t bucket_count, bucket_capacity;
    uint32_t missing[MEASURE_REASONS]; /* cases without an observation, by kefu_reason */
};

void kefu__measure_free(struct measure *measure, const kefu_allocator *allocator);
/* Makes room for `count` more observations of a duration; then kefu__measure_add() cannot fail. */
bool kefu__measure_reserve(struct measure *measure, const kefu_allocator *allocator, size_t count);
/* Adds an observation; with `bucket` it is a duration, which is not negative, and goes to the
 * histogram too, which must have room (reserved before). */
void kefu__measure_add(struct measure *measure, int64_t value, bool bucket);
/* Adds one case of a ratio. */
void kefu__measure_case(struct measure *measure, bool hit);
/* Makes all that was added since the accumulator was empty one cluster: a conversation's. */
void kefu__measure_cluster(struct measure *measure);
/* Counts a case without an observation. */
void kefu__measure_missing(struct measure *measure, kefu_reason reason);
/* Makes room for the histogram of `from`; then kefu__measure_merge() cannot fail. */
bool kefu__measure_reserve_merge(struct measure *into, const struct measure *from,
                                 const kefu_allocator *allocator);
void kefu__measure_merge(struct measure *into, const struct measure *from);
bool kefu__measure_equal(const struct measure *a, const struct measure *b);

/* ---- reading ---- */

/* Reads a statistic: the state is OK, LOW_N (n below min_n) or NO_DATA (n is 0, with the most
 * frequent reason). Where the level asks for an interval and there is none, the reason is
 * NO_VARIANCE (or SMALL_SAMPLE: a quantile of too few). */
void kefu__measure_value(const struct measure *measure, const struct measure_rule *rule,
                         kefu_statistic statistic, kefu_value *value);

/* An order statistic or a quantile, and whether it is known exactly. */
struct measure_point {
    double value;
    bool exact;
};
/* The q-quantile of the observations by linear interpolation between order statistics (type 7 of
 * Hyndman and Fan 1996). 0 without observations. */
struct measure_point kefu__measure_quantile(const struct measure *measure, double q);
/* The observation of a rank from 0 on: exact, or within MEASURE_QUANTILE_ERROR. */
struct measure_point kefu__measure_order(const struct measure *measure, uint64_t rank);

/* Does a statistic keep its target? Quantiles are compared by how many observations are within it,
 * which is exact unless the target lies inside of a bucket; *approximate says so. */
bool kefu__measure_meets(const struct measure *measure, const struct measure_rule *rule,
                         kefu_statistic statistic, double target, bool higher_is_better,
                         bool *approximate);

/* An estimate on the scale on which it is about normal: the logarithm of positive means, the logit
 * of means on a bounded scale, the value itself of all else. */
enum measure_link { LINK_IDENTITY, LINK_LOG, LINK_LOG1P, LINK_LOGIT };
struct measure_estimate {
    enum measure_link link;
    double center, error; /* error: the standard error, above 0 */
};
/* False where the variance is unknown or 0, and for ratios whose cases are independent. */
bool kefu__measure_estimate(const struct measure *measure, const struct measure_rule *rule,
                            uint32_t statistic, struct measure_estimate *estimate);
/* Sets the interval of a value, or the reason why there is none. */
void kefu__measure_bound(const struct measure *measure, const struct measure_rule *rule,
                         uint32_t statistic, kefu_value *value);
/* A two-sided test of the hypothesis that two statistics estimate the same. False: untestable. */
bool kefu__measure_differs(const struct measure *a, const struct measure *b,
                           const struct measure_rule *rule, kefu_statistic statistic, double *p);

/* ---- inside this room ---- */

/* The bucket of a value, and the lowest value of a bucket. Values below 64 have one each. */
uint32_t kefu__measure_bucket(int64_t value);
int64_t kefu__measure_bucket_low(uint32_t index);
/* log2(1 + value) times MEASURE_LOG_SCALE, in integers only, so that it is the same everywhere. */
#define MEASURE_LOG_SCALE 65536
uint64_t kefu__measure_log(int64_t value);
/* The variance of hits ÷ n over clusters (ratio estimator), for a share under a hypothesis or the
 * observed one; below 0: unknown, since there is one cluster. */
double kefu__measure_cluster_variance(const struct measure *measure, double share);
/* The statistic that a rule reads for KEFU_STATISTIC_DEFAULT, or itself. */
static inline uint32_t kefu__measure_statistic(const struct measure_rule *rule,
                                               kefu_statistic statistic) {
    return statistic == KEFU_STATISTIC_DEFAULT ? rule->statistic : (uint32_t)statistic;
}

#endif
