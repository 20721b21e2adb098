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

/* A hashed pair: the number of its word, and the three bits in that. */
struct words_hash {
    uint32_t word;
    uint64_t bits;
};

static inline struct words_hash kefu__words_hash(enum words_pair kind, uint32_t first_four,
                                                 uint32_t last_two) {
    const uint64_t hash = first_four * 0x9E3779B97F4A7C15u +
                          (last_two | (uint32_t)kind << 16) * 0xC2B2AE3D27D4EB4Fu;
    const struct words_hash result = {(uint32_t)(hash >> (64 - WORDS_FILTER_BITS)),
                                      (uint64_t)1 << (hash >> 43 & 63) |
                                          (uint64_t)1 << (hash >> 37 & 63) |
                                          (uint64_t)1 << (hash >> 31 & 63)};
    return result;
}

static inline bool kefu__words_filter_has(struct words_hash hash) {
    return (kefu__words_filter[hash.word] & hash.bits) == hash.bits;
}

/* The hash of two characters that stand at `pair`, six bytes. */
static inline struct words_hash kefu__words_hash_bytes(enum words_pair kind,
                                                       const unsigned char *pair) {
    return kefu__words_hash(kind,
                            (uint32_t)pair[0] | (uint32_t)pair[1] << 8 | (uint32_t)pair[2] << 16 |
                                (uint32_t)pair[3] << 24,
                            (uint32_t)pair[4] | (uint32_t)pair[5] << 8);
}

/* The hash of two code points of that block. */
static inline struct words_hash kefu__words_hash_points(enum words_pair kind, uint32_t a,
                                                        uint32_t b) {
    const unsigned char pair[2 * WORDS_HAN_BYTES] = {
        (unsigned char)(0xE0 | a >> 12),         (unsigned char)(0x80 | (a >> 6 & 0x3F)),
        (unsigned char)(0x80 | (a & 0x3F)),      (unsigned char)(0xE0 | b >> 12),
        (unsigned char)(0x80 | (b >> 6 & 0x3F)), (unsigned char)(0x80 | (b & 0x3F))};
    return kefu__words_hash_bytes(kind, pair);
}

/* ---- the test before a border test ---- */

/* Does this byte begin a character of the block, or one near it? */
static inline bool kefu__words_is_lead(unsigned char byte) {
    return (unsigned char)(byte - 0xE4) < 6;
}

/* Punctuation of U+3000 … U+301F or U+FF00 … U+FF3F: the most frequent neighbours that are no Han,
 * and none of them is folded to Han or skipped. */
static inline bool kefu__words_is_punctuation(const unsigned char *at) {
    return ((at[0] == 0xEF) & (at[1] == 0xBC)) |
           ((at[0] == 0xE3) & (at[1] == 0x80) & (at[2] < 0xA0));
}

/* May a word cross one end of a match, which lies between the two characters at `pair`? The outer
 * one stands at `outer`, and `nearest` is its byte beside the match. Other characters than of the
 * block may be folded to it, or skipped, unless they are ASCII or punctuation. Branchless, for
 * whether punctuation stands there is hard to predict. */
static inline bool kefu__words_may_cross(enum words_side side, bool is_long,
                                         const unsigned char *pair, const unsigned char *outer,
                                         unsigned char nearest) {
    const bool is_han = kefu__words_is_lead(outer[0]);
    bool has = kefu__words_filter_has(
        kefu__words_hash_bytes(side == WORDS_LEFT ? WORDS_PAIR_LEFT_1 : WORDS_PAIR_RIGHT_1, pair));
    if (is_long)
        has |= kefu__words_filter_has(kefu__words_hash_bytes(
            side == WORDS_LEFT ? WORDS_PAIR_LEFT_2 : WORDS_PAIR_RIGHT_2, pair));
    return (is_han & has) | (!is_han & (nearest >= 0x80) & !kefu__words_is_punctuation(outer));
}

/* The filter before kefu__words_cuts(): false if no word can cut text[start … end), true if one
 * may. Matches that are not two or three characters of the block side by side are left to that. */
static inline bool kefu__words_may_cut(const char *text, size_t size, uint32_t start,
                                       uint32_t end) {
    const unsigned char *left = (const unsigned char *)text + start;
    const unsigned char *right = (const unsigned char *)text + end;
    const bool is_long = end - start == 3 * WORDS_HAN_BYTES;
    bool may;
    if ((!is_long && end - start != 2 * WORDS_HAN_BYTES) || !kefu__words_is_lead(left[0]) ||
        !kefu__words_is_lead(right[-WORDS_HAN_BYTES]))
        return true;
    may = start >= WORDS_HAN_BYTES
              ? kefu__words_may_cross(WORDS_LEFT, is_long, left - WORDS_HAN_BYTES,
                                      left - WORDS_HAN_BYTES, left[-1])
              : start > 0 && left[-1] >= 0x80;
    may |= size - end >= WORDS_HAN_BYTES
               ? kefu__words_may_cross(WORDS_RIGHT, is_long, right - WORDS_HAN_BYTES, right,
                                       right[0])
               : size > end && right[0] >= 0x80;
    return may;
}

#endif
