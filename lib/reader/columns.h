/* SPDX-License-Identifier: MIT
 * Tables: which value each column holds, by its name in the header. */
#ifndef KEFU_LIB_READER_COLUMNS_H
#define KEFU_LIB_READER_COLUMNS_H

#include "reader/row.h"

enum column {
    COLUMN_NONE,
    COLUMN_ID, /* id of a feedback record */
    COLUMN_CONVERSATION_ID,
    COLUMN_MESSAGE_ID,
    COLUMN_AT,
    COLUMN_ROLE,
    COLUMN_SENDER,
    COLUMN_RECEIVER,
    COLUMN_TEXT,
    COLUMN_CONTENT,
    COLUMN_AGENT_ID,
    COLUMN_CONTACT_ID,
    COLUMN_TEAM,
    COLUMN_CHANNEL,
    COLUMN_TOPIC,
    COLUMN_SHOP,
    COLUMN_SOURCE,
    COLUMN_RATING,
    COLUMN_COMMENT,
    COLUMN_RATED_AT,
    COLUMN_INVITED_AT,
    COLUMN_TRANSCRIPT,
    COLUMN_STARTED_AT,
    COLUMN_ENDED_AT,
    COLUMNS
};

/* What each row of a table contains: one message, one feedback, or a whole conversation. */
enum row_kind { ROWS_ARE_MESSAGES, ROWS_ARE_FEEDBACK, ROWS_ARE_TRANSCRIPTS };

/* Which cell of a row holds the value of each column, in one table. */
struct column_plan {
    size_t cells[COLUMNS]; /* index of the cell in a row; SIZE_MAX: the table has no such column */
    size_t width;
    enum row_kind kind;
    /* no column names the conversation of a message: it is that of the two people whom a row names,
     * see ends.h */
    bool by_ends;
    const struct kefu_roster *roster; /* who the agents are; NULL: none is given */
};

enum { COLUMN_NAME_MAX = 64 };
/* Normalises the name of a column for comparison: lower case, without blanks and separators, and
 * without a part in brackets at its end. Returns its size in bytes; 0: it is too long. */
size_t kefu__name_fold(kefu_str name, char to[COLUMN_NAME_MAX]);

/* The column that a name stands for; COLUMN_NONE: it is not known. */
enum column kefu__column_of(kefu_str name);
/* Reads a row as the header of a table. Returns false if its columns do not suffice for any kind of
 * record. */
bool kefu__columns_read(const struct table_row *row, struct column_plan *plan);
kefu_str kefu__columns_cell(const struct column_plan *plan, const struct table_row *row,
                            enum column column);

/* Read the role of a speaker and a rating from the words that people write in tables, such as 客服
 * or ★★★★☆; false: the text is not understood. */
bool kefu__role_of(kefu_str text, uint32_t *role);
bool kefu__rating_of(kefu_str text, double *rating);
/* kefu's name for a type of content (picture, file, …) from the word for it in a cell; NULL: none
 * is known, so the cell's text is used as it is. */
const char *kefu__content_of(kefu_str text);

#endif
