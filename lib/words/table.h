/* SPDX-License-Identifier: MIT
 * The compiled word list: what the generator writes and the look-up reads. */
#ifndef KEFU_LIB_WORDS_TABLE_H
#define KEFU_LIB_WORDS_TABLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    WORDS_POINT_FIRST = 0x4E00, /* Han characters that words may have: one block of Unicode */
    WORDS_POINT_LAST = 0x9FFF,
    WORDS_POINTS = WORDS_POINT_LAST - WORDS_POINT_FIRST + 1,
    WORDS_PAIR_BITS = 19, /* the width of a hashed pair: 64 KiB a bitmap */
    /* A unit of the double array: the base of its children, and the cost of the word that ends
     * there. */
    WORDS_COST_SHIFT = 24,
    WORDS_COST_NONE = 255,   /* no word ends there */
    WORDS_COST_UNKNOWN = 170 /* of a character that the list does not have as a word */
};
#define WORDS_BASE(unit) ((unit)&0xFFFFFFu)
#define WORDS_COST(unit) ((unit) >> WORDS_COST_SHIFT)

/* The ends of a match. */
enum words_side { WORDS_LEFT, WORDS_RIGHT, WORDS_SIDES };

/* Where the pair of neighbours a, b stands in the bitmaps. */
static inline uint32_t kefu__words_hash(uint32_t a, uint32_t b) {
    return ((a * 0x9E3779B1u) ^ (b * 0x85EBCA6Bu)) >> (32 - WORDS_PAIR_BITS);
}

/* The node that child `point` of node `node` is (the root is 0), or 0. */
uint32_t kefu__words_child(uint32_t node, uint32_t point);
/* What the word that ends at a node costs; WORDS_COST_NONE: none ends there. */
uint32_t kefu__words_cost(uint32_t node);
/* May a word cross that end of a match, with a before it and b behind it? */
bool kefu__words_pair(enum words_side side, uint32_t a, uint32_t b);

/* ---- grammar ---- */

/* Does a part of a word, `count` code points, consist of characters of grammar alone, so that the
 * word is no word of its own but one with such a character beside it? Outside of the match these
 * are what stands before a word (很, 不, 我) or behind it (了, 的, 到); inside, what may open or
 * close a keyword (是假的, 会再来, 就不). */
bool kefu__words_is_grammar_outside(enum words_side side, const uint32_t *part, uint32_t count);
bool kefu__words_is_grammar_inside(const uint32_t *part, uint32_t count);

#endif
