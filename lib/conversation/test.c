/* SPDX-License-Identifier: MIT
 * Running the tests that stand in metric sets. */
#include "conversation/test.h"

#include <math.h>
#include <string.h>

#include "scheme/metric_set/metrics.h"

static bool is_as_expected(const struct metric_expectation *expected, const kefu_value *value) {
    const bool is_number = KEFU_VALUE_IS_NUMBER(*value);
    const double slack = 1e-9 * (fabs(expected->value) > 1 ? fabs(expected->value) : 1);
    if (expected->has_value && (!is_number || fabs(value->value - expected->value) > slack))
        return false;
    return !(expected->is_null && is_number) &&
           (!expected->has_n || value->n == (uint64_t)expected->n) &&
           (expected->state == UINT32_MAX || value->state == expected->state) &&
           (expected->reason == UINT32_MAX || value->reason == expected->reason);
}

static bool check(const kefu_conversation *c, const struct metric_test *test,
                  kefu_findings *findings) {
    bool good = true;
    size_t i;
    for (i = 0; i < test->expectation_count; i++) {
        const struct metric_expectation *expected = &test->expectations[i];
        const kefu_metric metric = kefu__handle(c->scheme, expected->metric);
        char number[32];
        kefu_value value;
        kefu_conversation_metric(c, metric, KEFU_STATISTIC_DEFAULT, test->now, &value, NULL);
        if (is_as_expected(expected, &value))
            continue;
        kefu__format_double(number, value.value);
        kefu__test_failed(findings, &test->origin, "%s is %s, n %llu, %s, %s",
                          c->scheme->metrics->items[expected->metric].id,
                          KEFU_VALUE_IS_NUMBER(value) ? number : "null",
                          (unsigned long long)value.n, kefu_state_name(value.state),
                          kefu_reason_name(value.reason));
        good = false;
    }
    return good;
}

static kefu_status run(const kefu_scheme *scheme, kefu_scratch *scratch,
                       const struct metric_test *test, kefu_findings *findings, bool *good,
                       kefu_error *error) {
    kefu_conversation *conversation;
    kefu_error why;
    kefu_status status = kefu_conversation_new(scheme, NULL, &conversation, error);
    if (status != KEFU_OK)
        return status;
    memset(&why, 0, sizeof why);
    status = kefu_conversation_read_json(conversation, scratch, test->conversation.data,
                                         test->conversation.size, NULL, &why);
    if (status == KEFU_OK) {
        *good = check(conversation, test, findings);
    } else if (status == KEFU_E_MEMORY || status == KEFU_E_BUSY) {
        kefu__fail(error, status, "%s", why.message);
    } else { /* the conversation of the test itself is wrong */
        kefu__test_failed(findings, &test->origin, "the conversation cannot be read: %s",
                          why.message);
        *good = false;
        status = KEFU_OK;
    }
    kefu_conversation_free(conversation);
    return status;
}

kefu_status kefu__metrics_run_tests(const kefu_scheme *scheme, kefu_scratch *scratch,
                                    kefu_findings *findings, size_t *failed, kefu_error *error) {
    const struct metrics *metrics = scheme->metrics;
    kefu_status status = KEFU_OK;
    size_t i;
    for (i = 0; i < metrics->test_count && status == KEFU_OK; i++) {
        bool good = true;
        if (!kefu__test_is_own(scheme, &metrics->tests[i].origin))
            continue;
        status = run(scheme, scratch, &metrics->tests[i], findings, &good, error);
        *failed += status == KEFU_OK && !good;
    }
    return status;
}
