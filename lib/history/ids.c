/* SPDX-License-Identifier: MIT
 * The ids of counted records, of which a limited number is remembered: the oldest days' are
 * forgotten first. Records of such a day are refused from then on, as nobody could tell whether
 * they were counted. */
#include <string.h>

#include "history/history.h"

static int compare_days(const void *a, const void *b) {
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* The first day to be remembered if at most `most` ids are. Returns false if out of memory. */
static bool find_first_day(const kefu_history *h, size_t most, int64_t *first) {
    const size_t size = h->ids.count * sizeof(int64_t);
    int64_t *days = kefu__alloc(&h->allocator, size);
    size_t count = 0;
    if (!days)
        return false;
    for (size_t i = 0; i < h->ids.slot_count; i++)
        if (h->ids.slots[i].key)
            days[count++] = h->ids.slots[i].value;
    kefu__sort(days, count, sizeof *days, compare_days);
    *first = days[count - most - 1] + 1;
    kefu__release(&h->allocator, days, size);
    return true;
}

/* Forgets the oldest days until an eighth of the limit is free. */
static bool forget_days(kefu_history *h) {
    struct number_map kept = {NULL, 0, 0};
    int64_t first;
    if (!find_first_day(h, (size_t)(h->ids_max - h->ids_max / 8), &first) ||
        !kefu__numbers_reserve(&kept, &h->allocator, h->ids.count))
        return false;
    for (size_t i = 0; i < h->ids.slot_count; i++)
        if (h->ids.slots[i].key && h->ids.slots[i].value >= first)
            kefu__numbers_add(&kept, h->ids.slots[i].key, h->ids.slots[i].value);
    kefu__numbers_free(&h->ids, &h->allocator);
    h->ids = kept;
    if (h->refused_before < first)
        h->refused_before = first;
    return true;
}

kefu_status kefu__history_reserve_id(kefu_history *h, kefu_error *error) {
    if ((h->ids.count >= h->ids_max && !forget_days(h)) ||
        !kefu__numbers_reserve(&h->ids, &h->allocator, h->ids.count + 1))
        return kefu__no_memory(error);
    return KEFU_OK;
}
