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

/* The largest relative error of a quantile from the histogram. */
#define MEASURE_QUANTILE_ERROR 0.0079

enum {
    MEASURE_REASONS = KEFU_REASON_NO_MODEL + 1,
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

/* One bucket of the histogram, whose bucket widths grow with the values. */
struct measure_bucket {
    uint64_t count;
    uint32_t index;
};

/* An accumulator; all zero is an empty one. */
struct measure {
    uint64_t n;    /* observations; the denominator of ratios and flags */
    uint64_t hits; /* the numerator of ratios and flags */
    struct wide sum, squares;
    int64_t min, max;               /* 0 while n is 0 */
    struct measure_bucket *buckets; /* the histogram, ascending; for durations only */
    uint32_t bucket_count, bucket_capacity;
    uint32_t missing[MEASURE_REASONS]; /* cases without an observation, by kefu_reason */
};

void kefu__measure_free(struct measure *measure, const kefu_allocator *allocator);
/* Makes room for `count` more observations of a duration; then kefu__measure_add() cannot fail. */
bool kefu__measure_reserve(struct measure *measure, const kefu_allocator *allocator, size_t count);
/* Adds an observation; with `bucket` also to the histogram, which must have room (reserved before).
 */
void kefu__measure_add(struct measure *measure, int64_t value, bool bucket);
/* Adds one case of a ratio. */
void kefu__measure_case(struct measure *measure, bool hit);
/* Counts a case without an observation. */
void kefu__measure_missing(struct measure *measure, kefu_reason reason);
/* Makes room for the histogram of `from`; then kefu__measure_merge() cannot fail. */
bool kefu__measure_reserve_merge(struct measure *into, const struct measure *from,
                                 const kefu_allocator *allocator);
void kefu__measure_merge(struct measure *into, const struct measure *from);
bool kefu__measure_equal(const struct measure *a, const struct measure *b);

/* Reads a statistic: the state is OK, LOW_N (n below min_n) or NO_DATA (n is 0, with the most
 * frequent reason). Ratios carry a Wilson interval, means one from their standard error (normal);
 * quantiles are flagged as approximate. */
void kefu__measure_value(const struct measure *measure, const struct measure_rule *rule,
                         kefu_statistic statistic, kefu_value *value);
/* The q-quantile of the observations: that of rank floor(q (n - 1)), within
 * MEASURE_QUANTILE_ERROR, and within min…max. 0 without observations. */
double kefu__measure_quantile(const struct measure *measure, double q);

/* The bucket of a value, and the middle of a bucket. Values below 64 have one each. */
uint32_t kefu__measure_bucket(int64_t value);
double kefu__measure_bucket_middle(uint32_t index);

#endif
