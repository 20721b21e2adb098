/* SPDX-License-Identifier: MIT
 * The first two passes of decoding for AVX-512 with VBMI2: bytes to places in the pages, 64 bytes
 * at a time, and the look-ups there. */
#ifndef KEFU_LIB_MATCH_AVX512_POINTS_H
#define KEFU_LIB_MATCH_AVX512_POINTS_H

#include "match/avx512.h"
#include "match/look_up.h"

/* ---- bytes to code points ---- */

/* What the loop of the first pass has at hand in registers. Compilers would rather make constants
 * anew for each chunk, which costs a quarter of the pass: HELD keeps them from knowing the values.
 */
struct constants {
    __m512i directory_0, directory_1, directory_2, directory_3;
    __m512i iota, twice; /* 0, 1, 2, …; 0, 0, 1, 1, … */
    __m512i rest_end, lead_mask, wide_lead;
    __m512i high_bit, weights, bias, surrogate;
    __m512i two, three;
};

#define HELD(x) __asm__("" : "+v"(x))

static inline struct constants hold_constants(const uint8_t *directory) {
    struct constants c;
    c.directory_0 = LOAD(directory);
    c.directory_1 = LOAD(directory + 64);
    c.directory_2 = LOAD(directory + 128);
    c.directory_3 = LOAD(directory + 192);
    c.iota = _mm512_set_epi8(63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46,
                             45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28,
                             27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10,
                             9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    c.twice = _mm512_set_epi8(31, 31, 30, 30, 29, 29, 28, 28, 27, 27, 26, 26, 25, 25, 24, 24, 23,
                              23, 22, 22, 21, 21, 20, 20, 19, 19, 18, 18, 17, 17, 16, 16, 15, 15,
                              14, 14, 13, 13, 12, 12, 11, 11, 10, 10, 9, 9, 8, 8, 7, 7, 6, 6, 5, 5,
                              4, 4, 3, 3, 2, 2, 1, 1, 0, 0);
    c.rest_end = SET8(0xC0);
    c.lead_mask = SET8(0xF0);
    c.wide_lead = SET8(0xE0);
    c.high_bit = SET16(0x80);
    c.weights = SET16(0x0140); /* of the second byte 64, of the third 1 */
    c.bias = SET16(0 - 0x2080);
    c.surrogate = SET16(0xD800);
    c.two = SET32(2);
    c.three = SET32(3);
    HELD(c.iota);
    HELD(c.twice);
    HELD(c.rest_end);
    HELD(c.lead_mask);
    HELD(c.wide_lead);
    HELD(c.high_bit);
    HELD(c.weights);
    HELD(c.bias);
    HELD(c.surrogate);
    HELD(c.two);
    HELD(c.three);
    return c;
}

/* 64 bytes of a text, and the plain characters that start in them. */
struct chunk {
    __m512i first, second, third; /* the bytes, and those one and two places on */
    uint64_t starts;              /* where the characters start */
    __m512i at;                   /* the same, as bytes */
    uint32_t count;
    uint32_t due;   /* continuation bytes that the next chunk has to begin with, as bits */
    bool stops;     /* behind these characters comes one that is not plain, or nothing */
    bool takes_one; /* the last character of the chunk before is not plain */
};

/* Looks for plain characters that start in the next 64 of `left` bytes: ASCII or three bytes of the
 * right shape, before the first byte that is neither. Overlong forms and surrogates have the right
 * shape; their code points give them away. Steps are of 64 bytes whatever the characters, and
 * nothing but the check waits for more than one comparison. */
static inline struct chunk read_chunk(const struct constants *constants, const uint8_t *text,
                                      size_t left, uint32_t due, bool full) {
    struct chunk chunk;
    uint64_t inside = ~(uint64_t)0, whole = inside, starts, high, wide, strange;
    if (full) {
        chunk.first = LOAD(text);
        chunk.second = LOAD(text + 1);
        chunk.third = LOAD(text + 2);
    } else {
        inside = below((uint32_t)left); /* all bits for 64 and more */
        whole = left > 2 ? below((uint32_t)left - 2) : 0;
        chunk.first = _mm512_maskz_loadu_epi8(inside, text);
        chunk.second = _mm512_maskz_loadu_epi8(below((uint32_t)left - 1), text + 1);
        chunk.third = _mm512_maskz_loadu_epi8(whole, text + 2);
    }
    starts = full ? _mm512_cmpge_epi8_mask(chunk.first, constants->rest_end)
                  : _mm512_mask_cmpge_epi8_mask(inside, chunk.first, constants->rest_end);
    chunk.at = compress8(starts, constants->iota); /* if there is no ill-formed byte */
    high = _mm512_movepi8_mask(chunk.first);
    wide = _mm512_cmpeq_epi8_mask(_mm512_and_si512(chunk.first, constants->lead_mask),
                                  constants->wide_lead);
    chunk.count = ones(starts);
    chunk.due = (uint32_t)(wide >> 62 | wide >> 63);
    strange = ((starts ^ (wide << 1 | wide << 2 | due)) ^ inside) & inside;
    strange |= high & starts & ~wide;
    strange |= wide & ~whole; /* cut off by the end of the text */
    chunk.stops = !full && left <= 64;
    chunk.takes_one = false;
    if (__builtin_expect(strange != 0, 0)) {
        const uint64_t first = strange & (0 - strange);
        starts &= (first - 1) & ~(wide & (first >> 1 | first >> 2));
        chunk.at = compress8(starts, constants->iota);
        chunk.count = ones(starts);
        chunk.takes_one = first & due;
        chunk.stops = true;
    }
    chunk.starts = starts;
    return chunk;
}

/* Up to 32 characters: their code points, and which of them are ASCII. An overlong form of ASCII
 * becomes a surrogate, which is slow. */
struct points {
    __m512i point;
    uint32_t ascii;
};

/* `at` has the place of each character in the chunk twice, in both bytes. */
static inline struct points plain_points(const struct constants *constants,
                                         const struct chunk *chunk, __m512i at) {
    const __mmask64 even = 0x5555555555555555u;
    const __m512i lead = _mm512_maskz_permutexvar_epi8(even, at, chunk->first);
    const __m512i rest = _mm512_mask_permutexvar_epi8(_mm512_permutexvar_epi8(at, chunk->second),
                                                      ~even, at, chunk->third);
    const __mmask32 ascii = _mm512_testn_epi16_mask(lead, constants->high_bit);
    /* The second byte times 64, and the third, less 0x80 each. */
    const __m512i low = _mm512_add_epi16(_mm512_maddubs_epi16(rest, constants->weights),
                                         constants->bias);
    __m512i point = _mm512_add_epi16(_mm512_slli_epi16(lead, 12), low);
    point = _mm512_mask_blend_epi16(_mm512_cmplt_epu16_mask(point, constants->high_bit), point,
                                    constants->surrogate);
    return (struct points){_mm512_mask_blend_epi16(ascii, point, lead), ascii};
}

/* Where in the pages they are: the directory is looked up with their high bytes. */
static inline __m512i page_index(const struct constants *constants, __m512i point) {
    const __m512i lower = _mm512_permutex2var_epi8(constants->directory_0, point,
                                                   constants->directory_1);
    const __m512i upper = _mm512_permutex2var_epi8(constants->directory_2, point,
                                                   constants->directory_3);
    const __m512i pages = _mm512_mask_blend_epi8(_mm512_movepi8_mask(point), lower, upper);
    return _mm512_mask_blend_epi8(0x5555555555555555u, pages, point);
}

/* ---- the first pass ---- */

/* What has to be added to the places of 32 characters to make offsets of their text. */
struct origins {
    __m512i low, high;
};

static inline void store_offsets(struct match_work *work, const struct constants *constants,
                                 __m512i at, uint32_t ascii, struct origins origins,
                                 uint32_t have) {
    const __m512i three = constants->three, two = constants->two;
    const __m512i low = _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_castsi512_si128(at)),
                                         origins.low);
    const __m512i high = _mm512_add_epi32(_mm512_cvtepu8_epi32(_mm512_extracti32x4_epi32(at, 1)),
                                          origins.high);
    const __m512i low_end = _mm512_add_epi32(low, three), high_end = _mm512_add_epi32(high, three);
    STORE(work->start + have, low);
    STORE(work->start + have + 16, high);
    STORE(work->end + have, _mm512_mask_sub_epi32(low_end, (__mmask16)ascii, low_end, two));
    STORE(work->end + have + 16,
          _mm512_mask_sub_epi32(high_end, (__mmask16)(ascii >> 16), high_end, two));
}

/* Up to 32 characters, at places of a chunk, as points `from` …. */
static inline void take_places(struct match_work *work, const struct constants *constants,
                               const struct chunk *chunk, __m512i at, struct origins origins,
                               uint32_t from) {
    const struct points points = plain_points(constants, chunk,
                                              _mm512_permutexvar_epi8(constants->twice, at));
    STORE(work->index + from, page_index(constants, points.point));
    store_offsets(work, constants, at, points.ascii, origins, work->have + from);
}

/* The places behind the first 32, which there are if much of a chunk is ASCII. */
static inline __m512i more_places(const struct chunk *chunk) {
    return _mm512_shuffle_i64x2(chunk->at, chunk->at, 0x4E);
}

/* ---- the second pass ---- */

static inline void look_up_points(struct match_work *work, uint32_t n) {
    const uint32_t *pages = work->matcher->pages;
    for (uint32_t i = 0; i < n; i += 4)
        look_up_four_words(work->value + i, pages, work->index + i);
}

/* Sixteen words as they were stored, four by four: whole, they could not be loaded before the last
 * of them had left the store buffer, for which short texts would wait. */
static inline __m512i load_fours(const uint32_t *words) {
    const __m128i *fours = (const __m128i *)(const void *)words;
    __m512i all = _mm512_castsi128_si512(_mm_loadu_si128(fours));
    all = _mm512_inserti32x4(all, _mm_loadu_si128(fours + 1), 1);
    all = _mm512_inserti32x4(all, _mm_loadu_si128(fours + 2), 2);
    return _mm512_inserti32x4(all, _mm_loadu_si128(fours + 3), 3);
}

/* What 32 look-ups found. */
struct values {
    __m512i codes, properties;
};

static inline struct values load_values(const struct match_work *work, uint32_t i) {
    const __m512i even = _mm512_set_epi16(62, 60, 58, 56, 54, 52, 50, 48, 46, 44, 42, 40, 38, 36,
                                          34, 32, 30, 28, 26, 24, 22, 20, 18, 16, 14, 12, 10, 8, 6,
                                          4, 2, 0);
    const __m512i odd = _mm512_add_epi16(even, SET16(1));
    const __m512i low = load_fours(work->value + i);
    const __m512i high = load_fours(work->value + i + 16);
    return (struct values){_mm512_permutex2var_epi16(low, even, high),
                           _mm512_permutex2var_epi16(low, odd, high)};
}

/* Counts as numbers, for few characters; above, as lanes. */
static inline void count_few(struct text_quality *quality, __m512i properties, uint32_t n) {
    const uint64_t counted = below(n);
    quality->han += ones(_mm512_test_epi16_mask(properties, SET16(1)) & counted);
    quality->simplified += ones(_mm512_test_epi16_mask(properties, SET16(2)) & counted);
    quality->traditional += ones(_mm512_test_epi16_mask(properties, SET16(4)) & counted);
    quality->latin += ones(_mm512_test_epi16_mask(properties, SET16(8)) & counted);
    quality->foreign += ones(_mm512_test_epi16_mask(properties, SET16(16)) & counted);
}

#endif
