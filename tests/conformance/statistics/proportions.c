/* SPDX-License-Identifier: MIT
 * Proportions, rates, net scores and quantiles by name. */
#include <stdlib.h>

#include "driver.h"
#include "stats/proportion.h"
#include "stats/quantile.h"
#include "stats/rank.h"

typedef enum stats_status interval_function(double hits, double n, double level,
                                            struct stats_interval *out);

static enum stats_status bound(interval_function *function, const struct argument *a,
                               struct results *out) {
    struct stats_interval interval;
    const enum stats_status status = function(a[0].number, a[1].number, a[2].number, &interval);
    if (status == STATS_OK)
        give_interval(out, interval);
    return status;
}

static enum stats_status wilson(const struct argument *a, struct results *out) {
    return bound(a[3].number != 0 ? kefu__wilson_corrected : kefu__wilson, a, out);
}

static enum stats_status agresti_coull(const struct argument *a, struct results *out) {
    return bound(kefu__agresti_coull, a, out);
}

static enum stats_status jeffreys(const struct argument *a, struct results *out) {
    return bound(kefu__jeffreys, a, out);
}

static enum stats_status clopper_pearson(const struct argument *a, struct results *out) {
    return bound(kefu__clopper_pearson, a, out);
}

static enum stats_status binomial_test(const struct argument *a, struct results *out) {
    double p;
    const enum stats_status status = kefu__binomial_test(a[0].number, a[1].number, a[2].number, &p);
    if (status == STATS_OK)
        give(out, p);
    return status;
}

static enum stats_status newcombe(const struct argument *a, struct results *out) {
    struct stats_interval interval;
    double difference;
    const enum stats_status status = kefu__newcombe((struct proportion){a[0].number, a[1].number},
                                                    (struct proportion){a[2].number, a[3].number},
                                                    a[4].number, &difference, &interval);
    if (status != STATS_OK)
        return status;
    give_interval(out, interval);
    give(out, difference);
    return STATS_OK;
}

static void give_test(struct results *out, struct stats_test test) {
    give(out, test.statistic);
    give(out, test.p);
}

static enum stats_status two_proportions(const struct argument *a, struct results *out) {
    struct stats_test test;
    const enum stats_status status = kefu__two_proportions(
        (struct proportion){a[0].number, a[1].number},
        (struct proportion){a[2].number, a[3].number}, &test);
    if (status == STATS_OK)
        give_test(out, test);
    return status;
}

static enum stats_status equal_proportions(const struct argument *a, struct results *out) {
    const size_t count = a[0].count;
    struct stats_test test;
    if (a[1].count != count)
        return STATS_DOMAIN;
    struct proportion *groups = need_memory(count * sizeof *groups);
    for (size_t i = 0; i < count; i++)
        groups[i] = (struct proportion){a[0].items[i], a[1].items[i]};
    const enum stats_status status = kefu__equal_proportions(groups, count, &test);
    free(groups);
    if (status == STATS_OK)
        give_test(out, test);
    return status;
}

static enum stats_status fisher(const struct argument *a, struct results *out) {
    struct fisher test;
    if (a[0].rows != 2 || a[0].columns != 2)
        return STATS_DOMAIN;
    const double *cells = a[0].items;
    const enum stats_status status = kefu__fisher(cells[0], cells[1], cells[2], cells[3], &test);
    if (status != STATS_OK)
        return status;
    give(out, test.p);
    give(out, test.less);
    give(out, test.greater);
    return STATS_OK;
}

static enum stats_status poisson_rate(const struct argument *a, struct results *out) {
    struct stats_interval interval;
    double rate;
    const enum stats_status status = kefu__poisson_rate(a[0].number, a[1].number, a[2].number,
                                                        &rate, &interval);
    if (status != STATS_OK)
        return status;
    give_interval(out, interval);
    give(out, rate);
    return STATS_OK;
}

static enum stats_status poisson_ratio(const struct argument *a, struct results *out) {
    struct rate_ratio ratio;
    const enum stats_status status = kefu__poisson_ratio((struct rate){a[0].number, a[1].number},
                                                         (struct rate){a[2].number, a[3].number},
                                                         a[4].number, &ratio);
    if (status != STATS_OK)
        return status;
    give(out, ratio.ratio);
    give_interval(out, ratio.interval);
    give(out, ratio.p);
    return STATS_OK;
}

/* In points, -100 … 100, as scores are printed. */
static enum stats_status nps(const struct argument *a, struct results *out) {
    struct net_score score;
    const enum stats_status status = (a[4].number != 0 ? kefu__adjusted_net_score
                                                       : kefu__net_score)(
        a[0].number, a[1].number, a[2].number, a[3].number, &score);
    if (status != STATS_OK)
        return status;
    give(out, 100 * score.score);
    give(out, 100 * score.error);
    give(out, 100 * score.interval.low);
    give(out, 100 * score.interval.high);
    return STATS_OK;
}

static enum stats_status quantile_interval(const struct argument *a, struct results *out) {
    struct quantile quantile;
    kefu__sort_doubles(a[0].items, a[0].count);
    const enum stats_status status = kefu__quantile_interval(a[0].items, a[0].count, a[1].number,
                                                             a[2].number, &quantile);
    if (status != STATS_OK)
        return status;
    give(out, quantile.value);
    give_interval(out, quantile.interval);
    return STATS_OK;
}

static enum stats_status order_ranks(const struct argument *a, struct results *out) {
    struct stats_ranks ranks;
    if (!(a[0].number >= 0 && a[0].number < 0x1p53))
        return STATS_DOMAIN;
    const enum stats_status status = kefu__order_ranks((uint64_t)a[0].number, a[1].number,
                                                       a[2].number, &ranks);
    if (status != STATS_OK)
        return status;
    give(out, (double)ranks.first);
    give(out, (double)ranks.last);
    return STATS_OK;
}

#define PROPORTION                                                                                 \
    {"hits", NUMBER, NULL, NULL}, {                                                                \
        "n", NUMBER, NULL, NULL                                                                    \
    }
#define TWO_PROPORTIONS                                                                            \
    {"hits1", NUMBER, NULL, NULL}, {"n1", NUMBER, NULL, NULL}, {"hits2", NUMBER, NULL, NULL}, {    \
        "n2", NUMBER, NULL, NULL                                                                   \
    }

const struct statistics_function proportion_functions[] = {
    {"wilson", {PROPORTION, LEVEL_95, {"continuity", BOOLEAN, "false", NULL}}, "low high", wilson},
    {"agresti_coull", {PROPORTION, LEVEL_95}, "low high", agresti_coull},
    {"jeffreys", {PROPORTION, LEVEL_95}, "low high", jeffreys},
    {"clopper_pearson", {PROPORTION, LEVEL_95}, "low high", clopper_pearson},
    {"binomial_test", {PROPORTION, {"share", NUMBER, "0.5", NULL}}, "p", binomial_test},
    {"newcombe", {TWO_PROPORTIONS, LEVEL_95}, "low high difference", newcombe},
    {"two_proportions", {TWO_PROPORTIONS}, "z p", two_proportions},
    {"equal_proportions",
     {{"hits", NUMBERS, NULL, NULL}, {"n", NUMBERS, NULL, NULL}},
     "chi_squared p",
     equal_proportions},
    {"fisher", {{"table", MATRIX, NULL, NULL}}, "p less greater", fisher},
    {"poisson_rate",
     {{"count", NUMBER, NULL, NULL}, {"exposure", NUMBER, "1", NULL}, LEVEL_95},
     "low high rate",
     poisson_rate},
    {"poisson_ratio",
     {{"count1", NUMBER, NULL, NULL},
      {"exposure1", NUMBER, NULL, NULL},
      {"count2", NUMBER, NULL, NULL},
      {"exposure2", NUMBER, NULL, NULL},
      LEVEL_95},
     "ratio low high p",
     poisson_ratio},
    {"nps",
     {{"promoters", NUMBER, NULL, NULL},
      {"passives", NUMBER, NULL, NULL},
      {"detractors", NUMBER, NULL, NULL},
      LEVEL_95,
      {"adjusted", BOOLEAN, "false", NULL}},
     "score error low high",
     nps},
    {"quantile_interval",
     {{"values", NUMBERS, NULL, NULL}, {"q", NUMBER, "0.5", NULL}, LEVEL_95},
     "value low high",
     quantile_interval},
    {"order_ranks",
     {{"n", INTEGER, NULL, NULL}, {"q", NUMBER, "0.5", NULL}, LEVEL_95},
     "first last",
     order_ranks},
    {0}};
