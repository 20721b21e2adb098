/* SPDX-License-Identifier: MIT
 * What all of lib/stats shares: how a calculation ends, and intervals. Plain mathematics: no kefu
 * type but the allocator. */
#ifndef KEFU_LIB_STATS_H
#define KEFU_LIB_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/base.h"

/* How a calculation ended. Results are written only with STATS_OK. They are never NaN, and finite,
 * except that an interval bound that does not exist is -HUGE_VAL or HUGE_VAL where the function
 * says so. */
enum stats_status {
    STATS_OK = 0,
    STATS_DOMAIN,    /* an argument is outside of its domain, NaN or infinite */
    STATS_UNDEFINED, /* the statistic does not exist for these data: too few, or no variance */
    STATS_NO_MEMORY  /* the allocator returned NULL */
};

struct stats_interval {
    double low, high;
};

/* The result of a test: its statistic and its two-sided p value. */
struct stats_test {
    double statistic, p;
};

/* Are all of the values finite? */
bool kefu__all_finite(const double *values, size_t count);

static inline bool kefu__is_level(double level) {
    return level > 0 && level < 1;
}

/* The maximum of counts for functions whose time grows with the square root of the count. */
#define STATS_COUNT_MAX 1e12

static inline double kefu__clamp(double value, double low, double high) {
    return value < low ? low : value > high ? high : value;
}

#endif
