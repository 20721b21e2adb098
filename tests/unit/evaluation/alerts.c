/* SPDX-License-Identifier: MIT
 * Tests of rules that are watched live: alerts, and that the whole comes to the same. */
#include "fixture.h"

struct live {
    struct bench bench;
    kefu_conversation *conversation;
    kefu_monitor *monitor;
};

static void live_open(struct live *live, const char *rules) {
    kefu_rubric rubric = 0;
    bench_open(&live->bench, rules, PLAIN_RUBRIC);
    live->conversation = talk_begin(&live->bench);
    assert_int_equal(kefu_scheme_find_rubric(live->bench.scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_new(live->conversation, rubric, NULL, &live->monitor, NULL),
                     KEFU_OK);
}

static void live_close(struct live *live) {
    kefu_monitor_free(live->monitor);
    kefu_conversation_free(live->conversation);
    bench_close(&live->bench);
}

/* The alerts of an update as "rule:message@second …". */
static void assert_alerts(struct live *live, int64_t now, const char *expected) {
    kefu_alert alert = {.size = sizeof alert};
    size_t i, used = 0;
    char got[500] = "";
    assert_int_equal(kefu_monitor_update(live->monitor, now, NULL), KEFU_OK);
    for (i = 0; kefu_monitor_alert_at(live->monitor, i, &alert, NULL) == KEFU_OK; i++)
        used += (size_t)snprintf(got + used, sizeof got - used, "%s%s:%.*s@%lld", i ? " " : "",
                                 alert.rule_id, (int)alert.message_id.size, alert.message_id.data,
                                 (long long)alert.at / 1000);
    assert_int_equal(kefu_monitor_alert_count(live->monitor), i);
    assert_string_equal(got, expected);
}

static void assert_next(const struct live *live, int64_t expected) {
    int64_t at = 7;
    assert_int_equal(kefu_monitor_next(live->monitor, &at, NULL), KEFU_OK);
    assert_int_equal(at, expected);
}

static void alerts_come_once_and_when_decided(void **state) {
    struct live live;
    (void)state;
    live_open(&live, "[{\"id\":\"angry\",\"when\":{\"emotion\":\"anger\"}},"
                     "{\"id\":\"quiet\",\"alert\":false,\"when\":{\"emotion\":\"anger\"}},"
                     "{\"id\":\"cold\",\"when\":{\"all\":[{\"id\":\"x\",\"emotion\":\"anger\"},"
                     "{\"not\":{\"act\":\"apology\",\"anchor\":{\"on\":\"x\",\"turns\":1}}}]}}]");
    assert_alerts(&live, 0, "");
    talk_line(&live.bench, live.conversation, "c1 气死我了");
    assert_alerts(&live, 1000, "angry:m1@1");
    assert_alerts(&live, 1000, "");
    talk_line(&live.bench, live.conversation, "a2 哦");
    assert_alerts(&live, 2000, ""); /* the agent may go on in this turn */
    talk_line(&live.bench, live.conversation, "c3 你什么态度");
    assert_alerts(&live, 3000, "cold:m1@1");
    talk_line(&live.bench, live.conversation, "c4 恼火");
    talk_line(&live.bench, live.conversation, "a5 抱歉");
    assert_alerts(&live, 5000, "angry:m4@4");
    assert_alerts(&live, KEFU_TIME_END, "");
    live_close(&live);
}

static void time_alone_makes_alerts(void **state) {
    struct live live;
    (void)state;
    live_open(&live,
              "[{\"id\":\"wait\",\"when\":{\"gap\":{},\"gt\":60000}},"
              "{\"id\":\"late\",\"when\":{\"all\":[{\"id\":\"x\",\"intent\":\"threat\"},"
              "{\"not\":{\"act\":\"apology\",\"anchor\":{\"on\":\"x\",\"seconds\":90}}}]}}]");
    assert_next(&live, KEFU_TIME_END);
    talk_line(&live.bench, live.conversation, "c10 我要投诉");
    assert_alerts(&live, 10000, "");
    assert_next(&live, 70001);
    assert_alerts(&live, 70000, "");
    assert_alerts(&live, 70001, "wait:m10@70");
    assert_next(&live, 100001);
    assert_alerts(&live, 100000, "");
    assert_alerts(&live, 100001, "late:m10@10");
    assert_next(&live, KEFU_TIME_END);
    talk_line(&live.bench, live.conversation, "a200 来了");
    assert_alerts(&live, 200000, ""); /* reported while the wait was going on */
    live_close(&live);
}

static void waits_under_way_pass_their_limit(void **state) {
    struct live live;
    (void)state;
    live_open(&live, RULE("{\"metric\":\"frt\",\"gt\":60000}"));
    talk_line(&live.bench, live.conversation, "c10 在吗");
    assert_alerts(&live, 20000, "");
    assert_next(&live, 70001);
    assert_alerts(&live, 70000, "");
    assert_alerts(&live, 70001, "r:@70");
    assert_next(&live, KEFU_TIME_END);
    live_close(&live);
}

static void a_recall_is_read_again_but_not_told_again(void **state) {
    struct live live;
    char got[200];
    kefu_evaluation *evaluation;
    (void)state;
    live_open(&live, RULE("{\"emotion\":\"anger\"}"));
    talk_line(&live.bench, live.conversation, "c1 气死我了");
    talk_line(&live.bench, live.conversation, "c2 恼火");
    assert_alerts(&live, 2000, "r:m1@1 r:m2@2");
    talk_line(&live.bench, live.conversation, "x1");
    assert_alerts(&live, 3000, "");
    talk_line(&live.bench, live.conversation, "c4 恼火");
    assert_alerts(&live, 4000, "r:m4@4");
    evaluation = evaluate(&live.bench, live.conversation, KEFU_TIME_END);
    describe(evaluation, got, sizeof got);
    assert_string_equal(got, "r:m2 r:m4");
    kefu_evaluation_free(evaluation);
    live_close(&live);
}

static bool was_told(const struct rule_state *state, uint32_t message) {
    size_t i;
    for (i = 0; i < state->reported_count; i++)
        if (state->reported[i] == message)
            return true;
    return false;
}

/* Everything that rules can ask, watched after every line, ends where reading the whole ends. */
static void live_equals_batch(void **state) {
    static const char rules[] =
        "[{\"id\":\"a\",\"when\":{\"emotion\":\"anger\",\"within\":{\"turns\":[2,-1]}}},"
        "{\"id\":\"b\",\"when\":{\"all\":[{\"id\":\"x\",\"emotion\":\"anger\"},{\"not\":{\"act\":"
        "\"apology\",\"anchor\":{\"on\":\"x\",\"turns\":1}}}]}},"
        "{\"id\":\"c\",\"when\":{\"repeat\":{\"similarity\":0.5,\"min_characters\":2}}},"
        "{\"id\":\"d\",\"when\":{\"gap\":{\"unless\":\"gratitude\"},\"gt\":7000}},"
        "{\"id\":\"e\",\"when\":{\"gap\":{\"from\":\"agent\"},\"gt\":7000}},"
        "{\"id\":\"f\",\"when\":{\"not\":{\"act\":\"greeting\",\"within\":{\"messages\":2}}}},"
        "{\"id\":\"g\",\"when\":{\"any\":[{\"intent\":\"threat\",\"within\":{\"messages\":[-2,-1]}}"
        ","
        "{\"rule\":\"f\"}]}},"
        "{\"id\":\"h\",\"when\":{\"all\":[{\"phrase\":\"好\"},{\"metric\":\"frt\",\"gt\":3000}]}}]";
    static const char *const words[] = {"气死",     "恼火",   "谢谢", "抱歉", "您好",
                                        "我要投诉", "好的哦", "好的", "嗯嗯", ""};
    static const char roles[] = "cccaaann";
    uint32_t seed = 12345;
    int round;
    (void)state;
    for (round = 0; round < 150; round++) {
        struct live live;
        kefu_evaluation *whole;
        struct watch watch;
        int line, second = 0;
        size_t i, told = 0;
        live_open(&live, rules);
        assert_true(kefu__watch_init(&watch, live.conversation, &live.conversation->allocator));
        for (line = 0; line < 14; line++) {
            char text[64];
            seed = seed * 1103515245u + 12345u;
            second += (int)(seed >> 16) % 10;
            seed = seed * 1103515245u + 12345u;
            snprintf(text, sizeof text, "%c%d %s", roles[(seed >> 16) % 8], second * 100 + line,
                     words[(seed >> 20) % 10]);
            talk_line(&live.bench, live.conversation, text);
            assert_true(kefu__watch_update(&watch, live.conversation->last_at));
        }
        assert_true(kefu__watch_update(&watch, KEFU_TIME_END));
        whole = evaluate(&live.bench, live.conversation, KEFU_TIME_END);
        for (i = 0; i < live.bench.scheme->rules->count; i++) {
            const struct rule_state *rule = &watch.states[i];
            size_t hit, in_whole = 0;
            for (hit = 0; hit < whole->hit_count; hit++)
                in_whole += whole->hits[hit].rule == i;
            assert_int_equal(rule->reported_count, in_whole);
            for (hit = 0; hit < whole->hit_count; hit++)
                assert_true(whole->hits[hit].rule != i || was_told(rule, whole->hits[hit].message));
            told += in_whole;
        }
        assert_true(told > 0);
        kefu_evaluation_free(whole);
        kefu__watch_free(&watch);
        live_close(&live);
    }
}

static void misuse_is_refused(void **state) {
    struct live live;
    kefu_monitor *monitor = NULL;
    kefu_alert alert = {.size = sizeof alert};
    int64_t at;
    kefu_monitor_options options = KEFU_MONITOR_OPTIONS_INIT;
    kefu_rubric rubric = 0;
    (void)state;
    live_open(&live, RULE("true"));
    assert_int_equal(kefu_scheme_find_rubric(live.bench.scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_new(NULL, rubric, NULL, &monitor, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_monitor_new(live.conversation, rubric, NULL, NULL, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_monitor_new(live.conversation, 0, NULL, &monitor, NULL), KEFU_E_HANDLE);
    options.flags = 1;
    assert_int_equal(kefu_monitor_new(live.conversation, rubric, &options, &monitor, NULL),
                     KEFU_E_VERSION);
    assert_null(monitor);
    assert_int_equal(kefu_monitor_update(NULL, 0, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_monitor_alert_at(NULL, 0, &alert, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_monitor_alert_at(live.monitor, 0, &alert, NULL), KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_monitor_alert_count(NULL), 0);
    assert_int_equal(kefu_monitor_next(live.monitor, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_monitor_next(NULL, &at, NULL), KEFU_E_ARGUMENT);
    kefu_monitor_free(NULL);
    live_close(&live);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alerts_come_once_and_when_decided),
        cmocka_unit_test(time_alone_makes_alerts),
        cmocka_unit_test(waits_under_way_pass_their_limit),
        cmocka_unit_test(a_recall_is_read_again_but_not_told_again),
        cmocka_unit_test(live_equals_batch),
        cmocka_unit_test(misuse_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
