/* SPDX-License-Identifier: MIT
 * The driver: headers, versions in force, layers, references, findings, memory. */
#include "test.h"

#include <stdio.h>

#include "kefu/kefu.h"
#include "scheme/kinds.h"

#define HEAD "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"my.words\",\"version\":"

static kefu_document document(const char *name, const char *text) {
    const kefu_document made = {{name, strlen(name)}, {text, strlen(text)}};
    return made;
}

static kefu_status compile(const kefu_document *documents, size_t count, int64_t at,
                           kefu_scheme **scheme, kefu_findings *findings, kefu_error *error) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    options.flags = KEFU_SCHEME_BARE;
    options.at = at;
    return kefu_scheme_compile(documents, count, &options, scheme, findings, error);
}

/* The code of the first finding, "" when there is none. */
static const char *first_code(const kefu_findings *findings) {
    kefu_finding finding = {.size = sizeof finding};
    return kefu_findings_at(findings, 0, &finding, NULL) ? "" : finding.code;
}

static void expect(const char *text, kefu_status status, const char *code, const char *pointer) {
    const kefu_document one = document("one.json", text);
    kefu_findings *findings = new_findings();
    kefu_scheme *scheme = NULL;
    kefu_error error;
    kefu_finding finding = {.size = sizeof finding};
    assert_int_equal(compile(&one, 1, KEFU_TIME_NONE, &scheme, findings, &error), status);
    assert_null(scheme);
    assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.code, code);
    assert_string_equal(finding.pointer, pointer);
    assert_string_equal(finding.source, "one.json");
    assert_true(finding.line >= 1);
    kefu_findings_free(findings);
}

static void test_headers(void **state) {
    (void)state;
    expect("[]", KEFU_E_DEFINITION, "wrong_type", "");
    expect("{", KEFU_E_JSON, "json_syntax", "");
    expect(HEAD "\"1\",\"extends\":\"no.such\"}", KEFU_E_REFERENCE, "unresolved_ref", "/extends");
    expect(HEAD "\"1\",\"extends\":7}", KEFU_E_DEFINITION, "wrong_type", "/extends");
    expect(HEAD "\"\"}", KEFU_E_DEFINITION, "bad_version", "/version");
    expect("{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"My\",\"version\":\"1\"}", KEFU_E_DEFINITION,
           "bad_id", "/id");
    expect(HEAD "\"1\",\"effective_from\":5,\"effective_to\":5}", KEFU_E_DEFINITION, "empty_period",
           "/effective_to");
}

static void test_every_kind(void **state) {
    const struct scheme_kind *kind;
    size_t i;
    (void)state;
    for (i = 0; (kind = kefu__scheme_kind_at(i)); i++) {
        char text[128];
        kefu_document one;
        kefu_scheme *scheme = NULL;
        snprintf(text, sizeof text, "{\"kefu\":1,\"kind\":\"%s\",\"id\":\"a\",\"version\":\"1\"}",
                 kefu__word_name(&kefu__document_kinds, kind->kind));
        if (kind->kind != DOCUMENT_SCHEME && kind->kind != DOCUMENT_LEXICON)
            continue; /* the others have members that must be there: their own tests */
        one = document("a.json", text);
        assert_int_equal(compile(&one, 1, KEFU_TIME_NONE, &scheme, NULL, NULL), KEFU_OK);
        kefu_scheme_release(scheme);
    }
    assert_int_equal(i, 9);
}

#define HEAD_OF(kind) "{\"kefu\":1,\"kind\":\"" kind "\",\"id\":\"my.one\",\"version\":\"1\","
#define FREE          "\"license\":\"MIT\",\"note\":\"a note\",\"title\":\"标题\","

/* Every kind takes a licence, a note, and a title that is a plain string. */
static void test_common_members(void **state) {
    static const char *const texts[] = {
        HEAD_OF("scheme") FREE "\"x_own\":1}",
        HEAD_OF("lexicon") FREE "\"entries\":[]}",
        HEAD_OF("metric_set") FREE "\"metrics\":[]}",
        HEAD_OF("calendar") FREE "\"utc_offset\":\"Z\",\"weekly\":{\"mon\":[]}}",
        HEAD_OF("rule_set") FREE "\"rules\":[]}",
        HEAD_OF("rubric") FREE "\"sections\":[{\"id\":\"s\",\"weight\":100,\"questions\":[{\"id\":"
                               "\"q\",\"type\":\"boolean\"}]}]}",
        HEAD_OF("map") FREE "\"record\":\"feedback\",\"format\":\"tsv\",\"members\":{}}",
        HEAD_OF("report_spec") FREE "\"overview\":[\"score\"]}",
        HEAD_OF("roster") FREE "\"agents\":[{\"id\":\"a\"}]}"};
    (void)state;
    assert_non_null(kefu__scheme_kind_at(sizeof texts / sizeof *texts - 1));
    assert_null(kefu__scheme_kind_at(sizeof texts / sizeof *texts));
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
        const kefu_document one = document("a.json", texts[i]);
        kefu_scheme *scheme = NULL;
        kefu_error error;
        if (compile(&one, 1, KEFU_TIME_NONE, &scheme, NULL, &error))
            fail_msg("%s: %s at %s", texts[i], error.message, error.pointer);
        kefu_scheme_release(scheme);
    }
}

static void test_maps_and_report_specs(void **state) {
    (void)state;
    expect(HEAD_OF("map") "\"record\":\"order\",\"format\":\"tsv\",\"members\":{}}",
           KEFU_E_DEFINITION, "unknown_choice", "/record");
    expect(HEAD_OF("map") "\"record\":\"feedback\",\"format\":\"tsv\",\"members\":{\"a\":{"
                          "\"members\":{\"b\":\"/x\"}}}}",
           KEFU_E_DEFINITION, "wrong_type", "/members/a/members/b");
    expect(HEAD_OF("report_spec") "\"title\":7}", KEFU_E_DEFINITION, "wrong_type", "/title");
    expect(HEAD_OF("report_spec") "\"title\":\"t\",\"suggestions\":[{\"id\":\"s\",\"on\":\"x\","
                                  "\"zh-Hans\":\"\",\"en\":\"\"}]}",
           KEFU_E_REFERENCE, "unresolved_ref", "/suggestions/0/on");
    /* A metric that there is not: a warning, for the report goes without it. */
    const kefu_document one = document(
        "r.json", HEAD_OF("report_spec") "\"title\":\"t\",\"hours\":[\"score\",\"no_such\"]}");
    kefu_findings *findings = new_findings();
    kefu_scheme *scheme = NULL;
    kefu_finding finding = {.size = sizeof finding};
    assert_int_equal(compile(&one, 1, KEFU_TIME_NONE, &scheme, findings, NULL), KEFU_OK);
    assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.code, "unknown_metric");
    assert_string_equal(finding.pointer, "/hours/1");
    assert_int_equal(finding.severity, KEFU_SEVERITY_WARNING);
    kefu_scheme_release(scheme);
    kefu_findings_free(findings);
}

/* A policy that nobody can keep: the built-in tests of what keeps the SLA still pass, for they run
 * by the built-in documents alone; the document's own test sees it. */
static void test_builtin_tests_run_by_themselves(void **state) {
    static const char policy[] = HEAD_OF("metric_set") //
        "\"sla\":[{\"id\":\"hasty\",\"targets\":[{\"metric\":\"frt\",\"within_ms\":1}]}],"
        "\"tests\":[{\"conversation\":{\"messages\":[{\"at\":0,\"role\":\"customer\"},{\"at\":2,"
        "\"role\":\"agent\"}]},\"expect\":{\"sla_met_rate\":0}}]}";
    const kefu_document one = document("policy.json", policy);
    kefu_scheme *scheme = NULL;
    size_t failed = 99;
    (void)state;
    assert_int_equal(kefu_scheme_compile(&one, 1, NULL, &scheme, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_scheme_test(scheme, NULL, &failed, NULL), KEFU_OK);
    assert_int_equal(failed, 0);
    assert_int_equal(kefu_scheme_test_count(scheme), 1);
    assert_int_equal(kefu_scheme_test_count(NULL), 0);
    kefu_scheme_release(scheme);
}

/* Two errors in two documents: both are found in one go, the first is the call's. */
static void test_all_findings(void **state) {
    const kefu_document two[] = {
        document("a.json", HEAD "\"1\",\"entries\":[{\"text\":\"好\",\"polarity\":3},7]}"),
        document("b.json", "{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"s\",\"version\":\"1\","
                           "\"nonsense\":1}")};
    kefu_findings *findings = new_findings();
    kefu_scheme *scheme = NULL;
    kefu_error error;
    (void)state;
    assert_int_equal(compile(two, 2, KEFU_TIME_NONE, &scheme, findings, &error), KEFU_E_DEFINITION);
    assert_int_equal(kefu_findings_severity_count(findings, KEFU_SEVERITY_ERROR), 3);
    assert_string_equal(error.pointer, "/entries/0/polarity");
    kefu_findings_free(findings);
}

static const char *polarity_at(int64_t at, size_t given) {
    static const char *const texts[] = {
        HEAD "\"1\",\"effective_from\":100,\"entries\":[{\"text\":\"甲\",\"polarity\":1}]}",
        HEAD "\"2\",\"effective_from\":200,\"entries\":[{\"text\":\"乙\",\"polarity\":1}]}"};
    const kefu_document two[] = {document("1.json", texts[0]), document("2.json", texts[1])};
    static char found[16];
    kefu_scheme *scheme = NULL;
    const char *text;
    assert_int_equal(compile(two, given, at, &scheme, NULL, NULL), KEFU_OK);
    text = kefu_scheme_entry_text(scheme, kefu__handle(scheme, 0));
    strcpy(found, text ? text : "none");
    kefu_scheme_release(scheme);
    return found;
}

static void test_versions(void **state) {
    (void)state;
    assert_string_equal(polarity_at(99, 2), "none");
    assert_string_equal(polarity_at(100, 2), "甲");
    assert_string_equal(polarity_at(199, 2), "甲");
    assert_string_equal(polarity_at(200, 2), "乙");
    assert_string_equal(polarity_at(KEFU_TIME_NONE, 2), "乙");
    assert_string_equal(polarity_at(KEFU_TIME_NONE, 1), "甲");
}

static void test_changes(void **state) {
    const kefu_document documents[] = {
        document("1.json", HEAD "\"1\",\"effective_from\":200,\"effective_to\":400}"),
        document("2.json", HEAD "\"2\",\"effective_from\":400}"),
        document("3.json", "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"o\",\"version\":\"1\","
                           "\"effective_from\":100,\"effective_to\":300}"),
        document("bad.json", HEAD "\"3\",\"effective_from\":9,\"effective_to\":5}"),
        document("always.json",
                 "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"p\",\"version\":\"1\"}")};
    const kefu_document none = {{"x", 1}, {NULL, 1}};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    int64_t instants[4] = {-1, -1, -1, -1};
    size_t found = 99;
    (void)state;
    assert_int_equal(kefu_scheme_changes(documents, 5, NULL, instants, 4, &found, NULL), KEFU_OK);
    assert_int_equal(found, 4);
    for (size_t i = 0; i < found; i++)
        assert_int_equal(instants[i], 100 * (i + 1));
    instants[1] = -1;
    assert_int_equal(kefu_scheme_changes(documents, 5, NULL, instants, 1, &found, NULL), KEFU_OK);
    assert_true(found == 4 && instants[0] == 100 && instants[1] == -1);
    assert_int_equal(kefu_scheme_changes(documents + 4, 1, NULL, NULL, 0, &found, NULL), KEFU_OK);
    assert_int_equal(found, 0);
    assert_int_equal(kefu_scheme_changes(&none, 1, NULL, NULL, 0, &found, NULL), KEFU_E_ARGUMENT);
    options.flags = 8;
    assert_int_equal(kefu_scheme_changes(documents, 5, &options, NULL, 0, &found, NULL),
                     KEFU_E_VERSION);
}

/* No built-in document has a period: kefu_scheme_changes() does not look for one. */
static void test_builtin_changes(void **state) {
    kefu_document document;
    (void)state;
    assert_true(kefu_builtin_count() > 0);
    for (size_t i = 0; kefu_builtin_at(i, &document, NULL) == KEFU_OK; i++) {
        size_t found = 99;
        assert_int_equal(kefu_scheme_changes(&document, 1, NULL, NULL, 0, &found, NULL), KEFU_OK);
        assert_int_equal(found, 0);
    }
}

static void test_duplicates(void **state) {
    const kefu_document two[] = {document("a.json", HEAD "\"1\"}"),
                                 document("b.json", HEAD "\"1\"}")};
    kefu_findings *findings = new_findings();
    kefu_scheme *scheme = NULL;
    (void)state;
    assert_int_equal(compile(two, 2, KEFU_TIME_NONE, &scheme, findings, NULL), KEFU_E_DUPLICATE);
    assert_string_equal(first_code(findings), "duplicate_id");
    kefu_findings_free(findings);
}

/* A document that is given twice, and overlaps another: each finding has its own place. */
static void test_duplicates_that_overlap(void **state) {
    const kefu_document three[] = {document("a.json", HEAD "\"2\",\"effective_from\":100}"),
                                   document("b.json", HEAD "\"1\",\"effective_from\":100}"),
                                   document("c.json", HEAD "\"1\",\"effective_from\":100}")};
    kefu_findings *findings = new_findings();
    kefu_scheme *scheme = NULL;
    size_t overlaps = 0;
    (void)state;
    assert_int_equal(compile(three, 3, KEFU_TIME_NONE, &scheme, findings, NULL), KEFU_E_DUPLICATE);
    for (size_t i = 0; i < kefu_findings_count(findings); i++) {
        kefu_finding finding = {.size = sizeof finding};
        assert_int_equal(kefu_findings_at(findings, i, &finding, NULL), KEFU_OK);
        if (strcmp(finding.code, "duplicate_id") == 0)
            assert_string_equal(finding.pointer, "/id");
        if (strcmp(finding.code, "effective_overlap") == 0) {
            assert_string_equal(finding.pointer, "");
            overlaps++;
        }
    }
    assert_true(overlaps > 0);
    kefu_findings_free(findings);
}

static void test_overlap_is_a_warning(void **state) {
    const kefu_document two[] = {
        document("a.json", HEAD "\"1\",\"effective_from\":100,\"effective_to\":300}"),
        document("b.json", HEAD "\"2\",\"effective_from\":200}")};
    kefu_findings *findings = new_findings();
    kefu_scheme *scheme = NULL;
    (void)state;
    assert_int_equal(compile(two, 2, 250, &scheme, findings, NULL), KEFU_OK);
    assert_string_equal(first_code(findings), "effective_overlap");
    assert_int_equal(kefu_findings_severity_count(findings, KEFU_SEVERITY_ERROR), 0);
    kefu_scheme_release(scheme);
    kefu_findings_free(findings);
}

static void test_cycle(void **state) {
    const kefu_document two[] = {
        document("a.json", "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"a\",\"version\":\"1\","
                           "\"extends\":\"b\"}"),
        document("b.json", "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"b\",\"version\":\"1\","
                           "\"extends\":[\"a\"]}")};
    kefu_findings *findings = new_findings();
    kefu_scheme *scheme = NULL;
    (void)state;
    assert_int_equal(compile(two, 2, KEFU_TIME_NONE, &scheme, findings, NULL), KEFU_E_REFERENCE);
    assert_string_equal(first_code(findings), "cyclic_extends");
    kefu_findings_free(findings);
}

static void test_built_in(void **state) {
    kefu_scheme *scheme = NULL, *again = NULL;
    kefu_document one;
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_scheme_builtin(NULL, &scheme, &error), KEFU_OK);
    assert_string_equal(kefu_scheme_id(scheme), "kefu");
    assert_int_equal(strlen(kefu_scheme_digest(scheme)), 16);
    assert_string_equal(kefu_scheme_title(scheme, "anger", "zh-Hans"), "愤怒");
    assert_string_equal(kefu_scheme_title(scheme, "anger", "en"), "Anger");
    assert_string_equal(kefu_scheme_title(scheme, "no.such", "en"), "no.such");
    assert_int_equal(kefu_scheme_builtin(NULL, &again, &error), KEFU_OK);
    assert_string_equal(kefu_scheme_digest(scheme), kefu_scheme_digest(again));
    assert_ptr_equal(kefu_scheme_retain(again), again);
    kefu_scheme_release(again);
    kefu_scheme_release(again);
    kefu_scheme_release(scheme);
    assert_int_equal(kefu_builtin_at(0, &one, NULL), KEFU_OK);
    assert_int_equal(one.text.data[one.text.size], 0);
    assert_int_equal(kefu_builtin_at(kefu_builtin_count(), &one, NULL), KEFU_E_NOT_FOUND);
    kefu_scheme_release(NULL);
}

/* A given document with a built-in one's id replaces it; one that extends its own id adds to it. */
static void test_layers(void **state) {
    static const char replacing[] = "{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"kefu\","
                                    "\"version\":\"9\",\"titles\":{\"new\":\"新\"}}";
    static const char adding[] =
        "{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"kefu\",\"version\":\"9\","
        "\"extends\":\"kefu\",\"titles\":{\"anger\":\"火\"}}";
    kefu_document one = document("mine.json", replacing);
    kefu_scheme *scheme = NULL;
    (void)state;
    assert_int_equal(kefu_scheme_compile(&one, 1, NULL, &scheme, NULL, NULL), KEFU_OK);
    assert_string_equal(kefu_scheme_title(scheme, "new", "zh"), "新");
    assert_string_equal(kefu_scheme_title(scheme, "anger", "zh"), "anger");
    kefu_scheme_release(scheme);
    one = document("mine.json", adding);
    assert_int_equal(kefu_scheme_compile(&one, 1, NULL, &scheme, NULL, NULL), KEFU_OK);
    assert_string_equal(kefu_scheme_title(scheme, "anger", "zh"), "火");
    assert_string_equal(kefu_scheme_title(scheme, "anxiety", "zh"), "焦虑");
    kefu_scheme_release(scheme);
}

/* Which of several versions is in force is settled before it meets the layer below: an older one
 * that would have replaced the built-in document says nothing any more. */
static void test_versions_before_layers(void **state) {
    static const char old[] = "{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"kefu\",\"version\":\"8\","
                              "\"effective_from\":1}";
    static const char adding[] =
        "{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"kefu\",\"version\":\"9\","
        "\"effective_from\":2,\"extends\":\"kefu\"}";
    kefu_document two[2];
    size_t swapped;
    (void)state;
    for (swapped = 0; swapped < 2; swapped++) {
        kefu_scheme *scheme = NULL;
        kefu_error error;
        two[swapped] = document("old.json", old);
        two[!swapped] = document("adding.json", adding);
        if (kefu_scheme_compile(two, 2, NULL, &scheme, NULL, &error))
            fail_msg("%s", error.message);
        assert_string_equal(kefu_scheme_title(scheme, "anger", "zh"), "愤怒");
        kefu_scheme_release(scheme);
    }
}

static void test_arguments(void **state) {
    const kefu_document no_text = {{"a", 1}, {NULL, 2}}, no_name = {{NULL, 3}, {"{}", 2}};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *scheme = NULL;
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_scheme_compile(NULL, 1, NULL, &scheme, NULL, &error), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_scheme_compile(NULL, 0, NULL, NULL, NULL, &error), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_scheme_compile(&no_text, 1, NULL, &scheme, NULL, &error),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_scheme_compile(&no_name, 1, NULL, &scheme, NULL, &error),
                     KEFU_E_ARGUMENT);
    options.flags = 0x80;
    assert_int_equal(kefu_scheme_compile(NULL, 0, &options, &scheme, NULL, &error), KEFU_E_VERSION);
    assert_null(scheme);
    assert_null(kefu_scheme_entry_text(NULL, 1));
}

/* Whatever allocation fails: KEFU_E_MEMORY, nothing left behind. */
static void test_no_memory(void **state) {
    const kefu_document two[] = {
        document("a.json", HEAD "\"1\",\"title\":\"甲\",\"entries\":[{\"text\":\"好\","
                                "\"polarity\":1,\"emotion\":{\"joy\":1}},{\"pair\":[\"甲\","
                                "\"乙\"],\"aspect\":\"x\"}],\"negators\":[{\"text\":\"不\"}],"
                                "\"tests\":[{\"text\":\"好\",\"finds\":[\"joy\"]}]}"),
        document("b.json", "{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"s\",\"version\":\"1\","
                           "\"titles\":{\"joy\":\"喜\"}}")};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    struct test_memory memory;
    kefu_allocator allocator;
    size_t fail_at;
    kefu_status status = KEFU_E_MEMORY;
    (void)state;
    options.flags = KEFU_SCHEME_BARE;
    options.allocator = &allocator;
    for (fail_at = 1; status == KEFU_E_MEMORY; fail_at++) {
        kefu_scheme *scheme = NULL;
        kefu_error error;
        allocator = test_allocator(&memory, fail_at);
        status = kefu_scheme_compile(two, 2, &options, &scheme, NULL, &error);
        if (status == KEFU_OK)
            kefu_scheme_release(scheme);
        else
            assert_null(scheme);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
        assert_true(fail_at < 1000);
    }
    assert_int_equal(status, KEFU_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_headers),
        cmocka_unit_test(test_every_kind),
        cmocka_unit_test(test_common_members),
        cmocka_unit_test(test_maps_and_report_specs),
        cmocka_unit_test(test_builtin_tests_run_by_themselves),
        cmocka_unit_test(test_all_findings),
        cmocka_unit_test(test_versions),
        cmocka_unit_test(test_changes),
        cmocka_unit_test(test_builtin_changes),
        cmocka_unit_test(test_duplicates),
        cmocka_unit_test(test_duplicates_that_overlap),
        cmocka_unit_test(test_overlap_is_a_warning),
        cmocka_unit_test(test_cycle),
        cmocka_unit_test(test_built_in),
        cmocka_unit_test(test_layers),
        cmocka_unit_test(test_versions_before_layers),
        cmocka_unit_test(test_arguments),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
