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

static void forget(struct kefu_scratch *scratch, size_t from) {
    const struct feature_hit *features = scratch->features.items;
    uint64_t *known = scratch->known.items;
    size_t i;
    for (i = from; i < scratch->features.count; i++)
        known[features[i].keyword / 64] = 0;
}

/* Writes a keyword or pair to features[at]; 1 if it has weights and is found for the first time. */
static inline size_t put_feature(struct feature_hit *features, size_t at, uint64_t *known,
                                 struct match match, const struct lexicon_meaning *meaning) {
    struct feature_hit *feature = &features[at];
    uint64_t *word = &known[match.keyword / 64];
    const uint32_t bit = match.keyword % 64;
    const uint64_t seen = *word >> bit, counts = meaning->flags & MEANING_LEARNED;
    feature->start = match.start;
    feature->end = match.end;
    feature->keyword = match.keyword;
    feature->row = meaning->row;
    *word |= counts << bit;
    return counts & ~seen;
}

/* The features beyond the most are dropped, of a text that is no text. */
static void count_features(struct kefu_scratch *scratch, size_t count) {
    scratch->features.count = count;
    forget(scratch, 0);
    if (count > MOST_FEATURES)
        scratch->features.count = MOST_FEATURES;
}

bool kefu__matches_sort(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct match *matches = scratch->matches;
    const size_t count = scratch->match_count, width = (size_t)2 * lexicon->topic_width;
    struct feature_hit *features;
    struct sensed *senses;
    struct stop *stops;
    size_t learned = 0, sensed = 0;
    uint32_t stopped = 0, i;
    if (!kefu__list_reserve(scratch, &scratch->features, count + 1) ||
        !kefu__list_reserve(scratch, &scratch->sensed, count + 1) ||
        !kefu__list_reserve(scratch, &scratch->stops, count + 1) || !reserve_known(scratch))
        return false;
    features = scratch->features.items;
    senses = scratch->sensed.items;
    stops = scratch->stops.items;
    for (i = 0; i < count; i++) {
        const struct match match = matches[i];
        const struct lexicon_meaning *meaning = &lexicon->meanings[match.keyword];
        const uint32_t flags = meaning->flags;
        ANALYSIS_FETCH(&lexicon->rows[meaning->row * width]);
        ANALYSIS_FETCH(&lexicon->keyword_senses[meaning->senses]);
        learned += put_feature(features, learned, scratch->known.items, match, meaning);
        senses[sensed].start = match.start;
        senses[sensed].end = match.end;
        senses[sensed].senses = meaning->senses;
        senses[sensed].stops = stopped;
        stops[stopped].start = match.start;
        stops[stopped].end = match.end;
        stops[stopped].boundary = MEANING_BOUNDARY(flags);
        sensed += (flags & MEANING_SENSES) / MEANING_SENSES;
        stopped += (flags & MEANING_STOP) / MEANING_STOP;
    }
    scratch->sensed.count = sensed;
    scratch->stops.count = stopped;
    count_features(scratch, learned);
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
    size_t learned = 0, next = 0, i;
    if (!has_blockers(scratch))
        return;
    for (i = 0; i < scratch->match_count; i++)
        if (!is_blocked(scratch, &matches[i], &next))
            learned += put_feature(scratch->features.items, learned, scratch->known.items,
                                   matches[i],
                                   &scratch->lexicon->meanings[matches[i].keyword]);
    count_features(scratch, learned);
}

/* ---- pairs -------------------------------------------------------------------------------------
 */

bool kefu__matches_pair(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct pair_matches *found = &scratch->pair_matches;
    const size_t from = scratch->features.count;
    size_t count = from, i;
    if (!lexicon->learned || lexicon->learned->pair_count == 0)
        return true;
    if (kefu__pairs_find(&lexicon->learned_pairs, scratch->text, scratch->size, scratch->matches,
                         scratch->match_count, &scratch->pair_matches, NULL) ||
        !kefu__list_reserve(scratch, &scratch->features, count + found->count + 1))
        return false;
    for (i = 0; i < found->count && count < MOST_FEATURES; i++) {
        const struct match match = {found->items[i].start, found->items[i].end,
                                    lexicon->keyword_count + found->items[i].pair};
        count += put_feature(scratch->features.items, count, scratch->known.items, match,
                             &lexicon->meanings[match.keyword]);
    }
    scratch->features.count = count;
    forget(scratch, from);
    return true;
}
