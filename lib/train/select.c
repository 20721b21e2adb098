/* SPDX-License-Identifier: MIT
 * Feature selection: naive Bayes log-count ratios, importance of weights, and the top columns. */
#include "train/train.h"

#include <math.h>
#include <stdlib.h>

/* Counts for each column the rows with cost above 0 that have it and have this sign (0: either
 * sign). Returns the number of these rows, with the column or without. */
static size_t count_columns(const struct matrix *rows, const int8_t *signs, const float *costs,
                            int sign, uint32_t *counts) {
    size_t used = 0;
    for (uint32_t c = 0; c < rows->columns; c++)
        counts[c] = 0;
    for (uint32_t row = 0; row < rows->rows; row++) {
        if (!(costs[row] > 0) || (sign && signs[row] != sign))
            continue;
        used++;
        for (size_t k = rows->begin[row]; k < rows->begin[row + 1]; k++)
            counts[rows->column[k]]++;
    }
    return used;
}

static double smoothed_total(const uint32_t *counts, uint32_t columns) {
    double total = 0;
    for (uint32_t c = 0; c < columns; c++)
        total += counts[c] + 1.0;
    return total;
}

kefu_status kefu__column_ratios(const struct matrix *rows, const int8_t *signs, const float *costs,
                                double power, const kefu_allocator *allocator, float *ratios,
                                kefu_error *error) {
    const size_t size = rows->columns * sizeof(uint32_t);
    uint32_t *positive = kefu__alloc(allocator, size), *negative = kefu__alloc(allocator, size);
    const bool memory = positive && negative;
    if (memory) {
        count_columns(rows, signs, costs, 1, positive);
        count_columns(rows, signs, costs, -1, negative);
        const double all_positive = smoothed_total(positive, rows->columns);
        const double all_negative = smoothed_total(negative, rows->columns);
        for (uint32_t c = 0; c < rows->columns; c++)
            ratios[c] = (float)pow(fabs(log((positive[c] + 1.0) / all_positive) -
                                        log((negative[c] + 1.0) / all_negative)),
                                   power);
    }
    kefu__release(allocator, positive, size);
    kefu__release(allocator, negative, size);
    return memory ? KEFU_OK : kefu__no_memory(error);
}

kefu_status kefu__column_importance(const struct matrix *rows, const float *costs,
                                    const double *weights, const kefu_allocator *allocator,
                                    double *importance, kefu_error *error) {
    const size_t size = rows->columns * sizeof(uint32_t);
    uint32_t *counts = kefu__alloc(allocator, size);
    if (!counts)
        return kefu__no_memory(error);
    const size_t used = count_columns(rows, NULL, costs, 0, counts);
    for (uint32_t c = 0; c < rows->columns; c++) {
        const double share = used ? (double)counts[c] / (double)used : 0;
        importance[c] = fabs(weights[c]) * sqrt(share * (1 - share));
    }
    kefu__release(allocator, counts, size);
    return KEFU_OK;
}

struct ranked {
    double importance;
    uint32_t column;
};

static int compare_ranked(const void *a, const void *b) {
    const struct ranked *left = a, *right = b;
    if (left->importance < right->importance)
        return 1;
    if (left->importance > right->importance)
        return -1;
    return (left->column > right->column) - (left->column < right->column);
}

kefu_status kefu__select_top(const double *importance, uint32_t from, uint32_t to, uint32_t most,
                             const kefu_allocator *allocator, bool *chosen, kefu_error *error) {
    const size_t size = (to - from) * sizeof(struct ranked);
    struct ranked *ranked = kefu__alloc(allocator, size);
    if (!ranked)
        return kefu__no_memory(error);
    uint32_t count = 0;
    for (uint32_t c = from; c < to; c++)
        if (importance[c] > 0)
            ranked[count++] = (struct ranked){importance[c], c};
    qsort(ranked, count, sizeof *ranked, compare_ranked);
    for (uint32_t i = 0; i < count && i < most; i++)
        chosen[ranked[i].column] = true;
    kefu__release(allocator, ranked, size);
    return KEFU_OK;
}

kefu_status kefu__matrix_columns(const struct matrix *from, const bool *chosen,
                                 const kefu_allocator *allocator, struct matrix *to,
                                 kefu_error *error) {
    const size_t size = (from->columns + 1u) * sizeof(uint32_t);
    uint32_t *number = kefu__alloc(allocator, size);
    struct matrix made = {.rows = from->rows, .row_capacity = from->rows + 1u};
    made.begin = kefu__alloc(allocator, made.row_capacity * sizeof *made.begin);
    size_t entries = 0;
    if (number && made.begin) {
        for (uint32_t c = 0; c < from->columns; c++)
            number[c] = chosen[c] ? made.columns++ : CANDIDATE_NONE;
        for (size_t k = 0; k < from->begin[from->rows]; k++)
            entries += chosen[from->column[k]];
        made.entry_capacity = entries + 1;
        made.column = kefu__alloc(allocator, made.entry_capacity * sizeof *made.column);
    }
    if (!made.column) {
        kefu__release(allocator, number, size);
        kefu__matrix_free(&made, allocator);
        return kefu__no_memory(error);
    }
    size_t next = 0;
    for (uint32_t row = 0; row < from->rows; row++) {
        made.begin[row] = next;
        for (size_t k = from->begin[row]; k < from->begin[row + 1]; k++)
            if (chosen[from->column[k]])
                made.column[next++] = number[from->column[k]];
    }
    made.begin[from->rows] = next;
    kefu__release(allocator, number, size);
    *to = made;
    return KEFU_OK;
}
