/* SPDX-License-Identifier: MIT
 * kefu map: what a field map makes of a file, and a map for a file. */
#include <string.h>

#include "commands.h"
#include "records.h"

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
        cli_write(stdout, record->json.data, record->json.size);
        putchar('\n');
    }
    return !ferror(stdout);
}

static void print_counts(const struct test *test) {
    const char *comma = "";
    for (uint32_t i = 0; i < KINDS_MAX; i++)
        if (test->kinds[i]) {
            printf("%s%s: %llu", comma, kefu_vocabulary_name("record_kind", i),
                   (unsigned long long)test->kinds[i]);
            comma = ", ";
        }
    puts(test->total ? "" : "no record");
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

static int test_map(const struct arguments *arguments, struct test *test,
                    struct finding_printer *printer) {
    const char *name = arguments->files[1];
    kefu_field_map *map = cli_map_load(name, printer);
    struct file_list files = {0};
    struct records records = {0};
    kefu_error error;
    int code = EXIT_FOUND;
    if (map && cli_files_find(&files, arguments->files + 2, arguments->file_count - 2, true) &&
        cli_records_open(&records, &files, cli_option(arguments, ENCODING), printer))
        code = kefu_reader_use_map(records.reader, map, &error)
                   ? cli_fail("%s: %s", name, error.message)
                   : test_files(test, &records);
    cli_records_close(&records);
    cli_files_free(&files);
    kefu_field_map_free(map);
    return code;
}

static int run(int argc, char **argv) {
    struct test test = {.shown_max = 2};
    struct finding_printer printer;
    struct arguments arguments;
    int code;
    if (!cli_parse(&arguments, &cli_map, specs, OPTIONS, argc, argv, &code))
        return code;
    if (cli_option(&arguments, COUNT) &&
        !cli_read_number(cli_option(&arguments, COUNT), &test.shown_max))
        return cli_usage(&cli_map, "--count needs a number from 1");
    if (arguments.file_count < 3 || strcmp(arguments.files[0], "test") != 0)
        return cli_usage(&cli_map, "say what to do: kefu map test MAP FILE …");
    memset(&printer, 0, sizeof printer);
    cli_findings_begin(&printer, &arguments, false);
    code = test_map(&arguments, &test, &printer);
    return cli_findings_end(&printer, code);
}
