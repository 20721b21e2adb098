/* SPDX-License-Identifier: MIT
 * What the cheapest word segmentations around a match are, and which of their words cross one of
 * its ends. */
#include <string.h>

#include "text/fold.h"
#include "text/utf8.h"
#include "words/filter.h"
#include "words/table.h"
#include "words/words.h"

enum {
    RUN_MAX = WORDS_KEYWORD_MAX + 2 * WORDS_CONTEXT_MAX,
    /* index, in the arrays of struct run, of the first character of the match */
    MATCH = WORDS_CONTEXT_MAX,
    /* How much cheaper the segmentation in which a word crosses an end of the match must be than
       the best one with word boundaries at both ends. Chosen by reading samples of matches in
       training texts (docs/analysis.md). */
    MARGIN = 24
};

/* ---- reading ---- */

/* Kinds of code points around a match: a Han character, as written or after folding; one that
 * folding removes; a symbol that the matcher skips inside of a keyword; any other, at which reading
 * stops. */
enum kind { KIND_HAN, KIND_DROPPED, KIND_SYMBOL, KIND_OTHER };

/* Classifies *point. A Han character outside of the block U+4E00 … U+9FFF is replaced by the
 * character that it folds to. Characters of the block stay as written, traditional or simplified,
 * because the filter and the labels of the word list contain every spelling. */
static enum kind classify(uint32_t *point) {
    uint32_t entry, property;
    if (*point - WORDS_POINT_FIRST < WORDS_POINTS)
        return KIND_HAN;
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

/* The Han characters of the match and around it. Collecting stops between two neighbours
 * that no dictionary word contains: every segmentation has a word boundary there, so the text
 * beyond cannot change which segmentation is cheapest. Indices [first, last) of the arrays are
 * used; the match is [MATCH, end). */
struct run {
    uint32_t points[RUN_MAX];
    uint32_t offsets[RUN_MAX]; /* byte offset in the text at which each character begins */
    uint32_t ends[RUN_MAX];    /* byte offset in the text at which each character ends */
    uint32_t first, last, end;
};

static bool are_joined(uint32_t a, uint32_t b) {
    return kefu__words_filter_has(kefu__words_hash_points(WORDS_PAIR_JOINED, a, b));
}

/* Reads the Han character that ends at or before byte offset `at`: *from is its offset, *point its
 * code point. Code points that folding removes are skipped; false if anything else stands there. */
static bool read_back(const char *text, uint32_t at, uint32_t *from, uint32_t *point) {
    while (at > 0) {
        uint32_t length;
        enum kind kind;
        *point = utf8_decode_back((const unsigned char *)text, at, &length);
        kind = classify(point);
        at -= length;
        *from = at;
        if (kind != KIND_DROPPED)
            return kind == KIND_HAN;
    }
    return false;
}

/* Reads the Han character that begins at or after byte offset `at` and ends before `size`: bytes
 * [*from, *to), code point *point. Code points that folding removes are skipped, and with
 * `skips_symbols` also symbols, which the matcher skips inside of a match (迟.送); false if
 * anything else stands there. */
static bool read_on(const char *text, size_t size, uint32_t at, bool skips_symbols, uint32_t *from,
                    uint32_t *to, uint32_t *point) {
    while (at < size) {
        enum kind kind;
        *from = at;
        at += utf8_decode((const unsigned char *)text + at, size - at, point);
        kind = classify(point);
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

/* Reads the characters of the match into the run; false if some are not Han, or there are too many.
 */
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

/* Dynamic programming over a run: element i of each array describes the cheapest segmentation, into
 * words of the dictionary and single characters, of the characters before index i. */
struct paths {
    uint32_t any[RUN_MAX + 1]; /* cost of the cheapest segmentation */
    /* cost of the cheapest segmentation with word boundaries at both ends of the match */
    uint32_t whole[RUN_MAX + 1];
    /* index at which the last word of the segmentation in `any` begins */
    uint32_t begins[RUN_MAX + 1];
};

static bool crosses(uint32_t from, uint32_t to, uint32_t boundary) {
    return from < boundary && boundary < to;
}

/* Adds the word [from, to) of the given cost to the cheapest segmentations of the characters before
 * index `from`, and keeps the results if they are the cheapest before index `to` so far. */
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

/* Computes for each index of the run the cheapest segmentations of the characters before it. */
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

/* Does the dictionary word [from, to) of the run reject the match? It does if it crosses exactly
 * one end of the match, and its parts on both sides of that end are more than function words (的,
 * 很). */
static bool rejects_match(const struct run *run, uint32_t from, uint32_t to) {
    const uint32_t *points = run->points;
    if (crosses(from, to, MATCH) && to < run->end)
        return !kefu__words_is_grammar_outside(WORDS_LEFT, points + from, MATCH - from) &&
               !kefu__words_is_grammar_inside(points + MATCH, to - MATCH);
    if (from > MATCH && crosses(from, to, run->end))
        return !kefu__words_is_grammar_outside(WORDS_RIGHT, points + run->end, to - run->end) &&
               !kefu__words_is_grammar_inside(points + from, run->end - from);
    return false;
}

/* Folds the characters of a run in place, before they are compared with the tables of function
 * words (的, 了, 不 …), which hold folded characters. */
static void fold_points(struct run *run) {
    for (uint32_t i = run->first; i < run->last; i++)
        run->points[i] = kefu__fold_entry(run->points[i]) & FOLD_POINT;
}

uint32_t kefu__words_find_crossing(const char *text, size_t size, uint32_t start, uint32_t end,
                                   struct words_crossing found[WORDS_CROSSING_MAX]) {
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
    fold_points(&run);
    for (to = run.last; to > run.first; to = paths.begins[to])
        if (rejects_match(&run, paths.begins[to], to) && count < WORDS_CROSSING_MAX) {
            found[count].start = run.offsets[paths.begins[to]];
            found[count++].end = run.ends[to - 1];
        }
    return count;
}
