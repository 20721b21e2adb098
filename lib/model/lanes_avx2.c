/* SPDX-License-Identifier: MIT
 * The kernels for CPUs with AVX2, for which this file is compiled. */
#include "model/lanes_code.h"

#ifdef KEFU_HAVE_AVX2
#include <immintrin.h>

enum {
    RANK_MAX = 2048 /* for more numbers sorting is faster; at 1,200 it takes 2.6 times as long */
};

/* ---- values ---- */

static inline __m256d four_weights(const int16_t *row) {
    return _mm256_cvtepi32_pd(_mm_cvtepi16_epi32(_mm_loadl_epi64((const void *)row)));
}

/* Adds up the four elements of each vector: element 0 of the result is the sum over `a`, element 1
 * that over `b`, and so on. */
static inline __m256d sum_each(__m256d a, __m256d b, __m256d c, __m256d d) {
    const __m256d ab = _mm256_hadd_pd(a, b), cd = _mm256_hadd_pd(c, d);
    return _mm256_add_pd(_mm256_blend_pd(ab, cd, 12), _mm256_permute2f128_pd(ab, cd, 0x21));
}

/* The weights of four features in output 0, which are the uppermost 16 bits of their feature_words.
 */
static inline __m256d four_generals(const struct feature_hit *features) {
    const __m128i first = _mm_unpacklo_epi32(_mm_loadu_si128((const void *)&features[0]),
                                             _mm_loadu_si128((const void *)&features[1]));
    const __m128i second = _mm_unpacklo_epi32(_mm_loadu_si128((const void *)&features[2]),
                                              _mm_loadu_si128((const void *)&features[3]));
    return _mm256_cvtepi32_pd(_mm_srai_epi32(_mm_unpackhi_epi64(first, second), 16));
}

static inline const int16_t *row_of(const int16_t *rows, const struct feature_hit *feature) {
    return rows + FEATURE_ROW(feature->word);
}

/* The indices of those groups of four factors in which not all are 0. Groups of zeros are skipped,
 * so that topic packs which are not used cost no time. */
struct groups {
    size_t count, at[LEARNED_OUTPUTS_MAX / 8 + 1];
};

static inline struct groups find_groups(const double *factors, size_t width) {
    struct groups groups;
    groups.count = 0;
    for (size_t at = 0; at < width; at += 4) {
        const __m256d four = _mm256_loadu_pd(factors + at);
        groups.at[groups.count] = at;
        groups.count += _mm256_movemask_pd(_mm256_cmp_pd(four, _mm256_setzero_pd(), _CMP_NEQ_UQ)) !=
                        0;
    }
    return groups;
}

static inline void value_four(const int16_t *rows, const struct feature_hit *features,
                              double general, const double *factors, const struct groups *groups,
                              double *values) {
    const int16_t *a = row_of(rows, &features[0]), *b = row_of(rows, &features[1]);
    const int16_t *c = row_of(rows, &features[2]), *d = row_of(rows, &features[3]);
    const __m256d first = _mm256_mul_pd(_mm256_set1_pd(general), four_generals(features));
    __m256d of_a = _mm256_setzero_pd(), of_b = of_a, of_c = of_a, of_d = of_a;
    for (size_t i = 0; i < groups->count; i++) {
        const size_t at = groups->at[i];
        const __m256d by = _mm256_loadu_pd(factors + at);
        of_a = _mm256_add_pd(of_a, _mm256_mul_pd(by, four_weights(a + at)));
        of_b = _mm256_add_pd(of_b, _mm256_mul_pd(by, four_weights(b + at)));
        of_c = _mm256_add_pd(of_c, _mm256_mul_pd(by, four_weights(c + at)));
        of_d = _mm256_add_pd(of_d, _mm256_mul_pd(by, four_weights(d + at)));
    }
    _mm256_storeu_pd(values, _mm256_add_pd(first, sum_each(of_a, of_b, of_c, of_d)));
}

/* Computes the values of four features at a time. The last four may overlap the four before, whose
 * values are then computed twice. */
static void value(const int16_t *rows, const struct feature_hit *features, size_t count,
                  double general, const double *factors, size_t width, double *values) {
    const struct groups groups = find_groups(factors, width);
    struct feature_hit few[4] = {{0, 0}};
    double few_values[4];
    if (count < 4) {
        memcpy(few, features, count * sizeof *few);
        value_four(rows, few, general, factors, &groups, few_values);
        memcpy(values, few_values, count * sizeof *values);
        return;
    }
    for (size_t i = 0; i < count; i += 4) {
        const size_t at = i + 4 <= count ? i : count - 4;
        value_four(rows, features + at, general, factors, &groups, values + at);
    }
}

/* ---- ranks ---- */

/* Subtracts from each of eight counters how many of `numbers` are greater than the element of
 * `eight` in the same lane: a comparison that is true gives −1. */
static inline __m256i count_greater(__m256i counts, const int32_t *numbers, size_t count,
                                    __m256i eight) {
    for (size_t i = 0; i < count; i += 8)
        for (size_t k = 0; k < 8; k++)
            counts = _mm256_add_epi32(counts,
                                      _mm256_cmpgt_epi32(_mm256_set1_epi32(numbers[i + k]), eight));
    return counts;
}

static void rank(const int32_t *numbers, size_t count, uint32_t *ranks) {
    const __m256i lanes = _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7);
    const __m256i one = _mm256_set1_epi32(1);
    for (size_t i = 0; i < count; i += 8) {
        const __m256i own = _mm256_loadu_si256((const void *)(numbers + i));
        __m256i counts = _mm256_setzero_si256();
        counts = count_greater(counts, numbers, i, _mm256_sub_epi32(own, one));
        for (int k = 0; k < 8; k++) {
            const __m256i behind = _mm256_cmpgt_epi32(lanes, _mm256_set1_epi32(k));
            counts = _mm256_add_epi32(counts,
                                      _mm256_cmpgt_epi32(_mm256_set1_epi32(numbers[i + (size_t)k]),
                                                         _mm256_add_epi32(own, behind)));
        }
        counts = count_greater(counts, numbers + i + 8, count - i - 8, own);
        _mm256_storeu_si256((void *)(ranks + i), _mm256_sub_epi32(_mm256_setzero_si256(), counts));
    }
}

const struct lanes kefu__lanes_avx2 = {add_rows, share, value, rank, RANK_MAX};
#else
typedef int kefu__lanes_avx2_is_left_out; /* C requires a declaration in each file */
#endif
