/* SPDX-License-Identifier: MIT
 * Patterns of classes of words: where they are found, where not, and how documents define them. */
#include "test.h"

#include "kefu/kefu.h"

#include <stdio.h>

/* An agent's fault, a customer's intent, an excuse by a pattern, and a pattern without a class. */
#define PATTERNS                                                                                       \
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"words\",\"version\":\"1\",\"entries\":["                \
    "{\"fault\":\"rude\",\"role\":\"agent\",\"gap\":4,"                                                \
    "\"pattern\":[\"@you\",[\"脑子\",\"智商\"],\"@lacking\"]},"                                    \
    "{\"intent\":\"threat\",\"role\":\"customer\",\"pattern\":[\"再不\",\"投诉\"]},"               \
    "{\"fault\":\"cold\",\"role\":\"agent\",\"ambiguous\":true,\"pattern\":[\"没货\",\"别问\"]}]," \
    "\"excuses\":[{\"faults\":[\"rude\"],\"gap\":2,\"patterns\":[[\"给您\",[\"换\",\"退\"]]]}],"   \
    "\"thresholds\":{\"fault\":0.5}}"
#define CLASSES                                                                                    \
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"classes\",\"version\":\"1\",\"classes\":["          \
    "{\"id\":\"you\",\"texts\":[\"你\",\"您\",\"你这人\"]},"                                  \
    "{\"id\":\"lacking\",\"texts\":[\"进水\",\"不好使\"]}]}"

static kefu_status compile(const char *patterns, const char *classes, kefu_scheme **scheme,
                           kefu_findings *findings) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    const kefu_document documents[] = {
        {.name = {"words.json", 10}, .text = {patterns, strlen(patterns)}},
        {.name = {"classes.json", 12}, .text = {classes, strlen(classes)}}};
    options.flags = KEFU_SCHEME_BARE;
    return kefu_scheme_compile(documents, 2, &options, scheme, findings, NULL);
}

/* What a text of this role has of a kind, as "id id". */
static void assert_found(const kefu_scheme *scheme, const char *text, kefu_role role,
                         kefu_found_kind kind, const char *expected) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    kefu_found found = {.size = sizeof found};
    char all[256] = "";
    options.role = role;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    assert_int_equal(kefu_analyze(scheme, scratch, text, strlen(text), &options, &analysis, NULL),
                     KEFU_OK);
    for (size_t i = 0; i < kefu_analysis_found_count(analysis, kind); i++) {
        assert_int_equal(kefu_analysis_found_at(analysis, kind, i, &found, NULL), KEFU_OK);
        snprintf(all + strlen(all), sizeof all - strlen(all), i ? " %s" : "%s", found.id);
    }
    assert_string_equal(all, expected);
    kefu_scratch_free(scratch);
}

static void assert_fault(const kefu_scheme *scheme, const char *text, const char *expected) {
    assert_found(scheme, text, KEFU_ROLE_AGENT, KEFU_FOUND_FAULT, expected);
}

static void test_found(void **state) {
    kefu_scheme *scheme = NULL;
    (void)state;
    assert_int_equal(compile(PATTERNS, CLASSES, &scheme, NULL), KEFU_OK);
    assert_fault(scheme, "你脑子进水", "rude");
    assert_fault(scheme, "您的智商是不是不好使", "rude");
    assert_fault(scheme, "你，脑子，进水", "rude"); /* across commas */
    assert_fault(scheme, "你这人脑子进水", "rude"); /* 你 and 你这人 begin together */
    assert_fault(scheme, "你说你脑子进水", "rude"); /* the nearest first part */
    kefu_scheme_release(scheme);
}

static void test_not_found(void **state) {
    kefu_scheme *scheme = NULL;
    (void)state;
    assert_int_equal(compile(PATTERNS, CLASSES, &scheme, NULL), KEFU_OK);
    assert_fault(scheme, "脑子进水", "");             /* a part is missing */
    assert_fault(scheme, "脑子进水的是你", "");       /* another order */
    assert_fault(scheme, "你脑子今天是不是进水", ""); /* too wide a gap */
    assert_fault(scheme, "你。脑子进水", "");         /* two sentences */
    assert_fault(scheme, "你说“脑子进水”", "");       /* quoted */
    assert_fault(scheme, "你“脑子”进水", "");         /* a part of it */
    assert_fault(scheme, "你脑子进水，给您换", "");   /* excused by a pattern */
    assert_fault(scheme, "你脑子进水，给您", "rude"); /* half of the excuse */
    assert_found(scheme, "你脑子进水", KEFU_ROLE_CUSTOMER, KEFU_FOUND_FAULT, "");
    kefu_scheme_release(scheme);
}

static void test_roles(void **state) {
    kefu_scheme *scheme = NULL;
    (void)state;
    assert_int_equal(compile(PATTERNS, CLASSES, &scheme, NULL), KEFU_OK);
    assert_found(scheme, "再不发货就投诉", KEFU_ROLE_CUSTOMER, KEFU_FOUND_INTENT, "threat");
    assert_found(scheme, "再不发货就投诉", KEFU_ROLE_AGENT, KEFU_FOUND_INTENT, "");
    kefu_scheme_release(scheme);
}

/* A doubtful pattern is a fault where it is all that the text says. */
static void test_doubtful(void **state) {
    kefu_scheme *scheme = NULL;
    (void)state;
    assert_int_equal(compile(PATTERNS, CLASSES, &scheme, NULL), KEFU_OK);
    assert_fault(scheme, "没货，别问！", "cold");
    assert_fault(scheme, "红色的没货了您别问为什么好吗", "");
    assert_found(scheme, "红色的没货了您别问为什么好吗", KEFU_ROLE_AGENT, KEFU_FOUND_HINT, "cold");
    kefu_scheme_release(scheme);
}

/* Compiles a document of one entry, which must give a finding. */
static void assert_refused(const char *pattern, const char *code) {
    kefu_findings *findings = NULL;
    kefu_finding finding = {.size = sizeof finding};
    kefu_scheme *scheme = NULL;
    char text[512];
    snprintf(text, sizeof text,
             "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"x\",\"version\":\"1\",\"entries\":["
             "{\"fault\":\"rude\",\"pattern\":%s}]}",
             pattern);
    assert_int_equal(kefu_findings_new(NULL, &findings, NULL), KEFU_OK);
    assert_int_not_equal(compile(text, CLASSES, &scheme, findings), KEFU_OK);
    assert_true(kefu_findings_count(findings) > 0);
    for (size_t i = 0; i < kefu_findings_count(findings); i++) {
        assert_int_equal(kefu_findings_at(findings, i, &finding, NULL), KEFU_OK);
        if (strcmp(finding.code, code) == 0)
            break;
    }
    assert_string_equal(finding.code, code);
    kefu_findings_free(findings);
}

static void test_refused(void **state) {
    (void)state;
    assert_refused("[\"@you\"]", "bad_pattern");
    assert_refused("\"@you\"", "bad_pattern");
    assert_refused("[\"@you\",\"@nobody\"]", "unresolved_ref");
    assert_refused("[\"@you\",\"@No Id\"]", "bad_id");
    assert_refused("[\"@you\",7]", "wrong_type");
    assert_refused("[\"@you\",[]]", "bad_pattern");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_found),   cmocka_unit_test(test_not_found),
        cmocka_unit_test(test_roles),   cmocka_unit_test(test_doubtful),
        cmocka_unit_test(test_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
