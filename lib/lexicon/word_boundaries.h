/* SPDX-License-Identifier: MIT
 * Which keywords are rejected where a dictionary word crosses one end of their match. */
#ifndef KEFU_LIB_LEXICON_WORD_BOUNDARIES_H
#define KEFU_LIB_LEXICON_WORD_BOUNDARIES_H

#include "lexicon/keywords.h"
#include "lexicon/lexicon.h"

/* Collects the negators and degree words of a lexicon, which kefu__lexicon_word_boundaries() looks
 * up. Returns false if out of memory; the caller frees the map in either case. */
bool kefu__modifiers_list(struct index_map *modifiers, const struct lexicon *lexicon,
                          const kefu_allocator *allocator);
/* How the word boundaries of this keyword are tested: a WORD_BOUNDARIES_… flag, or 0 for not at
 * all. WORD_BOUNDARIES_HAN (a match is rejected if a dictionary word crosses one of its ends) is
 * for keywords of two or three Han characters. Exempt are grammar words other than those of
 * irrealis mood and rhetoric, entries marked "inside" and the gapped pairs of such entries, and
 * keywords that begin with one of the `modifiers`, before which there always is a word boundary. */
uint32_t kefu__lexicon_word_boundaries(const struct lexicon *lexicon,
                                       const struct keyword_list *keywords,
                                       const struct index_map *modifiers, uint32_t keyword);

#endif
