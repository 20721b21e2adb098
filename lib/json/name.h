/* SPDX-License-Identifier: MIT
 * Names of members in valid JSON text: hashed and compared in place, as if unescaped. */
#ifndef KEFU_LIB_JSON_NAME_H
#define KEFU_LIB_JSON_NAME_H

#include "base/base.h"

/* Reads four hexadecimal digits; UINT32_MAX if the text does not begin with four. */
uint32_t kefu__json_hex(const char *text, size_t size);
/* A hash of the unescaped name between the quotes at two offsets: of its size, its first bytes and
 * its last one, so that names with equal hashes may differ. */
uint64_t kefu__json_name_hash(const char *text, size_t quote, size_t closing);
/* Copies the unescaped name into a buffer, truncated to its capacity; ill-formed bytes become
 * U+FFFD. Returns the length. */
size_t kefu__json_name_copy(const char *text, size_t quote, char *to, size_t capacity);
/* Copies the unescaped string whose opening quote is at *at, in a text of `text_size` bytes, and
 * moves *at behind its closing quote. Returns the number of bytes, which is at most what
 * json_extent.strings counts for it. Only with `repair` may the string contain ill-formed UTF-8,
 * which becomes U+FFFD. */
size_t kefu__json_string_copy(const char *text, size_t text_size, size_t *at, bool repair,
                              char *to);
/* Compares two names, given by their opening quotes, by their bytes when unescaped. */
int kefu__json_name_compare(const char *a, const char *b);

#endif
