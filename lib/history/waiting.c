/* SPDX-License-Identifier: MIT
 * Conversations that have not ended, as records. */
#include <string.h>

#include "history/history.h"

struct waiting_record *kefu__history_waiting(const kefu_history *h, uint64_t key) {
    const struct number_slot *slot = kefu__numbers_find(&h->waiting_places, key);
    return slot ? &h->waiting[slot->value] : NULL;
}

static bool reserve(kefu_history *h) {
    return kefu__grow(&h->allocator, &h->waiting, &h->waiting_capacity, h->waiting_count + 1,
                      sizeof *h->waiting) &&
           kefu__numbers_reserve(&h->waiting_places, &h->allocator, h->waiting_count + 1);
}

kefu_status kefu__history_wait(kefu_history *h, const struct waiting_record *record,
                               kefu_error *error) {
    if (record->size > HISTORY_RECORD_MAX || h->waiting_count >= HISTORY_WAITING_LIMIT)
        return kefu__fail(error, KEFU_E_LIMIT, "too much waits to be counted");
    if (!reserve(h))
        return kefu__no_memory(error);
    char *json = kefu__alloc(&h->allocator, record->size);
    if (!json)
        return kefu__no_memory(error);
    memcpy(json, record->json, record->size);
    struct waiting_record *place = kefu__history_waiting(h, record->key);
    if (place) {
        kefu__release(&h->allocator, place->json, place->size);
    } else {
        kefu__numbers_add(&h->waiting_places, record->key, (int64_t)h->waiting_count);
        place = &h->waiting[h->waiting_count++];
    }
    *place = *record;
    place->json = json;
    return KEFU_OK;
}

void kefu__history_wait_no_more(kefu_history *h, uint64_t key) {
    struct waiting_record *record = kefu__history_waiting(h, key);
    if (!record)
        return;
    kefu__release(&h->allocator, record->json, record->size);
    kefu__numbers_remove(&h->waiting_places, key);
    const struct waiting_record *last = &h->waiting[--h->waiting_count];
    if (record == last)
        return;
    *record = *last;
    kefu__numbers_find(&h->waiting_places, record->key)->value = record - h->waiting;
}
