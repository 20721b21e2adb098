/* SPDX-License-Identifier: MIT
 * From the bytes of a file to records. The layout is recognised: JSON lines, one array, JSON values
 * over several lines, or a table. */
#include "kefu/reader.h"

#include <stdio.h>

#include "reader/map.h"
#include "reader/seen.h"
#include "reader/shape.h"
#include "reader/sheet.h"
#include "reader/split.h"
#include "json/json.h"

/* The bytes that were not processed yet are bytes.data[at, bytes.size). */
struct kefu_reader {
    kefu_allocator allocator;
    struct buffer bytes;
    size_t at;
    uint64_t line, offset; /* line number and offset in the file of the byte at `at` */
    enum layout layout;
    struct value_scan scan; /* state of the scan of the incomplete value at `at` */
    bool ended, in_array;
    bool skipping;     /* the rest of the line is skipped, because the line is too long */
    struct buffer ids; /* copies of ids that had escapes, unescaped */
    struct seen_set seen;
    bool has_begun; /* it was decided whether the file is a table */
    struct sheet table;
    const kefu_field_map *map; /* the field map, if it groups rows into conversations; else NULL */
    struct buffer row[3];      /* buffers of struct mapped_row: key, members, entry */
};

/* One value of the file with its place; `taken` is how many bytes of the file it takes with what
 * follows it on its line. */
struct piece {
    kefu_str text;
    uint64_t line, offset;
    size_t taken;
};

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
    if (map && map->fields.key_count == 0)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the map does not group");
    reader->map = map;
    return KEFU_OK;
}

kefu_status kefu_reader_next_file(kefu_reader *reader, kefu_error *error) {
    if (!reader)
        return kefu__fail(error, KEFU_E_ARGUMENT, "reader is NULL");
    reader->bytes.size = reader->at = 0;
    reader->line = 1;
    reader->offset = 0;
    reader->layout = LAYOUT_UNKNOWN;
    memset(&reader->scan, 0, sizeof reader->scan);
    reader->ended = reader->in_array = reader->skipping = reader->has_begun = false;
    kefu__sheet_free(&reader->table);
    kefu__sheet_init(&reader->table, &reader->allocator);
    return KEFU_OK;
}

/* ---- where values stand ---- */

static size_t left(const kefu_reader *reader) {
    return reader->bytes.size - reader->at;
}

static const char *rest(const kefu_reader *reader) {
    return reader->bytes.data ? reader->bytes.data + reader->at : "";
}

/* Advances by `size` bytes and counts the lines. */
static void advance(kefu_reader *reader, size_t size) {
    const char *at = rest(reader), *end = at + size;
    while ((at = memchr(at, '\n', (size_t)(end - at)))) {
        reader->line++;
        at++;
    }
    reader->at += size;
    reader->offset += size;
}

/* Skips white space between values; in an array also commas and the closing bracket. */
static void skip_between(kefu_reader *reader) {
    size_t i = 0;
    for (; i < left(reader); i++) {
        const char c = rest(reader)[i];
        if (reader->in_array && c == ']')
            reader->in_array = false;
        else if (c != ' ' && c != '\t' && c != '\r' && c != '\n' && !(reader->in_array && c == ','))
            break;
    }
    advance(reader, i);
}

/* The number of bytes to the end of the line; false: the end has not been read yet. */
static bool line_size(const kefu_reader *reader, size_t *size) {
    const char *feed = memchr(rest(reader), '\n', left(reader));
    *size = feed ? (size_t)(feed - rest(reader)) : left(reader);
    return feed || reader->ended;
}

/* The size of a value that begins with no bracket: up to a character that may end it, or the whole
 * line. */
static bool scalar_size(const kefu_reader *reader, size_t *size) {
    if (!line_size(reader, size))
        return false;
    for (size_t i = 0; reader->in_array && i < *size; i++)
        if (rest(reader)[i] == ',' || rest(reader)[i] == ']')
            *size = i;
    return true;
}

static bool value_size(kefu_reader *reader, size_t *size) {
    const enum scan_result result = kefu__value_scan(&reader->scan, rest(reader), left(reader),
                                                     reader->ended);
    *size = reader->scan.at;
    if (result == SCAN_MORE && !reader->ended)
        return false;
    if (result == SCAN_WHOLE && reader->layout == LAYOUT_UNKNOWN)
        reader->layout = memchr(rest(reader), '\n', *size) ? LAYOUT_VALUES : LAYOUT_LINES;
    /* in JSON lines, everything up to the end of the line belongs to the value */
    if (reader->layout == LAYOUT_LINES)
        return line_size(reader, size);
    return true;
}

/* Measures the value at `at`; false: its end has not been read yet. */
static bool measure(kefu_reader *reader, size_t *size) {
    const char first = *rest(reader);
    if (reader->layout == LAYOUT_LINES)
        return line_size(reader, size);
    if (first == '{' || first == '[')
        return value_size(reader, size);
    return scalar_size(reader, size);
}

/* Does an array of records begin here? A file may be one array, or several arrays one after
 * another. */
static bool opens_array(const kefu_reader *reader) {
    return !reader->in_array && left(reader) > 0 && *rest(reader) == '[' &&
           (reader->layout == LAYOUT_UNKNOWN || reader->layout == LAYOUT_ARRAY);
}

/* Is the value longer than any record may be? Then it is refused before its end is read. */
static bool is_too_long(const kefu_reader *reader) {
    return left(reader) > (size_t)JSON_SIZE_MAX + 1;
}

/* Skips the rest of a line that is too long. False: the end of the line has not been read yet. */
static bool skip_line(kefu_reader *reader) {
    size_t size;
    const bool whole = line_size(reader, &size);
    advance(reader, size);
    reader->skipping = !whole;
    return whole;
}

/* Finds the next value. False: more bytes are needed, or no value is left. */
static bool find_piece(kefu_reader *reader, struct piece *piece) {
    size_t size;
    if (reader->skipping && !skip_line(reader))
        return false;
    skip_between(reader);
    while (opens_array(reader)) {
        reader->layout = LAYOUT_ARRAY;
        reader->in_array = true;
        advance(reader, 1);
        skip_between(reader);
    }
    if (left(reader) == 0)
        return false;
    const bool whole = measure(reader, &size);
    if (!whole && !is_too_long(reader))
        return false;
    reader->skipping = !whole;
    piece->line = reader->line;
    piece->offset = reader->offset;
    piece->taken = whole ? size : left(reader);
    piece->text = (kefu_str){rest(reader), piece->taken};
    memset(&reader->scan, 0, sizeof reader->scan);
    return true;
}

/* ---- what they are ---- */

static kefu_status refuse(struct json_reader *json, const char *member, const char *code,
                          const char *format, const char *detail) {
    kefu__json_refuse(json, member, KEFU_E_DEFINITION, code, format, detail);
    return json->status;
}

static kefu_status refuse_kind(struct json_reader *json, kefu_str text) {
    char members[160];
    kefu__shape_list(text.data, text.size, members, sizeof members);
    if (!kefu__json_is(json->root, JSON_OBJECT))
        return refuse(json, NULL, "wrong_type", "a record must be an object%s", "");
    if (kefu__json_get(json->root, "kind"))
        return refuse(json, "kind", "unknown_record", "this is no kind of record%s", "");
    return refuse(json, NULL, "unknown_record",
                  "what this record is cannot be told: it has no \"kind\", no messages, turns or "
                  "events (a conversation), no source, rating or answers (feedback), only %s",
                  members[0] ? members : "nothing");
}

/* Reads a value with the strict JSON reader to report what is wrong with it, after the quick scan
 * of its members has failed. */
static kefu_status explain(const kefu_reader *reader, kefu_str text,
                           const struct record_shape *shape, kefu_findings *findings,
                           kefu_error *error) {
    struct json_reader json;
    uint32_t kind;
    kefu_status status = kefu__json_open_record(&json, &reader->allocator, text.data, text.size,
                                                findings, error);
    if (status != KEFU_OK)
        return status;
    if (!kefu__shape_kind(shape, &kind))
        status = refuse_kind(&json, text);
    kefu__json_close(&json);
    return status;
}

/* Reads a text member of the record: a view of the value, or an unescaped copy in reader->ids.
 * False without memory. */
static bool read_text(kefu_reader *reader, const struct record_shape *shape,
                      enum shape_member member, kefu_str *text) {
    struct json_reader json;
    if (kefu__shape_text(shape, member, text))
        return true;
    const kefu_str value = shape->values[member];
    if (kefu__json_open_record(&json, &reader->allocator, value.data, value.size, NULL, NULL) !=
        KEFU_OK)
        return true; /* the text is invalid, which is reported when the record is read */
    const kefu_str unescaped = kefu__json_text(json.root);
    const size_t at = reader->ids.size;
    kefu__buffer_add(&reader->ids, unescaped.data, unescaped.size);
    *text = (kefu_str){reader->ids.data + at, unescaped.size};
    kefu__json_close(&json);
    return !reader->ids.failed;
}

/* Tells whether a record with this id came before. A record without an id is never a repetition. */
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

static kefu_status read_piece(kefu_reader *reader, const struct piece *piece, kefu_record *record,
                              kefu_findings *findings, kefu_error *error) {
    struct record_shape shape;
    record->line = piece->line;
    record->offset = piece->offset;
    if (!kefu__shape_read(piece->text.data, piece->text.size, &shape) ||
        !kefu__shape_kind(&shape, &record->kind))
        return explain(reader, piece->text, &shape, findings, error);
    reader->ids.size = 0;
    if (!read_text(reader, &shape, SHAPE_ID, &record->id) ||
        !read_text(reader, &shape, SHAPE_CONVERSATION_ID, &record->conversation_id))
        return kefu__no_memory(error);
    record->json = piece->text;
    if (record->kind == KEFU_RECORD_CONVERSATION && kefu__shape_is_empty(&shape)) {
        record->flags |= KEFU_RECORD_EMPTY;
        kefu__finding_add(findings, "empty_record", "", "", 1, 0, 0,
                          "a conversation without messages and events does not count");
    }
    return note_repeated(reader, record, findings, error);
}

/* ---- tables ---- */

/* Decides whether the file is a table. False: more bytes are needed for that. */
static bool begin_file(kefu_reader *reader) {
    size_t header = 0;
    skip_between(reader);
    if (left(reader) == 0)
        return reader->ended;
    if (kefu__begins_json(rest(reader), left(reader))) {
        reader->has_begun = true;
        return true;
    }
    const enum sheet_guess guess = kefu__sheet_find(&reader->table, rest(reader), left(reader),
                                                    reader->ended, &header);
    if (guess == SHEET_MORE && !kefu__has_json_line(rest(reader), left(reader)))
        return false;
    reader->has_begun = true;
    if (guess == SHEET_FOUND) {
        reader->layout = LAYOUT_TABLE;
        advance(reader, header);
    } else if (!kefu__has_json_line(rest(reader), left(reader)) && reader->table.row.count > 1) {
        reader->layout = LAYOUT_NONE;
    }
    return true;
}

/* Refuses the whole file with one finding: it is no JSON, and none of its first rows is a header
 * with known columns. */
static kefu_status refuse_file(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                               kefu_error *error) {
    const char *feed = memchr(rest(reader), '\n', left(reader));
    const kefu_str line = {rest(reader), feed ? (size_t)(feed - rest(reader)) : left(reader)};
    const kefu_str shown = kefu__str_truncate(line, 120);
    char message[320];
    record->line = reader->line;
    record->offset = reader->offset;
    snprintf(message, sizeof message,
             "this is neither JSON nor a table whose columns are known (会话ID, 角色, 内容 … or "
             "评分 …): "
             "\"%.*s\"",
             (int)shown.size, shown.data);
    kefu__finding_add(findings, "unknown_table", "", "", 1, 0, 0, "%s", message);
    advance(reader, left(reader));
    return kefu__fail(error, KEFU_E_DEFINITION, "%s", message);
}

static kefu_status refuse_row(enum row_flaw flaw, kefu_findings *findings, kefu_error *error) {
    if (flaw == ROW_NO_MEMORY)
        return kefu__no_memory(error);
    kefu__finding_add(findings, "bad_row", "", "", 1, 0, 0, "%s", kefu__rows_flaw(flaw));
    return kefu__fail(error, KEFU_E_DEFINITION, "%s", kefu__rows_flaw(flaw));
}

static kefu_status read_piece(kefu_reader *reader, const struct piece *piece, kefu_record *record,
                              kefu_findings *findings, kefu_error *error);

/* Sets the record to the one that the table has written last. */
static kefu_status read_made(kefu_reader *reader, uint64_t line, kefu_record *record,
                             kefu_findings *findings, kefu_error *error) {
    const struct buffer *made = &reader->table.made;
    const struct piece piece = {{made->data, made->size}, line, 0, 0};
    return made->failed ? kefu__no_memory(error)
                        : read_piece(reader, &piece, record, findings, error);
}

/* Reads the next record of a table: feedback and transcripts row by row, conversations that are
 * gathered from rows only after all of them. */
static kefu_status next_of_table(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                                 kefu_error *error) {
    uint64_t line = 0;
    while (left(reader) > 0) {
        enum row_flaw flaw;
        const size_t taken = kefu__sheet_next(&reader->table, rest(reader), left(reader),
                                              reader->line, reader->ended, &flaw);
        if (taken == 0)
            return KEFU_OK;
        record->line = reader->line;
        record->offset = reader->offset;
        advance(reader, taken);
        if (flaw != ROW_FINE && flaw != ROW_BLANK)
            return refuse_row(flaw, findings, error);
        if (flaw == ROW_FINE && reader->table.plan.kind != ROWS_ARE_MESSAGES)
            return read_made(reader, record->line, record, findings, error);
    }
    if (!reader->ended || !kefu__sheet_give(&reader->table, &line))
        return KEFU_OK;
    return read_made(reader, line, record, findings, error);
}

/* Reports a missing closing bracket: the file was truncated, but the records before its end are
 * complete. */
static kefu_status check_end(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                             kefu_error *error) {
    if (!reader->ended || !reader->in_array || left(reader) > 0)
        return KEFU_OK;
    reader->in_array = false;
    record->line = reader->line;
    record->offset = reader->offset;
    kefu__finding_add(findings, "json_syntax", "", "", 1, 0, 0, "the array is not closed");
    return kefu__fail(error, KEFU_E_JSON, "the array is not closed");
}

/* ---- rows through a map ---- */

static kefu_status add_row(kefu_reader *reader, const struct piece *piece, kefu_findings *findings,
                           kefu_error *error) {
    struct groups *groups = &reader->table.groups;
    struct mapped_row row = {&reader->row[0], &reader->row[1], &reader->row[2], false, false};
    bool is_new = false;
    for (size_t i = 0; i < 3; i++)
        reader->row[i].size = 0;
    const kefu_status status = kefu__map_row(reader->map, piece->text.data, piece->text.size, &row,
                                             findings, error);
    if (status != KEFU_OK || row.is_skipped)
        return status;
    if (row.key->size == 0)
        return refuse_row(ROW_NO_KEY, findings, error);
    struct group *group = kefu__groups_find(groups, (kefu_str){row.key->data, row.key->size},
                                            piece->line, &is_new);
    if (!group ||
        (is_new && !kefu__group_set_members(groups, group,
                                            (kefu_str){row.members->data, row.members->size})) ||
        !kefu__group_add(groups, group, (kefu_str){row.entry->data, row.entry->size}, row.is_event))
        return kefu__no_memory(error);
    return KEFU_OK;
}

/* Reads all rows of a file by a field map that groups them; after the last row, returns the
 * conversations. */
static kefu_status next_of_rows(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                                kefu_error *error) {
    struct piece piece;
    uint64_t line = 0;
    while (find_piece(reader, &piece)) {
        const kefu_status status = add_row(reader, &piece, findings, error);
        record->line = piece.line;
        record->offset = piece.offset;
        advance(reader, piece.taken);
        if (status != KEFU_OK)
            return status;
    }
    const kefu_status status = check_end(reader, record, findings, error);
    if (status != KEFU_OK || !reader->ended || !kefu__sheet_give(&reader->table, &line))
        return status;
    return read_made(reader, line, record, findings, error);
}

kefu_status kefu_reader_next(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                             kefu_error *error) {
    kefu_record found;
    struct piece piece;
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
        status = left(reader) ? refuse_file(reader, &found, findings, error) : KEFU_OK;
    } else if (find_piece(reader, &piece)) {
        status = read_piece(reader, &piece, &found, findings, error);
        advance(reader, piece.taken);
    } else {
        status = check_end(reader, &found, findings, error);
    }
    const kefu_status copied = kefu__result_copy(record, &found, sizeof found, error);
    return copied != KEFU_OK ? copied : status;
}
