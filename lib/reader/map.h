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
};
kefu_status kefu__map_row(const kefu_field_map *map, const char *line, size_t size,
                          struct mapped_row *row, kefu_findings *findings, kefu_error *error);

/* State while a field map is applied to one line of a file in another format, see map_apply.c. */
struct applying {
    const kefu_field_map *map;
    const char *line; /* the line, if it consists of columns instead of JSON */
    size_t size;
    struct json_writer json;
    kefu_findings *findings;
    kefu_error *error;
    kefu_status status;
};
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
