/* SPDX-License-Identifier: MIT
 * Names of members where they stand in a sound JSON text: what they mean, without a copy of all. */
#ifndef KEFU_LIB_JSON_NAME_H
#define KEFU_LIB_JSON_NAME_H

#include "base/base.h"

/* Four hexadecimal digits, or UINT32_MAX. */
uint32_t kefu__json_hex(const char *text, size_t size);
/* Of the name whose opening quote stands at an offset: a hash of what it means. */
uint64_t kefu__json_name_hash(const char *text, size_t quote);
/* Copies the name, cut to the buffer's size; returns its length. */
size_t kefu__json_name_copy(const char *text, size_t quote, char *to, size_t capacity);
/* Do the names at two offsets mean the same? */
bool kefu__json_name_same(const char *text, size_t a, size_t b);

#endif
