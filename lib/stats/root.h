/* SPDX-License-Identifier: MIT
 * The root of an increasing function, by Newton's method inside a bracket. */
#ifndef KEFU_LIB_ROOT_H
#define KEFU_LIB_ROOT_H

#include <stdbool.h>

#include "stats/special.h"

/* Value and slope of a function at some x. */
struct point {
    double value, slope;
};

typedef struct point kefu__function(const void *ctx, double x);

/* The x in [low, high] where an increasing function is 0; if it is 0 nowhere in the range, the end
 * that is nearest. Newton's method from `start`; a step that leaves the bracket, or for which there
 * is no slope, is replaced by bisection. */
double kefu__root(kefu__function *function, const void *ctx, double start, double low, double high);

/* The value of a function of x whose root is the wanted quantile of a distribution. `at`: tails of
 * the distribution at x; `wanted`: tails at the quantile; `slope`: density at x. The value is ±
 * ln(tail at x / wanted tail), for the smaller wanted tail, with the sign that makes it increase
 * with x. It is nearly linear far out in the tails, so that Newton's method converges fast. */
struct point kefu__tail_point(struct tails at, struct tails wanted, double slope);

#endif
