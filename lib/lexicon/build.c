/* SPDX-License-Identifier: MIT
 * Building a lexicon's matcher: from entries and words of grammar to keywords, in the order in
 * which their senses are best read. */
#include "lexicon/build.h"

#include <stdlib.h>
#include <string.h>

#include "lexicon/boundary.h"

enum { ORDER_RANKS = 16 };

/* ---- keywords ---- */

/* A group of gapped pairs: their common first part, and the group's number in the order of the
 * documents, before groups are sorted. */
struct first_part {
    kefu_str text;
    uint32_t group;
};

/* Longer first parts come first: they match more of the text. */
static int compare_first_parts(const void *left, const void *right) {
    const kefu_str a = ((const struct first_part *)left)->text;
    const kefu_str b = ((const struct first_part *)right)->text;
    if (a.size != b.size)
        return a.size > b.size ? -1 : 1;
    return memcmp(a.data, b.data, a.size);
}

static bool is_removed(const struct lexicon *lexicon, const struct lexicon_pair *pair) {
    return (lexicon->entries[pair->entry].flags & ENTRY_REMOVED) != 0;
}

/* Gives all gapped pairs with the same first part one group number, and writes the first part of
 * each group to `parts`. Returns false if out of memory. */
static bool group_pairs(struct lexicon *lexicon, const kefu_allocator *allocator,
                        struct first_part *parts) {
    struct index_map groups;
    bool sound = true;
    kefu__map_init(&groups, allocator);
    for (uint32_t i = 0; sound && i < lexicon->pair_count; i++) {
        const struct lexicon_pair *pair = &lexicon->pairs[i];
        if (is_removed(lexicon, pair))
            continue;
        const uint32_t count = (uint32_t)lexicon->group_count;
        const uint32_t group = kefu__map_add(&groups, pair->first.data, pair->first.size, count);
        sound = group != UINT32_MAX;
        lexicon->pair_groups[i] = group;
        if (group == count)
            parts[lexicon->group_count++] = (struct first_part){pair->first, group};
    }
    kefu__map_free(&groups);
    return sound;
}

/* Adds the keywords of gapped pairs. Pairs with the same first part form a group with one sense, so
 * that the last occurrence of that part is stored once. */
static bool enter_pairs(struct lexicon *lexicon, struct keyword_list *keywords) {
    struct arena *scratch = keywords->scratch;
    struct first_part *parts = kefu__arena_alloc(scratch, lexicon->pair_count * sizeof *parts);
    uint32_t *ranks = kefu__arena_alloc(scratch, lexicon->pair_count * sizeof *ranks);
    lexicon->pair_groups = kefu__arena_alloc(keywords->arena,
                                             lexicon->pair_count * sizeof *lexicon->pair_groups);
    if (!parts || !ranks || !lexicon->pair_groups ||
        !group_pairs(lexicon, keywords->allocator, parts))
        return false;
    if (lexicon->group_count > 0)
        qsort(parts, lexicon->group_count, sizeof *parts, compare_first_parts);
    bool sound = true;
    for (uint32_t i = 0; sound && i < lexicon->group_count; i++) {
        ranks[parts[i].group] = i;
        sound = kefu__keyword_list_add(keywords, parts[i].text, SENSE_PAIR_FIRST, i);
    }
    for (uint32_t i = 0; sound && i < lexicon->pair_count; i++) {
        const struct lexicon_pair *pair = &lexicon->pairs[i];
        if (is_removed(lexicon, pair))
            continue;
        lexicon->pair_groups[i] = ranks[lexicon->pair_groups[i]];
        lexicon->has_inside_pairs |= (lexicon->entries[pair->entry].flags & ENTRY_INSIDE) != 0;
        sound = kefu__keyword_list_add(keywords, pair->second, SENSE_PAIR_SECOND, i);
    }
    return sound;
}

/* Bit set of the speakers in whose texts an entry has any effect, by its polarity or its ids. */
static uint32_t speakers_of(const struct lexicon *lexicon, const struct lexicon_entry *entry) {
    uint32_t speakers = entry->flags & ENTRY_POLAR ? entry->polarity_roles : 0, i;
    if ((entry->flags & ENTRY_POLAR && !speakers) || entry->attributes == UINT32_MAX)
        return entry->attributes == UINT32_MAX ? speakers : 0;
    for (i = entry->attributes; i != UINT32_MAX; i = lexicon->attributes[i].next) {
        if (lexicon->attributes[i].roles == 0)
            return 0;
        speakers |= lexicon->attributes[i].roles;
    }
    return speakers;
}

static uint8_t traits_of(const struct lexicon *lexicon, const struct lexicon_entry *entry) {
    const bool polar = entry->flags & ENTRY_POLAR, ids = entry->attributes != UINT32_MAX;
    const bool denies = kefu__set_within(&lexicon->grammar.characters[CHARACTERS_NEGATION],
                                         entry->text);
    return (uint8_t)((polar && entry->polarity != 0 ? TRAIT_POLAR : 0) |
                     (entry->polarity_roles & 3) << 1 | (ids ? TRAIT_IDS : 0) |
                     (ids && !polar ? TRAIT_NEUTRAL : 0) | (denies ? TRAIT_DENIES : 0) |
                     speakers_of(lexicon, entry) << 5);
}

static bool list_traits(struct lexicon *lexicon, struct arena *arena) {
    lexicon->traits = kefu__arena_alloc(arena, lexicon->entry_count);
    if (!lexicon->traits)
        return false;
    for (size_t i = 0; i < lexicon->entry_count; i++) {
        struct lexicon_entry *entry = &lexicon->entries[i];
        lexicon->traits[i] = traits_of(lexicon, entry);
        if (kefu__set_begins(&lexicon->grammar.characters[CHARACTERS_NEGATION], entry->text))
            entry->flags |= ENTRY_DENIES;
    }
    return true;
}

bool kefu__lexicon_enter(struct lexicon *lexicon, struct keyword_list *keywords) {
    bool sound = list_traits(lexicon, keywords->arena);
    size_t mark_count;
    const struct boundary_mark *marks = kefu__boundary_marks(&mark_count);
    for (size_t i = 0; sound && i < lexicon->entry_count; i++) {
        const struct lexicon_entry *entry = &lexicon->entries[i];
        const kefu_str text = kefu__str(entry->text);
        if (!(entry->flags & (ENTRY_REMOVED | ENTRY_PAIR)))
            sound = kefu__keyword_list_add(keywords, text, SENSE_ENTRY, (uint32_t)i);
    }
    sound = sound && enter_pairs(lexicon, keywords) &&
            kefu__lexicon_list_steps(lexicon, keywords->arena);
    for (size_t i = 0; sound && i < lexicon->word_count; i++)
        if (!lexicon->words[i].removed)
            sound = kefu__keyword_list_add(keywords, lexicon->words[i].text,
                                           (enum sense_kind)lexicon->words[i].sense, (uint32_t)i);
    for (size_t i = 0; sound && i < mark_count; i++)
        sound = kefu__keyword_list_add(keywords, kefu__str(marks[i].text), SENSE_BOUNDARY,
                                       (uint32_t)marks[i].boundary);
    return sound && kefu__lexicon_enter_learned(lexicon, keywords);
}

/* ---- attributes ---- */

/* An attribute without its place in a list: what lists of attributes are compared by. */
struct attribute_value {
    uint16_t id, roles;
    float strength;
};

/* Lists of attributes, each of which is stored once however many entries have it. */
struct attribute_pool {
    const struct lexicon_attribute *from; /* the attributes as documents added them */
    struct lexicon_attribute *to;
    struct attribute_value *values; /* of the attributes in `to`, and behind them of a new list */
    uint32_t count;                 /* attributes in `to` */
    struct index_map lists;         /* from the values of a list to the index of its first one */
};

/* Writes the attributes of a list behind those in the pool; the caller counts them. */
static void write_list(const struct attribute_pool *pool, const struct lexicon_entry *entry) {
    uint32_t at = pool->count;
    for (uint32_t i = entry->attributes; i != UINT32_MAX; i = pool->from[i].next, at++) {
        const uint32_t next = pool->from[i].next;
        pool->to[at] = pool->from[i];
        pool->to[at].next = next == UINT32_MAX ? UINT32_MAX : at + 1;
    }
}

/* Sets the entry's attributes to the list of the pool that equals them, added if there is none.
 * Returns false if out of memory. */
static bool share_attributes(struct attribute_pool *pool, struct lexicon_entry *entry) {
    struct attribute_value *values = pool->values + pool->count;
    uint32_t size = 0, first;
    if (entry->attributes == UINT32_MAX)
        return true;
    for (uint32_t i = entry->attributes; i != UINT32_MAX; i = pool->from[i].next)
        values[size++] = (struct attribute_value){pool->from[i].id, pool->from[i].roles,
                                                  pool->from[i].strength};
    first = kefu__map_add(&pool->lists, (const char *)values, size * sizeof *values, pool->count);
    if (first == UINT32_MAX)
        return false;
    if (first == pool->count) {
        write_list(pool, entry);
        pool->count += size;
    }
    entry->attributes = first;
    return true;
}

/* Stores each list of attributes once, for all entries that have it: tens of thousands of entries
 * share a few hundred lists, which then stay in the cache. Before, the attributes stand in the
 * order in which documents added them, and those of one entry are scattered. Returns false if out
 * of memory. */
static bool pack_attributes(struct lexicon *lexicon, const struct keyword_list *keywords) {
    const size_t count = lexicon->attribute_count;
    struct lexicon_attribute *from = kefu__arena_alloc(keywords->scratch, count * sizeof *from);
    struct attribute_pool pool = {.from = from, .to = lexicon->attributes};
    bool sound;
    pool.values = kefu__arena_alloc(keywords->scratch, count * sizeof *pool.values);
    if (!from || !pool.values)
        return false;
    if (count > 0)
        memcpy(from, lexicon->attributes, count * sizeof *from);
    kefu__map_init(&pool.lists, keywords->allocator);
    sound = true;
    for (size_t i = 0; sound && i < lexicon->entry_count; i++)
        sound = share_attributes(&pool, &lexicon->entries[i]);
    kefu__map_free(&pool.lists);
    lexicon->attribute_count = pool.count;
    return sound;
}

/* ---- the matcher ---- */

/* Estimates how rarely a keyword is found, from its length and, if it is learned, from how many
 * topic packs and topics have a weight for it. Keywords are ordered by this, so that frequent ones
 * are neighbours in the tables that are read for every match. */
static size_t rarity_of(const struct lexicon *lexicon, const struct keyword_list *keywords,
                        size_t keyword) {
    const struct learned_model *model = lexicon->genres[KEFU_GENRE_REVIEW].learned;
    const struct sense *sense = &keywords->senses[keyword];
    const size_t length = keywords->texts[keyword].size / 3;
    size_t known;
    if (sense->kind != SENSE_LEARNED)
        return length <= 1 ? 0 : length + 3 < ORDER_RANKS ? length + 3 : ORDER_RANKS - 1;
    if (!model || sense->value >= model->keyword_count)
        return length <= 2 ? 4 : 6;
    known = model->rows[sense->value + 1] - model->rows[sense->value];
    return known > 8 ? 0 : known > 4 ? 1 : known > 2 ? 2 : known > 1 ? 3 : length <= 2 ? 4 : 6;
}

/* Counting sort of keywords by rarity_of(): copies the texts and senses of `from` to `to`. */
static void order_by_rarity(const struct lexicon *lexicon, const struct keyword_list *from,
                            struct keyword_list *to) {
    size_t begin[ORDER_RANKS + 1] = {0}, i;
    for (i = 0; i < from->count; i++)
        begin[rarity_of(lexicon, from, i) + 1]++;
    for (i = 1; i <= ORDER_RANKS; i++)
        begin[i] += begin[i - 1];
    for (i = 0; i < from->count; i++) {
        const size_t at = begin[rarity_of(lexicon, from, i)]++;
        to->texts[at] = from->texts[i];
        to->senses[at] = from->senses[i];
    }
}

static bool reorder(const struct lexicon *lexicon, struct keyword_list *keywords) {
    struct keyword_list ordered = *keywords;
    ordered.texts = kefu__arena_alloc(keywords->scratch, keywords->count * sizeof *ordered.texts);
    ordered.senses = kefu__arena_alloc(keywords->scratch, keywords->count * sizeof *ordered.senses);
    if (!ordered.texts || !ordered.senses)
        return false;
    order_by_rarity(lexicon, keywords, &ordered);
    memcpy(keywords->texts, ordered.texts, keywords->count * sizeof *ordered.texts);
    memcpy(keywords->senses, ordered.senses, keywords->count * sizeof *ordered.senses);
    return true;
}

kefu_status kefu__lexicon_build(struct lexicon *lexicon, struct keyword_list *keywords,
                                kefu_error *error) {
    const struct matcher_options options = {true, keywords->allocator};
    if (!reorder(lexicon, keywords) || !pack_attributes(lexicon, keywords))
        return kefu__no_memory(error);
    const kefu_status status = kefu__matcher_build(keywords->texts, keywords->count, &options,
                                                   &lexicon->matcher, error);
    if (status != KEFU_OK)
        return status;
    return kefu__lexicon_list_senses(lexicon, keywords)
               ? kefu__lexicon_join_learned(lexicon, keywords, error)
               : kefu__no_memory(error);
}

void kefu__lexicon_free(struct lexicon *lexicon, const kefu_allocator *allocator) {
    if (!lexicon)
        return;
    kefu__matcher_free(lexicon->matcher);
    for (size_t i = 0; i < LEXICON_GENRES; i++)
        kefu__pairs_free(&lexicon->genres[i].learned_pairs);
    kefu__scan_image_free(lexicon->dialogue_image);
    kefu__scan_image_free(lexicon->accuser.image);
    kefu__release(allocator, lexicon->entries, lexicon->entry_capacity * sizeof *lexicon->entries);
    kefu__release(allocator, lexicon->attributes,
                  lexicon->attribute_capacity * sizeof *lexicon->attributes);
    kefu__release(allocator, lexicon->pairs, lexicon->pair_capacity * sizeof *lexicon->pairs);
    kefu__release(allocator, lexicon->words, lexicon->word_capacity * sizeof *lexicon->words);
    kefu__release(allocator, lexicon->ids, lexicon->id_capacity * sizeof *lexicon->ids);
    kefu__release(allocator, lexicon->excuses, lexicon->excuse_capacity * sizeof *lexicon->excuses);
    kefu__release(allocator, lexicon->patterns.classes,
                  lexicon->patterns.class_capacity * sizeof *lexicon->patterns.classes);
    kefu__release(allocator, lexicon->patterns.steps,
                  lexicon->patterns.step_capacity * sizeof *lexicon->patterns.steps);
    kefu__release(allocator, lexicon, sizeof *lexicon);
}
