/* SPDX-License-Identifier: MIT
 * The recursions of exponential smoothing. */
#ifndef KEFU_LIB_SMOOTH_H
#define KEFU_LIB_SMOOTH_H

#include "stats/forecast.h"

/* A model on its way through a series. */
struct smoothing_state {
    double level, slope;
    double *seasons; /* model->season numbers */
};

/* The index of the first value that is forecast; those before it only set the start. */
size_t kefu__smoothing_first(const struct smoothing *model);
/* Sets level, slope and seasons before that value, from the model or the first values. */
void kefu__smoothing_start(const struct smoothing *model, const double *values,
                           struct smoothing_state *state);
/* What is forecast for `steps` >= 1 after the value of index t - 1. */
double kefu__smoothing_ahead(const struct smoothing *model, const struct smoothing_state *state,
                             size_t t, size_t steps);
/* Takes the value of index t; returns the error of its forecast. */
double kefu__smoothing_take(const struct smoothing *model, struct smoothing_state *state, size_t t,
                            double value);
/* By what share an error is still in the forecast `steps` >= 1 later. */
double kefu__smoothing_echo(const struct smoothing *model, size_t steps);
/* Fits all parameters that are NaN. `seasons` has room for one season. */
void kefu__smoothing_fit(struct smoothing *model, const double *values, size_t n, double *seasons);

#endif
