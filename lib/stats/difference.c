/* SPDX-License-Identifier: MIT
 * Two and more proportions. */
#include <math.h>

#include "stats/proportion.h"
#include "stats/special.h"

enum stats_status kefu__newcombe(struct proportion a, struct proportion b, double level,
                                 double *difference, struct stats_interval *out) {
    struct stats_interval one, other;
    if (kefu__wilson(a.hits, a.n, level, &one) || kefu__wilson(b.hits, b.n, level, &other))
        return STATS_DOMAIN;
    const double p = a.hits / a.n, q = b.hits / b.n;
    *difference = p - q;
    out->low = p - q - hypot(p - one.low, other.high - q);
    out->high = p - q + hypot(one.high - p, q - other.low);
    return STATS_OK;
}

enum stats_status kefu__two_proportions(struct proportion a, struct proportion b,
                                        struct stats_test *out) {
    if (!kefu__is_proportion(a.hits, a.n) || !kefu__is_proportion(b.hits, b.n))
        return STATS_DOMAIN;
    const double pooled = (a.hits + b.hits) / (a.n + b.n);
    const double variance = pooled * (1 - pooled) * (1 / a.n + 1 / b.n);
    if (!(variance > 0))
        return STATS_UNDEFINED;
    out->statistic = (a.hits / a.n - b.hits / b.n) / sqrt(variance);
    out->p = kefu__normal_two_sided(out->statistic);
    return STATS_OK;
}

enum stats_status kefu__equal_proportions(const struct proportion *groups, size_t count,
                                          struct stats_test *out) {
    double hits = 0, n = 0, sum = 0;
    for (size_t i = 0; i < count; i++) {
        if (!kefu__is_proportion(groups[i].hits, groups[i].n))
            return STATS_DOMAIN;
        hits += groups[i].hits;
        n += groups[i].n;
    }
    const double pooled = hits / n;
    if (count < 2)
        return STATS_DOMAIN;
    if (!(pooled > 0 && pooled < 1))
        return STATS_UNDEFINED;
    for (size_t i = 0; i < count; i++) {
        const double difference = groups[i].hits / groups[i].n - pooled;
        sum += groups[i].n * difference * difference;
    }
    out->statistic = sum / (pooled * (1 - pooled));
    out->p = kefu__chi_squared_upper(out->statistic, (double)(count - 1));
    return STATS_OK;
}
