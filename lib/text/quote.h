/* SPDX-License-Identifier: MIT
 * What a text quotes rather than says. */
#ifndef KEFU_LIB_TEXT_QUOTE_H
#define KEFU_LIB_TEXT_QUOTE_H

#include <stdbool.h>
#include <stddef.h>

/* Does the byte at `at` stand in quotation marks ("…", “…”, 「…」, 『…』) that are closed, or in a
 * line that begins with ">", as mail quotes? Marks that stand inside others do not end them. */
bool kefu__text_is_quoted(const char *text, size_t size, size_t at);

#endif
