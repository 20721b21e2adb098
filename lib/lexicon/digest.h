/* SPDX-License-Identifier: MIT
 * Digests of what the reader of a text rests on: of a lexicon only what is asked for, so that one
 * more word ends no series but those that it concerns. The order of documents and entries does not
 * count. */
#ifndef KEFU_LIB_LEXICON_DIGEST_H
#define KEFU_LIB_LEXICON_DIGEST_H

#include "lexicon/lexicon.h"

/* The digests of one lexicon. */
struct text_digests {
    uint64_t grammar;   /* what every reader rests on: words, factors, thresholds and characters of
                           grammar, excuses, and what is compiled in */
    uint64_t sentiment; /* all entries with a polarity, and the learned models */
    uint64_t dialogue;  /* the learned model of dialogues */
    uint64_t *ids;      /* by the index of each lexicon_id: the entries that have it */
};

/* What reads texts and stands in no document: the constants of the analysis, punctuation and
 * quotation marks, and the tables of words and of folding. */
uint64_t kefu__reading_version(void);

/* Computes all digests; `version` is kefu__reading_version(). False without memory. */
bool kefu__text_digests_init(const struct lexicon *lexicon, uint64_t version, struct arena *arena,
                             struct text_digests *digests);
/* Of the entries that have an id of a kind (a kefu_found_kind); NULL: any of the kind. */
uint64_t kefu__text_digests_find(const struct text_digests *digests, const struct lexicon *lexicon,
                                 uint32_t kind, const char *id);

#endif
