/* SPDX-License-Identifier: MIT
 * A field map outside of a scheme, and its application to one line. */
#ifndef KEFU_LIB_READER_MAP_H
#define KEFU_LIB_READER_MAP_H

#include "kefu/field_map.h"
#include "scheme/map/map.h"

struct kefu_field_map {
    kefu_allocator allocator;
    struct arena arena;
    struct field_map fields;
};

/* What one row becomes when a field map groups rows into conversations. The caller provides the
 * buffers for the texts. */
struct mapped_row {
    /* the key of the row's conversation; empty: the row has none of the map's keys */
    struct buffer *key;
    struct buffer *members; /* members of the conversation: ,"name":value… */
    struct buffer *entry;   /* the message or event as a JSON object */
    bool is_event, is_skipped;
};
kefu_status kefu__map_row(const kefu_field_map *map, const char *line, size_t size,
                          struct mapped_row *row, kefu_findings *findings, kefu_error *error);

/* State while a field map is applied to one line of a file in another format (map_apply.c). */
struct applying {
    const kefu_field_map *map;
    const char *line; /* the line, if it consists of columns instead of JSON */
    size_t size;
    struct json_writer json;
    kefu_findings *findings;
    kefu_error *error;
    kefu_status status;
};
/* Writes those members of a map's object for which `from` has a value. */
void kefu__map_put_members(struct applying *a, const json_value *from,
                           const struct map_member *parent);
/* The text of the scalar to which a JSON pointer refers. Returns false if there is no scalar there.
 * A number is written to `number`. */
bool kefu__map_text(const json_value *root, const char *pointer, char number[32], kefu_str *text);
/* Writes the constants of a map, except those for which the line has a member. */
void kefu__map_put_constants(struct applying *a, const json_value *root);

#endif
