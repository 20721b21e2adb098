/* SPDX-License-Identifier: MIT
 * From matches to marks: senses of hand-written words, pairs joined, nested ones hidden. */
#include "analysis/analysis.h"

#include <stddef.h>
#include <string.h>

/* ---- collecting ---- */

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

static bool cuts_a_word(const struct input *input, const struct match *match) {
    return (match->start > 0 && cuts_at(input->text, match->start)) ||
           (match->end < input->size && cuts_at(input->text, match->end));
}

/* The matches of a text on their way to marks. */
struct collector {
    const struct input *input;
    const struct sorted_matches *sorted;
    struct marked_words *marked;
    struct mark *next; /* behind the marks, with room for what is still to come, and one more */
    struct pair_state
        *states;        /* of each group of pairs, and one behind them for what begins none */
    uint64_t groups[2]; /* bits of the groups that began in this clause */
    uint32_t stamp;     /* of what stands before all punctuation */
    uint32_t speaker;
    bool out_of_order; /* a pair was put behind marks that begin after it */
};

/* Room for one mark for each match, and for one more. */
static bool make_room(struct collector *collector) {
    const size_t count = (size_t)(collector->next - (struct mark *)collector->marked->marks.items);
    if (!kefu__list_reserve(&collector->marked->marks, count + collector->sorted->sensed.count + 2))
        return false;
    collector->next = (struct mark *)collector->marked->marks.items + count;
    return true;
}

static bool is_said(const struct collector *collector, uint32_t traits) {
    const uint32_t speakers = TRAIT_SPEAKERS(traits);
    return !speakers || speakers & collector->speaker;
}

static void add_word(struct mark *mark, uint32_t kind, uint32_t value) {
    mark->sense = (uint8_t)kind;
    mark->value = value;
    mark->asked = (uint8_t)kefu__mark_asked(kind, 0);
}

static void add_entry(const struct collector *collector, struct mark *mark, uint32_t value) {
    const struct lexicon *lexicon = collector->input->lexicon;
    const struct lexicon_entry *entry = &lexicon->entries[value];
    const uint32_t traits = lexicon->traits[value];
    mark->sense = SENSE_ENTRY;
    mark->value = value;
    mark->attributes = entry->attributes;
    mark->polarity = entry->polarity;
    mark->traits = (uint8_t)traits;
    mark->flags = (uint8_t)entry->flags;
    mark->polar = (kefu__traits_judges(traits) & collector->speaker) != 0;
    mark->asked = (uint8_t)(kefu__mark_asked(SENSE_ENTRY, traits) |
                            mark->polar * (MARK_POLAR | MARK_NEIGHBOUR));
}

/* Adds a mark besides the one that most matches have. */
static struct mark *add_mark(struct collector *collector, uint32_t start, uint32_t end,
                             uint32_t stops, uint32_t kind, uint32_t value) {
    static const struct mark none = {.judged = UINT32_MAX};
    struct mark *mark = collector->next;
    *mark = none;
    mark->start = start;
    mark->end = end;
    mark->clause = stops;
    if (kind == SENSE_ENTRY)
        add_entry(collector, mark, value);
    else
        add_word(mark, kind, value);
    collector->next += is_said(collector, mark->traits);
    return mark;
}

static bool add_phrase(struct marked_words *marked, const struct match *match, uint32_t phrase) {
    struct phrase_hit *hit = kefu__list_add(&marked->phrases, sizeof *hit);
    if (!hit)
        return false;
    hit->start = match->start;
    hit->end = match->end;
    hit->phrase = phrase;
    return true;
}

/* A first part is remembered for all pairs that begin with it. */
static inline void begin_pairs(struct pair_state *state, const struct match *match,
                               uint32_t stamp) {
    state->start = match->start;
    state->end = match->end;
    state->stamp = stamp;
}

/* A second part completes a pair whose first part stands before it in the clause. */
static bool complete_pair(struct collector *collector, const struct match *match, uint32_t stops,
                          uint32_t index) {
    const struct lexicon *lexicon = collector->input->lexicon;
    const struct pair_state *state = &collector->states[lexicon->pair_groups[index]];
    const struct lexicon_pair *pair = &lexicon->pairs[index];
    struct mark *mark;
    if (state->stamp != collector->stamp + stops || match->start < state->end ||
        kefu__characters_between(collector->input, state->end, match->start, pair->gap) > pair->gap)
        return true;
    mark = add_mark(collector, state->start, match->end, stops, SENSE_ENTRY, pair->entry);
    mark->wide = true;
    mark->gap_start = state->end;
    mark->gap_end = match->start;
    collector->out_of_order = true;
    return make_room(collector);
}

/* Which groups were seen at all is told by their bits: most are asked for in vain. */
static bool complete_pairs(struct collector *collector, const struct match *match, uint32_t stops,
                           const struct lexicon_senses *senses) {
    const struct lexicon *lexicon = collector->input->lexicon;
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
    const struct lexicon *lexicon = collector->input->lexicon;
    const struct sense *more = lexicon->senses + senses->more;
    uint32_t i;
    for (i = 0; i < senses->more_count; i++) {
        if (more[i].kind == SENSE_PHRASE) {
            if (!add_phrase(collector->marked, match, more[i].value))
                return false;
        } else if (more[i].kind == SENSE_PAIR_FIRST) {
            const uint32_t group = more[i].value;
            begin_pairs(&collector->states[group], match, collector->stamp + stops);
            collector->groups[0] |= (uint64_t)1 << kefu__group_bit(group, 0);
            collector->groups[1] |= (uint64_t)1 << kefu__group_bit(group, 1);
        } else if (more[i].kind != SENSE_BOUNDARY) { /* it was listed before */
            add_mark(collector, match->start, match->end, stops, more[i].kind, more[i].value);
            if (!make_room(collector))
                return false;
        }
    }
    return complete_pairs(collector, match, stops, senses);
}

/* Is it the second part of a pair of which the first was seen? Nearly exact. */
static inline bool completes(const struct lexicon_senses *senses, const uint64_t *groups) {
    return ((senses->completes[0] & groups[0]) != 0) & ((senses->completes[1] & groups[1]) != 0);
}

enum {
    SAID_IN_MARK = offsetof(struct mark, value),
    SAID_IN_SENSES = offsetof(struct lexicon_senses, value),
    SAID = offsetof(struct mark, asked) + 1 - SAID_IN_MARK
};
_Static_assert(SAID == 16 && SAID == offsetof(struct lexicon_senses, asked) + 1 - SAID_IN_SENSES &&
                   offsetof(struct mark, attributes) - SAID_IN_MARK ==
                       offsetof(struct lexicon_senses, attributes) - SAID_IN_SENSES &&
                   offsetof(struct mark, polarity) - SAID_IN_MARK ==
                       offsetof(struct lexicon_senses, polarity) - SAID_IN_SENSES &&
                   offsetof(struct mark, sense) - SAID_IN_MARK ==
                       offsetof(struct lexicon_senses, kind) - SAID_IN_SENSES,
               "marks and senses are laid out alike");

/* Writes the mark that most keywords have behind the others. */
static inline void write_mark(struct mark *mark, const struct match *match, uint32_t stops,
                              const struct lexicon_senses *senses, uint32_t speaker) {
    const bool polar = (senses->judges & speaker) != 0;
    mark->start = match->start;
    mark->end = match->end;
    memcpy((char *)mark + SAID_IN_MARK, (const char *)senses + SAID_IN_SENSES, SAID);
    mark->asked |= (uint8_t)(polar * (MARK_POLAR | MARK_NEIGHBOUR));
    mark->clause = stops;
    mark->judged = UINT32_MAX;
    mark->polar = polar;
    mark->muted = mark->hidden = mark->wide = mark->inside = false;
}

/* Adds what matches mean. Where several things depend on the keyword, branches would be guessed
 * wrongly half of the time: the mark and the group that most have are written in any case, and
 * counted if there are such. */
static bool add_senses(struct collector *collector) {
    const struct match *matches = collector->input->matches;
    const struct lexicon_senses *all = collector->input->lexicon->keyword_senses;
    const struct sensed *sensed = collector->sorted->sensed.items,
                        *end = sensed + collector->sorted->sensed.count;
    struct pair_state *states = collector->states;
    const uint32_t speaker = collector->speaker, stamp = collector->stamp;
    struct mark *next = collector->next;
    uint64_t groups[2] = {0, 0};
    uint32_t before = 0;
    for (; sensed < end; sensed++) {
        const struct match *match = &matches[sensed->match];
        const struct lexicon_senses *senses = &all[MEANING_SENSES(sensed->meaning)];
        const uint32_t stops = sensed->stops;
        const uint64_t same_clause = (uint64_t)(stops != before) - 1;
        groups[0] &= same_clause; /* where a pair must stand */
        groups[1] &= same_clause;
        before = stops;
        if (senses->latin && cuts_a_word(collector->input, match))
            continue;
        write_mark(next, match, stops, senses, speaker);
        next += (senses->speakers & speaker) != 0;
        if (senses->more_count != 0 || completes(senses, groups)) {
            collector->next = next;
            memcpy(collector->groups, groups, sizeof groups);
            if (!add_more(collector, match, stops, senses))
                return false;
            next = collector->next;
            memcpy(groups, collector->groups, sizeof groups);
        }
        begin_pairs(&states[senses->begins], match, stamp + stops);
        groups[0] |= senses->opens[0];
        groups[1] |= senses->opens[1];
    }
    collector->next = next;
    return true;
}

/* ---- the step ---- */

/* The stamp of what stands before all punctuation; one more behind each. Those of earlier texts are
 * void; when the numbers are used up they are wiped. */
static uint32_t take_stamps(const struct sorted_matches *sorted, struct marked_words *marked) {
    const uint32_t count = (uint32_t)sorted->stops.count + 1;
    if (marked->generation > UINT32_MAX - count) {
        memset(marked->pairs.items, 0, marked->pairs.count * marked->pairs.width);
        marked->generation = 0;
    }
    marked->generation += count;
    return marked->generation - count + 1;
}

bool kefu__marks_collect(const struct input *input, const struct sorted_matches *sorted,
                         struct marked_words *marked) {
    struct collector collector = {
        .input = input, .sorted = sorted, .marked = marked, .next = marked->marks.items};
    marked->phrases.count = 0;
    if (marked->pairs.count <= input->lexicon->group_count &&
        !kefu__list_extend(&marked->pairs, input->lexicon->group_count + 1))
        return false;
    collector.states = marked->pairs.items;
    collector.stamp = take_stamps(sorted, marked);
    collector.speaker = input->speaker | LEXICON_ANYONE;
    if (!make_room(&collector) || !add_senses(&collector))
        return false;
    marked->marks.count = (size_t)(collector.next - (struct mark *)marked->marks.items);
    return kefu__marks_nest(marked, collector.out_of_order);
}

const struct phrase_hit *kefu__analysis_phrases(const kefu_analysis *analysis, size_t *count) {
    *count = analysis->phrase_count;
    return analysis->phrases;
}
