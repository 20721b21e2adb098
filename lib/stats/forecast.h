/* SPDX-License-Identifier: MIT
 * Forecasts by exponential smoothing with additive errors. */
#ifndef KEFU_LIB_FORECAST_H
#define KEFU_LIB_FORECAST_H

#include "stats/stats.h"

enum smoothing_trend { SMOOTHING_LEVEL, SMOOTHING_TREND, SMOOTHING_DAMPED };

/* A model: level + slope + season. NaN stands for a parameter that is fitted, by the least sum of
 * squared errors one step ahead. */
struct smoothing {
    enum smoothing_trend trend;
    size_t season;   /* length of the season; 0: none. Seasons need a trend, and two of them in the
                        data */
    bool fits_start; /* true: level and slope before the first value are fitted, as R's
                        forecast::ets has it; false: they come from the first values, as R's
                        HoltWinters has it. Always false with a season */
    /* each 0 … 1: shares of an error that change the level; of the change of the level that changes
     * the slope; of what is left that changes the season */
    double alpha, beta, gamma;
    double phi;          /* damping of the slope, 0.8 … 0.98; 1 without */
    double level, slope; /* before the first value */
};

struct smoothed {
    struct smoothing model; /* with all parameters */
    double squares;         /* sum of squared errors one step ahead */
    double variance; /* variance of an error: squares ÷ (n - parameters) where the start is fitted,
                        else the sample variance of the errors */
    size_t errors;   /* how many errors there are */
};

enum { HORIZON_MAX = 10000 };

struct forecast_setup {
    size_t horizon;
    double level;
    bool is_calibrated; /* widths are scaled to how far past forecasts of these horizons were off */
};

/* Forecasts `horizon` values: `mean`, `low` and `high` take as many (Hyndman, Koehler, Ord and
 * Snyder 2008, Forecasting with Exponential Smoothing, 6.3). At least 4 values, with a trend 6,
 * with a season two seasons and 4; else STATS_DOMAIN. `fit` may be NULL. */
enum stats_status kefu__forecast(const kefu_allocator *allocator, const double *values, size_t n,
                                 const struct smoothing *model, struct forecast_setup setup,
                                 struct smoothed *fit, double *mean, double *low, double *high);

/* The mean of the forecasts of level, trend and damped trend, all fitted, which is hard to beat
 * (Makridakis, Spiliotis and Assimakopoulos 2020, Int. J. Forecast. 36, 54-74: Comb). */
enum stats_status kefu__forecast_comb(const kefu_allocator *allocator, const double *values,
                                      size_t n, struct forecast_setup setup, double *mean,
                                      double *low, double *high);

struct reach {
    double expected, error; /* expected total at the end, and its standard error */
    double probability;     /* probability that the total is at least the target */
};
/* Whether `so_far` and the next `horizon` values add up to a target, by the normal distribution;
 * the error counts that errors of one forecast go on into the next. */
enum stats_status kefu__forecast_reach(const kefu_allocator *allocator, const double *values,
                                       size_t n, const struct smoothing *model,
                                       struct forecast_setup setup, double so_far, double target,
                                       struct reach *out);

#endif
