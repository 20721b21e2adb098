/* SPDX-License-Identifier: MIT
 * From the matches of a scan to three lists: learned keywords, senses written by hand, punctuation.
 *
 * Which keyword stands where cannot be foretold, and a branch guessed wrongly costs more than all
 * that is done for a match: so each is written to every list, and counted where it belongs. */
#include "analysis/analysis.h"

#include <string.h>

enum { MOST_FEATURES = 65535 /* of one text: 32 bits then hold the sum of as many weights */ };

/* A set of keywords, a bit each. It is empty between texts. */
static bool reserve_known(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    const size_t pairs = lexicon->learned ? lexicon->learned->pair_count : 0;
    const size_t words = (lexicon->keyword_count + pairs) / 64 + 1;
    return scratch->known.count >= words || kefu__list_extend(scratch, &scratch->known, words);
}

/* Finds keywords for the first time. */
struct finder {
    struct feature_hit *features;
    uint64_t *known; /* a bit a keyword */
    size_t count;
    int64_t general; /* sum of their general weights */
};

/* Writes a keyword or pair behind the features; it counts if it has weights and was not found
 * before. */
static inline void find_feature(struct finder *finder, uint32_t at, uint32_t keyword,
                                lexicon_meaning meaning) {
    uint64_t *word = &finder->known[keyword / 64];
    const uint32_t bit = keyword % 64;
    const uint64_t learned = MEANING_IS_LEARNED(meaning);
    const uint64_t counts = learned & ~(*word >> bit);
    *word |= learned << bit;
    finder->features[finder->count].match = at;
    finder->features[finder->count].row = MEANING_ROW(meaning) * LEXICON_LANES;
    finder->general += MEANING_GENERAL(meaning) & -(int64_t)counts;
    finder->count += counts;
}

struct match kefu__matches_feature(const struct kefu_scratch *scratch,
                                   const struct feature_hit *feature) {
    if (feature->match < scratch->match_count)
        return scratch->matches[feature->match];
    const struct pair_match *pair =
        &scratch->pair_matches.items[feature->match - scratch->match_count];
    const struct match match = {pair->start, pair->end,
                                scratch->lexicon->keyword_count + pair->pair};
    return match;
}

static struct finder begin_features(struct kefu_scratch *scratch) {
    const struct finder finder = {scratch->features.items, scratch->known.items, 0, 0};
    return finder;
}

/* Keeps what was found, but for the features beyond the most, of a text that is no text. */
static void end_features(struct kefu_scratch *scratch, struct finder found) {
    size_t i;
    for (i = 0; i < found.count; i++)
        found.known[scratch->matches[found.features[i].match].keyword / 64] = 0;
    scratch->features.count = found.count < MOST_FEATURES ? found.count : MOST_FEATURES;
    scratch->general = found.general;
}

static bool reserve(struct kefu_scratch *scratch) {
    const size_t count = scratch->match_count + 1;
    return kefu__list_reserve(scratch, &scratch->features, count) &&
           kefu__list_reserve(scratch, &scratch->sensed, count) &&
           kefu__list_reserve(scratch, &scratch->stops, count) && reserve_known(scratch);
}

/* The places of punctuation, of which so far only the match is known. */
static void place_stops(struct kefu_scratch *scratch) {
    struct stop *stops = scratch->stops.items;
    size_t i;
    for (i = 0; i < scratch->stops.count; i++) {
        const struct match *match = &scratch->matches[stops[i].start];
        stops[i].boundary = MEANING_BOUNDARY(scratch->lexicon->meanings[match->keyword]);
        stops[i].start = match->start;
        stops[i].end = match->end;
    }
}

bool kefu__matches_sort(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    const lexicon_meaning *meanings = lexicon->meanings;
    const struct lexicon_senses *keyword_senses = lexicon->keyword_senses;
    const int16_t *rows = lexicon->rows;
    const struct match *matches = scratch->matches;
    const size_t count = scratch->match_count;
    struct finder finder;
    struct sensed *senses;
    struct stop *stops;
    size_t sensed = 0, stopped = 0;
    uint32_t i;
    if (!reserve(scratch))
        return false;
    finder = begin_features(scratch);
    senses = scratch->sensed.items;
    stops = scratch->stops.items;
    for (i = 0; i < count; i++)
        ANALYSIS_FETCH(&meanings[matches[i].keyword]);
    for (i = 0; i < count; i++) {
        const uint32_t keyword = matches[i].keyword;
        const lexicon_meaning meaning = meanings[keyword];
        ANALYSIS_FETCH(&rows[MEANING_ROW(meaning) * LEXICON_LANES]);
        ANALYSIS_FETCH(&keyword_senses[MEANING_SENSES(meaning)]);
        find_feature(&finder, i, keyword, meaning);
        senses[sensed].match = stops[stopped].start = i;
        senses[sensed].stops = (uint32_t)stopped;
        sensed += MEANING_HAS_SENSES(meaning);
        stopped += MEANING_IS_STOP(meaning);
    }
    scratch->sensed.count = sensed;
    scratch->stops.count = stopped;
    end_features(scratch, finder);
    place_stops(scratch);
    return true;
}

/* ---- neutral phrases ---------------------------------------------------------------------------
 */

static bool has_blockers(const struct kefu_scratch *scratch) {
    const struct mark *marks = scratch->marks.items;
    size_t i;
    for (i = 0; i < scratch->marks.count; i++)
        if (marks[i].sense == SENSE_BLOCKER && !marks[i].hidden)
            return true;
    return false;
}

/* Does a neutral phrase (a blocker) cover a match? `next` moves on with the matches. */
static bool is_blocked(const struct kefu_scratch *scratch, const struct match *match,
                       size_t *next) {
    const struct mark *marks = scratch->marks.items;
    size_t i;
    while (*next < scratch->marks.count && marks[*next].end <= match->start)
        ++*next;
    for (i = *next; i < scratch->marks.count && marks[i].start <= match->start; i++)
        if (marks[i].sense == SENSE_BLOCKER && !marks[i].hidden && marks[i].end >= match->end)
            return true;
    return false;
}

void kefu__matches_block(struct kefu_scratch *scratch) {
    const struct match *matches = scratch->matches;
    struct finder finder = begin_features(scratch);
    size_t next = 0;
    uint32_t i;
    if (!has_blockers(scratch))
        return;
    for (i = 0; i < scratch->match_count; i++)
        if (!is_blocked(scratch, &matches[i], &next))
            find_feature(&finder, i, matches[i].keyword,
                         scratch->lexicon->meanings[matches[i].keyword]);
    end_features(scratch, finder);
}

/* ---- pairs -------------------------------------------------------------------------------------
 */

bool kefu__matches_pair(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct pair_matches *found = &scratch->pair_matches;
    const size_t from = scratch->features.count;
    struct finder finder;
    uint32_t i;
    if (!lexicon->learned || lexicon->learned->pair_count == 0)
        return true;
    if (kefu__pairs_find(&lexicon->learned_pairs, scratch->text, scratch->size, scratch->matches,
                         scratch->match_count, &scratch->pair_matches, NULL) ||
        !kefu__list_reserve(scratch, &scratch->features, from + found->count + 1))
        return false;
    finder = begin_features(scratch);
    finder.count = from;
    finder.general = scratch->general;
    for (i = 0; i < found->count && finder.count < MOST_FEATURES; i++) {
        const uint32_t keyword = lexicon->keyword_count + found->items[i].pair;
        find_feature(&finder, (uint32_t)scratch->match_count + i, keyword,
                     lexicon->meanings[keyword]);
    }
    for (i = 0; i < found->count; i++)
        finder.known[(lexicon->keyword_count + found->items[i].pair) / 64] = 0;
    scratch->features.count = finder.count;
    scratch->general = finder.general;
    return true;
}
