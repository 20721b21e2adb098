/* SPDX-License-Identifier: MIT
 * Reads "disguised": the ids whose words are also searched for in disguised form. */
#include "scheme/lexicon/attributes.h"

static void mark_ids(struct field_reader *reader, const json_value *list, uint32_t kind) {
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
            state->lexicon->ids[id].disguised = true;
        kefu__json_leave(reader->json);
    }
}

static void read_faults(struct field_reader *reader, const json_value *value, void *item) {
    (void)item;
    mark_ids(reader, value, KEFU_FOUND_FAULT);
}

static void read_intents(struct field_reader *reader, const json_value *value, void *item) {
    (void)item;
    mark_ids(reader, value, KEFU_FOUND_INTENT);
}

#define IDS_SCHEMA "{\"type\": \"array\", \"items\": {\"$ref\": \"#/definitions/id\"}}"
static const struct field fields[] = {
    {"faults", FIELD_CUSTOM, .read = read_faults, .schema = IDS_SCHEMA},
    {"intents", FIELD_CUSTOM, .read = read_intents, .schema = IDS_SCHEMA}};
const struct field_table kefu__disguised_table = {"ids", FIELDS_OF(fields)};
