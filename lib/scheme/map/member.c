/* SPDX-License-Identifier: MIT
 * Reading the members of a field map: where each gets its value, and what becomes of it. */
#include "scheme/map/member.h"

#include <string.h>

#include "time/pattern.h"

kefu_str kefu__map_keep_json(struct field_reader *reader, const json_value *value) {
    kefu_str json = {"", 0};
    reader->no_memory |= !kefu__json_keep(reader->arena, value, &json);
    return json;
}

/* ---- sources ---- */

static bool is_pointer(kefu_str text) {
    if (text.size > 0 && text.data[0] != '/')
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '~' &&
            (i + 1 == text.size || (text.data[i + 1] != '0' && text.data[i + 1] != '1')))
            return false;
    return true;
}

/* In a table with a header a source may be the name of a column: "/" and its escapes are added. */
static const char *pointer_of_column(struct field_reader *reader, kefu_str name) {
    char *pointer = kefu__field_room(reader, 2 * name.size + 2, 1), *to = pointer;
    if (!pointer)
        return NULL;
    *to++ = '/';
    for (size_t i = 0; i < name.size; i++) {
        const char c = name.data[i];
        if (c == '/' || c == '~')
            *to++ = '~';
        *to++ = c == '/' ? '1' : c == '~' ? '0' : c;
    }
    *to = '\0';
    return pointer;
}

/* Reads a JSON pointer or the name of a column; NULL, after a report, if the text is neither. */
const char *kefu__map_pointer(struct field_reader *reader, kefu_str text) {
    const struct map_reading *reading = reader->ctx;
    if (reading->map->format == MAP_TSV)
        kefu__field_refuse(reader, NULL, "wrong_type", "a column is a number, from 1");
    else if (reading->map->format == MAP_CSV && text.size > 0 && text.data[0] != '/')
        return pointer_of_column(reader, text);
    else if (is_pointer(text))
        return kefu__field_keep(reader, text);
    else
        kefu__field_refuse(reader, NULL, "bad_pointer",
                           "must be a JSON pointer: \"/name\", \"/list/0\", or \"\" for the whole");
    return NULL;
}

static uint32_t read_column(struct field_reader *reader, double number) {
    const struct map_reading *reading = reader->ctx;
    if (reading->map->format != MAP_TSV)
        kefu__field_refuse(reader, NULL, "wrong_type", "must be a JSON pointer: \"/name\"");
    else if (!(number >= 1 && number <= MAP_COLUMN_MAX) || number != (double)(uint32_t)number)
        kefu__field_refuse(reader, NULL, "out_of_range", "a column is a number from 1 to 10,000");
    else
        return (uint32_t)number;
    return 0;
}

/* Adds a source: a JSON pointer, or the number of a column. */
static void add_source(struct field_reader *reader, const json_value *value,
                       struct map_member *member) {
    struct map_source *source = &member->sources[member->source_count++];
    if (kefu__json_is(value, JSON_STRING))
        source->pointer = kefu__map_pointer(reader, kefu__json_text(value));
    else if (kefu__json_is(value, JSON_NUMBER))
        source->column = read_column(reader, kefu__json_number(value));
    else
        kefu__field_refuse(reader, NULL, "wrong_type",
                           "must be a JSON pointer or a column's number");
}

/* Reads one source or a list of them. */
static void read_sources(struct field_reader *reader, const json_value *value,
                         struct map_member *member) {
    if (!kefu__json_is(value, JSON_ARRAY)) {
        add_source(reader, value, member);
        return;
    }
    if (kefu__json_count(value) == 0 || kefu__json_count(value) > MAP_SOURCES_MAX) {
        kefu__field_refuse(reader, NULL, "wrong_type", "a list has one to eight sources");
        return;
    }
    for (const json_value *item = kefu__json_first(value); item; item = kefu__json_next(item))
        add_source(reader, item, member);
}

/* Reads the pieces of "concat": a text that begins with "/" is a pointer, another one stands for
 * itself, a number is a column. */
static void read_pieces(struct field_reader *reader, const json_value *list,
                        struct map_member *member) {
    member->joins = true;
    if (!kefu__json_is(list, JSON_ARRAY) || kefu__json_count(list) == 0 ||
        kefu__json_count(list) > MAP_SOURCES_MAX) {
        kefu__field_refuse(reader, "concat", "wrong_type", "must be a list of one to eight pieces");
        return;
    }
    for (const json_value *item = kefu__json_first(list); item; item = kefu__json_next(item)) {
        const kefu_str text = kefu__json_text(item);
        if (!kefu__json_is(item, JSON_STRING) || (text.size > 0 && text.data[0] == '/')) {
            add_source(reader, item, member);
            continue;
        }
        struct map_source *source = &member->sources[member->source_count++];
        source->literal = (kefu_str){kefu__field_keep(reader, text), text.size};
    }
}

void kefu__map_members(struct field_reader *reader, const json_value *object, void *item) {
    struct map_reading *reading = reader->ctx;
    struct map_member *parent = item;
    if (!kefu__json_is(object, JSON_OBJECT)) {
        kefu__field_refuse(reader, NULL, "wrong_type", "must be an object");
        return;
    }
    reading->members += kefu__json_count(object);
    if (reading->depth >= MAP_DEPTH_MAX || reading->members > MAP_MEMBERS_MAX) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_LIMIT, "limit_exceeded",
                          "at most 8 levels and 500 members");
        return;
    }
    reading->depth++;
    parent->members = kefu__fields_elements(reader, &kefu__map_member_table, object,
                                            &parent->member_count);
    reading->depth--;
}

/* Reads where a member's value comes from: JSON pointers ("from"), the column of a table
 * ("column"), pieces ("concat"), the map itself ("value"), or objects with members of their own
 * ("members"). */
static void read_source(struct field_reader *reader, const json_value *object, void *item) {
    struct map_member *member = item;
    const json_value *value;
    if (kefu__json_get(object, "members")) {
        value = kefu__json_get(object, "each");
        member->is_list = value != NULL;
        if (value)
            add_source(reader, value, member);
    } else if ((value = kefu__json_get(object, "from")) ||
               (value = kefu__json_get(object, "column"))) {
        read_sources(reader, value, member);
    } else if ((value = kefu__json_get(object, "concat"))) {
        read_pieces(reader, value, member);
    } else if ((value = kefu__json_get(object, "value"))) {
        member->constant = kefu__map_keep_json(reader, value);
    } else {
        kefu__field_refuse(reader, NULL, "missing_member",
                           "needs \"from\" (a JSON pointer), \"column\" (a number), \"concat\", "
                           "\"value\" or \"members\"");
    }
}

static void read_default(struct field_reader *reader, const json_value *value, void *item) {
    ((struct map_member *)item)->fallback = kefu__map_keep_json(reader, value);
}

static void add_delimiter(struct field_reader *reader, const json_value *value,
                          struct map_member *member) {
    const kefu_str text = kefu__json_text(value);
    if (!kefu__json_is(value, JSON_STRING) || text.size == 0)
        kefu__field_refuse(reader, NULL, "wrong_type", "a delimiter is a text");
    else
        member->delimiters[member->delimiter_count++] = (kefu_str){kefu__field_keep(reader, text),
                                                                   text.size};
}

static void read_split(struct field_reader *reader, const json_value *value, void *item) {
    if (!kefu__json_is(value, JSON_ARRAY))
        add_delimiter(reader, value, item);
    else if (kefu__json_count(value) == 0 || kefu__json_count(value) > MAP_DELIMITERS_MAX)
        kefu__field_refuse(reader, NULL, "wrong_type", "must be one to four delimiters");
    else
        for (value = kefu__json_first(value); value; value = kefu__json_next(value))
            add_delimiter(reader, value, item);
}

static void check_member(struct field_reader *reader, const json_value *object, void *item) {
    const struct map_member *member = item;
    if (!kefu__json_get(object, "split") &&
        (kefu__json_get(object, "part") || kefu__json_get(object, "parts_min")))
        kefu__field_refuse(reader, NULL, "missing_member", "\"part\" needs \"split\"");
    if (member->type != MAP_TIME && (member->pattern || member->day))
        kefu__field_refuse(reader, "type", "wrong_type",
                           "\"pattern\" and \"day\" are for values of the type time");
    if (member->pattern && !kefu__time_is_pattern(member->pattern))
        kefu__field_refuse(reader, "pattern", "wrong_type",
                           "must be like yyyy-M-d H:mm:ss, of the letters y M d H h m s S a Z");
}

static void read_day(struct field_reader *reader, const json_value *value, void *item) {
    struct map_member *member = item;
    if (kefu__json_is(value, JSON_STRING))
        member->day = kefu__map_pointer(reader, kefu__json_text(value));
    else
        kefu__field_refuse(reader, NULL, "wrong_type", "must be a JSON pointer");
}

bool kefu__map_finish_member(struct field_reader *reader, const json_value *value, void *item) {
    const struct map_reading *reading = reader->ctx;
    struct map_member *member = item;
    member->name = kefu__field_keep(reader, kefu__json_key(value));
    for (size_t i = 0; i < reading->map->value_count && !member->members; i++)
        if (strcmp(reading->map->values[i].member, member->name) == 0)
            member->values = &reading->map->values[i];
    return true;
}

/* Reads the short form of where a member's value comes from: only a JSON pointer ("/name"), a
 * column number (3), or a list of them, of which the first that has a value is used. */
static bool read_shorthand(struct field_reader *reader, const json_value *value, void *item) {
    if (kefu__json_is(value, JSON_STRING) || kefu__json_is(value, JSON_NUMBER) ||
        kefu__json_is(value, JSON_ARRAY))
        read_sources(reader, value, item);
    else
        kefu__field_refuse(
            reader, NULL, "wrong_type",
            "must be a JSON pointer, a column's number, a list of them, or an object");
    return kefu__map_finish_member(reader, value, item);
}

#define COLUMN_SCHEMA "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 10000}"
#define SOURCE_SCHEMA "{\"type\": [\"string\", \"integer\"], \"minimum\": 1, \"maximum\": 10000}"
#define SOURCES_SCHEMA                                                                             \
    "{\"type\": \"array\", \"items\": " SOURCE_SCHEMA ", \"minItems\": 1, \"maxItems\": 8}"
#define FROM_SCHEMA "{\"oneOf\": [" SOURCE_SCHEMA ", " SOURCES_SCHEMA "]}"
#define SPLIT_SCHEMA                                                                               \
    "{\"oneOf\": [{\"type\": \"string\"}, {\"type\": \"array\", \"items\": {\"type\": "            \
    "\"string\"}, \"minItems\": 1, \"maxItems\": 4}]}"
static const struct field member_fields[] = {
    {"required", FIELD_BOOL, FIELD_AT(struct map_member, required)},
    {"type", FIELD_CHOICE, FIELD_AT(struct map_member, type),
     FIELD_NAMES("as_is", "text", "number", "boolean", "seconds", "time", "duration", "role",
                 "rating", "content"),
     .description = "What the value is made into."},
    {"from", FIELD_ANY, .schema = FROM_SCHEMA,
     .description = "A JSON pointer into the foreign object (\"\" is the whole of it), or the name "
                    "of a column; of several the first that has a value."},
    {"column", FIELD_ANY, .schema = COLUMN_SCHEMA, .description = "Of a table, from 1."},
    {"each", FIELD_ANY, .schema = MAP_POINTER_SCHEMA,
     .description = "An array: an object for each element."},
    {"concat", FIELD_ANY, .schema = SOURCES_SCHEMA,
     .description = "Pieces that are joined: pointers, columns, and texts that begin without /."},
    {"value", FIELD_ANY, .schema = "{}", .description = "The value, whatever the line says."},
    {"default", FIELD_CUSTOM, .read = read_default, .schema = "{}",
     .description = "The value where the line has none, or one that the type does not know."},
    {"split", FIELD_CUSTOM, .read = read_split, .schema = SPLIT_SCHEMA,
     .description = "Delimiters of parts; without \"part\" the value is the list of all."},
    {"part", FIELD_INTEGER, FIELD_AT(struct map_member, part), .low = -100, .high = 100,
     .description = "Which part: 1 is the first, -1 the last."},
    {"parts_min", FIELD_INTEGER, FIELD_AT(struct map_member, parts_min), .low = 1, .high = 100,
     .description = "A text of fewer parts has no value."},
    {"pattern", FIELD_TEXT, FIELD_AT(struct map_member, pattern), .low = 1, .high = 64,
     .description = "Of times: yyyy-M-d H:mm:ss."},
    {"day", FIELD_CUSTOM, .read = read_day, .schema = MAP_POINTER_SCHEMA,
     .description = "Where the date of a time of day stands."},
    {NULL, FIELD_CHECK, .read = read_source},
    {NULL, FIELD_CHECK, .read = check_member},
    {"members", FIELD_CUSTOM, .read = kefu__map_members, .schema = MAP_MEMBERS_SCHEMA}};
const struct field_table kefu__map_member_table = {"a member",
                                                   FIELDS_OF(member_fields),
                                                   .size = sizeof(struct map_member),
                                                   .finish = kefu__map_finish_member,
                                                   .shorthand = read_shorthand,
                                                   .definition = "member",
                                                   .schema = FROM_SCHEMA};
