/* SPDX-License-Identifier: MIT
 * Applying a field map to one line of a file in another format. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "reader/map.h"
#include "json/scan.h"

/* The value of one member in the line: a node of the JSON tree or, in a line of columns, the text
 * of a column. */
struct found {
    const json_value *value;
    kefu_str text;
    bool is_column;
};

/* ---- where it stands ---- */

/* Does a token of a JSON pointer (the part between two slashes, with its escapes) equal this member
 * name? */
static bool names(const char *token, size_t size, const char *name) {
    size_t i;
    for (i = 0; i < size; i++, name++) {
        char letter = token[i];
        if (letter == '~')
            letter = token[++i] == '1' ? '/' : '~';
        if (*name == '\0' || *name != letter)
            return false;
    }
    return *name == '\0';
}

static const json_value *step(const json_value *from, const char *token, size_t size) {
    const bool is_array = kefu__json_is(from, JSON_ARRAY);
    const json_value *value;
    size_t index = 0, i;
    if (!is_array && !kefu__json_is(from, JSON_OBJECT))
        return NULL;
    for (i = 0; i < size && is_array; i++) {
        if (token[i] < '0' || token[i] > '9' || index > 1000000)
            return NULL;
        index = index * 10 + (size_t)(token[i] - '0');
    }
    for (value = kefu__json_first(from), i = 0; value; value = kefu__json_next(value), i++)
        if (is_array ? i == index : names(token, size, kefu__json_name(value)))
            return value;
    return NULL;
}

static const json_value *follow(const json_value *value, const char *pointer) {
    while (value && *pointer) {
        const char *token = pointer + 1;
        const size_t size = strcspn(token, "/");
        value = step(value, token, size);
        pointer = token + size;
    }
    return kefu__json_is(value, JSON_NULL) ? NULL : value;
}

static bool find_column(const struct applying *a, uint32_t column, kefu_str *text) {
    const char *at = a->line, *end = a->line + a->size, *next;
    for (; column > 1; column--) {
        at = at < end ? memchr(at, '\t', (size_t)(end - at)) : NULL;
        if (!at)
            return false;
        at++;
    }
    next = at < end ? memchr(at, '\t', (size_t)(end - at)) : NULL;
    text->data = at;
    text->size = (size_t)((next ? next : end) - at);
    return text->size > 0;
}

static bool find(const struct applying *a, const json_value *from, const struct map_member *member,
                 struct found *found) {
    memset(found, 0, sizeof *found);
    found->is_column = member->column > 0;
    if (found->is_column)
        return find_column(a, member->column, &found->text);
    found->value = member->pointer ? follow(from, member->pointer) : NULL;
    return found->value != NULL;
}

/* ---- what becomes of it ---- */

/* The text of a value that was found; false if the value is an array or object. */
static bool as_text(const struct found *found, char number[32], kefu_str *text) {
    if (found->is_column) {
        *text = found->text;
        return true;
    }
    switch (kefu__json_kind(found->value)) {
    case JSON_STRING:
        *text = kefu__json_text(found->value);
        return true;
    case JSON_NUMBER:
        kefu__json_digits(found->value, number, text);
        return true;
    case JSON_BOOL:
        text->data = kefu__json_true(found->value) ? "true" : "false";
        text->size = strlen(text->data);
        return true;
    default:
        return false;
    }
}

/* Parses a plain decimal number, independent of the locale. */
static bool parse_number(kefu_str text, double *number) {
    char copy[64];
    struct json_reader reader;
    size_t i;
    while (text.size && (text.data[text.size - 1] == ' ' || text.data[text.size - 1] == '\r'))
        text.size--;
    if (text.size == 0 || text.size >= sizeof copy)
        return false;
    for (i = 0; i < text.size; i++)
        if (!strchr("+-.0123456789eE", text.data[i]))
            return false;
    memcpy(copy, text.data, text.size);
    copy[text.size] = '\0';
    if (kefu__json_open(&reader, NULL, copy, text.size, NULL, NULL, NULL))
        return false;
    *number = kefu__json_number(reader.root);
    kefu__json_close(&reader);
    return true;
}

static void put_raw(struct applying *a, kefu_str json) {
    struct json_reader reader;
    if (kefu__json_open(&reader, &a->map->allocator, json.data, json.size, NULL, NULL, a->error)) {
        a->status = reader.status;
        return;
    }
    kefu__json_put_copy(&a->json, reader.root);
    kefu__json_close(&reader);
}

/* Does a text match a pattern such as "wm*", which stands for all texts that begin with "wm"? */
static bool has_prefix(kefu_str pattern, kefu_str text) {
    const size_t size = pattern.size ? pattern.size - 1 : 0;
    return size > 0 && pattern.data[size] == '*' && text.size >= size &&
           memcmp(pattern.data, text.data, size) == 0;
}

static const struct map_value *replacement(const struct map_values *values, kefu_str text) {
    size_t i;
    for (i = 0; values && i < values->count; i++)
        if (kefu__str_equal(values->items[i].from, text))
            return &values->items[i];
    for (i = 0; values && i < values->count; i++)
        if (has_prefix(values->items[i].from, text))
            return &values->items[i];
    return values ? values->other : NULL;
}

static void refuse(struct applying *a, const struct map_member *member, const char *what) {
    const kefu_str name = {member->name, strlen(member->name)};
    if (a->status == KEFU_OK)
        a->status = kefu__fail(a->error, KEFU_E_DEFINITION, "\"%.*s\": %s",
                               (int)kefu__str_truncate(name, 64).size, member->name, what);
}

/* Reports ill-formed UTF-8 in a column. The record is still accepted: U+FFFD replaces ill-formed
 * bytes. */
static void report_column(const struct applying *a, const struct map_member *member,
                          kefu_str text) {
    char pointer[JSON_POINTER_SIZE] = "";
    size_t size = 0, pieces = 0, at = 0, first = 0;
    while (at < text.size) {
        uint32_t point;
        const size_t here = at;
        at += utf8_decode((const unsigned char *)text.data + at, text.size - at, &point);
        if ((point == 0 || point == UTF8_INVALID) && pieces++ == 0)
            first = (size_t)(text.data - a->line) + here;
    }
    if (pieces == 0)
        return;
    kefu__json_pointer_add(pointer, &size, member->name, strlen(member->name));
    kefu__json_report_repair(a->findings, "", pointer, 1, (uint32_t)first + 1, first, pieces);
}

/* Writes a column's text as JSON. U+0000 is replaced by U+FFFD, like ill-formed UTF-8, because JSON
 * that kefu reads must not contain it. */
static void put_column(struct applying *a, const struct map_member *member, kefu_str text) {
    struct buffer clean;
    size_t i;
    report_column(a, member, text);
    if (!memchr(text.data, '\0', text.size)) {
        kefu__json_put_text(&a->json, text.data, text.size);
        return;
    }
    kefu__buffer_init(&clean, &a->map->allocator);
    for (i = 0; i < text.size; i++)
        kefu__buffer_add(&clean, text.data[i] ? &text.data[i] : "\xFF", 1);
    kefu__json_put_text(&a->json, clean.data, clean.size);
    if (clean.failed)
        a->status = kefu__no_memory(a->error);
    kefu__buffer_free(&clean);
}

static void put_typed(struct applying *a, const struct map_member *member, kefu_str text) {
    double number = 0;
    if (member->type == MAP_TEXT) {
        put_column(a, member, text);
    } else if (member->type == MAP_BOOLEAN) {
        const bool is_true = kefu__str_is(text, "true") || kefu__str_is(text, "1");
        if (!is_true && !kefu__str_is(text, "false") && !kefu__str_is(text, "0"))
            refuse(a, member, "must be true, false, 1 or 0");
        kefu__json_put_bool(&a->json, is_true);
    } else {
        if (!parse_number(text, &number))
            refuse(a, member, "must be a number");
        if (member->type == MAP_SECONDS)
            number = floor(number * 1000 + 0.5);
        kefu__json_put_number(&a->json, number);
    }
}

static void put_found(struct applying *a, const struct map_member *member,
                      const struct found *found) {
    const struct map_value *other;
    char number[32];
    kefu_str text;
    if (!as_text(found, number, &text)) {
        kefu__json_put_copy(&a->json, found->value);
        return;
    }
    other = replacement(member->values, text);
    if (other)
        put_raw(a, other->to);
    else if (member->type != MAP_AS_IS)
        put_typed(a, member, text);
    else if (found->is_column)
        put_column(a, member, text);
    else
        kefu__json_put_copy(&a->json, found->value);
}

static void put_list(struct applying *a, const json_value *from, const struct map_member *member) {
    const json_value *list = follow(from, member->pointer), *value;
    if (list && !kefu__json_is(list, JSON_ARRAY))
        refuse(a, member, "\"each\" needs a list");
    if (!list && member->required)
        refuse(a, member, "is missing");
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
        } else if (find(a, from, member, &found)) {
            kefu__json_put_name(&a->json, member->name);
            put_found(a, member, &found);
        } else if (member->required) {
            refuse(a, member, "is missing");
        }
    }
}

/* ---- the record ---- */

static bool is_there(const struct applying *a, const json_value *root, const char *name) {
    const struct map_member *parent = &a->map->fields.root;
    struct found found;
    size_t i;
    for (i = 0; i < parent->member_count; i++)
        if (strcmp(parent->members[i].name, name) == 0)
            return parent->members[i].members || find(a, root, &parent->members[i], &found);
    return false;
}

void kefu__map_put_constants(struct applying *a, const json_value *root) {
    size_t i;
    for (i = 0; i < a->map->fields.constant_count && !a->status; i++) {
        const struct map_constant *constant = &a->map->fields.constants[i];
        if (is_there(a, root, constant->name))
            continue;
        kefu__json_put_name(&a->json, constant->name);
        put_raw(a, constant->json);
    }
}

bool kefu__map_text(const json_value *root, const char *pointer, char number[32], kefu_str *text) {
    const struct found found = {follow(root, pointer), {"", 0}, false};
    return found.value && as_text(&found, number, text);
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
    if (map->fields.is_tsv)
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
    a.line = line ? line : "";
    a.size = size;
    a.findings = findings;
    a.error = error;
    kefu__buffer_init(&buffer, &map->allocator);
    kefu__json_begin(&a.json, &buffer);
    put_record(&a, reader.root, number);
    kefu__json_close(&reader);
    if (!a.status)
        return kefu__buffer_hand_over(&buffer, write, ctx, error);
    kefu__buffer_free(&buffer);
    return a.status;
}
