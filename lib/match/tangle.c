/* SPDX-License-Identifier: MIT
 * The slow path of scans: units that combine, expand or vanish, and the blocks that hold them. */
#include <stdlib.h>
#include <string.h>

#include "match/work.h"
#include "text/utf8.h"

static bool is_mark(const struct match_work *work) {
    uint32_t point;
    utf8_decode((const unsigned char *)work->text + work->at, work->size - work->at, &point);
    return point != UTF8_INVALID && kefu__fold_entry(point) >> FOLD_SHIFT & FOLD_COMBINING;
}

void kefu__decode_unit(struct match_work *work) {
    struct fold_unit *unit = &work->unit;
    uint32_t at = work->at, have = work->have;
    /* A mark changes the character before it, if that was read on a fast path. */
    if (have > 0 && at > work->settled && work->end[have - 1] == at && is_mark(work))
        at = work->start[--have];
    kefu__fold_read(work->text, work->size, at, work->flags, unit, work->quality, &work->counted);
    if (unit->broken) {
        unit->count = 1;
        unit->symbols[0] = 0;
    }
    for (uint32_t i = 0; i < unit->count; i++, have++) {
        work->code[have] = unit->broken
                               ? 0
                               : (uint16_t)kefu__matcher_code(work->matcher, unit->symbols[i]);
        work->start[have] = at;
        work->end[have] = unit->end;
    }
    work->tangled = work->tangled || unit->count > 1;
    work->have = have;
    work->at = unit->end;
    work->settled = unit->end;
}

static int compare_matches(const void *a, const void *b) {
    const struct match *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return x->keyword < y->keyword ? -1 : x->keyword > y->keyword;
}

static bool tangle_add(struct match_work *work, const kefu_allocator *allocator, size_t *n,
                       struct match match) {
    if (!kefu__grow(allocator, &work->tangle, &work->tangle_capacity, *n + 1,
                    sizeof *work->tangle)) {
        work->output->status = KEFU_E_MEMORY;
        return false;
    }
    work->tangle[(*n)++] = match;
    return true;
}

/* All matches from one position on, walking down the trie. */
static bool walk(struct match_work *work, const kefu_allocator *allocator, size_t *n, uint32_t i) {
    const struct matcher *matcher = work->matcher;
    uint64_t entry = matcher->first[work->code[i]];
    for (uint32_t depth = 1;; depth++) {
        const struct match match = {work->start[i], work->end[i + depth - 1], entry_keyword(entry)};
        if (entry_is_keyword(entry) && !tangle_add(work, allocator, n, match))
            return false;
        if (!entry_edges(entry) || depth >= matcher->depth)
            return true;
        entry = table_entry(matcher, entry_base(entry), work->code[i + depth]);
        if (entry_check(entry) != work->code[i + depth])
            return true;
    }
}

void kefu__end_texts(struct match_work *work, uint32_t position) {
    while (work->text_count && *work->next_text <= position) {
        *work->ends++ = (uint32_t)work->emitted;
        work->next_text++;
        work->text_count--;
    }
}

/* Sorts matches that were found position by position: only those that begin in the same unit can
 * stand in another order. */
static void sort_matches(struct match *matches, size_t count) {
    size_t from, to;
    for (from = 0; from < count; from = to) {
        bool sorted = true;
        for (to = from + 1; to < count && matches[to].start == matches[from].start; to++)
            sorted = sorted && compare_matches(&matches[to - 1], &matches[to]) <= 0;
        if (!sorted)
            qsort(matches + from, to - from, sizeof *matches, compare_matches);
    }
}

/* The matches of [from, to), all of one text. */
static bool find_between(struct match_work *work, const kefu_allocator *allocator, uint32_t from,
                         uint32_t to) {
    struct match_output *output = work->output;
    size_t n = 0;
    for (uint32_t i = from; i < to; i++)
        if (!walk(work, allocator, &n, i))
            return false;
    sort_matches(work->tangle, n);
    for (size_t j = 0; j < n; j++) {
        /* One span may come from several positions: the ligature ﬀ holds two f. */
        if (j > 0 && compare_matches(work->tangle + j - 1, work->tangle + j) == 0)
            continue;
        if (!output_room(output, 1))
            return false;
        *output->next++ = work->tangle[j];
        work->emitted++;
    }
    return true;
}

bool kefu__find_tangled(struct match_work *work, const kefu_allocator *allocator, uint32_t count) {
    uint32_t from = 0;
    while (from < count) {
        uint32_t to = text_border(work, count);
        if (!find_between(work, allocator, from, to))
            return false;
        kefu__end_texts(work, to);
        from = to;
    }
    return true;
}
