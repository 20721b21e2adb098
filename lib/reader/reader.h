/* SPDX-License-Identifier: MIT
 * The members of a reader, and finding the values in the bytes that it was given. */
#ifndef KEFU_LIB_READER_READER_H
#define KEFU_LIB_READER_READER_H

#include "kefu/reader.h"
#include "reader/gap.h"
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
    /* how far the value at `at`, whose end was not read yet, has been scanned */
    struct value_scan scan;
    bool ended, in_array;
    bool skipping;     /* the rest of the current line is skipped, because the line is too long */
    struct buffer ids; /* unescaped copies of ids that are written with escapes */
    struct seen_set seen;
    /* has it been decided, by the beginning of the file, whether the file is a table? */
    bool has_begun;
    struct sheet table;
    const kefu_roster *roster; /* whose agents are staff; NULL: none */
    const kefu_field_map *map; /* the field map, if it groups rows into conversations; else NULL */
    struct gap_pieces pieces;  /* of the conversation that was gathered last, if the map cuts it */
    struct buffer row[3];      /* the buffers `key`, `members` and `entry` of a struct mapped_row */
};

/* One value of the file with its position. `taken` is the number of bytes that are consumed with
 * it, including the rest of its line. */
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

/* Marks the next `size` bytes as processed, and counts the line feeds among them. */
void kefu__reader_advance(kefu_reader *reader, size_t size);
/* Skips white space between values; in an array also commas and the closing bracket. */
void kefu__reader_skip_between(kefu_reader *reader);
/* Finds the next JSON value of the file. Returns false if more bytes are needed, or if no value is
 * left. */
bool kefu__reader_find_value(kefu_reader *reader, struct file_value *value);

#endif
