/* SPDX-License-Identifier: MIT
 * Agreement between raters, corrected for chance. */
#ifndef KEFU_LIB_AGREEMENT_H
#define KEFU_LIB_AGREEMENT_H

#include "stats/stats.h"

/* Weight by which two of `count` ordered categories i and j count as agreement: 1 if they are
 * equal, less the farther apart they are. */
enum agreement_weights {
    WEIGHTS_NOMINAL,  /* weight 0 for all pairs of different categories */
    WEIGHTS_LINEAR,   /* weight 1 - |i - j| / (count - 1) */
    WEIGHTS_QUADRATIC /* weight 1 - (i - j)² / (count - 1)² */
};

/* ---- two raters ---- */

struct kappa {
    double value, error; /* kappa, and its asymptotic standard error */
    struct stats_interval interval;
    double null_error, z, p; /* z test of the hypothesis that kappa is 0: standard error under it,
                                statistic, p value */
};
/* Cohen's kappa, the agreement of two raters corrected for chance. `table` has count × count cells
 * in row-major order: cell (i, k) is how often the first rater chose category i where the second
 * chose k (Cohen 1960; weighted: 1968; variances by Fleiss, Cohen and Everitt 1969, Psychol. Bull.
 * 72, 323-327). STATS_UNDEFINED if chance alone gives full agreement, as when both raters used one
 * category only, or if the variance under the hypothesis of no agreement is 0. */
enum stats_status kefu__cohen(const double *table, size_t count, enum agreement_weights weights,
                              double level, struct kappa *out);

/* ---- any number of raters ---- */

/* A matrix of units (what is rated) by categories: how many raters put the unit into the category.
 * Units may have different numbers of raters; units without a rater are ignored. */
struct counts {
    const double *cells; /* units × categories counts in row-major order */
    size_t units, categories;
    const double *repeats; /* for each row, the number of identical units that it stands for; NULL:
                              1 for every row */
};
struct chance_corrected {
    double value, error;
    struct stats_interval interval; /* by Student's t distribution with units - 1 degrees of
                                       freedom, clipped to [-1, 1] */
    double observed, expected;      /* share of agreement observed, and share expected by chance */
};
/* Gwet's coefficient of agreement, with its linearised variance: AC1 for nominal weights, AC2 for
 * others (Gwet 2008, Br. J. Math. Stat. Psychol. 61, 29-48; 2014, Handbook of Inter-Rater
 * Reliability, 4th ed.). STATS_UNDEFINED if there are fewer than two categories or units, or if no
 * unit has two raters. */
enum stats_status kefu__gwet(struct counts counts, enum agreement_weights weights, double level,
                             struct chance_corrected *out);
/* Gwet's AC1 or AC2 for two raters, from a table like that of kefu__cohen(): cell (i, k) is how
 * often the first rater chose category i where the second chose k. The variance is the one that
 * Gwet gives for such tables: it divides by the number of units n, not by n - 1. */
enum stats_status kefu__gwet_table(const kefu_allocator *allocator, const double *table,
                                   size_t count, enum agreement_weights weights, double level,
                                   struct chance_corrected *out);
/* Fleiss' kappa (Fleiss 1971, Psychol. Bull. 76, 378-382) with any agreement weights. Its variance
 * is the linearised one, as for kefu__gwet(). STATS_UNDEFINED as for kefu__gwet(), and if all
 * ratings are equal. */
enum stats_status kefu__fleiss(struct counts counts, enum agreement_weights weights, double level,
                               struct chance_corrected *out);
/* Randolph's free-marginal kappa, which takes the agreement expected by chance to be 1 / categories
 * (Randolph 2005). */
enum stats_status kefu__randolph(struct counts counts, double level, struct chance_corrected *out);
/* The z test of the hypothesis that Fleiss' kappa is 0 (Fleiss, Nee and Landis 1979, Psychol. Bull.
 * 86, 974-977). STATS_DOMAIN unless all units have the same number of raters. */
enum stats_status kefu__fleiss_test(struct counts counts, struct stats_test *out);

/* A matrix of units (what is rated) by raters in row-major order. A cell is the rating that the
 * rater gave the unit; NaN: none. */
struct ratings {
    const double *cells;
    size_t units, raters;
};
enum krippendorff_level { LEVEL_NOMINAL, LEVEL_ORDINAL, LEVEL_INTERVAL, LEVEL_RATIO };
/* Krippendorff's alpha, an agreement corrected for chance that allows missing ratings; `scale` is
 * that of the ratings (Krippendorff 2011, Computing Krippendorff's alpha-reliability). `observed`
 * and `expected` are the mean distances of two ratings of one unit, and of any two ratings. The
 * error is the linearised one of Gwet (2014, Handbook of Inter-Rater Reliability, 4th ed.), which
 * on an ordinal scale takes the distances of ranks as known; with one unit it is HUGE_VAL, and the
 * interval is -HUGE_VAL … HUGE_VAL. If raters agree fully the value is 1, and the error 0.
 * STATS_UNDEFINED if no unit has two ratings or all ratings are equal; STATS_DOMAIN if a rating is
 * infinite, or is negative on a ratio scale. */
enum stats_status kefu__krippendorff(const kefu_allocator *allocator, struct ratings ratings,
                                     enum krippendorff_level scale, double level,
                                     struct chance_corrected *out);

/* ---- intraclass correlation ---- */

/* The forms of Shrout and Fleiss (1979, Psychol. Bull. 86, 420-428). 1: one-way model, each unit
 * has its own raters; 2: two-way, raters are a random sample; 3: two-way, these raters are the only
 * ones. Without K: reliability of a single rating; with K: of the mean of all raters. */
enum icc_form { ICC_1, ICC_2, ICC_3, ICC_1K, ICC_2K, ICC_3K };
struct icc {
    double value;
    struct stats_interval interval;
    double f, p; /* F test of the hypothesis that the correlation is 0: statistic and p value */
};
/* The intraclass correlation: the share of the variance of ratings that is between units.
 * STATS_DOMAIN unless there are at least two units and two raters and no rating is missing. If all
 * raters agree on every unit, the value and both bounds are 1, f is HUGE_VAL and p is 0. If raters
 * differ only by a constant each, so are those of ICC_3 and ICC_3K, and ICC_2 and ICC_2K give
 * STATS_UNDEFINED; so do all forms if all ratings are equal. */
enum stats_status kefu__icc(struct ratings ratings, enum icc_form form, double level,
                            struct icc *out);

#endif
