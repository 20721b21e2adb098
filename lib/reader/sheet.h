/* SPDX-License-Identifier: MIT
 * A file that is a table: its header, its rows, and the records that they make. */
#ifndef KEFU_LIB_READER_SHEET_H
#define KEFU_LIB_READER_SHEET_H

#include "reader/rows.h"

enum { HEADER_ROWS_MAX = 20 }; /* titles may stand above the header */

struct sheet {
    struct column_plan plan;
    struct table_row row;
    struct groups groups;
    size_t next_group; /* the conversation that is given next */
    char delimiter;
    struct buffer made; /* the record that was given last */
};

void kefu__sheet_init(struct sheet *table, const kefu_allocator *allocator);
void kefu__sheet_free(struct sheet *table);

enum sheet_guess { SHEET_MORE, SHEET_FOUND, SHEET_NOT };
/* Looks for a header in a file's first rows. SHEET_FOUND: *size bytes stand up to its end.
 * SHEET_MORE: more of the file may hold one. */
enum sheet_guess kefu__sheet_find(struct sheet *table, const char *text, size_t size, bool ended,
                                  size_t *header_size);
/* Reads the row at the beginning of a text. Returns how many bytes it takes; 0: it is not whole
 * yet. A damaged row takes its first line alone, so that a lost quote costs no other row. *flaw
 * says what is wrong with it. */
size_t kefu__sheet_next(struct sheet *table, const char *text, size_t size, uint64_t line,
                        bool ended, enum row_flaw *flaw);
/* Writes the next conversation into table->made; false when none is left. */
bool kefu__sheet_give(struct sheet *table, uint64_t *line);

#endif
