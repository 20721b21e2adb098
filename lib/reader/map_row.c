/* SPDX-License-Identifier: MIT
 * A field map that groups: which conversation a row belongs to, and what it says there. */
#include "base/vocabulary.h"
#include "reader/map.h"
#include "reader/transcript.h"

/* ---- the key ---- */

static int by_text(const void *a, const void *b) {
    return kefu__str_compare(*(const kefu_str *)a, *(const kefu_str *)b);
}

/* Writes the key of a row's conversation: the texts of its parts, sorted by their bytes, so that
 * sender and receiver give the same key when they are swapped; false: a part is missing. */
static bool put_key(const struct map_key *key, const json_value *root, struct buffer *to) {
    kefu_str parts[MAP_KEY_PARTS_MAX];
    char numbers[MAP_KEY_PARTS_MAX][32];
    for (size_t i = 0; i < key->count; i++)
        if (!kefu__map_text(root, key->pointers[i], numbers[i], &parts[i]) || parts[i].size == 0)
            return false;
    kefu__sort(parts, key->count, sizeof *parts, by_text);
    for (size_t i = 0; i < key->count; i++) {
        if (i > 0)
            kefu__buffer_add(to, "|", 1);
        kefu__buffer_add(to, parts[i].data, parts[i].size);
    }
    return true;
}

/* ---- the entry ---- */

static bool fits(const struct map_row *row, const json_value *root) {
    for (size_t i = 0; i < row->when_count; i++) {
        char number[32];
        kefu_str text;
        if (!kefu__map_text(root, row->when[i].pointer, number, &text) ||
            !kefu__map_matches(row->when[i].value, text))
            return false;
    }
    return true;
}

static const struct map_row *find_row(const struct field_map *map, const json_value *root) {
    for (size_t i = 0; i < map->row_count; i++)
        if (fits(&map->rows[i], root))
            return &map->rows[i];
    return NULL;
}

static bool has_member(const struct map_row *row, const char *name) {
    for (size_t i = 0; i < row->member_count; i++)
        if (strcmp(row->members[i].name, name) == 0)
            return true;
    return false;
}

/* Writes a row as an event. Unless the map gives another time, the event has the time that the row
 * would have as a message. */
static void put_event(struct applying *a, const json_value *root, const struct map_row *row) {
    const struct map_member *message = &a->map->fields.message;
    struct map_member own = {.members = (struct map_member *)row->members,
                             .member_count = row->member_count};
    kefu__json_add_word(&a->json, "type", &kefu__event_types, row->event);
    for (size_t i = 0; i < message->member_count && !has_member(row, "at"); i++)
        if (strcmp(message->members[i].name, "at") == 0) {
            struct map_member at = {.members = &message->members[i], .member_count = 1};
            kefu__map_put_members(a, root, &at);
        }
    kefu__map_put_members(a, root, &own);
}

/* Takes the date of a row for the times of day below it. */
static void take_day(struct applying *a, const json_value *root, const struct map_row *row) {
    char number[32];
    kefu_str text;
    if (kefu__map_text(root, row->day, number, &text))
        kefu__map_take_day(a->day, text);
}

/* Replaces the message in to->entry by the event that a notice of the platform is. */
static void put_notice(struct applying *a, const struct json_reader *message,
                       const struct notice *notice, struct mapped_row *to) {
    const json_value *at = kefu__json_get(message->root, "at");
    struct json_writer json;
    a->text.size = 0; /* the notice's texts may lie in the message that is replaced */
    kefu__json_begin(&json, &a->text);
    kefu__json_open_object(&json);
    if (at) {
        kefu__json_put_name(&json, "at");
        kefu__json_put_copy(&json, at);
    }
    kefu__notice_write(&json, notice);
    kefu__json_close_object(&json);
    to->is_event = true;
}

/* Makes an event of a message of the system in which the platform speaks; a receipt (已读) says
 * nothing. */
static void recognise_notice(struct applying *a, struct mapped_row *to) {
    struct json_reader message;
    if (kefu__json_open(&message, &a->map->allocator, to->entry->data, to->entry->size, NULL, NULL,
                        NULL) != KEFU_OK)
        return;
    if (kefu__str_is(kefu__json_text(kefu__json_get(message.root, "role")), "system")) {
        const kefu_str text = kefu__json_text(kefu__json_get(message.root, "text"));
        const struct notice notice = kefu__notice_of(text);
        to->is_skipped = notice.kind == NOTICE_RECEIPT;
        if (kefu__notice_is_event(&notice))
            put_notice(a, &message, &notice, to);
    }
    kefu__json_close(&message);
    if (!to->is_event)
        return;
    to->entry->size = 0;
    kefu__buffer_add(to->entry, a->text.data, a->text.size);
}

static void put_entry(struct applying *a, const json_value *root, struct mapped_row *to) {
    const struct map_row *row = find_row(&a->map->fields, root);
    kefu__json_begin(&a->json, to->entry);
    kefu__json_open_object(&a->json);
    to->is_event = row != NULL;
    to->is_skipped = row && (row->skip || row->day);
    if (row && row->day)
        take_day(a, root, row);
    else if (row)
        put_event(a, root, row);
    else
        kefu__map_put_members(a, root, &a->map->fields.message);
    kefu__json_close_object(&a->json);
    if (!row && a->map->fields.has_system_lines && a->status == KEFU_OK)
        recognise_notice(a, to);
}

kefu_status kefu__map_row(const kefu_field_map *map, struct map_day *day, const char *line,
                          size_t size, struct mapped_row *to, kefu_findings *findings,
                          kefu_error *error) {
    struct applying a = {
        .map = map, .findings = findings, .error = error, .day = day, .roster = to->roster};
    struct json_reader reader;
    kefu_status status = kefu__json_open_record(&reader, &map->allocator, line, size, findings,
                                                error);
    if (status != KEFU_OK)
        return status;
    a.row = reader.root;
    kefu__buffer_init(&a.text, &map->allocator);
    for (size_t i = 0; i < map->fields.key_count; i++)
        if (put_key(&map->fields.keys[i], reader.root, to->key))
            break;
    put_entry(&a, reader.root, to);
    kefu__json_begin(&a.json, to->members);
    a.json.comma = true;
    kefu__map_put_members(&a, reader.root, &map->fields.root);
    kefu__map_put_constants(&a, reader.root);
    if (a.status == KEFU_OK &&
        (to->key->failed || to->entry->failed || to->members->failed || a.text.failed))
        a.status = kefu__no_memory(error);
    kefu__buffer_free(&a.text);
    kefu__json_close(&reader);
    return a.status;
}
