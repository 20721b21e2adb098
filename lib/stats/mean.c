/* SPDX-License-Identifier: MIT
 * Means: moments, Student's interval, Welch's test. */
#include <math.h>

#include "stats/compare.h"
#include "stats/special.h"

enum stats_status kefu__sample(const double *values, size_t n, struct sample *out) {
    double sum = 0, squares = 0, rest = 0;
    if (n == 0 || !kefu__all_finite(values, n))
        return STATS_DOMAIN;
    for (size_t i = 0; i < n; i++)
        sum += values[i];
    const double mean = sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        const double difference = values[i] - mean;
        squares += difference * difference;
        rest += difference; /* sums to 0 but for the rounding error of the mean */
    }
    squares -= rest * rest / (double)n;
    out->mean = mean + rest / (double)n;
    out->variance = n > 1 && squares > 0 ? squares / (double)(n - 1) : 0;
    out->n = (double)n;
    return isfinite(out->mean) && isfinite(out->variance) ? STATS_OK : STATS_DOMAIN;
}

static bool is_sample(struct sample a) {
    return isfinite(a.mean) && a.variance >= 0 && isfinite(a.variance) && a.n > 0 && isfinite(a.n);
}

enum stats_status kefu__mean_interval(struct sample a, double level, struct stats_interval *out) {
    if (!is_sample(a) || !kefu__is_level(level))
        return STATS_DOMAIN;
    if (a.n < 2 || !(a.variance > 0))
        return STATS_UNDEFINED;
    const double half = kefu__student_errors(1 - level, a.n - 1) * sqrt(a.variance / a.n);
    out->low = a.mean - half;
    out->high = a.mean + half;
    return STATS_OK;
}

enum stats_status kefu__welch(struct sample a, struct sample b, double level, struct welch *out) {
    if (!is_sample(a) || !is_sample(b) || !kefu__is_level(level))
        return STATS_DOMAIN;
    const double one = a.variance / a.n, other = b.variance / b.n, error = sqrt(one + other);
    if (a.n < 2 || b.n < 2 || !(error > 0))
        return STATS_UNDEFINED;
    out->difference = a.mean - b.mean;
    out->t = out->difference / error;
    const double share = one / (one + other), rest = other / (one + other);
    out->degrees = 1 / (share * share / (a.n - 1) + rest * rest / (b.n - 1));
    out->p = kefu__student_two_sided(out->t, out->degrees);
    const double half = kefu__student_errors(1 - level, out->degrees) * error;
    out->interval.low = out->difference - half;
    out->interval.high = out->difference + half;
    return STATS_OK;
}
