/* SPDX-License-Identifier: MIT
 * Conversations given as JSON: one event, or a whole one, whose events are put in order first. */
#include <stdio.h>
#include <string.h>

#include "conversation/conversation.h"
#include "conversation/misspelled.h"
#include "conversation/record.h"
#include "conversation/restore.h"

kefu_status kefu_conversation_push_json(kefu_conversation *conversation, kefu_scratch *scratch,
                                        const char *json, size_t size, kefu_findings *findings,
                                        kefu_error *error) {
    struct json_reader reader;
    struct arena arena;
    kefu_event event;
    kefu_status status;
    if (!conversation || !scratch || !json)
        return kefu__fail(error, KEFU_E_ARGUMENT, "push needs a conversation, scratch and JSON");
    if ((status = kefu__json_open_record(&reader, &conversation->allocator, json, size, findings,
                                         error)))
        return status;
    struct record_clock clock;
    kefu__arena_init(&arena, &conversation->allocator);
    kefu__clock_measure_event(&clock, &reader, kefu__clock_scheme_offset(conversation->scheme));
    const bool is_there = kefu__record_event(&reader, &arena, &clock, reader.root, false, &event);
    status = reader.status;
    if (!reader.errors && is_there) {
        const size_t before = kefu_findings_count(findings);
        status = kefu_conversation_push(conversation, scratch, &event, findings, error);
        kefu__json_place_findings(&reader, before, "");
    }
    kefu__arena_free(&arena);
    kefu__json_close(&reader);
    return status;
}

/* ---- a whole conversation ---- */

/* The elements read from a record: its messages, then its events; sorted by time when all were
 * read. The place of an item is its index in the record's list; elements that were skipped are no
 * items, so places are not consecutive. */
struct history {
    struct record_clock clock;
    struct history_item *items;
    size_t count, capacity;
    size_t message_count; /* elements of the list of messages */
    /* how many elements of the list of messages became items; the others were skipped */
    size_t messages_taken;
    const char *message_list; /* name of the member with the messages: "messages" or "turns" */
    struct restoration restored;
};

static int compare(const void *a, const void *b) {
    const struct history_item *x = a, *y = b;
    if (x->order != y->order)
        return x->order < y->order ? -1 : 1;
    return (x->place > y->place) - (x->place < y->place);
}

/* Moves an item before those that belong behind it. */
static void move_back(struct history_item *items, size_t from) {
    const struct history_item item = items[from];
    size_t to = from;
    while (to > 0 && compare(&items[to - 1], &item) > 0)
        to--;
    memmove(items + to + 1, items + to, (from - to) * sizeof *items);
    items[to] = item;
}

/* Sorts the items. Most often the messages are in order already, and few events follow them, each
 * of which is moved to its place. */
static void sort(struct history *history) {
    enum { MOVES_MAX = 16 };
    size_t moves = 0;
    for (size_t i = 1; i < history->count; i++) {
        if (compare(&history->items[i - 1], &history->items[i]) <= 0)
            continue;
        if (moves++ == MOVES_MAX) {
            kefu__sort(history->items, history->count, sizeof *history->items, compare);
            return;
        }
        move_back(history->items, i);
    }
}

/* The kind of the elements of a list in a record. */
enum list_kind { LIST_MESSAGES, LIST_EVENTS, LIST_TURNS };

static void read_list(struct json_reader *reader, struct arena *arena, const char *name,
                      enum list_kind kind, struct history *history) {
    const json_value *value;
    int64_t before = INT64_MIN; /* an item without time keeps its place behind the item before it */
    size_t i = kind == LIST_EVENTS ? history->message_count : 0;
    const size_t first = i;
    kefu__json_enter_name(reader, name);
    for (value = kefu__json_first(kefu__json_get(reader->root, name)); value;
         value = kefu__json_next(value), i++) {
        struct history_item *item = &history->items[history->count];
        bool taken = true;
        kefu__json_enter_index(reader, i - first);
        if (kind == LIST_TURNS)
            kefu__record_turn(reader, arena, &history->clock, value, &item->event);
        else
            taken = kefu__record_event(reader, arena, &history->clock, value, kind == LIST_EVENTS,
                                       &item->event);
        if (item->event.at != KEFU_TIME_NONE)
            before = item->event.at;
        item->order = before;
        item->place = i;
        history->count += taken;
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
}

static size_t list_size(struct json_reader *reader, const char *name) {
    if (!kefu__record_get(reader->root, name))
        return 0;
    return kefu__json_count(kefu__json_member_array(reader, reader->root, name, false));
}

/* Reports messages that are out of order. Events are in a list of their own, so that their order
 * relative to the messages is not an error. */
static void note_disorder(struct json_reader *reader, const struct history *history) {
    if (!reader->findings)
        return;
    kefu__json_enter_name(reader, history->message_list);
    for (size_t i = 1; i < history->messages_taken; i++) {
        if (history->items[i].order >= history->items[i - 1].order)
            continue;
        kefu__json_enter_index(reader, history->items[i].place);
        kefu__json_enter_name(reader, "at");
        kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "out_of_order_events",
                          "this message is %lld ms before the one that stands before it; they are "
                          "sorted by time",
                          (long long)(history->items[i - 1].order - history->items[i].order));
        kefu__json_leave(reader);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
}

static kefu_status other_record(kefu_error *error) {
    return kefu__fail_at(error, KEFU_E_DEFINITION, "/x_kefu",
                         "x_kefu belongs to another record: some of this one's entries are "
                         "skipped");
}

static const char *const members[] = {"kefu",         "kind",     "id",    "channel", "contact_id",
                                      "agent_id",     "team",     "topic", "attrs",   "attributes",
                                      "labels",       "messages", "turns", "events",  "x_kefu",
                                      "satisfaction", NULL};

static kefu_status read_history(kefu_conversation *c, struct json_reader *reader,
                                struct arena *arena, struct history *history) {
    const bool are_turns = !kefu__record_get(reader->root, "messages");
    const char *name = history->message_list = are_turns ? "turns" : "messages";
    const size_t messages = list_size(reader, name), events = list_size(reader, "events");
    history->capacity = messages + events;
    if (history->capacity > CONVERSATION_ENTRIES_MAX) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                          "a conversation has at most %d events", CONVERSATION_ENTRIES_MAX);
        return KEFU_E_LIMIT;
    }
    history->items = kefu__alloc(&c->allocator, history->capacity * sizeof *history->items);
    if (!history->items)
        return kefu__no_memory(reader->error);
    kefu__misspelled_report(reader, reader->root, members);
    kefu__clock_measure(&history->clock, reader, kefu__clock_scheme_offset(c->scheme));
    if (messages)
        read_list(reader, arena, name, are_turns ? LIST_TURNS : LIST_MESSAGES, history);
    history->message_count = messages;
    history->messages_taken = history->count;
    if (events)
        read_list(reader, arena, "events", LIST_EVENTS, history);
    if (reader->errors)
        return reader->status;
    if (history->count < history->capacity && kefu__record_get(reader->root, "x_kefu"))
        return other_record(reader->error);
    const kefu_status status = kefu__restoration_read(reader, arena, c, history->items, messages,
                                                      history->count, &history->restored);
    if (status != KEFU_OK)
        return status;
    if (!history->restored.present)
        note_disorder(reader, history);
    sort(history);
    return KEFU_OK;
}

/* ---- members ---- */

static kefu_status read_attributes(kefu_conversation *c, struct json_reader *reader,
                                   struct arena *arena, const char *name) {
    const json_value *object = kefu__record_get(reader->root, name), *value;
    kefu_status status = KEFU_OK;
    if (!object)
        return reader->status;
    if (!kefu__json_is(object, JSON_OBJECT)) {
        kefu__record_drop(reader, name, "an object");
        return reader->status;
    }
    kefu__json_enter_name(reader, name);
    for (value = kefu__json_first(object); value && status == KEFU_OK;
         value = kefu__json_next(value)) {
        const char *key = kefu__json_name(value);
        kefu_str text = {"", 0};
        if (kefu__json_is(value, JSON_BOOL)) {
            text.data = kefu__json_true(value) ? "true" : "false";
            text.size = strlen(text.data);
        } else if (kefu__json_is(value, JSON_NULL) ||
                   !kefu__record_text(reader, arena, object, key, &text)) {
            continue;
        }
        if (*key)
            status = kefu_conversation_set(c, key, strlen(key), text.data, text.size,
                                           reader->error);
    }
    kefu__json_leave(reader);
    return status != KEFU_OK ? status : reader->status;
}

static kefu_status read_labels(kefu_conversation *c, struct json_reader *reader) {
    const json_value *value;
    kefu_status status = KEFU_OK;
    size_t i = 0;
    const json_value *list = kefu__record_get(reader->root, "labels");
    if (!list)
        return KEFU_OK;
    if (!kefu__json_is(list, JSON_ARRAY)) {
        kefu__record_drop(reader, "labels", "a list");
        return KEFU_OK;
    }
    value = kefu__json_first(list);
    kefu__json_enter_name(reader, "labels");
    for (; value && status == KEFU_OK; value = kefu__json_next(value)) {
        const kefu_str label = kefu__json_text(value);
        kefu__json_enter_index(reader, i++);
        if (!kefu__json_is(value, JSON_STRING))
            kefu__json_report(reader, KEFU_SEVERITY_WARNING, KEFU_OK, "member_dropped",
                              "a label is a text; this is left out");
        else if (label.size)
            status = kefu_conversation_add_label(c, label.data, label.size, reader->error);
        kefu__json_leave(reader);
    }
    kefu__json_leave(reader);
    return status != KEFU_OK ? status : reader->status;
}

static kefu_status read_members(kefu_conversation *c, struct json_reader *reader,
                                struct arena *arena) {
    kefu_status status = KEFU_OK;
    size_t i;
    for (i = 0; i < CONVERSATION_MEMBERS && status == KEFU_OK; i++) {
        const char *name = kefu__conversation_member_names[i];
        kefu_str text;
        if (kefu__record_text(reader, arena, reader->root, name, &text))
            status = kefu_conversation_set(c, name, strlen(name), text.data, text.size,
                                           reader->error);
    }
    if (status == KEFU_OK)
        status = read_attributes(c, reader, arena, "attrs");
    if (status == KEFU_OK)
        status = read_attributes(c, reader, arena, "attributes");
    return status != KEFU_OK ? status : read_labels(c, reader);
}

/* The conversation's state to restore if reading fails. Texts read so far stay in the arena until
 * it is freed. */
struct before {
    uint32_t flags;
    kefu_str members[CONVERSATION_MEMBERS];
    struct conversation_attribute attributes[CONVERSATION_ATTRIBUTES_MAX];
    size_t attribute_count, label_count;
};

static void remember(const kefu_conversation *c, struct before *before) {
    size_t i;
    before->flags = c->flags;
    for (i = 0; i < CONVERSATION_MEMBERS; i++)
        before->members[i] = *kefu__conversation_member((kefu_conversation *)c, i);
    if (c->attribute_count)
        memcpy(before->attributes, c->attributes, c->attribute_count * sizeof *c->attributes);
    before->attribute_count = c->attribute_count;
    before->label_count = c->label_count;
}

static void take_back(kefu_conversation *c, const struct before *before) {
    size_t i;
    c->flags = before->flags;
    for (i = 0; i < CONVERSATION_MEMBERS; i++)
        *kefu__conversation_member(c, i) = before->members[i];
    c->attribute_count = before->attribute_count;
    if (c->attribute_count)
        memcpy(c->attributes, before->attributes, c->attribute_count * sizeof *c->attributes);
    c->label_count = before->label_count;
    c->entry_count = c->message_count = c->agent_count = c->ends = c->statuses = 0;
    c->asked = c->hinted = 0;
    c->last_at = KEFU_TIME_NONE;
    c->has_times = true;
    c->reads_customer = false;
    c->changes = 0;
    c->change_count = 0;
    kefu__map_free(&c->message_ids);
    kefu__map_free(&c->agent_ids);
    kefu__said_free(c);
    kefu__turns_begin(c);
}

/* The index in the record's list of messages of the message that the item is or, if the item is an
 * edit, changes; SIZE_MAX: none. */
static size_t message_of(const kefu_conversation *c, const struct history *history,
                         const struct history_item *item) {
    const kefu_str id = item->event.message_id;
    uint32_t message;
    if (item->place < history->message_count)
        return item->place;
    if (item->event.type != KEFU_EVENT_EDITED)
        return SIZE_MAX;
    message = kefu__conversation_find_message(c, id);
    return message < history->message_count ? message : SIZE_MAX;
}

static kefu_status push_item(kefu_conversation *c, kefu_scratch *scratch,
                             const struct history *history, struct history_item *item,
                             kefu_findings *findings, kefu_error *error) {
    const struct restoration *restored = &history->restored;
    const struct message_analysis *prepared = NULL;
    const size_t message = restored->present ? message_of(c, history, item) : SIZE_MAX;
    if (message != SIZE_MAX) {
        item->event.text = restored->texts[message];
        prepared = restored->analyses[message];
    }
    return kefu__conversation_push(c, scratch, &item->event, prepared, findings, error);
}

/* Sets the place (JSON pointer) of the findings about one event to its index in the record's list.
 * `before`: the number of findings before those. */
static void place_findings(struct json_reader *reader, const struct history *history, size_t place,
                           size_t before) {
    const bool message = place < history->message_count;
    char pointer[64];
    if (kefu_findings_count(reader->findings) == before)
        return;
    snprintf(pointer, sizeof pointer, "/%s/%zu", message ? history->message_list : "events",
             message ? place : place - history->message_count);
    kefu__json_place_findings(reader, before, pointer);
}

static kefu_status push_history(kefu_conversation *c, kefu_scratch *scratch,
                                struct history *history, struct json_reader *reader) {
    kefu_status status = KEFU_OK;
    size_t i;
    c->flags |= history->restored.flags;
    for (i = 0; i < history->count && status == KEFU_OK; i++) {
        const size_t before = kefu_findings_count(reader->findings);
        status = push_item(c, scratch, history, &history->items[i], reader->findings,
                           reader->error);
        place_findings(reader, history, history->items[i].place, before);
    }
    if (status == KEFU_OK && c->stale_from != INDEX_NONE)
        kefu__turns_rebuild(c, c->stale_from);
    if (status == KEFU_OK && history->restored.present && c->entry_count != history->count)
        return other_record(reader->error);
    return status;
}

kefu_status kefu_conversation_read_json(kefu_conversation *c, kefu_scratch *scratch,
                                        const char *json, size_t size, kefu_findings *findings,
                                        kefu_error *error) {
    struct history history;
    struct json_reader reader;
    struct before before;
    struct arena arena;
    kefu_status status;
    if (!c || !scratch || !json)
        return kefu__fail(error, KEFU_E_ARGUMENT, "reading needs a conversation, scratch and JSON");
    if (c->entry_count)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the conversation is not empty");
    if ((status = kefu__json_open_record(&reader, &c->allocator, json, size, findings, error)))
        return status;
    memset(&history, 0, sizeof history);
    kefu__arena_init(&arena, &c->allocator);
    remember(c, &before);
    if (!kefu__json_is(reader.root, JSON_OBJECT)) {
        kefu__json_report(&reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a conversation must be an object");
        status = reader.status;
    }
    if (status == KEFU_OK)
        status = read_history(c, &reader, &arena, &history);
    if (status == KEFU_OK)
        status = read_members(c, &reader, &arena);
    if (status == KEFU_OK)
        status = push_history(c, scratch, &history, &reader);
    if (status != KEFU_OK)
        take_back(c, &before);
    kefu__release(&c->allocator, history.items, history.capacity * sizeof *history.items);
    kefu__arena_free(&arena);
    kefu__json_close(&reader);
    return status;
}
