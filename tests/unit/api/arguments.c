/* SPDX-License-Identifier: MIT
 * Every public function with each of its pointers NULL, every double with what no number should be,
 * and what a caller may free early. */
#include "calls.h"

#include <float.h>
#include <math.h>

/* ---- every function, with each pointer NULL ---- */

/* Refills the trainer that a call has run or added to. */
static void renew_trainer(void) {
    kefu_trainer_free(trainer);
    trainer = new_trainer(NULL);
}

/* Without what the call before has read. */
static void renew_conversation(void) {
    kefu_conversation_free(fresh);
    assert_int_equal(kefu_conversation_new(scheme, NULL, &fresh, NULL), KEFU_OK);
}

static void no_null_is_a_fault(void **state) {
    (void)state;
    for (size_t i = 0; i < CALL_COUNT; i++) {
        const struct call_row *row = &call_rows[i];
        for (int null = 0; row->pointers[null]; null++) {
            renew_trainer();
            renew_conversation();
            analyze_again();
            const kefu_status status = call(row, null);
            if (row->pointers[null] == 'r' && status != KEFU_E_ARGUMENT)
                fail_msg("%s with pointer %d NULL: %s", row->name, null, kefu_status_name(status));
            const bool error_passed = row->pointers[null + 1] || row->pointers[null] == 'r';
            if (status != KEFU_OK && error_passed && error.status != (int32_t)status)
                fail_msg("%s with pointer %d NULL: the error says %d", row->name, null,
                         error.status);
        }
    }
}

/* Every name of the export list has its row. */
static void every_function_has_its_row(void **state) {
    char line[128], name[128];
    size_t known = 0;
    FILE *exports = fopen(KEFU_EXPORT_LIST, "r");
    (void)state;
    assert_non_null(exports);
    while (fgets(line, sizeof line, exports)) {
        if (sscanf(line, " %127[a-z0-9_];", name) != 1 || strncmp(name, "kefu_", 5) != 0)
            continue;
        size_t i = 0;
        while (i < CALL_COUNT && strcmp(call_rows[i].name, name) != 0)
            i++;
        if (i == CALL_COUNT)
            fail_msg("%s has no row in CALLS()", name);
        known++;
    }
    (void)fclose(exports);
    assert_int_equal(known, CALL_COUNT);
}

/* ---- every double ---- */

static kefu_conversation *empty(void) {
    if (!made.conversation)
        assert_int_equal(kefu_conversation_new(scheme, NULL, &made.conversation, NULL), KEFU_OK);
    return made.conversation;
}

/* Calls the function with a given number, and returns its result; output values are in out.a and
 * out.b. */
static kefu_status with_rating(double number) {
    kefu_event event = KEFU_EVENT_INIT;
    event.type = KEFU_EVENT_RATED;
    event.rating = number;
    return kefu_conversation_push(empty(), scratch, &event, NULL, NULL);
}

static kefu_status with_scale(double min, double max) {
    kefu_event event = KEFU_EVENT_INIT;
    event.type = KEFU_EVENT_RATED;
    event.rating = 3;
    event.scale_min = min;
    event.scale_max = max;
    return kefu_conversation_push(empty(), scratch, &event, NULL, NULL);
}

static kefu_status with_scale_min(double number) {
    return with_scale(number, 5);
}

static kefu_status with_scale_max(double number) {
    return with_scale(1, number);
}

static kefu_status with_probability(double number) {
    const double probability[] = {number, 0.5};
    return kefu_classification_score(truths, guesses, probability, 2, 2, &out.scores, NULL, NULL,
                                     NULL);
}

static kefu_status with_truth(double number) {
    const double truth[] = {number, 0.5, 0.25}, guess[] = {0.1, 0.2, 0.3};
    return kefu_regression_score(truth, guess, 3, &out.a, &out.b, NULL, NULL);
}

static kefu_status with_guess(double number) {
    const double truth[] = {0.3, 0.5, 0.25}, guess[] = {0.1, number, -number};
    return kefu_regression_score(truth, guess, 3, &out.a, &out.b, NULL, NULL);
}

static kefu_status with_prior(double number) {
    const double probability[] = {0, 0.5, 1};
    return kefu_fit_prior(probability, 3, number, &out.a, &out.b, NULL);
}

static kefu_status with_fitted(double number) {
    const double probability[] = {number, 0.5};
    return kefu_fit_prior(probability, 2, DBL_MIN, &out.a, &out.b, NULL);
}

static kefu_status with_cut(double number) {
    const double probability[] = {number, 0.5};
    return kefu_fit_threshold(truths, probability, 2, &out.a, &out.b, NULL, NULL);
}

/* Trains with one option set; the document must be read back. */
static kefu_status with_option(size_t at, double number) {
    struct written document = {NULL, 0};
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    memcpy((char *)&options + at, &number, sizeof number);
    kefu_status status = kefu_trainer_new(&options, &made.trainer, NULL);
    if (status != KEFU_OK)
        return status;
    kefu_trainer_free(made.trainer);
    made.trainer = new_trainer(&options);
    status = kefu_trainer_run(made.trainer, NULL, NULL, NULL);
    if (status == KEFU_OK) {
        assert_int_equal(kefu_trainer_write(made.trainer, append, &document, NULL), KEFU_OK);
        assert_int_equal(kefu_model_load(document.data, document.size, NULL, &made.model, NULL),
                         KEFU_OK);
    }
    free(document.data);
    return status;
}

static kefu_status with_cost(double number) {
    return with_option(offsetof(kefu_train_options, cost), number);
}

static kefu_status with_ratio_power(double number) {
    return with_option(offsetof(kefu_train_options, ratio_power), number);
}

static kefu_status with_cohesion(double number) {
    return with_option(offsetof(kefu_train_options, cohesion_min), number);
}

static kefu_status with_freedom(double number) {
    return with_option(offsetof(kefu_train_options, freedom_min), number);
}

/* A value is written with any content: NaN and infinities become null. */
static kefu_status with_value(double number) {
    struct written json = {NULL, 0};
    const kefu_value value = {number,
                              number,
                              number,
                              1,
                              KEFU_STATE_OK,
                              KEFU_REASON_NONE,
                              KEFU_VALUE_HAS_INTERVAL,
                              KEFU_UNIT_NUMBER};
    const kefu_status status = kefu_value_write(&value, append, &json, NULL);
    assert_int_equal(status, KEFU_OK);
    json.data[json.size] = '\0';
    assert_null(strstr(json.data, "nan"));
    assert_null(strstr(json.data, "inf"));
    free(json.data);
    return isfinite(number) ? status : KEFU_E_ARGUMENT;
}

static const struct double_row {
    const char *name;
    kefu_status (*call)(double number);
} double_rows[] = {
    {"kefu_event.rating", with_rating},
    {"kefu_event.scale_min", with_scale_min},
    {"kefu_event.scale_max", with_scale_max},
    {"kefu_value", with_value},
    {"kefu_classification_score: probability", with_probability},
    {"kefu_regression_score: truth", with_truth},
    {"kefu_regression_score: guess", with_guess},
    {"kefu_fit_prior: trained_prior", with_prior},
    {"kefu_fit_prior: probability", with_fitted},
    {"kefu_fit_threshold: probability", with_cut},
    {"kefu_train_options.cost", with_cost},
    {"kefu_train_options.ratio_power", with_ratio_power},
    {"kefu_train_options.cohesion_min", with_cohesion},
    {"kefu_train_options.freedom_min", with_freedom},
};

static void no_double_is_a_fault(void **state) {
    static const double odd[] = {
        (double)INFINITY, -(double)INFINITY, (double)NAN, 4.9e-324, -4.9e-324,      DBL_MIN,
        DBL_MAX,          -DBL_MAX,          DBL_EPSILON, -0.0,     1 - DBL_EPSILON};
    (void)state;
    for (size_t i = 0; i < sizeof double_rows / sizeof *double_rows; i++)
        for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
            const struct double_row *row = &double_rows[i];
            set_sizes();
            const kefu_status status = row->call(odd[k]);
            free_made();
            if (!isfinite(odd[k]) && status != KEFU_E_ARGUMENT)
                fail_msg("%s takes %g: %s", row->name, odd[k], kefu_status_name(status));
            if (!isfinite(out.a) || !isfinite(out.b) || !isfinite(out.scores.auc) ||
                !isfinite(out.scores.ece))
                fail_msg("%s makes %g into %g, %g", row->name, odd[k], out.a, out.b);
        }
}

/* ---- sizes of structs ---- */

/* Every struct that a caller fills in starts with its size; one that no version has is refused
 * before a byte behind it is read. */
static void a_size_of_no_version_is_refused(void **state) {
    static const size_t sizes[] = {0, 1, sizeof(size_t) - 1, sizeof(size_t) + 1, 5000, SIZE_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        set_options();
        init.of_scheme.size = init.of_analysis.size = init.of_conversation.size = sizes[i];
        init.of_monitor.size = init.of_aggregate.size = init.of_report.size = sizes[i];
        init.of_filter.size = init.of_join.size = init.of_history.size = sizes[i];
        init.of_trainer.size = init.event.size = init.closed.size = sizes[i];
        init.column.size = sizes[i];
#define REFUSED(call) assert_int_equal(call, KEFU_E_ARGUMENT)
        REFUSED(kefu_scheme_builtin(&init.of_scheme, &made.scheme, NULL));
        REFUSED(kefu_analyze(scheme, scratch, "", 0, &init.of_analysis, &analysis, NULL));
        REFUSED(kefu_analyze_many(scheme, scratch, texts, 1, &init.of_analysis, take, NULL, NULL));
        REFUSED(kefu_conversation_new(scheme, &init.of_conversation, &made.conversation, NULL));
        REFUSED(kefu_conversation_push(empty(), scratch, &init.event, NULL, NULL));
        REFUSED(kefu_monitor_new(conversation, RUBRIC, &init.of_monitor, &made.monitor, NULL));
        REFUSED(kefu_aggregate_new(scheme, NULL, 0, &init.of_aggregate, &made.aggregate, NULL));
        REFUSED(kefu_aggregate_load(scheme, state_bytes.data, state_bytes.size, &init.of_aggregate,
                                    &made.aggregate, NULL));
        REFUSED(kefu_history_new(scheme, NULL, 0, &init.of_history, &made.history, NULL));
        REFUSED(kefu_history_load(scheme, history_bytes.data, history_bytes.size, &init.of_history,
                                  &made.history, NULL));
        REFUSED(kefu_aggregate_add(aggregate, scratch, &init.closed, NULL, NULL));
        REFUSED(kefu_aggregate_add_columns(aggregate, &init.column, 1, 2, NULL));
        REFUSED(kefu_report_new(aggregate, &init.of_report, &made.report, NULL));
        REFUSED(kefu_filter_new(&init.of_filter, &made.filter, NULL, NULL));
        REFUSED(kefu_join_new(&init.of_join, &made.join, NULL));
        REFUSED(kefu_trainer_new(&init.of_trainer, &made.trainer, NULL));
#undef REFUSED
        free_made();
    }
}

/* ---- lifetimes ---- */

/* A scheme is replaced while an analysis made with it is still in use, as in a hot swap. */
static void an_analysis_keeps_its_scheme(void **state) {
    struct test_memory memory;
    const kefu_allocator counted = test_allocator(&memory, 0);
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scratch *own = NULL;
    kefu_scheme *first = NULL;
    kefu_analysis *of_first = NULL;
    kefu_hit hit = {.size = sizeof hit};
    struct written json = {NULL, 0};
    (void)state;
    options.allocator = &counted;
    assert_int_equal(kefu_scheme_builtin(&options, &first, NULL), KEFU_OK);
    assert_int_equal(kefu_scratch_new(NULL, &own, NULL), KEFU_OK);
    assert_int_equal(
        kefu_analyze(first, own, KEFU_TEXT("客服态度很差，等了三天"), NULL, &of_first, NULL),
        KEFU_OK);
    kefu_scheme_release(first);
    assert_true(memory.live_blocks > 0);
    assert_true(kefu_analysis_hit_count(of_first) > 0);
    assert_int_equal(kefu_analysis_hit_at(of_first, 0, &hit, NULL), KEFU_OK);
    assert_int_equal(kefu_analysis_write(of_first, append, &json, NULL), KEFU_OK);
    free(json.data);
    assert_int_equal(kefu_analyze(scheme, own, KEFU_TEXT("好"), NULL, &of_first, NULL), KEFU_OK);
    assert_int_equal(memory.live_blocks, 0); /* the next scheme took its place */
    assert_int_equal(memory.live_bytes, 0);
    kefu_scratch_free(own);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_has_its_row),
        cmocka_unit_test(no_null_is_a_fault),
        cmocka_unit_test(no_double_is_a_fault),
        cmocka_unit_test(a_size_of_no_version_is_refused),
        cmocka_unit_test(an_analysis_keeps_its_scheme),
    };
    return cmocka_run_group_tests_name("arguments", tests, open_objects, close_objects);
}
