/* SPDX-License-Identifier: MIT
 * The candidates of a rule in the order in which they were found. Those that are undecided are also
 * a doubly linked list; a decision unlinks its candidate, and is recorded, so that the decisions
 * after a message can be taken back in reverse order (as in "dancing links"). */
#include <string.h>

#include "evaluation/watch.h"

/* ---- links ---- */

static uint32_t *next_of(struct candidates *list, uint32_t i) {
    return i == INDEX_NONE ? &list->first : &list->items[i].next;
}

static uint32_t *previous_of(struct candidates *list, uint32_t i) {
    return i == INDEX_NONE ? &list->last : &list->items[i].previous;
}

static void unlink_candidate(struct candidates *list, uint32_t i) {
    const struct candidate *candidate = &list->items[i];
    *next_of(list, candidate->previous) = candidate->next;
    *previous_of(list, candidate->next) = candidate->previous;
}

/* Puts an unlinked candidate back into the doubly linked list, between its former neighbours, which
 * it still refers to. */
static void relink(struct candidates *list, uint32_t i) {
    const struct candidate *candidate = &list->items[i];
    *next_of(list, candidate->previous) = i;
    *previous_of(list, candidate->next) = i;
}

static void link_last(struct candidates *list, uint32_t i) {
    list->items[i].previous = list->last;
    list->items[i].next = INDEX_NONE;
    relink(list, i);
}

static void link_all(struct candidates *list) {
    list->first = list->last = INDEX_NONE;
    for (uint32_t i = 0; i < list->count; i++)
        if (list->items[i].truth == TRUTH_UNKNOWN)
            link_last(list, i);
}

/* ---- a list ---- */

void kefu__candidate_list_clear(struct candidates *list) {
    list->count = list->decision_count = list->again_count = list->asked = 0;
    list->hits = list->hits_at_end = list->open_at_end = 0;
    list->first = list->last = INDEX_NONE;
}

void kefu__candidate_list_free(const kefu_allocator *allocator, struct candidates *list) {
    kefu__release(allocator, list->items, list->capacity * sizeof *list->items);
    kefu__release(allocator, list->decisions, list->decision_capacity * sizeof *list->decisions);
    kefu__release(allocator, list->again, list->again_capacity * sizeof *list->again);
    memset(list, 0, sizeof *list);
}

/* Makes room for one more candidate, and for all later entries in `decisions` and `again`: each
 * candidate is in each of these lists at most once, so that adding to them cannot fail. */
static bool reserve(const kefu_allocator *allocator, struct candidates *list) {
    const size_t count = list->count + 1;
    return kefu__grow(allocator, &list->items, &list->capacity, count, sizeof *list->items) &&
           kefu__grow(allocator, &list->decisions, &list->decision_capacity, count,
                      sizeof *list->decisions) &&
           kefu__grow(allocator, &list->again, &list->again_capacity, count, sizeof *list->again);
}

bool kefu__candidate_list_add(const kefu_allocator *allocator, struct candidates *list,
                              uint32_t leaf, uint32_t hit, size_t read) {
    if (!reserve(allocator, list))
        return false;
    list->items[list->count] = (struct candidate){.leaf = leaf,
                                                  .hit = hit,
                                                  .found = (uint32_t)read,
                                                  .truth = TRUTH_UNKNOWN,
                                                  .at_end = AT_END_UNASKED};
    link_last(list, (uint32_t)list->count++);
    return true;
}

size_t kefu__candidate_list_from(const struct candidates *list, size_t i) {
    if (i == 0)
        return list->first;
    while (i < list->count && list->items[i].truth != TRUTH_UNKNOWN)
        i++;
    return i < list->count ? i : INDEX_NONE;
}

void kefu__candidate_list_decide(struct candidates *list, uint32_t i, enum truth truth,
                                 size_t read) {
    struct candidate *candidate = &list->items[i];
    kefu__candidate_list_set_end(list, i, AT_END_UNASKED);
    unlink_candidate(list, i);
    candidate->truth = (uint8_t)truth;
    candidate->decided = (uint32_t)read;
    list->hits += truth == TRUTH_TRUE;
    list->decisions[list->decision_count++] = (struct decision){i, (uint32_t)list->count};
}

void kefu__candidate_list_reopen(struct candidates *list) {
    for (size_t i = 0; i < list->count; i++)
        if (list->items[i].truth == TRUTH_FALSE)
            list->items[i].truth = TRUTH_UNKNOWN;
    list->decision_count = 0;
    link_all(list);
}

static int compare(const void *a, const void *b) {
    const struct candidate *x = a, *y = b;
    if (x->leaf != y->leaf)
        return x->leaf < y->leaf ? -1 : 1;
    return (x->hit > y->hit) - (x->hit < y->hit);
}

void kefu__candidate_list_sort(struct candidates *list) {
    kefu__sort(list->items, list->count, sizeof *list->items, compare);
    link_all(list);
}

/* ---- what would hold if nothing more came ---- */

void kefu__candidate_list_set_end(struct candidates *list, uint32_t i, uint32_t truth) {
    struct candidate *candidate = &list->items[i];
    list->hits_at_end -= candidate->at_end == TRUTH_TRUE;
    list->open_at_end -= candidate->at_end == TRUTH_UNKNOWN;
    candidate->at_end = (uint8_t)truth;
    list->hits_at_end += candidate->at_end == TRUTH_TRUE;
    list->open_at_end += candidate->at_end == TRUTH_UNKNOWN;
}

void kefu__candidate_list_ask_again(struct candidates *list, uint32_t i) {
    struct candidate *candidate = &list->items[i];
    kefu__candidate_list_set_end(list, i, AT_END_UNASKED);
    if (i >= list->asked || candidate->again)
        return;
    candidate->again = true;
    list->again[list->again_count++] = i;
}

static int compare_indices(const void *a, const void *b) {
    const uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

void kefu__candidate_list_take_again(struct candidates *list) {
    for (size_t i = 0; i < list->again_count; i++)
        list->items[list->again[i]].again = false;
    kefu__sort(list->again, list->again_count, sizeof *list->again, compare_indices);
}

/* ---- going back ---- */

static void remove_last(struct candidates *list) {
    const uint32_t i = (uint32_t)--list->count;
    kefu__candidate_list_set_end(list, i, AT_END_UNASKED);
    unlink_candidate(list, i);
}

static void take_back(struct candidates *list, uint32_t i) {
    list->hits -= list->items[i].truth == TRUTH_TRUE;
    list->items[i].truth = TRUTH_UNKNOWN;
    relink(list, i);
    kefu__candidate_list_ask_again(list, i);
}

static void forget_removed(struct candidates *list) {
    size_t kept = 0;
    for (size_t i = 0; i < list->again_count; i++)
        if (list->again[i] < list->count)
            list->again[kept++] = list->again[i];
    list->again_count = kept;
    if (list->asked > list->count)
        list->asked = list->count;
}

size_t kefu__candidate_list_go_back(struct candidates *list, size_t read) {
    size_t first = SIZE_MAX;
    while (list->decision_count > 0) {
        const struct decision *last = &list->decisions[list->decision_count - 1];
        if (list->items[last->candidate].decided <= read)
            break;
        while (list->count > last->count)
            remove_last(list);
        list->decision_count--;
        take_back(list, last->candidate);
        if (last->candidate < first)
            first = last->candidate;
    }
    while (list->count > 0 && list->items[list->count - 1].found > read)
        remove_last(list);
    forget_removed(list);
    return first;
}
