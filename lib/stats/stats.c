/* SPDX-License-Identifier: MIT
 * What all of lib/stats shares. */
#include "stats/stats.h"

#include <math.h>

bool kefu__all_finite(const double *values, size_t count) {
    for (size_t i = 0; i < count; i++)
        if (!isfinite(values[i]))
            return false;
    return true;
}
