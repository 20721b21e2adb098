/* SPDX-License-Identifier: MIT
 * Reading what an entry says: its polarity, its ids, and whose words they count for. */
#include "scheme/lexicon/attributes.h"

#include "lexicon/constants.h"

#include <string.h>

/* The name of member i of those members of an entry that say what its text means: the found kinds
 * (emotion, aspect, …) in the order of their values, then "polarity". */
static const char *said_member(size_t i) {
    return i < LEXICON_FOUND_KINDS ? kefu__word_name(&kefu__found_kinds, (uint32_t)i) : "polarity";
}

/* ---- ids ---- */

/* The index in lexicon->ids of an id of a kind (emotion, act, …), created if it is new; UINT32_MAX
 * if out of memory. */
static uint32_t id_index(struct lexicon_builder *state, uint32_t kind, kefu_str id) {
    struct lexicon *lexicon = state->lexicon;
    char key[80];
    const char *copy;
    uint32_t index;
    key[0] = (char)('0' + kind);
    memcpy(key + 1, id.data, id.size);
    index = kefu__map_find(&state->ids, key, id.size + 1);
    if (index != UINT32_MAX)
        return index;
    copy = kefu__arena_text(state->builder->arena, key, id.size + 1);
    if (!copy || !kefu__grow(state->builder->allocator, &lexicon->ids, &lexicon->id_capacity,
                             lexicon->id_count + 1, sizeof *lexicon->ids))
        return UINT32_MAX;
    lexicon->ids[lexicon->id_count].id = copy + 1;
    lexicon->ids[lexicon->id_count].kind = kind;
    lexicon->ids[lexicon->id_count].certainty = -1;
    lexicon->ids[lexicon->id_count].disguised = false;
    lexicon->ids[lexicon->id_count].courtesy = 0;
    return kefu__map_add(&state->ids, copy, id.size + 1, (uint32_t)lexicon->id_count++);
}

/* Warns of an id without a title in any document, which most often is a misspelling. */
static void check_known(struct lexicon_builder *state, kefu_str id) {
    if (kefu__map_find(&state->builder->scheme->titles, id.data, id.size) == UINT32_MAX)
        kefu__json_report(state->reader, KEFU_SEVERITY_WARNING, KEFU_E_REFERENCE, "unknown_id",
                          "no document gives \"%.*s\" a title", (int)id.size, id.data);
}

uint32_t kefu__lexicon_id(struct lexicon_builder *state, uint32_t kind, kefu_str id) {
    uint32_t index;
    if (!kefu__is_id(id)) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "bad_id",
                          "an id is [a-z][a-z0-9_.-]*, at most 64 characters");
        return UINT32_MAX;
    }
    if (state->lexicon->id_count == LEXICON_IDS_MAX) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                          "too many ids");
        return UINT32_MAX;
    }
    if (kind < LEXICON_FOUND_KINDS)
        check_known(state, id);
    index = id_index(state, kind, id);
    if (index == UINT32_MAX)
        kefu__builder_no_memory(state->builder);
    return index;
}

/* Reads one attribute of an entry (an id with its strength), at the reader's cursor, and adds it to
 * the meanings that were read of this entry. */
static void read_attribute(struct lexicon_builder *state, struct lexicon_reading *reading,
                           uint32_t kind, kefu_str id, double strength) {
    uint32_t index;
    if (reading->count == LEXICON_ATTRIBUTES_MAX) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                          "too many ids");
        return;
    }
    index = kefu__lexicon_id(state, kind, id);
    if (index == UINT32_MAX)
        return;
    reading->attributes[reading->count].id = index;
    reading->attributes[reading->count].roles = reading->roles[kind];
    reading->attributes[reading->count++].strength = strength;
}

static void read_emotions(struct field_reader *reader, const json_value *emotions, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    const json_value *emotion;
    if (!kefu__json_is(emotions, JSON_OBJECT))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an object");
    for (emotion = kefu__json_first(emotions); emotion; emotion = kefu__json_next(emotion)) {
        const kefu_str id = kefu__json_key(emotion);
        double strength = 0;
        kefu__json_enter_name(reader->json, id.data);
        if (kefu__json_read_number(reader->json, emotion, 0, 1, &strength))
            read_attribute(state, item, KEFU_FOUND_EMOTION, id, strength);
        kefu__json_leave(reader->json);
    }
}

/* The strength that an entry gives to its ids of a kind: 1, or less if the entry is ambiguous or
 * counts only where it is nearly the whole message; if both, it only helps to fill a message. */
static double id_strength(const struct lexicon_reading *reading, uint32_t kind) {
    if (kind == KEFU_FOUND_ASPECT)
        return 1;
    if (reading->whole)
        return reading->ambiguous ? constants.filling_only : constants.whole_only;
    return reading->ambiguous ? constants.doubtful : 1;
}

/* Reads the member of an entry with its ids of one kind (aspects, acts, …): a string, or an array
 * of strings. */
static void read_ids(struct field_reader *reader, const json_value *value, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    const struct lexicon_reading *reading = item;
    const kefu_str member = kefu__json_key(value);
    const bool is_array = kefu__json_is(value, JSON_ARRAY);
    const json_value *id = is_array ? kefu__json_first(value) : value;
    uint32_t kind = KEFU_FOUND_ASPECT;
    kefu__word_value(&kefu__found_kinds, member, &kind);
    for (size_t i = 0; id; id = is_array ? kefu__json_next(id) : NULL, i++) {
        if (is_array)
            kefu__json_enter_index(reader->json, i);
        if (kefu__json_is(id, JSON_STRING))
            read_attribute(state, item, kind, kefu__json_text(id), id_strength(reading, kind));
        else
            kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                              "an id is a string");
        if (is_array)
            kefu__json_leave(reader->json);
    }
}

static void read_tags(struct field_reader *reader, const json_value *tags, void *item) {
    const json_value *tag = kefu__json_first(tags);
    (void)item;
    if (!kefu__json_is(tags, JSON_ARRAY))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an array");
    for (size_t i = 0; tag; tag = kefu__json_next(tag), i++) {
        kefu__json_enter_index(reader->json, i);
        if (!kefu__json_is(tag, JSON_STRING))
            kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                              "a tag is a string");
        kefu__json_leave(reader->json);
    }
}

/* ---- roles ---- */

static uint32_t read_role(struct lexicon_builder *state, const json_value *object,
                          const char *member) {
    static const char *const roles[] = {"customer", "agent", NULL};
    uint32_t role = 0;
    if (!kefu__json_member_choice(state->reader, object, member, true, roles, &role))
        return 0;
    return role == 0 ? LEXICON_CUSTOMER : LEXICON_AGENT;
}

/* Reads an entry's "role" if it is an object, such as {"polarity": "customer"}, which says for each
 * member of the entry in whose messages it counts. Naming a member that the entry does not have is
 * an error. */
static void read_member_roles(struct lexicon_builder *state, struct lexicon_reading *reading,
                              const json_value *object, const json_value *roles) {
    const char *names[LEXICON_FOUND_KINDS + 2] = {NULL};
    for (size_t i = 0; i <= LEXICON_FOUND_KINDS; i++)
        names[i] = said_member(i);
    kefu__json_enter_name(state->reader, "role");
    kefu__json_known_members(state->reader, roles, names);
    for (size_t i = 0; names[i]; i++) {
        if (!kefu__json_get(roles, names[i]))
            continue;
        reading->roles[i] = read_role(state, roles, names[i]);
        if (!kefu__json_get(object, names[i]))
            kefu__json_refuse(state->reader, names[i], KEFU_E_REFERENCE, "unresolved_ref",
                              "the entry has no \"%s\"", names[i]);
    }
    kefu__json_leave(state->reader);
}

static void read_roles(struct field_reader *reader, const json_value *object, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    struct lexicon_reading *reading = item;
    const json_value *role = kefu__json_get(object, "role");
    if (kefu__json_is(role, JSON_OBJECT)) {
        read_member_roles(state, reading, object, role);
    } else if (role) {
        const uint32_t roles = read_role(state, object, "role");
        for (size_t i = 0; i <= LEXICON_FOUND_KINDS; i++)
            reading->roles[i] = roles;
    }
}

/* ---- the entry ---- */

static void set_flags(struct field_reader *reader, const json_value *object, void *item) {
    struct lexicon_reading *reading = item;
    (void)reader;
    reading->flags = (kefu__json_get(object, "polarity") ? ENTRY_POLAR : 0) |
                     (reading->ambiguous ? ENTRY_AMBIGUOUS : 0) |
                     (reading->graded ? ENTRY_GRADED : 0) | (reading->inside ? ENTRY_INSIDE : 0);
}

#define SPEAKER_SCHEMA "{\"enum\": [\"customer\", \"agent\"]}"
static const struct field fields[] = {
    {"role", FIELD_ANY,
     .schema = "{\"oneOf\": [" SPEAKER_SCHEMA
               ", {\"type\": \"object\", \"propertyNames\": {\"anyOf\": "
               "[{\"$words\": \"found_kind\"}, {\"const\": \"polarity\"}]}, "
               "\"additionalProperties\": " SPEAKER_SCHEMA "}]}",
     .description = "Whose words it is about; also for each member that it names."},
    {NULL, FIELD_CHECK, .read = read_roles},
    {"polarity", FIELD_NUMBER, FIELD_AT(struct lexicon_reading, polarity), .low = -1, .high = 1},
    {"whole", FIELD_BOOL, FIELD_AT(struct lexicon_reading, whole),
     .description =
         "Its act, intent, fault or demand counts only where it is nearly all that is said."},
    {"ambiguous", FIELD_BOOL, FIELD_AT(struct lexicon_reading, ambiguous),
     .description = "May be meant otherwise: counts half."},
    {"graded", FIELD_BOOL, FIELD_AT(struct lexicon_reading, graded),
     .description = "Counts only beside a negator or degree word, or ending its clause."},
    {"inside", FIELD_BOOL, FIELD_AT(struct lexicon_reading, inside),
     .description = "Counts where it cuts a word, too."},
    {NULL, FIELD_CHECK, .read = set_flags},
    {.name = "note"},
    {"emotion", FIELD_CUSTOM, .read = read_emotions,
     .schema = "{\"type\": \"object\", \"propertyNames\": {\"$ref\": \"#/definitions/id\"}, "
               "\"additionalProperties\": {\"type\": \"number\", \"minimum\": 0, \"maximum\": 1}}",
     .description = "Strengths by ids."},
    {.type = FIELD_EACH,
     .words = &kefu__id_kinds,
     .read = read_ids,
     .schema = "{\"oneOf\": [{\"$ref\": \"#/definitions/id\"}, {\"type\": \"array\", "
               "\"items\": {\"$ref\": \"#/definitions/id\"}, \"minItems\": 1}]}"},
    {"tags", FIELD_CUSTOM, .read = read_tags,
     .schema = "{\"type\": \"array\", \"items\": {\"type\": \"string\"}}"}};
const struct field_table kefu__attributes_table = {FIELDS_OF(fields), .partial = true};
