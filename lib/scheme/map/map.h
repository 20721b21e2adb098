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
    /* JSON pointer to the value in the object of the input file; NULL for a column */
    const char *pointer;
    uint32_t column; /* number of the column, from 1; 0: none */
    enum map_type type;
    bool required;
    /* "each": a list with one object for every element of the list in the input file */
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

/* A key by which rows are grouped into conversations: the value at one JSON pointer, or the values
 * at several, sorted, so that a key does not change when they are swapped ("from" and "to" of a
 * message). */
enum { MAP_KEYS_MAX = 8, MAP_KEY_PARTS_MAX = 4, MAP_WHEN_MAX = 8, MAP_ROW_MEMBERS_MAX = 8 };
struct map_key {
    const char *pointers[MAP_KEY_PARTS_MAX];
    size_t count;
};

/* How rows that are not messages are recognised, and the event that each of them becomes. */
struct map_when {
    const char *pointer;
    kefu_str value;
};
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
    /* keys of conversations; a row belongs to the conversation given by the first key that the row
     * has */
    struct map_key keys[MAP_KEYS_MAX];
    /* 0: every line is a complete record, not a row of a conversation */
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
