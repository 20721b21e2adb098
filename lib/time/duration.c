/* SPDX-License-Identifier: MIT
 * Durations as exports write them. */
#include "time/pattern.h"

#define DURATION_MAX 1e15 /* milliseconds: 31,000 years */

static const struct unit {
    const char *name;
    double ms;
} units[] = {
    /* a name that begins with another one stands before it */
    {"毫秒", 1},       {"msec", 1},        {"ms", 1},         {"秒钟", 1000},  {"秒", 1000},
    {"分钟", 60000},   {"分", 60000},      {"小时", 3.6e6},   {"时", 3.6e6},   {"天", 8.64e7},
    {"日", 8.64e7},    {"minutes", 60000}, {"minute", 60000}, {"mins", 60000}, {"min", 60000},
    {"seconds", 1000}, {"second", 1000},   {"secs", 1000},    {"sec", 1000},   {"hours", 3.6e6},
    {"hour", 3.6e6},   {"days", 8.64e7},   {"day", 8.64e7},   {"h", 3.6e6},    {"m", 60000},
    {"s", 1000},       {"d", 8.64e7},
};

static kefu_str skip(kefu_str text, size_t size) {
    return (kefu_str){text.data + size, text.size - size};
}

static kefu_str skip_blanks(kefu_str text) {
    while (text.size && (*text.data == ' ' || *text.data == '\t'))
        text = skip(text, 1);
    return text;
}

/* Reads a number with an optional fraction. */
static bool take_number(kefu_str *text, double *number) {
    double scale = 1;
    size_t digits = 0;
    bool point = false;
    *number = 0;
    for (; text->size; *text = skip(*text, 1)) {
        const char c = *text->data;
        if (c == '.' && !point && digits > 0) {
            point = true;
            continue;
        }
        if (c < '0' || c > '9' || ++digits > 15)
            break;
        *number = *number * 10 + (c - '0');
        scale *= point ? 10 : 1;
    }
    *number /= scale;
    return digits > 0 && digits <= 15;
}

static const struct unit *take_unit(kefu_str *text) {
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        const size_t size = strlen(units[i].name);
        if (text->size >= size && memcmp(text->data, units[i].name, size) == 0) {
            *text = skip(*text, size);
            return &units[i];
        }
    }
    return NULL;
}

/* Reads 01:02:03, or 12:30 as minutes and seconds. */
static bool read_clock(kefu_str text, double *ms) {
    double number, total = 0;
    size_t parts = 0;
    for (;; parts++) {
        if (!take_number(&text, &number) || (parts > 0 && number >= 60))
            return false;
        total = total * 60 + number;
        if (text.size == 0)
            break;
        if (*text.data != ':')
            return false;
        text = skip(text, 1);
    }
    *ms = total * 1000;
    return parts == 1 || parts == 2;
}

/* Reads pieces of a number and a unit, of which each is smaller than the one before it. */
static bool read_pieces(kefu_str text, double *ms) {
    double number, last = DURATION_MAX;
    for (*ms = 0; text.size; text = skip_blanks(text)) {
        if (!take_number(&text, &number))
            return false;
        text = skip_blanks(text);
        const struct unit *unit = take_unit(&text);
        if (!unit || unit->ms >= last)
            return false;
        last = unit->ms;
        *ms += number * unit->ms;
    }
    return last < DURATION_MAX;
}

bool kefu__duration_read(kefu_str text, int64_t *ms) {
    double read;
    text = skip_blanks(text);
    while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\r'))
        text.size--;
    kefu_str rest = text;
    if (take_number(&rest, &read) && rest.size == 0)
        read *= 1000;
    else if (!read_clock(text, &read) && !read_pieces(text, &read))
        return false;
    if (!(read <= DURATION_MAX))
        return false;
    *ms = (int64_t)(read + 0.5);
    return true;
}
