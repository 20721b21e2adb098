/* SPDX-License-Identifier: MIT
 * Tests of what tells and asks nothing: thanks, farewell and assent of a customer after an end, and
 * replies of an agent that do not help. */
#include "conversation/chat.h"

#include "analysis/analysis.h"
#include "conversation/conversation.h"

static uint32_t substance(kefu_scratch *scratch, const char *text, uint32_t role) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis;
    options.role = role;
    options.genre = KEFU_GENRE_MESSAGE;
    assert_int_equal(
        kefu_analyze(chat_scheme, scratch, text, strlen(text), &options, &analysis, NULL), KEFU_OK);
    return kefu__analysis_substance(analysis);
}

static void expect_all(const char *const *texts, size_t count, uint32_t role, bool courtesy) {
    kefu_scratch *scratch;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    for (size_t i = 0; i < count; i++) {
        const uint32_t found = substance(scratch, texts[i], role);
        const uint32_t least = role == KEFU_ROLE_CUSTOMER ? 1 : ANALYSIS_SUBSTANCE_MIN;
        if ((found < least) != courtesy)
            fail_msg("\"%s\" has %u", texts[i], (unsigned)found);
    }
    kefu_scratch_free(scratch);
}
#define EXPECT_ALL(texts, role, courtesy)                                                          \
    expect_all(texts, sizeof texts / sizeof *texts, role, courtesy)

static void thanks_farewell_and_assent_need_no_answer(void **state) {
    static const char *const texts[] = {
        "好的",       "好的谢谢",       "谢谢你",         "嗯嗯",     "哦哦",
        "再见",       "收到",           "没事了",         "👌",        "OK的",
        "好滴",       "行吧",           "可以的",         "明白了",   "没有了谢谢",
        "不用了",     "好的，麻烦您了", "拜拜",           "谢谢亲",   "好的呢，谢谢客服",
        "太谢谢了",   "解决了谢谢",     "[微笑]",         "🙏🙏",       "那就这样吧",
        "OK，谢谢啦", "多谢🌹",          "没问题了，谢谢", "非常感谢", "祝您生活愉快"};
    (void)state;
    EXPECT_ALL(texts, KEFU_ROLE_CUSTOMER, true);
}

static void what_asks_tells_or_denies_does(void **state) {
    static const char *const texts[] = {"不好",
                                        "不行",
                                        "在吗",
                                        "还没到账",
                                        "？",
                                        "好了吗",
                                        "可以吗",
                                        "谢谢，再问一下运费谁出",
                                        "谢谢 但是还没收到货",
                                        "你好",
                                        "退款",
                                        "根本没解决",
                                        "好了没",
                                        "没收到",
                                        "又坏了",
                                        "123456789",
                                        "转人工",
                                        "好的，那什么时候到",
                                        "我不满意",
                                        "等一下"};
    (void)state;
    EXPECT_ALL(texts, KEFU_ROLE_CUSTOMER, false);
}

static void greetings_and_requests_to_wait_help_nobody(void **state) {
    static const char *const texts[] = {"您好，马上为您核实，请稍等",
                                        "亲，在的哦",
                                        "您好",
                                        "非常抱歉给您带来不便，请您耐心等待一下哦",
                                        "请您稍等，正在为您查询",
                                        "感谢您的支持，祝您生活愉快",
                                        "理解您的心情"};
    static const char *const helpful[] = {
        "48小时内发货",         "已为您登记退款", "订单号发我一下",   "请您点申请退货",
        "您是要退货还是换货呢", "[图片]",         "运单号是 SF123456"};
    (void)state;
    EXPECT_ALL(texts, KEFU_ROLE_AGENT, true);
    EXPECT_ALL(helpful, KEFU_ROLE_AGENT, false);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(thanks_farewell_and_assent_need_no_answer),
        cmocka_unit_test(what_asks_tells_or_denies_does),
        cmocka_unit_test(greetings_and_requests_to_wait_help_nobody),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
