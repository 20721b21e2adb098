/* SPDX-License-Identifier: MIT
 * TEXT_SKIP_SYMBOLS for AVX-512 with VBMI2: finds the symbols to skip by operations on bit masks,
 * 32 characters at a time. */
#ifndef KEFU_LIB_MATCH_AVX512_SKIPPED_H
#define KEFU_LIB_MATCH_AVX512_SKIPPED_H

#include "match/avx512.h"

/* Bit masks of the characters of a round, in groups of 32: which characters need the slow path, are
 * Han, or are symbols that matching skips between Han characters. Groups of zeros before and behind
 * them serve as sentinels. */
#define MASK_GROUPS (2 * BLOCK / 32)
struct lane_masks {
    uint32_t slow[MASK_GROUPS];
    uint32_t han[MASK_GROUPS + 2], symbols[MASK_GROUPS + 2]; /* element i + 1 is group i */
    uint32_t any; /* not 0: some bit of `slow` or `symbols` is set */
};

static inline void begin_masks(struct lane_masks *masks, uint32_t n) {
    const uint32_t groups = (n + 31) / 32;
    masks->any = masks->han[0] = masks->symbols[0] = 0;
    masks->han[groups + 1] = masks->symbols[groups + 1] = 0;
}

static inline void mark_symbols(uint32_t g, __m512i properties, uint32_t inside,
                                struct lane_masks *masks) {
    const uint32_t han = _mm512_test_epi16_mask(properties, SET16(POINT_HAN >> 16));
    const uint32_t symbols = _mm512_test_epi16_mask(properties, SET16(POINT_SYMBOL >> 16));
    const uint32_t broken = _mm512_test_epi16_mask(properties, SET16(POINT_SHORT >> 16));
    masks->han[g + 1] = han & inside;
    masks->symbols[g + 1] = symbols & ~broken & inside;
    masks->any |= masks->symbols[g + 1];
}

/* The 32 bits of group g of a mask in bits 2 to 33, with the two last bits of the group before it
 * below, and the two first bits of the next group above. */
static inline uint64_t wide_group(const uint32_t *groups, uint32_t g) {
    return (uint64_t)groups[g + 1] << 2 | groups[g] >> 30 | (uint64_t)(groups[g + 2] & 3) << 34;
}

/* A bit mask of the symbols of group g that matching skips: those in runs of one or two symbols
 * between Han characters, see TEXT_SKIP_SYMBOLS. */
static inline uint32_t skipped_lanes(const struct lane_masks *masks, uint32_t g) {
    const uint64_t han = wide_group(masks->han, g), symbols = wide_group(masks->symbols, g);
    const uint64_t first = han << 1 & (han >> 1 | (symbols >> 1 & han >> 2));
    const uint64_t second = symbols << 1 & han << 2 & han >> 1;
    return (uint32_t)((symbols & (first | second)) >> 2);
}

#endif
