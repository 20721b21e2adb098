/* SPDX-License-Identifier: MIT
 * Rows of a table whose columns are known, as messages of conversations or as feedback. */
#ifndef KEFU_LIB_READER_ROWS_H
#define KEFU_LIB_READER_ROWS_H

#include "reader/columns.h"
#include "reader/group.h"

/* Why a row cannot be read as a record. */
enum row_flaw {
    ROW_FINE,
    ROW_BLANK,
    ROW_DAMAGED,
    ROW_TOO_WIDE,
    ROW_TOO_NARROW,
    ROW_NO_KEY,
    ROW_NO_ENDS,
    ROW_NO_ROLE,
    ROW_NO_HEAD,
    ROW_NO_SPEAKER,
    ROW_NO_MEMORY
};

/* Adds a row as a message to the conversation whose id stands in the row. */
enum row_flaw kefu__rows_add_message(struct groups *groups, const struct column_plan *plan,
                                     const struct table_row *row, uint64_t line);
/* Writes a row as a feedback record. */
enum row_flaw kefu__rows_write_feedback(const struct column_plan *plan, const struct table_row *row,
                                        struct buffer *to);
/* Writes a row one cell of which holds a whole conversation (a transcript) as a conversation
 * record. */
enum row_flaw kefu__rows_write_transcript(const struct column_plan *plan,
                                          const struct table_row *row, struct buffer *to);
/* A description, for people, of what is wrong with a row. */
const char *kefu__rows_flaw(enum row_flaw flaw);

#endif
