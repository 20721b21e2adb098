/* SPDX-License-Identifier: MIT
 * Digests of what the analysis of a text depends on. The digest of a metric covers only those parts
 * of a lexicon that the metric reads, so that a new word interrupts only the series of the metrics
 * that read it. The order of documents and entries does not count. */
#ifndef KEFU_LIB_LEXICON_DIGEST_H
#define KEFU_LIB_LEXICON_DIGEST_H

#include "lexicon/lexicon.h"

/* An id of a lexicon, and the digest of the entries that state it. */
struct id_digest {
    uint32_t kind;
    const char *id;
    uint64_t digest;
};

/* The digests (64-bit hashes) of the parts of one lexicon. */
struct text_digests {
    /* digest of what all analyses depend on: grammar words, factors, thresholds, character sets,
     * excuses, and kefu__reading_version() */
    uint64_t grammar;
    uint64_t sentiment;       /* digest of all entries with a polarity, and of the learned models */
    uint64_t dialogue;        /* digest of the learned model of dialogues */
    uint64_t *ids;            /* for each id of the lexicon: digest of the entries that state it */
    struct id_digest *sorted; /* the same by kind and id, ascending, for binary search */
    size_t count;             /* elements of `ids` and of `sorted` */
};

/* A hash of what affects analyses but is in no document: the constants of the analysis, punctuation
 * and quotation marks, the word list and the folding tables. */
uint64_t kefu__reading_version(void);

/* Computes all digests; `version` is kefu__reading_version(). Returns false if out of memory. */
bool kefu__text_digests_init(const struct lexicon *lexicon, uint64_t version, struct arena *arena,
                             struct text_digests *digests);
/* Digest of all entries that have the id `id` of the given kind (a kefu_found_kind); if `id` is
 * NULL, of all entries that have any id of this kind. */
uint64_t kefu__text_digests_find(const struct text_digests *digests, uint32_t kind, const char *id);

#endif
