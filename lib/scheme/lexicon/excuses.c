/* SPDX-License-Identifier: MIT
 * Reading what an accusation is weighed against: "excuses" of a whole turn, and how precise each
 * id proved on real chats. */
#include "scheme/lexicon/patterns.h"
#include "stats/proportion.h"

#include <stdio.h>
#include <string.h>

/* ---- excuses ---- */

/* An excuse (words in a turn because of which certain faults do not count there) while its JSON
 * object is read. The member `excuse` must be the first: the field table stores lists of ids at
 * their offsets in struct lexicon_excuse. */
struct draft {
    struct lexicon_excuse excuse;
    struct lexicon_reading reading; /* what the entry of each word of the excuse will say */
    /* largest number of characters between the parts of the excuse's patterns */
    uint32_t gap;
};

/* Creates an id for this excuse, "excuse-1", "excuse-2", …, which all its words get. Must run
 * before the words are read. */
static void name_excuse(struct field_reader *reader, const json_value *object, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    struct draft *draft = item;
    char name[24];
    draft->gap = kefu__lexicon_pattern_gap(state, object);
    snprintf(name, sizeof name, "excuse-%zu", state->lexicon->excuse_count + 1);
    draft->excuse.id = kefu__lexicon_id(state, LEXICON_EXCUSE, kefu__str(name));
    draft->reading.count = 1;
    draft->reading.attributes[0].id = draft->excuse.id;
    draft->reading.attributes[0].roles = LEXICON_AGENT;
    draft->reading.attributes[0].strength = 1;
}

static void read_list(struct field_reader *reader, const json_value *list, uint32_t kind,
                      struct lexicon_id_list *to) {
    const json_value *item;
    size_t at = 0;
    if (!kefu__json_is(list, JSON_ARRAY)) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an array");
        return;
    }
    for (item = kefu__json_first(list); item; item = kefu__json_next(item))
        at++;
    to->ids = kefu__field_room(reader, at, sizeof *to->ids);
    if (!to->ids)
        return;
    for (item = kefu__json_first(list), at = 0; item; item = kefu__json_next(item), at++) {
        uint32_t id;
        kefu__json_enter_index(reader->json, at);
        id = kefu__lexicon_id(kefu__lexicon_builder(reader), kind, kefu__json_text(item));
        if (id != UINT32_MAX)
            to->ids[to->count++] = id;
        kefu__json_leave(reader->json);
    }
}

static void read_acts(struct field_reader *reader, const json_value *value, void *item) {
    read_list(reader, value, KEFU_FOUND_ACT, &((struct draft *)item)->excuse.acts);
}

static void read_faults(struct field_reader *reader, const json_value *value, void *item) {
    read_list(reader, value, KEFU_FOUND_FAULT, &((struct draft *)item)->excuse.faults);
}

static void read_words(struct field_reader *reader, const json_value *value, void *item) {
    const struct draft *draft = item;
    if (!kefu__json_is(value, JSON_ARRAY))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an array");
    else if (draft->excuse.id != UINT32_MAX &&
             !kefu__lexicon_apply_texts(kefu__lexicon_builder(reader), value, &draft->reading))
        reader->no_memory = true;
}

static void read_patterns(struct field_reader *reader, const json_value *value, void *item) {
    const struct draft *draft = item;
    const json_value *pattern = kefu__json_first(value);
    if (!kefu__json_is(value, JSON_ARRAY))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an array");
    for (size_t i = 0; pattern && draft->excuse.id != UINT32_MAX;
         pattern = kefu__json_next(pattern), i++) {
        kefu__json_enter_index(reader->json, i);
        if (!kefu__lexicon_read_pattern(kefu__lexicon_builder(reader), pattern, draft->gap,
                                        &draft->reading))
            reader->no_memory = true;
        kefu__json_leave(reader->json);
    }
}

static bool finish_excuse(struct field_reader *reader, const json_value *object, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    struct lexicon *lexicon = state->lexicon;
    (void)object;
    if (!kefu__grow(state->builder->allocator, &lexicon->excuses, &lexicon->excuse_capacity,
                    lexicon->excuse_count + 1, sizeof *lexicon->excuses)) {
        reader->no_memory = true;
        return false;
    }
    lexicon->excuses[lexicon->excuse_count++] = ((struct draft *)item)->excuse;
    return true;
}

#define IDS_SCHEMA "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/id\"}}"
static const struct field excuse_fields[] = {
    {NULL, FIELD_CHECK, .read = name_excuse},
    {"faults", FIELD_CUSTOM, .read = read_faults, .schema = IDS_SCHEMA,
     .description = "What it takes away; without them any fault."},
    {"acts", FIELD_CUSTOM, .read = read_acts, .schema = IDS_SCHEMA,
     .description = "Acts that excuse when they stand beside the accusation."},
    {"texts", FIELD_CUSTOM, .read = read_words,
     .schema = "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/keyword\"}}",
     .description = "Words of an agent that excuse the whole turn."},
    {"patterns", FIELD_CUSTOM, .read = read_patterns,
     .schema = "{\"type\": \"array\", \"items\": " LEXICON_PATTERN_SCHEMA "}",
     .description = "Sequences of classes and words that do."},
    {"gap", FIELD_ANY, .schema = "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 64}",
     .description = "Characters between the parts of its patterns: 4."},
    {.name = "note"}};
const struct field_table kefu__excuse_table = {
    "an excuse", FIELDS_OF(excuse_fields), .size = sizeof(struct draft), .finish = finish_excuse};

/* ---- repetition ---- */

void kefu__lexicon_read_repetition(struct field_reader *reader, const json_value *value,
                                   void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    (void)item;
    state->lexicon->repetition = kefu__lexicon_id(state, KEFU_FOUND_FAULT, kefu__json_text(value));
}

/* ---- precision ---- */

/* Measured precision of the fault or other id `id`: people read `read` of its findings in real
 * chats and called `right` of them correct. */
struct precision {
    const char *id;
    uint32_t read, right;
};

static bool finish_precision(struct field_reader *reader, const json_value *object, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    const struct precision *precision = item;
    struct stats_interval interval;
    uint32_t id;
    (void)object;
    if (!precision->id)
        return false;
    if (precision->right > precision->read)
        return kefu__field_refuse(reader, "right", "out_of_range", "more are right than were read");
    id = kefu__lexicon_id(state, KEFU_FOUND_FAULT, kefu__str(precision->id));
    if (id != UINT32_MAX)
        state->lexicon->ids[id].certainty = kefu__wilson(precision->right, precision->read, 0.95,
                                                         &interval) == STATS_OK
                                                ? interval.low
                                                : -1;
    return true;
}

static const struct field precision_fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED, FIELD_AT(struct precision, id), .description = "A fault."},
    {"read", FIELD_COUNT, FIELD_REQUIRED, FIELD_AT(struct precision, read), .low = 0, .high = 1e9},
    {"right", FIELD_COUNT, FIELD_REQUIRED, FIELD_AT(struct precision, right), .low = 0,
     .high = 1e9},
    {.name = "note"}};
const struct field_table kefu__precision_table = {"a precision", FIELDS_OF(precision_fields),
                                                  .size = sizeof(struct precision),
                                                  .finish = finish_precision};
