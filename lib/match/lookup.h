/* SPDX-License-Identifier: MIT
 * Table look-ups between two vector passes: the indices come from vector code, the results go back
 * to it.
 *
 * Scalar loads are faster than the gather instructions of the CPUs measured. The bottleneck of such
 * loops is the store port, so results are combined in a register and stored together. */
#ifndef KEFU_LIB_MATCH_LOOKUP_H
#define KEFU_LIB_MATCH_LOOKUP_H

#include <immintrin.h>
#include <stdint.h>
#include <string.h>

static inline __m128i look_up_two_words(const uint32_t *table, uint32_t a, uint32_t b) {
    return _mm_insert_epi32(_mm_cvtsi32_si128((int)table[a]), (int)table[b], 1);
}

/* Looks up the words of a table at four indices of 16 bits each. */
static inline void look_up_four_words(uint32_t *to, const uint32_t *table, const uint16_t *index) {
    uint64_t four;
    memcpy(&four, index, sizeof four);
    const __m128i low = look_up_two_words(table, (uint16_t)four, (uint16_t)(four >> 16));
    const __m128i high = look_up_two_words(table, (uint16_t)(four >> 32), (uint16_t)(four >> 48));
    _mm_storeu_si128((__m128i *)(void *)to, _mm_unpacklo_epi64(low, high));
}

static inline void look_up_two_entries(uint64_t *to, const uint64_t *table, uint32_t a,
                                       uint32_t b) {
    const __m128d low = _mm_load_sd((const double *)(const void *)(table + a));
    _mm_storeu_pd((double *)(void *)to,
                  _mm_loadh_pd(low, (const double *)(const void *)(table + b)));
}

/* Looks up the 64-bit entries of a table at four indices of 16 bits each. */
static inline void look_up_four_entries(uint64_t *to, const uint64_t *table,
                                        const uint16_t *index) {
    uint64_t four;
    memcpy(&four, index, sizeof four);
    look_up_two_entries(to, table, (uint16_t)four, (uint16_t)(four >> 16));
    look_up_two_entries(to + 2, table, (uint16_t)(four >> 32), (uint16_t)(four >> 48));
}

/* Looks up the table entries of `count` slots, a number that is rounded up to a multiple of 4. */
static inline void look_up_slots(uint64_t *to, const uint64_t *table, const uint32_t *slot,
                                 uint32_t count) {
    for (uint32_t i = 0; i < count; i += 4) {
        uint64_t low, high;
        memcpy(&low, slot + i, sizeof low);
        memcpy(&high, slot + i + 2, sizeof high);
        look_up_two_entries(to + i, table, (uint32_t)low, (uint32_t)(low >> 32));
        look_up_two_entries(to + i + 2, table, (uint32_t)high, (uint32_t)(high >> 32));
    }
}

/* Looks up the root edges of `count` codes, a number that is rounded up to a multiple of 4. */
static inline void look_up_codes(uint64_t *to, const uint64_t *table, const uint16_t *code,
                                 uint32_t count) {
    for (uint32_t i = 0; i < count; i += 4)
        look_up_four_entries(to + i, table, code + i);
}

#endif
