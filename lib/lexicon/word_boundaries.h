/* SPDX-License-Identifier: MIT
 * Which keywords are rejected where a dictionary word crosses one end of their match. */
#ifndef KEFU_LIB_LEXICON_WORD_BOUNDARIES_H
#define KEFU_LIB_LEXICON_WORD_BOUNDARIES_H

#include "lexicon/keywords.h"
#include "lexicon/lexicon.h"

/* How the word boundaries of this keyword are tested: a WORD_BOUNDARIES_… flag, or 0 for not at
 * all. WORD_BOUNDARIES_HAN (a match is rejected if a dictionary word crosses one of its ends) is
 * for keywords of two or three Han characters. Exempt are grammar words other than those of
 * irrealis mood and rhetoric, entries marked "inside" and the gapped pairs of such entries, and
 * keywords that begin with a negator or degree word, before which there always is a word boundary.
 */
uint32_t kefu__lexicon_word_boundaries(const struct lexicon *lexicon,
                                       const struct keyword_list *keywords, uint32_t keyword);

#endif
