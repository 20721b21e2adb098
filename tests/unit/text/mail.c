/* SPDX-License-Identifier: MIT
 * What in a mail is its writer's own. */
#include "text/mail.h"

#include <string.h>

#include "test.h"

/* The own text of each ends at '|', which is taken out. */
static void expect(const char *marked) {
    char text[1024];
    const char *end = strchr(marked, '|');
    const size_t own = end ? (size_t)(end - marked) : strlen(marked);
    const size_t rest = end ? strlen(end + 1) : 0;
    assert_true(own + rest < sizeof text);
    memcpy(text, marked, own);
    if (rest)
        memcpy(text + own, end + 1, rest);
    if (kefu__mail_own_size(text, own + rest) != own)
        fail_msg("%s: %zu", marked, kefu__mail_own_size(text, own + rest));
}

static void quoted_mail_begins(void **state) {
    static const char *const texts[] = {
        "还没收到\n|-----原始邮件-----\n太差了",
        "还没收到\r\n|------------------ 原始邮件 ------------------\r\n发件人: 客服",
        "ok\n|-----Original Message-----\nFrom: a",
        "ok\n\n|---------- Forwarded message ---------\nbad",
        "还没收到\n|在 2024年3月1日，客服 <a@b.cn> 写道：\n您好",
        "还没收到\n|在 2024-03-01 12:00:00，\"客服\" <a@b.cn> 写道:\n\n您好",
        "还没收到\n|于2024年3月1日周五 12:00写道：\n您好",
        "還沒收到\n|於 2024年3月1日 寫道：\n您好",
        "no\n|On Mon, Mar 4, 2024 at 9:00 AM Li <a@b.cn> wrote:\nhi",
        "no\n|On Mon, Mar 4, 2024 at 9:00 AM Li\n<a@b.cn> wrote:\nhi",
        "还没收到\n|发件人：客服\n发送时间：2024年3月1日\n收件人：李\n主题：回复\n您好",
        "no\n|From: Li\nSent: Monday\nTo: Wang\n\nhi",
        "no\n|  From: Li\n  Subject: x\n",
        "还没收到\n|在 3月1日，客服 写道：\n您好\n> 更早的话",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect(texts[i]);
}

static void signatures_begin(void **state) {
    static const char *const texts[] = {
        "还没收到\n|-- \n李四\n某某公司",
        "还没收到\n|--\n李四",
        "还没收到\n|发自我的iPhone",
        "no\n|Sent from my iPhone\n",
        "还没收到\n|发自我的 iPhone\n在 3月1日，客服 写道：\n您好",
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect(texts[i]);
}

static void the_rest_is_own(void **state) {
    static const char *const texts[] = {
        "",
        "还没收到",
        "发自我的iPhone",
        "在吗\n在的",
        "在哪里写道歉信：\n就这样",
        "发件人：王五\n电话一三八", /* an address, no mail */
        "from: here\nit is far",
        "---\n原始邮件呢？",
        "-----\n第二点",
        "-----原始邮件-----\n请看下面的信", /* forwarded without a word */
        "发件人：客服\n主题：回复\n您好",
        "在 3月1日，客服 写道：\n> 您好\n还没收到", /* own words below */
        "在 3月1日，客服\n写道:\n> 您好\n还没收到", /* over two lines */
        "> 您好\n还没收到\n> 再见\n谢谢",
        "--\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12",
        "a\n--\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n12", /* too long for a signature */
    };
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        expect(texts[i]);
}

static void lines_are_quoted(void **state) {
    static const char text[] = "在 3月1日，客服 写道：\n> 您好\n  > x\n还没收到";
    struct mail_line line = {0, 0, false};
    const size_t size = sizeof text - 1, own = (size_t)(strstr(text, "还") - text);
    (void)state;
    assert_true(kefu__mail_quotes_lines(text, size));
    for (size_t at = 0; at < size; at++)
        assert_int_equal(kefu__mail_line_is_quoted(&line, text, size, at), at < own);
    assert_true(kefu__mail_line_is_quoted(&line, text, size, 0)); /* back again */
    assert_false(kefu__mail_quotes_lines("> a\n> b", 7));         /* nothing but quotes */
    assert_false(kefu__mail_quotes_lines(">_<", 3));
    assert_false(kefu__mail_quotes_lines("a > b\nc", 7));
    assert_false(kefu__mail_quotes_lines("", 0));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quoted_mail_begins),
        cmocka_unit_test(signatures_begin),
        cmocka_unit_test(the_rest_is_own),
        cmocka_unit_test(lines_are_quoted),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
