/* SPDX-License-Identifier: MIT
 * Which marks count: what lies inside a longer one is hidden, of polar ones that overlap one is
 * muted, and those that the next steps ask for are listed. */
#include "analysis/analysis.h"

#include <math.h>

#include <string.h>

/* ---- order and nesting ---- */

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

/* How far marks reach: all of them, and those that hide negators. A word that only has an id
 * (未能按时) does not say what they deny. */
struct reach {
    uint32_t any, negators;
};

static inline void extend(struct reach *reach, const struct mark *mark, bool has_pairs) {
    const uint32_t end = has_pairs && mark->wide ? 0 : mark->end;
    const uint32_t hiding = mark->asked & MARK_HIDES_DENIALS ? end : 0;
    reach->any = end > reach->any ? end : reach->any;
    reach->negators = hiding > reach->negators ? hiding : reach->negators;
}

static inline uint32_t reach_for(const struct reach *reach, const struct mark *mark) {
    return mark->asked & MARK_NEGATOR ? reach->negators : reach->any;
}

/* Hides what lies inside a longer mark that begins in the same place: longer ones follow. */
static inline void hide_beginnings(struct kefu_scratch *scratch, bool has_pairs) {
    struct mark *marks = scratch->marks.items;
    struct reach behind = {0, 0};
    uint32_t start = UINT32_MAX;
    size_t i;
    for (i = scratch->marks.count; i-- > 0;) {
        struct mark *mark = &marks[i];
        const uint32_t same = mark->start == start ? UINT32_MAX : 0;
        behind.any &= same;
        behind.negators &= same;
        start = mark->start;
        mark->hidden = mark->end < reach_for(&behind, mark);
        extend(&behind, mark, has_pairs);
    }
}

static bool reserve_lists(struct kefu_scratch *scratch) {
    const size_t count = scratch->marks.count + 1;
    return kefu__list_reserve(scratch, &scratch->neighbours, count) &&
           kefu__list_reserve(scratch, &scratch->polar_marks, count) &&
           kefu__list_reserve(scratch, &scratch->named_marks, count) &&
           kefu__list_reserve(scratch, &scratch->signals, count) &&
           kefu__list_reserve(scratch, &scratch->contrasts, count);
}

/* Hides what lies inside a mark that begins further left, and lists what grammar sees, marks that
 * have ids (hidden or not: an aspect may be named inside a word), and signals: without a branch. */
static inline void hide_and_list(struct kefu_scratch *scratch, bool has_pairs) {
    struct mark *mark = scratch->marks.items;
    const uint32_t count = (uint32_t)scratch->marks.count;
    uint32_t *neighbours = scratch->neighbours.items, *polar = scratch->polar_marks.items;
    uint32_t *named = scratch->named_marks.items, *signals = scratch->signals.items;
    uint32_t *contrasts = scratch->contrasts.items;
    uint32_t seen = 0, start = UINT32_MAX, i;
    struct reach before = {0, 0}, here = {0, 0};
    for (i = 0; i < count; i++, mark++) {
        uint32_t hidden = mark->hidden, asked;
        before = mark->start != start ? here : before;
        start = mark->start;
        hidden |= mark->end <= reach_for(&before, mark);
        extend(&here, mark, has_pairs);
        mark->hidden = hidden != 0;
        asked = mark->asked & ((hidden - 1) | MARK_IDS);
        neighbours[seen] = *named = *signals = *contrasts = i;
        *polar = seen;
        polar += asked & MARK_POLAR;
        seen += asked / MARK_NEIGHBOUR & 1;
        signals += asked / MARK_SIGNAL & 1;
        contrasts += asked / MARK_CONTRAST & 1;
        named += asked / MARK_IDS & 1;
    }
    neighbours[seen] = UINT32_MAX; /* ends what is read rightwards */
    scratch->neighbours.count = seen;
    scratch->polar_marks.count = (size_t)(polar - (uint32_t *)scratch->polar_marks.items);
    scratch->named_marks.count = (size_t)(named - (uint32_t *)scratch->named_marks.items);
    scratch->signals.count = (size_t)(signals - (uint32_t *)scratch->signals.items);
    scratch->contrasts.count = (size_t)(contrasts - (uint32_t *)scratch->contrasts.items);
}

/* Is the first of two polar marks that overlap the one that counts? The longer one, the first of
 * equal ones; but 回复 … 慢 yields to 不慢. */
static bool wins(const struct mark *first, const struct mark *second) {
    const bool opposed = (double)first->polarity * (double)second->polarity < 0;
    if (first->wide != second->wide && opposed)
        return second->wide;
    if (first->wide && opposed) /* 要是 … 就好了 yields to 都这么 … 就好了 */
        return fabsf(second->polarity) <= fabsf(first->polarity);
    if (opposed && first->flags & ENTRY_DENIES)
        return true; /* 不值得|值得信任 */
    return second->end - second->start <= first->end - first->start;
}

/* Of polar marks that overlap only one counts. */
static void mute_overlapping(struct kefu_scratch *scratch) {
    struct mark *marks = scratch->marks.items, *last = NULL;
    const uint32_t *neighbours = scratch->neighbours.items, *polar = scratch->polar_marks.items;
    size_t i;
    for (i = 0; i < scratch->polar_marks.count; i++) {
        struct mark *mark = &marks[neighbours[polar[i]]];
        if (last && mark->start < last->end) {
            const bool first = wins(last, mark);
            (first ? mark : last)->muted = true;
            if (first)
                continue;
        }
        last = mark;
    }
}

/* Which marks stand between the parts of a polar pair: only gapped pairs have anything there. */
static void mark_inside(struct kefu_scratch *scratch) {
    struct mark *marks = scratch->marks.items;
    const struct mark *last = NULL;
    size_t i;
    for (i = 0; i < scratch->marks.count; i++) {
        if (marks[i].hidden)
            continue;
        marks[i].inside = last && last->wide && marks[i].end <= last->end;
        if (is_polar(&marks[i]))
            last = &marks[i];
    }
}

bool kefu__marks_nest(struct kefu_scratch *scratch, bool has_pairs) {
    if (!reserve_lists(scratch))
        return false;
    if (has_pairs) {
        sort_marks(scratch->marks.items, scratch->marks.count);
        hide_beginnings(scratch, true);
        hide_and_list(scratch, true);
        mute_overlapping(scratch);
        mark_inside(scratch);
    } else {
        hide_beginnings(scratch, false);
        hide_and_list(scratch, false);
        mute_overlapping(scratch);
    }
    return true;
}
