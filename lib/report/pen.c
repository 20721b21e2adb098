/* SPDX-License-Identifier: MIT
 * Texts in the report's arena; numbers, durations and dates in two languages. */
#include "report/pen.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kefu/conversation.h"
#include "time/time.h"

#define MINUS "\xE2\x88\x92" /* U+2212, the minus sign */

/* ---- the arena ---- */

void *kefu__pen_room(struct pen *pen, size_t count, size_t width) {
    void *room = NULL;
    if (!pen->failed && count <= SIZE_MAX / 2 / width)
        room = kefu__arena_alloc_zero(&pen->arena, count ? count * width : 1);
    if (!room)
        pen->failed = true;
    return room;
}

const char *kefu__pen_copy(struct pen *pen, const char *text, size_t size) {
    const char *copy = pen->failed ? NULL : kefu__arena_text(&pen->arena, text ? text : "", size);
    if (!copy)
        pen->failed = true;
    return copy ? copy : "";
}

kefu_str kefu__pen_str(struct pen *pen, kefu_str text) {
    const kefu_str copy = {kefu__pen_copy(pen, text.data, text.size), text.size};
    const kefu_str none = {"", 0};
    return pen->failed ? none : copy;
}

const char *kefu__pen_text(struct pen *pen, const char *format, ...) {
    va_list arguments;
    char *text = NULL;
    va_start(arguments, format);
    va_list again;
    va_copy(again, arguments);
    int size = vsnprintf(NULL, 0, format, arguments);
    if (size >= 0)
        text = kefu__pen_room(pen, (size_t)size + 1, 1);
    if (text)
        vsnprintf(text, (size_t)size + 1, format, again);
    va_end(again);
    va_end(arguments);
    return text ? text : "";
}

/* ---- numbers ---- */

size_t kefu__format_fixed(char to[40], double number, int digits) {
    static const double powers[] = {1, 10, 100, 1e3, 1e4, 1e5, 1e6};
    const double most = 9e11;
    long long scaled, unit;
    if (!(number > -most))
        number = -most;
    else if (number > most)
        number = most;
    unit = (long long)powers[digits];
    scaled = llround(number * powers[digits]);
    if (digits == 0)
        return (size_t)snprintf(to, 40, "%s%lld", scaled < 0 ? MINUS : "", llabs(scaled));
    return (size_t)snprintf(to, 40, "%s%lld.%0*lld", scaled < 0 ? MINUS : "", llabs(scaled) / unit,
                            digits, llabs(scaled) % unit);
}

const char *kefu__pen_fixed(struct pen *pen, double number, int digits) {
    char text[40];
    return kefu__pen_copy(pen, text, kefu__format_fixed(text, number, digits));
}

static struct words same(const char *text) {
    return kefu__words(text, text);
}

/* Writes a duration with two adjacent units, such as hours and minutes, from the number of the
 * bigger and smaller one; omits the smaller one if it is 0. */
static struct words two_units(struct pen *pen, long long big, const char *big_zh,
                              const char *big_en, long long small, const char *small_zh,
                              const char *small_en) {
    if (small == 0)
        return kefu__words(kefu__pen_text(pen, "%lld %s", big, big_zh),
                           kefu__pen_text(pen, "%lld %s", big, big_en));
    return kefu__words(kefu__pen_text(pen, "%lld %s %lld %s", big, big_zh, small, small_zh),
                       kefu__pen_text(pen, "%lld %s %lld %s", big, big_en, small, small_en));
}

static struct words duration(struct pen *pen, double ms) {
    const long long seconds = llround(ms / 1000), minutes = llround(ms / 60000);
    if (ms < 9950) {
        const char *text = kefu__pen_fixed(pen, ms / 1000, 1);
        return kefu__words(kefu__pen_text(pen, "%s 秒", text), kefu__pen_text(pen, "%s s", text));
    }
    if (seconds < 60)
        return two_units(pen, seconds, "秒", "s", 0, "", "");
    if (seconds < 3600)
        return two_units(pen, seconds / 60, seconds % 60 ? "分" : "分钟", "min", seconds % 60, "秒",
                         "s");
    if (minutes < 2880) /* below two days: hours and minutes */
        return two_units(pen, minutes / 60, "小时", "h", minutes % 60, "分钟", "min");
    return two_units(pen, minutes / 1440, "天", "d", minutes % 1440 / 60, "小时", "h");
}

static const char *signed_text(struct pen *pen, double number, int digits) {
    const char *text = kefu__pen_fixed(pen, number, digits);
    const char first = text[0];
    return number > 0 && first ? kefu__pen_text(pen, "+%s", text) : text;
}

/* The number of decimals for a count: 0 for an integer, 2 for a mean of counts. */
static int count_digits(double number) {
    return number == floor(number) ? 0 : 2;
}

/* The number of decimals for points: 2 below 10 (ratings of 1 … 5), else 1 (net promoter score). */
static int point_digits(double number) {
    return fabs(number) < 10 ? 2 : 1;
}

struct words kefu__pen_number(struct pen *pen, double number, uint32_t unit) {
    switch (unit) {
    case KEFU_UNIT_MS: {
        struct words words = duration(pen, fabs(number));
        if (number < 0)
            words = kefu__words(kefu__pen_text(pen, MINUS "%s", words.zh),
                                kefu__pen_text(pen, MINUS "%s", words.en));
        return words;
    }
    case KEFU_UNIT_RATIO:
        return same(kefu__pen_text(pen, "%s%%", kefu__pen_fixed(pen, number * 100, 1)));
    case KEFU_UNIT_POLARITY:
        return same(signed_text(pen, number, 2));
    case KEFU_UNIT_SCORE:
        return same(kefu__pen_fixed(pen, number, 1));
    case KEFU_UNIT_POINTS:
        return same(kefu__pen_fixed(pen, number, point_digits(number)));
    default:
        return same(kefu__pen_fixed(pen, number, count_digits(number)));
    }
}

struct words kefu__pen_distance(struct pen *pen, double number, uint32_t unit) {
    if (unit != KEFU_UNIT_RATIO)
        return unit == KEFU_UNIT_POLARITY ? same(kefu__pen_fixed(pen, fabs(number), 2))
                                          : kefu__pen_number(pen, fabs(number), unit);
    const char *text = kefu__pen_fixed(pen, fabs(number) * 100, 1);
    return kefu__words(kefu__pen_text(pen, "%s 个百分点", text),
                       kefu__pen_text(pen, "%s pp", text));
}

struct words kefu__pen_difference(struct pen *pen, double number, uint32_t unit) {
    if (unit == KEFU_UNIT_RATIO) {
        const char *text = signed_text(pen, number * 100, 1);
        return kefu__words(kefu__pen_text(pen, "%s 个百分点", text),
                           kefu__pen_text(pen, "%s pp", text));
    }
    struct words words;
    if (unit == KEFU_UNIT_MS) {
        words = kefu__pen_number(pen, number, unit);
        return number > 0 ? kefu__words(kefu__pen_text(pen, "+%s", words.zh),
                                        kefu__pen_text(pen, "+%s", words.en))
                          : words;
    }
    if (unit == KEFU_UNIT_SCORE)
        return same(signed_text(pen, number, 1));
    if (unit == KEFU_UNIT_POINTS)
        return same(signed_text(pen, number, point_digits(number)));
    if (unit == KEFU_UNIT_NUMBER)
        return same(signed_text(pen, number, count_digits(number)));
    return kefu__pen_number(pen, number, unit);
}

/* ---- values ---- */

struct words kefu__reason_words(uint32_t state, uint32_t reason) {
    static const struct words reasons[] = {{"", ""},
                                           {"没有这类记录", "no such records"},
                                           {"记录里没有时间", "the records carry no times"},
                                           {"没有得到人工回复", "no person answered"},
                                           {"没有人评分", "nobody rated"},
                                           {"没有人工客服参与", "no agent took part"},
                                           {"客户没有发言", "the customer said nothing"},
                                           {"样本少", "small sample"},
                                           {"分母为零", "nothing to divide by"},
                                           {"会话还没结束", "still open"},
                                           {"在规定时段之外", "outside the calendar"},
                                           {"各项都不适用", "nothing applies"},
                                           {"没有保留原文", "the texts were not kept"},
                                           {"没有对应的模型", "there is no model for it"},
                                           {"没有差异", "no variance"}};
    if (reason < sizeof reasons / sizeof *reasons && reason != KEFU_REASON_NONE)
        return reasons[reason];
    if (state == KEFU_STATE_UNDEFINED)
        return kefu__words("算不出", "undefined");
    if (state == KEFU_STATE_NOT_APPLICABLE)
        return kefu__words("不适用", "not applicable");
    if (state == KEFU_STATE_PENDING)
        return kefu__words("还没有定", "not decided yet");
    return reasons[0];
}

struct words kefu__pen_value(struct pen *pen, const kefu_value *value) {
    if (KEFU_VALUE_IS_NUMBER(*value))
        return kefu__pen_number(pen, value->value, value->unit);
    return kefu__words("无数据", "no data");
}

struct words kefu__pen_interval(struct pen *pen, const kefu_value *value) {
    if (!KEFU_VALUE_IS_NUMBER(*value) || !(value->flags & KEFU_VALUE_HAS_INTERVAL))
        return same("");
    struct words low = kefu__pen_number(pen, value->low, value->unit);
    struct words high = kefu__pen_number(pen, value->high, value->unit);
    return kefu__words(kefu__pen_text(pen, "%s ~ %s", low.zh, high.zh),
                       kefu__pen_text(pen, "%s to %s", low.en, high.en));
}

struct words kefu__entity_words(const char *entity) {
    static const struct {
        const char *entity;
        struct words words;
    } known[] = {
        {"conversation", {"通会话", "conversations"}}, {"turn", {"次等待", "waits"}},
        {"message", {"条消息", "messages"}},           {"feedback", {"条反馈", "feedback records"}},
        {"invitation", {"次邀请", "invitations"}},     {"evaluation", {"次评分", "evaluations"}}};
    size_t i;
    for (i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(known[i].entity, entity) == 0)
            return known[i].words;
    return same(entity);
}

struct words kefu__pen_count(struct pen *pen, uint64_t n, const char *entity) {
    const struct words words = kefu__entity_words(entity);
    const size_t size = strlen(words.en);
    const bool one = n == 1 && size > 0 && words.en[size - 1] == 's';
    return kefu__words(
        kefu__pen_text(pen, "%llu %s", (unsigned long long)n, words.zh),
        kefu__pen_text(pen, "%llu %.*s", (unsigned long long)n, (int)(size - one), words.en));
}

/* ---- dates ---- */

const char *kefu__pen_minute(struct pen *pen, int64_t at, int32_t offset_minutes) {
    if (at == KEFU_TIME_NONE)
        return "";
    struct civil civil = kefu__time_civil(at, offset_minutes);
    return kefu__pen_text(pen, "%04d-%02u-%02u %02u:%02u", (int)civil.year, civil.month, civil.day,
                          civil.hour, civil.minute);
}

const char *kefu__pen_date(struct pen *pen, int64_t at, int32_t offset_minutes) {
    if (at == KEFU_TIME_NONE)
        return "";
    struct civil civil = kefu__time_civil(at, offset_minutes);
    return kefu__pen_text(pen, "%04d-%02u-%02u", (int)civil.year, civil.month, civil.day);
}
