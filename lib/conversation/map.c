/* SPDX-License-Identifier: MIT
 * Compiling a field map: checked as a whole, everything copied. */
#include "conversation/map.h"

#include <string.h>

struct compiling {
    struct kefu_field_map *map;
    struct json_reader *reader;
    size_t members, depth;
    bool no_memory;
};

static void refuse(struct compiling *c, kefu_status status, const char *code, const char *message) {
    kefu__json_report(c->reader, KEFU_SEVERITY_ERROR, status, code, "%s", message);
}

static void *make(struct compiling *c, size_t count, size_t width) {
    void *memory = kefu__arena_alloc_zero(&c->map->arena, count * width);
    if (!memory)
        c->no_memory = true;
    return memory;
}

static const char *keep(struct compiling *c, const char *text, size_t size) {
    const char *copy = kefu__arena_text(&c->map->arena, text, size);
    if (!copy)
        c->no_memory = true;
    return copy;
}

/* A value's JSON, compact. */
static kefu_str keep_json(struct compiling *c, const json_value *value) {
    kefu_str json;
    if (!kefu__json_keep(&c->map->arena, value, &json))
        c->no_memory = true;
    return json;
}

/* ---- values ---- */

static void read_values_of(struct compiling *c, const json_value *object,
                           struct map_values *values) {
    const json_value *value;
    const size_t count = kefu__json_count(object);
    values->member = keep(c, kefu__json_name(object), strlen(kefu__json_name(object)));
    if (!kefu__json_is(object, JSON_OBJECT) || count > MAP_MOST_VALUES) {
        refuse(c, KEFU_E_DEFINITION, "wrong_type",
               "must be an object: {\"foreign value\": value}, at most 10,000");
        return;
    }
    values->items = make(c, count, sizeof *values->items);
    for (value = kefu__json_first(object); value && !c->no_memory; value = kefu__json_next(value)) {
        struct map_value *item = &values->items[values->count++];
        item->from.size = strlen(kefu__json_name(value));
        item->from.data = keep(c, kefu__json_name(value), item->from.size);
        item->to = keep_json(c, value);
        if (strcmp(kefu__json_name(value), "*") == 0)
            values->other = item;
    }
}

static void read_values(struct compiling *c) {
    const json_value *object = kefu__json_member_object(c->reader, c->reader->root, "values",
                                                        false);
    const json_value *value;
    if (!object)
        return;
    c->map->values = make(c, kefu__json_count(object), sizeof *c->map->values);
    kefu__json_enter_name(c->reader, "values");
    for (value = kefu__json_first(object); value && !c->no_memory; value = kefu__json_next(value)) {
        kefu__json_enter_name(c->reader, kefu__json_name(value));
        read_values_of(c, value, &c->map->values[c->map->value_count++]);
        kefu__json_leave(c->reader);
    }
    kefu__json_leave(c->reader);
}

static const struct map_values *find_values(const struct compiling *c, const char *member) {
    size_t i;
    for (i = 0; i < c->map->value_count; i++)
        if (strcmp(c->map->values[i].member, member) == 0)
            return &c->map->values[i];
    return NULL;
}

/* ---- members ---- */

static bool is_pointer(kefu_str text) {
    size_t i;
    if (text.size > 0 && text.data[0] != '/')
        return false;
    for (i = 0; i < text.size; i++)
        if (text.data[i] == '~' &&
            (i + 1 == text.size || (text.data[i + 1] != '0' && text.data[i + 1] != '1')))
            return false;
    return true;
}

static void read_pointer(struct compiling *c, kefu_str text, struct map_member *member) {
    if (c->map->is_tsv)
        refuse(c, KEFU_E_DEFINITION, "wrong_type", "a column is a number, from 1");
    else if (!is_pointer(text))
        refuse(c, KEFU_E_DEFINITION, "bad_pointer",
               "must be a JSON pointer: \"/name\", \"/list/0\", or \"\" for the whole");
    else
        member->pointer = keep(c, text.data, text.size);
}

static void read_column(struct compiling *c, double number, struct map_member *member) {
    if (!c->map->is_tsv)
        refuse(c, KEFU_E_DEFINITION, "wrong_type", "must be a JSON pointer: \"/name\"");
    else if (!(number >= 1 && number <= MAP_MOST_COLUMN) || number != (double)(uint32_t)number)
        refuse(c, KEFU_E_DEFINITION, "out_of_range", "a column is a number from 1 to 10,000");
    else
        member->column = (uint32_t)number;
}

static void read_members(struct compiling *c, const json_value *object, struct map_member *parent);

/* {"from" or "column", "type", "required"}, or {"each", "members"}, or {"members"}. */
static void read_source(struct compiling *c, const json_value *object, struct map_member *member) {
    static const char *const known[] = {"from", "column",  "type", "required",
                                        "each", "members", NULL};
    static const char *const types[] = {"as_is", "text", "number", "boolean", "seconds", NULL};
    const json_value *members = kefu__json_member_object(c->reader, object, "members", false);
    kefu_str text;
    double column;
    uint32_t type = MAP_AS_IS;
    kefu__json_known_members(c->reader, object, known);
    kefu__json_member_bool(c->reader, object, "required", false, &member->required);
    kefu__json_member_choice(c->reader, object, "type", false, types, &type);
    member->type = (enum map_type)type;
    if (members) {
        member->is_list = kefu__json_member_string(c->reader, object, "each", false, &text);
        if (member->is_list)
            read_pointer(c, text, member);
        kefu__json_enter_name(c->reader, "members");
        read_members(c, members, member);
        kefu__json_leave(c->reader);
    } else if (kefu__json_member_string(c->reader, object, "from", false, &text)) {
        read_pointer(c, text, member);
    } else if (kefu__json_member_number(c->reader, object, "column", false, 1, MAP_MOST_COLUMN,
                                        &column)) {
        read_column(c, column, member);
    } else {
        refuse(c, KEFU_E_DEFINITION, "missing_member",
               "needs \"from\" (a JSON pointer), \"column\" (a number) or \"members\"");
    }
}

static void read_member(struct compiling *c, const json_value *value, struct map_member *member) {
    member->name = keep(c, kefu__json_name(value), strlen(kefu__json_name(value)));
    if (kefu__json_is(value, JSON_STRING))
        read_pointer(c, kefu__json_text(value), member);
    else if (kefu__json_is(value, JSON_NUMBER))
        read_column(c, kefu__json_number(value), member);
    else if (kefu__json_is(value, JSON_OBJECT))
        read_source(c, value, member);
    else
        refuse(c, KEFU_E_DEFINITION, "wrong_type",
               "must be a JSON pointer, a column's number, or an object");
    if (!c->no_memory && !member->members)
        member->values = find_values(c, member->name);
}

static void read_members(struct compiling *c, const json_value *object, struct map_member *parent) {
    const json_value *value;
    const size_t count = kefu__json_count(object);
    c->members += count;
    if (++c->depth > MAP_MOST_DEPTH || c->members > MAP_MOST_MEMBERS) {
        refuse(c, KEFU_E_LIMIT, "limit_exceeded", "at most 8 levels and 500 members");
        c->depth--;
        return;
    }
    parent->members = make(c, count, sizeof *parent->members);
    for (value = kefu__json_first(object); value && !c->no_memory; value = kefu__json_next(value)) {
        kefu__json_enter_name(c->reader, kefu__json_name(value));
        read_member(c, value, &parent->members[parent->member_count++]);
        kefu__json_leave(c->reader);
    }
    c->depth--;
}

/* ---- the document ---- */

static void read_constants(struct compiling *c) {
    const json_value *object = kefu__json_member_object(c->reader, c->reader->root, "constants",
                                                        false);
    const json_value *value;
    if (!object)
        return;
    c->map->constants = make(c, kefu__json_count(object), sizeof *c->map->constants);
    for (value = kefu__json_first(object); value && !c->no_memory; value = kefu__json_next(value)) {
        struct map_constant *constant = &c->map->constants[c->map->constant_count++];
        constant->name = keep(c, kefu__json_name(value), strlen(kefu__json_name(value)));
        constant->json = keep_json(c, value);
        if (strcmp(kefu__json_name(value), "id") == 0)
            refuse(c, KEFU_E_DEFINITION, "duplicate_id",
                   "a constant cannot be the id: records differ by it");
    }
}

static void read_header(struct compiling *c) {
    static const char *const known[] = {"kefu",    "kind",    "id",          "version", "title",
                                        "note",    "license", "description", "record",  "format",
                                        "members", "values",  "constants",   NULL};
    static const char *const kinds[] = {"map", NULL};
    static const char *const records[] = {"conversation", "feedback", NULL};
    static const char *const formats[] = {"jsonl", "tsv", NULL};
    const json_value *root = c->reader->root;
    uint32_t kind, record = 0, format = 0;
    int64_t version;
    kefu_str id;
    kefu__json_known_members(c->reader, root, known);
    kefu__json_member_integer(c->reader, root, "kefu", true, 1, 1, &version);
    kefu__json_member_choice(c->reader, root, "kind", true, kinds, &kind);
    kefu__json_member_string(c->reader, root, "id", true, &id);
    kefu__json_member_choice(c->reader, root, "record", true, records, &record);
    kefu__json_member_choice(c->reader, root, "format", true, formats, &format);
    c->map->is_feedback = record == 1;
    c->map->is_tsv = format == 1;
}

static void compile(struct compiling *c) {
    const json_value *members;
    if (!kefu__json_is(c->reader->root, JSON_OBJECT)) {
        refuse(c, KEFU_E_DEFINITION, "wrong_type", "a map must be an object");
        return;
    }
    read_header(c);
    read_values(c);
    read_constants(c);
    members = kefu__json_member_object(c->reader, c->reader->root, "members", true);
    if (!members || c->no_memory)
        return;
    kefu__json_enter_name(c->reader, "members");
    read_members(c, members, &c->map->root);
    kefu__json_leave(c->reader);
}

kefu_status kefu_field_map_new(const char *json, size_t size, const kefu_allocator *allocator,
                               kefu_field_map **map, kefu_findings *findings, kefu_error *error) {
    struct json_reader reader;
    struct compiling c = {NULL, &reader, 0, 0, false};
    kefu_allocator own;
    kefu_status status;
    if (!json || !map)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a map needs its JSON and an output");
    if ((status = kefu__allocator_init(&own, allocator, error)))
        return status;
    if ((status = kefu__json_open(&reader, json, size, NULL, findings, error)))
        return status;
    c.map = kefu__alloc_zero(&own, sizeof *c.map);
    if (!c.map) {
        kefu__json_close(&reader);
        return kefu__no_memory(error);
    }
    c.map->allocator = own;
    kefu__arena_init(&c.map->arena, &own);
    compile(&c);
    status = c.no_memory ? kefu__no_memory(error) : reader.errors ? reader.status : KEFU_OK;
    kefu__json_close(&reader);
    if (status)
        kefu_field_map_free(c.map);
    else
        *map = c.map;
    return status;
}

void kefu_field_map_free(kefu_field_map *map) {
    kefu_allocator allocator;
    if (!map)
        return;
    allocator = map->allocator;
    kefu__arena_free(&map->arena);
    kefu__release(&allocator, map, sizeof *map);
}

const char *kefu_field_map_record(const kefu_field_map *map) {
    return !map ? "" : map->is_feedback ? "feedback" : "conversation";
}
