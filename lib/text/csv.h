/* SPDX-License-Identifier: MIT
 * Fields and rows of CSV (RFC 4180) that spreadsheets open. */
#ifndef KEFU_LIB_TEXT_CSV_H
#define KEFU_LIB_TEXT_CSV_H

#include "base/base.h"

/* Appends a field, in quotation marks if necessary. Inserts an apostrophe before a text that a
 * spreadsheet might evaluate as a formula; ill-formed UTF-8 and U+0000 become U+FFFD. */
void kefu__csv_put_field(struct buffer *to, const char *text, size_t size);
/* Append a field and the comma behind it: a text that ends with NUL; a number, empty if unknown. */
void kefu__csv_put_text(struct buffer *to, const char *text);
void kefu__csv_put_number(struct buffer *to, bool known, double number);
/* Ends a row each of whose fields is followed by a comma. */
void kefu__csv_end_row(struct buffer *to);

#endif
