/* SPDX-License-Identifier: MIT
 * Reading the entries of a lexicon document: texts, pairs, layers. */
#include <string.h>

#include "scheme/lexicon/attributes.h"

/* ---- entries ---- */

/* The key of a text in the map of entries. A text may have two entries, one for all texts and one
 * for messages: the key of the latter begins with a control character, which no folded text
 * contains. */
static kefu_str key_of(struct lexicon_builder *state, kefu_str text) {
    kefu_str key = text;
    char *copy;
    if (!state->entry_flags)
        return key;
    copy = kefu__arena_alloc(state->builder->arena, text.size + 1);
    key.data = copy;
    if (!copy)
        return key;
    copy[0] = '\x01';
    memcpy(copy + 1, text.data, text.size);
    key.size = text.size + 1;
    return key;
}

/* The entry of a folded text, created if it is new; UINT32_MAX without memory or beyond the limit.
 */
static uint32_t entry_of(struct lexicon_builder *state, kefu_str text) {
    const kefu_str key = key_of(state, text);
    struct lexicon *lexicon = state->lexicon;
    struct lexicon_entry *entry;
    uint32_t index;
    if (!key.data) {
        kefu__builder_no_memory(state->builder);
        return UINT32_MAX;
    }
    index = kefu__map_find(&state->entries, key.data, key.size);
    if (index != UINT32_MAX)
        return index;
    if (lexicon->entry_count >= SCHEME_INDEX_MAX) {
        kefu__builder_fail(state->builder, KEFU_E_LIMIT, "too many lexicon entries");
        return UINT32_MAX;
    }
    if (!kefu__grow(state->builder->allocator, &lexicon->entries, &lexicon->entry_capacity,
                    lexicon->entry_count + 1, sizeof *lexicon->entries)) {
        kefu__builder_no_memory(state->builder);
        return UINT32_MAX;
    }
    entry = &lexicon->entries[lexicon->entry_count];
    memset(entry, 0, sizeof *entry);
    entry->text = text.data;
    entry->attributes = UINT32_MAX;
    entry->flags = state->entry_flags;
    index = kefu__map_add(&state->entries, key.data, key.size, (uint32_t)lexicon->entry_count);
    if (index == UINT32_MAX)
        kefu__builder_no_memory(state->builder);
    else
        lexicon->entry_count++;
    return index;
}

/* An entry's attribute of that id, or NULL; *count: how many others were passed. */
static struct lexicon_attribute *find_attribute(struct lexicon *lexicon,
                                                const struct lexicon_entry *entry, uint32_t id,
                                                size_t *count) {
    *count = 0;
    for (uint32_t i = entry->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next, ++*count)
        if (lexicon->attributes[i].id == id)
            return &lexicon->attributes[i];
    return NULL;
}

static bool add_attribute(struct lexicon_builder *state, struct lexicon_entry *entry, uint32_t id,
                          double strength, uint32_t roles) {
    struct lexicon *lexicon = state->lexicon;
    size_t count;
    struct lexicon_attribute *attribute = find_attribute(lexicon, entry, id, &count);
    if (attribute) { /* the larger strength wins, for the speakers of both */
        attribute->roles = (uint16_t)(attribute->roles && roles ? attribute->roles | roles : 0);
        if (strength > (double)attribute->strength)
            attribute->strength = (float)strength;
        return true;
    }
    if (count == LEXICON_TEXT_ATTRIBUTES_MAX) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                          "\"%s\" has more than %d emotions, aspects and other ids", entry->text,
                          LEXICON_TEXT_ATTRIBUTES_MAX);
        return true;
    }
    if (!kefu__grow(state->builder->allocator, &lexicon->attributes, &lexicon->attribute_capacity,
                    lexicon->attribute_count + 1, sizeof *lexicon->attributes))
        return kefu__builder_no_memory(state->builder);
    attribute = &lexicon->attributes[lexicon->attribute_count];
    attribute->next = entry->attributes;
    attribute->id = (uint16_t)id;
    attribute->roles = (uint16_t)roles;
    attribute->strength = (float)strength;
    entry->attributes = (uint32_t)lexicon->attribute_count++;
    return true;
}

static void apply_polarity(struct lexicon_builder *state, struct lexicon_entry *entry,
                           const struct lexicon_reading *reading) {
    const uint32_t roles = reading->roles[LEXICON_POLARITY];
    const bool beside = entry->flags & ENTRY_POLAR &&
                        state->builder->documents[entry->document].layer == state->document->layer;
    if (!(reading->flags & ENTRY_POLAR))
        return;
    if (beside && (double)entry->polarity * reading->polarity < 0)
        kefu__json_report(state->reader, KEFU_SEVERITY_WARNING, KEFU_E_DEFINITION,
                          "lexicon_conflict", "\"%s\" is %+.1f here and %+.1f in %s", entry->text,
                          reading->polarity, (double)entry->polarity,
                          state->builder->documents[entry->document].reader->source);
    entry->polarity = (float)reading->polarity;
    /* A document that extends another one must not restrict the speakers of a word: 没完没了 keeps
     * its polarity for all speakers. */
    entry->polarity_roles = beside && (entry->polarity_roles == 0 || roles == 0)
                                ? 0
                                : roles | (beside ? entry->polarity_roles : 0);
    entry->document = state->document_index;
    /* "ambiguous" and "graded" belong to the polarity given in the same entry, and to no other */
    entry->flags = (entry->flags & ~(ENTRY_AMBIGUOUS | ENTRY_GRADED)) | reading->flags;
}

/* Merges the meanings that were read into an entry. */
static bool apply(struct lexicon_builder *state, kefu_str text,
                  const struct lexicon_reading *reading) {
    const uint32_t index = entry_of(state, text);
    struct lexicon_entry *entry;
    if (index == UINT32_MAX)
        return false;
    entry = &state->lexicon->entries[index];
    if (entry->flags & ENTRY_REMOVED || entry->document > state->document_index) {
        entry->flags = state->entry_flags;
        entry->attributes = UINT32_MAX;
    }
    apply_polarity(state, entry, reading);
    entry->flags |= reading->flags & ENTRY_INSIDE;
    if (!(entry->flags & ENTRY_POLAR))
        entry->flags |= reading->flags & ENTRY_GRADED;
    for (size_t i = 0; i < reading->count; i++)
        if (!add_attribute(state, entry, reading->attributes[i].id, reading->attributes[i].strength,
                           reading->attributes[i].roles))
            return false;
    return true;
}

/* Folds a text at the reader's cursor and merges the meanings into its entry. */
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
    GAP_USUAL = 4 /* characters allowed between the parts of a pair if the entry does not say */,
    /* limit on the pairs that one entry stands for, so that its memory is proportional to its size
     */
    PAIR_CHOICES_MAX = 4096
};

/* Sets the gap of a pair. Pairs are in the order of their entries, because each pair is created
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
        known) { /* the pair exists already: attributes were merged, and the later gap applies */
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

/* The first alternative text of a part of a pair: the part itself if it is a string, else its first
 * item. */
static const json_value *first_choice(const json_value *part) {
    return kefu__json_is(part, JSON_ARRAY) ? kefu__json_first(part) : part;
}

static const json_value *next_choice(const json_value *part, const json_value *choice) {
    return kefu__json_is(part, JSON_ARRAY) ? kefu__json_next(choice) : NULL;
}

static uint64_t choice_count(const json_value *part) {
    return kefu__json_is(part, JSON_ARRAY) ? kefu__json_count(part) : 1;
}

/* Adds the pairs of one first part with all alternatives of the second part. */
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

/* ---- the lists ---- */

/* Reads the texts of an entry: exactly one of "text", "texts" and "pair". */
static bool read_texts(struct field_reader *reader, const json_value *object,
                       const struct lexicon_reading *reading) {
    struct lexicon_builder *state = kefu__lexicon_builder(reader);
    const json_value *text = kefu__json_get(object, "text");
    const json_value *texts = kefu__json_member_array(reader->json, object, "texts", false);
    const json_value *pair = kefu__json_member_array(reader->json, object, "pair", false);
    if (!!text + !!texts + !!pair != 1)
        return kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "no_text",
                                 "an entry has one of \"text\", \"texts\" and \"pair\"");
    if (pair)
        return read_pair(state, object, pair, reading);
    return texts ? kefu__lexicon_apply_texts(state, texts, reading)
                 : apply_text(state, text, reading);
}

static bool finish_entry(struct field_reader *reader, const json_value *object, void *item) {
    kefu__fields_read(reader, &kefu__attributes_shape, object, item);
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
     .says = "Two texts with a gap between them."},
    {"gap", FIELD_ANY, .schema = "{\"type\": \"integer\", \"minimum\": 0, \"maximum\": 64}",
     .says = "Characters between the parts of a pair: 4."}};
const struct shape kefu__entry_shape = {
    "an entry",
    FIELDS_OF(entry_fields),
    .head = &kefu__attributes_shape,
    .size = sizeof(struct lexicon_reading),
    .finish = finish_entry,
    .definition = "entry",
    .rest = "\"oneOf\": [{\"required\": [\"text\"]}, {\"required\": [\"texts\"]}, {\"required\": "
            "[\"pair\"]}]"};

/* Removes the entries and grammar words of a text that earlier documents defined. */
static void remove_text(struct lexicon_builder *state, kefu_str text) {
    struct lexicon *lexicon = state->lexicon;
    const kefu_str key = key_of(state, text);
    const uint32_t entry = key.data ? kefu__map_find(&state->entries, key.data, key.size)
                                    : UINT32_MAX;
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
const struct shape kefu__removal_shape = {
    .size = 1, .shorthand = read_removal, .schema = KEYWORD_SCHEMA};
