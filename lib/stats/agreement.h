/* SPDX-License-Identifier: MIT
 * Agreement between raters, corrected for chance. */
#ifndef KEFU_LIB_AGREEMENT_H
#define KEFU_LIB_AGREEMENT_H

#include "stats/stats.h"

/* How near two of `count` ordered categories are: 1 for the same one. */
enum agreement_weights {
    WEIGHTS_NOMINAL,  /* 0 for all others */
    WEIGHTS_LINEAR,   /* 1 - |i - j| / (count - 1) */
    WEIGHTS_QUADRATIC /* 1 - (i - j)² / (count - 1)² */
};

/* ---- two raters ---- */

struct kappa {
    double value, error; /* error: asymptotic standard error */
    struct stats_interval interval;
    double null_error, z, p; /* of the test against 0 */
};
/* Cohen's kappa, weighted or not, of a table of count × count cells, row after row: how often the
 * first rater said the row and the second the column (Cohen 1960 and 1968; variances by Fleiss,
 * Cohen and Everitt 1969, Psychol. Bull. 72, 323-327). STATS_UNDEFINED if agreement is certain by
 * chance, as when both raters used one category only, and if the null variance is 0. */
enum stats_status kefu__cohen(const double *table, size_t count, enum agreement_weights weights,
                              double level, struct kappa *out);

/* ---- any number of raters ---- */

/* Units by categories: how many raters put the unit there. Units may have different numbers of
 * raters; those without any are left out. */
struct counts {
    const double *cells; /* row after row */
    size_t units, categories;
    const double *repeats; /* how many units a row stands for; NULL: one each */
};
struct chance_corrected {
    double value, error;
    struct stats_interval interval; /* by Student's t of units - 1 degrees, at most 1 */
    double observed, expected;      /* agreement */
};
/* Gwet's AC1, and AC2 with weights, with its linearised variance (Gwet 2008, Br. J. Math. Stat.
 * Psychol. 61, 29-48; 2014, Handbook of Inter-Rater Reliability, 4th ed.). Needs two categories and
 * a unit with two raters, else STATS_UNDEFINED. */
enum stats_status kefu__gwet(struct counts counts, enum agreement_weights weights, double level,
                             struct chance_corrected *out);
/* Gwet's AC1 and AC2 for a table of two raters, as for kefu__cohen(), with the variance that Gwet
 * gives for tables: it divides by n, not by n - 1. */
enum stats_status kefu__gwet_table(const kefu_allocator *allocator, const double *table,
                                   size_t count, enum agreement_weights weights, double level,
                                   struct chance_corrected *out);
/* Fleiss' kappa (Fleiss 1971, Psychol. Bull. 76, 378-382), weighted or not, with the variance of
 * Gwet. STATS_UNDEFINED also if all ratings are equal. */
enum stats_status kefu__fleiss(struct counts counts, enum agreement_weights weights, double level,
                               struct chance_corrected *out);
/* Randolph's kappa with free marginals: chance is one in `categories` (Randolph 2005). */
enum stats_status kefu__randolph(struct counts counts, double level, struct chance_corrected *out);
/* The test of Fleiss' kappa against 0, for units of the same number of raters (Fleiss, Nee and
 * Landis 1979, Psychol. Bull. 86, 974-977); STATS_DOMAIN for others. */
enum stats_status kefu__fleiss_test(struct counts counts, struct stats_test *out);

/* Units by raters, row after row; NaN is a missing rating. */
struct ratings {
    const double *cells;
    size_t units, raters;
};
enum krippendorff_level { LEVEL_NOMINAL, LEVEL_ORDINAL, LEVEL_INTERVAL, LEVEL_RATIO };
/* Krippendorff's alpha (Krippendorff 2011, Computing Krippendorff's alpha-reliability).
 * STATS_UNDEFINED if no unit has two ratings or all ratings are equal; STATS_DOMAIN for negative
 * ratings on a ratio scale, and for infinite ones. */
enum stats_status kefu__krippendorff(const kefu_allocator *allocator, struct ratings ratings,
                                     enum krippendorff_level level, double *alpha);

/* ---- intraclass correlation ---- */

/* Shrout and Fleiss 1979, Psychol. Bull. 86, 420-428: one-way, two-way with random raters, two-way
 * with fixed raters; of one rating, or of the mean of all raters. */
enum icc_form { ICC_1, ICC_2, ICC_3, ICC_1K, ICC_2K, ICC_3K };
struct icc {
    double value;
    struct stats_interval interval;
    double f, p; /* of the test against 0 */
};
/* The intraclass correlation of at least two units and two raters without missing ratings, else
 * STATS_DOMAIN. Ratings that agree in full have 1, with 1 as both bounds, f HUGE_VAL and p 0; so
 * have those of ICC_3 and ICC_3K which differ by a constant of the rater. STATS_UNDEFINED if all
 * ratings are equal, and for the other forms in the latter case. */
enum stats_status kefu__icc(struct ratings ratings, enum icc_form form, double level,
                            struct icc *out);

#endif
