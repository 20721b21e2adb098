/* SPDX-License-Identifier: MIT
 * Reading what a lexicon document says of grammar besides words. A later document replaces each
 * number, and each set of characters, that it gives. */
#include <string.h>

#include "scheme/lexicon/read.h"

#define FACTOR(name, which, least, most)                                                           \
    {                                                                                              \
        name, FIELD_NUMBER, .at = offsetof(struct lexicon_grammar, factors[which]), .low = least,  \
                            .high = most                                                           \
    }
static const struct field factor_fields[] = {
    FACTOR("negated_positive", GRAMMAR_NEGATED_POSITIVE, -1, 1),
    FACTOR("negated_negative", GRAMMAR_NEGATED_NEGATIVE, -1, 1),
    FACTOR("negated_twice", GRAMMAR_NEGATED_TWICE, -1, 1),
    FACTOR("negated_degree", GRAMMAR_NEGATED_DEGREE, 0, 10),
    FACTOR("forbidden", GRAMMAR_FORBIDDEN, -1, 1),
    FACTOR("missed", GRAMMAR_MISSED, -1, 1),
    FACTOR("rhetorical", GRAMMAR_RHETORICAL, -1, 1),
    FACTOR("agent_negative", GRAMMAR_AGENT_NEGATIVE, 0, 1),
    FACTOR("exclamation", GRAMMAR_EXCLAMATION, 0, 1),
    FACTOR("repeated", GRAMMAR_REPEATED, 0, 1)};
const struct field_table kefu__factors_table = {FIELDS_OF(factor_fields)};

static void read_threshold(struct field_reader *reader, const json_value *value, void *item) {
    struct lexicon_grammar *grammar = item;
    uint32_t kind;
    if (kefu__word_value(&kefu__found_kinds, kefu__json_key(value), &kind))
        kefu__json_read_number(reader->json, value, 0, 1, &grammar->thresholds[kind]);
}
static const struct field threshold_fields[] = {
    {.type = FIELD_EACH,
     .words = &kefu__found_kinds,
     .read = read_threshold,
     .schema = "{\"type\": \"number\", \"minimum\": 0, \"maximum\": 1}"}};
const struct field_table kefu__thresholds_table = {FIELDS_OF(threshold_fields)};

static void read_characters(struct field_reader *reader, const json_value *value, void *item);

#define SET(name)                                                                                  \
    {                                                                                              \
        name, FIELD_CUSTOM, .read = read_characters,                                               \
                            .schema = "{\"type\": \"string\", \"maxLength\": 64}"                  \
    }
/* The members of the object "characters", each a set of Han characters with a role in grammar, in
 * the order of enum grammar_characters. */
static const struct field character_fields[] = {
    SET("negation"), SET("barrier"),   SET("clause_final"), SET("completed"),
    SET("question"), SET("challenge"), SET("filler"),       SET("assent")};
const struct field_table kefu__characters_table = {FIELDS_OF(character_fields)};

static void read_characters(struct field_reader *reader, const json_value *value, void *item) {
    struct character_set *set = ((struct lexicon_grammar *)item)->characters;
    const kefu_str text = kefu__json_text(value);
    bool sound = text.size % CHARACTER_BYTES == 0 && text.size <= CHARACTERS_MAX * CHARACTER_BYTES;
    for (size_t i = 0; strcmp(character_fields[i].name, kefu__json_name(value)) != 0; i++)
        set++;
    for (size_t at = 0; sound && at < text.size; at += CHARACTER_BYTES)
        /* is it the lead byte of a character of three bytes, as those of Han characters are? */
        sound = ((unsigned char)text.data[at] & 0xF0) == 0xE0;
    if (!sound || !kefu__json_is(value, JSON_STRING)) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION,
                          sound ? "wrong_type" : "out_of_range",
                          "a set is a string of at most %d Han characters", CHARACTERS_MAX);
        return;
    }
    set->count = 0;
    for (size_t at = 0; at < text.size; at += CHARACTER_BYTES)
        set->codes[set->count++] = kefu__character_code(text.data + at);
}
