/* SPDX-License-Identifier: MIT
 * The kernels for every CPU, and which to use. */
#include "match/match.h"
#include "model/lanes_code.h"

/* for more numbers sorting is faster: measured with SSE2, both take equally long for 560 */
enum { RANK_MAX = 512 };

static void value(const int16_t *rows, const struct feature_hit *features, size_t count,
                  double general, const double *factors, size_t width, double *values) {
    for (size_t i = 0; i < count; i++) {
        const int16_t *row = rows + FEATURE_ROW(features[i].word);
        double sums[4] = {0};
        for (size_t at = 0; at < width; at += 4)
            for (size_t k = 0; k < 4; k++)
                sums[k] += factors[at + k] * row[at + k];
        values[i] = general * (double)FEATURE_GENERAL(features[i].word) +
                    ((sums[0] + sums[1]) + (sums[2] + sums[3]));
    }
}

static void rank(const int32_t *numbers, size_t count, uint32_t *ranks) {
    size_t j;
    for (size_t i = 0; i < count; i++) {
        const size_t block = i / 8 * 8;
        const int32_t own = numbers[i];
        uint32_t before = 0;
        for (j = 0; j < block; j++)
            before += numbers[j] >= own;
        for (; j < block + 8; j++)
            before += numbers[j] + (j < i) > own;
        for (; j < count; j++)
            before += numbers[j] > own;
        ranks[i] = before;
    }
}

const struct lanes kefu__lanes_portable = {add_rows, share, value, rank, RANK_MAX};

const struct lanes *kefu__lanes_best(void) {
#ifdef KEFU_HAVE_AVX2
    if (kefu__simd_supported(SIMD_AVX2))
        return &kefu__lanes_avx2;
#endif
    return &kefu__lanes_portable;
}
