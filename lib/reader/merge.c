/* SPDX-License-Identifier: MIT
 * Merging sorted runs in storage: a binary heap of their current items. */
#include "reader/spill.h"

int kefu__spill_compare(const struct spill_item *a, const struct spill_item *b,
                        enum spill_order order) {
    if (order == SPILL_BY_KEY) {
        if (a->head.hash != b->head.hash)
            return a->head.hash < b->head.hash ? -1 : 1;
        const int keys = kefu__str_compare(a->parts[GROUP_KEY], b->parts[GROUP_KEY]);
        if (keys != 0)
            return keys;
    }
    return a->head.number < b->head.number ? -1 : a->head.number > b->head.number;
}

/* ---- one run ---- */

static kefu_status corrupt(kefu_error *error) {
    return kefu__fail(error, KEFU_E_CORRUPT,
                      "the temporary storage does not return what was written to it");
}

/* Reads more bytes, so that the window holds at least `need` bytes behind source->used. */
static kefu_status fill(const struct spill_merge *merge, struct merge_source *source, size_t need,
                        kefu_error *error) {
    struct buffer *window = &source->window;
    const size_t kept = window->size - source->used;
    if (kept >= need)
        return KEFU_OK;
    if (need - kept > source->end - source->at)
        return corrupt(error);
    if (kept > 0 && source->used > 0)
        memmove(window->data, window->data + source->used, kept);
    window->size = kept;
    source->used = 0;
    const size_t wanted = need > merge->window_size ? need : merge->window_size;
    if (!kefu__grow(&window->allocator, &window->data, &window->capacity, wanted, 1))
        return kefu__no_memory(error);
    const uint64_t left = source->end - source->at;
    const size_t more = left < wanted - kept ? (size_t)left : wanted - kept;
    const kefu_status status = merge->storage->read(merge->storage->ctx, source->at,
                                                    window->data + kept, more);
    if (status != KEFU_OK)
        return kefu__fail(error, status, "the temporary storage cannot be read");
    source->at += more;
    window->size += more;
    return KEFU_OK;
}

/* Is the source's run at its end? */
static bool is_empty(const struct merge_source *source) {
    return source->used == source->window.size && source->at == source->end;
}

/* Makes the next item of a run, which is not empty, its current one. */
static kefu_status read_item(const struct spill_merge *merge, struct merge_source *source,
                             kefu_error *error) {
    struct item_head *head = &source->item.head;
    uint64_t size = sizeof *head;
    kefu_status status = fill(merge, source, sizeof *head, error);
    if (status != KEFU_OK)
        return status;
    memcpy(head, source->window.data + source->used, sizeof *head);
    for (size_t i = 0; i < GROUP_PARTS; i++) {
        if (head->sizes[i] > source->end)
            return corrupt(error);
        size += head->sizes[i];
    }
    if ((status = fill(merge, source, (size_t)size, error)) != KEFU_OK)
        return status;
    const char *part = source->window.data + source->used + sizeof *head;
    for (size_t i = 0; i < GROUP_PARTS; part += head->sizes[i++])
        source->item.parts[i] = (kefu_str){part, (size_t)head->sizes[i]};
    source->item_size = (size_t)size;
    return KEFU_OK;
}

/* ---- the heap ---- */

static bool is_before(const struct spill_merge *merge, size_t a, size_t b) {
    return kefu__spill_compare(&merge->sources[a].item, &merge->sources[b].item, merge->order) < 0;
}

/* Restores the order of the heap below the element i, whose item may be too late. */
static void sift_down(struct spill_merge *merge, size_t i) {
    const size_t moved = merge->heap[i];
    for (size_t child; (child = 2 * i + 1) < merge->heap_size; i = child) {
        if (child + 1 < merge->heap_size &&
            is_before(merge, merge->heap[child + 1], merge->heap[child]))
            child++;
        if (!is_before(merge, merge->heap[child], moved))
            break;
        merge->heap[i] = merge->heap[child];
    }
    merge->heap[i] = moved;
}

/* The windows of all runs together take at most half of the allowed memory, unless there are so
 * many runs that each has the least window. */
static size_t window_size(uint64_t memory, size_t runs) {
    enum { LEAST = 4096, GREATEST = 1 << 18 };
    const uint64_t share = memory / 2 / runs;
    return share < LEAST ? LEAST : share > GREATEST ? GREATEST : (size_t)share;
}

kefu_status kefu__merge_open(struct spill_merge *merge, const kefu_storage *storage,
                             const struct spill_runs *runs, enum spill_order order,
                             const kefu_allocator *allocator, kefu_error *error) {
    *merge = (struct spill_merge){.allocator = allocator, .storage = storage, .order = order};
    merge->window_size = window_size(storage->memory, runs->count);
    merge->sources = kefu__alloc_zero(allocator, runs->count * sizeof *merge->sources);
    merge->heap = kefu__alloc_zero(allocator, runs->count * sizeof *merge->heap);
    merge->source_count = runs->count;
    if (!merge->sources || !merge->heap) {
        kefu__merge_close(merge);
        return kefu__no_memory(error);
    }
    for (size_t i = 0; i < runs->count; i++) {
        struct merge_source *source = &merge->sources[i];
        kefu__buffer_init(&source->window, allocator);
        source->at = runs->items[i].at;
        source->end = runs->items[i].end;
    }
    for (size_t i = 0; i < runs->count; i++) {
        const kefu_status status = read_item(merge, &merge->sources[i], error);
        if (status != KEFU_OK) {
            kefu__merge_close(merge);
            return status;
        }
        merge->heap[merge->heap_size++] = i;
    }
    for (size_t i = merge->heap_size / 2; i > 0; i--)
        sift_down(merge, i - 1);
    return KEFU_OK;
}

/* Goes on behind the item that was given last. */
static kefu_status advance(struct spill_merge *merge, kefu_error *error) {
    struct merge_source *source = &merge->sources[merge->heap[0]];
    source->used += source->item_size;
    if (is_empty(source)) {
        kefu__buffer_free(&source->window);
        merge->heap[0] = merge->heap[--merge->heap_size];
    } else {
        const kefu_status status = read_item(merge, source, error);
        if (status != KEFU_OK)
            return status;
    }
    if (merge->heap_size > 0)
        sift_down(merge, 0);
    return KEFU_OK;
}

kefu_status kefu__merge_next(struct spill_merge *merge, const struct spill_item **item,
                             kefu_error *error) {
    *item = NULL;
    if (merge->taken) {
        const kefu_status status = advance(merge, error);
        if (status != KEFU_OK)
            return status;
    }
    merge->taken = merge->heap_size > 0;
    if (merge->taken)
        *item = &merge->sources[merge->heap[0]].item;
    return KEFU_OK;
}

void kefu__merge_close(struct spill_merge *merge) {
    if (!merge->allocator)
        return;
    for (size_t i = 0; merge->sources && i < merge->source_count; i++)
        if (merge->sources[i].window.data)
            kefu__buffer_free(&merge->sources[i].window);
    kefu__release(merge->allocator, merge->sources, merge->source_count * sizeof *merge->sources);
    kefu__release(merge->allocator, merge->heap, merge->source_count * sizeof *merge->heap);
    memset(merge, 0, sizeof *merge);
}
