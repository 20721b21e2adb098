/* SPDX-License-Identifier: MIT
 * Reading the entries of a lexicon document: texts, pairs, layers. */
#include <string.h>

#include "scheme/lexicon/patterns.h"

/* ---- texts ---- */

static bool apply(struct lexicon_builder *state, kefu_str text,
                  const struct lexicon_reading *reading) {
    return kefu__lexicon_apply(state, text, reading) != UINT32_MAX;
}

/* Folds the keyword at the reader's cursor and merges the meanings `reading` into its lexicon
 * entry. Returns false if out of memory, or if a limit is exceeded. */
static bool apply_text(struct lexicon_builder *state, const json_value *value,
                       const struct lexicon_reading *reading) {
    kefu_str text;
    if (!kefu__json_is(value, JSON_STRING)) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a keyword is a string");
        return true;
    }
    text = kefu__lexicon_fold(state, kefu__json_text(value));
    return text.size > 0 ? apply(state, text, reading) : state->builder->status == KEFU_OK;
}

bool kefu__lexicon_apply_texts(struct lexicon_builder *state, const json_value *texts,
                               const struct lexicon_reading *reading) {
    const json_value *text;
    bool sound = true;
    size_t i = 0;
    kefu__json_enter_name(state->reader, "texts");
    for (text = kefu__json_first(texts); text && sound; text = kefu__json_next(text), i++) {
        kefu__json_enter_index(state->reader, i);
        sound = apply_text(state, text, reading);
        kefu__json_leave(state->reader);
    }
    kefu__json_leave(state->reader);
    return sound;
}

/* ---- pairs ---- */

enum {
    GAP_NOT_GIVEN = -1,
    GAP_USUAL = 4 /* characters between the parts of a pair, at most, if no gap is given */,
    /* limit on the pairs of alternatives that one JSON entry stands for, because n and m
       alternatives of its two parts give n · m pairs */
    PAIR_CHOICES_MAX = 4096
};

/* Sets the largest number of characters between the parts of the pair that belongs to this lexicon
 * entry. Finds it by binary search: lexicon->pairs is sorted by entry, because each pair is created
 * together with its entry. */
static void set_gap(struct lexicon *lexicon, uint32_t entry, uint32_t gap) {
    size_t low = 0, high = lexicon->pair_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (lexicon->pairs[middle].entry < entry)
            low = middle + 1;
        else
            high = middle;
    }
    if (low < lexicon->pair_count && lexicon->pairs[low].entry == entry)
        lexicon->pairs[low].gap = gap;
}

static bool add_pair(struct lexicon_builder *state, kefu_str first, kefu_str second, int32_t gap,
                     const struct lexicon_reading *reading) {
    struct lexicon *lexicon = state->lexicon;
    struct lexicon_pair *pair;
    const size_t known = lexicon->entry_count;
    kefu_str text;
    state->folded.size = 0;
    kefu__buffer_add(&state->folded, first.data, first.size);
    kefu__buffer_text(&state->folded, " … ");
    kefu__buffer_add(&state->folded, second.data, second.size);
    text.size = state->folded.size;
    text.data = state->folded.failed
                    ? NULL
                    : kefu__arena_text(state->builder->arena, state->folded.data, text.size);
    if (!text.data)
        return kefu__builder_no_memory(state->builder);
    if (!apply(state, text, reading))
        return false;
    if (lexicon->entry_count ==
        known) { /* this pair was defined before: only its gap may still change */
        if (gap != GAP_NOT_GIVEN)
            set_gap(lexicon, kefu__map_find(&state->entries, text.data, text.size), (uint32_t)gap);
        return true;
    }
    if (!kefu__grow(state->builder->allocator, &lexicon->pairs, &lexicon->pair_capacity,
                    lexicon->pair_count + 1, sizeof *lexicon->pairs))
        return kefu__builder_no_memory(state->builder);
    pair = &lexicon->pairs[lexicon->pair_count++];
    pair->entry = (uint32_t)known;
    pair->gap = gap == GAP_NOT_GIVEN ? GAP_USUAL : (uint32_t)gap;
    pair->first = first;
    pair->second = second;
    lexicon->entries[known].flags |= ENTRY_PAIR;
    return true;
}

/* The first alternative text of one part of a pair: the JSON value of the part itself if it is a
 * string, else its first element. */
static const json_value *first_choice(const json_value *part) {
    return kefu__json_is(part, JSON_ARRAY) ? kefu__json_first(part) : part;
}

static const json_value *next_choice(const json_value *part, const json_value *choice) {
    return kefu__json_is(part, JSON_ARRAY) ? kefu__json_next(choice) : NULL;
}

static uint64_t choice_count(const json_value *part) {
    return kefu__json_is(part, JSON_ARRAY) ? kefu__json_count(part) : 1;
}

/* Adds one pair for each alternative text of the second part; all of them have the same first part.
 */
static bool add_pairs(struct lexicon_builder *state, kefu_str first, const json_value *second,
                      int32_t gap, const struct lexicon_reading *reading) {
    const json_value *choice;
    for (choice = first_choice(second); choice; choice = next_choice(second, choice)) {
        const kefu_str text = kefu__lexicon_fold(state, kefu__json_text(choice));
        if (text.size == 0)
            return state->builder->status == KEFU_OK;
        if (!add_pair(state, first, text, gap, reading))
            return false;
    }
    return true;
}

static bool read_pair(struct lexicon_builder *state, const json_value *object,
                      const json_value *parts, const struct lexicon_reading *reading) {
    const json_value *first = kefu__json_first(parts), *choice;
    int64_t gap = GAP_NOT_GIVEN;
    kefu__json_member_integer(state->reader, object, "gap", false, 0, LEXICON_GAP_MAX, &gap);
    if (kefu__json_count(parts) != 2) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "bad_pair",
                          "a pair has two texts");
        return true;
    }
    if (choice_count(first) * choice_count(kefu__json_next(first)) > PAIR_CHOICES_MAX) {
        kefu__json_refuse(state->reader, "pair", KEFU_E_LIMIT, "limit_exceeded",
                          "the choices of a pair make more than %d pairs", PAIR_CHOICES_MAX);
        return true;
    }
    for (choice = first_choice(first); choice; choice = next_choice(first, choice)) {
        const kefu_str text = kefu__lexicon_fold(state, kefu__json_text(choice));
        if (text.size == 0)
            return state->builder->status == KEFU_OK;
        if (!add_pairs(state, text, kefu__json_next(first), (int32_t)gap, reading))
            return false;
    }
    return true;
}

static bool read_pattern(struct lexicon_builder *state, const json_value *object,
                         const json_value *parts, const struct lexicon_reading *reading) {
    const uint32_t gap = kefu__lexicon_pattern_gap(state, object);
    bool sound;
    kefu__json_enter_name(state->reader, "pattern");
    sound = kefu__lexicon_read_pattern(state, parts, gap, reading);
    kefu__json_leave(state->reader);
    return sound;
}

/* ---- the lists ---- */

/* Reads what an entry is searched by, exactly one of "text", "texts", "pair" and "pattern", and
 * merges the meanings `reading` into it. */
static bool read_texts(struct field_reader *reader, const json_value *object,
                       const struct lexicon_reading *reading) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    const json_value *text = kefu__json_get(object, "text");
    const json_value *texts = kefu__json_member_array(reader->json, object, "texts", false);
    const json_value *pair = kefu__json_member_array(reader->json, object, "pair", false);
    const json_value *pattern = kefu__json_get(object, "pattern");
    if (!!text + !!texts + !!pair + !!pattern != 1)
        return kefu__json_refuse(
            reader->json, NULL, KEFU_E_DEFINITION, "no_text",
            "an entry has one of \"text\", \"texts\", \"pair\" and \"pattern\"");
    if (pattern)
        return read_pattern(state, object, pattern, reading);
    if (pair)
        return read_pair(state, object, pair, reading);
    return texts ? kefu__lexicon_apply_texts(state, texts, reading)
                 : apply_text(state, text, reading);
}

static bool finish_entry(struct field_reader *reader, const json_value *object, void *item) {
    kefu__fields_read(reader, &kefu__attributes_table, object, item);
    return read_texts(reader, object, item);
}

#define KEYWORD_SCHEMA "{\"$ref\": \"#/definitions/keyword\"}"
static const struct field entry_fields[] = {
    {"text", FIELD_ANY, .schema = KEYWORD_SCHEMA},
    {"texts", FIELD_ANY, .schema = "{\"type\": \"array\", \"items\": " KEYWORD_SCHEMA "}"},
    {"pair", FIELD_ANY,
     .schema = "{\"type\": \"array\", \"items\": {\"anyOf\": [" KEYWORD_SCHEMA
               ", {\"type\": \"array\", \"items\": " KEYWORD_SCHEMA
               ", \"minItems\": 1}]}, \"minItems\": 2, \"maxItems\": 2}",
     .description = "Two texts with a gap between them."},
    {"pattern", FIELD_ANY, .schema = LEXICON_PATTERN_SCHEMA,
     .description = "Classes (@id) and words that follow one another in a sentence, with gaps."},
    {"gap", FIELD_ANY, .schema = "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 64}",
     .description = "Characters between the parts of a pair or pattern: 4."}};
const struct field_table kefu__entry_table = {
    "an entry",
    FIELDS_OF(entry_fields),
    .common = &kefu__attributes_table,
    .size = sizeof(struct lexicon_reading),
    .finish = finish_entry,
    .definition = "entry",
    .schema_more =
        "\"oneOf\": [{\"required\": [\"text\"]}, {\"required\": [\"texts\"]}, {\"required\": "
        "[\"pair\"]}, {\"required\": [\"pattern\"]}]"};

/* Removes the entry and the grammar words with this text that earlier documents defined. */
static void remove_text(struct lexicon_builder *state, kefu_str text) {
    struct lexicon *lexicon = state->lexicon;
    const uint32_t entry = kefu__lexicon_find_entry(state, text);
    bool found = entry != UINT32_MAX;
    if (found) {
        lexicon->entries[entry].flags = ENTRY_REMOVED | state->entry_flags;
        lexicon->entries[entry].attributes = UINT32_MAX;
    }
    found |= kefu__lexicon_remove_words(state, text);
    if (!found)
        kefu__json_report(state->reader, KEFU_SEVERITY_WARNING, KEFU_E_REFERENCE,
                          "nothing_to_remove", "no earlier document has \"%s\"", text.data);
}

static bool read_removal(struct field_reader *reader, const json_value *value, void *item) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    const kefu_str text = kefu__lexicon_fold(state, kefu__json_text(value));
    (void)item;
    if (text.size > 0)
        remove_text(state, text);
    return text.size > 0;
}
const struct field_table kefu__removal_table = {
    .size = 1, .shorthand = read_removal, .schema = KEYWORD_SCHEMA};
