/* SPDX-License-Identifier: MIT
 * Tests of reading and pushing: order, duplicates, edits, memory, what is written. */
#include "conversation/chat.h"

#include "conversation/conversation.h"

/* ---- what is accepted ---- */

static void members_and_attributes_are_read(void **state) {
    kefu_conversation *c = chat_read(
        "{'kefu':1,'kind':'conversation','id':'c1','channel':'chat','contact_id':12,'topic':"
        "'refund','team':'t','attrs':{'shop':'A','vip':true,'n':3,'no':null},'attributes':{'shop':"
        "'B'},'labels':['大促','大促','夜间'],'mood':[1,{'deep':true}],'messages':[]}");
    kefu_str value;
    (void)state;
    assert_int_equal(kefu_conversation_find_attribute(c, KEFU_TEXT("contact_id"), &value, NULL),
                     KEFU_OK);
    assert_true(kefu__str_is(value, "12"));
    assert_int_equal(kefu_conversation_find_attribute(c, KEFU_TEXT("shop"), &value, NULL), KEFU_OK);
    assert_true(kefu__str_is(value, "B"));
    assert_int_equal(kefu_conversation_find_attribute(c, KEFU_TEXT("vip"), &value, NULL), KEFU_OK);
    assert_true(kefu__str_is(value, "true"));
    assert_int_equal(kefu_conversation_find_attribute(c, KEFU_TEXT("no"), &value, NULL),
                     KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_conversation_find_attribute(c, KEFU_TEXT("mood"), &value, NULL),
                     KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_conversation_find_attribute(c, KEFU_TEXT("agent_id"), &value, NULL),
                     KEFU_E_NOT_FOUND);
    assert_int_equal(c->label_count, 2);
    assert_ptr_equal(kefu_conversation_scheme(c), chat_scheme);
    kefu_conversation_free(c);
}

static void a_file_is_sorted_by_time_and_place(void **state) {
    kefu_findings *findings = new_findings();
    kefu_conversation *c = chat_read_with(
        chat_scheme,
        "{'messages':[{'id':'c','at':1772416803000,'role':'agent','text':'三'},{'id':'a','at':"
        "1772416801000,'role':'customer','text':'一'},{'id':'b','at':1772416801000,'role':"
        "'customer','text':'二'}],'events':[{'at':1772416801000,'type':'resolved'},{'at':"
        "1772416800500,'type':'created'}]}",
        findings);
    kefu_finding finding = {.size = sizeof finding};
    (void)state;
    assert_true(kefu__str_is(c->messages[0].id, "a") && kefu__str_is(c->messages[1].id, "b"));
    assert_true(kefu__str_is(c->messages[2].text, "三"));
    assert_int_equal(c->entries[0].type, KEFU_EVENT_CREATED);
    assert_int_equal(c->entries[3].type, KEFU_EVENT_RESOLVED); /* behind messages of its time */
    assert_int_equal(kefu_findings_count(findings), 1);
    kefu_findings_at(findings, 0, &finding, NULL);
    assert_string_equal(finding.code, "out_of_order_events");
    assert_string_equal(finding.pointer, "/messages/1/at");
    assert_true(finding.line == 1 && finding.column > 60);
    assert_int_equal(finding.severity, KEFU_SEVERITY_WARNING);
    kefu_conversation_free(c);
    kefu_findings_free(findings);
}

static void a_record_begins_at_its_earliest_time(void **state) {
    static const struct {
        const char *record;
        int64_t start;
    } cases[] = {
        {"{\"messages\":[{\"at\":1772416803000},{\"at\":1772416801000}],\"events\":[{\"at\":"
         "1772416800500,\"type\":\"created\"}]}",
         INT64_C(1772416800500)},
        {"{\"messages\":[{\"at\":\"2026-03-02 10:00:00\"},{\"text\":\"?\"}]}",
         INT64_C(1772416800000)},
        {"{\"turns\":[{\"at\":1772416803}]}", INT64_C(1772416803000)},
        {"{\"source\":\"survey\",\"at\":\"2026-03-02T10:00:00+08:00\",\"invited_at\":5}",
         INT64_C(1772416800000)},
        {"{\"source\":\"survey\",\"invited_at\":1772416800000}", INT64_C(1772416800000)},
        {"{\"messages\":[{\"at\":0},{\"at\":5000}]}", KEFU_TIME_NONE},
        {"{\"messages\":[{\"at\":\"soon\"}],\"events\":7}", KEFU_TIME_NONE},
        {"[1]", KEFU_TIME_NONE}};
    int64_t start;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        start = -7;
        assert_int_equal(
            kefu_record_start(chat_scheme, cases[i].record, strlen(cases[i].record), &start, NULL),
            KEFU_OK);
        assert_int_equal(start, cases[i].start);
    }
    start = -7;
    assert_int_equal(kefu_record_start(chat_scheme, KEFU_TEXT("{"), &start, NULL), KEFU_E_JSON);
    assert_int_equal(start, -7);
}

static void pushing_never_reorders(void **state) {
    kefu_findings *findings = new_findings();
    kefu_conversation *c = chat_read("{'messages':[{'id':'a','at':5000,'role':'customer'}]}");
    kefu_event event = KEFU_EVENT_INIT;
    kefu_finding finding = {.size = sizeof finding};
    (void)state;
    event.role = KEFU_ROLE_AGENT;
    event.at = 4000;
    event.id.data = "b";
    event.id.size = 1;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, findings, NULL), KEFU_OK);
    assert_true(c->messages[1].at == 5000);
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, findings, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_message_count(c), 2);
    assert_int_equal(kefu_findings_count(findings), 2);
    kefu_findings_at(findings, 0, &finding, NULL);
    assert_string_equal(finding.code, "out_of_order_events");
    kefu_findings_at(findings, 1, &finding, NULL);
    assert_string_equal(finding.code, "duplicate_message");
    kefu_conversation_free(c);
    kefu_findings_free(findings);
}

static void an_edit_is_read_anew(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[{'id':'a','at':0,'role':'customer','text':'太垃圾了，气死我了'}]}");
    const char *edit =
        "{\"type\":\"edited\",\"at\":1772416801000,\"message_id\":\"a\",\"text\":\"非常满意\"}";
    const char *nobody = "{\"type\":\"recalled\",\"at\":1772416802000,\"message_id\":\"zz\"}";
    kefu_findings *findings = new_findings();
    kefu_message message = {.size = sizeof message};
    (void)state;
    kefu_conversation_message_at(c, 0, &message, NULL);
    assert_int_equal(message.label, KEFU_LABEL_NEGATIVE);
    assert_int_equal(
        kefu_conversation_push_json(c, chat_scratch, edit, strlen(edit), findings, NULL), KEFU_OK);
    kefu_conversation_message_at(c, 0, &message, NULL);
    assert_int_equal(message.label, KEFU_LABEL_POSITIVE);
    assert_true(kefu__str_is(message.text, "非常满意"));
    assert_int_equal(c->changes, 1);
    assert_int_equal(
        kefu_conversation_push_json(c, chat_scratch, nobody, strlen(nobody), findings, NULL),
        KEFU_OK);
    assert_int_equal(kefu_findings_count(findings), 1);
    kefu_findings_free(findings);
    kefu_conversation_free(c);
}

static void texts_may_be_left_out(void **state) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_event event = KEFU_EVENT_INIT;
    kefu_conversation *c;
    kefu_message message = {.size = sizeof message};
    (void)state;
    options.flags = KEFU_CONVERSATION_NO_TEXT;
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_OK);
    event.text.data = "质量太差了";
    event.text.size = strlen(event.text.data);
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
    kefu_conversation_message_at(c, 0, &message, NULL);
    assert_true(message.text.size == 0 && message.label == KEFU_LABEL_NEGATIVE);
    assert_int_equal(c->messages[0].characters, 5);
    kefu_conversation_free(c);
}

static void repeats_are_told_apart(void **state) {
    kefu_conversation *c = chat_read(
        "{'messages':[{'role':'agent','text':'亲，这边帮您催促一下呢，请您耐心等待哦~'},"
        "{'role':'agent','text':'亲,这边帮您催促一下呢 请您耐心等待哦！'},"
        "{'role':'agent','text':'订单已于昨天从上海仓发出，预计明天送达。'},"
        "{'role':'agent','text':'好'},"
        "{'role':'agent','text':'親，這邊幫您催促一下呢，請您耐心等待哦~'}]}");
    (void)state;
    assert_true(kefu__message_similarity(&c->messages[0], &c->messages[1]) > 0.95);
    assert_true(kefu__message_similarity(&c->messages[0], &c->messages[2]) < 0.1);
    assert_true(kefu__message_similarity(&c->messages[3], &c->messages[3]) == 0);
    assert_true(kefu__message_similarity(&c->messages[0], &c->messages[4]) == 1); /* script */
    kefu_conversation_free(c);
}

/* The same records give the same codes and severities, read whole or pushed one by one. */
static void what_is_mended_is_told_with_its_place(void **state) {
    const char *text =
        "{\"messages\":[\n"
        "{\"id\":\"a\",\"role\":\"customer\",\"at\":1772416801000},\n"
        "{\"id\":\"a\",\"role\":\"customer\",\"at\":1772416802000}],\n"
        "\"events\":[{\"type\":\"recalled\",\"at\":1772416803000,\"message_id\":\"zz\"},\n"
        "{\"type\":\"recalled\",\"at\":1772416803000,\"message_id\":\"a\"},\n"
        "{\"type\":\"edited\",\"at\":1772416803000,\"message_id\":\"a\",\"text\":\"x\"}]}";
    const struct {
        const char *code, *pointer;
        uint32_t line, column;
        const char *event;
    } expected[] = {
        {"duplicate_message", "/messages/1/id", 3, 7, "{\"id\":\"a\",\"role\":\"customer\"}"},
        {"unknown_message", "/events/0/message_id", 4, 62,
         "{\"type\":\"recalled\",\"message_id\":\"zz\"}"},
        {"recalled_message", "/events/2/message_id", 6, 50,
         "{\"type\":\"edited\",\"message_id\":\"a\",\"text\":\"x\"}"}};
    kefu_findings *read = NULL, *pushed = NULL;
    kefu_conversation *c = NULL;
    (void)state;
    assert_int_equal(kefu_findings_new(NULL, &read, NULL), KEFU_OK);
    assert_int_equal(kefu_findings_new(NULL, &pushed, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &c, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_read_json(c, chat_scratch, text, strlen(text), read, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_findings_count(read), 3);
    for (size_t i = 0; i < 3; i++) {
        kefu_finding a = {.size = sizeof a}, b = {.size = sizeof b};
        assert_int_equal(kefu_conversation_push_json(c, chat_scratch, expected[i].event,
                                                     strlen(expected[i].event), pushed, NULL),
                         KEFU_OK);
        assert_int_equal(kefu_findings_at(read, i, &a, NULL), KEFU_OK);
        assert_int_equal(kefu_findings_at(pushed, i, &b, NULL), KEFU_OK);
        assert_string_equal(a.code, expected[i].code);
        assert_string_equal(a.pointer, expected[i].pointer);
        assert_true(a.line == expected[i].line && a.column == expected[i].column);
        assert_string_equal(b.code, a.code);
        assert_int_equal(b.severity, a.severity);
        assert_string_equal(b.pointer, strrchr(a.pointer, '/'));
        assert_true(b.line == 1 && b.column > 1);
    }
    kefu_findings_free(read);
    kefu_findings_free(pushed);
    kefu_conversation_free(c);
}

/* ---- memory ---- */

static const char chat[] =
    "{\"id\":\"c1\",\"attributes\":{\"a\":\"b\"},\"labels\":[\"x\"],\"messages\":[{\"id\":\"m1\","
    "\"at\":1000,\"role\":\"customer\",\"text\":\"怎么还不发货\"},{\"id\":\"m2\",\"at\":2000,"
    "\"role\":\"agent\",\"agent_id\":\"a1\",\"text\":\"抱歉，马上为您处理\"}],\"events\":[{"
    "\"type\":"
    "\"recalled\",\"at\":1772416803000,\"message_id\":\"m1\"},{\"type\":\"resolved\",\"at\":4000},{"
    "\"type\":"
    "\"reopened\",\"at\":5000,\"by\":\"a2\"}]}";

static void without_memory_nothing_is_half_done(void **state) {
    size_t fail_at;
    bool done = false;
    (void)state;
    for (fail_at = 1; !done; fail_at++) {
        kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
        struct test_memory memory;
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        kefu_conversation *c = NULL;
        kefu_status status;
        options.allocator = &allocator;
        status = kefu_conversation_new(chat_scheme, &options, &c, NULL);
        if (status == KEFU_OK)
            status = kefu_conversation_read_json(c, chat_scratch, chat, strlen(chat), NULL, NULL);
        if (status != KEFU_OK) {
            assert_int_equal(status, KEFU_E_MEMORY);
            assert_int_equal(kefu_conversation_message_count(c), 0);
        } else {
            done = true;
            assert_int_equal(kefu_conversation_message_count(c), 2);
        }
        kefu_conversation_free(c);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(fail_at > 5);
}

static void a_push_without_memory_changes_nothing(void **state) {
    struct test_memory memory;
    kefu_allocator allocator = test_allocator(&memory, 0);
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_event event = KEFU_EVENT_INIT;
    kefu_conversation *c;
    int i;
    (void)state;
    options.allocator = &allocator;
    event.text.data = "还没收到货，急死了";
    event.text.size = strlen(event.text.data);
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_OK);
    for (i = 0; i < 300; i++) {
        kefu_status status;
        memory.fail_at = memory.allocations + 1;
        status = kefu_conversation_push(c, chat_scratch, &event, NULL, NULL);
        memory.fail_at = 0;
        if (status != KEFU_OK) {
            assert_int_equal(status, KEFU_E_MEMORY);
            assert_int_equal(kefu_conversation_message_count(c), i);
            assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
        }
        assert_int_equal(kefu_conversation_message_count(c), i + 1);
    }
    kefu_conversation_free(c);
    assert_int_equal(memory.live_bytes, 0);
}

/* ---- out ---- */

static void metrics_and_explanations_are_json(void **state) {
    kefu_conversation *c = chat_read(
        "{'id':'c\\u00091','messages':[{'id':'m1','at':0,'role':'customer','text':'"
        "气死我了，太差了'},{'id':"
        "'m2','at':60000,'role':'agent','agent_id':'a1','text':'非常抱歉'}]}");
    struct chat_text text = {NULL, 0};
    kefu_metric metric;
    char *metrics = chat_metrics(c, KEFU_TIME_END);
    (void)state;
    assert_non_null(strstr(metrics,
                           "{\"id\":\"c\\t1\",\"metrics\":{\"frt\":{\"value\":60000,\"n\":1,"
                           "\"status\":\"ok\",\"reason\":null},"));
    assert_non_null(strstr(metrics, "\"apology_rate\":{\"value\":1,"));
    assert_non_null(strstr(metrics, "\"csat\":{\"value\":null,\"n\":0,\"status\":\"no_data\","
                                    "\"reason\":\"no_rating\"}"));
    free(metrics);
    kefu_scheme_find_metric(chat_scheme, KEFU_TEXT("frt"), &metric, NULL);
    assert_int_equal(kefu_conversation_explain(c, metric, KEFU_TIME_END, chat_write, &text, NULL),
                     KEFU_OK);
    assert_non_null(strstr(text.data,
                           "\"turns\":[{\"start\":0,\"from\":\"customer_message\",\"stop\":"
                           "60000,\"duration\":60000,\"counted\":true"));
    assert_non_null(strstr(text.data, "\"reply\":{\"index\":1,\"id\":\"m2\",\"at\":60000}"));
    free(text.data);
    assert_int_equal(kefu_conversation_explain(c, 1, 0, chat_write, NULL, NULL), KEFU_E_HANDLE);
    kefu_conversation_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(members_and_attributes_are_read),
        cmocka_unit_test(a_file_is_sorted_by_time_and_place),
        cmocka_unit_test(a_record_begins_at_its_earliest_time),
        cmocka_unit_test(pushing_never_reorders),
        cmocka_unit_test(what_is_mended_is_told_with_its_place),
        cmocka_unit_test(an_edit_is_read_anew),
        cmocka_unit_test(texts_may_be_left_out),
        cmocka_unit_test(repeats_are_told_apart),
        cmocka_unit_test(without_memory_nothing_is_half_done),
        cmocka_unit_test(a_push_without_memory_changes_nothing),
        cmocka_unit_test(metrics_and_explanations_are_json),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
