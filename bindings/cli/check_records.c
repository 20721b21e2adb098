/* SPDX-License-Identifier: MIT
 * kefu check of records: reads them as kefu report does, and adds nothing up. */
#define _POSIX_C_SOURCE 200809L
#include "check_records.h"

#include <cJSON.h>
#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* ---- records or definitions ---- */

static bool ends_in(const char *name, const char *ending) {
    const size_t size = strlen(name), length = strlen(ending);
    return size > length && strcmp(name + size - length, ending) == 0;
}

/* Does the library know what record this is? */
static bool is_record(const char *json) {
    kefu_record record = {.size = sizeof record};
    kefu_reader *reader = NULL;
    const bool known = !kefu_reader_new(NULL, &reader, NULL) &&
                       !kefu_reader_push(reader, json, strlen(json), NULL) &&
                       !kefu_reader_end(reader, NULL) &&
                       !kefu_reader_next(reader, &record, NULL, NULL) && record.json.data;
    kefu_reader_free(reader);
    return known;
}

/* A definition names its format ("kefu": 1). What is called .json and cannot be read is taken for
 * one, whose findings name the place of the error. */
static bool is_definition(const char *name) {
    enum { DEFINITION_SIZE_MAX = 64 << 20 };
    struct stat about;
    bool definition = ends_in(name, ".json");
    FILE *stream = stat(name, &about) == 0 && about.st_size < DEFINITION_SIZE_MAX
                       ? fopen(name, "rb")
                       : NULL;
    char *text = stream ? calloc(1, (size_t)about.st_size + 1) : NULL;
    if (text && fread(text, 1, (size_t)about.st_size, stream) == (size_t)about.st_size) {
        cJSON *value = cJSON_Parse(text);
        char *first = cJSON_IsObject(value) ? cJSON_PrintUnformatted(value) : NULL;
        if (first)
            definition = cJSON_HasObjectItem(value, "kefu") || (definition && !is_record(first));
        else if (value)
            definition = false;
        free(first);
        cJSON_Delete(value);
    }
    free(text);
    if (stream)
        fclose(stream);
    return definition;
}

/* A folder of definitions has *.json, of which one is a definition at least. */
static bool folder_holds_records(const char *folder) {
    char pattern[4096];
    glob_t found;
    bool records = true;
    snprintf(pattern, sizeof pattern, "%s/*.json", folder);
    if (glob(pattern, 0, NULL, &found) == 0)
        for (size_t i = 0; records && i < found.gl_pathc; i++)
            records = !is_definition(found.gl_pathv[i]);
    globfree(&found);
    return records;
}

bool cli_holds_records(const char *name) {
    struct stat about;
    if (stat(name, &about))
        return !ends_in(name, ".json");
    return S_ISDIR(about.st_mode) ? folder_holds_records(name) : !is_definition(name);
}

/* ---- the check ---- */

struct check {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_aggregate *aggregate; /* that feedback is read into */
    kefu_field_map *map;
    struct finding_printer *printer;
    uint64_t kinds[32]; /* how many records there are of each kind */
};

static kefu_status check_conversation(struct check *check, kefu_str json, kefu_error *error) {
    kefu_conversation *conversation = NULL;
    kefu_status status = kefu_conversation_new(check->scheme, NULL, &conversation, error);
    if (!status)
        status = kefu_conversation_read_json(conversation, check->scratch, json.data, json.size,
                                             check->printer->collector, error);
    kefu_conversation_free(conversation);
    return status;
}

/* Takes the current record. Returns false if the command ends. */
static bool take(struct check *check, struct records *records) {
    const struct finding_place place = cli_records_place(records);
    const kefu_record *record = &records->record;
    kefu_status status = KEFU_OK;
    kefu_error error;
    bool good = true;
    memset(&error, 0, sizeof error);
    if (record->kind < sizeof check->kinds / sizeof *check->kinds)
        check->kinds[record->kind]++;
    if (record->kind == KEFU_RECORD_CONVERSATION)
        status = check_conversation(check, record->json, &error);
    else if (record->kind == KEFU_RECORD_FEEDBACK)
        status = kefu_aggregate_add_feedback_json(check->aggregate, check->scratch,
                                                  record->json.data, record->json.size,
                                                  check->printer->collector, &error);
    if (status)
        good = cli_records_skip(records, &error);
    cli_findings_flush(check->printer, &place);
    return good;
}

static void print_counts(const struct check *check, bool json) {
    const char *comma = "";
    for (uint32_t i = 0; i < sizeof check->kinds / sizeof *check->kinds; i++)
        if (check->kinds[i]) {
            printf(json ? "%s\"%s\":%llu" : "%s%s: %llu", comma,
                   kefu_vocabulary_name("record_kind", i), (unsigned long long)check->kinds[i]);
            comma = json ? "," : ", ";
        }
    if (!json && !*comma)
        fputs("no record", stdout);
}

/* One line, then one for each code. */
static void print_summary(const struct check *check) {
    const struct finding_printer *printer = check->printer;
    const char *comma = "";
    fputs(printer->json ? "{\"records\":{" : "", stdout);
    print_counts(check, printer->json);
    printf(printer->json ? "},\"errors\":%llu,\"warnings\":%llu,\"codes\":{"
                         : "; errors: %llu, warnings: %llu\n",
           (unsigned long long)printer->errors, (unsigned long long)printer->warnings);
    for (size_t i = 0; i < printer->code_count; i++) {
        printf(printer->json ? "%s\"%s\":%llu" : "%s%s: %llu\n", comma, printer->codes[i].code,
               (unsigned long long)printer->codes[i].count);
        comma = printer->json ? "," : "";
    }
    fputs(printer->json ? "}}\n" : "", stdout);
}

/* An input without any record is an error at each of its files, unless errors say why. */
static void refuse_nothing(const struct check *check, const struct file_list *files) {
    struct finding_place place = {.line = 1};
    for (size_t i = 0; i < sizeof check->kinds / sizeof *check->kinds; i++)
        if (check->kinds[i])
            return;
    if (check->printer->errors > 0)
        return;
    for (size_t i = 0; i < files->count; i++) {
        place.file = files->names[i];
        cli_findings_refuse(check->printer, &place, "no_record", "there is no record in this file");
    }
}

static bool prepare(struct check *check, struct records *records, const char *map) {
    static const char spec[] = "{\"group_by\":[\"agent_id\"]}";
    kefu_error error;
    check->scheme = cli_scheme(check->printer, NULL);
    if (!check->scheme || (map && !(check->map = cli_map_load(map, check->printer))))
        return false;
    if (kefu_scratch_new(NULL, &check->scratch, &error) ||
        kefu_aggregate_new(check->scheme, spec, sizeof spec - 1, NULL, &check->aggregate, &error) ||
        (map && kefu_reader_use_map(records->reader, check->map, &error)))
        return cli_fail("%s", error.message) == EXIT_DONE;
    return true;
}

int cli_check_records(struct finding_printer *printer, const char *const *names, size_t count,
                      const char *encoding, const char *map, struct used_roster *roster) {
    struct check check = {.printer = printer};
    struct file_list files;
    struct records records;
    bool good;
    if (!cli_files_find(&files, names, count, true))
        return EXIT_FOUND;
    good = cli_records_open(&records, &files, encoding, printer) && prepare(&check, &records, map);
    if (good)
        cli_records_use_roster(&records, roster);
    while (good && cli_records_next(&records))
        good = take(&check, &records);
    good = good && !records.failed;
    if (good) {
        refuse_nothing(&check, &files);
        print_summary(&check);
    }
    cli_records_close(&records);
    cli_files_free(&files);
    kefu_field_map_free(check.map);
    kefu_aggregate_free(check.aggregate);
    kefu_scratch_free(check.scratch);
    kefu_scheme_release(check.scheme);
    printer->skipped = 0; /* each is an error that was counted */
    return good && printer->errors == 0 ? EXIT_DONE : EXIT_FOUND;
}
