/* SPDX-License-Identifier: MIT
 * Short names for AVX-512, for the two files of that level. */
#ifndef KEFU_LIB_MATCH_AVX512_H
#define KEFU_LIB_MATCH_AVX512_H

#include <immintrin.h>
#include <stdint.h>

#include "match/work.h"

#define LOAD(from)      _mm512_loadu_si512(from)
#define STORE(to, what) _mm512_storeu_si512(to, what)
#define SET8(x)         _mm512_set1_epi8((char)(x))
#define SET16(x)        _mm512_set1_epi16((short)(x))
#define SET32(x)        _mm512_set1_epi32((int)(x))
#define LOW(v)          _mm512_castsi512_si256(v)
#define HIGH(v)         _mm512_extracti64x4_epi64(v, 1)
#define OR_AND(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0xF8) /* a | (b & c) */

static inline uint32_t ones(uint64_t mask) {
    return (uint32_t)_mm_popcnt_u64(mask);
}

static inline uint64_t below(uint32_t n) {
    return _bzhi_u64(~(uint64_t)0, n);
}

/* The half of the level that decodes: see struct level. */
void kefu__decode_avx512(struct match_work *work, uint32_t need);
bool kefu__decode_texts_avx512(struct match_work *work, struct text_stream *stream, uint32_t need);

#endif
