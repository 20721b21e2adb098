/* SPDX-License-Identifier: MIT
 * Where one JSON value of a file ends and the next begins. */
#ifndef KEFU_LIB_READER_SPLIT_H
#define KEFU_LIB_READER_SPLIT_H

#include "base/base.h"

/* How the JSON values are arranged in the file; decided by the first complete value. */
enum layout {
    LAYOUT_UNKNOWN,
    LAYOUT_LINES,  /* each line is one value, so that a damaged line costs no other value */
    LAYOUT_VALUES, /* values over several lines, one after another */
    LAYOUT_ARRAY,  /* the values are the elements of one array */
    LAYOUT_TABLE,  /* the file is a table: rows of cells */
    LAYOUT_NONE    /* none of these: the whole file was refused */
};

/* Is "{" or "[" the first byte, after blanks, of the text? Only its first line is examined. */
bool kefu__begins_json(const char *text, size_t size);
/* Does any line of the text begin with "{" or "["? The lines before it may be damaged. */
bool kefu__has_json_line(const char *text, size_t size);

/* The state of the scan of a value whose end has not been read yet; zeroed when a value begins. */
struct value_scan {
    size_t at; /* number of bytes that were scanned, from the value's beginning on */
    size_t depth;
    bool in_string, in_escape;
    char last; /* the last byte that is not white space */
};

/* The outcome of kefu__value_scan(): the end of the value is not reached, is reached, or is
 * missing. */
enum scan_result { SCAN_MORE, SCAN_WHOLE, SCAN_CUT };

/* Scans up to the end of the JSON value that begins at `text`. SCAN_WHOLE: scan->at is the offset
 * behind the value. SCAN_CUT: the value breaks off at the line feed at scan->at, and another value
 * begins behind it. SCAN_MORE: the end is in bytes that were not read yet or, with `ended`, is
 * missing. */
enum scan_result kefu__value_scan(struct value_scan *scan, const char *text, size_t size,
                                  bool ended);

#endif
