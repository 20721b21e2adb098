/* SPDX-License-Identifier: MIT
 * Rows of a spreadsheet as lines of comma-separated values, as the library's reader takes them. */
#ifndef KEFU_CLI_SHEET_TEXT_H
#define KEFU_CLI_SHEET_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "text_out.h"

enum { SHEET_WIDTH_MAX = 1001 }; /* one more than the reader takes, so that it reports the rest */

/* A cell of the current row, in `row`. */
struct sheet_cell {
    size_t offset, size;
};
/* The value of merged cells, which every row down to `until` has. */
struct merged_value {
    struct text_out text;
    size_t until;
};
/* From line `line` of the text on, rows are numbered from `row`. */
struct row_jump {
    size_t line, row;
};

struct sheet_text {
    struct text_out text; /* lines that were not taken yet */
    struct text_out row;
    struct sheet_cell cells[SHEET_WIDTH_MAX];
    struct merged_value merged[SHEET_WIDTH_MAX];
    size_t row_number;  /* in the sheet, from 1; 0: no row is begun */
    size_t width;       /* columns of the widest row so far: shorter ones are filled up */
    size_t line;        /* the number of lines written */
    size_t next_number; /* the row that the next line is taken for */
    struct row_jump *jumps;
    size_t jump_count, jump_capacity;
    bool failed; /* no memory */
};

/* Begins a sheet: all but the memory is forgotten. */
void cli_sheet_text_begin(struct sheet_text *sheet);
void cli_sheet_text_free(struct sheet_text *sheet);
void cli_sheet_row_begin(struct sheet_text *sheet, size_t number);
/* The text of a cell, columns from 0; called twice the later text counts. */
void cli_sheet_put(struct sheet_text *sheet, size_t column, const char *text, size_t size);
/* The cell's value stands in every row down to `until`, where no other does. */
void cli_sheet_merge(struct sheet_text *sheet, size_t column, size_t until);
void cli_sheet_row_end(struct sheet_text *sheet);
/* The sheet's row that a line of the text, from 1, stands for. */
size_t cli_sheet_row_of(const struct sheet_text *sheet, size_t line);

#endif
