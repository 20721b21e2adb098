/* SPDX-License-Identifier: MIT
 * Rosner's generalised test for outliers. */
#include <math.h>

#include "stats/compare.h"
#include "stats/control.h"
#include "stats/special.h"

/* Returns the index of the value that is farthest from the mean, and its distance from the mean in
 * standard deviations. Values that were removed are NaN and are ignored. */
static size_t farthest(const double *values, size_t n, double *statistic) {
    double mean = 0, squares = 0, count = 0, distance = -1;
    size_t found = 0;
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i])) {
            count++;
            mean += (values[i] - mean) / count;
        }
    for (size_t i = 0; i < n; i++)
        if (!isnan(values[i])) {
            const double own = fabs(values[i] - mean);
            squares += own * own;
            found = own > distance ? i : found;
            distance = own > distance ? own : distance;
        }
    *statistic = squares > 0 ? distance / sqrt(squares / (count - 1)) : 0;
    return found;
}

/* The critical value of Rosner's test in step i = 1, 2, …; n: number of values before the first
 * step. */
static double critical_value(double n, double i, double alpha) {
    const double t = kefu__student_errors(alpha / (n - i + 1), n - i - 1);
    return (n - i) * t / sqrt((n - i - 1 + t * t) * (n - i + 1));
}

enum stats_status kefu__esd(const kefu_allocator *allocator, const double *values, size_t n,
                            size_t most, double alpha, double *statistics, double *critical,
                            size_t *removed, size_t *found) {
    if (n < 3 || most < 1 || most > n - 2 || !kefu__all_finite(values, n) || !kefu__is_level(alpha))
        return STATS_DOMAIN;
    double *rest = kefu__alloc(allocator, n * sizeof *rest);
    if (!rest)
        return STATS_NO_MEMORY;
    memcpy(rest, values, n * sizeof *rest);
    *found = 0;
    for (size_t i = 0; i < most; i++) {
        removed[i] = farthest(rest, n, &statistics[i]);
        rest[removed[i]] = NAN;
        critical[i] = critical_value((double)n, (double)(i + 1), alpha);
        if (statistics[i] > critical[i])
            *found = i + 1;
    }
    kefu__release(allocator, rest, n * sizeof *rest);
    return STATS_OK;
}
