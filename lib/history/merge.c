/* SPDX-License-Identifier: MIT
 * Merging histories: all is added up before anything of the result changes. */
#include <string.h>

#include "history/history.h"

/* ---- may they be merged? ---- */

/* Has a history an id of a day whose ids the other one has forgotten? */
static bool is_untold(const kefu_history *a, const kefu_history *b) {
    for (size_t i = 0; i < b->ids.slot_count; i++)
        if (b->ids.slots[i].key && kefu__history_is_refused(a, b->ids.slots[i].value))
            return true;
    return false;
}

static uint64_t count_common(const kefu_history *a, const kefu_history *b) {
    uint64_t common = 0;
    for (size_t i = 0; i < b->ids.slot_count; i++)
        common += b->ids.slots[i].key && kefu__numbers_find(&a->ids, b->ids.slots[i].key);
    return common;
}

static kefu_status check(const kefu_history *into, const kefu_history *from, kefu_error *error) {
    if (!into || !from || into == from)
        return kefu__fail(error, KEFU_E_ARGUMENT, "merging needs two histories");
    if (!kefu__aggregate_same_spec(into->empty, from->empty))
        return kefu__fail(error, KEFU_E_SCHEME, "the histories were made with different specs");
    const uint64_t common = count_common(into, from);
    if (common)
        return kefu__fail(error, KEFU_E_DUPLICATE, "%llu records were counted in both histories",
                          (unsigned long long)common);
    if (is_untold(into, from) || is_untold(from, into))
        return kefu__fail(error, KEFU_E_DUPLICATE,
                          "one history has forgotten the ids of days that the other one counts");
    return KEFU_OK;
}

/* ---- days ---- */

/* The sums of the days that change, before any of them does. */
struct merged_day {
    int64_t day;
    unsigned char *bytes;
    size_t size;
};

static kefu_status add_up(const kefu_history *into, const struct history_day *day,
                          struct merged_day *sum, kefu_error *error) {
    kefu_aggregate *made = NULL;
    bool found;
    const size_t place = kefu__history_day_place(into, day->day, &found);
    kefu_status status = kefu__history_aggregate_make(into, &made, error);
    if (status == KEFU_OK && found)
        status = kefu__history_day_merge(&into->days[place], made, error);
    if (status == KEFU_OK)
        status = kefu__history_day_merge(day, made, error);
    sum->day = day->day;
    if (status == KEFU_OK)
        status = kefu__history_day_bytes(into, made, &sum->bytes, &sum->size, error);
    kefu_aggregate_free(made);
    return status;
}

static void replace_day(kefu_history *h, const struct merged_day *sum) {
    bool found;
    const size_t place = kefu__history_day_place(h, sum->day, &found);
    if (!found)
        kefu__history_day_insert(h, place, sum->day);
    kefu__history_day_replace(h, &h->days[place], sum->bytes, sum->size);
}

/* ---- records that wait ---- */

/* Which of two versions counts, whatever is merged into what? */
static bool is_later(const struct waiting_record *a, const struct waiting_record *b) {
    if (a->last_at != b->last_at)
        return a->last_at > b->last_at;
    return kefu__str_compare((kefu_str){a->json, a->size}, (kefu_str){b->json, b->size}) > 0;
}

static kefu_status merge_waiting(kefu_history *into, const kefu_history *from, kefu_error *error) {
    kefu_status status = KEFU_OK;
    for (size_t i = 0; i < from->waiting_count && status == KEFU_OK; i++) {
        const struct waiting_record *record = &from->waiting[i];
        const struct waiting_record *own = kefu__history_waiting(into, record->key);
        if (!kefu__numbers_find(&into->ids, record->key) && (!own || is_later(record, own)))
            status = kefu__history_wait(into, record, error);
    }
    return status;
}

/* ---- the whole ---- */

static void merge_ids(kefu_history *into, const kefu_history *from) {
    for (size_t i = 0; i < from->ids.slot_count; i++) {
        const struct number_slot *slot = &from->ids.slots[i];
        if (!slot->key)
            continue;
        kefu__numbers_add(&into->ids, slot->key, slot->value);
        kefu__history_wait_no_more(into, slot->key);
    }
    into->conversations += from->conversations;
    into->feedback += from->feedback;
    if (into->refused_before < from->refused_before)
        into->refused_before = from->refused_before;
    if (into->latest_at == KEFU_TIME_NONE || from->latest_at > into->latest_at)
        into->latest_at = from->latest_at;
}

static kefu_status merge_days(kefu_history *into, const kefu_history *from, struct merged_day *sums,
                              kefu_error *error) {
    kefu_status status = KEFU_OK;
    for (size_t i = 0; i < from->day_count && status == KEFU_OK; i++)
        if (!kefu__history_day_is_empty(&from->days[i]))
            status = add_up(into, &from->days[i], &sums[i], error);
    if (status == KEFU_OK)
        status = merge_waiting(into, from, error);
    for (size_t i = 0; i < from->day_count; i++) {
        if (status == KEFU_OK && sums[i].bytes)
            replace_day(into, &sums[i]);
        else
            kefu__release(&into->allocator, sums[i].bytes, sums[i].size);
    }
    return status;
}

kefu_status kefu_history_merge(kefu_history *into, kefu_history *from, kefu_error *error) {
    kefu_status status = check(into, from, error);
    if (status != KEFU_OK)
        return status;
    const size_t size = from->day_count * sizeof(struct merged_day);
    struct merged_day *sums = kefu__alloc_zero(&into->allocator, size);
    if (!sums ||
        !kefu__numbers_reserve(&into->ids, &into->allocator, into->ids.count + from->ids.count) ||
        !kefu__grow(&into->allocator, &into->days, &into->day_capacity,
                    into->day_count + from->day_count, sizeof *into->days))
        status = kefu__no_memory(error);
    if (status == KEFU_OK)
        status = merge_days(into, from, sums, error);
    if (status == KEFU_OK)
        merge_ids(into, from);
    kefu__release(&into->allocator, sums, sums ? size : 0);
    return status;
}
