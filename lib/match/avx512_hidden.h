/* SPDX-License-Identifier: MIT
 * Symbols between Han, for AVX-512 with VBMI2: found as bits, in any number of characters. */
#ifndef KEFU_LIB_MATCH_AVX512_HIDDEN_H
#define KEFU_LIB_MATCH_AVX512_HIDDEN_H

#include "match/avx512.h"

/* Of characters that are decoded together, bits by 32: those that the reader must look at, Han, and
 * symbols that are left out between Han. With nothing before and behind them. */
#define MARKED_GROUPS (2 * BLOCK / 32)
struct marked {
    uint32_t slow[MARKED_GROUPS];
    uint32_t han[MARKED_GROUPS + 2], symbols[MARKED_GROUPS + 2]; /* of group i at i + 1 */
    uint32_t any;                                                /* slow or a symbol */
};

static inline void begin_marks(struct marked *marked, uint32_t n) {
    const uint32_t groups = (n + 31) / 32;
    marked->any = marked->han[0] = marked->symbols[0] = 0;
    marked->han[groups + 1] = marked->symbols[groups + 1] = 0;
}

static inline void mark_symbols(uint32_t g, __m512i properties, uint32_t inside,
                                struct marked *marked) {
    const uint32_t han = _mm512_test_epi16_mask(properties, SET16(POINT_HAN >> 16));
    const uint32_t symbols = _mm512_test_epi16_mask(properties, SET16(POINT_SYMBOL >> 16));
    const uint32_t broken = _mm512_test_epi16_mask(properties, SET16(POINT_SHORT >> 16));
    marked->han[g + 1] = han & inside;
    marked->symbols[g + 1] = symbols & ~broken & inside;
    marked->any |= marked->symbols[g + 1];
}

/* The bits of a group, at 2 to 33, with two more on either side. */
static inline uint64_t wide_group(const uint32_t *groups, uint32_t g) {
    return (uint64_t)groups[g + 1] << 2 | groups[g] >> 30 | (uint64_t)(groups[g + 2] & 3) << 34;
}

/* Runs of one or two symbols between Han: see TEXT_SKIP_SYMBOLS. */
static inline uint32_t hidden_lanes(const struct marked *marked, uint32_t g) {
    const uint64_t han = wide_group(marked->han, g), symbols = wide_group(marked->symbols, g);
    const uint64_t first = han << 1 & (han >> 1 | (symbols >> 1 & han >> 2));
    const uint64_t second = symbols << 1 & han << 2 & han >> 1;
    return (uint32_t)((symbols & (first | second)) >> 2);
}

#endif
