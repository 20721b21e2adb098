/* SPDX-License-Identifier: MIT
 * When a promise is due, by the words of the agent's message: "2小时内给您答复", "明天上午". Only a
 * time that stands in or beside the words of the promise counts: in "您今天下的单，我们会尽快处理"
 * nothing is due today. */
#include "conversation/due.h"

#include <string.h>

#include "base/utf8.h"
#include "scheme/metric_set/metrics.h"
#include "text/fold.h"
#include "time/time.h"

enum {
    POINTS_MAX = 512, /* of a longer text only so many code points are read */
    DISTANCE_MAX = 4, /* code points between a time and the words of the promise */
    MINUTES_OF_HOUR = 60,
    MINUTES_OF_DAY = 24 * MINUTES_OF_HOUR,
    NOON = 12 * MINUTES_OF_HOUR,
    AFTERNOON_OVER = 18 * MINUTES_OF_HOUR,
    EARLIEST_MORNING = 7, /* "3点前" without a part of the day is in the afternoon */
    DIGITS_MAX = 3,
    DAYS_MAX = 60 /* a longer time is no promise to a waiting customer */
};

/* The folded code points of a text, and the byte at which each begins. */
struct points {
    uint32_t point[POINTS_MAX];
    uint32_t byte[POINTS_MAX + 1];
    size_t count;
};

static void read_points(struct points *to, kefu_str text) {
    uint32_t point, length;
    size_t at = 0;
    for (to->count = 0; at < text.size && to->count < POINTS_MAX; at += length) {
        length = utf8_decode((const unsigned char *)text.data + at, text.size - at, &point);
        to->byte[to->count] = (uint32_t)at;
        to->point[to->count++] = point == UTF8_INVALID ? UTF8_REPLACEMENT
                                                       : kefu__fold_entry(point) & FOLD_POINT;
    }
    to->byte[to->count] = (uint32_t)at;
}

/* ---- words ---- */

/* Does the word stand at *at? If so, *at moves behind it. */
static bool reads(const struct points *text, size_t *at, const char *word) {
    const size_t size = strlen(word);
    size_t byte = 0, i = *at;
    for (; byte < size; i++) {
        uint32_t point;
        byte += utf8_decode((const unsigned char *)word + byte, size - byte, &point);
        if (i >= text->count || text->point[i] != point)
            return false;
    }
    *at = i;
    return true;
}

static bool reads_any(const struct points *text, size_t *at, const char *const *words) {
    for (; *words; words++)
        if (reads(text, at, *words))
            return true;
    return false;
}

static bool reads_digits(const struct points *text, size_t *at, uint32_t *number) {
    size_t i = *at;
    *number = 0;
    for (; i < text->count && text->point[i] >= '0' && text->point[i] <= '9'; i++)
        if (i - *at < DIGITS_MAX)
            *number = *number * 10 + (text->point[i] - '0');
    if (i == *at || i - *at > DIGITS_MAX)
        return false;
    *at = i;
    return true;
}

static bool reads_numeral(const struct points *text, size_t *at, uint32_t *digit) {
    static const struct {
        const char *word;
        uint32_t digit;
    } numerals[] = {{"一", 1}, {"二", 2}, {"两", 2}, {"三", 3}, {"四", 4},
                    {"五", 5}, {"六", 6}, {"七", 7}, {"八", 8}, {"九", 9}};
    for (size_t i = 0; i < sizeof numerals / sizeof *numerals; i++)
        if (reads(text, at, numerals[i].word)) {
            *digit = numerals[i].digit;
            return true;
        }
    return false;
}

/* Reads a number below 1,000 in digits, or below 100 in words: 24, 两, 十五, 四十八. */
static bool reads_number(const struct points *text, size_t *at, uint32_t *number) {
    uint32_t ones = 0;
    size_t i = *at;
    if (reads_digits(text, at, number))
        return true;
    const bool counted = reads_numeral(text, &i, number);
    if (reads(text, &i, "十")) {
        *number = 10 * (counted ? *number : 1);
        if (reads_numeral(text, &i, &ones))
            *number += ones;
    } else if (!counted) {
        return false;
    }
    *at = i;
    return true;
}

/* ---- within a time ---- */

static bool reads_unit(const struct points *text, size_t *at, uint32_t *minutes) {
    static const struct {
        const char *word;
        uint32_t minutes;
    } units[] = {{"分钟", 1},
                 {"小时", MINUTES_OF_HOUR},
                 {"钟头", MINUTES_OF_HOUR},
                 {"天", MINUTES_OF_DAY},
                 {"日", MINUTES_OF_DAY},
                 {"周", 7 * MINUTES_OF_DAY},
                 {"星期", 7 * MINUTES_OF_DAY}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++)
        if (reads(text, at, units[i].word)) {
            *minutes = units[i].minutes;
            return true;
        }
    return false;
}

/* Reads "2小时内", "半个小时之内", "一个半小时以内"; *due becomes the number of minutes. */
static bool reads_within(const struct points *text, size_t *at, int32_t *due) {
    static const char *const within[] = {"之内", "以内", "内", NULL};
    uint32_t number = 0, unit;
    size_t i = *at;
    const bool counted = reads_number(text, &i, &number);
    bool half = !counted && reads(text, &i, "半");
    if (!counted && !half)
        return false;
    if (reads(text, &i, "个") && counted)
        half = reads(text, &i, "半");
    if (!reads_unit(text, &i, &unit) || !reads_any(text, &i, within))
        return false;
    const uint32_t minutes = number * unit + (half ? unit / 2 : 0);
    if (minutes == 0 || minutes > DAYS_MAX * MINUTES_OF_DAY)
        return false;
    *due = (int32_t)minutes;
    *at = i;
    return true;
}

/* ---- by a time of a day ---- */

/* A part of a day: its end, and whether hours up to 12 are those after noon. */
struct part_of_day {
    const char *word;
    uint32_t over;
    bool after_noon;
};

static const struct part_of_day *reads_part(const struct points *text, size_t *at) {
    static const struct part_of_day parts[] = {{"上午", NOON, false},
                                               {"早上", NOON, false},
                                               {"早晨", NOON, false},
                                               {"一早", NOON, false},
                                               {"早", NOON, false},
                                               {"中午", NOON, true},
                                               {"下午", AFTERNOON_OVER, true},
                                               {"晚上", MINUTES_OF_DAY, true},
                                               {"晚", MINUTES_OF_DAY, true}};
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        if (reads(text, at, parts[i].word))
            return &parts[i];
    return NULL;
}

static bool reads_day(const struct points *text, size_t *at, uint32_t *day) {
    static const struct {
        const char *word;
        uint32_t day;
    } days[] = {{"今天", 0}, {"今日", 0}, {"当天", 0}, {"当日", 0}, {"今", 0},
                {"明天", 1}, {"明日", 1}, {"明", 1},   {"后天", 2}};
    for (size_t i = 0; i < sizeof days / sizeof *days; i++)
        if (reads(text, at, days[i].word)) {
            *day = days[i].day;
            return true;
        }
    return false;
}

/* Reads "3点前", "10点半之前", "18:30前"; *minute becomes the minute of the day. */
static bool reads_clock(const struct points *text, size_t *at, const struct part_of_day *part,
                        uint32_t *minute) {
    static const char *const before[] = {"之前", "以前", "前", NULL};
    uint32_t hour, minutes = 0;
    size_t i = *at;
    if (!reads_number(text, &i, &hour))
        return false;
    if (reads(text, &i, "点")) {
        if (reads(text, &i, "半"))
            minutes = MINUTES_OF_HOUR / 2;
        else if (!reads(text, &i, "钟") && reads_number(text, &i, &minutes))
            reads(text, &i, "分");
    } else if (!reads(text, &i, ":") || !reads_number(text, &i, &minutes)) {
        return false;
    }
    if (hour > 24 || minutes >= MINUTES_OF_HOUR || !reads_any(text, &i, before))
        return false;
    if (hour < 12 && (part ? part->after_noon : hour < EARLIEST_MORNING))
        hour += 12;
    *minute = hour * MINUTES_OF_HOUR + minutes;
    *at = i;
    return true;
}

/* Reads "今天", "明天上午", "明早10点前", "下午3点前"; *due becomes minus the minutes from the
 * beginning of the day on which it is said. A single 今 or 明 is a day only before a part of it. */
static bool reads_time(const struct points *text, size_t *at, int32_t *due) {
    uint32_t day = 0, minute = 0;
    size_t i = *at;
    const bool dated = reads_day(text, &i, &day), single = dated && i == *at + 1;
    const struct part_of_day *part = reads_part(text, &i);
    const bool timed = reads_clock(text, &i, part, &minute);
    if ((!dated && !timed) || (single && !part))
        return false;
    if (!timed)
        minute = part ? part->over : MINUTES_OF_DAY;
    if (minute == 0 && day == 0)
        return false;
    *due = -(int32_t)(day * MINUTES_OF_DAY + minute);
    *at = i;
    return true;
}

/* ---- near the promise ---- */

static bool is_promise(const struct message_hit *hit) {
    return hit->kind == HIT_ACT &&
           (!strcmp(hit->id, METRIC_ACT_COMMITMENT) || !strcmp(hit->id, METRIC_ACT_FOLLOW_UP));
}

static bool ends_sentence(uint32_t point) {
    return point == '.' || point == '!' || point == '?' || point == ';' || point == '\n' ||
           point == 0x3002; /* 。 */
}

static bool is_comma(uint32_t point) {
    return point == ',' || point == 0x3001; /* 、 */
}

/* Do the code points from `from` to before `to`, between a time and the words of a promise, leave
 * both in one clause? A comma may stand only right beside the time: "明天上午，我给您回复". */
static bool is_one_clause(const struct points *text, size_t from, size_t to, size_t beside) {
    if (to - from > DISTANCE_MAX)
        return false;
    for (size_t i = from; i < to; i++)
        if (ends_sentence(text->point[i]) || (is_comma(text->point[i]) && i != beside))
            return false;
    return true;
}

/* The index of the first code point that begins at this byte or later. */
static size_t find_point(const struct points *text, uint32_t byte) {
    size_t i = 0;
    while (i < text->count && text->byte[i] < byte)
        i++;
    return i;
}

/* Does the time from code point `from` to before `to` overlap the words of the hit, or stand beside
 * them in the same clause? */
static bool is_near(const struct points *text, size_t from, size_t to,
                    const struct message_hit *hit) {
    const size_t begin = find_point(text, hit->start), end = find_point(text, hit->end);
    if (to <= begin)
        return is_one_clause(text, to, begin, to);
    return from < end || is_one_clause(text, end, from, from - 1);
}

int32_t kefu__due_read(kefu_str text, const struct message_hit *hits, uint32_t hit_count) {
    struct points points;
    uint32_t promises = 0;
    for (uint32_t i = 0; i < hit_count; i++)
        promises += is_promise(&hits[i]);
    points.count = 0;
    if (promises > 0)
        read_points(&points, text);
    for (size_t at = 0; at < points.count; at++) {
        size_t end = at;
        int32_t due;
        if (!reads_within(&points, &end, &due) && !reads_time(&points, &end, &due))
            continue;
        for (uint32_t i = 0; i < hit_count; i++)
            if (is_promise(&hits[i]) && is_near(&points, at, end, &hits[i]))
                return due;
        at = end - 1;
    }
    return 0;
}

int64_t kefu__due_at(int32_t due, int64_t said, int32_t offset_minutes) {
    const int64_t minute = 60000, day = MINUTES_OF_DAY * minute;
    if (due == 0 || said == KEFU_TIME_NONE)
        return KEFU_TIME_NONE;
    if (due > 0)
        return said + due * minute;
    return kefu__time_day(said, offset_minutes) * day - offset_minutes * minute - due * minute;
}
