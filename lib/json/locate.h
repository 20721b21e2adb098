/* SPDX-License-Identifier: MIT
 * Where values are in a valid text. */
#ifndef KEFU_LIB_JSON_LOCATE_H
#define KEFU_LIB_JSON_LOCATE_H

#include "json/json.h"

/* Finds the byte offset of the value that a JSON pointer refers to or, if `name` is true, of the
 * name before it, which must then be that of a member. Returns false if there is no such value. */
bool kefu__json_find(struct json_reader *reader, const char *pointer, bool name, size_t *offset);

#endif
