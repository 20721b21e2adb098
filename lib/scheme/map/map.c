/* SPDX-License-Identifier: MIT
 * Reading documents of kind "map". */
#include "scheme/map/member.h"

#include <string.h>

#include "scheme/kinds.h"
#include "time/pattern.h"

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
        replaced->to = kefu__map_keep_json(reader, value);
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
    constant->json = kefu__map_keep_json(reader, value);
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

/* ---- rows ---- */

static void refuse_row(struct field_reader *reader, const char *member, const char *message) {
    kefu__field_refuse(reader, member, "wrong_type", message);
}

/* Reads a JSON pointer or the name of a column; NULL, after a report, if the value is neither. */
static const char *keep_pointer(struct field_reader *reader, const json_value *value) {
    if (kefu__json_is(value, JSON_STRING))
        return kefu__map_pointer(reader, kefu__json_text(value));
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

/* Reads a duration: "2h", or milliseconds. */
static void read_gap(struct field_reader *reader, const json_value *value, struct field_map *map) {
    if (!value)
        return;
    if (kefu__json_is(value, JSON_NUMBER))
        map->gap_ms = kefu__json_number(value) <= 1e15 ? (int64_t)kefu__json_number(value) : 0;
    else if (!kefu__json_is(value, JSON_STRING) ||
             !kefu__duration_read(kefu__json_text(value), &map->gap_ms))
        map->gap_ms = 0;
    if (map->gap_ms <= 0)
        refuse_row(reader, "gap", "must be a duration like \"2h\", or milliseconds");
}

static void read_group(struct field_reader *reader, const json_value *object, void *item) {
    struct field_map *map = item;
    const json_value *list = kefu__json_get(object, "key"), *key;
    if (!kefu__json_is(list, JSON_ARRAY) || kefu__json_count(list) == 0 ||
        kefu__json_count(list) > MAP_KEYS_MAX ||
        kefu__json_count(object) != (kefu__json_get(object, "gap") ? 2 : 1)) {
        refuse_row(reader, NULL, "must be {\"key\": [one to eight pointers]}, and \"gap\"");
        return;
    }
    read_gap(reader, kefu__json_get(object, "gap"), map);
    for (key = kefu__json_first(list); key; key = kefu__json_next(key))
        read_key(reader, key, &map->keys[map->key_count++]);
}

static void read_message(struct field_reader *reader, const json_value *value, void *item) {
    kefu__map_members(reader, value, &((struct field_map *)item)->message);
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
        if (!kefu__json_is(value, JSON_STRING))
            refuse_row(reader, NULL, "a pointer, and the text that it must give");
        when->pointer = kefu__map_pointer(reader, kefu__json_key(value));
        when->value = kefu__json_text(value);
        when->value.data = kefu__field_keep(reader, when->value);
    }
}

static void read_row_member(struct field_reader *reader, const json_value *value, void *item) {
    struct map_row *row = item;
    struct map_member *member = &row->members[row->member_count++];
    member->sources[0].pointer = keep_pointer(reader, value);
    member->source_count = 1;
    kefu__map_finish_member(reader, value, member);
}

static void read_row_day(struct field_reader *reader, const json_value *value, void *item) {
    ((struct map_row *)item)->day = keep_pointer(reader, value);
}

#define ROW_MEMBER(name)                                                                           \
    { name, FIELD_CUSTOM, .read = read_row_member, .schema = MAP_POINTER_SCHEMA }
static const struct field row_fields[] = {
    {"when", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_when,
     .schema = "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}}",
     .description = "What rows this is about: pointers, and the texts that they must give."},
    {"event", FIELD_CHOICE, FIELD_AT(struct map_row, event), .words = &kefu__event_types,
     .description = "The event that such a row becomes."},
    {"skip", FIELD_BOOL, FIELD_AT(struct map_row, skip),
     .description = "Such rows are passed over."},
    {"day", FIELD_CUSTOM, .read = read_row_day, .schema = MAP_POINTER_SCHEMA,
     .description = "Such rows hold the date of the times of day below them."},
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
    else if (groups && (map->format == MAP_TSV || map->is_feedback))
        kefu__field_refuse(
            reader, "group", "wrong_type",
            "only objects and rows of tables with a header are gathered, and into conversations");
}

/* ---- the document ---- */

static void read_zone(struct field_reader *reader, const json_value *value, void *item) {
    struct field_map *map = item;
    const kefu_str text = kefu__json_text(value);
    map->has_zone = kefu__json_is(value, JSON_STRING) &&
                    kefu__time_parse_offset(text.data, text.size, &map->offset_minutes);
    if (!map->has_zone)
        kefu__field_refuse(reader, NULL, "bad_offset", "must be an offset like \"+08:00\"");
}

/* The texts of a header: a list, or one text. */
static bool read_header(struct field_reader *reader, const json_value *value, void *item) {
    struct map_header *header = item;
    const bool is_list = kefu__json_is(value, JSON_ARRAY);
    header->name = kefu__field_keep(reader, kefu__json_key(value));
    header->texts = kefu__field_room(reader, is_list ? kefu__json_count(value) + 1 : 1,
                                     sizeof *header->texts);
    for (value = is_list ? kefu__json_first(value) : value; value && header->texts;
         value = is_list ? kefu__json_next(value) : NULL) {
        if (!kefu__json_is(value, JSON_STRING) || kefu__json_text(value).size == 0)
            return kefu__field_refuse(reader, NULL, "wrong_type",
                                      "must be the name of a column, or a list of names");
        header->texts[header->count++] = kefu__field_keep(reader, kefu__json_text(value));
    }
    return true;
}
static const struct field_table header_table = {
    .size = sizeof(struct map_header),
    .shorthand = read_header,
    .schema = "{\"oneOf\": [{\"type\": \"string\"}, {\"type\": \"array\", \"items\": {\"type\": "
              "\"string\"}}]}"};

static void read_root(struct field_reader *reader, const json_value *value, void *item) {
    kefu__map_members(reader, value, &((struct field_map *)item)->root);
}

static const struct field fields[] = {
    {"kefu", FIELD_FORMAT, FIELD_REQUIRED, .low = 1, .high = 1},
    {"kind", FIELD_WORD, FIELD_REQUIRED, FIELD_NAMES("map")},
    {"id", FIELD_ANY, FIELD_REQUIRED, .schema = "{\"$ref\": \"#/definitions/id\"}"},
    {"record", FIELD_SWITCH, FIELD_REQUIRED, FIELD_AT(struct field_map, is_feedback),
     FIELD_NAMES("conversation", "feedback")},
    {"format", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct field_map, format),
     FIELD_NAMES("jsonl", "tsv", "csv"),
     .description =
         "jsonl: JSON objects; csv: a table whose header names the columns; tsv: columns "
         "between tabs, by number."},
    {"zone", FIELD_CUSTOM, .read = read_zone, .schema = "{\"type\": \"string\"}",
     .description = "The offset of times that name none: +08:00."},
    {"headers", FIELD_MAP, FIELD_AT_BOTH(struct field_map, headers, header_count),
     .table = &header_table,
     .description = "Names that pointers use, and the texts by which headers name these columns."},
    {"staff", FIELD_TEXTS, FIELD_AT_BOTH(struct field_map, staff, staff_count), .low = 1,
     .high = MAP_VALUES_MAX, .description = "Names of agents, for values of the type role."},
    {"system_lines", FIELD_BOOL, FIELD_AT(struct field_map, has_system_lines),
     .description = "What the platform says in messages of the system becomes events."},
    {"values", FIELD_MAP, FIELD_AT_BOTH(struct field_map, values, value_count),
     .table = &values_table,
     .description = "What the values of a member become: {\"role\": {\"1\": \"agent\"}}."},
    {"constants", FIELD_MAP, FIELD_AT_BOTH(struct field_map, constants, constant_count),
     .table = &constant_table, .description = "Members that are the same in every record."},
    {NULL, FIELD_CHECK, .read = check_constants},
    {"group", FIELD_CUSTOM, .read = read_group,
     .schema = "{\"type\": \"object\", \"required\": [\"key\"], \"properties\": {\"key\": "
               "{\"type\": \"array\", \"minItems\": 1, \"maxItems\": 8}, \"gap\": {\"type\": "
               "[\"string\", \"number\"]}}}",
     .description =
         "Lines are rows, each a message: the first pointer of \"key\" that a row has names its "
         "conversation; {\"unordered\": [pointers]} joins values in an order of their own. "
         "Rows that are further apart than \"gap\" (2h) are of different conversations."},
    {"message", FIELD_CUSTOM, .read = read_message, .schema = MAP_MEMBERS_SCHEMA,
     .description = "The members of the message that a row becomes."},
    {"rows", FIELD_LIST, FIELD_AT_BOTH(struct field_map, rows, row_count), .table = &row_table,
     .description = "Rows that are no messages; the first one that fits."},
    {NULL, FIELD_CHECK, .read = check_rows},
    {"members", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_root, .table = &kefu__map_member_table,
     .schema = MAP_MEMBERS_SCHEMA}};
static const struct field_table table = {
    "a map", FIELDS_OF(fields), .common = &kefu__document_table, .size = sizeof(struct field_map)};

/* ---- patterns ---- */

bool kefu__map_matches(kefu_str pattern, kefu_str text) {
    size_t p = 0, t = 0, star = SIZE_MAX, resume = 0;
    while (t < text.size) {
        if (p < pattern.size && pattern.data[p] == '*') {
            star = p++; /* the star first stands for nothing; each failure below widens it */
            resume = t;
        } else if (p < pattern.size && pattern.data[p] == text.data[t]) {
            p++;
            t++;
        } else if (star != SIZE_MAX) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size && pattern.data[p] == '*')
        p++;
    return p == pattern.size;
}

bool kefu__map_read(struct json_reader *json, struct arena *arena, struct field_map *map) {
    struct map_reading reading = {map, 0, 0};
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
