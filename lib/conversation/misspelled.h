/* SPDX-License-Identifier: MIT
 * Members of records that look like misspelled ones. */
#ifndef KEFU_LIB_CONVERSATION_MISSPELLED_H
#define KEFU_LIB_CONVERSATION_MISSPELLED_H

#include "json/json.h"

/* Reports each member of the object at the reader's place that is none of `known` (NULL-terminated)
 * and is within one slip of the keyboard, or but for case and separators, one of them that the
 * object lacks. */
void kefu__misspelled_report(struct json_reader *reader, const json_value *object,
                             const char *const *known);

#endif
