/* SPDX-License-Identifier: MIT
 * From matches to marks: senses of hand-written words, pairs joined, nested ones hidden. */
#include "analysis/analysis.h"

#include <string.h>

bool kefu__list_reserve(struct kefu_scratch *scratch, struct list *list, size_t count) {
    return list->capacity >= count ||
           kefu__grow(&scratch->allocator, &list->items, &list->capacity, count, list->width);
}

bool kefu__list_extend(struct kefu_scratch *scratch, struct list *list, size_t count) {
    if (!kefu__list_reserve(scratch, list, count))
        return false;
    memset((char *)list->items + list->count * list->width, 0, (count - list->count) * list->width);
    list->count = count;
    return true;
}

uint32_t kefu__characters_between(const struct kefu_scratch *scratch, uint32_t from, uint32_t to,
                                  uint32_t limit) {
    uint32_t count = 0;
    while (from < to && count <= limit)
        count += ((unsigned char)scratch->text[from++] & 0xC0) != 0x80;
    return count;
}

bool kefu__is_negation(const char *text) {
    return strncmp(text, "不", 3) == 0 || strncmp(text, "没", 3) == 0 ||
           strncmp(text, "无", 3) == 0;
}

/* ---- collecting --------------------------------------------------------------------------------
 */

enum { LETTER = 1, DIGIT = 2 };

static int latin_kind(char c) {
    if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'))
        return LETTER;
    return c >= '0' && c <= '9' ? DIGIT : 0;
}

/* "ems" in "items" is no word and 5 in 15 no number: Latin keywords stand alone. A number may
 * follow letters, though: 加V138…. */
static bool cuts_at(const char *text, uint32_t at) {
    const int kind = latin_kind(text[at]);
    return kind != 0 && kind == latin_kind(text[at - 1]);
}

static bool cuts_a_word(const struct kefu_scratch *scratch, const struct match *match) {
    return (match->start > 0 && cuts_at(scratch->text, match->start)) ||
           (match->end < scratch->size && cuts_at(scratch->text, match->end));
}

/* The matches of a text on their way to marks. */
struct collector {
    struct kefu_scratch *scratch;
    struct mark *marks; /* with room for what is still to come, and one more */
    struct pair_state
        *states;        /* of each group of pairs, and one behind them for what begins none */
    uint64_t groups[2]; /* bits of the groups that began in this clause */
    size_t count;       /* of marks */
    uint32_t round, speaker;
    bool out_of_order; /* a pair was put behind marks that begin after it */
};

/* Room for one mark for each match, and for one more. */
static bool make_room(struct collector *collector) {
    struct kefu_scratch *scratch = collector->scratch;
    if (!kefu__list_reserve(scratch, &scratch->marks, collector->count + scratch->sensed.count + 2))
        return false;
    collector->marks = scratch->marks.items;
    return true;
}

static bool is_said(const struct collector *collector, uint32_t traits) {
    const uint32_t speakers = TRAIT_SPEAKERS(traits);
    return !speakers || speakers & collector->speaker;
}

/* Adds a mark besides the one that most matches have. */
static struct mark *add_mark(struct collector *collector, uint32_t start, uint32_t end,
                             uint32_t kind, uint32_t value) {
    static const struct mark none = {.judged = UINT32_MAX};
    const struct lexicon *lexicon = collector->scratch->lexicon;
    const uint32_t traits = kind == SENSE_ENTRY ? lexicon->traits[value] : 0;
    struct mark *mark = &collector->marks[collector->count];
    *mark = none;
    mark->start = start;
    mark->end = end;
    mark->value = value;
    mark->sense = (uint8_t)kind;
    mark->traits = (uint8_t)traits;
    mark->polar = (kefu__traits_judges(traits) & collector->speaker) != 0;
    collector->count += is_said(collector, traits);
    return mark;
}

static bool add_phrase(struct kefu_scratch *scratch, const struct match *match, uint32_t phrase) {
    struct phrase_hit *hit = kefu__list_add(scratch, &scratch->phrases, sizeof *hit);
    if (!hit)
        return false;
    hit->start = match->start;
    hit->end = match->end;
    hit->phrase = phrase;
    return true;
}

/* A first part is remembered for all pairs that begin with it. */
static inline void begin_pairs(struct collector *collector, const struct match *match,
                               uint32_t stops, uint32_t group, size_t group_count) {
    const struct pair_state state = {collector->round, match->start, match->end, stops};
    collector->states[group] = state;
    const uint64_t begins = group < group_count;
    collector->groups[0] |= begins << kefu__group_bit(group, 0);
    collector->groups[1] |= begins << kefu__group_bit(group, 1);
}

/* A second part completes a pair whose first part stands before it in the clause. */
static bool complete_pair(struct collector *collector, const struct match *match, uint32_t stops,
                          uint32_t index) {
    const struct lexicon *lexicon = collector->scratch->lexicon;
    const struct pair_state *state = &collector->states[lexicon->pair_groups[index]];
    const struct lexicon_pair *pair = &lexicon->pairs[index];
    struct mark *mark;
    if (state->round != collector->round || state->stops != stops || match->start < state->end ||
        kefu__characters_between(collector->scratch, state->end, match->start, pair->gap) >
            pair->gap)
        return true;
    mark = add_mark(collector, state->start, match->end, SENSE_ENTRY, pair->entry);
    mark->wide = true;
    mark->gap_start = state->end;
    mark->gap_end = match->start;
    collector->out_of_order = true;
    return make_room(collector);
}

/* Which groups were seen at all is told by their bits: most are asked for in vain. */
static bool complete_pairs(struct collector *collector, const struct match *match, uint32_t stops,
                           const struct lexicon_senses *senses) {
    const struct lexicon *lexicon = collector->scratch->lexicon;
    const struct sense *seconds = lexicon->senses + senses->more + senses->more_count;
    uint32_t i;
    for (i = 0; i < senses->second_count; i++) {
        const uint32_t group = lexicon->pair_groups[seconds[i].value];
        if (collector->groups[0] >> kefu__group_bit(group, 0) & 1 &&
            !complete_pair(collector, match, stops, seconds[i].value))
            return false;
    }
    return true;
}

/* What a keyword is besides one mark and the beginning of one group of pairs. */
static bool add_more(struct collector *collector, const struct match *match, uint32_t stops,
                     const struct lexicon_senses *senses) {
    const struct lexicon *lexicon = collector->scratch->lexicon;
    const struct sense *more = lexicon->senses + senses->more;
    uint32_t i;
    for (i = 0; i < senses->more_count; i++) {
        if (more[i].kind == SENSE_PHRASE) {
            if (!add_phrase(collector->scratch, match, more[i].value))
                return false;
        } else if (more[i].kind == SENSE_PAIR_FIRST) {
            begin_pairs(collector, match, stops, more[i].value, lexicon->group_count);
        } else if (more[i].kind != SENSE_BOUNDARY) { /* it was listed before */
            add_mark(collector, match->start, match->end, more[i].kind, more[i].value);
            if (!make_room(collector))
                return false;
        }
    }
    return complete_pairs(collector, match, stops, senses);
}

/* Is it the second part of a pair of which the first was seen? Nearly exact. */
static inline bool completes(const struct lexicon_senses *senses,
                             const struct collector *collector) {
    return ((senses->completes[0] & collector->groups[0]) != 0) &
           ((senses->completes[1] & collector->groups[1]) != 0);
}

/* Adds what matches mean. Where several things depend on the keyword, branches would be guessed
 * wrongly half of the time: the mark and the group that most have are written in any case, and
 * counted if there are such. */
static bool add_senses(struct collector *collector) {
    const struct kefu_scratch *scratch = collector->scratch;
    const struct lexicon *lexicon = scratch->lexicon;
    const struct sensed *sensed = scratch->sensed.items;
    uint32_t before = 0;
    size_t i;
    for (i = 0; i < scratch->sensed.count; i++) {
        const struct match *match = &scratch->matches[sensed[i].match];
        const struct lexicon_senses *senses =
            &lexicon->keyword_senses[MEANING_SENSES(sensed[i].meaning)];
        const uint32_t stops = sensed[i].stops;
        const struct mark mark = {
            .start = match->start,
            .end = match->end,
            .value = senses->value,
            .judged = UINT32_MAX,
            .sense = senses->kind,
            .traits = senses->traits,
            .polar = (senses->judges & collector->speaker) != 0,
        };
        const uint64_t same_clause = (uint64_t)(stops != before) - 1;
        collector->groups[0] &= same_clause; /* where a pair must stand */
        collector->groups[1] &= same_clause;
        before = stops;
        if (senses->latin && cuts_a_word(scratch, match))
            continue;
        collector->marks[collector->count] = mark;
        collector->count += (senses->speakers & collector->speaker) != 0;
        if ((senses->more_count != 0 || completes(senses, collector)) &&
            !add_more(collector, match, stops, senses))
            return false;
        begin_pairs(collector, match, stops, senses->begins, lexicon->group_count);
    }
    return true;
}

/* ---- the step
 * ------------------------------------------------------------------------------------
 */

/* Stamps of earlier rounds are void; when the numbers are used up they are wiped. */
static void next_round(struct kefu_scratch *scratch) {
    if (++scratch->round != 0)
        return;
    memset(scratch->pairs.items, 0, scratch->pairs.count * scratch->pairs.width);
    scratch->round = 1;
}

bool kefu__marks_collect(struct kefu_scratch *scratch) {
    struct collector collector = {.scratch = scratch};
    scratch->phrases.count = 0;
    next_round(scratch);
    if (scratch->pairs.count <= scratch->lexicon->group_count &&
        !kefu__list_extend(scratch, &scratch->pairs, scratch->lexicon->group_count + 1))
        return false;
    collector.states = scratch->pairs.items;
    collector.round = scratch->round;
    collector.speaker = scratch->speaker | LEXICON_ANYONE;
    if (!make_room(&collector) || !add_senses(&collector))
        return false;
    scratch->marks.count = collector.count;
    return kefu__marks_nest(scratch, collector.out_of_order);
}

const struct phrase_hit *kefu__analysis_phrases(const kefu_analysis *analysis, size_t *count) {
    *count = analysis->phrase_count;
    return analysis->phrases;
}
