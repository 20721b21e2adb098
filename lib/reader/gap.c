/* SPDX-License-Identifier: MIT
 * Cutting a record into the conversations that pauses part. */
#include "reader/gap.h"

#include <stdio.h>

#include "time/time.h"
#include "json/json.h"

/* A message or event of the record. */
struct gap_entry {
    int64_t at; /* INT64_MIN: neither it nor one before it has a time */
    size_t order;
    bool is_event;
    const json_value *value;
};
struct gap_entries {
    struct gap_entry *items;
    size_t count, capacity;
};

/* ---- times ---- */

static bool read_number(double number, int64_t *at) {
    static const double to_ms[TIME_UNITS] = {1, 1000, 1, 1e-3, 1e-6};
    const double ms = number * to_ms[kefu__time_unit_of(number)];
    if (!(ms > -9e15 && ms < 9e15))
        return false;
    *at = (int64_t)ms;
    return true;
}

/* Reads an instant. All times of a record lack an offset, or none does, so that local ones may be
 * compared as if they were of UTC. */
static bool read_at(const json_value *value, int64_t *at) {
    const kefu_str text = kefu__json_text(value);
    struct foreign_time time;
    if (kefu__json_is(value, JSON_NUMBER))
        return read_number(kefu__json_number(value), at);
    if (text.size == 0 || !kefu__time_read(text.data, text.size, &time))
        return false;
    *at = time.local - (int64_t)(time.has_offset ? time.offset_minutes : 0) * 60000;
    return true;
}

bool kefu__local_time(const json_value *value, int32_t offset_minutes, int64_t *local) {
    const kefu_str text = kefu__json_text(value);
    struct foreign_time time;
    if (kefu__json_is(value, JSON_NUMBER)) {
        *local = 0;
        if (kefu__time_unit_of(kefu__json_number(value)) == TIME_RELATIVE ||
            !read_number(kefu__json_number(value), local))
            return false;
        *local += (int64_t)offset_minutes * 60000;
        return true;
    }
    if (text.size == 0 || !kefu__time_read(text.data, text.size, &time))
        return false;
    *local = time.local;
    return true;
}

/* ---- entries ---- */

/* Adds the elements of a list. What has no time stands behind what it follows. */
static bool add_list(struct gap_entries *entries, const json_value *list, bool are_events,
                     const kefu_allocator *allocator) {
    int64_t before = INT64_MIN;
    for (const json_value *value = kefu__json_first(list); value; value = kefu__json_next(value)) {
        if (!kefu__grow(allocator, &entries->items, &entries->capacity, entries->count + 1,
                        sizeof *entries->items))
            return false;
        read_at(kefu__json_get(value, "at"), &before);
        entries->items[entries->count] = (struct gap_entry){before, entries->count, are_events,
                                                            value};
        entries->count++;
    }
    return true;
}

static int by_time(const void *a, const void *b) {
    const struct gap_entry *x = a, *y = b;
    if (x->at != y->at)
        return x->at < y->at ? -1 : 1;
    return (x->order > y->order) - (x->order < y->order);
}

/* ---- pieces ---- */

static void put_entries(struct json_writer *json, const char *name, const struct gap_entry *items,
                        size_t count, bool events) {
    kefu__json_put_name(json, name);
    kefu__json_open_array(json);
    for (size_t i = 0; i < count; i++)
        if (items[i].is_event == events)
            kefu__json_put_copy(json, items[i].value);
    kefu__json_close_array(json);
}

static void put_id(struct json_writer *json, const json_value *id, size_t number) {
    char behind[32] = "";
    struct buffer text;
    kefu__buffer_init(&text, &json->to->allocator);
    if (number > 1)
        snprintf(behind, sizeof behind, "#%zu", number);
    kefu__buffer_add(&text, kefu__json_text(id).data, kefu__json_text(id).size);
    kefu__buffer_text(&text, behind);
    kefu__json_add_text(json, "id", (kefu_str){text.data, text.size});
    json->to->failed |= text.failed;
    kefu__buffer_free(&text);
}

static void put_piece(const json_value *root, const struct gap_entry *items, size_t count,
                      size_t number, struct buffer *to) {
    struct json_writer json;
    kefu__json_begin(&json, to);
    kefu__json_open_object(&json);
    for (const json_value *member = kefu__json_first(root); member;
         member = kefu__json_next(member)) {
        const kefu_str name = kefu__json_key(member);
        if (kefu__str_is(name, "id")) {
            put_id(&json, member, number);
        } else if (!kefu__str_is(name, "messages") && !kefu__str_is(name, "events")) {
            kefu__json_put_name(&json, kefu__json_name(member));
            kefu__json_put_copy(&json, member);
        }
    }
    put_entries(&json, "messages", items, count, false);
    put_entries(&json, "events", items, count, true);
    kefu__json_close_object(&json);
    kefu__buffer_add(to, "\n", 1);
}

static void put_pieces(const json_value *root, const struct gap_entries *entries, int64_t gap_ms,
                       struct buffer *to) {
    size_t first = 0, number = 0;
    for (size_t i = 1; i <= entries->count; i++) {
        const struct gap_entry *items = entries->items;
        if (i < entries->count &&
            (items[i - 1].at == INT64_MIN || items[i].at - items[i - 1].at <= gap_ms))
            continue;
        put_piece(root, items + first, i - first, ++number, to);
        first = i;
    }
    if (entries->count == 0)
        put_piece(root, NULL, 0, 1, to);
}

bool kefu__gap_cut(kefu_str record, uint64_t line, int64_t gap_ms, const kefu_allocator *allocator,
                   struct gap_pieces *pieces) {
    struct gap_entries entries = {NULL, 0, 0};
    struct json_reader reader;
    pieces->text.size = pieces->at = 0;
    pieces->line = line;
    if (kefu__json_open_record(&reader, allocator, record.data, record.size, NULL, NULL) !=
        KEFU_OK) {
        kefu__buffer_add(&pieces->text, record.data,
                         record.size); /* its reader says what is wrong */
        return !pieces->text.failed;
    }
    const bool added = add_list(&entries, kefu__json_get(reader.root, "messages"), false,
                                allocator) &&
                       add_list(&entries, kefu__json_get(reader.root, "events"), true, allocator);
    if (added) {
        kefu__sort(entries.items, entries.count, sizeof *entries.items, by_time);
        put_pieces(reader.root, &entries, gap_ms, &pieces->text);
    }
    kefu__release(allocator, entries.items, entries.capacity * sizeof *entries.items);
    kefu__json_close(&reader);
    return added && !pieces->text.failed;
}

bool kefu__gap_next(struct gap_pieces *pieces, kefu_str *piece) {
    if (pieces->at >= pieces->text.size)
        return false;
    const char *text = pieces->text.data + pieces->at;
    const char *feed = memchr(text, '\n', pieces->text.size - pieces->at);
    *piece = (kefu_str){text, feed ? (size_t)(feed - text) : pieces->text.size - pieces->at};
    pieces->at += piece->size + 1;
    return true;
}
