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

/* What is no text in one string: ill-formed UTF-8, halves of surrogate pairs, U+0000. */
struct scan_repair {
    size_t offset;                   /* of the first piece */
    size_t count;                    /* how many U+FFFD stand for the pieces */
    char pointer[JSON_POINTER_SIZE]; /* of the string, or of the member that it names */
};
/* The finding for such a string. */
void kefu__json_report_repair(kefu_findings *findings, const char *source, const char *pointer,
                              uint32_t line, uint32_t column, uint64_t offset, size_t pieces);
/* Called for each repaired string, in the order of the text. */
typedef void (*scan_repaired)(void *ctx, const struct scan_repair *repair);

/* Validates the whole text and measures it; false and the first failure when it is not valid.
 * `repaired` NULL: what is no text is a failure; else it is told of. */
bool kefu__json_scan(const kefu_allocator *allocator, const char *text, size_t size,
                     scan_repaired repaired, void *ctx, struct json_extent *extent,
                     struct scan_failure *failure);

/* Appends "/" and the escaped name; false, and nothing appended, when it does not fit. */
bool kefu__json_pointer_add(char pointer[JSON_POINTER_SIZE], size_t *size, const char *name,
                            size_t name_size);

#endif
