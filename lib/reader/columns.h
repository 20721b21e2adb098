/* SPDX-License-Identifier: MIT
 * What the columns of a table are, by what stands above them. */
#ifndef KEFU_LIB_READER_COLUMNS_H
#define KEFU_LIB_READER_COLUMNS_H

#include "reader/row.h"

enum column {
    COLUMN_NONE,
    COLUMN_ID, /* of feedback */
    COLUMN_CONVERSATION_ID,
    COLUMN_MESSAGE_ID,
    COLUMN_AT,
    COLUMN_ROLE,
    COLUMN_SENDER,
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
    COLUMNS
};

/* Which cell holds what. */
struct column_plan {
    size_t cells[COLUMNS]; /* SIZE_MAX: there is none */
    size_t width;
    bool is_feedback; /* a row is a feedback record; else a message */
};

/* Reads a row as the header. False: its columns do not make a record. */
bool kefu__columns_read(const struct table_row *row, struct column_plan *plan);
kefu_str kefu__columns_cell(const struct column_plan *plan, const struct table_row *row,
                            enum column column);

/* Values as people write them; false: not known. */
bool kefu__role_of(kefu_str text, uint32_t *role);
bool kefu__rating_of(kefu_str text, double *rating);
/* The name of a message's content; NULL: as it stands. */
const char *kefu__content_of(kefu_str text);

#endif
