/* SPDX-License-Identifier: MIT
 * Documents of kind "map": where each member of a record comes from in foreign lines.
 * lib/conversation/map_apply.c applies them. */
#ifndef KEFU_LIB_SCHEME_MAP_MAP_H
#define KEFU_LIB_SCHEME_MAP_MAP_H

#include "scheme/builder.h"

enum {
    MAP_DEPTH_MAX = 8,
    MAP_MEMBERS_MAX = 500, /* limit on the members of one map */
    MAP_VALUES_MAX = 10000,
    MAP_COLUMN_MAX = 10000
};

/* The type that a value is converted to. AS_IS: JSON values are copied, columns are texts. */
enum map_type { MAP_AS_IS, MAP_TEXT, MAP_NUMBER, MAP_BOOLEAN, MAP_SECONDS };

/* One replacement of a value; `to` is JSON. */
struct map_value {
    kefu_str from, to;
};
struct map_values {
    const char *member;
    struct map_value *items;
    size_t count;
    /* replacement for all values that are not listed ("*"); NULL: they stay unchanged */
    const struct map_value *other;
};

/* A member of the record, or of an object inside of it. */
struct map_member {
    const char *name;
    const char *pointer; /* JSON pointer to the value in the foreign object; NULL for a column */
    uint32_t column;     /* number of the column, from 1; 0: none */
    enum map_type type;
    bool required;
    bool is_list; /* "each": a list with one object for every element of the foreign list */
    /* members of the object, or of each element of the list; NULL: it is a value */
    struct map_member *members;
    size_t member_count;
    const struct map_values *values; /* replacements of values; NULL: none */
};

struct map_constant {
    const char *name;
    kefu_str json;
};

struct field_map {
    bool is_feedback, is_tsv;
    struct map_member root;
    struct map_constant *constants;
    size_t constant_count;
    struct map_values *values;
    size_t value_count;
};

/* Reads a map from an open document into the arena. False without memory; errors are counted in the
 * reader. */
bool kefu__map_read(struct json_reader *json, struct arena *arena, struct field_map *map);

#endif
