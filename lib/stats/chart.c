/* SPDX-License-Identifier: MIT
 * Control charts. */
#include <math.h>

#include "stats/compare.h"
#include "stats/control.h"
#include "stats/special.h"

enum stats_status kefu__ewma(const double *values, size_t n, struct ewma_chart chart, double *out,
                             struct stats_interval *limits) {
    const double lambda = chart.lambda;
    double mean = chart.target;
    if (!kefu__all_finite(values, n) || !(lambda > 0 && lambda <= 1) || !isfinite(mean) ||
        !(chart.sigma > 0) || !isfinite(chart.sigma) || !(chart.width > 0) ||
        !isfinite(chart.width))
        return STATS_DOMAIN;
    for (size_t i = 0; i < n; i++) {
        mean = lambda * values[i] + (1 - lambda) * mean;
        out[i] = mean;
    }
    const double half = chart.width * chart.sigma * sqrt(lambda / (2 - lambda));
    *limits = (struct stats_interval){chart.target - half, chart.target + half};
    return STATS_OK;
}

enum stats_status kefu__cusum(const double *values, size_t n, double target, double k, double *high,
                              double *low) {
    double above = 0, below = 0;
    if (!kefu__all_finite(values, n) || !isfinite(target) || !(k >= 0) || !isfinite(k))
        return STATS_DOMAIN;
    for (size_t i = 0; i < n; i++) {
        above = fmax(0, above + values[i] - target - k);
        below = fmax(0, below + target - k - values[i]);
        high[i] = above;
        low[i] = below;
    }
    return STATS_OK;
}

enum stats_status kefu__ears_c1(const double *counts, size_t n, size_t baseline, double alpha,
                                double *bounds) {
    struct sample sample;
    if (baseline < 2 || n < baseline || !kefu__all_finite(counts, n) || !kefu__is_level(alpha))
        return STATS_DOMAIN;
    const double z = kefu__normal_quantile(1 - alpha);
    for (size_t i = baseline; i < n; i++) {
        kefu__sample(counts + i - baseline, baseline, &sample);
        bounds[i - baseline] = sample.mean + z * sqrt(sample.variance);
    }
    return STATS_OK;
}
