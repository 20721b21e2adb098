/* SPDX-License-Identifier: MIT
 * Which mentions count: what lies inside a longer one is hidden, of polar ones that overlap one is
 * outweighed, and those that the next steps ask for are listed. */
#include "analysis/analysis.h"

#include <math.h>

#include <string.h>

/* ---- order and nesting ---- */

static bool is_before(const struct mention *a, const struct mention *b) {
    return a->start != b->start ? a->start < b->start : a->end < b->end;
}

/* Moves a mention to its place among the sorted ones before it. */
static void insert_mention(struct mention *mentions, size_t at) {
    const struct mention mention = mentions[at];
    for (; at > 0 && is_before(&mention, &mentions[at - 1]); at--)
        mentions[at] = mentions[at - 1];
    mentions[at] = mention;
}

/* Insertion sort by start: only gapped pairs are out of order, and not by much. */
static void sort_mentions(struct mention *mentions, size_t count) {
    for (size_t i = 1; i < count; i++)
        if (is_before(&mentions[i], &mentions[i - 1]))
            insert_mention(mentions, i);
}

/* The largest end offset of all mentions visited so far, and of those that hide negators inside of
 * them. A mention that only has an id (未能按时) does not hide its negator, because the negator
 * also applies to what follows the mention. */
struct furthest_ends {
    uint32_t any, negators;
};

static inline void extend(struct furthest_ends *furthest, const struct mention *mention,
                          bool has_pairs) {
    const uint32_t end = has_pairs && mention->gapped ? 0 : mention->end;
    const uint32_t hiding = mention->classes & MENTION_HIDES_NEGATORS ? end : 0;
    furthest->any = end > furthest->any ? end : furthest->any;
    furthest->negators = hiding > furthest->negators ? hiding : furthest->negators;
}

static inline uint32_t furthest_for(const struct furthest_ends *furthest,
                                    const struct mention *mention) {
    return mention->classes & MENTION_NEGATOR ? furthest->negators : furthest->any;
}

/* Hides each mention that lies inside a longer one with the same start. The longer one follows it
 * in the list, so the list is read backwards. */
static inline void hide_beginnings(struct mention_lists *mentioned, bool has_pairs) {
    struct mention *mentions = mentioned->mentions.items;
    struct furthest_ends behind = {0, 0};
    uint32_t start = UINT32_MAX;
    for (size_t i = mentioned->mentions.count; i-- > 0;) {
        struct mention *mention = &mentions[i];
        const uint32_t same = mention->start == start ? UINT32_MAX : 0;
        behind.any &= same;
        behind.negators &= same;
        start = mention->start;
        mention->hidden = mention->end < furthest_for(&behind, mention);
        extend(&behind, mention, has_pairs);
    }
}

static bool reserve_lists(struct mention_lists *mentioned) {
    const size_t count = mentioned->mentions.count + 1;
    return kefu__list_reserve(&mentioned->neighbours, count) &&
           kefu__list_reserve(&mentioned->polar_mentions, count) &&
           kefu__list_reserve(&mentioned->id_mentions, count) &&
           kefu__list_reserve(&mentioned->clause_words, count) &&
           kefu__list_reserve(&mentioned->contrasts, count);
}

/* Hides each mention that lies inside one with a smaller start, and lists the mentions that grammar
 * reads, those that have ids (hidden or not: an aspect may be named inside a word), and words that
 * apply to whole clauses. Branchless. */
static inline void hide_and_list(struct mention_lists *mentioned, bool has_pairs) {
    struct mention *mention = mentioned->mentions.items;
    const uint32_t count = (uint32_t)mentioned->mentions.count;
    uint32_t *neighbours = mentioned->neighbours.items, *polar = mentioned->polar_mentions.items;
    uint32_t *named = mentioned->id_mentions.items, *clause_words = mentioned->clause_words.items;
    uint32_t *contrasts = mentioned->contrasts.items;
    uint32_t seen = 0, start = UINT32_MAX, i;
    struct furthest_ends before = {0, 0}, here = {0, 0};
    for (i = 0; i < count; i++, mention++) {
        uint32_t hidden = mention->hidden, classes;
        before = mention->start != start ? here : before;
        start = mention->start;
        hidden |= mention->end <= furthest_for(&before, mention);
        extend(&here, mention, has_pairs);
        mention->hidden = hidden != 0;
        classes = mention->classes & ((hidden - 1) | MENTION_IDS);
        neighbours[seen] = *named = *clause_words = *contrasts = i;
        *polar = seen;
        polar += classes & MENTION_POLAR;
        seen += classes / MENTION_SHIFTS & 1;
        clause_words += classes / MENTION_CLAUSE_WORD & 1;
        contrasts += classes / MENTION_CONTRAST & 1;
        named += classes / MENTION_IDS & 1;
    }
    /* a sentinel: ends a search to the right without a test of the count */
    neighbours[seen] = UINT32_MAX;
    mentioned->neighbours.count = seen;
    mentioned->polar_mentions.count = (size_t)(polar - (uint32_t *)mentioned->polar_mentions.items);
    mentioned->id_mentions.count = (size_t)(named - (uint32_t *)mentioned->id_mentions.items);
    mentioned->clause_words.count = (size_t)(clause_words -
                                             (uint32_t *)mentioned->clause_words.items);
    mentioned->contrasts.count = (size_t)(contrasts - (uint32_t *)mentioned->contrasts.items);
}

/* Two words with a polarity overlap: does the polarity of the first one count, and not that of the
 * second? The longer one counts, or the first of equally long ones; exceptions are explained at
 * each test. */
static bool wins(const struct mention *first, const struct mention *second) {
    const bool same = first->start == second->start && first->end == second->end;
    const bool opposed = (double)first->polarity * (double)second->polarity < 0;
    /* an entry for messages replaces another entry with the same span */
    if (same && !first->gapped && !second->gapped)
        return !(second->flags & ENTRY_MESSAGE);
    if (first->gapped != second->gapped && opposed)
        return second->gapped;
    /* of two gapped pairs the one with the greater |polarity| counts: 都这么 … 就好了, not 要是 …
     * 就好了 */
    if (first->gapped && opposed)
        return fabsf(second->polarity) <= fabsf(first->polarity);
    if (opposed && first->flags & ENTRY_DENIES)
        return true; /* of the overlapping 不值得 and 值得信任 the denial counts */
    if (opposed && second->polarity < 0 && first->end - second->start <= CHARACTER_BYTES)
        /* in 质量好好差 the 好 that 好好 and 好差 share is a degree word, so 好差 counts */
        return false;
    return second->end - second->start <= first->end - first->start;
}

/* Of words with a polarity that overlap, marks all but one as outweighed. */
static void mute_overlapping(struct mention_lists *mentioned) {
    struct mention *mentions = mentioned->mentions.items, *last = NULL;
    const uint32_t *neighbours = mentioned->neighbours.items,
                   *polar = mentioned->polar_mentions.items;
    for (size_t i = 0; i < mentioned->polar_mentions.count; i++) {
        struct mention *mention = &mentions[neighbours[polar[i]]];
        if (last && mention->start < last->end) {
            const bool first = wins(last, mention);
            (first ? mention : last)->outweighed = true;
            if (first)
                continue;
        }
        last = mention;
    }
}

/* Sets `in_gap` of the mentions that lie inside a gapped pair with a polarity. */
static void mention_inside(struct mention_lists *mentioned) {
    struct mention *mentions = mentioned->mentions.items;
    const struct mention *last = NULL;
    for (size_t i = 0; i < mentioned->mentions.count; i++) {
        if (mentions[i].hidden)
            continue;
        mentions[i].in_gap = last && last->gapped && mentions[i].end <= last->end;
        if (is_polar(&mentions[i]))
            last = &mentions[i];
    }
}

/* Prefetches what the next steps read of the lexicon: the attributes of mentions with ids, and the
 * grammar words of clauses. Both are scattered in memory. */
static void fetch_ahead(const struct lexicon *lexicon, const struct mention_lists *mentioned) {
    const struct mention *mentions = mentioned->mentions.items;
    const uint32_t *named = mentioned->id_mentions.items,
                   *clause_words = mentioned->clause_words.items;
    for (size_t i = 0; i < mentioned->id_mentions.count; i++)
        ANALYSIS_FETCH(&lexicon->attributes[mentions[named[i]].attributes]);
    for (size_t i = 0; i < mentioned->clause_words.count; i++)
        ANALYSIS_FETCH(&lexicon->words[mentions[clause_words[i]].value].kind);
}

bool kefu__mentions_nest(const struct lexicon *lexicon, struct mention_lists *mentioned,
                         bool has_pairs) {
    if (!reserve_lists(mentioned))
        return false;
    if (has_pairs) {
        sort_mentions(mentioned->mentions.items, mentioned->mentions.count);
        hide_beginnings(mentioned, true);
        hide_and_list(mentioned, true);
        mute_overlapping(mentioned);
        mention_inside(mentioned);
    } else {
        hide_beginnings(mentioned, false);
        hide_and_list(mentioned, false);
        mute_overlapping(mentioned);
    }
    fetch_ahead(lexicon, mentioned);
    return true;
}
