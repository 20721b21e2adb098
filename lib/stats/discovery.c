/* SPDX-License-Identifier: MIT
 * The false discovery rate of many tests. */
#include <math.h>

#include "stats/compare.h"
#include "stats/rank.h"

enum stats_status kefu__benjamini_hochberg(const kefu_allocator *allocator, const double *p,
                                           size_t n, double *adjusted) {
    for (size_t i = 0; i < n; i++)
        if (!(p[i] >= 0 && p[i] <= 1))
            return STATS_DOMAIN;
    struct ranked *sorted = kefu__ranked_new(allocator, p, n);
    if (!sorted)
        return STATS_NO_MEMORY;
    double least = 1;
    for (size_t i = n; i-- > 0;) {
        least = fmin(least, sorted[i].value * ((double)n / (double)(i + 1)));
        adjusted[sorted[i].place] = least;
    }
    kefu__release(allocator, sorted, n * sizeof *sorted);
    return STATS_OK;
}
