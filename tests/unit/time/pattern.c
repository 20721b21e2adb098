/* SPDX-License-Identifier: MIT
 * Times by a pattern, and durations as people write them. */
#include "time/pattern.h"
#include "test.h"

#define AT_3_05 INT64_C(1709262300000) /* 2024-03-01 03:05:00, as if it were UTC */

static void expect(const char *pattern, const char *text, int64_t local) {
    struct foreign_time time;
    bool has_date = false;
    assert_true(kefu__time_is_pattern(pattern));
    if (!kefu__time_match(pattern, kefu__str(text), &time, &has_date))
        fail_msg("%s is not read by %s", text, pattern);
    assert_true(has_date);
    assert_int_equal(time.local, local);
}

static void expect_none(const char *pattern, const char *text) {
    struct foreign_time time;
    bool has_date;
    if (kefu__time_match(pattern, kefu__str(text), &time, &has_date))
        fail_msg("%s is read by %s", text, pattern);
}

static void test_patterns(void **state) {
    (void)state;
    expect("yyyy-M-d H:mm:ss", "2024-3-1 3:05:00", AT_3_05);
    expect("yyyy-MM-dd HH:mm:ss", "2024-3-1 3:5:0", AT_3_05); /* missing padding */
    expect("yyyyMMddHHmmss", "20240301030500", AT_3_05);
    expect("d/M/yyyy h:mm a", " 1/3/2024  3:05 PM ", AT_3_05 + 12 * 3600000);
    expect("M/d/yy a h:mm", "3/1/24 上午 3:05", AT_3_05);
    expect("M/d/yy ah:mm", "3/1/24 下午12:05", AT_3_05 + 9 * 3600000);
    expect("yyyy年M月d日 H时m分", "2024年3月1日 3时05分", AT_3_05);
    expect("yyyy-MM-dd'T'HH:mm:ss.SSS", "2024-03-01T03:05:00.25", AT_3_05 + 250);
    expect("yyyy-MM-dd", "2024-03-01", AT_3_05 - 11100000);
    expect_none("yyyy-M-d H:mm:ss", "2024-3-1");
    expect_none("yyyy-M-d", "2024-2-30");
    expect_none("yyyy-M-d", "2024-3-1 3:05");
    expect_none("d/M/yyyy", "1/13/2024");
    expect_none("h:mm a", "13:05 PM");
    expect_none("yyyyMMdd", "2024031");
}

static void test_offsets(void **state) {
    struct foreign_time time;
    bool has_date;
    (void)state;
    assert_true(kefu__time_match("yyyy-MM-dd HH:mmZ", kefu__str("2024-03-01 03:05+0800"), &time,
                                 &has_date));
    assert_true(time.has_offset && time.offset_minutes == 480);
    assert_true(kefu__time_match("HH:mm:ssX", kefu__str("03:05:00-05:30"), &time, &has_date) &&
                !has_date);
    assert_int_equal(time.offset_minutes, -330);
    assert_int_equal(time.local, 11100000);
}

static void test_what_is_no_pattern(void **state) {
    static const char *const bad[] = {"", "yyyy-QQ", "-", "yyyy 'T", "mm:ss", "date"};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_false(kefu__time_is_pattern(bad[i]));
}

static void test_durations(void **state) {
    static const struct {
        const char *text;
        int64_t ms;
    } good[] = {{"01:02:03", 3723000},
                {"12:30", 750000},
                {"100:00:00", 360000000},
                {"1分20秒", 80000},
                {"1小时2分", 3720000},
                {"2天", 172800000},
                {"80", 80000},
                {"1.5", 1500},
                {"90s", 90000},
                {"2h", 7200000},
                {"1h 30min", 5400000},
                {"500ms", 500},
                {"1.5小时", 5400000},
                {"1 分钟 5 秒", 65000},
                {" 3秒 ", 3000},
                {"00:00:01.25", 1250},
                {"0", 0}};
    static const char *const bad[] = {"",     "-",      "1分2", "2秒1分", "1:2:3:4", "12:60",
                                      "一分", "1:60:0", "1e9",  "5x",     ":5"};
    int64_t ms = 0;
    (void)state;
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        if (!kefu__duration_read(kefu__str(good[i].text), &ms))
            fail_msg("%s is not read", good[i].text);
        assert_int_equal(ms, good[i].ms);
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        if (kefu__duration_read(kefu__str(bad[i]), &ms))
            fail_msg("%s is read as %lld", bad[i], (long long)ms);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_patterns),
        cmocka_unit_test(test_offsets),
        cmocka_unit_test(test_what_is_no_pattern),
        cmocka_unit_test(test_durations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
