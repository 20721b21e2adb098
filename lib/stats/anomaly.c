/* SPDX-License-Identifier: MIT
 * Anomaly scores of a stream. Each detector's values are compared with its own past, so that no
 * unit and no threshold of the series has to be known; what that needs is a histogram of fixed
 * size. */
#include "stats/anomaly.h"

#include <math.h>

/* Factors of exponential moving averages (means and variances): the weight of the newest value. A
 * smaller weight is a longer memory. */
#define SLOW_MEAN     0.01
#define SLOW_VARIANCE 0.001
#define FAST          0.1
#define AVERAGE       0.05
#define TINY          1e-12 /* added to divisors, which may be 0 */

_Static_assert(sizeof(struct anomaly) <= 1024, "the state of a stream takes at most 1 KiB");

enum stats_status kefu__anomaly_init(struct anomaly *anomaly, double refractory, double warmup) {
    if (!(refractory >= 0 && refractory <= 1) || !(warmup >= 1) || !isfinite(warmup))
        return STATS_DOMAIN;
    *anomaly = (struct anomaly){.refractory = refractory, .warmup = warmup};
    return STATS_OK;
}

/* ---- how rare a detector's value is ---- */

static size_t bucket_of(double value) {
    const double place = floor((log2(value + 1e-9) + 8) * 4);
    return (size_t)kefu__clamp(place, 0, ANOMALY_BUCKETS - 1);
}

static void count_value(struct anomaly_tail *tail, size_t bucket) {
    if (tail->buckets[bucket] == UINT16_MAX) { /* counter is full: halve all counts of the tail */
        tail->count = 0;
        for (size_t i = 0; i < ANOMALY_BUCKETS; i++) {
            tail->buckets[i] /= 2;
            tail->count += tail->buckets[i];
        }
    }
    tail->buckets[bucket]++;
    tail->count++;
}

/* How surprising a detector's value is: minus the decimal logarithm of the share of its past values
 * that were at least as great. A value greater than all past ones adds log2(value / greatest). */
static double surprise(struct anomaly_tail *tail, double value) {
    const size_t bucket = bucket_of(value);
    double above = 0;
    for (size_t i = bucket + 1; i < ANOMALY_BUCKETS; i++)
        above += tail->buckets[i];
    double score = -log10((above + 0.5 * tail->buckets[bucket] + 0.5) / (tail->count + 1));
    if (value > tail->greatest && tail->greatest > 0)
        score += log2(value / tail->greatest);
    count_value(tail, bucket);
    tail->greatest = fmax(tail->greatest, value);
    return score;
}

/* ---- the detectors ---- */

static double beyond_range(const struct anomaly *a, double value) {
    const double out = value > a->high ? value - a->high : value < a->low ? a->low - value : 0;
    return out / (a->high - a->low + TINY);
}

static double score_value(struct anomaly *a, double value) {
    const double detectors[ANOMALY_DETECTORS] = {
        fabs(value - a->fast) / (sqrt(a->fast_variance) + TINY),
        fabs(a->average - a->slow) / (sqrt(a->slow_variance) + TINY),
        beyond_range(a, value),
    };
    double sum = 0;
    for (size_t i = 0; i < ANOMALY_DETECTORS; i++) /* over 1e6: divisor is nearly 0 */
        sum += detectors[i] < 1e6 ? surprise(&a->tails[i], detectors[i]) : 6;
    return sum;
}

/* Updates the moving averages and the range. The weight of the newest value is at least 1 / points,
 * so that the first averages are plain means. */
static void move_means(struct anomaly *a, double value) {
    const double plain = 1 / a->points;
    const double from_slow = value - a->slow, from_fast = value - a->fast;
    a->slow += fmax(SLOW_MEAN, plain) * from_slow;
    a->slow_variance += fmax(SLOW_VARIANCE, plain) * (from_slow * from_slow - a->slow_variance);
    a->fast += fmax(FAST, plain) * from_fast;
    a->fast_variance += fmax(FAST, plain) * (from_fast * from_fast - a->fast_variance);
    a->low = fmin(a->low, value);
    a->high = fmax(a->high, value);
}

double kefu__anomaly_next(struct anomaly *a, double value) {
    if (!isfinite(value) || fabs(value) > 1e150) /* the square would overflow: ignore */
        return 0;
    if (a->points == 0)
        a->slow = a->fast = a->average = a->low = a->high = value;
    a->average += AVERAGE * (value - a->average);
    const double score = score_value(a, value), at = a->points++;
    move_means(a, value);
    if (at < a->warmup)
        return 0;
    if (at >= a->held_until)
        a->held = 0;
    if (score <= a->held)
        return 0;
    a->held = score;
    a->held_until = at + a->refractory * at;
    return score;
}
