/* SPDX-License-Identifier: MIT
 * What feedback and orders inherit from the conversation that they name. What a conversation passes
 * on is kept as a JSON object, once for all conversations that pass on the same. */
#include "kefu/join.h"
#include "base/utf8.h"
#include "conversation/join_table.h"
#include "conversation/observe.h"
#include "conversation/record.h"
#include "json/json.h"

/* The highest bit of a value in the table: the conversation does not count. */
#define NOT_COUNTED UINT32_C(0x80000000)

struct kefu_join {
    kefu_allocator allocator;
    struct arena arena;
    const char *attributes[KEFU_JOIN_ATTRIBUTES_MAX];
    size_t attribute_count;
    struct join_table table; /* ids to indices of `passed_on` */
    struct index_map index;  /* texts of `passed_on` to their indices */
    kefu_str *passed_on;     /* JSON objects, all different */
    size_t count, capacity;
};

void kefu_join_options_init(kefu_join_options *options) {
    if (options)
        *options = (kefu_join_options)KEFU_JOIN_OPTIONS_INIT;
}

/* ---- making ---- */

static kefu_status check(const kefu_join_options *options, kefu_error *error) {
    if (!options->attributes && options->attribute_count)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the attributes are NULL");
    if (options->attribute_count > KEFU_JOIN_ATTRIBUTES_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "at most %d attributes are inherited",
                          KEFU_JOIN_ATTRIBUTES_MAX);
    for (size_t i = 0; i < options->attribute_count; i++)
        if (!kefu__str_sound(options->attributes[i]))
            return kefu__fail(error, KEFU_E_ARGUMENT, "an attribute is NULL with a size");
    return kefu__options_check(options->flags, 0, options->reserved, error);
}

static bool keep_attributes(kefu_join *join, const kefu_join_options *options) {
    for (size_t i = 0; i < options->attribute_count; i++) {
        const kefu_str name = options->attributes[i];
        const char *kept = kefu__arena_text(&join->arena, name.data, name.size);
        if (!kept)
            return false;
        join->attributes[join->attribute_count++] = kept;
    }
    return true;
}

kefu_status kefu_join_new(const kefu_join_options *options, kefu_join **join, kefu_error *error) {
    kefu_join_options own = KEFU_JOIN_OPTIONS_INIT;
    kefu_allocator allocator;
    if (!join)
        return kefu__fail(error, KEFU_E_ARGUMENT, "join is NULL");
    kefu_status status = kefu__options_copy(&own, sizeof own, options, error);
    if (status == KEFU_OK)
        status = check(&own, error);
    if (status == KEFU_OK)
        status = kefu__allocator_init(&allocator, own.allocator, error);
    if (status != KEFU_OK)
        return status;
    kefu_join *made = kefu__alloc_zero(&allocator, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    made->allocator = allocator;
    kefu__arena_init(&made->arena, &allocator);
    kefu__join_table_init(&made->table, &allocator);
    kefu__map_init(&made->index, &allocator);
    if (!keep_attributes(made, &own)) {
        kefu_join_free(made);
        return kefu__no_memory(error);
    }
    *join = made;
    return KEFU_OK;
}

void kefu_join_free(kefu_join *join) {
    if (!join)
        return;
    const kefu_allocator allocator = join->allocator;
    kefu__join_table_free(&join->table);
    kefu__map_free(&join->index);
    kefu__release(&allocator, join->passed_on, join->capacity * sizeof *join->passed_on);
    kefu__arena_free(&join->arena);
    kefu__release(&allocator, join, sizeof *join);
}

/* ---- what a conversation passes on ---- */

/* The agent of the conversation's outcome. */
static kefu_str agent_of(const kefu_conversation *c) {
    const uint32_t closer = kefu__conversation_closer(c);
    const uint32_t agent = closer != INDEX_NONE ? closer : kefu__conversation_responsible(c);
    const kefu_str named = kefu__conversation_agent(c);
    if (agent != INDEX_NONE)
        return kefu__conversation_is_person(c, agent) ? kefu__conversation_agent_name(c, agent)
                                                      : (kefu_str){"", 0};
    return kefu__str_equal(named, c->team) ? (kefu_str){"", 0} : named;
}

static void add_nonempty(struct json_writer *json, const char *name, kefu_str text) {
    if (text.size)
        kefu__json_add_text(json, name, text);
}

static void add_labels(struct json_writer *json, const kefu_conversation *c) {
    if (c->label_count == 0)
        return;
    kefu__json_put_name(json, "labels");
    kefu__json_open_array(json);
    for (size_t i = 0; i < c->label_count; i++)
        kefu__json_put_text(json, c->labels[i].data, c->labels[i].size);
    kefu__json_close_array(json);
}

static void add_attributes(struct json_writer *json, const kefu_join *join,
                           const kefu_conversation *c) {
    kefu__json_put_name(json, "attributes");
    kefu__json_open_object(json);
    for (size_t i = 0; i < join->attribute_count; i++)
        for (size_t k = 0; k < c->attribute_count; k++)
            if (kefu__str_is(c->attributes[k].name, join->attributes[i]))
                kefu__json_add_text(json, join->attributes[i], c->attributes[k].value);
    kefu__json_close_object(json);
}

static void put_passed_on(struct buffer *to, const kefu_join *join, const kefu_conversation *c) {
    struct json_writer json;
    kefu__json_begin(&json, to);
    kefu__json_open_object(&json);
    add_nonempty(&json, "agent_id", agent_of(c));
    add_nonempty(&json, "team", c->team);
    add_nonempty(&json, "topic", c->topic);
    add_nonempty(&json, "channel", c->channel);
    add_labels(&json, c);
    if (join->attribute_count)
        add_attributes(&json, join, c);
    kefu__json_close_object(&json);
}

/* Keeps what is passed on, unless it is there; UINT32_MAX if out of memory. */
static uint32_t intern(kefu_join *join, const struct buffer *json) {
    const uint32_t found = kefu__map_find(&join->index, json->data, json->size);
    if (found != UINT32_MAX)
        return found;
    if (!kefu__grow(&join->allocator, &join->passed_on, &join->capacity, join->count + 1,
                    sizeof *join->passed_on))
        return UINT32_MAX;
    const char *kept = kefu__arena_text(&join->arena, json->data, json->size);
    if (!kept || kefu__map_add(&join->index, kept, json->size, (uint32_t)join->count) == UINT32_MAX)
        return UINT32_MAX;
    join->passed_on[join->count] = (kefu_str){kept, json->size};
    return (uint32_t)join->count++;
}

kefu_status kefu_join_add(kefu_join *join, const kefu_conversation *c, uint32_t flags,
                          kefu_error *error) {
    struct buffer json;
    uint32_t value;
    if (!join || !c)
        return kefu__fail(error, KEFU_E_ARGUMENT, "adding needs a join and a conversation");
    kefu_status status = kefu__options_check(flags, KEFU_JOIN_NOT_COUNTED, 0, error);
    if (status != KEFU_OK || c->id.size == 0 || kefu__join_table_find(&join->table, c->id, &value))
        return status;
    kefu__buffer_init(&json, &join->allocator);
    put_passed_on(&json, join, c);
    value = json.failed ? UINT32_MAX : intern(join, &json);
    kefu__buffer_free(&json);
    if (value == UINT32_MAX)
        return kefu__no_memory(error);
    status = kefu__join_table_add(&join->table, c->id,
                                  value | (flags & KEFU_JOIN_NOT_COUNTED ? NOT_COUNTED : 0));
    if (status == KEFU_E_LIMIT)
        return kefu__fail(error, status, "too many conversations");
    return status == KEFU_OK ? KEFU_OK : kefu__no_memory(error);
}

/* ---- what a record inherits ---- */

static bool is_empty(const json_value *value) {
    return !value || kefu__json_is(value, JSON_NULL) ||
           (kefu__json_is(value, JSON_STRING) && kefu__json_text(value).size == 0) ||
           ((kefu__json_is(value, JSON_ARRAY) || kefu__json_is(value, JSON_OBJECT)) &&
            !kefu__json_first(value));
}

static void put_member(struct json_writer *json, const json_value *member) {
    kefu__json_put_name(json, kefu__json_name(member));
    kefu__json_put_copy(json, member);
}

/* Writes the members of `own` that are given, then those of `inherited` that `own` has not. */
static void put_merged(struct json_writer *json, const json_value *own,
                       const json_value *inherited) {
    kefu__json_open_object(json);
    for (const json_value *m = kefu__json_first(own); m; m = kefu__json_next(m))
        if (!is_empty(m) || !kefu__json_get(inherited, kefu__json_name(m)))
            put_member(json, m);
    for (const json_value *m = kefu__json_first(inherited); m; m = kefu__json_next(m))
        if (!is_empty(m) && is_empty(kefu__json_get(own, kefu__json_name(m))))
            put_member(json, m);
    kefu__json_close_object(json);
}

/* The name under which a record has its attributes. */
static const char *attributes_name(const json_value *record) {
    return kefu__record_get(record, "attributes") || !kefu__record_get(record, "attrs")
               ? "attributes"
               : "attrs";
}

static bool is_apart(const char *name) {
    return strcmp(name, "conversation_known") == 0;
}

static void put_record(struct json_writer *json, const json_value *record,
                       const json_value *inherited, bool known) {
    const char *attributes = attributes_name(record);
    const json_value *own = kefu__record_get(record, attributes),
                     *passed = kefu__json_get(inherited, "attributes");
    const bool merges = !is_empty(passed);
    kefu__json_open_object(json);
    for (const json_value *m = kefu__json_first(record); m; m = kefu__json_next(m)) {
        const char *name = kefu__json_name(m);
        const bool replaced = is_empty(m) && kefu__json_get(inherited, name);
        if (!is_apart(name) && !replaced && !(merges && strcmp(name, attributes) == 0))
            put_member(json, m);
    }
    for (const json_value *m = kefu__json_first(inherited); m; m = kefu__json_next(m))
        if (m != passed && is_empty(kefu__json_get(record, kefu__json_name(m))))
            put_member(json, m);
    if (merges) {
        kefu__json_put_name(json, attributes);
        put_merged(json, kefu__json_is(own, JSON_OBJECT) ? own : NULL, passed);
    }
    if (!known)
        kefu__json_add_bool(json, "conversation_known", false);
    kefu__json_close_object(json);
}

/* Do all of the record's own members stay as they are, so that its text can? */
static bool keeps_members(const json_value *record, const json_value *inherited) {
    if (!is_empty(kefu__json_get(inherited, "attributes")) &&
        kefu__record_get(record, attributes_name(record)))
        return false;
    for (const json_value *m = kefu__json_first(record); m; m = kefu__json_next(m))
        if (is_apart(kefu__json_name(m)) ||
            (is_empty(m) && kefu__json_get(inherited, kefu__json_name(m))))
            return false;
    return true;
}

/* Is the text free of what readers replace: ill-formed UTF-8, halves of surrogate pairs, U+0000? */
static bool is_sound(const char *text, size_t size) {
    for (size_t at = 0; at + 1 < size; at++)
        if (text[at] == '\\' && text[++at] == 'u')
            return false;
    return utf8_is_plain(text, size);
}

/* Writes the record's own text, in which findings have their places, with the inherited members
 * behind its own. */
static void put_behind(struct buffer *to, const struct json_reader *reader,
                       const json_value *inherited, bool known) {
    struct json_writer json;
    size_t end = reader->size;
    while (reader->text[end - 1] != '}')
        end--;
    kefu__buffer_add(to, reader->text, end - 1);
    kefu__json_begin(&json, to);
    json.comma = kefu__json_first(reader->root) != NULL;
    for (const json_value *m = kefu__json_first(inherited); m; m = kefu__json_next(m))
        if (!is_empty(m) && is_empty(kefu__json_get(reader->root, kefu__json_name(m))))
            put_member(&json, m);
    if (!known)
        kefu__json_add_bool(&json, "conversation_known", false);
    kefu__buffer_add(to, "}", 1);
}

/* Finds what the conversation that a record names passes on; *passed_on is empty if nothing. */
static kefu_join_outcome look_up(const kefu_join *join, struct json_reader *reader,
                                 struct arena *arena, kefu_str *passed_on) {
    kefu_str id = {"", 0};
    uint32_t value;
    kefu__record_text(reader, arena, reader->root, "conversation_id", &id);
    if (id.size == 0)
        return KEFU_JOIN_NONE;
    if (!kefu__join_table_find(&join->table, id, &value))
        return KEFU_JOIN_UNKNOWN;
    *passed_on = join->passed_on[value & ~NOT_COUNTED];
    return value & NOT_COUNTED ? KEFU_JOIN_LEFT_OUT : KEFU_JOIN_KNOWN;
}

static kefu_status write_joined(const kefu_join *join, const struct json_reader *reader,
                                kefu_str passed_on, bool known, kefu_write write, void *ctx,
                                kefu_error *error) {
    struct json_reader inherited;
    struct json_writer json;
    struct buffer buffer;
    const kefu_status status = kefu__json_open(&inherited, &join->allocator, passed_on.data,
                                               passed_on.size, NULL, NULL, error);
    if (status != KEFU_OK)
        return status;
    kefu__buffer_init(&buffer, &join->allocator);
    kefu__json_begin(&json, &buffer);
    if (keeps_members(reader->root, inherited.root) && is_sound(reader->text, reader->size))
        put_behind(&buffer, reader, inherited.root, known);
    else
        put_record(&json, reader->root, inherited.root, known);
    kefu__json_close(&inherited);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}

/* Is a record marked as one of no conversation of the data? */
static bool is_marked(kefu_join_outcome outcome, uint32_t flags) {
    return outcome == KEFU_JOIN_LEFT_OUT ||
           (outcome == KEFU_JOIN_UNKNOWN && !(flags & KEFU_JOIN_OPEN));
}

kefu_status kefu_join_write(const kefu_join *join, const char *json, size_t size, uint32_t flags,
                            kefu_write write, void *ctx, kefu_join_outcome *outcome,
                            kefu_findings *findings, kefu_error *error) {
    kefu_str passed_on = {"{}", 2};
    struct json_reader reader;
    struct arena arena;
    if (!join || !json || !write || !outcome)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a join, a record or an output is NULL");
    kefu_status status = kefu__options_check(flags, KEFU_JOIN_OPEN, 0, error);
    if (status == KEFU_OK)
        status = kefu__json_open_record(&reader, &join->allocator, json, size, findings, error);
    if (status != KEFU_OK)
        return status;
    kefu__arena_init(&arena, &join->allocator);
    if (!kefu__json_is(reader.root, JSON_OBJECT))
        kefu__json_report(&reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a record must be an object");
    const kefu_join_outcome found = look_up(join, &reader, &arena, &passed_on);
    status = reader.status;
    if (!reader.errors)
        status = write_joined(join, &reader, passed_on, !is_marked(found, flags), write, ctx,
                              error);
    if (status == KEFU_OK)
        *outcome = found;
    kefu__arena_free(&arena);
    kefu__json_close(&reader);
    return status;
}
