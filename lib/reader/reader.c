/* SPDX-License-Identifier: MIT
 * A file's bytes into records: JSON lines, an array, or values over several lines. */
#include "kefu/reader.h"

#include "reader/seen.h"
#include "reader/shape.h"
#include "reader/split.h"
#include "json/json.h"

/* The bytes that are not read yet are bytes.data[at, bytes.size). */
struct kefu_reader {
    kefu_allocator allocator;
    struct buffer bytes;
    size_t at;
    uint64_t line, offset; /* of `at` */
    enum layout layout;
    struct value_scan scan; /* of the value at `at` */
    bool ended, in_array;
    bool skipping;     /* the rest of a line that is too long */
    struct buffer ids; /* those that had to be unescaped */
    struct seen_set seen;
};

/* One value of the file, and behind which byte of it reading goes on. */
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

kefu_status kefu_reader_next_file(kefu_reader *reader, kefu_error *error) {
    if (!reader)
        return kefu__fail(error, KEFU_E_ARGUMENT, "reader is NULL");
    reader->bytes.size = reader->at = 0;
    reader->line = 1;
    reader->offset = 0;
    reader->layout = LAYOUT_UNKNOWN;
    memset(&reader->scan, 0, sizeof reader->scan);
    reader->ended = reader->in_array = reader->skipping = false;
    return KEFU_OK;
}

/* ---- where values stand ---- */

static size_t left(const kefu_reader *reader) {
    return reader->bytes.size - reader->at;
}

static const char *rest(const kefu_reader *reader) {
    return reader->bytes.data + reader->at;
}

/* Goes on behind `size` bytes. */
static void advance(kefu_reader *reader, size_t size) {
    const char *at = rest(reader), *end = at + size;
    while ((at = memchr(at, '\n', (size_t)(end - at)))) {
        reader->line++;
        at++;
    }
    reader->at += size;
    reader->offset += size;
}

/* Passes over what stands between values; in an array also over commas and its end. */
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

/* The rest of the line; false: it is not there yet. */
static bool line_size(const kefu_reader *reader, size_t *size) {
    const char *feed = memchr(rest(reader), '\n', left(reader));
    *size = feed ? (size_t)(feed - rest(reader)) : left(reader);
    return feed || reader->ended;
}

/* What begins with no bracket: up to what may end it, or the whole line. */
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
    if (reader->layout == LAYOUT_LINES) /* what stands behind a value on its line is part of it */
        return line_size(reader, size);
    return true;
}

/* Measures the value at `at`; false: it is not whole yet. */
static bool measure(kefu_reader *reader, size_t *size) {
    const char first = *rest(reader);
    if (reader->layout == LAYOUT_LINES)
        return line_size(reader, size);
    if (first == '{' || first == '[')
        return value_size(reader, size);
    return scalar_size(reader, size);
}

/* Opens an array at its bracket: the file is one, or has one after another. */
static bool opens_array(const kefu_reader *reader) {
    return !reader->in_array && left(reader) > 0 && *rest(reader) == '[' &&
           (reader->layout == LAYOUT_UNKNOWN || reader->layout == LAYOUT_ARRAY);
}

/* A value that is longer than any record is refused without being kept. */
static bool is_too_long(const kefu_reader *reader) {
    return left(reader) > (size_t)JSON_SIZE_MAX + 1;
}

/* Goes on behind the line that is too long. False: its end is not there yet. */
static bool skip_line(kefu_reader *reader) {
    size_t size;
    const bool whole = line_size(reader, &size);
    advance(reader, size);
    reader->skipping = !whole;
    return whole;
}

/* Finds the next value. False: there is none yet, or none is left. */
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

/* Says properly what is wrong with a value that the look at its members could not read. */
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

/* A text of the record: as it stands, or unescaped. False without memory. */
static bool read_text(kefu_reader *reader, const struct record_shape *shape,
                      enum shape_member member, kefu_str *text) {
    struct json_reader json;
    if (kefu__shape_text(shape, member, text))
        return true;
    const kefu_str value = shape->values[member];
    if (kefu__json_open_record(&json, &reader->allocator, value.data, value.size, NULL, NULL) !=
        KEFU_OK)
        return true; /* the record's reader will say why */
    const kefu_str unescaped = kefu__json_text(json.root);
    const size_t at = reader->ids.size;
    kefu__buffer_add(&reader->ids, unescaped.data, unescaped.size);
    *text = (kefu_str){reader->ids.data + at, unescaped.size};
    kefu__json_close(&json);
    return !reader->ids.failed;
}

/* Only what has an id can be known again. */
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

/* An array that never closes was cut; what came is whole. */
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

kefu_status kefu_reader_next(kefu_reader *reader, kefu_record *record, kefu_findings *findings,
                             kefu_error *error) {
    kefu_record found;
    struct piece piece;
    kefu_status status;
    if (!reader || !record)
        return kefu__fail(error, KEFU_E_ARGUMENT, "the next record needs a reader and a record");
    memset(&found, 0, sizeof found);
    found.size = sizeof found;
    if (find_piece(reader, &piece)) {
        status = read_piece(reader, &piece, &found, findings, error);
        advance(reader, piece.taken);
    } else {
        status = check_end(reader, &found, findings, error);
    }
    const kefu_status copied = kefu__result_copy(record, &found, sizeof found, error);
    return copied != KEFU_OK ? copied : status;
}
