/* SPDX-License-Identifier: MIT
 * Digests of what metrics read of texts: two builds, or two schemes, in which a metric could give
 * another number have another digest of it. */
#ifndef KEFU_LIB_SCHEME_METRIC_SET_DIGEST_H
#define KEFU_LIB_SCHEME_METRIC_SET_DIGEST_H

#include "lexicon/digest.h"
#include "scheme/metric_set/metrics.h"

/* Digest of the parts of the lexicon that can change the value of a metric; 0: none. For a metric
 * of sentiment these are all entries with a polarity and the learned model, for one of an id (an
 * emotion, act, …) the entries that have the id, and for both the grammar. */
uint64_t kefu__metric_text_digest(const struct metric *metric, const struct text_digests *texts);
/* Adds to a digest what turns and episodes depend on. */
uint64_t kefu__turns_digest(uint64_t digest, const struct kefu_scheme *scheme,
                            const struct text_digests *texts);
/* Adds what promotes a doubtful fault. */
uint64_t kefu__promotion_digest(uint64_t digest, const struct kefu_scheme *scheme,
                                const struct text_digests *texts);

#endif
