/* SPDX-License-Identifier: MIT
 * What a text quotes rather than says. */
#ifndef KEFU_LIB_TEXT_QUOTE_H
#define KEFU_LIB_TEXT_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cursor of kefu__text_is_quoted(). Bytes [start, end) of the text were examined last: a
 * quotation, or one byte outside of quotations. */
struct quotation_cursor {
    size_t start, end;
};

/* Is the byte at offset `at` inside of quotation marks ("…", “…”, 「…」, 『…』) that are closed
 * within 4 KiB, or in a line that begins with ">", as mail quotes? Other marks inside of a
 * quotation do not end it. The cursor must be zero before the first call for a text, and `at` must
 * not decrease from call to call, so that all calls together take time linear in the size of the
 * text. */
bool kefu__text_is_quoted(struct quotation_cursor *cursor, const char *text, size_t size,
                          size_t at);

/* An opening and a closing quotation mark, as NUL-terminated UTF-8. */
struct quotation {
    const char *open, *close;
};
/* kefu__quotations() lists all pairs of quotation marks, kefu__quotation_version() returns a hash
 * of them. */
const struct quotation *kefu__quotations(size_t *count);
uint64_t kefu__quotation_version(const struct quotation *quotations, size_t count);

#endif
