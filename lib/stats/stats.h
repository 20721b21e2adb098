/* SPDX-License-Identifier: MIT
 * What all of lib/stats shares: how a calculation ends, and intervals. Plain mathematics: no kefu
 * type but the allocator. */
#ifndef KEFU_LIB_STATS_H
#define KEFU_LIB_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

/* How a calculation ended. Results are set by STATS_OK only, and are never NaN; a bound that does
 * not exist is -HUGE_VAL or HUGE_VAL where a function says so, all other results are finite. */
enum stats_status {
    STATS_OK = 0,
    STATS_DOMAIN,    /* an argument is outside of its domain, NaN or infinite */
    STATS_UNDEFINED, /* the statistic does not exist for these data: too few, or no variance */
    STATS_NO_MEMORY  /* the allocator returned NULL */
};

struct stats_interval {
    double low, high;
};

/* A test: its statistic and its two-sided p. */
struct stats_test {
    double statistic, p;
};

/* Are all of the values finite? */
bool kefu__all_finite(const double *values, size_t count);

static inline bool kefu__is_level(double level) {
    return level > 0 && level < 1;
}

/* The greatest count of functions whose time grows with its root. */
#define STATS_COUNT_MAX 1e12

static inline double kefu__clamp(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}

#endif
