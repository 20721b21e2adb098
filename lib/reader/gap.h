/* SPDX-License-Identifier: MIT
 * Conversations of one key that are cut where nobody says anything for long. */
#ifndef KEFU_LIB_READER_GAP_H
#define KEFU_LIB_READER_GAP_H

#include "json/json.h"

/* Reads the instant of a record as local time: by its own offset, else (of numbers since 1970) by
 * the one given. Returns false if there is none. */
bool kefu__local_time(const json_value *value, int32_t offset_minutes, int64_t *local);

/* The records that a gathered one was cut into, a line of JSON each. */
struct gap_pieces {
    struct buffer text;
    size_t at;     /* where the next one begins */
    uint64_t line; /* of the record that was cut */
};

/* Sorts the messages and events of a record by time, and cuts it where two of them are more than
 * gap_ms apart. The first piece keeps the record's id, the next ones get it with #2, #3, … Returns
 * false if out of memory. */
bool kefu__gap_cut(kefu_str record, uint64_t line, int64_t gap_ms, const kefu_allocator *allocator,
                   struct gap_pieces *pieces);
/* Takes the next piece; false: none is left. */
bool kefu__gap_next(struct gap_pieces *pieces, kefu_str *piece);

#endif
