/* SPDX-License-Identifier: MIT
 * The simplex of Nelder and Mead. */
#include "stats/minimize.h"

#include <float.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

enum { VERTICES_MAX = MINIMIZE_DIMENSIONS_MAX + 1, STEPS_MAX = 2000, RESTARTS_MAX = 12 };

struct vertex {
    double x[MINIMIZE_DIMENSIONS_MAX];
    double value;
};

struct simplex {
    kefu__objective *objective;
    const void *ctx;
    size_t count;
    struct vertex vertices[VERTICES_MAX]; /* ascending by value: the best is first */
};

static void evaluate(const struct simplex *s, struct vertex *vertex) {
    const double value = s->objective(s->ctx, vertex->x);
    vertex->value = isnan(value) ? HUGE_VAL : value;
}

static void sort_vertices(struct simplex *s) {
    for (size_t i = 1; i <= s->count; i++)
        for (size_t k = i; k > 0 && s->vertices[k].value < s->vertices[k - 1].value; k--) {
            const struct vertex better = s->vertices[k];
            s->vertices[k] = s->vertices[k - 1];
            s->vertices[k - 1] = better;
        }
}

/* A point on the line from the worst vertex through the centroid of the others. `reach`: distance
 * from the centroid as a multiple of that of the worst vertex; 1 is its reflection, negative is on
 * its side. */
static struct vertex beyond(const struct simplex *s, double reach) {
    const struct vertex *worst = &s->vertices[s->count];
    struct vertex point = {{0}, 0};
    for (size_t i = 0; i < s->count; i++) {
        double middle = 0;
        for (size_t k = 0; k < s->count; k++)
            middle += s->vertices[k].x[i] / (double)s->count;
        point.x[i] = middle + reach * (middle - worst->x[i]);
    }
    evaluate(s, &point);
    return point;
}

static void shrink(struct simplex *s) {
    for (size_t i = 1; i <= s->count; i++) {
        for (size_t k = 0; k < s->count; k++)
            s->vertices[i].x[k] = (s->vertices[i].x[k] + s->vertices[0].x[k]) / 2;
        evaluate(s, &s->vertices[i]);
    }
}

static void step_once(struct simplex *s) {
    struct vertex *worst = &s->vertices[s->count];
    const struct vertex reflected = beyond(s, 1);
    if (reflected.value < s->vertices[0].value) {
        const struct vertex expanded = beyond(s, 2);
        *worst = expanded.value < reflected.value ? expanded : reflected;
    } else if (reflected.value < s->vertices[s->count - 1].value) {
        *worst = reflected;
    } else {
        const struct vertex contracted = beyond(s, reflected.value < worst->value ? 0.5 : -0.5);
        if (contracted.value < fmin(worst->value, reflected.value))
            *worst = contracted;
        else
            shrink(s);
    }
    sort_vertices(s);
}

static bool is_flat(const struct simplex *s) {
    double size = 0;
    for (size_t i = 0; i < s->count; i++)
        size = fmax(size, fabs(s->vertices[s->count].x[i] - s->vertices[0].x[i]));
    const double spread = s->vertices[s->count].value - s->vertices[0].value;
    return size < 1e-11 || (size < 1e-8 && spread <= DBL_EPSILON * fabs(s->vertices[0].value));
}

static double descend(struct simplex *s, double *x, double step) {
    for (size_t i = 0; i <= s->count; i++) {
        memcpy(s->vertices[i].x, x, s->count * sizeof *x);
        if (i > 0)
            s->vertices[i].x[i - 1] += step;
        evaluate(s, &s->vertices[i]);
    }
    sort_vertices(s);
    for (int i = 0; i < STEPS_MAX && !is_flat(s); i++)
        step_once(s);
    memcpy(x, s->vertices[0].x, s->count * sizeof *x);
    return s->vertices[0].value;
}

double kefu__minimize(kefu__objective *objective, const void *ctx, double *x, size_t count,
                      double step) {
    struct simplex simplex = {.objective = objective, .ctx = ctx, .count = count};
    double best = descend(&simplex, x, step);
    for (int i = 0; i < RESTARTS_MAX; i++) {
        step /= -4;
        const double next = descend(&simplex, x, step);
        if (!(best - next > 1e-12 * fabs(best)))
            break;
        best = next;
    }
    return simplex.vertices[0].value;
}
