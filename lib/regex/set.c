/* SPDX-License-Identifier: MIT
 * Sets of code points: the characters that a step of a regular expression accepts. */
#include <string.h>

#include "regex/node.h"
#include "text/fold.h"

bool kefu__point_set_add(struct arena *arena, struct point_set *set, uint32_t first,
                         uint32_t last) {
    if (set->count == set->capacity) {
        const size_t capacity = set->capacity ? set->capacity * 2 : 4;
        struct point_range *ranges = kefu__arena_alloc(arena, capacity * sizeof *ranges);
        if (!ranges)
            return false;
        if (set->count > 0)
            memcpy(ranges, set->ranges, set->count * sizeof *ranges);
        set->ranges = ranges;
        set->capacity = capacity;
    }
    set->ranges[set->count++] = (struct point_range){first, last};
    return true;
}

/* The code points of a range that fold to others add these; the range itself is added whole,
 * because the code points in it that fold to others do not occur in a folded text. */
bool kefu__point_set_fold(struct arena *arena, struct point_set *set, uint32_t first, uint32_t last,
                          uint64_t *budget) {
    if (!kefu__point_set_add(arena, set, first, last))
        return false;
    *budget -= *budget < last - first ? *budget : last - first;
    for (uint32_t point = first; point <= last && *budget > 0; point++) {
        const uint32_t entry = kefu__fold_entry(point);
        const uint32_t folded = entry & FOLD_POINT;
        if ((entry >> FOLD_SHIFT & (FOLD_DROPPED | FOLD_MANY)) ||
            (folded >= first && folded <= last))
            continue;
        if (!kefu__point_set_add(arena, set, folded, folded))
            return false;
        if (set->count % 4096 == 0)
            kefu__point_set_normalize(set);
    }
    return true;
}

static int by_first(const void *left, const void *right) {
    const struct point_range *a = left, *b = right;
    return (a->first > b->first) - (a->first < b->first);
}

void kefu__point_set_normalize(struct point_set *set) {
    size_t count = 0;
    kefu__sort(set->ranges, set->count, sizeof *set->ranges, by_first);
    for (size_t i = 0; i < set->count; i++) {
        const struct point_range range = set->ranges[i];
        if (count > 0 && range.first <= set->ranges[count - 1].last + 1) {
            if (range.last > set->ranges[count - 1].last)
                set->ranges[count - 1].last = range.last;
        } else {
            set->ranges[count++] = range;
        }
    }
    set->count = count;
}

bool kefu__point_set_complement(struct arena *arena, struct point_set *set) {
    struct point_set rest = {NULL, 0, 0, set->number};
    uint32_t from = 0;
    if (!kefu__point_set_add(arena, set, '\n', '\n'))
        return false;
    kefu__point_set_normalize(set);
    for (size_t i = 0; i < set->count; i++) {
        if (set->ranges[i].first > from &&
            !kefu__point_set_add(arena, &rest, from, set->ranges[i].first - 1))
            return false;
        from = set->ranges[i].last + 1;
    }
    if (from <= POINT_MAX && !kefu__point_set_add(arena, &rest, from, POINT_MAX))
        return false;
    *set = rest;
    return true;
}
