/* SPDX-License-Identifier: MIT
 * What each keyword of the finished matcher means, in tables that are shaped for reading. */
#include <string.h>

#include "lexicon/build.h"
#include "lexicon/word_boundaries.h"

static bool is_known(const struct sense *senses, uint32_t count, const struct sense *sense) {
    for (uint32_t i = 0; i < count; i++)
        if (senses[i].kind == sense->kind && senses[i].value == sense->value)
            return true;
    return false;
}

/* Copies the senses of a keyword to `to`, except for learned ones and second parts of pairs, and
 * returns their number. Duplicates are left out: they arise when two spellings of a keyword fold to
 * the same one (two forms of the full stop). */
static uint32_t copy_senses(const struct keyword_list *keywords, const struct lexicon *lexicon,
                            uint32_t keyword, struct sense *to) {
    const uint32_t ids = kefu__matcher_id_count(lexicon->matcher, keyword);
    uint32_t count = 0;
    for (uint32_t i = 0; i < ids && count < UINT16_MAX; i++) {
        const struct sense *sense =
            &keywords->senses[kefu__matcher_id(lexicon->matcher, keyword, i)];
        if (sense->kind != SENSE_LEARNED && sense->kind != SENSE_PAIR_SECOND &&
            !is_known(to, count, sense))
            to[count++] = *sense;
    }
    return count;
}

/* Inserts a pair into the list, which is ordered by group. Of the pairs that one match completes
 * the first counts, and which one that is must not depend on the order of the documents. An
 * insertion sort suffices, since few pairs share a second part. */
static void insert_second(struct lexicon_second *seconds, uint32_t count, uint32_t group,
                          uint32_t pair) {
    uint32_t at = count;
    for (; at > 0 && seconds[at - 1].group > group; at--)
        seconds[at] = seconds[at - 1];
    seconds[at] = (struct lexicon_second){group, pair};
}

/* Copies to `to` the gapped pairs whose second part is this keyword, ordered by group (all pairs
 * with the same first part). */
static uint32_t copy_seconds(const struct keyword_list *keywords, const struct lexicon *lexicon,
                             uint32_t keyword, struct lexicon_second *to) {
    const uint32_t ids = kefu__matcher_id_count(lexicon->matcher, keyword);
    uint32_t count = 0;
    for (uint32_t i = 0; i < ids && count < UINT16_MAX; i++) {
        const struct sense *sense =
            &keywords->senses[kefu__matcher_id(lexicon->matcher, keyword, i)];
        if (sense->kind == SENSE_PAIR_SECOND)
            insert_second(to, count++, lexicon->pair_groups[sense->value], sense->value);
    }
    return count;
}

static void take_out(struct sense *senses, uint32_t *count, uint32_t at) {
    --*count;
    memmove(senses + at, senses + at + 1, (*count - at) * sizeof *senses);
}

static bool is_mention(const struct sense *sense) {
    return sense->kind <= SENSE_BLOCKER;
}

/* The LEXICON_VIEWS (speakers in each genre) of a sense that has an effect for these speakers (0:
 * anyone), in messages only or in messages and reviews. */
static uint8_t views_of(uint32_t speakers, bool only_messages) {
    const uint32_t whose = speakers ? speakers : LEXICON_ANYONE;
    return (uint8_t)(LEXICON_VIEWS(whose, KEFU_GENRE_MESSAGE) |
                     (only_messages ? 0 : LEXICON_VIEWS(whose, KEFU_GENRE_REVIEW)));
}

static uint8_t views_of_entry(const struct lexicon *lexicon, uint32_t entry) {
    return views_of(TRAIT_SPEAKERS(lexicon->traits[entry]),
                    (lexicon->entries[entry].flags & ENTRY_MESSAGE) != 0);
}

/* The LEXICON_VIEWS (speakers in each genre) in which a sense counts that is not part of a pair. */
static uint8_t views_of_sense(const struct lexicon *lexicon, const struct sense *sense) {
    return sense->kind == SENSE_ENTRY ? views_of_entry(lexicon, sense->value) : views_of(0, false);
}

static void list_entry(const struct lexicon *lexicon, struct lexicon_senses *senses,
                       uint32_t entry) {
    senses->traits = lexicon->traits[entry];
    senses->attributes = lexicon->entries[entry].attributes;
    senses->polarity = lexicon->entries[entry].polarity;
    senses->flags = (uint8_t)lexicon->entries[entry].flags;
}

/* Moves the first sense that becomes a mention (an entry or grammar word) from `list` to the
 * members of `senses`; most keywords have exactly one. */
static void list_mention(const struct lexicon *lexicon, struct lexicon_senses *senses,
                         struct sense *list, uint32_t *count) {
    for (uint32_t i = 0; i < *count; i++) {
        if (!is_mention(&list[i]))
            continue;
        senses->kind = (uint8_t)list[i].kind;
        senses->views[PART_MENTION] = views_of_sense(lexicon, &list[i]);
        senses->value = list[i].value;
        if (list[i].kind == SENSE_ENTRY)
            list_entry(lexicon, senses, list[i].value);
        senses->classes = (uint8_t)kefu__mention_classes(senses->kind, senses->traits);
        senses->polar_speakers = (uint8_t)kefu__traits_polar_speakers(senses->traits);
        take_out(list, count, i);
        return;
    }
}

/* Moves the first sense that is the first part of gapped pairs from `list` to the members of
 * `senses`. */
static void list_begins(const struct lexicon *lexicon, struct lexicon_senses *senses,
                        const uint8_t *group_views, struct sense *list, uint32_t *count) {
    senses->begins = (uint32_t)lexicon->group_count;
    for (uint32_t i = 0; i < *count; i++) {
        if (list[i].kind != SENSE_PAIR_FIRST)
            continue;
        senses->begins = list[i].value;
        senses->views[PART_OPENS] = group_views[senses->begins];
        senses->opens[0] = (uint8_t)kefu__group_bit(senses->begins, 0);
        senses->opens[1] = (uint8_t)kefu__group_bit(senses->begins, 1);
        take_out(list, count, i);
        return;
    }
}

/* Removes the punctuation sense from `list` and returns it as bits of a lexicon_meaning; 0 if there
 * is none. */
static lexicon_meaning take_delimiter(struct sense *list, uint32_t *count) {
    for (uint32_t i = 0; i < *count; i++)
        if (list[i].kind == SENSE_BOUNDARY) {
            const uint32_t boundary = list[i].value;
            take_out(list, count, i);
            return MEANING_DELIMITER(boundary);
        }
    return 0;
}

static bool has_classes(const struct lexicon *lexicon, uint32_t number) {
    const uint32_t *rows = lexicon->patterns.keyword_rows;
    return rows[number + 1] > rows[number];
}

/* Lists the pairs whose second part is this keyword, from index `seconds` of lexicon->seconds on.
 */
static void list_seconds(const struct keyword_list *keywords, const struct lexicon *lexicon,
                         uint32_t keyword, struct lexicon_senses *senses, uint32_t seconds) {
    struct lexicon_second *list = lexicon->seconds + seconds;
    senses->seconds = seconds;
    senses->second_count = (uint16_t)copy_seconds(keywords, lexicon, keyword, list);
    for (uint32_t i = 0; i < senses->second_count; i++) {
        const uint32_t group = list[i].group;
        senses->completes[0] |= (uint64_t)1 << kefu__group_bit(group, 0);
        senses->completes[1] |= (uint64_t)1 << kefu__group_bit(group, 1);
        senses->views[PART_COMPLETES] |= views_of_entry(lexicon,
                                                        lexicon->pairs[list[i].pair].entry);
    }
}

/* The speakers whose texts have one of these LEXICON_VIEWS in a genre, as a bit set of
 * LEXICON_CUSTOMER and LEXICON_AGENT. */
static uint32_t speakers_of_views(uint32_t views, uint32_t genre) {
    const uint32_t customer = LEXICON_VIEWS(LEXICON_CUSTOMER | LEXICON_ANYONE, genre);
    const uint32_t agent = LEXICON_VIEWS(LEXICON_AGENT | LEXICON_ANYONE, genre);
    return (views & customer ? LEXICON_CUSTOMER : 0) | (views & agent ? LEXICON_AGENT : 0);
}

/* Stores in the keyword's meaning, for each genre, the speakers in whose texts any of the keyword's
 * senses may have an effect, so that its senses are not read in other texts. The words of patterns
 * are read in every genre if any pattern has an effect for the speaker. */
static void enter_speakers(struct lexicon *lexicon, const struct lexicon_senses *senses,
                           uint32_t keyword, bool has_classes) {
    uint32_t views = 0;
    for (size_t part = 0; part < SENSE_PARTS; part++)
        views |= senses->views[part];
    for (uint32_t genre = 0; genre < LEXICON_GENRES; genre++) {
        const uint32_t patterns = has_classes ? LEXICON_VIEWS(lexicon->patterns.speakers, genre)
                                              : 0;
        lexicon->genres[genre].meanings[keyword] |= MEANING_FOR(
            speakers_of_views(views | patterns, genre));
    }
}

/* Marks a word whose boundaries are tested and that means something by itself in texts of the
 * genre, so that these words are found without reading their senses. */
static lexicon_meaning tested_mention(const struct lexicon_senses *senses, lexicon_meaning meaning,
                                      uint32_t genre) {
    const uint32_t views = LEXICON_VIEWS(LEXICON_CUSTOMER | LEXICON_AGENT | LEXICON_ANYONE, genre);
    return MEANING_HAS_WORD_BOUNDARIES(meaning) && MEANING_BOUNDARY(meaning) == 0 &&
                   senses->views[PART_MENTION] & views
               ? MEANING_DELIMITER(MEANING_TESTED_MENTION)
               : 0;
}

/* What is read while senses are listed, and counters: the elements of lexicon.keyword_senses,
 * lexicon.senses and lexicon.seconds that are in use so far. */
struct listing {
    const struct keyword_list *all;
    const uint8_t *group_views; /* see list_group_views() */
    struct index_map modifiers; /* see kefu__modifiers_list() */
    uint32_t keywords, senses, seconds;
};

/* Fills the next struct lexicon_senses with the senses of one keyword of the matcher, and stores
 * its index in the keyword's meanings. */
static void list_keyword(struct listing *listed, struct lexicon *lexicon, uint32_t keyword) {
    const struct keyword_list *keywords = listed->all;
    struct lexicon_senses *senses = &lexicon->keyword_senses[listed->keywords];
    struct sense *list = lexicon->senses + listed->senses;
    uint32_t count = copy_senses(keywords, lexicon, keyword, list);
    lexicon_meaning meaning = take_delimiter(list, &count);
    kefu__lexicon_take_classes(lexicon, list, &count, listed->keywords);
    list_mention(lexicon, senses, list, &count);
    list_begins(lexicon, senses, listed->group_views, list, &count);
    list_seconds(keywords, lexicon, keyword, senses, listed->seconds);
    senses->more = listed->senses;
    senses->more_count = (uint16_t)count;
    for (uint32_t i = 0; i < count; i++)
        senses->views[PART_MORE] |= views_of_sense(lexicon, &list[i]);
    const bool is_class = has_classes(lexicon, listed->keywords);
    if (senses->views[PART_MENTION] || senses->begins < lexicon->group_count ||
        count + senses->second_count > 0 || is_class) {
        senses->word_boundaries = (uint8_t)kefu__lexicon_word_boundaries(
            lexicon, keywords, &listed->modifiers, keyword);
        meaning |= MEANING_SENSED(listed->keywords) |
                   (senses->word_boundaries ? MEANING_WORD_BOUNDARIES : 0);
        enter_speakers(lexicon, senses, keyword, is_class);
        listed->keywords++;
        listed->senses += count;
        listed->seconds += senses->second_count;
    }
    for (uint32_t genre = 0; genre < LEXICON_GENRES; genre++)
        lexicon->genres[genre].meanings[keyword] |= meaning |
                                                    tested_mention(senses, meaning, genre);
}

/* For each group of gapped pairs the LEXICON_VIEWS in which any of its pairs counts. Returns NULL
 * if out of memory. */
static const uint8_t *list_group_views(const struct lexicon *lexicon, struct arena *arena) {
    uint8_t *views = kefu__arena_alloc_zero(arena, lexicon->group_count + 1);
    for (size_t i = 0; views && i < lexicon->pair_count; i++)
        if (!(lexicon->entries[lexicon->pairs[i].entry].flags & ENTRY_REMOVED))
            views[lexicon->pair_groups[i]] |= views_of_entry(lexicon, lexicon->pairs[i].entry);
    return views;
}

/* Allocates the arrays with the meaning of each keyword and pair in each genre. */
static bool reserve_meanings(struct arena *arena, struct lexicon *lexicon) {
    for (size_t i = 0; i < LEXICON_GENRES; i++) {
        struct lexicon_genre *genre = &lexicon->genres[i];
        const size_t pairs = genre->learned ? genre->learned->pair_count : 0;
        genre->meanings = kefu__arena_alloc_zero(arena, (lexicon->keyword_count + pairs) *
                                                            sizeof *genre->meanings);
        if (!genre->meanings)
            return false;
    }
    return true;
}

/* Allocates the arrays that list for each keyword the pattern classes that contain it. */
static bool reserve_classes(struct lexicon *lexicon, const struct keyword_list *keywords) {
    struct lexicon_patterns *patterns = &lexicon->patterns;
    size_t count = 0;
    for (size_t i = 0; i < keywords->count; i++)
        count += keywords->senses[i].kind == SENSE_CLASS;
    patterns->keyword_rows = kefu__arena_alloc_zero(
        keywords->arena, (lexicon->keyword_count + (size_t)2) * sizeof *patterns->keyword_rows);
    patterns->keyword_classes = kefu__arena_alloc(keywords->arena,
                                                  (count + 1) * sizeof *patterns->keyword_classes);
    return patterns->keyword_rows && patterns->keyword_classes;
}

/* Allocates the tables that have a row for each keyword, sense or pair. */
static bool reserve_senses(struct lexicon *lexicon, const struct keyword_list *keywords) {
    struct arena *arena = keywords->arena;
    lexicon->keyword_count = kefu__matcher_count(lexicon->matcher);
    char *lines = kefu__arena_alloc_zero(
        arena,
        (lexicon->keyword_count + (size_t)1) * sizeof *lexicon->keyword_senses + LEXICON_LINE);
    lexicon->senses = kefu__arena_alloc(arena, (keywords->count + 1) * sizeof *lexicon->senses);
    lexicon->seconds = kefu__arena_alloc(arena,
                                         (lexicon->pair_count + 1) * sizeof *lexicon->seconds);
    if (!lines || !lexicon->senses || !lexicon->seconds || !reserve_meanings(arena, lexicon) ||
        !reserve_classes(lexicon, keywords))
        return false;
    lexicon->keyword_senses =
        (struct lexicon_senses *)(lines + (LEXICON_LINE - (uintptr_t)lines % LEXICON_LINE));
    return true;
}

bool kefu__lexicon_list_senses(struct lexicon *lexicon, const struct keyword_list *keywords) {
    /* element 0 of keyword_senses stands for keywords without senses */
    struct listing listing = {.all = keywords,
                              .group_views = list_group_views(lexicon, keywords->scratch),
                              .keywords = 1};
    const bool sound = kefu__modifiers_list(&listing.modifiers, lexicon, keywords->allocator) &&
                       listing.group_views && reserve_senses(lexicon, keywords);
    for (uint32_t keyword = 0; sound && keyword < lexicon->keyword_count; keyword++)
        list_keyword(&listing, lexicon, keyword);
    kefu__map_free(&listing.modifiers);
    return sound && kefu__lexicon_list_disguised(lexicon, keywords);
}
