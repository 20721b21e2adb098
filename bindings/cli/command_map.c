/* SPDX-License-Identifier: MIT
 * kefu map: what a field map makes of a file, and a map for a file. */
#include <cJSON.h>
#include <string.h>

#include "commands.h"
#include "records.h"
#include "text_out.h"
#include "workbook.h"

static int run(int argc, char **argv);

const struct command cli_map = {"map", "field maps: what one makes of a file",
                                "Usage: kefu map test [options] MAP FILE …\n"
                                "\n"
                                "Shows the first records that a field map (docs/maps.md) makes of "
                                "the files, what is wrong with\n"
                                "the map and with them, and how many there are.\n"
                                "\n"
                                "  --count N    show so many records (default 2)\n"
                                "  --encoding E of the files (default: recognised)",
                                run};

enum { ENCODING, COUNT, OPTIONS };
static const struct option_spec specs[OPTIONS] = {{"encoding", true}, {"count", true}};

enum { KINDS_MAX = 32 };
struct test {
    FILE *to;
    size_t shown, shown_max;
    uint64_t kinds[KINDS_MAX]; /* how many records there are of each kind */
    uint64_t total, empty;
};

static bool take(struct test *test, const struct records *records) {
    const kefu_record *record = &records->record;
    if (record->kind < KINDS_MAX)
        test->kinds[record->kind]++;
    test->total++;
    test->empty += (record->flags & KEFU_RECORD_EMPTY) != 0;
    if (test->shown++ < test->shown_max) {
        cli_write(test->to, record->json.data, record->json.size);
        fputc('\n', test->to);
    }
    return !ferror(test->to);
}

static void print_counts(const struct test *test) {
    const char *comma = "";
    for (uint32_t i = 0; i < KINDS_MAX; i++)
        if (test->kinds[i]) {
            fprintf(test->to, "%s%s: %llu", comma, kefu_vocabulary_name("record_kind", i),
                    (unsigned long long)test->kinds[i]);
            comma = ", ";
        }
    fputs(test->total ? "\n" : "no record\n", test->to);
}

static int test_files(struct test *test, struct records *records) {
    bool good = true;
    while (good && cli_records_next(records))
        good = take(test, records);
    if (!good || records->failed)
        return EXIT_FOUND;
    print_counts(test);
    return cli_flush() && test->total > test->empty ? EXIT_DONE : EXIT_FOUND;
}

/* Reads the files through the map; `name` is the map's, for messages. */
static int apply(struct test *test, const kefu_field_map *map, const char *name,
                 const char *const *names, size_t count, const char *encoding,
                 struct finding_printer *printer) {
    struct file_list files = {0};
    struct records records = {0};
    kefu_error error;
    int code = EXIT_FOUND;
    if (cli_files_find(&files, names, count, true) &&
        cli_records_open(&records, &files, encoding, printer))
        code = kefu_reader_use_map(records.reader, map, &error)
                   ? cli_fail("%s: %s", name, error.message)
                   : test_files(test, &records);
    cli_records_close(&records);
    cli_files_free(&files);
    return code;
}

static int test_map(const struct arguments *arguments, struct test *test,
                    struct finding_printer *printer) {
    const char *name = arguments->files[1];
    kefu_field_map *map = cli_map_load(name, printer);
    const int code = map ? apply(test, map, name, arguments->files + 2, arguments->file_count - 2,
                                 cli_option(arguments, ENCODING), printer)
                         : EXIT_FOUND;
    kefu_field_map_free(map);
    return code;
}

/* ---- suggesting ---- */

enum { SAMPLE_SIZE = 256 * 1024 };

static bool add_bytes(struct text_out *sample, const char *bytes, size_t size) {
    return size == 0 || text_out_write(sample, bytes, size) == KEFU_OK ||
           cli_fail("out of memory") == EXIT_DONE;
}

/* The file's first bytes, in UTF-8. False after a failure that was printed. */
static bool read_sample(const char *name, const char *encoding, struct finding_printer *printer,
                        struct text_out *sample) {
    struct byte_source *source = cli_bytes_open(name, encoding, printer);
    const char *bytes;
    size_t size = 1;
    bool good = source != NULL;
    while (good && size > 0 && sample->size < SAMPLE_SIZE)
        good = cli_bytes_next(source, &bytes, &size) && add_bytes(sample, bytes, size);
    cli_bytes_close(source);
    return good;
}

/* The first rows of the current sheet. False after a failure that was printed. */
static bool read_sheet(struct workbook *book, struct text_out *sample) {
    const char *bytes;
    size_t size = 1;
    bool good = true;
    sample->size = 0;
    while (good && size > 0 && sample->size < SAMPLE_SIZE)
        good = cli_workbook_next(book, &bytes, &size) && add_bytes(sample, bytes, size);
    return good;
}

static kefu_status suggest_of(const struct text_out *sample, struct text_out *json,
                              kefu_error *error) {
    return kefu_field_map_suggest(sample->data ? sample->data : "", sample->size, NULL,
                                  text_out_write, json, error);
}

/* A map for the first sheet of a workbook that one can be suggested for. False after a failure that
 * was printed. */
static bool suggest_of_sheets(struct workbook *book, const char *name, struct text_out *json) {
    struct text_out sample = {NULL, 0, 0};
    const char *sheet;
    kefu_error error, first;
    bool found = false, good = true;
    strcpy(first.message, "no sheet is shown");
    for (size_t i = 0; good && !found && cli_workbook_next_sheet(book, &sheet); i++) {
        good = read_sheet(book, &sample);
        found = good && suggest_of(&sample, json, &error) == KEFU_OK;
        if (i == 0 && !found)
            first = error;
    }
    text_out_free(&sample);
    if (good && !found && !book->failed)
        cli_fail("%s: %s", name, first.message);
    return found;
}

/* False after a failure that was printed. */
static bool suggest_of_file(const char *name, const char *encoding, struct finding_printer *printer,
                            struct text_out *json) {
    struct text_out sample = {NULL, 0, 0};
    struct workbook *book = NULL;
    kefu_error error;
    if (strcmp(name, "-") != 0 && !cli_workbook_open(name, printer, &book))
        return false;
    if (book) {
        const bool found = suggest_of_sheets(book, name, json);
        cli_workbook_close(book);
        return found;
    }
    bool good = read_sample(name, encoding, printer, &sample);
    if (good && suggest_of(&sample, json, &error))
        good = cli_fail("%s: %s", name, error.message) == EXIT_DONE;
    text_out_free(&sample);
    return good;
}

/* Prints JSON over several lines. */
static bool print_formatted(const struct text_out *json) {
    cJSON *tree = cJSON_ParseWithLength(json->data, json->size);
    char *text = cJSON_Print(tree);
    if (text)
        puts(text);
    cJSON_free(text);
    cJSON_Delete(tree);
    return text && cli_flush();
}

static int suggest(const struct arguments *arguments, struct test *test,
                   struct finding_printer *printer) {
    const char *encoding = cli_option(arguments, ENCODING), *name = arguments->files[1];
    struct text_out json = {NULL, 0, 0};
    kefu_field_map *map = NULL;
    kefu_error error;
    int code = EXIT_FOUND;
    if (suggest_of_file(name, encoding, printer, &json)) {
        if (kefu_field_map_new(json.data, json.size, NULL, &map, NULL, &error)) {
            code = cli_fail("%s: %s", name, error.message);
        } else if (print_formatted(&json)) {
            test->to = stderr;
            code = apply(test, map, "the map", arguments->files + 1, 1, encoding, printer);
        }
    }
    kefu_field_map_free(map);
    text_out_free(&json);
    return code;
}

static int run(int argc, char **argv) {
    struct test test = {.to = stdout, .shown_max = 2};
    struct finding_printer printer;
    struct arguments arguments;
    int code;
    if (!cli_parse(&arguments, &cli_map, specs, OPTIONS, argc, argv, &code))
        return code;
    if (cli_option(&arguments, COUNT) &&
        !cli_read_number(cli_option(&arguments, COUNT), &test.shown_max))
        return cli_usage(&cli_map, "--count needs a number from 1");
    const bool suggests = arguments.file_count == 2 && strcmp(arguments.files[0], "suggest") == 0;
    if (!suggests && (arguments.file_count < 3 || strcmp(arguments.files[0], "test") != 0))
        return cli_usage(&cli_map, "say what to do: suggest FILE, or test MAP FILE …");
    memset(&printer, 0, sizeof printer);
    cli_findings_begin(&printer, &arguments, false);
    code = suggests ? suggest(&arguments, &test, &printer) : test_map(&arguments, &test, &printer);
    return cli_findings_end(&printer, code);
}
