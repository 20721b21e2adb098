/* SPDX-License-Identifier: MIT
 * Special functions and the distributions made of them. Relative errors are below 1e-12 unless a
 * comment says otherwise. Arguments outside of the stated domain are a programming error: callers
 * check what they are given. */
#ifndef KEFU_LIB_SPECIAL_H
#define KEFU_LIB_SPECIAL_H

#include <stdint.h>

/* The probabilities below and above a point of a distribution. They add up to 1, but a small one is
 * more accurate than 1 minus the other. */
struct tails {
    double lower, upper;
};

/* ---- gamma ---- */

/* ln Γ(x) for x > 0, with an absolute error below 1e-14 or a relative one below 1e-15. Unlike
 * lgamma() it does not write the global variable signgam. */
double kefu__log_gamma(double x);
/* The error of Stirling's formula for ln Γ(x + 1): ln Γ(x + 1) - (x + 1/2) ln x + x - ln √(2π), for
 * x > 0. */
double kefu__stirling_error(double x);
/* The deviance x ln(x / mean) + mean - x of a Poisson count, for x >= 0 and mean > 0, without
 * cancellation of digits (Loader 2000, Fast and accurate computation of binomial probabilities). */
double kefu__deviance(double x, double mean);
/* The Poisson probability of x events, e^-mean mean^x / Γ(x + 1), for real x >= 0 and mean >= 0. */
double kefu__poisson_mass(double x, double mean);
/* The regularised incomplete gamma functions, P(a, x) as the lower and Q(a, x) as the upper tail,
 * for a > 0 and x >= 0. */
struct tails kefu__gamma_tails(double a, double x);
/* The quantile of the gamma distribution of shape a: the x at which P(a, x) = p.lower and Q(a, x) =
 * p.upper, where p.lower + p.upper = 1. */
double kefu__gamma_quantile(struct tails p, double a);
/* The upper tail of the chi-squared distribution at x >= 0, with `degrees` > 0 degrees of freedom.
 */
double kefu__chi_squared_upper(double x, double degrees);

/* ---- beta ---- */

/* The binomial probability of x hits among n cases, for real 0 <= x <= n; p is the probability of a
 * hit, q = 1 - p. */
double kefu__binomial_mass(double x, double n, double p, double q);
/* The regularised incomplete beta function I_x(a, b) and its complement, for a, b > 0. y must be 1
 * - x; it is an argument so that no digits are lost where x is near 1. The time grows as √(a + b).
 */
struct tails kefu__beta_tails(double x, double y, double a, double b);
/* The quantile of the beta distribution: the x at which I_x(a, b) = p.lower. *y gets 1 - x with
 * full accuracy; `y` may be NULL. */
double kefu__beta_quantile(struct tails p, double a, double b, double *y);
/* The binomial distribution of the number X of hits in n cases: P(X <= k) and P(X > k); p is the
 * probability of a hit, q = 1 - p. */
struct tails kefu__binomial_tails(double k, double n, double p, double q);

/* ---- the normal distribution and its relatives ---- */

/* The quantile of the standard normal distribution at probability p, 0 < p < 1 (Wichura 1988, AS
 * 241). */
double kefu__normal_quantile(double p);
/* P(Z <= z) of a standard normal variable Z: the distribution function. */
double kefu__normal_cdf(double z);
/* P(|Z| > |z|) of a standard normal variable Z: the two-sided p value. */
double kefu__normal_two_sided(double z);
/* The half width of a normal confidence interval, in standard errors: the (1 + level) / 2 quantile.
 */
double kefu__normal_errors(double level);
/* P(|T| > |t|) of Student's t distribution with `degrees` > 0 degrees of freedom: the two-sided p
 * value. */
double kefu__student_two_sided(double t, double degrees);
/* The t > 0 with P(|T| > t) = p in Student's t distribution, 0 < p < 1: the half width of an
 * interval in standard errors. */
double kefu__student_errors(double p, double degrees);
/* The tails of the F distribution at f >= 0; `above`, `below`: degrees of freedom of numerator and
 * denominator. */
struct tails kefu__f_tails(double f, double above, double below);
/* The quantile of the F distribution, 0 < p < 1; `above`, `below`: degrees of freedom of numerator
 * and denominator. */
double kefu__f_quantile(double p, double above, double below);

#endif
