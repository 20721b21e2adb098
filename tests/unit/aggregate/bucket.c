/* SPDX-License-Identifier: MIT
 * Tests of time buckets: their keys, and groups by them. */
#include "conversation/chat.h"

#include "aggregate/aggregate.h"

static void check_keys(const char *instant, int32_t offset, const char *const expected[5]) {
    static const char *const columns[] = {"at:hour", "at:day", "at:week", "at:month", "at:quarter"};
    struct time_key key;
    int64_t at;
    assert_true(kefu__time_parse(instant, strlen(instant), &at));
    for (size_t i = 0; i < 5; i++) {
        assert_true(kefu__time_key(kefu__str(columns[i]), at, offset, &key));
        assert_string_equal(key.text, expected[i]);
    }
}

/* Weeks as ISO 8601 has them: the first one of a year is that with its first Thursday. */
static void keys_are_local_and_sort_by_time(void **state) {
    static const char *const march[] = {"2026-03-13T14", "2026-03-13", "2026-W11", "2026-03",
                                        "2026-Q1"};
    static const char *const west[] = {"2026-03-12T22", "2026-03-12", "2026-W11", "2026-03",
                                       "2026-Q1"};
    static const char *const first[] = {"2027-01-01T00", "2027-01-01", "2026-W53", "2027-01",
                                        "2027-Q1"};
    static const char *const last[] = {"2024-12-30T23", "2024-12-30", "2025-W01", "2024-12",
                                       "2024-Q4"};
    static const char *const before[] = {"1969-12-31T23", "1969-12-31", "1970-W01", "1969-12",
                                         "1969-Q4"};
    struct time_key key;
    (void)state;
    check_keys("2026-03-13T14:59:59+08:00", 480, march);
    check_keys("2026-03-13T14:00:00+08:00", -480, west);
    check_keys("2027-01-01T00:00:00+08:00", 480, first);
    check_keys("2024-12-30T23:00:00Z", 0, last);
    check_keys("1969-12-31T23:59:59Z", 0, before);
    assert_true(kefu__time_key(kefu__str("at:day"), KEFU_TIME_NONE, 0, &key));
    assert_string_equal(key.text, "");
    assert_false(kefu__time_key(kefu__str("at:year"), 0, 0, &key));
    assert_false(kefu__column_is_time(kefu__str("atelier")));
    assert_false(kefu__column_is_time(kefu__str("at:")));
}

static void add(kefu_aggregate *aggregate, const char *text) {
    kefu_conversation *c = chat_read(text);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    kefu_conversation_free(c);
}

static void check_group(const kefu_aggregate *aggregate, size_t group, const char *bucket,
                        const char *agent, uint64_t conversations, uint64_t feedback) {
    kefu_str key;
    assert_int_equal(kefu_aggregate_group_key(aggregate, group, 0, &key, NULL), KEFU_OK);
    assert_true(kefu__str_is(key, bucket));
    assert_int_equal(kefu_aggregate_group_key(aggregate, group, 1, &key, NULL), KEFU_OK);
    assert_true(kefu__str_is(key, agent));
    assert_int_equal(aggregate->groups[group]->facts.conversations, conversations);
    assert_int_equal(aggregate->groups[group]->facts.feedback, feedback);
}

static void records_belong_to_the_day_of_their_beginning(void **state) {
    static const char spec[] = "{\"group_by\":[\"at:day\",\"agent_id\"]}";
    static const char feedback[] = "{\"id\":\"f\",\"agent_id\":\"a1\",\"at\":"
                                   "\"2026-03-14T09:00:00+08:00\",\"rating\":5}";
    kefu_aggregate *aggregate;
    (void)state;
    assert_int_equal(kefu_aggregate_new(chat_scheme, spec, sizeof spec - 1, NULL, &aggregate, NULL),
                     KEFU_OK);
    add(aggregate, "{'id':'c1','messages':[{'at':'2026-03-13T23:59:00+08:00','role':'customer',"
                   "'text':'x'},{'at':'2026-03-14T00:10:00+08:00','role':'agent','agent_id':'a1',"
                   "'text':'您好'}]}");
    add(aggregate, "{'id':'c2','messages':[{'at':'2026-03-14T08:00:00+08:00','role':'customer',"
                   "'text':'x'},{'at':'2026-03-14T08:01:00+08:00','role':'agent','agent_id':'a1',"
                   "'text':'您好'}]}");
    assert_int_equal(kefu_aggregate_add_feedback_json(aggregate, chat_scratch, feedback,
                                                      sizeof feedback - 1, NULL, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_aggregate_group_count(aggregate), 3);
    check_group(aggregate, 1, "2026-03-13", "a1", 1, 0);
    check_group(aggregate, 2, "2026-03-14", "a1", 1, 1);
    kefu_aggregate_free(aggregate);
}

static void other_buckets_are_refused(void **state) {
    static const char spec[] = "{\"group_by\":[\"at:fortnight\"]}";
    kefu_aggregate *aggregate = NULL;
    kefu_error error;
    (void)state;
    assert_int_equal(
        kefu_aggregate_new(chat_scheme, spec, sizeof spec - 1, NULL, &aggregate, &error),
        KEFU_E_DEFINITION);
    assert_string_equal(error.pointer, "/group_by/0");
    assert_null(aggregate);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(keys_are_local_and_sort_by_time),
        cmocka_unit_test(records_belong_to_the_day_of_their_beginning),
        cmocka_unit_test(other_buckets_are_refused),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
