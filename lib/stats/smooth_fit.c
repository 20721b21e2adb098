/* SPDX-License-Identifier: MIT
 * Fitting the parameters of exponential smoothing. */
#include <math.h>

#include "stats/minimize.h"
#include "stats/smooth.h"

/* The parameters that can be fitted, as indices. All but LEVEL and SLOPE have bounds. */
enum { ALPHA, BETA, GAMMA, PHI, LEVEL, SLOPE, PARAMETERS };

struct problem {
    struct smoothing model;
    const double *values;
    size_t n;
    double *seasons;
    int free[PARAMETERS]; /* indices of the parameters that are fitted; `count` of them */
    size_t count;
    double spread; /* mean distance of values from the first one; scale of level and slope */
};

static double *parameter(struct smoothing *model, int which) {
    double *const all[] = {&model->alpha, &model->beta,  &model->gamma,
                           &model->phi,   &model->level, &model->slope};
    return all[which];
}

static struct stats_interval bounds_of(const struct smoothing *model, int which) {
    if (which == PHI)
        return (struct stats_interval){0.8, 0.98};
    if (model->fits_start)
        return (struct stats_interval){1e-4, 0.9999};
    return (struct stats_interval){0, 1};
}

/* Maps an unbounded variable x of the minimiser to a value of the parameter inside of its bounds.
 */
static double bounded(const struct problem *p, int which, double x) {
    const struct stats_interval bounds = bounds_of(&p->model, which);
    if (which == LEVEL)
        return p->values[0] + p->spread * x;
    if (which == SLOPE)
        return p->spread * x / 10;
    return bounds.low + (bounds.high - bounds.low) / (1 + exp(-x));
}

static double squares(const struct smoothing *model, const double *values, size_t n,
                      double *seasons) {
    struct smoothing_state state = {.seasons = seasons};
    double sum = 0;
    kefu__smoothing_start(model, values, &state);
    for (size_t t = kefu__smoothing_first(model); t < n; t++) {
        const double error = kefu__smoothing_take(model, &state, t, values[t]);
        sum += error * error;
    }
    return sum;
}

static double misfit(const void *ctx, const double *x) {
    const struct problem *p = ctx;
    struct smoothing model = p->model;
    for (size_t i = 0; i < p->count; i++)
        *parameter(&model, p->free[i]) = bounded(p, p->free[i], x[i]);
    return squares(&model, p->values, p->n, p->seasons);
}

static bool is_used(const struct smoothing *model, int which) {
    const bool has_slope = model->trend != SMOOTHING_LEVEL;
    switch (which) {
    case BETA:
        return has_slope;
    case GAMMA:
        return model->season > 0;
    case PHI:
        return model->trend == SMOOTHING_DAMPED;
    case LEVEL:
        return model->fits_start;
    case SLOPE:
        return model->fits_start && has_slope;
    default:
        return true;
    }
}

/* Lists the parameters to fit. Parameters that this kind of model does not use are set to a value
 * without effect: 0, or 1 for PHI. */
static void choose_free(struct problem *p) {
    for (int i = 0; i < PARAMETERS; i++) {
        double *value = parameter(&p->model, i);
        if (!is_used(&p->model, i))
            *value = i == PHI ? 1 : 0;
        else if (isnan(*value))
            p->free[p->count++] = i;
    }
}

/* Minimises the sum of squared errors from one starting value of alpha, and keeps the result if it
 * is better than *best. The sum may have several local minima, hence the caller tries several
 * starts. */
static void fit_from(struct problem *p, double start, double *best, struct smoothing *model) {
    double x[PARAMETERS] = {0};
    for (size_t i = 0; i < p->count; i++)
        x[i] = p->free[i] == LEVEL || p->free[i] == SLOPE ? 0 : p->free[i] == ALPHA ? start : -2;
    const double value = kefu__minimize(misfit, p, x, p->count, 0.7);
    if (value >= *best)
        return;
    *best = value;
    for (size_t i = 0; i < p->count; i++)
        *parameter(model, p->free[i]) = bounded(p, p->free[i], x[i]);
}

void kefu__smoothing_fit(struct smoothing *model, const double *values, size_t n, double *seasons) {
    struct problem problem = {.model = *model, .values = values, .n = n, .seasons = seasons};
    double best = HUGE_VAL;
    for (size_t i = 1; i < n; i++)
        problem.spread += fabs(values[i] - values[0]) / (double)(n - 1);
    choose_free(&problem);
    *model = problem.model;
    static const double starts[] = {-7, -2, 0, 2, 7};
    for (size_t i = 0; i < sizeof starts / sizeof *starts && problem.count > 0; i++)
        fit_from(&problem, starts[i], &best, model);
    for (size_t i = 0; i < problem.count; i++) /* the sum was NaN or infinite from every start */
        if (isnan(*parameter(model, problem.free[i])))
            *parameter(model, problem.free[i]) = bounded(&problem, problem.free[i], 0);
}
