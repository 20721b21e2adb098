/* SPDX-License-Identifier: MIT
 * The folding tables and the reader of units: what the matcher's decoders share with lib/text. */
#ifndef KEFU_LIB_FOLD_H
#define KEFU_LIB_FOLD_H

#include "text.h"

#define FOLD_PAGE 32u /* code points that share an index in the table */

/* What the table says of a code point: bits 0-20 its folding, 21-31 what it is. */
#define FOLD_POINT 0x1FFFFFu

/* Properties, as shifted down by FOLD_SHIFT. */
#define FOLD_SHIFT 21
enum fold_property {
    FOLD_HAN = 1u << 0,
    FOLD_SIMPLIFIED = 1u << 1,  /* only simplified text has it */
    FOLD_TRADITIONAL = 1u << 2, /* only traditional text has it */
    FOLD_LATIN = 1u << 3,
    FOLD_FOREIGN = 1u << 4,   /* a letter of another script */
    FOLD_SYMBOL = 1u << 5,    /* dropped between Han with TEXT_SKIP_SYMBOLS */
    FOLD_MOJIBAKE = 1u << 6,  /* private use, U+FFFD */
    FOLD_COMBINING = 1u << 7, /* may change what stands before it: a mark, a vowel of Hangul, … */
    FOLD_DROPPED = 1u << 8,   /* folds to nothing */
    FOLD_MANY = 1u << 9,      /* folds to several: the folding is an index into the expansions */
    FOLD_SUSPECT = 1u << 10   /* ( ? and the letters of UTF-8 encoded twice: look closer */
};
/* Any of these needs the reader; the rest folds to one symbol, whatever stands around it. */
#define FOLD_SLOW (FOLD_MOJIBAKE | FOLD_COMBINING | FOLD_DROPPED | FOLD_MANY | FOLD_SUSPECT)

#define FOLD_MARKS_MAX 30u /* combining characters that one unit takes */
#define FOLD_SYMBOLS_MAX                                                                           \
    ((FOLD_MARKS_MAX + 1) * 18) /* what a unit may fold to; U+FDFA gives 18                        \
                                 */

/* The entry of a code point, 0 … 0x10FFFF. */
uint32_t kefu__fold_entry(uint32_t point);
/* The symbols that an entry with FOLD_MANY folds to: their number, then the symbols. */
const uint32_t *kefu__fold_expansion(uint32_t entry);
/* The version of the tables, a hash of them; images of matchers carry it. */
uint32_t kefu__fold_version(void);

/* A unit: the shortest stretch of text that folds by itself. */
struct fold_unit {
    uint32_t end;   /* raw offset behind it */
    uint32_t count; /* symbols; 0: it is skipped */
    bool broken;    /* an ill-formed sequence: nothing matches across it */
    uint32_t symbols[FOLD_SYMBOLS_MAX];
};

/* Reads the unit that starts at `at` < size, which is where another ended (or 0).
 * @param flags    TEXT_SKIP_…
 * @param quality  what stands from *counted on is added to it, and *counted moves behind the unit;
 *                 NULL: nothing is */
void kefu__fold_read(const char *text, size_t size, uint32_t at, uint32_t flags,
                     struct fold_unit *unit, struct text_quality *quality, uint32_t *counted);

/* ---- quality ---- */

void kefu__quality_begin(struct text_quality *quality);
/* Derives script and language from the counts. */
void kefu__quality_finish(struct text_quality *quality);
/* Counts the code point at `at`. */
void kefu__quality_count(struct text_quality *quality, const char *text, size_t size, uint32_t at,
                         uint32_t point, uint32_t entry);
void kefu__quality_invalid(struct text_quality *quality, uint32_t at);

/* Is there inline pinyin at `at`, where an opening parenthesis stands? Returns its length, with
 * both parentheses, or 0. */
uint32_t kefu__text_pinyin(const char *text, size_t size, uint32_t at);

#endif
