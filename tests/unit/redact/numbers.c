/* SPDX-License-Identifier: MIT
 * Numbers that are personal by their form, made by rule: every prefix, digit, separator, region,
 * date and check digit, where the labelled texts have a few of each. */
#include <stdio.h>

#include "base/utf8.h"
#include "kefu/kefu.h"
#include "redact/glyph.h"
#include "test.h"

enum { TEXT_MAX_BYTES = 512 };

struct found {
    size_t count, start, end;
    uint32_t kind;
};

static kefu_status note(void *ctx, const kefu_redact_span *span) {
    struct found *found = ctx;
    found->count++;
    found->start = span->start;
    found->end = span->end;
    found->kind = span->kind;
    return KEFU_OK;
}

/* Between other characters, `number` is found whole, and nothing else is. */
static void assert_whole(const char *number, uint32_t kind) {
    char text[TEXT_MAX_BYTES];
    struct found found = {0, 0, 0, 0};
    const int size = snprintf(text, sizeof text, "麻烦登记：%s，谢谢", number);
    assert_true(size > 0 && (size_t)size < sizeof text);
    assert_int_equal(kefu_redact_find(text, (size_t)size, NULL, note, &found, NULL), KEFU_OK);
    const size_t start = strlen("麻烦登记：");
    if (found.count != 1 || found.kind != kind || found.start != start ||
        found.end != start + strlen(number))
        fail_msg("%s: %zu found, of kind %u, %zu to %zu", number, found.count, found.kind,
                 found.start, found.end);
}

static bool is_found(const char *number, uint32_t kind) {
    struct found found = {0, 0, 0, 0};
    assert_int_equal(kefu_redact_find(number, strlen(number), NULL, note, &found, NULL), KEFU_OK);
    return found.count > 0 && found.kind == kind;
}

/* ---- digits ---- */

/* Digits of every script and style that people write have their value; the numbers ten and eleven
 * of a style, and what stands beside a script's digits, are no digits. */
static void digits_of_all_styles_have_their_value(void **state) {
    static const struct {
        const char *digits;
        uint32_t first;
    } styles[] = {{"٠١٢٣٤٥٦٧٨٩", 0},
                  {"۰۱۲۳۴۵۶۷۸۹", 0},
                  {"०१२३४५६७८९", 0},
                  {"๐๑๒๓๔๕๖๗๘๙", 0},
                  {"０１２３４５６７８９", 0},
                  {"①②③④⑤⑥⑦⑧⑨", 1},
                  {"⑴⑵⑶⑷⑸⑹⑺⑻⑼", 1},
                  {"⒈⒉⒊⒋⒌⒍⒎⒏⒐", 1},
                  {"⓪", 0},
                  {"⓿", 0},
                  {"⓵⓶⓷⓸⓹⓺⓻⓼⓽", 1},
                  {"❶❷❸❹❺❻❼❽❾", 1},
                  {"➀➁➂➃➄➅➆➇➈", 1},
                  {"➊➋➌➍➎➏➐➑➒", 1},
                  {"㈠㈡㈢㈣㈤㈥㈦㈧㈨", 1},
                  {"㊀㊁㊂㊃㊄㊅㊆㊇㊈", 1},
                  {"𝟎𝟏𝟐𝟑𝟒𝟓𝟔𝟕𝟖𝟗", 0},
                  {"🄀", 0},
                  {"🄋", 0},
                  {"🄌", 0},
                  {"🄁🄂🄃🄄🄅🄆🄇🄈🄉🄊", 0},
                  {"零一二三四五六七八九", 0},
                  {"壹貳叁肆伍陸柒捌玖", 1}};
    static const char none[] = "⑩⑽⒑⓾⓫❿➉➓㈩㊉🄍٪۔॰๚ⓩ";
    struct glyph room[TEXT_MAX_BYTES];
    struct glyphs glyphs = {room, 0};
    (void)state;
    for (size_t i = 0; i < sizeof styles / sizeof *styles; i++) {
        kefu__glyphs_read(&glyphs, styles[i].digits, strlen(styles[i].digits), 0);
        for (uint32_t k = 0; k < glyphs.count; k++)
            if (room[k].type != GLYPH_DIGIT || room[k].value != styles[i].first + k)
                fail_msg("%s: digit %u is %u", styles[i].digits, k, room[k].value);
    }
    kefu__glyphs_read(&glyphs, none, strlen(none), 0);
    assert_int_equal(glyphs.count, 16);
    for (uint32_t k = 0; k < glyphs.count; k++)
        if (room[k].type == GLYPH_DIGIT)
            fail_msg("U+%04X is %u", room[k].point, room[k].value);
}

/* Characters without a width of their own are no part of a number, nor do they end it. */
static void invisible_characters_stand_in_numbers(void **state) {
    static const uint32_t invisible[] = {0x200B, 0x200F, 0x202A, 0x202E, 0x2060, 0x206F,
                                         0xFE00, 0xFE0F, 0x300,  0x36F,  0x20E3, 0xFEFF,
                                         0xAD,   0x34F,  0x61C,  0x180E};
    static const uint32_t visible[] = {0x200A, 0x207A, 0xFE10, 0x2FF, 0x370, 0x20E2, 0xFEFE, 0xAE};
    struct glyph room[8];
    struct glyphs glyphs = {room, 0};
    char text[8];
    (void)state;
    for (size_t i = 0; i < sizeof invisible / sizeof *invisible; i++) {
        const size_t size = utf8_encode(invisible[i], text + 1);
        text[0] = '1';
        text[1 + size] = '2';
        kefu__glyphs_read(&glyphs, text, size + 2, 0);
        if (glyphs.count != 2 || room[0].end != 1 + size || room[1].value != 2)
            fail_msg("U+%04X is seen", (unsigned)invisible[i]);
    }
    for (size_t i = 0; i < sizeof visible / sizeof *visible; i++) {
        const size_t size = utf8_encode(visible[i], text);
        kefu__glyphs_read(&glyphs, text, size, 0);
        if (glyphs.count != 1 || room[0].type == GLYPH_DIGIT)
            fail_msg("U+%04X is not seen", (unsigned)visible[i]);
    }
}

/* ---- phones ---- */

static void every_mobile_prefix_is_found(void **state) {
    static const char *const countries[] = {"", "86", "+86", "086", "0086", "+86 ", "86-"};
    (void)state;
    for (int prefix = 130; prefix <= 199; prefix++)
        for (size_t i = 0; i < sizeof countries / sizeof *countries; i++) {
            char number[32];
            snprintf(number, sizeof number, "%s%d%08d", countries[i], prefix,
                     prefix * 98765 % 100000000);
            assert_whole(number, KEFU_REDACT_PHONE);
        }
}

/* Every way to write the digits, with every separator, in the groups that people use. */
static void mobiles_are_found_in_any_writing(void **state) {
    static const char *const digits[][10] = {
        {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"},
        {"０", "１", "２", "３", "４", "５", "６", "７", "８", "９"},
        {"〇", "一", "二", "三", "四", "五", "六", "七", "八", "九"},
        {"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"},
        {"零", "幺", "二", "三", "四", "五", "六", "七", "八", "九"}};
    static const char *const separators[] = {
        "", " ", "  ", "-", "—", "·", "/", "、", "　", "\xC2\xA0", "\xE2\x80\x8B", "."};
    static const int groups[][4] = {{3, 4, 4, 0}, {4, 2, 2, 3}, {3, 3, 5, 0}, {4, 4, 3, 0}};
    static const char number[] = "13902845716";
    (void)state;
    for (size_t d = 0; d < sizeof digits / sizeof *digits; d++)
        for (size_t s = 0; s < sizeof separators / sizeof *separators; s++)
            for (size_t g = 0; g < sizeof groups / sizeof *groups; g++) {
                char text[TEXT_MAX_BYTES] = "";
                for (int i = 0, group = 0, left = groups[g][0]; number[i]; i++, left--) {
                    if (left == 0) {
                        strcat(text, separators[s]);
                        left = groups[g][++group];
                    }
                    strcat(text, digits[d][number[i] - '0']);
                }
                assert_whole(text, KEFU_REDACT_PHONE);
            }
}

/* ---- identity cards: GB 11643 ---- */

static char check_digit(const char *body) {
    static const int weights[] = {7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2};
    int sum = 0;
    for (int i = 0; i < 17; i++)
        sum += weights[i] * (body[i] - '0');
    return "10X98765432"[sum % 11];
}

static void identity_cards_of_every_region_are_found(void **state) {
    static const int regions[] = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34,
                                  35, 36, 37, 41, 42, 43, 44, 45, 46, 50, 51, 52,
                                  53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83, 91};
    (void)state;
    for (size_t i = 0; i < sizeof regions / sizeof *regions; i++)
        for (int month = 1; month <= 12; month++) {
            char number[20];
            snprintf(number, 18, "%d%04d%04d%02d%02d%03d", regions[i], 101, 1935 + month * 6, month,
                     (month * 7) % 28 + 1, 100 + month * 61);
            number[17] = check_digit(number);
            number[18] = 0;
            assert_whole(number, KEFU_REDACT_ID);
            if (number[17] == 'X') {
                number[17] = 'x';
                assert_whole(number, KEFU_REDACT_ID);
            }
        }
}

/* ---- bank cards: ISO/IEC 7812 ---- */

static void cards_with_their_check_digit_are_found(void **state) {
    static const char *const begins[] = {"622202", "621700", "436742", "552245", "356833"};
    (void)state;
    for (size_t i = 0; i < sizeof begins / sizeof *begins; i++)
        for (size_t size = 16; size <= 19; size += begins[i][0] == '6' ? 1 : 4) {
            char number[24];
            unsigned sum = 0;
            snprintf(number, sizeof number, "%s%013llu", begins[i],
                     8401973625179ULL * (i + 1) % 10000000000000ULL);
            for (size_t k = 0; k < size - 1;
                 k++) { /* the digit beside the check digit is doubled */
                const unsigned twice = (unsigned)(number[k] - '0') * ((size - 1 - k) % 2 ? 2 : 1);
                sum += twice > 9 ? twice - 9 : twice;
            }
            number[size - 1] = (char)('0' + (10 - sum % 10) % 10);
            number[size] = 0;
            assert_whole(number, KEFU_REDACT_CARD);
        }
}

/* ---- what stays ---- */

static void quantities_and_service_numbers_stay(void **state) {
    static const char *const texts[] = {
        "12306",      "400-820-8820", "800-830-2366",  "4008208820", "95588",   "¥13812.50",
        "3.14159265", "2026-03-12",   "2026年3月12日", "1920x1080",  "G1234次", "99.99%",
        "128GB",      "v2.13.1",      "138元",         "10:30:15"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        for (uint32_t kind = 0; kind < 32; kind++)
            if (is_found(texts[i], kind))
                fail_msg("%s is found, of kind %u", texts[i], kind);
}

/* A letter that looks like a digit is one at the edge of a number: one before two digits at its
 * beginning, or two and more behind three digits at its end. */
static void letters_stand_for_digits(void **state) {
    (void)state;
    assert_whole("l3812345678", KEFU_REDACT_PHONE);
    assert_whole("I3812345678", KEFU_REDACT_PHONE);
    assert_whole("138123456oo", KEFU_REDACT_PHONE);
    assert_whole("o10-62345678", KEFU_REDACT_PHONE);
    for (uint32_t kind = 0; kind < 32; kind++)
        if (is_found("x3812345678", kind) || is_found("138123456xx", kind))
            fail_msg("a number with x is found, of kind %u", kind);
}

/* An extension may stand behind up to three blanks, dots and colons. */
static void extensions_belong_to_the_number(void **state) {
    static const char *const texts[] = {"010-62345678转8013", "010-62345678 转 8013",
                                        "010-62345678转 : 8013", "010-62345678-8013"};
    (void)state;
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_whole(texts[i], KEFU_REDACT_PHONE);
    struct found found = {0, 0, 0, 0};
    static const char apart[] = "010-62345678转  : 8013";
    assert_int_equal(kefu_redact_find(apart, strlen(apart), NULL, note, &found, NULL), KEFU_OK);
    assert_int_equal(found.end, strlen("010-62345678"));
}

/* The first and last characters of the blocks of ideographs, and their neighbours. */
static void ideographs_are_told_by_their_blocks(void **state) {
    static const struct {
        const char *text;
        bool is;
    } cases[] = {{"\xE3\x80\x87", true},      {"\xE4\xB8\x80", true},
                 {"\xE3\x81\x82", false},     {"\xF0\xA0\x80\x80", true},
                 {"\xF0\xBF\xBF\xBD", true},  {"\xF0\x9F\xBF\xBF", false},
                 {"\xF0\xBF\xBF\xBE", false}, {"\xF0\x9F\x98\x80", false}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct glyph one[4];
        struct glyphs glyphs = {one, 0};
        kefu__glyphs_read(&glyphs, cases[i].text, strlen(cases[i].text), 0);
        assert_int_equal(glyphs.count, 1);
        assert_int_equal(glyph_is_han(&glyphs, 0), cases[i].is);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(invisible_characters_stand_in_numbers),
        cmocka_unit_test(digits_of_all_styles_have_their_value),
        cmocka_unit_test(every_mobile_prefix_is_found),
        cmocka_unit_test(mobiles_are_found_in_any_writing),
        cmocka_unit_test(identity_cards_of_every_region_are_found),
        cmocka_unit_test(cards_with_their_check_digit_are_found),
        cmocka_unit_test(quantities_and_service_numbers_stay),
        cmocka_unit_test(letters_stand_for_digits),
        cmocka_unit_test(extensions_belong_to_the_number),
        cmocka_unit_test(ideographs_are_told_by_their_blocks),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
