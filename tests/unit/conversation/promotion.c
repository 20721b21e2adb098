/* SPDX-License-Identifier: MIT
 * Tests of hints that count as faults by what stands around them. */
#include "conversation/chat.h"

#include "aggregate/aggregate.h"
#include "conversation/conversation.h"

#define CUSTOMER(text)     "{'role':'customer','text':'" text "'}"
#define AGENT(agent, text) "{'role':'agent','agent_id':'" agent "','text':'" text "'}"
#define WAIT               "请您耐心等待"
#define CHAT(messages)     "{'messages':[" messages "]}"
#define CLOSED(messages)   "{'messages':[" messages "],'events':[{'type':'closed'}]}"

/* Why the hint of message i counts as a fault. */
static uint32_t promotion_of(const kefu_conversation *c, size_t message) {
    const struct message_record *record = &c->messages[message];
    for (uint32_t i = 0; i < record->hit_count; i++)
        if (record->hits[i].kind == HIT_HINT)
            return record->hits[i].promoted;
    fail_msg("message %d holds no hint", (int)message);
    return PROMOTION_NONE;
}

/* The hint of that message, and the metric that counts faults. */
static void expect(const char *text, size_t message, uint32_t promotion) {
    kefu_conversation *c = chat_read(text);
    const uint32_t found = promotion_of(c, message);
    if (found != promotion)
        fail_msg("%s: \"%s\", not \"%s\"", text, kefu__promotion_names[found],
                 kefu__promotion_names[promotion]);
    assert_true(kefu__message_finds(&c->messages[message], HIT_FAULT, "mechanical") ==
                (promotion != PROMOTION_NONE));
    chat_expect(c, "fault_rate", promotion != PROMOTION_NONE, 1);
    kefu_conversation_free(c);
}

static void a_repeated_hint_is_a_fault(void **state) {
    (void)state;
    expect(CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," CUSTOMER("还没有消息吗") "," AGENT(
               "a", WAIT "哦")),
           3, PROMOTION_REPEATED);
    expect(CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," AGENT("a", WAIT)), 2,
           PROMOTION_NONE); /* in the same turn */
    expect(CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," CUSTOMER("还没有消息吗") "," AGENT(
               "b", WAIT)),
           3, PROMOTION_NONE); /* of another agent */
    expect(CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," AGENT("b", WAIT) "," CUSTOMER(
               "还没有消息吗") "," AGENT("b", "在的") "," AGENT("b", WAIT)),
           5, PROMOTION_REPEATED); /* between others */
    expect(CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," CUSTOMER("还没有消息吗") "," AGENT(
               "a", "包裹今天下午已经到杭州转运中心，" WAIT)),
           3, PROMOTION_NONE); /* together with an answer */
}

static void a_hint_alone_to_anger_is_a_fault(void **state) {
    (void)state;
    expect(CHAT(CUSTOMER("气死我了") "," AGENT("a", WAIT) "," CUSTOMER("快递到哪了")), 1,
           PROMOTION_ALONE_TO_ANGER);
    expect(CLOSED(CUSTOMER("气死我了") "," AGENT("a", WAIT)), 1, PROMOTION_ALONE_TO_ANGER);
    expect(CHAT(CUSTOMER("气死我了") "," AGENT("a", WAIT)), 1,
           PROMOTION_NONE); /* the answer may still come */
    expect(CHAT(CUSTOMER("气死我了") "," AGENT("a", WAIT) "," AGENT(
               "a", "已经给您退款") "," CUSTOMER("快递到哪了")),
           1, PROMOTION_NONE);
    expect(CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," CUSTOMER("几天能到")), 1,
           PROMOTION_NONE);
}

static void a_hint_that_the_customer_protests_against_is_a_fault(void **state) {
    (void)state;
    expect(CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," CUSTOMER("气死我了")), 1,
           PROMOTION_PROTESTED);
    expect(CHAT(CUSTOMER("我的快递到哪里了") "," AGENT("a", WAIT) "," CUSTOMER("快递到哪里了呢")),
           1, PROMOTION_PROTESTED); /* asked again */
    expect(CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," CUSTOMER("好的，谢谢")), 1,
           PROMOTION_NONE);
    expect(CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," AGENT(
               "a", "已经给您退款") "," CUSTOMER("气死我了")),
           1, PROMOTION_NONE); /* something useful was replied */
    expect(CLOSED(CUSTOMER("谢谢") "," AGENT("a", WAIT)), 1, PROMOTION_NONE);
}

static void a_hint_after_which_nothing_came_is_a_fault(void **state) {
    (void)state;
    expect(CLOSED(CUSTOMER("快递到哪了") "," AGENT("a", WAIT)), 1, PROMOTION_ENDED);
    expect(CLOSED(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," CUSTOMER("好的")), 1,
           PROMOTION_ENDED);
    expect(CLOSED(CUSTOMER("快递到哪了") "," AGENT("a", WAIT) "," AGENT("a", "已经给您退款")), 1,
           PROMOTION_NONE);
    expect(CLOSED(CUSTOMER("快递到哪了") "," AGENT("a", "已经给您退款") "," CUSTOMER(
               "谢谢") "," AGENT("a", WAIT)),
           3, PROMOTION_NONE); /* no customer message was waiting for an answer */
}

/* ---- as it happens ---- */

static void push(kefu_conversation *c, const char *text) {
    char json[400];
    size_t i;
    for (i = 0; i <= strlen(text); i++)
        json[i] = text[i] == '\'' ? '"' : text[i];
    assert_int_equal(kefu_conversation_push_json(c, chat_scratch, json, i - 1, NULL, NULL),
                     KEFU_OK);
}

static void a_recall_or_an_edit_decides_again(void **state) {
    kefu_conversation *c = chat_read(
        CHAT(CUSTOMER("快递到哪了") ",{'id':'m1','role':'agent','text':'" WAIT "'}," CUSTOMER(
            "还没有消息吗") ",{'role':'agent','text':'" WAIT "'}"));
    (void)state;
    assert_int_equal(promotion_of(c, 3), PROMOTION_REPEATED);
    push(c, "{'type':'edited','message_id':'m1','text':'已经给您退款'}");
    assert_int_equal(promotion_of(c, 3), PROMOTION_NONE);
    push(c, "{'type':'edited','message_id':'m1','text':'" WAIT "'}");
    assert_int_equal(promotion_of(c, 3), PROMOTION_REPEATED);
    push(c, "{'type':'recalled','message_id':'m1'}");
    assert_int_equal(promotion_of(c, 3), PROMOTION_NONE);
    kefu_conversation_free(c);
}

/* The update reports the fault in that message once; NULL: not reported. */
static void expect_alert(kefu_monitor *monitor, const char *message) {
    kefu_alert alert = {.size = sizeof alert};
    size_t count = 0;
    assert_int_equal(kefu_monitor_update(monitor, KEFU_TIME_NONE, NULL), KEFU_OK);
    for (size_t i = 0; kefu_monitor_alert_at(monitor, i, &alert, NULL) == KEFU_OK; i++) {
        if (strcmp(alert.rule_id, "doubtful") != 0)
            continue;
        assert_non_null(message);
        assert_int_equal(alert.message_id.size, strlen(message));
        assert_memory_equal(alert.message_id.data, message, strlen(message));
        count++;
    }
    assert_int_equal(count, message != NULL);
}

static void a_monitor_hears_of_it_once(void **state) {
    kefu_scheme *scheme = chat_scheme_with(
        "{'kefu':1,'kind':'rule_set','id':'test.rules','version':'1','rules':[{'id':'doubtful',"
        "'when':{'fault':'mechanical','role':'agent'}}]}");
    kefu_conversation *c = NULL;
    kefu_monitor *monitor = NULL;
    kefu_rubric rubric = 0;
    (void)state;
    assert_int_equal(kefu_conversation_new(scheme, NULL, &c, NULL), KEFU_OK);
    assert_int_equal(kefu_scheme_find_rubric(scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_new(c, rubric, NULL, &monitor, NULL), KEFU_OK);
    push(c, "{'id':'m0','role':'customer','text':'快递到哪了'}");
    push(c, "{'id':'m1','role':'agent','text':'" WAIT "'}");
    expect_alert(monitor, NULL);
    push(c, "{'type':'closed'}");
    expect_alert(monitor, "m1");
    push(c, "{'id':'m2','role':'customer','text':'还没有消息吗'}");
    expect_alert(monitor, NULL);
    push(c, "{'id':'m3','role':'agent','text':'" WAIT "'}");
    expect_alert(monitor, "m3");
    kefu_monitor_free(monitor);
    kefu_conversation_free(c);
    kefu_scheme_release(scheme);
}

/* ---- kept and told ---- */

static void it_is_explained_and_survives_without_texts(void **state) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *c = NULL, *again = NULL;
    struct chat_text record = {NULL, 0}, why = {NULL, 0};
    kefu_metric metric;
    (void)state;
    options.flags = KEFU_CONVERSATION_NO_TEXT;
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_OK);
    push(c, "{'role':'customer','text':'快递到哪了'}");
    push(c, "{'role':'agent','text':'" WAIT "'}");
    assert_int_equal(kefu_conversation_write(c, chat_write, &record, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &again, NULL), KEFU_OK);
    assert_int_equal(
        kefu_conversation_read_json(again, chat_scratch, record.data, record.size, NULL, NULL),
        KEFU_OK);
    push(again, "{'type':'closed'}");
    assert_int_equal(promotion_of(again, 1), PROMOTION_ENDED);
    assert_int_equal(kefu_scheme_find_metric(chat_scheme, "fault_rate", 10, &metric, NULL),
                     KEFU_OK);
    assert_int_equal(
        kefu_conversation_explain(again, metric, KEFU_TIME_END, chat_write, &why, NULL), KEFU_OK);
    assert_non_null(strstr(why.data, "\"found\":\"mechanical\""));
    assert_non_null(strstr(why.data, "\"promoted\":\"ended\""));
    free(record.data);
    free(why.data);
    kefu_conversation_free(c);
    kefu_conversation_free(again);
}

/* How many conversations of the total have an issue with that id; 0: there is no such issue. */
static uint64_t issues(const kefu_aggregate *aggregate, uint32_t kind) {
    const kefu_str id = {"mechanical", 10};
    const struct issue *issue = kefu__group_issue(
        aggregate->groups[0], kind, id,
        kefu__found_definition(chat_scheme, HIT_FAULT, "mechanical"));
    return issue ? issue->conversations : 0;
}

static void only_what_is_promoted_is_an_issue(void **state) {
    static const char *const chats[] = {CHAT(CUSTOMER("快递到哪了") "," AGENT("a", WAIT)),
                                        CLOSED(CUSTOMER("快递到哪了") "," AGENT("a", WAIT))};
    kefu_aggregate *aggregate = NULL;
    (void)state;
    assert_int_equal(kefu_aggregate_new(chat_scheme, "{}", 2, NULL, &aggregate, NULL), KEFU_OK);
    for (size_t i = 0; i < 2; i++) {
        kefu_conversation *c = chat_read(chats[i]);
        assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
        assert_int_equal(issues(aggregate, HIT_FAULT), i);
        assert_int_equal(issues(aggregate, HIT_HINT), 0);
        kefu_conversation_free(c);
    }
    kefu_aggregate_free(aggregate);
}

/* The hint stands right before a checkpoint, and its reason after it is taken back. */
static void a_recall_takes_back_what_an_earlier_message_counted_as(void **state) {
    kefu_conversation *c = NULL;
    kefu_event event = KEFU_EVENT_INIT;
    (void)state;
    assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &c, NULL), KEFU_OK);
    for (uint32_t i = 0; i <= CHECKPOINT_DISTANCE; i++) {
        const bool agent = i == CHECKPOINT_DISTANCE - 1;
        const char *text = agent ? WAIT : i + 2 == CHECKPOINT_DISTANCE ? "气死我了" : "快递到哪了";
        event.role = agent ? KEFU_ROLE_AGENT : KEFU_ROLE_CUSTOMER;
        event.id = i == CHECKPOINT_DISTANCE ? (kefu_str){"last", 4} : event.id;
        event.text = (kefu_str){text, strlen(text)};
        assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
    }
    assert_int_equal(promotion_of(c, CHECKPOINT_DISTANCE - 1), PROMOTION_ALONE_TO_ANGER);
    event.type = KEFU_EVENT_RECALLED;
    event.message_id = (kefu_str){"last", 4};
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
    assert_int_equal(promotion_of(c, CHECKPOINT_DISTANCE - 1), PROMOTION_NONE);
    assert_int_equal(kefu__conversation_changed(c, 0), CHECKPOINT_DISTANCE - 1);
    kefu_conversation_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_repeated_hint_is_a_fault),
        cmocka_unit_test(a_hint_alone_to_anger_is_a_fault),
        cmocka_unit_test(a_hint_that_the_customer_protests_against_is_a_fault),
        cmocka_unit_test(a_hint_after_which_nothing_came_is_a_fault),
        cmocka_unit_test(a_recall_or_an_edit_decides_again),
        cmocka_unit_test(a_recall_takes_back_what_an_earlier_message_counted_as),
        cmocka_unit_test(a_monitor_hears_of_it_once),
        cmocka_unit_test(it_is_explained_and_survives_without_texts),
        cmocka_unit_test(only_what_is_promoted_is_an_issue),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
