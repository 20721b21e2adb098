/* SPDX-License-Identifier: MIT
 * What reading a field map shares with reading its members. */
#ifndef KEFU_LIB_SCHEME_MAP_MEMBER_H
#define KEFU_LIB_SCHEME_MAP_MEMBER_H

#include "scheme/map/map.h"

/* The state while a map is read (what `ctx` of the field tables' callbacks points to): the map, the
 * number of its members, and how deep they are nested. */
struct map_reading {
    struct field_map *map;
    size_t members, depth;
};

#define MAP_POINTER_SCHEMA "{\"type\": \"string\"}"
#define MAP_MEMBERS_SCHEMA                                                                         \
    "{\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/definitions/member\"}}"

extern const struct field_table kefu__map_member_table;

/* Copies a value into the arena as compact JSON. */
kefu_str kefu__map_keep_json(struct field_reader *reader, const json_value *value);
/* Reads a JSON pointer, or in a table with a header the name of a column, into a JSON pointer.
 * NULL, after a report, if the text is neither. */
const char *kefu__map_pointer(struct field_reader *reader, kefu_str text);
/* Reads an object of members into those of a struct map_member. */
void kefu__map_members(struct field_reader *reader, const json_value *object, void *parent);
/* Names a member by its key, and finds the replacements of its values. */
bool kefu__map_finish_member(struct field_reader *reader, const json_value *value, void *member);

#endif
