/* SPDX-License-Identifier: MIT
 * Shrinkage and trends by name. */
#include <stdlib.h>

#include "driver.h"
#include "stats/shrink.h"
#include "stats/trend.h"

static struct proportion *groups_of(const struct argument *hits, const struct argument *n) {
    struct proportion *groups = need_memory(hits->count * sizeof *groups);
    for (size_t i = 0; i < hits->count; i++)
        groups[i] = (struct proportion){hits->items[i], n->items[i]};
    return groups;
}

static enum stats_status beta_binomial(const struct argument *a, struct results *out) {
    struct beta_prior prior;
    if (a[0].count != a[1].count)
        return STATS_DOMAIN;
    struct proportion *groups = groups_of(&a[0], &a[1]);
    const enum stats_status status = kefu__beta_prior(groups, a[0].count, &prior);
    free(groups);
    if (status != STATS_OK)
        return status;
    give(out, prior.a);
    give(out, prior.b);
    give(out, prior.log_likelihood);
    return STATS_OK;
}

/* Gives one member of each, `step` bytes behind the last one's. */
static void give_members(struct results *out, const double *first, size_t count, size_t step) {
    double *values = need_memory(count * sizeof *values);
    for (size_t i = 0; i < count; i++)
        values[i] = *(const double *)(const void *)((const char *)first + i * step);
    give_list(out, values, count);
    free(values);
}

static void give_shrunk(struct results *out, const struct shrunk *shrunk, size_t count) {
    give_members(out, &shrunk->value, count, sizeof *shrunk);
    give_members(out, &shrunk->interval.low, count, sizeof *shrunk);
    give_members(out, &shrunk->interval.high, count, sizeof *shrunk);
    give_members(out, &shrunk->top, count, sizeof *shrunk);
}

/* a and b of 0 are fitted. */
static enum stats_status shrink_rates(const struct argument *a, struct results *out) {
    struct beta_prior prior = {a[2].number, a[3].number, 0};
    const size_t count = a[0].count;
    enum stats_status status = STATS_OK;
    if (a[1].count != count)
        return STATS_DOMAIN;
    struct proportion *groups = groups_of(&a[0], &a[1]);
    struct shrunk *shrunk = need_memory(count * sizeof *shrunk);
    if (prior.a == 0 && prior.b == 0)
        status = kefu__beta_prior(groups, count, &prior);
    if (status == STATS_OK)
        status = kefu__shrink_rates(groups, count, prior, a[4].number, a[5].number, shrunk);
    if (status == STATS_OK)
        give_shrunk(out, shrunk, count);
    free(groups);
    free(shrunk);
    return status;
}

static enum stats_status shrink_means(const struct argument *a, struct results *out) {
    const size_t count = a[0].count;
    struct normal_prior prior;
    if (a[1].count != count)
        return STATS_DOMAIN;
    struct estimate *groups = need_memory(count * sizeof *groups);
    struct shrunk *shrunk = need_memory(count * sizeof *shrunk);
    for (size_t i = 0; i < count; i++)
        groups[i] = (struct estimate){a[0].items[i], a[1].items[i]};
    enum stats_status status = kefu__normal_prior(groups, count, &prior);
    if (status == STATS_OK)
        status = kefu__shrink_means(groups, count, prior, a[2].number, a[3].number, shrunk);
    if (status == STATS_OK) {
        give(out, prior.mean);
        give(out, prior.variance);
        give_shrunk(out, shrunk, count);
    }
    free(groups);
    free(shrunk);
    return status;
}

static enum stats_status james_stein(const struct argument *a, struct results *out) {
    double mean, factor;
    const enum stats_status status = kefu__james_stein(a[0].items, a[0].count, a[1].number, &mean,
                                                       &factor, a[0].items);
    if (status != STATS_OK)
        return status;
    give(out, mean);
    give(out, factor);
    give_list(out, a[0].items, a[0].count);
    return STATS_OK;
}

static enum stats_status mann_kendall(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct mann_kendall test;
    const enum stats_status status = kefu__mann_kendall(&allocator, a[0].items, a[0].count,
                                                        a[1].number != 0, &test);
    if (status != STATS_OK)
        return status;
    give(out, test.s);
    give(out, test.p);
    give(out, test.z);
    give(out, test.tau);
    return STATS_OK;
}

/* Without times, the values are one step apart. */
static enum stats_status theil_sen(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    const size_t n = a[0].count;
    struct theil_sen line;
    if (a[1].count != 0 && a[1].count != n)
        return STATS_DOMAIN;
    double *times = need_memory(n * sizeof *times);
    for (size_t i = 0; i < n; i++)
        times[i] = a[1].count ? a[1].items[i] : (double)i;
    const enum stats_status status = kefu__theil_sen(&allocator, times, a[0].items, n, a[2].number,
                                                     &line);
    free(times);
    if (status != STATS_OK)
        return status;
    give(out, line.slope);
    give_interval(out, line.interval);
    give(out, line.intercept);
    return STATS_OK;
}

#define GROUPS                                                                                     \
    {"hits", NUMBERS, NULL, NULL}, {                                                               \
        "n", NUMBERS, NULL, NULL                                                                   \
    }
#define BEST                                                                                       \
    { "best", NUMBER, "0.1", NULL }

const struct statistics_function trend_functions[] = {
    {"beta_binomial", {GROUPS}, "a b log_likelihood", beta_binomial},
    {"shrink_rates",
     {GROUPS, {"a", NUMBER, "0", NULL}, {"b", NUMBER, "0", NULL}, LEVEL_95, BEST},
     "rates low high top",
     shrink_rates},
    {"shrink_means",
     {{"means", NUMBERS, NULL, NULL}, {"errors", NUMBERS, NULL, NULL}, LEVEL_95, BEST},
     "mean variance means low high top",
     shrink_means},
    {"james_stein",
     {{"values", NUMBERS, NULL, NULL}, {"variance", NUMBER, NULL, NULL}},
     "mean factor values",
     james_stein},
    {"mann_kendall",
     {{"values", NUMBERS, NULL, NULL}, {"continuity", BOOLEAN, "false", NULL}},
     "s p z tau",
     mann_kendall},
    {"theil_sen",
     {{"values", NUMBERS, NULL, NULL}, {"times", NUMBERS, "[]", NULL}, LEVEL_95},
     "slope low high intercept",
     theil_sen},
    {0}};
