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

bool kefu__mark_is_polar(const struct kefu_scratch *scratch, const struct mark *mark) {
    uint32_t traits;
    if (mark->sense != SENSE_ENTRY || mark->muted)
        return false;
    traits = scratch->lexicon->traits[mark->value];
    return traits & TRAIT_POLAR && (!TRAIT_ROLES(traits) || TRAIT_ROLES(traits) & scratch->speaker);
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

static struct mark *add_mark(struct kefu_scratch *scratch, uint32_t start, uint32_t end,
                             const struct sense *sense) {
    static const struct mark none = {0};
    struct list *marks = &scratch->marks;
    struct mark *mark;
    if (!kefu__list_reserve(scratch, marks, marks->count + 1))
        return NULL;
    mark = (struct mark *)marks->items + marks->count++;
    *mark = none;
    mark->start = start;
    mark->end = end;
    mark->sense = sense->kind;
    mark->value = sense->value;
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

/* A first part is remembered for all pairs that begin with it. */
static bool add_pair_first(struct kefu_scratch *scratch, const struct match *match,
                           uint32_t group) {
    struct pair_state *state;
    if (scratch->pairs.count < scratch->lexicon->group_count &&
        !kefu__list_extend(scratch, &scratch->pairs, scratch->lexicon->group_count))
        return false;
    state = (struct pair_state *)scratch->pairs.items + group;
    state->round = scratch->round;
    state->start = match->start;
    state->end = match->end;
    scratch->groups_seen |= (uint64_t)1 << group % 64;
    return true;
}

/* A second part completes a pair whose first part stands before it in the clause. Which groups were
 * seen at all is told by a word of bits: most are asked for in vain. */
static bool add_pair_second(struct kefu_scratch *scratch, const struct match *match,
                            uint32_t index) {
    const uint32_t group = scratch->lexicon->pair_groups[index];
    const struct stop *stops = scratch->stops.items;
    const struct lexicon_pair *pair;
    const struct pair_state *state;
    struct sense entry = {SENSE_ENTRY, 0};
    struct mark *mark;
    if (!(scratch->groups_seen >> group % 64 & 1) || scratch->pairs.count <= group)
        return true;
    state = (const struct pair_state *)scratch->pairs.items + group;
    pair = &scratch->lexicon->pairs[index];
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

static bool add_sense(struct kefu_scratch *scratch, const struct match *match,
                      const struct sense *sense) {
    switch (sense->kind) {
    case SENSE_BOUNDARY:
        return add_stop(scratch, match, sense);
    case SENSE_PHRASE:
        return add_phrase(scratch, match, sense);
    case SENSE_PAIR_FIRST:
        return add_pair_first(scratch, match, sense->value);
    case SENSE_PAIR_SECOND:
        return add_pair_second(scratch, match, sense->value);
    default:
        return add_mark(scratch, match->start, match->end, sense) != NULL;
    }
}

static bool add_senses(struct kefu_scratch *scratch, const struct match *match) {
    const struct lexicon_senses *senses = &scratch->lexicon->keyword_senses[match->keyword];
    const struct sense *sense = scratch->lexicon->senses + senses->first;
    const struct sense single = {senses->kind, senses->first};
    uint32_t i;
    if (cuts_a_word(scratch, match))
        return true;
    if (senses->count == 1)
        return add_sense(scratch, match, &single);
    for (i = 0; i < senses->count; i++)
        if (!add_sense(scratch, match, &sense[i]))
            return false;
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

/* Forgets words that say nothing when this speaker says them, so that they hide nothing either: the
 * agent's 委屈您了 and the customer's 委屈. */
static void forget_others(struct kefu_scratch *scratch) {
    struct mark *marks = scratch->marks.items;
    size_t i, kept = 0;
    for (i = 0; i < scratch->marks.count; i++) {
        if (marks[i].sense == SENSE_ENTRY) {
            const uint32_t speakers = TRAIT_SPEAKERS(scratch->lexicon->traits[marks[i].value]);
            if (speakers != 0 && !(speakers & scratch->speaker))
                continue;
        }
        marks[kept++] = marks[i];
    }
    scratch->marks.count = kept;
}

/* Does a mark hide negators inside it? A word that only has an id (未能按时) does not say what they
 * deny. */
static bool hides_negators(const struct kefu_scratch *scratch, const struct mark *mark) {
    return mark->sense != SENSE_ENTRY || !(scratch->lexicon->traits[mark->value] & TRAIT_NEUTRAL);
}

/* How far the marks that begin further left reach: all of them, and those that hide negators. */
struct reach {
    uint32_t any, negators;
};

static void extend(struct reach *reach, const struct kefu_scratch *scratch,
                   const struct mark *mark) {
    if (mark->wide)
        return;
    if (mark->end > reach->any)
        reach->any = mark->end;
    if (mark->end > reach->negators && hides_negators(scratch, mark))
        reach->negators = mark->end;
}

/* Hides what lies strictly inside a longer mark. */
static void hide_nested(struct kefu_scratch *scratch) {
    struct mark *marks = scratch->marks.items;
    const size_t count = scratch->marks.count;
    struct reach before = {0, 0};
    size_t i, j, group;
    for (i = 0; i < count; i = group) {
        struct reach here = {0, 0};
        for (group = i; group < count && marks[group].start == marks[i].start; group++)
            extend(&here, scratch, &marks[group]);
        for (j = i; j < group; j++) {
            const bool negator = marks[j].sense == SENSE_NEGATOR;
            marks[j].hidden = marks[j].end <= (negator ? before.negators : before.any) ||
                              marks[j].end < (negator ? here.negators : here.any);
        }
        if (here.any > before.any)
            before.any = here.any;
        if (here.negators > before.negators)
            before.negators = here.negators;
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

/* Stamps of earlier rounds are void; when the numbers are used up they are wiped. */
static void next_round(struct kefu_scratch *scratch) {
    if (++scratch->round != 0)
        return;
    scratch->stamps.count = scratch->pairs.count = 0;
    memset(scratch->slots, 0, sizeof scratch->slots);
    scratch->round = 1;
}

/* Lists the matches that have senses and those that have weights: without a branch, for which is
 * which cannot be foretold. */
static bool sort_out(struct kefu_scratch *scratch) {
    const struct lexicon_meaning *meanings = scratch->lexicon->meanings;
    const struct match *matches = scratch->matches;
    const size_t count = scratch->match_count;
    uint32_t *senses, *learned, i;
    size_t sensed = 0, weighted = 0;
    if (!kefu__list_reserve(scratch, &scratch->sense_matches, count + 1) ||
        !kefu__list_reserve(scratch, &scratch->learned_matches, count + 1))
        return false;
    senses = scratch->sense_matches.items;
    learned = scratch->learned_matches.items;
    for (i = 0; i < count; i++) {
        const uint32_t flags = meanings[matches[i].keyword].flags;
        ANALYSIS_FETCH(&scratch->lexicon->keyword_senses[matches[i].keyword]);
        senses[sensed] = learned[weighted] = i;
        weighted += flags & MEANING_LEARNED;
        sensed += (flags & MEANING_SENSES) / MEANING_SENSES;
    }
    scratch->sense_matches.count = sensed;
    scratch->learned_matches.count = weighted;
    return true;
}

bool kefu__marks_collect(struct kefu_scratch *scratch) {
    const uint32_t *chosen;
    size_t i;
    scratch->marks.count = scratch->stops.count = scratch->phrases.count = 0;
    scratch->groups_seen = 0;
    next_round(scratch);
    if (!sort_out(scratch))
        return false;
    chosen = scratch->sense_matches.items;
    for (i = 0; i < scratch->sense_matches.count; i++)
        if (!add_senses(scratch, &scratch->matches[chosen[i]]))
            return false;
    forget_others(scratch);
    sort_marks(scratch->marks.items, scratch->marks.count);
    hide_nested(scratch);
    mute_overlapping(scratch);
    return true;
}

const struct phrase_hit *kefu__analysis_phrases(const kefu_analysis *analysis, size_t *count) {
    *count = analysis->phrase_count;
    return analysis->phrases;
}
