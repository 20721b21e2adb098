/* SPDX-License-Identifier: MIT
 * How unusual each value of a stream is, in constant time and memory. */
#ifndef KEFU_LIB_ANOMALY_H
#define KEFU_LIB_ANOMALY_H

#include "stats/stats.h"

enum { ANOMALY_BUCKETS = 96, ANOMALY_DETECTORS = 3 };

/* How often a detector's values fell into each bucket, four to a doubling. */
struct anomaly_tail {
    uint16_t buckets[ANOMALY_BUCKETS];
    double count, greatest;
};

/* The state of one stream; all of it is set by kefu__anomaly_init(). */
struct anomaly {
    double points;                       /* values so far */
    double refractory, warmup;           /* as given */
    double slow, slow_variance;          /* means and variances with long and short memory */
    double fast, fast_variance, average; /* average: of medium memory, for shifts of the level */
    double low, high;                    /* the range so far */
    double held, held_until;             /* the last score that counted, and until when it holds */
    struct anomaly_tail tails[ANOMALY_DETECTORS];
};

/* `refractory` is the share of the points so far for which, after a score, only greater ones count,
 * so that one event alarms once, 0 … 1; `warmup` how many points come before the first score, at
 * least 1. STATS_DOMAIN for others. */
enum stats_status kefu__anomaly_init(struct anomaly *anomaly, double refractory, double warmup);

/* The score of the next value, 0 or more: three detectors (distance from a fast mean, shift of the
 * level, distance beyond the range so far), each as minus the decimal logarithm of how often it was
 * that high before, added up. It is no probability; 4.5 is about where alarms are worth their
 * number. 0 while warming up, and for a value that is no greater alarm than one just before. Values
 * that are not finite are left out, and give 0. */
double kefu__anomaly_next(struct anomaly *anomaly, double value);

#endif
