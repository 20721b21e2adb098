/* SPDX-License-Identifier: MIT
 * Numbers in JSON text. */
#ifndef KEFU_LIB_JSON_NUMBER_H
#define KEFU_LIB_JSON_NUMBER_H

#include "base/base.h"

/* Is a well-formed number too large for a double? */
bool kefu__json_number_overflows(const char *text, size_t size);

#endif
