/* SPDX-License-Identifier: MIT
 * The recursions of exponential smoothing (Holt 1957; Winters 1960, Manage. Sci. 6, 324-342;
 * Gardner and McKenzie 1985, Manage. Sci. 31, 1237-1246). */
#include "stats/smooth.h"

#include <math.h>

size_t kefu__smoothing_first(const struct smoothing *model) {
    if (model->season > 0)
        return model->season;
    return model->fits_start ? 0 : model->trend == SMOOTHING_LEVEL ? 1 : 2;
}

/* ---- the start ---- */

/* The moving average over one season, centred on index t. If the season has an even length, the two
 * outermost values count half. */
static double centred(const double *values, size_t t, size_t season) {
    const size_t half = season / 2;
    double sum = 0;
    for (size_t i = t - half; i <= t + half; i++)
        sum += values[i];
    if (season % 2 == 0)
        sum -= (values[t - half] + values[t + half]) / 2;
    return sum / (double)season;
}

/* Sets the starting values from the first two seasons, as R's HoltWinters does: a season's element
 * is the mean difference between values and their moving average; level and slope are those of a
 * line fitted to the moving average. */
static void start_seasons(const double *values, size_t season, struct smoothing_state *state) {
    const size_t first = season / 2, count = 2 * season - 2 * first;
    const double middle = ((double)count + 1) / 2;
    double mean = 0, product = 0, squares = 0, all = 0;
    for (size_t i = 0; i < count; i++)
        mean += centred(values, first + i, season) / (double)count;
    for (size_t i = 0; i < count; i++) {
        const double x = (double)(i + 1) - middle;
        product += x * (centred(values, first + i, season) - mean);
        squares += x * x;
    }
    for (size_t k = 0; k < season; k++) {
        double sum = 0, found = 0;
        for (size_t t = k; t < 2 * season; t += season)
            if (t >= first && t < first + count) {
                sum += values[t] - centred(values, t, season);
                found++;
            }
        state->seasons[k] = sum / found;
        all += state->seasons[k] / (double)season;
    }
    for (size_t k = 0; k < season; k++)
        state->seasons[k] -= all;
    state->slope = product / squares;
    state->level = mean - state->slope * middle;
}

void kefu__smoothing_start(const struct smoothing *model, const double *values,
                           struct smoothing_state *state) {
    if (model->season > 0) {
        start_seasons(values, model->season, state);
        return;
    }
    const bool has_slope = model->trend != SMOOTHING_LEVEL;
    state->level = model->fits_start ? model->level : values[has_slope ? 1 : 0];
    state->slope = !has_slope ? 0 : model->fits_start ? model->slope : values[1] - values[0];
}

/* ---- steps ---- */

/* The sum phi + phi² + … + phi^steps: how many times the present slope a forecast `steps` ahead
 * adds to the level. */
static double damped_steps(const struct smoothing *model, size_t steps) {
    if (model->trend == SMOOTHING_LEVEL)
        return 0;
    if (model->phi == 1)
        return (double)steps;
    return model->phi * (1 - pow(model->phi, (double)steps)) / (1 - model->phi);
}

double kefu__smoothing_ahead(const struct smoothing *model, const struct smoothing_state *state,
                             size_t t, size_t steps) {
    const double season = model->season > 0 ? state->seasons[(t + steps - 1) % model->season] : 0;
    return state->level + damped_steps(model, steps) * state->slope + season;
}

double kefu__smoothing_take(const struct smoothing *model, struct smoothing_state *state, size_t t,
                            double value) {
    const double slope = model->trend == SMOOTHING_LEVEL ? 0 : model->phi * state->slope;
    double *season = model->season > 0 ? &state->seasons[t % model->season] : NULL;
    const double error = value - (state->level + slope + (season ? *season : 0));
    state->level += slope + model->alpha * error;
    state->slope = slope + model->alpha * model->beta * error;
    if (season)
        *season += model->gamma * (1 - model->alpha) * error;
    return error;
}

double kefu__smoothing_echo(const struct smoothing *model, size_t steps) {
    double echo = model->alpha;
    if (model->trend != SMOOTHING_LEVEL)
        echo += model->alpha * model->beta * damped_steps(model, steps);
    if (model->season > 0 && steps % model->season == 0)
        echo += model->gamma * (1 - model->alpha);
    return echo;
}
