/* SPDX-License-Identifier: MIT
 * Tests of what reports refuse, of their report_spec, and of memory that fails. */
#include "fixture.h"

static kefu_status refuse(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_E_LIMIT;
}

static void compares_nothing_of_other_definitions(void **state) {
    static const kefu_document document = {
        {"own", 3},
        {KEFU_TEXT("{\"kefu\":1,\"kind\":\"metric_set\",\"id\":\"own\",\"version\":\"1\",\"title\":"
                   "\"x\"}")}};
    kefu_scheme_options bare = KEFU_SCHEME_OPTIONS_INIT;
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_aggregate *current = add_now(), *other;
    kefu_scheme *own;
    kefu_report *report = NULL;
    (void)state;
    bare.flags = KEFU_SCHEME_BARE;
    assert_int_equal(kefu_scheme_compile(&document, 1, &bare, &own, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_new(own, NULL, 0, NULL, &other, NULL), KEFU_OK);
    options.previous = other;
    assert_int_equal(kefu_report_new(current, &options, &report, NULL), KEFU_OK);
    for (size_t i = 0; i < report->indicator_count; i++)
        assert_false(KEFU_VALUE_IS_NUMBER(report->indicators[i].previous));
    assert_int_equal(report->break_count, 0); /* the other one has no cases */
    kefu_report_free(report);
    options.previous = NULL; /* and a scheme that measures nothing gives an empty report */
    assert_int_equal(kefu_report_new(other, &options, &report, NULL), KEFU_OK);
    assert_int_equal(report->indicator_count, 0);
    free(written(report, KEFU_FORMAT_HTML));
    kefu_report_free(report);
    kefu_aggregate_free(other);
    kefu_aggregate_free(current);
    kefu_scheme_release(own);
}

static void refuses_bad_arguments(void **state) {
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_aggregate *aggregate = add_now();
    kefu_report *report = NULL;
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_report_new(NULL, NULL, &report, &error), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_report_new(aggregate, NULL, NULL, NULL), KEFU_E_ARGUMENT);
    options.language.data = "fr";
    options.language.size = 2;
    assert_int_equal(kefu_report_new(aggregate, &options, &report, &error), KEFU_E_ARGUMENT);
    assert_non_null(strstr(error.message, "language"));
    options.language.size = 0;
    options.title.size = 4; /* of no text */
    assert_int_equal(kefu_report_new(aggregate, &options, &report, &error), KEFU_E_ARGUMENT);
    assert_null(report);
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    assert_int_equal(kefu_report_write(NULL, KEFU_FORMAT_JSON, keep, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_report_write(report, KEFU_FORMAT_JSON, NULL, NULL, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_report_write(report, (kefu_format)9, keep, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_report_write(report, KEFU_FORMAT_JSON, refuse, NULL, &error),
                     KEFU_E_LIMIT);
    kefu_report_free(report);
    kefu_report_free(NULL);
    kefu_aggregate_free(aggregate);
}

/* A report of nothing by a scheme that has this report_spec. */
static kefu_status report_by(const char *spec, uint32_t flags, kefu_report **report,
                             kefu_error *error) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    const kefu_document document = {{"spec", 4}, {spec, strlen(spec)}};
    kefu_scheme *own;
    kefu_aggregate *aggregate;
    kefu_status status;
    options.flags = flags;
    assert_int_equal(kefu_scheme_compile(&document, 1, &options, &own, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_new(own, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    status = kefu_report_new(aggregate, NULL, report, error);
    kefu_aggregate_free(aggregate);
    kefu_scheme_release(own);
    return status;
}

#define SPEC                                                                                       \
    "{\"kefu\":1,\"kind\":\"report_spec\",\"id\":\"mine\",\"version\":\"2\",\"title\":{\"zh-"      \
    "Hans\":"                                                                                      \
    "\"周报\",\"en\":\"Weekly\"},"

static void refuses_bad_specs(void **state) {
    static const struct {
        const char *text, *pointer;
        kefu_status status;
    } cases[] = {
        {SPEC "\"overview\":[7]}", "/overview/0", KEFU_E_DEFINITION},
        {SPEC "\"overview\":\"frt\"}", "/overview", KEFU_E_DEFINITION},
        {SPEC "\"colour\":1}", "/colour", KEFU_E_DEFINITION},
        {SPEC "\"negative_rate\":2}", "/negative_rate", KEFU_E_DEFINITION},
        {SPEC "\"owners\":[{\"id\":\"x\"}]}", "/owners/0", KEFU_E_DEFINITION},
        {SPEC "\"findings\":[{\"id\":\"better\",\"zh-Hans\":\"\",\"en\":\"\",\"on\":\"x\"}]}",
         "/findings/0/on", KEFU_E_DEFINITION},
        {SPEC "\"suggestions\":[{\"id\":\"s\",\"on\":\"nothing\",\"zh-Hans\":\"\",\"en\":\"\"}]}",
         "/suggestions/0/on", KEFU_E_REFERENCE},
        {SPEC
         "\"findings\":[{\"id\":\"better\",\"zh-Hans\":\"\",\"en\":\"\"}],\"suggestions\":[{\"id\":"
         "\"s\",\"on\":\"better\",\"owner\":\"nobody\",\"zh-Hans\":\"\",\"en\":\"\"}]}",
         "/suggestions/0/owner", KEFU_E_REFERENCE},
    };
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        const kefu_document document = {{"spec", 4}, {cases[i].text, strlen(cases[i].text)}};
        kefu_scheme *own = NULL;
        kefu_error error;
        memset(&error, 0x7F, sizeof error);
        assert_int_equal(kefu_scheme_compile(&document, 1, NULL, &own, NULL, &error),
                         cases[i].status);
        assert_string_equal(error.pointer, cases[i].pointer);
        assert_true(error.line > 0 && error.column > 0);
        assert_null(own);
    }
}

static void own_sentences_replace_the_built_in_ones(void **state) {
    static const char spec[] = SPEC
        "\"overview\":[\"frt\",\"no_such_metric\"],"
        "\"findings\":[{\"id\":\"no_data\",\"zh-Hans\":\"{reason}!{unknown}\",\"en\":\"-\"}],"
        "\"suggestions\":[{\"id\":\"s\",\"on\":\"no_data\",\"of\":[\"no_events\"],"
        "\"zh-Hans\":\"缺 {titles}\",\"en\":\"missing\"}]}";
    kefu_report *report;
    (void)state;
    assert_int_equal(report_by(spec, 0, &report, NULL), KEFU_OK);
    assert_string_equal(report->title.zh, "周报");
    assert_int_equal(report->core_count, 1);
    assert_int_equal(report->finding_count, 1);
    assert_string_equal(report->findings[0].text.zh, "没有这类记录!{unknown}");
    assert_int_equal(report->suggestion_count, 1);
    assert_memory_equal(report->suggestions[0].text.zh, "缺 首次响应时间", 22);
    kefu_report_free(report);
}

/* What a report_spec names stands in attributes of the page: it must not leave them. */
static void ids_of_suggestions_are_escaped(void **state) {
    static const char spec[] = SPEC
        "\"findings\":[{\"id\":\"no_data\",\"zh-Hans\":\"无\",\"en\":\"-\"}],"
        "\"suggestions\":[{\"id\":\"s\\\"><b>\",\"on\":\"no_data\",\"zh-Hans\":\"补\","
        "\"en\":\"add\"}]}";
    kefu_report *report;
    char *html;
    (void)state;
    assert_int_equal(report_by(spec, 0, &report, NULL), KEFU_OK);
    html = written(report, KEFU_FORMAT_HTML);
    assert_null(strstr(html, "<b>\""));
    assert_non_null(strstr(html, "data-template=\"s&quot;&gt;&lt;b&gt;\""));
    free(html);
    kefu_report_free(report);
}

static void survives_every_failure_of_memory(void **state) {
    kefu_aggregate *current = add_now(), *previous = add_up(before, 1, NULL, 0);
    struct test_memory memory;
    kefu_status status = KEFU_E_MEMORY;
    size_t fail_at;
    (void)state;
    for (fail_at = 1; status == KEFU_E_MEMORY; fail_at++) {
        kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
        kefu_allocator allocator = test_allocator(&memory, fail_at);
        kefu_report *report = NULL;
        options.allocator = &allocator;
        options.previous = previous;
        status = kefu_report_new(current, &options, &report, NULL);
        assert_true(status == KEFU_E_MEMORY || status == KEFU_OK);
        assert_true((status == KEFU_OK) == (report != NULL));
        kefu_report_free(report);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(fail_at > 5);
    kefu_aggregate_free(previous);
    kefu_aggregate_free(current);
}

static void writers_survive_every_failure_of_memory(void **state) {
    kefu_aggregate *current = add_now();
    int format;
    (void)state;
    for (format = KEFU_FORMAT_JSON; format <= KEFU_FORMAT_TEXT; format++) {
        struct test_memory memory;
        kefu_allocator allocator = test_allocator(&memory, 0);
        kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
        kefu_report *report;
        kefu_status status = KEFU_E_MEMORY;
        size_t blocks, more;
        options.allocator = &allocator;
        assert_int_equal(kefu_report_new(current, &options, &report, NULL), KEFU_OK);
        blocks = memory.live_blocks;
        for (more = 1; status == KEFU_E_MEMORY; more++) {
            struct text text = {NULL, 0, 0};
            memory.fail_at = memory.allocations + more;
            status = kefu_report_write(report, (kefu_format)format, keep, &text, NULL);
            assert_true(status == KEFU_E_MEMORY || status == KEFU_OK);
            assert_int_equal(text.writes, status == KEFU_OK);
            assert_int_equal(memory.live_blocks, blocks);
            free(text.data);
        }
        memory.fail_at = 0;
        kefu_report_free(report);
        assert_int_equal(memory.live_blocks, 0);
    }
    kefu_aggregate_free(current);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(compares_nothing_of_other_definitions),
        cmocka_unit_test(refuses_bad_arguments),
        cmocka_unit_test(refuses_bad_specs),
        cmocka_unit_test(own_sentences_replace_the_built_in_ones),
        cmocka_unit_test(ids_of_suggestions_are_escaped),
        cmocka_unit_test(survives_every_failure_of_memory),
        cmocka_unit_test(writers_survive_every_failure_of_memory),
    };
    return cmocka_run_group_tests_name("report.refusals", tests, begin, end);
}
