/* SPDX-License-Identifier: MIT
 * The recursions of exponential smoothing. */
#ifndef KEFU_LIB_SMOOTH_H
#define KEFU_LIB_SMOOTH_H

#include "stats/forecast.h"

/* The state of a model while it runs through a series of values. */
struct smoothing_state {
    double level, slope;
    double *seasons; /* model->season elements, one for each point of a season */
};

/* The index of the first value that the model forecasts; earlier values only set its starting
 * state. */
size_t kefu__smoothing_first(const struct smoothing *model);
/* Sets the starting state, before the first value that is forecast: from the model's level and
 * slope if these are fitted, else from the first values. */
void kefu__smoothing_start(const struct smoothing *model, const double *values,
                           struct smoothing_state *state);
/* The forecast for the value of index t + steps - 1, made after the value of index t - 1; steps
 * >= 1. */
double kefu__smoothing_ahead(const struct smoothing *model, const struct smoothing_state *state,
                             size_t t, size_t steps);
/* Updates the state by the value of index t; returns the error of its forecast one step ahead. */
double kefu__smoothing_take(const struct smoothing *model, struct smoothing_state *state, size_t t,
                            double value);
/* By which share of an error the forecast for `steps` >= 1 points later is changed. */
double kefu__smoothing_echo(const struct smoothing *model, size_t steps);
/* Fits all parameters that are NaN by least squares. `seasons`: working memory for model->season
 * elements. */
void kefu__smoothing_fit(struct smoothing *model, const double *values, size_t n, double *seasons);

#endif
