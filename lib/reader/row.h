/* SPDX-License-Identifier: MIT
 * Rows of comma-separated values (RFC 4180), also with semicolons or tabs. */
#ifndef KEFU_LIB_READER_ROW_H
#define KEFU_LIB_READER_ROW_H

#include "base/base.h"

enum { ROW_CELLS_MAX = 1000, ROW_SIZE_MAX = 16 * 1024 * 1024 };

/* One row. Its cells are copied without quotes into `text`, where they stay until the next row is
 * read. */
struct table_row {
    struct buffer text;
    size_t starts[ROW_CELLS_MAX + 1]; /* cell i is text[starts[i], starts[i + 1]) */
    size_t count;
    bool is_damaged; /* text follows a closing quote, or a quote is not closed */
    bool is_too_wide;
    bool has_stray_quote; /* a cell without quotes around it has an odd number of quotes */
};

void kefu__row_init(struct table_row *row, const kefu_allocator *allocator);
void kefu__row_free(struct table_row *row);
/* The text of cell i without blanks at its ends; empty beyond the last cell. */
kefu_str kefu__row_cell(const struct table_row *row, size_t i);
/* Are all cells of the row empty? */
bool kefu__row_is_blank(const struct table_row *row);
/* Reads the row at the beginning of a text. Returns its size in bytes, line feed included; 0: the
 * end of the row has not been read yet. `ended`: no more bytes will come. */
size_t kefu__row_read(struct table_row *row, const char *text, size_t size, char delimiter,
                      bool ended);
/* The delimiter (comma, semicolon, tab) that occurs most often, outside of quotes, in the first
 * line of a text. */
char kefu__sheet_delimiter(const char *text, size_t size);

#endif
