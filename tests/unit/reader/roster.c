/* SPDX-License-Identifier: MIT
 * Tests of rosters: what is wrong with one at its place, that a scheme's digest is blind to it, and
 * who is staff in tables and maps. What becomes of records stands in tests/conformance. */
#include "test.h"

#include <stdio.h>

#include "kefu/kefu.h"

#define HEAD "{'kefu':1,'kind':'roster','id':'r','version':'1','agents':"

/* JSON written with single quotes. */
static const char *quote(const char *text) {
    static char to[2048];
    assert_true(strlen(text) < sizeof to);
    for (size_t i = 0; i <= strlen(text); i++)
        to[i] = text[i] == '\'' ? '"' : text[i];
    return to;
}

static kefu_roster *new_roster(const char *text) {
    const char *json = quote(text);
    kefu_roster *roster = NULL;
    kefu_error error;
    if (kefu_roster_new(json, strlen(json), NULL, &roster, NULL, &error) != KEFU_OK)
        fail_msg("%s: %s", error.pointer, error.message);
    return roster;
}

static void mistakes_are_at_their_place(void **state) {
    static const struct {
        const char *text, *code, *pointer;
    } cases[] = {
        {HEAD "[{'name':'x'}]}", "missing_member", "/agents/0"},
        {HEAD "[{'id':'a'},{'id':'a'}]}", "duplicate_id", "/agents/1/id"},
        {HEAD "[{'id':'a','aliases':['x','y']},{'id':'b','aliases':['y']}]}", "duplicate_id",
         "/agents/1/aliases/0"},
        {HEAD "[{'id':'a'}],'queues':['q','a']}", "duplicate_id", "/queues/1"},
        {HEAD "[{'id':'a','aliases':['b']}],'bots':['b']}", "duplicate_id", "/bots/0"},
        {HEAD "[{'id':'a','pseudonym':'p'},{'id':'b','pseudonym':'p'}]}", "duplicate_id",
         "/agents/1/pseudonym"},
        {HEAD "[{'id':'a','joined':'2024-02-30'}]}", "bad_instant", "/agents/0/joined"},
        {HEAD "[{'id':'a','joined':'2024-02-03 10:00'}]}", "bad_instant", "/agents/0/joined"},
        {HEAD "[{'id':'a','teams':[{'team':'t','from':'2024-03-01','to':'2024-03-01'}]}]}",
         "empty_period", "/agents/0/teams/0/to"},
        {HEAD "[{'id':'a','team':'t'}]}", "unknown_member", "/agents/0/team"},
        {HEAD "[],'zone':'Asia/Shanghai'}", "bad_offset", "/zone"},
        {"{'kefu':1,'kind':'map','id':'r','version':'1','agents':[]}", "unknown_choice", "/kind"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const char *json = quote(cases[i].text);
        kefu_findings *findings = new_findings();
        kefu_roster *roster = NULL;
        kefu_finding found = {.size = sizeof found};
        assert_int_not_equal(kefu_roster_new(json, strlen(json), NULL, &roster, findings, NULL),
                             KEFU_OK);
        assert_null(roster);
        assert_int_equal(kefu_findings_at(findings, 0, &found, NULL), KEFU_OK);
        if (strcmp(found.code, cases[i].code) != 0 || strcmp(found.pointer, cases[i].pointer) != 0)
            fail_msg("%s: %s at %s", cases[i].text, found.code, found.pointer);
        kefu_findings_free(findings);
    }
}

static void a_scheme_does_not_depend_on_it(void **state) {
    static const char *const agents[] = {HEAD "[{'id':'a'}]}", HEAD "[{'id':'a'},{'id':'b'}]}"};
    kefu_scheme *without = NULL;
    (void)state;
    assert_int_equal(kefu_scheme_compile(NULL, 0, NULL, &without, NULL, NULL), KEFU_OK);
    for (size_t i = 0; i < 2; i++) {
        const char *json = quote(agents[i]);
        const kefu_document document = {{"r", 1}, {json, strlen(json)}};
        kefu_scheme *with = NULL;
        assert_int_equal(kefu_scheme_compile(&document, 1, NULL, &with, NULL, NULL), KEFU_OK);
        assert_string_equal(kefu_scheme_digest(with), kefu_scheme_digest(without));
        kefu_scheme_release(with);
    }
    kefu_scheme_release(without);
}

/* The roles of all messages that a reader with a roster gives, a letter each; "!": a refusal. */
static void expect_roles(const char *map_text, const char *text, const char *roles) {
    kefu_roster *roster = new_roster(
        HEAD "[{'id':'a1','name':'小王','aliases':['w']}],'bots':['小蜜']}");
    kefu_reader *reader = NULL;
    kefu_field_map *map = NULL;
    char said[64] = "";
    assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_use_roster(reader, roster, NULL), KEFU_OK);
    if (map_text) {
        const char *json = quote(map_text);
        assert_int_equal(kefu_field_map_new(json, strlen(json), NULL, &map, NULL, NULL), KEFU_OK);
        assert_int_equal(kefu_reader_use_map(reader, map, NULL), KEFU_OK);
    }
    assert_int_equal(kefu_reader_push(reader, text, strlen(text), NULL), KEFU_OK);
    assert_int_equal(kefu_reader_end(reader, NULL), KEFU_OK);
    for (;;) {
        kefu_record record = {.size = sizeof record};
        const kefu_status status = kefu_reader_next(reader, &record, NULL, NULL);
        if (status == KEFU_OK && !record.json.data)
            break;
        if (status != KEFU_OK)
            strcat(said, "!");
        for (size_t i = 0; status == KEFU_OK && i + 8 < record.json.size; i++)
            if (memcmp(record.json.data + i, "\"role\":\"", 8) == 0)
                strncat(said, record.json.data + i + 8, 1);
    }
    assert_string_equal(said, roles);
    kefu_reader_free(reader);
    kefu_field_map_free(map);
    kefu_roster_free(roster);
}

static void its_agents_are_staff(void **state) {
    (void)state;
    expect_roles(NULL, "会话ID,发送人,内容\ns1,小王,a\ns1,w,b\ns1,小蜜,c\n", "aab");
    expect_roles(NULL, "会话ID,发送人,接收人,内容\ns1,小王,老李,a\ns1,老李,小王,b\n", "ac");
    expect_roles(NULL, "会话ID,发送人,内容\ns1,老李,a\ns1,小王,b\n", "!a");
    expect_roles("{'kefu':1,'kind':'map','id':'m','version':'1','record':'conversation','format':"
                 "'csv','group':{'key':['k']},'members':{},'message':{'role':{'from':'who','type':"
                 "'role','default':'customer'},'text':'t'}}",
                 "k,who,t\ns1,老李,a\ns1,w,b\ns1,小蜜,c\n", "cab");
    expect_roles("{'kefu':1,'kind':'map','id':'m','version':'1','record':'conversation','format':"
                 "'jsonl','members':{'messages':{'each':'/m','members':{'role':{'from':'/by','type'"
                 ":'role','default':'customer'}}}}}",
                 "{\"m\":[{\"by\":\"w\"},{\"by\":\"x\"}]}\n", "ac");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(mistakes_are_at_their_place),
        cmocka_unit_test(a_scheme_does_not_depend_on_it),
        cmocka_unit_test(its_agents_are_staff),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
