/* SPDX-License-Identifier: MIT
 * From matches to marks: senses of hand-written words, pairs joined, nested ones hidden. */
#include "analysis/analysis.h"

#include <string.h>

void *kefu__list_add(struct kefu_scratch *scratch, struct list *list) {
    void *item;
    if (list->count == list->capacity && !kefu__grow(&scratch->allocator, &list->items,
                                                     &list->capacity, list->count + 1, list->width))
        return NULL;
    item = (char *)list->items + list->count++ * list->width;
    memset(item, 0, list->width);
    return item;
}

uint32_t kefu__characters_between(const struct kefu_scratch *scratch, uint32_t from, uint32_t to,
                                  uint32_t limit) {
    uint32_t count = 0;
    while (from < to && count <= limit)
        count += ((unsigned char)scratch->text[from++] & 0xC0) != 0x80;
    return count;
}

bool kefu__mark_is_polar(const struct kefu_scratch *scratch, const struct mark *mark) {
    const struct lexicon_entry *entry;
    if (mark->sense != SENSE_ENTRY || mark->muted)
        return false;
    entry = &scratch->lexicon->entries[mark->value];
    return entry->flags & ENTRY_POLAR && entry->polarity != 0 &&
           (!entry->polarity_roles || entry->polarity_roles & scratch->speaker);
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

static struct mark *add_mark(struct kefu_scratch *scratch, uint32_t start, uint32_t end,
                             const struct sense *sense) {
    struct mark *mark = kefu__list_add(scratch, &scratch->marks);
    if (mark) {
        mark->start = start;
        mark->end = end;
        mark->sense = sense->kind;
        mark->value = sense->value;
    }
    return mark;
}

static bool add_stop(struct kefu_scratch *scratch, const struct match *match,
                     const struct sense *sense) {
    struct stop *stop = kefu__list_add(scratch, &scratch->stops);
    if (!stop)
        return false;
    stop->start = match->start;
    stop->end = match->end;
    stop->boundary = sense->value;
    return true;
}

static bool add_phrase(struct kefu_scratch *scratch, const struct match *match,
                       const struct sense *sense) {
    struct phrase_hit *hit = kefu__list_add(scratch, &scratch->phrases);
    if (!hit)
        return false;
    hit->start = match->start;
    hit->end = match->end;
    hit->phrase = sense->value;
    return true;
}

/* The states of all pairs, grown to the lexicon's number. */
static struct pair_state *pair_states(struct kefu_scratch *scratch) {
    while (scratch->pairs.count < scratch->lexicon->pair_count)
        if (!kefu__list_add(scratch, &scratch->pairs))
            return NULL;
    return scratch->pairs.items;
}

/* A part of a gapped pair: the first is remembered, the second completes it. */
static bool add_pair_part(struct kefu_scratch *scratch, const struct match *match,
                          const struct sense *sense) {
    const struct lexicon_pair *pair = &scratch->lexicon->pairs[sense->value];
    const struct stop *stops = scratch->stops.items;
    struct pair_state *states = pair_states(scratch), *state;
    struct sense entry = {SENSE_ENTRY, 0};
    struct mark *mark;
    if (!states)
        return false;
    state = &states[sense->value];
    if (sense->kind == SENSE_PAIR_FIRST) {
        state->round = scratch->round;
        state->start = match->start;
        state->end = match->end;
        return true;
    }
    if (state->round != scratch->round || match->start < state->end ||
        (scratch->stops.count > 0 && stops[scratch->stops.count - 1].start >= state->end) ||
        kefu__characters_between(scratch, state->end, match->start, pair->gap) > pair->gap)
        return true;
    entry.value = pair->entry;
    mark = add_mark(scratch, state->start, match->end, &entry);
    if (!mark)
        return false;
    mark->wide = true;
    mark->gap_start = state->end;
    mark->gap_end = match->start;
    return true;
}

static bool add_senses(struct kefu_scratch *scratch, const struct match *match, uint32_t from,
                       uint32_t to) {
    const struct sense *senses = scratch->lexicon->senses;
    bool sound = true;
    uint32_t i;
    if (cuts_a_word(scratch, match))
        return true;
    for (i = from; sound && i < to; i++) {
        switch (senses[i].kind) {
        case SENSE_BOUNDARY:
            sound = add_stop(scratch, match, &senses[i]);
            break;
        case SENSE_PHRASE:
            sound = add_phrase(scratch, match, &senses[i]);
            break;
        case SENSE_PAIR_FIRST:
        case SENSE_PAIR_SECOND:
            sound = add_pair_part(scratch, match, &senses[i]);
            break;
        default:
            sound = add_mark(scratch, match->start, match->end, &senses[i]) != NULL;
            break;
        }
    }
    return sound;
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

/* Hides what lies strictly inside a longer mark. */
static void hide_nested(struct mark *marks, size_t count) {
    uint32_t reach = 0; /* the furthest end of marks that begin further left */
    size_t i, j, group;
    for (i = 0; i < count; i = group) {
        uint32_t longest = 0;
        for (group = i; group < count && marks[group].start == marks[i].start; group++)
            if (!marks[group].wide && marks[group].end > longest)
                longest = marks[group].end;
        for (j = i; j < group; j++)
            marks[j].hidden = marks[j].end <= reach || marks[j].end < longest;
        if (longest > reach)
            reach = longest;
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
        if (!kefu__mark_is_polar(scratch, mark))
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

bool kefu__marks_collect(struct kefu_scratch *scratch) {
    const uint32_t *begin = scratch->lexicon->sense_begin;
    const struct match *match = scratch->matches, *end = match + scratch->match_count;
    scratch->marks.count = scratch->stops.count = scratch->phrases.count = 0;
    scratch->round++;
    for (; match < end; match++) {
        const uint32_t from = begin[match->keyword], to = begin[match->keyword + 1];
        if (from != to && !add_senses(scratch, match, from, to))
            return false;
    }
    sort_marks(scratch->marks.items, scratch->marks.count);
    hide_nested(scratch->marks.items, scratch->marks.count);
    mute_overlapping(scratch);
    return true;
}

const struct phrase_hit *kefu__analysis_phrases(const kefu_analysis *analysis, size_t *count) {
    *count = analysis->phrase_count;
    return analysis->phrases;
}
