/* SPDX-License-Identifier: MIT
 * What a scheme lists: rules and rubrics with their sections, questions and bands. */
#include <math.h>

#include "kefu/scheme.h"
#include "test.h"

static kefu_scheme *scheme;

static int open_scheme(void **state) {
    (void)state;
    return kefu_scheme_builtin(NULL, &scheme, NULL) != KEFU_OK;
}

static int close_scheme(void **state) {
    (void)state;
    kefu_scheme_release(scheme);
    return 0;
}

static void rules_are_listed(void **state) {
    const size_t count = kefu_scheme_rule_count(scheme);
    (void)state;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        const kefu_rule rule = kefu_scheme_rule_at(scheme, i);
        kefu_rule_info info = {.size = sizeof info};
        kefu_rule again = 0;
        assert_int_equal(kefu_scheme_rule_info(scheme, rule, &info, NULL), KEFU_OK);
        assert_string_equal(info.id, kefu_scheme_rule_id(scheme, rule));
        assert_true(info.severity <= KEFU_ALERT_CRITICAL && info.alerts <= 1);
        assert_non_null(info.category);
        assert_int_equal(kefu_scheme_find_rule(scheme, info.id, strlen(info.id), &again, NULL),
                         KEFU_OK);
        assert_int_equal(again, rule);
        assert_true(strlen(kefu_scheme_rule_title(scheme, rule, "zh-Hans")) > 0);
    }
    assert_int_equal(kefu_scheme_rule_at(scheme, count), 0);
}

static void expect_form(kefu_rubric rubric, const kefu_rubric_info *about) {
    size_t next = 0;
    for (size_t i = 0; i < about->section_count; i++) {
        kefu_section_info section = {.size = sizeof section};
        assert_int_equal(kefu_scheme_section_at(scheme, rubric, i, &section, NULL), KEFU_OK);
        assert_int_equal(section.first_question, next);
        for (size_t end = next + section.question_count; next < end; next++) {
            kefu_question_info question = {.size = sizeof question};
            assert_int_equal(kefu_scheme_question_at(scheme, rubric, next, &question, NULL),
                             KEFU_OK);
            assert_int_equal(question.section, i);
            assert_true(question.type <= KEFU_QUESTION_RATING && question.points_max >= 0);
            assert_int_equal(strlen(question.digest), 16);
            assert_true(strlen(kefu_scheme_question_title(scheme, rubric, next, "en")) > 0);
        }
        assert_non_null(kefu_scheme_section_title(scheme, rubric, i, "zh-Hant"));
    }
    assert_int_equal(next, about->question_count);
}

static void expect_bands(kefu_rubric rubric, size_t count) {
    double above = HUGE_VAL;
    for (size_t i = 0; i < count; i++) {
        kefu_band_info band = {.size = sizeof band};
        assert_int_equal(kefu_scheme_band_at(scheme, rubric, i, &band, NULL), KEFU_OK);
        assert_true(band.min < above);
        above = band.min;
        assert_true(strlen(kefu_scheme_band_title(scheme, rubric, i, "en")) > 0);
    }
}

static void rubrics_are_listed(void **state) {
    const size_t count = kefu_scheme_rubric_count(scheme);
    (void)state;
    assert_true(count > 0);
    for (size_t i = 0; i < count; i++) {
        const kefu_rubric rubric = kefu_scheme_rubric_at(scheme, i);
        kefu_rubric_info info = {.size = sizeof info};
        kefu_rubric again = 0;
        assert_int_equal(kefu_scheme_rubric_info(scheme, rubric, &info, NULL), KEFU_OK);
        assert_int_equal(kefu_scheme_find_rubric(scheme, info.id, strlen(info.id), &again, NULL),
                         KEFU_OK);
        assert_int_equal(again, rubric);
        assert_int_equal(strlen(info.digest), 16);
        assert_true(info.question_count > 0 && info.band_count > 0 && strlen(info.version) > 0);
        assert_non_null(kefu_scheme_rubric_title(scheme, rubric, "en"));
        expect_form(rubric, &info);
        expect_bands(rubric, info.band_count);
    }
    assert_int_equal(kefu_scheme_rubric_at(scheme, count), 0);
}

static void handles_and_places_that_are_none(void **state) {
    const kefu_rubric rubric = kefu_scheme_rubric_at(scheme, 0);
    kefu_rubric_info about = {.size = sizeof about};
    kefu_section_info section = {.size = sizeof section};
    kefu_question_info question = {.size = sizeof question};
    kefu_band_info band = {.size = sizeof band};
    kefu_rule_info rule = {.size = sizeof rule};
    kefu_metric_info metric = {.size = sizeof metric};
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_scheme_rubric_info(scheme, 0, &about, &error), KEFU_E_HANDLE);
    assert_int_equal(kefu_scheme_rubric_info(scheme, rubric ^ 0x1000000, &about, &error),
                     KEFU_E_HANDLE);
    assert_int_equal(kefu_scheme_rubric_info(NULL, rubric, &about, &error), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_scheme_rule_info(scheme, 0, &rule, &error), KEFU_E_HANDLE);
    assert_int_equal(kefu_scheme_metric_info(scheme, 0, &metric, &error), KEFU_E_HANDLE);
    assert_int_equal(kefu_scheme_section_at(scheme, rubric, 999, &section, &error),
                     KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_scheme_question_at(scheme, rubric, 99999, &question, &error),
                     KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_scheme_band_at(scheme, rubric, 999, &band, &error), KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_scheme_band_at(scheme, 0, 0, &band, &error), KEFU_E_HANDLE);
    assert_int_equal(kefu_scheme_find_rule(scheme, "no.such", 7, &(kefu_rule){0}, &error),
                     KEFU_E_NOT_FOUND);
    assert_null(kefu_scheme_rule_title(scheme, 0, "en"));
    assert_null(kefu_scheme_metric_title(scheme, 0, "en"));
    assert_null(kefu_scheme_question_title(scheme, rubric, 99999, "en"));
    assert_int_equal(kefu_scheme_rubric_count(NULL), 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rules_are_listed),
        cmocka_unit_test(rubrics_are_listed),
        cmocka_unit_test(handles_and_places_that_are_none),
    };
    return cmocka_run_group_tests_name("listing", tests, open_scheme, close_scheme);
}
