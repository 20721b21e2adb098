/* SPDX-License-Identifier: MIT
 * Forecasts by exponential smoothing with additive errors. */
#ifndef KEFU_LIB_FORECAST_H
#define KEFU_LIB_FORECAST_H

#include "stats/stats.h"

enum smoothing_trend { SMOOTHING_LEVEL, SMOOTHING_TREND, SMOOTHING_DAMPED };

/* A model of exponential smoothing: value = level + slope + season + error. Parameters that are NaN
 * are fitted: they minimise the sum of squared errors of forecasts one step ahead. */
struct smoothing {
    enum smoothing_trend trend;
    size_t season;   /* number of values in a season; 0: no season. A seasonal model must have a
                        trend, and the data must contain at least two seasons */
    bool fits_start; /* true: level and slope before the first value are fitted, as by R's
                        forecast::ets; false: they are computed from the first values, as by R's
                        HoltWinters. Must be false with a season */
    /* Smoothing parameters, each 0 … 1. alpha: share of a forecast error that is added to the
     * level; beta: share of this change that is added to the slope; gamma: share of the rest of the
     * error, (1 - alpha) × error, that is added to the season. */
    double alpha, beta, gamma;
    double phi; /* factor by which the slope is multiplied in each step: 0.8 … 0.98 if fitted; 1: no
                   damping */
    double level, slope; /* level and slope before the first value */
};

struct smoothed {
    struct smoothing model; /* the model with all fitted parameters filled in */
    double squares;         /* sum of squared errors of forecasts one step ahead */
    double variance; /* variance of such an error: squares ÷ (errors - parameters) if fits_start,
                        else the sample variance of the errors */
    size_t errors;   /* number of these errors */
};

enum { HORIZON_MAX = 10000 };

struct forecast_setup {
    size_t horizon;
    double level;
    bool is_calibrated; /* true: the width of intervals is scaled to the errors of past forecasts */
};

/* Forecasts the next `horizon` values: writes as many means and interval bounds to `mean`, `low`
 * and `high` (Hyndman, Koehler, Ord and Snyder 2008, Forecasting with Exponential Smoothing, 6.3).
 * STATS_DOMAIN for fewer than 4 values; with a trend, fewer than 6; with a season, fewer than two
 * seasons and 4 values. `fit`: the fitted model; may be NULL. */
enum stats_status kefu__forecast(const kefu_allocator *allocator, const double *values, size_t n,
                                 const struct smoothing *model, struct forecast_setup setup,
                                 struct smoothed *fit, double *mean, double *low, double *high);

/* The mean of three forecasts: by level only, with a trend, and with a damped trend, all parameters
 * fitted. This simple combination is a strong benchmark ("Comb" in Makridakis, Spiliotis and
 * Assimakopoulos 2020, Int. J. Forecast. 36, 54-74). */
enum stats_status kefu__forecast_comb(const kefu_allocator *allocator, const double *values,
                                      size_t n, struct forecast_setup setup, double *mean,
                                      double *low, double *high);

struct reach {
    double expected, error; /* expected so_far + forecasts, and its standard error */
    double probability;     /* probability that the total is at least the target */
};
/* The probability that `so_far` plus the next `horizon` values reaches a target. The total is taken
 * to be normally distributed; its standard error takes into account that errors of consecutive
 * forecasts are correlated. */
enum stats_status kefu__forecast_reach(const kefu_allocator *allocator, const double *values,
                                       size_t n, const struct smoothing *model,
                                       struct forecast_setup setup, double so_far, double target,
                                       struct reach *out);

#endif
