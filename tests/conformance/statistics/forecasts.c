/* SPDX-License-Identifier: MIT
 * Forecasts by name. */
#include <math.h>
#include <stdlib.h>

#include "driver.h"
#include "stats/forecast.h"

/* The places of the arguments that all forecasts share. */
enum { VALUES, HORIZON, LEVEL, CALIBRATED, OWN };

static struct forecast_setup setup_of(const struct argument *a) {
    const double horizon = a[HORIZON].number;
    return (struct forecast_setup){horizon > 0 && horizon <= HORIZON_MAX ? (size_t)horizon : 0,
                                   a[LEVEL].number, a[CALIBRATED].number != 0};
}

/* A share below 0 is fitted. */
static double given(double share) {
    return share < 0 ? NAN : share;
}

static enum stats_status give_forecast(const struct argument *a, const struct smoothing *model,
                                       struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    const struct forecast_setup setup = setup_of(a);
    const size_t h = setup.horizon;
    double *lists = need_memory(3 * h * sizeof *lists);
    struct smoothed fit;
    const enum stats_status status = kefu__forecast(&allocator, a[VALUES].items, a[VALUES].count,
                                                    model, setup, &fit, lists, lists + h,
                                                    lists + 2 * h);
    for (size_t i = 0; status == STATS_OK && i < 3; i++)
        give_list(out, lists + i * h, h);
    free(lists);
    if (status != STATS_OK)
        return status;
    const double parameters[] = {fit.model.alpha, fit.model.beta,  fit.model.gamma, fit.model.phi,
                                 fit.model.level, fit.model.slope, fit.squares,     fit.variance};
    for (size_t i = 0; i < sizeof parameters / sizeof *parameters; i++)
        give(out, parameters[i]);
    return STATS_OK;
}

static struct smoothing model_of(const struct argument *start, const struct argument *initial,
                                 enum smoothing_trend trend) {
    struct smoothing model = {trend, 0, true, NAN, NAN, NAN, NAN, NAN, NAN};
    model.fits_start = start->word == 0;
    model.level = initial->count > 0 ? initial->items[0] : NAN;
    model.slope = initial->count > 1 ? initial->items[1] : NAN;
    return model;
}

static enum stats_status ses(const struct argument *a, struct results *out) {
    struct smoothing model = model_of(&a[OWN + 1], &a[OWN + 2], SMOOTHING_LEVEL);
    model.alpha = given(a[OWN].number);
    return give_forecast(a, &model, out);
}

static enum stats_status holt(const struct argument *a, struct results *out) {
    const bool is_damped = a[OWN + 4].number != 0;
    struct smoothing model = model_of(&a[OWN + 2], &a[OWN + 3],
                                      is_damped ? SMOOTHING_DAMPED : SMOOTHING_TREND);
    model.alpha = given(a[OWN].number);
    model.beta = given(a[OWN + 1].number);
    model.phi = is_damped ? given(a[OWN + 5].number) : NAN;
    return give_forecast(a, &model, out);
}

static enum stats_status holt_winters(const struct argument *a, struct results *out) {
    struct smoothing model = {SMOOTHING_TREND, 0, false, NAN, NAN, NAN, NAN, NAN, NAN};
    if (!(a[OWN].number >= 2 && a[OWN].number < 1e6))
        return STATS_DOMAIN;
    model.season = (size_t)a[OWN].number;
    model.alpha = given(a[OWN + 1].number);
    model.beta = given(a[OWN + 2].number);
    model.gamma = given(a[OWN + 3].number);
    return give_forecast(a, &model, out);
}

static enum stats_status comb(const struct argument *a, struct results *out) {
    const kefu_allocator allocator = kefu__allocator_default();
    const struct forecast_setup setup = setup_of(a);
    const size_t h = setup.horizon;
    double *lists = need_memory(3 * h * sizeof *lists);
    const enum stats_status status = kefu__forecast_comb(
        &allocator, a[VALUES].items, a[VALUES].count, setup, lists, lists + h, lists + 2 * h);
    for (size_t i = 0; status == STATS_OK && i < 3; i++)
        give_list(out, lists + i * h, h);
    free(lists);
    return status;
}

static enum stats_status reach(const struct argument *a, struct results *out) {
    static const enum smoothing_trend trends[] = {SMOOTHING_LEVEL, SMOOTHING_TREND,
                                                  SMOOTHING_DAMPED, SMOOTHING_TREND};
    const kefu_allocator allocator = kefu__allocator_default();
    const size_t method = a[OWN + 2].word;
    struct smoothing model = {trends[method], 0, method < 3, NAN, NAN, NAN, NAN, NAN, NAN};
    struct reach found;
    if (!(a[OWN + 3].number >= 2 && a[OWN + 3].number < 1e6))
        return STATS_DOMAIN;
    model.season = method == 3 ? (size_t)a[OWN + 3].number : 0;
    const enum stats_status status = kefu__forecast_reach(&allocator, a[VALUES].items,
                                                          a[VALUES].count, &model, setup_of(a),
                                                          a[OWN + 1].number, a[OWN].number, &found);
    if (status != STATS_OK)
        return status;
    give(out, found.probability);
    give(out, found.expected);
    give(out, found.error);
    return STATS_OK;
}

#define SHARED                                                                                     \
    {"values", NUMBERS, NULL, NULL}, {"horizon", INTEGER, "1", NULL}, LEVEL_95, {                  \
        "calibrated", BOOLEAN, "false", NULL                                                       \
    }
#define FITTED "-1", NULL
#define START                                                                                      \
    {"start", WORD, "\"fitted\"", "fitted first"}, {                                               \
        "initial", NUMBERS, "[]", NULL                                                             \
    }
#define RESULTS "forecast low high alpha beta gamma phi level slope sse variance"

const struct statistics_function forecast_functions[] = {
    {"ses", {SHARED, {"alpha", NUMBER, FITTED}, START}, RESULTS, ses},
    {"holt",
     {SHARED,
      {"alpha", NUMBER, FITTED},
      {"beta", NUMBER, FITTED},
      START,
      {"damped", BOOLEAN, "false", NULL},
      {"phi", NUMBER, FITTED}},
     RESULTS,
     holt},
    {"holt_winters",
     {SHARED,
      {"season", INTEGER, NULL, NULL},
      {"alpha", NUMBER, FITTED},
      {"beta", NUMBER, FITTED},
      {"gamma", NUMBER, FITTED}},
     RESULTS,
     holt_winters},
    {"comb", {SHARED}, "forecast low high", comb},
    {"reach",
     {SHARED,
      {"target", NUMBER, NULL, NULL},
      {"so_far", NUMBER, "0", NULL},
      {"method", WORD, "\"damped\"", "ses holt damped holt_winters"},
      {"season", INTEGER, "7", NULL}},
     "probability expected error",
     reach},
    {0}};
