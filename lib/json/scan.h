/* SPDX-License-Identifier: MIT
 * The strict scanner below the JSON reader: validates RFC 8259, and reports the exact place of an
 * error. */
#ifndef KEFU_LIB_JSON_SCAN_H
#define KEFU_LIB_JSON_SCAN_H

#include "json/tape.h"

enum { JSON_NUMBER_MAX = 63 /* limit on the characters of a number */ };

/* The reason why a text is not valid. */
struct scan_failure {
    kefu_status status;
    const char *code;    /* a string literal */
    const char *message; /* a string literal */
    size_t offset;
    char pointer[JSON_POINTER_SIZE]; /* JSON pointer to the value that was being scanned */
};

/* The defects of one string, which are replaced: ill-formed UTF-8, lone surrogates, U+0000. */
struct scan_repair {
    size_t offset; /* byte offset of the first defect */
    size_t count;  /* number of U+FFFD that replace the defects */
    /* JSON pointer to the string or, if the string is a name, to the member with the name */
    char pointer[JSON_POINTER_SIZE];
};
/* Reports, as a finding, a string in which defects were replaced; `pieces` is their number. */
void kefu__json_report_repair(kefu_findings *findings, const char *source, const char *pointer,
                              uint32_t line, uint32_t column, uint64_t offset, size_t pieces);
/* Called for each string with replaced defects, in the order of the text. */
typedef void (*scan_repaired)(void *ctx, const struct scan_repair *repair);

/* Validates the whole text and computes in *extent how much memory its parsed form needs. Returns
 * false and the first failure if the text is not valid. `repaired` is called for strings with
 * defects, which are replaced; NULL: defects make the text invalid. */
bool kefu__json_scan(const kefu_allocator *allocator, const char *text, size_t size,
                     scan_repaired repaired, void *ctx, struct json_extent *extent,
                     struct scan_failure *failure);

/* Appends "/" and the escaped name to a JSON pointer; false, without a change, if it does not fit.
 */
bool kefu__json_pointer_add(char pointer[JSON_POINTER_SIZE], size_t *size, const char *name,
                            size_t name_size);

#endif
