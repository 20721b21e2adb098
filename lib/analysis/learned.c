/* SPDX-License-Identifier: MIT
 * Learned evidence: the distinct features of a model in the text, and what each brings. */
#include "analysis/analysis.h"

#include <string.h>

enum { LEARNED_TERSE = 2 /* clauses */ };

static bool add_feature(struct kefu_scratch *scratch, uint32_t start, uint32_t end,
                        uint32_t feature) {
    struct feature_hit *hit;
    if (!kefu__learned_add(&scratch->sum, feature))
        return true;
    hit = kefu__list_add(scratch, &scratch->features);
    if (!hit)
        return false;
    hit->start = start;
    hit->end = end;
    hit->feature = feature;
    return true;
}

static bool add_pairs(struct kefu_scratch *scratch) {
    const struct lexicon *lexicon = scratch->lexicon;
    size_t i;
    if (lexicon->learned->pair_count == 0)
        return true;
    if (kefu__pairs_find(&lexicon->learned_pairs, scratch->text, scratch->size, scratch->matches,
                         scratch->match_count, &scratch->pair_matches, NULL))
        return false;
    for (i = 0; i < scratch->pair_matches.count; i++) {
        const struct pair_match *pair = &scratch->pair_matches.items[i];
        if (!add_feature(scratch, pair->start, pair->end,
                         lexicon->learned->keyword_count + pair->pair))
            return false;
    }
    return true;
}

/* A model may lie where another lay: the sum tells them apart by address alone. */
static void forget_other_model(struct kefu_scratch *scratch) {
    if (memcmp(scratch->digest, scratch->analysis.scheme->digest, sizeof scratch->digest) == 0)
        return;
    memcpy(scratch->digest, scratch->analysis.scheme->digest, sizeof scratch->digest);
    scratch->sum.model = NULL;
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

/* A text of few clauses is judged by few words: there, what lies inside a neutral phrase (好 of
 * 约好) is not found. */
bool kefu__learned_collect(struct kefu_scratch *scratch, kefu_str pack) {
    const struct lexicon *lexicon = scratch->lexicon;
    const struct match *match = scratch->matches, *end = match + scratch->match_count;
    const bool terse = scratch->clauses.count <= LEARNED_TERSE;
    size_t next = 0;
    scratch->features.count = 0;
    memset(&scratch->learned, 0, sizeof scratch->learned);
    if (!lexicon->learned)
        return true;
    forget_other_model(scratch);
    if (!kefu__learned_begin(&scratch->sum, lexicon->learned))
        return false;
    for (; match < end; match++) {
        const uint32_t feature = lexicon->features[match->keyword];
        if (feature == LEARNED_NONE || (terse && is_blocked(scratch, match, &next)))
            continue;
        if (!add_feature(scratch, match->start, match->end, feature))
            return false;
    }
    if (!add_pairs(scratch))
        return false;
    kefu__learned_result(
        &scratch->sum,
        pack.size > 0 ? kefu__learned_find(lexicon->learned, LEARNED_PACK, pack.data, pack.size)
                      : LEARNED_NONE,
        &scratch->learned);
    return true;
}

/* ---- hits --------------------------------------------------------------------------------------
 */

static bool add_hit(struct kefu_scratch *scratch, const struct feature_hit *feature, double value) {
    kefu_hit *hit = kefu__list_add(scratch, &scratch->hits);
    if (!hit)
        return false;
    hit->start = feature->start;
    hit->end = feature->end;
    hit->entry = kefu__handle(scratch->analysis.scheme,
                              scratch->lexicon->entry_count + feature->feature);
    hit->flags = KEFU_HIT_LEARNED;
    if (feature->feature >= scratch->lexicon->learned->keyword_count)
        hit->flags |= KEFU_HIT_PAIR;
    hit->base = value;
    return true;
}

/* What lies inside a longer phrase is added to it, so that evidence reads as words. Features stand
 * by (start, end) but for pairs, which come last and stand alone. */
bool kefu__learned_hits(struct kefu_scratch *scratch, double gain) {
    const struct feature_hit *features = scratch->features.items;
    const struct learned_model *model = scratch->lexicon->learned;
    const double slope = model ? model->outputs[0].slope : 0;
    uint32_t reach = 0;
    size_t first, i;
    for (first = 0; first < scratch->features.count; first = i) {
        size_t back;
        for (i = first + 1;
             i < scratch->features.count && features[i].start == features[first].start &&
             features[i].feature < model->keyword_count;
             i++)
            ;
        for (back = i; back-- > first;) { /* the longest first */
            const struct feature_hit *feature = &features[back];
            const double value = slope * kefu__learned_contribution(model, &scratch->learned,
                                                                    feature->feature);
            if (feature->feature < model->keyword_count && feature->end <= reach) {
                kefu_hit *hit = (kefu_hit *)scratch->hits.items + scratch->hits.count - 1;
                hit->base += value;
                continue;
            }
            if (!add_hit(scratch, feature, value))
                return false;
            if (feature->feature < model->keyword_count)
                reach = feature->end;
        }
    }
    for (i = 0; i < scratch->hits.count; i++) {
        kefu_hit *hit = (kefu_hit *)scratch->hits.items + i;
        hit->value = hit->base * gain;
    }
    return true;
}
