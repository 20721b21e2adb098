/* SPDX-License-Identifier: MIT
 * Members of records that look like misspelled ones. */
#ifndef KEFU_LIB_CONVERSATION_MISSPELLED_H
#define KEFU_LIB_CONVERSATION_MISSPELLED_H

#include "json/json.h"

/* Reports each member of the object at the JSON reader's current position that is not in `known`
 * (NULL-terminated) but is probably a misspelling: apart from case, separators and one edit, it
 * equals a known name that the object lacks. */
void kefu__misspelled_report(struct json_reader *reader, const json_value *object,
                             const char *const *known);

#endif
