/* SPDX-License-Identifier: MIT
 * SIMD kernels over the weights of a model, compiled once for each instruction set.
 *
 * All give the same bits: sums of integers are exact, and no kernel contracts a product and a sum
 * into one rounding (FMA). */
#ifndef KEFU_LIB_MODEL_LANES_H
#define KEFU_LIB_MODEL_LANES_H

#include <stddef.h>
#include <stdint.h>

enum {
    LANES = 32,       /* the widths of weight rows are multiples of this many weights */
    LANES_FACTORS = 4 /* the numbers of factors of value() are multiples of this */
};

struct feature_hit;

struct lanes {
    /* Adds up the weight rows of the features: sums[c] is the sum of column c, for c < width. The
     * caller makes sure that the sum of any `reach` rows (1 or more) fits into 16 bits. */
    void (*add_rows)(const int16_t *rows, const struct feature_hit *features, size_t count,
                     size_t width, size_t reach, int32_t *sums);
    /* Computes the share of each pack, the probability that a text belongs to its industry:
     * shares[i] = logistic(biases[i] + scales[i] · by · sums[i]); count is a multiple of 16. */
    void (*share)(const double *biases, const double *scales, double by, const int32_t *sums,
                  size_t count, double *shares);
    /* Computes the contribution of each feature to a score: values[i] = general · (weight of
     * feature i in output 0) + Σ factors[k] · row(i)[k] for k < width, a multiple of LANES_FACTORS.
     * The order of additions is fixed: four partial sums, each of every fourth product, then (s0 +
     * s1) + (s2 + s3). */
    void (*value)(const int16_t *rows, const struct feature_hit *features, size_t count,
                  double general, const double *factors, size_t width, double *values);
    /* ranks[i] is the number of elements that are greater than numbers[i], or equal to it and
     * before it. No element is INT32_MIN or INT32_MAX; count is a multiple of 8. The time is
     * quadratic in `count`: see rank_max. */
    void (*rank)(const int32_t *numbers, size_t count, uint32_t *ranks);
    /* maximum number of elements for rank(); for more elements sorting is faster */
    size_t rank_max;
};

extern const struct lanes kefu__lanes_portable;
#ifdef KEFU_HAVE_AVX2
extern const struct lanes kefu__lanes_avx2;
#endif

/* The kernels for the widest instruction set that this CPU supports. */
const struct lanes *kefu__lanes_best(void);

#endif
