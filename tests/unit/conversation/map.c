/* SPDX-License-Identifier: MIT
 * Tests of field maps: JSON lines and columns, what is wrong with a map, what is wrong with a line.
 */
#include "conversation/chat.h"

#include "kefu/field_map.h"

/* A map of JSON with single quotes; its status when it is refused. */
static kefu_status make(const char *text, kefu_field_map **map, kefu_error *error) {
    char json[4096];
    size_t i;
    for (i = 0; text[i]; i++)
        json[i] = text[i] == '\'' ? '"' : text[i];
    memset(error, 0, sizeof *error);
    return kefu_field_map_new(json, i, NULL, map, NULL, error);
}

static void expect(const kefu_field_map *map, const char *line, const char *record) {
    struct chat_text text = {NULL, 0};
    kefu_error error;
    if (kefu_field_map_apply(map, line, strlen(line), 7, chat_write, &text, &error))
        fail_msg("%s: %s", line, error.message);
    assert_string_equal(text.data, record);
    free(text.data);
}

#define HEAD "{'kefu':1,'kind':'map','id':'m','version':'1',"

static void dialogues_become_conversations(void **state) {
    kefu_field_map *map;
    kefu_error error;
    (void)state;
    assert_int_equal(
        make(HEAD "'record':'conversation','format':'jsonl','members':{'id':{'from':'/meta/no',"
                  "'type':'text'},'agent_id':'/staff/0','at':{'from':'/t','type':'seconds'},"
                  "'attributes':{'members':{'shop':'/meta/a~1b'}},'messages':{'each':'/turns',"
                  "'members':{'role':'/who','text':'/says'}}},'values':{'role':{'helpdesk':'agent',"
                  "'*':'customer'}},'constants':{'channel':'chat','topic':null}}",
             &map, &error),
        KEFU_OK);
    assert_string_equal(kefu_field_map_record(map), "conversation");
    expect(map,
           "{\"meta\":{\"no\":5,\"a/b\":\"S\"},\"staff\":[\"x\",\"y\"],\"t\":1.5,\"turns\":["
           "{\"who\":\"u1\",\"says\":\"你好\"},{\"who\":\"helpdesk\",\"says\":null}]}",
           "{\"id\":\"5\",\"agent_id\":\"x\",\"at\":1500,\"attributes\":{\"shop\":\"S\"},"
           "\"messages\":[{\"role\":\"customer\",\"text\":\"你好\"},{\"role\":\"agent\"}],"
           "\"channel\":\"chat\",\"topic\":null}");
    expect(map, "{}\r",
           "{\"id\":\"7\",\"attributes\":{},\"messages\":[],\"channel\":\"chat\",\"topic\":null}");
    kefu_field_map_free(map);
    kefu_field_map_free(NULL);
}

static void columns_become_feedback(void **state) {
    struct chat_text text = {NULL, 0};
    kefu_field_map *map;
    kefu_error error;
    (void)state;
    assert_int_equal(make(HEAD "'record':'feedback','format':'tsv','members':{'rating':{'column':1,"
                               "'type':'number','required':true},'topic':2,'text':3},'values':{"
                               "'rating':{'good':5,'bad':1}},'constants':{'scale':{'min':1,'max':"
                               "5}}}",
                          &map, &error),
                     KEFU_OK);
    assert_string_equal(kefu_field_map_record(map), "feedback");
    expect(map, "good\t水果\t很\"甜\"",
           "{\"id\":\"7\",\"rating\":5,\"topic\":\"水果\",\"text\":\"很\\\"甜\\\"\",\"scale\":{"
           "\"min\":"
           "1,\"max\":5}}");
    expect(map, "3.5\t\tx\tmore\r",
           "{\"id\":\"7\",\"rating\":3.5,\"text\":\"x\",\"scale\":{\"min\":1,\"max\":5}}");
    assert_int_equal(kefu_field_map_apply(map, "5\t\t\0x", 5, 1, chat_write, &text, NULL), KEFU_OK);
    assert_non_null(strstr(text.data, "\"text\":\"\xEF\xBF\xBDx\""));
    free(text.data);
    kefu_findings *findings = new_findings();
    kefu_finding finding = {.size = sizeof finding};
    struct chat_text repaired = {NULL, 0};
    assert_int_equal(kefu_field_map_apply_reported(map, "5\tT\tx\xFFy\xFE", 8, 1, chat_write,
                                                   &repaired, findings, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_findings_count(findings), 1);
    kefu_findings_at(findings, 0, &finding, NULL);
    assert_string_equal(finding.code, "bad_text");
    assert_string_equal(finding.pointer, "/text");
    assert_int_equal(finding.column, 6);
    assert_non_null(strstr(finding.message, "2 pieces"));
    free(repaired.data);
    kefu_findings_free(findings);
    assert_int_equal(kefu_field_map_apply(map, "\tx", 2, 1, chat_write, NULL, &error),
                     KEFU_E_DEFINITION);
    assert_string_equal(error.message, "\"rating\": is missing");
    assert_int_equal(kefu_field_map_apply(map, "fine\tx", 6, 1, chat_write, NULL, &error),
                     KEFU_E_DEFINITION);
    assert_string_equal(error.message, "\"rating\": must be a number");
    kefu_field_map_free(map);
}

#define CHATS "'record':'conversation','format':'jsonl','members':{},"

static void bad_maps_are_refused_with_their_place(void **state) {
    static const struct {
        const char *json, *pointer;
        kefu_status status;
    } bad[] = {
        {"[]", "", KEFU_E_DEFINITION},
        {"{'kefu':1", NULL, KEFU_E_JSON},
        {HEAD "'record':'order','format':'tsv','members':{}}", "/record", KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'tsv'}", "", KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'tsv','members':{'id':'/a'}}", "/members/id",
         KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'tsv','members':{'id':0}}", "/members/id",
         KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'jsonl','members':{'id':1}}", "/members/id",
         KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'jsonl','members':{'id':'a'}}", "/members/id",
         KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'jsonl','members':{'id':'/a~2'}}", "/members/id",
         KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'jsonl','members':{'id':{}}}", "/members/id",
         KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'jsonl','members':{'id':{'form':'/a'}}}",
         "/members/id/form", KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'jsonl','members':{},'values':{'a':[]}}", "/values/a",
         KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'jsonl','members':{},'constants':{'id':1}}", "",
         KEFU_E_DEFINITION},
        {HEAD CHATS "'group':{'key':['/a']}}", "", KEFU_E_DEFINITION},
        {HEAD CHATS "'message':{}}", "", KEFU_E_DEFINITION},
        {HEAD CHATS "'rows':[]}", "", KEFU_E_DEFINITION},
        {HEAD CHATS "'message':{},'group':{}}", "/group", KEFU_E_DEFINITION},
        {HEAD CHATS "'message':{},'group':{'key':[]}}", "/group", KEFU_E_DEFINITION},
        {HEAD CHATS "'message':{},'group':{'key':['a']}}", "/group", KEFU_E_DEFINITION},
        {HEAD CHATS "'message':{},'group':{'key':[{'unordered':[]}]}}", "/group",
         KEFU_E_DEFINITION},
        {HEAD CHATS "'message':{},'group':{'key':['/a']},'rows':[{'event':'rated'}]}", "/rows/0",
         KEFU_E_DEFINITION},
        {HEAD CHATS "'message':{},'group':{'key':['/a']},'rows':[{'when':{'/a':1}}]}",
         "/rows/0/when", KEFU_E_DEFINITION},
        {HEAD CHATS "'message':{},'group':{'key':['/a']},'rows':[{'when':{'/a':'b'},'event':'x'}]}",
         "/rows/0/event", KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'jsonl','members':{},'message':{},'group':{'key':['/a']"
              "}}",
         "/group", KEFU_E_DEFINITION},
        {HEAD "'record':'feedback','format':'jsonl','members':{'a':{'members':{'a':{'members':{'a':"
              "{'members':{'a':{'members':{'a':{'members':{'a':{'members':{'a':{'members':{'a':{"
              "'members':{}}}}}}}}}}}}}}}}}}",
         NULL, KEFU_E_LIMIT},
    };
    size_t i;
    (void)state;
    for (i = 0; i < sizeof bad / sizeof *bad; i++) {
        kefu_field_map *map = NULL;
        kefu_error error;
        const kefu_status status = make(bad[i].json, &map, &error);
        if (status != bad[i].status || (bad[i].pointer && strcmp(error.pointer, bad[i].pointer)))
            fail_msg("%s: %s at %s", bad[i].json, kefu_status_name((int32_t)status), error.pointer);
        assert_null(map);
    }
}

static void bad_lines_are_refused(void **state) {
    static const struct {
        const char *line;
        kefu_status status;
    } bad[] = {{"", KEFU_E_JSON},
               {"[1]", KEFU_E_DEFINITION},
               {"{\"id\":1}", KEFU_E_DEFINITION},
               {"{\"id\":1,\"turns\":3}", KEFU_E_DEFINITION},
               {"{\"id\":1,\"turns\":[]", KEFU_E_JSON}};
    kefu_field_map *map;
    kefu_error error;
    size_t i;
    (void)state;
    assert_int_equal(make(HEAD "'record':'conversation','format':'jsonl','members':{'messages':{"
                               "'each':'/turns','required':true,'members':{'text':''}}}}",
                          &map, &error),
                     KEFU_OK);
    for (i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(kefu_field_map_apply(map, bad[i].line, strlen(bad[i].line), 1, chat_write,
                                              NULL, &error),
                         bad[i].status);
    expect(map, "{\"turns\":[\"你好\",[2]]}",
           "{\"id\":\"7\",\"messages\":[{\"text\":\"你好\"},{\"text\":[2]}]}");
    assert_int_equal(kefu_field_map_apply(NULL, "", 0, 1, chat_write, NULL, NULL), KEFU_E_ARGUMENT);
    kefu_field_map_free(map);
}

static void without_memory_it_says_so(void **state) {
    static const char json[] =
        "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"record\":\"feedback\",\"format\":\"tsv\","
        "\"members\":{\"rating\":1},\"values\":{\"rating\":{\"a\":5}},\"constants\":{\"x\":[1]}}";
    size_t fail_at;
    kefu_status status = KEFU_E_MEMORY;
    (void)state;
    for (fail_at = 1; status != KEFU_OK; fail_at++) {
        struct test_memory memory;
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        struct chat_text text = {NULL, 0};
        kefu_field_map *map = NULL;
        status = kefu_field_map_new(json, sizeof json - 1, &allocator, &map, NULL, NULL);
        if (status == KEFU_OK)
            status = kefu_field_map_apply(map, "a", 1, 3, chat_write, &text, NULL);
        assert_true(status == KEFU_OK || status == KEFU_E_MEMORY);
        kefu_field_map_free(map);
        free(text.data);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(fail_at > 3);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(dialogues_become_conversations),
        cmocka_unit_test(columns_become_feedback),
        cmocka_unit_test(bad_maps_are_refused_with_their_place),
        cmocka_unit_test(bad_lines_are_refused),
        cmocka_unit_test(without_memory_it_says_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
