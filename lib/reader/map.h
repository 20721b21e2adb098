/* SPDX-License-Identifier: MIT
 * A field map that lives by itself. */
#ifndef KEFU_LIB_READER_MAP_H
#define KEFU_LIB_READER_MAP_H

#include "kefu/field_map.h"
#include "scheme/map/map.h"

struct kefu_field_map {
    kefu_allocator allocator;
    struct arena arena;
    struct field_map fields;
};

/* What a row becomes by a map that groups. The texts lie in the buffers that the caller gave. */
struct mapped_row {
    struct buffer *key;     /* of its conversation; empty: the row names none */
    struct buffer *members; /* ,"name":value…: of the conversation */
    struct buffer *entry;   /* the message or event, as an object */
    bool is_event, is_skipped;
};
kefu_status kefu__map_row(const kefu_field_map *map, const char *line, size_t size,
                          struct mapped_row *row, kefu_findings *findings, kefu_error *error);

/* Applying a map to one foreign line (map_apply.c). */
struct applying {
    const kefu_field_map *map;
    const char *line; /* the line, if it consists of columns */
    size_t size;
    struct json_writer json;
    kefu_findings *findings;
    kefu_error *error;
    kefu_status status;
};
/* Writes the members of a map's object, where they are there. */
void kefu__map_put_members(struct applying *a, const json_value *from,
                           const struct map_member *parent);
/* A scalar that a pointer finds, as text; false: there is none. */
bool kefu__map_text(const json_value *root, const char *pointer, char number[32], kefu_str *text);
/* The constants of a map, but for those that the line has. */
void kefu__map_put_constants(struct applying *a, const json_value *root);

#endif
