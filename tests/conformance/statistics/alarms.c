/* SPDX-License-Identifier: MIT
 * Control charts, spikes and outliers by name. */
#include <math.h>
#include <stdlib.h>

#include "driver.h"
#include "stats/anomaly.h"
#include "stats/control.h"

static double *copy_of_indices(const size_t *indices, size_t count) {
    double *copy = need_memory(count * sizeof *copy);
    for (size_t i = 0; i < count; i++)
        copy[i] = (double)indices[i];
    return copy;
}

/* Gives the indices of points for which `is_alarm` is not 0. */
static void give_alarms(struct results *out, const bool *is_alarm, size_t n) {
    double *alarms = need_memory(n * sizeof *alarms);
    size_t count = 0;
    for (size_t i = 0; i < n; i++)
        if (is_alarm[i])
            alarms[count++] = (double)i;
    give_list(out, alarms, count);
    free(alarms);
}

static enum stats_status ewma(const struct argument *a, struct results *out) {
    const struct ewma_chart chart = {a[3].number, a[1].number, a[2].number, a[4].number};
    const size_t n = a[0].count;
    struct stats_interval limits;
    const enum stats_status status = kefu__ewma(a[0].items, n, chart, a[0].items, &limits);
    if (status != STATS_OK)
        return status;
    bool *is_alarm = need_memory(n * sizeof *is_alarm);
    for (size_t i = 0; i < n; i++)
        is_alarm[i] = a[0].items[i] < limits.low || a[0].items[i] > limits.high;
    give_list(out, a[0].items, n);
    give_interval(out, limits);
    give_alarms(out, is_alarm, n);
    free(is_alarm);
    return STATS_OK;
}

static enum stats_status cusum(const struct argument *a, struct results *out) {
    const size_t n = a[0].count;
    const double limit = a[3].number;
    double *sums = need_memory(2 * n * sizeof *sums);
    bool *is_alarm = need_memory(n * sizeof *is_alarm);
    enum stats_status status = STATS_DOMAIN;
    if (limit > 0 && isfinite(limit))
        status = kefu__cusum(a[0].items, n, a[1].number, a[2].number, sums, sums + n);
    if (status == STATS_OK) {
        for (size_t i = 0; i < n; i++)
            is_alarm[i] = sums[i] > limit || sums[n + i] > limit;
        give_list(out, sums, n);
        give_list(out, sums + n, n);
        give_alarms(out, is_alarm, n);
    }
    free(sums);
    free(is_alarm);
    return status;
}

static enum stats_status ears_c1(const struct argument *a, struct results *out) {
    const size_t n = a[0].count;
    if (!(a[1].number >= 2 && a[1].number <= (double)n))
        return STATS_DOMAIN;
    const size_t baseline = (size_t)a[1].number;
    double *bounds = need_memory(n * sizeof *bounds);
    bool *is_alarm = need_memory(n * sizeof *is_alarm);
    const enum stats_status status = kefu__ears_c1(a[0].items, n, baseline, a[2].number, bounds);
    if (status == STATS_OK) {
        for (size_t i = 0; i < n; i++)
            is_alarm[i] = i >= baseline && a[0].items[i] > bounds[i - baseline];
        give_list(out, bounds, n - baseline);
        give_alarms(out, is_alarm, n);
    }
    free(bounds);
    free(is_alarm);
    return status;
}

static bool is_index(double x) {
    return x >= 0 && x < 1e9;
}

static enum stats_status farrington(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct farrington_result found;
    for (size_t i = 1; i <= 4; i++)
        if (!is_index(a[i].number))
            return STATS_DOMAIN;
    if (!is_index(a[9].number))
        return STATS_DOMAIN;
    const struct farrington setup = {.season = (size_t)a[2].number,
                                     .years = (size_t)a[3].number,
                                     .window = (size_t)a[4].number,
                                     .alpha = a[5].number,
                                     .reweight = a[6].number != 0,
                                     .trend = a[7].number != 0,
                                     .cases_min = a[8].number,
                                     .cases_span = (size_t)a[9].number};
    const enum stats_status status = kefu__farrington(&allocator, a[0].items, a[0].count,
                                                      (size_t)a[1].number, &setup, &found);
    if (status != STATS_OK)
        return status;
    give(out, found.bounds.high);
    give(out, found.bounds.low);
    give(out, found.expected);
    give(out, found.dispersion);
    give(out, found.score);
    give(out, found.has_trend);
    give(out, found.score > 1);
    return STATS_OK;
}

static enum stats_status spike(const struct argument *a, struct results *out) {
    struct spike found;
    if (!is_index(a[2].number))
        return STATS_DOMAIN;
    const enum stats_status status = kefu__spike(a[0].items, a[0].count, (size_t)a[2].number,
                                                 a[1].number, &found);
    if (status != STATS_OK)
        return status;
    give(out, found.p);
    give(out, found.expected);
    give(out, found.dispersion);
    return STATS_OK;
}

static enum stats_status anomaly(const struct argument *a, struct results *out) {
    const size_t n = a[0].count;
    struct anomaly state;
    const enum stats_status status = kefu__anomaly_init(&state, a[2].number, a[3].number);
    if (status != STATS_OK)
        return status;
    double *scores = need_memory(n * sizeof *scores);
    bool *is_alarm = need_memory(n * sizeof *is_alarm);
    for (size_t i = 0; i < n; i++) {
        scores[i] = kefu__anomaly_next(&state, a[0].items[i]);
        is_alarm[i] = scores[i] > a[1].number;
    }
    give_list(out, scores, n);
    give_alarms(out, is_alarm, n);
    free(scores);
    free(is_alarm);
    return STATS_OK;
}

static enum stats_status esd(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    const size_t n = a[0].count;
    size_t found;
    if (n < 3 || !(a[1].number >= 1 && a[1].number <= (double)(n - 2)))
        return STATS_DOMAIN;
    const size_t most = (size_t)a[1].number;
    double *values = need_memory(2 * most * sizeof *values);
    size_t *removed = need_memory(most * sizeof *removed);
    const enum stats_status status = kefu__esd(&allocator, a[0].items, n, most, a[2].number, values,
                                               values + most, removed, &found);
    if (status == STATS_OK) {
        double *indices = copy_of_indices(removed, found);
        give(out, (double)found);
        give_list(out, values, most);
        give_list(out, values + most, most);
        give_list(out, indices, found);
        free(indices);
    }
    free(values);
    free(removed);
    return status;
}

const struct statistics_function alarm_functions[] = {
    {"ewma",
     {{"values", NUMBERS, NULL, NULL},
      {"target", NUMBER, NULL, NULL},
      {"sigma", NUMBER, NULL, NULL},
      {"lambda", NUMBER, "0.3", NULL},
      {"width", NUMBER, "3", NULL}},
     "ewma low high alarms",
     ewma},
    {"cusum",
     {{"values", NUMBERS, NULL, NULL},
      {"target", NUMBER, NULL, NULL},
      {"k", NUMBER, NULL, NULL},
      {"h", NUMBER, NULL, NULL}},
     "above below alarms",
     cusum},
    {"ears_c1",
     {{"counts", NUMBERS, NULL, NULL},
      {"baseline", INTEGER, "7", NULL},
      {"alpha", NUMBER, "0.001", NULL}},
     "bounds alarms",
     ears_c1},
    {"farrington",
     {{"counts", NUMBERS, NULL, NULL},
      {"at", INTEGER, NULL, NULL},
      {"season", INTEGER, "52", NULL},
      {"years", INTEGER, "5", NULL},
      {"window", INTEGER, "3", NULL},
      {"alpha", NUMBER, "0.05", NULL},
      {"reweight", BOOLEAN, "true", NULL},
      {"trend", BOOLEAN, "true", NULL},
      {"cases_min", NUMBER, "5", NULL},
      {"cases_span", INTEGER, "4", NULL}},
     "high low expected dispersion score trend alarm",
     farrington},
    {"spike",
     {{"baseline", NUMBERS, NULL, NULL},
      {"count", NUMBER, NULL, NULL},
      {"period", INTEGER, "7", NULL}},
     "p expected dispersion",
     spike},
    {"anomaly",
     {{"values", NUMBERS, NULL, NULL},
      {"threshold", NUMBER, "4.5", NULL},
      {"refractory", NUMBER, "0.03", NULL},
      {"warmup", INTEGER, "50", NULL}},
     "scores alarms",
     anomaly},
    {"esd",
     {{"values", NUMBERS, NULL, NULL},
      {"most", INTEGER, "10", NULL},
      {"alpha", NUMBER, "0.05", NULL}},
     "found statistics critical outliers",
     esd},
    {0}};
