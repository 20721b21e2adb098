/* SPDX-License-Identifier: MIT
 * Which pairs of neighbouring characters a word may hold, and so cut a match at one of its ends.
 *
 * A blocked Bloom filter: a hashed pair selects one 64-bit word and three bits in it, which are all
 * set if the pair was entered; some 2 % of other pairs pass. Pairs are entered in every spelling
 * (traditional, simplified), as UTF-8: so the test before a border test neither decodes nor folds.
 */
#ifndef KEFU_LIB_WORDS_FILTER_H
#define KEFU_LIB_WORDS_FILTER_H

#include "words/table.h"

#include <stddef.h>
#include <string.h>

enum {
    WORDS_FILTER_BITS = 15, /* the width of the number of a word of the filter: 256 KiB */
    WORDS_FILTER_WORDS = 1 << WORDS_FILTER_BITS,
    WORDS_HAN_BYTES = 3 /* of a character of WORDS_POINT_FIRST … WORDS_POINT_LAST in UTF-8 */
};

/* What a pair says: a word that holds it may cut a match between the two, at its left or right end,
 * with one or two characters of the word inside of the match; or some word holds it. */
enum words_pair {
    WORDS_PAIR_LEFT_1,
    WORDS_PAIR_RIGHT_1,
    WORDS_PAIR_LEFT_2,
    WORDS_PAIR_RIGHT_2,
    WORDS_PAIR_JOINED
};

extern const uint64_t kefu__words_filter[WORDS_FILTER_WORDS];

/* A code point of three bytes in UTF-8, the first in the lowest bits. */
static inline uint32_t kefu__words_bytes(uint32_t point) {
    return (0xE0 | point >> 12) | (0x80 | (point >> 6 & 0x3F)) << 8 | (0x80 | (point & 0x3F)) << 16;
}

/* A hashed pair: the number of its word, and the three bits in that. */
struct words_hash {
    uint32_t word;
    uint64_t bits;
};

/* The hash of two characters of three bytes each, the first in the lowest bits. */
static inline struct words_hash kefu__words_hash(enum words_pair kind, uint64_t pair) {
    const uint64_t hash = (uint32_t)pair * 0x9E3779B97F4A7C15u +
                          ((uint32_t)(pair >> 32) | (uint32_t)kind << 16) * 0xC2B2AE3D27D4EB4Fu;
    const struct words_hash result = {(uint32_t)(hash >> (64 - WORDS_FILTER_BITS)),
                                      (uint64_t)1 << (hash >> 43 & 63) |
                                          (uint64_t)1 << (hash >> 37 & 63) |
                                          (uint64_t)1 << (hash >> 31 & 63)};
    return result;
}

/* The hash of two code points of the block. */
static inline struct words_hash kefu__words_hash_points(enum words_pair kind, uint32_t a,
                                                        uint32_t b) {
    return kefu__words_hash(kind, kefu__words_bytes(a) | (uint64_t)kefu__words_bytes(b) << 24);
}

static inline bool kefu__words_filter_has(struct words_hash hash) {
    return (kefu__words_filter[hash.word] & hash.bits) == hash.bits;
}

/* ---- the test before a border test ---- */

/* Does a byte begin a character of the block, or one near it? */
static inline bool kefu__words_is_lead(uint32_t byte) {
    return (byte & 0xFF) - 0xE4 < 6;
}

/* Punctuation of U+3000 … U+301F or U+FF00 … U+FF3F, by its bytes: the most frequent neighbours
 * that are no Han, and none of them is folded to Han or skipped. */
static inline bool kefu__words_is_punctuation(uint32_t bytes) {
    return ((bytes & 0xFFFF) == 0xBCEF) | ((bytes & 0xE0FFFF) == 0x8080E3);
}

/* Eight bytes, the first in the lowest bits. */
static inline uint64_t kefu__words_load(const char *at) {
    uint64_t value;
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(&value, at, sizeof value);
#else
    value = 0;
    for (size_t i = sizeof value; i-- > 0;)
        value = value << 8 | (unsigned char)at[i];
#endif
    return value;
}

/* May a word cross one end of a match, between the characters of a pair, of which the outer one is
 * given again with its byte beside the match? Characters that are not of the block may be folded to
 * it, or skipped, unless they are ASCII or punctuation. Branchless, for whether punctuation stands
 * there is hard to predict. */
static inline bool kefu__words_may_cross(enum words_pair kind, uint64_t pair, uint32_t outer,
                                         uint32_t nearest) {
    const bool is_han = kefu__words_is_lead(outer);
    const bool has = kefu__words_filter_has(kefu__words_hash(kind, pair & 0xFFFFFFFFFFFFu));
    return (is_han & has) | (!is_han & (nearest >= 0x80) & !kefu__words_is_punctuation(outer));
}

/* kefu__words_may_cut() of anything but two characters of the block. */
bool kefu__words_may_cut_long(const char *text, size_t size, uint32_t start, uint32_t end);

/* The filter before kefu__words_cuts(): false if no word can cut text[start … end), true if one
 * may. */
static inline bool kefu__words_may_cut(const char *text, size_t size, uint32_t start,
                                       uint32_t end) {
    const char *left = text + start, *right = text + end;
    if (end - start != 2 * WORDS_HAN_BYTES || start < WORDS_HAN_BYTES ||
        size - end < WORDS_HAN_BYTES || !kefu__words_is_lead((unsigned char)left[0]) ||
        !kefu__words_is_lead((unsigned char)right[-WORDS_HAN_BYTES]))
        return kefu__words_may_cut_long(text, size, start, end);
    const uint64_t before = kefu__words_load(left - WORDS_HAN_BYTES);
    const uint64_t behind = kefu__words_load(right + WORDS_HAN_BYTES - sizeof behind) >> 16;
    const bool at_start = kefu__words_may_cross(
        WORDS_PAIR_LEFT_1, before, (uint32_t)before & 0xFFFFFF, (uint32_t)before >> 16 & 0xFF);
    const bool at_end = kefu__words_may_cross(WORDS_PAIR_RIGHT_1, behind, (uint32_t)(behind >> 24),
                                              (uint32_t)behind >> 24);
    return (unsigned)at_start | (unsigned)at_end; /* both: one branch costs more than a look-up */
}

#endif
