/* SPDX-License-Identifier: MIT
 * What the steps of fitting a sentiment model share. */
#ifndef KEFU_LIB_TRAIN_FIT_H
#define KEFU_LIB_TRAIN_FIT_H

#include "train/train.h"

/* The state of fitting one sentiment model. */
struct fit {
    const struct training *training;
    const bool *mask;
    const kefu_allocator *allocator;
    struct arena scratch; /* temporary memory, released when the model is fitted */
    uint32_t texts, candidates, packs;
    uint32_t keywords; /* number of candidates that are not pairs */
    int8_t *signs;
    /* for each candidate: is it a feature of the general output, and of any output? */
    bool *general, *union_chosen;
    /* [pack · candidates + candidate]: is it a feature of the pack, and of the pack's topic? */
    bool *pack, *topic;
};

/* What the solver fits: a matrix with one row for each text, or two if there are packs (see
 * kefu__views_build()), the sign and cost of each row, and the scale of each column. */
struct views {
    struct matrix matrix;
    int8_t *signs;
    float *costs, *row_scale, *column_scale;
    double *weights;
    double bias;
};

/* Maps each column of the base matrix (texts × candidates) to columns of the solver's matrix: one
 * for the general weight, and one for the weight in each category's pack. CANDIDATE_NONE: the
 * solver's matrix has no such column. */
struct layout {
    const uint32_t *general; /* for each column of the base matrix */
    const uint32_t *pack; /* for each category and column of the base matrix; NULL without packs */
    /* number of columns of the solver's matrix without the last ones, which are the packs' biases
     */
    uint32_t columns;
    uint32_t packs;
};

/* Builds the solver's matrix with two rows for each text whose mask is set: one with the general
 * columns, whose cost is `general_cost`, and one that also has the columns of the text's pack,
 * whose cost is `pack_cost`. Returns false if out of memory. */
bool kefu__views_build(const struct fit *fit, const struct matrix *base,
                       const struct layout *layout, double general_cost, double pack_cost,
                       struct arena *arena, struct views *views);
/* Runs the solver: sets the weights of all columns of `views`, and the bias. */
kefu_status kefu__views_solve(const struct fit *fit, struct views *views, uint32_t packs,
                              kefu_error *error);

/* Fits a classifier that tells the texts of one category from all others.
 * @param found_of  `begin` of the matrix by whose row lengths the rows are scaled
 * @param[out] weights  in the arena, as are the costs of the rows */
kefu_status kefu__topic_solve(const struct fit *fit, const struct matrix *rows,
                              const size_t *found_of, uint32_t category, double cost,
                              struct arena *arena, double **weights, float **costs, double *bias,
                              kefu_error *error);

/* The first pass of fitting: fits weights of all candidates, and marks the important candidates in
 * `general`, `pack`, `topic` and `union_chosen`. */
kefu_status kefu__fit_select(struct fit *fit, kefu_error *error);

#endif
