/* SPDX-License-Identifier: MIT
 * Digests of what the reader of a text rests on: of a lexicon only what is asked for, so that one
 * more word ends no series but those that it concerns. The order of documents and entries does not
 * count. */
#ifndef KEFU_LIB_LEXICON_DIGEST_H
#define KEFU_LIB_LEXICON_DIGEST_H

#include "lexicon/lexicon.h"

/* Of what every reader rests on: the words, factors, thresholds and characters of grammar, the
 * version of the analysis, and the version of the folding tables. */
uint64_t kefu__lexicon_digest_grammar(const struct lexicon *lexicon, uint64_t analysis_version);
/* Of sentiment: all entries with a polarity, and the learned model. */
uint64_t kefu__lexicon_digest_sentiment(const struct lexicon *lexicon);
/* Of the learned model of dialogues. */
uint64_t kefu__lexicon_digest_dialogue(const struct lexicon *lexicon);
/* Of the entries that have an id of a kind (a kefu_found_kind); NULL: any of the kind. */
uint64_t kefu__lexicon_digest_id(const struct lexicon *lexicon, uint32_t kind, const char *id);

#endif
