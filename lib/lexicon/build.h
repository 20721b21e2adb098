/* SPDX-License-Identifier: MIT
 * Building a lexicon from what was read of its documents: keywords, the matcher, their senses. */
#ifndef KEFU_LIB_LEXICON_BUILD_H
#define KEFU_LIB_LEXICON_BUILD_H

#include "lexicon/keywords.h"
#include "lexicon/lexicon.h"

/* Sets the numbers of grammar that hold where no document gives others. */
void kefu__grammar_init(struct lexicon_grammar *grammar);

/* Adds the keywords of entries, pairs, words of grammar, punctuation and learned models to a list
 * that may get more from elsewhere. False without memory. */
bool kefu__lexicon_enter(struct lexicon *lexicon, struct keyword_list *keywords);
/* The last part of it: those of the learned models. */
bool kefu__lexicon_enter_learned(struct lexicon *lexicon, struct keyword_list *keywords);

/* Builds the matcher of all keywords, which are put into another order, and what each of them
 * means. KEFU_OK, KEFU_E_MEMORY, KEFU_E_LIMIT. */
kefu_status kefu__lexicon_build(struct lexicon *lexicon, struct keyword_list *keywords,
                                kefu_error *error);
/* The parts of it: lists the senses of the finished matcher's keywords. False without memory. */
bool kefu__lexicon_list_senses(struct lexicon *lexicon, const struct keyword_list *keywords);
/* Joins the learned models to the keywords. */
kefu_status kefu__lexicon_join_learned(struct lexicon *lexicon, const struct keyword_list *keywords,
                                       kefu_error *error);

/* Frees what the lexicon holds besides the arena, and itself. */
void kefu__lexicon_free(struct lexicon *lexicon, const kefu_allocator *allocator); /* or NULL */

#endif
