/* SPDX-License-Identifier: MIT
 * Applying a field map to one line of a file in another format. */
#include <string.h>

#include "reader/map.h"
#include "json/scan.h"

/* ---- what becomes of it ---- */

/* Does a value of "values" stand for several texts? "*" alone stands for all others. */
static bool is_pattern(kefu_str from) {
    return from.size > 1 && memchr(from.data, '*', from.size);
}

static const struct map_value *replacement(const struct map_values *values, kefu_str text) {
    size_t i;
    for (i = 0; values && i < values->count; i++)
        if (kefu__str_equal(values->items[i].from, text))
            return &values->items[i];
    for (i = 0; values && i < values->count; i++)
        if (is_pattern(values->items[i].from) && kefu__map_matches(values->items[i].from, text))
            return &values->items[i];
    return values ? values->other : NULL;
}

/* Writes the parts of a text as a list. */
static void put_parts(struct applying *a, const struct map_member *member, kefu_str text) {
    kefu_str part;
    kefu__json_open_array(&a->json);
    while (kefu__map_part(member, &text, &part))
        if (part.size > 0)
            kefu__map_put_text(a, member, part);
    kefu__json_close_array(&a->json);
}

static void put_found(struct applying *a, const struct map_member *member,
                      const struct found *found) {
    char number[32];
    kefu_str text;
    if (!kefu__found_text(found, number, &text)) {
        kefu__json_put_copy(&a->json, found->value);
        return;
    }
    const struct map_value *other = replacement(member->values, text);
    if (other)
        kefu__map_put_raw(a, other->to);
    else if (member->delimiter_count > 0 && member->part == 0)
        put_parts(a, member, text);
    else if (member->type != MAP_AS_IS || found->is_text)
        kefu__map_put_typed(a, member, text);
    else
        kefu__json_put_copy(&a->json, found->value);
}

static void put_list(struct applying *a, const json_value *from, const struct map_member *member) {
    const json_value *list = kefu__map_follow(from, member->sources[0].pointer), *value;
    if (list && !kefu__json_is(list, JSON_ARRAY))
        kefu__map_refuse(a, member, "\"each\" needs a list");
    if (!list && member->required)
        kefu__map_refuse(a, member, "is missing");
    kefu__json_put_name(&a->json, member->name);
    kefu__json_open_array(&a->json);
    for (value = kefu__json_first(list); value && !a->status; value = kefu__json_next(value)) {
        kefu__json_open_object(&a->json);
        kefu__map_put_members(a, value, member);
        kefu__json_close_object(&a->json);
    }
    kefu__json_close_array(&a->json);
}

void kefu__map_put_members(struct applying *a, const json_value *from,
                           const struct map_member *parent) {
    size_t i;
    for (i = 0; i < parent->member_count && !a->status; i++) {
        const struct map_member *member = &parent->members[i];
        struct found found;
        if (member->is_list) {
            put_list(a, from, member);
        } else if (member->members) {
            kefu__json_put_name(&a->json, member->name);
            kefu__json_open_object(&a->json);
            kefu__map_put_members(a, from, member);
            kefu__json_close_object(&a->json);
        } else if (member->constant.size || kefu__map_locate(a, from, member, &found)) {
            kefu__json_put_name(&a->json, member->name);
            if (member->constant.size)
                kefu__map_put_raw(a, member->constant);
            else
                put_found(a, member, &found);
        } else if (member->fallback.size) {
            kefu__json_put_name(&a->json, member->name);
            kefu__map_put_raw(a, member->fallback);
        } else if (member->required) {
            kefu__map_refuse(a, member, "is missing");
        }
    }
}

/* ---- the record ---- */

static bool is_there(struct applying *a, const json_value *root, const char *name) {
    const struct map_member *parent = &a->map->fields.root;
    struct found found;
    size_t i;
    for (i = 0; i < parent->member_count; i++)
        if (strcmp(parent->members[i].name, name) == 0)
            return parent->members[i].members || parent->members[i].constant.size ||
                   parent->members[i].fallback.size ||
                   kefu__map_locate(a, root, &parent->members[i], &found);
    return false;
}

void kefu__map_put_constants(struct applying *a, const json_value *root) {
    size_t i;
    for (i = 0; i < a->map->fields.constant_count && !a->status; i++) {
        const struct map_constant *constant = &a->map->fields.constants[i];
        if (is_there(a, root, constant->name))
            continue;
        kefu__json_put_name(&a->json, constant->name);
        kefu__map_put_raw(a, constant->json);
    }
}

static void put_record(struct applying *a, const json_value *root, uint64_t number) {
    kefu__json_open_object(&a->json);
    if (!is_there(a, root, "id")) {
        char text[32];
        const size_t size = kefu__format_double(text, (double)number);
        kefu__json_put_name(&a->json, "id");
        kefu__json_put_text(&a->json, text, size);
    }
    kefu__map_put_members(a, root, &a->map->fields.root);
    kefu__map_put_constants(a, root);
    kefu__json_close_object(&a->json);
}

/* Parses a line as JSON; does nothing if the field map reads columns instead of JSON. */
static kefu_status open_line(const kefu_field_map *map, struct json_reader *reader,
                             const char *line, size_t size, kefu_findings *findings,
                             kefu_error *error) {
    kefu_status status;
    memset(reader, 0, sizeof *reader);
    if (map->fields.format == MAP_TSV)
        return KEFU_OK;
    if ((status = kefu__json_open_record(reader, &map->allocator, line, size, findings, error)))
        return status;
    if (kefu__json_is(reader->root, JSON_OBJECT))
        return KEFU_OK;
    kefu__json_close(reader);
    return kefu__fail(error, KEFU_E_DEFINITION, "a line must be a JSON object");
}

kefu_status kefu_field_map_apply(const kefu_field_map *map, const char *line, size_t size,
                                 uint64_t number, kefu_write write, void *ctx, kefu_error *error) {
    return kefu_field_map_apply_reported(map, line, size, number, write, ctx, NULL, error);
}

kefu_status kefu_field_map_apply_reported(const kefu_field_map *map, const char *line, size_t size,
                                          uint64_t number, kefu_write write, void *ctx,
                                          kefu_findings *findings, kefu_error *error) {
    return kefu__map_apply(map, NULL, line, size, number, write, ctx, findings, error);
}

kefu_status kefu__map_apply(const kefu_field_map *map, const kefu_roster *roster, const char *line,
                            size_t size, uint64_t number, kefu_write write, void *ctx,
                            kefu_findings *findings, kefu_error *error) {
    struct map_day day = {false, 0, 0};
    struct applying a;
    struct json_reader reader;
    struct buffer buffer;
    if (!map || (!line && size) || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "applying a map needs a line and a writer");
    memset(&a, 0, sizeof a);
    if (size > 0 && line[size - 1] == '\r')
        size--;
    if ((a.status = open_line(map, &reader, line ? line : "", size, findings, error)))
        return a.status;
    a.map = map;
    a.roster = roster;
    a.line = line ? line : "";
    a.size = size;
    a.findings = findings;
    a.error = error;
    a.day = &day;
    a.row = reader.root;
    kefu__buffer_init(&buffer, &map->allocator);
    kefu__buffer_init(&a.text, &map->allocator);
    kefu__json_begin(&a.json, &buffer);
    put_record(&a, reader.root, number);
    kefu__json_close(&reader);
    if (!a.status && a.text.failed)
        a.status = kefu__no_memory(error);
    kefu__buffer_free(&a.text);
    if (!a.status)
        return kefu__buffer_hand_over(&buffer, write, ctx, error);
    kefu__buffer_free(&buffer);
    return a.status;
}
