/* SPDX-License-Identifier: MIT
 * Agreement of any number of raters, by how agreement by chance is modelled: Gwet, Fleiss,
 * Randolph. Names of sums as in Gwet 2014. */
#include <math.h>

#include "stats/special.h"
#include "stats/weights.h"

enum chance { CHANCE_GWET, CHANCE_FLEISS, CHANCE_UNIFORM };

struct problem {
    struct counts counts;
    enum agreement_weights weights;
    enum chance chance;
    double units, pairs_units; /* number of units with at least one rating, and with at least two */
    double lost;               /* the variance divides by (units - lost); lost is 1, for tables 0 */
    double sum_of_weights;
    double observed, expected, value;
};

static const double *unit_of(const struct problem *p, size_t i) {
    return p->counts.cells + i * p->counts.categories;
}

static double repeats(const struct problem *p, size_t unit) {
    return p->counts.repeats ? p->counts.repeats[unit] : 1;
}

static double weight(const struct problem *p, size_t i, size_t k) {
    return kefu__agreement_weight(p->weights, i, k, p->counts.categories);
}

static double raters(const struct problem *p, size_t unit) {
    double sum = 0;
    for (size_t k = 0; k < p->counts.categories; k++)
        sum += unit_of(p, unit)[k];
    return sum;
}

/* The share of the pairs of a unit's r raters that agree, weighted; 0 if r is 1. */
static double agreement(const struct problem *p, size_t unit, double r) {
    const double *cells = unit_of(p, unit);
    double sum = 0;
    for (size_t i = 0; r > 1 && i < p->counts.categories; i++) {
        double weighted = 0;
        for (size_t k = 0; k < p->counts.categories; k++)
            weighted += weight(p, i, k) * cells[k];
        sum += cells[i] * (weighted - 1);
    }
    return r > 1 ? sum / (r * (r - 1)) : 0;
}

/* The share of ratings in a category, averaged over the units. */
static double share(const struct problem *p, size_t category) {
    double sum = 0;
    for (size_t i = 0; i < p->counts.units; i++) {
        const double r = raters(p, i);
        sum += r > 0 ? repeats(p, i) * unit_of(p, i)[category] / r : 0;
    }
    return sum / p->units;
}

/* The agreement expected by chance for a rating in this category, by the model of Gwet, Fleiss or
 * Randolph. */
static double chance_of(const struct problem *p, const double *shares, size_t category) {
    const double q = (double)p->counts.categories;
    if (p->chance == CHANCE_UNIFORM)
        return p->sum_of_weights / (q * q);
    if (p->chance == CHANCE_GWET)
        return p->sum_of_weights / (q * (q - 1)) * (1 - shares[category]);
    double sum = 0;
    for (size_t k = 0; k < p->counts.categories; k++)
        sum += weight(p, category, k) * shares[k];
    return sum;
}

static bool count_units(struct problem *p) {
    for (size_t i = 0; i < p->counts.units; i++) {
        for (size_t k = 0; k < p->counts.categories; k++)
            if (!(unit_of(p, i)[k] >= 0 && unit_of(p, i)[k] < HUGE_VAL))
                return false;
        const double r = raters(p, i);
        if (!(repeats(p, i) >= 0 && repeats(p, i) < HUGE_VAL))
            return false;
        p->units += r > 0 ? repeats(p, i) : 0;
        p->pairs_units += r > 1 ? repeats(p, i) : 0;
    }
    return true;
}

/* The linearised contribution of a unit to the coefficient minus the coefficient; the variance is
 * made of the squares of these (Gwet 2014). */
static double deviation(const struct problem *p, const double *chances, size_t unit) {
    const double r = raters(p, unit), rest = 1 - p->expected;
    double chance = 0;
    if (!(r > 0))
        return 0;
    for (size_t k = 0; k < p->counts.categories; k++)
        chance += unit_of(p, unit)[k] * chances[k] / r;
    const double own =
        r > 1 ? p->units / p->pairs_units * (agreement(p, unit, r) - p->expected) / rest : 0;
    return own - 2 * (1 - p->value) * (chance - p->expected) / rest - p->value;
}

static void bound(const struct problem *p, const double *chances, double level,
                  struct chance_corrected *out) {
    double squares = 0;
    for (size_t i = 0; i < p->counts.units; i++) {
        const double d = deviation(p, chances, i);
        squares += repeats(p, i) * d * d;
    }
    out->value = p->value;
    out->observed = p->observed;
    out->expected = p->expected;
    out->error = sqrt(squares / (p->units * (p->units - p->lost)));
    const double half = kefu__student_errors(1 - level, p->units - 1) * out->error;
    out->interval = (struct stats_interval){fmax(-1, p->value - half), fmin(1, p->value + half)};
}

enum { CATEGORIES_MAX = 256 };

static enum stats_status correct(struct problem *p, double level, struct chance_corrected *out) {
    double shares[CATEGORIES_MAX], chances[CATEGORIES_MAX];
    const size_t q = p->counts.categories;
    if (q == 0 || q > CATEGORIES_MAX || !kefu__is_level(level) || !count_units(p))
        return STATS_DOMAIN;
    if (p->units < 2 || p->pairs_units == 0 || q < 2)
        return STATS_UNDEFINED;
    for (size_t i = 0; i < q; i++)
        for (size_t k = 0; k < q; k++)
            p->sum_of_weights += weight(p, i, k);
    for (size_t i = 0; i < p->counts.units; i++)
        p->observed += repeats(p, i) * agreement(p, i, raters(p, i)) / p->pairs_units;
    for (size_t k = 0; k < q; k++)
        shares[k] = share(p, k);
    for (size_t k = 0; k < q; k++) {
        chances[k] = chance_of(p, shares, k);
        p->expected += shares[k] * chances[k];
    }
    if (!(1 - p->expected > 1e-15))
        return STATS_UNDEFINED;
    p->value = (p->observed - p->expected) / (1 - p->expected);
    bound(p, chances, level, out);
    return STATS_OK;
}

enum stats_status kefu__gwet(struct counts counts, enum agreement_weights weights, double level,
                             struct chance_corrected *out) {
    struct problem problem = {
        .counts = counts, .weights = weights, .chance = CHANCE_GWET, .lost = 1};
    return correct(&problem, level, out);
}

enum stats_status kefu__gwet_table(const kefu_allocator *allocator, const double *table,
                                   size_t count, enum agreement_weights weights, double level,
                                   struct chance_corrected *out) {
    const size_t size = count * count * count * sizeof(double);
    if (count < 2 || count > CATEGORIES_MAX)
        return STATS_DOMAIN;
    double *cells = kefu__alloc_zero(allocator, size);
    if (!cells)
        return STATS_NO_MEMORY;
    for (size_t i = 0; i < count * count; i++) {
        cells[i * count + i / count]++;
        cells[i * count + i % count]++;
    }
    struct problem problem = {
        .counts = {cells, count * count, count, table}, .weights = weights, .chance = CHANCE_GWET};
    const enum stats_status status = correct(&problem, level, out);
    kefu__release(allocator, cells, size);
    return status;
}

enum stats_status kefu__fleiss(struct counts counts, enum agreement_weights weights, double level,
                               struct chance_corrected *out) {
    struct problem problem = {
        .counts = counts, .weights = weights, .chance = CHANCE_FLEISS, .lost = 1};
    return correct(&problem, level, out);
}

enum stats_status kefu__randolph(struct counts counts, double level, struct chance_corrected *out) {
    struct problem problem = {.counts = counts, .chance = CHANCE_UNIFORM, .lost = 1};
    return correct(&problem, level, out);
}

enum stats_status kefu__fleiss_test(struct counts counts, struct stats_test *out) {
    struct problem p = {.counts = counts, .chance = CHANCE_FLEISS, .lost = 1};
    struct chance_corrected kappa;
    const enum stats_status status = correct(&p, 0.95, &kappa);
    double spread = 0, skew = 0;
    for (size_t i = 1; status == STATS_OK && i < counts.units; i++)
        if (raters(&p, i) != raters(&p, 0))
            return STATS_DOMAIN;
    if (status != STATS_OK)
        return status;
    for (size_t k = 0; k < counts.categories; k++) {
        const double own = share(&p, k);
        spread += own * (1 - own);
        skew += own * (1 - own) * (1 - 2 * own);
    }
    const double r = raters(&p, 0);
    const double variance = 2 * (spread * spread - skew) /
                            (spread * spread * p.units * r * (r - 1));
    if (!(variance > 0))
        return STATS_UNDEFINED;
    out->statistic = kappa.value / sqrt(variance);
    out->p = kefu__normal_two_sided(out->statistic);
    return STATS_OK;
}
