/* SPDX-License-Identifier: MIT
 * The value that a line in another format has for a member: where it is, and which part of it. */
#include <string.h>

#include "reader/map.h"

/* ---- pointers and columns ---- */

/* Does a token of a JSON pointer (the part between two slashes, with its escapes) equal this member
 * name? */
static bool names(const char *token, size_t size, const char *name) {
    for (size_t i = 0; i < size; i++, name++) {
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
    size_t index = 0, i = 0;
    if (!is_array && !kefu__json_is(from, JSON_OBJECT))
        return NULL;
    for (; i < size && is_array; i++) {
        if (token[i] < '0' || token[i] > '9' || index > 1000000)
            return NULL;
        index = index * 10 + (size_t)(token[i] - '0');
    }
    i = 0;
    for (const json_value *value = kefu__json_first(from); value;
         value = kefu__json_next(value), i++)
        if (is_array ? i == index : names(token, size, kefu__json_name(value)))
            return value;
    return NULL;
}

const json_value *kefu__map_follow(const json_value *value, const char *pointer) {
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

bool kefu__found_text(const struct found *found, char number[32], kefu_str *text) {
    if (found->is_text) {
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
        *text = kefu__str(kefu__json_true(found->value) ? "true" : "false");
        return true;
    default:
        return false;
    }
}

/* ---- sources ---- */

/* The value at one source; an empty cell of a table with a header is none. */
static bool find_source(const struct applying *a, const json_value *from,
                        const struct map_source *source, struct found *found) {
    memset(found, 0, sizeof *found);
    found->is_text = source->column > 0 || !source->pointer;
    if (source->column > 0)
        return find_column(a, source->column, &found->text);
    if (!source->pointer)
        found->text = source->literal;
    else
        found->value = kefu__map_follow(from, source->pointer);
    return found->is_text || found->value != NULL;
}

/* Joins the texts of all sources in a->text. Without a value at any of them there is none. */
static bool join(struct applying *a, const json_value *from, const struct map_member *member,
                 struct found *found) {
    bool any = false;
    a->text.size = 0;
    for (size_t i = 0; i < member->source_count; i++) {
        const struct map_source *source = &member->sources[i];
        const bool is_literal = !source->pointer && source->column == 0;
        char number[32];
        kefu_str text;
        if (!find_source(a, from, source, found) || !kefu__found_text(found, number, &text))
            continue;
        any |= !is_literal && text.size > 0;
        kefu__buffer_add(&a->text, text.data, text.size);
    }
    *found = (struct found){NULL, {a->text.data, a->text.size}, true};
    return any;
}

/* ---- parts ---- */

/* The offset of the first delimiter in a text, and its size; SIZE_MAX: none. */
static size_t find_delimiter(const struct map_member *member, kefu_str text, size_t *size) {
    for (size_t at = 0; at < text.size; at++)
        for (size_t i = 0; i < member->delimiter_count; i++) {
            const kefu_str delimiter = member->delimiters[i];
            if (text.size - at >= delimiter.size &&
                memcmp(text.data + at, delimiter.data, delimiter.size) == 0) {
                *size = delimiter.size;
                return at;
            }
        }
    return SIZE_MAX;
}

bool kefu__map_part(const struct map_member *member, kefu_str *rest, kefu_str *part) {
    size_t size = 0;
    if (!rest->data)
        return false;
    const size_t at = find_delimiter(member, *rest, &size);
    *part = (kefu_str){rest->data, at == SIZE_MAX ? rest->size : at};
    *rest = at == SIZE_MAX ? (kefu_str){NULL, 0}
                           : (kefu_str){rest->data + at + size, rest->size - at - size};
    while (part->size && strchr(" \t\r\n", part->data[part->size - 1]))
        part->size--;
    while (part->size && strchr(" \t\r\n", *part->data)) {
        part->data++;
        part->size--;
    }
    return true;
}

/* Takes the part of a text that the member asks for. */
static bool take_part(struct applying *a, const struct map_member *member, struct found *found) {
    kefu_str whole, rest, part = {"", 0};
    int64_t count = 0;
    if (!kefu__found_text(found, a->number, &whole))
        return false;
    for (rest = whole; kefu__map_part(member, &rest, &part);)
        count++;
    const int64_t wanted = member->part < 0 ? count + 1 + member->part : member->part;
    *found = (struct found){NULL, whole, true};
    if (count < member->parts_min || (member->part != 0 && (wanted < 1 || wanted > count)))
        return false;
    rest = whole;
    for (int64_t i = 0; i < wanted; i++)
        kefu__map_part(member, &rest, &part);
    if (member->part != 0)
        found->text = part;
    return found->text.size > 0;
}

bool kefu__map_locate(struct applying *a, const json_value *from, const struct map_member *member,
                      struct found *found) {
    bool is_there = false;
    if (member->joins)
        is_there = join(a, from, member, found);
    for (size_t i = 0; i < member->source_count && !is_there && !member->joins; i++)
        is_there = find_source(a, from, &member->sources[i], found);
    return is_there && (member->delimiter_count == 0 || take_part(a, member, found));
}

/* ---- what all writers of values share ---- */

bool kefu__map_text(const json_value *root, const char *pointer, char number[32], kefu_str *text) {
    const struct found found = {kefu__map_follow(root, pointer), {"", 0}, false};
    return found.value && kefu__found_text(&found, number, text);
}

void kefu__map_put_raw(struct applying *a, kefu_str json) {
    struct json_reader reader;
    if (kefu__json_open(&reader, &a->map->allocator, json.data, json.size, NULL, NULL, a->error)) {
        a->status = reader.status;
        return;
    }
    kefu__json_put_copy(&a->json, reader.root);
    kefu__json_close(&reader);
}

void kefu__map_refuse(struct applying *a, const struct map_member *member, const char *what) {
    const kefu_str name = {member->name, strlen(member->name)};
    if (a->status == KEFU_OK)
        a->status = kefu__fail(a->error, KEFU_E_DEFINITION, "\"%.*s\": %s",
                               (int)kefu__str_truncate(name, 64).size, member->name, what);
}
