/* SPDX-License-Identifier: MIT
 * Arithmetic on many numbers side by side, compiled once for each instruction set.
 *
 * All give the same bits: whole numbers are added, and none fuses a product with a sum. */
#ifndef KEFU_LIB_LANES_H
#define KEFU_LIB_LANES_H

#include <stddef.h>
#include <stdint.h>

enum {
    LANES = 32,      /* rows are as many numbers wide, or a multiple */
    LANES_WORTHS = 4 /* worths are a multiple of as many */
};

struct feature_hit;

struct lanes {
    /* Adds up the rows of the features, column by column. No sum of `reach` rows, 1 or more, leaves
     * 16 bits. */
    void (*add_rows)(const int16_t *rows, const struct feature_hit *features, size_t count,
                     size_t width, size_t reach, int32_t *sums);
    /* shares[i] = logistic(biases[i] + scales[i] · by · sums[i]); count is a multiple of 16. */
    void (*share)(const double *biases, const double *scales, double by, const int32_t *sums,
                  size_t count, double *shares);
    /* values[i] = general · (the feature's weight in the first output) + Σ worths[k] · (its row)[k]
     * for k < width, a multiple of LANES_WORTHS: of which every fourth are added up, from the first
     * on, and then (s0 + s1) + (s2 + s3). */
    void (*value)(const int16_t *rows, const struct feature_hit *features, size_t count,
                  double general, const double *worths, size_t width, double *values);
    /* ranks[i]: how many are greater than numbers[i], or as great and stand before it. No number is
     * INT32_MIN or INT32_MAX; count is a multiple of 8. */
    void (*rank)(const int32_t *numbers, size_t count, uint32_t *ranks);
    /* Of more numbers, sorting is faster than ranking. */
    size_t rank_most;
};

extern const struct lanes kefu__lanes_portable;
#ifdef KEFU_HAVE_AVX2
extern const struct lanes kefu__lanes_avx2;
#endif

/* The best that this CPU has. */
const struct lanes *kefu__lanes_best(void);

#endif
