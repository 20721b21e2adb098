/* SPDX-License-Identifier: MIT
 * How unusual each value of a stream is, in constant time and memory. */
#ifndef KEFU_LIB_ANOMALY_H
#define KEFU_LIB_ANOMALY_H

#include "stats/stats.h"

enum { ANOMALY_BUCKETS = 96, ANOMALY_DETECTORS = 3 };

/* A detector's values so far: a histogram on a logarithmic scale, with four buckets for each
 * doubling of the value; the number of values counted, and the greatest value. */
struct anomaly_tail {
    uint16_t buckets[ANOMALY_BUCKETS];
    double count, greatest;
};

/* The state of one stream of values. kefu__anomaly_init() sets all members. */
struct anomaly {
    double points;                       /* number of values so far */
    double refractory, warmup;           /* arguments of kefu__anomaly_init() */
    double slow, slow_variance;          /* moving average and variance with a long memory */
    double fast, fast_variance, average; /* short memory; `average`: a mean of medium memory */
    double low, high;                    /* smallest and greatest value so far */
    double held, held_until; /* score of the last alarm; valid before point `held_until` */
    struct anomaly_tail tails[ANOMALY_DETECTORS];
};

/* Initialises a stream. `warmup` >= 1: number of values before the first score. `refractory`, 0 …
 * 1: after an alarm at point n, only scores greater than it count during the next refractory × n
 * points, so that one event raises one alarm. STATS_DOMAIN if an argument is outside of its range.
 */
enum stats_status kefu__anomaly_init(struct anomaly *anomaly, double refractory, double warmup);

/* Returns the anomaly score of the next value, 0 or more. It is the sum of the scores of three
 * detectors: distance from the short-memory mean, shift of the level, and distance beyond the range
 * so far. The score of a detector is minus the decimal logarithm of the share of past values for
 * which it was at least as high. The sum is not a probability; 4.5 is a good threshold for alarms.
 * Returns 0 while warming up, during the refractory period (see kefu__anomaly_init()) unless the
 * score is greater than that of the alarm, and for a value that is not finite, which is ignored. */
double kefu__anomaly_next(struct anomaly *anomaly, double value);

#endif
