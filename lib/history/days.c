/* SPDX-License-Identifier: MIT
 * The days of a history: as bytes, or open to be added to; and periods of them. */
#include <string.h>

#include "history/history.h"

int64_t kefu__history_day_of(const kefu_history *h, int64_t at) {
    return at == KEFU_TIME_NONE ? HISTORY_NO_DAY : kefu__time_day(at, kefu__history_offset(h));
}

size_t kefu__history_day_place(const kefu_history *h, int64_t day, bool *found) {
    size_t low = 0, high = h->day_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (h->days[middle].day < day)
            low = middle + 1;
        else
            high = middle;
    }
    *found = low < h->day_count && h->days[low].day == day;
    return low;
}

bool kefu__history_day_is_empty(const struct history_day *day) {
    return day->open ? kefu_aggregate_conversation_count(day->open) == 0 &&
                           kefu_aggregate_feedback_count(day->open) == 0
                     : day->size == 0;
}

static void release_bytes(kefu_history *h, struct history_day *day) {
    if (day->owned)
        kefu__release(&h->allocator, (void *)day->bytes, day->size);
    day->bytes = NULL;
    day->size = 0;
    day->owned = false;
}

void kefu__history_day_free(kefu_history *h, struct history_day *day) {
    kefu_aggregate_free(day->open);
    release_bytes(h, day);
}

kefu_status kefu__history_append(void *buffer, const char *data, size_t size) {
    kefu__buffer_add(buffer, data, size);
    return ((struct buffer *)buffer)->failed ? KEFU_E_MEMORY : KEFU_OK;
}

/* ---- open days ---- */

kefu_status kefu__history_day_load(const kefu_history *h, const struct history_day *day,
                                   kefu_aggregate **aggregate, kefu_error *error) {
    kefu_aggregate_options options = KEFU_AGGREGATE_OPTIONS_INIT;
    kefu_aggregate *made = NULL;
    options.allocator = &h->allocator;
    const kefu_status status = kefu_aggregate_load(h->scheme, day->bytes, day->size, &options,
                                                   &made, error);
    if (status != KEFU_OK)
        return status;
    if (!kefu__aggregate_same_spec(made, h->empty)) {
        kefu_aggregate_free(made);
        return kefu__fail(error, KEFU_E_CORRUPT, "a day of the history has another spec");
    }
    *aggregate = made;
    return KEFU_OK;
}

kefu_status kefu__history_day_bytes(const kefu_history *h, const kefu_aggregate *aggregate,
                                    unsigned char **bytes, size_t *size, kefu_error *error) {
    struct buffer buffer;
    kefu__buffer_init(&buffer, &h->allocator);
    kefu_status status = kefu_aggregate_save(aggregate, kefu__history_append, &buffer, error);
    unsigned char *copy = status == KEFU_OK ? kefu__alloc(&h->allocator, buffer.size) : NULL;
    if (copy) {
        memcpy(copy, buffer.data, buffer.size);
        *bytes = copy;
        *size = buffer.size;
    }
    kefu__buffer_free(&buffer);
    return copy ? KEFU_OK : kefu__no_memory(error);
}

void kefu__history_day_replace(kefu_history *h, struct history_day *day, unsigned char *bytes,
                               size_t size) {
    h->open_count -= day->open != NULL;
    kefu_aggregate_free(day->open);
    release_bytes(h, day);
    *day = (struct history_day){.day = day->day, .bytes = bytes, .size = size, .owned = true};
}

/* Makes an open day bytes again. */
static kefu_status close_day(kefu_history *h, struct history_day *day, kefu_error *error) {
    if (day->changed && !kefu__history_day_is_empty(day)) {
        unsigned char *bytes = NULL;
        size_t size = 0;
        const kefu_status status = kefu__history_day_bytes(h, day->open, &bytes, &size, error);
        if (status == KEFU_OK)
            kefu__history_day_replace(h, day, bytes, size);
        return status;
    }
    kefu_aggregate_free(day->open);
    day->open = NULL;
    day->changed = false;
    h->open_count--;
    return KEFU_OK;
}

/* Closes the day that was not used for longest if too many are open. */
static kefu_status close_oldest(kefu_history *h, kefu_error *error) {
    struct history_day *oldest = NULL;
    if (h->open_count < HISTORY_OPEN_MAX)
        return KEFU_OK;
    for (size_t i = 0; i < h->day_count; i++)
        if (h->days[i].open && (!oldest || h->days[i].used < oldest->used))
            oldest = &h->days[i];
    return close_day(h, oldest, error);
}

kefu_status kefu__history_aggregate_make(const kefu_history *h, kefu_aggregate **aggregate,
                                         kefu_error *error) {
    struct aggregate_spec spec = {.column_count = h->empty->column_count,
                                  .offset_minutes = h->empty->offset_minutes,
                                  .most_evidence = h->empty->most_evidence,
                                  .as_of = h->empty->as_of};
    memcpy(spec.columns, h->empty->columns, sizeof spec.columns);
    return kefu__aggregate_make(h->scheme, &spec, &h->allocator, aggregate, error);
}

void kefu__history_day_insert(kefu_history *h, size_t i, int64_t day) {
    memmove(&h->days[i + 1], &h->days[i], (h->day_count - i) * sizeof *h->days);
    memset(&h->days[i], 0, sizeof *h->days);
    h->days[i].day = day;
    h->day_count++;
}

kefu_status kefu__history_day_open(kefu_history *h, int64_t number, struct history_day **out,
                                   kefu_error *error) {
    bool found;
    kefu_status status = KEFU_OK;
    const size_t place = kefu__history_day_place(h, number, &found);
    if (!found) {
        if (!kefu__grow(&h->allocator, &h->days, &h->day_capacity, h->day_count + 1,
                        sizeof *h->days))
            return kefu__no_memory(error);
        kefu__history_day_insert(h, place, number);
    }
    struct history_day *day = &h->days[place];
    if (!day->open) {
        if ((status = close_oldest(h, error)) != KEFU_OK)
            return status;
        status = day->size ? kefu__history_day_load(h, day, &day->open, error)
                           : kefu__history_aggregate_make(h, &day->open, error);
        if (status != KEFU_OK)
            return status;
        h->open_count++;
    }
    day->used = ++h->uses;
    *out = day;
    return KEFU_OK;
}

/* ---- periods ---- */

/* The day that begins at an instant. Returns false if it is within a day. */
static bool day_at(const kefu_history *h, int64_t at, int64_t open_end, int64_t *day) {
    *day = open_end;
    if (at == KEFU_TIME_NONE || at == KEFU_TIME_END)
        return true;
    if (at < -((int64_t)1 << 53) || at > (int64_t)1 << 53)
        return false;
    *day = kefu__time_day(at, kefu__history_offset(h));
    return *day * HISTORY_DAY_MS == at + (int64_t)kefu__history_offset(h) * 60000;
}

kefu_status kefu__history_day_merge(const struct history_day *day, kefu_aggregate *into,
                                    kefu_error *error) {
    if (kefu__history_day_is_empty(day))
        return KEFU_OK;
    return day->open ? kefu_aggregate_merge(into, day->open, error)
                     : kefu_aggregate_merge_bytes(into, day->bytes, day->size, error);
}

kefu_status kefu_history_aggregate(const kefu_history *h, int64_t from, int64_t to,
                                   kefu_aggregate **aggregate, kefu_error *error) {
    kefu_aggregate *made = NULL;
    int64_t first, end;
    if (!h || !aggregate)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a period needs a history and an output");
    if (from == KEFU_TIME_END || to == KEFU_TIME_NONE || !day_at(h, from, HISTORY_NO_DAY, &first) ||
        !day_at(h, to, INT64_MAX, &end) || first >= end)
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "a period begins and ends with a day of the history's time zone");
    kefu_status status = kefu__history_aggregate_make(h, &made, error);
    for (size_t i = 0; i < h->day_count && status == KEFU_OK; i++)
        if (h->days[i].day >= first && h->days[i].day < end)
            status = kefu__history_day_merge(&h->days[i], made, error);
    if (status == KEFU_OK)
        *aggregate = made;
    else
        kefu_aggregate_free(made);
    return status;
}
