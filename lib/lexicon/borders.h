/* SPDX-License-Identifier: MIT
 * Which keywords must not cut a word of the text in two. */
#ifndef KEFU_LIB_LEXICON_BORDERS_H
#define KEFU_LIB_LEXICON_BORDERS_H

#include "lexicon/keywords.h"
#include "lexicon/lexicon.h"

/* The KEYWORD_… of a keyword of the finished matcher. Not KEYWORD_HAN, though of two or three Han
 * characters, are: words of grammar alone, negators, degree and contrast words, blockers; what an
 * entry with "inside" is, or has as a part; what begins with a negator or degree word, whose border
 * is certain. */
uint32_t kefu__lexicon_borders(const struct lexicon *lexicon, const struct keyword_list *keywords,
                               uint32_t keyword);

#endif
