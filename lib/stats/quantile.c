/* SPDX-License-Identifier: MIT
 * Intervals of quantiles by order statistics. */
#include "stats/quantile.h"

#include <math.h>

#include "stats/special.h"

/* The ranks of the order statistics that bound the q-quantile. The number of observations below the
 * quantile has a binomial distribution; `first` and `last` are the ranks that leave at most `tail`
 * probability below and above. */
static void exact_ranks(uint64_t n, double q, double tail, struct stats_ranks *out) {
    double mass = pow(1 - q, (double)n), below = 0;
    out->first = out->last = 0;
    for (uint64_t k = 0; k <= n && out->last == 0; k++) {
        below += mass; /* now P(X <= k) of the binomial distribution */
        if (below <= tail)
            out->first = k + 1;
        if (below >= 1 - tail)
            out->last = k + 1;
        mass *= (double)(n - k) / (double)(k + 1) * q / (1 - q);
    }
}

enum stats_status kefu__order_ranks(uint64_t n, double q, double level, struct stats_ranks *out) {
    const double count = (double)n;
    struct stats_ranks ranks;
    if (!(q > 0 && q < 1) || !kefu__is_level(level))
        return STATS_DOMAIN;
    if (n <= 100) {
        exact_ranks(n, q, (1 - level) / 2, &ranks);
    } else {
        const double half = kefu__normal_errors(level) * sqrt(count * q * (1 - q));
        const double low = ceil(count * q - half), high = ceil(count * q + half);
        ranks.first = low < 1 ? 0 : (uint64_t)low;
        ranks.last = high > count ? 0 : (uint64_t)high;
    }
    if (ranks.first < 1 || ranks.last < 1 || ranks.last > n)
        return STATS_UNDEFINED;
    *out = ranks;
    return STATS_OK;
}

enum stats_status kefu__quantile_interval(const double *sorted, size_t n, double q, double level,
                                          struct quantile *out) {
    struct stats_ranks ranks;
    if (!kefu__all_finite(sorted, n))
        return STATS_DOMAIN;
    const enum stats_status status = kefu__order_ranks(n, q, level, &ranks);
    if (status != STATS_OK)
        return status;
    const double rank = q * (double)(n - 1), whole = floor(rank);
    const size_t i = (size_t)whole, next = i + 1 < n ? i + 1 : i;
    out->value = sorted[i] + (rank - whole) * (sorted[next] - sorted[i]);
    out->interval.low = sorted[ranks.first - 1];
    out->interval.high = sorted[ranks.last - 1];
    return STATS_OK;
}
