/* SPDX-License-Identifier: MIT
 * The parts of reading a metric set: one metric, its SLA policies, the digests at the end. */
#ifndef KEFU_LIB_SCHEME_METRIC_SET_READ_H
#define KEFU_LIB_SCHEME_METRIC_SET_READ_H

#include "scheme/metric_set/metrics.h"

enum { METRICS_MOST = 500, POLICIES_MOST = 100, TARGETS_MOST = 16 };

/* Reads one metric. False when it is wrong (reported) or there is no memory (the builder knows). */
bool kefu__metric_read(struct scheme_builder *builder, struct json_reader *reader,
                       const json_value *object, struct metric *metric);
/* Reads the member "sla" of a metric set. Policies of later documents come first. False: no memory
 * or past a limit. */
bool kefu__sla_read(struct scheme_builder *builder, const struct scheme_document *document);
/* Reads the member "tests" of a metric set; lib/conversation/test.c runs them. False: no memory. */
bool kefu__metric_tests_read(struct scheme_builder *builder,
                             const struct scheme_document *document);
/* Completes the digests with what the metrics rest on: calendars, the lexicon, the policies. */
bool kefu__metrics_seal(struct scheme_builder *builder);

#endif
