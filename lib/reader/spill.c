/* SPDX-License-Identifier: MIT
 * Writing the gathered rows into storage as sorted runs, in two phases. */
#include "reader/spill.h"

void kefu__spill_init(struct spill *spill, const kefu_allocator *allocator) {
    memset(spill, 0, sizeof *spill);
    spill->allocator = *allocator;
}

static void free_runs(const struct spill *spill, struct spill_runs *runs) {
    kefu__release(&spill->allocator, runs->items, runs->capacity * sizeof *runs->items);
    memset(runs, 0, sizeof *runs);
}

void kefu__spill_reset(struct spill *spill) {
    kefu__merge_close(&spill->merge);
    free_runs(spill, &spill->by_key);
    free_runs(spill, &spill->by_number);
    spill->end = 0;
    spill->merging = false;
    spill->status = KEFU_OK;
}

/* ---- a run ---- */

/* A gathered conversation and what it is sorted by. */
struct sorted_group {
    struct spill_item item; /* of its parts only the key is set */
    const struct group *group;
};

static int by_key(const void *a, const void *b) {
    return kefu__spill_compare(&((const struct sorted_group *)a)->item,
                               &((const struct sorted_group *)b)->item, SPILL_BY_KEY);
}

static int by_number(const void *a, const void *b) {
    return kefu__spill_compare(&((const struct sorted_group *)a)->item,
                               &((const struct sorted_group *)b)->item, SPILL_BY_NUMBER);
}

static struct sorted_group *sort(const struct spill *spill, const struct groups *groups,
                                 enum spill_order order) {
    struct sorted_group *sorted = kefu__alloc(&spill->allocator, groups->count * sizeof *sorted);
    for (size_t i = 0; sorted && i < groups->count; i++) {
        const struct group *group = &groups->items[i];
        const kefu_str key = {groups->texts.data + group->key, group->key_size};
        sorted[i].group = group;
        sorted[i].item = (struct spill_item){
            .head = {kefu__group_hash(key), group->number, group->line, {0}}, .parts = {key}};
    }
    if (sorted)
        kefu__sort(sorted, groups->count, sizeof *sorted,
                   order == SPILL_BY_KEY ? by_key : by_number);
    return sorted;
}

static kefu_status flush(struct spill *spill, struct buffer *bytes, kefu_error *error) {
    if (bytes->failed)
        return kefu__no_memory(error);
    const kefu_status status = spill->storage.write(spill->storage.ctx, spill->end, bytes->data,
                                                    bytes->size);
    if (status != KEFU_OK)
        return kefu__fail(error, status, "the temporary storage cannot be written");
    spill->end += bytes->size;
    bytes->size = 0;
    return KEFU_OK;
}

static void put_item(const struct groups *groups, struct sorted_group *sorted, struct buffer *to) {
    struct item_head *head = &sorted->item.head;
    const size_t at = to->size;
    kefu__buffer_add(to, (const char *)head, sizeof *head);
    for (size_t i = 0; i < GROUP_PARTS; i++) {
        const size_t before = to->size;
        kefu__group_put_part(groups, sorted->group, (enum group_part)i, to);
        head->sizes[i] = to->size - before;
    }
    if (!to->failed)
        memcpy(to->data + at, head, sizeof *head);
}

static kefu_status write_items(struct spill *spill, const struct groups *groups,
                               struct sorted_group *sorted, kefu_error *error) {
    enum { FLUSH_SIZE = 1 << 16 };
    struct buffer bytes;
    kefu_status status = KEFU_OK;
    kefu__buffer_init(&bytes, &spill->allocator);
    for (size_t i = 0; i < groups->count && status == KEFU_OK; i++) {
        put_item(groups, &sorted[i], &bytes);
        if (bytes.size >= FLUSH_SIZE || i + 1 == groups->count)
            status = flush(spill, &bytes, error);
    }
    kefu__buffer_free(&bytes);
    return status;
}

/* Writes the gathered conversations as a run, and removes them from memory. */
static kefu_status write_run(struct spill *spill, struct groups *groups, enum spill_order order,
                             kefu_error *error) {
    struct spill_runs *runs = order == SPILL_BY_KEY ? &spill->by_key : &spill->by_number;
    const struct spill_run run = {spill->end, 0};
    if (groups->count == 0)
        return KEFU_OK;
    struct sorted_group *sorted = sort(spill, groups, order);
    if (!sorted || !kefu__grow(&spill->allocator, &runs->items, &runs->capacity, runs->count + 1,
                               sizeof *runs->items)) {
        kefu__release(&spill->allocator, sorted, groups->count * sizeof *sorted);
        return kefu__no_memory(error);
    }
    const kefu_status status = write_items(spill, groups, sorted, error);
    kefu__release(&spill->allocator, sorted, groups->count * sizeof *sorted);
    if (status != KEFU_OK)
        return status;
    runs->items[runs->count] = run;
    runs->items[runs->count++].end = spill->end;
    kefu__groups_clear(groups);
    return KEFU_OK;
}

static kefu_status note_failure(struct spill *spill, kefu_status status) {
    if (spill->status == KEFU_OK)
        spill->status = status;
    return status;
}

static kefu_status refuse_failed(const struct spill *spill, kefu_error *error) {
    return kefu__fail(error, spill->status, "the temporary storage failed before");
}

static bool is_full(const struct spill *spill, const struct groups *groups) {
    return spill->storage.write && kefu__groups_memory(groups) > spill->storage.memory;
}

kefu_status kefu__spill_check(struct spill *spill, struct groups *groups, kefu_error *error) {
    if (spill->status != KEFU_OK)
        return refuse_failed(spill, error);
    if (!is_full(spill, groups))
        return KEFU_OK;
    return note_failure(spill, write_run(spill, groups, SPILL_BY_KEY, error));
}

/* ---- from runs by key to runs by number ---- */

static bool is_last(const struct groups *groups, kefu_str key) {
    const struct group *last = groups->count ? &groups->items[groups->count - 1] : NULL;
    return last && kefu__str_equal((kefu_str){groups->texts.data + last->key, last->key_size}, key);
}

/* Adds a part of a conversation to its parts before. */
static bool add_part(struct groups *groups, const struct spill_item *item) {
    bool is_new = false;
    struct group *group = kefu__groups_find(groups, item->parts[GROUP_KEY], item->head.line,
                                            &is_new);
    if (!group)
        return false;
    if (is_new)
        group->number = item->head.number;
    if (is_new && !kefu__group_set_members(groups, group, item->parts[GROUP_MEMBERS]))
        return false;
    for (size_t i = GROUP_MESSAGES; i <= GROUP_EVENTS; i++)
        if (item->parts[i].size > 0 &&
            !kefu__group_add(groups, group, item->parts[i], i == GROUP_EVENTS))
            return false;
    return true;
}

/* The parts of a conversation come one after another, so that all but the last conversation in
 * memory are whole. */
static kefu_status merge_parts(struct spill *spill, struct groups *groups,
                               struct spill_merge *merge, kefu_error *error) {
    const struct spill_item *item;
    kefu_status status;
    while ((status = kefu__merge_next(merge, &item, error)) == KEFU_OK && item) {
        if (is_full(spill, groups) && !is_last(groups, item->parts[GROUP_KEY]) &&
            (status = write_run(spill, groups, SPILL_BY_NUMBER, error)) != KEFU_OK)
            return status;
        if (!add_part(groups, item))
            return kefu__no_memory(error);
    }
    return status == KEFU_OK ? write_run(spill, groups, SPILL_BY_NUMBER, error) : status;
}

static kefu_status begin_merge(struct spill *spill, struct groups *groups, kefu_error *error) {
    struct spill_merge merge;
    kefu_status status = write_run(spill, groups, SPILL_BY_KEY, error);
    if (status == KEFU_OK)
        status = kefu__merge_open(&merge, &spill->storage, &spill->by_key, SPILL_BY_KEY,
                                  &spill->allocator, error);
    if (status != KEFU_OK)
        return status;
    status = merge_parts(spill, groups, &merge, error);
    kefu__merge_close(&merge);
    kefu__groups_free(groups);
    kefu__groups_init(groups, &spill->allocator);
    if (status == KEFU_OK)
        status = kefu__merge_open(&spill->merge, &spill->storage, &spill->by_number,
                                  SPILL_BY_NUMBER, &spill->allocator, error);
    spill->merging = status == KEFU_OK;
    return status;
}

kefu_status kefu__spill_next(struct spill *spill, struct groups *groups,
                             const struct spill_item **item, kefu_error *error) {
    kefu_status status = KEFU_OK;
    if (spill->status != KEFU_OK)
        return refuse_failed(spill, error);
    if (!spill->merging)
        status = begin_merge(spill, groups, error);
    if (status == KEFU_OK)
        status = kefu__merge_next(&spill->merge, item, error);
    return note_failure(spill, status);
}
