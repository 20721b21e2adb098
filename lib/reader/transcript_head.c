/* SPDX-License-Identifier: MIT
 * Lines of transcripts that name who speaks, and when. */
#include "reader/transcript.h"

/* ---- times in a line ---- */

static size_t digits(kefu_str text, size_t at) {
    size_t count = 0;
    while (at + count < text.size && text.data[at + count] >= '0' && text.data[at + count] <= '9')
        count++;
    return count;
}

static bool has(kefu_str text, size_t at, const char *what) {
    return at <= text.size && kefu__text_begins((kefu_str){text.data + at, text.size - at}, what);
}

/* The size in bytes of the date ("2024-03-01", "2024年3月1日") at offset `at`; 0: no date is there.
 */
static size_t date_size(kefu_str text, size_t at) {
    static const char *const separators[][3] = {
        {"-", "-", ""}, {"/", "/", ""}, {".", ".", ""}, {"年", "月", "日"}};
    if (digits(text, at) != 4)
        return 0;
    for (size_t i = 0; i < sizeof separators / sizeof *separators; i++) {
        size_t end = at + 4;
        if (!has(text, end, separators[i][0]))
            continue;
        end += strlen(separators[i][0]);
        const size_t month = digits(text, end);
        if (month == 0 || month > 2 || !has(text, end + month, separators[i][1]))
            return 0;
        end += month + strlen(separators[i][1]);
        const size_t day = digits(text, end);
        if (day == 0 || day > 2)
            return 0;
        end += day;
        return end - at + (has(text, end, separators[i][2]) ? strlen(separators[i][2]) : 0);
    }
    return 0;
}

/* The size in bytes of the time of day ("9:05", "12:00:00.5", "下午3:05") at offset `at`; 0: no
 * time of day is there. */
static size_t clock_size(kefu_str text, size_t at) {
    static const char *const halves[] = {"上午", "下午", "凌晨", "晚上", "中午"};
    size_t end = at;
    for (size_t i = 0; i < sizeof halves / sizeof *halves; i++)
        if (has(text, end, halves[i]))
            end += strlen(halves[i]);
    const size_t hours = digits(text, end);
    if (hours == 0 || hours > 2 || !has(text, end + hours, ":") ||
        digits(text, end + hours + 1) != 2)
        return 0;
    end += hours + 3;
    if (has(text, end, ":") && digits(text, end + 1) == 2)
        end += 3;
    if (has(text, end, ".") && digits(text, end + 1) > 0)
        end += 1 + digits(text, end + 1);
    return end - at;
}

static size_t zone_size(kefu_str text, size_t at) {
    if (has(text, at, "Z"))
        return 1;
    if (!has(text, at, "+") && !has(text, at, "-"))
        return 0;
    const size_t first = digits(text, at + 1);
    if (first == 2 && has(text, at + 3, ":") && digits(text, at + 4) == 2)
        return 6;
    return first == 4 ? 5 : 0;
}

static kefu_str part(kefu_str text, size_t at, size_t size) {
    return (kefu_str){text.data + at, size};
}

/* Reads the time at offset `at` of the line into `head`: a date with a time of day, or a time of
 * day alone. Returns its size in bytes; 0: no time is there. */
static size_t read_time(kefu_str line, size_t at, struct transcript_head *head) {
    size_t end = at;
    const size_t date = date_size(line, at);
    if (date) {
        end += date;
        while (has(line, end, " ") || has(line, end, "T"))
            end++;
    }
    const size_t clock = clock_size(line, end);
    if (clock == 0)
        return 0;
    head->day = part(line, at, date);
    head->clock = part(line, end, clock);
    end += clock;
    const size_t zone = date ? zone_size(line, end) : 0;
    head->zone = part(line, end, zone);
    return end + zone - at;
}

static bool is_inside_number(kefu_str line, size_t at) {
    return at > 0 && line.data[at - 1] >= '0' && line.data[at - 1] <= '9';
}

/* Finds the first time in the line: its offset *at and *size in bytes. Returns false if the line
 * has none. */
static bool find_time(kefu_str line, size_t *at, size_t *size, struct transcript_head *head) {
    for (*at = 0; *at < line.size; ++*at) {
        if (is_inside_number(line, *at))
            continue;
        *size = read_time(line, *at, head);
        if (*size)
            return true;
    }
    return false;
}

/* ---- names ---- */

/* Removes the blanks, colons, dashes and brackets at both ends of a name. */
static kefu_str trim_name(kefu_str name) {
    static const char *const outer[] = {" ",  "\t", "\r", "[", "]",  "(", ")", "【",
                                        "】", "（", "）", ":", "：", "-", "—", "　"};
    bool again = true;
    while (again) {
        again = false;
        for (size_t i = 0; i < sizeof outer / sizeof *outer; i++) {
            const size_t size = strlen(outer[i]);
            if (name.size && kefu__text_begins(name, outer[i])) {
                name = part(name, size, name.size - size);
                again = true;
            }
            if (name.size && kefu__text_ends(name, outer[i])) {
                name.size -= size;
                again = true;
            }
        }
    }
    return name;
}

/* Can the text be a name? It must be short, and without the punctuation of a sentence. */
static bool is_name(kefu_str name) {
    enum { NAME_SIZE_MAX = 60 };
    static const char *const marks[] = {"，", "。", "？", "！", "；", ",", "?", "!", ";", "、"};
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++)
        if (kefu__text_find(name, marks[i]) != SIZE_MAX)
            return false;
    return name.size > 0 && name.size <= NAME_SIZE_MAX;
}

/* The offset of the first colon, which may end a name, and its *size in bytes; SIZE_MAX: there is
 * none. */
static size_t find_colon(kefu_str text, size_t *size) {
    const size_t narrow = kefu__text_find(text, ":"), wide = kefu__text_find(text, "：");
    *size = narrow < wide ? 1 : strlen("：");
    return narrow < wide ? narrow : wide;
}

static bool is_known(kefu_str name, const struct row_names *names) {
    struct speaker speaker;
    return is_name(name) && kefu__speaker_of(name, names, &speaker);
}

/* Splits a line "NAME：TEXT" into both, if NAME is that of a known speaker; else returns false. */
static bool split_text(kefu_str line, const struct row_names *names, struct transcript_head *head) {
    enum { COLONS_MAX = 2 }; /* the first may be part of the name: "shop:agent：TEXT" */
    size_t size = 0;
    for (size_t i = 0, end = 0; i < COLONS_MAX; i++, end += size) {
        const size_t at = find_colon(part(line, end, line.size - end), &size);
        if (at == SIZE_MAX)
            return false;
        end += at;
        if (!is_known(trim_name(part(line, 0, end)), names))
            continue;
        head->name = trim_name(part(line, 0, end));
        head->text = part(line, end + size, line.size - end - size);
        return true;
    }
    return false;
}

/* Reads a head "TIME NAME" or "TIME NAME：TEXT"; `rest` is what follows the time. */
static bool read_behind(kefu_str rest, const struct row_names *names,
                        struct transcript_head *head) {
    size_t size;
    const kefu_str whole = trim_name(rest);
    if (is_known(whole, names) || find_colon(rest, &size) == SIZE_MAX) {
        head->name = whole;
        return is_name(whole);
    }
    if (split_text(rest, names, head))
        return true;
    const size_t at = find_colon(rest, &size);
    head->name = trim_name(part(rest, 0, at));
    head->text = part(rest, at + size, rest.size - at - size);
    return is_name(head->name);
}

/* Reads a head "NAME TIME：TEXT", or without the colon if NAME is that of a known speaker; `before`
 * and `rest` are what stands before and after the time. */
static bool read_between(kefu_str before, kefu_str rest, const struct row_names *names,
                         struct transcript_head *head) {
    static const char *const closing[] = {" ", "]", ")", "】", "）"};
    size_t size;
    for (size_t i = 0; i < sizeof closing / sizeof *closing; i++)
        while (kefu__text_begins(rest, closing[i]))
            rest = part(rest, strlen(closing[i]), rest.size - strlen(closing[i]));
    const bool colon = find_colon(rest, &size) == 0;
    head->name = before;
    head->text = colon ? part(rest, size, rest.size - size) : rest;
    return colon ? is_name(before) : is_known(before, names);
}

bool kefu__transcript_head(kefu_str line, const struct row_names *names, bool timed,
                           struct transcript_head *head) {
    enum { SHORT_CLOCK = 5 };
    size_t at = 0, size = 0;
    memset(head, 0, sizeof *head);
    if (!timed)
        return split_text(line, names, head);
    if (!find_time(line, &at, &size, head))
        return false;
    const kefu_str before = trim_name(part(line, 0, at));
    const kefu_str rest = part(line, at + size, line.size - at - size);
    const bool is_last = trim_name(rest).size == 0;
    if (head->day.size == 0 && head->clock.size <= SHORT_CLOCK && !is_known(before, names) &&
        !is_known(trim_name(rest), names))
        /* a time such as "9:30" may be part of a sentence, so a known name is required */
        return false;
    head->text = part(line, line.size, 0);
    if (is_last) {
        head->name = before;
        return is_name(before);
    }
    return before.size ? read_between(before, rest, names, head) : read_behind(rest, names, head);
}
