/* SPDX-License-Identifier: MIT
 * Every public function that takes a position, with all there are and some past the last: one read
 * too far is often no fault that a test sees. */
#include "calls.h"

#define FOUND_COUNT  kefu_analysis_found_count(analysis, KEFU_FOUND_ASPECT)
#define FACTOR_COUNT (assert_int_equal(hit_at(0), KEFU_OK), out.hit.factor_count)

static kefu_status hit_at(size_t i) {
    set_sizes();
    return kefu_analysis_hit_at(analysis, i, &out.hit, NULL);
}

static kefu_rubric_info rubric_info(void) {
    kefu_rubric_info info = {.size = sizeof info};
    assert_int_equal(kefu_scheme_rubric_info(scheme, RUBRIC, &info, NULL), KEFU_OK);
    return info;
}

/* Functions without a status return 0 or "" for a handle or text that does not exist. */
static kefu_status of_handle(uint32_t handle) {
    return handle ? KEFU_OK : KEFU_E_NOT_FOUND;
}

static kefu_status of_text(const char *text) {
    return text && *text ? KEFU_OK : KEFU_E_NOT_FOUND;
}

/* name, how many there are, and the call for position i. */
#define POSITIONS(X)                                                                               \
    X(kefu_findings_at, kefu_findings_count(findings),                                             \
      kefu_findings_at(findings, i, &out.finding, &error))                                         \
    X(kefu_builtin_at, kefu_builtin_count(), kefu_builtin_at(i, &out.document, &error))            \
    X(kefu_scheme_metric_at, kefu_scheme_metric_count(scheme),                                     \
      of_handle(kefu_scheme_metric_at(scheme, i)))                                                 \
    X(kefu_scheme_rule_at, kefu_scheme_rule_count(scheme),                                         \
      of_handle(kefu_scheme_rule_at(scheme, i)))                                                   \
    X(kefu_scheme_rubric_at, kefu_scheme_rubric_count(scheme),                                     \
      of_handle(kefu_scheme_rubric_at(scheme, i)))                                                 \
    X(kefu_scheme_section_at, rubric_info().section_count,                                         \
      kefu_scheme_section_at(scheme, RUBRIC, i, &out.section, &error))                             \
    X(kefu_scheme_section_title, rubric_info().section_count,                                      \
      of_text(kefu_scheme_section_title(scheme, RUBRIC, i, "en")))                                 \
    X(kefu_scheme_question_at, rubric_info().question_count,                                       \
      kefu_scheme_question_at(scheme, RUBRIC, i, &out.question, &error))                           \
    X(kefu_scheme_question_title, rubric_info().question_count,                                    \
      of_text(kefu_scheme_question_title(scheme, RUBRIC, i, "en")))                                \
    X(kefu_scheme_band_at, rubric_info().band_count,                                               \
      kefu_scheme_band_at(scheme, RUBRIC, i, &out.band, &error))                                   \
    X(kefu_scheme_band_title, rubric_info().band_count,                                            \
      of_text(kefu_scheme_band_title(scheme, RUBRIC, i, "en")))                                    \
    X(kefu_analysis_hit_at, kefu_analysis_hit_count(analysis), hit_at(i))                          \
    X(kefu_analysis_factor_at, FACTOR_COUNT,                                                       \
      kefu_analysis_factor_at(analysis, 0, i, &out.factor, &error))                                \
    X(kefu_analysis_found_at, FOUND_COUNT,                                                         \
      kefu_analysis_found_at(analysis, KEFU_FOUND_ASPECT, i, &out.found, &error))                  \
    X(kefu_analysis_dropped_at, kefu_analysis_dropped_count(analysis),                             \
      kefu_analysis_dropped_at(analysis, i, &out.dropped, &error))                                 \
    X(kefu_analysis_quality_at, kefu_analysis_quality_count(analysis),                             \
      kefu_analysis_quality_at(analysis, i, &out.quality, &error))                                 \
    X(kefu_conversation_message_at, kefu_conversation_message_count(conversation),                 \
      kefu_conversation_message_at(conversation, i, &out.message, &error))                         \
    X(kefu_monitor_alert_at, kefu_monitor_alert_count(monitor),                                    \
      kefu_monitor_alert_at(monitor, i, &out.alert, &error))                                       \
    X(kefu_aggregate_group_key, kefu_aggregate_group_count(other_aggregate),                       \
      kefu_aggregate_group_key(other_aggregate, i, 0, &out.text, &error))                          \
    X(kefu_aggregate_value, kefu_aggregate_group_count(other_aggregate),                           \
      kefu_aggregate_value(other_aggregate, i, METRIC, KEFU_STATISTIC_DEFAULT, &out.value,         \
                           &error))                                                                \
    X(kefu_aggregate_series_at, kefu_aggregate_series_count(other_aggregate),                      \
      kefu_aggregate_series_at(other_aggregate, i, &out.series, &error))                           \
    X(kefu_aggregate_series_value, kefu_aggregate_series_count(other_aggregate),                   \
      kefu_aggregate_series_value(other_aggregate, 0, i, KEFU_STATISTIC_DEFAULT, &out.value,       \
                                  &error))                                                         \
    X(kefu_model_class_at, kefu_model_class_count(model),                                          \
      kefu_model_class_at(model, (uint32_t)i).size ? KEFU_OK : KEFU_E_NOT_FOUND)                   \
    X(kefu_model_contribution_at, kefu_model_contribution_count(model),                            \
      kefu_model_contribution_at(model, i, &out.contribution, &error))

#define POSITION_FUNCTIONS(name, count, call)                                                      \
    static size_t count_##name(void) {                                                             \
        return count;                                                                              \
    }                                                                                              \
    static kefu_status position_##name(size_t i) {                                                 \
        return call;                                                                               \
    }
POSITIONS(POSITION_FUNCTIONS)

#define POSITION_ROW(name, count, call) {#name, count_##name, position_##name},
static const struct position_row {
    const char *name;
    size_t (*count)(void);
    kefu_status (*call)(size_t i);
} position_rows[] = {POSITIONS(POSITION_ROW)};
enum { POSITION_COUNT = sizeof position_rows / sizeof *position_rows };

/* Every position below the count is there, and none from it on. */
static void no_position_past_the_last_is_read(void **state) {
    (void)state;
    for (size_t row = 0; row < POSITION_COUNT; row++) {
        const struct position_row *of = &position_rows[row];
        const size_t count = of->count(), past[] = {count, count + 1, SIZE_MAX / 2, SIZE_MAX};
        if (count == 0)
            fail_msg("%s has nothing to read", of->name);
        for (size_t i = 0; i < count; i++) {
            set_sizes();
            if (of->call(i) != KEFU_OK)
                fail_msg("%s: no %zu of %zu", of->name, i, count);
        }
        for (size_t i = 0; i < sizeof past / sizeof *past; i++) {
            set_sizes();
            if (of->call(past[i]) != KEFU_E_NOT_FOUND)
                fail_msg("%s: reads %zu of %zu", of->name, past[i], count);
        }
    }
}

/* What is named …_at takes a position. */
static void every_position_has_its_row(void **state) {
    (void)state;
    for (size_t i = 0; i < CALL_COUNT; i++) {
        const char *name = call_rows[i].name;
        const size_t size = strlen(name);
        size_t row = 0;
        while (row < POSITION_COUNT && strcmp(position_rows[row].name, name) != 0)
            row++;
        if (row == POSITION_COUNT && strcmp(name + size - 3, "_at") == 0)
            fail_msg("%s has no row in POSITIONS()", name);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_position_has_its_row),
        cmocka_unit_test(no_position_past_the_last_is_read),
    };
    return cmocka_run_group_tests_name("positions", tests, open_objects, close_objects);
}
