/* SPDX-License-Identifier: MIT
 * Tests of records that are refused or lose a flaw when they are read or pushed, with their places.
 */
#include "conversation/chat.h"

#include "conversation/conversation.h"

struct refusal {
    const char *json;
    kefu_status status;
    const char *pointer;
};

static void bad_records_are_refused_with_their_place(void **state) {
    static const struct refusal refusals[] = {
        {"[]", KEFU_E_DEFINITION, ""},
        {"{\"messages\":{}}", KEFU_E_DEFINITION, "/messages"},
        {"{\"messages\":[1]}", KEFU_E_DEFINITION, "/messages/0"},
        {"{\"messages\":[{\"text\":\"x\"}]}", KEFU_E_DEFINITION, "/messages/0"},
        {"{\"messages\":[{\"role\":\"robot\"}]}", KEFU_E_DEFINITION, "/messages/0/role"},
        {"{\"id\":1,\"id\":2}", KEFU_E_DUPLICATE, "/id"},
        {"{\"id\":", KEFU_E_JSON, ""},
    };
    size_t i;
    (void)state;
    for (i = 0; i < sizeof refusals / sizeof *refusals; i++) {
        const struct refusal *r = &refusals[i];
        kefu_conversation *c;
        kefu_error error;
        memset(&error, 'x', sizeof error);
        kefu_conversation_new(chat_scheme, NULL, &c, NULL);
        assert_int_equal(
            kefu_conversation_read_json(c, chat_scratch, r->json, strlen(r->json), NULL, &error),
            r->status);
        if (strcmp(error.pointer, r->pointer) != 0 && r->status == KEFU_E_DEFINITION)
            fail_msg("%s: %s is not %s", r->json, error.pointer, r->pointer);
        assert_int_equal(kefu_conversation_message_count(c), 0);
        assert_int_equal(c->id.size, 0);
        kefu_conversation_free(c);
    }
}

static const struct {
    const char *json, *code, *pointer;
    size_t messages, entries;
} flaws[] = {
    {"{'messages':[{'role':'agent','at':1772416800000},{'role':'agent','at':'10:15'}]}",
     "instant_dropped", "/messages/1/at", 2, 2},
    {"{'messages':[{'role':'agent','text':[]}]}", "member_dropped", "/messages/0/text", 1, 1},
    {"{'messages':[{'role':'agent','auto':'yes'}]}", "member_dropped", "/messages/0/auto", 1, 1},
    {"{'messages':[{'role':'customer','content':'sticker'}]}", "content_unknown",
     "/messages/0/content", 1, 1},
    {"{'messages':[{'role':'customer','agentid':'a'}]}", "misspelled_member", "/messages/0/agentid",
     1, 1},
    {"{'messages':[{'role':'customer','txt':'a'}]}", "misspelled_member", "/messages/0/txt", 1, 1},
    {"{'Messages':[{'role':'customer'}],'events':[{'type':'closed'}]}", "misspelled_member",
     "/Messages", 0, 1},
    {"{'MESSAGES':[]}", "misspelled_member", "/MESSAGES", 0, 0},
    {"{'aGENT iD':'a'}", "misspelled_member", "/aGENT iD", 0, 0},
    {"{'agent-id':'a'}", "misspelled_member", "/agent-id", 0, 0},
    {"{'AGENTID_':'Z'}", "misspelled_member", "/AGENTID_", 0, 0},
    {"{'CHANNELZ':'Z'}", "misspelled_member", "/CHANNELZ", 0, 0}, /* one more */
    {"{'chanel':'x'}", "misspelled_member", "/chanel", 0, 0},     /* one less */
    {"{'xchannel':'x'}", "misspelled_member", "/xchannel", 0, 0},
    {"{'hannel':'x'}", "misspelled_member", "/hannel", 0, 0},
    {"{'dhannel':'x'}", "misspelled_member", "/dhannel", 0, 0}, /* another */
    {"{'channek':'x'}", "misspelled_member", "/channek", 0, 0},
    {"{'hcannel':'x'}", "misspelled_member", "/hcannel", 0, 0}, /* exchanged */
    {"{'channle':'x'}", "misspelled_member", "/channle", 0, 0},
    {"{'events':[{'at':1772416800000},{'type':'closed'}]}", "event_dropped", "/events/0", 0, 1},
    {"{'events':[{'type':'sneezed'},{'type':'closed'}]}", "event_dropped", "/events/0/type", 0, 1},
    {"{'events':[{'type':'rated','value':6},{'type':'closed'}]}", "rating_dropped",
     "/events/0/value", 0, 1},
    {"{'events':[{'type':'rated','value':0}]}", "rating_dropped", "/events/0/value", 0, 0},
    {"{'events':[{'type':'rated','value':null}]}", "rating_dropped", "/events/0", 0, 0},
    {"{'events':[{'type':'rated'}]}", "rating_dropped", "/events/0", 0, 0},
    {"{'events':[{'type':'rated','value':'good'}]}", "rating_dropped", "/events/0/value", 0, 0},
    {"{'events':[{'type':'rated','value':4,'scale':{'min':5,'max':1}}]}", "rating_dropped",
     "/events/0/scale", 0, 0},
    {"{'events':[{'type':'rated','value':4.5}]}", "rating_rounded", "/events/0/value", 0, 1},
    {"{'id':{}}", "member_dropped", "/id", 0, 0},
    {"{'attributes':3}", "member_dropped", "/attributes", 0, 0},
    {"{'labels':3}", "member_dropped", "/labels", 0, 0},
    {"{'labels':['x',1]}", "member_dropped", "/labels/1", 0, 0},
    {"{'messages':[{'role':'customer','at':1000}]}", "times_relative", "", 1, 1},
    {"{'messages':[{'role':'customer','at':1772416800}]}", "time_unit", "", 1, 1},
    {"{'messages':[{'role':'customer','at':'2026-03-02 10:00:00'}]}", "time_zone_assumed",
     "/messages/0/at", 1, 1},
    {"{'messages':[{'role':'customer','at':'1970-01-01T00:00:00Z'}]}", "time_implausible",
     "/messages/0/at", 1, 1},
    {"{'messages':[{'role':'customer','at':1772416800000}],'events':[{'type':'closed','at':"
     "'2021-03-02T10:00:00Z'}]}",
     "time_implausible", "/events/0/at", 1, 2},
};

/* A defect removes only the defective member, and is reported with its place. */
static void a_flawed_record_stays_without_its_flaw(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof flaws / sizeof *flaws; i++) {
        kefu_findings *findings = new_findings();
        kefu_conversation *c = chat_read_with(chat_scheme, flaws[i].json, findings);
        kefu_finding finding = {.size = sizeof finding};
        assert_int_equal(kefu_findings_count(findings), 1);
        kefu_findings_at(findings, 0, &finding, NULL);
        if (strcmp(finding.code, flaws[i].code) != 0 ||
            strcmp(finding.pointer, flaws[i].pointer) != 0 ||
            c->message_count != flaws[i].messages || c->entry_count != flaws[i].entries)
            fail_msg("%s: %s at %s, %zu messages", flaws[i].json, finding.code, finding.pointer,
                     (size_t)c->message_count);
        kefu_conversation_free(c);
        kefu_findings_free(findings);
    }
}

/* Findings quote at most 64 bytes of an id, and no part of a character. */
static void long_ids_are_quoted_in_part(void **state) {
    static const char *const ids[] = {
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef!",
        "0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcde。"};
    static const size_t quoted[] = {64, 63};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        kefu_findings *findings = new_findings();
        char json[512], expected[128];
        snprintf(json, sizeof json,
                 "{'messages':[{'role':'customer','id':'%s','at':1772416800000},{'role':'customer',"
                 "'id':'%s','at':1772416800000}]}",
                 ids[i], ids[i]);
        kefu_conversation *c = chat_read_with(chat_scheme, json, findings);
        kefu_finding finding = {.size = sizeof finding};
        assert_int_equal(kefu_findings_count(findings), 1);
        kefu_findings_at(findings, 0, &finding, NULL);
        assert_string_equal(finding.code, "duplicate_message");
        snprintf(expected, sizeof expected, "\"%.*s\"", (int)quoted[i], ids[i]);
        assert_non_null(strstr(finding.message, expected));
        kefu_conversation_free(c);
        kefu_findings_free(findings);
    }
}

/* Names of one's own are no slips. */
static void own_members_are_no_slips(void **state) {
    kefu_findings *findings = new_findings();
    kefu_conversation *c = chat_read_with(
        chat_scheme,
        "{'id':'c','shop':'s','tag':1,'note':'n','x_ids':1,'order_id':3,'chanell':1,"
        "'chann':1,'xchannels':1,'ahcnnel':1,'ID':1,'Ids':1,'messages':[{'role':"
        "'customer','at':1772416800000,'date':'d','name':'n','seq':1,'texts':[],'text':'a'}]}",
        findings);
    (void)state;
    assert_int_equal(kefu_findings_count(findings), 0);
    kefu_conversation_free(c);
    kefu_findings_free(findings);
}

/* The unit is that of most of a record's numbers. */
static void numbers_are_instants_of_the_commonest_unit(void **state) {
    static const char *const at[][2] = {{"1772416800", "1772416860"},
                                        {"1772416800.5", "1772416860.5"},
                                        {"1772416800000", "1772416860000"},
                                        {"1772416800000000", "1772416860000000"},
                                        {"1772416800000000000", "1772416860000000000"},
                                        {"0", "60000"},
                                        {"'2026-03-02 10:00:00'", "'2026/3/2 10:01'"},
                                        {"'2026-03-02T10:00:00+0800'", "'2026-03-02 02:01:00Z'"}};
    (void)state;
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        char json[256];
        snprintf(json, sizeof json,
                 "{'messages':[{'role':'customer','at':%s},{'role':'agent','at':%s}]}", at[i][0],
                 at[i][1]);
        kefu_conversation *c = chat_read(json);
        chat_expect(c, "frt", 60000, 1);
        kefu_conversation_free(c);
    }
}

/* Ill-formed text does not make a conversation invalid: it is replaced by U+FFFD, and reported with
 * its place. */
static void what_is_no_text_is_replaced_and_told(void **state) {
    static const struct {
        const char *json, *pointer, *text;
        uint32_t line, column;
    } rows[] = {
        {"{\"messages\":[{\"role\":\"customer\",\n\"text\":\"a\xff\xe5\xa5\"}]}",
         "/messages/0/text", "a\xef\xbf\xbd\xef\xbf\xbd", 2, 10},
        {"{\"messages\":[{\"role\":\"customer\",\"text\":\"\\ud83d!\"}]}", "/messages/0/text",
         "\xef\xbf\xbd!", 1, 41},
        {"{\"messages\":[{\"role\":\"customer\",\"text\":\"\\ud83d\\u0041\"}]}", "/messages/0/text",
         "\xef\xbf\xbd"
         "A",
         1, 41},
        {"{\"messages\":[{\"role\":\"customer\",\"text\":\"\\ude00\\ud83d\\ude00\"}]}",
         "/messages/0/text", "\xef\xbf\xbd\xf0\x9f\x98\x80", 1, 41},
        {"\xef\xbb\xbf{\"messages\":[{\"role\":\"customer\",\"text\":\"a\\u0000b\"}]}",
         "/messages/0/text",
         "a\xef\xbf\xbd"
         "b",
         1, 42},
        {"{\"x_\xfe\":1,\"x_\xfd\":2,\"messages\":[{\"role\":\"customer\",\"text\":\"c\"}]}",
         "/x_\xef\xbf\xbd", "c", 1, 5},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
        kefu_finding finding = {.size = sizeof finding};
        kefu_message message = {.size = sizeof message};
        kefu_findings *findings;
        kefu_conversation *c;
        kefu_findings_new(NULL, &findings, NULL);
        kefu_conversation_new(chat_scheme, NULL, &c, NULL);
        assert_int_equal(kefu_conversation_read_json(c, chat_scratch, rows[i].json,
                                                     strlen(rows[i].json), findings, NULL),
                         KEFU_OK);
        assert_int_equal(kefu_conversation_message_at(c, 0, &message, NULL), KEFU_OK);
        assert_int_equal(message.text.size, strlen(rows[i].text));
        assert_memory_equal(message.text.data, rows[i].text, message.text.size);
        assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
        assert_string_equal(finding.code, "bad_text");
        assert_string_equal(finding.pointer, rows[i].pointer);
        assert_int_equal(finding.line, rows[i].line);
        assert_int_equal(finding.column, rows[i].column);
        kefu_conversation_free(c);
        kefu_findings_free(findings);
    }
}

static void misuse_is_refused(void **state) {
    kefu_conversation *c = chat_read("{'messages':[{'role':'agent'}]}");
    kefu_event event = KEFU_EVENT_INIT;
    kefu_value value;
    kefu_message message = {.size = sizeof message};
    (void)state;
    assert_int_equal(kefu_conversation_read_json(c, chat_scratch, "{}", 2, NULL, NULL),
                     KEFU_E_ARGUMENT); /* not empty */
    event.type = 99;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_E_ARGUMENT);
    event.type = KEFU_EVENT_RATED;
    event.rating = 0;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_E_ARGUMENT);
    event.type = KEFU_EVENT_MESSAGE;
    event.at = KEFU_TIME_END;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_E_ARGUMENT);
    event.at = KEFU_TIME_NONE + 1;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_E_ARGUMENT);
    event.at = 0;
    event.text.size = 3;
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_push(c, NULL, &event, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_metric(c, 7, 0, 0, &value, NULL), KEFU_E_HANDLE);
    assert_int_equal(kefu_conversation_metric(c, 0, 99, 0, &value, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_message_at(c, 1, &message, NULL), KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_conversation_message_count(c), 1);
    assert_int_equal(kefu_conversation_add_label(c, "", 0, NULL), KEFU_E_ARGUMENT);
    kefu_conversation_free(c);
    kefu_conversation_free(NULL);
}

/* A reading that failed is undone, including members that replaced earlier ones. */
static void a_failed_reading_gives_back_what_was_set(void **state) {
    static const char json[] = "{\"shop\":1,\"attributes\":{\"shop\":\"new\",\"more\":\"x\"},"
                               "\"events\":3}";
    kefu_conversation *c;
    kefu_str value;
    (void)state;
    assert_int_equal(kefu_conversation_new(chat_scheme, NULL, &c, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_set(c, "shop", 4, "old", 3, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_read_json(c, chat_scratch, json, strlen(json), NULL, NULL),
                     KEFU_E_DEFINITION);
    assert_int_equal(kefu_conversation_find_attribute(c, "more", 4, &value, NULL),
                     KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_conversation_find_attribute(c, "shop", 4, &value, NULL), KEFU_OK);
    assert_true(kefu__str_is(value, "old"));
    kefu_conversation_free(c);
}

static void agents_are_limited(void **state) {
    kefu_conversation *c = chat_read("{}");
    kefu_event event = KEFU_EVENT_INIT;
    kefu_error error;
    char name[16];
    int i;
    (void)state;
    event.role = KEFU_ROLE_AGENT;
    event.agent_id.data = name;
    for (i = 0; i <= CONVERSATION_AGENTS_MAX; i++) {
        const kefu_status expected = i < CONVERSATION_AGENTS_MAX ? KEFU_OK : KEFU_E_LIMIT;
        snprintf(name, sizeof name, "a%d", i);
        event.agent_id.size = strlen(name);
        assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, &error), expected);
    }
    assert_non_null(strstr(error.message, "1000 agents"));
    for (i = 0; i < CONVERSATION_AGENTS_MAX; i += 7) { /* each is known still */
        kefu_message message = {.size = sizeof message};
        snprintf(name, sizeof name, "a%d", i);
        event.agent_id.size = strlen(name);
        assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, &error), KEFU_OK);
        assert_int_equal(kefu_conversation_message_at(c, kefu_conversation_message_count(c) - 1,
                                                      &message, &error),
                         KEFU_OK);
        assert_true(kefu__str_is(message.agent_id, name));
    }
    kefu_conversation_free(c);
}

static void texts_without_data_are_refused(void **state) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *c = NULL;
    (void)state;
    options.team.size = 4;
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_E_ARGUMENT);
    options.team.size = 0;
    options.reserved = 1;
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_E_VERSION);
    assert_null(c);
}

/* 4.1 is no binary fraction: it must not become 4.099999. A scale of one step has no whole steps.
 */
static void a_rating_is_rounded_not_cut(void **state) {
    kefu_conversation *c = chat_read("{'events':[{'type':'rated','rating':4.1}]}");
    (void)state;
    chat_expect(c, "csat_mean", 4, 1);
    kefu_conversation_free(c);
}

static void limits_are_named(void **state) {
    kefu_conversation *c = chat_read("{}");
    kefu_event event = KEFU_EVENT_INIT;
    kefu_error error;
    char name[16];
    int i;
    (void)state;
    for (i = 0; i < CONVERSATION_ATTRIBUTES_MAX; i++) {
        snprintf(name, sizeof name, "n%d", i);
        assert_int_equal(kefu_conversation_set(c, name, strlen(name), "v", 1, NULL), KEFU_OK);
    }
    assert_int_equal(kefu_conversation_set(c, "n0", 2, "w", 1, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_set(c, "more", 4, "v", 1, &error), KEFU_E_LIMIT);
    for (i = 0; i < CONVERSATION_MESSAGES_MAX; i++)
        assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, &error), KEFU_E_LIMIT);
    assert_int_equal(kefu_conversation_message_count(c), CONVERSATION_MESSAGES_MAX);
    kefu_conversation_free(c);
}

/* What reads analyses is refused where they are skipped; metrics have a state instead. */
static void analyses_that_are_skipped_are_not_read(void **state) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    struct chat_text text = {NULL, 0};
    kefu_evaluation *evaluation = NULL;
    kefu_monitor *monitor = NULL;
    kefu_aggregate *aggregate;
    kefu_conversation *c;
    kefu_rubric rubric;
    kefu_metric metric;
    (void)state;
    options.flags = KEFU_CONVERSATION_SKIP_ANALYSIS;
    assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_new(chat_scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_scheme_find_rubric(chat_scheme, "", 0, &rubric, NULL), KEFU_OK);
    assert_int_equal(kefu_scheme_find_metric(chat_scheme, KEFU_TEXT("frt"), &metric, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_evaluate(c, rubric, KEFU_TIME_END, &evaluation, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_monitor_new(c, rubric, NULL, &monitor, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_explain(c, metric, KEFU_TIME_END, chat_write, &text, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_write(c, chat_write, &text, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_write_messages(c, chat_write, &text, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_write_turns(c, chat_write, &text, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_conversation_write_dialogue(c, chat_write, &text, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(text.size, 0);
    chat_expect_none(c, "sentiment_mean", KEFU_STATE_NO_DATA, KEFU_REASON_NO_TEXT);
    kefu_aggregate_free(aggregate);
    kefu_conversation_free(c);
}

/* A text that is too long for an analysis is refused without one, too. */
static void a_skipped_text_has_the_same_limit(void **state) {
    enum { TOO_LONG = 1024 * 1024 + 1 };
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_event event = KEFU_EVENT_INIT;
    char *text = calloc(1, TOO_LONG);
    kefu_conversation *c;
    kefu_error error;
    (void)state;
    assert_non_null(text);
    memset(text, 'a', TOO_LONG);
    event.text = (kefu_str){text, TOO_LONG};
    for (int skips = 0; skips < 2; skips++) {
        options.flags = skips ? KEFU_CONVERSATION_SKIP_ANALYSIS : 0;
        assert_int_equal(kefu_conversation_new(chat_scheme, &options, &c, NULL), KEFU_OK);
        assert_int_equal(kefu_conversation_push(c, chat_scratch, &event, NULL, &error),
                         KEFU_E_LIMIT);
        assert_string_equal(error.message, "a text is longer than 1 MiB");
        assert_int_equal(kefu_conversation_message_count(c), 0);
        kefu_conversation_free(c);
    }
    free(text);
}

/* A name of two letters is similar to too many others to be a slip. */
static void short_names_are_no_slips(void **state) {
    kefu_findings *findings;
    (void)state;
    assert_int_equal(kefu_findings_new(NULL, &findings, NULL), KEFU_OK);
    kefu_conversation_free(chat_read_with(
        chat_scheme, "{'ia':1,'messages':[{'role':'customer','ay':1,'text':'x'}]}", findings));
    assert_int_equal(kefu_findings_count(findings), 0);
    kefu_findings_free(findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_records_are_refused_with_their_place),
        cmocka_unit_test(a_flawed_record_stays_without_its_flaw),
        cmocka_unit_test(long_ids_are_quoted_in_part),
        cmocka_unit_test(own_members_are_no_slips),
        cmocka_unit_test(numbers_are_instants_of_the_commonest_unit),
        cmocka_unit_test(what_is_no_text_is_replaced_and_told),
        cmocka_unit_test(misuse_is_refused),
        cmocka_unit_test(a_failed_reading_gives_back_what_was_set),
        cmocka_unit_test(agents_are_limited),
        cmocka_unit_test(texts_without_data_are_refused),
        cmocka_unit_test(a_rating_is_rounded_not_cut),
        cmocka_unit_test(limits_are_named),
        cmocka_unit_test(analyses_that_are_skipped_are_not_read),
        cmocka_unit_test(a_skipped_text_has_the_same_limit),
        cmocka_unit_test(short_names_are_no_slips),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
