/* SPDX-License-Identifier: MIT
 * Which keywords must not cut a word of the text in two. */
#ifndef KEFU_LIB_LEXICON_WORD_BOUNDARIES_H
#define KEFU_LIB_LEXICON_WORD_BOUNDARIES_H

#include "lexicon/keywords.h"
#include "lexicon/lexicon.h"

/* The KEYWORD_… flag that says at which ends a match of this keyword must have word boundaries.
 * WORD_BOUNDARIES_HAN means that a match is rejected if a dictionary word crosses one of its ends.
 * It is for keywords of two or three Han characters, except: function words, negators, degree and
 * contrast words, blockers; entries marked "inside", or gapped pairs of such an entry; keywords
 * that begin with a negator or degree word, before which there always is a word boundary. */
uint32_t kefu__lexicon_word_boundaries(const struct lexicon *lexicon,
                                       const struct keyword_list *keywords, uint32_t keyword);

#endif
