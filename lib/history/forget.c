/* SPDX-License-Identifier: MIT
 * Forgetting a customer in all days of a history, and in what waits. */
#include "history/history.h"

/* The ids of records that waited stay, so that they are not counted when they come again. */
static kefu_status forget_waiting(kefu_history *h, uint64_t contact, uint64_t *forgotten,
                                  kefu_error *error) {
    for (size_t i = 0; i < h->waiting_count;) {
        const struct waiting_record *record = &h->waiting[i];
        if (record->contact != contact) {
            i++;
            continue;
        }
        const uint64_t key = record->key;
        const int64_t day = record->day;
        const kefu_status status = kefu__history_reserve_id(h, error);
        if (status != KEFU_OK)
            return status;
        kefu__numbers_add(&h->ids, key, day);
        kefu__history_wait_no_more(h, key); /* leaves another record at i */
        ++*forgotten;
    }
    return KEFU_OK;
}

static kefu_status forget_day(kefu_history *h, int64_t number, kefu_str contact_id,
                              uint64_t *forgotten, kefu_error *error) {
    struct history_day *day;
    uint64_t count = 0;
    kefu_status status = kefu__history_day_open(h, number, &day, error);
    if (status == KEFU_OK)
        status = kefu_aggregate_forget(day->open, contact_id.data, contact_id.size, &count, error);
    if (status != KEFU_OK)
        return status;
    day->changed = day->changed || count > 0;
    *forgotten += count;
    return KEFU_OK;
}

kefu_status kefu_history_forget(kefu_history *h, const char *contact_id, size_t size,
                                uint64_t *forgotten, kefu_error *error) {
    const kefu_str id = {contact_id, size};
    uint64_t count = 0;
    if (!h || !contact_id || size == 0)
        return kefu__fail(error, KEFU_E_ARGUMENT, "forgetting needs a history and a contact_id");
    kefu_status status = forget_waiting(h, kefu__contact_hash(id), &count, error);
    for (size_t i = 0; i < h->day_count && status == KEFU_OK; i++)
        if (!kefu__history_day_is_empty(&h->days[i]))
            status = forget_day(h, h->days[i].day, id, &count, error);
    if (status == KEFU_OK && forgotten)
        *forgotten = count;
    return status;
}
