/* SPDX-License-Identifier: MIT
 * The strict scanner below the JSON reader: validates RFC 8259, and reports the exact place of an
 * error. */
#ifndef KEFU_LIB_JSON_SCAN_H
#define KEFU_LIB_JSON_SCAN_H

#include "json/tape.h"

enum { JSON_NUMBER_MAX = 63 /* characters of a number */ };

/* Why a text is not valid. */
struct scan_failure {
    kefu_status status;
    const char *code;    /* static */
    const char *message; /* static */
    size_t offset;
    char pointer[JSON_POINTER_SIZE]; /* of the value that was being read */
};

/* Validates the whole text and measures it; false and the first failure when it is not valid. */
bool kefu__json_scan(const kefu_allocator *allocator, const char *text, size_t size,
                     struct json_extent *extent, struct scan_failure *failure);

/* Appends "/" and the escaped name; false, and nothing appended, when it does not fit. */
bool kefu__json_pointer_add(char pointer[JSON_POINTER_SIZE], size_t *size, const char *name,
                            size_t name_size);

#endif
