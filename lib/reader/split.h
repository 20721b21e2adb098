/* SPDX-License-Identifier: MIT
 * Where one JSON value of a file ends and the next begins. */
#ifndef KEFU_LIB_READER_SPLIT_H
#define KEFU_LIB_READER_SPLIT_H

#include "base/base.h"

/* How the values stand in the file; decided by the first one that is whole. */
enum layout {
    LAYOUT_UNKNOWN,
    LAYOUT_LINES,  /* one a line: a line that is damaged costs no other */
    LAYOUT_VALUES, /* over several lines, one after another */
    LAYOUT_ARRAY,  /* the elements of an array */
    LAYOUT_TABLE,  /* rows of cells */
    LAYOUT_NONE    /* nothing that is known: the file was refused as a whole */
};

/* Is "{" or "[" the first byte of a text that is no white space on its line? */
bool kefu__begins_json(const char *text, size_t size);
/* Does a line of the text begin so? JSON may stand behind damaged lines. */
bool kefu__has_json_line(const char *text, size_t size);

/* The scan of a value that is not whole yet; all zero at its beginning. */
struct value_scan {
    size_t at; /* how far it went, from the value's beginning */
    size_t depth;
    bool in_string, in_escape;
    char last; /* the last byte that is no white space */
};

/* What the scan found. */
enum scan_result { SCAN_MORE, SCAN_WHOLE, SCAN_CUT };

/* Goes on to the end of the value that begins at `text`. SCAN_WHOLE: scan->at stands behind it.
 * SCAN_CUT: it breaks off at the line feed at scan->at, behind which another value begins.
 * SCAN_MORE: what was given is too little to tell; with `ended`, that the value breaks off. */
enum scan_result kefu__value_scan(struct value_scan *scan, const char *text, size_t size,
                                  bool ended);

#endif
