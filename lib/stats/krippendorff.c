/* SPDX-License-Identifier: MIT
 * Krippendorff's alpha. On an ordinal scale the distance of two values is that of the middles of
 * their ranks, so that it is the interval distance of these; sums of squared differences come from
 * moments. Only ratio scales need all pairs of values. */
#include <math.h>

#include "stats/agreement.h"
#include "stats/rank.h"
#include "stats/special.h"

/* A distinct rating, and how often it occurs among the pairable ratings, those of units that have
 * at least two ratings. */
struct value {
    double rating;
    double place; /* position from which distances are computed: the mid-rank on an ordinal scale,
                     else the rating */
    double count;
    double away; /* sum of its distances from all pairable ratings */
};

struct problem {
    struct ratings ratings;
    enum krippendorff_level level;
    struct value *values;
    size_t count;
    double n; /* number of pairable ratings: those of units that have at least two */
};

static double distance(enum krippendorff_level level, double a, double b) {
    if (level == LEVEL_NOMINAL)
        return a != b;
    if (level == LEVEL_RATIO)
        return a == b ? 0 : (a - b) / (a + b) * ((a - b) / (a + b));
    return (a - b) * (a - b);
}

static size_t count_ratings(const struct problem *p, size_t unit) {
    size_t count = 0;
    for (size_t i = 0; i < p->ratings.raters; i++)
        count += isnan(p->ratings.cells[unit * p->ratings.raters + i]) ? 0 : 1;
    return count;
}

static const struct value *value_of(const struct problem *p, double rating) {
    size_t low = 0, high = p->count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (p->values[middle].rating <= rating)
            low = middle;
        else
            high = middle;
    }
    return &p->values[low];
}

/* Copies the pairable ratings, those of units that have at least two; returns their number. */
static size_t gather(const struct problem *p, double *to) {
    size_t count = 0;
    for (size_t i = 0; i < p->ratings.units; i++)
        for (size_t k = 0; k < p->ratings.raters && count_ratings(p, i) > 1; k++) {
            const double rating = p->ratings.cells[i * p->ratings.raters + k];
            if (!isnan(rating))
                to[count++] = rating;
        }
    return count;
}

static void place_values(struct problem *p, const double *sorted, size_t n) {
    double before = 0;
    for (size_t i = 0; i < n; i++) {
        if (i == 0 || sorted[i] != sorted[i - 1])
            p->values[p->count++] = (struct value){sorted[i], sorted[i], 0, 0};
        p->values[p->count - 1].count++;
    }
    for (size_t i = 0; i < p->count && p->level == LEVEL_ORDINAL; i++) {
        p->values[i].place = before + p->values[i].count / 2;
        before += p->values[i].count;
    }
    p->n = (double)n;
}

/* The sum of distances over all ordered pairs of ratings of one unit, divided by (number of its
 * ratings - 1). */
static double unit_disagreement(const struct problem *p, size_t unit) {
    const double *cells = p->ratings.cells + unit * p->ratings.raters;
    double sum = 0;
    for (size_t i = 1; i < p->ratings.raters; i++)
        for (size_t k = 0; k < i && !isnan(cells[i]); k++)
            if (!isnan(cells[k]))
                sum += distance(p->level, value_of(p, cells[i])->place,
                                value_of(p, cells[k])->place);
    return 2 * sum / (double)(count_ratings(p, unit) - 1);
}

/* Sets the sum of distances of each value from all pairable ratings; returns their sum over all
 * ratings. */
static double all_disagreement(struct problem *p) {
    double squares = 0, mean = 0, sum = 0;
    for (size_t i = 0; i < p->count; i++)
        mean += p->values[i].place * p->values[i].count / p->n;
    for (size_t i = 0; i < p->count; i++)
        squares += p->values[i].count * (p->values[i].place - mean) * (p->values[i].place - mean);
    for (size_t i = 0; i < p->count; i++) {
        struct value *value = &p->values[i];
        value->away = p->level == LEVEL_NOMINAL
                          ? p->n - value->count
                          : squares + p->n * (value->place - mean) * (value->place - mean);
        if (p->level == LEVEL_RATIO)
            value->away = 0;
        for (size_t k = 0; k < p->count && p->level == LEVEL_RATIO; k++)
            value->away += p->values[k].count *
                           distance(p->level, value->place, p->values[k].place);
        sum += value->count * value->away;
    }
    return sum;
}

static bool are_ratings(struct ratings ratings, enum krippendorff_level level) {
    for (size_t i = 0; i < ratings.units * ratings.raters; i++)
        if (isinf(ratings.cells[i]) || (level == LEVEL_RATIO && ratings.cells[i] < 0))
            return false;
    return true;
}

/* The sum over a unit's ratings of their distances from all pairable ratings. */
static double unit_away(const struct problem *p, size_t unit) {
    const double *cells = p->ratings.cells + unit * p->ratings.raters;
    double sum = 0;
    for (size_t i = 0; i < p->ratings.raters; i++)
        if (!isnan(cells[i]))
            sum += value_of(p, cells[i])->away;
    return sum;
}

/* The standard error by linearisation: the units are a sample, each with its own contribution to
 * the observed and the expected disagreement (Gwet 2014, as irrCAC's krippen.alpha.raw). `ratio`:
 * 1 - alpha, without the correction for small samples; `expected`: mean distance of two ratings. */
static double error_of(const struct problem *p, double units, double ratio, double expected) {
    const double per_unit = p->n / units;
    double squares = 0;
    for (size_t i = 0; i < p->ratings.units; i++) {
        const size_t count = count_ratings(p, i);
        if (count < 2)
            continue;
        const double deviation = (2 * ratio * unit_away(p, i) / p->n - unit_disagreement(p, i)) /
                                     (per_unit * expected) -
                                 ratio * (double)count / per_unit;
        squares += deviation * deviation;
    }
    return sqrt(squares / (units * (units - 1)));
}

static void bound(double units, double level, struct chance_corrected *out) {
    if (units < 2) {
        out->error = HUGE_VAL;
        out->interval = (struct stats_interval){-HUGE_VAL, HUGE_VAL};
        return;
    }
    const double half = kefu__student_errors(1 - level, units - 1) * out->error;
    out->interval = (struct stats_interval){fmax(-1, out->value - half),
                                            fmin(1, out->value + half)};
}

static enum stats_status compare(struct problem *p, double level, struct chance_corrected *out) {
    double observed = 0, units = 0;
    const double expected = all_disagreement(p);
    if (p->count < 2 || !(expected > 0))
        return STATS_UNDEFINED;
    for (size_t i = 0; i < p->ratings.units; i++)
        if (count_ratings(p, i) > 1) {
            observed += unit_disagreement(p, i);
            units++;
        }
    out->value = 1 - (p->n - 1) * observed / expected;
    out->observed = observed / p->n;
    out->expected = expected / (p->n * (p->n - 1));
    if (units > 1)
        out->error = error_of(p, units, p->n * observed / expected, expected / (p->n * p->n));
    bound(units, level, out);
    return STATS_OK;
}

enum stats_status kefu__krippendorff(const kefu_allocator *allocator, struct ratings ratings,
                                     enum krippendorff_level scale, double level,
                                     struct chance_corrected *out) {
    const size_t cells = ratings.units * ratings.raters;
    struct problem problem = {.ratings = ratings, .level = scale};
    enum stats_status status = STATS_NO_MEMORY;
    if (!are_ratings(ratings, scale) || !kefu__is_level(level))
        return STATS_DOMAIN;
    double *sorted = kefu__alloc(allocator, cells * sizeof *sorted);
    problem.values = kefu__alloc(allocator, cells * sizeof *problem.values);
    if (sorted && problem.values) {
        const size_t n = gather(&problem, sorted);
        kefu__sort_doubles(sorted, n);
        place_values(&problem, sorted, n);
        status = compare(&problem, level, out);
    }
    kefu__release(allocator, sorted, cells * sizeof *sorted);
    kefu__release(allocator, problem.values, cells * sizeof *problem.values);
    return status;
}
