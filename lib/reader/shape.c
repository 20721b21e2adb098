/* SPDX-License-Identifier: MIT
 * A quick scan of a record's outermost members, which costs a fraction of parsing the record. */
#include "reader/shape.h"

#include <stdio.h>

#include "base/vocabulary.h"

static const char *const names[SHAPE_MEMBERS] = {
    [SHAPE_KIND] = "kind",
    [SHAPE_ID] = "id",
    [SHAPE_CONVERSATION_ID] = "conversation_id",
    [SHAPE_MESSAGES] = "messages",
    [SHAPE_TURNS] = "turns",
    [SHAPE_EVENTS] = "events",
    [SHAPE_SOURCE] = "source",
    [SHAPE_RATING] = "rating",
    [SHAPE_ANSWERS] = "answers",
    [SHAPE_INVITED_AT] = "invited_at",
    [SHAPE_AMOUNT_MINOR] = "amount_minor",
    [SHAPE_QUESTION] = "question",
    [SHAPE_ANSWER] = "answer",
};

/* ---- the scan ---- */

static bool is_blank(char c) {
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

static const char *skip_blanks(const char *at, const char *end) {
    while (at < end && is_blank(*at))
        at++;
    return at;
}

/* The position behind the closing quote of the string at `at`; NULL: the string is not closed. */
static const char *skip_string(const char *at, const char *end) {
    for (at++; at < end && *at != '"'; at++)
        if (*at == '\\')
            at++;
    return at < end ? at + 1 : NULL;
}

static const char *skip_container(const char *at, const char *end) {
    size_t depth = 0;
    while (at && at < end) {
        const char c = *at;
        if (c == '"') {
            at = skip_string(at, end);
            continue;
        }
        at++;
        depth += c == '{' || c == '[';
        if ((c == '}' || c == ']') && --depth == 0)
            return at;
    }
    return NULL;
}

static const char *skip_value(const char *at, const char *end) {
    if (at == end)
        return NULL;
    if (*at == '"')
        return skip_string(at, end);
    if (*at == '{' || *at == '[')
        return skip_container(at, end);
    while (at < end && !is_blank(*at) && *at != ',' && *at != '}')
        at++;
    return at;
}

/* One member of an object that is being scanned. */
struct member {
    kefu_str name, value; /* the name is without its quotes, but its escapes are not decoded */
};

/* Moves from behind "{" or a value to behind the next value; NULL: the object breaks off. *done:
 * there is no further member. */
static const char *next_member(const char *at, const char *end, struct member *member, bool *done) {
    at = skip_blanks(at, end);
    if (at < end && *at == ',')
        at = skip_blanks(at + 1, end);
    *done = at < end && *at == '}';
    if (*done)
        return at + 1;
    if (at == end || *at != '"')
        return NULL;
    const char *name = at + 1;
    if (!(at = skip_string(at, end)))
        return NULL;
    member->name = (kefu_str){name, (size_t)(at - 1 - name)};
    at = skip_blanks(at, end);
    if (at == end || *at != ':')
        return NULL;
    const char *value = skip_blanks(at + 1, end);
    if (!(at = skip_value(value, end)))
        return NULL;
    member->value = (kefu_str){value, (size_t)(at - value)};
    return at;
}

static void keep(struct record_shape *shape, const struct member *member) {
    for (size_t i = 0; i < SHAPE_MEMBERS; i++)
        if (kefu__str_is(member->name, names[i]) && !kefu__str_is(member->value, "null"))
            shape->values[i] = member->value;
}

bool kefu__shape_read(const char *json, size_t size, struct record_shape *shape) {
    const char *end = json + size, *at = skip_blanks(json, end);
    memset(shape, 0, sizeof *shape);
    if (at == end || *at != '{')
        return false;
    for (at++;;) {
        struct member member;
        bool done;
        if (!(at = next_member(at, end, &member, &done)))
            return false;
        if (done)
            return skip_blanks(at, end) == end;
        keep(shape, &member);
    }
}

void kefu__shape_list(const char *json, size_t size, char *to, size_t capacity) {
    const char *end = json + size, *at = skip_blanks(json, end);
    size_t used = 0;
    bool done = false;
    *to = '\0';
    for (at = at < end ? at + 1 : NULL; at && used + 8 < capacity;) {
        struct member member;
        if (!(at = next_member(at, end, &member, &done)) || done)
            break;
        const kefu_str name = kefu__str_truncate(member.name, 40);
        if (used + name.size + 6 >= capacity) {
            used += (size_t)snprintf(to + used, capacity - used, ", …");
            break;
        }
        used += (size_t)snprintf(to + used, capacity - used, "%s%.*s", used ? ", " : "",
                                 (int)name.size, name.data);
    }
}

/* ---- what it says ---- */

static bool has(const struct record_shape *shape, enum shape_member member) {
    return shape->values[member].size > 0;
}

bool kefu__shape_text(const struct record_shape *shape, enum shape_member member, kefu_str *text) {
    const kefu_str value = shape->values[member];
    *text = (kefu_str){"", 0};
    if (value.size == 0)
        return true;
    if (value.data[0] == '"')
        *text = (kefu_str){value.data + 1, value.size - 2};
    else if (value.data[0] == '-' || (value.data[0] >= '0' && value.data[0] <= '9'))
        *text = value;
    return text->size == 0 || !memchr(text->data, '\\', text->size);
}

/* The kind of a record without a member "kind", by the other members that it has. */
static bool kind_of_members(const struct record_shape *shape, uint32_t *kind) {
    if (has(shape, SHAPE_MESSAGES) || has(shape, SHAPE_TURNS) || has(shape, SHAPE_EVENTS))
        *kind = KEFU_RECORD_CONVERSATION;
    else if (has(shape, SHAPE_AMOUNT_MINOR))
        *kind = KEFU_RECORD_ORDER;
    else if (has(shape, SHAPE_QUESTION) && has(shape, SHAPE_ANSWER))
        *kind = KEFU_RECORD_ANSWER;
    else if (has(shape, SHAPE_SOURCE) || has(shape, SHAPE_RATING) || has(shape, SHAPE_ANSWERS) ||
             has(shape, SHAPE_INVITED_AT))
        *kind = KEFU_RECORD_FEEDBACK;
    else
        return false;
    return true;
}

bool kefu__shape_kind(const struct record_shape *shape, uint32_t *kind) {
    kefu_str name;
    if (!has(shape, SHAPE_KIND))
        return kind_of_members(shape, kind);
    return kefu__shape_text(shape, SHAPE_KIND, &name) &&
           kefu__word_value(&kefu__record_kinds, name, kind);
}

/* Is a list empty, that is, is nothing but white space between its brackets? */
static bool is_bare(kefu_str value) {
    if (value.size == 0)
        return true;
    const char *end = value.data + value.size;
    return value.data[0] == '[' && skip_blanks(value.data + 1, end) == end - 1;
}

bool kefu__shape_is_empty(const struct record_shape *shape) {
    return is_bare(shape->values[SHAPE_MESSAGES]) && is_bare(shape->values[SHAPE_TURNS]) &&
           is_bare(shape->values[SHAPE_EVENTS]);
}
