/* SPDX-License-Identifier: MIT
 * Rows of a table whose columns are known, as messages of conversations or as feedback. */
#ifndef KEFU_LIB_READER_ROWS_H
#define KEFU_LIB_READER_ROWS_H

#include "reader/columns.h"
#include "reader/group.h"

/* Why a row is none. */
enum row_flaw {
    ROW_FINE,
    ROW_BLANK,
    ROW_DAMAGED,
    ROW_TOO_WIDE,
    ROW_TOO_NARROW,
    ROW_NO_KEY,
    ROW_NO_ROLE,
    ROW_NO_MEMORY
};

/* Adds a row to the conversation that it names. */
enum row_flaw kefu__rows_add_message(struct groups *groups, const struct column_plan *plan,
                                     const struct table_row *row, uint64_t line);
/* Writes a row as a feedback record. */
enum row_flaw kefu__rows_write_feedback(const struct column_plan *plan, const struct table_row *row,
                                        struct buffer *to);
/* What is wrong with a row, for people. */
const char *kefu__rows_flaw(enum row_flaw flaw);

#endif
