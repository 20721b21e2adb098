/* SPDX-License-Identifier: MIT
 * Tests of comparing documents: pairs, order, numbers, what is refused. Whole answers are vectors
 * of tests/conformance. */
#include "../test.h"

#include "kefu/diff.h"

static char answer[1 << 16];

static kefu_status keep(void *ctx, const char *data, size_t size) {
    (void)ctx;
    assert_true(size < sizeof answer);
    memcpy(answer, data, size);
    answer[size] = '\0';
    return KEFU_OK;
}

static kefu_document document(const char *text) {
    const kefu_document made = {{"d", 1}, {text, strlen(text)}};
    return made;
}

static void compare(const char *from, const char *to) {
    const kefu_document before = document(from), after = document(to);
    kefu_error error;
    if (kefu_documents_diff(&before, 1, &after, 1, NULL, NULL, keep, NULL, &error))
        fail_msg("%s | %s: %s", from, to, error.message);
}

static void assert_answer(const char *part) {
    if (!strstr(answer, part))
        fail_msg("%s is not in %s", part, answer);
}

#define LIST(items) "{\"list\":[" items "]}"
#define COUNTS(added, removed, changed, moved)                                                     \
    "},\"added\":" added ",\"removed\":" removed ",\"changed\":" changed ",\"moved\":" moved "}"

static void items_find_their_partners(void **state) {
    (void)state;
    compare(LIST("1,2,2,3"), LIST("2,3,4"));
    assert_answer(COUNTS("1", "2", "0", "0"));
    compare(LIST("{\"id\":\"a\"},{\"id\":\"b\"}"), LIST("{\"id\":\"b\"},{\"id\":\"a\"}"));
    assert_answer(COUNTS("0", "0", "0", "1"));
    compare(LIST("{\"id\":\"a\",\"x\":1},{\"id\":\"a\",\"x\":2}"),
            LIST("{\"id\":\"a\",\"x\":2},{\"id\":\"a\",\"x\":3}"));
    assert_answer(
        "\"from_pointer\":\"/list/0/x\",\"to_pointer\":\"/list/1/x\",\"from\":1,\"to\":3");
    assert_answer(COUNTS("0", "0", "1", "1"));
    compare(LIST("[1,[2]],{}"), LIST("[1,[3]],{}"));
    assert_answer("\"from_pointer\":\"/list/0/1/0\"");
    assert_answer(COUNTS("1", "1", "0", "0"));
}

/* Numbers that are one number as doubles, and two numbers that are one double. */
static void numbers_are_compared_by_their_digits(void **state) {
    (void)state;
    compare("{\"n\":1.50}", "{\"n\":1.5}");
    assert_answer("\"change\":\"same\"");
    compare("{\"n\":9007199254740993}", "{\"n\":9007199254740992}");
    assert_answer("由 9007199254740993 改为 9007199254740992");
}

static void types_that_differ_are_a_change(void **state) {
    (void)state;
    compare("{\"a\":null,\"b\":true,\"c\":{}}", "{\"a\":false,\"b\":[],\"c\":\"x\"}");
    assert_answer("a：由 空 改为 否");
    assert_answer("b：由 是 改为 0 项");
    assert_answer("c：由 0 项 改为 「x」");
}

static void long_texts_are_truncated(void **state) {
    char from[400], to[400];
    (void)state;
    memset(from, 'x', sizeof from);
    memcpy(from, "{\"t\":\"", 6);
    memcpy(from + 390, "\"}", 3);
    memcpy(to, from, sizeof to);
    to[300] = 'y';
    compare(from, to);
    assert_answer("x…」 改为 「x");
}

static void several_documents_are_paired_by_kind_and_id(void **state) {
    const kefu_document from[] = {document("{\"kind\":\"rubric\",\"id\":\"a\",\"v\":1}"),
                                  document("{\"kind\":\"rubric\",\"id\":\"b\"}")};
    const kefu_document to[] = {
        document("{\"kind\":\"calendar\",\"id\":\"a\"}"),
        document("{\"kind\":\"rubric\",\"id\":\"a\",\"v\":2,\"effective_from\":\"2026-01-01\"}"),
        document("{\"kind\":\"rubric\",\"id\":\"a\",\"v\":3,\"effective_from\":\"2026-07-01\"}")};
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_documents_diff(from, 2, to, 3, NULL, NULL, keep, NULL, &error), KEFU_OK);
    assert_answer("\"documents_changed\":{\"added\":1,\"removed\":1,\"changed\":1}");
    assert_answer("\"from\":1,\"to\":3");
    assert_int_equal(kefu_documents_diff(NULL, 0, NULL, 0, NULL, NULL, keep, NULL, &error),
                     KEFU_OK);
    assert_answer("{\"documents\":[]");
}

static void the_wrong_document_is_named(void **state) {
    const kefu_document from = document("{}");
    const kefu_document to[] = {document("{}"), document("[]"), document("{\"a\":}")};
    kefu_error error;
    kefu_findings *findings;
    kefu_finding finding;
    (void)state;
    assert_int_equal(kefu_findings_new(NULL, &findings, NULL), KEFU_OK);
    assert_int_equal(kefu_documents_diff(&from, 1, to, 2, NULL, findings, keep, NULL, &error),
                     KEFU_E_DEFINITION);
    assert_int_equal(error.source, 3);
    assert_int_equal(kefu_documents_diff(&from, 1, &to[2], 1, NULL, findings, keep, NULL, &error),
                     KEFU_E_JSON);
    assert_int_equal(error.source, 2);
    assert_int_equal(kefu_findings_count(findings), 2);
    finding.size = sizeof finding;
    assert_int_equal(kefu_findings_at(findings, 1, &finding, NULL), KEFU_OK);
    assert_int_equal(finding.column, 6);
    kefu_findings_free(findings);
}

static void options_are_checked(void **state) {
    const kefu_document one = document("{}");
    kefu_diff_options options = KEFU_DIFF_OPTIONS_INIT;
    kefu_error error;
    (void)state;
    options.language = (kefu_str){"fr", 2};
    assert_int_equal(kefu_documents_diff(&one, 1, &one, 1, &options, NULL, keep, NULL, &error),
                     KEFU_E_ARGUMENT);
    options.language = (kefu_str){NULL, 2};
    assert_int_equal(kefu_documents_diff(&one, 1, &one, 1, &options, NULL, keep, NULL, &error),
                     KEFU_E_ARGUMENT);
    kefu_diff_options_init(&options);
    options.flags = 1;
    assert_int_equal(kefu_documents_diff(&one, 1, &one, 1, &options, NULL, keep, NULL, &error),
                     KEFU_E_VERSION);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(items_find_their_partners),
        cmocka_unit_test(numbers_are_compared_by_their_digits),
        cmocka_unit_test(types_that_differ_are_a_change),
        cmocka_unit_test(long_texts_are_truncated),
        cmocka_unit_test(several_documents_are_paired_by_kind_and_id),
        cmocka_unit_test(the_wrong_document_is_named),
        cmocka_unit_test(options_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
