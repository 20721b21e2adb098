/* SPDX-License-Identifier: MIT
 * What a text quotes rather than says. */
#ifndef KEFU_LIB_TEXT_QUOTE_H
#define KEFU_LIB_TEXT_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A cursor over a text: the last quotation, or single byte outside of quotations, that was
 * examined: [start, end). */
struct quotation_cursor {
    size_t start, end;
};

/* Does the byte at `at` stand in quotation marks ("…", “…”, 「…」, 『…』) that are closed within
 * 4 KiB, or in a line that begins with ">", as mail quotes? Marks that stand inside others do not
 * end them. The cursor is zero before the first call of a text, and `at` never smaller than before;
 * so all calls together take time linear in the size of the text. */
bool kefu__text_is_quoted(struct quotation_cursor *cursor, const char *text, size_t size,
                          size_t at);

/* A pair of quotation marks, NUL-terminated. */
struct quotation {
    const char *open, *close;
};
/* kefu__quotations() lists all pairs of quotation marks, kefu__quotation_version() returns a hash
 * of them. */
const struct quotation *kefu__quotations(size_t *count);
uint64_t kefu__quotation_version(const struct quotation *quotations, size_t count);

#endif
