/* SPDX-License-Identifier: MIT
 * Instants as text and as civil dates, in fixed offsets. */
#include "time/time.h"

#include <stdio.h>

#define DAY_MS    INT64_C(86400000)
#define MINUTE_MS INT64_C(60000)

static int64_t floor_divide(int64_t a, int64_t b) {
    return a / b - (a % b < 0);
}

/* ---- civil dates ---- */

/* Days since 1970-01-01 of a date in the proleptic Gregorian calendar. Years are counted from
 * March, so that a leap day is the last day of its year. */
static int64_t days_of_date(int64_t year, uint32_t month, uint32_t day) {
    const int64_t march_year = year - (month <= 2);
    /* an era has 400 years, which are 146,097 days */
    const int64_t era = floor_divide(march_year, 400);
    const int64_t year_of_era = march_year - era * 400;
    const int64_t month_from_march = (month + 9) % 12;
    const int64_t day_of_year = (153 * month_from_march + 2) / 5 + (int64_t)day - 1;
    return era * 146097 + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 + day_of_year -
           719468;
}

static void date_of_days(int64_t days, struct civil *civil) {
    const int64_t shifted = days + 719468; /* days since 0000-03-01 */
    const int64_t era = floor_divide(shifted, 146097);
    const int64_t day_of_era = shifted - era * 146097;
    const int64_t year_of_era =
        (day_of_era - day_of_era / 1460 + day_of_era / 36524 - day_of_era / 146096) / 365;
    const int64_t day_of_year = day_of_era -
                                (year_of_era * 365 + year_of_era / 4 - year_of_era / 100);
    const int64_t month_from_march = (5 * day_of_year + 2) / 153;
    civil->day = (uint32_t)(day_of_year - (153 * month_from_march + 2) / 5 + 1);
    civil->month = (uint32_t)(month_from_march < 10 ? month_from_march + 3 : month_from_march - 9);
    civil->year = (int32_t)(year_of_era + era * 400 + (civil->month <= 2));
    /* 1970-01-01 was a Thursday */
    civil->weekday = (uint32_t)(days + 3 - floor_divide(days + 3, 7) * 7);
}

/* Splits an instant into local days since the epoch and milliseconds since midnight. It divides
 * before it adds the offset, so that nothing overflows. */
static int64_t split(int64_t at, int32_t offset_minutes, int64_t *in_day) {
    const int64_t rest = at % DAY_MS;
    const int64_t day = at / DAY_MS - (rest < 0);
    const int64_t shifted = rest + (rest < 0 ? DAY_MS : 0) + offset_minutes * MINUTE_MS;
    const int64_t carry = floor_divide(shifted, DAY_MS);
    *in_day = shifted - carry * DAY_MS;
    return day + carry;
}

int64_t kefu__time_day(int64_t at, int32_t offset_minutes) {
    int64_t in_day;
    return split(at, offset_minutes, &in_day);
}

struct civil kefu__time_civil(int64_t at, int32_t offset_minutes) {
    struct civil civil = {0, 0, 0, 0, 0, 0, 0, 0};
    int64_t in_day;
    date_of_days(split(at, offset_minutes, &in_day), &civil);
    civil.hour = (uint32_t)(in_day / 3600000);
    civil.minute = (uint32_t)(in_day / MINUTE_MS % 60);
    civil.second = (uint32_t)(in_day / 1000 % 60);
    civil.millisecond = (uint32_t)(in_day % 1000);
    return civil;
}

int64_t kefu__time_from_civil(int32_t year, uint32_t month, uint32_t day, int32_t offset_minutes) {
    return days_of_date(year, month, day) * DAY_MS - offset_minutes * MINUTE_MS;
}

/* ---- text ---- */

/* Reads exactly `digits` digits at *at; false if there are fewer or the value is out of range. */
static bool read_number(const char *text, size_t size, size_t *at, size_t digits, uint32_t low,
                        uint32_t high, uint32_t *out) {
    uint32_t value = 0;
    if (size - *at < digits)
        return false;
    for (size_t i = 0; i < digits; i++) {
        const char c = text[*at + i];
        if (c < '0' || c > '9')
            return false;
        value = value * 10 + (uint32_t)(c - '0');
    }
    if (value < low || value > high)
        return false;
    *at += digits;
    *out = value;
    return true;
}

/* Reads the given character at *at; false if another one is there. */
static bool read_mark(const char *text, size_t size, size_t *at, char mark) {
    if (*at >= size || text[*at] != mark)
        return false;
    ++*at;
    return true;
}

bool kefu__time_is_date(uint32_t year, uint32_t month, uint32_t day) {
    static const uint32_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return day <= lengths[month - 1] + (month == 2 && leap);
}

/* Reads an optional fraction of a second (".250"); digits beyond milliseconds are ignored. */
static bool read_fraction(const char *text, size_t size, size_t *at, uint32_t *ms) {
    uint32_t scale = 100;
    const size_t start = *at + 1;
    *ms = 0;
    if (!read_mark(text, size, at, '.'))
        return true;
    while (*at < size && text[*at] >= '0' && text[*at] <= '9') {
        *ms += scale * (uint32_t)(text[(*at)++] - '0');
        scale /= 10;
    }
    return *at > start;
}

bool kefu__time_parse_offset(const char *text, size_t size, int32_t *minutes) {
    size_t at = 1;
    if (size == 1 && (text[0] == 'Z' || text[0] == 'z')) {
        *minutes = 0;
        return true;
    }
    uint32_t hour, minute;
    if (size != 6 || (text[0] != '+' && text[0] != '-') ||
        !read_number(text, size, &at, 2, 0, 23, &hour) || !read_mark(text, size, &at, ':') ||
        !read_number(text, size, &at, 2, 0, 59, &minute))
        return false;
    *minutes = (text[0] == '-' ? -1 : 1) * (int32_t)(hour * 60 + minute);
    return true;
}

bool kefu__time_parse(const char *text, size_t size, int64_t *at) {
    uint32_t year, month, day;
    size_t i = 0;
    if (!read_number(text, size, &i, 4, 0, 9999, &year) || !read_mark(text, size, &i, '-') ||
        !read_number(text, size, &i, 2, 1, 12, &month) || !read_mark(text, size, &i, '-') ||
        !read_number(text, size, &i, 2, 1, 31, &day) || !kefu__time_is_date(year, month, day))
        return false;
    if (!read_mark(text, size, &i, 'T') && !read_mark(text, size, &i, 't') &&
        !read_mark(text, size, &i, ' '))
        return false;
    uint32_t hour, minute, second, ms;
    int32_t offset;
    if (!read_number(text, size, &i, 2, 0, 23, &hour) || !read_mark(text, size, &i, ':') ||
        !read_number(text, size, &i, 2, 0, 59, &minute) || !read_mark(text, size, &i, ':') ||
        !read_number(text, size, &i, 2, 0, 60, &second) || !read_fraction(text, size, &i, &ms) ||
        !kefu__time_parse_offset(text + i, size - i, &offset))
        return false;
    if (second == 60) { /* a leap second is mapped to the last millisecond of the minute */
        second = 59;
        ms = 999;
    }
    *at = kefu__time_from_civil((int32_t)year, month, day, offset) + (int64_t)hour * 3600000 +
          minute * MINUTE_MS + (int64_t)second * 1000 + ms;
    return true;
}

/* Writes a number below 100 as two digits. Returns where it ends. */
static char *put_pair(char *to, uint32_t number) {
    to[0] = (char)('0' + number / 10 % 10);
    to[1] = (char)('0' + number % 10);
    return to + 2;
}

static char *put_zone(char *to, int32_t offset_minutes) {
    const uint32_t absolute = (uint32_t)(offset_minutes < 0 ? -offset_minutes : offset_minutes);
    if (offset_minutes == 0) {
        *to++ = 'Z';
        return to;
    }
    *to++ = offset_minutes < 0 ? '-' : '+';
    to = put_pair(to, absolute / 60);
    *to++ = ':';
    return put_pair(to, absolute % 60);
}

size_t kefu__time_format(char to[40], int64_t at, int32_t offset_minutes) {
    const struct civil civil = kefu__time_civil(at, offset_minutes);
    const uint32_t parts[] = {civil.month, civil.day, civil.hour, civil.minute, civil.second};
    char *end = to + snprintf(to, 16, "%04d", (int)civil.year);
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        *end++ = "--T::"[i];
        end = put_pair(end, parts[i]);
    }
    if (civil.millisecond) {
        *end++ = '.';
        *end++ = (char)('0' + civil.millisecond / 100 % 10);
        end = put_pair(end, civil.millisecond % 100);
    }
    end = put_zone(end, offset_minutes);
    *end = '\0';
    return (size_t)(end - to);
}
