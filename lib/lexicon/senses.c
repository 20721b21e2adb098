/* SPDX-License-Identifier: MIT
 * What each keyword of the finished matcher means, in tables that are shaped for reading. */
#include <string.h>

#include "lexicon/borders.h"
#include "lexicon/build.h"

static bool is_known(const struct sense *senses, uint32_t count, const struct sense *sense) {
    for (uint32_t i = 0; i < count; i++)
        if (senses[i].kind == sense->kind && senses[i].value == sense->value)
            return true;
    return false;
}

/* Copies a keyword's senses of one kind without duplicates, which arise when two spellings of a
 * keyword fold to the same one (two forms of the full stop). */
static uint32_t copy_senses(const struct keyword_list *keywords, const struct lexicon *lexicon,
                            uint32_t keyword, bool seconds, struct sense *to) {
    const uint32_t ids = kefu__matcher_id_count(lexicon->matcher, keyword);
    uint32_t i, count = 0;
    for (i = 0; i < ids && count < UINT16_MAX; i++) {
        const struct sense *sense =
            &keywords->senses[kefu__matcher_id(lexicon->matcher, keyword, i)];
        if (sense->kind != SENSE_LEARNED && (sense->kind == SENSE_PAIR_SECOND) == seconds &&
            !is_known(to, count, sense))
            to[count++] = *sense;
    }
    return count;
}

/* Is pair a listed before pair b, which has the same second part? The one with the longer first
 * part is: it matches more of the text. */
static bool is_pair_before(const struct lexicon *lexicon, uint32_t a, uint32_t b) {
    const kefu_str left = lexicon->pairs[a].first, right = lexicon->pairs[b].first;
    if (left.size != right.size)
        return left.size > right.size;
    return memcmp(left.data, right.data, left.size) < 0;
}

/* Orders the pairs that share a second part, of which the first that is complete in a text counts.
 * The order must not depend on the order of the documents. An insertion sort suffices, since few
 * pairs share a second part. */
static void order_pairs(const struct lexicon *lexicon, struct sense *seconds, uint32_t count) {
    for (uint32_t i = 1; i < count; i++) {
        const struct sense sense = seconds[i];
        uint32_t at = i;
        for (; at > 0 && is_pair_before(lexicon, sense.value, seconds[at - 1].value); at--)
            seconds[at] = seconds[at - 1];
        seconds[at] = sense;
    }
}

static void take_out(struct sense *senses, uint32_t *count, uint32_t at) {
    --*count;
    memmove(senses + at, senses + at + 1, (*count - at) * sizeof *senses);
}

static bool is_mention(const struct sense *sense) {
    return sense->kind <= SENSE_BLOCKER;
}

static void list_entry(const struct lexicon *lexicon, struct lexicon_senses *senses,
                       uint32_t entry) {
    senses->traits = lexicon->traits[entry];
    senses->attributes = lexicon->entries[entry].attributes;
    senses->polarity = lexicon->entries[entry].polarity;
    senses->flags = (uint8_t)lexicon->entries[entry].flags;
    if (senses->flags & ENTRY_MESSAGE)
        senses->genres = 1u << KEFU_GENRE_MESSAGE;
}

/* Moves the first mention sense out of the list of senses to a field of its own. */
static void list_mention(const struct lexicon *lexicon, struct lexicon_senses *senses,
                         struct sense *list, uint32_t *count) {
    uint32_t speakers;
    for (uint32_t i = 0; i < *count; i++) {
        if (!is_mention(&list[i]))
            continue;
        senses->kind = (uint8_t)list[i].kind;
        senses->genres = (1u << LEXICON_GENRES) - 1;
        senses->value = list[i].value;
        if (list[i].kind == SENSE_ENTRY)
            list_entry(lexicon, senses, list[i].value);
        senses->classes = (uint8_t)kefu__mention_classes(senses->kind, senses->traits);
        speakers = TRAIT_SPEAKERS(senses->traits);
        senses->speakers = (uint8_t)(speakers ? speakers : LEXICON_ANYONE);
        senses->judges = (uint8_t)kefu__traits_judges(senses->traits);
        take_out(list, count, i);
        return;
    }
}

/* Moves the first sense that begins gapped pairs out of the list of senses to a field of its own.
 */
static void list_begins(const struct lexicon *lexicon, struct lexicon_senses *senses,
                        struct sense *list, uint32_t *count) {
    senses->begins = (uint32_t)lexicon->group_count;
    for (uint32_t i = 0; i < *count; i++) {
        if (list[i].kind != SENSE_PAIR_FIRST)
            continue;
        senses->begins = list[i].value;
        senses->opens[0] = (uint64_t)1 << kefu__group_bit(senses->begins, 0);
        senses->opens[1] = (uint64_t)1 << kefu__group_bit(senses->begins, 1);
        take_out(list, count, i);
        return;
    }
}

/* Removes the punctuation sense from the list of senses and returns its meaning. */
static lexicon_meaning take_delimiter(struct sense *list, uint32_t *count) {
    for (uint32_t i = 0; i < *count; i++)
        if (list[i].kind == SENSE_BOUNDARY) {
            const uint32_t boundary = list[i].value;
            take_out(list, count, i);
            return MEANING_DELIMITER(boundary);
        }
    return 0;
}

/* Lists the senses of one distinct keyword. `at` counts the senses copied so far, `next` the lists.
 */
static void list_keyword(const struct keyword_list *keywords, struct lexicon *lexicon,
                         uint32_t keyword, uint32_t *at, uint32_t *next) {
    lexicon_meaning *meaning = &lexicon->genres[0].meanings[keyword];
    struct lexicon_senses *senses = &lexicon->keyword_senses[*next];
    struct sense *list = lexicon->senses + *at;
    uint32_t count = copy_senses(keywords, lexicon, keyword, false, list), i;
    *meaning = take_delimiter(list, &count);
    list_mention(lexicon, senses, list, &count);
    list_begins(lexicon, senses, list, &count);
    senses->more = *at;
    senses->more_count = (uint16_t)count;
    senses->second_count = (uint16_t)copy_senses(keywords, lexicon, keyword, true, list + count);
    order_pairs(lexicon, list + count, senses->second_count);
    for (i = 0; i < senses->second_count; i++) {
        const uint32_t group = lexicon->pair_groups[list[count + i].value];
        senses->completes[0] |= (uint64_t)1 << kefu__group_bit(group, 0);
        senses->completes[1] |= (uint64_t)1 << kefu__group_bit(group, 1);
    }
    if (!senses->speakers && senses->begins == lexicon->group_count &&
        count + senses->second_count == 0)
        return;
    senses->borders = (uint8_t)kefu__lexicon_borders(lexicon, keywords, keyword);
    *meaning |= MEANING_SENSED((*next)++);
    *at += count + senses->second_count;
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

bool kefu__lexicon_list_senses(struct lexicon *lexicon, const struct keyword_list *keywords) {
    struct arena *arena = keywords->arena;
    uint32_t keyword, at = 0, next = 0;
    char *lines;
    lexicon->keyword_count = kefu__matcher_count(lexicon->matcher);
    lines = kefu__arena_alloc_zero(
        arena,
        (lexicon->keyword_count + (size_t)1) * sizeof *lexicon->keyword_senses + LEXICON_LINE);
    lexicon->senses = kefu__arena_alloc(arena, (keywords->count + 1) * sizeof *lexicon->senses);
    if (!lines || !lexicon->senses || !reserve_meanings(arena, lexicon))
        return false;
    lexicon->keyword_senses =
        (struct lexicon_senses *)(lines + (LEXICON_LINE - (uintptr_t)lines % LEXICON_LINE));
    for (keyword = 0; keyword < lexicon->keyword_count; keyword++)
        list_keyword(keywords, lexicon, keyword, &at, &next);
    for (size_t i = 1; i < LEXICON_GENRES; i++)
        memcpy(lexicon->genres[i].meanings, lexicon->genres[0].meanings,
               lexicon->keyword_count * sizeof *lexicon->genres[i].meanings);
    return true;
}
