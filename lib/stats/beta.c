/* SPDX-License-Identifier: MIT
 * The binomial distribution and the incomplete beta function. */
#include <float.h>
#include <math.h>

#include "stats/root.h"
#include "stats/special.h"

#define TWO_PI         6.283185307179586476925
/* maximum number of iterations of the continued fraction, which needs about √(a + b) */
#define ITERATIONS_MAX 4000000

/* The binomial probability of x hits and `rest` misses, both above 0, where a hit has the
 * probability p and a miss q = 1 - p. Both numbers of each pair are given, so that neither is
 * computed by subtraction. */
static double mass(double x, double rest, double p, double q) {
    const double n = x + rest;
    const double exponent = kefu__stirling_error(n) - kefu__stirling_error(x) -
                            kefu__stirling_error(rest) - kefu__deviance(x, n * p) -
                            kefu__deviance(rest, n * q);
    return exp(exponent) * sqrt(n / (TWO_PI * x * rest));
}

double kefu__binomial_mass(double x, double n, double p, double q) {
    if (p == 0 || q == 0)
        return p == 0 ? x == 0 : x == n;
    if (x == 0)
        return exp(p < 0.5 ? n * log1p(-p) : n * log(q));
    if (x == n)
        return exp(q < 0.5 ? n * log1p(-q) : n * log(p));
    return mass(x, n - x, p, q);
}

/* The incomplete beta function I_x(a, b) divided by x^a y^b / B(a, b), where y = 1 - x, for x below
 * about the mean a / (a + b): the even part of its usual continued fraction, evaluated by Lentz's
 * method. x and y are both arguments, so that no digits cancel where x is near the mean (DiDonato
 * and Morris 1992, ACM Trans. Math. Softw. 18, 360-373, equation 9). */
static double fraction(double x, double y, double a, double b) {
    const double lambda = a * y - b * x + 1;
    double h = a * lambda / (a + 1);
    double c = h == 0 ? DBL_MIN : h, d = 0;
    h = c;
    for (long i = 1; i < ITERATIONS_MAX; i++) {
        const double m = (double)i, twice = a + 2 * m;
        const double above = (a + m - 1) / (twice - 1) * ((a + b + m - 1) / (twice - 1)) * m *
                             (b - m) * x * x;
        const double term = m + m * (b - m) * x / (twice - 1) +
                            (a + m) * (lambda + m * (1 + y)) / (twice + 1);
        d = term + above * d;
        d = 1 / (d == 0 ? DBL_MIN : d);
        c = term + above / c;
        c = c == 0 ? DBL_MIN : c;
        h *= c * d;
        if (fabs(c * d - 1) < DBL_EPSILON)
            break;
    }
    return 1 / h;
}

struct tails kefu__beta_tails(double x, double y, double a, double b) {
    struct tails tails = {0, 1};
    if (x <= 0)
        return tails;
    if (y <= 0)
        return (struct tails){1, 0};
    const double scale = mass(a, b, x, y) * a * b / (a + b); /* x^a y^b / B(a, b) */
    if (x * (a + b + 2) < a + 1) {
        tails.lower = scale * fraction(x, y, a, b);
        tails.upper = 1 - tails.lower;
    } else {
        tails.upper = scale * fraction(y, x, b, a);
        tails.lower = 1 - tails.upper;
    }
    return tails;
}

struct tails kefu__binomial_tails(double k, double n, double p, double q) {
    if (k < 0)
        return (struct tails){0, 1};
    if (k >= n)
        return (struct tails){1, 0};
    return kefu__beta_tails(q, p, n - k, k + 1);
}

/* ---- the quantile ---- */

struct beta_problem {
    double a, b;
    struct tails p;
};

/* The function of ln x whose root is the wanted quantile: compares the smaller tail of the beta
 * distribution at x with the wanted one. For x <= 1/2. */
static struct point beta_point(const void *ctx, double log_x) {
    const struct beta_problem *problem = ctx;
    const double x = exp(log_x), y = 1 - x, a = problem->a, b = problem->b;
    const struct tails at = kefu__beta_tails(x, y, a, b);
    return kefu__tail_point(at, problem->p, mass(a, b, x, y) * a * b / ((a + b) * y));
}

/* The quantile of the beta distribution with parameters a and b, for quantiles that are at most
 * 1/2. `p`: probabilities below and above the quantile. */
static double lower_half(struct tails p, double a, double b) {
    const struct beta_problem problem = {a, b, p};
    const double mean = a / (a + b), deviation = sqrt(mean * (1 - mean) / (a + b + 1));
    const double z = p.lower < p.upper ? kefu__normal_quantile(p.lower)
                                       : -kefu__normal_quantile(p.upper);
    const double guess = mean + z * deviation;
    const double start = guess > 0.1 * mean && guess < 0.5 ? log(guess) : log(mean / 2);
    return exp(kefu__root(beta_point, &problem, start, -745, log(0.5)));
}

double kefu__beta_quantile(struct tails p, double a, double b, double *y) {
    const struct tails half = kefu__beta_tails(0.5, 0.5, a, b);
    const bool is_low = p.lower < p.upper ? half.lower >= p.lower : half.upper <= p.upper;
    const double near = is_low ? lower_half(p, a, b)
                               : lower_half((struct tails){p.upper, p.lower}, b, a);
    if (y)
        *y = is_low ? 1 - near : near;
    return is_low ? near : 1 - near;
}
