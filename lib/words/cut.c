/* SPDX-License-Identifier: MIT
 * The cheapest segmentations around a match, and the words that cross one of its ends. */
#include <string.h>

#include "text/fold.h"
#include "text/utf8.h"
#include "words/filter.h"
#include "words/table.h"
#include "words/words.h"

enum {
    RUN_MAX = WORDS_KEYWORD_MAX + 2 * WORDS_CONTEXT_MAX,
    MATCH = WORDS_CONTEXT_MAX, /* where the match stands in a run */
    /* How much cheaper the path that cuts the match must be. Chosen by reading samples of
     * matches in training texts (docs/analysis.md). */
    MARGIN = 24
};

/* ---- reading ---- */

/* What a code point is for a run of Han. */
enum kind { KIND_HAN, KIND_DROPPED, KIND_SYMBOL, KIND_OTHER };

static enum kind fold(uint32_t *point) {
    uint32_t entry, property;
    if (*point == UTF8_INVALID)
        return KIND_OTHER;
    entry = kefu__fold_entry(*point);
    property = entry >> FOLD_SHIFT;
    if (property & FOLD_DROPPED)
        return KIND_DROPPED;
    if (property & FOLD_SYMBOL)
        return KIND_SYMBOL;
    if (property & FOLD_MANY || !(property & FOLD_HAN))
        return KIND_OTHER;
    *point = entry & FOLD_POINT;
    return KIND_HAN;
}

/* The Han characters around a match, folded, as far as words may join them: where no word holds
 * two neighbours, every segmentation has a border, so what lies beyond changes no comparison. They
 * stand from `first` on, before `last`; the match has the places from MATCH on, before `end`. */
struct run {
    uint32_t points[RUN_MAX];
    uint32_t offsets[RUN_MAX]; /* where each begins in the text … */
    uint32_t ends[RUN_MAX];    /* … and ends */
    uint32_t first, last, end;
};

static bool are_joined(uint32_t a, uint32_t b) {
    return kefu__words_filter_has(kefu__words_hash_points(WORDS_PAIR_JOINED, a, b));
}

/* The last Han character before `at`; false: something else stands there. */
static bool read_back(const char *text, uint32_t at, uint32_t *from, uint32_t *point) {
    while (at > 0) {
        uint32_t length;
        enum kind kind;
        *point = utf8_decode_back((const unsigned char *)text, at, &length);
        kind = fold(point);
        at -= length;
        *from = at;
        if (kind != KIND_DROPPED)
            return kind == KIND_HAN;
    }
    return false;
}

/* The first Han character from `at` on, before `size`; symbols may stand before it if the matcher
 * skipped them inside of the match. */
static bool read_on(const char *text, size_t size, uint32_t at, bool skips_symbols, uint32_t *from,
                    uint32_t *to, uint32_t *point) {
    while (at < size) {
        enum kind kind;
        *from = at;
        at += utf8_decode((const unsigned char *)text + at, size - at, point);
        kind = fold(point);
        *to = at;
        if (kind != KIND_DROPPED && !(kind == KIND_SYMBOL && skips_symbols))
            return kind == KIND_HAN;
    }
    return false;
}

static void read_before(struct run *run, const char *text, uint32_t start) {
    for (uint32_t at = start; run->first > 0; at = run->offsets[run->first]) {
        const uint32_t next = run->first - 1;
        if (!read_back(text, at, &run->offsets[next], &run->points[next]) ||
            !are_joined(run->points[next], run->points[run->first]))
            return;
        run->ends[next] = at;
        run->first = next;
    }
}

static void read_behind(struct run *run, const char *text, size_t size, uint32_t end) {
    const uint32_t limit = run->end + WORDS_CONTEXT_MAX;
    for (uint32_t at = end; run->last < limit && at < size; at = run->ends[run->last++]) {
        const uint32_t next = run->last;
        if (!read_on(text, size, at, false, &run->offsets[next], &run->ends[next],
                     &run->points[next]) ||
            !are_joined(run->points[next - 1], run->points[next]))
            return;
    }
}

/* False: the match is not Han alone, or too long. */
static bool read_match(struct run *run, const char *text, uint32_t start, uint32_t end) {
    uint32_t at = start;
    run->first = run->end = MATCH;
    while (at < end && run->end < MATCH + WORDS_KEYWORD_MAX) {
        const uint32_t next = run->end;
        if (!read_on(text, end, at, true, &run->offsets[next], &run->ends[next],
                     &run->points[next]))
            return false;
        at = run->ends[run->end++];
    }
    run->last = run->end;
    return at == end && run->end > MATCH;
}

/* ---- segmentation ---- */

/* The cheapest ways to each place of a run. */
struct paths {
    uint32_t any[RUN_MAX + 1];    /* costs … */
    uint32_t whole[RUN_MAX + 1];  /* … of those with borders at both ends of the match */
    uint32_t begins[RUN_MAX + 1]; /* where the last word of `any` begins */
};

static bool crosses(uint32_t from, uint32_t to, uint32_t border) {
    return from < border && border < to;
}

/* Goes on with a word from one place to another. */
static void extend(const struct run *run, struct paths *paths, uint32_t from, uint32_t to,
                   uint32_t cost) {
    if (paths->any[from] + cost < paths->any[to]) {
        paths->any[to] = paths->any[from] + cost;
        paths->begins[to] = from;
    }
    if (paths->whole[from] + cost < paths->whole[to] && !crosses(from, to, MATCH) &&
        !crosses(from, to, run->end))
        paths->whole[to] = paths->whole[from] + cost;
}

/* Finds the cheapest segmentations. */
static void find_paths(const struct run *run, struct paths *paths) {
    uint32_t labels[RUN_MAX], from, to;
    paths->any[run->first] = paths->whole[run->first] = 0;
    for (to = run->first; to < run->last; to++) {
        labels[to] = kefu__words_label(run->points[to]);
        paths->any[to + 1] = paths->whole[to + 1] = UINT32_MAX / 2;
    }
    for (from = run->first; from < run->last; from++) {
        uint32_t node = kefu__words_child(0, labels[from]), cost = kefu__words_cost(node);
        extend(run, paths, from, from + 1, cost != WORDS_COST_NONE ? cost : WORDS_COST_UNKNOWN);
        for (to = from + 1; node != 0 && to < run->last; to++) {
            node = kefu__words_child(node, labels[to]);
            cost = kefu__words_cost(node);
            if (cost != WORDS_COST_NONE)
                extend(run, paths, from, to + 1, cost);
        }
    }
}

/* Is a word one that cuts the match, and no grammar stands beside the border? */
static bool cuts(const struct run *run, uint32_t from, uint32_t to) {
    const uint32_t *points = run->points;
    if (crosses(from, to, MATCH) && to < run->end)
        return !kefu__words_is_grammar_outside(WORDS_LEFT, points + from, MATCH - from) &&
               !kefu__words_is_grammar_inside(points + MATCH, to - MATCH);
    if (from > MATCH && crosses(from, to, run->end))
        return !kefu__words_is_grammar_outside(WORDS_RIGHT, points + run->end, to - run->end) &&
               !kefu__words_is_grammar_inside(points + from, run->end - from);
    return false;
}

uint32_t kefu__words_cuts(const char *text, size_t size, uint32_t start, uint32_t end,
                          struct words_cut found[WORDS_CUTS_MAX]) {
    struct run run;
    struct paths paths;
    uint32_t to, count = 0;
    if (!read_match(&run, text, start, end))
        return 0;
    read_before(&run, text, start);
    read_behind(&run, text, size, end);
    if (run.first == MATCH && run.last == run.end)
        return 0;
    find_paths(&run, &paths);
    if (paths.any[run.last] + MARGIN >= paths.whole[run.last])
        return 0;
    for (to = run.last; to > run.first; to = paths.begins[to])
        if (cuts(&run, paths.begins[to], to) && count < WORDS_CUTS_MAX) {
            found[count].start = run.offsets[paths.begins[to]];
            found[count++].end = run.ends[to - 1];
        }
    return count;
}
