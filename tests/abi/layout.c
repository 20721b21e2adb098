/* SPDX-License-Identifier: MIT
 * Compiles only while the numbers and layouts that callers have compiled in are what they were. */
#include <stddef.h>

#include "kefu/kefu.h"

#define SAME(condition) _Static_assert(condition, #condition)

SAME(KEFU_E_ARGUMENT == 1 && KEFU_E_MEMORY == 2 && KEFU_E_LIMIT == 3 && KEFU_E_VERSION == 4);
SAME(KEFU_E_HANDLE == 5 && KEFU_E_BUSY == 6 && KEFU_E_NOT_FOUND == 7 && KEFU_E_WRITE == 8);
SAME(KEFU_E_UTF8 == 10 && KEFU_E_JSON == 20 && KEFU_E_DUPLICATE == 21);
SAME(KEFU_E_DEFINITION == 22 && KEFU_E_REFERENCE == 23 && KEFU_E_SCHEME == 24);
SAME(KEFU_E_CORRUPT == 40);

SAME(sizeof(kefu_error) == 512);
SAME(offsetof(kefu_error, pointer) == 24 && offsetof(kefu_error, message) == 192);
SAME(sizeof(kefu_value) == 48);
SAME(offsetof(kefu_value, n) == 24 && offsetof(kefu_value, unit) == 44);
SAME(sizeof(kefu_sentiment) == 48);
SAME(offsetof(kefu_sentiment, label) == 32);
SAME(sizeof(kefu_factor) == 24);
SAME(sizeof(void *) != 8 || sizeof(kefu_hit) == 48);
SAME(sizeof(void *) != 8 || sizeof(kefu_found) == 40);
SAME(sizeof(void *) != 8 || sizeof(kefu_finding) == 56);
SAME(sizeof(void *) != 8 || sizeof(kefu_quality) == 24);

SAME(KEFU_STATE_NOT_APPLICABLE == 5 && KEFU_REASON_ALL_NOT_APPLICABLE == 11);
SAME(KEFU_UNIT_POINTS == 5 && KEFU_LABEL_MIXED == 3 && KEFU_ROLE_SYSTEM == 3);
SAME(KEFU_EVENT_RATED == 12 && KEFU_CONTENT_VIDEO == 5 && KEFU_STATISTIC_P95 == 7);
SAME(KEFU_FOUND_DEMAND == 5 && KEFU_FACTOR_RHETORICAL == 7 && KEFU_FORMAT_TEXT == 4);

int main(void) {
    return 0;
}
