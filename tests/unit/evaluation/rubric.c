/* SPDX-License-Identifier: MIT
 * Tests of what rubrics refuse and warn of, of the tests inside them, of memory that fails. */
#include "rubrics.h"

static void mistakes_are_told_in_place(void **state) {
    static const struct {
        const char *rubric;
        kefu_status status;
        const char *code, *pointer, *place;
    } cases[] = {
        {"\"x_mine\":1", KEFU_E_DEFINITION, "missing_member", "", "{\"kefu\""},
        {"\"sections\":[]", KEFU_E_DEFINITION, "empty_rubric", "/sections", "[]"},
        {"\"sections\":[{\"id\":\"s\",\"questions\":[" BOOLEAN "]}]", KEFU_E_DEFINITION,
         "missing_member", "/sections/0", "{\"id\":\"s\""},
        {SECTIONS("{\"id\":\"s\",\"type\":\"boolean\"}"), KEFU_E_DUPLICATE, "duplicate_id",
         "/sections/0/questions/0/id", "\"s\""},
        {SECTIONS("{\"id\":\"\",\"type\":\"boolean\"}"), KEFU_E_DEFINITION, "bad_id",
         "/sections/0/questions/0/id", "\"\""},
        {SECTIONS(
             "{\"id\":\"q\",\"type\":\"single_select\",\"options\":[{\"id\":\"\",\"score\":1}]}"),
         KEFU_E_DEFINITION, "bad_id", "/sections/0/questions/0/options/0/id", "\"\""},
        {SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"\",\"min\":0}]", KEFU_E_DEFINITION, "bad_id",
         "/bands/0/id", "\"\""},
        {SECTIONS("{\"id\":\"q\"}"), KEFU_E_DEFINITION, "missing_member", "/sections/0/questions/0",
         "{\"id\":\"q\"}"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"bool\"}"), KEFU_E_DEFINITION, "unknown_choice",
         "/sections/0/questions/0/type", "\"bool\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"weigth\":2}"), KEFU_E_DEFINITION,
         "unknown_member", "/sections/0/questions/0/weigth", "\"weigth\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"weight\":-1}"), KEFU_E_DEFINITION,
         "out_of_range", "/sections/0/questions/0/weight", "-1"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"single_select\"}"), KEFU_E_DEFINITION, "missing_member",
         "/sections/0/questions/0", "{\"id\":\"q\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"options\":[{\"id\":\"a\",\"score\":1}]}"),
         KEFU_E_DEFINITION, "out_of_range", "/sections/0/questions/0/options", "[{\"id\":\"a\""},
        {SECTIONS(
             "{\"id\":\"q\",\"type\":\"single_select\",\"options\":[{\"id\":\"a\",\"score\":1},"
             "{\"id\":\"a\",\"score\":0}]}"),
         KEFU_E_DUPLICATE, "duplicate_id", "/sections/0/questions/0/options/1/id", "\"a\""},
        {SECTIONS(
             "{\"id\":\"q\",\"type\":\"single_select\",\"options\":[{\"id\":\"a\",\"score\":0}]"
             "}"),
         KEFU_E_DEFINITION, "out_of_range", "/sections/0/questions/0", "{\"id\":\"q\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"numeric\",\"bind\":{\"metric\":\"frr\"},\"ranges\":[{"
                  "\"score\":1}]}"),
         KEFU_E_REFERENCE, "unresolved_ref", "/sections/0/questions/0/bind/metric", "\"frr\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"numeric\",\"bind\":{\"metric\":\"csat\"},\"ranges\":[{"
                  "\"score\":1}]}"),
         KEFU_E_DEFINITION, "wrong_entity", "/sections/0/questions/0/bind/metric", "\"csat\""},
        {SECTIONS(
             "{\"id\":\"q\",\"type\":\"numeric\",\"ranges\":[{\"max\":5,\"score\":1},{\"max\":5,"
             "\"score\":0}]}"),
         KEFU_E_DEFINITION, "range_overlap", "/sections/0/questions/0/ranges/1/max", "5,"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"numeric\",\"ranges\":[{\"score\":1}],\"options\":[]}"),
         KEFU_E_DEFINITION, "wrong_type", "/sections/0/questions/0/options", "[]"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"rating\",\"scale\":{\"min\":5,\"max\":1}}"),
         KEFU_E_DEFINITION, "out_of_range", "/sections/0/questions/0/scale", "{\"min\":5"},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"rule\":\"none\","
                  "\"answer\":\"yes\"}]}}"),
         KEFU_E_REFERENCE, "unresolved_ref", "/sections/0/questions/0/auto/cases/0/rule",
         "\"none\""},
        {SECTIONS(
             "{\"id\":\"q\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"when\":true,\"answer\""
             ":\"maybe\"}]}}"),
         KEFU_E_REFERENCE, "unresolved_ref", "/sections/0/questions/0/auto/cases/0/answer",
         "\"maybe\""},
        {SECTIONS("{\"id\":\"q\",\"type\":\"boolean\",\"enabled_if\":{\"phrase\":\"x\"}}"),
         KEFU_E_DEFINITION, "unknown_leaf", "/sections/0/questions/0/enabled_if", "{\"phrase\""},
        {SECTIONS(BOOLEAN) ",\"scoring\":{\"mode\":\"magic\"}", KEFU_E_DEFINITION, "unknown_choice",
         "/scoring/mode", "\"magic\""},
        {SECTIONS(BOOLEAN) ",\"scoring\":{\"mode\":\"points\",\"floor\":60,\"cap\":50}",
         KEFU_E_DEFINITION, "out_of_range", "/scoring", "{\"mode\""},
        {SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"a\",\"min\":0},{\"id\":\"b\",\"min\":0}]",
         KEFU_E_DEFINITION, "duplicate_band", "/bands", "[{\"id\""},
        {SECTIONS(BOOLEAN) ",\"weight_profiles\":[{\"id\":\"p\",\"weights\":{}}]",
         KEFU_E_DEFINITION, "missing_member", "/weight_profiles/0", "{\"id\":\"p\""},
        {SECTIONS(
             BOOLEAN) ",\"weight_profiles\":[{\"id\":\"p\",\"when\":true,\"weights\":{\"z\":1}}]",
         KEFU_E_REFERENCE, "unresolved_ref", "/weight_profiles/0/weights/z", "1}"},
        {SECTIONS(
             BOOLEAN) ",\"weight_profiles\":[{\"id\":\"p\",\"when\":true,\"weights\":{\"s\":120}}]",
         KEFU_E_DEFINITION, "out_of_range", "/weight_profiles/0/weights", "{\"s\":120}"},
        {SECTIONS(BOOLEAN) ",\"deductions\":[{\"rule\":\"none\",\"points\":1}]", KEFU_E_REFERENCE,
         "unresolved_ref", "/deductions/0/rule", "\"none\""},
    };
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(NULL, cases[i].rubric, cases[i].status, cases[i].code, cases[i].pointer,
                       cases[i].place);
}

static void assert_found(const char *rules, const char *rubric, const char *code,
                         const char *pointer) {
    struct bench bench;
    kefu_finding finding = {.size = sizeof finding};
    size_t i;
    bench_open(&bench, rules, rubric);
    for (i = 0; i < kefu_findings_count(bench.findings); i++) {
        assert_int_equal(kefu_findings_at(bench.findings, i, &finding, NULL), KEFU_OK);
        assert_int_equal(finding.severity, KEFU_SEVERITY_WARNING);
        if (strcmp(finding.code, code) == 0 && strcmp(finding.pointer, pointer) == 0)
            break;
    }
    if ((i == kefu_findings_count(bench.findings)) == (*code != '\0'))
        fail_msg("%s: no %s at %s", rubric, code, pointer);
    bench_close(&bench);
}

static void assert_warned(const char *rubric, const char *code, const char *pointer) {
    assert_found(no_rules, rubric, code, pointer);
}

static void numbers_of_rules_are_in_the_metrics_unit(void **state) {
#define ONE_RULE(when) "[{\"id\":\"r\",\"severity\":\"minor\",\"when\":{" when "}}]"
    (void)state;
    assert_found(ONE_RULE("\"metric\":\"frt\",\"gt\":60"), NULL, "unit_mismatch",
                 "/rules/0/when/gt");
    assert_found(ONE_RULE("\"metric\":\"resolution\",\"between\":[0,90]"), NULL, "unit_mismatch",
                 "/rules/0/when/between/1");
    assert_found(ONE_RULE("\"gap\":{\"from\":\"customer\"},\"ge\":180"), NULL, "unit_mismatch",
                 "/rules/0/when/ge");
    assert_found(ONE_RULE("\"metric\":\"resolution\",\"eq\":1"), NULL, "", "");
    assert_found(ONE_RULE("\"metric\":\"frt\",\"gt\":60000"), NULL, "", "");
#undef ONE_RULE
}

#define NUMERIC(metric, most)                                                                      \
    SECTIONS("{\"id\":\"q\",\"type\":\"numeric\",\"bind\":{\"metric\":\"" metric                   \
             "\"},\"ranges\":[{\"max\":" most ",\"score\":1},{\"score\":0}]}")

static void what_does_not_add_up_is_a_warning(void **state) {
    (void)state;
    assert_warned(NUMERIC("frt", "60"), "unit_mismatch", "/sections/0/questions/0/ranges/0/max");
    assert_warned(NUMERIC("resolution", "90"), "unit_mismatch",
                  "/sections/0/questions/0/ranges/0/max");
    assert_warned(NUMERIC("frt", "60000"), "", "");
    assert_warned("\"sections\":[{\"id\":\"s\",\"weight\":90,\"questions\":[" BOOLEAN "]}]",
                  "weights_not_100", "/sections");
    assert_warned("\"sections\":[{\"id\":\"s\",\"weight\":1,\"questions\":[" BOOLEAN "]}]", "", "");
    assert_warned(SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"a\",\"min\":60}]", "band_gap", "/bands");
    assert_warned(SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"a\",\"min\":90},{\"id\":\"b\",\"min\":0,"
                                    "\"max\":89}]",
                  "band_gap", "/bands/1/max"); /* 89.5 would have none */
    assert_warned(SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"a\",\"min\":90},{\"id\":\"b\",\"min\":0,"
                                    "\"max\":91}]",
                  "band_overlap", "/bands/1/max");
    assert_warned(
        SECTIONS(BOOLEAN) ",\"weight_profiles\":[{\"id\":\"p\",\"when\":true,\"weights\":{"
                          "\"s\":40},\"renormalize\":false}]",
        "weights_not_100", "/weight_profiles/0/weights");
    assert_warned(
        SECTIONS("{\"id\":\"q\",\"type\":\"numeric\",\"ranges\":[{\"max\":5,\"score\":1}]}"),
        "band_gap", "/sections/0/questions/0/ranges");
}

static void bands_are_half_open(void **state) {
    static const struct {
        double score;
        const char *band;
    } cases[] = {{0, "d"},  {59.99, "d"}, {60, "c"}, {79.99, "c"},
                 {80, "b"}, {89.5, "b"},  {90, "a"}, {100, "a"}};
    struct bench bench;
    size_t i;
    (void)state;
    bench_open(&bench, no_rules,
               SECTIONS(BOOLEAN) ",\"bands\":[{\"id\":\"c\",\"min\":60},{\"id\":\"a\",\"min\":90},"
                                 "{\"id\":\"d\",\"min\":0},{\"id\":\"b\",\"min\":80}]");
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(kefu__rubric_band(&bench.scheme->rubrics->items[0], cases[i].score)->id,
                            cases[i].band);
    assert_null(kefu__rubric_band(&bench.scheme->rubrics->items[0], -1));
    bench_close(&bench);
}

/* ---- tests in documents ---- */

#define TALK                                                                                       \
    "\"conversation\":{\"messages\":[{\"role\":\"customer\",\"text\":\"气死我了\"},{\"role\":" \
    "\"agent\",\"text\":\"您好\"}]}"

static void tests_in_documents_are_run(void **state) {
    static const char rules[] =
        "[{\"id\":\"angry\",\"when\":{\"emotion\":\"anger\"}},{\"id\":\"rude\",\"when\":{\"fault\":"
        "\"rude\"}}],\"tests\":[{" TALK ",\"hits\":[\"angry\"],\"lacks\":[\"rude\"]},"
        "{\"name\":\"wrong\"," TALK ",\"hits\":[\"rude\"],\"lacks\":[\"angry\"]},"
        "{\"conversation\":{\"messages\":5}}]";
    static const char rubric[] = SECTIONS("{\"id\":\"calm\",\"type\":\"boolean\",\"auto\":{"
                                          "\"cases\":[{\"rule\":\"angry\","
                                          "\"answer\":\"no\"}],\"default\":\"yes\"}},{\"id\":"
                                          "\"fast\",\"type\":\"numeric\","
                                          "\"bind\":{\"metric\":\"frt\"},\"ranges\":[{\"score\":1}]"
                                          "}") ",\"bands\":[{\"id\":\"top\",\"min\":50},{\"id\":"
                                               "\"low\",\"min\":0}],\"tests\":[{" TALK
                                               ",\"band\":\"low\",\"answers\":{\"calm\":\"no\","
                                               "\"fast\":null}},{" TALK
                                               ",\"band\":\"top\",\"answers\":{\"calm\":\"yes\","
                                               "\"fast\":5}}]";
    static const char *const expected[] = {
        "/tests/1 wrong: there is no hit of rude",   "/tests/1 wrong: there is a hit of angry",
        "/tests/2 the conversation cannot be read:", "/tests/1 the band is low",
        "/tests/1 another answer was found to calm", "/tests/1 another answer was found to fast"};
    struct bench bench;
    size_t failed = 0, i;
    (void)state;
    bench_open(&bench, rules, rubric);
    kefu_findings_clear(bench.findings);
    assert_int_equal(kefu_scheme_test(bench.scheme, bench.findings, &failed, NULL), KEFU_OK);
    assert_int_equal(failed, 3);
    assert_int_equal(kefu_findings_count(bench.findings), 6);
    for (i = 0; i < 6; i++) {
        kefu_finding finding = {.size = sizeof finding};
        char got[300];
        assert_int_equal(kefu_findings_at(bench.findings, i, &finding, NULL), KEFU_OK);
        assert_int_equal(finding.line, 1);
        snprintf(got, sizeof got, "%s %s", finding.pointer, finding.message);
        if (strncmp(got, expected[i], strlen(expected[i])) != 0)
            fail_msg("%s, expected %s", got, expected[i]);
    }
    bench_close(&bench);
    assert_refused("[],\"tests\":[{" TALK ",\"hits\":[\"none\"]}]", NULL, KEFU_E_REFERENCE,
                   "unresolved_ref", "/tests/0/hits/0", "\"none\"");
    assert_refused("[],\"tests\":[{\"hits\":[]}]", NULL, KEFU_E_DEFINITION, "missing_member",
                   "/tests/0", "{\"hits\"");
    assert_refused(NULL, SECTIONS(BOOLEAN) ",\"tests\":[{" TALK ",\"band\":\"none\"}]",
                   KEFU_E_REFERENCE, "unresolved_ref", "/tests/0/band", "\"none\"");
    assert_refused(NULL, SECTIONS(BOOLEAN) ",\"tests\":[{" TALK ",\"answers\":{\"z\":1}}]",
                   KEFU_E_REFERENCE, "unresolved_ref", "/tests/0/answers/z", "1}");
}

static void no_memory_is_told_and_nothing_leaks(void **state) {
    struct test_memory memory;
    size_t fail_at, last = 0;
    (void)state;
    for (fail_at = 1; last == 0; fail_at += fail_at < 60 ? 1 : 7) {
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        struct bench bench;
        kefu_conversation *conversation = NULL;
        kefu_evaluation *evaluation = NULL;
        kefu_rubric rubric = 0;
        kefu_event event = KEFU_EVENT_INIT;
        kefu_status status = bench_try(&bench, full_rules, full_rubric, &allocator);
        event.text.data = "气死我了";
        event.text.size = strlen(event.text.data);
        if (status == KEFU_OK)
            status = kefu_conversation_new(bench.scheme, NULL, &conversation, NULL);
        if (status == KEFU_OK)
            status = kefu_conversation_push(conversation, bench.scratch, &event, NULL, NULL);
        if (status == KEFU_OK)
            status = kefu_scheme_find_rubric(bench.scheme, "", 0, &rubric, NULL);
        if (status == KEFU_OK)
            status = kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, NULL);
        if (status == KEFU_OK)
            last = fail_at;
        else
            assert_int_equal(status, KEFU_E_MEMORY);
        kefu_evaluation_free(evaluation);
        kefu_conversation_free(conversation);
        bench_close(&bench);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(last > 60);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_told_in_place),
        cmocka_unit_test(what_does_not_add_up_is_a_warning),
        cmocka_unit_test(numbers_of_rules_are_in_the_metrics_unit),
        cmocka_unit_test(bands_are_half_open),
        cmocka_unit_test(tests_in_documents_are_run),
        cmocka_unit_test(no_memory_is_told_and_nothing_leaks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
