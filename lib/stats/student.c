/* SPDX-License-Identifier: MIT
 * Student's t and Fisher's F distribution, both by the incomplete beta function (Abramowitz and
 * Stegun 26.6 and 26.7). */
#include <math.h>

#include "stats/special.h"

double kefu__student_two_sided(double t, double degrees) {
    const double square = t * t, sum = degrees + square;
    return kefu__beta_tails(degrees / sum, square / sum, degrees / 2, 0.5).lower;
}

double kefu__student_errors(double p, double degrees) {
    double y;
    const double x = kefu__beta_quantile((struct tails){p, 1 - p}, degrees / 2, 0.5, &y);
    return sqrt(degrees * y / x);
}

struct tails kefu__f_tails(double f, double above, double below) {
    const double sum = above * f + below;
    return kefu__beta_tails(above * f / sum, below / sum, above / 2, below / 2);
}

double kefu__f_quantile(double p, double above, double below) {
    double y;
    const double x = kefu__beta_quantile((struct tails){p, 1 - p}, above / 2, below / 2, &y);
    return below * x / (above * y);
}
