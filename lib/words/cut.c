/* SPDX-License-Identifier: MIT
 * The cheapest segmentations around a match, and the words that cross one of its ends. */
#include <string.h>

#include "text/fold.h"
#include "text/utf8.h"
#include "words/table.h"
#include "words/words.h"

enum {
    RUN_MAX = WORDS_KEYWORD_MAX + 2 * WORDS_CONTEXT_MAX,
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

/* The Han characters around a match, folded. */
struct run {
    uint32_t points[RUN_MAX];
    uint32_t offsets[RUN_MAX]; /* where each begins in the text … */
    uint32_t ends[RUN_MAX];    /* … and ends */
    uint32_t count;
    uint32_t start, end; /* the match: points[start … end) */
};

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
    uint32_t points[WORDS_CONTEXT_MAX], offsets[WORDS_CONTEXT_MAX + 1], count = 0, i;
    offsets[0] = start;
    while (count < WORDS_CONTEXT_MAX &&
           read_back(text, offsets[count], &offsets[count + 1], &points[count]))
        count++;
    for (i = 0; i < count; i++) {
        run->points[i] = points[count - 1 - i];
        run->offsets[i] = offsets[count - i];
        run->ends[i] = offsets[count - 1 - i];
    }
    run->count = count;
}

static uint32_t read_from(struct run *run, const char *text, size_t size, uint32_t at,
                          uint32_t limit, bool skips_symbols) {
    uint32_t i;
    for (i = 0; i < limit && at < size; i++, at = run->ends[run->count - 1]) {
        const uint32_t next = run->count;
        if (!read_on(text, size, at, skips_symbols, &run->offsets[next], &run->ends[next],
                     &run->points[next]))
            break;
        run->count++;
    }
    return at;
}

/* False: the match is not Han alone, or too long. */
static bool read_run(struct run *run, const char *text, size_t size, uint32_t start, uint32_t end) {
    read_before(run, text, start);
    run->start = run->count;
    if (read_from(run, text, end, start, WORDS_KEYWORD_MAX, true) != end)
        return false;
    run->end = run->count;
    read_from(run, text, size, end, WORDS_CONTEXT_MAX, false);
    return run->end > run->start;
}

/* ---- segmentation ---- */

/* The cheapest ways to each place of a run: cost, and where the last word begins. */
struct path {
    uint32_t costs[RUN_MAX + 1], begins[RUN_MAX + 1];
};

static bool crosses(uint32_t from, uint32_t to, uint32_t border) {
    return from < border && border < to;
}

/* Finds the cheapest segmentation; one that has borders at both ends of the match if `is_whole`. */
static void find_path(const struct run *run, bool is_whole, struct path *path) {
    uint32_t from, to;
    for (to = 0; to <= run->count; to++)
        path->costs[to] = to > 0 ? UINT32_MAX / 2 : 0;
    for (from = 0; from < run->count; from++) {
        uint32_t node = 0;
        for (to = from + 1; to <= run->count && to - from <= WORDS_LENGTH_MAX; to++) {
            uint32_t cost;
            node = kefu__words_child(node, run->points[to - 1]);
            cost = node != 0 ? kefu__words_cost(node) : WORDS_COST_NONE;
            if (cost == WORDS_COST_NONE && to == from + 1)
                cost = WORDS_COST_UNKNOWN;
            if (is_whole && (crosses(from, to, run->start) || crosses(from, to, run->end)))
                break;
            if (cost != WORDS_COST_NONE && path->costs[from] + cost < path->costs[to]) {
                path->costs[to] = path->costs[from] + cost;
                path->begins[to] = from;
            }
            if (node == 0)
                break;
        }
    }
}

/* Is a word one that cuts the match, and no grammar stands beside the border? */
static bool cuts(const struct run *run, uint32_t from, uint32_t to) {
    const uint32_t *points = run->points;
    if (crosses(from, to, run->start) && to < run->end)
        return !kefu__words_is_grammar_outside(WORDS_LEFT, points + from, run->start - from) &&
               !kefu__words_is_grammar_inside(points + run->start, to - run->start);
    if (from > run->start && crosses(from, to, run->end))
        return !kefu__words_is_grammar_outside(WORDS_RIGHT, points + run->end, to - run->end) &&
               !kefu__words_is_grammar_inside(points + from, run->end - from);
    return false;
}

uint32_t kefu__words_cuts(const char *text, size_t size, uint32_t start, uint32_t end,
                          struct words_cut found[WORDS_CUTS_MAX]) {
    struct run run;
    struct path any, whole;
    uint32_t to, count = 0;
    if (!read_run(&run, text, size, start, end))
        return 0;
    find_path(&run, false, &any);
    find_path(&run, true, &whole);
    if (any.costs[run.count] + MARGIN >= whole.costs[run.count])
        return 0;
    for (to = run.count; to > 0; to = any.begins[to])
        if (cuts(&run, any.begins[to], to) && count < WORDS_CUTS_MAX) {
            found[count].start = run.offsets[any.begins[to]];
            found[count++].end = run.ends[to - 1];
        }
    return count;
}

bool kefu__words_may_cut(const char *text, size_t size, uint32_t start, uint32_t end) {
    uint32_t outer, inner, from, to;
    if (read_back(text, start, &from, &outer) &&
        read_on(text, end, start, true, &from, &to, &inner) &&
        kefu__words_pair(WORDS_LEFT, outer, inner))
        return true;
    return read_on(text, size, end, false, &from, &to, &outer) &&
           read_back(text, end, &from, &inner) && kefu__words_pair(WORDS_RIGHT, inner, outer);
}
