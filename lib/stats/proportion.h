/* SPDX-License-Identifier: MIT
 * Proportions, counts and rates: intervals and tests. Counts are doubles that hold integers up to
 * 2^53, in exact functions up to STATS_COUNT_MAX; 0 <= hits <= n and n > 0, else STATS_DOMAIN. */
#ifndef KEFU_LIB_PROPORTION_H
#define KEFU_LIB_PROPORTION_H

#include <math.h>

#include "stats/stats.h"

static inline bool kefu__is_proportion(double hits, double n) {
    return n > 0 && n < HUGE_VAL && hits >= 0 && hits <= n;
}

/* ---- one proportion ---- */

/* Wilson's score interval of the proportion hits / n (Wilson 1927, JASA 22, 209-212). */
enum stats_status kefu__wilson(double hits, double n, double level, struct stats_interval *out);
/* Wilson's score interval of a proportion `share` that was estimated from an effective sample size
 * n, which need not be an integer. */
enum stats_status kefu__wilson_share(double share, double n, double level,
                                     struct stats_interval *out);
/* Wilson's score interval with a continuity correction (Newcombe 1998, Stat. Med. 17, 857-872,
 * method 4). */
enum stats_status kefu__wilson_corrected(double hits, double n, double level,
                                         struct stats_interval *out);
/* Agresti and Coull's interval: Wald's interval after adding z² cases, half of them hits, where z
 * is the normal quantile of the level; clipped to [0, 1] (1998, Am. Stat. 52, 119-126). */
enum stats_status kefu__agresti_coull(double hits, double n, double level,
                                      struct stats_interval *out);
/* Jeffreys' interval: quantiles of the posterior distribution Beta(hits + 1/2, n - hits + 1/2) of
 * the proportion (Brown, Cai and DasGupta 2001, Stat. Sci. 16, 101-133), without the special cases
 * of these authors for 0 hits and n hits. */
enum stats_status kefu__jeffreys(double hits, double n, double level, struct stats_interval *out);
/* The exact interval of a proportion: it contains the true proportion with a probability of at
 * least `level` (Clopper and Pearson 1934, Biometrika 26, 404-413). */
enum stats_status kefu__clopper_pearson(double hits, double n, double level,
                                        struct stats_interval *out);
/* The exact two-sided test of the hypothesis that the true proportion is `share`, 0 < share < 1.
 * *p: the probability of all numbers of hits that are at most as likely as the observed one, as by
 * R's binom.test. */
enum stats_status kefu__binomial_test(double hits, double n, double share, double *p);

/* ---- several proportions ---- */

struct proportion {
    double hits, n;
};

/* The difference a - b of two proportions, with Newcombe's hybrid score interval (Newcombe 1998,
 * Stat. Med. 17, 873-890, method 10). */
enum stats_status kefu__newcombe(struct proportion a, struct proportion b, double level,
                                 double *difference, struct stats_interval *out);
/* The z test of the hypothesis that two proportions are equal, with pooled variance.
 * STATS_UNDEFINED if both proportions are 0 or both are 1. */
enum stats_status kefu__two_proportions(struct proportion a, struct proportion b,
                                        struct stats_test *out);
/* Pearson's chi-squared test of equal proportions in `count` >= 2 groups, which has count - 1
 * degrees of freedom. STATS_UNDEFINED if all shares are 0 or all are 1. */
enum stats_status kefu__equal_proportions(const struct proportion *groups, size_t count,
                                          struct stats_test *out);

/* P values of Fisher's exact test of the 2 × 2 table [[a, b], [c, d]]. p: two-sided, the
 * probability of all tables that are at most as likely as this one; less, greater: one-sided, for
 * an odds ratio below and above 1. All are 1 if a row or column is empty. */
struct fisher {
    double p, less, greater;
};
enum stats_status kefu__fisher(double a, double b, double c, double d, struct fisher *out);

/* ---- Poisson counts ---- */

/* The rate of events, `count` / `exposure` (observed time or number of units, > 0), with its exact
 * interval (Garwood 1936, Biometrika 28, 437-442). */
enum stats_status kefu__poisson_rate(double count, double exposure, double level, double *rate,
                                     struct stats_interval *out);

struct rate {
    double count, exposure;
};
struct rate_ratio {
    double ratio, p;
    struct stats_interval interval; /* `high` is HUGE_VAL if the second count is 0 */
};
/* The ratio of the rates a / b, by the exact binomial test of the first count given the sum of both
 * (Przyborowski and Wilenski 1940, Biometrika 31, 313-323). STATS_UNDEFINED if both counts are 0;
 * the ratio is HUGE_VAL if only the second count is 0. */
enum stats_status kefu__poisson_ratio(struct rate a, struct rate b, double level,
                                      struct rate_ratio *out);

/* ---- the net promoter score ---- */

struct net_score {
    double score, error; /* net promoter score as a number from -1 to 1, and its standard error */
    struct stats_interval interval;
};
/* The net promoter score, (promoters - detractors) / all answers, with Wald's interval clipped to
 * [-1, 1]. STATS_UNDEFINED if all answers are of one kind, so that the variance is 0. */
enum stats_status kefu__net_score(double promoters, double passives, double detractors,
                                  double level, struct net_score *out);
/* The net promoter score and its standard error after adding three imaginary answers, which keeps
 * the error above 0: 3/4 of a promoter, 3/2 passives and 3/4 of a detractor (Bonett and Price 2012,
 * J. Educ. Behav. Stat. 37, 479-488). `net`: promoters - detractors; `moved`: promoters +
 * detractors; n > 0: all answers. */
void kefu__adjusted_net(double net, double moved, double n, double *score, double *error);
/* The net promoter score (promoters - detractors) / n without added answers, but with an interval
 * centred on the score of kefu__adjusted_net(). */
enum stats_status kefu__adjusted_net_score(double promoters, double passives, double detractors,
                                           double level, struct net_score *out);

#endif
