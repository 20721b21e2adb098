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
    if (!cli_input_open(&check, (const char *const *)files->names, files->count, NULL))
        return false;
    records->total = check.total;
    cli_input_close(&check);
    if (kefu_reader_new(NULL, &records->reader, &error)) {
        cli_fail("%s", error.message);
        return false;
    }
    return true;
}

void cli_records_close(struct records *records) {
    cli_bytes_close(records->bytes);
    kefu_reader_free(records->reader);
    memset(records, 0, sizeof *records);
}

struct finding_place cli_records_place(const struct records *records) {
    return (struct finding_place){records->name, (size_t)records->record.line, false};
}

bool cli_records_skip(struct records *records, const kefu_error *error) {
    const struct finding_place place = cli_records_place(records);
    if (cli_findings_skip_at(records->printer, &place, error) && error->status != KEFU_E_MEMORY)
        return true;
    records->failed = true;
    return false;
}

/* Begins the next file; false when there is none, or after a failure. */
static bool next_file(struct records *records) {
    if (records->bytes)
        records->done += cli_bytes_done(records->bytes);
    cli_bytes_close(records->bytes);
    records->bytes = NULL;
    if (records->file == records->files->count)
        return false;
    records->name = records->files->names[records->file++];
    records->passed = 0;
    kefu_reader_next_file(records->reader, NULL);
    records->bytes = cli_bytes_open(records->name, records->encoding, records->printer);
    records->failed |= !records->bytes;
    return records->bytes != NULL;
}

/* Gives the reader the file's next bytes. */
static bool feed(struct records *records) {
    const char *bytes;
    kefu_error error;
    size_t size;
    kefu_status status = KEFU_OK;
    if (!cli_bytes_next(records->bytes, &bytes, &size))
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
    if (!records->bytes || records->file_ended) {
        records->file_ended = false;
        if (!next_file(records))
            return false;
    }
    return feed(records);
}

uint64_t cli_records_done(const struct records *records) {
    return records->done + (records->bytes ? cli_bytes_done(records->bytes) : 0);
}

bool cli_records_next(struct records *records) {
    while (!records->failed) {
        kefu_error error;
        memset(&error, 0, sizeof error);
        records->record.size = sizeof records->record;
        if (records->bytes && kefu_reader_next(records->reader, &records->record,
                                               records->printer->collector, &error)) {
            cli_records_skip(records, &error);
        } else if (records->bytes && records->record.json.data) {
            const struct finding_place place = cli_records_place(records);
            cli_findings_flush(records->printer, &place);
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
