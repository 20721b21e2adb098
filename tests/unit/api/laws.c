/* SPDX-License-Identifier: MIT
 * What holds for every call of the API: structs that know their size, flags, callbacks, and which
 * document an error is about. */
#include <stdio.h>

#include "kefu/kefu.h"
#include "test.h"

static kefu_scheme *scheme;
static kefu_scratch *scratch;

static int open_scheme(void **state) {
    (void)state;
    return kefu_scheme_builtin(NULL, &scheme, NULL) || kefu_scratch_new(NULL, &scratch, NULL);
}

static int close_scheme(void **state) {
    (void)state;
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}

static const char record[] =
    "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c1\",\"agent_id\":\"a1\",\"messages\":["
    "{\"role\":\"customer\",\"at\":1717200000000,\"text\":\"再不处理我就投诉\"},"
    "{\"role\":\"agent\",\"at\":1717200030000,\"text\":\"抱歉，马上为您处理\"}]}";

static kefu_conversation *conversation(void) {
    kefu_conversation *c = NULL;
    assert_int_equal(kefu_conversation_new(scheme, NULL, &c, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_read_json(c, scratch, record, sizeof record - 1, NULL, NULL),
                     KEFU_OK);
    return c;
}

/* ---- structs that the library fills ---- */

/* A caller that was compiled when the struct had only its first members. */
static void an_older_caller_gets_what_it_knows(void **state) {
    union {
        kefu_message message;
        unsigned char bytes[sizeof(kefu_message)];
    } old;
    const size_t known = offsetof(kefu_message, at);
    kefu_conversation *c = conversation();
    (void)state;
    memset(&old, 0xA5, sizeof old);
    old.message.size = known;
    assert_int_equal(kefu_conversation_message_at(c, 0, &old.message, NULL), KEFU_OK);
    assert_int_equal(old.message.size, known);
    assert_int_equal(old.message.text.size, strlen("再不处理我就投诉"));
    for (size_t i = known; i < sizeof old; i++)
        assert_int_equal(old.bytes[i], 0xA5);
    kefu_conversation_free(c);
}

/* A caller that was compiled when the struct had more members. */
static void a_newer_caller_gets_zeros(void **state) {
    struct {
        kefu_message message;
        uint64_t added[2];
    } newer;
    kefu_conversation *c = conversation();
    (void)state;
    memset(&newer, 0xA5, sizeof newer);
    newer.message.size = sizeof newer;
    assert_int_equal(kefu_conversation_message_at(c, 0, &newer.message, NULL), KEFU_OK);
    assert_int_equal(newer.message.at, 1717200000000);
    assert_int_equal(newer.added[0], 0);
    assert_int_equal(newer.added[1], 0);
    kefu_conversation_free(c);
}

static void a_size_that_was_not_set_is_refused(void **state) {
    static const size_t sizes[] = {0, 1, sizeof(size_t), 5000, SIZE_MAX};
    kefu_conversation *c = conversation();
    kefu_message message;
    kefu_error error;
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        memset(&message, 0, sizeof message);
        message.size = sizes[i];
        assert_int_equal(kefu_conversation_message_at(c, 0, &message, &error), KEFU_E_ARGUMENT);
        assert_int_equal(error.status, KEFU_E_ARGUMENT);
        assert_int_equal(message.at, 0);
    }
    assert_int_equal(kefu_conversation_message_at(c, 0, NULL, NULL), KEFU_E_ARGUMENT);
    kefu_conversation_free(c);
}

/* In every list, the index behind the last element gives KEFU_E_NOT_FOUND with a message. */
static void the_end_of_every_list_is_told(void **state) {
    kefu_conversation *c = conversation();
    kefu_findings *findings = new_findings();
    kefu_analysis *analysis = NULL;
    kefu_monitor *monitor = NULL;
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_analyze(scheme, scratch, KEFU_TEXT("很满意"), NULL, &analysis, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_monitor_new(c, kefu_scheme_rubric_at(scheme, 0), NULL, &monitor, NULL),
                     KEFU_OK);
#define END(call)                                                                                  \
    do {                                                                                           \
        memset(&error, 0, sizeof error);                                                           \
        assert_int_equal(call, KEFU_E_NOT_FOUND);                                                  \
        assert_int_equal(error.status, KEFU_E_NOT_FOUND);                                          \
        assert_true(error.message[0] != '\0');                                                     \
    } while (0)
    kefu_hit hit = {.size = sizeof hit};
    kefu_factor factor = {.size = sizeof factor};
    kefu_found found = {.size = sizeof found};
    kefu_quality quality = {.size = sizeof quality};
    kefu_finding finding = {.size = sizeof finding};
    kefu_message message = {.size = sizeof message};
    kefu_alert alert = {.size = sizeof alert};
    kefu_document document;
    kefu_str text;
    END(kefu_analysis_hit_at(analysis, kefu_analysis_hit_count(analysis), &hit, &error));
    END(kefu_analysis_factor_at(analysis, 0, 1000, &factor, &error));
    END(kefu_analysis_found_at(analysis, KEFU_FOUND_FAULT, 1000, &found, &error));
    END(kefu_analysis_quality_at(analysis, 1000, &quality, &error));
    END(kefu_findings_at(findings, 0, &finding, &error));
    END(kefu_conversation_message_at(c, 2, &message, &error));
    END(kefu_conversation_find_attribute(c, KEFU_TEXT("none"), &text, &error));
    END(kefu_monitor_alert_at(monitor, 0, &alert, &error));
    END(kefu_builtin_at(kefu_builtin_count(), &document, &error));
#undef END
    kefu_monitor_free(monitor);
    kefu_findings_free(findings);
    kefu_conversation_free(c);
}

/* ---- options ---- */

/* An init function gives what the macro gives. */
#define SAME_INIT(type, macro)                                                                     \
    do {                                                                                           \
        type made, expected = macro;                                                               \
        memset(&made, 0xA5, sizeof made);                                                          \
        type##_init(&made);                                                                        \
        assert_int_equal(made.size, sizeof made);                                                  \
        assert_memory_equal(&made, &expected, offsetof(type, size) + sizeof made.size);            \
        assert_true(same_options(&made, &expected, sizeof made));                                  \
        type##_init(NULL);                                                                         \
    } while (0)

/* Padding may differ; where the macro's value has a byte set, the function's must have it. */
static bool same_options(const void *made, const void *expected, size_t size) {
    const unsigned char *a = made, *b = expected;
    size_t different = 0;
    for (size_t i = 0; i < size; i++)
        different += a[i] != b[i] && a[i] != 0xA5;
    return different == 0;
}

static void init_functions_give_what_the_macros_give(void **state) {
    (void)state;
    SAME_INIT(kefu_scheme_options, KEFU_SCHEME_OPTIONS_INIT);
    SAME_INIT(kefu_analyze_options, KEFU_ANALYZE_OPTIONS_INIT);
    SAME_INIT(kefu_conversation_options, KEFU_CONVERSATION_OPTIONS_INIT);
    SAME_INIT(kefu_monitor_options, KEFU_MONITOR_OPTIONS_INIT);
    SAME_INIT(kefu_aggregate_options, KEFU_AGGREGATE_OPTIONS_INIT);
    SAME_INIT(kefu_history_options, KEFU_HISTORY_OPTIONS_INIT);
    SAME_INIT(kefu_report_options, KEFU_REPORT_OPTIONS_INIT);
    SAME_INIT(kefu_train_options, KEFU_TRAIN_OPTIONS_INIT);
    SAME_INIT(kefu_event, KEFU_EVENT_INIT);
    SAME_INIT(kefu_closed, KEFU_CLOSED_INIT);
    SAME_INIT(kefu_column, KEFU_COLUMN_INIT);
}

/* An unknown flag and a member of a newer version are one status, everywhere. */
static void what_is_newer_is_one_status(void **state) {
    const uint32_t unknown = 1u << 31;
    kefu_scheme_options of_scheme = KEFU_SCHEME_OPTIONS_INIT;
    kefu_analyze_options of_analysis = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_conversation_options of_conversation = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_monitor_options of_monitor = KEFU_MONITOR_OPTIONS_INIT;
    kefu_aggregate_options of_aggregate = KEFU_AGGREGATE_OPTIONS_INIT;
    kefu_train_options of_trainer = KEFU_TRAIN_OPTIONS_INIT;
    struct {
        kefu_monitor_options options;
        uint64_t added;
    } newer = {KEFU_MONITOR_OPTIONS_INIT, 1};
    kefu_conversation *c = conversation();
    kefu_analysis *analysis;
    kefu_scheme *made;
    kefu_conversation *another;
    kefu_monitor *monitor;
    kefu_aggregate *aggregate;
    kefu_trainer *trainer;
    kefu_error error;
    (void)state;
    of_scheme.flags = of_analysis.flags = of_conversation.flags = of_monitor.flags = unknown;
    of_aggregate.flags = of_trainer.flags = unknown;
    newer.options.size = sizeof newer;
    const kefu_rubric rubric = kefu_scheme_rubric_at(scheme, 0);
    assert_int_equal(kefu_scheme_builtin(&of_scheme, &made, &error), KEFU_E_VERSION);
    assert_int_equal(kefu_analyze(scheme, scratch, "", 0, &of_analysis, &analysis, &error),
                     KEFU_E_VERSION);
    assert_int_equal(kefu_conversation_new(scheme, &of_conversation, &another, &error),
                     KEFU_E_VERSION);
    assert_int_equal(kefu_monitor_new(c, rubric, &of_monitor, &monitor, &error), KEFU_E_VERSION);
    assert_int_equal(kefu_monitor_new(c, rubric, &newer.options, &monitor, &error), KEFU_E_VERSION);
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, &of_aggregate, &aggregate, &error),
                     KEFU_E_VERSION);
    assert_int_equal(kefu_trainer_new(&of_trainer, &trainer, &error), KEFU_E_VERSION);
    newer.added = 0; /* newer, but nothing asked for */
    assert_int_equal(kefu_monitor_new(c, rubric, &newer.options, &monitor, &error), KEFU_OK);
    kefu_monitor_free(monitor);
    kefu_conversation_free(c);
}

/* ---- callbacks ---- */

static kefu_status stop_writing(void *ctx, const char *data, size_t size) {
    (void)data;
    (void)size;
    return *(kefu_status *)ctx;
}

static kefu_status stop_taking(void *ctx, size_t index, kefu_analysis *analysis) {
    (void)index;
    (void)analysis;
    return *(kefu_status *)ctx;
}

static kefu_status stop_training(void *ctx, const char *doing, double done) {
    (void)doing;
    (void)done;
    return *(kefu_status *)ctx;
}

static kefu_trainer *trainer_with_texts(void) {
    kefu_trainer *trainer = NULL;
    assert_int_equal(kefu_trainer_new(NULL, &trainer, NULL), KEFU_OK);
    for (size_t i = 0; i < 20; i++) {
        const char *text = i % 2 ? "非常满意，很好" : "很差，不满意";
        assert_int_equal(
            kefu_trainer_add(trainer, i % 2 ? "1" : "0", 1, "", 0, text, strlen(text), NULL),
            KEFU_OK);
    }
    return trainer;
}

/* Calls everything that takes a callback; each must give back what it returned. */
static void expect_returned(kefu_status wanted) {
    static const char map_text[] =
        "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1\",\"record\":\"feedback\","
        "\"format\":\"tsv\",\"members\":{\"id\":1,\"text\":2}}";
    const kefu_str text = {"很满意", 9};
    const kefu_metric metric = kefu_scheme_metric_at(scheme, 0);
    const kefu_rubric rubric = kefu_scheme_rubric_at(scheme, 0);
    kefu_conversation *c = conversation();
    kefu_analysis *analysis;
    kefu_monitor *monitor;
    kefu_evaluation *evaluation;
    kefu_aggregate *aggregate;
    kefu_report *report;
    kefu_field_map *map;
    kefu_trainer *trainer = trainer_with_texts();
    kefu_error error;
    assert_int_equal(kefu_monitor_new(c, rubric, NULL, &monitor, NULL), KEFU_OK);
    assert_int_equal(kefu_evaluate(c, rubric, KEFU_TIME_END, &evaluation, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_report_new(aggregate, NULL, &report, NULL), KEFU_OK);
    assert_int_equal(kefu_field_map_new(map_text, sizeof map_text - 1, NULL, &map, NULL, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_analyze(scheme, scratch, text.data, text.size, NULL, &analysis, NULL),
                     KEFU_OK);
#define GIVES(call)                                                                                \
    do {                                                                                           \
        memset(&error, 0, sizeof error);                                                           \
        assert_int_equal(call, wanted);                                                            \
        assert_int_equal(error.status, wanted);                                                    \
    } while (0)
    GIVES(kefu_analysis_write(analysis, stop_writing, &wanted, &error));
    GIVES(kefu_analyze_many(scheme, scratch, &text, 1, NULL, stop_taking, &wanted, &error));
    GIVES(kefu_conversation_write(c, stop_writing, &wanted, &error));
    GIVES(kefu_conversation_write_metrics(c, KEFU_TIME_END, stop_writing, &wanted, &error));
    GIVES(kefu_conversation_explain(c, metric, KEFU_TIME_END, stop_writing, &wanted, &error));
    GIVES(kefu_conversation_write_dialogue(c, stop_writing, &wanted, &error));
    GIVES(kefu_monitor_write(monitor, stop_writing, &wanted, &error));
    GIVES(kefu_evaluation_write(evaluation, stop_writing, &wanted, &error));
    GIVES(kefu_aggregate_save(aggregate, stop_writing, &wanted, &error));
    for (uint32_t format = KEFU_FORMAT_JSON; format <= KEFU_FORMAT_TEXT; format++)
        GIVES(kefu_report_write(report, (kefu_format)format, stop_writing, &wanted, &error));
    GIVES(kefu_field_map_apply(map, KEFU_TEXT("7\t满意"), 1, stop_writing, &wanted, &error));
    GIVES(kefu_vocabulary_write(NULL, stop_writing, &wanted, &error));
    GIVES(kefu_trainer_run(trainer, stop_training, &wanted, &error));
    assert_int_equal(kefu_trainer_run(trainer, NULL, NULL, &error), KEFU_OK);
    GIVES(kefu_trainer_write(trainer, stop_writing, &wanted, &error));
#undef GIVES
    kefu_trainer_free(trainer);
    kefu_field_map_free(map);
    kefu_report_free(report);
    kefu_aggregate_free(aggregate);
    kefu_evaluation_free(evaluation);
    kefu_monitor_free(monitor);
    kefu_conversation_free(c);
}

static void what_a_callback_returns_is_returned(void **state) {
    (void)state;
    expect_returned(KEFU_E_CANCELLED);
    expect_returned(KEFU_E_WRITE);
    expect_returned((kefu_status)1000); /* the caller's own */
}

/* ---- which document ---- */

#define DOCUMENT(text)                                                                             \
    {                                                                                              \
        {"d.json", 6}, {                                                                           \
            "" text, sizeof(text) - 1                                                              \
        }                                                                                          \
    }

static void an_error_names_its_document(void **state) {
    const kefu_document documents[] = {
        DOCUMENT("{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"a\",\"version\":\"1\"}"),
        DOCUMENT("{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"b\",\"version\":\"1\",\"no\":1}"),
        DOCUMENT("{"),
    };
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *made = NULL;
    kefu_error error;
    (void)state;
    for (uint32_t bare = 0; bare < 2; bare++) {
        options.flags = bare ? KEFU_SCHEME_BARE : 0;
        assert_int_equal(kefu_scheme_compile(documents, 3, &options, &made, NULL, &error),
                         KEFU_E_DEFINITION);
        assert_int_equal(error.source, 2);
        assert_string_equal(error.pointer, "/no");
        assert_int_equal(kefu_scheme_compile(documents + 2, 1, &options, &made, NULL, &error),
                         KEFU_E_JSON);
        assert_int_equal(error.source, 1);
    }
    assert_int_equal(kefu_scheme_compile(NULL, 1, NULL, &made, NULL, &error), KEFU_E_ARGUMENT);
    assert_int_equal(error.source, 0);
}

static void versions_are_told(void **state) {
    char text[32];
    (void)state;
    assert_int_equal(kefu_version_number(), KEFU_VERSION_NUMBER);
    snprintf(text, sizeof text, "%d.%d.%d", KEFU_VERSION_NUMBER / 10000,
             KEFU_VERSION_NUMBER / 100 % 100, KEFU_VERSION_NUMBER % 100);
    assert_string_equal(kefu_version(), text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_older_caller_gets_what_it_knows),
        cmocka_unit_test(a_newer_caller_gets_zeros),
        cmocka_unit_test(a_size_that_was_not_set_is_refused),
        cmocka_unit_test(the_end_of_every_list_is_told),
        cmocka_unit_test(init_functions_give_what_the_macros_give),
        cmocka_unit_test(what_is_newer_is_one_status),
        cmocka_unit_test(what_a_callback_returns_is_returned),
        cmocka_unit_test(an_error_names_its_document),
        cmocka_unit_test(versions_are_told),
    };
    return cmocka_run_group_tests_name("laws", tests, open_scheme, close_scheme);
}
