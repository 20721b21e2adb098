/* SPDX-License-Identifier: MIT
 * Tests of comparing two aggregates: which metrics have a row, and its numbers. */
#include <cJSON.h>
#include <math.h>
#include <stdio.h>

#include "aggregate/aggregate.h"
#include "test.h"

static kefu_scheme *scheme;
static kefu_scratch *scratch;

static int open_group(void **state) {
    (void)state;
    return kefu_scheme_builtin(NULL, &scheme, NULL) || kefu_scratch_new(NULL, &scratch, NULL);
}

static int close_group(void **state) {
    (void)state;
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}

/* An aggregate of surveys, of which `good` have 5 of 5 and the others 1; by team. */
static kefu_aggregate *surveys(const char *team, int count, int good) {
    static const char spec[] = "{\"group_by\":[\"team\"]}";
    kefu_aggregate *aggregate = NULL;
    char json[200];
    assert_int_equal(kefu_aggregate_new(scheme, spec, sizeof spec - 1, NULL, &aggregate, NULL),
                     KEFU_OK);
    for (int i = 0; i < count; i++) {
        snprintf(json, sizeof json,
                 "{\"source\":\"survey\",\"id\":\"f%d\",\"team\":\"%s\",\"rating\":%d}", i, team,
                 i < good ? 5 : 1);
        assert_int_equal(
            kefu_aggregate_add_feedback_json(aggregate, scratch, json, strlen(json), NULL, NULL),
            KEFU_OK);
    }
    return aggregate;
}

static kefu_status append(void *buffer, const char *data, size_t size) {
    kefu__buffer_add(buffer, data, size);
    return KEFU_OK;
}

static cJSON *compare(const kefu_aggregate *before, const kefu_aggregate *after) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer buffer;
    kefu__buffer_init(&buffer, &allocator);
    assert_int_equal(kefu_aggregate_compare(before, after, append, &buffer, NULL), KEFU_OK);
    cJSON *rows = cJSON_ParseWithLength(buffer.data, buffer.size);
    assert_non_null(rows);
    kefu__buffer_free(&buffer);
    return rows;
}

/* The row of a metric in a group; "" is the total. */
static const cJSON *find_row(const cJSON *rows, const char *key, const char *metric) {
    const cJSON *row;
    cJSON_ArrayForEach(row, rows) {
        const cJSON *part = cJSON_GetArrayItem(cJSON_GetObjectItem(row, "key"), 0);
        if (strcmp(part ? part->valuestring : "", key) == 0 &&
            strcmp(cJSON_GetObjectItem(row, "metric")->valuestring, metric) == 0)
            return row;
    }
    return NULL;
}

static double number(const cJSON *row, const char *name) {
    const cJSON *value = cJSON_GetObjectItem(row, name);
    assert_true(cJSON_IsNumber(value));
    return value->valuedouble;
}

static void a_row_has_both_values_and_a_test(void **state) {
    kefu_aggregate *before = surveys("A", 200, 160), *after = surveys("A", 200, 120);
    cJSON *rows = compare(before, after);
    (void)state;
    const cJSON *csat = find_row(rows, "", "csat");
    assert_non_null(csat);
    assert_true(fabs(number(csat, "difference") - -0.2) < 1e-12);
    /* the two-proportion z test: z = 0.2 / sqrt(0.7 * 0.3 * 2 / 200) = 4.364 */
    assert_true(number(csat, "p_value") > 1e-5 && number(csat, "p_value") < 2e-5);
    assert_true(number(csat, "q_value") >= number(csat, "p_value"));
    assert_true(cJSON_IsTrue(cJSON_GetObjectItem(csat, "significant")));
    assert_non_null(find_row(rows, "A", "csat"));
    const cJSON *frt = find_row(rows, "", "frt"); /* no conversation: nothing is known */
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(frt, "difference")));
    assert_true(cJSON_IsNull(cJSON_GetObjectItem(frt, "p_value")));
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(frt, "significant")));
    cJSON_Delete(rows);
    kefu_aggregate_free(before);
    kefu_aggregate_free(after);
}

static void groups_of_one_side_have_no_row(void **state) {
    kefu_aggregate *before = surveys("A", 40, 20), *after = surveys("B", 40, 20);
    kefu_aggregate *ungrouped = NULL;
    cJSON *rows = compare(before, after);
    (void)state;
    assert_null(find_row(rows, "A", "csat"));
    assert_null(find_row(rows, "B", "csat"));
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(find_row(rows, "", "csat"), "significant")));
    cJSON_Delete(rows);
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, NULL, &ungrouped, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_compare(before, ungrouped, append, NULL, NULL), KEFU_E_SCHEME);
    kefu_aggregate_free(ungrouped);
    kefu_aggregate_free(before);
    kefu_aggregate_free(after);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_row_has_both_values_and_a_test),
        cmocka_unit_test(groups_of_one_side_have_no_row),
    };
    return cmocka_run_group_tests(tests, open_group, close_group);
}
