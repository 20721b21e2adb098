/* SPDX-License-Identifier: MIT
 * Metrics that are computed from the values of other metrics: derived, composite, index. */
#ifndef KEFU_LIB_SCHEME_METRIC_SET_COMPUTED_H
#define KEFU_LIB_SCHEME_METRIC_SET_COMPUTED_H

#include "scheme/metric_set/metrics.h"
#include "json/fields.h"

extern const struct field_table kefu__derived_table, kefu__composite_table, kefu__index_table;

/* What is wrong with a computed metric at this place among the metrics, as a sentence; NULL:
 * nothing. Metrics that it names may have been replaced by those of other documents, so it is asked
 * again when all are read. */
const char *kefu__computed_problem(const struct metrics *metrics, const struct metric *metric,
                                   size_t place);

#endif
