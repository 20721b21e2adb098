/* SPDX-License-Identifier: MIT
 * What is stored and read back later, against golden files: an aggregate's state, a conversation
 * with its monitor, an evaluation; and what programs read: metrics, alerts. The scheme has no
 * words, so that nothing depends on how texts are analysed. */
#include "records.h"

static kefu_aggregate *some(void) {
    return golden_aggregate(scheme, scratch, golden_now, GOLDEN_NOW, GOLDEN_DAY);
}

static void an_aggregates_state(void **state) {
    struct golden bytes = {NULL, 0}, golden = {NULL, 0};
    kefu_aggregate *aggregate = some(), *loaded = NULL;
    (void)state;
    assert_int_equal(kefu_aggregate_save(aggregate, golden_write, &bytes, NULL), KEFU_OK);
    golden_print_bytes(&golden, bytes.text, bytes.size);
    golden_check(&golden, "state.hex");
    assert_int_equal(kefu_aggregate_load(scheme, bytes.text, bytes.size, NULL, &loaded, NULL),
                     KEFU_OK);
    free(bytes.text);
    bytes = (struct golden){NULL, 0};
    assert_int_equal(kefu_aggregate_write(loaded, golden_write, &bytes, NULL), KEFU_OK);
    golden_print_json(&golden, &bytes);
    golden_check(&golden, "aggregate.json");
    free(bytes.text);
    kefu_aggregate_free(aggregate);
    kefu_aggregate_free(loaded);
}

/* A state written by an earlier version of this library can be read as long as the version of the
 * format is the same. */
static void an_old_state_is_read(void **state) {
    char path[4096];
    size_t size, bytes = 0;
    kefu_aggregate *loaded = NULL;
    (void)state;
    snprintf(path, sizeof path, "%s/expected/state.hex", KEFU_GOLDEN);
    char *hex = golden_read(path, &size);
    assert_non_null(hex);
    for (size_t i = 0; i + 1 < size; i++) {
        unsigned byte;
        if (hex[i] != '\n' && sscanf(hex + i++, "%2x", &byte) == 1)
            hex[bytes++] = (char)byte;
    }
    assert_int_equal(kefu_aggregate_load(scheme, hex, bytes, NULL, &loaded, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(loaded), 19);
    assert_int_equal(kefu_aggregate_feedback_count(loaded), 18);
    kefu_aggregate_free(loaded);
    free(hex);
}

/* The digest of the analysis changes with it, and is masked. */
static void mask(struct golden *record) {
    static const char name[] = "\"analysis\":\"";
    char *at = strstr(record->text, name);
    assert_non_null(at);
    memset(at + sizeof name - 1, '*', 16);
}

static kefu_monitor *watch(const kefu_conversation *conversation) {
    kefu_monitor *monitor = NULL;
    assert_int_equal(
        kefu_monitor_new(conversation, kefu_scheme_rubric_at(scheme, 0), NULL, &monitor, NULL),
        KEFU_OK);
    return monitor;
}

static void a_conversation_that_goes_on(void **state) {
    struct golden written = {NULL, 0}, golden = {NULL, 0};
    kefu_conversation *c = golden_chat(scheme, scratch, &golden_now[3], 3, 1, GOLDEN_DAY);
    kefu_monitor *monitor = watch(c);
    (void)state;
    assert_int_equal(kefu_monitor_update(monitor, KEFU_TIME_NONE, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_write(monitor, golden_write, &written, NULL), KEFU_OK);
    mask(&written);
    golden_print_json(&golden, &written);
    int64_t next;
    assert_int_equal(kefu_monitor_next(monitor, &next, NULL), KEFU_OK);
    golden_print(&golden, "next %lld\n", (long long)next);
    golden_check(&golden, "monitor.json");
    free(written.text);
    written = (struct golden){NULL, 0};
    assert_int_equal(kefu_monitor_update(monitor, KEFU_TIME_END, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_write_alerts(monitor, golden_write, &written, NULL), KEFU_OK);
    golden_print_json(&golden, &written);
    golden_check(&golden, "alerts.json");
    free(written.text);
    kefu_monitor_free(monitor);
    kefu_conversation_free(c);
}

static void metrics_of_conversations(void **state) {
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t row = 0; row < GOLDEN_NOW; row++) {
        kefu_conversation *c = golden_chat(scheme, scratch, &golden_now[row], row, 0, GOLDEN_DAY);
        struct golden written = {NULL, 0};
        assert_int_equal(
            kefu_conversation_write_metrics(c, KEFU_TIME_END, golden_write, &written, NULL),
            KEFU_OK);
        assert_int_equal(kefu_conversation_explain(c, kefu_scheme_metric_at(scheme, 2),
                                                   KEFU_TIME_END, golden_write, &written, NULL),
                         KEFU_OK);
        golden_print_json(&golden, &written);
        free(written.text);
        kefu_conversation_free(c);
    }
    golden_check(&golden, "metrics.json");
}

static void evaluations(void **state) {
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t row = 0; row < GOLDEN_NOW; row++) {
        kefu_conversation *c = golden_chat(scheme, scratch, &golden_now[row], row, 0, GOLDEN_DAY);
        kefu_evaluation *evaluation = golden_evaluation(scheme, c, golden_now[row].tone);
        struct golden written = {NULL, 0};
        assert_int_equal(kefu_evaluation_write(evaluation, golden_write, &written, NULL), KEFU_OK);
        golden_print_json(&golden, &written);
        free(written.text);
        kefu_evaluation_free(evaluation);
        kefu_conversation_free(c);
    }
    golden_check(&golden, "evaluations.json");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_aggregates_state),
        cmocka_unit_test(an_old_state_is_read),
        cmocka_unit_test(a_conversation_that_goes_on),
        cmocka_unit_test(metrics_of_conversations),
        cmocka_unit_test(evaluations),
    };
    return golden_run_records("golden.states", tests, sizeof tests / sizeof *tests, 0, argc, argv);
}
