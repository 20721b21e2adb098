/* SPDX-License-Identifier: MIT
 * Reading a history. The bytes are not trusted; those of a day are checked when the day is opened,
 * or a period with it is read. */
#include <string.h>

#include "conversation/conversation.h"
#include "history/bytes.h"

/* The fewest bytes of a day, a record that waits, and a day of ids. */
enum { DAY_SIZE_MIN = 2 + STATE_HEADER_SIZE, WAITING_SIZE_MIN = 20, IDS_SIZE_MIN = 10 };

static int64_t get_day(struct cursor *c) {
    const int64_t day = kefu__get_signed(c);
    kefu__cursor_check(c, day == HISTORY_NO_DAY ||
                              (day >= -HISTORY_DAY_LIMIT && day <= HISTORY_DAY_LIMIT));
    return day;
}

static int64_t get_instant(struct cursor *c) {
    const int64_t at = kefu__get_signed(c);
    kefu__cursor_check(c, at == KEFU_TIME_NONE ||
                              (at >= -CONVERSATION_LAST_TIME && at <= CONVERSATION_LAST_TIME));
    return at;
}

/* The options of the caller, where they say something, hold in place of the saved ones. */
static void get_settings(struct cursor *c, kefu_history *h, const kefu_history_options *options) {
    const uint64_t fold_after = (uint64_t)kefu__get_signed(c);
    kefu__cursor_check(c, fold_after <= INT64_MAX);
    const uint64_t ids_max = kefu__get_number(c, HISTORY_IDS_LIMIT);
    h->latest_at = get_instant(c);
    h->refused_before = kefu__get_signed(c);
    kefu__cursor_check(c, h->refused_before <= HISTORY_NO_DAY + 1 ||
                              (h->refused_before >= -HISTORY_DAY_LIMIT &&
                               h->refused_before <= HISTORY_DAY_LIMIT + 1));
    h->conversations = kefu__get_number(c, (uint64_t)1 << 56);
    h->feedback = kefu__get_number(c, (uint64_t)1 << 56);
    kefu__cursor_check(c, ids_max >= HISTORY_IDS_MIN && c->at == c->end);
    if (options->fold_after_ms == KEFU_TIME_NONE)
        h->fold_after_ms = (int64_t)fold_after;
    if (options->ids_max == 0)
        h->ids_max = ids_max;
}

static void get_days(struct cursor *c, kefu_history *h) {
    const size_t left = (size_t)(c->end - c->at);
    const size_t count = (size_t)kefu__get_number(c, left / DAY_SIZE_MIN);
    if (c->status == KEFU_OK &&
        !kefu__grow(&h->allocator, &h->days, &h->day_capacity, count, sizeof *h->days))
        kefu__cursor_fail(c, KEFU_E_MEMORY);
    while (c->status == KEFU_OK && h->day_count < count) {
        struct history_day *day = &h->days[h->day_count];
        memset(day, 0, sizeof *day);
        day->day = get_day(c);
        const kefu_str bytes = kefu__get_text(c, left);
        day->bytes = (const unsigned char *)bytes.data;
        day->size = bytes.size;
        kefu__cursor_check(c, day->size >= STATE_HEADER_SIZE &&
                                  (h->day_count == 0 || day[-1].day < day->day));
        h->day_count += c->status == KEFU_OK;
    }
    kefu__cursor_check(c, c->at == c->end);
}

static void get_waiting(struct cursor *c, kefu_history *h) {
    const uint64_t count = kefu__get_number(c, (uint64_t)(c->end - c->at) / WAITING_SIZE_MIN);
    uint64_t before = 0;
    for (uint64_t i = 0; i < count && c->status == KEFU_OK; i++) {
        struct waiting_record record;
        record.key = kefu__get_fixed(c, 8);
        record.contact = kefu__get_fixed(c, 8);
        record.day = get_day(c);
        record.last_at = get_instant(c);
        const kefu_str json = kefu__get_text(c, HISTORY_RECORD_MAX);
        record.json = (char *)json.data;
        record.size = json.size;
        if (!kefu__cursor_check(c, record.key > before && record.size > 0))
            return;
        const kefu_status status = kefu__history_wait(h, &record, NULL);
        if (status != KEFU_OK)
            kefu__cursor_fail(c, status);
        before = record.key;
    }
    kefu__cursor_check(c, c->at == c->end);
}

/* The ids of one day, ascending, none of which stands elsewhere. */
static void get_ids_of_day(struct cursor *c, kefu_history *h, int64_t day, size_t total) {
    const uint64_t count = kefu__get_number(c, total - h->ids.count);
    uint64_t before = 0;
    kefu__cursor_check(c, count > 0);
    for (uint64_t i = 0; i < count && c->status == KEFU_OK; i++) {
        const uint64_t key = kefu__get_fixed(c, 8);
        if (kefu__cursor_check(c, key > before && !kefu__numbers_find(&h->ids, key) &&
                                      !kefu__numbers_find(&h->waiting_places, key)))
            kefu__numbers_add(&h->ids, key, day);
        before = key;
    }
}

static void get_ids(struct cursor *c, kefu_history *h) {
    const size_t total = (size_t)kefu__get_number(c, (uint64_t)(c->end - c->at) / 8);
    int64_t before = 0;
    if (c->status == KEFU_OK && !kefu__numbers_reserve(&h->ids, &h->allocator, total))
        kefu__cursor_fail(c, KEFU_E_MEMORY);
    for (size_t i = 0; c->status == KEFU_OK && h->ids.count < total; i++) {
        const int64_t day = get_day(c);
        if (kefu__cursor_check(c, (i == 0 || before < day) && !kefu__history_is_refused(h, day)))
            get_ids_of_day(c, h, day, total);
        before = day;
    }
    kefu__cursor_check(c, c->at == c->end);
}

/* ---- the whole ---- */

static kefu_status find_sections(const unsigned char *bytes, size_t size,
                                 struct state_payload *sections, kefu_error *error) {
    size_t at = STATE_HEADER_SIZE;
    uint32_t before = 0;
    struct state_section section;
    kefu_status status = kefu__header_check(bytes, size, HISTORY_MAGIC, HISTORY_VERSION,
                                            HISTORY_READER, error);
    while (status == KEFU_OK && at < size) {
        status = kefu__section_read(bytes, size, &at, &before, &section, error);
        if (status != KEFU_OK)
            break;
        if (section.type < HISTORY_SECTIONS && section.flags == 0)
            sections[section.type] = section.payload;
        else if (!(section.flags & SECTION_MAY_SKIP))
            status = kefu__fail(error, KEFU_E_VERSION,
                                "the history has a section that this library does not know");
    }
    for (size_t i = HISTORY_SECTION_SETTINGS; i < HISTORY_SECTIONS && status == KEFU_OK; i++)
        if (!sections[i].data)
            status = kefu__fail(error, KEFU_E_CORRUPT, "the history is truncated or damaged");
    return status;
}

static kefu_status get_all(kefu_history *h, const struct state_payload *sections,
                           const kefu_history_options *options, kefu_error *error) {
    struct cursor c = kefu__cursor(sections[HISTORY_SECTION_SETTINGS]);
    get_settings(&c, h, options);
    if (c.status == KEFU_OK) {
        c = kefu__cursor(sections[HISTORY_SECTION_DAYS]);
        get_days(&c, h);
    }
    if (c.status == KEFU_OK) {
        c = kefu__cursor(sections[HISTORY_SECTION_WAITING]);
        get_waiting(&c, h);
    }
    if (c.status == KEFU_OK) {
        c = kefu__cursor(sections[HISTORY_SECTION_IDS]);
        get_ids(&c, h);
    }
    if (c.status == KEFU_E_MEMORY)
        return kefu__no_memory(error);
    return c.status == KEFU_OK ? KEFU_OK
                               : kefu__fail(error, c.status, "the bytes hold what no history can");
}

/* Reads the spec, an aggregate that must be empty. */
static kefu_status get_spec(const kefu_scheme *scheme, struct state_payload payload,
                            const kefu_allocator *allocator, kefu_aggregate **empty,
                            kefu_error *error) {
    kefu_aggregate_options options = KEFU_AGGREGATE_OPTIONS_INIT;
    kefu_aggregate *made = NULL;
    options.allocator = allocator;
    const kefu_status status = kefu_aggregate_load(scheme, payload.data, payload.size, &options,
                                                   &made, error);
    if (status != KEFU_OK)
        return status;
    if (made->group_count != 1 || !kefu__group_is_empty(made->groups[0]) ||
        made->first_at != KEFU_TIME_NONE) {
        kefu_aggregate_free(made);
        return kefu__fail(error, KEFU_E_CORRUPT, "the spec of a history is no empty aggregate");
    }
    *empty = made;
    return KEFU_OK;
}

/* Makes a history of its own copy of the bytes. */
static kefu_status load_copy(const kefu_scheme *scheme, const kefu_history_options *options,
                             unsigned char *bytes, size_t size, kefu_history **history,
                             kefu_error *error) {
    struct state_payload sections[HISTORY_SECTIONS] = {{NULL, 0}};
    kefu_aggregate *empty = NULL;
    kefu_history *h = NULL;
    kefu_status status = find_sections(bytes, size, sections, error);
    if (status == KEFU_OK)
        status = get_spec(scheme, sections[HISTORY_SECTION_SPEC], options->allocator, &empty,
                          error);
    if (status == KEFU_OK)
        status = kefu__history_make(scheme, empty, options, &h, error);
    if (status == KEFU_OK)
        status = get_all(h, sections, options, error);
    if (status != KEFU_OK) {
        kefu_history_free(h);
        return status;
    }
    h->loaded = bytes;
    h->loaded_size = size;
    *history = h;
    return KEFU_OK;
}

kefu_status kefu_history_load(const kefu_scheme *scheme, const void *state, size_t size,
                              const kefu_history_options *options, kefu_history **history,
                              kefu_error *error) {
    kefu_history_options own = KEFU_HISTORY_OPTIONS_INIT;
    kefu_allocator allocator;
    if (!state || !history)
        return kefu__fail(error, KEFU_E_ARGUMENT, "loading needs bytes and an output");
    kefu_status status = kefu__history_options(&own, options, error);
    if (status == KEFU_OK)
        status = kefu__allocator_init(
            &allocator, own.allocator || !scheme ? own.allocator : &scheme->allocator, error);
    if (status != KEFU_OK)
        return status;
    own.allocator = &allocator;
    unsigned char *bytes = kefu__alloc(&allocator, size);
    if (!bytes)
        return kefu__no_memory(error);
    memcpy(bytes, state, size);
    status = load_copy(scheme, &own, bytes, size, history, error);
    if (status != KEFU_OK)
        kefu__release(&allocator, bytes, size);
    return status;
}
