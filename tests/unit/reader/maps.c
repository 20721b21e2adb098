/* SPDX-License-Identifier: MIT
 * Tests of field maps: where values come from, what they are made into, and tables that a map
 * reads.
 */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>

#include "kefu/kefu.h"

/* JSON written with single quotes. */
static size_t quote(const char *text, char *to, size_t capacity) {
    size_t size = strlen(text);
    assert_true(size < capacity);
    for (size_t i = 0; i <= size; i++)
        to[i] = text[i] == '\'' ? '"' : text[i];
    return size;
}

static kefu_field_map *new_map(const char *text) {
    char json[4096];
    kefu_field_map *map = NULL;
    kefu_error error;
    const size_t size = quote(text, json, sizeof json);
    if (kefu_field_map_new(json, size, NULL, &map, NULL, &error))
        fail_msg("%s: %s", error.pointer, error.message);
    return map;
}

static kefu_status append(void *ctx, const char *data, size_t size) {
    char *to = ctx;
    assert_true(strlen(to) + size < 4096);
    strncat(to, data, size);
    return KEFU_OK;
}

#define HEAD "{'kefu':1,'kind':'map','id':'m','version':'1','record':'feedback','format':'jsonl',"

/* A map of these members applied to one line gives `expected`, but for the id. */
static void expect(const char *members, const char *line, const char *expected) {
    char text[2048], json[2048], wanted[2048], got[4096] = "";
    snprintf(text, sizeof text, HEAD "%s}", members);
    kefu_field_map *map = new_map(text);
    const size_t size = quote(line, json, sizeof json);
    assert_int_equal(kefu_field_map_apply(map, json, size, 7, append, got, NULL), KEFU_OK);
    char whole[2048];
    snprintf(whole, sizeof whole, "{'id':'7'%s%s}", *expected ? "," : "", expected);
    quote(whole, wanted, sizeof wanted);
    assert_string_equal(got, wanted);
    kefu_field_map_free(map);
}

/* ---- where values come from ---- */

static void test_sources(void **state) {
    (void)state;
    expect("'members':{'text':['/a','/b']}", "{'b':'x'}", "'text':'x'");
    expect("'members':{'text':{'from':['/a','/b']}}", "{'a':null,'b':1}", "'text':1");
    expect("'members':{'text':{'concat':['/a',' ','/b']}}", "{'a':'x','b':2}", "'text':'x 2'");
    expect("'members':{'text':{'concat':['/a','-']}}", "{}", "");
    expect("'members':{'source':{'value':'survey'}}", "{}", "'source':'survey'");
    expect("'members':{'scale':{'value':{'min':1,'max':5}}}", "{}", "'scale':{'min':1,'max':5}");
    expect("'members':{'source':{'from':'/s','default':'survey'}}", "{}", "'source':'survey'");
    expect("'members':{'source':{'from':'/s','default':'survey'}}", "{'s':'x'}", "'source':'x'");
}

static void test_parts(void **state) {
    (void)state;
    expect("'members':{'agent_id':{'from':'/a','split':[':','：'],'part':-1}}",
           "{'a':'甲店：小王'}", "'agent_id':'小王'");
    expect("'members':{'agent_id':{'from':'/a','split':':','part':-1}}", "{'a':'小王'}",
           "'agent_id':'小王'");
    expect("'members':{'team':{'from':'/a','split':':','part':1,'parts_min':2}}", "{'a':'小王'}",
           "");
    expect("'members':{'team':{'from':'/a','split':':','part':1,'parts_min':2}}",
           "{'a':' 甲店 : 小王'}", "'team':'甲店'");
    expect("'members':{'team':{'from':'/a','split':':','part':3,'default':'?'}}", "{'a':'x:y'}",
           "'team':'?'");
    expect("'members':{'labels':{'from':'/a','split':['、',',']}}", "{'a':'大促、,vip, x '}",
           "'labels':['大促','vip','x']");
    expect("'members':{'team':{'from':'/a','split':'-','part':2}}", "{'a':12}", "");
    expect("'members':{'team':{'concat':['/a','-','/b'],'split':'-','part':2}}", "{'a':1,'b':22}",
           "'team':'22'");
}

static void test_patterns_of_values(void **state) {
    (void)state;
    const char *map = "'members':{'team':'/t'},'values':{'team':{'A*':'a','*服':'s','x*y*z':'m',"
                      "'*':'o'}}";
    expect(map, "{'t':'Ab'}", "'team':'a'");
    expect(map, "{'t':'A'}", "'team':'a'");
    expect(map, "{'t':'客服'}", "'team':'s'");
    expect(map, "{'t':'x1yyz'}", "'team':'m'");
    expect(map, "{'t':'xyzz1'}", "'team':'o'");
}

/* ---- what they are made into ---- */

static void test_times(void **state) {
    (void)state;
    expect("'members':{'at':{'from':'/t','type':'time'}}", "{'t':'2024/3/1 12:00'}",
           "'at':'2024-03-01T12:00:00'");
    expect("'zone':'+08:00','members':{'at':{'from':'/t','type':'time'}}", "{'t':'2024/3/1 12:00'}",
           "'at':'2024-03-01T12:00:00+08:00'");
    expect("'zone':'+08:00','members':{'at':{'from':'/t','type':'time'}}",
           "{'t':'2024-03-01T12:00:00Z'}", "'at':'2024-03-01T12:00:00Z'");
    expect("'members':{'at':{'from':'/t','type':'time','pattern':'d.M.yyyy H:mm'}}",
           "{'t':'1.3.2024 9:05'}", "'at':'2024-03-01T09:05:00'");
    expect("'members':{'at':{'from':'/t','type':'time','pattern':'H:mm','day':'/d'}}",
           "{'t':'9:05','d':'2024年3月1日'}", "'at':'2024-03-01T09:05:00'");
    expect("'members':{'at':{'concat':['/d',' ','/t'],'type':'time'}}",
           "{'t':'9:05','d':'2024-3-1'}", "'at':'2024-03-01T09:05:00'");
    expect("'members':{'at':{'from':'/t','type':'time'}}", "{'t':'1709265600'}", "'at':1709265600");
    expect("'members':{'at':{'from':'/t','type':'time'}}", "{'t':'yesterday'}",
           "'at':'yesterday'"); /* the reader of the record reports it */
    expect("'members':{'at':{'from':'/t','type':'time'}}", "{'t':'9:05'}", "'at':'9:05'");
}

static void test_words(void **state) {
    (void)state;
    expect(
        "'staff':['小王','K-*'],'members':{'x':{'from':'/r','type':'role','default':'customer'}}",
        "{'r':'小王'}", "'x':'agent'");
    expect(
        "'staff':['小王','K-*'],'members':{'x':{'from':'/r','type':'role','default':'customer'}}",
        "{'r':'K-12'}", "'x':'agent'");
    expect("'members':{'x':{'from':'/r','type':'role','default':'customer'}}", "{'r':'老李'}",
           "'x':'customer'");
    expect("'members':{'x':{'from':'/r','type':'role'}}", "{'r':'机器人'}", "'x':'bot'");
    expect("'members':{'x':{'from':'/r','type':'role'}}", "{'r':'客服小王'}", "'x':'agent'");
    expect("'members':{'x':{'from':'/r','type':'role'}}", "{'r':'老李'}", "'x':'老李'");
    expect("'members':{'rating':{'from':'/r','type':'rating'}}", "{'r':'非常满意'}", "'rating':5");
    expect("'members':{'rating':{'from':'/r','type':'rating'}}", "{'r':'★★☆'}", "'rating':2");
    expect("'members':{'x':{'from':'/c','type':'content'}}", "{'c':'图片'}", "'x':'image'");
    expect("'members':{'x':{'from':'/c','type':'content','default':'other'}}", "{'c':'红包'}",
           "'x':'other'");
    expect("'members':{'x':{'from':'/d','type':'duration'}}", "{'d':'1分20秒'}", "'x':80000");
    expect("'members':{'x':{'from':'/d','type':'duration'}}", "{'d':'很久'}", "'x':'很久'");
}

/* ---- tables ---- */

#define TABLE "{'kefu':1,'kind':'map','id':'m','version':'1','format':'csv',"
#define GROUPS                                                                                     \
    TABLE                                                                                          \
    "'record':'conversation','zone':'+08:00','system_lines':true,'group':{'key':['session']},"     \
    "'headers':{'session':['会话ID','session id']},'members':{'contact_id':'买家'},"           \
    "'message':{'at':{'from':'时间','type':'time'},'role':{'from':'谁','type':'role',"          \
    "'default':'customer'},'text':'内容'},'rows':[{'when':{'内容':'*撤回了一条消息'},"  \
    "'skip':true}]}"

/* Reads a file through a map, pushed in chunks; writes "LINE RECORD\n", or "LINE !CODE\n" for what
 * is refused. */
static void read_through(const char *map_text, const char *file, size_t chunk, char *to,
                         size_t capacity) {
    kefu_field_map *map = new_map(map_text);
    kefu_findings *findings = NULL;
    kefu_reader *reader = NULL;
    size_t pushed = 0, size = strlen(file), used = 0;
    assert_int_equal(kefu_findings_new(NULL, &findings, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_use_map(reader, map, NULL), KEFU_OK);
    *to = '\0';
    for (bool ended = false;;) {
        kefu_record record = {.size = sizeof record};
        kefu_finding finding = {.size = sizeof finding};
        kefu_findings_clear(findings);
        const kefu_status status = kefu_reader_next(reader, &record, findings, NULL);
        const char *code = kefu_findings_at(findings, 0, &finding, NULL) ? "?" : finding.code;
        if (status != KEFU_OK)
            used += (size_t)snprintf(to + used, capacity - used, "%d !%s\n", (int)record.line,
                                     code);
        else if (record.json.data)
            used += (size_t)snprintf(to + used, capacity - used, "%d %.*s\n", (int)record.line,
                                     (int)record.json.size, record.json.data);
        else if (ended)
            break;
        else if (pushed < size) {
            const size_t part = size - pushed < chunk ? size - pushed : chunk;
            assert_int_equal(kefu_reader_push(reader, file + pushed, part, NULL), KEFU_OK);
            pushed += part;
        } else {
            assert_int_equal(kefu_reader_end(reader, NULL), KEFU_OK);
            ended = true;
        }
    }
    kefu_reader_free(reader);
    kefu_findings_free(findings);
    kefu_field_map_free(map);
}

static void expect_table(const char *map, const char *file, const char *expected) {
    static const size_t chunks[] = {1, 7, 1000};
    char wanted[4096], got[4096];
    quote(expected, wanted, sizeof wanted);
    for (size_t i = 0; i < sizeof chunks / sizeof *chunks; i++) {
        read_through(map, file, chunks[i], got, sizeof got);
        assert_string_equal(got, wanted);
    }
}

static void test_rows_of_a_table(void **state) {
    (void)state;
    expect_table(GROUPS,
                 "三月明细\n\n会话 ID,备注,时间,谁,买家,内容\n"
                 "s1,,2024-03-01 12:00:00,老李,老李,在吗\n"
                 "s2,x,2024-03-01 12:00:30,老张,老张,\"有货,吗\"\n"
                 "s1,,2024-03-01 12:01:00,客服,,在的\n"
                 "s1,,2024-03-01 12:02:00,系统,,客服撤回了一条消息\n"
                 "s1,,2024-03-01 12:03:00,系统,,已转接给小陈\n",
                 "4 {'id':'s1','contact_id':'老李','messages':["
                 "{'at':'2024-03-01T12:00:00+08:00','role':'customer','text':'在吗'},"
                 "{'at':'2024-03-01T12:01:00+08:00','role':'agent','text':'在的'}],'events':["
                 "{'at':'2024-03-01T12:03:00+08:00','type':'transfer','to':'小陈'}]}\n"
                 "5 {'id':'s2','contact_id':'老张','messages':["
                 "{'at':'2024-03-01T12:00:30+08:00','role':'customer','text':'有货,吗'}],"
                 "'events':[]}\n");
}

/* A line that is a date alone holds for the times of day below it, over midnight. */
static void test_dates_above_rows(void **state) {
    (void)state;
    expect_table(GROUPS,
                 "session_id;时间;谁;买家;内容\n2024年3月1日;;;;\ns1;23:59:30;客户;;a\n"
                 "s1;0:00:10;客服;;b\n2024-03-05;;;;\ns1;08:00;客户;;c\n",
                 "3 {'id':'s1','messages':["
                 "{'at':'2024-03-01T23:59:30+08:00','role':'customer','text':'a'},"
                 "{'at':'2024-03-02T00:00:10+08:00','role':'agent','text':'b'},"
                 "{'at':'2024-03-05T08:00:00+08:00','role':'customer','text':'c'}],'events':[]}\n");
}

/* A clock that goes back by more than twelve hours has passed midnight; by fewer it has not. */
static void test_clocks_pass_midnight(void **state) {
    (void)state;
    expect_table(GROUPS,
                 "session_id;时间;谁;买家;内容\n2024-03-01;;;;\ns1;13:00:00;客户;;a\n"
                 "s1;04:00:00;客户;;b\ns1;17:00:00;客户;;c\ns1;05:00:00;客户;;d\n"
                 "s1;17:00:01;客户;;e\ns1;05:00:00;客户;;f\n",
                 "3 {'id':'s1','messages':["
                 "{'at':'2024-03-01T13:00:00+08:00','role':'customer','text':'a'},"
                 "{'at':'2024-03-01T04:00:00+08:00','role':'customer','text':'b'},"
                 "{'at':'2024-03-01T17:00:00+08:00','role':'customer','text':'c'},"
                 "{'at':'2024-03-01T05:00:00+08:00','role':'customer','text':'d'},"
                 "{'at':'2024-03-01T17:00:01+08:00','role':'customer','text':'e'},"
                 "{'at':'2024-03-02T05:00:00+08:00','role':'customer','text':'f'}],'events':[]}\n");
}

/* Quotes within a quoted cell are written twice, and stand for one. */
static void test_quotes_in_cells(void **state) {
    (void)state;
    expect_table(GROUPS, "session_id,谁,内容\ns1,客户,\"他说\"\"好\"\"，\"\"\"\ns1,客户,\"\"\"\"\n",
                 "2 {'id':'s1','messages':[{'role':'customer','text':'他说\\\"好\\\"，\\\"'},"
                 "{'role':'customer','text':'\\\"'}],'events':[]}\n");
}

static void test_damage_of_a_table(void **state) {
    (void)state;
    expect_table(GROUPS,
                 "会话ID,时间,谁,买家,内容\ns1,12:00,客户,,a,more\ns1,12:00\n,12:00,客户,,c\n"
                 "s1,2024-03-01 12:00,客户,,\"d\n",
                 "2 !bad_row\n3 !bad_row\n4 !bad_row\n5 !bad_row\n");
    expect_table(GROUPS, "a,b\n1,2\n", "1 !unknown_table\n");
}

static void test_a_record_a_row(void **state) {
    (void)state;
    expect_table(TABLE "'record':'feedback','members':{'id':'no','rating':{'from':'分','type':"
                       "'rating'},'text':'a/b~c','source':{'value':'review'}}}",
                 "no\t分\ta/b~c\n7\t5分\t好\n\n8\t差\t\n",
                 "2 {'id':'7','rating':5,'text':'好','source':'review'}\n"
                 "4 {'id':'8','rating':'差','source':'review'}\n");
}

static void test_a_record_a_line(void **state) {
    (void)state;
    expect_table("{'kefu':1,'kind':'map','id':'m','version':'1','format':'jsonl','record':"
                 "'feedback','members':{'id':'/n','rating':'/r'}}",
                 "{\"n\":1,\"r\":5}\n{\"n\":2\n{\"n\":3,\"r\":4}\n",
                 "1 {'id':1,'rating':5}\n2 !json_syntax\n3 {'id':3,'rating':4}\n");
}

/* ---- pauses ---- */

#define GAPS                                                                                       \
    "{'kefu':1,'kind':'map','id':'m','version':'1','format':'jsonl','record':'conversation',"      \
    "'group':{'key':['/k'],'gap':'1h'},'members':{'team':'/t'},'message':{'at':'/at','role':'/"    \
    "r'},"                                                                                         \
    "'rows':[{'when':{'/r':'end'},'event':'closed'}]}"

/* Rows of one key are cut where an hour passes without one, whatever order they stand in. */
static void test_gaps(void **state) {
    (void)state;
    expect_table(GAPS,
                 "{\"k\":\"a\",\"t\":\"T\",\"at\":1709265600000,\"r\":\"customer\"}\n"
                 "{\"k\":\"a\",\"at\":1709280000000,\"r\":\"customer\"}\n"
                 "{\"k\":\"b\",\"at\":\"2024-03-01 12:00\",\"r\":\"customer\"}\n"
                 "{\"k\":\"a\",\"at\":1709269200000,\"r\":\"agent\"}\n"
                 "{\"k\":\"a\",\"at\":1709280060000,\"r\":\"end\"}\n"
                 "{\"k\":\"a\",\"r\":\"agent\"}\n"
                 "{\"k\":\"b\",\"at\":\"2024-03-01 13:00:01\",\"r\":\"customer\"}\n",
                 "1 {'id':'a','team':'T','messages':["
                 "{'at':1709265600000,'role':'customer'},{'at':1709269200000,'role':'agent'},"
                 "{'role':'agent'}],'events':[]}\n"
                 "1 {'id':'a#2','team':'T','messages':[{'at':1709280000000,'role':'customer'}],"
                 "'events':[{'type':'closed','at':1709280060000}]}\n"
                 "3 {'id':'b','messages':[{'at':'2024-03-01 12:00','role':'customer'}],"
                 "'events':[]}\n"
                 "3 {'id':'b#2','messages':[{'at':'2024-03-01 13:00:01','role':'customer'}],"
                 "'events':[]}\n");
}

/* ---- what is wrong with a map ---- */

static void expect_refused(const char *text, const char *pointer) {
    char json[4096];
    kefu_field_map *map = NULL;
    kefu_error error;
    const size_t size = quote(text, json, sizeof json);
    assert_int_equal(kefu_field_map_new(json, size, NULL, &map, NULL, &error), KEFU_E_DEFINITION);
    assert_string_equal(error.pointer, pointer);
}

static void test_refusals(void **state) {
    (void)state;
    expect_refused(HEAD "'members':{'a':{'from':'b'}}}", "/members/a");
    expect_refused(HEAD "'members':{'a':{'from':[]}}}", "/members/a");
    expect_refused(HEAD "'members':{'a':{'from':'/b','part':1}}}", "/members/a");
    expect_refused(HEAD "'members':{'a':{'from':'/b','split':''}}}", "/members/a/split");
    expect_refused(HEAD "'members':{'a':{'from':'/b','pattern':'yyyy'}}}", "/members/a/type");
    expect_refused(HEAD "'members':{'a':{'from':'/b','type':'time','pattern':'qq'}}}",
                   "/members/a/pattern");
    expect_refused(
        "{'kefu':1,'kind':'map','id':'m','version':'1','record':'conversation','format':"
        "'jsonl','group':{'key':['/a'],'gap':'long'},'message':{'at':'/a'},'members':{}}",
        "/group/gap");
    expect_refused(HEAD "'zone':'Asia/Shanghai','members':{'a':'/b'}}", "/zone");
    expect_refused(HEAD "'headers':{'a':[1]},'members':{'a':'/b'}}", "/headers/a");
    expect_refused(TABLE "'record':'feedback','members':{'a':3}}", "/members/a");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sources),
        cmocka_unit_test(test_parts),
        cmocka_unit_test(test_patterns_of_values),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_words),
        cmocka_unit_test(test_rows_of_a_table),
        cmocka_unit_test(test_dates_above_rows),
        cmocka_unit_test(test_clocks_pass_midnight),
        cmocka_unit_test(test_quotes_in_cells),
        cmocka_unit_test(test_damage_of_a_table),
        cmocka_unit_test(test_a_record_a_row),
        cmocka_unit_test(test_a_record_a_line),
        cmocka_unit_test(test_gaps),
        cmocka_unit_test(test_refusals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
