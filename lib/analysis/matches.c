/* SPDX-License-Identifier: MIT
 * From the matches of a scan to three lists: learned keywords, senses written by hand, punctuation.
 *
 * Which keyword stands where cannot be foretold, and a branch guessed wrongly costs more than all
 * that is done for a match: so each is written to every list, and counted where it belongs. */
#include "analysis/analysis.h"

#include <string.h>

enum { FEATURES_MAX = 65535 /* of one text: 32 bits then hold the sum of as many weights */ };

/* A byte for every keyword and pair: of which text it was found in last, by a letter that goes
 * round. When all letters are used up, all is forgotten. */
static bool next_letter(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    const size_t pairs = lexicon->learned ? lexicon->learned->pair_count : 0;
    const size_t bytes = lexicon->keyword_count + pairs;
    if (scratch->known.count < bytes && !kefu__list_extend(scratch, &scratch->known, bytes))
        return false;
    if (++scratch->letter == 0) {
        memset(scratch->known.items, 0, scratch->known.count);
        scratch->letter = 1;
    }
    return true;
}

/* Finds keywords for the first time. */
struct finder {
    struct feature_hit *next; /* behind the features found */
    uint8_t *known, letter;
};

static struct finder begin_features(struct kefu_scratch *scratch) {
    const struct finder finder = {scratch->features.items, scratch->known.items, scratch->letter};
    return finder;
}

/* Writes a keyword or pair behind the features; it counts if it has weights and was not found
 * before. */
static inline void find_feature(struct finder *finder, uint32_t at, uint32_t keyword,
                                lexicon_meaning meaning) {
    const uint32_t is_new = finder->known[keyword] != finder->letter;
    finder->known[keyword] = finder->letter;
    finder->next->word = meaning;
    finder->next->match = at;
    finder->next += is_new & FEATURE_HAS_WEIGHTS(meaning);
}

/* Keeps what was found, but for the features beyond the most, of a text that is no text. */
static void end_features(struct kefu_scratch *scratch, const struct feature_hit *end) {
    const size_t count = (size_t)(end - (const struct feature_hit *)scratch->features.items);
    scratch->features.count = count < FEATURES_MAX ? count : FEATURES_MAX;
}

static bool reserve(struct kefu_scratch *scratch) {
    const size_t count = scratch->match_count + 1;
    return kefu__list_reserve(scratch, &scratch->features, count) &&
           kefu__list_reserve(scratch, &scratch->sensed, count) &&
           kefu__list_reserve(scratch, &scratch->stop_matches, count) &&
           kefu__list_reserve(scratch, &scratch->stops, count) && next_letter(scratch);
}

/* Where punctuation stands. */
static void place_stops(struct kefu_scratch *scratch) {
    const lexicon_meaning *meanings = scratch->lexicon->meanings;
    const uint32_t *matches = scratch->stop_matches.items;
    struct stop *stops = scratch->stops.items;
    size_t i;
    scratch->stops.count = scratch->stop_matches.count;
    for (i = 0; i < scratch->stops.count; i++) {
        const struct match match = scratch->matches[matches[i]];
        stops[i].start = match.start;
        stops[i].end = match.end;
        stops[i].boundary = MEANING_BOUNDARY(meanings[match.keyword]);
    }
}

enum { AHEAD = 24 /* matches: so long before it is read a meaning is fetched */ };

/* Meanings lie far apart, and so do the senses and rows that the next steps read: all are fetched
 * in the loop that has their places at hand. Where there are none, the first of them is fetched. */
bool kefu__matches_sort(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    const lexicon_meaning *meanings = lexicon->meanings;
    const struct match *match = scratch->matches, *const end = match + scratch->match_count;
    const struct match *ahead = match;
    struct finder finder;
    struct sensed *sensed;
    uint32_t *stops, at = 0, stopped = 0;
    if (!reserve(scratch))
        return false;
    finder = begin_features(scratch);
    sensed = scratch->sensed.items;
    stops = scratch->stop_matches.items;
    for (; ahead < end && ahead < match + AHEAD; ahead++)
        ANALYSIS_FETCH(&meanings[ahead->keyword]);
    ahead -= ahead == end && match < end;
    for (; match < end; match++, at++) {
        const lexicon_meaning meaning = meanings[match->keyword];
        ANALYSIS_FETCH(&meanings[ahead->keyword]);
        ANALYSIS_FETCH(&lexicon->keyword_senses[MEANING_SENSES(meaning)]);
        ANALYSIS_FETCH(lexicon->table.rows + FEATURE_ROW(meaning) * TABLE_LANES);
        ahead += ahead + 1 < end;
        find_feature(&finder, at, match->keyword, meaning);
        sensed->match = stops[stopped] = at;
        sensed->meaning = (uint32_t)meaning;
        sensed->stops = stopped;
        sensed += MEANING_HAS_SENSES(meaning);
        stopped += MEANING_IS_STOP(meaning);
    }
    scratch->sensed.count = (size_t)(sensed - (struct sensed *)scratch->sensed.items);
    scratch->stop_matches.count = stopped;
    end_features(scratch, finder.next);
    place_stops(scratch);
    return true;
}

/* ---- neutral phrases ---- */

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

bool kefu__matches_block(struct kefu_scratch *scratch) {
    const struct match *matches = scratch->matches;
    struct finder finder;
    size_t next = 0;
    uint32_t i;
    if (!has_blockers(scratch))
        return true;
    if (!next_letter(scratch))
        return false;
    finder = begin_features(scratch);
    for (i = 0; i < scratch->match_count; i++)
        if (!is_blocked(scratch, &matches[i], &next))
            find_feature(&finder, i, matches[i].keyword,
                         scratch->lexicon->meanings[matches[i].keyword]);
    end_features(scratch, finder.next);
    return true;
}

/* ---- pairs ---- */

bool kefu__matches_pair(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct pair_matches *found = &scratch->pair_matches;
    const size_t from = scratch->features.count;
    struct feature_hit *most;
    struct finder finder;
    uint32_t i;
    if (!lexicon->learned || lexicon->learned->pair_count == 0)
        return true;
    if (kefu__pairs_find(&lexicon->learned_pairs, scratch->text, scratch->size, scratch->matches,
                         scratch->match_count, &scratch->pair_matches, NULL) ||
        !kefu__list_reserve(scratch, &scratch->features, from + found->count + 1))
        return false;
    finder = begin_features(scratch);
    most = finder.next + FEATURES_MAX;
    finder.next += from;
    for (i = 0; i < found->count && finder.next < most; i++) {
        const uint32_t keyword = lexicon->keyword_count + found->items[i].pair;
        find_feature(&finder, (uint32_t)scratch->match_count + i, keyword,
                     lexicon->meanings[keyword]);
    }
    end_features(scratch, finder.next);
    return true;
}
