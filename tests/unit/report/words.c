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
    assert_words(kefu__pen_number(pen, 59999, KEFU_UNIT_MS), "1 分钟", "1 min");
    assert_words(kefu__pen_number(pen, 83000, KEFU_UNIT_MS), "1 分 23 秒", "1 min 23 s");
    assert_words(kefu__pen_number(pen, 3600000, KEFU_UNIT_MS), "1 小时", "1 h");
    assert_words(kefu__pen_number(pen, 28369000, KEFU_UNIT_MS), "7 小时 53 分钟", "7 h 53 min");
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

static void masks_what_is_private(void **state) {
    struct fixture *fixture = *state;
    const kefu_str text = {KEFU_TEXT("打我电话１３８12345678谢谢")};
    const kefu_str masked = kefu__pen_redacted(&fixture->pen, text);
    assert_int_equal(masked.size, text.size);
    assert_string_equal(masked.data, "打我电话＊＊＊********谢谢");
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
        cmocka_unit_test_setup_teardown(masks_what_is_private, begin, end),
        cmocka_unit_test(widths),
        cmocka_unit_test(memory_that_fails_gives_empty_texts),
    };
    return cmocka_run_group_tests_name("report.words", tests, NULL, NULL);
}
