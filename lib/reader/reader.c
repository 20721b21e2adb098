/* SPDX-License-Identifier: MIT
 * From the bytes of a file to records. The layout is recognised: JSON lines, one array, JSON values
 * over several lines, or a table. */
#include "reader/reader.h"

#include <stdio.h>

#include "reader/ends.h"
#include "reader/members.h"
#include "json/json.h"

kefu_status kefu_reader_new(const kefu_allocator *allocator, kefu_reader **reader,
                            kefu_error *error) {
    kefu_allocator own;
    kefu_status status;
    if (!reader)
        return kefu__fail(error, KEFU_E_ARGUMENT, "reader is NULL");
    if ((status = kefu__allocator_init(&own, allocator, error)) != KEFU_OK)
        return status;
    kefu_reader *made = kefu__alloc_zero(&own, sizeof *made);
    if (!made)
        return kefu__no_memory(error);
    made->allocator = own;
    made->line = 1;
    kefu__buffer_init(&made->bytes, &own);
    kefu__buffer_init(&made->ids, &own);
    kefu__seen_init(&made->seen, &own);
    kefu__sheet_init(&made->table, &own);
    kefu__buffer_init(&made->pieces.text, &own);
    for (size_t i = 0; i < 3; i++)
        kefu__buffer_init(&made->row[i], &own);
    *reader = made;
    return KEFU_OK;
}

void kefu_reader_free(kefu_reader *reader) {
    if (!reader)
        return;
    const kefu_allocator allocator = reader->allocator;
    kefu__buffer_free(&reader->bytes);
    kefu__buffer_free(&reader->ids);
    kefu__seen_free(&reader->seen);
    kefu__sheet_free(&reader->table);
    kefu__buffer_free(&reader->pieces.text);
    for (size_t i = 0; i < 3; i++)
        kefu__buffer_free(&reader->row[i]);
    kefu__release(&allocator, reader, sizeof *reader);
}

kefu_status kefu_reader_push(kefu_reader *reader, const char *bytes, size_t size,
                             kefu_error *error) {
    if (!reader || (!bytes && size) || reader->ended)
        return kefu__fail(error, KEFU_E_ARGUMENT, "pushing needs a reader that has not ended");
    if (reader->at > reader->bytes.size / 2) {
        reader->bytes.size -= reader->at;
        memmove(reader->bytes.data, reader->bytes.data + reader->at, reader->bytes.size);
        reader->at = 0;
    }
    kefu__buffer_add(&reader->bytes, bytes, size);
    return reader->bytes.failed ? kefu__no_memory(error) : KEFU_OK;
}

kefu_status kefu_reader_end(kefu_reader *reader, kefu_error *error) {
    if (!reader)
        return kefu__fail(error, KEFU_E_ARGUMENT, "reader is NULL");
    reader->ended = true;
    return KEFU_OK;
}

kefu_status kefu_reader_use_map(kefu_reader *reader, const kefu_field_map *map, kefu_error *error) {
    if (!reader)
        return kefu__fail(error, KEFU_E_ARGUMENT, "reader is NULL");
    if (map && map->fields.format == MAP_TSV)
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "a map of numbered columns is applied line by line");
    reader->map = map;
    return KEFU_OK;
}

kefu_status kefu_reader_use_roster(kefu_reader *reader, const kefu_roster *roster,
                                   kefu_error *error) {
    if (!reader)
        return kefu__fail(error, KEFU_E_ARGUMENT, "reader is NULL");
    reader->roster = roster;
    return KEFU_OK;
}

kefu_status kefu_reader_use_storage(kefu_reader *reader, const kefu_storage *storage,
                                    kefu_error *error) {
    kefu_storage own = {0};
    kefu_status status = KEFU_OK;
    if (!reader || reader->has_begun)
        return kefu__fail(error, KEFU_E_ARGUMENT, "storage needs a reader at the begin of a file");
    own.size = sizeof own;
    if (storage)
        status = kefu__options_copy(&own, sizeof own, storage, error);
    if (status == KEFU_OK && storage && (!own.write || !own.read))
        status = kefu__fail(error, KEFU_E_ARGUMENT, "storage needs functions to write and read");
    if (status == KEFU_OK)
        reader->table.spill.storage = own;
    return status;
}

kefu_status kefu_reader_next_file(kefu_reader *reader, kefu_error *error) {
    if (!reader)
        return kefu__fail(error, KEFU_E_ARGUMENT, "reader is NULL");
    reader->bytes.size = reader->at = 0;
    reader->line = 1;
    reader->offset = 0;
    reader->layout = LAYOUT_UNKNOWN;
    reader->pieces.text.size = reader->pieces.at = 0;
    memset(&reader->scan, 0, sizeof reader->scan);
    reader->ended = reader->in_array = reader->skipping = reader->has_begun = false;
    kefu__sheet_reset(&reader->table);
    return KEFU_OK;
}

/* ---- what a value is ---- */

static kefu_status refuse(struct json_reader *json, const char *member, const char *code,
                          const char *format, const char *detail) {
    kefu__json_refuse(json, member, KEFU_E_DEFINITION, code, format, detail);
    return json->status;
}

static kefu_status refuse_kind(struct json_reader *json, kefu_str text) {
    char members[160];
    kefu__record_members_list(text.data, text.size, members, sizeof members);
    if (!kefu__json_is(json->root, JSON_OBJECT))
        return refuse(json, NULL, "wrong_type", "a record must be an object%s", "");
    if (kefu__json_get(json->root, "kind"))
        return refuse(json, "kind", "unknown_record", "this is no kind of record%s", "");
    return refuse(json, NULL, "unknown_record",
                  "what this record is cannot be told: it has no \"kind\", no messages, turns or "
                  "events (a conversation), no source, rating or answers (feedback), only %s",
                  members[0] ? members : "nothing");
}

/* Reports what is wrong with a value whose members the quick scan could not read: reads it with the
 * strict JSON reader, which finds the place. */
static kefu_status explain(const kefu_reader *reader, kefu_str text,
                           const struct record_members *members, kefu_findings *findings,
                           kefu_error *error) {
    struct json_reader json;
    uint32_t kind;
    kefu_status status = kefu__json_open_record(&json, &reader->allocator, text.data, text.size,
                                                findings, error);
    if (status != KEFU_OK)
        return status;
    if (!kefu__record_members_kind(members, &kind))
        status = refuse_kind(&json, text);
    kefu__json_close(&json);
    return status;
}

/* Reads a member of the record that is a string: *text is a view of the value or, if it has
 * escapes, of an unescaped copy in reader->ids. Returns false if out of memory. */
static bool read_text(kefu_reader *reader, const struct record_members *members,
                      enum record_member member, kefu_str *text) {
    struct json_reader json;
    if (kefu__record_members_text(members, member, text))
        return true;
    const kefu_str json_text = members->values[member];
    if (kefu__json_open_record(&json, &reader->allocator, json_text.data, json_text.size, NULL,
                               NULL) != KEFU_OK)
        return true; /* the text is invalid, which is reported when the record is read */
    const kefu_str unescaped = kefu__json_text(json.root);
    const size_t at = reader->ids.size;
    kefu__buffer_add(&reader->ids, unescaped.data, unescaped.size);
    *text = (kefu_str){reader->ids.data + at, unescaped.size};
    kefu__json_close(&json);
    return !reader->ids.failed;
}

/* Notes in `record` whether an earlier record had the same id. A record without an id is never a
 * repetition. */
static kefu_status note_repeated(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                                 kefu_error *error) {
    bool repeated = false;
    if (record->id.size == 0)
        return KEFU_OK;
    if (!kefu__seen_add(&reader->seen, record->kind, record->id, &repeated))
        return kefu__no_memory(error);
    if (!repeated)
        return KEFU_OK;
    const kefu_str shown = kefu__str_truncate(record->id, 64);
    record->flags |= KEFU_RECORD_REPEATED;
    kefu__finding_add(findings, "repeated_record", "", "/id", 1, 0, 0,
                      "a record of this kind with the id %.*s came before; it counts once",
                      (int)shown.size, shown.data);
    return KEFU_OK;
}

/* Must the reader itself check that the record is valid JSON? Conversations and feedback are read
 * by others, unless they are empty. */
static bool must_check(const kefu_record *record, const struct record_members *members) {
    if (record->kind == KEFU_RECORD_CONVERSATION)
        return kefu__record_members_is_empty(members);
    return record->kind != KEFU_RECORD_FEEDBACK;
}

static kefu_status read_value(kefu_reader *reader, const struct file_value *value,
                              kefu_record *record, kefu_findings *findings, kefu_error *error) {
    struct record_members members;
    kefu_status status;
    record->line = value->line;
    record->offset = value->offset;
    if (!kefu__record_members_read(value->text.data, value->text.size, &members) ||
        !kefu__record_members_kind(&members, &record->kind))
        return explain(reader, value->text, &members, findings, error);
    if (must_check(record, &members) &&
        (status = explain(reader, value->text, &members, findings, error)) != KEFU_OK)
        return status;
    reader->ids.size = 0;
    if (!read_text(reader, &members, MEMBER_ID, &record->id) ||
        !read_text(reader, &members, MEMBER_CONVERSATION_ID, &record->conversation_id))
        return kefu__no_memory(error);
    record->json = value->text;
    if (record->kind == KEFU_RECORD_CONVERSATION && kefu__record_members_is_empty(&members)) {
        record->flags |= KEFU_RECORD_EMPTY;
        kefu__finding_add(findings, "empty_record", "", "", 1, 0, 0,
                          "a conversation without messages and events does not count");
    }
    return note_repeated(reader, record, findings, error);
}

/* ---- tables ---- */

/* Looks for the header that a field map of tables knows. Returns false if more bytes are needed for
 * that. */
static bool begin_mapped_table(kefu_reader *reader) {
    size_t header = 0;
    reader->table.map = reader->map;
    const enum sheet_guess guess = kefu__sheet_find(&reader->table, kefu__reader_rest(reader),
                                                    kefu__reader_left(reader), reader->ended,
                                                    &header);
    reader->has_begun = guess != SHEET_MORE;
    reader->layout = guess == SHEET_FOUND ? LAYOUT_TABLE : LAYOUT_NONE;
    kefu__reader_advance(reader, guess == SHEET_FOUND ? header : 0);
    return reader->has_begun;
}

/* Decides whether the file is a table. Returns false if more bytes are needed for that. */
static bool begin_file(kefu_reader *reader) {
    size_t header = 0;
    reader->table.plan.roster = reader->roster;
    kefu__reader_skip_between(reader);
    if (kefu__reader_left(reader) == 0)
        return reader->ended;
    if (reader->map && reader->map->fields.format == MAP_CSV)
        return begin_mapped_table(reader);
    if (kefu__begins_json(kefu__reader_rest(reader), kefu__reader_left(reader))) {
        reader->has_begun = true;
        return true;
    }
    const enum sheet_guess guess = kefu__sheet_find(&reader->table, kefu__reader_rest(reader),
                                                    kefu__reader_left(reader), reader->ended,
                                                    &header);
    if (guess == SHEET_MORE &&
        !kefu__has_json_line(kefu__reader_rest(reader), kefu__reader_left(reader)))
        return false;
    reader->has_begun = true;
    if (guess == SHEET_FOUND) {
        reader->layout = LAYOUT_TABLE;
        kefu__reader_advance(reader, header);
    } else if (!kefu__has_json_line(kefu__reader_rest(reader), kefu__reader_left(reader)) &&
               reader->table.row.count > 1) {
        reader->layout = LAYOUT_NONE;
    }
    return true;
}

/* Refuses the whole file with one finding: it is no JSON, and none of its first rows is a header
 * with known columns. */
static kefu_status refuse_file(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                               kefu_error *error) {
    const char *feed = memchr(kefu__reader_rest(reader), '\n', kefu__reader_left(reader));
    const kefu_str line = {kefu__reader_rest(reader),
                           feed ? (size_t)(feed - kefu__reader_rest(reader))
                                : kefu__reader_left(reader)};
    const kefu_str shown = kefu__str_truncate(line, 120);
    char message[400];
    record->line = reader->line;
    record->offset = reader->offset;
    snprintf(message, sizeof message, "%s: \"%.*s\"",
             reader->map
                 ? "no row at the beginning names columns of the map"
                 : "this is neither JSON nor a table whose columns are known (会话ID, 角色, "
                   "内容 … or 评分 …); kefu map suggest FILE proposes a field map",
             (int)shown.size, shown.data);
    kefu__finding_add(findings, "unknown_table", "", "", 1, 0, 0, "%s", message);
    kefu__reader_advance(reader, kefu__reader_left(reader));
    return kefu__fail(error, KEFU_E_DEFINITION, "%s", message);
}

static kefu_status refuse_row(enum row_flaw flaw, kefu_findings *findings, kefu_error *error) {
    if (flaw == ROW_NO_MEMORY)
        return kefu__no_memory(error);
    kefu__finding_add(findings, "bad_row", "", "", 1, 0, 0, "%s", kefu__rows_flaw(flaw));
    return kefu__fail(error, KEFU_E_DEFINITION, "%s", kefu__rows_flaw(flaw));
}

static kefu_status read_value(kefu_reader *reader, const struct file_value *value,
                              kefu_record *record, kefu_findings *findings, kefu_error *error);

/* Reads into `record` the JSON text that was last made from rows of the table (table.made). */
static kefu_status read_made(kefu_reader *reader, uint64_t line, kefu_record *record,
                             kefu_findings *findings, kefu_error *error) {
    const struct buffer *made = &reader->table.made;
    const struct file_value value = {{made->data, made->size}, line, 0, 0};
    kefu__sheet_report(&reader->table, findings);
    return made->failed ? kefu__no_memory(error)
                        : read_value(reader, &value, record, findings, error);
}

/* Reads the next piece of a conversation that the map's gap cuts. */
static kefu_status read_piece(kefu_reader *reader, kefu_str piece, kefu_record *record,
                              kefu_findings *findings, kefu_error *error) {
    const struct file_value value = {piece, reader->pieces.line, 0, 0};
    kefu__sheet_report(&reader->table, findings);
    return read_value(reader, &value, record, findings, error);
}

/* The pause that parts conversations of one key; 0: none does. */
static int64_t gap_of(const kefu_reader *reader) {
    if (reader->map)
        return reader->map->fields.gap_ms;
    return reader->table.plan.by_ends ? ENDS_GAP_MS : 0;
}

/* Reads the next conversation that was gathered from rows, after the last row. */
static kefu_status read_gathered(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                                 kefu_error *error) {
    const int64_t gap_ms = gap_of(reader);
    const struct buffer *made = &reader->table.made;
    uint64_t line = 0;
    kefu_str piece;
    bool given = false;
    if (kefu__gap_next(&reader->pieces, &piece))
        return read_piece(reader, piece, record, findings, error);
    const kefu_status status = kefu__sheet_give(&reader->table, &line, &given, error);
    if (!given)
        return status;
    if (gap_ms == 0 || made->failed)
        return read_made(reader, line, record, findings, error);
    if (!kefu__gap_cut((kefu_str){made->data, made->size}, line, gap_ms, &reader->allocator,
                       &reader->pieces))
        return kefu__no_memory(error);
    return kefu__gap_next(&reader->pieces, &piece)
               ? read_piece(reader, piece, record, findings, error)
               : KEFU_OK;
}

static kefu_status add_row(kefu_reader *reader, const struct file_value *value,
                           kefu_findings *findings, kefu_error *error);
static kefu_status map_record(kefu_reader *reader, const struct file_value *value,
                              kefu_record *record, kefu_findings *findings, kefu_error *error);

/* Takes a row of a table that a field map reads: as a message of a conversation, or as a record. */
static kefu_status take_mapped(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                               kefu_error *error) {
    const struct buffer *made = &reader->table.made;
    const struct file_value value = {{made->data, made->size}, record->line, record->offset, 0};
    if (made->failed)
        return kefu__no_memory(error);
    return reader->map->fields.key_count > 0 ? add_row(reader, &value, findings, error)
                                             : map_record(reader, &value, record, findings, error);
}

/* Reads the next record of a table. Feedback and transcripts are one record a row; conversations
 * that are gathered from many rows are returned only after the last row. */
static kefu_status next_of_table(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                                 kefu_error *error) {
    while (kefu__reader_left(reader) > 0) {
        enum row_flaw flaw;
        const kefu_status status = kefu__spill_check(&reader->table.spill, &reader->table.groups,
                                                     error);
        if (status != KEFU_OK)
            return status;
        const size_t taken = kefu__sheet_next(&reader->table, kefu__reader_rest(reader),
                                              kefu__reader_left(reader), reader->line,
                                              reader->ended, &flaw);
        if (taken == 0)
            return KEFU_OK;
        record->line = reader->line;
        record->offset = reader->offset;
        kefu__reader_advance(reader, taken);
        if (flaw != ROW_FINE && flaw != ROW_BLANK)
            return refuse_row(flaw, findings, error);
        if (flaw == ROW_FINE && reader->table.map) {
            const kefu_status taken_row = take_mapped(reader, record, findings, error);
            if (taken_row != KEFU_OK || record->json.data)
                return taken_row;
        } else if (flaw == ROW_FINE && reader->table.plan.kind != ROWS_ARE_MESSAGES)
            return read_made(reader, record->line, record, findings, error);
    }
    return reader->ended ? read_gathered(reader, record, findings, error) : KEFU_OK;
}

/* At the end of the file, reports that the closing bracket of its array is missing: the file was
 * truncated, but the records before its end are complete. */
static kefu_status check_end(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                             kefu_error *error) {
    if (!reader->ended || !reader->in_array || kefu__reader_left(reader) > 0)
        return KEFU_OK;
    reader->in_array = false;
    record->line = reader->line;
    record->offset = reader->offset;
    kefu__finding_add(findings, "json_syntax", "", "", 1, 0, 0, "the array is not closed");
    return kefu__fail(error, KEFU_E_JSON, "the array is not closed");
}

/* ---- rows through a map ---- */

static kefu_status add_row(kefu_reader *reader, const struct file_value *value,
                           kefu_findings *findings, kefu_error *error) {
    struct groups *groups = &reader->table.groups;
    struct mapped_row row = {&reader->row[0], &reader->row[1], &reader->row[2],
                             false,           false,           reader->roster};
    bool is_new = false;
    for (size_t i = 0; i < 3; i++)
        reader->row[i].size = 0;
    const kefu_status status = kefu__map_row(reader->map, &reader->table.day, value->text.data,
                                             value->text.size, &row, findings, error);
    if (status != KEFU_OK || row.is_skipped)
        return status;
    if (row.key->size == 0)
        return refuse_row(ROW_NO_KEY, findings, error);
    struct group *group = kefu__groups_find(groups, (kefu_str){row.key->data, row.key->size},
                                            value->line, &is_new);
    if (!group ||
        (is_new && !kefu__group_set_members(groups, group,
                                            (kefu_str){row.members->data, row.members->size})) ||
        !kefu__group_add(groups, group, (kefu_str){row.entry->data, row.entry->size}, row.is_event))
        return kefu__no_memory(error);
    return KEFU_OK;
}

static kefu_status append(void *buffer, const char *data, size_t size) {
    kefu__buffer_add(buffer, data, size);
    return ((struct buffer *)buffer)->failed ? KEFU_E_MEMORY : KEFU_OK;
}

/* Reads a value of the file as a record of its own, through the map. */
static kefu_status map_record(kefu_reader *reader, const struct file_value *value,
                              kefu_record *record, kefu_findings *findings, kefu_error *error) {
    struct buffer *to = &reader->row[0];
    to->size = 0;
    kefu_status status = kefu__map_apply(reader->map, reader->roster, value->text.data,
                                         value->text.size, value->line, append, to, findings,
                                         error);
    if (status == KEFU_E_MEMORY)
        return kefu__no_memory(error);
    const struct file_value made = {{to->data, to->size}, value->line, value->offset, 0};
    return status != KEFU_OK ? status : read_value(reader, &made, record, findings, error);
}

/* Reads the values of a file by a field map: each as a record, or all as rows of conversations,
 * which are returned after the last row. */
static kefu_status next_of_rows(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                                kefu_error *error) {
    struct file_value value;
    while (kefu__reader_find_value(reader, &value)) {
        kefu_status status = kefu__spill_check(&reader->table.spill, &reader->table.groups, error);
        if (status != KEFU_OK)
            return status;
        record->line = value.line;
        record->offset = value.offset;
        status = reader->map->fields.key_count > 0
                     ? add_row(reader, &value, findings, error)
                     : map_record(reader, &value, record, findings, error);
        kefu__reader_advance(reader, value.taken);
        if (status != KEFU_OK || record->json.data)
            return status;
    }
    const kefu_status status = check_end(reader, record, findings, error);
    if (status != KEFU_OK || !reader->ended)
        return status;
    return read_gathered(reader, record, findings, error);
}

kefu_status kefu_reader_next(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                             kefu_error *error) {
    kefu_record found;
    struct file_value value;
    kefu_status status;
    if (!reader || !record)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the next record needs a reader and a record");
    memset(&found, 0, sizeof found);
    found.size = sizeof found;
    if (!reader->has_begun && !begin_file(reader)) {
        status = KEFU_OK;
    } else if (reader->map && reader->layout != LAYOUT_TABLE && reader->layout != LAYOUT_NONE) {
        status = next_of_rows(reader, &found, findings, error);
    } else if (reader->layout == LAYOUT_TABLE) {
        status = next_of_table(reader, &found, findings, error);
    } else if (reader->layout == LAYOUT_NONE) {
        status = kefu__reader_left(reader) ? refuse_file(reader, &found, findings, error) : KEFU_OK;
    } else if (kefu__reader_find_value(reader, &value)) {
        status = read_value(reader, &value, &found, findings, error);
        kefu__reader_advance(reader, value.taken);
    } else {
        status = check_end(reader, &found, findings, error);
    }
    const kefu_status copied = kefu__result_copy(record, &found, sizeof found, error);
    return copied != KEFU_OK ? copied : status;
}
