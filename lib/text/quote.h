/* SPDX-License-Identifier: MIT
 * What a text quotes rather than says. */
#ifndef KEFU_LIB_TEXT_QUOTE_H
#define KEFU_LIB_TEXT_QUOTE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Does the byte at `at` stand in quotation marks ("…", “…”, 「…」, 『…』) that are closed, or in a
 * line that begins with ">", as mail quotes? Marks that stand inside others do not end them. */
bool kefu__text_is_quoted(const char *text, size_t size, size_t at);

/* Marks that open and close a quotation. Terminated. */
struct quotation {
    const char *open, *close;
};
/* All pairs of them, and a number that changes with any of these pairs. */
const struct quotation *kefu__quotations(size_t *count);
uint64_t kefu__quotation_version(const struct quotation *quotations, size_t count);

#endif
