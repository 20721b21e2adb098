/* SPDX-License-Identifier: MIT
 * Times by a pattern, as users write it: yyyy-M-d H:mm:ss. */
#include "time/pattern.h"

#define MINUTE_MS INT64_C(60000)

/* A text or pattern, and the offset up to which it has been read. */
struct cursor {
    kefu_str text;
    size_t at;
};

static bool at_end(const struct cursor *c) {
    return c->at >= c->text.size;
}

static bool is_letter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_digit(char c) {
    return c >= '0' && c <= '9';
}

static bool take(struct cursor *c, const char *literal) {
    const size_t size = strlen(literal);
    if (c->text.size - c->at < size || memcmp(c->text.data + c->at, literal, size) != 0)
        return false;
    c->at += size;
    return true;
}

/* ---- fields ---- */

struct read_time {
    struct civil civil;
    bool has_date, has_clock, is_half, is_afternoon, has_offset;
    int32_t offset_minutes;
};

/* Reads a number of up to `most` digits; with `exact`, of just so many. */
static bool take_number(struct cursor *c, size_t most, bool exact, uint32_t *number) {
    size_t digits = 0;
    *number = 0;
    for (; digits < most && !at_end(c) && is_digit(c->text.data[c->at]); digits++)
        *number = *number * 10 + (uint32_t)(c->text.data[c->at++] - '0');
    return digits > 0 && (!exact || digits == most);
}

static bool take_fraction(struct cursor *c, uint32_t *ms) {
    uint32_t scale = 100;
    const size_t start = c->at;
    *ms = 0;
    for (; !at_end(c) && is_digit(c->text.data[c->at]); c->at++, scale /= 10)
        *ms += scale * (uint32_t)(c->text.data[c->at] - '0');
    return c->at > start;
}

static bool take_half(struct cursor *c, struct read_time *to) {
    static const char *const before[] = {"上午", "AM", "am", "凌晨"};
    static const char *const after[] = {"下午", "PM", "pm", "晚上", "中午"};
    to->is_half = true;
    for (size_t i = 0; i < sizeof after / sizeof *after; i++)
        if (take(c, after[i]))
            return to->is_afternoon = true;
    for (size_t i = 0; i < sizeof before / sizeof *before; i++)
        if (take(c, before[i]))
            return true;
    return false;
}

static bool take_offset(struct cursor *c, struct read_time *to) {
    uint32_t hours, minutes = 0;
    to->has_offset = true;
    if (take(c, "Z"))
        return true;
    const bool is_negative = take(c, "-");
    if ((!is_negative && !take(c, "+")) || !take_number(c, 2, true, &hours))
        return false;
    take(c, ":");
    if (!at_end(c) && is_digit(c->text.data[c->at]) && !take_number(c, 2, true, &minutes))
        return false;
    to->offset_minutes = (int32_t)(hours * 60 + minutes) * (is_negative ? -1 : 1);
    return hours < 24 && minutes < 60;
}

static bool take_year(struct cursor *c, size_t letters, struct read_time *to) {
    uint32_t year;
    if (!take_number(c, letters <= 2 ? 2 : 4, true, &year))
        return false;
    to->civil.year = (int32_t)(letters <= 2 ? 2000 + year : year);
    to->has_date = true;
    return true;
}

/* Reads what `count` letters of a pattern stand for. `exact`: digits follow without a separator. */
static bool take_field(struct cursor *c, char letter, size_t count, bool exact,
                       struct read_time *to) {
    const size_t digits = exact ? count : 2;
    switch (letter) {
    case 'y':
        return take_year(c, count, to);
    case 'M':
        return take_number(c, digits, exact, &to->civil.month);
    case 'd':
        return take_number(c, digits, exact, &to->civil.day);
    case 'h':
    case 'H':
        to->has_clock = true;
        return take_number(c, digits, exact, &to->civil.hour);
    case 'm':
        return take_number(c, digits, exact, &to->civil.minute);
    case 's':
        return take_number(c, digits, exact, &to->civil.second);
    case 'S':
        return take_fraction(c, &to->civil.millisecond);
    case 'a':
        return take_half(c, to);
    default:
        return take_offset(c, to);
    }
}

/* ---- the pattern ---- */

/* The number of equal letters from the pattern's position on. */
static size_t count_letters(const struct cursor *pattern) {
    const char *letters = pattern->text.data + pattern->at;
    size_t count = 1;
    while (pattern->at + count < pattern->text.size && letters[count] == letters[0])
        count++;
    return count;
}

static void skip_blanks(struct cursor *c) {
    while (!at_end(c) && (c->text.data[c->at] == ' ' || c->text.data[c->at] == '\t'))
        c->at++;
}

/* Reads a literal byte of the pattern; a blank stands for any number of blanks. */
static bool take_literal(struct cursor *pattern, struct cursor *c) {
    const char expected = pattern->text.data[pattern->at++];
    if (expected == ' ') {
        skip_blanks(c);
        return true;
    }
    return !at_end(c) && c->text.data[c->at++] == expected;
}

static bool take_quoted(struct cursor *pattern, struct cursor *c) {
    for (pattern->at++; !at_end(pattern) && pattern->text.data[pattern->at] != '\'';)
        if (!take_literal(pattern, c))
            return false;
    pattern->at++;
    return true;
}

/* Reads the field whose letters begin at the pattern's position. If it touches another field, it
 * has as many digits as letters. */
static bool match_field(struct cursor *pattern, struct cursor *c, bool touches,
                        struct read_time *to) {
    const char letter = pattern->text.data[pattern->at];
    const size_t count = count_letters(pattern);
    pattern->at += count;
    touches |= !at_end(pattern) && is_letter(pattern->text.data[pattern->at]);
    return take_field(c, letter, count, touches && count > 1, to);
}

static bool match(struct cursor *pattern, struct cursor *c, struct read_time *to) {
    bool good = true, is_field = false;
    while (good && !at_end(pattern)) {
        const char letter = pattern->text.data[pattern->at];
        const bool touches = is_field;
        is_field = is_letter(letter);
        good = letter == '\'' ? take_quoted(pattern, c)
               : is_field     ? match_field(pattern, c, touches, to)
                              : take_literal(pattern, c);
    }
    skip_blanks(c);
    return good && at_end(c);
}

static bool is_sound(struct read_time *to) {
    struct civil *civil = &to->civil;
    if (to->is_half && (civil->hour == 0 || civil->hour > 12))
        return false;
    if (to->is_half)
        civil->hour = civil->hour % 12 + (to->is_afternoon ? 12 : 0);
    return civil->hour < 24 && civil->minute < 60 && civil->second < 61 &&
           (!to->has_date || (civil->month >= 1 && civil->month <= 12 && civil->day >= 1 &&
                              kefu__time_is_date((uint32_t)civil->year, civil->month, civil->day)));
}

bool kefu__time_match(const char *pattern, kefu_str text, struct foreign_time *to, bool *has_date) {
    struct cursor of_pattern = {kefu__str(pattern), 0}, of_text = {text, 0};
    struct read_time read = {.civil = {.year = 1970, .month = 1, .day = 1}};
    skip_blanks(&of_text);
    if (!match(&of_pattern, &of_text, &read) || !is_sound(&read))
        return false;
    const struct civil *civil = &read.civil;
    memset(to, 0, sizeof *to);
    to->local = kefu__time_from_civil(civil->year, civil->month, civil->day, 0) +
                (civil->hour * 60 + civil->minute) * MINUTE_MS +
                (int64_t)(civil->second < 60 ? civil->second : 59) * 1000 + civil->millisecond;
    to->has_clock = read.has_clock;
    to->has_offset = read.has_offset;
    to->offset_minutes = read.offset_minutes;
    *has_date = read.has_date;
    return true;
}

bool kefu__time_is_pattern(const char *pattern) {
    struct cursor c = {kefu__str(pattern), 0};
    bool has_time = false, quoted = false;
    for (; !at_end(&c); c.at++) {
        const char letter = c.text.data[c.at];
        quoted ^= letter == '\'';
        if (quoted || !is_letter(letter))
            continue;
        if (!strchr("yMdHhmsSaZX", letter))
            return false;
        has_time |= letter == 'y' || letter == 'H' || letter == 'h';
    }
    return has_time && !quoted;
}
