/* SPDX-License-Identifier: MIT
 * The records of many files, one after another. */
#define _POSIX_C_SOURCE 200809L
#include "records.h"

#include <stdlib.h>
#include <string.h>

kefu_field_map *cli_map_load(const char *name, struct finding_printer *printer) {
    const struct finding_place in_file = {name, 0, false};
    kefu_field_map *map = NULL;
    kefu_error error;
    size_t size;
    char *text = cli_read_file(name, &size);
    const bool failed = text &&
                        kefu_field_map_new(text, size, NULL, &map, printer->collector, &error);
    if (cli_findings_flush(printer, &in_file) == 0 && failed)
        cli_findings_error(printer, &in_file, &error);
    free(text);
    return map;
}

bool cli_records_open(struct records *records, const struct file_list *files, const char *encoding,
                      struct finding_printer *printer) {
    struct input check;
    kefu_error error;
    memset(records, 0, sizeof *records);
    records->printer = printer;
    records->files = files;
    records->encoding = encoding;
    records->spill = -1;
    if (!cli_input_open(&check, (const char *const *)files->names, files->count, NULL))
        return false;
    records->total = check.total;
    cli_input_close(&check);
    const kefu_storage storage = cli_spill_storage(&records->spill);
    if (!kefu_reader_new(NULL, &records->reader, &error) &&
        !kefu_reader_use_storage(records->reader, &storage, &error))
        return true;
    cli_fail("%s", error.message);
    return false;
}

void cli_records_close(struct records *records) {
    cli_bytes_close(records->bytes);
    cli_workbook_close(records->book);
    cli_files_free(&records->sheet_names);
    kefu_reader_free(records->reader);
    if (records->printer) /* it was opened */
        cli_spill_close(&records->spill);
    memset(records, 0, sizeof *records);
}

struct finding_place cli_records_place(const struct records *records) {
    const size_t line = (size_t)records->record.line;
    const size_t row = records->book && line ? cli_workbook_row(records->book, line) : line;
    return (struct finding_place){records->name, row, records->book || records->roster};
}

/* Is nothing more to be expected of the input? That the temporary file failed was printed. */
static bool is_fatal(int32_t status) {
    return status == KEFU_E_MEMORY || status == KEFU_E_WRITE || status == KEFU_E_CORRUPT;
}

bool cli_records_skip(struct records *records, const kefu_error *error) {
    records->said_something = true;
    const struct finding_place place = cli_records_place(records);
    if (error->status != KEFU_E_WRITE && cli_findings_skip_at(records->printer, &place, error) &&
        !is_fatal(error->status))
        return true;
    records->failed = true;
    return false;
}

/* ---- sheets of a workbook ---- */

/* "chats.xlsx#Sheet1", kept as long as the records, which name it. */
static bool name_sheet(struct records *records, const char *sheet) {
    char name[1024];
    snprintf(name, sizeof name, "%.700s#%.300s", records->book->name, sheet);
    if (!cli_files_add(&records->sheet_names, name))
        return false;
    records->name = records->sheet_names.names[records->sheet_names.count - 1];
    return true;
}

/* A workbook may have sheets that explain; one without any table that is known is refused. */
static bool end_book(struct records *records) {
    const bool unknown = records->unknown_sheets && records->unknown_sheets == records->sheets;
    const struct finding_place place = {records->book->name, 0, false};
    const bool good = !records->book->failed &&
                      (!unknown || cli_findings_refuse(records->printer, &place, "unknown_table",
                                                       records->unknown_message));
    cli_workbook_close(records->book);
    records->book = NULL;
    records->failed |= !good;
    return good;
}

/* Goes to the next sheet; false: there is none, or a failure. */
static bool next_sheet(struct records *records) {
    const char *sheet;
    if (!cli_workbook_next_sheet(records->book, &sheet))
        return false;
    records->passed = 0;
    kefu_reader_next_file(records->reader, NULL);
    records->failed |= !name_sheet(records, sheet);
    return !records->failed;
}

/* The refusal of a sheet as no known table waits for the other sheets. */
static bool is_unknown_sheet(struct records *records) {
    kefu_findings *collector = records->printer->collector;
    const struct finding_place place = cli_records_place(records);
    kefu_finding finding = {.size = sizeof finding};
    if (!records->book || kefu_findings_at(collector, 0, &finding, NULL) ||
        strcmp(finding.code, "unknown_table") != 0)
        return false;
    if (records->unknown_sheets++ == 0)
        snprintf(records->unknown_message, sizeof records->unknown_message, "%s", finding.message);
    kefu_findings_clear(collector);
    cli_findings_note(records->printer, &place, "unused_sheet",
                      "the sheet is no table whose columns are known, and is not read");
    return true;
}

/* ---- files ---- */

/* A file without a record is told of, as long as the input is not this file alone: that nothing is
 * in the input is the command's to say. */
static void tell_empty(struct records *records) {
    const struct finding_place place = {records->files->names[records->file - 1], 1, false};
    if (!records->said_something && records->files->count > 1)
        cli_findings_warn(records->printer, &place, "empty_file",
                          "there is no record in this file");
}

/* Opens the next file, which may be a workbook. */
static bool open_file(struct records *records) {
    if (records->file > 0)
        tell_empty(records);
    records->said_something = false;
    records->sheets = records->unknown_sheets = 0;
    records->name = records->files->names[records->file++];
    records->passed = 0;
    if (!cli_workbook_open(records->name, records->printer, &records->book))
        return false;
    if (records->book)
        return true;
    kefu_reader_next_file(records->reader, NULL);
    records->bytes = cli_bytes_open(records->name, records->encoding, records->printer);
    return records->bytes != NULL;
}

/* Begins the next file, or sheet; false when there is none, or after a failure. */
static bool next_file(struct records *records) {
    if (records->bytes)
        records->done += cli_bytes_done(records->bytes);
    cli_bytes_close(records->bytes);
    records->bytes = NULL;
    while (!records->failed) {
        if (records->book && next_sheet(records))
            return true;
        if (records->book && !end_book(records))
            return false;
        if (records->file == records->files->count) {
            tell_empty(records);
            return false;
        }
        records->failed |= !open_file(records);
        if (records->bytes)
            return true;
    }
    return false;
}

/* Reads the rest of a text that is markup, behind its first bytes, as a workbook. */
static bool open_markup(struct records *records, const char *bytes, size_t size) {
    struct text_out text = {NULL, 0, 0};
    kefu_status status = KEFU_OK;
    bool good = true;
    while (good && size > 0 && !status) {
        status = text_out_write(&text, bytes, size);
        good = cli_bytes_next(records->bytes, &bytes, &size);
    }
    if (status || !good || text_out_write(&text, "", 1)) {
        text_out_free(&text);
        return good ? cli_fail("%s: out of memory", records->name) == EXIT_DONE : false;
    }
    records->book = cli_workbook_of_markup(records->name, records->printer, text.data,
                                           text.size - 1);
    records->file_ended = true; /* of what stands before its sheets */
    return records->book != NULL;
}

static bool read_more(struct records *records, const char **bytes, size_t *size) {
    const bool first = records->book ? records->book->sheet.line == 0 : !records->begun;
    records->begun = true;
    if (records->book) {
        const bool good = cli_workbook_next(records->book, bytes, size);
        records->sheets += good && first && *size > 0;
        return good;
    }
    if (!cli_bytes_next(records->bytes, bytes, size))
        return false;
    if (!first || !cli_begins_markup(*bytes, *size))
        return true;
    if (!open_markup(records, *bytes, *size))
        return false;
    *size = 0;
    return true;
}

/* Gives the reader the file's next bytes. */
static bool feed(struct records *records) {
    const char *bytes;
    kefu_error error;
    size_t size;
    kefu_status status = KEFU_OK;
    if (!read_more(records, &bytes, &size))
        return !(records->failed = true);
    status = size ? kefu_reader_push(records->reader, bytes, size, &error)
                  : kefu_reader_end(records->reader, &error);
    records->file_ended = size == 0;
    if (status == KEFU_OK)
        return true;
    cli_fail("%s: %s", records->name, error.message);
    return !(records->failed = true);
}

/* More bytes, of this file or the next one. */
static bool more(struct records *records) {
    if ((!records->bytes && !records->book) || records->file_ended) {
        records->file_ended = records->begun = false;
        if (!next_file(records))
            return false;
    }
    return feed(records);
}

uint64_t cli_records_done(const struct records *records) {
    return records->done + (records->bytes ? cli_bytes_done(records->bytes) : 0);
}

void cli_records_use_roster(struct records *records, struct used_roster *roster) {
    records->roster = roster->roster ? roster : NULL;
    kefu_reader_use_roster(records->reader, roster->roster, NULL);
}

/* Reads the next record; one with a flaw is refused with --strict. */
static kefu_status read_record(struct records *records, kefu_error *error) {
    kefu_status status = kefu_reader_next(records->reader, &records->record,
                                          records->printer->collector, error);
    if (status == KEFU_OK && records->record.json.data)
        status = cli_roster_apply(records->roster, &records->record.json,
                                  records->printer->collector, error);
    return status == KEFU_OK && records->record.json.data
               ? cli_findings_strict(records->printer, records->printer->collector, error)
               : status;
}

bool cli_records_next(struct records *records) {
    while (!records->failed) {
        const bool begun = records->bytes || records->book;
        kefu_error error;
        memset(&error, 0, sizeof error);
        records->record.size = sizeof records->record;
        if (begun && read_record(records, &error)) {
            if (!is_unknown_sheet(records))
                cli_records_skip(records, &error);
        } else if (begun && records->record.json.data) {
            const struct finding_place place = cli_records_place(records);
            cli_findings_flush(records->printer, &place);
            records->said_something = true;
            return true;
        } else if (!more(records)) {
            return false;
        }
    }
    return false;
}

void cli_records_pass(struct records *records, const char *command) {
    const uint32_t kind = records->record.kind;
    const struct finding_place place = cli_records_place(records);
    char message[96];
    if (records->passed >> kind & 1)
        return;
    records->passed |= UINT32_C(1) << kind;
    snprintf(message, sizeof message, "records of the kind %s count nowhere in kefu %s",
             kefu_vocabulary_name("record_kind", kind), command);
    cli_findings_note(records->printer, &place, "unused_record", message);
}
