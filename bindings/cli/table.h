/* SPDX-License-Identifier: MIT
 * Small tables: a file of comma- or tab-separated cells, JSON lines, or a JSON array; row by row,
 * as JSON values. */
#ifndef KEFU_CLI_TABLE_H
#define KEFU_CLI_TABLE_H

#include "json_line.h"

enum table_form { TABLE_CELLS, TABLE_LINES, TABLE_ARRAY };
enum { TABLE_COLUMNS_MAX = 1000 };

struct table {
    struct input input;
    enum table_form form;
    char delimiter;
    bool named;   /* cells: the first line names the columns */
    bool waiting; /* the current line has not been given out as a row yet */
    struct text_out names_text, cells_text;
    kefu_str names[TABLE_COLUMNS_MAX], cells[TABLE_COLUMNS_MAX];
    size_t name_count, cell_count;
};

/* Opens the one file, or standard input, and reads its first line that is not blank, which says the
 * form. `must_name`: the first line of cells always names the columns; otherwise it does if none of
 * its cells is a number. False after a failure that was printed. */
bool cli_table_open(struct table *table, const struct arguments *arguments, const char *encoding,
                    bool must_name);
/* Reads the next row. Cells and lines: a line that is not blank. False at the end, or after a
 * failure that was printed, when input.failed is set. */
bool cli_table_next(struct table *table);
/* The index of the column with this name; SIZE_MAX: there is none. */
size_t cli_table_column(const struct table *table, const char *name);
/* The number of columns of the first line. */
size_t cli_table_width(const struct table *table);
/* Appends a cell of the current row as JSON: a number, null if it is empty or missing, or a string.
 */
void cli_table_put(const struct table *table, size_t column, struct text_out *to);
void cli_table_close(struct table *table);

/* Is the text a number as JSON writes it? */
bool cli_is_number(kefu_str text);
/* Appends text to JSON that is being made. */
void cli_json_add(struct text_out *to, const char *text);
void cli_json_add_string(struct text_out *to, kefu_str text);
/* Appends "name":[…], of a list separated by commas: strings, or with `numbers` numbers where its
 * elements are some. */
void cli_json_add_list(struct text_out *to, const char *name, const char *list, bool numbers);
/* Appends line feeds up to the current line of the input, so that findings about the made JSON have
 * the lines of the file. *line: the line in the made JSON so far. */
void cli_json_add_lines(struct text_out *to, const struct input *input, size_t *line);

#endif
