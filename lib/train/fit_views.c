/* SPDX-License-Identifier: MIT
 * The solver's input: the rows of texts for general and pack weights, and for the topic of a
 * category. */
#include "train/fit.h"

#include <math.h>

/* scale of the column for a pack's bias; that of the general bias is 1, so a pack's stays smaller
 */
#define PACK_BIAS_SCALE 0.3f

/* ---- general weights and packs ---- */

static size_t count_entries(const struct matrix *base, const struct layout *layout,
                            const bool *mask) {
    size_t entries = 0;
    for (uint32_t row = 0; row < base->rows; row++)
        if (mask[row])
            entries += kefu__matrix_entries(base, row);
    return layout->packs ? entries * 3 + base->rows : entries;
}

/* Appends a row for a text with its general columns and, if a category is given, with the columns
 * and the bias column of that category's pack. */
static void fill_row(struct matrix *to, const struct matrix *base, uint32_t row,
                     const struct layout *layout, uint32_t category) {
    size_t next = to->begin[to->rows];
    const uint32_t *from = base->column + base->begin[row];
    const size_t count = kefu__matrix_entries(base, row);
    for (size_t k = 0; k < count; k++)
        if (layout->general[from[k]] != CANDIDATE_NONE)
            to->column[next++] = layout->general[from[k]];
    if (category != CANDIDATE_NONE) {
        const uint32_t *pack = layout->pack + (size_t)category * base->columns;
        for (size_t k = 0; k < count; k++)
            if (pack[from[k]] != CANDIDATE_NONE)
                to->column[next++] = pack[from[k]];
        to->column[next++] = layout->columns + category;
    }
    to->begin[++to->rows] = next;
}

/* Builds both rows of each text whose mask is set. Both are scaled by 1/√m, where m is the number
 * of columns in the text's row of `base`. */
bool kefu__views_build(const struct fit *f, const struct matrix *base, const struct layout *layout,
                       double general_cost, double pack_cost, struct arena *arena,
                       struct views *views) {
    const uint32_t rows = base->rows * (layout->packs ? 2 : 1);
    struct matrix *m = &views->matrix;
    *views = (struct views){.matrix = {.columns = layout->columns + layout->packs}};
    m->begin = kefu__arena_alloc_zero(arena, (rows + 1u) * sizeof *m->begin);
    m->column = kefu__arena_alloc(arena,
                                  (count_entries(base, layout, f->mask) + 1) * sizeof *m->column);
    views->signs = kefu__arena_alloc(arena, rows + 1u);
    views->costs = kefu__arena_alloc(arena, (rows + 1u) * sizeof(float));
    views->row_scale = kefu__arena_alloc(arena, (rows + 1u) * sizeof(float));
    views->column_scale = kefu__arena_alloc(arena, (m->columns + 1u) * sizeof(float));
    views->weights = kefu__arena_alloc(arena, (m->columns + 1u) * sizeof(double));
    if (!m->begin || !m->column || !views->signs || !views->costs || !views->row_scale ||
        !views->column_scale || !views->weights)
        return false;
    for (uint32_t row = 0; row < base->rows; row++) {
        if (!f->mask[row])
            continue;
        const size_t found = kefu__matrix_entries(base, row);
        for (int view = 0; view < (layout->packs ? 2 : 1); view++) {
            views->signs[m->rows] = f->signs[row];
            views->costs[m->rows] = (float)(view ? pack_cost : general_cost);
            views->row_scale[m->rows] = (float)(1 / sqrt(found ? (double)found : 1));
            fill_row(m, base, row, layout,
                     view ? f->training->corpus->categories[row] : CANDIDATE_NONE);
        }
    }
    return true;
}

kefu_status kefu__views_solve(const struct fit *f, struct views *views, uint32_t packs,
                              kefu_error *error) {
    const kefu_train_options *options = f->training->options;
    kefu_status status = kefu__column_ratios(&views->matrix, views->signs, views->costs,
                                             options->ratio_power, f->allocator,
                                             views->column_scale, error);
    if (status != KEFU_OK)
        return status;
    const uint32_t biases = views->matrix.columns - packs;
    for (uint32_t p = 0; p < packs; p++)
        views->column_scale[biases + p] = PACK_BIAS_SCALE;
    const struct problem problem = {.rows = &views->matrix,
                                    .row_scale = views->row_scale,
                                    .column_scale = views->column_scale,
                                    .signs = views->signs,
                                    .costs = views->costs,
                                    .constant_from = biases,
                                    .seed = options->seed};
    return kefu__solve(&problem, f->allocator, views->weights, &views->bias, error);
}

/* ---- topics ---- */

kefu_status kefu__topic_solve(const struct fit *f, const struct matrix *rows,
                              const size_t *found_of, uint32_t category, double cost,
                              struct arena *arena, double **weights, float **costs, double *bias,
                              kefu_error *error) {
    int8_t *signs = kefu__arena_alloc(arena, rows->rows + 1u);
    float *row_scale = kefu__arena_alloc(arena, (rows->rows + 1u) * sizeof *row_scale);
    float *column_scale = kefu__arena_alloc(arena, (rows->columns + 1u) * sizeof *column_scale);
    *costs = kefu__arena_alloc(arena, (rows->rows + 1u) * sizeof **costs);
    *weights = kefu__arena_alloc(arena, (rows->columns + 1u) * sizeof **weights);
    if (!signs || !row_scale || !column_scale || !*costs || !*weights)
        return kefu__no_memory(error);
    for (uint32_t row = 0; row < rows->rows; row++) {
        const size_t found = found_of[row + 1] - found_of[row];
        signs[row] = f->training->corpus->categories[row] == category ? 1 : -1;
        (*costs)[row] = f->mask[row] ? (float)cost : 0;
        row_scale[row] = (float)(1 / sqrt(found ? (double)found : 1));
    }
    for (uint32_t c = 0; c < rows->columns; c++)
        column_scale[c] = 1;
    const struct problem problem = {.rows = rows,
                                    .row_scale = row_scale,
                                    .column_scale = column_scale,
                                    .signs = signs,
                                    .costs = *costs,
                                    .constant_from = rows->columns,
                                    .seed = f->training->options->seed + category + 1};
    return kefu__solve(&problem, f->allocator, *weights, bias, error);
}
