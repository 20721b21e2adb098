/* SPDX-License-Identifier: MIT
 * What lexicon documents say of grammar besides words: factors, thresholds, sets of characters. */
#ifndef KEFU_LIB_LEXICON_GRAMMAR_H
#define KEFU_LIB_LEXICON_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vocabulary.h"

/* The member "factors": what grammar multiplies a polarity by. */
enum grammar_factor {
    GRAMMAR_NEGATED_POSITIVE, /* 不满意: nearly as bad as 满意 is good */
    GRAMMAR_NEGATED_NEGATIVE, /* 不差: less good than 差 is bad */
    GRAMMAR_NEGATED_TWICE,    /* 不是不满意 with 不满意 read as two words */
    GRAMMAR_NEGATED_DEGREE,   /* 不太满意, 不是很差 */
    GRAMMAR_FORBIDDEN,        /* 别再骗人了 */
    GRAMMAR_MISSED,           /* 要是准一点就好了 */
    GRAMMAR_RHETORICAL,       /* 难道好用吗 */
    GRAMMAR_AGENT_NEGATIVE,   /* 给您带来不便: an agent speaks of the customer's trouble */
    GRAMMAR_EXCLAMATION,      /* added to the factor 1 for each "!", of at most three */
    GRAMMAR_REPEATED,         /* factor on words that occurred before in the text */
    GRAMMAR_FACTORS
};

/* The member "characters": sets of Han characters. */
enum grammar_characters {
    CHARACTERS_NEGATION,     /* a word that begins with one denies; one that holds one is shifted */
    CHARACTERS_BARRIER,      /* a negator does not reach past them: 不退款就差评 */
    CHARACTERS_CLAUSE_FINAL, /* clause-final particles, skipped to find the last word: 质量好啊 */
    CHARACTERS_COMPLETED,    /* behind a request: what was asked for has been done */
    CHARACTERS_QUESTION,     /* a question with one asks for something … */
    CHARACTERS_CHALLENGE,    /* … and without one, but with one of these, is a challenge */
    CHARACTERS_FILLER,       /* address words and particles: they tell and ask nothing … */
    CHARACTERS_ASSENT,       /* … nor do these of a customer */
    CHARACTERS_SETS
};

enum { CHARACTERS_MAX = 64, CHARACTER_BYTES = 3 /* of a Han character of the BMP in UTF-8 */ };

struct character_set {
    uint32_t count;
    uint32_t codes[CHARACTERS_MAX]; /* their bytes, the first lowest */
};

struct lexicon_grammar {
    double degree_cap;
    double factors[GRAMMAR_FACTORS];
    double thresholds[6]; /* of each kefu_found_kind: what is listed is at least this strong */
    struct character_set characters[CHARACTERS_SETS];
};

static inline uint32_t kefu__character_code(const char *at) {
    return (uint32_t)(unsigned char)at[0] | (uint32_t)(unsigned char)at[1] << 8 |
           (uint32_t)(unsigned char)at[2] << 16;
}

/* Does a character of the set stand at `at`, where CHARACTER_BYTES can be read? */
static inline bool kefu__set_has(const struct character_set *set, const char *at) {
    const uint32_t code = kefu__character_code(at);
    for (uint32_t i = 0; i < set->count; i++)
        if (set->codes[i] == code)
            return true;
    return false;
}

/* Does a terminated text begin with a character of the set, or hold one? */
bool kefu__set_begins(const struct character_set *set, const char *text);
bool kefu__set_within(const struct character_set *set, const char *text);

#endif
