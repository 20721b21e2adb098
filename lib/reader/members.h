/* SPDX-License-Identifier: MIT
 * What kind of record a JSON object is, and its id, by its outermost members alone. */
#ifndef KEFU_LIB_READER_MEMBERS_H
#define KEFU_LIB_READER_MEMBERS_H

#include "base/base.h"
#include "kefu/reader.h"

/* The members of a record by which its kind (conversation, feedback, …) and its id are determined.
 */
enum record_member {
    MEMBER_KIND,
    MEMBER_ID,
    MEMBER_CONVERSATION_ID,
    MEMBER_MESSAGES,
    MEMBER_TURNS,
    MEMBER_EVENTS,
    MEMBER_SOURCE,
    MEMBER_RATING,
    MEMBER_ANSWERS,
    MEMBER_INVITED_AT,
    MEMBER_AMOUNT_MINOR,
    MEMBER_QUESTION,
    MEMBER_ANSWER,
    MEMBER_COUNT
};

/* The values of a record's members, indexed by enum record_member, exactly as they are written,
 * with quotes and brackets; empty: absent or null. */
struct record_members {
    kefu_str values[MEMBER_COUNT];
};

/* Finds the outermost members of a record, without checking what their values contain. Returns
 * false if the text is not an object or is truncated; the strict JSON reader then reports where. */
bool kefu__record_members_read(const char *json, size_t size, struct record_members *members);
/* The kind of a record (a kefu_record_kind); false if its members do not determine it, or if the
 * member "kind" names none. */
bool kefu__record_members_kind(const struct record_members *members, uint32_t *kind);
/* Is the record a conversation without messages and events? */
bool kefu__record_members_is_empty(const struct record_members *members);
/* The value of a member, if it is a string (without its quotes) or a number (as it is written).
 * Returns false for other values, and for strings with escapes, which the JSON reader must read. */
bool kefu__record_members_text(const struct record_members *members, enum record_member member,
                               kefu_str *text);
/* Lists the names of the record's members, for an error message: "id, data, total". */
void kefu__record_members_list(const char *json, size_t size, char *to, size_t capacity);

#endif
