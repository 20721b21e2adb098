/* SPDX-License-Identifier: MIT
 * Reading the entries of a lexicon document: polarity, ids, pairs, layers. */
#include <string.h>

#include "kefu/analysis.h"
#include "scheme/lexicon/lexicon.h"

enum { MOST_ATTRIBUTES = 16 };

/* What an ENTRY object says, read once and applied to each of its texts. */
struct reading {
    double polarity;
    uint32_t flags, roles;
    size_t count;
    struct {
        uint32_t id;
        double strength;
    } attributes[MOST_ATTRIBUTES];
};

static bool no_memory(struct lexicon_builder *state) {
    return kefu__builder_fail(state->builder, KEFU_E_MEMORY, "out of memory");
}

/* ---- ids ---- */

/* The index of an id of a kind, made where it is new; UINT32_MAX without memory. */
static uint32_t id_index(struct lexicon_builder *state, uint32_t kind, kefu_str id) {
    struct lexicon *lexicon = state->lexicon;
    char key[80];
    const char *copy;
    void *ids = lexicon->ids;
    uint32_t index;
    key[0] = (char)('0' + kind);
    memcpy(key + 1, id.data, id.size);
    index = kefu__map_find(&state->ids, key, id.size + 1);
    if (index != UINT32_MAX)
        return index;
    copy = kefu__arena_text(state->builder->arena, key, id.size + 1);
    if (!copy || !kefu__grow(state->builder->allocator, &ids, &lexicon->id_capacity,
                             lexicon->id_count + 1, sizeof *lexicon->ids))
        return UINT32_MAX;
    lexicon->ids = ids;
    lexicon->ids[lexicon->id_count].id = copy + 1;
    lexicon->ids[lexicon->id_count].kind = kind;
    return kefu__map_add(&state->ids, copy, id.size + 1, (uint32_t)lexicon->id_count++);
}

/* An id that no document gives a title is most often a slip of the pen. */
static void check_known(struct lexicon_builder *state, kefu_str id) {
    if (kefu__map_find(&state->builder->scheme->titles, id.data, id.size) == UINT32_MAX)
        kefu__json_report(state->reader, KEFU_SEVERITY_WARNING, KEFU_E_REFERENCE, "unknown_id",
                          "no document gives \"%.*s\" a title", (int)id.size, id.data);
}

/* Adds one attribute; the reader stands at it. */
static void read_attribute(struct lexicon_builder *state, struct reading *reading, uint32_t kind,
                           kefu_str id, double strength) {
    uint32_t index;
    if (!kefu__is_id(id)) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "bad_id",
                          "an id is [a-z][a-z0-9_.-]*, at most 64 characters");
        return;
    }
    if (reading->count == MOST_ATTRIBUTES || state->lexicon->id_count == LEXICON_MOST_IDS) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                          "too many ids");
        return;
    }
    check_known(state, id);
    index = id_index(state, kind, id);
    if (index == UINT32_MAX) {
        no_memory(state);
        return;
    }
    reading->attributes[reading->count].id = index;
    reading->attributes[reading->count++].strength = strength;
}

static void read_emotions(struct lexicon_builder *state, struct reading *reading,
                          const json_value *object) {
    struct json_reader *reader = state->reader;
    const json_value *emotions = kefu__json_member_object(reader, object, "emotion", false);
    const json_value *emotion;
    if (!emotions)
        return;
    kefu__json_enter_name(reader, "emotion");
    for (emotion = kefu__json_first(emotions); emotion; emotion = kefu__json_next(emotion)) {
        const char *name = kefu__json_name(emotion);
        const kefu_str id = {name, strlen(name)};
        double strength = 0;
        if (!kefu__json_member_number(reader, emotions, name, true, 0, 1, &strength))
            continue;
        kefu__json_enter_name(reader, name);
        read_attribute(state, reading, KEFU_FOUND_EMOTION, id, strength);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
}

static void read_ids(struct lexicon_builder *state, struct reading *reading,
                     const json_value *object) {
    static const struct {
        const char *member;
        uint32_t kind;
    } members[] = {{"aspect", KEFU_FOUND_ASPECT},
                   {"act", KEFU_FOUND_ACT},
                   {"intent", KEFU_FOUND_INTENT},
                   {"fault", KEFU_FOUND_FAULT},
                   {"demand", KEFU_FOUND_DEMAND}};
    size_t i;
    for (i = 0; i < sizeof members / sizeof *members; i++) {
        kefu_str id;
        if (!kefu__json_member_string(state->reader, object, members[i].member, false, &id))
            continue;
        kefu__json_enter_name(state->reader, members[i].member);
        read_attribute(state, reading, members[i].kind, id,
                       reading->flags & ENTRY_AMBIGUOUS && members[i].kind != KEFU_FOUND_ASPECT
                           ? LEXICON_DOUBTFUL
                           : 1.0);
        kefu__json_leave(state->reader);
    }
}

static void read_tags(struct lexicon_builder *state, const json_value *object) {
    const json_value *tags = kefu__json_member_array(state->reader, object, "tags", false), *tag;
    size_t i = 0;
    if (!tags)
        return;
    kefu__json_enter_name(state->reader, "tags");
    for (tag = kefu__json_first(tags); tag; tag = kefu__json_next(tag), i++) {
        if (kefu__json_is(tag, JSON_STRING))
            continue;
        kefu__json_enter_index(state->reader, i);
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a tag is a string");
        kefu__json_leave(state->reader);
    }
    kefu__json_leave(state->reader);
}

static void read_attributes(struct lexicon_builder *state, struct reading *reading,
                            const json_value *object) {
    static const char *const roles[] = {"customer", "agent", NULL};
    struct json_reader *reader = state->reader;
    uint32_t role = 0;
    bool ambiguous = false, graded = false;
    kefu_str note;
    memset(reading, 0, sizeof *reading);
    if (kefu__json_member_number(reader, object, "polarity", false, -1, 1, &reading->polarity))
        reading->flags |= ENTRY_POLAR;
    if (kefu__json_member_choice(reader, object, "role", false, roles, &role))
        reading->roles = role == 0 ? LEXICON_CUSTOMER : LEXICON_AGENT;
    if (kefu__json_member_bool(reader, object, "ambiguous", false, &ambiguous) && ambiguous)
        reading->flags |= ENTRY_AMBIGUOUS;
    if (kefu__json_member_bool(reader, object, "graded", false, &graded) && graded)
        reading->flags |= ENTRY_GRADED;
    kefu__json_member_string(reader, object, "note", false, &note);
    read_emotions(state, reading, object);
    read_ids(state, reading, object);
    read_tags(state, object);
}

/* ---- entries ---- */

/* The entry of a folded text, made where it is new; UINT32_MAX without memory or past the limit. */
static uint32_t entry_of(struct lexicon_builder *state, kefu_str text) {
    struct lexicon *lexicon = state->lexicon;
    void *entries = lexicon->entries;
    struct lexicon_entry *entry;
    uint32_t index = kefu__map_find(&state->entries, text.data, text.size);
    if (index != UINT32_MAX)
        return index;
    if (lexicon->entry_count >= SCHEME_INDEX_MAX) {
        kefu__builder_fail(state->builder, KEFU_E_LIMIT, "too many lexicon entries");
        return UINT32_MAX;
    }
    if (!kefu__grow(state->builder->allocator, &entries, &lexicon->entry_capacity,
                    lexicon->entry_count + 1, sizeof *lexicon->entries)) {
        no_memory(state);
        return UINT32_MAX;
    }
    lexicon->entries = entries;
    entry = &lexicon->entries[lexicon->entry_count];
    memset(entry, 0, sizeof *entry);
    entry->text = text.data;
    entry->attributes = UINT32_MAX;
    index = kefu__map_add(&state->entries, text.data, text.size, (uint32_t)lexicon->entry_count);
    if (index == UINT32_MAX)
        no_memory(state);
    else
        lexicon->entry_count++;
    return index;
}

static struct lexicon_attribute *find_attribute(struct lexicon *lexicon,
                                                const struct lexicon_entry *entry, uint32_t id) {
    uint32_t i;
    for (i = entry->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next)
        if (lexicon->attributes[i].id == id)
            return &lexicon->attributes[i];
    return NULL;
}

static bool add_attribute(struct lexicon_builder *state, struct lexicon_entry *entry, uint32_t id,
                          double strength, uint32_t roles) {
    struct lexicon *lexicon = state->lexicon;
    struct lexicon_attribute *attribute = find_attribute(lexicon, entry, id);
    void *attributes = lexicon->attributes;
    if (attribute) { /* the stronger stands, for whomever either allows */
        attribute->roles = (uint16_t)(attribute->roles && roles ? attribute->roles | roles : 0);
        if (strength > (double)attribute->strength)
            attribute->strength = (float)strength;
        return true;
    }
    if (!kefu__grow(state->builder->allocator, &attributes, &lexicon->attribute_capacity,
                    lexicon->attribute_count + 1, sizeof *lexicon->attributes))
        return no_memory(state);
    lexicon->attributes = attributes;
    attribute = &lexicon->attributes[lexicon->attribute_count];
    attribute->next = entry->attributes;
    attribute->id = (uint16_t)id;
    attribute->roles = (uint16_t)roles;
    attribute->strength = (float)strength;
    entry->attributes = (uint32_t)lexicon->attribute_count++;
    return true;
}

static void apply_polarity(struct lexicon_builder *state, struct lexicon_entry *entry,
                           const struct reading *reading) {
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
    /* A document beside it takes a word from nobody: 没完没了 judges, whoever says it. */
    entry->polarity_roles = beside && (entry->polarity_roles == 0 || reading->roles == 0)
                                ? 0
                                : reading->roles | (beside ? entry->polarity_roles : 0);
    entry->document = state->document_index;
    entry->flags &= ~(ENTRY_AMBIGUOUS | ENTRY_GRADED);
}

/* Unites an entry with what is said of it here. */
static bool apply(struct lexicon_builder *state, kefu_str text, const struct reading *reading) {
    const uint32_t index = entry_of(state, text);
    struct lexicon_entry *entry;
    size_t i;
    if (index == UINT32_MAX)
        return false;
    entry = &state->lexicon->entries[index];
    if (entry->flags & ENTRY_REMOVED || entry->document > state->document_index) {
        entry->flags = 0;
        entry->attributes = UINT32_MAX;
    }
    apply_polarity(state, entry, reading);
    entry->flags |= reading->flags;
    for (i = 0; i < reading->count; i++)
        if (!add_attribute(state, entry, reading->attributes[i].id, reading->attributes[i].strength,
                           reading->roles))
            return false;
    return true;
}

/* Folds a text at the reader's place and applies the reading to it. */
static bool apply_text(struct lexicon_builder *state, const json_value *value,
                       const struct reading *reading) {
    kefu_str text;
    if (!kefu__json_is(value, JSON_STRING)) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a keyword is a string");
        return true;
    }
    text = kefu__lexicon_fold(state, kefu__json_text(value));
    return text.size > 0 ? apply(state, text, reading) : state->builder->status == KEFU_OK;
}

static bool apply_texts(struct lexicon_builder *state, const json_value *texts,
                        const struct reading *reading) {
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

enum { GAP_NOT_GIVEN = -1, GAP_USUAL = 4 /* characters */ };

static void set_gap(struct lexicon *lexicon, kefu_str text, uint32_t gap) {
    size_t i;
    for (i = 0; i < lexicon->pair_count; i++)
        if (strcmp(lexicon->entries[lexicon->pairs[i].entry].text, text.data) == 0)
            lexicon->pairs[i].gap = gap;
}

static bool add_pair(struct lexicon_builder *state, kefu_str first, kefu_str second, int32_t gap,
                     const struct reading *reading) {
    struct lexicon *lexicon = state->lexicon;
    void *pairs = lexicon->pairs;
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
        return no_memory(state);
    if (!apply(state, text, reading))
        return false;
    if (lexicon->entry_count ==
        known) { /* stands already: attributes united, the later gap holds */
        if (gap != GAP_NOT_GIVEN)
            set_gap(lexicon, text, (uint32_t)gap);
        return true;
    }
    if (!kefu__grow(state->builder->allocator, &pairs, &lexicon->pair_capacity,
                    lexicon->pair_count + 1, sizeof *lexicon->pairs))
        return no_memory(state);
    lexicon->pairs = pairs;
    pair = &lexicon->pairs[lexicon->pair_count++];
    pair->entry = (uint32_t)known;
    pair->gap = gap == GAP_NOT_GIVEN ? GAP_USUAL : (uint32_t)gap;
    pair->first = first;
    pair->second = second;
    lexicon->entries[known].flags |= ENTRY_PAIR;
    return true;
}

/* The texts that a part of a pair may be: a string is one, an array its items. */
static const json_value *first_choice(const json_value *part) {
    return kefu__json_is(part, JSON_ARRAY) ? kefu__json_first(part) : part;
}

static const json_value *next_choice(const json_value *part, const json_value *choice) {
    return kefu__json_is(part, JSON_ARRAY) ? kefu__json_next(choice) : NULL;
}

/* Pairs one first part with everything that the second may be. */
static bool add_pairs(struct lexicon_builder *state, kefu_str first, const json_value *second,
                      int32_t gap, const struct reading *reading) {
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
                      const json_value *parts, const struct reading *reading) {
    const json_value *first = kefu__json_first(parts), *choice;
    int64_t gap = GAP_NOT_GIVEN;
    kefu__json_member_integer(state->reader, object, "gap", false, 0, LEXICON_MOST_GAP, &gap);
    if (kefu__json_count(parts) != 2) {
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "bad_pair",
                          "a pair has two texts");
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

static bool read_entry(struct lexicon_builder *state, const json_value *object) {
    static const char *const known[] = {
        "text",  "texts",  "pair", "gap",  "polarity",  "emotion", "aspect", "act", "intent",
        "fault", "demand", "role", "tags", "ambiguous", "graded",  "note",   NULL};
    struct json_reader *reader = state->reader;
    const json_value *text, *texts, *pair;
    struct reading reading;
    if (!kefu__json_is(object, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "an entry is an object");
        return true;
    }
    kefu__json_known_members(reader, object, known);
    text = kefu__json_get(object, "text");
    texts = kefu__json_member_array(reader, object, "texts", false);
    pair = kefu__json_member_array(reader, object, "pair", false);
    if (!!text + !!texts + !!pair != 1) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "no_text",
                          "an entry has one of \"text\", \"texts\" and \"pair\"");
        return true;
    }
    read_attributes(state, &reading, object);
    if (pair)
        return read_pair(state, object, pair, &reading);
    if (texts)
        return apply_texts(state, texts, &reading);
    return apply_text(state, text, &reading);
}

/* Drops what earlier documents said of a text: entries, and words of grammar. */
static void remove_text(struct lexicon_builder *state, kefu_str text) {
    struct lexicon *lexicon = state->lexicon;
    const uint32_t entry = kefu__map_find(&state->entries, text.data, text.size);
    bool found = entry != UINT32_MAX;
    size_t i;
    if (found) {
        lexicon->entries[entry].flags = ENTRY_REMOVED;
        lexicon->entries[entry].attributes = UINT32_MAX;
    }
    for (i = 0; i < lexicon->word_count; i++)
        if (kefu__str_equal(lexicon->words[i].text, text))
            found = lexicon->words[i].removed = true;
    if (!found)
        kefu__json_report(state->reader, KEFU_SEVERITY_WARNING, KEFU_E_REFERENCE, "unresolved_ref",
                          "no earlier document has \"%s\"", text.data);
}

static void read_removals(struct lexicon_builder *state) {
    const json_value *list = kefu__json_member_array(state->reader, state->document->root, "remove",
                                                     false);
    const json_value *item;
    size_t i = 0;
    if (!list)
        return;
    kefu__json_enter_name(state->reader, "remove");
    for (item = kefu__json_first(list); item; item = kefu__json_next(item), i++) {
        kefu_str text;
        kefu__json_enter_index(state->reader, i);
        text = kefu__lexicon_fold(state, kefu__json_text(item));
        if (text.size > 0)
            remove_text(state, text);
        kefu__json_leave(state->reader);
    }
    kefu__json_leave(state->reader);
}

bool kefu__lexicon_read_entries(struct lexicon_builder *state) {
    const json_value *list, *item;
    bool sound = true;
    size_t i = 0;
    read_removals(state);
    list = kefu__json_member_array(state->reader, state->document->root, "entries", false);
    if (!list)
        return state->builder->status == KEFU_OK;
    kefu__json_enter_name(state->reader, "entries");
    for (item = kefu__json_first(list); item && sound; item = kefu__json_next(item), i++) {
        kefu__json_enter_index(state->reader, i);
        sound = read_entry(state, item);
        kefu__json_leave(state->reader);
    }
    kefu__json_leave(state->reader);
    return sound && state->builder->status == KEFU_OK;
}
