/* SPDX-License-Identifier: MIT
 * The compiled word list: what the generator writes and the look-up reads. */
#ifndef KEFU_LIB_WORDS_TABLE_H
#define KEFU_LIB_WORDS_TABLE_H

#include <stdbool.h>
#include <stdint.h>

enum {
    /* The first and the last Han character that words of the dictionary may contain: a block of
       Unicode. */
    WORDS_POINT_FIRST = 0x4E00,
    WORDS_POINT_LAST = 0x9FFF,
    WORDS_POINTS = WORDS_POINT_LAST - WORDS_POINT_FIRST + 1,
    /* An element of kefu__words_units packs two numbers of a trie node: in the low 24 bits the base
     * of its children in the double array, above them the cost of the word that ends at the node.
     */
    WORDS_COST_SHIFT = 24,
    /* stored instead of a cost in a node of the trie at which no word ends */
    WORDS_COST_NONE = 255,
    /* cost in a segmentation of a single character that is not a word of the list */
    WORDS_COST_UNKNOWN = 170
};
#define WORDS_BASE(unit) ((unit)&0xFFFFFFu)
#define WORDS_COST(unit) ((unit) >> WORDS_COST_SHIFT)

/* The two ends of a match of a keyword. A dictionary word crosses an end if it begins on one side
 * of that end and ends on the other. */
enum words_side { WORDS_LEFT, WORDS_RIGHT, WORDS_SIDES };

extern const uint16_t kefu__words_labels[WORDS_POINTS];
extern const uint16_t kefu__words_checks[];
extern const uint32_t kefu__words_units[];

/* The label of a character, which added to a node's base gives the slot of its child by that
 * character; 0: the character is in no word. All spellings of a character, traditional and
 * simplified, have its label. */
static inline uint32_t kefu__words_label(uint32_t point) {
    return point - WORDS_POINT_FIRST < WORDS_POINTS ? kefu__words_labels[point - WORDS_POINT_FIRST]
                                                    : 0;
}

/* The slot of a node's child by the character with this label, or 0 for none; the root is 0. No two
 * nodes share a base, so a slot with the right label is a child of the right node. */
static inline uint32_t kefu__words_child(uint32_t node, uint32_t label) {
    const uint32_t base = WORDS_BASE(kefu__words_units[node]);
    return (base != 0) & (label != 0) && kefu__words_checks[base + label] == label ? base + label
                                                                                   : 0;
}

/* The cost (the higher, the rarer the word) of the word that ends at this node of the trie;
 * WORDS_COST_NONE if no word ends there. */
static inline uint32_t kefu__words_cost(uint32_t node) {
    return WORDS_COST(kefu__words_units[node]);
}

/* ---- grammar ---- */

/* Does this part of a dictionary word, `count` code points, consist of function words alone? The
 * dictionary word crosses an end of a match; if it is only a phrase with function words (很好 = 很
 * + 好) it must not reject the match. "outside": the part that lies outside of the match, before it
 * (很, 不, 我) or behind it (了, 的, 到). "inside": the part that belongs to the match (是假的,
 * 会再来, 就不). */
bool kefu__words_is_grammar_outside(enum words_side side, const uint32_t *part, uint32_t count);
bool kefu__words_is_grammar_inside(const uint32_t *part, uint32_t count);

#endif
