/* SPDX-License-Identifier: MIT
 * What kind of record a JSON object is, and its id, by its outermost members alone. */
#ifndef KEFU_LIB_READER_SHAPE_H
#define KEFU_LIB_READER_SHAPE_H

#include "base/base.h"
#include "kefu/reader.h"

/* The members that are looked for. */
enum shape_member {
    SHAPE_KIND,
    SHAPE_ID,
    SHAPE_CONVERSATION_ID,
    SHAPE_MESSAGES,
    SHAPE_TURNS,
    SHAPE_EVENTS,
    SHAPE_SOURCE,
    SHAPE_RATING,
    SHAPE_ANSWERS,
    SHAPE_INVITED_AT,
    SHAPE_AMOUNT_MINOR,
    SHAPE_QUESTION,
    SHAPE_ANSWER,
    SHAPE_MEMBERS
};

/* The values of those members as they stand in the text, with quotes and brackets; empty: absent or
 * null. */
struct record_shape {
    kefu_str values[SHAPE_MEMBERS];
};

/* Scans the outermost members, without checking what is inside of them. False: the text is no
 * object, or is truncated; the strict reader reports where. */
bool kefu__shape_read(const char *json, size_t size, struct record_shape *shape);
/* The kind of a record (a kefu_record_kind); false if its members do not determine it, or if the
 * member "kind" names none. */
bool kefu__shape_kind(const struct record_shape *shape, uint32_t *kind);
/* Is it a conversation without messages and events? */
bool kefu__shape_is_empty(const struct record_shape *shape);
/* A text without its quotes, or a number as it stands; false for other values, and for texts with
 * escapes, which must be read properly. */
bool kefu__shape_text(const struct record_shape *shape, enum shape_member member, kefu_str *text);
/* Lists the names of the record's members in a message: "id, data, total". */
void kefu__shape_list(const char *json, size_t size, char *to, size_t capacity);

#endif
