/* SPDX-License-Identifier: MIT
 * Field maps that are suggested for the beginnings of files, against a golden file: tables with
 * known and unknown names, titles above the header, JSON in every layout, feedback. */
#include "golden.h"
#include "kefu/kefu.h"

static const char *const samples[] = {
    /* names that are known */
    "会话ID,发送时间,角色,客服ID,消息内容\ns1,2024-03-01 12:00:00,买家,a1,在吗\n",
    "session_id\tsender\tcontent\tcreated_at\ns1\tbuyer\thi\t2024-03-01 12:00:00\n",
    "会话ID;客户ID;渠道;团队;主题;消息ID;角色;内容;消息类型\n1;k;app;甲;退款;m;客户;问;文本\n",
    /* titles and blank lines above the header */
    "三月明细\n\n第一页\n会话ID,角色,消息内容\ns1,买家,在吗\ns1,客服,在的\n",
    "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\ns\n会话ID,角色,消息内容\ns1,买家,在吗\n",
    "a\nb\nc\nd\ne\nf\ng\nh\ni\nj\nk\nl\nm\nn\no\np\nq\nr\ns\nt\n会话ID,角色,消息内容\ns1,买家,"
    "在吗\n",
    /* names that say nothing: times, roles, what comes again, the longest texts */
    "单据,when,人员,备注说明\nA1,2024-03-01 12:00,客户,在吗我想问一下\nA1,2024-03-01 12:01,客服,"
    "在的您请讲\nB2,2024-03-01 12:02,客户,什么时候发货\n",
    "甲,乙,丙,丁\nA1,x,2024-03-01 12:00,客户\nA1,yy,2024-03-01 12:01,客服\nB2,zzz,待定,客户\nB2,w,"
    "2024-03-01 12:03,客户\nB2,www,2024-03-01 12:03,客户\n",
    /* the last row may be cut, and then says nothing */
    "单据,人员,备注说明\nA1,客户,在吗我想问一下\nA1,客服,在的您请讲\nB2,客户,什么时候发货\nB2,路",
    "单据,人员,备注说明\nA1,客户,在吗我想问一下\nA1,路人,在的您请讲\nB2,客户,什么时候发货\nB2,路人,"
    "x",
    /* a column whose name is a pointer's */
    "/会话/ID,角色~,消息内容,会话ID\ns1,买家,在吗,3\n",
    /* JSON: lines, an array, pretty, nested, damaged in between */
    "{\"ticket_id\":1,\"body\":\"问\",\"sender\":\"customer\",\"created_at\":\"2024-03-01 "
    "12:00\"}\n"
    "{\"ticket_id\":1,\"body\":\"答\",\"sender\":\"agent\",\"created_at\":\"2024-03-01 12:01\"}\n",
    "[{\"a\":{\"b\":\"s1\",\"c\":{\"d\":\"deep\"}},\"w\":\"客户\",\"t\":\"在吗我想问一下\"},\n"
    " {\"a\":{\"b\":\"s1\"},\"w\":\"客服\",\"t\":\"在的您请讲\"},{]\n {\"a\":{\"b\":\"s2\"},"
    "\"w\":\"客户\",\"t\":\"什么时候发货\",\"x/y\":\"z\",\"x~y\":\"z\",\"n\":17}]",
    /* feedback */
    "会话ID\t评价时间\t满意度\t评价内容\ns1\t2024-03-01 12:00\t非常满意\t好\n",
    "评价ID,客服ID,评分\nf1,a1,5\n", "{\"rating\":4,\"comment\":\"好\",\"id\":\"f\"}",
    /* nothing */
    "", "a,b\n1,2\n", "{}", "{\"a\":1}\n[", "just words\nand more\n"};

static void of_samples(void **state) {
    struct golden golden = {NULL, 0};
    (void)state;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct golden map = {NULL, 0};
        kefu_error error;
        const kefu_status status = kefu_field_map_suggest(samples[i], strlen(samples[i]), NULL,
                                                          golden_write, &map, &error);
        golden_print(&golden, "---- %zu ----\n", i);
        if (status == KEFU_OK)
            golden_print_json(&golden, &map);
        else
            golden_print(&golden, "%s\n", error.message);
        free(map.text);
    }
    golden_check(&golden, "suggested.txt");
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(of_samples)};
    return golden_run("golden.suggested", tests, sizeof tests / sizeof *tests, NULL, NULL, argc,
                      argv);
}
