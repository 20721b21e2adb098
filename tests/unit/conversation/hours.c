/* SPDX-License-Identifier: MIT
 * Tests of what the scheme says of time: the hours in which customers are served, and the silence
 * that ends an episode. */
#include "conversation/chat.h"

#include "conversation/conversation.h"

#define MINUTE               60000.0
#define HOUR                 (60 * MINUTE)
/* A message at a clock time of a day in March 2026 (+08:00); the shop serves from 9:00 to 21:00. */
#define AT(day, clock, role) "{'at':'2026-03-" day "T" clock "+08:00','role':'" role "','text':'x'}"

static void what_waits_overnight_waits_from_the_morning_on(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" AT("12", "20:50:00", "customer") "," AT("13", "09:05:00", "agent") "]}");
    (void)state;
    chat_expect(c, "frt", 12 * HOUR + 15 * MINUTE, 1);
    chat_expect(c, "frt_open", 15 * MINUTE, 1);
    chat_expect(c, "art_open", 15 * MINUTE, 1);
    chat_expect(c, "wait_time_open", 15 * MINUTE, 1);
    chat_expect(c, "reply_rate_3min_open", 0, 1);
    kefu_conversation_free(c);
}

static void a_wait_in_closed_time_is_none(void **state) {
    static const char *const ids[] = {"frt_open",
                                      "art_open",
                                      "max_response_time_open",
                                      "reply_rate_3min_open",
                                      "wait_time_open",
                                      "useful_reply_rate_3min_open",
                                      "longest_useless_wait_open"};
    kefu_conversation *c = chat_read("{'messages':[" AT("12", "22:00:00", "customer") "," AT(
        "12", "23:00:00", "agent") "],'events':[{'at':'2026-03-12T23:30:00+08:00','type':"
                                   "'closed'}]}");
    (void)state;
    for (size_t i = 0; i < sizeof ids / sizeof *ids; i++)
        chat_expect_none(c, ids[i], KEFU_STATE_NOT_APPLICABLE, KEFU_REASON_OUTSIDE_CALENDAR);
    chat_expect(c, "frt", HOUR, 1);
    kefu_conversation_free(c);
}

static void what_goes_on_in_closed_time_is_pending(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" AT("12", "22:00:00", "customer") "]}");
    kefu_value value = chat_metric_at(c, "frt_open", 1773327600000); /* 23:00 */
    (void)state;
    assert_true(value.state == KEFU_STATE_PENDING && value.value == 0);
    value = chat_metric_at(c, "reply_rate_3min_open", 1773327600000);
    assert_int_equal(value.state, KEFU_STATE_PENDING);
    kefu_conversation_free(c);
}

static void the_hours_are_the_schemes(void **state) {
    kefu_scheme *scheme = chat_scheme_with(
        "{'kefu':1,'kind':'metric_set','id':'m','version':'1','calendars':{'night':{'utc_offset':"
        "'+08:00','weekly':{'mon-sun':[['22:00','24:00']]}}},'metrics':[{'id':'wait.night','type':"
        "'duration','direction':'lower_is_better','start':'each_wait','stop':'each_wait_over',"
        "'hours':'open'}]}");
    kefu_conversation *c = chat_read_with(
        scheme,
        "{'messages':[" AT("12", "20:50:00", "customer") "," AT("12", "21:30:00", "agent") "]}",
        NULL);
    (void)state;
    chat_expect(c, "wait.night", 10 * MINUTE, 1);
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

static void a_calendar_that_is_missing_is_an_error(void **state) {
    static const char json[] = "{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"s\",\"version\":\"1\","
                               "\"calendar\":\"nowhere\"}";
    const kefu_document document = {{"test", 4}, {json, sizeof json - 1}};
    kefu_scheme *scheme;
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_scheme_compile(&document, 1, NULL, &scheme, NULL, &error),
                     KEFU_E_REFERENCE);
    assert_string_equal(error.pointer, "/calendar");
}

/* ---- silence ---- */

#define DAY_GAP "{'kefu':1,'kind':'scheme','id':'wecom','version':'1','episode_gap_ms':86400000}"

static void silence_after_an_answer_ends_an_episode(void **state) {
    kefu_scheme *scheme = chat_scheme_with(DAY_GAP);
    kefu_conversation *c = chat_read_with(
        scheme,
        "{'messages':[" AT("12", "10:00:00", "customer") "," AT("12", "10:01:00", "agent") "," AT(
            "13", "10:00:59", "customer") "," AT("13", "10:02:00", "agent") "," AT("14", "10:02:00",
                                                                                   "customer") "]}",
        NULL);
    (void)state;
    assert_int_equal(c->episode_count, 2); /* 23:59:59 later goes on; 24 hours later is new */
    chat_expect(c, "return_rate", 1, 1);
    chat_expect(c, "turn_count", 3, 1);
    kefu_conversation_free(c);
    c = chat_read("{'messages':[" AT("12", "10:00:00", "customer") "," AT(
        "12", "10:01:00", "agent") "," AT("14", "10:02:00", "customer") "]}");
    assert_int_equal(c->episode_count, 1); /* by default nothing but an end ends an episode */
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

/* Three days of questions in a row are one wait. */
static void a_waiting_customer_ends_nothing(void **state) {
    kefu_scheme *scheme = chat_scheme_with(DAY_GAP);
    kefu_conversation *c = chat_read_with(
        scheme,
        "{'messages':[" AT("12", "10:00:00", "customer") "," AT(
            "13", "11:00:00", "customer") "," AT("14", "12:00:00",
                                                 "customer") "," AT("14", "13:00:00", "agent") "]}",
        NULL);
    (void)state;
    assert_int_equal(c->episode_count, 1);
    chat_expect(c, "frt", 51 * HOUR, 1);
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

/* More episodes than ends are recorded; each is kept. */
static void every_silence_begins_an_episode(void **state) {
    kefu_scheme *scheme = chat_scheme_with(DAY_GAP);
    kefu_conversation *c = NULL;
    kefu_event event = KEFU_EVENT_INIT;
    (void)state;
    assert_int_equal(kefu_conversation_new(scheme, NULL, &c, NULL), KEFU_OK);
    for (int64_t i = 0; i < 200; i++) {
        event.role = i % 2 ? KEFU_ROLE_AGENT : KEFU_ROLE_CUSTOMER;
        event.text = (kefu_str){"还没到", strlen("还没到")};
        event.at = i / 2 * (int64_t)(48 * HOUR) + i % 2 * 1000;
        assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
    }
    assert_int_equal(c->episode_count, 100);
    for (size_t i = 0; i < c->episode_count; i++)
        assert_int_equal(c->episodes[i].begun, (int64_t)i * (int64_t)(48 * HOUR));
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_waits_overnight_waits_from_the_morning_on),
        cmocka_unit_test(a_wait_in_closed_time_is_none),
        cmocka_unit_test(what_goes_on_in_closed_time_is_pending),
        cmocka_unit_test(the_hours_are_the_schemes),
        cmocka_unit_test(a_calendar_that_is_missing_is_an_error),
        cmocka_unit_test(silence_after_an_answer_ends_an_episode),
        cmocka_unit_test(a_waiting_customer_ends_nothing),
        cmocka_unit_test(every_silence_begins_an_episode),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
