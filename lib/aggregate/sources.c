/* SPDX-License-Identifier: MIT
 * Where the content of an aggregate comes from, so that a state that is delivered twice is counted
 * once. */
#include "aggregate/aggregate.h"

#include <string.h>

static int compare_sources(const struct source *a, const struct source *b) {
    const int order = kefu__str_compare(a->shard, b->shard);
    if (order)
        return order;
    return a->epoch != b->epoch ? (a->epoch > b->epoch) - (a->epoch < b->epoch)
                                : (a->first > b->first) - (a->first < b->first);
}

static bool is_same_epoch(const struct source *a, const struct source *b) {
    return a->epoch == b->epoch && kefu__str_equal(a->shard, b->shard);
}

void kefu__sources_free(const kefu_aggregate *a, struct source_list *sources) {
    for (size_t i = 0; i < sources->count; i++)
        kefu__aggregate_release(a, sources->items[i].shard);
    kefu__release(&a->allocator, sources->items, sources->capacity * sizeof *sources->items);
    memset(sources, 0, sizeof *sources);
}

bool kefu__sources_append(const kefu_aggregate *a, struct source_list *list,
                          const struct source *source) {
    struct source *last = list->count ? &list->items[list->count - 1] : NULL;
    if (last && is_same_epoch(last, source) && source->first - 1 <= last->last) {
        last->last = source->last > last->last ? source->last : last->last;
        return true;
    }
    if (!kefu__grow(&a->allocator, &list->items, &list->capacity, list->count + 1, sizeof *last))
        return false;
    last = &list->items[list->count];
    *last = *source;
    last->shard = kefu__aggregate_keep(a, source->shard);
    list->count += last->shard.data != NULL;
    return last->shard.data != NULL;
}

kefu_status kefu__sources_unite(const kefu_aggregate *aggregate, const struct source_list *a,
                                const struct source_list *b, struct source_list *sources) {
    struct source_list made = {NULL, 0, 0};
    kefu_status status = KEFU_OK;
    size_t i = 0, j = 0;
    while (status == KEFU_OK && (i < a->count || j < b->count)) {
        const bool first = j == b->count ||
                           (i < a->count && compare_sources(&a->items[i], &b->items[j]) <= 0);
        if (!kefu__sources_append(aggregate, &made, first ? &a->items[i++] : &b->items[j++]))
            status = KEFU_E_MEMORY;
        else if (made.count > AGGREGATE_SOURCES_MAX)
            status = KEFU_E_LIMIT;
    }
    if (status != KEFU_OK)
        kefu__sources_free(aggregate, &made);
    else
        *sources = made;
    return status;
}

/* How much of a range is part of the list? */
static enum overlap overlap_of(const struct source_list *list, const struct source *source) {
    for (size_t i = 0; i < list->count; i++) {
        const struct source *at = &list->items[i];
        if (!is_same_epoch(at, source) || at->last < source->first || at->first > source->last)
            continue;
        return at->first <= source->first && at->last >= source->last ? OVERLAP_ALL : OVERLAP_SOME;
    }
    return OVERLAP_NONE;
}

enum overlap kefu__sources_overlap(const struct source_list *into, const struct source_list *from) {
    size_t all = 0, none = 0;
    for (size_t i = 0; i < from->count; i++) {
        const enum overlap overlap = overlap_of(into, &from->items[i]);
        all += overlap == OVERLAP_ALL;
        none += overlap == OVERLAP_NONE;
    }
    if (none == from->count)
        return OVERLAP_NONE;
    return all == from->count ? OVERLAP_ALL : OVERLAP_SOME;
}

/* ---- public ---- */

kefu_status kefu_aggregate_set_source(kefu_aggregate *a, const char *shard, size_t size,
                                      uint64_t epoch, uint64_t sequence, kefu_error *error) {
    struct source source = {{shard, size}, epoch, sequence, sequence};
    const struct source_list one = {&source, 1, 1};
    struct source_list made;
    if (!a || !shard || size == 0 || sequence == 0)
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "a source needs an aggregate, a shard and a number from 1");
    if (size > AGGREGATE_KEY_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "the name of a shard has at most 256 bytes");
    const kefu_status status = kefu__sources_unite(a, &a->sources, &one, &made);
    if (status == KEFU_E_MEMORY)
        return kefu__no_memory(error);
    if (status != KEFU_OK)
        return kefu__fail(error, status, "an aggregate has at most 65,536 ranges of sources");
    kefu__sources_free(a, &a->sources);
    a->sources = made;
    return KEFU_OK;
}

int kefu_aggregate_is_merged(const kefu_aggregate *into, const kefu_aggregate *from) {
    return into && from && from->sources.count > 0 &&
           kefu__sources_overlap(&into->sources, &from->sources) == OVERLAP_ALL;
}
