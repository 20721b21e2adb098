/* SPDX-License-Identifier: MIT
 * Documents of kind "map": where each member of a record comes from in foreign lines.
 * lib/conversation/map_apply.c applies them. */
#ifndef KEFU_LIB_SCHEME_MAP_MAP_H
#define KEFU_LIB_SCHEME_MAP_MAP_H

#include "scheme/builder.h"

enum {
    MAP_DEPTH_MAX = 8,
    MAP_MEMBERS_MAX = 500, /* in all */
    MAP_VALUES_MAX = 10000,
    MAP_COLUMN_MAX = 10000
};

/* What a found value is made into. AS_IS: a JSON value is copied, a column is text. */
enum map_type { MAP_AS_IS, MAP_TEXT, MAP_NUMBER, MAP_BOOLEAN, MAP_SECONDS };

/* One replaced value; `to` is JSON. */
struct map_value {
    kefu_str from, to;
};
struct map_values {
    const char *member;
    struct map_value *items;
    size_t count;
    const struct map_value *other; /* of "*": all that is not listed; NULL: it stays as it is */
};

/* One member of the record, or of an object inside it. */
struct map_member {
    const char *name;
    const char *pointer; /* into the foreign object; NULL for a column */
    uint32_t column;     /* from 1; 0: none */
    enum map_type type;
    bool required;
    bool is_list;               /* "each": one object for every element */
    struct map_member *members; /* of an object or of a list's elements; NULL: a value */
    size_t member_count;
    const struct map_values *values; /* NULL: none */
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

/* Reads a map from an open document; all that is kept lies in the arena. False without memory; what
 * is wrong counts in the reader. */
bool kefu__map_read(struct json_reader *json, struct arena *arena, struct field_map *map);

#endif
