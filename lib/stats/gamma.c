/* SPDX-License-Identifier: MIT
 * The gamma function, the Poisson distribution and the incomplete gamma functions. */
#include <float.h>
#include <math.h>

#include "stats/root.h"
#include "stats/special.h"

#define LOG_ROOT_2_PI  0.918938533204672741780
#define TWO_PI         6.283185307179586476925
/* Maximum number of iterations of lower_series() and upper_fraction(); both need about √a. */
#define ITERATIONS_MAX 4000000

/* The error of Stirling's formula for ln Γ, by its asymptotic series for x >= 16 (Abramowitz and
 * Stegun 6.1.41). */
static double stirling_series(double x) {
    static const double terms[] = {1 / 12.0,   -1 / 360.0,      1 / 1260.0, -1 / 1680.0,
                                   1 / 1188.0, -691 / 360360.0, 1 / 156.0,  -3617 / 122400.0};
    const double square = 1 / (x * x);
    double sum = 0;
    for (int i = 7; i >= 0; i--)
        sum = sum * square + terms[i];
    return sum / x;
}

double kefu__stirling_error(double x) {
    double sum = 0;
    for (; x < 16; x++) /* adds the difference between the errors at x and x + 1 */
        sum += (x + 0.5) * log1p(1 / x) - 1;
    return sum + stirling_series(x);
}

double kefu__log_gamma(double x) {
    double product = 1;
    for (; x < 16; x++)
        product *= x;
    return stirling_series(x) + (x - 0.5) * log(x) - x + LOG_ROOT_2_PI - log(product);
}

double kefu__deviance(double x, double mean) {
    const double difference = x - mean;
    if (x == 0)
        return mean;
    if (fabs(difference) > 0.1 * (x + mean))
        return x * log(x / mean) - difference;
    const double v = difference / (x + mean);
    double sum = difference * v, power = 2 * x * v;
    for (int i = 1; i < 100; i++) {
        power *= v * v;
        const double next = sum + power / (2 * i + 1);
        if (next == sum)
            break;
        sum = next;
    }
    return sum;
}

double kefu__poisson_mass(double x, double mean) {
    if (mean == 0)
        return x == 0;
    if (x == 0)
        return exp(-mean);
    return exp(-kefu__stirling_error(x) - kefu__deviance(x, mean)) / sqrt(TWO_PI * x);
}

/* The lower incomplete gamma function P(a, x) divided by x^a e^-x / Γ(a + 1), by its power series;
 * for x < a + 1. */
static double lower_series(double a, double x) {
    double sum = 1, term = 1;
    for (long i = 1; i < ITERATIONS_MAX && term > sum * (DBL_EPSILON / 4); i++) {
        term *= x / (a + (double)i);
        sum += term;
    }
    return sum;
}

/* The upper incomplete gamma function Q(a, x) divided by x^a e^-x / Γ(a), by its continued fraction
 * and Lentz's method; for x >= a + 1 (Press et al. 2007, Numerical Recipes, 3rd ed., 6.2). */
static double upper_fraction(double a, double x) {
    double b = x + 1 - a, c = DBL_MAX, d = 1 / b, h = d;
    for (long i = 1; i < ITERATIONS_MAX; i++) {
        const double factor = -(double)i * ((double)i - a);
        b += 2;
        d = factor * d + b;
        d = 1 / (d == 0 ? DBL_MIN : d);
        c = b + factor / c;
        c = c == 0 ? DBL_MIN : c;
        h *= d * c;
        if (fabs(d * c - 1) < DBL_EPSILON)
            break;
    }
    return h;
}

struct tails kefu__gamma_tails(double a, double x) {
    struct tails tails = {0, 1};
    if (x <= 0)
        return tails;
    const double scale = kefu__poisson_mass(a, x);
    if (x < a + 1) {
        tails.lower = scale * lower_series(a, x);
        tails.upper = 1 - tails.lower;
    } else {
        tails.upper = scale * a * upper_fraction(a, x);
        tails.lower = 1 - tails.upper;
    }
    return tails;
}

/* ---- the quantile ---- */

struct gamma_problem {
    double a;
    struct tails p;
};

/* The function of ln x whose root is the wanted quantile: compares the smaller tail of the gamma
 * distribution at x with the wanted one. */
static struct point gamma_point(const void *ctx, double log_x) {
    const struct gamma_problem *problem = ctx;
    const double x = exp(log_x);
    const struct tails at = kefu__gamma_tails(problem->a, x);
    const double slope = kefu__poisson_mass(problem->a, x) * problem->a;
    return kefu__tail_point(at, problem->p, slope);
}

double kefu__gamma_quantile(struct tails p, double a) {
    const struct gamma_problem problem = {a, p};
    /* start at the approximation of Wilson and Hilferty 1931: the cube root of a gamma variable is
     * nearly normal */
    const double z = p.lower < p.upper ? kefu__normal_quantile(p.lower)
                                       : -kefu__normal_quantile(p.upper);
    const double root = 1 - 1 / (9 * a) + z / (3 * sqrt(a));
    const double start = root > 0.1 ? log(a) + 3 * log(root)
                                    : (log(p.lower) + kefu__log_gamma(a + 1)) / a;
    return exp(kefu__root(gamma_point, &problem, start, -745, 709));
}

double kefu__chi_squared_upper(double x, double degrees) {
    return kefu__gamma_tails(degrees / 2, x / 2).upper;
}
