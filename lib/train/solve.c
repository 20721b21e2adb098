/* SPDX-License-Identifier: MIT
 * A linear support vector machine with squared hinge loss, by dual coordinate descent. */
#include "train/train.h"

#include <float.h>
#include <math.h>
#include <string.h>

enum { SOLVE_ROUNDS_MAX = 40 };
#define SOLVE_TOLERANCE 0.1

/* Weight and scale of a column of the problem, stored together so that one cache miss loads both.
 */
struct cell {
    float weight, scale;
};

struct solver {
    const struct problem *problem;
    struct cell *cells;
    double *alphas, *diagonals;
    uint32_t *order;
    uint32_t active, total;
    double bias;
    double most, least; /* largest and smallest projected gradient in the current round */
    /* those of the previous round, which are the bounds for shrinking */
    double most_old, least_old;
    struct random random;
};

/* The end of those entries of a row that are multiplied by row_scale: all, or all but the last if
 * that is one of the columns from constant_from on. */
static size_t scaled_end(const struct problem *p, uint32_t row) {
    const size_t end = p->rows->begin[row + 1];
    return end > p->rows->begin[row] && p->rows->column[end - 1] >= p->constant_from ? end - 1
                                                                                     : end;
}

static double row_sum(const struct solver *s, uint32_t row) {
    const struct matrix *x = s->problem->rows;
    const size_t end = scaled_end(s->problem, row);
    double sum = 0;
    for (size_t k = x->begin[row]; k < end; k++) {
        const struct cell *cell = &s->cells[x->column[k]];
        sum += (double)cell->weight * (double)cell->scale;
    }
    sum *= (double)s->problem->row_scale[row];
    if (end < x->begin[row + 1]) {
        const struct cell *cell = &s->cells[x->column[end]];
        sum += (double)cell->weight * (double)cell->scale;
    }
    return sum;
}

static void row_move(struct solver *s, uint32_t row, double step) {
    const struct matrix *x = s->problem->rows;
    const float by = (float)(step * (double)s->problem->row_scale[row]);
    const size_t end = scaled_end(s->problem, row);
    for (size_t k = x->begin[row]; k < end; k++) {
        struct cell *cell = &s->cells[x->column[k]];
        cell->weight += by * cell->scale;
    }
    if (end < x->begin[row + 1]) {
        struct cell *cell = &s->cells[x->column[end]];
        cell->weight += (float)step * cell->scale;
    }
    s->bias += step;
}

static double row_square(const struct problem *p, uint32_t row) {
    const size_t end = scaled_end(p, row);
    double squares = 0;
    for (size_t k = p->rows->begin[row]; k < end; k++) {
        const double scale = (double)p->column_scale[p->rows->column[k]];
        squares += scale * scale;
    }
    squares *= (double)p->row_scale[row] * (double)p->row_scale[row];
    if (end < p->rows->begin[row + 1]) {
        const double scale = (double)p->column_scale[p->rows->column[end]];
        squares += scale * scale;
    }
    return squares;
}

static void set_up(struct solver *s) {
    const struct problem *p = s->problem;
    for (uint32_t c = 0; c < p->rows->columns; c++)
        s->cells[c] = (struct cell){0, p->column_scale[c]};
    for (uint32_t row = 0; row < p->rows->rows; row++) {
        s->alphas[row] = 0;
        if (!(p->costs[row] > 0))
            continue;
        s->diagonals[row] = row_square(p, row) + 1 + 0.5 / (double)p->costs[row];
        s->order[s->total++] = row;
    }
    s->active = s->total;
    s->most_old = DBL_MAX;
    s->least_old = -DBL_MAX;
}

/* Makes one coordinate descent step on one row. Returns false if the row shall be left out of the
 * next rounds (shrinking). */
static bool step_row(struct solver *s, uint32_t row) {
    const struct problem *p = s->problem;
    const double sign = p->signs[row];
    const double z = row_sum(s, row) + s->bias;
    const double old = s->alphas[row];
    const double gradient = sign * z - 1 + old * 0.5 / (double)p->costs[row];
    double projected = gradient;
    if (old <= 0) {
        if (gradient > s->most_old)
            return false;
        if (gradient > 0)
            projected = 0;
    }
    if (projected > s->most)
        s->most = projected;
    if (projected < s->least)
        s->least = projected;
    if (fabs(projected) > 1e-12) {
        const double next = old - gradient / s->diagonals[row];
        s->alphas[row] = next > 0 ? next : 0;
        row_move(s, row, (s->alphas[row] - old) * sign);
    }
    return true;
}

static void swap_rows(uint32_t *order, uint32_t a, uint32_t b) {
    const uint32_t kept = order[a];
    order[a] = order[b];
    order[b] = kept;
}

static void run_round(struct solver *s) {
    s->most = s->least = 0;
    for (uint32_t i = 0; i < s->active; i++)
        swap_rows(s->order, i, i + kefu__random_below(&s->random, s->active - i));
    for (uint32_t i = 0; i < s->active;) {
        if (step_row(s, s->order[i]))
            i++;
        else
            swap_rows(s->order, i, --s->active);
    }
}

/* Has the solver converged on all rows? Otherwise prepares the next round. */
static bool converged(struct solver *s) {
    if (s->most - s->least < SOLVE_TOLERANCE) {
        if (s->active == s->total)
            return true;
        s->active = s->total;
        s->most_old = DBL_MAX;
        return false;
    }
    s->most_old = s->most > 0 ? s->most : DBL_MAX;
    return false;
}

kefu_status kefu__solve(const struct problem *problem, const kefu_allocator *allocator,
                        double *weights, double *bias, kefu_error *error) {
    const size_t rows = problem->rows->rows, columns = problem->rows->columns;
    struct solver s = {.problem = problem, .random = kefu__random(problem->seed)};
    s.cells = kefu__alloc(allocator, columns * sizeof *s.cells);
    s.alphas = kefu__alloc(allocator, rows * sizeof *s.alphas);
    s.diagonals = kefu__alloc(allocator, rows * sizeof *s.diagonals);
    s.order = kefu__alloc(allocator, rows * sizeof *s.order);
    const bool memory = s.cells && s.alphas && s.diagonals && s.order;
    if (memory) {
        set_up(&s);
        for (int round = 0; round < SOLVE_ROUNDS_MAX; round++) {
            run_round(&s);
            if (converged(&s))
                break;
        }
        for (size_t c = 0; c < columns; c++)
            weights[c] = (double)s.cells[c].weight * (double)s.cells[c].scale;
        *bias = s.bias;
    }
    kefu__release(allocator, s.cells, columns * sizeof *s.cells);
    kefu__release(allocator, s.alphas, rows * sizeof *s.alphas);
    kefu__release(allocator, s.diagonals, rows * sizeof *s.diagonals);
    kefu__release(allocator, s.order, rows * sizeof *s.order);
    return memory ? KEFU_OK : kefu__no_memory(error);
}
