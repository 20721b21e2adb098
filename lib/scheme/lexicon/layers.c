/* SPDX-License-Identifier: MIT
 * The entries of a lexicon by their texts: made, found, and merged with what each layer of
 * documents says of them. */
#include <string.h>

#include "scheme/lexicon/attributes.h"

/* The key of a text in the map state->entries. A text may have two entries, one for texts of all
 * genres and one for messages of conversations only; the key of the latter begins with a control
 * character, which no folded text contains. */
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

/* The index of the entry of a folded text, which is created if it is new; UINT32_MAX if out of
 * memory, or if there are too many entries. */
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

/* Finds the attribute with this id in the entry's linked list; NULL if there is none. *count
 * becomes the number of attributes that precede it, or of all attributes if there is none. */
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
    /* the id is given twice: it gets the larger of both strengths and counts for the speakers of
     * both */
    if (attribute) {
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
    /* If an earlier entry of the same layer gave this text a polarity, a later one must not
     * restrict the speakers for whom it counts: the merged polarity counts for the speakers of
     * both, and for all (0) if one of them does. */
    entry->polarity_roles = beside && (entry->polarity_roles == 0 || roles == 0)
                                ? 0
                                : roles | (beside ? entry->polarity_roles : 0);
    entry->document = state->document_index;
    /* the flags "ambiguous" and "graded" describe the polarity of the entry that gives them, so
     * they replace those of the earlier polarity */
    entry->flags = (entry->flags & ~(ENTRY_AMBIGUOUS | ENTRY_GRADED)) | reading->flags;
}

/* Merges the meanings that were read from a document into the entry of a folded text. */
uint32_t kefu__lexicon_apply(struct lexicon_builder *state, kefu_str text,
                             const struct lexicon_reading *reading) {
    const uint32_t index = entry_of(state, text);
    struct lexicon_entry *entry;
    if (index == UINT32_MAX)
        return index;
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
            return UINT32_MAX;
    return index;
}

uint32_t kefu__lexicon_find_entry(struct lexicon_builder *state, kefu_str text) {
    const kefu_str key = key_of(state, text);
    return key.data ? kefu__map_find(&state->entries, key.data, key.size) : UINT32_MAX;
}
