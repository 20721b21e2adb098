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

/* Room for so many more marks. */
static bool mark_room(struct kefu_scratch *scratch, size_t more) {
    return kefu__list_reserve(scratch, &scratch->marks, scratch->marks.count + more);
}

/* Writes a mark behind the others, for which there is room, and counts it if it is wanted: without
 * a branch. */
static inline struct mark *put_mark(struct kefu_scratch *scratch, uint32_t start, uint32_t end,
                                    uint32_t value, uint32_t kind, uint32_t traits, bool wanted) {
    const uint32_t roles = TRAIT_ROLES(traits);
    struct mark *mark = (struct mark *)scratch->marks.items + scratch->marks.count;
    memset(mark, 0, sizeof *mark);
    mark->start = start;
    mark->end = end;
    mark->value = value;
    mark->sense = (uint8_t)kind;
    mark->traits = (uint8_t)traits;
    mark->polar = (traits & TRAIT_POLAR) & (!roles | ((roles & scratch->speaker) != 0));
    scratch->marks.count += wanted;
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

/* A first part is remembered for all pairs that begin with it. What begins none is remembered too,
 * behind all groups. */
static inline void begin_pairs(struct kefu_scratch *scratch, const struct match *match,
                               uint32_t stops, uint32_t group) {
    struct pair_state *state = (struct pair_state *)scratch->pairs.items + group;
    state->round = scratch->round;
    state->start = match->start;
    state->end = match->end;
    state->stops = stops;
    scratch->groups_seen |= (uint64_t)(group < scratch->lexicon->group_count) << group % 64;
}

/* Does this speaker say anything with an entry of these traits? */
static bool is_said(const struct kefu_scratch *scratch, uint32_t traits) {
    const uint32_t speakers = TRAIT_SPEAKERS(traits);
    return !speakers || speakers & scratch->speaker;
}

/* A second part completes a pair whose first part stands before it in the clause. */
static bool complete_pair(struct kefu_scratch *scratch, const struct match *match, uint32_t stops,
                          uint32_t index) {
    const struct lexicon *lexicon = scratch->lexicon;
    const uint32_t group = lexicon->pair_groups[index];
    const struct pair_state *state = (const struct pair_state *)scratch->pairs.items + group;
    const struct lexicon_pair *pair = &lexicon->pairs[index];
    uint32_t traits;
    struct mark *mark;
    if (state->round != scratch->round || match->start < state->end ||
        state->stops != stops ||
        kefu__characters_between(scratch, state->end, match->start, pair->gap) > pair->gap)
        return true;
    traits = lexicon->traits[pair->entry];
    if (!is_said(scratch, traits))
        return true;
    if (!mark_room(scratch, 1))
        return false;
    mark = put_mark(scratch, state->start, match->end, pair->entry, SENSE_ENTRY, traits, true);
    mark->wide = true;
    mark->gap_start = state->end;
    mark->gap_end = match->start;
    return true;
}

/* Which groups were seen at all is told by a word of bits: most are asked for in vain. */
static bool complete_pairs(struct kefu_scratch *scratch, const struct match *match, uint32_t stops,
                           const struct lexicon_senses *senses) {
    const struct sense *seconds = scratch->lexicon->senses + senses->more + senses->more_count;
    uint32_t i;
    for (i = 0; i < senses->second_count; i++)
        if (scratch->groups_seen >> scratch->lexicon->pair_groups[seconds[i].value] % 64 & 1 &&
            !complete_pair(scratch, match, stops, seconds[i].value))
            return false;
    return true;
}

/* What a keyword is besides one mark. */
static bool add_more(struct kefu_scratch *scratch, const struct match *match, uint32_t stops,
                     const struct lexicon_senses *senses) {
    const struct sense *more = scratch->lexicon->senses + senses->more;
    uint32_t i, traits;
    for (i = 0; i < senses->more_count; i++) {
        switch (more[i].kind) {
        case SENSE_BOUNDARY:
            break; /* it was listed before */
        case SENSE_PHRASE:
            if (!add_phrase(scratch, match, more[i].value))
                return false;
            break;
        case SENSE_PAIR_FIRST:
            begin_pairs(scratch, match, stops, more[i].value);
            break;
        default:
            traits = more[i].kind == SENSE_ENTRY ? scratch->lexicon->traits[more[i].value] : 0;
            if (!mark_room(scratch, 1))
                return false;
            put_mark(scratch, match->start, match->end, more[i].value, more[i].kind, traits,
                     is_said(scratch, traits));
        }
    }
    return true;
}

/* Adds what a match means. Where several things depend on the keyword, branches would be guessed
 * wrongly half of the time: the mark and the group that most have are written in any case. */
static bool add_senses(struct kefu_scratch *scratch, const struct sensed *sensed) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct match *match = &scratch->matches[sensed->match];
    const struct lexicon_senses *senses =
        &lexicon->keyword_senses[MEANING_SENSES(lexicon->meanings[match->keyword])];
    if (!mark_room(scratch, 1))
        return false;
    if (senses->latin && cuts_a_word(scratch, match))
        return true;
    put_mark(scratch, match->start, match->end, senses->value, senses->kind, senses->traits,
             (senses->speakers & (scratch->speaker | LEXICON_ANYONE)) != 0);
    if (senses->more_count > 0 && !add_more(scratch, match, sensed->stops, senses))
        return false;
    if (senses->completes & scratch->groups_seen && !complete_pairs(scratch, match, sensed->stops, senses))
        return false;
    begin_pairs(scratch, match, sensed->stops, senses->begins);
    return true;
}

/* ---- order and nesting -------------------------------------------------------------------------
 */

static bool is_before(const struct mark *a, const struct mark *b) {
    return a->start != b->start ? a->start < b->start : a->end < b->end;
}

/* Pairs alone come out of order, and not far: insertion sort. */
static void sort_marks(struct mark *marks, size_t count) {
    size_t i, j;
    for (i = 1; i < count; i++) {
        const struct mark mark = marks[i];
        for (j = i; j > 0 && is_before(&mark, &marks[j - 1]); j--)
            marks[j] = marks[j - 1];
        marks[j] = mark;
    }
}

/* Does a mark hide negators inside it? A word that only has an id (未能按时) does not say what they
 * deny. */
static bool hides_negators(const struct mark *mark) {
    return !(mark->traits & TRAIT_NEUTRAL);
}

/* How far marks reach: all of them, and those that hide negators. */
struct reach {
    uint32_t any, negators;
};

static inline struct reach reach_of(const struct mark *mark) {
    const uint32_t end = mark->wide ? 0 : mark->end;
    const struct reach reach = {end, hides_negators(mark) ? end : 0};
    return reach;
}

static inline void extend(struct reach *reach, struct reach by) {
    reach->any = by.any > reach->any ? by.any : reach->any;
    reach->negators = by.negators > reach->negators ? by.negators : reach->negators;
}

/* Hides what lies strictly inside a longer mark: one that begins further left and reaches as far,
 * or one that begins here and reaches further. */
static void hide_nested(struct kefu_scratch *scratch) {
    struct mark *marks = scratch->marks.items;
    const size_t count = scratch->marks.count;
    struct reach before = {0, 0}, here = {0, 0}, behind = {0, 0};
    uint32_t start = UINT32_MAX;
    size_t i;
    for (i = 0; i < count; i++) { /* against what begins further left */
        struct mark *mark = &marks[i];
        if (mark->start != start)
            before = here;
        start = mark->start;
        mark->hidden = mark->end <= (mark->sense == SENSE_NEGATOR ? before.negators : before.any);
        extend(&here, reach_of(mark));
    }
    for (i = count; i-- > 0;) { /* against what begins in the same place: longer ones follow */
        struct mark *mark = &marks[i];
        if (mark->start != start)
            behind.any = behind.negators = 0;
        start = mark->start;
        mark->hidden |= mark->end < (mark->sense == SENSE_NEGATOR ? behind.negators : behind.any);
        extend(&behind, reach_of(mark));
    }
}

static double polarity_of(const struct kefu_scratch *scratch, const struct mark *mark) {
    return (double)scratch->lexicon->entries[mark->value].polarity;
}

/* Is the first of two polar marks that overlap the one that counts? The longer one, the first of
 * equal ones; but 回复 … 慢 yields to 不慢. */
static bool wins(const struct kefu_scratch *scratch, const struct mark *first,
                 const struct mark *second) {
    const bool opposed = polarity_of(scratch, first) * polarity_of(scratch, second) < 0;
    if (first->wide != second->wide && opposed)
        return second->wide;
    if (opposed && kefu__is_negation(scratch->lexicon->entries[first->value].text))
        return true; /* 不值得|值得信任 */
    return second->end - second->start <= first->end - first->start;
}

/* Of polar marks that overlap only one counts. */
static void mute_overlapping(struct kefu_scratch *scratch) {
    struct mark *marks = scratch->marks.items, *last = NULL;
    size_t i;
    for (i = 0; i < scratch->marks.count; i++) {
        struct mark *mark = &marks[i];
        if (mark->hidden)
            continue;
        mark->inside = last && last->wide && mark->end <= last->end;
        if (!is_polar(mark))
            continue;
        if (last && mark->start < last->end) {
            const bool first = wins(scratch, last, mark);
            (first ? mark : last)->muted = true;
            if (first)
                continue;
        }
        last = mark;
    }
}

/* Stamps of earlier rounds are void; when the numbers are used up they are wiped. */
static void next_round(struct kefu_scratch *scratch) {
    if (++scratch->round != 0)
        return;
    memset(scratch->pairs.items, 0, scratch->pairs.count * scratch->pairs.width);
    scratch->round = 1;
}

bool kefu__marks_collect(struct kefu_scratch *scratch) {
    const struct sensed *sensed;
    size_t i;
    scratch->marks.count = scratch->phrases.count = 0;
    scratch->groups_seen = 0;
    next_round(scratch);
    if (scratch->pairs.count <= scratch->lexicon->group_count &&
        !kefu__list_extend(scratch, &scratch->pairs, scratch->lexicon->group_count + 1))
        return false;
    sensed = scratch->sensed.items;
    for (i = 0; i < scratch->sensed.count; i++) {
        if (i > 0 && sensed[i].stops != sensed[i - 1].stops)
            scratch->groups_seen = 0; /* a pair stands in one clause */
        if (!add_senses(scratch, &sensed[i]))
            return false;
    }
    sort_marks(scratch->marks.items, scratch->marks.count);
    hide_nested(scratch);
    mute_overlapping(scratch);
    return true;
}

const struct phrase_hit *kefu__analysis_phrases(const kefu_analysis *analysis, size_t *count) {
    *count = analysis->phrase_count;
    return analysis->phrases;
}
