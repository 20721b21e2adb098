/* SPDX-License-Identifier: MIT
 * A quick scan of a record's outermost members, which costs a fraction of parsing the record. */
#include "reader/members.h"

#include <stdio.h>

#include "base/vocabulary.h"

static const char *const names[MEMBER_COUNT] = {
    [MEMBER_KIND] = "kind",
    [MEMBER_ID] = "id",
    [MEMBER_CONVERSATION_ID] = "conversation_id",
    [MEMBER_MESSAGES] = "messages",
    [MEMBER_TURNS] = "turns",
    [MEMBER_EVENTS] = "events",
    [MEMBER_SOURCE] = "source",
    [MEMBER_RATING] = "rating",
    [MEMBER_ANSWERS] = "answers",
    [MEMBER_INVITED_AT] = "invited_at",
    [MEMBER_AMOUNT_MINOR] = "amount_minor",
    [MEMBER_QUESTION] = "question",
    [MEMBER_ANSWER] = "answer",
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
    const char *const first = at + 1;
    for (at = first; at < end && (at = memchr(at, '"', (size_t)(end - at))); at++) {
        const char *escape = at;
        while (escape > first && escape[-1] == '\\')
            escape--;
        if ((at - escape) % 2 == 0)
            return at + 1;
    }
    return NULL;
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
    const char *begin = at;
    while (at < end && !is_blank(*at) && *at != ',' && *at != '}')
        at++;
    return at > begin ? at : NULL; /* a member without a value is no JSON */
}

/* One member of an object that is being scanned. */
struct member {
    kefu_str name, value; /* the name is without its quotes, but its escapes are not decoded */
};

/* Reads the next member of an object. `at` is the position behind "{" or behind the value of the
 * member before; returns the position behind this member's value; NULL: the text breaks off. *done:
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

static void keep(struct record_members *members, const struct member *member) {
    for (size_t i = 0; i < MEMBER_COUNT; i++)
        if (kefu__str_is(member->name, names[i]) && !kefu__str_is(member->value, "null"))
            members->values[i] = member->value;
}

bool kefu__record_members_read(const char *json, size_t size, struct record_members *members) {
    const char *end = json + size, *at = skip_blanks(json, end);
    memset(members, 0, sizeof *members);
    if (at == end || *at != '{')
        return false;
    for (at++;;) {
        struct member member;
        bool done;
        if (!(at = next_member(at, end, &member, &done)))
            return false;
        if (done)
            return skip_blanks(at, end) == end;
        keep(members, &member);
    }
}

void kefu__record_members_list(const char *json, size_t size, char *to, size_t capacity) {
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

static bool has(const struct record_members *members, enum record_member member) {
    return members->values[member].size > 0;
}

bool kefu__record_members_text(const struct record_members *members, enum record_member member,
                               kefu_str *text) {
    const kefu_str value = members->values[member];
    *text = (kefu_str){"", 0};
    if (value.size == 0)
        return true;
    if (value.data[0] == '"')
        *text = (kefu_str){value.data + 1, value.size - 2};
    else if (value.data[0] == '-' || (value.data[0] >= '0' && value.data[0] <= '9'))
        *text = value;
    return text->size == 0 || !memchr(text->data, '\\', text->size);
}

/* The kind (conversation, feedback, …) of a record without a member "kind", judged by which other
 * members it has. Returns false if they do not determine it. */
static bool kind_of_members(const struct record_members *members, uint32_t *kind) {
    if (has(members, MEMBER_MESSAGES) || has(members, MEMBER_TURNS) || has(members, MEMBER_EVENTS))
        *kind = KEFU_RECORD_CONVERSATION;
    else if (has(members, MEMBER_AMOUNT_MINOR))
        *kind = KEFU_RECORD_ORDER;
    else if (has(members, MEMBER_QUESTION) && has(members, MEMBER_ANSWER))
        *kind = KEFU_RECORD_ANSWER;
    else if (has(members, MEMBER_SOURCE) || has(members, MEMBER_RATING) ||
             has(members, MEMBER_ANSWERS) || has(members, MEMBER_INVITED_AT))
        *kind = KEFU_RECORD_FEEDBACK;
    else
        return false;
    return true;
}

bool kefu__record_members_kind(const struct record_members *members, uint32_t *kind) {
    kefu_str name;
    if (!has(members, MEMBER_KIND))
        return kind_of_members(members, kind);
    return kefu__record_members_text(members, MEMBER_KIND, &name) &&
           kefu__word_value(&kefu__record_kinds, name, kind);
}

/* Is a list empty: is nothing but white space between its brackets? */
static bool is_bare(kefu_str value) {
    if (value.size == 0)
        return true;
    const char *end = value.data + value.size;
    return value.data[0] == '[' && skip_blanks(value.data + 1, end) == end - 1;
}

bool kefu__record_members_is_empty(const struct record_members *members) {
    return is_bare(members->values[MEMBER_MESSAGES]) && is_bare(members->values[MEMBER_TURNS]) &&
           is_bare(members->values[MEMBER_EVENTS]);
}
