/* SPDX-License-Identifier: MIT
 * What every set of lanes does in plain C, of which compilers make vectors. Included once for each
 * instruction set, by a file that is compiled for it. */
#include "analysis/analysis.h"
#include "stats/logistic.h"

#include <string.h>

static void add_rows(const int16_t *rows, const struct feature_hit *features, size_t count,
                     size_t width, int32_t *sums) {
    size_t column, i, k;
    for (column = 0; column < width; column += LANES) {
        int32_t low[LANES / 2] = {0}, high[LANES / 2] = {0}; /* small enough for registers */
        for (i = 0; i < count; i++) {
            const int16_t *row = rows + MEANING_ROW(features[i].meaning) * LEXICON_LANES + column;
            for (k = 0; k < LANES / 2; k++)
                low[k] += row[k];
            for (k = 0; k < LANES / 2; k++)
                high[k] += row[LANES / 2 + k];
        }
        memcpy(sums + column, low, sizeof low);
        memcpy(sums + column + LANES / 2, high, sizeof high);
    }
}

static void share(const double *biases, const double *scales, double by, const int32_t *sums,
                  size_t count, double *shares) {
    size_t i;
    for (i = 0; i < count; i++)
        shares[i] = kefu__logistic(biases[i] + scales[i] * by * sums[i]);
}
