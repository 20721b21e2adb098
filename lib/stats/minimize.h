/* SPDX-License-Identifier: MIT
 * The minimum of a function of a few variables without derivatives. */
#ifndef KEFU_LIB_MINIMIZE_H
#define KEFU_LIB_MINIMIZE_H

#include <stddef.h>

enum { MINIMIZE_DIMENSIONS_MAX = 6 };

typedef double kefu__objective(const void *ctx, const double *x);

/* Moves x (`count` variables) to a local minimum of the objective, and returns the value there.
 * Uses the simplex of Nelder and Mead (1965, Comput. J. 7, 308-313), restarted from each minimum
 * found until a restart improves nothing. `step`: edge length of the first simplex. Deterministic.
 */
double kefu__minimize(kefu__objective *objective, const void *ctx, double *x, size_t count,
                      double step);

#endif
