/* SPDX-License-Identifier: MIT
 * Where values are in a valid text. */
#ifndef KEFU_LIB_JSON_LOCATE_H
#define KEFU_LIB_JSON_LOCATE_H

#include "json/json.h"

/* Finds the offset of the value that a JSON pointer refers to, or (`name`) of its member name;
 * false if there is none. */
bool kefu__json_find(struct json_reader *reader, const char *pointer, bool name, size_t *offset);

#endif
