/* SPDX-License-Identifier: MIT
 * Documents of kind "map": which value of a line in another format each member of a record is.
 * lib/reader/map_apply.c applies them. */
#ifndef KEFU_LIB_SCHEME_MAP_MAP_H
#define KEFU_LIB_SCHEME_MAP_MAP_H

#include "scheme/builder.h"

enum {
    MAP_DEPTH_MAX = 8,
    MAP_MEMBERS_MAX = 500, /* limit on the members of one map */
    MAP_VALUES_MAX = 10000,
    MAP_COLUMN_MAX = 10000
};

/* The type that a value of the input is converted to. With MAP_AS_IS a JSON value is copied
 * unchanged, and the column of a table becomes a text. */
enum map_type { MAP_AS_IS, MAP_TEXT, MAP_NUMBER, MAP_BOOLEAN, MAP_SECONDS };

/* The replacement of one value of the input: text `from` becomes the JSON value `to`. */
struct map_value {
    kefu_str from, to;
};
struct map_values {
    const char *member;
    struct map_value *items;
    size_t count;
    /* replacement for all values of the input that are not listed, "*"; NULL: they stay unchanged
     */
    const struct map_value *other;
};

/* How one member of the resulting record, or of an object inside of it, gets its value. */
struct map_member {
    const char *name;
    /* JSON pointer to the value in the input's JSON object; NULL: the value is in a column of a
     * table */
    const char *pointer;
    uint32_t column; /* number of the table's column, from 1; 0: the value is not in a column */
    enum map_type type;
    bool required;
    /* true ("each"): the member is a list with one object for every element of the list in the
     * input */
    bool is_list;
    /* the members of the object, or of each element of the list; NULL: the member is a plain value
     */
    struct map_member *members;
    size_t member_count;
    const struct map_values *values; /* replacements of values; NULL: none */
};

struct map_constant {
    const char *name;
    kefu_str json;
};

/* Limits on the keys of a map, the pointers of a key, the conditions of a row, and the members of
 * the event that a row becomes. */
enum { MAP_KEYS_MAX = 8, MAP_KEY_PARTS_MAX = 4, MAP_WHEN_MAX = 8, MAP_ROW_MEMBERS_MAX = 8 };
/* A key of a row's conversation: the value at one JSON pointer, or the values at several, sorted,
 * so that the key of a message does not change when its "from" and "to" are swapped. */
struct map_key {
    const char *pointers[MAP_KEY_PARTS_MAX];
    size_t count;
};

/* A condition on a row of the input: the value at the JSON pointer equals `value`. */
struct map_when {
    const char *pointer;
    kefu_str value;
};
/* An element of "rows": the conditions by which rows are recognised that are not messages, and the
 * event that each of these rows becomes. */
struct map_row {
    struct map_when when[MAP_WHEN_MAX];
    size_t when_count;
    uint32_t event;
    bool skip; /* true: such a row is skipped and becomes no event */
    struct map_member members[MAP_ROW_MEMBERS_MAX];
    size_t member_count;
};

struct field_map {
    bool is_feedback, is_tsv;
    /* keys by which rows are grouped into conversations; for each row the first key whose values it
     * has is used */
    struct map_key keys[MAP_KEYS_MAX];
    /* number of keys; 0: every line is a complete record, not a row of a conversation */
    size_t key_count;
    /* the message that a row becomes if no element of `rows` applies to it */
    struct map_member message;
    struct map_row *rows;
    size_t row_count;
    struct map_member root;
    struct map_constant *constants;
    size_t constant_count;
    struct map_values *values;
    size_t value_count;
};

/* Reads a map from an open document into the arena. Returns false if out of memory; errors in the
 * map are only counted in the reader. */
bool kefu__map_read(struct json_reader *json, struct arena *arena, struct field_map *map);

#endif
