/* SPDX-License-Identifier: MIT
 * Krippendorff's alpha. On an ordinal scale the distance of two values is that of the middles of
 * their ranks, so that it is the interval distance of these; sums of squared differences come from
 * moments. Only ratio scales need all pairs of values. */
#include <math.h>

#include "stats/agreement.h"
#include "stats/rank.h"

/* A distinct rating, and how often it occurs among the pairable ratings, those of units that have
 * at least two ratings. */
struct value {
    double rating;
    double place; /* position from which distances are computed: the mid-rank on an ordinal scale,
                     else the rating */
    double count;
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

static double place_of(const struct problem *p, double rating) {
    size_t low = 0, high = p->count;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (p->values[middle].rating <= rating)
            low = middle;
        else
            high = middle;
    }
    return p->values[low].place;
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
            p->values[p->count++] = (struct value){sorted[i], sorted[i], 0};
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
                sum += distance(p->level, place_of(p, cells[i]), place_of(p, cells[k]));
    return 2 * sum / (double)(count_ratings(p, unit) - 1);
}

/* The sum of distances over all ordered pairs of pairable ratings, whatever their units. */
static double all_disagreement(const struct problem *p) {
    double squares = 0, mean = 0, sum = 0;
    for (size_t i = 0; i < p->count; i++)
        mean += p->values[i].place * p->values[i].count / p->n;
    for (size_t i = 0; i < p->count; i++) {
        const struct value *value = &p->values[i];
        squares += value->count * (value->place - mean) * (value->place - mean);
        if (p->level == LEVEL_NOMINAL)
            sum += value->count * (p->n - value->count);
        for (size_t k = 0; k < i && p->level == LEVEL_RATIO; k++)
            sum += 2 * value->count * p->values[k].count *
                   distance(p->level, value->place, p->values[k].place);
    }
    return p->level == LEVEL_NOMINAL || p->level == LEVEL_RATIO ? sum : 2 * p->n * squares;
}

static bool are_ratings(struct ratings ratings, enum krippendorff_level level) {
    for (size_t i = 0; i < ratings.units * ratings.raters; i++)
        if (isinf(ratings.cells[i]) || (level == LEVEL_RATIO && ratings.cells[i] < 0))
            return false;
    return true;
}

static enum stats_status compare(const struct problem *p, double *alpha) {
    double observed = 0;
    const double expected = all_disagreement(p);
    if (p->count < 2 || !(expected > 0))
        return STATS_UNDEFINED;
    for (size_t i = 0; i < p->ratings.units; i++)
        if (count_ratings(p, i) > 1)
            observed += unit_disagreement(p, i);
    *alpha = 1 - (p->n - 1) * observed / expected;
    return STATS_OK;
}

enum stats_status kefu__krippendorff(const kefu_allocator *allocator, struct ratings ratings,
                                     enum krippendorff_level level, double *alpha) {
    const size_t cells = ratings.units * ratings.raters;
    struct problem problem = {.ratings = ratings, .level = level};
    enum stats_status status = STATS_NO_MEMORY;
    if (!are_ratings(ratings, level))
        return STATS_DOMAIN;
    double *sorted = kefu__alloc(allocator, cells * sizeof *sorted);
    problem.values = kefu__alloc(allocator, cells * sizeof *problem.values);
    if (sorted && problem.values) {
        const size_t n = gather(&problem, sorted);
        kefu__sort_doubles(sorted, n);
        place_values(&problem, sorted, n);
        status = compare(&problem, alpha);
    }
    kefu__release(allocator, sorted, cells * sizeof *sorted);
    kefu__release(allocator, problem.values, cells * sizeof *problem.values);
    return status;
}
