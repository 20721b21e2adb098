/* SPDX-License-Identifier: MIT
 * Names of members in valid JSON text: hashed and compared in place, as if unescaped. */
#ifndef KEFU_LIB_JSON_NAME_H
#define KEFU_LIB_JSON_NAME_H

#include "base/base.h"

/* Four hexadecimal digits, or UINT32_MAX. */
uint32_t kefu__json_hex(const char *text, size_t size);
/* A hash of the unescaped name, its bytes as they are, whose opening quote is at an offset. */
uint64_t kefu__json_name_hash(const char *text, size_t quote);
/* Copies the unescaped name, ill-formed bytes as U+FFFD, truncated to the buffer; returns its
 * length. */
size_t kefu__json_name_copy(const char *text, size_t quote, char *to, size_t capacity);
/* Copies the whole string whose opening quote is at *at, unescaped; moves *at behind its closing
 * quote and returns the number of bytes, at most those that the scanner counted. Only with `repair`
 * may the string hold ill-formed UTF-8, which becomes U+FFFD. */
size_t kefu__json_string_copy(const char *text, size_t *at, bool repair, char *to);
/* The order of two names by their bytes when unescaped, given by their opening quotes. */
int kefu__json_name_compare(const char *a, const char *b);

#endif
