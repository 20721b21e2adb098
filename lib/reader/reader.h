/* SPDX-License-Identifier: MIT
 * The members of a reader, and finding the values in the bytes that it was given. */
#ifndef KEFU_LIB_READER_READER_H
#define KEFU_LIB_READER_READER_H

#include "kefu/reader.h"
#include "reader/map.h"
#include "reader/seen.h"
#include "reader/sheet.h"
#include "reader/split.h"

/* The bytes that were not processed yet are bytes.data[at, bytes.size). */
struct kefu_reader {
    kefu_allocator allocator;
    struct buffer bytes;
    size_t at;
    uint64_t line, offset; /* line number and offset in the file of the byte at `at` */
    enum layout layout;
    struct value_scan scan; /* state of the scan of the incomplete value at `at` */
    bool ended, in_array;
    bool skipping;     /* the rest of the line is skipped, because the line is too long */
    struct buffer ids; /* copies of ids that had escapes, unescaped */
    struct seen_set seen;
    /* the beginning of the file was read, so that it is known whether it is a table */
    bool has_begun;
    struct sheet table;
    const kefu_field_map *map; /* the field map, if it groups rows into conversations; else NULL */
    struct buffer row[3];      /* buffers of struct mapped_row: key, members, entry */
};

/* One value of the file with its position. `taken` is the number of bytes of the file that are
 * consumed with it, including the rest of its line. */
struct file_value {
    kefu_str text;
    uint64_t line, offset;
    size_t taken;
};

/* The number of bytes that were not processed yet. */
static inline size_t kefu__reader_left(const kefu_reader *reader) {
    return reader->bytes.size - reader->at;
}
/* The first byte that was not processed yet. */
static inline const char *kefu__reader_rest(const kefu_reader *reader) {
    return reader->bytes.data ? reader->bytes.data + reader->at : "";
}

/* Advances by `size` bytes and counts the lines. */
void kefu__reader_advance(kefu_reader *reader, size_t size);
/* Skips white space between values; in an array also commas and the closing bracket. */
void kefu__reader_skip_between(kefu_reader *reader);
/* Finds the next value. Returns false if more bytes are needed, or if no value is left. */
bool kefu__reader_find_value(kefu_reader *reader, struct file_value *value);

#endif
