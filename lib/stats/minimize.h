/* SPDX-License-Identifier: MIT
 * The minimum of a function of a few variables without derivatives. */
#ifndef KEFU_LIB_MINIMIZE_H
#define KEFU_LIB_MINIMIZE_H

#include <stddef.h>

enum { MINIMIZE_DIMENSIONS_MAX = 6 };

typedef double kefu__objective(const void *ctx, const double *x);

/* Moves x (of `count` variables) to a local minimum by the simplex of Nelder and Mead (1965,
 * Comput. J. 7, 308-313), begun again from where it ends until that gains nothing. `step` is the
 * size of the first simplex. Deterministic. Returns the value there. */
double kefu__minimize(kefu__objective *objective, const void *ctx, double *x, size_t count,
                      double step);

#endif
