/* SPDX-License-Identifier: MIT
 * What the steps of fitting a sentiment model share. */
#ifndef KEFU_LIB_TRAIN_FIT_H
#define KEFU_LIB_TRAIN_FIT_H

#include "train/train.h"

/* The state of fitting one model. */
struct fit {
    const struct training *training;
    const bool *mask;
    const kefu_allocator *allocator;
    struct arena scratch; /* freed at the end */
    uint32_t texts, candidates, packs;
    uint32_t keywords; /* number of candidates that are not pairs */
    int8_t *signs;
    bool *general, *union_chosen; /* for each candidate */
    bool *pack, *topic;           /* for each pack and candidate */
};

/* The solver's matrix, with two rows for each text, and the sign and cost of each row and the scale
 * of each column. */
struct views {
    struct matrix matrix;
    int8_t *signs;
    float *costs, *row_scale, *column_scale;
    double *weights;
    double bias;
};

/* Maps columns of the base matrix (texts × candidates) to columns of the solver's matrix: to a
 * general column, and in each category to a pack column. CANDIDATE_NONE: the column is left out. */
struct layout {
    const uint32_t *general; /* for each column of the base matrix */
    const uint32_t *pack; /* for each category and column of the base matrix; NULL without packs */
    /* number of columns, without the bias columns of the packs, which follow them */
    uint32_t columns;
    uint32_t packs;
};

/* Builds two rows for each text whose mask is set: one with the general columns, whose cost is
 * `general_cost`, and one that also has the columns of the text's pack, whose cost is `pack_cost`.
 * Returns false if out of memory. */
bool kefu__views_build(const struct fit *fit, const struct matrix *base,
                       const struct layout *layout, double general_cost, double pack_cost,
                       struct arena *arena, struct views *views);
/* Computes the weights of all columns and the bias. */
kefu_status kefu__views_solve(const struct fit *fit, struct views *views, uint32_t packs,
                              kefu_error *error);

/* Fits a one-against-rest classifier for one category.
 * @param found_of  `begin` of the matrix from whose rows the row scales are computed
 * @param[out] weights  in the arena, as are the costs of the rows */
kefu_status kefu__topic_solve(const struct fit *fit, const struct matrix *rows,
                              const size_t *found_of, uint32_t category, double cost,
                              struct arena *arena, double **weights, float **costs, double *bias,
                              kefu_error *error);

/* The first pass: fits all candidates, and marks the important ones in `general`, `pack`, `topic`
 * and `union_chosen`. */
kefu_status kefu__fit_select(struct fit *fit, kefu_error *error);

#endif
