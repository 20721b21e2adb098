/* SPDX-License-Identifier: MIT
 * What a definition may say but hardly means: warnings. */
#ifndef KEFU_LIB_SCHEME_METRIC_SET_PLAUSIBLE_H
#define KEFU_LIB_SCHEME_METRIC_SET_PLAUSIBLE_H

#include "scheme/metric_set/metrics.h"
#include "json/json.h"

/* Durations are given in milliseconds. One between 0 and this was probably meant in another unit.
 */
#define PLAUSIBLE_MS 1000

/* Warns at the reader's cursor of a duration that was probably not given in milliseconds. */
void kefu__plausible_ms(struct json_reader *reader, double ms);
/* Warns at the reader's cursor of a number that is compared with a statistic of the metric and is
 * probably in another unit: a duration below PLAUSIBLE_MS, or a ratio above 1. */
void kefu__plausible_number(struct json_reader *reader, const struct metric *metric,
                            uint32_t statistic, double number);
/* Calls kefu__plausible_number() for all comparators of a condition's leaf (comparison of a
 * metric), given as JSON object. */
void kefu__plausible_leaf(struct json_reader *reader, const struct metric *metric,
                          const json_value *leaf);
/* Warns at the reader's cursor if a metric's "direction" (whether higher or lower is better)
 * contradicts what it measures. */
void kefu__plausible_direction(struct json_reader *reader, const struct metric *metric);

#endif
