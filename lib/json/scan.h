/* SPDX-License-Identifier: MIT
 * The strict scanner below the JSON reader: RFC 8259 and nothing else, with exact places. */
#ifndef KEFU_LIB_JSON_SCAN_H
#define KEFU_LIB_JSON_SCAN_H

#include "json/json.h"

enum { JSON_MOST_NUMBER = 63 /* characters of a number: what cJSON copies */ };

/* Why a text is not sound. */
struct scan_failure {
    kefu_status status;
    const char *code;    /* static */
    const char *message; /* static */
    size_t offset;
    char pointer[JSON_POINTER_SIZE]; /* of what was being read */
};

/* Reads the whole text; false and the first failure when it is not sound. */
bool kefu__json_scan(const char *text, size_t size, struct scan_failure *failure);

/* The offset of the value that a pointer names, or of its name in the object around it; false when
 * there is none. The text is sound. */
bool kefu__json_find(const char *text, size_t size, const char *pointer, bool name, size_t *offset);

/* Appends "/" and the escaped name; false, and nothing appended, when it does not fit. */
bool kefu__json_pointer_add(char pointer[JSON_POINTER_SIZE], size_t *size, const char *name,
                            size_t name_size);

#endif
