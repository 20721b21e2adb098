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

/* Into a buffer of the work, which grows. */
struct tangle_output {
    struct match_output output;
    struct match_work *work;
    const kefu_allocator *allocator;
};

static bool flush_to_tangle(struct match_output *output, size_t room) {
    struct tangle_output *to = (struct tangle_output *)output;
    struct match_work *work = to->work;
    const size_t count = work->tangle ? (size_t)(output->next - work->tangle) : 0;
    if (!kefu__grow(to->allocator, &work->tangle, &work->tangle_capacity, count + room,
                    sizeof *work->tangle)) {
        output->status = KEFU_E_MEMORY;
        return false;
    }
    output->next = work->tangle + count;
    output->limit = work->tangle + work->tangle_capacity;
    return true;
}

/* Sorts matches of one text and leaves out what stands twice (one span may come from several
 * positions: the ligature ﬀ holds two f); how many are left. */
static size_t order_matches(struct match *matches, size_t count) {
    size_t i, kept = 0;
    bool ordered = true;
    for (i = 1; i < count; i++) /* as are nearly all */
        ordered &= ((uint64_t)matches[i - 1].start << 32 | matches[i - 1].end) <
                   ((uint64_t)matches[i].start << 32 | matches[i].end);
    if (ordered)
        return count;
    sort_matches(matches, count);
    for (i = 0; i < count; i++)
        if (i == 0 || compare_matches(matches + i - 1, matches + i) != 0)
            matches[kept++] = matches[i];
    return kept;
}

/* Puts out the matches of one text, [from, to) of the tangle. */
static bool put_tangled(struct match_work *work, size_t from, size_t to) {
    struct match_output *output = work->output;
    struct match *matches;
    size_t left;
    if (from == to)
        return true; /* there may be no tangle at all */
    matches = work->tangle + from;
    left = order_matches(matches, to - from);
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

bool kefu__find_tangled(struct match_work *work, const struct level *level,
                        const kefu_allocator *allocator, uint32_t count) {
    struct tangle_output to = {{work->tangle, NULL, flush_to_tangle, KEFU_OK}, work, allocator};
    struct match_output *output = work->output;
    const size_t emitted = work->emitted;
    uint32_t *ends = work->ends, from = 0;
    size_t found;
    bool fine;
    if (work->tangle)
        to.output.limit = work->tangle + work->tangle_capacity;
    work->output = &to.output;
    work->emitted = 0;
    level->find_rows(work, count);
    fine = level->emit(work, count);
    work->output = output;
    found = work->emitted;
    work->emitted = emitted;
    if (!fine) {
        output->status = to.output.status;
        return false;
    }
    for (; fine && ends < work->ends; ends++) {
        fine = put_tangled(work, from, *ends);
        from = *ends;
        *ends = (uint32_t)work->emitted;
    }
    return fine && put_tangled(work, from, found);
}
