/* SPDX-License-Identifier: MIT
 * Short names for AVX-512 intrinsics, and helpers of all files of the AVX-512 level. */
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
#define OR_AND(a, b, c) _mm512_ternarylogic_epi64(a, b, c, 0xF8) /* a | (b & c) */

/* A register of zeros for compression, which keeps the selected lanes side by side. In the CPUs
 * measured, that instruction has a false dependency on its destination register: it waits for
 * whatever was last computed there. Merging into a register that was just zeroed breaks the
 * dependency. */
static inline __m512i cleared(void) {
    __m512i zero = _mm512_setzero_si512();
    /* without this the compiler drops the zeroing, and picks any register */
    __asm__("" : "+v"(zero));
    return zero;
}

static inline __m512i compress8(__mmask64 mask, __m512i v) {
    return _mm512_mask_compress_epi8(cleared(), mask, v);
}

static inline __m512i compress32(__mmask16 mask, __m512i v) {
    return _mm512_mask_compress_epi32(cleared(), mask, v);
}

static inline __m512i compress16(__mmask32 mask, __m512i v) {
    return _mm512_mask_compress_epi16(cleared(), mask, v);
}

static inline uint32_t popcount(uint64_t mask) {
    return (uint32_t)_mm_popcnt_u64(mask);
}

static inline uint64_t low_bits(uint32_t n) {
    return _bzhi_u64(~(uint64_t)0, n);
}

/* Sixteen table entries of 64 bits: their low and their high halves in separate vectors. */
struct entries {
    __m512i low, high;
};

static inline struct entries load_entries(const uint64_t *entries) {
    const __m512i even = _mm512_set_epi32(30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2,
                                          0);
    const __m512i odd = _mm512_set_epi32(31, 29, 27, 25, 23, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1);
    const __m512i a = LOAD(entries), b = LOAD(entries + 8);
    return (struct entries){_mm512_permutex2var_epi32(a, even, b),
                            _mm512_permutex2var_epi32(a, odd, b)};
}

static inline __m512i entries_base(struct entries e) {
    return _mm512_srli_epi32(e.high, 6);
}

static inline __m512i entries_keyword(struct entries e) {
    return OR_AND(_mm512_srli_epi32(e.low, 16), _mm512_slli_epi32(e.high, 16), SET32(0xF0000));
}

static inline __mmask16 entries_edges(__mmask16 of, struct entries e) {
    return _mm512_mask_test_epi32_mask(of, e.high, SET32(1 << 4));
}

static inline __mmask16 entries_found(__mmask16 of, struct entries e) {
    return _mm512_mask_test_epi32_mask(of, e.high, SET32(1 << 5));
}

static inline __mmask16 lanes(uint32_t left) {
    return (__mmask16)(left < 16 ? (1u << left) - 1 : 0xFFFFu);
}

static inline __m512i codes_at(const struct match_work *work, uint32_t i) {
    return _mm512_cvtepu16_epi32(_mm256_loadu_si256((const void *)(work->code + i)));
}

static inline __m512i slots_of(const struct matcher *matcher, __m512i base, __m512i codes) {
    return _mm512_min_epu32(_mm512_add_epi32(base, codes), SET32(matcher->sentinel));
}

static inline __m512i iota32(uint32_t from) {
    return _mm512_add_epi32(_mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0),
                            SET32(from));
}

/* maximum number of symbols of the matches that vector code writes; scalar code writes longer ones
 */
#define SHALLOW 4

/* The functions of the AVX-512 level that files other than avx512.c define: see struct
 * scan_kernels. */
void kefu__decode_avx512(struct match_work *work, uint32_t need);
bool kefu__decode_texts_avx512(struct match_work *work, struct text_stream *stream, uint32_t need);
bool kefu__emit_avx512(struct match_work *work, uint32_t count);

#endif
