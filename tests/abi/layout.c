/* SPDX-License-Identifier: MIT
 * Compiles only while the numbers and layouts that callers have compiled in are what they were. */
#include <stddef.h>

#include "kefu/kefu.h"

#define SAME(condition) _Static_assert(condition, #condition)

SAME(KEFU_E_ARGUMENT == 1 && KEFU_E_MEMORY == 2 && KEFU_E_LIMIT == 3 && KEFU_E_VERSION == 4);
SAME(KEFU_E_HANDLE == 5 && KEFU_E_BUSY == 6 && KEFU_E_NOT_FOUND == 7 && KEFU_E_WRITE == 8);
SAME(KEFU_E_CANCELLED == 9);
SAME(KEFU_E_UTF8 == 10 && KEFU_E_JSON == 20 && KEFU_E_DUPLICATE == 21);
SAME(KEFU_E_DEFINITION == 22 && KEFU_E_REFERENCE == 23 && KEFU_E_SCHEME == 24);
SAME(KEFU_E_CORRUPT == 40);

SAME(sizeof(kefu_error) == 512);
SAME(offsetof(kefu_error, pointer) == 24 && offsetof(kefu_error, message) == 192);
SAME(sizeof(kefu_value) == 48);
SAME(offsetof(kefu_value, n) == 24 && offsetof(kefu_value, unit) == 44);
SAME(sizeof(kefu_sentiment) == 48);
SAME(offsetof(kefu_sentiment, label) == 32);
SAME(offsetof(kefu_error, source) == 12);

/* Every struct that may grow begins with its size. */
#define SIZED(type) SAME(offsetof(type, size) == 0)
SIZED(kefu_scheme_options);
SIZED(kefu_analyze_options);
SIZED(kefu_conversation_options);
SIZED(kefu_monitor_options);
SIZED(kefu_aggregate_options);
SIZED(kefu_report_options);
SIZED(kefu_train_options);
SIZED(kefu_event);
SIZED(kefu_closed);
SIZED(kefu_finding);
SIZED(kefu_series_info);
SIZED(kefu_metric_info);
SIZED(kefu_rule_info);
SIZED(kefu_rubric_info);
SIZED(kefu_section_info);
SIZED(kefu_question_info);
SIZED(kefu_band_info);
SIZED(kefu_hit);
SIZED(kefu_factor);
SIZED(kefu_found);
SIZED(kefu_quality);
SIZED(kefu_dropped);
SIZED(kefu_message);
SIZED(kefu_alert);
SIZED(kefu_classification_scores);
SIZED(kefu_prediction);
SIZED(kefu_contribution);

SAME(KEFU_STATE_NOT_APPLICABLE == 5 && KEFU_REASON_ALL_NOT_APPLICABLE == 11);
SAME(KEFU_UNIT_POINTS == 5 && KEFU_LABEL_MIXED == 3 && KEFU_ROLE_SYSTEM == 3);
SAME(KEFU_EVENT_RATED == 12 && KEFU_CONTENT_VIDEO == 5 && KEFU_STATISTIC_P95 == 7 &&
     KEFU_STATISTIC_P99 == 10);
SAME(KEFU_ALERT_CRITICAL == 2 && KEFU_QUESTION_RATING == 4);
SAME(KEFU_FOUND_DEMAND == 5 && KEFU_FACTOR_RHETORICAL == 7 && KEFU_FORMAT_TEXT == 4);

int main(void) {
    return 0;
}
