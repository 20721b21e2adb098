/* SPDX-License-Identifier: MIT
 * What feedback and orders inherit from the conversation that they name. */
#include "chat.h"

static kefu_str quoted(const char *text, char to[1024]) {
    size_t size = strlen(text);
    assert_true(size < 1024);
    for (size_t i = 0; i < size; i++)
        to[i] = text[i] == '\'' ? '"' : text[i];
    return (kefu_str){to, size};
}

struct written {
    char text[2048];
    size_t size;
};

static kefu_status append(void *ctx, const char *data, size_t size) {
    struct written *to = ctx;
    assert_true(to->size + size < sizeof to->text);
    memcpy(to->text + to->size, data, size);
    to->text[to->size += size] = '\0';
    return KEFU_OK;
}

static kefu_join *new_join(const char *attribute) {
    const kefu_str name = {attribute, attribute ? strlen(attribute) : 0};
    kefu_join_options options = KEFU_JOIN_OPTIONS_INIT;
    kefu_join *join = NULL;
    options.attributes = &name;
    options.attribute_count = attribute != NULL;
    assert_int_equal(kefu_join_new(&options, &join, NULL), KEFU_OK);
    return join;
}

static void add(kefu_join *join, const char *json, uint32_t flags) {
    kefu_conversation *c = chat_read_with(chat_scheme, json, NULL);
    assert_int_equal(kefu_join_add(join, c, flags, NULL), KEFU_OK);
    kefu_conversation_free(c);
}

static void expect_with(const kefu_join *join, uint32_t flags, const char *record,
                        kefu_join_outcome expected, const char *json) {
    char texts[2][1024];
    struct written written = {"", 0};
    kefu_join_outcome outcome = KEFU_JOIN_FORCE_32_;
    const kefu_str in = quoted(record, texts[0]);
    assert_int_equal(
        kefu_join_write(join, in.data, in.size, flags, append, &written, &outcome, NULL, NULL),
        KEFU_OK);
    assert_int_equal(outcome, expected);
    texts[1][quoted(json, texts[1]).size] = '\0';
    assert_string_equal(written.text, texts[1]);
}

static void expect(const kefu_join *join, const char *record, kefu_join_outcome expected,
                   const char *json) {
    expect_with(join, 0, record, expected, json);
}

static const char conversation[] =
    "{'id':'c1','team':'A','topic':'refund','channel':'chat','labels':['大促','急'],"
    "'attributes':{'shop':'S','vip':'2'},'messages':["
    "{'role':'customer','at':1000,'text':'在吗'},{'role':'agent','agent_id':'a1','at':2000,'text':'"
    "在的'},{'role':'agent','agent_id':'a2','at':3000,'text':'好的'}]}";

static void what_is_absent_is_inherited(void **state) {
    kefu_join *join = new_join(NULL);
    (void)state;
    add(join, conversation, 0);
    expect(join, "{'conversation_id':'c1','rating':5}", KEFU_JOIN_KNOWN,
           "{'conversation_id':'c1','rating':5,'agent_id':'a2','team':'A','topic':'refund',"
           "'channel':'chat','labels':['大促','急']}");
    expect(join,
           "{'conversation_id':'c1','agent_id':'a9','team':null,'topic':'','channel':'phone',"
           "'labels':['x']}",
           KEFU_JOIN_KNOWN,
           "{'conversation_id':'c1','agent_id':'a9','channel':'phone','labels':['x'],'team':'A',"
           "'topic':'refund'}");
    expect(join, "{'rating':5}", KEFU_JOIN_NONE, "{'rating':5}");
    kefu_join_free(join);
}

static void chosen_attributes_are_inherited(void **state) {
    kefu_join *join = new_join("shop");
    (void)state;
    add(join, conversation, 0);
    add(join, "{'id':'c2','messages':[{'role':'customer','text':'在吗'}]}", 0);
    expect(join,
           "{'conversation_id':'c1','team':'B','agent_id':'a','topic':'t','channel':'c',"
           "'labels':['l'],'attributes':{'shop':null,'size':3}}",
           KEFU_JOIN_KNOWN,
           "{'conversation_id':'c1','team':'B','agent_id':'a','topic':'t','channel':'c',"
           "'labels':['l'],'attributes':{'size':3,'shop':'S'}}");
    expect(join,
           "{'conversation_id':'c1','team':'B','agent_id':'a','topic':'t','channel':'c',"
           "'labels':['l'],'attrs':{'shop':'T'}}",
           KEFU_JOIN_KNOWN,
           "{'conversation_id':'c1','team':'B','agent_id':'a','topic':'t','channel':'c',"
           "'labels':['l'],'attrs':{'shop':'T'}}");
    expect(join, "{'conversation_id':'c2','attributes':{'size':3}}", KEFU_JOIN_KNOWN,
           "{'conversation_id':'c2','attributes':{'size':3}}");
    kefu_join_free(join);
}

/* Of the outcome: who ended it, else who replied last, else who is responsible; never a queue, a
 * bot, the system or the customer. */
static void the_agent_is_that_of_the_outcome(void **state) {
    static const struct {
        const char *events, *agent;
    } cases[] = {
        {"{'type':'resolved','at':9000,'by':'a3'}", ",'agent_id':'a3'"},
        {"{'type':'closed','at':9000,'by':'customer'}", ",'agent_id':'a2'"},
        {"{'type':'closed','at':9000,'by':'system'}", ",'agent_id':'a2'"},
        {"{'type':'transfer','at':9000,'to':'A'},{'type':'closed','at':9100,'by':'A'}",
         ",'agent_id':'a2'"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_join *join = new_join(NULL);
        char json[1024], expected[256];
        snprintf(json, sizeof json,
                 "{'id':1,'team':'A','messages':[{'role':'customer','at':1000,'text':'在吗'},"
                 "{'role':'agent','agent_id':'a2','at':2000,'text':'在的'}],'events':[%s]}",
                 cases[i].events);
        add(join, json, 0);
        snprintf(expected, sizeof expected, "{'conversation_id':1%s,'team':'A'}", cases[i].agent);
        expect(join, "{'conversation_id':1}", KEFU_JOIN_KNOWN, expected);
        kefu_join_free(join);
    }
    kefu_join *join = new_join(NULL);
    add(join, "{'id':'q','team':'A','agent_id':'A','messages':[{'role':'customer','text':'在吗'}]}",
        0);
    add(join, "{'id':'r','agent_id':'a7','messages':[{'role':'customer','text':'在吗'}]}", 0);
    expect(join, "{'conversation_id':'q'}", KEFU_JOIN_KNOWN, "{'conversation_id':'q','team':'A'}");
    expect(join, "{'conversation_id':'r'}", KEFU_JOIN_KNOWN,
           "{'conversation_id':'r','agent_id':'a7'}");
    kefu_join_free(join);
}

static void what_is_of_no_conversation_is_marked(void **state) {
    kefu_join *join = new_join(NULL);
    (void)state;
    expect(join, "{'conversation_id':'c1'}", KEFU_JOIN_UNKNOWN,
           "{'conversation_id':'c1','conversation_known':false}");
    expect_with(join, KEFU_JOIN_OPEN, "{'conversation_id':'c1'}", KEFU_JOIN_UNKNOWN,
                "{'conversation_id':'c1'}");
    add(join, "{'id':'c1','team':'A','messages':[{'role':'customer','text':'在吗'}]}",
        KEFU_JOIN_NOT_COUNTED);
    /* the first one of an id counts */
    add(join, "{'id':'c1','team':'B','messages':[{'role':'customer','text':'在吗'}]}", 0);
    expect_with(join, KEFU_JOIN_OPEN, "{'conversation_id':'c1','conversation_known':true}",
                KEFU_JOIN_LEFT_OUT,
                "{'conversation_id':'c1','team':'A','conversation_known':false}");
    kefu_join_free(join);
}

/* Findings of what is read afterwards have their places in the record as it came. */
static void the_own_text_stays_as_it_is(void **state) {
    kefu_join *join = new_join(NULL);
    (void)state;
    add(join, "{'id':'c1','team':'A','messages':[{'role':'customer','text':'在吗'}]}", 0);
    expect(join, " { 'conversation_id' : 'c1',\n 'rating': 4.50 } \n", KEFU_JOIN_KNOWN,
           " { 'conversation_id' : 'c1',\n 'rating': 4.50 ,'team':'A'}");
    expect(join, "{ 'rating': 5 }", KEFU_JOIN_NONE, "{ 'rating': 5 }");
    expect(join, "{ }", KEFU_JOIN_NONE, "{ }");
    expect(join, "{ 'conversation_id': 'x' }", KEFU_JOIN_UNKNOWN,
           "{ 'conversation_id': 'x' ,'conversation_known':false}");
    /* what is replaced is written again */
    expect(join, "{ 'conversation_id': 'c1', 'team': '' }", KEFU_JOIN_KNOWN,
           "{'conversation_id':'c1','team':'A'}");
    expect(join, "{ 'text': '\xff' }", KEFU_JOIN_NONE, "{'text':'\xEF\xBF\xBD'}");
    kefu_join_free(join);
}

static void thousands_are_found(void **state) {
    kefu_join *join = new_join(NULL);
    char json[256], expected[256];
    (void)state;
    for (int i = 0; i < 5000; i++) {
        snprintf(json, sizeof json,
                 "{'id':'c%d','team':'T%d','messages':[{'role':'customer','text':'在吗'}]}", i,
                 i % 7);
        add(join, json, 0);
    }
    for (int i = 0; i < 5000; i++) {
        snprintf(json, sizeof json, "{'conversation_id':'c%d'}", i);
        snprintf(expected, sizeof expected, "{'conversation_id':'c%d','team':'T%d'}", i, i % 7);
        expect(join, json, KEFU_JOIN_KNOWN, expected);
    }
    expect_with(join, KEFU_JOIN_OPEN, "{'conversation_id':'c5000'}", KEFU_JOIN_UNKNOWN,
                "{'conversation_id':'c5000'}");
    kefu_join_free(join);
}

static void what_is_no_record_is_refused(void **state) {
    kefu_join *join = new_join(NULL);
    kefu_join_options options = KEFU_JOIN_OPTIONS_INIT;
    kefu_join_outcome outcome = KEFU_JOIN_FORCE_32_;
    struct written written = {"", 0};
    kefu_join *none = NULL;
    (void)state;
    assert_int_equal(kefu_join_write(join, "[1]", 3, 0, append, &written, &outcome, NULL, NULL),
                     KEFU_E_DEFINITION);
    assert_int_equal(kefu_join_write(join, "{", 1, 0, append, &written, &outcome, NULL, NULL),
                     KEFU_E_JSON);
    assert_int_equal(kefu_join_write(join, "{}", 2, 2, append, &written, &outcome, NULL, NULL),
                     KEFU_E_VERSION);
    assert_int_equal(outcome, KEFU_JOIN_FORCE_32_);
    assert_int_equal(written.size, 0);
    options.attribute_count = 1;
    assert_int_equal(kefu_join_new(&options, &none, NULL), KEFU_E_ARGUMENT);
    kefu_str many[KEFU_JOIN_ATTRIBUTES_MAX + 1] = {{NULL, 0}};
    options.attributes = many;
    options.attribute_count = KEFU_JOIN_ATTRIBUTES_MAX + 1;
    assert_int_equal(kefu_join_new(&options, &none, NULL), KEFU_E_LIMIT);
    kefu_join_free(join);
    kefu_join_free(NULL);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_absent_is_inherited),
        cmocka_unit_test(chosen_attributes_are_inherited),
        cmocka_unit_test(the_agent_is_that_of_the_outcome),
        cmocka_unit_test(what_is_of_no_conversation_is_marked),
        cmocka_unit_test(the_own_text_stays_as_it_is),
        cmocka_unit_test(thousands_are_found),
        cmocka_unit_test(what_is_no_record_is_refused),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
