/* SPDX-License-Identifier: MIT
 * Instants as exports of other programs write them. */
#include "time/time.h"

#define MINUTE_MS INT64_C(60000)
#define HOUR_MS   INT64_C(3600000)

/* A text and the offset up to which it has been read. */
struct cursor {
    const char *text;
    size_t size, at;
};

static bool take(struct cursor *c, const char *literal) {
    const size_t size = strlen(literal);
    if (c->size - c->at < size || memcmp(c->text + c->at, literal, size) != 0)
        return false;
    c->at += size;
    return true;
}

static bool take_one(struct cursor *c, const char *marks) {
    if (c->at >= c->size || !c->text[c->at] || !strchr(marks, c->text[c->at]))
        return false;
    c->at++;
    return true;
}

static void skip_blanks(struct cursor *c) {
    while (take_one(c, " \t\r\n") || take(c, "\xE3\x80\x80")) /* U+3000, the ideographic space */
        continue;
}

/* Reads a number of one to `most` digits; false if there are none, or not in low … high. */
static bool take_number(struct cursor *c, size_t most, uint32_t low, uint32_t high, uint32_t *out) {
    uint32_t value = 0;
    size_t digits = 0;
    for (; digits < most && c->at < c->size; digits++, c->at++) {
        const char digit = c->text[c->at];
        if (digit < '0' || digit > '9')
            break;
        value = value * 10 + (uint32_t)(digit - '0');
    }
    *out = value;
    return digits > 0 && value >= low && value <= high;
}

/* ---- the date ---- */

/* Reads a date: 2024-03-01, 2024/3/1, 2024.3.1, 2024年3月1日. */
static bool take_date(struct cursor *c, struct civil *civil) {
    static const char *const marks[][3] = {
        {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}};
    uint32_t year;
    if (!take_number(c, 4, 1900, 9999, &year))
        return false;
    civil->year = (int32_t)year;
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (take(c, marks[i][0]))
            return take_number(c, 2, 1, 12, &civil->month) && take(c, marks[i][1]) &&
                   take_number(c, 2, 1, 31, &civil->day) && take(c, marks[i][2]) &&
                   kefu__time_is_date(year, civil->month, civil->day);
    return false;
}

/* ---- the time of the day ---- */

enum half_day { WHOLE_DAY, MORNING, AFTERNOON };

static enum half_day take_half_day(struct cursor *c) {
    enum half_day half = WHOLE_DAY;
    if (take(c, "上午") || take(c, "AM") || take(c, "am") || take(c, "凌晨"))
        half = MORNING;
    else if (take(c, "下午") || take(c, "晚上") || take(c, "PM") || take(c, "pm"))
        half = AFTERNOON;
    if (half != WHOLE_DAY)
        skip_blanks(c);
    return half;
}

/* Reads a fraction of a second with any number of digits, of which milliseconds are used. */
static bool take_fraction(struct cursor *c, uint32_t *ms) {
    uint32_t scale = 100;
    *ms = 0;
    if (!take_one(c, ".,"))
        return true;
    const size_t start = c->at;
    for (; c->at < c->size && c->text[c->at] >= '0' && c->text[c->at] <= '9'; c->at++) {
        *ms += scale * (uint32_t)(c->text[c->at] - '0');
        scale /= 10;
    }
    return c->at > start;
}

static bool take_seconds(struct cursor *c, struct civil *civil) {
    if (!take_number(c, 2, 0, 60, &civil->second) || !take_fraction(c, &civil->millisecond))
        return false;
    take(c, "秒");
    if (civil->second == 60) { /* a leap second is mapped to the last millisecond of the minute */
        civil->second = 59;
        civil->millisecond = 999;
    }
    return true;
}

/* Reads a time of day: 9:05, 09:05:03.25, 9时5分3秒, 下午 3:05, 3:05 PM. */
static bool take_clock(struct cursor *c, struct civil *civil) {
    enum half_day half = take_half_day(c);
    if (!take_number(c, 2, 0, 24, &civil->hour) ||
        !(take(c, ":") || take(c, "时") || take(c, "点") || take(c, "：")) ||
        !take_number(c, 2, 0, 59, &civil->minute))
        return false;
    take(c, "分");
    if ((take(c, ":") || take(c, "：") ||
         (c->at < c->size && c->text[c->at] >= '0' && c->text[c->at] <= '9')) &&
        !take_seconds(c, civil))
        return false;
    if (half == WHOLE_DAY) {
        const size_t before = c->at;
        skip_blanks(c);
        half = take_half_day(c);
        c->at = half == WHOLE_DAY ? before : c->at;
    }
    if (half == AFTERNOON && civil->hour < 12)
        civil->hour += 12;
    else if (half == MORNING && civil->hour == 12)
        civil->hour = 0;
    return civil->hour < 24 || (civil->minute == 0 && civil->second == 0);
}

/* Reads an offset: Z, +08:00, +0800, +08, UTC+8, GMT+08:00. */
static bool take_offset(struct cursor *c, struct foreign_time *to) {
    uint32_t hour, minute = 0;
    const bool named = take(c, "UTC") || take(c, "GMT");
    if (take_one(c, "Zz") || (named && c->at == c->size)) {
        to->has_offset = true;
        return true;
    }
    const bool negative = c->at < c->size && c->text[c->at] == '-';
    if (!take_one(c, "+-"))
        return !named;
    if (!take_number(c, 2, 0, 23, &hour))
        return false;
    take(c, ":");
    if (c->at < c->size && !take_number(c, 2, 0, 59, &minute))
        return false;
    to->has_offset = true;
    to->offset_minutes = (negative ? -1 : 1) * (int32_t)(hour * 60 + minute);
    return true;
}

bool kefu__time_read(const char *text, size_t size, struct foreign_time *to) {
    struct cursor c = {text, size, 0};
    struct civil civil = {0, 0, 0, 0, 0, 0, 0, 0};
    memset(to, 0, sizeof *to);
    skip_blanks(&c);
    if (!take_date(&c, &civil))
        return false;
    take_one(&c, "Tt,");
    skip_blanks(&c);
    to->has_clock = c.at < c.size;
    if (to->has_clock && !take_clock(&c, &civil))
        return false;
    skip_blanks(&c);
    if (!take_offset(&c, to))
        return false;
    skip_blanks(&c);
    to->local = kefu__time_from_civil(civil.year, civil.month, civil.day, 0) +
                (int64_t)civil.hour * HOUR_MS + civil.minute * MINUTE_MS +
                (int64_t)civil.second * 1000 + civil.millisecond;
    return c.at == c.size;
}

/* ---- numbers ---- */

enum time_unit kefu__time_unit_of(double number) {
    const double size = number < 0 ? -number : number;
    return size < 1e9    ? TIME_RELATIVE
           : size < 1e11 ? TIME_SECONDS
           : size < 1e14 ? TIME_MILLISECONDS
           : size < 1e17 ? TIME_MICROSECONDS
                         : TIME_NANOSECONDS;
}
