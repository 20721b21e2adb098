/* SPDX-License-Identifier: MIT
 * What lexicon documents say of grammar besides words: factors, thresholds, sets of characters. */
#ifndef KEFU_LIB_LEXICON_GRAMMAR_H
#define KEFU_LIB_LEXICON_GRAMMAR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/vocabulary.h"

/* Grammatical constructions. Each multiplies a polarity by a factor, which lexicon documents set in
 * their member "factors". */
enum grammar_factor {
    /* factor of a positive word that is negated: 不满意 is nearly as bad as 满意 is good */
    GRAMMAR_NEGATED_POSITIVE,
    /* factor of a negative word that is negated: 不差 is less good than 差 is bad */
    GRAMMAR_NEGATED_NEGATIVE,
    /* factor of a word that is negated twice: 不是不满意, if 不满意 is read as two words */
    GRAMMAR_NEGATED_TWICE,
    GRAMMAR_NEGATED_DEGREE, /* factor of a word whose degree word is negated: 不太满意, 不是很差 */
    GRAMMAR_FORBIDDEN, /* factor of a word that is forbidden: 别再骗人了 */
    /* factor of a word that is wished for because it is missing: 要是准一点就好了 */
    GRAMMAR_MISSED,
    GRAMMAR_RHETORICAL, /* factor of a word in a rhetorical question: 难道好用吗 */
    /* factor of a negative word that an agent says of the customer's trouble: 给您带来不便 */
    GRAMMAR_AGENT_NEGATIVE,
    GRAMMAR_EXCLAMATION, /* what each "!", up to three, adds to a factor that begins at 1 */
    /* factor on a word for each earlier occurrence of the same word in the text */
    GRAMMAR_REPEATED,
    GRAMMAR_FACTORS
};

/* Sets of Han characters, which lexicon documents list in their member "characters". */
enum grammar_characters {
    /* characters of negation (不, 没): an entry that begins with one is a denial (不卡); an entry
       that contains one counts as changed by grammar */
    CHARACTERS_NEGATION,
    /* characters that end the scope of a negator: the 就 in 不退款就差评 */
    CHARACTERS_BARRIER,
    /* particles at the end of a clause (啊), which are skipped to find its last word: 质量好啊 */
    CHARACTERS_CLAUSE_FINAL,
    /* characters that, behind a request, say that it was fulfilled: the 了 in 前台帮我升级了房型 */
    CHARACTERS_COMPLETED,
    CHARACTERS_QUESTION, /* characters of questions: 能 and 吗 in 能到吗？ */
    /* characters of rhetorical challenges: a question that has one, and none of
       CHARACTERS_QUESTION, is not meant as a question: 五星级酒店就这水平？ */
    CHARACTERS_CHALLENGE,
    /* forms of address and particles, which are not counted as content of a text beside courtesies
     */
    CHARACTERS_FILLER,
    /* characters of assent (好), which are not counted as content if a customer writes them */
    CHARACTERS_ASSENT,
    CHARACTERS_SETS
};

enum {
    CHARACTERS_MAX = 64,
    CHARACTER_BYTES = 3 /* size in bytes of a Han character of the BMP in UTF-8 */
};

struct character_set {
    uint32_t count;
    /* each character as a number made of its UTF-8 bytes, the first byte in the lowest bits */
    uint32_t codes[CHARACTERS_MAX];
};

struct lexicon_grammar {
    double degree_cap;
    double factors[GRAMMAR_FACTORS];
    /* for each kefu_found_kind: the lowest score of an id that is listed as a result */
    double thresholds[6];
    struct character_set characters[CHARACTERS_SETS];
};

static inline uint32_t kefu__character_code(const char *at) {
    return (uint32_t)(unsigned char)at[0] | (uint32_t)(unsigned char)at[1] << 8 |
           (uint32_t)(unsigned char)at[2] << 16;
}

/* Is the character at `at` in the set? CHARACTER_BYTES bytes must be readable. */
static inline bool kefu__set_has(const struct character_set *set, const char *at) {
    const uint32_t code = kefu__character_code(at);
    for (uint32_t i = 0; i < set->count; i++)
        if (set->codes[i] == code)
            return true;
    return false;
}

/* kefu__set_begins(): does a NUL-terminated text begin with a character of the set?
 * kefu__set_within(): does it contain one? */
bool kefu__set_begins(const struct character_set *set, const char *text);
bool kefu__set_within(const struct character_set *set, const char *text);

#endif
