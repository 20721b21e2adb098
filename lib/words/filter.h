/* SPDX-License-Identifier: MIT
 * Which pairs of neighbouring characters a dictionary word may contain, so that the word may cross
 * an end of a match that lies between the two.
 *
 * A blocked Bloom filter: a hashed pair selects one 64-bit word and three bits in it, which are all
 * set if the pair was entered; some 2 % of other pairs pass. Pairs are entered in every spelling
 * (traditional, simplified), as UTF-8, so the filter is asked without decoding or folding the text.
 */
#ifndef KEFU_LIB_WORDS_FILTER_H
#define KEFU_LIB_WORDS_FILTER_H

#include "words/table.h"

#include <stddef.h>
#include <string.h>

enum {
    /* base-2 logarithm of the number of 64-bit words in the filter, which takes 256 KiB */
    WORDS_FILTER_BITS = 15,
    WORDS_FILTER_WORDS = 1 << WORDS_FILTER_BITS,
    WORDS_HAN_BYTES = 3 /* bytes in UTF-8 of a character in WORDS_POINT_FIRST … WORDS_POINT_LAST */
};

/* What the filter is asked of a pair of neighbouring characters. LEFT, RIGHT: can a dictionary word
 * that contains the pair cross the left or right end of a match that lies between the two
 * characters? JOINED: does any dictionary word contain the pair? */
enum words_pair { WORDS_PAIR_LEFT, WORDS_PAIR_RIGHT, WORDS_PAIR_JOINED };

extern const uint64_t kefu__words_filter[WORDS_FILTER_WORDS];

/* The three bytes of UTF-8 of a code point as a number, the first byte in the lowest bits. */
static inline uint32_t kefu__words_bytes(uint32_t point) {
    return (0xE0 | point >> 12) | (0x80 | (point >> 6 & 0x3F)) << 8 | (0x80 | (point & 0x3F)) << 16;
}

/* The hash of a pair: the index of a 64-bit word of the filter, and the three bits to test in it.
 */
struct words_hash {
    uint32_t word;
    uint64_t bits;
};

/* Three bits of a 64-bit word each, at different distances from one another. */
#define WORDS_PATTERNS                                                                             \
    {                                                                                              \
        0x0000000000000013u, 0x0000000000000085u, 0x0000000000000409u, 0x0000000000002041u,        \
            0x0000000000008101u, 0x0000000000100201u, 0x0000000002000801u, 0x0000000040001001u     \
    }

/* The hash of a pair of characters given as their six bytes of UTF-8, the first in the lowest bits:
 * its highest bits select a word, the next three a pattern, the next six how far it is rotated. */
static inline struct words_hash kefu__words_hash(enum words_pair kind, uint64_t pair) {
    static const uint64_t patterns[8] = WORDS_PATTERNS;
    const uint64_t hash = (pair | (uint64_t)kind << 48) * 0x9E3779B97F4A7C15u;
    const uint64_t pattern = patterns[hash >> (61 - WORDS_FILTER_BITS) & 7];
    const uint32_t by = (uint32_t)(hash >> (55 - WORDS_FILTER_BITS)) & 63;
    const struct words_hash result = {(uint32_t)(hash >> (64 - WORDS_FILTER_BITS)),
                                      pattern << by | pattern >> ((64 - by) & 63)};
    return result;
}

/* The hash of a pair of code points in WORDS_POINT_FIRST … WORDS_POINT_LAST. */
static inline struct words_hash kefu__words_hash_points(enum words_pair kind, uint32_t a,
                                                        uint32_t b) {
    return kefu__words_hash(kind, kefu__words_bytes(a) | (uint64_t)kefu__words_bytes(b) << 24);
}

static inline bool kefu__words_filter_has(struct words_hash hash) {
    return (kefu__words_filter[hash.word] & hash.bits) == hash.bits;
}

/* The filter bits of a pair of characters, for a dictionary word of which `inside` characters (1 or
 * 2) lie inside of the match. A word with two characters there can cross only a match of three
 * characters, so the two cases have different bits, which are in the same 64-bit word, so that one
 * look-up reads both. */
static inline uint64_t kefu__words_bits_inside(uint64_t bits, uint32_t inside) {
    return inside == 2 ? bits << 32 | bits >> 32 : bits;
}

/* ---- the test before a border test ---- */

/* Is this byte the lead byte of three-byte UTF-8 for the Unicode block of Han, or for code points
 * close to that block? */
static inline bool kefu__words_is_lead(uint32_t byte) {
    return (byte & 0xFF) - 0xE4 < 6;
}

/* Is this character (three bytes of UTF-8 as a number) punctuation of U+3000 … U+301F or U+FF00 …
 * U+FF3F? These are the most frequent neighbours of a match that are not Han, and none of them
 * folds to Han or is skipped by the matcher. */
static inline bool kefu__words_is_punctuation(uint32_t bytes) {
    return ((bytes & 0xFFFF) == 0xBCEF) | ((bytes & 0xE0FFFF) == 0x8080E3);
}

/* Loads eight bytes as a number, the first byte in the lowest bits. */
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

/* May a dictionary word cross one end of a match? `pair`: the UTF-8 of the two characters around
 * that end. `outer`: the one of them outside of the match, 0 if there are less than three bytes.
 * `nearest`: the byte outside of the match that is next to it, 0 at the end of the text. An outer
 * character that is not Han may fold to Han or be skipped by the matcher, so the answer for it is
 * true unless it is ASCII or punctuation. Branchless, because a branch on punctuation would be
 * mispredicted often. */
static inline bool kefu__words_may_cross(enum words_pair kind, uint64_t pair, bool is_long,
                                         uint32_t outer, uint32_t nearest) {
    const struct words_hash hash = kefu__words_hash(kind, pair & 0xFFFFFFFFFFFFu);
    const uint64_t word = kefu__words_filter[hash.word];
    const uint64_t bits = kefu__words_bits_inside(hash.bits, 2);
    const bool is_han = kefu__words_is_lead(outer);
    const bool has = ((word & hash.bits) == hash.bits) | (is_long & ((word & bits) == bits));
    return (is_han & has) | (!is_han & (nearest >= 0x80) & !kefu__words_is_punctuation(outer));
}

static inline bool kefu__words_may_cross_left(const char *text, uint32_t start, bool is_long) {
    /* are there enough bytes before the match for a Han character? */
    const bool is_whole = start >= WORDS_HAN_BYTES;
    const uint64_t pair = kefu__words_load(text + (is_whole ? start - WORDS_HAN_BYTES : 0));
    const uint32_t nearest = (unsigned char)text[start - (start > 0)];
    return kefu__words_may_cross(WORDS_PAIR_LEFT, pair, is_long,
                                 is_whole ? (uint32_t)pair & 0xFFFFFF : 0, start > 0 ? nearest : 0);
}

static inline bool kefu__words_may_cross_right(const char *text, size_t size, uint32_t end,
                                               bool is_long) {
    const bool is_whole = size - end >= WORDS_HAN_BYTES;
    const size_t to = is_whole ? end + WORDS_HAN_BYTES : size;
    const uint64_t pair = kefu__words_load(text + to - sizeof pair) >> 16;
    const uint32_t nearest = (unsigned char)text[end - (end == size)];
    return kefu__words_may_cross(WORDS_PAIR_RIGHT, pair, is_long,
                                 is_whole ? (uint32_t)(pair >> 24) & 0xFFFFFF : 0,
                                 end < size ? nearest : 0);
}

/* A cheap test before kefu__words_find_crossing(): false if no dictionary word can cross an end of
 * the match text[start … end). True if one may, which only a segmentation can decide; also true for
 * every match that is not two or three adjacent characters of the Unicode block. */
static inline bool kefu__words_may_cross_ends(const char *text, size_t size, uint32_t start,
                                              uint32_t end) {
    const bool is_long = end - start == 3 * WORDS_HAN_BYTES;
    if ((!is_long && end - start != 2 * WORDS_HAN_BYTES) ||
        !kefu__words_is_lead((unsigned char)text[start]) ||
        !kefu__words_is_lead((unsigned char)text[end - WORDS_HAN_BYTES]))
        return true;
    /* The tests below load eight bytes at once. A text that is shorter holds at most one more
     * character: any Han character beside the entry may belong to a longer word. */
    if (size < sizeof(uint64_t))
        return (start > 0 && (unsigned char)text[start - 1] >= 0x80) ||
               (end < size && (unsigned char)text[end] >= 0x80);
    /* bitwise |, not ||: a mispredicted branch costs more than the second look-up */
    return (unsigned)kefu__words_may_cross_left(text, start, is_long) |
           (unsigned)kefu__words_may_cross_right(text, size, end, is_long);
}

#endif
