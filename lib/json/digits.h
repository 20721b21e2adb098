/* SPDX-License-Identifier: MIT
 * cJSON's tree with the digits of long integers. */
#ifndef KEFU_LIB_JSON_DIGITS_H
#define KEFU_LIB_JSON_DIGITS_H

#include <cjson/cJSON.h>

/* Parses a text that has passed the scanner; NULL without memory. */
cJSON *kefu__json_parse(const char *text, size_t size);

#endif
