/* SPDX-License-Identifier: MIT
 * The first two passes of decoding for AVX-512 with VBMI2: bytes to indices into the pages of the
 * matcher, 64 bytes at a time; and the look-ups. */
#ifndef KEFU_LIB_MATCH_AVX512_POINTS_H
#define KEFU_LIB_MATCH_AVX512_POINTS_H

#include "match/avx512.h"
#include "match/lookup.h"

/* ---- bytes to code points ---- */

/* The vector constants of the first pass (decoding). Compilers would rebuild them for each chunk,
 * which was measured to cost a quarter of the pass; HIDE_VALUE hides their values, so that they
 * stay in registers. */
struct constants {
    __m512i directory_0, directory_1, directory_2, directory_3;
    __m512i iota, twice; /* the bytes 0, 1, 2, …; the bytes 0, 0, 1, 1, … */
    __m512i start_min, lead_mask, three_lead;
    __m512i high_bit, weights, bias, surrogate;
    __m512i two, three;
};

#define HIDE_VALUE(x) __asm__("" : "+v"(x))

static inline struct constants load_constants(const uint8_t *directory) {
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
    c.start_min = SET8(0xC0);
    c.lead_mask = SET8(0xF0);
    c.three_lead = SET8(0xE0);
    c.high_bit = SET16(0x80);
    c.weights = SET16(0x0140); /* factors: 64 for the second byte of a character, 1 for the third */
    c.bias = SET16(0 - 0x2080);
    c.surrogate = SET16(0xD800);
    c.two = SET32(2);
    c.three = SET32(3);
    HIDE_VALUE(c.iota);
    HIDE_VALUE(c.twice);
    HIDE_VALUE(c.start_min);
    HIDE_VALUE(c.lead_mask);
    HIDE_VALUE(c.three_lead);
    HIDE_VALUE(c.high_bit);
    HIDE_VALUE(c.weights);
    HIDE_VALUE(c.bias);
    HIDE_VALUE(c.surrogate);
    HIDE_VALUE(c.two);
    HIDE_VALUE(c.three);
    return c;
}

/* A chunk: 64 bytes of a text, and the plain characters that start in them. A character is plain if
 * it has one byte (ASCII) or three. */
struct chunk {
    /* the 64 bytes of the chunk, and those that begin one and two bytes later */
    __m512i first, second, third;
    uint64_t starts; /* bit mask: at which bytes characters start */
    __m512i at;      /* the start positions of the characters, one byte each */
    uint32_t count;
    uint32_t carry; /* bit mask: the continuation bytes that the next chunk must begin with */
    /* the next character is not plain (of one byte, or of three), or the text ends */
    bool stops;
    /* the last character of the previous chunk is not plain after all: this chunk does not begin
     * with its continuation bytes */
    bool drops_previous;
};

/* Finds the plain characters (of one byte, or of three) that start in the next 64 of `left` bytes,
 * up to the first byte that is not part of one. Overlong encodings and surrogates look plain here;
 * they are recognised later by their code points. Chunks are always 64 bytes apart, so that the
 * only dependency between chunks is the carry. */
static inline struct chunk read_chunk(const struct constants *constants, const uint8_t *text,
                                      size_t left, uint32_t carry, bool full) {
    struct chunk chunk;
    uint64_t inside = ~(uint64_t)0, whole = inside, starts, non_ascii, lead3, irregular;
    if (full) {
        chunk.first = LOAD(text);
        chunk.second = LOAD(text + 1);
        chunk.third = LOAD(text + 2);
    } else {
        /* low_bits() (instruction bzhi) gives all bits for 64 and more */
        inside = low_bits((uint32_t)left);
        whole = left > 2 ? low_bits((uint32_t)left - 2) : 0;
        chunk.first = _mm512_maskz_loadu_epi8(inside, text);
        chunk.second = _mm512_maskz_loadu_epi8(low_bits((uint32_t)left - 1), text + 1);
        chunk.third = _mm512_maskz_loadu_epi8(whole, text + 2);
    }
    starts = full ? _mm512_cmpge_epi8_mask(chunk.first, constants->start_min)
                  : _mm512_mask_cmpge_epi8_mask(inside, chunk.first, constants->start_min);
    chunk.at = compress8(starts,
                         /* on the assumption that all bytes belong to plain characters; done again
                          * if one does not */
                         constants->iota);
    non_ascii = _mm512_movepi8_mask(chunk.first);
    lead3 = _mm512_cmpeq_epi8_mask(_mm512_and_si512(chunk.first, constants->lead_mask),
                                   constants->three_lead);
    chunk.count = popcount(starts);
    chunk.carry = (uint32_t)(lead3 >> 62 | lead3 >> 63);
    irregular = ((starts ^ (lead3 << 1 | lead3 << 2 | carry)) ^ inside) & inside;
    irregular |= non_ascii & starts & ~lead3;
    irregular |= lead3 & ~whole; /* a character of three bytes that the end of the text cuts off */
    chunk.stops = !full && left <= 64;
    chunk.drops_previous = false;
    if (__builtin_expect(irregular != 0, 0)) {
        const uint64_t first = irregular & (0 - irregular);
        starts &= (first - 1) & ~(lead3 & (first >> 1 | first >> 2));
        chunk.at = compress8(starts, constants->iota);
        chunk.count = popcount(starts);
        chunk.drops_previous = first & carry;
        chunk.stops = true;
    }
    chunk.starts = starts;
    return chunk;
}

/* Up to 32 code points, and a bit mask of those that are ASCII. An overlong encoding of ASCII
 * becomes a surrogate, which takes the slow path. */
struct points {
    __m512i point;
    uint32_t ascii;
};

/* Decodes up to 32 plain characters. `at` has the position of each character in the chunk, in both
 * bytes of a lane. */
static inline struct points plain_points(const struct constants *constants,
                                         const struct chunk *chunk, __m512i at) {
    const __mmask64 even = 0x5555555555555555u;
    const __m512i lead = _mm512_maskz_permutexvar_epi8(even, at, chunk->first);
    const __m512i rest = _mm512_mask_permutexvar_epi8(_mm512_permutexvar_epi8(at, chunk->second),
                                                      ~even, at, chunk->third);
    const __mmask32 ascii = _mm512_testn_epi16_mask(lead, constants->high_bit);
    /* of a character of three bytes: (second byte - 0x80) * 64 + (third byte - 0x80) */
    const __m512i low = _mm512_add_epi16(_mm512_maddubs_epi16(rest, constants->weights),
                                         constants->bias);
    __m512i point = _mm512_add_epi16(_mm512_slli_epi16(lead, 12), low);
    point = _mm512_mask_blend_epi16(_mm512_cmplt_epu16_mask(point, constants->high_bit), point,
                                    constants->surrogate);
    return (struct points){_mm512_mask_blend_epi16(ascii, point, lead), ascii};
}

/* For each of 32 code points: its index in the page table. The directory of pages has 256 bytes in
 * four registers and is indexed by the high byte of a code point; permutex2var looks up two
 * registers at a time, and bit 7 selects the pair. */
static inline __m512i page_index(const struct constants *constants, __m512i point) {
    const __m512i lower = _mm512_permutex2var_epi8(constants->directory_0, point,
                                                   constants->directory_1);
    const __m512i upper = _mm512_permutex2var_epi8(constants->directory_2, point,
                                                   constants->directory_3);
    const __m512i pages = _mm512_mask_blend_epi8(_mm512_movepi8_mask(point), lower, upper);
    return _mm512_mask_blend_epi8(0x5555555555555555u, pages, point);
}

/* ---- the first pass ---- */

/* The numbers to add to the positions of 32 characters in their chunk (64 bytes) to get their byte
 * offsets in the text. */
struct origins {
    __m512i low, high;
};

/* Stores start and end offsets of up to 32 characters: ASCII has one byte, all others three. */
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

/* Decodes up to 32 characters of a chunk, whose positions in the chunk are given in `at`, and
 * stores them as the characters from index `from` on of the round. */
static inline void take_places(struct match_work *work, const struct constants *constants,
                               const struct chunk *chunk, __m512i at, struct origins origins,
                               uint32_t from) {
    const struct points points = plain_points(constants, chunk,
                                              _mm512_permutexvar_epi8(constants->twice, at));
    STORE(work->index + from, page_index(constants, points.point));
    store_offsets(work, constants, at, points.ascii, origins, work->have + from);
}

/* The positions of the characters of a chunk after the first 32. A chunk has more than 32
 * characters only if it is mostly ASCII. */
static inline __m512i more_places(const struct chunk *chunk) {
    return _mm512_shuffle_i64x2(chunk->at, chunk->at, 0x4E);
}

/* ---- the second pass ---- */

static inline void look_up_points(struct match_work *work, uint32_t n) {
    const uint32_t *pages = work->matcher->pages;
    for (uint32_t i = 0; i < n; i += 4)
        look_up_four_words(work->value + i, pages, work->index + i);
}

/* Loads sixteen 32-bit numbers as four vectors of four, the size in which they were stored.
 * Store-to-load forwarding does not combine several stores: one load of all sixteen would wait
 * until the last store has left the store buffer, which delays short texts, where the load follows
 * soon after. */
static inline __m512i load_fours(const uint32_t *words) {
    const __m128i *fours = (const __m128i *)(const void *)words;
    __m512i all = _mm512_castsi128_si512(_mm_loadu_si128(fours));
    all = _mm512_inserti32x4(all, _mm_loadu_si128(fours + 1), 1);
    all = _mm512_inserti32x4(all, _mm_loadu_si128(fours + 2), 2);
    return _mm512_inserti32x4(all, _mm_loadu_si128(fours + 3), 3);
}

/* The results of 32 look-ups in the page table: the codes (low halves) and properties (high halves)
 * of 32 characters. */
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

/* Counts the properties (Han, Latin, …) of n characters by population count, which is fast for few
 * characters; for more see struct counters. */
static inline void count_few(struct text_quality *quality, __m512i properties, uint32_t n) {
    const uint64_t counted = low_bits(n);
    quality->han += popcount(_mm512_test_epi16_mask(properties, SET16(1)) & counted);
    quality->simplified += popcount(_mm512_test_epi16_mask(properties, SET16(2)) & counted);
    quality->traditional += popcount(_mm512_test_epi16_mask(properties, SET16(4)) & counted);
    quality->latin += popcount(_mm512_test_epi16_mask(properties, SET16(8)) & counted);
    quality->foreign += popcount(_mm512_test_epi16_mask(properties, SET16(16)) & counted);
}

#endif
