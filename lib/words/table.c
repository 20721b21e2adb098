/* SPDX-License-Identifier: MIT
 * Look-up in the compiled word list. */
#include "words/table.h"
#include "words/words.h"

#include "words_table.inc"

uint32_t kefu__words_version(void) {
    return WORDS_VERSION;
}

static uint32_t label_of(uint32_t point) {
    return point - WORDS_POINT_FIRST < WORDS_POINTS ? words_labels[point - WORDS_POINT_FIRST] : 0;
}

/* Bases of nodes are distinct, so a slot whose label is right has the right parent, too. */
uint32_t kefu__words_child(uint32_t node, uint32_t point) {
    const uint32_t base = WORDS_BASE(words_units[node]), label = label_of(point);
    return base != 0 && label != 0 && words_checks[base + label] == label ? base + label : 0;
}

uint32_t kefu__words_cost(uint32_t node) {
    return WORDS_COST(words_units[node]);
}

bool kefu__words_pair(enum words_side side, uint32_t a, uint32_t b) {
    const uint32_t bit = kefu__words_hash(a, b);
    return words_pairs[side][bit / 32] >> bit % 32 & 1;
}
