/* SPDX-License-Identifier: MIT
 * Reading documents of kind "map". */
#include "scheme/map/map.h"

#include <string.h>

#include "scheme/kinds.h"

/* The state while a map is read (what `ctx` of the field tables' callbacks points to): the map, the
 * number of its members, and how deep they are nested. */
struct reading {
    struct field_map *map;
    size_t members, depth;
};

/* Copies a value into the arena as compact JSON. */
static kefu_str keep_json(struct field_reader *reader, const json_value *value) {
    kefu_str json = {"", 0};
    reader->no_memory |= !kefu__json_keep(reader->arena, value, &json);
    return json;
}

/* ---- values and constants ---- */

static bool read_values(struct field_reader *reader, const json_value *object, void *item) {
    struct map_values *values = item;
    const size_t count = kefu__json_count(object);
    const json_value *value;
    if (!kefu__json_is(object, JSON_OBJECT) || count > MAP_VALUES_MAX)
        return kefu__field_refuse(reader, NULL, "wrong_type",
                                  "must be an object: {\"foreign value\": value}, at most 10,000");
    values->member = kefu__field_keep(reader, kefu__json_key(object));
    values->items = kefu__field_room(reader, count, sizeof *values->items);
    for (value = kefu__json_first(object); value && values->items; value = kefu__json_next(value)) {
        struct map_value *replaced = &values->items[values->count++];
        replaced->from = kefu__json_key(value);
        replaced->from.data = kefu__field_keep(reader, replaced->from);
        replaced->to = keep_json(reader, value);
        if (strcmp(kefu__json_name(value), "*") == 0)
            values->other = replaced;
    }
    return true;
}
static const struct field_table values_table = {.size = sizeof(struct map_values),
                                                .shorthand = read_values,
                                                .schema = "{\"type\": \"object\"}"};

static bool read_constant(struct field_reader *reader, const json_value *value, void *item) {
    struct map_constant *constant = item;
    constant->name = kefu__field_keep(reader, kefu__json_key(value));
    constant->json = keep_json(reader, value);
    return true;
}
static void check_constants(struct field_reader *reader, const json_value *object, void *item) {
    (void)item;
    if (kefu__json_get(kefu__json_get(object, "constants"), "id"))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "duplicate_id",
                          "a constant cannot be the id: records differ by it");
}

static const struct field_table constant_table = {
    .size = sizeof(struct map_constant), .shorthand = read_constant, .schema = "{}"};

/* ---- members ---- */

static bool is_pointer(kefu_str text) {
    if (text.size > 0 && text.data[0] != '/')
        return false;
    for (size_t i = 0; i < text.size; i++)
        if (text.data[i] == '~' &&
            (i + 1 == text.size || (text.data[i + 1] != '0' && text.data[i + 1] != '1')))
            return false;
    return true;
}

static void read_pointer(struct field_reader *reader, kefu_str text, struct map_member *member) {
    const struct reading *reading = reader->ctx;
    if (reading->map->is_tsv)
        kefu__field_refuse(reader, NULL, "wrong_type", "a column is a number, from 1");
    else if (!is_pointer(text))
        kefu__field_refuse(reader, NULL, "bad_pointer",
                           "must be a JSON pointer: \"/name\", \"/list/0\", or \"\" for the whole");
    else
        member->pointer = kefu__field_keep(reader, text);
}

static void read_column(struct field_reader *reader, double number, struct map_member *member) {
    const struct reading *reading = reader->ctx;
    if (!reading->map->is_tsv)
        kefu__field_refuse(reader, NULL, "wrong_type", "must be a JSON pointer: \"/name\"");
    else if (!(number >= 1 && number <= MAP_COLUMN_MAX) || number != (double)(uint32_t)number)
        kefu__field_refuse(reader, NULL, "out_of_range", "a column is a number from 1 to 10,000");
    else
        member->column = (uint32_t)number;
}

static const struct field_table member_table;

static void read_members(struct field_reader *reader, const json_value *object, void *item) {
    struct reading *reading = reader->ctx;
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
    parent->members = kefu__fields_elements(reader, &member_table, object, &parent->member_count);
    reading->depth--;
}

/* Reads where a member's value comes from: a JSON pointer ("from"), the column of a table
 * ("column"), or objects with members of their own ("members"). */
static void read_source(struct field_reader *reader, const json_value *object, void *item) {
    struct map_member *member = item;
    kefu_str text;
    double column;
    if (kefu__json_get(object, "members")) {
        member->is_list = kefu__json_member_string(reader->json, object, "each", false, &text);
        if (member->is_list)
            read_pointer(reader, text, member);
    } else if (kefu__json_member_string(reader->json, object, "from", false, &text)) {
        read_pointer(reader, text, member);
    } else if (kefu__json_member_number(reader->json, object, "column", false, 1, MAP_COLUMN_MAX,
                                        &column)) {
        read_column(reader, column, member);
    } else {
        kefu__field_refuse(reader, NULL, "missing_member",
                           "needs \"from\" (a JSON pointer), \"column\" (a number) or \"members\"");
    }
}

static bool finish_member(struct field_reader *reader, const json_value *value, void *item) {
    const struct reading *reading = reader->ctx;
    struct map_member *member = item;
    member->name = kefu__field_keep(reader, kefu__json_key(value));
    for (size_t i = 0; i < reading->map->value_count && !member->members; i++)
        if (strcmp(reading->map->values[i].member, member->name) == 0)
            member->values = &reading->map->values[i];
    return true;
}

/* Reads the short form of where a member's value comes from: only a JSON pointer ("/name") or a
 * column number (3). */
static bool read_shorthand(struct field_reader *reader, const json_value *value, void *item) {
    if (kefu__json_is(value, JSON_STRING))
        read_pointer(reader, kefu__json_text(value), item);
    else if (kefu__json_is(value, JSON_NUMBER))
        read_column(reader, kefu__json_number(value), item);
    else
        kefu__field_refuse(reader, NULL, "wrong_type",
                           "must be a JSON pointer, a column's number, or an object");
    return finish_member(reader, value, item);
}

#define POINTER_SCHEMA "{\"type\": \"string\", \"pattern\": \"^(/([^~]|~[01])*)?$\"}"
#define COLUMN_SCHEMA  "{\"type\": \"integer\", \"minimum\": 1, \"maximum\": 10000}"
#define MEMBERS_SCHEMA                                                                             \
    "{\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/definitions/member\"}}"

static const struct field member_fields[] = {
    {"required", FIELD_BOOL, FIELD_AT(struct map_member, required)},
    {"type", FIELD_CHOICE, FIELD_AT(struct map_member, type),
     FIELD_NAMES("as_is", "text", "number", "boolean", "seconds"),
     .description = "What the value is made into."},
    {"from", FIELD_ANY, .schema = POINTER_SCHEMA,
     .description = "A JSON pointer into the foreign object; \"\" is the whole of it."},
    {"column", FIELD_ANY, .schema = COLUMN_SCHEMA, .description = "Of a table, from 1."},
    {"each", FIELD_ANY, .schema = POINTER_SCHEMA,
     .description = "An array: an object for each element."},
    {NULL, FIELD_CHECK, .read = read_source},
    {"members", FIELD_CUSTOM, .read = read_members, .schema = MEMBERS_SCHEMA}};
static const struct field_table member_table = {"a member",
                                                FIELDS_OF(member_fields),
                                                .size = sizeof(struct map_member),
                                                .finish = finish_member,
                                                .shorthand = read_shorthand,
                                                .definition = "member",
                                                .schema = "{\"oneOf\": [" POINTER_SCHEMA
                                                          ", " COLUMN_SCHEMA "]}"};

/* ---- rows ---- */

static void refuse_row(struct field_reader *reader, const char *member, const char *message) {
    kefu__field_refuse(reader, member, "wrong_type", message);
}

/* Copies a JSON pointer into the arena; NULL, after a report, if the value is not a JSON pointer.
 */
static const char *keep_pointer(struct field_reader *reader, const json_value *value) {
    const kefu_str text = kefu__json_text(value);
    if (kefu__json_is(value, JSON_STRING) && is_pointer(text))
        return kefu__field_keep(reader, text);
    kefu__field_refuse(reader, NULL, "bad_pointer", "must be a JSON pointer: \"/name\"");
    return NULL;
}

static void read_key(struct field_reader *reader, const json_value *value, struct map_key *key) {
    const json_value *list = kefu__json_get(value, "unordered"), *part;
    if (!list) {
        key->pointers[key->count++] = keep_pointer(reader, value);
        return;
    }
    if (!kefu__json_is(list, JSON_ARRAY) || kefu__json_count(list) > MAP_KEY_PARTS_MAX ||
        kefu__json_count(list) == 0) {
        refuse_row(reader, NULL, "\"unordered\" is a list of one to four pointers");
        return;
    }
    for (part = kefu__json_first(list); part; part = kefu__json_next(part))
        key->pointers[key->count++] = keep_pointer(reader, part);
}

static void read_group(struct field_reader *reader, const json_value *object, void *item) {
    struct field_map *map = item;
    const json_value *list = kefu__json_get(object, "key"), *key;
    if (!kefu__json_is(list, JSON_ARRAY) || kefu__json_count(list) == 0 ||
        kefu__json_count(list) > MAP_KEYS_MAX || kefu__json_count(object) != 1) {
        refuse_row(reader, NULL, "must be {\"key\": [one to eight pointers]}");
        return;
    }
    for (key = kefu__json_first(list); key; key = kefu__json_next(key))
        read_key(reader, key, &map->keys[map->key_count++]);
}

static void read_message(struct field_reader *reader, const json_value *value, void *item) {
    read_members(reader, value, &((struct field_map *)item)->message);
}

/* Reads the member "when" of an element of "rows", such as {"/action": "recall"}: values that the
 * input's row must have at these JSON pointers, all of them. */
static void read_when(struct field_reader *reader, const json_value *object, void *item) {
    struct map_row *row = item;
    const json_value *value;
    if (!kefu__json_is(object, JSON_OBJECT) || kefu__json_count(object) == 0 ||
        kefu__json_count(object) > MAP_WHEN_MAX) {
        refuse_row(reader, NULL, "must be an object: {\"/pointer\": \"value\"}, at most eight");
        return;
    }
    for (value = kefu__json_first(object); value; value = kefu__json_next(value)) {
        struct map_when *when = &row->when[row->when_count++];
        if (!is_pointer(kefu__json_key(value)) || !kefu__json_is(value, JSON_STRING))
            refuse_row(reader, NULL, "a pointer, and the text that it must give");
        when->pointer = kefu__field_keep(reader, kefu__json_key(value));
        when->value = kefu__json_text(value);
        when->value.data = kefu__field_keep(reader, when->value);
    }
}

static void read_row_member(struct field_reader *reader, const json_value *value, void *item) {
    struct map_row *row = item;
    struct map_member *member = &row->members[row->member_count++];
    member->pointer = keep_pointer(reader, value);
    finish_member(reader, value, member);
}

#define ROW_MEMBER(name)                                                                           \
    { name, FIELD_CUSTOM, .read = read_row_member, .schema = POINTER_SCHEMA }
static const struct field row_fields[] = {
    {"when", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_when,
     .schema = "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}}",
     .description = "What rows this is about: pointers, and the texts that they must give."},
    {"event", FIELD_CHOICE, FIELD_AT(struct map_row, event), .words = &kefu__event_types,
     .description = "The event that such a row becomes."},
    {"skip", FIELD_BOOL, FIELD_AT(struct map_row, skip),
     .description = "Such rows are passed over."},
    ROW_MEMBER("at"),
    ROW_MEMBER("message_id"),
    ROW_MEMBER("agent_id"),
    ROW_MEMBER("to"),
    ROW_MEMBER("by"),
    ROW_MEMBER("value"),
    ROW_MEMBER("rating"),
    ROW_MEMBER("text")};
static const struct field_table row_table = {"a row", FIELDS_OF(row_fields),
                                             .size = sizeof(struct map_row)};

static void check_rows(struct field_reader *reader, const json_value *object, void *item) {
    const struct field_map *map = item;
    const bool groups = kefu__json_get(object, "group"), says = kefu__json_get(object, "message");
    if (groups != says || (kefu__json_get(object, "rows") && !groups))
        kefu__field_refuse(reader, NULL, "missing_member",
                           "\"group\" and \"message\" go together, and \"rows\" with them");
    else if (groups && (map->is_tsv || map->is_feedback))
        kefu__field_refuse(reader, "group", "wrong_type",
                           "only lines of JSON are gathered, and into conversations");
}

/* ---- the document ---- */

static void read_root(struct field_reader *reader, const json_value *value, void *item) {
    read_members(reader, value, &((struct field_map *)item)->root);
}

static const struct field fields[] = {
    {"kefu", FIELD_FORMAT, FIELD_REQUIRED, .low = 1, .high = 1},
    {"kind", FIELD_WORD, FIELD_REQUIRED, FIELD_NAMES("map")},
    {"id", FIELD_ANY, FIELD_REQUIRED, .schema = "{\"$ref\": \"#/definitions/id\"}"},
    {"record", FIELD_SWITCH, FIELD_REQUIRED, FIELD_AT(struct field_map, is_feedback),
     FIELD_NAMES("conversation", "feedback")},
    {"format", FIELD_SWITCH, FIELD_REQUIRED, FIELD_AT(struct field_map, is_tsv),
     FIELD_NAMES("jsonl", "tsv")},
    {"values", FIELD_MAP, FIELD_AT_BOTH(struct field_map, values, value_count),
     .table = &values_table,
     .description = "What the values of a member become: {\"role\": {\"1\": \"agent\"}}."},
    {"constants", FIELD_MAP, FIELD_AT_BOTH(struct field_map, constants, constant_count),
     .table = &constant_table, .description = "Members that are the same in every record."},
    {NULL, FIELD_CHECK, .read = check_constants},
    {"group", FIELD_CUSTOM, .read = read_group,
     .schema = "{\"type\": \"object\", \"required\": [\"key\"], \"properties\": {\"key\": "
               "{\"type\": \"array\", \"minItems\": 1, \"maxItems\": 8}}}",
     .description =
         "Lines are rows, each a message: the first pointer of \"key\" that a row has names its "
         "conversation; {\"unordered\": [pointers]} joins values in an order of their own."},
    {"message", FIELD_CUSTOM, .read = read_message, .schema = MEMBERS_SCHEMA,
     .description = "The members of the message that a row becomes."},
    {"rows", FIELD_LIST, FIELD_AT_BOTH(struct field_map, rows, row_count), .table = &row_table,
     .description = "Rows that are no messages; the first one that fits."},
    {NULL, FIELD_CHECK, .read = check_rows},
    {"members", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_root, .table = &member_table,
     .schema = MEMBERS_SCHEMA}};
static const struct field_table table = {
    "a map", FIELDS_OF(fields), .common = &kefu__document_table, .size = sizeof(struct field_map)};

bool kefu__map_read(struct json_reader *json, struct arena *arena, struct field_map *map) {
    struct reading reading = {map, 0, 0};
    struct field_reader reader = {json, arena, &reading, false};
    kefu__fields_read(&reader, &table, json->root, map);
    return !reader.no_memory;
}

static bool compile(struct scheme_builder *builder) {
    for (size_t i = 0; i < builder->document_count; i++) {
        struct field_map map;
        if (builder->documents[i].kind == DOCUMENT_MAP &&
            !kefu__map_read(builder->documents[i].reader, &builder->scratch, &map))
            return kefu__builder_no_memory(builder);
    }
    return true;
}

const struct scheme_kind kefu__map_kind = {
    .kind = DOCUMENT_MAP, .table = &table, .compile = compile};
