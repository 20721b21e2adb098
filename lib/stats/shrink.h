/* SPDX-License-Identifier: MIT
 * Empirical Bayes: estimates of many groups, each drawn to what all of them have in common, the
 * more the fewer cases it has; and fair rankings by them. */
#ifndef KEFU_LIB_SHRINK_H
#define KEFU_LIB_SHRINK_H

#include "stats/proportion.h"

/* ---- rates ---- */

/* The beta distribution that the true rates are drawn from. */
struct beta_prior {
    double a, b;
    double log_likelihood; /* without the binomial coefficients */
};
/* By maximum likelihood of the beta-binomial distribution. If the rates vary no more than by
 * chance, a + b ends at 1e8, and all are drawn to the common rate. STATS_UNDEFINED for less than
 * two groups, and if there are no hits or no misses at all. */
enum stats_status kefu__beta_prior(const struct proportion *groups, size_t count,
                                   struct beta_prior *out);
/* The log-likelihood of given parameters. */
double kefu__beta_likelihood(const struct proportion *groups, size_t count, double a, double b);

/* An estimate of one group after shrinking. */
struct shrunk {
    double value, error; /* mean and standard deviation of the posterior distribution */
    struct stats_interval interval;
    double top; /* the probability to be among the best */
};
/* The posterior of each group; `best` is the share of groups that counts as the best, 0 < best < 1,
 * by the threshold that this share of groups is expected to pass (Lin, Louis, Paddock and Ridgeway
 * 2006, Bayesian Anal. 1, 915-946). Ranking by `top` finds the best more often than by rates. */
enum stats_status kefu__shrink_rates(const struct proportion *groups, size_t count,
                                     struct beta_prior prior, double level, double best,
                                     struct shrunk *out);

/* ---- means ---- */

/* A mean with its standard error > 0. */
struct estimate {
    double value, error;
};
struct normal_prior {
    double mean, variance; /* between groups */
};
/* By the method of Paule and Mandel (1982, J. Res. Natl. Bur. Stand. 87, 377-385). STATS_UNDEFINED
 * for less than two groups. */
enum stats_status kefu__normal_prior(const struct estimate *groups, size_t count,
                                     struct normal_prior *out);
enum stats_status kefu__shrink_means(const struct estimate *groups, size_t count,
                                     struct normal_prior prior, double level, double best,
                                     struct shrunk *out);

/* James and Stein's estimates of n >= 4 means of equal known variance, drawn to their mean: each
 * keeps the share `factor` >= 0 of its distance (Efron and Morris 1975, JASA 70, 311-319). `out`
 * may be `values`. STATS_UNDEFINED if all are equal. */
enum stats_status kefu__james_stein(const double *values, size_t n, double variance, double *mean,
                                    double *factor, double *out);

#endif
