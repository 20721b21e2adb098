/* SPDX-License-Identifier: MIT
 * Mann and Kendall's test, and the slope of Theil and Sen. */
#include "stats/trend.h"

#include <math.h>

#include "stats/rank.h"
#include "stats/special.h"

/* The sum of t (t - 1) (2 t + 5) over groups of t equal values: 18 times what ties subtract from
 * the variance of Kendall's statistic. */
static double tie_variance(const struct ranked *sorted, size_t n) {
    double sum = 0;
    for (size_t first = 0, end; first < n; first = end) {
        for (end = first + 1; end < n && sorted[end].value == sorted[first].value;)
            end++;
        const double t = (double)(end - first);
        sum += t * (t - 1) * (2 * t + 5);
    }
    return sum;
}

static enum stats_status find_ties(const kefu_allocator *allocator, const double *values, size_t n,
                                   double *sum) {
    struct ranked *sorted = kefu__ranked_new(allocator, values, n);
    if (!sorted)
        return STATS_NO_MEMORY;
    *sum = tie_variance(sorted, n);
    kefu__release(allocator, sorted, n * sizeof *sorted);
    return STATS_OK;
}

enum stats_status kefu__mann_kendall(const kefu_allocator *allocator, const double *values,
                                     size_t n, bool continuity, struct mann_kendall *out) {
    const double count = (double)n;
    double ties, s = 0;
    if (n < 3 || n > MANN_KENDALL_MAX || !kefu__all_finite(values, n))
        return STATS_DOMAIN;
    const enum stats_status status = find_ties(allocator, values, n, &ties);
    if (status != STATS_OK)
        return status;
    const double variance = (count * (count - 1) * (2 * count + 5) - ties) / 18;
    if (!(variance > 0))
        return STATS_UNDEFINED;
    for (size_t i = 1; i < n; i++)
        for (size_t k = 0; k < i; k++)
            s += (values[i] > values[k]) - (values[i] < values[k]);
    out->s = s;
    out->tau = s / (count * (count - 1) / 2);
    out->z = s == 0 ? 0 : (s - (continuity ? (s > 0 ? 1 : -1) : 0)) / sqrt(variance);
    out->p = kefu__normal_two_sided(out->z);
    return STATS_OK;
}

/* ---- the slope ---- */

static size_t collect_slopes(const double *times, const double *values, size_t n, double *slopes) {
    size_t count = 0;
    for (size_t i = 1; i < n; i++)
        for (size_t k = 0; k < i; k++)
            if (times[i] != times[k])
                slopes[count++] = (values[i] - values[k]) / (times[i] - times[k]);
    return count;
}

static double median(const double *sorted, size_t n) {
    return n % 2 ? sorted[n / 2] : (sorted[n / 2 - 1] + sorted[n / 2]) / 2;
}

/* The median of n values; `scratch` has room for n values and gets a sorted copy. */
static double median_of(const double *values, size_t n, double *scratch) {
    memcpy(scratch, values, n * sizeof *values);
    kefu__sort_doubles(scratch, n);
    return median(scratch, n);
}

static size_t rank_at(double position, size_t count) {
    return position < 0 ? 0 : position >= (double)count ? count - 1 : (size_t)position;
}

static enum stats_status estimate(const double *times, const double *values, size_t n, double level,
                                  double variance, double *slopes, struct theil_sen *out) {
    const size_t count = collect_slopes(times, values, n, slopes);
    if (count == 0)
        return STATS_UNDEFINED;
    kefu__sort_doubles(slopes, count);
    const double half = kefu__normal_errors(level) * sqrt(fmax(0, variance));
    out->slope = median(slopes, count);
    out->interval.low = slopes[rank_at(rint(((double)count - half) / 2) - 1, count)];
    out->interval.high = slopes[rank_at(rint(((double)count + half) / 2), count)];
    out->intercept = median_of(values, n, slopes) - out->slope * median_of(times, n, slopes + n);
    return STATS_OK;
}

enum stats_status kefu__theil_sen(const kefu_allocator *allocator, const double *times,
                                  const double *values, size_t n, double level,
                                  struct theil_sen *out) {
    const double count = (double)n;
    double ties, time_ties;
    if (n < 2 || n > THEIL_SEN_MAX || !kefu__all_finite(times, n) || !kefu__all_finite(values, n) ||
        !kefu__is_level(level))
        return STATS_DOMAIN;
    const size_t size = (n * (n - 1) / 2 + 2 * n) * sizeof(double);
    enum stats_status status = find_ties(allocator, values, n, &ties);
    if (status == STATS_OK)
        status = find_ties(allocator, times, n, &time_ties);
    if (status != STATS_OK)
        return status;
    double *slopes = kefu__alloc(allocator, size);
    if (!slopes)
        return STATS_NO_MEMORY;
    const double variance = (count * (count - 1) * (2 * count + 5) - ties - time_ties) / 18;
    status = estimate(times, values, n, level, variance, slopes, out);
    kefu__release(allocator, slopes, size);
    return status;
}
