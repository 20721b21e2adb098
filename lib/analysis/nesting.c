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
static inline void hide_beginnings(struct marked_words *marked, bool has_pairs) {
    struct mark *marks = marked->marks.items;
    struct reach behind = {0, 0};
    uint32_t start = UINT32_MAX;
    size_t i;
    for (i = marked->marks.count; i-- > 0;) {
        struct mark *mark = &marks[i];
        const uint32_t same = mark->start == start ? UINT32_MAX : 0;
        behind.any &= same;
        behind.negators &= same;
        start = mark->start;
        mark->hidden = mark->end < reach_for(&behind, mark);
        extend(&behind, mark, has_pairs);
    }
}

static bool reserve_lists(struct marked_words *marked) {
    const size_t count = marked->marks.count + 1;
    return kefu__list_reserve(&marked->neighbours, count) &&
           kefu__list_reserve(&marked->polar_marks, count) &&
           kefu__list_reserve(&marked->named_marks, count) &&
           kefu__list_reserve(&marked->signals, count) &&
           kefu__list_reserve(&marked->contrasts, count);
}

/* Hides what lies inside a mark that begins further left, and lists what grammar sees, marks that
 * have ids (hidden or not: an aspect may be named inside a word), and signals: without a branch. */
static inline void hide_and_list(struct marked_words *marked, bool has_pairs) {
    struct mark *mark = marked->marks.items;
    const uint32_t count = (uint32_t)marked->marks.count;
    uint32_t *neighbours = marked->neighbours.items, *polar = marked->polar_marks.items;
    uint32_t *named = marked->named_marks.items, *signals = marked->signals.items;
    uint32_t *contrasts = marked->contrasts.items;
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
    marked->neighbours.count = seen;
    marked->polar_marks.count = (size_t)(polar - (uint32_t *)marked->polar_marks.items);
    marked->named_marks.count = (size_t)(named - (uint32_t *)marked->named_marks.items);
    marked->signals.count = (size_t)(signals - (uint32_t *)marked->signals.items);
    marked->contrasts.count = (size_t)(contrasts - (uint32_t *)marked->contrasts.items);
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
static void mute_overlapping(struct marked_words *marked) {
    struct mark *marks = marked->marks.items, *last = NULL;
    const uint32_t *neighbours = marked->neighbours.items, *polar = marked->polar_marks.items;
    size_t i;
    for (i = 0; i < marked->polar_marks.count; i++) {
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
static void mark_inside(struct marked_words *marked) {
    struct mark *marks = marked->marks.items;
    const struct mark *last = NULL;
    size_t i;
    for (i = 0; i < marked->marks.count; i++) {
        if (marks[i].hidden)
            continue;
        marks[i].inside = last && last->wide && marks[i].end <= last->end;
        if (is_polar(&marks[i]))
            last = &marks[i];
    }
}

bool kefu__marks_nest(struct marked_words *marked, bool has_pairs) {
    if (!reserve_lists(marked))
        return false;
    if (has_pairs) {
        sort_marks(marked->marks.items, marked->marks.count);
        hide_beginnings(marked, true);
        hide_and_list(marked, true);
        mute_overlapping(marked);
        mark_inside(marked);
    } else {
        hide_beginnings(marked, false);
        hide_and_list(marked, false);
        mute_overlapping(marked);
    }
    return true;
}
