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

/* How the input's lines are written. MAP_CSV: a table whose header names the columns; a row is an
 * object of its cells. */
enum map_format { MAP_JSONL, MAP_TSV, MAP_CSV };

/* The type that a value of the input is converted to. With MAP_AS_IS a JSON value is copied
 * unchanged, and the column of a table becomes a text. */
enum map_type {
    MAP_AS_IS,
    MAP_TEXT,
    MAP_NUMBER,
    MAP_BOOLEAN,
    MAP_SECONDS,
    MAP_TIME,     /* an instant as RFC 3339, or without an offset where no zone is known */
    MAP_DURATION, /* milliseconds */
    MAP_ROLE,     /* a role, by the words for it, the map's list of staff, and names */
    MAP_RATING,   /* a number, from words and stars too */
    MAP_CONTENT   /* a kind of content, by the words for it */
};

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

/* Where a value, or a piece of one, is in the input: at a JSON pointer, or in the column of a table
 * (from 1). With neither it is not in the input: it is the text `literal`. */
struct map_source {
    const char *pointer;
    uint32_t column;
    kefu_str literal;
};

/* Limits on the sources of a member, and on its delimiters. */
enum { MAP_SOURCES_MAX = 8, MAP_DELIMITERS_MAX = 4 };

/* How one member of the resulting record, or of an object inside of it, gets its value. */
struct map_member {
    const char *name;
    /* the first source that has a value is used; with `joins` ("concat") the texts of all of them
     * are joined */
    struct map_source sources[MAP_SOURCES_MAX];
    size_t source_count;
    bool joins;
    /* "split": the delimiters between the parts of the text; none: it is not split */
    kefu_str delimiters[MAP_DELIMITERS_MAX];
    size_t delimiter_count;
    /* the part that is the value, from 1, or from the end: −1 is the last; 0: the value is the list
     * of all parts */
    int64_t part;
    int64_t parts_min;   /* a text of fewer parts has no value */
    const char *pattern; /* of times, see kefu__time_match(); NULL: any usual form */
    const char *day;     /* JSON pointer to the date of a time of day; NULL: none */
    /* JSON of the value where the input has none, or one that the type does not know; empty: none
     */
    kefu_str fallback;
    kefu_str constant; /* JSON of the value in any case; empty: none */
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
    bool skip;       /* true: such a row is skipped and becomes no event */
    const char *day; /* JSON pointer to the date of the rows below this one; NULL: none */
    struct map_member members[MAP_ROW_MEMBERS_MAX];
    size_t member_count;
};

/* A name that pointers may use for a column, and the texts by which headers name it, folded by
 * kefu__name_fold() when they are compared. */
struct map_header {
    const char *name;
    const char **texts;
    size_t count;
};

struct field_map {
    bool is_feedback;
    uint32_t format; /* enum map_format */
    bool has_zone;   /* times without an offset are of this one */
    int32_t offset_minutes;
    /* a message of the system that a chat platform writes (转接给…, 会话已结束) is an event */
    bool has_system_lines;
    const char **staff; /* names of agents, "*" in them stands for any text */
    size_t staff_count;
    struct map_header *headers;
    size_t header_count;
    /* keys by which rows are grouped into conversations; for each row the first key whose values it
     * has is used */
    struct map_key keys[MAP_KEYS_MAX];
    /* number of keys; 0: every line is a complete record, not a row of a conversation */
    size_t key_count;
    /* rows of one key that are further apart than this are of different conversations; 0: none are
     */
    int64_t gap_ms;
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

/* Does a text match a pattern, in which each "*" stands for any text? */
bool kefu__map_matches(kefu_str pattern, kefu_str text);
/* Reads a map from an open document into the arena. Returns false if out of memory; errors in the
 * map are only counted in the reader. */
bool kefu__map_read(struct json_reader *json, struct arena *arena, struct field_map *map);

#endif
