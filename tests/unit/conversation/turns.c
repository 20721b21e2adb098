/* SPDX-License-Identifier: MIT
 * Tests of the turn model: golden vectors of platforms, and what users of helpdesks complain of. */
#include "conversation/chat.h"

#include "conversation/conversation.h"

#define MINUTE             60000.0
/* Shorthand for messages: at milliseconds, or at a clock time of 2026-03-12 (+08:00). */
#define SAY(at, role)      "{'at':" #at ",'role':'" role "','text':'x'}"
#define CLOCK(clock, role) "{'at':'2026-03-12T" clock "+08:00','role':'" role "','text':'x'}"
#define EVENT(at, type)    "{'at':" #at ",'type':'" type "'}"

static void a_wait_begins_at_the_handoff(void **state) {
    /* The bot answers at t1, hands over at t2, a person answers at t3: t3 - t2. */
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "," SAY(2000, "bot") "," SAY(9000, "customer") "," SAY(
            95000, "agent") "],'events':[" EVENT(50000, "bot_handoff") "]}");
    (void)state;
    chat_expect(c, "frt", 45000, 1);
    chat_expect(c, "art", 45000, 1);
    chat_expect(c, "turn_count", 1, 1);
    assert_true(c->turns[0].origin == TURN_HANDOFF && c->turns[0].first == 0 &&
                c->turns[0].last == 2);
    kefu_conversation_free(c);
}

static void the_bots_time_is_not_the_agents(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "," SAY(2000, "bot") "," SAY(
            95000, "agent") "],'events':[" EVENT(50000, "bot_handoff") "," EVENT(110000,
                                                                                 "resolved") "]}");
    (void)state;
    chat_expect(c, "resolution_time", 60000, 1);
    kefu_conversation_free(c);
    c = chat_read("{'messages':[" SAY(0, "customer") "," SAY(2000, "bot") "],'events':[" EVENT(
        9000, "resolved") "]}"); /* the bot resolved it alone */
    chat_expect(c, "resolution_time", 9000, 1);
    kefu_conversation_free(c);
}

static void a_handoff_before_the_customer_starts_nothing(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(7000, "customer") "," SAY(
        9000, "agent") "],'events':[" EVENT(1000, "bot_handoff") "]}");
    (void)state;
    chat_expect(c, "frt", 2000, 1);
    kefu_conversation_free(c);
}

static void words_for_the_bot_alone_make_no_turn(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(0, "customer") "," SAY(
        1000, "bot") "," SAY(5000, "customer") "," SAY(6000, "bot") "]}");
    (void)state;
    chat_expect_none(c, "frt", KEFU_STATE_NOT_APPLICABLE, KEFU_REASON_NO_AGENT);
    chat_expect_none(c, "unanswered_rate", KEFU_STATE_NOT_APPLICABLE, KEFU_REASON_NO_AGENT);
    chat_expect(c, "turn_count", 0, 1);
    chat_expect(c, "bot_only_rate", 1, 1);
    kefu_conversation_free(c);
}

static void a_person_may_step_in_without_a_handoff(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(0, "customer") "," SAY(
        1000, "bot") "," SAY(5000, "customer") "," SAY(30000, "agent") "]}");
    (void)state;
    chat_expect(c, "frt", 30000, 1);
    chat_expect(c, "bot_only_rate", 0, 1);
    kefu_conversation_free(c);
}

static void an_assignment_starts_no_clock(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(0, "customer") "," SAY(
        60000, "agent") "],'events':[{'at':50000,'type':'assigned','to':'a7'}]}");
    (void)state;
    chat_expect(c, "frt", 60000, 1);
    kefu_conversation_free(c);
}

static void only_a_person_whom_the_customer_sees_answers(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") ",{'at':1,'role':'agent','auto':true,'text':'x'},"
                                           "{'at':2,'role':'agent','private':true,'text':'x'}," SAY(
                                               3, "system") "," SAY(4000, "agent") "]}");
    (void)state;
    chat_expect(c, "frt", 4000, 1);
    assert_int_equal(c->counts.automatic, 1);
    assert_int_equal(c->counts.private_notes, 1);
    kefu_conversation_free(c);
}

static void an_unanswered_customer_is_not_fast(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(1000, "customer") "]}");
    kefu_value value;
    (void)state;
    chat_expect_none(c, "frt", KEFU_STATE_NO_DATA, KEFU_REASON_UNANSWERED);
    chat_expect(c, "reply_rate_3min", 0, 1);
    chat_expect(c, "unanswered_rate", 1, 1);
    value = chat_metric_at(c, "frt", 61000);
    assert_int_equal(value.state, KEFU_STATE_PENDING);
    assert_int_equal(value.reason, KEFU_REASON_UNANSWERED);
    assert_true((value.flags & KEFU_VALUE_PROVISIONAL) && value.value == 60000);
    value = chat_metric_at(c, "reply_rate_3min", 181000); /* there is time to the very end */
    assert_int_equal(value.state, KEFU_STATE_PENDING);
    value = chat_metric_at(c, "reply_rate_3min", 181001); /* too late, no matter what follows */
    assert_true(value.state == KEFU_STATE_OK && value.value == 0 && value.n == 1);
    kefu_conversation_free(c);
}

static void a_very_long_wait_does_not_overflow(void **state) {
    kefu_conversation *c = chat_read("{}");
    kefu_event event = KEFU_EVENT_INIT;
    (void)state;
    event.at = INT64_C(-9007199254740992);
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
    kefu_value value = chat_metric_at(c, "frt", KEFU_TIME_END - 1);
    assert_true(value.state == KEFU_STATE_PENDING && value.value == 18014398509481984.0);
    value = chat_metric_at(c, "frt", KEFU_TIME_NONE); /* counts as the last event's time */
    assert_true(value.state == KEFU_STATE_PENDING && value.value == 0);
    kefu_conversation_free(c);
}

static void three_minutes_are_inclusive(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(0, "customer") "," SAY(
        180000, "agent") "," SAY(200000, "customer") "," SAY(380001, "agent") "]}");
    (void)state;
    chat_expect(c, "reply_rate_3min", 0.5, 2);
    chat_expect(c, "max_response_time", 180001, 2);
    chat_expect(c, "art", 180000.5, 2);
    kefu_conversation_free(c);
}

/* Rounds as Taobao counts them: from the first unanswered ask to the first answer. */
static void taobao_rounds(void **state) {
    kefu_conversation *c;
    (void)state;
    c = chat_read("{'messages':[" CLOCK("10:10:15", "customer") "," CLOCK(
        "10:12:00", "customer") "," CLOCK("10:15:20", "agent") "]}");
    chat_expect(c, "reply_rate_3min", 0, 1);
    kefu_conversation_free(c);
    c = chat_read(
        "{'messages':[" CLOCK("10:10:15", "customer") "," CLOCK("10:15:20", "customer") "," CLOCK(
            "10:18:10", "agent") "," CLOCK("10:18:30", "customer") "," CLOCK("10:19:00",
                                                                             "agent") "]}");
    chat_expect(c, "reply_rate_3min", 0.5, 2);
    kefu_conversation_free(c);
    c = chat_read("{'messages':[" CLOCK("22:58:00", "customer") "]}");
    chat_expect(c, "reply_rate_3min", 0, 1);
    kefu_conversation_free(c);
}

/* JD: what begins outside 9:00–23:00 is not assessed, also when the answer falls inside. */
static void jd_assesses_by_the_start(void **state) {
    kefu_scheme *scheme = chat_scheme_with(
        "{'kefu':1,'kind':'metric_set','id':'jd','version':'1','calendars':{'jd':{'utc_offset':"
        "'+08:00','weekly':{'mon-sun':[['09:00','23:00']]}}},'metrics':["
        "{'id':'art.jd','type':'duration','direction':'lower_is_better','start':"
        "'first_unanswered_customer_message','stop':'next_human_reply','membership':{'calendar':"
        "'jd','rule':'by_start'}},{'id':'rate.jd','type':'ratio','direction':'higher_is_better',"
        "'numerator':{'metric':'art.jd','le':30000},'denominator':'turns','membership':{"
        "'calendar':'jd'}}]}");
    kefu_conversation *c = chat_read_with(
        scheme, "{'messages':[" CLOCK("08:56:00", "customer") "," CLOCK("09:01:00", "agent") "]}",
        NULL);
    (void)state;
    chat_expect_none(c, "art.jd", KEFU_STATE_NOT_APPLICABLE, KEFU_REASON_OUTSIDE_CALENDAR);
    chat_expect_none(c, "rate.jd", KEFU_STATE_NOT_APPLICABLE, KEFU_REASON_OUTSIDE_CALENDAR);
    chat_expect(c, "art", 5 * MINUTE, 1);
    kefu_conversation_free(c);
    c = chat_read_with(
        scheme, "{'messages':[" CLOCK("09:00:00", "customer") "," CLOCK("09:00:30", "agent") "]}",
        NULL);
    chat_expect(c, "art.jd", 30000, 1);
    chat_expect(c, "rate.jd", 1, 1);
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

static void business_time_is_clipped(void **state) {
    kefu_scheme *scheme = chat_scheme_with(
        "{'kefu':1,'kind':'metric_set','id':'clip','version':'1','metrics':[{'id':'frt.open',"
        "'type':'duration','direction':'lower_is_better','start':"
        "'handoff_or_first_customer_message','stop':'first_human_reply','clock':{'calendar':"
        "'kefu.calendar.cn','mode':'clip'}}]}");
    kefu_conversation *c = chat_read_with(
        scheme,
        "{'messages':[{'at':'2026-03-12T20:50:00+08:00','role':'customer','text':'x'},"
        "{'at':'2026-03-13T09:05:00+08:00','role':'agent','text':'x'}]}",
        NULL);
    (void)state;
    chat_expect(c, "frt.open", 15 * MINUTE, 1);
    chat_expect(c, "frt", 735 * MINUTE, 1);
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

#define DAYS(n) n "00000000" /* n times 10^8 ms */

static void a_reopened_conversation_waits_anew(void **state) {
    /* The thanks after the first answer stay unanswered; five days later a new wait begins. */
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "," SAY(1000, "agent") "," SAY(
            2000, "customer") ",{'at':" DAYS("4") ",'role':'customer','text':'x'},"
                                                  "{'at':400600000,'role':'agent','text':'x'}],"
                                                  "'events':[" EVENT(
                                                      3000, "resolved") ",{'at':400001000,'type':'"
                                                                        "reopened'}]}");
    (void)state;
    chat_expect(c, "frt", 1000, 1);
    chat_expect(c, "turn_count", 3, 1);
    chat_expect(c, "max_response_time", 600000, 2);
    chat_expect(c, "reply_rate_3min", 1.0 / 3, 3);
    chat_expect(c, "reopen_rate", 1, 1);
    chat_expect(c, "resolution", 0, 1);
    assert_int_equal(c->episode_count, 2);
    assert_int_equal(c->turns[2].episode, 1);
    assert_int_equal(c->episodes[1].first_turn, 2);
    assert_true(c->turns[1].closed && c->turns[1].reply == INDEX_NONE && c->turns[1].last == 2);
    kefu_conversation_free(c);
}

static void the_first_response_restarts_when_reopened(void **state) {
    /* Nobody answered before it was resolved: the wait that counts is the ten minutes after. */
    kefu_conversation *c = chat_read("{'messages':[" SAY(
        0, "customer") ",{'at':400000000,'role':'customer','text':'x'},"
                       "{'at':400600000,'role':'agent','text':'x'}],'events':[" EVENT(
                           3000, "resolved") ","
                                             "{'at':400000000,'type':'reopened'}," EVENT(
                                                 400700000, "resolved") "]}");
    (void)state;
    chat_expect(c, "frt", 600000, 1);
    chat_expect(c, "turn_count", 2, 1);
    chat_expect(c, "resolution", 1, 1);
    chat_expect(c, "resolution_time", 400700000, 1);
    kefu_conversation_free(c);
}

static void a_turn_that_began_after_the_resolution_moves_on(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "," SAY(1000, "agent") "," SAY(9000, "customer") "," SAY(
            12000, "agent") "],'events':[" EVENT(2000, "resolved") "," EVENT(9500,
                                                                             "reopened") "]}");
    (void)state;
    assert_int_equal(c->turn_count, 2);
    assert_int_equal(c->episodes[0].turn_count, 1);
    assert_int_equal(c->episodes[1].first_turn, 1);
    assert_int_equal(c->episodes[1].turn_count, 1);
    chat_expect(c, "max_response_time", 3000, 2);
    kefu_conversation_free(c);
}

static void the_bot_after_a_reopening(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "," SAY(1000, "bot") "," SAY(8000, "customer") "," SAY(9000, "bot") "," SAY(
            30000,
            "agent") "],'events':[" EVENT(2000,
                                          "resolved") "," EVENT(8000,
                                                                "reopened") "," EVENT(20000,
                                                                                      "bot_"
                                                                                      "handof"
                                                                                      "f") "]"
                                                                                           "}");
    (void)state;
    chat_expect(c, "frt", 10000, 1);
    chat_expect(c, "turn_count", 1, 1);
    kefu_conversation_free(c);
}

static void recalled_words_do_not_count(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[{'id':'a','at':0,'role':'customer','text':'x'}"
        "," SAY(5000, "customer") ",{'id':'b','at':6000,'role':'agent'"
                                  ",'text':'x'}," SAY(9000, "agent") "],"
                                                                     "'events':[{'at':1000,'"
                                                                     "type':'recalled','"
                                                                     "message_id':'a'},"
                                                                     "{'at':7000,'type':'"
                                                                     "recalled','message_id'"
                                                                     ":'b'}]}");
    kefu_message message = {.size = sizeof message};
    (void)state;
    chat_expect(c, "frt", 4000, 1);
    chat_expect(c, "message_count", 2, 1);
    assert_int_equal(kefu_conversation_message_at(c, 0, &message, NULL), KEFU_OK);
    assert_true((message.flags & KEFU_MESSAGE_RECALLED) && message.text.size == 0);
    kefu_conversation_free(c);
}

static void transfers_name_the_responsible(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(
        0, "customer") ",{'at':1000,'role':'agent','agent_id':'a1','text':'x'}"
                       ",{'at':9000,'role':'agent','agent_id':'a2','text':'x'}],"
                       "'events':[{'at':5000,'type':'transfer','from':'a1','to':'a2'}]}");
    kefu_str agent;
    (void)state;
    chat_expect(c, "transfer_count", 1, 1);
    assert_int_equal(kefu_conversation_find_attribute(c, KEFU_TEXT("agent_id"), &agent, NULL),
                     KEFU_OK);
    assert_true(kefu__str_is(agent, "a2"));
    assert_true(kefu__str_is(c->agents[c->turns[0].agent].name, "a1"));
    assert_int_equal(kefu_conversation_set(c, KEFU_TEXT("agent_id"), KEFU_TEXT("a9"), NULL),
                     KEFU_OK);
    assert_int_equal(kefu_conversation_find_attribute(c, KEFU_TEXT("agent_id"), &agent, NULL),
                     KEFU_OK);
    assert_true(kefu__str_is(agent, "a9"));
    kefu_conversation_free(c);
}

static void without_times_the_rest_still_counts(void **state) {
    kefu_conversation *c = chat_read("{'messages':[{'role':'customer','text':'你好'},"
                                     "{'role':'agent','text':'您好'},{'role':'customer','text':"
                                     "'谢谢'}]}");
    (void)state;
    chat_expect_none(c, "frt", KEFU_STATE_NO_DATA, KEFU_REASON_NO_TIMES);
    chat_expect_none(c, "art", KEFU_STATE_NO_DATA, KEFU_REASON_NO_TIMES);
    chat_expect_none(c, "sla_met_rate", KEFU_STATE_NOT_APPLICABLE, KEFU_REASON_NO_TIMES);
    chat_expect(c, "turn_count", 2, 1);
    chat_expect(c, "answer_rate", 0.5, 2);
    chat_expect(c, "unanswered_rate", 0, 1);
    kefu_conversation_free(c);
}

static void the_promise_depends_on_the_hour(void **state) {
    kefu_conversation *c;
    (void)state;
    c = chat_read(
        "{'messages':[" CLOCK("10:00:00", "customer") "," CLOCK("10:05:00", "agent") "]}");
    chat_expect(c, "sla_met_rate", 1, 1);
    kefu_conversation_free(c);
    c = chat_read(
        "{'messages':[" CLOCK("10:00:00", "customer") "," CLOCK("10:05:01", "agent") "]}");
    chat_expect(c, "sla_met_rate", 0, 1);
    kefu_conversation_free(c);
    c = chat_read(
        "{'messages':[" CLOCK("03:00:00", "customer") "," CLOCK("10:05:01", "agent") "]}");
    chat_expect(c, "sla_met_rate", 1, 1);
    kefu_conversation_free(c);
    c = chat_read("{'messages':[" CLOCK("10:00:00", "customer") "]}");
    chat_expect(c, "sla_met_rate", 0, 1); /* no agent has replied */
    assert_int_equal(chat_metric_at(c, "sla_met_rate", c->last_at + 300000).state,
                     KEFU_STATE_PENDING);
    assert_int_equal(chat_metric_at(c, "sla_met_rate", c->last_at + 300001).state, KEFU_STATE_OK);
    kefu_conversation_free(c);
}

static void an_empty_conversation_knows_nothing(void **state) {
    kefu_conversation *c = chat_read("{}");
    (void)state;
    chat_expect_none(c, "frt", KEFU_STATE_NO_DATA, KEFU_REASON_NO_CUSTOMER);
    chat_expect_none(c, "reply_rate_3min", KEFU_STATE_NO_DATA, KEFU_REASON_NO_CUSTOMER);
    chat_expect_none(c, "resolution", KEFU_STATE_NO_DATA, KEFU_REASON_NO_EVENTS);
    chat_expect_none(c, "transfer_count", KEFU_STATE_NO_DATA, KEFU_REASON_NO_EVENTS);
    chat_expect_none(c, "csat", KEFU_STATE_NO_DATA, KEFU_REASON_NO_RATING);
    chat_expect_none(c, "qa_ratio", KEFU_STATE_NO_DATA, KEFU_REASON_ZERO_DENOMINATOR);
    chat_expect_none(c, "sentiment_start", KEFU_STATE_NO_DATA, KEFU_REASON_NO_CUSTOMER);
    kefu_conversation_free(c);
}

/* What changed is kept for the last changes one by one; older ones are told as one. */
static void the_oldest_changes_are_told_as_one(void **state) {
    kefu_conversation *c = chat_read("{}");
    (void)state;
    for (uint32_t i = 1; i <= CHANGES_MAX + 1; i++)
        kefu__conversation_change(c, 10 * i);
    assert_int_equal(kefu__conversation_changed(c, 0), 10);
    assert_int_equal(kefu__conversation_changed(c, 1), 10);
    for (uint32_t i = 2; i <= CHANGES_MAX; i++)
        assert_int_equal(kefu__conversation_changed(c, i), 10 * (i + 1));
    assert_int_equal(kefu__conversation_changed(c, CHANGES_MAX + 1), INDEX_NONE);
    kefu__conversation_change(c, 45); /* a change of an earlier message holds those behind it */
    assert_int_equal(kefu__conversation_changed(c, CHANGES_MAX + 1), 45);
    assert_int_equal(kefu__conversation_changed(c, 3), 40);
    assert_int_equal(kefu__conversation_changed(c, 20), 45);
    kefu_conversation_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_wait_begins_at_the_handoff),
        cmocka_unit_test(the_bots_time_is_not_the_agents),
        cmocka_unit_test(a_handoff_before_the_customer_starts_nothing),
        cmocka_unit_test(words_for_the_bot_alone_make_no_turn),
        cmocka_unit_test(a_person_may_step_in_without_a_handoff),
        cmocka_unit_test(an_assignment_starts_no_clock),
        cmocka_unit_test(only_a_person_whom_the_customer_sees_answers),
        cmocka_unit_test(an_unanswered_customer_is_not_fast),
        cmocka_unit_test(a_very_long_wait_does_not_overflow),
        cmocka_unit_test(three_minutes_are_inclusive),
        cmocka_unit_test(taobao_rounds),
        cmocka_unit_test(jd_assesses_by_the_start),
        cmocka_unit_test(business_time_is_clipped),
        cmocka_unit_test(a_reopened_conversation_waits_anew),
        cmocka_unit_test(the_first_response_restarts_when_reopened),
        cmocka_unit_test(a_turn_that_began_after_the_resolution_moves_on),
        cmocka_unit_test(the_bot_after_a_reopening),
        cmocka_unit_test(recalled_words_do_not_count),
        cmocka_unit_test(transfers_name_the_responsible),
        cmocka_unit_test(without_times_the_rest_still_counts),
        cmocka_unit_test(the_promise_depends_on_the_hour),
        cmocka_unit_test(an_empty_conversation_knows_nothing),
        cmocka_unit_test(the_oldest_changes_are_told_as_one),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
