/* SPDX-License-Identifier: MIT
 * What a period measured under other definitions than the report's is told, and not added up. */
#include "conversation/chat.h"

#define METRIC(of)                                                                                 \
    "{'kefu':1,'kind':'metric_set','id':'own','version':'1','metrics':[{'id':'own.count','type':"  \
    "'count','direction':'lower_is_better','of':'" of "','title':{'zh-Hans':'自己','en':'Own'}}]}"

/* A scheme of these definitions alone, written with single quotes. */
static kefu_scheme *scheme_of(const char *definitions) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    char json[1024];
    const kefu_document document = {{"own", 3}, {json, strlen(definitions)}};
    kefu_scheme *scheme = NULL;
    options.flags = KEFU_SCHEME_BARE;
    assert_true(document.text.size < sizeof json);
    for (size_t i = 0; i < document.text.size; i++)
        json[i] = definitions[i] == '\'' ? '"' : definitions[i];
    assert_int_equal(kefu_scheme_compile(&document, 1, &options, &scheme, NULL, NULL), KEFU_OK);
    return scheme;
}

/* The state of one conversation under the definitions. */
static struct chat_text measured_under(const char *definitions) {
    kefu_scheme *scheme = scheme_of(definitions);
    kefu_conversation *c = chat_read_with(
        scheme, "{'id':'c','messages':[{'role':'customer','at':0,'text':'问'}]}", NULL);
    struct chat_text state = {NULL, 0};
    kefu_aggregate *aggregate;
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_save(aggregate, chat_write, &state, NULL), KEFU_OK);
    kefu_aggregate_free(aggregate);
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
    return state;
}

static kefu_aggregate *load(const kefu_scheme *scheme, struct chat_text state) {
    kefu_aggregate *aggregate = NULL;
    assert_int_equal(kefu_aggregate_load(scheme, state.data, state.size, NULL, &aggregate, NULL),
                     KEFU_OK);
    return aggregate;
}

static struct chat_text report_of(const kefu_aggregate *now, const kefu_aggregate *before) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    struct chat_text json = {NULL, 0};
    kefu_report *report = NULL;
    options.previous = before;
    assert_int_equal(kefu_report_new(now, &options, &report, NULL), KEFU_OK);
    assert_int_equal(kefu_report_write(report, KEFU_FORMAT_JSON, chat_write, &json, NULL), KEFU_OK);
    kefu_report_free(report);
    return json;
}

static void assert_breaks(const kefu_aggregate *now, const kefu_aggregate *before,
                          const char *expected) {
    struct chat_text json = report_of(now, before);
    const char *breaks = strstr(json.data, "\"breaks\":");
    if (!expected)
        assert_null(breaks);
    else if (!breaks || strncmp(breaks, expected, strlen(expected)) != 0)
        fail_msg("%.300s", breaks ? breaks : json.data);
    free(json.data);
}

#define BREAK(period)                                                                              \
    "{\"kind\":\"metric\",\"id\":\"own.count\",\"title\":{\"zh-Hans\":\"自己\",\"en\":\"Own\"}," \
    "\"cases\":1,\"period\":\"" period "\"}"

static void other_definitions_break_a_series(void **state) {
    struct chat_text then = measured_under(METRIC("turns")),
                     now = measured_under(METRIC("messages"));
    kefu_scheme *scheme = scheme_of(METRIC("messages"));
    kefu_aggregate *other = load(scheme, then), *ours = load(scheme, now);
    (void)state;
    assert_breaks(ours, NULL, NULL);
    assert_breaks(ours, ours, NULL);
    assert_breaks(other, NULL, "\"breaks\":[" BREAK("current") "]");
    assert_breaks(ours, other, "\"breaks\":[" BREAK("previous") "]");
    assert_breaks(other, other, "\"breaks\":[" BREAK("current") "," BREAK("previous") "]");
    kefu_aggregate_free(other);
    kefu_aggregate_free(ours);
    kefu_scheme_release(scheme);
    free(then.data);
    free(now.data);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(other_definitions_break_a_series)};
    return cmocka_run_group_tests_name("report.breaks", tests, chat_setup, chat_teardown);
}
