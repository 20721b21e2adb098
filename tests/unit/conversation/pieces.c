/* SPDX-License-Identifier: MIT
 * Tests of whose wait it was: turns cut where another person was given the conversation, waits that
 * a transfer begins, and that the pieces add up to what the customer waited. */
#include "conversation/chat.h"

#include "conversation/observe.h"

#define SAY(at, role)         "{'at':" #at ",'role':'" role "','text':'x'}"
#define AGENT(at, name)       "{'at':" #at ",'role':'agent','agent_id':'" name "','text':'x'}"
#define GIVE(at, type, agent) "{'at':" #at ",'type':'" type "','to':'" agent "'}"
#define EVENT(at, type)       "{'at':" #at ",'type':'" type "'}"

/* What a metric observes in the part of the agent so named: the sum of its values. */
struct sum {
    int64_t value;
    uint64_t n;
};

static void add(void *ctx, int64_t value) {
    struct sum *sum = ctx;
    sum->value += value;
    sum->n++;
}

static struct sum part(const kefu_conversation *c, const char *id, const char *name,
                       bool responsible) {
    struct observed_agent agent = {INDEX_NONE, responsible};
    struct sum sum = {0, 0};
    struct observer o = {.value = add, .ctx = &sum, .now = KEFU_TIME_END, .agent = &agent};
    for (uint32_t i = 0; i < c->agent_count; i++)
        if (kefu__str_is(c->agents[i].name, name))
            agent.agent = i;
    kefu__observe(c, kefu__metrics_find(c->scheme->metrics, kefu__str(id)), &o);
    if (sum.n == 0)
        sum = (struct sum){(int64_t)o.hits, o.n};
    return sum;
}

static void expect_part(const kefu_conversation *c, const char *id, const char *name, int64_t value,
                        uint64_t n) {
    const struct sum sum = part(c, id, name, false);
    if (sum.value != value || sum.n != n)
        fail_msg("%s of %s is %lld of %d, not %lld of %d", id, name, (long long)sum.value,
                 (int)sum.n, (long long)value, (int)n);
}

static void a_turn_is_cut_where_it_is_handed_on(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "," AGENT(100000, "a2") "],'events':[" GIVE(
            20000, "assigned", "a1") "," GIVE(70000, "transfer", "a2") "]}");
    (void)state;
    chat_expect(c, "frt", 100000, 1); /* the customer's wait */
    chat_expect(c, "wait_time", 100000, 1);
    chat_expect(c, "unanswered_in_hand", 1, 1);
    expect_part(c, "frt", "a2", 30000, 1); /* a2's is what he held */
    expect_part(c, "art", "a2", 30000, 1);
    expect_part(c, "reply_rate_3min", "a2", 1, 1);
    expect_part(c, "unanswered_in_hand", "a2", 0, 1);
    expect_part(c, "art", "a1", 0, 0);
    expect_part(c, "unanswered_in_hand", "a1", 1, 1);
    expect_part(c, "wait_time", "a1", 50000, 1);
    assert_int_equal(part(c, "wait_time", "a2", true).value, 50000); /* 20 s were nobody's */
    kefu_conversation_free(c);
}

static void who_was_assigned_already_is_cut_once(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "," AGENT(60000, "a1") "],'events':[" GIVE(
            10000, "assigned", "a1") "," GIVE(30000, "assigned", "a1") "]}");
    (void)state;
    expect_part(c, "frt", "a1", 50000, 1);
    chat_expect(c, "unanswered_in_hand", 0, 1);
    kefu_conversation_free(c);
}

/* A queue has a team's name: it holds nothing, and pays for nothing. */
static void a_queue_is_nobody(void **state) {
    kefu_conversation *c = chat_read("{'team':'presale','messages':[" SAY(0, "customer") "," AGENT(
        90000, "a2") "],'events':[" GIVE(10000, "assigned", "a1") "," GIVE(40000, "transfer",
                                                                           "presale") "," //
                                     GIVE(80000, "assigned", "a2") "]}");
    kefu_str agent;
    (void)state;
    expect_part(c, "wait_time", "a1", 30000, 1);
    expect_part(c, "wait_time", "a2", 10000, 1);
    assert_int_equal(part(c, "wait_time", "presale", false).n, 0);
    assert_true(kefu__conversation_find(c, (kefu_str){"agent_id", 8}, &agent));
    assert_true(kefu__str_is(agent, "a2"));
    kefu_conversation_free(c);
    c = chat_read(
        "{'messages':[" SAY(0, "customer") "],'events':[" GIVE(1000, "assigned", "presale") "]}");
    assert_int_equal(kefu_conversation_set(c, "team", 4, "presale", 7, NULL), KEFU_OK);
    assert_false(kefu__conversation_find(c, (kefu_str){"agent_id", 8}, &agent));
    kefu_conversation_free(c);
}

static void a_transfer_begins_a_wait_of_its_own(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(0, "customer") "," AGENT(
        10000, "a1") "," AGENT(300000, "a2") "],'events':[" GIVE(60000, "transfer", "a2") "]}");
    (void)state;
    chat_expect(c, "transfer_wait", 240000, 1);
    chat_expect(c, "wait_time", 250000, 1);
    chat_expect(c, "art", 10000, 1);
    chat_expect(c, "reply_rate_3min", 1, 1);
    expect_part(c, "transfer_wait", "a2", 240000, 1);
    kefu_conversation_free(c);
}

static void the_customer_goes_on_waiting_in_a_turn(void **state) {
    kefu_conversation *c = chat_read("{'messages':[" SAY(0, "customer") "," AGENT(
        10000, "a1") "," SAY(100000, "customer") "," AGENT(300000, "a2") "],'events':[" //
                                     GIVE(60000, "transfer", "a2") "]}");
    (void)state;
    chat_expect_none(c, "transfer_wait", KEFU_STATE_NO_DATA, KEFU_REASON_UNANSWERED);
    chat_expect(c, "wait_time", 250000, 1); /* 10 s, 40 s after the transfer, 200 s in a turn */
    chat_expect(c, "max_response_time", 200000, 2);
    kefu_conversation_free(c);
}

static void without_a_transfer_there_is_no_such_wait(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "," AGENT(10000, "a1") "],'events':[" EVENT(
            20000, "resolved") "," GIVE(30000, "transfer", "a2") "]}");
    (void)state;
    chat_expect_none(c, "transfer_wait", KEFU_STATE_NO_DATA, KEFU_REASON_NO_EVENTS);
    chat_expect(c, "wait_time", 10000, 1);
    kefu_conversation_free(c);
}

static void a_wait_after_a_transfer_is_a_wait_for_help(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[{'at':0,'role':'customer','text':'什么时候发货'},{'at':10000,'role':'agent',"
        "'agent_id':'a1','text':'48 "
        "小时内从杭州仓发出'},{'at':900000,'role':'agent','agent_id':'a2',"
        "'text':'已经帮您改成顺丰了'}],'events':[" GIVE(60000, "transfer", "a2") "]}");
    (void)state;
    chat_expect(c, "longest_useless_wait", 840000, 2);
    chat_expect(c, "useful_response_time", 10000, 1);
    chat_expect(c, "useful_reply_rate_3min", 1, 1);
    kefu_conversation_free(c);
}

static void a_wait_to_the_end_is_a_wait(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "],'events':[" EVENT(70000, "closed") "]}");
    kefu_value value;
    (void)state;
    chat_expect(c, "wait_time", 70000, 1);
    kefu_conversation_free(c);
    c = chat_read("{'messages':[" SAY(0, "customer") "]}");
    chat_expect_none(c, "wait_time", KEFU_STATE_NO_DATA, KEFU_REASON_UNANSWERED);
    value = chat_metric_at(c, "wait_time", 5000);
    assert_true(value.state == KEFU_STATE_PENDING && value.value == 5000);
    kefu_conversation_free(c);
}

static void the_queue_counts_from_the_first_request(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[{'at':0,'role':'customer','text':'转人工'},{'at':1000,'role':'bot','text':"
        "'x'},{'at':50000,'role':'customer','text':'转人工'},{'at':51000,'role':'bot','text':'x'},"
        "{'at':90000,'role':'agent','agent_id':'a1','text':'x'}],'events':[" GIVE(80000, "assigned",
                                                                                  "a1") "]}");
    (void)state;
    chat_expect(c, "queue_time", 80000, 1);
    chat_expect(c, "frt", 10000, 1);
    kefu_conversation_free(c);
    c = chat_read("{'messages':[" SAY(0, "customer") "," AGENT(90000, "a1") "]}");
    chat_expect_none(c, "queue_time", KEFU_STATE_NO_DATA, KEFU_REASON_NO_EVENTS);
    kefu_conversation_free(c);
}

/* An event names by agent_id first; who caused it is named by ends alone. */
static void an_event_names_by_agent_id_first(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") "],'events':[{'at':1,'type':'transfer','agent_id':'a1',"
                                           "'to':'a2','by':'a3'}]}");
    (void)state;
    assert_true(kefu__str_is(kefu__conversation_agent(c), "a1"));
    kefu_conversation_free(c);
    c = chat_read("{'messages':[" SAY(0, "customer") "],'events':[{'at':1,'type':'transfer','by':"
                                                     "'a3'}]}");
    assert_int_equal(kefu__conversation_agent(c).size, 0);
    kefu_conversation_free(c);
}

/* A transfer to a bot names nobody. */
static void a_bot_is_nobody(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[" SAY(0, "customer") ",{'at':1000,'role':'bot','agent_id':'b1','text':'x'},"
                                           "{'at':9000,'role':'agent','agent_id':'a1','text':'x'}],"
                                           "'events':[" GIVE(20000, "transfer", "b1") "]}");
    (void)state;
    assert_true(kefu__str_is(kefu__conversation_agent(c), "a1"));
    kefu_conversation_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_turn_is_cut_where_it_is_handed_on),
        cmocka_unit_test(who_was_assigned_already_is_cut_once),
        cmocka_unit_test(a_queue_is_nobody),
        cmocka_unit_test(a_transfer_begins_a_wait_of_its_own),
        cmocka_unit_test(the_customer_goes_on_waiting_in_a_turn),
        cmocka_unit_test(without_a_transfer_there_is_no_such_wait),
        cmocka_unit_test(a_wait_after_a_transfer_is_a_wait_for_help),
        cmocka_unit_test(a_wait_to_the_end_is_a_wait),
        cmocka_unit_test(the_queue_counts_from_the_first_request),
        cmocka_unit_test(an_event_names_by_agent_id_first),
        cmocka_unit_test(a_bot_is_nobody),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
