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

/* Wilson's score interval (Wilson 1927, JASA 22, 209-212). */
enum stats_status kefu__wilson(double hits, double n, double level, struct stats_interval *out);
/* Wilson's score interval for a share of n cases, where n is an effective sample size that need not
 * be an integer. */
enum stats_status kefu__wilson_share(double share, double n, double level,
                                     struct stats_interval *out);
/* Wilson's interval with a continuity correction (Newcombe 1998, Stat. Med. 17, 857-872, method 4).
 */
enum stats_status kefu__wilson_corrected(double hits, double n, double level,
                                         struct stats_interval *out);
/* Agresti and Coull 1998, Am. Stat. 52, 119-126: Wald's interval with z² cases more, of which half
 * are hits; clipped to [0, 1]. */
enum stats_status kefu__agresti_coull(double hits, double n, double level,
                                      struct stats_interval *out);
/* The quantiles of the posterior Beta(hits + 1/2, n - hits + 1/2) (Brown, Cai and DasGupta 2001,
 * Stat. Sci. 16, 101-133), without their exceptions for hits of 0 and n. */
enum stats_status kefu__jeffreys(double hits, double n, double level, struct stats_interval *out);
/* The exact interval, which never covers less than its level (Clopper and Pearson 1934, Biometrika
 * 26, 404-413). */
enum stats_status kefu__clopper_pearson(double hits, double n, double level,
                                        struct stats_interval *out);
/* The two-sided exact test against a share 0 < p < 1: the probability of all outcomes that are no
 * likelier than this one, as R's binom.test has it. */
enum stats_status kefu__binomial_test(double hits, double n, double share, double *p);

/* ---- several proportions ---- */

struct proportion {
    double hits, n;
};

/* The difference a - b with Newcombe's hybrid score interval (Newcombe 1998, Stat. Med. 17,
 * 873-890, method 10). */
enum stats_status kefu__newcombe(struct proportion a, struct proportion b, double level,
                                 double *difference, struct stats_interval *out);
/* The z test with pooled variance. STATS_UNDEFINED if both shares are 0 or both are 1. */
enum stats_status kefu__two_proportions(struct proportion a, struct proportion b,
                                        struct stats_test *out);
/* Pearson's chi-squared test of equal proportions in `count` >= 2 groups, which has count - 1
 * degrees of freedom. STATS_UNDEFINED if all shares are 0 or all are 1. */
enum stats_status kefu__equal_proportions(const struct proportion *groups, size_t count,
                                          struct stats_test *out);

/* Fisher's exact test of the table [[a, b], [c, d]]: p two-sided (all tables that are no likelier)
 * and one-sided for an odds ratio below and above 1. A margin of 0 gives 1. */
struct fisher {
    double p, less, greater;
};
enum stats_status kefu__fisher(double a, double b, double c, double d, struct fisher *out);

/* ---- Poisson counts ---- */

/* The rate of `count` events in an exposure > 0 with its exact interval (Garwood 1936, Biometrika
 * 28, 437-442). */
enum stats_status kefu__poisson_rate(double count, double exposure, double level, double *rate,
                                     struct stats_interval *out);

struct rate {
    double count, exposure;
};
struct rate_ratio {
    double ratio, p;
    struct stats_interval interval; /* high is HUGE_VAL if the second count is 0 */
};
/* The ratio of two rates, by the exact binomial test of the first count given the sum of both
 * (Przyborowski and Wilenski 1940, Biometrika 31, 313-323). STATS_UNDEFINED if both counts are 0;
 * the ratio is HUGE_VAL if only the second one is. */
enum stats_status kefu__poisson_ratio(struct rate a, struct rate b, double level,
                                      struct rate_ratio *out);

/* ---- the net promoter score ---- */

struct net_score {
    double score, error; /* -1 … 1, and its standard error */
    struct stats_interval interval;
};
/* Share of promoters - share of detractors with Wald's interval, clipped to [-1, 1].
 * STATS_UNDEFINED if all answers are of one kind, so that the variance is 0. */
enum stats_status kefu__net_score(double promoters, double passives, double detractors,
                                  double level, struct net_score *out);
/* The score and its standard error after three answers were added: 3/4 promoters, 3/2 passives and
 * 3/4 detractors (Bonett and Price 2012, J. Educ. Behav. Stat. 37, 479-488). `net` is promoters -
 * detractors, `moved` promoters + detractors, n > 0 the number of all answers. */
void kefu__adjusted_net(double net, double moved, double n, double *score, double *error);
/* The score without added answers, (promoters - detractors) / n, with the interval around the score
 * of kefu__adjusted_net(). */
enum stats_status kefu__adjusted_net_score(double promoters, double passives, double detractors,
                                           double level, struct net_score *out);

#endif
