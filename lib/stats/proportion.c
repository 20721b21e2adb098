/* SPDX-License-Identifier: MIT
 * Intervals of one proportion in closed form. */
#include "stats/proportion.h"

#include <math.h>

#include "stats/special.h"

enum stats_status kefu__wilson_share(double share, double n, double level,
                                     struct stats_interval *out) {
    if (!kefu__is_proportion(share, 1) || !kefu__is_proportion(0, n) || !kefu__is_level(level))
        return STATS_DOMAIN;
    const double z = kefu__normal_errors(level);
    const double scale = 1 + z * z / n;
    const double center = (share + z * z / (2 * n)) / scale;
    const double half = z * sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / scale;
    /* with no hits the lower bound is exactly 0, with hits only the upper bound is exactly 1; both
     * are free of rounding errors */
    out->low = share == 0 || center < half ? 0 : center - half;
    out->high = share == 1 || center + half > 1 ? 1 : center + half;
    return STATS_OK;
}

enum stats_status kefu__wilson(double hits, double n, double level, struct stats_interval *out) {
    if (!kefu__is_proportion(hits, n) || !kefu__is_level(level))
        return STATS_DOMAIN;
    return kefu__wilson_share(hits / n, n, level, out);
}

enum stats_status kefu__wilson_corrected(double hits, double n, double level,
                                         struct stats_interval *out) {
    if (!kefu__is_proportion(hits, n) || !kefu__is_level(level))
        return STATS_DOMAIN;
    const double z = kefu__normal_errors(level), p = hits / n, misses = n - hits;
    const double below = z * z - 2 - 1 / n + 4 * p * (misses + 1);
    const double above = z * z + 2 - 1 / n + 4 * p * (misses - 1);
    const double low = (2 * hits + z * z - 1 - z * sqrt(fmax(below, 0))) / (2 * (n + z * z));
    const double high = (2 * hits + z * z + 1 + z * sqrt(fmax(above, 0))) / (2 * (n + z * z));
    out->low = hits == 0 ? 0 : kefu__clamp(low, 0, 1);
    out->high = hits == n ? 1 : kefu__clamp(high, 0, 1);
    return STATS_OK;
}

enum stats_status kefu__agresti_coull(double hits, double n, double level,
                                      struct stats_interval *out) {
    if (!kefu__is_proportion(hits, n) || !kefu__is_level(level))
        return STATS_DOMAIN;
    const double z = kefu__normal_errors(level), cases = n + z * z;
    const double share = (hits + z * z / 2) / cases;
    const double half = z * sqrt(share * (1 - share) / cases);
    out->low = kefu__clamp(share - half, 0, 1);
    out->high = kefu__clamp(share + half, 0, 1);
    return STATS_OK;
}
