/* SPDX-License-Identifier: MIT
 * Quoted mail and signatures are kept, but not judged. */
#include "test.h"

#include "kefu/kefu.h"

struct written {
    char text[1 << 16];
    size_t size;
};

static kefu_status append(void *ctx, const char *data, size_t size) {
    struct written *to = ctx;
    assert_true(to->size + size < sizeof to->text);
    memcpy(to->text + to->size, data, size);
    to->text[to->size += size] = '\0';
    return KEFU_OK;
}

static void analyze(const kefu_scheme *scheme, kefu_scratch *scratch, const char *text,
                    uint32_t role, struct written *to) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis = NULL;
    options.role = role;
    options.genre = KEFU_GENRE_MESSAGE;
    to->size = 0;
    assert_int_equal(kefu_analyze(scheme, scratch, text, strlen(text), &options, &analysis, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_analysis_write(analysis, append, to, NULL), KEFU_OK);
}

/* What is said gives the same analysis whatever is quoted below or between. */
static void what_is_quoted_is_not_judged(void **state) {
    static const struct {
        const char *said, *mail;
        uint32_t role;
    } cases[] = {
        {"谢谢，已经收到了\n", "谢谢，已经收到了\n-----原始邮件-----\n你们太差劲了，垃圾，我要投诉",
         KEFU_ROLE_CUSTOMER},
        {"谢谢，已经收到了\n", "谢谢，已经收到了\n> 你们太差劲了，垃圾，我要投诉\n> 骗子",
         KEFU_ROLE_CUSTOMER},
        {"谢谢，已经收到了\n", "谢谢，已经收到了\n在 2024年3月1日，老李 写道：\n太差劲了",
         KEFU_ROLE_CUSTOMER},
        {"您好，马上为您退款\n", "您好，马上为您退款\n发件人：老李\n主题：投诉\n你是不是蠢货，滚",
         KEFU_ROLE_AGENT},
        {"东西坏了，太气人了\n", "东西坏了，太气人了\n-- \n非常满意公司 谢谢科技",
         KEFU_ROLE_CUSTOMER},
    };
    static struct written own, whole;
    kefu_scheme *scheme = NULL;
    kefu_scratch *scratch = NULL;
    (void)state;
    assert_int_equal(kefu_scheme_builtin(NULL, &scheme, NULL), KEFU_OK);
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        analyze(scheme, scratch, cases[i].said, cases[i].role, &own);
        analyze(scheme, scratch, cases[i].mail, cases[i].role, &whole);
        assert_string_equal(own.text, whole.text);
    }
    analyze(scheme, scratch, "你们太差劲了，垃圾，我要投诉", KEFU_ROLE_CUSTOMER, &own);
    analyze(scheme, scratch, "-----原始邮件-----\n你们太差劲了，垃圾，我要投诉", KEFU_ROLE_CUSTOMER,
            &whole);
    assert_non_null(strstr(own.text, "\"negative\""));
    assert_non_null(strstr(whole.text, "\"negative\"")); /* forwarded without a word */
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_quoted_is_not_judged)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
