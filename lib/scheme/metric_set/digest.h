/* SPDX-License-Identifier: MIT
 * Digests of what metrics read of texts: two builds, or two schemes, in which a metric could give
 * another number have another digest of it. */
#ifndef KEFU_LIB_SCHEME_METRIC_SET_DIGEST_H
#define KEFU_LIB_SCHEME_METRIC_SET_DIGEST_H

#include "lexicon/digest.h"
#include "scheme/metric_set/metrics.h"

/* Digest of what a metric depends on in texts; 0: nothing. Sentiment depends on all entries with a
 * polarity and on the learned model, an id on the entries that have it, and both on the grammar. */
uint64_t kefu__metric_text_digest(const struct lexicon *lexicon, const struct metric *metric,
                                  const struct text_digests *texts);

#endif
