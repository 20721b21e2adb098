/* SPDX-License-Identifier: MIT
 * Lists of candidates. What is decided stays as a tombstone until half of a list is, so that a
 * removal costs amortised O(1) and the order is kept. */
#include <string.h>

#include "evaluation/watch.h"

bool kefu__candidate_list_add(const kefu_allocator *allocator, struct candidates *list,
                              struct candidate candidate) {
    if (!kefu__grow(allocator, &list->items, &list->capacity, list->count + 1, sizeof *list->items))
        return false;
    list->items[list->count++] = candidate;
    return true;
}

void kefu__candidate_list_free(const kefu_allocator *allocator, struct candidates *list) {
    kefu__release(allocator, list->items, list->capacity * sizeof *list->items);
    memset(list, 0, sizeof *list);
}

static void remove_decided(struct candidates *list) {
    size_t kept = 0;
    for (size_t i = 0; i < list->count; i++)
        if (!list->items[i].decided)
            list->items[kept++] = list->items[i];
    list->count = kept;
    list->decided = list->first = 0;
}

void kefu__candidate_list_compact(struct candidates *list) {
    if (list->decided * 2 > list->count)
        remove_decided(list);
}

size_t kefu__candidate_list_first(struct candidates *list) {
    while (list->first < list->count && list->items[list->first].decided)
        list->first++;
    return list->first;
}

size_t kefu__candidate_list_from(const struct watch *watch, const struct candidates *list,
                                 uint32_t from) {
    size_t low = 0, high = list->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const struct candidate *candidate = &list->items[middle];
        if (watch->leaves[candidate->leaf].hits[candidate->hit].message < from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static int compare(const void *a, const void *b) {
    const struct candidate *x = a, *y = b;
    if (x->leaf != y->leaf)
        return x->leaf < y->leaf ? -1 : 1;
    return (x->hit > y->hit) - (x->hit < y->hit);
}

void kefu__candidate_list_sort(struct candidates *list) {
    kefu__sort(list->items, list->count, sizeof *list->items, compare);
}

bool kefu__candidate_list_restore(const kefu_allocator *allocator, struct candidates *undecided,
                                  struct candidates *denied) {
    if (denied->count == 0)
        return true;
    remove_decided(undecided); /* frees the slots of decided candidates */
    if (!kefu__grow(allocator, &undecided->items, &undecided->capacity,
                    undecided->count + denied->count, sizeof *undecided->items))
        return false;
    memcpy(undecided->items + undecided->count, denied->items,
           denied->count * sizeof *denied->items);
    undecided->count += denied->count;
    denied->count = 0;
    kefu__candidate_list_sort(undecided);
    return true;
}
