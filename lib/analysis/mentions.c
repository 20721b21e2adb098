/* SPDX-License-Identifier: MIT
 * From matches to mentions: senses of hand-written words, pairs joined, nested ones hidden. */
#include "analysis/analysis.h"

#include <stddef.h>
#include <string.h>

/* ---- collecting ---- */

/* Maximum number of groups (gapped pairs with the same first part) in a clause that are looked up
 * one by one. If there are more, all pairs of each second part are visited instead. */
enum { OPENED_MAX = 24 };

/* The groups of pairs whose first part has occurred in the current clause, or sentence of a
 * message: a Bloom filter (see kefu__group_bit()), and the length of collector.opened_groups. */
struct opened {
    uint64_t bits[2];
    uint32_t count;
};

/* The state while the matches of a text are turned into mentions. */
struct collector {
    const struct input *input;
    const struct sorted_matches *sorted;
    struct mention_lists *mentioned;
    /* end of the list of mentions, which has room for one more than there are matches left */
    struct mention *next;
    /* an element for each group of pairs, and one for keywords that begin no pair */
    struct pair_state *states;
    struct opened opened;
    uint32_t *opened_groups; /* the groups in `opened`; room for one more than matches left */
    /* generation number of the text's first clause, see take_generations() */
    uint32_t generation;
    /* generation of the first clause in which the first part of a pair may stand whose second part
     * stands in the current clause */
    uint32_t since;
    bool out_of_order; /* a gapped pair was stored after mentions that begin later */
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

/* Reserves room in opened_groups for one group of pairs per match, and for one more. */
static bool room_for_groups(struct collector *collector) {
    struct list *opened = &collector->mentioned->opened;
    if (!kefu__list_reserve(opened, collector->opened.count + collector->sorted->sensed.count + 2))
        return false;
    collector->opened_groups = opened->items;
    return true;
}

static bool is_said(const struct collector *collector, const struct mention *mention) {
    const uint32_t speakers = TRAIT_SPEAKERS(mention->traits);
    if (mention->flags & ENTRY_MESSAGE && !collector->input->is_message)
        return false;
    return !speakers || speakers & collector->input->speaker;
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
    mention->polar = (kefu__traits_polar_speakers(traits) &
                      (collector->input->speaker | LEXICON_ANYONE)) != 0;
    mention->classes = (uint8_t)(kefu__mention_classes(SENSE_ENTRY, traits) |
                                 mention->polar * (MENTION_POLAR | MENTION_SHIFTS));
}

/* Adds a mention that is a further sense, a gapped pair or a pattern. */
static struct mention *add_mention(struct collector *collector, uint32_t start, uint32_t end,
                                   uint32_t delimiters, uint32_t kind, uint32_t value) {
    static const struct mention none = {.polar_index = UINT32_MAX};
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

/* ---- word boundaries ---- */

static inline bool splits_word(const struct collector *collector, const struct sensed *sensed) {
    return kefu__match_splits_word(collector->input, sensed, &collector->mentioned->dropped);
}

/* Tests the word boundaries of the first part of a pair, if that was not done yet. Returns true if
 * it is rejected, because a dictionary word crosses one of its ends. */
static bool first_splits_word(const struct collector *collector, struct pair_state *state) {
    const struct sensed *first = (const struct sensed *)collector->sorted->sensed.items +
                                 state->untested;
    state->untested = PAIR_TESTED;
    if (!splits_word(collector, first))
        return false;
    state->generation = 0;
    return true;
}

/* ---- pairs ---- */

/* Stores the match as the most recent occurrence of the first part of a group of pairs. */
static inline void begin_pairs(struct pair_state *state, const struct match *match,
                               uint32_t generation, uint32_t untested) {
    state->start = match->start;
    state->end = match->end;
    state->generation = generation;
    state->untested = untested;
}

/* May a pair span the delimiters [first, last)? An entry for messages may, if none of them ends a
 * sentence, because in messages commas are set freely: 说两小时回电，两天了. */
static bool is_one_sentence(const struct collector *collector, uint32_t first, uint32_t last,
                            uint32_t entry) {
    const struct delimiter *delimiters = collector->sorted->delimiters.items;
    if (!(collector->input->lexicon->entries[entry].flags & ENTRY_MESSAGE))
        return false;
    while (first < last && delimiters[first].boundary == BOUNDARY_CLAUSE)
        first++;
    return first == last;
}

/* Adds a mention of this pair if its second part, the match, follows its first part in the same
 * clause and near enough. Returns false if out of memory. */
static bool complete_pair(struct collector *collector, const struct match *match,
                          uint32_t delimiters, const struct lexicon_second *second) {
    struct pair_state *state = &collector->states[second->group];
    const struct lexicon_pair *pair = &collector->input->lexicon->pairs[second->pair];
    struct mention *mention;
    if (state->generation < collector->generation || match->start < state->end)
        return true; /* the first part has not occurred in this text, or overlaps the match */
    if (state->generation != collector->generation + delimiters &&
        !is_one_sentence(collector, state->generation - collector->generation, delimiters,
                         pair->entry))
        return true;
    delimiters = state->generation - collector->generation;
    if (kefu__characters_between(collector->input, state->end, match->start, pair->gap) > pair->gap)
        return true;
    if (state->untested != PAIR_TESTED && first_splits_word(collector, state))
        return true;
    mention = add_mention(collector, state->start, match->end, delimiters, SENSE_ENTRY,
                          pair->entry);
    mention->gapped = true;
    mention->gap_start = state->end;
    mention->gap_end = match->start;
    collector->out_of_order = true;
    return make_room(collector);
}

/* The index in `seconds`, the pairs whose second part a keyword is (at least one), of the first one
 * of this group or of a later group. No step branches on the outcome of a comparison, since half of
 * such branches would be mispredicted. */
static uint32_t find_group(const struct lexicon_second *seconds, uint32_t count, uint32_t group) {
    const struct lexicon_second *low = seconds;
    while (count > 1) {
        const uint32_t half = count / 2;
        low += half & (0 - (uint32_t)(low[half - 1].group < group));
        count -= half;
    }
    return (uint32_t)(low - seconds) + (low->group < group);
}

static inline bool has_bit(uint64_t bits, uint32_t bit) {
    return bits >> bit & 1;
}

/* May the keyword be the second part of a pair of the group? False positives of the Bloom filter
 * are possible, false negatives are not. */
static bool may_complete(const struct lexicon_senses *senses, uint32_t group) {
    return has_bit(senses->completes[0], kefu__group_bit(group, 0)) &&
           has_bit(senses->completes[1], kefu__group_bit(group, 1));
}

/* Writes to `found` the index of the first pair of each group whose first part has occurred, in
 * ascending order, and returns the number of these groups. */
static uint32_t find_opened(const struct collector *collector, const struct lexicon_senses *senses,
                            const struct lexicon_second *seconds, uint32_t found[OPENED_MAX]) {
    uint32_t found_count = 0;
    for (uint32_t i = 0; i < collector->opened.count; i++) {
        const uint32_t group = collector->opened_groups[i];
        uint32_t at, to = found_count;
        if (!may_complete(senses, group))
            continue;
        at = find_group(seconds, senses->second_count, group);
        if (at == senses->second_count || seconds[at].group != group)
            continue;
        while (to > 0 && found[to - 1] > at)
            to--;
        if (to > 0 && found[to - 1] == at)
            continue; /* the group is in the list twice, since its first part was once rejected */
        memmove(found + to + 1, found + to, (found_count - to) * sizeof *found);
        found[to] = at;
        found_count++;
    }
    return found_count;
}

/* Adds all pairs that this match completes, those with the longest first part first. A frequent
 * keyword is the second part of more than a hundred pairs, while few first parts occur in a clause:
 * so the groups that have occurred are looked up in the list of pairs. */
static bool complete_pairs(struct collector *collector, const struct match *match,
                           uint32_t delimiters, const struct lexicon_senses *senses) {
    const struct lexicon_second *seconds = collector->input->lexicon->seconds + senses->seconds;
    const uint32_t count = senses->second_count;
    uint32_t found[OPENED_MAX], found_count, i, at;
    if (collector->opened.count > OPENED_MAX) {
        for (i = 0; i < count; i++)
            if (!complete_pair(collector, match, delimiters, &seconds[i]))
                return false;
        return true;
    }
    found_count = find_opened(collector, senses, seconds, found);
    for (i = 0; i < found_count; i++)
        for (at = found[i]; at < count && seconds[at].group == seconds[found[i]].group; at++)
            if (!complete_pair(collector, match, delimiters, &seconds[at]))
                return false;
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

/* If `counts` is true, records that the first part of a group of pairs has occurred: adds the group
 * to the Bloom filter and, if `is_new` is true, to the list `groups`. */
static inline void open_group(struct opened *opened, uint32_t *groups, uint32_t group,
                              const uint8_t bits[2], bool counts, bool is_new) {
    opened->bits[0] |= (uint64_t)counts << bits[0];
    opened->bits[1] |= (uint64_t)counts << bits[1];
    groups[opened->count] = group;
    opened->count += counts & is_new;
}

/* Clears the set of open groups if `parts` is true: then punctuation has ended the clause (in a
 * message: the sentence) in which both parts of a pair must stand. */
static inline void close_groups(struct opened *opened, bool parts) {
    const uint64_t kept = (uint64_t)parts - 1;
    opened->bits[0] &= kept;
    opened->bits[1] &= kept;
    opened->count &= (uint32_t)kept;
}

/* Records the first part of a further group of pairs: first parts that differ only in a symbol
 * which the matcher skips (退.款 and 退款) are one keyword, but two groups. */
static void open_another_group(struct collector *collector, const struct match *match,
                               uint32_t generation, uint32_t group) {
    struct pair_state *state = &collector->states[group];
    const uint8_t bits[2] = {(uint8_t)kefu__group_bit(group, 0),
                             (uint8_t)kefu__group_bit(group, 1)};
    open_group(&collector->opened, collector->opened_groups, group, bits, true,
               state->generation < collector->since);
    begin_pairs(state, match, generation, PAIR_TESTED);
}

/* Adds the senses of a keyword that did not fit into its struct lexicon_senses. */
static bool add_more(struct collector *collector, const struct match *match, uint32_t delimiters,
                     const struct lexicon_senses *senses) {
    const struct sense *more = collector->input->lexicon->senses + senses->more;
    for (uint32_t i = 0; i < senses->more_count; i++) {
        if (more[i].kind == SENSE_PHRASE) {
            if (!add_phrase(collector->mentioned, match, more[i].value))
                return false;
        } else if (more[i].kind == SENSE_PAIR_FIRST) {
            if (!room_for_groups(collector))
                return false;
            open_another_group(collector, match, collector->generation + delimiters, more[i].value);
        } else if (more[i].kind != SENSE_BOUNDARY) { /* punctuation is in sorted->delimiters */
            add_mention(collector, match->start, match->end, delimiters, more[i].kind,
                        more[i].value);
            if (!make_room(collector))
                return false;
        }
    }
    return true;
}

/* May the match be the second part of a pair whose first part occurred? False positives of the
 * Bloom filter are possible, false negatives are not. */
static inline bool completes(const struct lexicon_senses *senses, uint32_t live,
                             const struct opened *opened) {
    return ((live & LEXICON_PART(PART_COMPLETES)) != 0) &
           ((senses->completes[0] & opened->bits[0]) != 0) &
           ((senses->completes[1] & opened->bits[1]) != 0);
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

/* Writes the first sense of a match to *mention, which is kept if the caller advances the list. */
static inline void write_mention(struct mention *mention, const struct match *match,
                                 uint32_t delimiters, const struct lexicon_senses *senses,
                                 uint32_t speaker) {
    const bool polar = (senses->polar_speakers & speaker) != 0;
    mention->start = match->start;
    mention->end = match->end;
    memcpy((char *)mention + SAID_IN_MENTION, (const char *)senses + SAID_IN_SENSES, SAID);
    mention->classes |= (uint8_t)(polar * (MENTION_POLAR | MENTION_SHIFTS));
    mention->clause = delimiters;
    mention->polar_index = UINT32_MAX;
    mention->polar = polar;
    mention->outweighed = mention->hidden = mention->gapped = mention->in_gap = false;
}

/* Adds the further senses of a keyword, and the gapped pairs whose second part it is. */
static bool add_rest(struct collector *collector, const struct match *match, uint32_t delimiters,
                     const struct lexicon_senses *senses, uint32_t live) {
    if (live & LEXICON_PART(PART_MORE) && !add_more(collector, match, delimiters, senses))
        return false;
    return !completes(senses, live, &collector->opened) ||
           complete_pairs(collector, match, delimiters, senses);
}

/* Does one of the delimiters [from, to) of a message end a sentence? In a message only the end of a
 * sentence separates the parts of a pair; in a review any punctuation does. */
static bool is_parted(const struct collector *collector, uint32_t from, uint32_t to) {
    const struct delimiter *delimiters = collector->sorted->delimiters.items;
    while (from < to && delimiters[from].boundary == BOUNDARY_CLAUSE)
        from++;
    return from < to;
}

/* Must the word boundaries of a keyword be tested now? For a mere first part of pairs the test can
 * wait until a pair is complete, which is rare, unless it would replace an occurrence of the same
 * part in this clause: that one stays if the new one is rejected. */
static inline uint32_t is_tested_now(uint32_t live, bool completes_pairs, bool replaces) {
    return ((live & (LEXICON_PART(PART_MENTION) | LEXICON_PART(PART_MORE))) != 0) |
           (uint32_t)completes_pairs | (uint32_t)replaces;
}

/* Adds the senses of all matches. A branch on the kind of keyword would often be mispredicted, so a
 * mention and a first part of pairs are written for each match, and counted only if the keyword has
 * them. What changes with every match is in local variables, which compilers keep in registers. */
static bool add_senses(struct collector *collector) {
    const struct input *input = collector->input;
    const struct lexicon_senses *all = input->lexicon->keyword_senses;
    const struct sensed *sensed = collector->sorted->sensed.items;
    const uint32_t count = (uint32_t)collector->sorted->sensed.count;
    const uint32_t views = input->views, speaker = input->speaker | LEXICON_ANYONE;
    const uint32_t first_generation = collector->generation;
    struct mention *next = collector->next;
    struct opened opened = {{0, 0}, 0};
    uint32_t before = 0, since = first_generation;
    for (uint32_t i = 0; i < count; i++, sensed++) {
        const struct match *match = &input->matches[sensed->match];
        const struct lexicon_senses *senses = &all[MEANING_SENSES(sensed->meaning)];
        const uint32_t live = kefu__senses_live(senses, views);
        const uint32_t delimiters = sensed->delimiters, generation = first_generation + delimiters;
        const uint32_t tested = MEANING_HAS_WORD_BOUNDARIES(sensed->meaning);
        const bool opens = (live & LEXICON_PART(PART_OPENS)) != 0;
        struct pair_state *state = &collector->states[senses->begins];
        uint32_t untested = ((i + 1) & (0 - tested)) - 1; /* i; PAIR_TESTED if no test */
        bool parts = delimiters != before, is_new, is_second;
        if (input->is_message && parts)
            parts = is_parted(collector, before, delimiters);
        close_groups(&opened, parts);
        since = parts ? generation : since;
        before = delimiters;
        is_new = state->generation < since;
        is_second = completes(senses, live, &opened);
        if (tested & is_tested_now(live, is_second, opens & !is_new)) {
            untested = PAIR_TESTED;
            if (splits_word(collector, sensed)) {
                if (senses->more_count != 0 && !add_phrases(collector, match, senses))
                    return false;
                continue;
            }
        }
        write_mention(next, match, delimiters, senses, speaker);
        next += (live & LEXICON_PART(PART_MENTION)) != 0;
        if (((live & LEXICON_PART(PART_MORE)) != 0) | is_second) {
            collector->next = next;
            collector->opened = opened;
            collector->since = since;
            if (!add_rest(collector, match, delimiters, senses, live))
                return false;
            next = collector->next;
            opened = collector->opened;
        }
        open_group(&opened, collector->opened_groups, senses->begins, senses->opens, opens, is_new);
        begin_pairs(state, match, generation, untested);
    }
    collector->next = next;
    return true;
}

/* Adds a mention for each pattern. Like gapped pairs, patterns hide no mentions inside of them. */
static bool add_patterns(struct collector *collector) {
    struct pattern_matches *patterns = &collector->mentioned->patterns;
    const struct pattern_hit *hit;
    if (!kefu__patterns_find(collector->input, collector->sorted, patterns))
        return false;
    hit = patterns->found.items;
    for (size_t i = 0; i < patterns->found.count; i++, hit++) {
        struct mention *mention = add_mention(collector, hit->start, hit->end, hit->delimiters,
                                              SENSE_ENTRY, hit->entry);
        mention->gapped = true;
        mention->gap_start = hit->first_end;
        mention->gap_end = hit->last_start;
        collector->out_of_order = true;
        if (!make_room(collector))
            return false;
    }
    return true;
}

/* ---- the step ---- */

/* Returns the first of new generation numbers, one for each clause of the text, so that no pair
 * spans a delimiter or two texts. Before the counter wraps around, all states are cleared. */
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

bool kefu__mentions_collect(const struct input *input, struct sorted_matches *sorted,
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
    kefu__matches_filter_word_boundaries(input, sorted);
    if (!kefu__list_reserve(&mentioned->dropped, sorted->sensed.count) ||
        !room_for_groups(&collector) || !make_room(&collector) || !add_senses(&collector) ||
        !add_patterns(&collector))
        return false;
    mentioned->mentions.count = (size_t)(collector.next -
                                         (struct mention *)mentioned->mentions.items);
    return kefu__mentions_nest(input->lexicon, mentioned, collector.out_of_order);
}

const struct phrase_hit *kefu__analysis_phrases(const kefu_analysis *analysis, size_t *count) {
    *count = analysis->phrase_count;
    return analysis->phrases;
}
