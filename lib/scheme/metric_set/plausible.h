/* SPDX-License-Identifier: MIT
 * What a definition may say but hardly means: warnings. */
#ifndef KEFU_LIB_SCHEME_METRIC_SET_PLAUSIBLE_H
#define KEFU_LIB_SCHEME_METRIC_SET_PLAUSIBLE_H

#include "scheme/metric_set/metrics.h"
#include "json/json.h"

/* A duration below this, and above 0, was hardly meant in milliseconds. */
#define PLAUSIBLE_MS 1000

/* Warns, at the current place, of a duration that is hardly in milliseconds. */
void kefu__plausible_ms(struct json_reader *reader, double ms);
/* Warns, at the current place, of a number with which a statistic of the metric is compared and
 * that is hardly in its unit: of durations as above, of ratios above 1. */
void kefu__plausible_number(struct json_reader *reader, const struct metric *metric,
                            uint32_t statistic, double number);
/* The same of the comparators of a condition's leaf. */
void kefu__plausible_leaf(struct json_reader *reader, const struct metric *metric,
                          const json_value *leaf);
/* Warns, at the current place, where a metric's direction is contrary to what it measures. */
void kefu__plausible_direction(struct json_reader *reader, const struct metric *metric);

#endif
