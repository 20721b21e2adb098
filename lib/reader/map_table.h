/* SPDX-License-Identifier: MIT
 * Tables that a field map reads: which columns it uses, by their names in the header. */
#ifndef KEFU_LIB_READER_MAP_TABLE_H
#define KEFU_LIB_READER_MAP_TABLE_H

#include "reader/map.h"
#include "reader/rows.h"

/* The columns of one table: the JSON text of each one's name, or nothing where the map does not use
 * it: names.data[starts[i], starts[i + 1]). */
struct map_columns {
    struct buffer names;
    size_t starts[ROW_CELLS_MAX + 1];
    size_t count;
    size_t used; /* number of columns up to the last one that is used */
};

/* Reads a row as the header of a table. Returns false if it names less than two columns of the map
 * (or one, if the map uses no more), or if out of memory (columns->names.failed). */
bool kefu__map_columns_read(const kefu_field_map *map, const struct table_row *row,
                            struct map_columns *columns);
/* Writes a row as a JSON object of those cells that the map uses and that are not empty. */
enum row_flaw kefu__map_columns_write(const struct map_columns *columns,
                                      const struct table_row *row, struct buffer *to);
/* The text of the only cell of a row that is not empty; empty: there are none or several. */
kefu_str kefu__row_only_cell(const struct table_row *row);

#endif
