/* SPDX-License-Identifier: MIT
 * What is found about the quality of texts. */
#include "test.h"
#include "text/text.h"

static struct text_quality inspect(const char *text) {
    struct text_quality quality;
    kefu__text_inspect(text, strlen(text), &quality);
    return quality;
}

static void test_counts(void **state) {
    struct text_quality q = inspect("你好 ok，国國かД");
    (void)state;
    assert_int_equal(q.characters, 10);
    assert_int_equal(q.han, 4);
    assert_int_equal(q.simplified, 1);
    assert_int_equal(q.traditional, 1);
    assert_int_equal(q.latin, 2);
    assert_int_equal(q.foreign, 2);
    assert_int_equal(q.invalid, 0);
    assert_int_equal(q.invalid_first, TEXT_NONE);
    q = inspect("");
    assert_int_equal(q.characters, 0);
    assert_false(q.not_chinese);
    assert_int_equal(q.script, TEXT_SCRIPT_NONE);
}

static void test_script(void **state) {
    (void)state;
    assert_int_equal(inspect("你好").script, TEXT_SCRIPT_NONE);
    assert_int_equal(inspect("客服态度").script, TEXT_SCRIPT_SIMPLIFIED);
    assert_int_equal(inspect("客服態度").script, TEXT_SCRIPT_TRADITIONAL);
    assert_int_equal(inspect("态度態度").script, TEXT_SCRIPT_MIXED);
    assert_int_equal(inspect("乾后藉于").script, TEXT_SCRIPT_NONE); /* both scripts have these */
    assert_int_equal(inspect("群里面吃着").script, TEXT_SCRIPT_NONE);
}

static void test_invalid(void **state) {
    struct text_quality q = inspect("好\xFF好\xE5\xA5\xC0\x80");
    (void)state;
    assert_int_equal(q.characters, 2);
    assert_int_equal(q.invalid, 4); /* FF, E5 A5 (one maximal subpart), C0, 80 */
    assert_int_equal(q.invalid_first, 3);
    q = inspect("\xED\xA0\x80\xF4\x90\x80\x80\xF0\x80\x80\x80"); /* surrogate, too high, overlong */
    assert_int_equal(q.invalid, 3 + 4 + 4);
    assert_int_equal(q.characters, 0);
    q = inspect("\xE0\x80\x80\xF0\x9F\x98");
    assert_int_equal(q.invalid, 3 + 1);
}

static void test_mojibake(void **state) {
    struct text_quality q = inspect("知識儲備不足??头藛T");
    (void)state;
    assert_int_equal(q.mojibake, 1);
    assert_int_equal(q.mojibake_first, 18);
    assert_int_equal(inspect("在吗?? 为什么???").mojibake, 0);
    assert_int_equal(inspect("???好").mojibake, 1);
    assert_int_equal(inspect("?好").mojibake, 0);
    assert_int_equal(inspect("好\xEF\xBF\xBD的\xEE\x80\x80").mojibake, 2);
    assert_int_equal(inspect("\xF3\xB0\x80\x80").mojibake, 1); /* a private plane */
    /* 你好 encoded twice, through Latin-1 and through Windows-1252 */
    assert_int_equal(inspect("\xC3\xA4\xC2\xBD\xC2\xA0\xC3\xA5\xC2\xA5\xC2\xBD").mojibake, 2);
    assert_int_equal(inspect("ä½\xC2\xA0å¥½").mojibake, 2);
    assert_int_equal(inspect("è´¨é‡").mojibake, 1);
    assert_int_equal(inspect("äöü café crème").mojibake, 0);
}

static void test_pinyin(void **state) {
    struct text_quality q = inspect("服務(wù)紀(jì)律(lv)");
    (void)state;
    assert_int_equal(q.pinyin, 2);
    assert_int_equal(q.pinyin_first, 6);
    assert_int_equal(inspect("务（wù）").pinyin, 1);
    assert_int_equal(inspect("(wù)").pinyin, 0);
    assert_int_equal(inspect("务( wù)").pinyin, 0);
    assert_int_equal(inspect("务(wù").pinyin, 0);
    assert_int_equal(inspect("务(").pinyin, 0);
}

static void test_language(void **state) {
    (void)state;
    assert_false(inspect("ok").not_chinese);
    assert_false(inspect("iPhone 15 Pro Max 不错").not_chinese);
    assert_true(inspect("Where is my parcel? It has been a week.").not_chinese);
    assert_true(inspect("注文した商品がまだ届いていません").not_chinese);
    assert_true(inspect("배송이 너무 늦어요").not_chinese);
    assert_false(inspect("这个の很好").not_chinese);
    assert_false(inspect("12345").not_chinese);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),  cmocka_unit_test(test_script),
        cmocka_unit_test(test_invalid), cmocka_unit_test(test_mojibake),
        cmocka_unit_test(test_pinyin),  cmocka_unit_test(test_language),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
