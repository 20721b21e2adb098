/* SPDX-License-Identifier: MIT
 * Means, samples, pairs and many tests by name. */
#include <stdlib.h>

#include "driver.h"
#include "stats/compare.h"

static enum stats_status mean_interval(const struct argument *a, struct results *out) {
    struct stats_interval interval;
    struct sample sample;
    enum stats_status status = kefu__sample(a[0].items, a[0].count, &sample);
    if (status == STATS_OK)
        status = kefu__mean_interval(sample, a[1].number, &interval);
    if (status != STATS_OK)
        return status;
    give(out, sample.mean);
    give_interval(out, interval);
    return STATS_OK;
}

static enum stats_status welch(const struct argument *a, struct results *out) {
    struct sample one, other;
    struct welch test;
    if (kefu__sample(a[0].items, a[0].count, &one) || kefu__sample(a[1].items, a[1].count, &other))
        return STATS_DOMAIN;
    const enum stats_status status = kefu__welch(one, other, a[2].number, &test);
    if (status != STATS_OK)
        return status;
    give(out, test.t);
    give(out, test.degrees);
    give(out, test.p);
    give(out, test.difference);
    give_interval(out, test.interval);
    return STATS_OK;
}

static enum stats_status mann_whitney(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct mann_whitney test;
    const enum stats_status status = kefu__mann_whitney(&allocator, a[0].items, a[0].count,
                                                        a[1].items, a[1].count,
                                                        (enum mann_whitney_method)a[2].word, &test);
    if (status != STATS_OK)
        return status;
    give(out, test.u);
    give(out, test.p);
    give(out, test.superiority);
    return STATS_OK;
}

static enum stats_status correlation(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    const size_t n = a[0].count;
    struct correlation found;
    if (a[1].count != n)
        return STATS_DOMAIN;
    const enum stats_status status =
        a[2].word == 0 ? kefu__pearson(a[0].items, a[1].items, n, a[3].number, &found)
                       : kefu__spearman(&allocator, a[0].items, a[1].items, n, a[3].number, &found);
    if (status != STATS_OK)
        return status;
    give(out, found.r);
    give_interval(out, found.interval);
    give(out, found.p);
    return STATS_OK;
}

static enum stats_status benjamini_hochberg(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    const enum stats_status status = kefu__benjamini_hochberg(&allocator, a[0].items, a[0].count,
                                                              a[0].items);
    if (status == STATS_OK)
        give_list(out, a[0].items, a[0].count);
    return status;
}

#define TWO_SAMPLES                                                                                \
    {"values1", NUMBERS, NULL, NULL}, {                                                            \
        "values2", NUMBERS, NULL, NULL                                                             \
    }

const struct statistics_function comparison_functions[] = {
    {"mean_interval", {{"values", NUMBERS, NULL, NULL}, LEVEL_95}, "mean low high", mean_interval},
    {"welch", {TWO_SAMPLES, LEVEL_95}, "t degrees p difference low high", welch},
    {"mann_whitney",
     {TWO_SAMPLES, {"method", WORD, "\"auto\"", "auto exact normal"}},
     "u p superiority",
     mann_whitney},
    {"correlation",
     {{"x", NUMBERS, NULL, NULL},
      {"y", NUMBERS, NULL, NULL},
      {"method", WORD, "\"pearson\"", "pearson spearman"},
      LEVEL_95},
     "r low high p",
     correlation},
    {"benjamini_hochberg", {{"p", NUMBERS, NULL, NULL}}, "adjusted", benjamini_hochberg},
    {0}};
