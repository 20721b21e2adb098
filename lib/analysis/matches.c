/* SPDX-License-Identifier: MIT
 * From the matches of a scan to three lists: learned keywords, senses written by hand, punctuation.
 *
 * Branches on the kind of a keyword are mispredicted often, and a misprediction costs more than all
 * that is done for a match: so each match is written to the end of every list, and the counts
 * advance only where it belongs. */
#include "analysis/analysis.h"

#include <string.h>

/* maximum number of features of one text, so that the sum of their 16-bit weights fits into 32 bits
 */
enum { FEATURES_MAX = 65535 };

/* Advances the generation counter, by which `seen` tells keywords of this text from those of
 * earlier texts. It has eight bits: when it wraps around, all bytes of `seen` are cleared. */
static bool next_generation(const struct input *input, struct sorted_matches *sorted) {
    const struct lexicon *lexicon = input->lexicon;
    const struct learned_model *learned = input->genre->learned;
    const size_t pairs = learned ? learned->pair_count : 0;
    const size_t bytes = lexicon->keyword_count + pairs;
    if (sorted->seen.count < bytes && !kefu__list_extend(&sorted->seen, bytes))
        return false;
    if (++sorted->generation == 0) {
        memset(sorted->seen.items, 0, sorted->seen.count);
        sorted->generation = 1;
    }
    return true;
}

/* A cursor that appends features (learned keywords and pairs) to the list, each once per text. */
struct finder {
    struct feature_hit *next; /* where the next feature of the list is written */
    uint8_t *known, generation;
};

static struct finder begin_features(const struct sorted_matches *sorted) {
    const struct finder finder = {sorted->features.items, sorted->seen.items, sorted->generation};
    return finder;
}

/* Stores a keyword or pair at the end of the features; it is counted if it has weights and is new
 * in this text. */
static inline void find_feature(struct finder *finder, uint32_t at, uint32_t keyword,
                                lexicon_meaning meaning) {
    const uint32_t is_new = finder->known[keyword] != finder->generation;
    finder->known[keyword] = finder->generation;
    finder->next->word = meaning;
    finder->next->match = at;
    finder->next += is_new & FEATURE_HAS_WEIGHTS(meaning);
}

/* Sets the number of features; those beyond FEATURES_MAX are dropped. */
static void end_features(struct sorted_matches *sorted, const struct feature_hit *end) {
    const size_t count = (size_t)(end - (const struct feature_hit *)sorted->features.items);
    sorted->features.count = count < FEATURES_MAX ? count : FEATURES_MAX;
}

static bool reserve(const struct input *input, struct sorted_matches *sorted) {
    const size_t count = input->match_count + 1;
    return kefu__list_reserve(&sorted->features, count) &&
           kefu__list_reserve(&sorted->sensed, count) &&
           kefu__list_reserve(&sorted->boundary_tested, count) &&
           kefu__list_reserve(&sorted->delimiter_matches, count) &&
           kefu__list_reserve(&sorted->delimiters, count) && next_generation(input, sorted);
}

/* Stores the byte offsets of each punctuation mark, and whether it ends a clause or a sentence. */
static void place_delimiters(const struct input *input, struct sorted_matches *sorted) {
    const lexicon_meaning *meanings = input->genre->meanings;
    const uint32_t *matches = sorted->delimiter_matches.items;
    struct delimiter *delimiters = sorted->delimiters.items;
    sorted->delimiters.count = sorted->delimiter_matches.count;
    for (size_t i = 0; i < sorted->delimiters.count; i++) {
        const struct match match = input->matches[matches[i]];
        delimiters[i].start = match.start;
        delimiters[i].end = match.end;
        delimiters[i].boundary = MEANING_BOUNDARY(meanings[match.keyword]);
    }
}

enum { AHEAD = 24 /* how many matches ahead of the current one memory is prefetched */ };

/* Where kefu__matches_sort() writes, and what it reads for every match; the ends of the lists are
 * in registers. */
struct sorting {
    const lexicon_meaning *meanings;
    const struct lexicon_senses *senses;
    const int16_t *rows;
    lexicon_meaning counting; /* the bits of a meaning that say that its senses may count */
    uint32_t *delimiters;
    struct finder finder;
    struct sensed *sensed;
    uint32_t at, delimiter_count;
};

/* Writes a match to the end of each list. Meanings, senses and weights of keywords are scattered in
 * memory, so what the next steps will read of them is prefetched; for a match without senses or
 * weights that is element 0, which is harmless. */
static inline void sort_match(struct sorting *sorting, uint32_t keyword, bool is_learned) {
    const lexicon_meaning meaning = sorting->meanings[keyword];
    const uint32_t counts = (meaning & sorting->counting) != 0;
    ANALYSIS_FETCH(&sorting->senses[MEANING_SENSES(meaning)]);
    if (is_learned) {
        ANALYSIS_FETCH(sorting->rows + FEATURE_ROW(meaning));
        find_feature(&sorting->finder, sorting->at, keyword, meaning);
    }
    sorting->sensed->match = sorting->delimiters[sorting->delimiter_count] = sorting->at++;
    sorting->sensed->meaning = (uint32_t)meaning;
    sorting->sensed->delimiters = sorting->delimiter_count;
    sorting->sensed += counts;
    sorting->delimiter_count += MEANING_IS_DELIMITER(meaning);
}

/* `is_learned`: does the genre of the text have a learned model? A constant in each call, so that
 * texts of the other genres do nothing for features. */
static inline void sort_all(const struct input *input, struct sorting *sorting, bool is_learned) {
    const struct match *match = input->matches, *const end = match + input->match_count;
    const struct match *const fetched = input->match_count > AHEAD ? end - AHEAD : match;
    for (const struct match *ahead = match; ahead < end && ahead < match + AHEAD; ahead++)
        ANALYSIS_FETCH(&sorting->meanings[ahead->keyword]);
    for (; match < fetched; match++) {
        ANALYSIS_FETCH(&sorting->meanings[match[AHEAD].keyword]);
        sort_match(sorting, match->keyword, is_learned);
    }
    for (; match < end; match++)
        sort_match(sorting, match->keyword, is_learned);
}

/* Divides the matches into learned keywords, hand-written words and punctuation. */
bool kefu__matches_sort(const struct input *input, struct sorted_matches *sorted) {
    if (!reserve(input, sorted))
        return false;
    struct sorting sorting = {.meanings = input->genre->meanings,
                              .senses = input->lexicon->keyword_senses,
                              .rows = input->genre->table.rows,
                              .counting = MEANING_FOR(input->counting),
                              .delimiters = sorted->delimiter_matches.items,
                              .finder = begin_features(sorted),
                              .sensed = sorted->sensed.items};
    if (input->genre->learned)
        sort_all(input, &sorting, true);
    else
        sort_all(input, &sorting, false);
    sorted->sensed.count = (size_t)(sorting.sensed - (struct sensed *)sorted->sensed.items);
    sorted->delimiter_matches.count = sorting.delimiter_count;
    end_features(sorted, sorting.finder.next);
    place_delimiters(input, sorted);
    return true;
}

/* ---- neutral phrases ---- */

static bool has_blockers(const struct mention_lists *mentioned) {
    const struct mention *mentions = mentioned->mentions.items;
    for (size_t i = 0; i < mentioned->mentions.count; i++)
        if (mentions[i].sense == SENSE_BLOCKER && !mentions[i].hidden)
            return true;
    return false;
}

/* Does a neutral phrase (a mention of kind SENSE_BLOCKER) contain the match? Matches must be passed
 * in order; `*next` is the index of the first mention that may contain this match or a later one.
 */
static bool is_blocked(const struct mention_lists *mentioned, const struct match *match,
                       size_t *next) {
    const struct mention *mentions = mentioned->mentions.items;
    while (*next < mentioned->mentions.count && mentions[*next].end <= match->start)
        ++*next;
    for (size_t i = *next; i < mentioned->mentions.count && mentions[i].start <= match->start; i++)
        if (mentions[i].sense == SENSE_BLOCKER && !mentions[i].hidden &&
            mentions[i].end >= match->end)
            return true;
    return false;
}

bool kefu__matches_block(const struct input *input, struct sorted_matches *sorted,
                         const struct mention_lists *mentioned) {
    const struct match *matches = input->matches;
    struct finder finder;
    size_t next = 0;
    if (!has_blockers(mentioned))
        return true;
    if (!next_generation(input, sorted))
        return false;
    finder = begin_features(sorted);
    for (uint32_t i = 0; i < input->match_count; i++)
        if (!is_blocked(mentioned, &matches[i], &next))
            find_feature(&finder, i, matches[i].keyword,
                         input->genre->meanings[matches[i].keyword]);
    end_features(sorted, finder.next);
    return true;
}

/* ---- pairs ---- */

bool kefu__matches_pair(const struct input *input, struct sorted_matches *sorted) {
    const struct lexicon *lexicon = input->lexicon;
    const struct lexicon_genre *genre = input->genre;
    const struct pair_matches *found = &sorted->pair_matches;
    const size_t from = sorted->features.count;
    struct feature_hit *most;
    struct finder finder;
    if (!genre->learned || genre->learned->pair_count == 0)
        return true;
    if (kefu__pairs_find(&genre->learned_pairs, input->text, input->size, input->matches,
                         input->match_count, &sorted->pair_matches, NULL) ||
        !kefu__list_reserve(&sorted->features, from + found->count + 1))
        return false;
    finder = begin_features(sorted);
    most = finder.next + FEATURES_MAX;
    finder.next += from;
    for (uint32_t i = 0; i < found->count && finder.next < most; i++) {
        const uint32_t keyword = lexicon->keyword_count + found->items[i].pair;
        find_feature(&finder, (uint32_t)input->match_count + i, keyword, genre->meanings[keyword]);
    }
    end_features(sorted, finder.next);
    return true;
}
