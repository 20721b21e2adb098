/* SPDX-License-Identifier: MIT
 * What is found about the quality of texts. */
#include "test.h"

#include <stdio.h>

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

/* Writes the code point of the Basic Multilingual Plane as UTF-8. */
static size_t put_point(char *to, unsigned point) {
    if (point < 0x80) {
        to[0] = (char)point;
        return 1;
    }
    if (point < 0x800) {
        to[0] = (char)(0xC0 | point >> 6);
        to[1] = (char)(0x80 | (point & 0x3F));
        return 2;
    }
    to[0] = (char)(0xE0 | point >> 12);
    to[1] = (char)(0x80 | (point >> 6 & 0x3F));
    to[2] = (char)(0x80 | (point & 0x3F));
    return 3;
}

/* What a byte becomes when it is read as Windows-1252, as Microsoft's table has it; the five bytes
 * that the table lacks are read as Latin-1. */
static unsigned misread(unsigned byte) {
    static const unsigned windows[32] = {
        0x20AC, 0x81,   0x201A, 0x192,  0x201E, 0x2026, 0x2020, 0x2021, 0x2C6,  0x2030, 0x160,
        0x2039, 0x152,  0x8D,   0x17D,  0x8F,   0x90,   0x2018, 0x2019, 0x201C, 0x201D, 0x2022,
        0x2013, 0x2014, 0x2DC,  0x2122, 0x161,  0x203A, 0x153,  0x9D,   0x17E,  0x178};
    return byte >= 0x80 && byte < 0xA0 ? windows[byte - 0x80] : byte;
}

/* Every Han character of the first block, its UTF-8 misread by both tables and encoded again. */
static void every_han_character_encoded_twice_is_found(void **state) {
    (void)state;
    for (unsigned han = 0x4E00; han <= 0x9FFF; han++) {
        char once[3], latin[16], windows[16];
        size_t latin_size = 0, windows_size = 0;
        put_point(once, han);
        for (size_t i = 0; i < sizeof once; i++) {
            latin_size += put_point(latin + latin_size, (unsigned char)once[i]);
            windows_size += put_point(windows + windows_size, misread((unsigned char)once[i]));
        }
        latin[latin_size] = windows[windows_size] = '\0';
        if (inspect(latin).mojibake != 1 || inspect(windows).mojibake != 1)
            fail_msg("U+%04X: %s, %s", han, latin, windows);
    }
}

/* Inline pinyin needs a letter with a tone mark, by whatever tone; 4 of each vowel, and the
 * capitals that Latin-1 has. */
static void every_tone_is_pinyin(void **state) {
    static const char *const toned[] = {
        "ā", "á", "ǎ", "à", "ē", "é", "ě",         "è",         "ī",         "í",
        "ǐ", "ì", "ō", "ó", "ǒ", "ò", "ū",         "ú",         "ǔ",         "ù",
        "ǖ", "ǘ", "ǚ", "ǜ", "ń", "ň", "ǹ",         "ḿ",         "Á",         "À",
        "É", "È", "Ó", "Ò", "Ú", "Ù", "a\xCC\x84", "a\xCC\x81", "a\xCC\x8C", "a\xCC\x80",
        "ă", "ĕ", "ĭ", "ŏ", "ŭ", "ế", "ề",         "a\xCC\x86"};
    static const char *const toneless[] = {"lv", "lü", "LÜ", "z", "Z", "a'n", "ge ren"};
    static const char *const others[] = {"ß", "ø", "ő", "Ж", "4", "好", "-", "@", "[", "{", "`"};
    char text[64];
    (void)state;
    for (size_t i = 0; i < sizeof toned / sizeof *toned; i++) {
        snprintf(text, sizeof text, "务(x%sng)", toned[i]);
        if (inspect(text).pinyin != 1)
            fail_msg("%s is pinyin", text);
    }
    for (size_t i = 0; i < sizeof toneless / sizeof *toneless; i++) {
        snprintf(text, sizeof text, "务(%s)", toneless[i]);
        assert_int_equal(inspect(text).pinyin, 0);
        snprintf(text, sizeof text, "务(%s yù)", toneless[i]);
        if (inspect(text).pinyin != 1)
            fail_msg("%s is pinyin", text);
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        snprintf(text, sizeof text, "务(yù%s)", others[i]);
        if (inspect(text).pinyin != 0)
            fail_msg("%s is no pinyin", text);
    }
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

/* 12 letters against a tenth of Han characters; 4 letters of a third script against half. */
static void languages_have_exact_borders(void **state) {
    static const struct {
        const char *text;
        bool not_chinese;
    } cases[] = {{"abcdefghijk", false},
                 {"abcdefghijkl", true},
                 {"好abcdefghijklmnopqrst", true},
                 {"日本のの", false},
                 {"ののの", false},
                 {"のののの", true},
                 {"好好好好好好好のののの", true},
                 {"好好好好好好好好のののの", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (inspect(cases[i].text).not_chinese != cases[i].not_chinese)
            fail_msg("%s", cases[i].text);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_counts),
        cmocka_unit_test(test_script),
        cmocka_unit_test(test_invalid),
        cmocka_unit_test(test_mojibake),
        cmocka_unit_test(test_pinyin),
        cmocka_unit_test(test_language),
        cmocka_unit_test(every_han_character_encoded_twice_is_found),
        cmocka_unit_test(every_tone_is_pinyin),
        cmocka_unit_test(languages_have_exact_borders),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
