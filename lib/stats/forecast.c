/* SPDX-License-Identifier: MIT
 * Forecasts, their intervals, and whether a target will be reached. */
#include "stats/forecast.h"

#include <math.h>

#include "stats/rank.h"
#include "stats/smooth.h"
#include "stats/special.h"

/* CALIBRATION_MIN: number of errors of past forecasts below which intervals are not calibrated;
 * CALIBRATION_MAX: number of errors that are used at most. */
enum { CALIBRATION_MIN = 20, CALIBRATION_MAX = 100000 };

static bool can_forecast(const double *values, size_t n, const struct smoothing *model,
                         struct forecast_setup setup) {
    const size_t least = model->season > 0                 ? 2 * model->season + 4
                         : model->trend == SMOOTHING_LEVEL ? 4
                                                           : 6;
    const double shares[] = {model->alpha, model->beta, model->gamma};
    for (size_t i = 0; i < 3; i++)
        if (!isnan(shares[i]) && !(shares[i] >= 0 && shares[i] <= 1))
            return false;
    if (model->season == 1 ||
        (model->season > 0 && (model->trend == SMOOTHING_LEVEL || model->fits_start)))
        return false;
    return n >= least && kefu__all_finite(values, n) && setup.horizon > 0 &&
           setup.horizon <= HORIZON_MAX && kefu__is_level(setup.level) && !isinf(model->level) &&
           !isinf(model->slope) && !(model->phi <= 0 || model->phi > 1);
}

/* The number of fitted parameters, by which the degrees of freedom of the error variance are
 * reduced. Parameters that the caller fixed count as well. */
static double parameters_of(const struct smoothing *model) {
    const double slope = model->trend == SMOOTHING_LEVEL ? 0 : 2;
    return 2 + slope + (model->trend == SMOOTHING_DAMPED);
}

/* Runs the model through the n values, and sums up its errors one step ahead. Afterwards `state` is
 * that after the last value, from which forecasts start. */
static enum stats_status run(const double *values, size_t n, struct smoothed *fit,
                             struct smoothing_state *state) {
    const size_t first = kefu__smoothing_first(&fit->model);
    double sum = 0;
    fit->squares = 0;
    fit->errors = n - first;
    kefu__smoothing_start(&fit->model, values, state);
    for (size_t t = first; t < n; t++) {
        const double error = kefu__smoothing_take(&fit->model, state, t, values[t]);
        fit->squares += error * error;
        /* sum of errors, from which the sample variance of errors is computed */
        sum += error;
    }
    const double count = (double)fit->errors;
    fit->variance = fit->model.fits_start
                        ? fit->squares / fmax(1, count - parameters_of(&fit->model))
                        : (fit->squares - sum * sum / count) / (count - 1);
    if (!(fit->variance >= 0)) /* negative by rounding */
        fit->variance = 0;
    return isfinite(fit->squares) ? STATS_OK : STATS_UNDEFINED;
}

/* ---- calibration ---- */

/* Makes forecasts of 1 … horizon steps from each point of the last two thirds of the series, and
 * writes how far each was off, in standard errors. Returns the number of errors written. */
static size_t past_errors(const double *values, size_t n, const struct smoothed *fit,
                          size_t horizon, struct smoothing_state *state, double *errors) {
    const size_t first = kefu__smoothing_first(&fit->model);
    size_t count = 0;
    kefu__smoothing_start(&fit->model, values, state);
    for (size_t t = first; t < n; t++) {
        double spread = 1;
        for (size_t h = 1;
             t >= first + (n - first) / 3 && h <= horizon && t + h <= n && count < CALIBRATION_MAX;
             h++) {
            const double ahead = kefu__smoothing_ahead(&fit->model, state, t, h);
            errors[count++] = fabs(values[t + h - 1] - ahead) / sqrt(fit->variance * spread);
            const double echo = kefu__smoothing_echo(&fit->model, h);
            spread += echo * echo;
        }
        kefu__smoothing_take(&fit->model, state, t, values[t]);
    }
    return count;
}

/* The half width of forecast intervals, in standard errors. If calibrated, it is a quantile of the
 * errors of past forecasts: the one of rank (count + 1) × level, as in conformal prediction (Vovk,
 * Gammerman and Shafer 2005, Algorithmic Learning in a Random World, 2.2). Otherwise, or with too
 * few errors, it is a quantile of the normal distribution. */
static enum stats_status half_width(const kefu_allocator *allocator, const double *values, size_t n,
                                    const struct smoothed *fit, struct forecast_setup setup,
                                    struct smoothing_state *state, double *half) {
    *half = kefu__normal_errors(setup.level);
    if (!setup.is_calibrated || !(fit->variance > 0))
        return STATS_OK;
    const size_t horizon = setup.horizon < n ? setup.horizon : n;
    const size_t most = n * horizon < CALIBRATION_MAX ? n * horizon : CALIBRATION_MAX;
    double *errors = kefu__alloc(allocator, most * sizeof *errors);
    if (!errors)
        return STATS_NO_MEMORY;
    const size_t count = past_errors(values, n, fit, horizon, state, errors);
    if (count >= CALIBRATION_MIN) {
        kefu__sort_doubles(errors, count);
        const double rank = ceil(((double)count + 1) * setup.level);
        *half = errors[rank > (double)count ? count - 1 : (size_t)rank - 1];
    }
    kefu__release(allocator, errors, most * sizeof *errors);
    return STATS_OK;
}

/* ---- forecasts ---- */

/* Fits the model, and finds the half width of its forecast intervals in standard errors. Afterwards
 * `state` is that after the last value, from which forecasts start. */
static enum stats_status prepare(const kefu_allocator *allocator, const double *values, size_t n,
                                 struct forecast_setup setup, struct smoothed *fit,
                                 struct smoothing_state *state, double *half) {
    kefu__smoothing_fit(&fit->model, values, n, state->seasons);
    enum stats_status status = run(values, n, fit, state);
    if (status == STATS_OK)
        status = half_width(allocator, values, n, fit, setup, state, half);
    return status == STATS_OK ? run(values, n, fit, state) : status;
}

enum stats_status kefu__forecast(const kefu_allocator *allocator, const double *values, size_t n,
                                 const struct smoothing *model, struct forecast_setup setup,
                                 struct smoothed *fit, double *mean, double *low, double *high) {
    struct smoothed own = {.model = *model};
    double half, spread = 1;
    if (!can_forecast(values, n, model, setup))
        return STATS_DOMAIN;
    const size_t size = model->season * sizeof(double);
    struct smoothing_state state = {.seasons = kefu__alloc(allocator, size)};
    if (!state.seasons)
        return STATS_NO_MEMORY;
    const enum stats_status status = prepare(allocator, values, n, setup, &own, &state, &half);
    for (size_t h = 1; status == STATS_OK && h <= setup.horizon; h++) {
        const double width = half * sqrt(own.variance * spread);
        const double echo = kefu__smoothing_echo(&own.model, h);
        mean[h - 1] = kefu__smoothing_ahead(&own.model, &state, n, h);
        low[h - 1] = mean[h - 1] - width;
        high[h - 1] = mean[h - 1] + width;
        spread += echo * echo;
    }
    if (status == STATS_OK && fit)
        *fit = own;
    kefu__release(allocator, state.seasons, size);
    return status;
}

enum stats_status kefu__forecast_comb(const kefu_allocator *allocator, const double *values,
                                      size_t n, struct forecast_setup setup, double *mean,
                                      double *low, double *high) {
    if (setup.horizon == 0 || setup.horizon > HORIZON_MAX)
        return STATS_DOMAIN;
    const size_t size = 3 * setup.horizon * sizeof(double);
    enum stats_status status = STATS_OK;
    double *own = kefu__alloc(allocator, size);
    if (!own)
        return STATS_NO_MEMORY;
    for (int trend = SMOOTHING_LEVEL; trend <= SMOOTHING_DAMPED && status == STATS_OK; trend++) {
        const struct smoothing model = {
            (enum smoothing_trend)trend, 0, true, NAN, NAN, NAN, NAN, NAN, NAN};
        double *const parts[] = {own, own + setup.horizon, own + 2 * setup.horizon};
        double *const sums[] = {mean, low, high};
        status = kefu__forecast(allocator, values, n, &model, setup, NULL, parts[0], parts[1],
                                parts[2]);
        for (size_t i = 0; status == STATS_OK && i < 3 * setup.horizon; i++) {
            double *sum = &sums[i / setup.horizon][i % setup.horizon];
            *sum = (trend == SMOOTHING_LEVEL ? 0 : *sum) + own[i] / 3;
        }
    }
    kefu__release(allocator, own, size);
    return status;
}

enum stats_status kefu__forecast_reach(const kefu_allocator *allocator, const double *values,
                                       size_t n, const struct smoothing *model,
                                       struct forecast_setup setup, double so_far, double target,
                                       struct reach *out) {
    struct smoothed fit = {.model = *model};
    double half, total = so_far, echoes = 1, sum = 0;
    if (!can_forecast(values, n, model, setup) || !isfinite(so_far) || !isfinite(target))
        return STATS_DOMAIN;
    const size_t size = model->season * sizeof(double);
    struct smoothing_state state = {.seasons = kefu__alloc(allocator, size)};
    if (!state.seasons)
        return STATS_NO_MEMORY;
    const enum stats_status status = prepare(allocator, values, n, setup, &fit, &state, &half);
    for (size_t h = 1; status == STATS_OK && h <= setup.horizon; h++) {
        total += kefu__smoothing_ahead(&fit.model, &state, n, h);
        sum += echoes * echoes; /* squared effect of one step's error on the total */
        echoes += kefu__smoothing_echo(&fit.model, h);
    }
    kefu__release(allocator, state.seasons, size);
    if (status != STATS_OK)
        return status;
    const double error = sqrt(fit.variance * sum) * half / kefu__normal_errors(setup.level);
    out->expected = total;
    out->error = error;
    out->probability = error > 0 ? kefu__normal_cdf((total - target) / error) : total >= target;
    return STATS_OK;
}
