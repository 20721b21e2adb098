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

extern const uint16_t kefu__words_labels[WORDS_POINTS];
extern const uint16_t kefu__words_checks[];
extern const uint32_t kefu__words_units[];

/* The label of a character, by which its node is found among the children of any; 0: no word has
 * the character. */
static inline uint32_t kefu__words_label(uint32_t point) {
    return point - WORDS_POINT_FIRST < WORDS_POINTS ? kefu__words_labels[point - WORDS_POINT_FIRST]
                                                    : 0;
}

/* The child of a node (the root is 0) by a character of this label, or 0. Bases of nodes are
 * distinct, so a slot whose label is right has the right parent, too. */
static inline uint32_t kefu__words_child(uint32_t node, uint32_t label) {
    const uint32_t base = WORDS_BASE(kefu__words_units[node]);
    return (base != 0) & (label != 0) && kefu__words_checks[base + label] == label ? base + label
                                                                                   : 0;
}

/* What the word that ends at a node costs; WORDS_COST_NONE: none ends there. */
static inline uint32_t kefu__words_cost(uint32_t node) {
    return WORDS_COST(kefu__words_units[node]);
}

/* ---- grammar ---- */

/* Does a part of a word, `count` code points, consist of characters of grammar alone, so that the
 * word is no word of its own but one with such a character beside it? Outside of the match these
 * are what stands before a word (很, 不, 我) or behind it (了, 的, 到); inside, what may open or
 * close a keyword (是假的, 会再来, 就不). */
bool kefu__words_is_grammar_outside(enum words_side side, const uint32_t *part, uint32_t count);
bool kefu__words_is_grammar_inside(const uint32_t *part, uint32_t count);

#endif
