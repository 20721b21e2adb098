/* SPDX-License-Identifier: MIT
 * A monitor's state in the conversation's record: what comes back, and what is refused. */
#include "fixture.h"

#define RULES                                                                                      \
    "[{\"id\":\"anger\",\"when\":{\"emotion\":\"anger\",\"role\":\"customer\"}},"                  \
    "{\"id\":\"shop_anger\",\"when\":{\"all\":[{\"emotion\":\"anger\",\"role\":\"customer\"},"     \
    "{\"attribute\":\"shop\",\"eq\":\"A\"}]}},"                                                    \
    "{\"id\":\"wait\",\"when\":{\"gap\":{\"from\":\"customer\"},\"gt\":5000}},"                    \
    "{\"id\":\"unsoothed\",\"when\":{\"all\":[{\"id\":\"a\",\"emotion\":\"anger\",\"role\":"       \
    "\"customer\"},{\"not\":{\"act\":\"apology\",\"role\":\"agent\",\"anchor\":{\"on\":\"a\","     \
    "\"position\":\"after\",\"messages\":[1,2]}}}]}}]"

struct text {
    char data[20000];
    size_t size;
};

static kefu_status keep(void *ctx, const char *data, size_t size) {
    struct text *text = ctx;
    assert_true(size < sizeof text->data - text->size);
    memcpy(text->data + text->size, data, size);
    text->size += size;
    text->data[text->size] = '\0';
    return KEFU_OK;
}

static kefu_monitor *watch_over(struct bench *bench, const kefu_conversation *c) {
    kefu_monitor *monitor = NULL;
    kefu_rubric rubric = 0;
    assert_int_equal(kefu_scheme_find_rubric(bench->scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_new(c, rubric, NULL, &monitor, NULL), KEFU_OK);
    return monitor;
}

/* "rule@message …" of an update. */
static void expect_alerts(kefu_monitor *monitor, int64_t now, const char *expected) {
    kefu_alert alert = {.size = sizeof alert};
    char found[500] = "";
    size_t i, used = 0;
    assert_int_equal(kefu_monitor_update(monitor, now, NULL), KEFU_OK);
    for (i = 0; kefu_monitor_alert_at(monitor, i, &alert, NULL) == KEFU_OK; i++)
        used += (size_t)snprintf(found + used, sizeof found - used, "%s%s@%.*s", i ? " " : "",
                                 alert.rule_id, (int)alert.message_id.size, alert.message_id.data);
    assert_string_equal(found, expected);
}

static kefu_conversation *read_from(struct bench *bench, const struct text *text) {
    kefu_conversation *c = talk_begin(bench);
    assert_int_equal(
        kefu_conversation_read_json(c, bench->scratch, text->data, text->size, NULL, &bench->error),
        KEFU_OK);
    return c;
}

static const char *const lines[] = {"c0 气死", "c10 气死了", "a20 嗯", NULL};

static void what_has_alerted_is_not_told_again(void **state) {
    struct text text = {"", 0};
    kefu_conversation *c, *back;
    kefu_monitor *monitor, *restored;
    struct bench bench;
    (void)state;
    bench_open(&bench, RULES, PLAIN_RUBRIC);
    c = talk(&bench, lines);
    monitor = watch_over(&bench, c);
    expect_alerts(monitor, 0, "anger@m0 anger@m10 wait@m0");
    assert_int_equal(kefu_monitor_write(monitor, keep, &text, NULL), KEFU_OK);
    assert_non_null(strstr(text.data, "\"monitor\":{\"next\":"));
    assert_non_null(strstr(text.data, "{\"rule\":\"anger\",\"alerted\":[0,1]"));
    back = read_from(&bench, &text);
    restored = watch_over(&bench, back);
    assert_int_equal(kefu_monitor_read_json(restored, text.data, text.size, NULL, &bench.error),
                     KEFU_OK);
    assert_int_equal(kefu_monitor_read_json(restored, text.data, text.size, NULL, NULL),
                     KEFU_E_ARGUMENT); /* what it has now must not be lost */
    talk_line(&bench, back, "a30 好的");
    expect_alerts(restored, 0, "unsoothed@m0 unsoothed@m10");
    kefu_monitor_free(monitor);
    kefu_monitor_free(restored);
    kefu_conversation_free(c);
    kefu_conversation_free(back);
    bench_close(&bench);
}

/* With other rules only the alerts are restored; everything else is evaluated again. */
static void another_scheme_knows_what_has_alerted(void **state) {
    struct text text = {"", 0};
    kefu_conversation *c, *back;
    kefu_monitor *monitor, *restored;
    kefu_findings *findings = new_findings();
    kefu_finding finding = {.size = sizeof finding};
    struct bench bench, other;
    (void)state;
    bench_open(&bench, RULES, PLAIN_RUBRIC);
    c = talk(&bench, lines);
    monitor = watch_over(&bench, c);
    expect_alerts(monitor, 100000, "anger@m0 anger@m10 wait@m0");
    assert_int_equal(kefu_monitor_write(monitor, keep, &text, NULL), KEFU_OK);
    bench_open(&other,
               "[{\"id\":\"upset\",\"when\":{\"emotion\":\"anger\",\"role\":\"customer\"}},"
               "{\"id\":\"unsoothed\",\"when\":{\"emotion\":\"anger\",\"role\":\"customer\"}}]",
               PLAIN_RUBRIC);
    back = read_from(&other, &text);
    restored = watch_over(&other, back);
    assert_int_equal(kefu_monitor_read_json(restored, text.data, text.size, findings, &other.error),
                     KEFU_OK);
    assert_int_equal(kefu_findings_count(findings), 2); /* anger and wait are no rules here */
    assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.code, "forgotten_rule");
    expect_alerts(restored, 100000, "upset@m0 upset@m10 unsoothed@m0 unsoothed@m10");
    kefu_monitor_free(monitor);
    kefu_monitor_free(restored);
    kefu_conversation_free(c);
    kefu_conversation_free(back);
    kefu_findings_free(findings);
    bench_close(&bench);
    bench_close(&other);
}

static void replace(char *text, const char *old, const char *new) {
    char *at = strstr(text, old);
    if (!at)
        fail_msg("no %s in %s", old, text);
    memmove(at + strlen(new), at + strlen(old), strlen(at + strlen(old)) + 1);
    memcpy(at, new, strlen(new));
}

static void hostile_states_are_refused(void **state) {
    static const struct {
        const char *old, *new;
        kefu_status status;
    } cases[] = {
        {"\"monitor\"", "\"other\"", KEFU_E_NOT_FOUND},
        {"\"monitor\":{", "\"monitor\":7,\"m\":{", KEFU_E_DEFINITION},
        {"\"next\":", "\"next\":\"x\",\"n\":", KEFU_E_DEFINITION},
        {"\"next\":", "\"next\":1e19,\"n\":", KEFU_E_DEFINITION},
        {"\"read\":3", "\"read\":4", KEFU_E_DEFINITION},
        {"\"read\":3", "\"read\":-1", KEFU_E_DEFINITION},
        {"\"over\":false", "\"over\":0", KEFU_E_DEFINITION},
        {"\"over\":false,", "", KEFU_E_DEFINITION},
        {"\"gaps\":[{", "\"gaps\":[7,{", KEFU_E_DEFINITION},
        {"\"leaf\":", "\"leaf\":99999,\"l\":", KEFU_E_DEFINITION},
        {"\"leaf\":", "\"leaf\":0,\"l\":", KEFU_E_DEFINITION},
        {"\"next\":1,\"waits\":[", "\"next\":1,\"last_reply\":3,\"waits\":[", KEFU_E_DEFINITION},
        {"\"waits\":[", "\"waits\":[7,", KEFU_E_DEFINITION},
        {"\"waits\":[", "\"waits\":[[3,1],", KEFU_E_DEFINITION},
        {"\"waits\":[", "\"waits\":[[0,1,2],", KEFU_E_DEFINITION},
        {"\"waits\":[", "\"waits\":[[0,1e300],", KEFU_E_DEFINITION},
        {"\"waits\":[", "\"waits\":[[1,1],[1,1],", KEFU_E_DEFINITION},
        {"\"rules\":[", "\"rules\":[7,", KEFU_E_DEFINITION},
        {"\"rules\":[", "\"rules\":7,\"r\":[", KEFU_E_DEFINITION},
        {"\"rule\":\"anger\"", "\"rule\":\"danger\"", KEFU_E_REFERENCE},
        {"\"rule\":\"anger\"", "\"rule\":\"wait\"", KEFU_E_DEFINITION},
        {"\"alerted\":[0,1]", "\"alerted\":[0,3]", KEFU_E_DEFINITION},
        {"\"alerted\":[0,1]", "\"alerted\":[1,0]", KEFU_E_DEFINITION},
        {"\"alerted\":[0,1]", "\"alerted\":[null,0]", KEFU_E_DEFINITION},
        {"\"alerted\":[0,1]", "\"alerted\":[0.5]", KEFU_E_DEFINITION},
        {"\"alerted\":[0,1]", "\"alerted\":7", KEFU_E_DEFINITION},
        {"\"hits\":2", "\"hits\":-2", KEFU_E_DEFINITION},
        {"\"undecided\":[", "\"undecided\":[[9,0],", KEFU_E_DEFINITION},
        {"\"undecided\":[", "\"undecided\":[[0,2],", KEFU_E_DEFINITION},
        {"\"undecided\":[", "\"undecided\":[[0],", KEFU_E_DEFINITION},
        {"\"denied\":[", "\"denied\":[[0,2],", KEFU_E_DEFINITION},
        {"\"denied_given\":\"", "\"denied_given\":\"x", KEFU_E_DEFINITION},
        {"\"id\":\"m10\"", "\"id\":\"m1\"", KEFU_OK}, /* the monitor asks for no ids of messages */
        {"\"messages\":[", "\"messages\":[{},", KEFU_E_DEFINITION},
    };
    struct text text = {"", 0};
    static char json[sizeof text.data + 100];
    kefu_conversation *c;
    kefu_monitor *monitor;
    struct bench bench;
    size_t i;
    (void)state;
    bench_open(&bench, RULES, PLAIN_RUBRIC);
    c = talk(&bench, lines);
    assert_int_equal(kefu_conversation_set(c, "shop", 4, "B", 1, NULL), KEFU_OK);
    monitor = watch_over(&bench, c);
    expect_alerts(monitor, 0, "anger@m0 anger@m10 wait@m0");
    assert_int_equal(kefu_monitor_write(monitor, keep, &text, NULL), KEFU_OK);
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_monitor *restored = watch_over(&bench, c);
        kefu_status status;
        strcpy(json, text.data);
        replace(json, cases[i].old, cases[i].new);
        status = kefu_monitor_read_json(restored, json, strlen(json), NULL, &bench.error);
        if (status != cases[i].status)
            fail_msg("%s: %s at %s: %s", cases[i].new, kefu_status_name((int32_t)status),
                     bench.error.pointer, bench.error.message);
        if (status != KEFU_OK) /* as new */
            expect_alerts(restored, 0, "anger@m0 anger@m10 wait@m0");
        kefu_monitor_free(restored);
    }
    kefu_monitor_free(monitor);
    kefu_conversation_free(c);
    bench_close(&bench);
}

static void a_monitor_in_use_is_not_restored(void **state) {
    struct text text = {"", 0};
    kefu_conversation *c;
    kefu_monitor *monitor;
    struct bench bench;
    (void)state;
    bench_open(&bench, RULES, PLAIN_RUBRIC);
    c = talk(&bench, lines);
    monitor = watch_over(&bench, c);
    assert_int_equal(kefu_monitor_write(NULL, keep, &text, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_monitor_write(monitor, NULL, &text, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_monitor_write(monitor, keep, &text, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_read_json(NULL, text.data, text.size, NULL, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_monitor_read_json(monitor, "{", 1, NULL, NULL), KEFU_E_JSON);
    assert_int_equal(kefu_monitor_read_json(monitor, "[]", 2, NULL, NULL), KEFU_E_DEFINITION);
    expect_alerts(monitor, 0, "anger@m0 anger@m10 wait@m0");
    assert_int_equal(kefu_monitor_read_json(monitor, text.data, text.size, NULL, NULL),
                     KEFU_E_ARGUMENT);
    kefu_monitor_free(monitor);
    kefu_conversation_free(c);
    bench_close(&bench);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_has_alerted_is_not_told_again),
        cmocka_unit_test(another_scheme_knows_what_has_alerted),
        cmocka_unit_test(hostile_states_are_refused),
        cmocka_unit_test(a_monitor_in_use_is_not_restored),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
