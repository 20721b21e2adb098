/* SPDX-License-Identifier: MIT
 * Tests of instants, civil dates and business time. */
#include "test.h"

#include <stdio.h>

#include "time/time.h"

#define HOUR   INT64_C(3600000)
#define MINUTE INT64_C(60000)
#define DAY    (24 * HOUR)

static int64_t at(const char *text) {
    int64_t instant = 0;
    if (!kefu__time_parse(text, strlen(text), &instant))
        fail_msg("%s is no instant", text);
    return instant;
}

/* ---- instants ---- */

static void instants_are_read(void **state) {
    (void)state;
    assert_int_equal(at("1970-01-01T00:00:00Z"), 0);
    assert_int_equal(at("1970-01-01 08:00:00+08:00"), 0);
    assert_int_equal(at("1969-12-31T23:59:59.999Z"), -1);
    assert_int_equal(at("2026-03-12T10:10:15.250+08:00"), INT64_C(1773281415250));
    assert_int_equal(at("2026-03-12t10:10:15.2509999+08:00"), INT64_C(1773281415250));
    assert_int_equal(at("2000-02-29T00:00:00z"), INT64_C(951782400000));
    assert_int_equal(at("2024-12-31T20:30:00-03:30"), INT64_C(1735689600000));
    assert_int_equal(at("2016-12-31T23:59:60Z"), INT64_C(1483228799999));
    assert_int_equal(at("0000-01-01T00:00:00Z"), INT64_C(-62167219200000));
    assert_int_equal(at("9999-12-31T23:59:59Z"), INT64_C(253402300799000));
}

static void what_is_no_instant_is_refused(void **state) {
    static const char *const texts[] = {
        "",
        "2026",
        "2026-03-12",
        "2026-03-12T10:10:15", /* no offset: nobody knows when */
        "2026-03-12T10:10Z",
        "2026-02-29T00:00:00Z",
        "1900-02-29T00:00:00Z",
        "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z",
        "2026-04-31T00:00:00Z",
        "2026-04-00T00:00:00Z",
        "2026-03-12T24:00:00Z",
        "2026-03-12T10:60:00Z",
        "2026-03-12T10:10:61Z",
        "2026-03-12T10:10:15.Z",
        "2026-03-12T10:10:15+0800",
        "2026-03-12T10:10:15+24:00",
        "2026-03-12T10:10:15+08:60",
        "2026-03-12T10:10:15Z ",
        " 2026-03-12T10:10:15Z",
        "2026-03-12_10:10:15Z",
        "2026-3-12T10:10:15Z",
        "+026-03-12T10:10:15Z",
    };
    int64_t instant = 7;
    size_t i;
    (void)state;
    for (i = 0; i < sizeof texts / sizeof *texts; i++)
        if (kefu__time_parse(texts[i], strlen(texts[i]), &instant))
            fail_msg("%s was read", texts[i]);
    assert_int_equal(instant, 7);
}

/* As exports write them: without padding, in Chinese, with and without a zone. */
static void foreign_times_are_read(void **state) {
    static const struct {
        const char *text;
        int64_t local;
        bool has_offset, has_clock;
        int32_t offset;
    } times[] = {
        {"2024-03-01 12:00:00", 1709294400000, false, true, 0},
        {"2024-03-01T12:00:00", 1709294400000, false, true, 0},
        {"2024/3/1 12:00", 1709294400000, false, true, 0},
        {"2024.3.1 12:00:00.5", 1709294400500, false, true, 0},
        {"2024-03-01T12:00:00,123456789", 1709294400123, false, true, 0},
        {"2024年3月1日 12:00", 1709294400000, false, true, 0},
        {"2024年3月1日12时0分0秒", 1709294400000, false, true, 0},
        {"2024/3/1 上午9:05:03", 1709283903000, false, true, 0},
        {"2024/3/1 下午 3:05", 1709305500000, false, true, 0},
        {"2024/3/1 3:05 PM", 1709305500000, false, true, 0},
        {"2024/3/1 12:05 AM", 1709251500000, false, true, 0},
        {"2024-03-01 12:00:00 +0800", 1709294400000, true, true, 480},
        {"2024-03-01T12:00:00+08", 1709294400000, true, true, 480},
        {"2024-03-01 12:00:00 UTC", 1709294400000, true, true, 0},
        {"2024-03-01 12:00:00 GMT-05:30", 1709294400000, true, true, -330},
        {" 2024-03-01 12:00:00Z ", 1709294400000, true, true, 0},
        {"2024-03-01", 1709251200000, false, false, 0},
    };
    static const char *const none[] = {"",
                                       "yesterday",
                                       "10:15",
                                       "2024-13-01 10:00",
                                       "2024-02-30 10:00",
                                       "2024-03-01 25:00",
                                       "2024-03-01 10:60",
                                       "2024-03-01 10",
                                       "2024-03-01 10:00 x",
                                       "2024-03/01 10:00",
                                       "20240301",
                                       "2024-03-01 10:00:00.",
                                       "2024-03-01 24:01",
                                       "1"};
    (void)state;
    for (size_t i = 0; i < sizeof times / sizeof *times; i++) {
        struct foreign_time found;
        if (!kefu__time_read(times[i].text, strlen(times[i].text), &found) ||
            found.local != times[i].local || found.has_offset != times[i].has_offset ||
            found.has_clock != times[i].has_clock || found.offset_minutes != times[i].offset)
            fail_msg("%s: %lld", times[i].text, (long long)found.local);
    }
    for (size_t i = 0; i < sizeof none / sizeof *none; i++) {
        struct foreign_time found;
        if (kefu__time_read(none[i], strlen(none[i]), &found))
            fail_msg("%s is read", none[i]);
    }
}

static void instants_are_written_as_they_were_read(void **state) {
    char text[40];
    (void)state;
    assert_int_equal(kefu__time_format(text, at("2026-03-12T10:10:15.250+08:00"), 480), 29);
    assert_string_equal(text, "2026-03-12T10:10:15.250+08:00");
    kefu__time_format(text, -1, 0);
    assert_string_equal(text, "1969-12-31T23:59:59.999Z");
    kefu__time_format(text, at("2024-12-31T20:30:00-03:30"), -210);
    assert_string_equal(text, "2024-12-31T20:30:00-03:30");
    kefu__time_format(text, INT64_MIN, -1439); /* far away, and no overflow */
    kefu__time_format(text, INT64_MAX, 1439);
    assert_true(strlen(text) < 40);
}

/* Every offset and every place of the fraction, against what is put together here, and read again.
 */
static void every_offset_is_written_and_read(void **state) {
    const int64_t instant = at("2024-02-29T12:00:00Z");
    (void)state;
    for (int32_t offset = -1439; offset <= 1439; offset++) {
        const int32_t size = offset < 0 ? -offset : offset;
        const int64_t moment = instant + (offset + 1439) % 1000;
        char text[40], ending[24];
        int32_t minutes = 0;
        const size_t length = kefu__time_format(text, moment, offset);
        snprintf(ending, sizeof ending, "%c%02d:%02d", offset < 0 ? '-' : '+', (int)(size / 60),
                 (int)(size % 60));
        if (offset == 0)
            strcpy(ending, "Z");
        assert_int_equal(length, strlen(text));
        assert_string_equal(text + length - strlen(ending), ending);
        assert_int_equal(at(text), moment);
        assert_true(kefu__time_parse_offset(ending, strlen(ending), &minutes));
        assert_int_equal(minutes, offset);
    }
}

static void dates_go_back_and_forth(void **state) {
    int64_t day;
    uint32_t weekday = 3; /* 1582-10-14 would have been a Thursday; then the calendar began */
    (void)state;
    for (day = -141428; day < 200000; day += 1, weekday = (weekday + 1) % 7) {
        const struct civil civil = kefu__time_civil(day * DAY + 3 * HOUR, -60);
        assert_int_equal(civil.weekday, weekday);
        assert_int_equal(civil.hour, 2);
        assert_int_equal(kefu__time_from_civil(civil.year, civil.month, civil.day, 0), day * DAY);
    }
    assert_int_equal(kefu__time_day(-1, 0), -1);
    assert_int_equal(kefu__time_day(-1, 480), 0);
    assert_int_equal(kefu__time_day(0, -1), -1);
}

/* ---- calendars ---- */

static int64_t day_of(const char *date) {
    char text[40];
    snprintf(text, sizeof text, "%sT00:00:00Z", date);
    return kefu__time_day(at(text), 0);
}

/* Monday to Friday, from…to hours, at +08:00. */
static struct calendar week(struct open_interval intervals[5], uint32_t from, uint32_t to) {
    struct calendar calendar = {480, intervals, 5, NULL, 0, NULL, 0, NULL, 0};
    uint32_t i;
    for (i = 0; i < 5; i++) {
        intervals[i].weekday = i;
        intervals[i].from_ms = from * (uint32_t)HOUR;
        intervals[i].to_ms = to * (uint32_t)HOUR;
    }
    return calendar;
}

static void a_grace_period_goes_over_the_weekend(void **state) {
    struct open_interval intervals[5];
    const struct calendar calendar = week(intervals, 8, 18);
    const int64_t friday = at("2026-03-13T17:00:00+08:00");
    (void)state;
    assert_int_equal(kefu__calendar_add(&calendar, friday, 4 * HOUR),
                     at("2026-03-16T11:00:00+08:00"));
    assert_int_equal(kefu__calendar_add(&calendar, friday, HOUR), at("2026-03-13T18:00:00+08:00"));
    assert_int_equal(kefu__calendar_add(&calendar, friday, HOUR + 1),
                     at("2026-03-16T08:00:00.001+08:00"));
    assert_int_equal(kefu__calendar_add(&calendar, at("2026-03-14T12:00:00+08:00"), 0),
                     at("2026-03-14T12:00:00+08:00"));
    assert_int_equal(kefu__calendar_between(&calendar, friday, at("2026-03-16T11:00:00+08:00")),
                     4 * HOUR);
    assert_int_equal(kefu__calendar_between(&calendar, friday, friday), 0);
    assert_int_equal(kefu__calendar_between(&calendar, friday, friday - HOUR), 0);
    assert_int_equal(kefu__calendar_between(&calendar, friday - 14 * DAY, friday), 100 * HOUR);
}

static void opening_is_half_open(void **state) {
    struct open_interval intervals[5];
    const struct calendar calendar = week(intervals, 9, 18);
    (void)state;
    /* A question at 8:56 that is answered at 9:01 began outside the time that is assessed. */
    assert_false(kefu__calendar_open(&calendar, at("2026-03-13T08:56:00+08:00")));
    assert_false(kefu__calendar_open(&calendar, at("2026-03-13T08:59:59.999+08:00")));
    assert_true(kefu__calendar_open(&calendar, at("2026-03-13T09:00:00+08:00")));
    assert_true(kefu__calendar_open(&calendar, at("2026-03-13T17:59:59.999+08:00")));
    assert_false(kefu__calendar_open(&calendar, at("2026-03-13T18:00:00+08:00")));
    assert_false(kefu__calendar_open(&calendar, at("2026-03-14T10:00:00+08:00")));
    assert_int_equal(kefu__calendar_between(&calendar, at("2026-03-13T08:56:00+08:00"),
                                            at("2026-03-13T09:01:00+08:00")),
                     MINUTE);
}

static void holidays_are_skipped(void **state) {
    struct open_interval intervals[5];
    struct calendar calendar = week(intervals, 8, 20);
    struct date_range holidays[2];
    (void)state;
    holidays[0].from_day = holidays[0].to_day = day_of("2026-03-17"); /* Tuesday */
    holidays[1].from_day = holidays[1].to_day = day_of("2026-03-20"); /* Friday */
    calendar.holidays = holidays;
    calendar.holiday_count = 2;
    /* 48 h of 12-hour days: Monday, Wednesday, Thursday, Monday. */
    assert_int_equal(kefu__calendar_add(&calendar, at("2026-03-16T08:00:00+08:00"), 48 * HOUR),
                     at("2026-03-23T20:00:00+08:00"));
    assert_false(kefu__calendar_open(&calendar, at("2026-03-17T12:00:00+08:00")));
    assert_int_equal(kefu__calendar_between(&calendar, at("2026-03-16T00:00:00+08:00"),
                                            at("2026-03-23T00:00:00+08:00")),
                     36 * HOUR);
}

static void a_make_up_workday_has_mondays_hours(void **state) {
    struct open_interval intervals[5];
    struct calendar calendar = week(intervals, 9, 18);
    struct date_range golden_week = {0, 0};
    int64_t workdays[2];
    (void)state;
    intervals[0].to_ms = 17 * (uint32_t)HOUR; /* so that Monday differs */
    golden_week.from_day = day_of("2026-10-01");
    golden_week.to_day = day_of("2026-10-07");
    workdays[0] = day_of("2026-09-27"); /* a Sunday */
    workdays[1] = day_of("2026-10-05"); /* inside the holiday */
    calendar.holidays = &golden_week;
    calendar.holiday_count = 1;
    calendar.workdays = workdays;
    calendar.workday_count = 2;
    assert_true(kefu__calendar_open(&calendar, at("2026-09-27T10:00:00+08:00")));
    assert_false(kefu__calendar_open(&calendar, at("2026-09-27T17:30:00+08:00")));
    assert_true(kefu__calendar_open(&calendar, at("2026-10-05T10:00:00+08:00")));
    assert_false(kefu__calendar_open(&calendar, at("2026-10-06T10:00:00+08:00")));
    assert_int_equal(kefu__calendar_between(&calendar, at("2026-10-01T00:00:00+08:00"),
                                            at("2026-10-08T00:00:00+08:00")),
                     8 * HOUR);
}

static void a_night_shift_goes_on_past_midnight(void **state) {
    static const struct open_interval nights[] = {
        {4, 20 * 3600000, 26 * 3600000}, /* Friday 20:00 to Saturday 02:00 */
        {6, 22 * 3600000, 30 * 3600000}, /* Sunday 22:00 to Monday 06:00 */
        {5, 1 * 3600000, 3 * 3600000},   /* Saturday 01:00 to 03:00 overlaps Friday's */
    };
    struct calendar calendar = {480, nights, 3, NULL, 0, NULL, 0, NULL, 0};
    struct date_range saturday;
    (void)state;
    assert_true(kefu__calendar_open(&calendar, at("2026-03-14T00:30:00+08:00")));
    assert_false(kefu__calendar_open(&calendar, at("2026-03-13T00:30:00+08:00")));
    assert_true(kefu__calendar_open(&calendar, at("2026-03-16T05:59:00+08:00")));
    assert_int_equal(kefu__calendar_between(&calendar, at("2026-03-13T23:00:00+08:00"),
                                            at("2026-03-14T12:00:00+08:00")),
                     4 * HOUR); /* 23 to 03, the overlap once */
    assert_int_equal(kefu__calendar_add(&calendar, at("2026-03-14T01:30:00+08:00"), 3 * HOUR),
                     at("2026-03-15T23:30:00+08:00"));
    saturday.from_day = saturday.to_day = day_of("2026-03-14");
    calendar.holidays = &saturday;
    calendar.holiday_count = 1; /* nothing begins on it, but Friday's shift ends at 02:00 */
    assert_true(kefu__calendar_open(&calendar, at("2026-03-14T01:30:00+08:00")));
    assert_false(kefu__calendar_open(&calendar, at("2026-03-14T02:30:00+08:00")));
}

static void excluded_windows_are_taken_out(void **state) {
    struct open_interval intervals[5];
    struct calendar calendar = week(intervals, 9, 18);
    struct instant_range windows[3];
    (void)state;
    windows[0].from = at("2026-03-13T12:00:00+08:00");
    windows[0].to = at("2026-03-13T13:00:00+08:00");
    windows[1].from = at("2026-03-13T12:30:00+08:00"); /* overlaps the first */
    windows[1].to = at("2026-03-13T14:00:00+08:00");
    windows[2].from = at("2026-03-13T17:00:00+08:00"); /* past closing */
    windows[2].to = at("2026-03-13T23:00:00+08:00");
    calendar.excluded = windows;
    calendar.excluded_count = 3;
    assert_int_equal(kefu__calendar_between(&calendar, at("2026-03-13T00:00:00+08:00"),
                                            at("2026-03-14T00:00:00+08:00")),
                     6 * HOUR);
    assert_false(kefu__calendar_open(&calendar, windows[0].from));
    assert_true(kefu__calendar_open(&calendar, windows[1].to));
    assert_int_equal(kefu__calendar_add(&calendar, at("2026-03-13T11:00:00+08:00"), 2 * HOUR),
                     at("2026-03-13T15:00:00+08:00"));
    assert_int_equal(kefu__calendar_add(&calendar, at("2026-03-13T16:00:00+08:00"), 2 * HOUR),
                     at("2026-03-16T10:00:00+08:00"));
}

static void a_calendar_that_never_opens_ends(void **state) {
    const struct calendar never = {480, NULL, 0, NULL, 0, NULL, 0, NULL, 0};
    struct open_interval intervals[5];
    const struct calendar calendar = week(intervals, 9, 18);
    (void)state;
    assert_int_equal(kefu__calendar_add(&never, 0, 1), KEFU_TIME_END);
    assert_int_equal(kefu__calendar_between(&never, 0, KEFU_TIME_END), 0);
    assert_false(kefu__calendar_open(&never, 0));
    assert_int_equal(kefu__calendar_add(&calendar, 0, INT64_MAX), KEFU_TIME_END);
    assert_true(kefu__calendar_between(&calendar, KEFU_TIME_NONE, KEFU_TIME_END) > 2600 * 9 * HOUR);
    assert_int_equal(kefu__calendar_add(&calendar, KEFU_TIME_END, INT64_MAX), KEFU_TIME_END);
}

/* Against the slow definition: count every open quarter of an hour. */
static void sums_agree_with_counting(void **state) {
    static const struct open_interval intervals[] = {
        {0, 30600000, 43200000}, {0, 45000000, 64800000},  {1, 0, 86400000},
        {2, 0, 86400000},        {3, 79200000, 108000000}, {5, 36000000, 72000000},
    };
    const struct date_range holiday = {20531, 20532};
    const int64_t workday = 20527;
    const struct instant_range window = {INT64_C(20530) * 86400000, INT64_C(20530) * 86400000 + 9};
    const struct calendar calendar = {480, intervals, 6, &holiday, 1, &workday, 1, &window, 1};
    const int64_t step = 15 * MINUTE, from = INT64_C(20520) * DAY;
    int64_t count = 0, i;
    (void)state;
    for (i = 0; i < 20 * 96; i++) {
        const int64_t now = from + i * step;
        int64_t open = kefu__calendar_open(&calendar, now + 9) ? step : 0;
        if (now == window.from && open)
            open -= 9;
        assert_int_equal(kefu__calendar_between(&calendar, now, now + step), open);
        count += open;
        assert_int_equal(kefu__calendar_between(&calendar, from, now + step), count);
        if (open)
            assert_int_equal(kefu__calendar_add(&calendar, from, count), now + step);
    }
    assert_true(count > 100 * HOUR);
}

/* Milliseconds of up to 16 digits, or RFC 3339 with an offset; the rest changes nothing. */
static void instants_are_milliseconds_or_rfc_3339(void **state) {
    static const struct {
        const char *text;
        int64_t at;
    } instants[] = {{"0", 0},
                    {"-1", -1},
                    {"1773281415250", INT64_C(1773281415250)},
                    {"9999999999999999", INT64_C(9999999999999999)},
                    {"-9999999999999999", -INT64_C(9999999999999999)},
                    {"2026-03-12T10:10:15.250+08:00", INT64_C(1773281415250)}};
    static const char *const others[] = {
        "-", "10000000000000000",   "1.5",        "1e3", " 1", "1 ", "+1", "-:",
        "/", "2026-03-12T10:10:15", "2026-03-12", "now"};
    int64_t at = 7;
    kefu_error error;
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        if (kefu_time_read(others[i], strlen(others[i]), &at, &error) != KEFU_E_ARGUMENT)
            fail_msg("\"%s\" is an instant", others[i]);
        assert_non_null(strstr(error.message, others[i]));
    }
    assert_int_equal(kefu_time_read(NULL, 1, &at, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_time_read("1", 0, &at, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_time_read("1", 1, NULL, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(at, 7);
    for (size_t i = 0; i < sizeof instants / sizeof *instants; i++) {
        assert_int_equal(kefu_time_read(instants[i].text, strlen(instants[i].text), &at, NULL),
                         KEFU_OK);
        assert_true(at == instants[i].at);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(instants_are_milliseconds_or_rfc_3339),
        cmocka_unit_test(instants_are_read),
        cmocka_unit_test(what_is_no_instant_is_refused),
        cmocka_unit_test(foreign_times_are_read),
        cmocka_unit_test(instants_are_written_as_they_were_read),
        cmocka_unit_test(every_offset_is_written_and_read),
        cmocka_unit_test(dates_go_back_and_forth),
        cmocka_unit_test(a_grace_period_goes_over_the_weekend),
        cmocka_unit_test(opening_is_half_open),
        cmocka_unit_test(holidays_are_skipped),
        cmocka_unit_test(a_make_up_workday_has_mondays_hours),
        cmocka_unit_test(a_night_shift_goes_on_past_midnight),
        cmocka_unit_test(excluded_windows_are_taken_out),
        cmocka_unit_test(a_calendar_that_never_opens_ends),
        cmocka_unit_test(sums_agree_with_counting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
