/* SPDX-License-Identifier: MIT
 * The kernels that compilers vectorise from plain C. Included once for each instruction set, by a
 * file that is compiled for it. */
#include "model/table.h"
#include "stats/logistic.h"

#include <string.h>

/* LANES accumulators of 16 bits, for as many columns of the weight rows; few enough to stay in the
 * vector registers of any instruction set. */
struct sixteens {
    int16_t low[LANES / 2], high[LANES / 2];
};

static inline struct sixteens add_few(const int16_t *rows, const struct feature_hit *features,
                                      size_t count) {
    struct sixteens sum = {{0}, {0}};
    for (size_t i = 0; i < count; i++) {
        const int16_t *row = rows + FEATURE_ROW(features[i].word);
        for (size_t k = 0; k < LANES / 2; k++)
            sum.low[k] = (int16_t)(sum.low[k] + row[k]);
        for (size_t k = 0; k < LANES / 2; k++)
            sum.high[k] = (int16_t)(sum.high[k] + row[LANES / 2 + k]);
    }
    return sum;
}

static void add_rows(const int16_t *rows, const struct feature_hit *features, size_t count,
                     size_t width, size_t reach, int32_t *sums) {
    size_t column;
    memset(sums, 0, width * sizeof *sums);
    for (column = 0; column < width; column += LANES)
        for (size_t i = 0; i < count; i += reach) {
            const struct sixteens sum = add_few(rows + column, features + i,
                                                count - i < reach ? count - i : reach);
            for (size_t k = 0; k < LANES / 2; k++)
                sums[column + k] += sum.low[k];
            for (size_t k = 0; k < LANES / 2; k++)
                sums[column + LANES / 2 + k] += sum.high[k];
        }
}

static void share(const double *biases, const double *scales, double by, const int32_t *sums,
                  size_t count, double *shares) {
    for (size_t i = 0; i < count; i++)
        shares[i] = kefu__logistic(biases[i] + scales[i] * by * sums[i]);
}
