/* SPDX-License-Identifier: MIT
 * Reading "courtesies": what a speaker says without telling or asking anything. */
#include "scheme/lexicon/attributes.h"

/* A list of courtesies (words of politeness, such as thanks) while it is read. */
struct draft {
    uint32_t role;                  /* who says these words: 0 customer, 1 agent, UINT32_MAX both */
    struct lexicon_reading reading; /* what the entry of each word of the list will say */
};

static uint32_t speakers_of(const struct draft *draft) {
    return draft->role == 0   ? LEXICON_CUSTOMER
           : draft->role == 1 ? LEXICON_AGENT
                              : LEXICON_CUSTOMER | LEXICON_AGENT;
}

/* Gives all words of the list the id "courtesy", which is not listed in results. Must run before
 * the words are read. */
static void name_words(struct field_reader *reader, const json_value *object, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    struct draft *draft = item;
    const uint32_t id = kefu__lexicon_id(state, LEXICON_COURTESY, (kefu_str){"courtesy", 8});
    (void)object;
    if (id == UINT32_MAX)
        return;
    state->lexicon->ids[id].courtesy = LEXICON_CUSTOMER | LEXICON_AGENT;
    draft->reading.count = 1;
    draft->reading.attributes[0].id = id;
    draft->reading.attributes[0].roles = speakers_of(draft);
    draft->reading.attributes[0].strength = 1;
}

static void mark_ids(struct field_reader *reader, const json_value *list, uint32_t kind,
                     const struct draft *draft) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    const json_value *item;
    size_t at = 0;
    if (!kefu__json_is(list, JSON_ARRAY)) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an array");
        return;
    }
    for (item = kefu__json_first(list); item; item = kefu__json_next(item), at++) {
        uint32_t id;
        kefu__json_enter_index(reader->json, at);
        id = kefu__lexicon_id(state, kind, kefu__json_text(item));
        if (id != UINT32_MAX)
            state->lexicon->ids[id].courtesy |= speakers_of(draft);
        kefu__json_leave(reader->json);
    }
}

static void read_acts(struct field_reader *reader, const json_value *value, void *item) {
    mark_ids(reader, value, KEFU_FOUND_ACT, item);
}

static void read_emotions(struct field_reader *reader, const json_value *value, void *item) {
    mark_ids(reader, value, KEFU_FOUND_EMOTION, item);
}

static void read_words(struct field_reader *reader, const json_value *value, void *item) {
    const struct draft *draft = item;
    if (!kefu__json_is(value, JSON_ARRAY))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an array");
    else if (draft->reading.count > 0 &&
             !kefu__lexicon_apply_texts(kefu__lexicon_builder(reader), value, &draft->reading))
        reader->no_memory = true;
}

#define IDS_SCHEMA "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/id\"}}"
static const struct field courtesy_fields[] = {
    {"role", FIELD_CHOICE, FIELD_AT(struct draft, role), FIELD_NAMES("customer", "agent"),
     .description = "Whose they are; without it anybody's."},
    {NULL, FIELD_CHECK, .read = name_words},
    {"acts", FIELD_CUSTOM, .read = read_acts, .schema = IDS_SCHEMA},
    {"emotions", FIELD_CUSTOM, .read = read_emotions, .schema = IDS_SCHEMA},
    {"texts", FIELD_CUSTOM, .read = read_words,
     .schema = "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/keyword\"}}"},
    {.name = "note"}};
static const struct draft initial = {.role = UINT32_MAX};
const struct field_table kefu__courtesy_table = {"courtesies", FIELDS_OF(courtesy_fields),
                                                 .size = sizeof initial, .initial = &initial};
