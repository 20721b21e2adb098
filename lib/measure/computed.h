/* SPDX-License-Identifier: MIT
 * The values of metrics that are computed from other metrics. */
#ifndef KEFU_LIB_MEASURE_COMPUTED_H
#define KEFU_LIB_MEASURE_COMPUTED_H

#include "scheme/metric_set/metrics.h"

/* What one part of a computed metric gives. */
struct computed_part {
    kefu_value value;
    bool counted; /* the part has a value */
    double score; /* of composite metrics: the value's score; else the value itself */
    double share; /* of the weighted sum; NAN: it is 0, or the metric is derived */
};

/* Computes a metric from those that `read` returns by their index. Only its own statistic and the
 * number of observations are defined; n is the smallest of its parts. `parts`, unless NULL,
 * receives what each part gives. */
void kefu__compute(const struct metrics *metrics, size_t metric, kefu_statistic statistic,
                   kefu_value (*read)(void *ctx, size_t metric), void *ctx, kefu_value *value,
                   struct computed_part parts[METRIC_PARTS_MAX]);

#endif
