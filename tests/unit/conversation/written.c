/* SPDX-License-Identifier: MIT
 * What the library writes as JSON besides records: definitions, messages, alerts, groups, values.
 */
#include "chat.h"

#include <cJSON.h>

static cJSON *parsed(struct chat_text *text) {
    cJSON *tree = cJSON_Parse(text->data);
    if (!tree)
        fail_msg("no JSON: %s", text->data);
    free(text->data);
    return tree;
}

static const cJSON *at(const cJSON *array, int i) {
    const cJSON *item = cJSON_GetArrayItem(array, i);
    assert_non_null(item);
    return item;
}

static void member_is(const cJSON *object, const char *name, const char *value) {
    const cJSON *member = cJSON_GetObjectItem(object, name);
    assert_true(cJSON_IsString(member));
    assert_string_equal(member->valuestring, value);
}

static void a_scheme_says_what_it_defines(void **state) {
    struct chat_text text = {NULL, 0};
    const cJSON *metrics, *rubric;
    cJSON *tree;
    kefu_metric frt;
    (void)state;
    assert_int_equal(kefu_scheme_write(NULL, chat_write, &text, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_scheme_write(chat_scheme, NULL, &text, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_scheme_write(chat_scheme, chat_write, &text, NULL), KEFU_OK);
    tree = parsed(&text);
    member_is(tree, "id", kefu_scheme_id(chat_scheme));
    member_is(tree, "digest", kefu_scheme_digest(chat_scheme));
    metrics = cJSON_GetObjectItem(tree, "metrics");
    assert_int_equal(cJSON_GetArraySize(metrics), kefu_scheme_metric_count(chat_scheme));
    assert_int_equal(kefu_scheme_find_metric(chat_scheme, "frt", 3, &frt, NULL), KEFU_OK);
    member_is(at(metrics, 0), "id", "frt");
    member_is(at(metrics, 0), "unit", "ms");
    member_is(at(metrics, 0), "entity", "conversation");
    assert_true(cJSON_IsFalse(cJSON_GetObjectItem(at(metrics, 0), "higher_is_better")));
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(tree, "rules")),
                     kefu_scheme_rule_count(chat_scheme));
    member_is(at(cJSON_GetObjectItem(tree, "rules"), 0), "severity", "critical");
    rubric = at(cJSON_GetObjectItem(tree, "rubrics"), 0);
    assert_true(cJSON_GetArraySize(cJSON_GetObjectItem(rubric, "sections")) >= 4);
    member_is(at(cJSON_GetObjectItem(rubric, "bands"), 0), "id", "excellent");
    cJSON_Delete(tree);
}

static void messages_are_listed(void **state) {
    kefu_conversation *c = chat_read("{'messages':[{'id':'m1','role':'customer','text':'太差了'},"
                                     "{'at':2000,'role':'agent','agent_id':'a1','text':'抱歉\\n'}],"
                                     "'events':[{'type':'recalled','at':3000,'message_id':'m1'}]}");
    struct chat_text text = {NULL, 0};
    (void)state;
    assert_int_equal(kefu_conversation_write_messages(NULL, chat_write, &text, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_write_messages(c, chat_write, &text, NULL), KEFU_OK);
    if (!strstr(
            text.data,
            "[{\"id\":\"m1\",\"at\":null,\"role\":\"customer\",\"agent_id\":\"\",\"text\":\"\","
            "\"label\":\"neutral\",\"polarity\":0,\"positive_probability\":0,\"recalled\":true},"
            "{\"id\":\"\",\"at\":2000,\"role\":\"agent\",\"agent_id\":\"a1\",\"text\":\"抱歉\\n\","
            "\"label\":\""))
        fail_msg("%s", text.data);
    free(text.data);
    kefu_conversation_free(c);
}

static void groups_and_values_agree(void **state) {
    kefu_conversation *c = chat_read(
        "{'id':'c1','agent_id':'a1','messages':[{'at':0,'role':'customer','text':'在吗'},"
        "{'at':9000,'role':'agent','agent_id':'a1','text':'在的'}]}");
    struct chat_text text = {NULL, 0}, one = {NULL, 0};
    kefu_aggregate *aggregate = NULL;
    const cJSON *group, *value;
    kefu_metric frt;
    kefu_value number;
    cJSON *tree, *single;
    (void)state;
    assert_int_equal(kefu_aggregate_new(chat_scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_write(NULL, chat_write, &text, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_aggregate_write(aggregate, chat_write, &text, NULL), KEFU_OK);
    tree = parsed(&text);
    assert_int_equal(cJSON_GetArraySize(tree), 2);
    assert_int_equal(cJSON_GetArraySize(cJSON_GetObjectItem(at(tree, 0), "key")), 0);
    group = at(tree, 1);
    assert_string_equal(at(cJSON_GetObjectItem(group, "key"), 0)->valuestring, "a1");
    value = cJSON_GetObjectItem(cJSON_GetObjectItem(group, "metrics"), "frt");
    assert_int_equal(kefu_scheme_find_metric(chat_scheme, "frt", 3, &frt, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_value(aggregate, 1, frt, KEFU_STATISTIC_DEFAULT, &number, NULL),
                     KEFU_OK);
    assert_true(cJSON_GetObjectItem(value, "value")->valuedouble == 9000);
    assert_int_equal(kefu_value_write(&number, NULL, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_value_write(&number, chat_write, &one, NULL), KEFU_OK);
    single = parsed(&one);
    assert_true(cJSON_Compare(single, value, 1));
    cJSON_Delete(single);
    cJSON_Delete(tree);
    kefu_aggregate_free(aggregate);
    kefu_conversation_free(c);
}

/* The flag means nothing on other events, and is not written there: it would not be read back. */
static void only_ends_are_by_the_customer(void **state) {
    static const kefu_event_type types[] = {KEFU_EVENT_CREATED, KEFU_EVENT_TRANSFER,
                                            KEFU_EVENT_RESOLVED, KEFU_EVENT_CLOSED};
    (void)state;
    for (size_t i = 0; i < sizeof types / sizeof *types; i++) {
        kefu_conversation *c = chat_read("{'messages':[{'role':'customer','text':'在吗'}]}");
        kefu_event event = KEFU_EVENT_INIT;
        struct chat_text text = {NULL, 0};
        event.type = types[i];
        event.flags = KEFU_EVENT_BY_CUSTOMER;
        assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
        assert_int_equal(kefu_conversation_write(c, chat_write, &text, NULL), KEFU_OK);
        assert_int_equal(strstr(text.data, "\"by\":\"customer\"") != NULL, i >= 2);
        free(text.data);
        kefu_conversation_free(c);
    }
}

static kefu_status refuse_all(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_E_LIMIT;
}

static void a_writer_may_refuse(void **state) {
    kefu_conversation *c = chat_read("{'messages':[{'role':'customer','text':'在吗'}]}");
    (void)state;
    assert_int_not_equal(kefu_conversation_write(c, refuse_all, NULL, NULL), KEFU_OK);
    assert_int_not_equal(kefu_conversation_write_messages(c, refuse_all, NULL, NULL), KEFU_OK);
    assert_int_not_equal(kefu_scheme_write(chat_scheme, refuse_all, NULL, NULL), KEFU_OK);
    kefu_conversation_free(c);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_scheme_says_what_it_defines),
        cmocka_unit_test(messages_are_listed),
        cmocka_unit_test(groups_and_values_agree),
        cmocka_unit_test(only_ends_are_by_the_customer),
        cmocka_unit_test(a_writer_may_refuse),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
