/* SPDX-License-Identifier: MIT
 * Tests of service levels: the policy that holds, the states, and that what was missed stays so. */
#include "conversation/chat.h"

#include "conversation/observe.h"
#include "scheme/metric_set/metrics.h"

#define MINUTE          (int64_t)60000
#define HOUR            (60 * MINUTE)
/* Noon of a Thursday, in working hours (+08:00). */
#define NOON            INT64_C(1773288000000)
#define SAY(at, role)   "{'at':" #at ",'role':'" role "','text':'x'}"
#define EVENT(at, type) "{'at':" #at ",'type':'" type "'}"

static void expect(const kefu_conversation *c, uint32_t series, int64_t now, enum sla_state state) {
    const struct sla_standing standing = kefu__sla_standing(c, series, now);
    if (standing.state != state)
        fail_msg("%s, not %s", kefu__sla_state_names[standing.state], kefu__sla_state_names[state]);
}

static void a_wait_goes_through_its_states(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(1773288000000, "customer") "]}");
    const struct sla_standing standing = kefu__sla_standing(c, SLA_RESPONSE, NOON + MINUTE);
    (void)state;
    expect(c, SLA_RESPONSE, NOON + MINUTE, SLA_PENDING);
    assert_int_equal(standing.due_at, NOON + 5 * MINUTE);
    assert_int_equal(standing.warn_at, NOON + 4 * MINUTE);
    assert_int_equal(standing.remaining_ms, 4 * MINUTE);
    expect(c, SLA_RESPONSE, NOON + 4 * MINUTE, SLA_AT_RISK);
    expect(c, SLA_RESPONSE, NOON + 5 * MINUTE, SLA_AT_RISK); /* in time to the very end */
    expect(c, SLA_RESPONSE, NOON + 5 * MINUTE + 1, SLA_BREACHED);
    expect(c, SLA_RESPONSE, KEFU_TIME_END, SLA_BREACHED); /* silence for ever */
    kefu_conversation_free(c);
}

static void what_was_missed_never_heals(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(1773288000000, "customer") "," SAY(1773288360000, "agent") "]}");
    (void)state;
    for (int64_t now = NOON + 6 * MINUTE; now < NOON + 10 * HOUR; now += HOUR)
        expect(c, SLA_RESPONSE, now, SLA_BREACHED);
    expect(c, SLA_RESPONSE, KEFU_TIME_END, SLA_BREACHED);
    kefu_conversation_free(c);
}

/* A new episode has a wait and a policy of its own; the conversation is as its worst episode. */
static void episodes_are_judged_apart(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(1773288000000, "customer") "," SAY(1773288360000, "agent") "," SAY(
            1773374400000, "customer") "," SAY(1773374460000,
                                               "agent") "],'events':[" EVENT(1773288400000,
                                                                             "resolved") "]}");
    (void)state;
    assert_int_equal(kefu__sla_episode(c, SLA_RESPONSE, 0, KEFU_TIME_END).state, SLA_BREACHED);
    assert_int_equal(kefu__sla_episode(c, SLA_RESPONSE, 1, KEFU_TIME_END).state, SLA_MET);
    expect(c, SLA_RESPONSE, KEFU_TIME_END, SLA_BREACHED);
    chat_expect(c, "sla_met_rate", 0, 1);
    kefu_conversation_free(c);
}

/* An episode that began in the night keeps a day, though its later waits are in working hours. */
static void the_first_wait_chooses_the_policy(void **state) {
    kefu_conversation *c = chat_read("{'messages':[{'at':'2026-03-12T23:00:00+08:00','role':"
                                     "'customer','text':'x'},{'at':'2026-03-13T10:00:00+08:00',"
                                     "'role':'customer','text':'x'},{'at':"
                                     "'2026-03-13T10:30:00+08:00','role':'agent','text':'x'}]}");
    (void)state;
    assert_string_equal(kefu__sla_standing(c, SLA_RESPONSE, KEFU_TIME_END).policy->id, "off_hours");
    chat_expect(c, "sla_met_rate", 1, 1);
    kefu_conversation_free(c);
}

/* A policy for attributes that are numbers, and one for those that are not there. */
static void attributes_choose_the_policy(void **state) {
    kefu_scheme *scheme = chat_scheme_with(
        "{'kefu':1,'kind':'metric_set','id':'test.sla','version':'1.0.0','sla':["
        "{'id':'important','match':{'attribute':'vip','ge':2},'targets':["
        "{'metric':'frt','within_ms':60000}]},"
        "{'id':'unknown','match':{'attribute':'vip','exists':false},'targets':["
        "{'metric':'frt','within_ms':7200000}]}]}");
    static const char *const attributes[] = {"'vip':3", "'vip':1", "'shop':'A'"};
    static const char *const policies[] = {"important", "working_hours", "unknown"};
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        char json[256];
        snprintf(json, sizeof json, "{'attributes':{%s},'messages':[%s]}", attributes[i],
                 SAY(1773288000000, "customer"));
        kefu_conversation *c = chat_read_with(scheme, json, NULL);
        const struct sla_standing standing = kefu__sla_standing(c, SLA_RESPONSE, KEFU_TIME_END);
        assert_string_equal(standing.policy->id, policies[i]);
        kefu_conversation_free(c);
    }
    kefu_scheme_release(scheme);
}

static void a_mail_has_a_day(void **state) {
    kefu_conversation *c = chat_read("{'channel':'email','messages':[" SAY(
        1773288000000, "customer") "," SAY(1773291600000, "agent") "]}");
    (void)state;
    chat_expect(c, "sla_met_rate", 1, 1);
    kefu_conversation_free(c);
}

/* Two days to a resolution, reported apart: a close stops no such clock, a pause does. */
static void a_resolution_has_two_days(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(1773288000000, "customer") "," SAY(
        1773288060000,
        "agent") "],'events':[{'at':1773288120000,'type':'status','value':'pending'}]}");
    (void)state;
    expect(c, SLA_RESOLUTION, NOON + 100 * HOUR, SLA_PAUSED);
    kefu_conversation_free(c);
    c = chat_read("{'messages':[" SAY(1773288000000, "customer") "," SAY(
        1773288060000, "agent") "],'events':[" EVENT(1773288120000, "closed") "]}");
    chat_expect(c, "sla_met_rate", 1, 1);
    chat_expect(c, "sla_resolution_rate", 0, 1);
    expect(c, SLA_RESOLUTION, NOON + HOUR, SLA_PENDING);
    expect(c, SLA_RESOLUTION, NOON + 40 * HOUR, SLA_AT_RISK);
    expect(c, SLA_RESOLUTION, NOON + 48 * HOUR + 1, SLA_BREACHED);
    assert_int_equal(chat_metric_at(c, "sla_resolution_rate", NOON + HOUR).state,
                     KEFU_STATE_PENDING);
    kefu_conversation_free(c);
    c = chat_read("{'messages':[" SAY(1773288000000, "customer") "," SAY(
        1773288060000, "agent") "],'events':[" EVENT(1773460800000, "resolved") "]}");
    chat_expect(c, "sla_resolution_rate", 1, 1); /* 48 hours to the millisecond */
    kefu_conversation_free(c);
}

static void words_for_a_bot_alone_promise_nothing(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(0, "customer") "," SAY(1000, "bot") "]}");
    (void)state;
    chat_expect_none(c, "sla_met_rate", KEFU_STATE_NOT_APPLICABLE, KEFU_REASON_NO_AGENT);
    kefu_conversation_free(c);
}

static void the_explanation_tells_what_is_due(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(1773288000000, "customer") "]}");
    struct chat_text text = {NULL, 0};
    kefu_metric metric;
    (void)state;
    assert_int_equal(kefu_scheme_find_metric(chat_scheme, KEFU_TEXT("sla_met_rate"), &metric, NULL),
                     KEFU_OK);
    assert_int_equal(
        kefu_conversation_explain(c, metric, NOON + 4 * MINUTE, chat_write, &text, NULL), KEFU_OK);
    assert_non_null(strstr(text.data, "\"sla\":{\"policy\":\"working_hours\",\"state\":\"at_risk\","
                                      "\"due_at\":1773288300000,\"remaining_ms\":60000,"
                                      "\"episodes\":[{"));
    free(text.data);
    kefu_conversation_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_goes_through_its_states),
        cmocka_unit_test(what_was_missed_never_heals),
        cmocka_unit_test(episodes_are_judged_apart),
        cmocka_unit_test(the_first_wait_chooses_the_policy),
        cmocka_unit_test(attributes_choose_the_policy),
        cmocka_unit_test(a_mail_has_a_day),
        cmocka_unit_test(a_resolution_has_two_days),
        cmocka_unit_test(words_for_a_bot_alone_promise_nothing),
        cmocka_unit_test(the_explanation_tells_what_is_due),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
