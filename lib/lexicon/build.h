/* SPDX-License-Identifier: MIT
 * Building a lexicon from what was read of its documents: keywords, the matcher, their senses. */
#ifndef KEFU_LIB_LEXICON_BUILD_H
#define KEFU_LIB_LEXICON_BUILD_H

#include "lexicon/keywords.h"
#include "lexicon/lexicon.h"

/* Sets the factors, thresholds and character sets of the grammar to their defaults, which lexicon
 * documents may override. */
void kefu__grammar_init(struct lexicon_grammar *grammar);

/* Adds the keywords of entries, pairs, grammar words, punctuation and learned models to a list,
 * which may already contain keywords from elsewhere. Returns false if out of memory. */
bool kefu__lexicon_enter(struct lexicon *lexicon, struct keyword_list *keywords);
/* Adds the keywords of the learned models to the list; this is the last part of
 * kefu__lexicon_enter(). */
bool kefu__lexicon_enter_learned(struct lexicon *lexicon, struct keyword_list *keywords);

/* Builds the matcher of all keywords, after ordering them by frequency, and the tables of what each
 * keyword means. Returns KEFU_OK, KEFU_E_MEMORY or KEFU_E_LIMIT. */
kefu_status kefu__lexicon_build(struct lexicon *lexicon, struct keyword_list *keywords,
                                kefu_error *error);
/* A step of kefu__lexicon_build(): lists the senses of the matcher's keywords. Returns false if out
 * of memory. */
bool kefu__lexicon_list_senses(struct lexicon *lexicon, const struct keyword_list *keywords);
/* Lists the keywords that are also searched for in disguised form (see lib/analysis/disguise.c).
 * Returns false if out of memory. */
bool kefu__lexicon_list_disguised(struct lexicon *lexicon, const struct keyword_list *keywords);
/* Lists for each word class the steps of patterns that a word of the class can match. Must run
 * after the entries' traits were computed. Returns false if out of memory. */
bool kefu__lexicon_list_steps(struct lexicon *lexicon, struct arena *arena);
/* Moves the senses of kind SENSE_CLASS of a keyword out of `senses` into row `number` of the table
 * of pattern classes. `number` is the index of the keyword's lexicon_senses; calls must be in
 * ascending order of it. */
void kefu__lexicon_take_classes(struct lexicon *lexicon, struct sense *senses, uint32_t *count,
                                uint32_t number);
/* A step of kefu__lexicon_build(): stores for each keyword of the learned models which keyword of
 * the matcher it is, and vice versa. */
kefu_status kefu__lexicon_join_learned(struct lexicon *lexicon, const struct keyword_list *keywords,
                                       kefu_error *error);

/* Frees the lexicon and all of its memory that is not in the arena of the scheme. */
/* `lexicon` may be NULL */
void kefu__lexicon_free(struct lexicon *lexicon, const kefu_allocator *allocator);

#endif
