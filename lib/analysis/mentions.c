/* SPDX-License-Identifier: MIT
 * From matches to mentions: senses of hand-written words, pairs joined, nested ones hidden. */
#include "analysis/analysis.h"

#include <stddef.h>
#include <string.h>

/* ---- collecting ---- */

/* The state while the matches of a text are turned into mentions. */
struct collector {
    const struct input *input;
    const struct sorted_matches *sorted;
    struct mention_lists *mentioned;
    struct mention
        /* the end of the list of mentions, with room for one mention per remaining match and one
           more */
        *next;
    struct pair_state
        /* one for each group of pairs, and a sentinel for keywords that begin no pair */
        *states;
    /* Bloom filter (128 bits) over the groups of pairs whose first part occurred in this clause */
    uint64_t groups[2];
    uint32_t generation;     /* the generation of the text's first clause */
    uint32_t speaker, genre; /* `speaker`: a bit set; `genre`: the bit of the text's kefu_genre */
    bool out_of_order;       /* a gapped pair was stored after mentions that begin later */
};

/* Reserves room for one mention per match, and for one more. */
static bool make_room(struct collector *collector) {
    const size_t count = (size_t)(collector->next -
                                  (struct mention *)collector->mentioned->mentions.items);
    if (!kefu__list_reserve(&collector->mentioned->mentions,
                            count + collector->sorted->sensed.count + 2))
        return false;
    collector->next = (struct mention *)collector->mentioned->mentions.items + count;
    return true;
}

static bool is_said(const struct collector *collector, const struct mention *mention) {
    const uint32_t speakers = TRAIT_SPEAKERS(mention->traits);
    if (mention->flags & ENTRY_MESSAGE && !collector->input->is_message)
        return false;
    return !speakers || speakers & collector->speaker;
}

static void add_word(struct mention *mention, uint32_t kind, uint32_t value) {
    mention->sense = (uint8_t)kind;
    mention->value = value;
    mention->classes = (uint8_t)kefu__mention_classes(kind, 0);
}

static void add_entry(const struct collector *collector, struct mention *mention, uint32_t value) {
    const struct lexicon *lexicon = collector->input->lexicon;
    const struct lexicon_entry *entry = &lexicon->entries[value];
    const uint32_t traits = lexicon->traits[value];
    mention->sense = SENSE_ENTRY;
    mention->value = value;
    mention->attributes = entry->attributes;
    mention->polarity = entry->polarity;
    mention->traits = (uint8_t)traits;
    mention->flags = (uint8_t)entry->flags;
    mention->polar = (kefu__traits_judges(traits) & collector->speaker) != 0;
    mention->classes = (uint8_t)(kefu__mention_classes(SENSE_ENTRY, traits) |
                                 mention->polar * (MENTION_POLAR | MENTION_SHIFTS));
}

/* Adds a further mention of a match, besides the one that most matches have. */
static struct mention *add_mention(struct collector *collector, uint32_t start, uint32_t end,
                                   uint32_t delimiters, uint32_t kind, uint32_t value) {
    static const struct mention none = {.judged = UINT32_MAX};
    struct mention *mention = collector->next;
    *mention = none;
    mention->start = start;
    mention->end = end;
    mention->clause = delimiters;
    if (kind == SENSE_ENTRY)
        add_entry(collector, mention, value);
    else
        add_word(mention, kind, value);
    collector->next += is_said(collector, mention);
    return mention;
}

static bool add_phrase(struct mention_lists *mentioned, const struct match *match,
                       uint32_t phrase) {
    struct phrase_hit *hit = kefu__list_add(&mentioned->phrases, sizeof *hit);
    if (!hit)
        return false;
    hit->start = match->start;
    hit->end = match->end;
    hit->phrase = phrase;
    return true;
}

/* ---- borders of words ---- */

static inline bool cuts_word(const struct collector *collector, const struct sensed *sensed) {
    return kefu__match_cuts_word(collector->input, collector->sorted, sensed,
                                 &collector->mentioned->dropped);
}

/* Tests the word boundaries of the first part of a pair, if that was not done yet. True: a
 * dictionary word crosses one of its ends, so the first part is rejected. */
static bool first_cuts_word(const struct collector *collector, struct pair_state *state) {
    const struct sensed *first = (const struct sensed *)collector->sorted->sensed.items +
                                 state->untested;
    state->untested = PAIR_TESTED;
    if (!cuts_word(collector, first))
        return false;
    state->generation = 0;
    return true;
}

/* ---- pairs ---- */

/* Stores the match as the last first part of all pairs that begin with it. */
static inline void begin_pairs(struct pair_state *state, const struct match *match,
                               uint32_t generation, uint32_t untested) {
    state->start = match->start;
    state->end = match->end;
    state->generation = generation;
    state->untested = untested;
}

/* May a pair in a message span these delimiters? In messages commas are set freely
 * (说两小时回电，两天了), so that only the end of a sentence separates the parts of a pair. */
static bool is_one_sentence(const struct collector *collector, uint32_t first, uint32_t last,
                            uint32_t entry) {
    const struct delimiter *delimiters = collector->sorted->delimiters.items;
    if (!(collector->input->lexicon->entries[entry].flags & ENTRY_MESSAGE))
        return false;
    while (first < last && delimiters[first].boundary == BOUNDARY_CLAUSE)
        first++;
    return first == last;
}

/* Adds the pair that this match completes as second part, if its first part stands before it in the
 * clause. */
static bool complete_pair(struct collector *collector, const struct match *match,
                          uint32_t delimiters, uint32_t index) {
    const struct lexicon *lexicon = collector->input->lexicon;
    struct pair_state *state = &collector->states[lexicon->pair_groups[index]];
    const struct lexicon_pair *pair = &lexicon->pairs[index];
    struct mention *mention;
    if (state->generation < collector->generation || match->start < state->end)
        return true; /* the first part belongs to an earlier text */
    if (state->generation != collector->generation + delimiters &&
        !is_one_sentence(collector, state->generation - collector->generation, delimiters,
                         pair->entry))
        return true;
    delimiters = state->generation - collector->generation;
    if (kefu__characters_between(collector->input, state->end, match->start, pair->gap) > pair->gap)
        return true;
    if (state->untested != PAIR_TESTED && first_cuts_word(collector, state))
        return true;
    mention = add_mention(collector, state->start, match->end, delimiters, SENSE_ENTRY,
                          pair->entry);
    mention->gapped = true;
    mention->gap_start = state->end;
    mention->gap_end = match->start;
    collector->out_of_order = true;
    return make_room(collector);
}

/* Adds all pairs that this match completes. The Bloom filter of groups avoids most look-ups, which
 * would find nothing. */
static bool complete_pairs(struct collector *collector, const struct match *match,
                           uint32_t delimiters, const struct lexicon_senses *senses) {
    const struct lexicon *lexicon = collector->input->lexicon;
    const struct sense *seconds = lexicon->senses + senses->more + senses->more_count;
    for (uint32_t i = 0; i < senses->second_count; i++) {
        const uint32_t group = lexicon->pair_groups[seconds[i].value];
        if (collector->groups[0] >> kefu__group_bit(group, 0) & 1 &&
            !complete_pair(collector, match, delimiters, seconds[i].value))
            return false;
    }
    return true;
}

/* Adds the phrases of rules, which match anywhere, inside of words too. */
static bool add_phrases(const struct collector *collector, const struct match *match,
                        const struct lexicon_senses *senses) {
    const struct sense *more = collector->input->lexicon->senses + senses->more;
    for (uint32_t i = 0; i < senses->more_count; i++)
        if (more[i].kind == SENSE_PHRASE && !add_phrase(collector->mentioned, match, more[i].value))
            return false;
    return true;
}

/* Adds the senses of a keyword beyond one mention and one group of pairs. */
static bool add_more(struct collector *collector, const struct match *match, uint32_t delimiters,
                     const struct lexicon_senses *senses) {
    const struct lexicon *lexicon = collector->input->lexicon;
    const struct sense *more = lexicon->senses + senses->more;
    for (uint32_t i = 0; i < senses->more_count; i++) {
        if (more[i].kind == SENSE_PHRASE) {
            if (!add_phrase(collector->mentioned, match, more[i].value))
                return false;
        } else if (more[i].kind == SENSE_PAIR_FIRST) {
            const uint32_t group = more[i].value;
            begin_pairs(&collector->states[group], match, collector->generation + delimiters,
                        PAIR_TESTED);
            collector->groups[0] |= (uint64_t)1 << kefu__group_bit(group, 0);
            collector->groups[1] |= (uint64_t)1 << kefu__group_bit(group, 1);
        } else if (more[i].kind != SENSE_BOUNDARY) { /* punctuation has been listed by matches.c */
            add_mention(collector, match->start, match->end, delimiters, more[i].kind,
                        more[i].value);
            if (!make_room(collector))
                return false;
        }
    }
    return complete_pairs(collector, match, delimiters, senses);
}

/* May the match be the second part of a pair whose first part occurred? False positives of the
 * Bloom filter are possible, false negatives are not. */
static inline bool completes(const struct lexicon_senses *senses, const uint64_t *groups) {
    return ((senses->completes[0] & groups[0]) != 0) & ((senses->completes[1] & groups[1]) != 0);
}

enum {
    SAID_IN_MENTION = offsetof(struct mention, value),
    SAID_IN_SENSES = offsetof(struct lexicon_senses, value),
    SAID = offsetof(struct mention, classes) + 1 - SAID_IN_MENTION
};
_Static_assert(SAID == 16 &&
                   SAID == offsetof(struct lexicon_senses, classes) + 1 - SAID_IN_SENSES &&
                   offsetof(struct mention, attributes) - SAID_IN_MENTION ==
                       offsetof(struct lexicon_senses, attributes) - SAID_IN_SENSES &&
                   offsetof(struct mention, polarity) - SAID_IN_MENTION ==
                       offsetof(struct lexicon_senses, polarity) - SAID_IN_SENSES &&
                   offsetof(struct mention, sense) - SAID_IN_MENTION ==
                       offsetof(struct lexicon_senses, kind) - SAID_IN_SENSES,
               "mentions and senses are laid out alike");

/* Stores the one mention that most keywords have at the end of the list. */
static inline void write_mention(struct mention *mention, const struct match *match,
                                 uint32_t delimiters, const struct lexicon_senses *senses,
                                 uint32_t speaker) {
    const bool polar = (senses->judges & speaker) != 0;
    mention->start = match->start;
    mention->end = match->end;
    memcpy((char *)mention + SAID_IN_MENTION, (const char *)senses + SAID_IN_SENSES, SAID);
    mention->classes |= (uint8_t)(polar * (MENTION_POLAR | MENTION_SHIFTS));
    mention->clause = delimiters;
    mention->judged = UINT32_MAX;
    mention->polar = polar;
    mention->outweighed = mention->hidden = mention->gapped = mention->in_gap = false;
}

/* Must the word boundaries of a keyword be tested now? The test of a first part of a pair can wait
 * until the pair is complete, which most never are, if the keyword means nothing else. But if it
 * would replace a first part of generation `since` or later, it is tested now: if it is rejected,
 * the earlier first part stays. */
static inline bool is_tested_now(const struct lexicon_senses *senses, bool is_mention,
                                 const uint64_t *groups, const struct pair_state *state,
                                 uint32_t since, uint32_t group_count) {
    return is_mention | (senses->more_count != 0) | completes(senses, groups) |
           ((senses->begins != group_count) & (state->generation >= since));
}

/* Adds the senses of all matches. A branch on the kind of keyword would be mispredicted half of the
 * time, so the mention and the group of pairs that most keywords have are always stored, and
 * counted only if the keyword has them. */
static bool add_senses(struct collector *collector) {
    const struct match *matches = collector->input->matches;
    const struct lexicon_senses *all = collector->input->lexicon->keyword_senses;
    const struct sensed *first = collector->sorted->sensed.items, *sensed = first,
                        *end = first + collector->sorted->sensed.count;
    const uint32_t none = (uint32_t)collector->input->lexicon->group_count;
    struct pair_state *states = collector->states;
    const uint32_t speaker = collector->speaker, genre = collector->genre;
    const uint32_t generation = collector->generation;
    const bool is_message = collector->input->is_message;
    struct mention *next = collector->next;
    uint64_t groups[2] = {0, 0};
    uint32_t before = 0;
    for (; sensed < end; sensed++) {
        const struct match *match = &matches[sensed->match];
        const struct lexicon_senses *senses = &all[MEANING_SENSES(sensed->meaning)];
        const uint32_t delimiters = sensed->delimiters;
        const uint64_t same_clause = (uint64_t)((delimiters != before) & !is_message) - 1;
        const bool is_mention = ((senses->speakers & speaker) != 0) &
                                ((senses->genres & genre) != 0);
        struct pair_state *state = &states[senses->begins];
        uint32_t untested = PAIR_TESTED;
        groups[0] &= same_clause; /* the parts of a pair stand in one clause, except in messages */
        groups[1] &= same_clause;
        before = delimiters;
        if (senses->borders != 0 &&
            !is_tested_now(senses, is_mention, groups, state,
                           is_message ? generation : generation + delimiters, none)) {
            untested = (uint32_t)(sensed - first);
        } else if (senses->borders != 0 && cuts_word(collector, sensed)) {
            if (senses->more_count != 0 && !add_phrases(collector, match, senses))
                return false;
            continue;
        }
        write_mention(next, match, delimiters, senses, speaker);
        next += is_mention;
        if (senses->more_count != 0 || completes(senses, groups)) {
            collector->next = next;
            memcpy(collector->groups, groups, sizeof groups);
            if (!add_more(collector, match, delimiters, senses))
                return false;
            next = collector->next;
            memcpy(groups, collector->groups, sizeof groups);
        }
        begin_pairs(state, match, generation + delimiters, untested);
        groups[0] |= senses->opens[0];
        groups[1] |= senses->opens[1];
    }
    collector->next = next;
    return true;
}

/* ---- the step ---- */

/* Reserves a generation for each clause of the text, so that a pair cannot span a delimiter or two
 * texts. Before the counter wraps around, all states are cleared. */
static uint32_t take_generations(const struct sorted_matches *sorted,
                                 struct mention_lists *mentioned) {
    const uint32_t count = (uint32_t)sorted->delimiters.count + 1;
    if (mentioned->generation > UINT32_MAX - count) {
        memset(mentioned->pairs.items, 0, mentioned->pairs.count * mentioned->pairs.width);
        mentioned->generation = 0;
    }
    mentioned->generation += count;
    return mentioned->generation - count + 1;
}

bool kefu__mentions_collect(const struct input *input, const struct sorted_matches *sorted,
                            struct mention_lists *mentioned) {
    struct collector collector = {.input = input,
                                  .sorted = sorted,
                                  .mentioned = mentioned,
                                  .next = mentioned->mentions.items};
    mentioned->phrases.count = mentioned->dropped.count = 0;
    if (mentioned->pairs.count <= input->lexicon->group_count &&
        !kefu__list_extend(&mentioned->pairs, input->lexicon->group_count + 1))
        return false;
    collector.states = mentioned->pairs.items;
    collector.generation = take_generations(sorted, mentioned);
    collector.speaker = input->speaker | LEXICON_ANYONE;
    collector.genre = 1u << (input->is_message ? KEFU_GENRE_MESSAGE : KEFU_GENRE_REVIEW);
    if (!kefu__list_reserve(&mentioned->dropped, sorted->sensed.count) || !make_room(&collector) ||
        !add_senses(&collector))
        return false;
    mentioned->mentions.count = (size_t)(collector.next -
                                         (struct mention *)mentioned->mentions.items);
    return kefu__mentions_nest(mentioned, collector.out_of_order);
}

const struct phrase_hit *kefu__analysis_phrases(const kefu_analysis *analysis, size_t *count) {
    *count = analysis->phrase_count;
    return analysis->phrases;
}
