/* SPDX-License-Identifier: MIT
 * The root of an increasing function. */
#include "stats/root.h"

#include <float.h>
#include <math.h>

double kefu__root(kefu__function *function, const void *ctx, double start, double low,
                  double high) {
    double x = start > low && start < high ? start : low + (high - low) / 2;
    for (int i = 0; i < 200; i++) {
        const struct point at = function(ctx, x);
        if (at.value == 0)
            break;
        if (at.value < 0)
            low = x;
        else
            high = x;
        double next = x - at.value / at.slope;
        if (!(at.slope > 0) || !(next > low && next < high))
            next = low + (high - low) / 2;
        const bool is_done = fabs(next - x) <= DBL_EPSILON * fabs(x) || next == low || next == high;
        x = next;
        if (is_done)
            break;
    }
    return x;
}

struct point kefu__tail_point(struct tails at, struct tails wanted, double slope) {
    if (wanted.lower < wanted.upper) {
        if (!(at.lower > 0)) /* the tail underflowed to 0: x is far too small */
            return (struct point){-DBL_MAX, 0};
        return (struct point){log(at.lower / wanted.lower), slope / at.lower};
    }
    if (!(at.upper > 0))
        return (struct point){DBL_MAX, 0};
    return (struct point){-log(at.upper / wanted.upper), slope / at.upper};
}
