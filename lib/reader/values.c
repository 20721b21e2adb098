/* SPDX-License-Identifier: MIT
 * Where the values of a file are: from the bytes that were pushed to one value after another. */
#include "reader/reader.h"

#include <string.h>

#include "json/json.h"

void kefu__reader_advance(kefu_reader *reader, size_t size) {
    const char *at = kefu__reader_rest(reader), *end = at + size;
    while ((at = memchr(at, '\n', (size_t)(end - at)))) {
        reader->line++;
        at++;
    }
    reader->at += size;
    reader->offset += size;
}

void kefu__reader_skip_between(kefu_reader *reader) {
    size_t i = 0;
    for (; i < kefu__reader_left(reader); i++) {
        const char c = kefu__reader_rest(reader)[i];
        if (reader->in_array && c == ']')
            reader->in_array = false;
        else if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && !(reader->in_array && c == ','))
            break;
    }
    kefu__reader_advance(reader, i);
}

/* The number of bytes from reader->at to the end of the line; false: that end has not been read
 * yet. */
static bool line_size(const kefu_reader *reader, size_t *size) {
    const char *feed = memchr(kefu__reader_rest(reader), '\n', kefu__reader_left(reader));
    *size = feed ? (size_t)(feed - kefu__reader_rest(reader)) : kefu__reader_left(reader);
    return feed || reader->ended;
}

/* The size of a value that does not begin with a bracket: up to a character that may end it or,
 * outside of an array, the whole line. */
static bool scalar_size(const kefu_reader *reader, size_t *size) {
    if (!line_size(reader, size))
        return false;
    for (size_t i = 0; reader->in_array && i < *size; i++)
        if (kefu__reader_rest(reader)[i] == ',' || kefu__reader_rest(reader)[i] == ']')
            *size = i;
    return true;
}

static bool value_size(kefu_reader *reader, size_t *size) {
    const enum scan_result result = kefu__value_scan(&reader->scan, kefu__reader_rest(reader),
                                                     kefu__reader_left(reader), reader->ended);
    *size = reader->scan.at;
    if (result == SCAN_MORE && !reader->ended)
        return false;
    if (result == SCAN_WHOLE && reader->layout == LAYOUT_UNKNOWN)
        reader->layout = memchr(kefu__reader_rest(reader), '\n', *size) ? LAYOUT_VALUES
                                                                        : LAYOUT_LINES;
    /* in JSON lines, everything up to the end of the line belongs to the value */
    if (reader->layout == LAYOUT_LINES)
        return line_size(reader, size);
    return true;
}

/* Determines the size in bytes of the value at reader->at; false: its end has not been read yet. */
static bool measure(kefu_reader *reader, size_t *size) {
    const char first = *kefu__reader_rest(reader);
    if (reader->layout == LAYOUT_LINES)
        return line_size(reader, size);
    if (first == '{' || first == '[')
        return value_size(reader, size);
    return scalar_size(reader, size);
}

/* Does an array of records begin at reader->at? A file may be one array, or several arrays one
 * after another. */
static bool opens_array(const kefu_reader *reader) {
    return !reader->in_array && kefu__reader_left(reader) > 0 &&
           *kefu__reader_rest(reader) == '[' &&
           (reader->layout == LAYOUT_UNKNOWN || reader->layout == LAYOUT_ARRAY);
}

/* Is the incomplete value already longer than any record may be? Then it is refused before its end
 * is read. */
static bool is_too_long(const kefu_reader *reader) {
    return kefu__reader_left(reader) > (size_t)JSON_SIZE_MAX + 1;
}

/* Skips the rest of a line that is too long. Returns false if the end of the line has not been read
 * yet. */
static bool skip_line(kefu_reader *reader) {
    size_t size;
    const bool whole = line_size(reader, &size);
    kefu__reader_advance(reader, size);
    reader->skipping = !whole;
    return whole;
}

bool kefu__reader_find_value(kefu_reader *reader, struct file_value *value) {
    size_t size;
    if (reader->skipping && !skip_line(reader))
        return false;
    kefu__reader_skip_between(reader);
    while (opens_array(reader)) {
        reader->layout = LAYOUT_ARRAY;
        reader->in_array = true;
        kefu__reader_advance(reader, 1);
        kefu__reader_skip_between(reader);
    }
    if (kefu__reader_left(reader) == 0)
        return false;
    const bool whole = measure(reader, &size);
    if (!whole && !is_too_long(reader))
        return false;
    reader->skipping = !whole;
    value->line = reader->line;
    value->offset = reader->offset;
    value->taken = whole ? size : kefu__reader_left(reader);
    value->text = (kefu_str){kefu__reader_rest(reader), value->taken};
    memset(&reader->scan, 0, sizeof reader->scan);
    return true;
}
