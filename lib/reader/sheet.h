/* SPDX-License-Identifier: MIT
 * A file that is a table: its header, its rows, and the records that they make. */
#ifndef KEFU_LIB_READER_SHEET_H
#define KEFU_LIB_READER_SHEET_H

#include "reader/map_table.h"
#include "reader/rows.h"
#include "reader/spill.h"

/* maximum number of rows at the beginning of a file that are searched for the header, since titles
 * may precede it */
enum { HEADER_ROWS_MAX = 20 };

struct sheet {
    struct column_plan plan;
    /* a field map by whose names the columns are known, instead of the plan; NULL: none */
    const kefu_field_map *map;
    struct map_columns columns; /* with `map` */
    struct map_day day;         /* of the rows that a field map reads */
    struct table_row row;
    struct groups groups;
    struct spill spill; /* where conversations go that take too much memory */
    /* of the conversations gathered in `groups`: index of the one that is returned next */
    size_t next_group;
    char delimiter;
    /* the names of columns that are not read, ", " between them; cut where there are many */
    char unused[160];
    bool unused_told;
    /* rows with a stray quote that were not reported yet, and the line of the first */
    uint64_t stray_rows, stray_line;
    struct buffer made; /* the JSON text of the record that was returned last */
};

void kefu__sheet_init(struct sheet *table, const kefu_allocator *allocator);
void kefu__sheet_free(struct sheet *table);

enum sheet_guess { SHEET_MORE, SHEET_FOUND, SHEET_NOT };
/* Looks for the header of a table in a file's first rows. SHEET_FOUND: the header and the rows
 * above it have *header_size bytes. SHEET_MORE: the header may be in bytes that were not read yet.
 * SHEET_NOT: the file is no table. */
enum sheet_guess kefu__sheet_find(struct sheet *table, const char *text, size_t size, bool ended,
                                  size_t *header_size);
/* Reads the row at the beginning of a text. Returns its size in bytes; 0: its end has not been read
 * yet. Of a damaged row only the first line is taken, so that a missing quote does not cost the
 * rows after it. *flaw says what is wrong with the row. */
size_t kefu__sheet_next(struct sheet *table, const char *text, size_t size, uint64_t line,
                        bool ended, enum row_flaw *flaw);
/* Reports what is odd about the rows that were read since the last call, with the next record. */
void kefu__sheet_report(struct sheet *table, kefu_findings *findings);
/* Forgets the file, for the next one. */
void kefu__sheet_reset(struct sheet *table);
/* Writes the next of the gathered conversations into table->made. *given is false when none is
 * left. */
kefu_status kefu__sheet_give(struct sheet *table, uint64_t *line, bool *given, kefu_error *error);

#endif
