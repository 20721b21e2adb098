/* SPDX-License-Identifier: MIT
 * Tests of promises: when they are due by the agent's words, and what keeps and waives them. */
#include "conversation/chat.h"

#include "conversation/conversation.h"
#include "conversation/due.h"

enum { HOUR = 60, DAY = 24 * HOUR };

/* What the record of an agent's message says of when it is due. */
static int32_t due_of(const char *text) {
    kefu_event event = KEFU_EVENT_INIT;
    kefu_conversation *c = chat_read("{}");
    event.role = KEFU_ROLE_AGENT;
    event.text = (kefu_str){text, strlen(text)};
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
    const int32_t due = c->messages[0].due;
    kefu_conversation_free(c);
    return due;
}

static void words_say_when_it_is_due(void **state) {
    static const struct {
        const char *text;
        int32_t due;
    } cases[] = {
        {"2小时内给您答复", 2 * HOUR},
        {"２小時內給您答覆", 2 * HOUR},
        {"两个小时之内给您答复", 2 * HOUR},
        {"半小时内给您回电话", 30},
        {"一个半小时内给您答复", 90},
        {"十五分钟内给您答复", 15},
        {"二十四小时以内给您答复", 24 * HOUR},
        {"10-30分钟内给您答复", 30},
        {"3天内给您处理好", 3 * DAY},
        {"今天给您处理好", -DAY},
        {"今晚给您处理好", -DAY},
        {"今天下午给您回复", -18 * HOUR},
        {"今天下午3点前给您回复", -15 * HOUR},
        {"今天18:30之前给您回复", -(18 * HOUR + 30)},
        {"三点半之前给您处理好", -(15 * HOUR + 30)},
        {"明天上午给您回复", -(DAY + 12 * HOUR)},
        {"明天上午，一定给您回复", -(DAY + 12 * HOUR)},
        {"明早给您回复", -(DAY + 12 * HOUR)},
        {"明天给您回复", -2 * DAY},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (due_of(cases[i].text) != cases[i].due)
            fail_msg("\"%s\" is due at %d, not %d", cases[i].text, (int)due_of(cases[i].text),
                     (int)cases[i].due);
}

static void words_without_a_time_or_a_promise_are_due_never(void **state) {
    static const char *const texts[] = {
        "我们会尽快处理",     "稍后给您回电",   "您今天下的单，我们会尽快处理", "支持7天无理由退货",
        "预计3天内送达",      "近日内给您答复", "3个工作日内给您答复",          "0小时内给您答复",
        "5000小时内给您答复", "请问今天方便吗"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        if (due_of(texts[i]) != 0)
            fail_msg("\"%s\" is due at %d", texts[i], (int)due_of(texts[i]));
}

static void a_day_ends_by_the_given_offset(void **state) {
    const int64_t said = INT64_C(1773280800000); /* 10:00 in +08:00 */
    (void)state;
    assert_int_equal(kefu__due_at(30, said, 480), said + 30 * 60000);
    assert_int_equal(kefu__due_at(-12 * HOUR, said, 480), said + 2 * HOUR * 60000);
    assert_int_equal(kefu__due_at(-DAY, said, 0), said + 22 * HOUR * 60000);
    assert_int_equal(kefu__due_at(-DAY, KEFU_TIME_NONE, 480), KEFU_TIME_NONE);
    assert_int_equal(kefu__due_at(0, said, 480), KEFU_TIME_NONE);
}

#define ASK     "{'at':0,'role':'customer','text':'我的快递到哪了'},"
#define PROMISE "{'at':1000,'role':'agent','agent_id':'a1','text':'1小时内给您答复'}"

/* What is asked later never heals: broken once due, whatever comes after. */
static void a_promise_is_broken_when_it_is_due(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" ASK PROMISE "]}");
    (void)state;
    assert_int_equal(chat_metric_at(c, "promise_broken", 3600999).state, KEFU_STATE_PENDING);
    assert_true(chat_metric_at(c, "promise_broken", 3601000).value == 1);
    assert_true(chat_metric_at(c, "promise_broken", KEFU_TIME_END).value == 1);
    kefu_conversation_free(c);
}

static void without_times_nothing_is_known(void **state) {
    kefu_conversation *c = chat_read("{'messages':[{'role':'customer','text':'快递呢'},"
                                     "{'role':'agent','text':'1小时内给您答复'}]}");
    (void)state;
    chat_expect_none(c, "promise_broken", KEFU_STATE_NOT_APPLICABLE, KEFU_REASON_NO_TIMES);
    kefu_conversation_free(c);
}

static void a_recalled_promise_binds_nobody(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" ASK "{'at':1000,'id':'m','role':'agent','text':'1小时内给您答复'}],"
        "'events':[{'at':2000,'type':'recalled','message_id':'m'}]}");
    (void)state;
    chat_expect_none(c, "promise_broken", KEFU_STATE_NOT_APPLICABLE, KEFU_REASON_NO_EVENTS);
    kefu_conversation_free(c);
}

/* Written without its texts and read back, a promise stays one, and so does the customer's end. */
static void a_record_without_texts_keeps_promises(void **state) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *c, *again;
    struct chat_text text = {NULL, 0};
    kefu_event event = KEFU_EVENT_INIT;
    (void)state;
    options.flags = KEFU_CONVERSATION_NO_TEXT;
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_OK);
    event.role = KEFU_ROLE_AGENT;
    event.at = 1000;
    event.text = (kefu_str){KEFU_TEXT("1小时内给您答复")};
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
    event = (kefu_event)KEFU_EVENT_INIT;
    event.type = KEFU_EVENT_CLOSED;
    event.at = 4000000;
    event.flags = KEFU_EVENT_BY_CUSTOMER;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_write(c, chat_write, &text, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &again, NULL), KEFU_OK);
    assert_int_equal(
        kefu_conversation_read_json(again, chat_scratch, text.data, text.size, NULL, NULL),
        KEFU_OK);
    chat_expect(again, "promise_broken", 1, 1);
    assert_true(again->entries[1].flags & KEFU_EVENT_BY_CUSTOMER);
    free(text.data);
    kefu_conversation_free(again);
    kefu_conversation_free(c);
}

/* What was said before it keeps no promise. */
static void an_earlier_answer_keeps_no_promise(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" ASK
                                     "{'at':500,'role':'agent','agent_id':'a1','text':"
                                     "'您的快递已经到了杭州转运中心，预计明天派送'}," PROMISE "]}");
    (void)state;
    chat_expect(c, "promise_broken", 1, 1);
    kefu_conversation_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_say_when_it_is_due),
        cmocka_unit_test(words_without_a_time_or_a_promise_are_due_never),
        cmocka_unit_test(a_day_ends_by_the_given_offset),
        cmocka_unit_test(a_promise_is_broken_when_it_is_due),
        cmocka_unit_test(without_times_nothing_is_known),
        cmocka_unit_test(a_recalled_promise_binds_nobody),
        cmocka_unit_test(a_record_without_texts_keeps_promises),
        cmocka_unit_test(an_earlier_answer_keeps_no_promise),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
