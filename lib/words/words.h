/* SPDX-License-Identifier: MIT
 * Word boundaries in Chinese text: does a dictionary word cross one end of a short match?
 *
 * Chinese is written without spaces, so a scan finds 寄了 in 邮寄了 and 改评 in 修改评价. The test
 * compares two segmentations of the characters around a match, each the cheapest under a unigram
 * model: an unrestricted one, and one with word boundaries at both ends of the match. The model is
 * words.txt, compiled into a double array while kefu is built (generate_table.c). filter.h has a
 * cheap test that decides most matches without a segmentation. */
#ifndef KEFU_LIB_WORDS_H
#define KEFU_LIB_WORDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    WORDS_LENGTH_MAX = 6,  /* maximum number of characters of a word */
    WORDS_KEYWORD_MAX = 3, /* number of characters of the longest keyword that can be tested */
    /* maximum number of characters that are read on each side of the keyword */
    WORDS_CONTEXT_MAX = 6,
    /* maximum number of words that cross an end of the keyword: one for each end */
    WORDS_CROSSING_MAX = 2
};

/* A dictionary word that crosses exactly one end of a match, so that the match is not a word:
 * 邮[寄了]. Byte offsets in the text. */
struct words_crossing {
    uint32_t start, end;
};

/* A hash of the word list. It is part of the digests of lexicons. */
uint32_t kefu__words_version(void);

/* Finds the dictionary words that cross exactly one end of the match text[start … end), as in
 * 邮[寄了]: those of the cheapest segmentation of the match with up to WORDS_CONTEXT_MAX folded Han
 * characters on each side, if it is cheaper by a margin than the cheapest segmentation with word
 * boundaries at both ends of the match. A word does not count if its part outside or inside of the
 * match consists of function words alone: 很好|用, 也不|错, 肯定|是假的.
 * @param size  of the text; at most TEXT_SIZE_MAX
 * @return how many there are; 0 also if the match has other characters than Han, or more than
 *         WORDS_KEYWORD_MAX */
uint32_t kefu__words_find_crossing(const char *text, size_t size, uint32_t start, uint32_t end,
                                   struct words_crossing crossing[WORDS_CROSSING_MAX]);

#endif
