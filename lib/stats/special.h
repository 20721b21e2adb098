/* SPDX-License-Identifier: MIT
 * Special functions and the distributions made of them. Relative errors are below 1e-12 unless a
 * comment says otherwise. Arguments outside of the stated domain are a programming error: callers
 * check what they are given. */
#ifndef KEFU_LIB_SPECIAL_H
#define KEFU_LIB_SPECIAL_H

#include <stdint.h>

/* The two tails of a distribution at a point; each is accurate when it is small. */
struct tails {
    double lower, upper;
};

/* ---- gamma ---- */

/* ln Γ(x), x > 0, with an absolute error below 1e-14 or a relative one below 1e-15. Unlike lgamma()
 * it writes no global variable. */
double kefu__log_gamma(double x);
/* The error of Stirling's formula: ln Γ(x + 1) - (x + 1/2) ln x + x - ln √(2π), x > 0. */
double kefu__stirling_error(double x);
/* The deviance x ln(x / mean) + mean - x, x >= 0, mean > 0, without cancellation (Loader 2000, Fast
 * and accurate computation of binomial probabilities). */
double kefu__deviance(double x, double mean);
/* e^-mean mean^x / Γ(x + 1), x >= 0, mean >= 0. */
double kefu__poisson_mass(double x, double mean);
/* The regularised incomplete gamma functions P(a, x) and Q(a, x), a > 0, x >= 0. */
struct tails kefu__gamma_tails(double a, double x);
/* The x at which P(a, x) = p.lower and Q(a, x) = p.upper, which add up to 1. */
double kefu__gamma_quantile(struct tails p, double a);
/* Upper tail of chi-squared, degrees > 0, x >= 0. */
double kefu__chi_squared_upper(double x, double degrees);

/* ---- beta ---- */

/* The binomial probability of x in n for real 0 <= x <= n, with q = 1 - p. */
double kefu__binomial_mass(double x, double n, double p, double q);
/* The regularised incomplete beta function I_x(a, b) and its complement, a, b > 0; y = 1 - x is
 * given beside x, so that neither loses digits. The time grows as √(a + b). */
struct tails kefu__beta_tails(double x, double y, double a, double b);
/* The x at which I_x(a, b) = p.lower; its complement comes in *y (which may be NULL). */
double kefu__beta_quantile(struct tails p, double a, double b, double *y);
/* The distribution function of the binomial distribution and its complement: P(X <= k), P(X > k).
 */
struct tails kefu__binomial_tails(double k, double n, double p, double q);

/* ---- the normal distribution and its relatives ---- */

/* Quantile of the standard normal distribution (Wichura 1988, AS 241), 0 < p < 1. */
double kefu__normal_quantile(double p);
/* Distribution function of the standard normal distribution. */
double kefu__normal_cdf(double z);
/* P(|Z| > |z|). */
double kefu__normal_two_sided(double z);
/* The half width of an interval in standard errors: the (1 + level) / 2 quantile. */
double kefu__normal_errors(double level);
/* P(|T| > |t|) of Student's distribution, degrees > 0. */
double kefu__student_two_sided(double t, double degrees);
/* The t > 0 with P(|T| > t) = p, 0 < p < 1. */
double kefu__student_errors(double p, double degrees);
/* Tails of the F distribution at f >= 0. */
struct tails kefu__f_tails(double f, double above, double below);
/* Quantile of the F distribution, 0 < p < 1. */
double kefu__f_quantile(double p, double above, double below);

#endif
