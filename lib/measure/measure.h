/* SPDX-License-Identifier: MIT
 * A metric's cell: exact integer sums of observations, added, merged, and read as a kefu_value.
 *
 * Observations are integers (milliseconds, counts, polarity and scores times MEASURE_SCALE), so
 * that any order of adding and merging gives the same bits. */
#ifndef KEFU_LIB_MEASURE_H
#define KEFU_LIB_MEASURE_H

#include "base/base.h"
#include "scheme/metric_set/metrics.h"

/* A quantile read off the buckets is off by at most this, relatively. */
#define MEASURE_QUANTILE_ERROR 0.0079

enum {
    MEASURE_REASONS = KEFU_REASON_NO_MODEL + 1,
    MEASURE_MOST_BUCKETS = 2752 /* 64 exact values, then 64 a doubling up to MEASURE_LIMIT */
};

/* A signed 128-bit integer. */
struct wide {
    uint64_t low;
    int64_t high;
};
struct wide kefu__wide_add(struct wide a, struct wide b);
struct wide kefu__wide_of(int64_t value);
struct wide kefu__wide_square(int64_t value);
double kefu__wide_double(struct wide value); /* to the nearest, or next to it */

/* How many observations lie in one bucket of the values' logarithmic grid. */
struct measure_bucket {
    uint64_t count;
    uint32_t index;
};

/* A cell. All zero is an empty one. */
struct measure {
    uint64_t n;    /* observations; of ratios and flags the denominator */
    uint64_t hits; /* of ratios and flags the numerator */
    struct wide sum, squares;
    int64_t min, max;               /* 0 while n is 0 */
    struct measure_bucket *buckets; /* ascending; of durations only */
    uint32_t bucket_count, bucket_capacity;
    uint32_t missing[MEASURE_REASONS]; /* things that gave no observation, by kefu_reason */
};

void kefu__measure_free(struct measure *measure, const kefu_allocator *allocator);
/* Makes room for `count` more observations of a duration; then kefu__measure_add() cannot fail. */
bool kefu__measure_reserve(struct measure *measure, const kefu_allocator *allocator, size_t count);
/* Adds an observation; with `bucket` room must have been reserved for it. */
void kefu__measure_add(struct measure *measure, int64_t value, bool bucket);
/* Adds one case of a ratio. */
void kefu__measure_case(struct measure *measure, bool hit);
/* Adds something that gave no observation. */
void kefu__measure_missing(struct measure *measure, kefu_reason reason);
/* Makes room for all of `from`; then kefu__measure_merge() cannot fail. */
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
