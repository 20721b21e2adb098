/* SPDX-License-Identifier: MIT
 * Tests of the reader: layouts, chunks of any size, kinds, ids, damage, encodings, memory. */
#include "test.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/kefu.h"

/* ---- layouts, in chunks of any size ---- */

#define A "{\"id\":\"a\",\"messages\":[{\"role\":\"customer\",\"text\":\"}]\\\"{\"}]}"
#define B "{\"id\":\"b\",\"source\":\"survey\"}"
#define C "{\"id\":3,\"amount_minor\":5}"

struct layout_case {
    const char *text,
        *said; /* "kind id line;" for each record, "status == KEFU_OK line;" for what is refused */
};
static const struct layout_case layouts[] = {
    {A "\n" B "\n" C "\n", "0 a 1;1 b 2;2 3 3;"},
    {A "\n\n \t\r\n" B, "0 a 1;1 b 4;"},
    {"[" A "," B "]", "0 a 1;1 b 1;"},
    {"[\n" A ",\n" B "\n]\n", "0 a 2;1 b 3;"},
    {"[" A "]\n[" B "]", "0 a 1;1 b 2;"},
    {"{\n \"id\": \"a\",\n \"messages\": [\n{\"role\": \"agent\"},\n{}\n ]\n}\n{\n\"id\":\"b\",\n"
     "\"rating\":4\n}\n",
     "0 a 1;1 b 8;"},
    {"{\"id\":\"a\",\"turns\":[{}]}\n{\"id\":\"b\",\"answers\":[]}\n", "0 a 1;1 b 2;"},
    {"{\"question\":\"q\",\"answer\":\"yes\",\"id\":\"x\"}\n", "3 x 1;"},
    {"{\"kind\":\"presence\",\"id\":\"p\"}\n{\"kind\":\"action\",\"messages\":[1]}", "4 p 1;7  2;"},
    {"{\"id\":\"\\u4e2d\",\"rating\":1}", "1 中 1;"},
    {"{\"id\":\"\\u4e2d\",\"rating\":1}\n{\"id\":\"\\u6587\",\"rating\":1}\n{\"id\":\"\\u5b57x\","
     "\"rating\":1}",
     "1 中 1;1 文 2;1 字x 3;"},
    {"{\"id\":0,\"rating\":1}\n{\"id\":-9,\"rating\":1}\n{\"id\":9,\"rating\":1}\n{\"id\":true,"
     "\"rating\":1}",
     "1 0 1;1 -9 2;1 9 3;1  4;"},
    {"[]", ""},
    {"", ""},
    {" \n\n", ""},
    /* what is refused costs nothing else */
    {A "\n{\"id\":\n" B "\n", "0 a 1;!20 2;1 b 3;"},
    {"{\"id\":\"x\n" A "\n" B, "!20 1;0 a 2;1 b 3;"},
    {"{\"id\":\"x\",\"messages\":[{}\n" A "\n" B, "!20 1;0 a 2;1 b 3;"},
    {A "\n7\n\"x\"\n" B, "0 a 1;!22 2;!22 3;1 b 4;"},
    {"junk\n" A "\n", "!20 1;0 a 2;"},
    {"[1," A ",null]", "!22 1;0 a 1;!22 1;"},
    {"[[" A "]]", "!22 1;"},
    {"[" A, "0 a 1;!20 1;"},
    {"[" A ",{\"id\"", "0 a 1;!20 1;!20 1;"},
    {A " x\n" B, "!20 1;1 b 2;"},
    {"{\"id\":1}\n" A, "!22 1;0 a 2;"},
    {"{\"id\":1,\"messages\":[ ]}\n" A, "0 1 1-;0 a 2;"},
    {"{\"id\":1,\"messages\":null,\"events\":[]}", "0 1 1-;"},
    {"{\"kind\":\"conversation\",\"id\":1}", "0 1 1-;"},
    {"{\"kind\":\"lexicon\",\"messages\":[{}]}", "!22 1;"},
    {"{\"kind\":7}", "!22 1;"},
    /* what no one else reads is checked by the reader */
    {"{\"id\":,\"messages\":[]}\n" A, "!20 1;0 a 2;"},
    {"{\"id\":,\"kind\":\"conversation\"}\n{\"id\":,", "!20 1;!20 2;"},
    {"{\"id\":1,\"messages\":[],\"x\":tru}", "!20 1;"},
    {"{\"kind\":\"order\",\"id\":1,\"amount_minor\":1.}\n{\"kind\":\"presence\",\"x\":[}",
     "!20 1;!20 2;"},
};

/* ---- tables ---- */

#define HEAD                "会话ID,发送时间,角色,客服ID,买家昵称,消息内容\n"
#define ROW(id, role, text) id ",2024-03-01 12:00:00," role ",a1,u9," text "\n"

struct table_case {
    const char *text, *said; /* as of layouts; behind each record its number of messages */
};
static const struct table_case tables[] = {
    {HEAD ROW("s1", "买家", "在吗") ROW("s2", "客户", "问") ROW("s1", "客服", "您好"),
     "0 s1 2=2;0 s2 3=1;"},
    {"三月聊天记录\n\n" HEAD ROW("s1", "买家", "\"a,b\nc \"\"d\"\"\"") ROW("s1", "系统", "x"),
     "0 s1 4=2;"},
    {"session_id\tsender_role\tcontent\ns1\tbuyer\thi\ns1\tseller\tyes, please\n", "0 s1 2=2;"},
    {"Session ID;Role;Text\r\n1;customer;a\r\n1;bot;b\r\n\r\n", "0 1 2=2;"},
    {"会话编号,发送人,客服,客户,内容\ns1,小王,小王,老李,您好\ns1,老李,小王,老李,在吗\n",
     "0 s1 2=2;"},
    {"会话ID,评价时间,满意度,评价内容\ns1,2024-03-01 12:00:00,非常满意,好\ns2,2024/3/1 9:00,2分,\n",
     "1  2=0;1  3=0;"},
    {HEAD, ""},
    /* a whole conversation in a cell */
    {"会话ID,客户,会话记录\ns1,老李,\"老李 2024-03-01 12:00:00\n在吗\n小王 2024-03-01 12:01:00\n"
     "在的\"\ns2,老张,\"客户：问\n客服：答\"\n",
     "0 s1 2=2;0 s2 6=2;"},
    {"会话ID,会话记录\ns1,甲 2024-03-01 12:00:00\ns2,nobody\ns3,\"客户：a\"\n",
     "0 s1 2=1;!22 3;0 s3 4=1;"},
    {"会话ID,会话记录\ns1,\"甲 12:00:00\n乙 12:00:01\n\"\n", "!22 2;"},
    /* without an id the two people and pauses tell conversations apart */
    {"发送方,接收方,时间,内容\n老李,甲店:小王,2024-03-01 10:00:00,在吗\n甲店:小王,老李,2024-03-01 "
     "10:01:00,在\n老李,甲店:小王,2024-03-01 12:02:00,问\n老张,甲店:小王,2024-03-01 10:00:00,a\n",
     "0 甲店:小王|老李 2=2;0 甲店:小王|老李#2 2=1;0 甲店:小王|老张 5=1;"},
    {"客户,客服,角色,时间,内容\nu1,a1,客户,2024-03-01 10:00:00,在吗\nu1,a1,系统,2024-03-01 "
     "10:01:00,会话已结束\nu1,a1,客服,2024-03-01 10:02:00,b\n",
     "0 a1|u1 2=2;"},
    {"发送方,接收方,时间,内容\n客户,客服,2024-03-01 10:00:00,a\n老李,老张,2024-03-01 10:00:00,b\n"
     "老李,,2024-03-01 10:00:00,c\n老李,客服小王,2024-03-01 10:00:00,d\n",
     "!22 2;!22 3;!22 4;0 客服小王|老李 5=1;"},
    {"发送方,接收方,内容\n老李,甲店:小王,a\n", "!22 1;"},
    {"会话ID,发送方,接收方,内容\ns1,老李,甲行:小王,a\ns1,甲行:小王,老李,b\ns1,甲:乙,丙:丁,c\n",
     "!22 4;0 s1 2=2;"},
    /* what is wrong with a row costs no other */
    {HEAD ROW("", "买家", "a") ROW("s1", "路人", "b") ROW("s1", "买家", "c"),
     "!22 2;!22 3;0 s1 4=1;"},
    {HEAD ROW("s1", "买家", "a,b") ROW("s1", "买家", "a,") ROW("s1", "买家", "c"),
     "!22 2;0 s1 3=2;"},
    {HEAD "s1,2024-03-01 12:00:00,买家\n" ROW("s1", "买家", "c"), "!22 2;0 s1 3=1;"},
    {HEAD ROW("s1", "买家", "\"a") ROW("s1", "买家", "b") ROW("s1", "客服", "\"c\""),
     "!22 2;0 s1 3=2;"},
    {HEAD ROW("s1", "买家", "\"a\"b") ROW("s1", "买家", "c"), "!22 2;0 s1 3=1;"},
    {"甲,乙,丙\n1,2,3\n4,5,6\n", "!22 1;"},
    {"just words\nand more\n", "!20 1;!20 2;"},
};

/* Appends what the reader gives until it wants more. */
static size_t messages_of(kefu_str json) {
    size_t count = 0;
    for (size_t i = 0; i + 7 < json.size; i++)
        count += memcmp(json.data + i, "\"role\":", 7) == 0;
    return count;
}

static void drain(kefu_reader *reader, bool counts, char *said, size_t capacity) {
    for (;;) {
        kefu_record record = {.size = sizeof record};
        const kefu_status status = kefu_reader_next(reader, &record, NULL, NULL);
        const size_t used = strlen(said);
        if (status == KEFU_OK && !record.json.data)
            return;
        if (status != KEFU_OK)
            snprintf(said + used, capacity - used, "!%d %d;", (int)status, (int)record.line);
        else if (counts)
            snprintf(said + used, capacity - used, "%u %.*s %d=%zu;", record.kind,
                     (int)record.id.size, record.id.data, (int)record.line,
                     messages_of(record.json));
        else
            snprintf(said + used, capacity - used, "%u %.*s %d%s;", record.kind,
                     (int)record.id.size, record.id.data, (int)record.line,
                     record.flags & KEFU_RECORD_EMPTY ? "-" : "");
    }
}

/* Reads a text in chunks of every size, which must make no difference. */
static void expect(const char *text, const char *expected, bool counts) {
    for (size_t chunk = 1; chunk <= strlen(text) + 1; chunk++) {
        char said[512] = "";
        kefu_reader *reader = NULL;
        assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
        for (size_t at = 0; at < strlen(text); at += chunk) {
            const size_t rest = strlen(text) - at;
            assert_int_equal(kefu_reader_push(reader, text + at, chunk < rest ? chunk : rest, NULL),
                             KEFU_OK);
            drain(reader, counts, said, sizeof said);
        }
        assert_int_equal(kefu_reader_end(reader, NULL), KEFU_OK);
        drain(reader, counts, said, sizeof said);
        kefu_reader_free(reader);
        if (strcmp(said, expected) != 0)
            fail_msg("%s in chunks of %zu: %s, not %s", text, chunk, said, expected);
    }
}

static void records_are_the_same_in_chunks_of_any_size(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof layouts / sizeof *layouts; i++)
        expect(layouts[i].text, layouts[i].said, false);
}

static void rows_are_gathered_by_conversation(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        expect(tables[i].text, tables[i].said, true);
}

/* Returns the codes of the findings in a file, each followed by a blank. */
static void expect_codes(const char *text, const char *expected) {
    kefu_findings *findings = new_findings();
    kefu_reader *reader = NULL;
    char codes[256] = "";
    assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_push(reader, text, strlen(text), NULL), KEFU_OK);
    assert_int_equal(kefu_reader_end(reader, NULL), KEFU_OK);
    for (kefu_record record = {.size = sizeof record};;) {
        const kefu_status status = kefu_reader_next(reader, &record, findings, NULL);
        if (status == KEFU_OK && !record.json.data)
            break;
    }
    for (size_t i = 0; i < kefu_findings_count(findings); i++) {
        kefu_finding finding = {.size = sizeof finding};
        assert_int_equal(kefu_findings_at(findings, i, &finding, NULL), KEFU_OK);
        snprintf(codes + strlen(codes), sizeof codes - strlen(codes), "%s: %s;", finding.code,
                 finding.message);
    }
    assert_string_equal(codes, expected);
    kefu_reader_free(reader);
    kefu_findings_free(findings);
}

static void every_name_of_a_customer_names_a_column(void **state) {
    static const char *const nouns[] = {"客户", "买家", "顾客", "用户", "访客"};
    static const char *const suffixes[] = {"", "ID", "昵称", "名称", "账号"};
    (void)state;
    for (size_t i = 0; i < sizeof nouns / sizeof *nouns; i++)
        for (size_t k = 0; k < sizeof suffixes / sizeof *suffixes; k++) {
            char table[160];
            snprintf(table, sizeof table, "会话ID,角色,%s%s,内容\ns1,买家,u9,a\n", nouns[i],
                     suffixes[k]);
            expect_codes(table, "");
        }
}

static void what_is_odd_about_a_table_is_told_once(void **state) {
    (void)state;
    expect_codes(HEAD ROW("s1", "买家", "a") ROW("s2", "买家", "\"a\"\"\""), "");
    expect_codes("发送方,接收方,时间,内容\n老李,甲店:小王,2024-03-01 10:00:00,a\n甲店:小王,老李,"
                 "2024-03-01 20:00:00,b\n",
                 "conversations_by_pair: no column names the conversation: what the same two write "
                 "to each other without a pause of more than 2 h is one; a field map can say "
                 "otherwise (kefu map suggest FILE);");
    expect_codes("会话ID,,角色,备注,内容,地区\ns1,1,买家,2,a,3\ns2,1,买家,2,a,3\n",
                 "unused_column: columns of this table that are not read: #2, 备注, 地区;");
    expect_codes(
        HEAD ROW("s1", "买家", "a") ROW("s2\"", "买家", "a") ROW("s3", "买家", "5\""),
        "stray_quote: 2 rows with a quote inside a cell that has none around it, the first "
        "in line 3: a quote may be missing;");
    expect_codes("会话ID,满意度\ns1,5\n\"s2\",4\ns\"3,4\n",
                 "stray_quote: 1 row with a quote inside a cell that has none around it, the first "
                 "in line 4: a quote may be missing;");
}

/* Cells become members: times, roles, contents, ratings as people write them. */
static void cells_become_members(void **state) {
    static const struct {
        const char *text, *json;
    } cases[] = {
        {"会话ID,时间,角色,消息类型,内容,客服,客户,店铺,渠道\nс1,1709265600,客服,图片,,=小王,u "
         "1,旗舰店,chat\n",
         "{\"id\":\"с1\",\"contact_id\":\"u 1\",\"channel\":\"chat\",\"attributes\":{\"shop\":"
         "\"旗舰店\"},\"messages\":[{\"at\":1709265600,\"role\":\"agent\",\"agent_id\":\"=小王\","
         "\"content\":\"image\",\"text\":\"\"}],\"events\":[]}"},
        {"评价ID,会话ID,评分,评价内容,评价时间\n2412345678901234561,s1,★★★★☆,\"好,\n很好\",2024-03-"
         "01\n",
         "{\"id\":\"2412345678901234561\",\"conversation_id\":\"s1\",\"text\":\"好,\\n很好\","
         "\"source\":"
         "\"survey\",\"at\":\"2024-03-01\",\"rating\":4}"},
        {"会话ID,满意度,评价内容\ns1,差,x\n",
         "{\"conversation_id\":\"s1\",\"text\":\"x\",\"source\":\"survey\",\"rating\":\"差\"}"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_record record = {.size = sizeof record};
        kefu_reader *reader = NULL;
        assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
        assert_int_equal(kefu_reader_push(reader, cases[i].text, strlen(cases[i].text), NULL),
                         KEFU_OK);
        assert_int_equal(kefu_reader_end(reader, NULL), KEFU_OK);
        assert_int_equal(kefu_reader_next(reader, &record, NULL, NULL), KEFU_OK);
        if (record.json.size != strlen(cases[i].json) ||
            memcmp(record.json.data, cases[i].json, record.json.size) != 0)
            fail_msg("%.*s", (int)record.json.size, record.json.data);
        kefu_reader_free(reader);
    }
}

/* ---- findings ---- */

static void a_refusal_says_what_is_there(void **state) {
    const char *text = "{\"data\":[],\"total\":3}\n{\"kind\":\"robot\"}\n{\"messages\":[]}\n";
    static const char *const codes[][2] = {
        {"unknown_record", ""}, {"unknown_record", "/kind"}, {"empty_record", ""}};
    kefu_findings *findings = NULL;
    kefu_reader *reader = NULL;
    (void)state;
    assert_int_equal(kefu_findings_new(NULL, &findings, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_push(reader, text, strlen(text), NULL), KEFU_OK);
    for (size_t i = 0; i < 3; i++) {
        kefu_record record = {.size = sizeof record};
        kefu_finding finding = {.size = sizeof finding};
        kefu_error error;
        assert_int_equal(kefu_reader_next(reader, &record, findings, &error),
                         i < 2 ? KEFU_E_DEFINITION : KEFU_OK);
        assert_int_equal(record.line, i + 1);
        assert_int_equal(kefu_findings_count(findings), 1);
        assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
        assert_string_equal(finding.code, codes[i][0]);
        assert_string_equal(finding.pointer, codes[i][1]);
        if (i == 0)
            assert_non_null(strstr(error.message, "data, total"));
        kefu_findings_clear(findings);
    }
    kefu_reader_free(reader);
    kefu_findings_free(findings);
}

/* Over many ids, files and kinds. */
static void what_comes_again_is_known(void **state) {
    kefu_reader *reader = NULL;
    size_t repeated = 0;
    (void)state;
    assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
    for (int i = 0; i < 3000; i++) {
        kefu_record record = {.size = sizeof record};
        char text[128];
        snprintf(text, sizeof text, "{\"id\":\"%d\",\"%s\":[1]}\n", i % 1000,
                 i < 2000 ? "messages" : "answers");
        if (i % 1500 == 0)
            assert_int_equal(kefu_reader_next_file(reader, NULL), KEFU_OK);
        assert_int_equal(kefu_reader_push(reader, text, strlen(text), NULL), KEFU_OK);
        assert_int_equal(kefu_reader_next(reader, &record, NULL, NULL), KEFU_OK);
        assert_int_equal(record.line, i % 1500 + 1);
        repeated += record.flags & KEFU_RECORD_REPEATED;
    }
    assert_int_equal(repeated, 1000);
    kefu_reader_free(reader);
}

static void a_record_that_is_too_long_is_passed_over(void **state) {
    enum { LINE = 66 * 1024 * 1024 };
    char *text = malloc(LINE);
    char said[128] = "";
    kefu_reader *reader = NULL;
    (void)state;
    assert_non_null(text);
    memset(text, 'x', LINE);
    memcpy(text, "{\"id\":\"", 7);
    assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_push(reader, A "\n", sizeof A, NULL), KEFU_OK);
    drain(reader, false, said, sizeof said);
    assert_int_equal(kefu_reader_push(reader, text, LINE, NULL), KEFU_OK);
    drain(reader, false, said, sizeof said);
    assert_int_equal(kefu_reader_push(reader, "xx\"}\n" B "\n", sizeof B + 5, NULL), KEFU_OK);
    drain(reader, false, said, sizeof said);
    assert_string_equal(said, "0 a 1;!3 2;1 b 3;");
    kefu_reader_free(reader);
    free(text);
}

/* ---- encodings ---- */

static void encodings_are_guessed(void **state) {
    static const struct {
        const char *bytes;
        size_t size;
        const char *name, *binary;
        uint32_t bom, ascii;
    } cases[] = {
        {"id,text", 7, "UTF-8", NULL, 0, 1},
        {"", 0, "UTF-8", NULL, 0, 1},
        {"\xEF\xBB\xBF"
         "a",
         4, "UTF-8", NULL, 3, 0},
        {"\xFF\xFE"
         "a\0",
         4, "UTF-16LE", NULL, 2, 0},
        {"\xFE\xFF\0a", 4, "UTF-16BE", NULL, 2, 0},
        {"\xFF\xFE\0\0a\0\0\0", 8, "UTF-32LE", NULL, 4, 0},
        {"a\0,\0b\0", 6, "UTF-16LE", NULL, 0, 0},
        {"\0a\0,\0b", 6, "UTF-16BE", NULL, 0, 0},
        {"您好，请问", 15, "UTF-8", NULL, 0, 0},
        {"您好，请\xE9\x97", 14, "UTF-8", NULL, 0, 0},   /* cut */
        {"您好，请问\xFF在吗", 22, "UTF-8", NULL, 0, 0}, /* a stray byte */
        {"\xC4\xFA\xBA\xC3\xA3\xAC\xC7\xEB\xCE\xCA", 10, "GB18030", NULL, 0, 0},
        {"\xC4\xFA\xBA\xC3\xA3\xAC\xC7\xEB\xCE", 9, "GB18030", NULL, 0, 0}, /* cut */
        {"\x80\x81\xFF\x90\xFF\xFE\x80\x80", 8, NULL, NULL, 0, 0},
        {"%PDF-1.4", 8, NULL, "a PDF document", 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        kefu_encoding found = {.size = sizeof found};
        assert_int_equal(kefu_encoding_guess(cases[i].bytes, cases[i].size, &found, NULL), KEFU_OK);
        if ((found.name == NULL) != (cases[i].name == NULL) ||
            (found.name && strcmp(found.name, cases[i].name) != 0))
            fail_msg("case %zu is %s", i, found.name ? found.name : "unknown");
        assert_int_equal(found.binary != NULL, cases[i].binary != NULL);
        assert_int_equal(found.bom_size, cases[i].bom);
        assert_int_equal(found.is_ascii, cases[i].ascii);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_are_the_same_in_chunks_of_any_size),
        cmocka_unit_test(rows_are_gathered_by_conversation),
        cmocka_unit_test(every_name_of_a_customer_names_a_column),
        cmocka_unit_test(what_is_odd_about_a_table_is_told_once),
        cmocka_unit_test(cells_become_members),
        cmocka_unit_test(a_refusal_says_what_is_there),
        cmocka_unit_test(what_comes_again_is_known),
        cmocka_unit_test(a_record_that_is_too_long_is_passed_over),
        cmocka_unit_test(encodings_are_guessed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
