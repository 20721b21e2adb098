/* SPDX-License-Identifier: MIT
 * Records in: any number of files and folders, each record known for what it is. */
#ifndef KEFU_CLI_RECORDS_H
#define KEFU_CLI_RECORDS_H

#include "findings.h"
#include "roster.h"
#include "workbook.h"

/* Names of files, in the order in which they are read; folders and patterns are replaced by what
 * they hold. */
struct file_list {
    char **names;
    size_t count, capacity;
};
/* Replaces folders by their own *.jsonl, *.json, *.csv, *.tsv (also .gz), *.xlsx and *.xls, sorted,
 * not deeper, and patterns by what they match; with `tell`, says what else a folder holds. False
 * after a failure that was printed. */
bool cli_files_find(struct file_list *list, const char *const *names, size_t count, bool tell);
void cli_files_free(struct file_list *list);
/* Adds a copy of a name; false after a failure that was printed. */
bool cli_files_add(struct file_list *list, const char *name);

/* Reads a field map; NULL after a failure that was printed. */
kefu_field_map *cli_map_load(const char *name, struct finding_printer *printer);

struct byte_source; /* of the current file: decompressed, decoded (bytes.c) */

/* The records of all files, one after another. */
struct records {
    struct finding_printer *printer;
    const struct file_list *files;
    const char *encoding; /* NULL: recognised */
    struct byte_source *bytes;
    struct workbook *book;         /* the current file is one; its sheets are files to the reader */
    size_t sheets, unknown_sheets; /* of the book: with rows, and those that are no known table */
    char unknown_message[400];     /* of the first of these */
    kefu_reader *reader;
    struct used_roster *roster; /* by which records are written again; NULL: none */
    int spill;          /* the descriptor of the temporary file for rows; -1: none was needed */
    kefu_record record; /* the current one; texts live until the next call */
    const char *name;   /* of its file, or of its sheet: "chats.xlsx#Sheet1" */
    struct file_list sheet_names;
    size_t file;            /* how many were begun */
    uint64_t done, total;   /* bytes: of the files before this one, and of all; total 0: unknown */
    bool begun, file_ended; /* of the current file or sheet */
    bool said_something; /* the current file, which may be a workbook, had a record or an error */
    uint32_t passed;     /* the kinds of this file that were told of, a bit each */
    bool failed;         /* a file could not be read, or --strict stopped: it was printed */
};
/* False after a failure that was printed: nothing is half done where a file cannot be read. */
bool cli_records_open(struct records *records, const struct file_list *files, const char *encoding,
                      struct finding_printer *printer);
/* Takes the agents of a roster for staff, and writes records again by it. */
void cli_records_use_roster(struct records *records, struct used_roster *roster);
/* The next record that is whole. What is refused is told of and passed over. False at the end, and
 * after a failure. */
bool cli_records_next(struct records *records);
/* How many bytes of all files were read. */
uint64_t cli_records_done(const struct records *records);
/* Where the current record stands. */
struct finding_place cli_records_place(const struct records *records);
/* The current record cannot be used: cli_findings_skip() at its place. */
bool cli_records_skip(struct records *records, const kefu_error *error);
/* Tells, once for each file and kind, that records of this kind are passed over here. */
void cli_records_pass(struct records *records, const char *command);
void cli_records_close(struct records *records);

/* ---- temporary file ---- */

/* Storage in a file without a name, which is made when it is needed, in $TMPDIR or /tmp.
 * *descriptor is -1 first. A failure is printed. */
kefu_storage cli_spill_storage(int *descriptor);
void cli_spill_close(int *descriptor);

/* ---- bytes ---- */

/* Opens a file, or standard input for "-". NULL after a failure that was printed. */
struct byte_source *cli_bytes_open(const char *name, const char *encoding,
                                   struct finding_printer *printer);
/* The next bytes, in UTF-8; *size 0 at the end. False after a failure that was printed. */
bool cli_bytes_next(struct byte_source *source, const char **bytes, size_t *size);
/* How many bytes of the file itself were read. */
uint64_t cli_bytes_done(const struct byte_source *source);
void cli_bytes_close(struct byte_source *source);

#endif
