/* SPDX-License-Identifier: MIT
 * The folding tables, and folding unit by unit: for the matcher's decoders. */
#ifndef KEFU_LIB_FOLD_H
#define KEFU_LIB_FOLD_H

#include "text.h"

#define FOLD_PAGE 32u /* number of code points in a page of the folding table */

/* An entry of the folding table: the code point that a character folds to in bits 0-20, its
 * properties (enum fold_property) in bits 21-31. */
#define FOLD_POINT 0x1FFFFFu

/* Properties of a code point. In an entry of the folding table they are shifted left by FOLD_SHIFT.
 */
#define FOLD_SHIFT 21
enum fold_property {
    FOLD_HAN = 1u << 0,
    FOLD_SIMPLIFIED = 1u << 1,  /* a Han character that occurs in simplified text only */
    FOLD_TRADITIONAL = 1u << 2, /* a Han character that occurs in traditional text only */
    FOLD_LATIN = 1u << 3,
    FOLD_FOREIGN = 1u << 4, /* a letter of a script other than Han and Latin */
    /* a symbol that TEXT_SKIP_SYMBOLS tells to skip between Han characters */
    FOLD_SYMBOL = 1u << 5,
    FOLD_MOJIBAKE = 1u << 6, /* a sign of a wrong encoding: private use or U+FFFD */
    FOLD_COMBINING =
        1u << 7, /* may combine with the character before it: a combining mark, a Hangul vowel, … */
    FOLD_DROPPED = 1u << 8, /* folding removes the character (zero-width space, soft hyphen, …) */
    /* folds to several symbols; bits 0-20 of its entry are an index for kefu__fold_expansion() */
    FOLD_MANY = 1u << 9,
    /* '(', '?' or a letter: depending on what follows it may begin inline pinyin, a run of question
     * marks that replace lost characters, or UTF-8 that was encoded twice */
    FOLD_SUSPECT = 1u << 10
};
/* The properties of code points that must be folded by kefu__fold_read(). A code point with none of
 * them folds to one symbol, whatever stands beside it. */
#define FOLD_SLOW (FOLD_MOJIBAKE | FOLD_COMBINING | FOLD_DROPPED | FOLD_MANY | FOLD_SUSPECT)

/* maximum number of combining characters in one struct fold_unit; further ones begin units of their
 * own */
#define FOLD_MARKS_MAX   30u
/* maximum number of symbols to which one unit folds; U+FDFA alone folds to 18 */
#define FOLD_SYMBOLS_MAX ((FOLD_MARKS_MAX + 1) * 18)

/* The entry of the folding table for a code point, 0 … 0x10FFFF. */
uint32_t kefu__fold_entry(uint32_t point);
/* The symbols to which a code point with FOLD_MANY folds: element 0 is their number, the symbols
 * follow. `entry`: the code point's entry of the folding table. */
const uint32_t *kefu__fold_expansion(uint32_t entry);
/* A hash of the folding tables, stored in images of matchers. */
uint32_t kefu__fold_version(void);

/* The folding of a unit of text, the smallest part that folds as a whole: a character with its
 * combining marks, a run that is skipped (inline pinyin or symbols), or an ill-formed sequence. */
struct fold_unit {
    uint32_t end;   /* byte offset behind the unit */
    uint32_t count; /* number of symbols that the unit folds to; 0: none, the unit is skipped */
    bool broken;    /* the unit is an ill-formed sequence; no keyword matches across it */
    uint32_t symbols[FOLD_SYMBOLS_MAX];
};

/* Folds the unit that begins at byte offset `at`, which must be below `size`, and 0 or the end of
 * another unit.
 * @param flags    TEXT_SKIP_…
 * @param quality  unless NULL: the text from *counted to the end of the unit is added to its
 * counts, and *counted becomes that end */
void kefu__fold_read(const char *text, size_t size, uint32_t at, uint32_t flags,
                     struct fold_unit *unit, struct text_quality *quality, uint32_t *counted);

/* ---- quality ---- */

void kefu__quality_begin(struct text_quality *quality);
/* Derives `script` and `not_chinese` from the counts of characters, when the whole text has been
 * counted. */
void kefu__quality_finish(struct text_quality *quality);
/* Adds the code point at byte offset `at` of the text to the counts of `quality`. `entry`: its
 * entry of the folding table. */
void kefu__quality_count(struct text_quality *quality, const char *text, size_t size, uint32_t at,
                         uint32_t point, uint32_t entry);
void kefu__quality_invalid(struct text_quality *quality, uint32_t at);

/* The length in bytes of the inline pinyin that begins at `at`, with both parentheses; 0 if there
 * is none. */
uint32_t kefu__text_pinyin(const char *text, size_t size, uint32_t at);

#endif
