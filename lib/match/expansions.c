/* SPDX-License-Identifier: MIT
 * The slow path of scans. A unit is the smallest piece of text that folds as a whole: usually one
 * code point, but a base character with its combining marks is one, and a ligature folds into
 * several symbols. Matches in a block with such expansions have to be sorted. */
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
    /* A combining mark forms one unit with the character before it. A fast path may have decoded
     * that character alone, so it is decoded again together with the mark. */
    if (have > 0 && at > work->final_to && work->end[have - 1] == at && is_mark(work))
        at = work->start[--have];
    kefu__fold_read(work->text, work->size, at, work->flags, unit, work->quality,
                    &work->counted_to);
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
    work->expanded = work->expanded || unit->count > 1;
    work->have = have;
    work->at = unit->end;
    work->final_to = unit->end;
}

static int compare_matches(const void *a, const void *b) {
    const struct match *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->end != y->end)
        return x->end < y->end ? -1 : 1;
    return x->keyword < y->keyword ? -1 : x->keyword > y->keyword;
}

/* Sorts matches by (start, end). They are already sorted by symbol position, so only matches that
 * begin in the same unit (a character with its marks) can be out of order: sorts each such run. */
static void sort_matches(struct match *matches, size_t count) {
    size_t to;
    for (size_t from = 0; from < count; from = to) {
        bool sorted = true;
        for (to = from + 1; to < count && matches[to].start == matches[from].start; to++)
            sorted = sorted && compare_matches(&matches[to - 1], &matches[to]) <= 0;
        if (!sorted)
            qsort(matches + from, to - from, sizeof *matches, compare_matches);
    }
}

/* A destination of matches that appends them to the array work->unsorted. */
struct unsorted_output {
    struct match_output output;
    struct match_work *work;
    const kefu_allocator *allocator;
};

static bool flush_to_unsorted(struct match_output *output, size_t room) {
    struct unsorted_output *to = (struct unsorted_output *)output;
    struct match_work *work = to->work;
    const size_t count = work->unsorted ? (size_t)(output->next - work->unsorted) : 0;
    if (!kefu__grow(to->allocator, &work->unsorted, &work->unsorted_capacity, count + room,
                    sizeof *work->unsorted)) {
        output->status = KEFU_E_MEMORY;
        return false;
    }
    output->next = work->unsorted + count;
    output->limit = work->unsorted + work->unsorted_capacity;
    return true;
}

/* Sorts the matches of one text and removes duplicates, which arise when one character expands to
 * equal symbols: the ligature ﬀ expands to f twice. Returns how many matches are left. */
static size_t order_matches(struct match *matches, size_t count) {
    size_t kept = 0;
    bool ordered = true;
    for (size_t i = 1; i < count; i++) /* are the matches in order already, as usual? */
        ordered &= ((uint64_t)matches[i - 1].start << 32 | matches[i - 1].end) <
                   ((uint64_t)matches[i].start << 32 | matches[i].end);
    if (ordered)
        return count;
    sort_matches(matches, count);
    for (size_t i = 0; i < count; i++)
        if (i == 0 || compare_matches(matches + i - 1, matches + i) != 0)
            matches[kept++] = matches[i];
    return kept;
}

/* Sorts the matches unsorted[from … to), which are those of one text, and writes them to the
 * output. */
static bool put_sorted(struct match_work *work, size_t from, size_t to) {
    struct match_output *output = work->output;
    if (from == to)
        return true; /* nothing to sort; work->unsorted may be NULL */
    struct match *matches = work->unsorted + from;
    size_t left = order_matches(matches, to - from);
    work->emitted += left;
    while (left > 0) {
        const size_t some = left < BLOCK ? left : BLOCK;
        if (!output_room(output, some))
            return false;
        memcpy(output->next, matches, some * sizeof *matches);
        output->next += some;
        matches += some;
        left -= some;
    }
    return true;
}

bool kefu__find_expanded(struct match_work *work, const struct scan_kernels *kernels,
                         const kefu_allocator *allocator, uint32_t count) {
    struct unsorted_output to = {
        {work->unsorted, NULL, flush_to_unsorted, KEFU_OK}, work, allocator};
    struct match_output *output = work->output;
    const size_t emitted = work->emitted;
    uint32_t *ends = work->ends, from = 0;
    if (work->unsorted)
        to.output.limit = work->unsorted + work->unsorted_capacity;
    work->output = &to.output;
    work->emitted = 0;
    kernels->find_rows(work, count);
    bool fine = kernels->emit(work, count);
    work->output = output;
    size_t found = work->emitted;
    work->emitted = emitted;
    if (!fine) {
        output->status = to.output.status;
        return false;
    }
    for (; fine && ends < work->ends; ends++) {
        fine = put_sorted(work, from, *ends);
        from = *ends;
        *ends = (uint32_t)work->emitted;
    }
    return fine && put_sorted(work, from, found);
}
