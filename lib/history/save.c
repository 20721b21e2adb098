/* SPDX-License-Identifier: MIT
 * Writing a history. Equal contents give equal bytes: lists are sorted. */
#include <string.h>

#include "history/bytes.h"

/* A history that is being saved, and lists of it in the order in which they are written. */
struct saving {
    const kefu_history *h;
    struct buffer *to;
    const struct waiting_record **waiting;
    struct number_slot *ids;
};

/* ---- order ---- */

static int compare_waiting(const void *a, const void *b) {
    const struct waiting_record *x = *(const struct waiting_record *const *)a,
                                *y = *(const struct waiting_record *const *)b;
    return (x->key > y->key) - (x->key < y->key);
}

static int compare_ids(const void *a, const void *b) {
    const struct number_slot *x = a, *y = b;
    if (x->value != y->value)
        return x->value < y->value ? -1 : 1;
    return (x->key > y->key) - (x->key < y->key);
}

static bool sort_lists(struct saving *s) {
    const kefu_history *h = s->h;
    size_t count = 0;
    s->waiting = kefu__alloc(&h->allocator, h->waiting_count * sizeof *s->waiting);
    s->ids = kefu__alloc(&h->allocator, h->ids.count * sizeof *s->ids);
    if (!s->waiting || !s->ids)
        return false;
    for (size_t i = 0; i < h->waiting_count; i++)
        s->waiting[i] = &h->waiting[i];
    for (size_t i = 0; i < h->ids.slot_count; i++)
        if (h->ids.slots[i].key)
            s->ids[count++] = h->ids.slots[i];
    kefu__sort(s->waiting, h->waiting_count, sizeof *s->waiting, compare_waiting);
    kefu__sort(s->ids, count, sizeof *s->ids, compare_ids);
    return true;
}

static void free_lists(struct saving *s) {
    const kefu_history *h = s->h;
    kefu__release(&h->allocator, s->waiting, h->waiting_count * sizeof *s->waiting);
    kefu__release(&h->allocator, s->ids, h->ids.count * sizeof *s->ids);
}

/* ---- sections ---- */

static void put_settings(struct saving *s) {
    const size_t begin = kefu__section_begin(s->to, HISTORY_SECTION_SETTINGS, 0);
    kefu__put_signed(s->to, s->h->fold_after_ms);
    kefu__put_number(s->to, s->h->ids_max);
    kefu__put_signed(s->to, s->h->latest_at);
    kefu__put_signed(s->to, s->h->refused_before);
    kefu__put_number(s->to, s->h->conversations);
    kefu__put_number(s->to, s->h->feedback);
    kefu__section_end(s->to, begin);
}

static kefu_status put_spec(struct saving *s, kefu_error *error) {
    const size_t begin = kefu__section_begin(s->to, HISTORY_SECTION_SPEC, 0);
    const kefu_status status = kefu_aggregate_save(s->h->empty, kefu__history_append, s->to, error);
    kefu__section_end(s->to, begin);
    return status;
}

static kefu_status put_day(struct saving *s, const struct history_day *day, kefu_error *error) {
    kefu_status status = KEFU_OK;
    struct buffer state;
    kefu__put_signed(s->to, day->day);
    if (!day->changed) {
        kefu__put_text(s->to, (kefu_str){(const char *)day->bytes, day->size});
        return KEFU_OK;
    }
    kefu__buffer_init(&state, &s->h->allocator);
    status = kefu_aggregate_save(day->open, kefu__history_append, &state, error);
    if (status == KEFU_OK)
        kefu__put_text(s->to, (kefu_str){state.data, state.size});
    kefu__buffer_free(&state);
    return status;
}

static kefu_status put_days(struct saving *s, kefu_error *error) {
    const kefu_history *h = s->h;
    const size_t begin = kefu__section_begin(s->to, HISTORY_SECTION_DAYS, 0);
    kefu_status status = KEFU_OK;
    size_t count = 0;
    for (size_t i = 0; i < h->day_count; i++)
        count += !kefu__history_day_is_empty(&h->days[i]);
    kefu__put_number(s->to, count);
    for (size_t i = 0; i < h->day_count && status == KEFU_OK; i++)
        if (!kefu__history_day_is_empty(&h->days[i]))
            status = put_day(s, &h->days[i], error);
    kefu__section_end(s->to, begin);
    return status;
}

static void put_waiting(struct saving *s) {
    const size_t begin = kefu__section_begin(s->to, HISTORY_SECTION_WAITING, 0);
    kefu__put_number(s->to, s->h->waiting_count);
    for (size_t i = 0; i < s->h->waiting_count; i++) {
        const struct waiting_record *record = s->waiting[i];
        kefu__put_fixed(s->to, record->key, 8);
        kefu__put_fixed(s->to, record->contact, 8);
        kefu__put_signed(s->to, record->day);
        kefu__put_signed(s->to, record->last_at);
        kefu__put_text(s->to, (kefu_str){record->json, record->size});
    }
    kefu__section_end(s->to, begin);
}

/* Each day with the number of its ids and these. */
static void put_ids(struct saving *s) {
    const size_t begin = kefu__section_begin(s->to, HISTORY_SECTION_IDS, 0);
    const size_t count = s->h->ids.count;
    size_t end;
    kefu__put_number(s->to, count);
    for (size_t i = 0; i < count; i = end) {
        for (end = i; end < count && s->ids[end].value == s->ids[i].value;)
            end++;
        kefu__put_signed(s->to, s->ids[i].value);
        kefu__put_number(s->to, end - i);
        for (size_t j = i; j < end; j++)
            kefu__put_fixed(s->to, s->ids[j].key, 8);
    }
    kefu__section_end(s->to, begin);
}

static kefu_status put_all(struct saving *s, kefu_error *error) {
    static const char header[STATE_HEADER_SIZE] = {0};
    kefu__buffer_add(s->to, header, sizeof header);
    put_settings(s);
    kefu_status status = put_spec(s, error);
    if (status == KEFU_OK)
        status = put_days(s, error);
    put_waiting(s);
    put_ids(s);
    kefu__header_seal(s->to, HISTORY_MAGIC, HISTORY_VERSION, HISTORY_READER, 0);
    return status;
}

kefu_status kefu_history_save(const kefu_history *h, kefu_write write, void *ctx,
                              kefu_error *error) {
    if (!h || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "saving needs a history and a writer");
    struct buffer buffer;
    struct saving s = {.h = h, .to = &buffer};
    kefu__buffer_init(&buffer, &h->allocator);
    kefu_status status = sort_lists(&s) ? put_all(&s, error) : KEFU_E_MEMORY;
    free_lists(&s);
    if (status == KEFU_OK)
        return kefu__buffer_hand_over(&buffer, write, ctx, error);
    kefu__buffer_free(&buffer);
    return kefu__no_memory(error); /* nothing else fails here */
}
