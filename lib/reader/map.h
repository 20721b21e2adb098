/* SPDX-License-Identifier: MIT
 * A field map outside of a scheme, and its application to one line. */
#ifndef KEFU_LIB_READER_MAP_H
#define KEFU_LIB_READER_MAP_H

#include "kefu/field_map.h"
#include "reader/roster.h"
#include "scheme/map/map.h"

struct kefu_field_map {
    kefu_allocator allocator;
    struct arena arena;
    struct field_map fields;
};

/* The day of times that have no date of their own: of the row or line before. */
struct map_day {
    bool is_known;
    int64_t day, clock; /* days since 1970, and the last time of day, in milliseconds */
};
/* Sets the day from a text that is a date alone; false: it is none. */
bool kefu__map_take_day(struct map_day *day, kefu_str text);

/* What one row of a table becomes when a field map (which source column or member becomes which
 * member of a record) groups rows into conversations. The caller provides the buffers for the
 * texts. */
struct mapped_row {
    /* the key that names the row's conversation; empty: the row has none */
    struct buffer *key;
    /* members that the row gives the conversation, as JSON text ,"name":value… */
    struct buffer *members;
    struct buffer *entry; /* the message or event as a JSON object */
    bool is_event, is_skipped;
    const kefu_roster *roster; /* given: its agents are staff; NULL: none */
};
kefu_status kefu__map_row(const kefu_field_map *map, struct map_day *day, const char *line,
                          size_t size, struct mapped_row *row, kefu_findings *findings,
                          kefu_error *error);

/* kefu_field_map_apply_reported() with a roster, whose agents are staff; NULL: none. */
kefu_status kefu__map_apply(const kefu_field_map *map, const kefu_roster *roster, const char *line,
                            size_t size, uint64_t number, kefu_write write, void *ctx,
                            kefu_findings *findings, kefu_error *error);

/* State while a field map is applied to one line of a file in another format, see map_apply.c. */
struct applying {
    const kefu_field_map *map;
    const kefu_roster *roster; /* NULL: none */
    const char *line;          /* the line, if it consists of columns instead of JSON */
    size_t size;
    struct json_writer json;
    kefu_findings *findings;
    kefu_error *error;
    kefu_status status;
    struct map_day *day;
    const json_value *row; /* the whole line; NULL: it consists of columns */
    struct buffer text;    /* the text of a value that is joined from several */
    char number[32];       /* the digits of a number that is split */
};

/* The value of one member in the line: a node of the JSON tree, or a text. */
struct found {
    const json_value *value;
    kefu_str text;
    bool is_text;
};
/* The node at a JSON pointer; NULL: none, or null. */
const json_value *kefu__map_follow(const json_value *value, const char *pointer);
/* Finds the value of a member below `from`; false if there is none. The text may lie in a->text. */
bool kefu__map_locate(struct applying *a, const json_value *from, const struct map_member *member,
                      struct found *found);
/* The text of a value that was found, of a number written to `number`; false if the value is an
 * array or object. */
bool kefu__found_text(const struct found *found, char number[32], kefu_str *text);
/* Takes the next part of *rest, between the member's delimiters and without blanks around it; false
 * behind the last one. */
bool kefu__map_part(const struct map_member *member, kefu_str *rest, kefu_str *part);

/* Write a value: JSON of the map as it is; a text; a text as the member's type wants it. */
void kefu__map_put_raw(struct applying *a, kefu_str json);
void kefu__map_put_text(struct applying *a, const struct map_member *member, kefu_str text);
void kefu__map_put_typed(struct applying *a, const struct map_member *member, kefu_str text);
/* Refuses the line for one of its members. */
void kefu__map_refuse(struct applying *a, const struct map_member *member, const char *what);
/* Writes the members that `parent` defines, as far as `from`, the object that was read, has values
 * for them. */
void kefu__map_put_members(struct applying *a, const json_value *from,
                           const struct map_member *parent);
/* Finds the string or number to which a JSON pointer refers; *text is its text, for a number
 * written to `number`. Returns false if nothing, an array or an object is there. */
bool kefu__map_text(const json_value *root, const char *pointer, char number[32], kefu_str *text);
/* Writes the constant members that a field map adds to every record, except those for which the
 * line itself has a value. */
void kefu__map_put_constants(struct applying *a, const json_value *root);

#endif
