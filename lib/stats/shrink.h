/* SPDX-License-Identifier: MIT
 * Empirical Bayes: estimates of many groups, each drawn to what all of them have in common, the
 * more the fewer cases it has; and fair rankings by them. */
#ifndef KEFU_LIB_SHRINK_H
#define KEFU_LIB_SHRINK_H

#include "stats/proportion.h"

/* ---- rates ---- */

/* The parameters of the beta distribution from which the true rates of the groups are drawn. */
struct beta_prior {
    double a, b;
    double log_likelihood; /* logarithm of the likelihood at a and b, without the binomial
                              coefficients */
};
/* Estimates the prior distribution of the groups' rates, by maximum likelihood of the beta-binomial
 * distribution. If the rates differ no more than by chance, a + b becomes 1e8, so that all groups
 * are shrunk to the common rate. STATS_UNDEFINED for fewer than two groups, and if the groups have
 * no hits at all or hits only. */
enum stats_status kefu__beta_prior(const struct proportion *groups, size_t count,
                                   struct beta_prior *out);
/* The logarithm of the beta-binomial likelihood of the groups for the parameters a and b, without
 * the binomial coefficients. */
double kefu__beta_likelihood(const struct proportion *groups, size_t count, double a, double b);

/* The estimate of one group's rate or mean after shrinking to the common one. */
struct shrunk {
    double value, error; /* mean and standard deviation of the posterior */
    struct stats_interval interval;
    double top; /* probability that the group is among the best */
};
/* Writes the posterior estimate of each group's rate. `best`, 0 < best < 1, is the share of groups
 * that counts as the best: those whose true rate is above a threshold that this share is expected
 * to exceed (Lin, Louis, Paddock and Ridgeway 2006, Bayesian Anal. 1, 915-946). Ranking groups by
 * `top` finds the best ones more often than ranking them by observed rates. */
enum stats_status kefu__shrink_rates(const struct proportion *groups, size_t count,
                                     struct beta_prior prior, double level, double best,
                                     struct shrunk *out);

/* ---- means ---- */

/* The observed mean of a group, and its standard error > 0. */
struct estimate {
    double value, error;
};
struct normal_prior {
    double mean, variance; /* of the true means of groups */
};
/* Estimates the normal distribution from which the true means of the groups are drawn, by the
 * method of Paule and Mandel (1982, J. Res. Natl. Bur. Stand. 87, 377-385). STATS_UNDEFINED for
 * fewer than two groups. */
enum stats_status kefu__normal_prior(const struct estimate *groups, size_t count,
                                     struct normal_prior *out);
enum stats_status kefu__shrink_means(const struct estimate *groups, size_t count,
                                     struct normal_prior prior, double level, double best,
                                     struct shrunk *out);

/* James and Stein's estimates of n >= 4 means with the same known variance: each value is moved
 * towards the mean of all, to `factor` times its distance (0 … 1) from it (Efron and Morris 1975,
 * JASA 70, 311-319). `out` may be the same array as `values`. STATS_UNDEFINED if all values are
 * equal. */
enum stats_status kefu__james_stein(const double *values, size_t n, double variance, double *mean,
                                    double *factor, double *out);

#endif
