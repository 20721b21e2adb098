/* SPDX-License-Identifier: MIT
 * Where the borders of Chinese words lie: does a short keyword cut a word in two?
 *
 * Chinese is written without spaces, so a scan finds 寄了 in 邮寄了 and 改评 in 修改评价. The test
 * compares two segmentations of the characters around a match, each the cheapest under a unigram
 * model: an unrestricted one, and one with a border at both ends of the match. The model is
 * words.txt, compiled into a double array while kefu is built (generate_table.c). filter.h has the
 * test that tells most matches without it. */
#ifndef KEFU_LIB_WORDS_H
#define KEFU_LIB_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WORDS_LENGTH_MAX = 6,  /* characters of a word */
    WORDS_KEYWORD_MAX = 3, /* characters of a keyword that can be tested */
    WORDS_CONTEXT_MAX = 6, /* characters that are read on each side of it */
    WORDS_CUTS_MAX = 2     /* one word for each end of the keyword */
};

/* A word that crosses exactly one end of a match, in raw bytes of the text. */
struct words_cut {
    uint32_t start, end;
};

/* A number that changes with the word list: digests of lexicons have it. */
uint32_t kefu__words_version(void);

/* Finds the words that cross exactly one end of the match text[start … end), in the cheapest
 * segmentation of up to WORDS_CONTEXT_MAX folded Han characters on each side, if that one is
 * cheaper than the cheapest with borders at both ends by more than a margin. A word is left out if
 * its part outside of the match, or inside, is grammar alone: 很好|用, 也不|错, 肯定|是假的.
 * @param size  of the text; at most TEXT_SIZE_MAX
 * @return how many there are; 0 also if the match has other characters than Han, or more than
 *         WORDS_KEYWORD_MAX */
uint32_t kefu__words_cuts(const char *text, size_t size, uint32_t start, uint32_t end,
                          struct words_cut cuts[WORDS_CUTS_MAX]);

#endif
