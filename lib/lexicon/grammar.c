/* SPDX-License-Identifier: MIT
 * Grammar where no document speaks of it, and sets of characters. */
#include <string.h>

#include "lexicon/build.h"

#define THRESHOLD_UNSAID 0.3 /* default of the lowest score of an id that is listed */

void kefu__grammar_init(struct lexicon_grammar *grammar) {
    memset(grammar, 0, sizeof *grammar);
    grammar->degree_cap = 2;
    /* 1 has no effect as a factor; 0 has none for the exclamation, which is added */
    for (size_t i = 0; i < GRAMMAR_FACTORS; i++)
        grammar->factors[i] = i == GRAMMAR_EXCLAMATION ? 0 : 1;
    for (size_t i = 0; i < sizeof grammar->thresholds / sizeof *grammar->thresholds; i++)
        grammar->thresholds[i] = THRESHOLD_UNSAID;
}

bool kefu__set_begins(const struct character_set *set, const char *text) {
    return strlen(text) >= CHARACTER_BYTES && kefu__set_has(set, text);
}

bool kefu__set_within(const struct character_set *set, const char *text) {
    const size_t size = strlen(text);
    for (size_t at = 0; at + CHARACTER_BYTES <= size; at++)
        if (kefu__set_has(set, text + at))
            return true;
    return false;
}
