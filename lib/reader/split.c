/* SPDX-License-Identifier: MIT
 * Finds the end of a JSON value by its brackets, whatever its layout. */
#include "reader/split.h"

bool kefu__begins_json(const char *text, size_t size) {
    size_t i = 0;
    while (i < size && (text[i] == ' ' || text[i] == '\t' || text[i] == '\r'))
        i++;
    return i < size && (text[i] == '{' || text[i] == '[');
}

bool kefu__has_json_line(const char *text, size_t size) {
    const char *end = text + size;
    while (text && text < end) {
        if (kefu__begins_json(text, (size_t)(end - text)))
            return true;
        text = memchr(text, '\n', (size_t)(end - text));
        text = text ? text + 1 : NULL;
    }
    return false;
}

/* At a line feed inside a value: does the value break off there, because its end is missing? `next`
 * is the first byte of the next line. A string cannot contain a line feed, so it breaks off.
 * Otherwise a line that begins with "{" begins a new value, unless a comma, bracket or colon before
 * it requires a value. */
static bool breaks_off(const struct value_scan *scan, char next) {
    if (scan->in_string)
        return true;
    return next == '{' && scan->last != ',' && scan->last != '[' && scan->last != ':';
}

static void scan_string_byte(struct value_scan *scan, char c) {
    if (scan->in_escape)
        scan->in_escape = false;
    else if (c == '\\')
        scan->in_escape = true;
    else if (c == '"')
        scan->in_string = false;
}

/* Scans one byte that is not inside a string; true if it is the bracket that closes the whole
 * value. */
static bool scan_byte(struct value_scan *scan, char c) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n')
        return false;
    scan->last = c;
    if (c == '"')
        scan->in_string = true;
    else if (c == '{' || c == '[')
        scan->depth++;
    else if ((c == '}' || c == ']') && scan->depth > 0)
        return --scan->depth == 0;
    return false;
}

enum scan_result kefu__value_scan(struct value_scan *scan, const char *text, size_t size,
                                  bool ended) {
    while (scan->at < size) {
        const char c = text[scan->at];
        if (c == '\n') {
            if (scan->at + 1 == size && !ended)
                return SCAN_MORE;
            if (breaks_off(scan, scan->at + 1 < size ? text[scan->at + 1] : '\0'))
                return SCAN_CUT;
        }
        scan->at++;
        if (scan->in_string)
            scan_string_byte(scan, c);
        else if (scan_byte(scan, c))
            return SCAN_WHOLE;
    }
    return SCAN_MORE;
}
