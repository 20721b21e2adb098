/* SPDX-License-Identifier: MIT
 * Filters: the period, the two conditions, and which of several reasons is told. */
#include "chat.h"

static const char record[] =
    "{'id':'c1','topic':'refund','labels':['大促'],'attributes':{'vip':'2'},'messages':["
    "{'role':'customer','at':'2024-03-01T12:00:00+08:00','text':'在吗'},"
    "{'role':'agent','agent_id':'a1','at':'2024-03-02T09:00:00+08:00','text':'在的'}]}";
#define START INT64_C(1709265600000)

/* Replaces single quotes by double ones. */
static kefu_str quoted(const char *text, char to[512]) {
    size_t size = strlen(text);
    assert_true(size < 512);
    for (size_t i = 0; i < size; i++)
        to[i] = text[i] == '\'' ? '"' : text[i];
    return (kefu_str){to, size};
}

static kefu_filter *new_filter(int64_t from, int64_t to, const char *where, const char *exclude) {
    kefu_filter_options options = KEFU_FILTER_OPTIONS_INIT;
    kefu_filter *filter = NULL;
    char texts[2][512];
    options.from = from;
    options.to = to;
    options.where = quoted(where, texts[0]);
    options.exclude = quoted(exclude, texts[1]);
    assert_int_equal(kefu_filter_new(&options, &filter, NULL, NULL), KEFU_OK);
    return filter;
}

static void expect_of(const char *json, int64_t from, int64_t to, const char *where,
                      const char *exclude, kefu_filter_outcome expected) {
    kefu_conversation *c = chat_read_with(chat_scheme, json, NULL);
    kefu_filter *filter = new_filter(from, to, where, exclude);
    kefu_filter_outcome outcome = KEFU_FILTER_FORCE_32_;
    assert_int_equal(kefu_filter_conversation(filter, c, &outcome, NULL), KEFU_OK);
    assert_int_equal(outcome, expected);
    kefu_filter_free(filter);
    kefu_conversation_free(c);
}

static void expect(int64_t from, int64_t to, const char *where, const char *exclude,
                   kefu_filter_outcome expected) {
    expect_of(record, from, to, where, exclude, expected);
}

static void test_period(void **state) {
    (void)state;
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "", "", KEFU_FILTER_COUNTS);
    expect(START, START + 1, "", "", KEFU_FILTER_COUNTS);
    expect(START + 1, KEFU_TIME_END, "", "", KEFU_FILTER_OUTSIDE); /* its start decides */
    expect(KEFU_TIME_NONE, START, "", "", KEFU_FILTER_OUTSIDE);
    expect_of("{'messages':[{'role':'customer','text':'在吗'}]}", START, KEFU_TIME_END, "", "",
              KEFU_FILTER_UNTIMED);
    expect_of("{'messages':[{'role':'customer','text':'在吗'}]}", KEFU_TIME_NONE, KEFU_TIME_END, "",
              "", KEFU_FILTER_COUNTS);
}

static void test_conditions(void **state) {
    (void)state;
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "{'attribute':'topic','eq':'refund'}", "",
           KEFU_FILTER_COUNTS);
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "{'attribute':'topic','eq':'other'}", "",
           KEFU_FILTER_UNMATCHED);
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "", "{'attribute':'topic','eq':'refund'}",
           KEFU_FILTER_EXCLUDED);
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "{'label':'大促'}", "{'label':'团购'}",
           KEFU_FILTER_COUNTS);
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "{'attribute':'vip','ge':2}", "", KEFU_FILTER_COUNTS);
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "{'attribute':'vip','gt':2}", "", KEFU_FILTER_UNMATCHED);
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "{'attribute':'agent_id','eq':'a1'}", "",
           KEFU_FILTER_COUNTS);
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "{'attribute':'shop','exists':false}", "",
           KEFU_FILTER_COUNTS);
}

/* What a record does not say is unknown: neither a reason to count it nor one to exclude it. */
static void test_unknown(void **state) {
    (void)state;
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "{'attribute':'shop','eq':'A'}", "",
           KEFU_FILTER_UNMATCHED);
    expect(KEFU_TIME_NONE, KEFU_TIME_END, "", "{'attribute':'shop','eq':'A'}", KEFU_FILTER_COUNTS);
    expect(START + 1, KEFU_TIME_END, "false", "true", KEFU_FILTER_OUTSIDE); /* the first reason */
    expect(START, KEFU_TIME_END, "false", "true", KEFU_FILTER_UNMATCHED);
}

static void expect_feedback(const char *json, const char *where, kefu_filter_outcome expected) {
    kefu_filter *filter = new_filter(START, KEFU_TIME_END, where, "");
    kefu_filter_outcome outcome = KEFU_FILTER_FORCE_32_;
    char text[512];
    const kefu_str record_text = quoted(json, text);
    assert_int_equal(
        kefu_filter_feedback_json(filter, record_text.data, record_text.size, &outcome, NULL),
        KEFU_OK);
    assert_int_equal(outcome, expected);
    kefu_filter_free(filter);
}

/* An attribute that is empty is not given. */
static void test_empty_attributes_of_feedback(void **state) {
    (void)state;
    expect_feedback("{'at':'2024-03-01T12:00:00+08:00','team':'','attributes':{'shop':''}}",
                    "{'attribute':'shop','exists':false}", KEFU_FILTER_COUNTS);
    expect_feedback("{'at':'2024-03-01T12:00:00+08:00','team':'','attributes':{'shop':''}}",
                    "{'attribute':'team','exists':false}", KEFU_FILTER_COUNTS);
    expect_feedback(
        "{'at':'2024-03-01T12:00:00+08:00','team':'t','attributes':{'shop':'s'}}",
        "{'all':[{'attribute':'team','exists':true},{'attribute':'shop','exists':true}]}",
        KEFU_FILTER_COUNTS);
}

static void test_feedback(void **state) {
    (void)state;
    expect_feedback("{'at':'2024-03-01T12:00:00+08:00','team':'A'}",
                    "{'attribute':'team','eq':'A'}", KEFU_FILTER_COUNTS);
    expect_feedback("{'at':'2024-03-01 12:00:00','labels':['x']}", "{'label':'x'}",
                    KEFU_FILTER_COUNTS); /* +08:00 */
    expect_feedback("{'at':'2024-03-01 11:59:59'}", "", KEFU_FILTER_OUTSIDE);
    expect_feedback("{'invited_at':'2024-03-01T12:00:00+08:00'}", "", KEFU_FILTER_COUNTS);
    expect_feedback("{'rating':5}", "", KEFU_FILTER_UNTIMED);
    expect_feedback("{'at':'2024-03-02T12:00:00+08:00','attributes':{'shop':'A'}}",
                    "{'attribute':'shop','ne':'A'}", KEFU_FILTER_UNMATCHED);
}

static void expect_refused(int64_t from, int64_t to, const char *where, kefu_status status) {
    kefu_filter_options options = KEFU_FILTER_OPTIONS_INIT;
    kefu_filter *filter = NULL;
    char text[512];
    options.from = from;
    options.to = to;
    options.where = quoted(where, text);
    assert_int_equal(kefu_filter_new(&options, &filter, NULL, NULL), status);
    assert_null(filter);
}

static void test_refusals(void **state) {
    (void)state;
    expect_refused(START, START, "", KEFU_E_ARGUMENT);
    expect_refused(KEFU_TIME_NONE, KEFU_TIME_END, "{", KEFU_E_JSON);
    expect_refused(KEFU_TIME_NONE, KEFU_TIME_END, "{'metric':'frt','gt':1}", KEFU_E_DEFINITION);
    expect_refused(KEFU_TIME_NONE, KEFU_TIME_END, "{'attribute':'topic'}", KEFU_E_DEFINITION);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_period),
        cmocka_unit_test(test_conditions),
        cmocka_unit_test(test_unknown),
        cmocka_unit_test(test_feedback),
        cmocka_unit_test(test_empty_attributes_of_feedback),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
