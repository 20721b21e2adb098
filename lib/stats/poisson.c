/* SPDX-License-Identifier: MIT
 * Rates of events and their ratio. */
#include <math.h>

#include "stats/proportion.h"
#include "stats/special.h"

static bool is_rate(struct rate rate) {
    return rate.count >= 0 && rate.count <= STATS_COUNT_MAX / 2 && rate.exposure > 0 &&
           isfinite(rate.exposure);
}

enum stats_status kefu__poisson_rate(double count, double exposure, double level, double *rate,
                                     struct stats_interval *out) {
    const double tail = (1 - level) / 2;
    const struct tails low = {tail, 1 - tail}, high = {1 - tail, tail};
    if (!is_rate((struct rate){count, exposure}) || !kefu__is_level(level))
        return STATS_DOMAIN;
    *rate = count / exposure;
    out->low = count == 0 ? 0 : kefu__gamma_quantile(low, count) / exposure;
    out->high = kefu__gamma_quantile(high, count + 1) / exposure;
    return STATS_OK;
}

/* The ratio of two rates, from the share of the first count in the sum of both. `exposures`:
 * exposure of the second count ÷ that of the first. */
static double ratio_of(double share, double exposures) {
    return share == 1 ? HUGE_VAL : share / (1 - share) * exposures;
}

enum stats_status kefu__poisson_ratio(struct rate a, struct rate b, double level,
                                      struct rate_ratio *out) {
    const double sum = a.count + b.count, exposures = b.exposure / a.exposure;
    struct stats_interval share;
    double p;
    if (!is_rate(a) || !is_rate(b) || !kefu__is_level(level))
        return STATS_DOMAIN;
    if (sum == 0)
        return STATS_UNDEFINED;
    if (kefu__binomial_test(a.count, sum, a.exposure / (a.exposure + b.exposure), &p) ||
        kefu__clopper_pearson(a.count, sum, level, &share))
        return STATS_DOMAIN;
    out->p = p;
    out->ratio = b.count == 0 ? HUGE_VAL : a.count / b.count * exposures;
    out->interval.low = ratio_of(share.low, exposures);
    out->interval.high = ratio_of(share.high, exposures);
    return STATS_OK;
}
