/* SPDX-License-Identifier: MIT
 * The root of an increasing function, by Newton's method inside a bracket. */
#ifndef KEFU_LIB_ROOT_H
#define KEFU_LIB_ROOT_H

#include <stdbool.h>

#include "stats/special.h"

/* A function's value and slope at a point. */
struct point {
    double value, slope;
};

typedef struct point kefu__function(const void *ctx, double x);

/* The x in [low, high] where an increasing function is 0, or the end of the range that is nearest
 * to it. Steps that leave the bracket, or have no slope, are replaced by bisection. */
double kefu__root(kefu__function *function, const void *ctx, double start, double low, double high);

/* The function whose root is a quantile: the logarithm of the ratio of a tail of the distribution
 * at a point to the same tail at the quantile, for the smaller of the two wanted tails. Its sign is
 * such that it increases with the variable; in the tails it is nearly linear, so that Newton's
 * method converges fast. `slope` is the density at the point. */
struct point kefu__tail_point(struct tails at, struct tails wanted, double slope);

#endif
