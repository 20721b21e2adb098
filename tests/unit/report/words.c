/* SPDX-License-Identifier: MIT
 * Tests of how reports say numbers and times, mask what is private, and measure width. */
#include "../test.h"

#include "kefu/base.h"
#include "report/pen.h"

struct fixture {
    struct test_memory memory;
    kefu_allocator allocator;
    struct pen pen;
};

static int begin(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    fixture->allocator = test_allocator(&fixture->memory, 0);
    kefu__arena_init(&fixture->pen.arena, &fixture->allocator);
    *state = fixture;
    return 0;
}

static int end(void **state) {
    struct fixture *fixture = *state;
    kefu__arena_free(&fixture->pen.arena);
    assert_int_equal(fixture->memory.live_blocks, 0);
    assert_int_equal(fixture->memory.live_bytes, 0);
    free(fixture);
    return 0;
}

static void assert_words(struct words words, const char *zh, const char *en) {
    assert_string_equal(words.zh, zh);
    assert_string_equal(words.en, en);
}

static void fixed_numbers(void **state) {
    static const struct {
        double number;
        int digits;
        const char *text;
    } cases[] = {
        {0, 0, "0"},        {0, 1, "0.0"},        {-0.04, 1, "0.0"},   {0.05, 1, "0.1"},
        {-0.05, 1, "−0.1"}, {12.345, 2, "12.35"}, {99.95, 1, "100.0"}, {1e12, 0, "900000000000"},
        {-3, 0, "−3"}};
    char text[40];
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(kefu__format_fixed(text, cases[i].number, cases[i].digits),
                         strlen(cases[i].text));
        assert_string_equal(text, cases[i].text);
    }
}

static void durations(void **state) {
    struct fixture *fixture = *state;
    struct pen *pen = &fixture->pen;
    assert_words(kefu__pen_number(pen, 0, KEFU_UNIT_MS), "0.0 秒", "0.0 s");
    assert_words(kefu__pen_number(pen, 900, KEFU_UNIT_MS), "0.9 秒", "0.9 s");
    assert_words(kefu__pen_number(pen, 9949, KEFU_UNIT_MS), "9.9 秒", "9.9 s");
    assert_words(kefu__pen_number(pen, 9999, KEFU_UNIT_MS), "10 秒", "10 s");
    assert_words(kefu__pen_number(pen, 59499, KEFU_UNIT_MS), "59 秒", "59 s");
    assert_words(kefu__pen_number(pen, 59999, KEFU_UNIT_MS), "1 分", "1 min");
    assert_words(kefu__pen_number(pen, 83000, KEFU_UNIT_MS), "1 分 23 秒", "1 min 23 s");
    assert_words(kefu__pen_number(pen, 3600000, KEFU_UNIT_MS), "1 小时", "1 h");
    assert_words(kefu__pen_number(pen, 28369000, KEFU_UNIT_MS), "7 小时 53 分", "7 h 53 min");
    assert_words(kefu__pen_number(pen, 172800000, KEFU_UNIT_MS), "2 天", "2 d");
    assert_words(kefu__pen_number(pen, -83000, KEFU_UNIT_MS), "−1 分 23 秒", "−1 min 23 s");
    assert_words(kefu__pen_difference(pen, 83000, KEFU_UNIT_MS), "+1 分 23 秒", "+1 min 23 s");
}

static void units(void **state) {
    struct fixture *fixture = *state;
    struct pen *pen = &fixture->pen;
    kefu_value value = {
        0.932, 0.901, 0.951, 412, KEFU_STATE_OK, 0, KEFU_VALUE_HAS_INTERVAL, KEFU_UNIT_RATIO};
    assert_words(kefu__pen_number(pen, 0.932, KEFU_UNIT_RATIO), "93.2%", "93.2%");
    assert_words(kefu__pen_number(pen, 0.35, KEFU_UNIT_POLARITY), "+0.35", "+0.35");
    assert_words(kefu__pen_number(pen, -0.35, KEFU_UNIT_POLARITY), "−0.35", "−0.35");
    assert_words(kefu__pen_number(pen, 82.46, KEFU_UNIT_SCORE), "82.5", "82.5");
    assert_words(kefu__pen_number(pen, 4, KEFU_UNIT_NUMBER), "4", "4");
    assert_words(kefu__pen_number(pen, 4.256, KEFU_UNIT_NUMBER), "4.26", "4.26");
    assert_words(kefu__pen_difference(pen, 0.042, KEFU_UNIT_RATIO), "+4.2 个百分点", "+4.2 pp");
    assert_words(kefu__pen_value(pen, &value), "93.2%", "93.2%");
    assert_words(kefu__pen_interval(pen, &value), "90.1% ~ 95.1%", "90.1% to 95.1%");
    value.state = KEFU_STATE_NO_DATA;
    value.reason = KEFU_REASON_NO_TIMES;
    value.value = 0;
    assert_words(kefu__pen_value(pen, &value), "无数据", "no data"); /* never 0 */
    assert_words(kefu__pen_interval(pen, &value), "", "");
    assert_words(kefu__reason_words(value.state, value.reason), "记录里没有时间",
                 "the records carry no times");
}

static void dates(void **state) {
    struct fixture *fixture = *state;
    struct pen *pen = &fixture->pen;
    assert_string_equal(kefu__pen_minute(pen, INT64_C(1773277961000), 480), "2026-03-12 09:12");
    assert_string_equal(kefu__pen_date(pen, INT64_C(1773277961000), 480), "2026-03-12");
    assert_string_equal(kefu__pen_date(pen, INT64_C(1773277961000), -600), "2026-03-11");
    assert_string_equal(kefu__pen_date(pen, KEFU_TIME_NONE, 480), "");
}

static void assert_redacted(const char *text, const char *masked) {
    char copy[200];
    assert_true(strlen(text) < sizeof copy);
    strcpy(copy, text);
    kefu__redact(copy, strlen(copy));
    assert_string_equal(copy, masked);
}

static void masks_what_is_private(void **state) {
    (void)state;
    assert_redacted("打我电话13812345678谢谢", "打我电话***********谢谢");
    assert_redacted("138 1234 5678", "*** **** ****");
    assert_redacted("138-1234-5678", "***-****-****");
    assert_redacted("１３８１２３４５６７８", "＊＊＊＊＊＊＊＊＊＊＊");
    assert_redacted("一三八零零一三八零零零", "＊＊＊＊＊＊＊＊＊＊＊");
    assert_redacted("订单QM260309004417到哪了", "订单QM************到哪了");
    assert_redacted("单号SF1234567890", "单号SF**********");
    assert_redacted("发到wang.li@example.com吧", "发到wang.**@example.com吧");
    assert_redacted("加我微信xiaoma_88", "加我微信******_**");
    assert_redacted("加V信:qmshop", "加V信:******");
    assert_redacted("QQ 12345", "QQ *****");
}

static void keeps_what_is_not(void **state) {
    static const char *const texts[] = {"满299减20，到手268元",
                                        "269+59=328",
                                        "3月8号买的，2026-03-12到的",
                                        "9:15来的，12999元",
                                        "三四天了",
                                        "尾号4417",
                                        "iPhone 15 Pro",
                                        "",
                                        "五一二号线",
                                        "一百二十三块",
                                        "微信支付失败",
                                        "A4纸 80g"};
    size_t i;
    (void)state;
    for (i = 0; i < sizeof texts / sizeof *texts; i++)
        assert_redacted(texts[i], texts[i]);
}

static void masking_survives_broken_text(void **state) {
    char text[] = "\xE4\xB8 13812345678\xFF\xF0\x9F", copy[sizeof text];
    size_t cut;
    (void)state;
    for (cut = 0; cut <= sizeof text - 1; cut++) {
        memcpy(copy, text, sizeof text);
        kefu__redact(copy, cut);
        assert_memory_equal(copy + cut, text + cut, sizeof text - cut);
    }
    kefu__redact(text, sizeof text - 1);
    assert_null(strstr(text, "138"));
}

static void widths(void **state) {
    (void)state;
    assert_int_equal(kefu__columns_of(""), 0);
    assert_int_equal(kefu__columns_of("frt"), 3);
    assert_int_equal(kefu__columns_of("首次响应"), 8);
    assert_int_equal(kefu__columns_of("３分钟，好"), 10);
    assert_int_equal(kefu__columns_of("😡a"), 3);
    assert_int_equal(kefu__columns_of("❤\xEF\xB8\x8F"), 1);
    assert_int_equal(kefu__columns_of("\xFF"), 1);
}

static void memory_that_fails_gives_empty_texts(void **state) {
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 1);
    struct pen pen;
    (void)state;
    memset(&pen, 0, sizeof pen);
    kefu__arena_init(&pen.arena, &allocator);
    assert_words(kefu__pen_number(&pen, 83000, KEFU_UNIT_MS), "", "");
    assert_true(pen.failed);
    assert_null(kefu__pen_room(&pen, 1, 1));
    kefu__arena_free(&pen.arena);
    assert_int_equal(memory.live_blocks, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fixed_numbers),
        cmocka_unit_test_setup_teardown(durations, begin, end),
        cmocka_unit_test_setup_teardown(units, begin, end),
        cmocka_unit_test_setup_teardown(dates, begin, end),
        cmocka_unit_test(masks_what_is_private),
        cmocka_unit_test(keeps_what_is_not),
        cmocka_unit_test(masking_survives_broken_text),
        cmocka_unit_test(widths),
        cmocka_unit_test(memory_that_fails_gives_empty_texts),
    };
    return cmocka_run_group_tests_name("report.words", tests, NULL, NULL);
}
