/* SPDX-License-Identifier: MIT
 * Intervals and the test of one proportion by the binomial distribution itself. */
#include <math.h>

#include "stats/proportion.h"
#include "stats/special.h"

enum stats_status kefu__jeffreys(double hits, double n, double level, struct stats_interval *out) {
    if (!kefu__is_proportion(hits, n) || n > STATS_COUNT_MAX || !kefu__is_level(level))
        return STATS_DOMAIN;
    const double tail = (1 - level) / 2, a = hits + 0.5, b = n - hits + 0.5;
    out->low = kefu__beta_quantile((struct tails){tail, 1 - tail}, a, b, NULL);
    out->high = kefu__beta_quantile((struct tails){1 - tail, tail}, a, b, NULL);
    return STATS_OK;
}

enum stats_status kefu__clopper_pearson(double hits, double n, double level,
                                        struct stats_interval *out) {
    if (!kefu__is_proportion(hits, n) || n > STATS_COUNT_MAX || !kefu__is_level(level))
        return STATS_DOMAIN;
    const double tail = (1 - level) / 2, misses = n - hits;
    const struct tails low = {tail, 1 - tail}, high = {1 - tail, tail};
    out->low = hits == 0 ? 0 : kefu__beta_quantile(low, hits, misses + 1, NULL);
    out->high = misses == 0 ? 1 : kefu__beta_quantile(high, hits + 1, misses, NULL);
    return STATS_OK;
}

/* Numbers of hits whose probabilities differ by at most this factor count as equally likely; R's
 * binom.test uses the same factor. */
#define TIE (1 + 1e-7)

/* Of the numbers of hits in [low, high], found by bisection: the last one below the mode (rising:
 * probabilities rise in the bracket), or the first one above the mode (not rising), whose binomial
 * probability is at most `mass`. If there is none, returns low - 1 if rising, else high + 1. */
static double outermost(double low, double high, double mass, double n, double p, bool rising) {
    while (low <= high) {
        const double middle = floor(low + (high - low) / 2);
        const bool is_unlikely = kefu__binomial_mass(middle, n, p, 1 - p) <= mass * TIE;
        if (is_unlikely == rising)
            low = middle + 1;
        else
            high = middle - 1;
    }
    return rising ? high : low;
}

enum stats_status kefu__binomial_test(double hits, double n, double share, double *p) {
    if (!kefu__is_proportion(hits, n) || n > STATS_COUNT_MAX || floor(hits) != hits ||
        floor(n) != n || !kefu__is_level(share))
        return STATS_DOMAIN;
    const double mean = n * share, mass = kefu__binomial_mass(hits, n, share, 1 - share);
    double low = hits, high = hits;
    if (hits == mean) {
        *p = 1;
        return STATS_OK;
    }
    if (hits < mean)
        high = outermost(ceil(mean), n, mass, n, share, false);
    else
        low = outermost(0, floor(mean), mass, n, share, true);
    *p = fmin(1, kefu__binomial_tails(low, n, share, 1 - share).lower +
                     kefu__binomial_tails(high - 1, n, share, 1 - share).upper);
    return STATS_OK;
}
