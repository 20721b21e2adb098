/* SPDX-License-Identifier: MIT
 * kefu check and kefu schemas: help for people who write definitions. */
#include <stdlib.h>
#include <string.h>

#include "check_records.h"
#include "commands.h"
#include "embedded.h"

static int run_check(int argc, char **argv);
static int run_schemas(int argc, char **argv);

const struct command cli_check_command = {
    "check", "every finding of definition files, with their tests, and of records",
    "Usage: kefu check [options] FILE …\n"
    "\n"
    "Definitions:\n"
    "Compiles the files (or all *.json of a folder) together above the built-in definitions and\n"
    "runs the tests in them. Prints to standard output how much was checked, or every finding:\n"
    "file:line:column: code: /json/pointer: message, or JSON lines with --findings json.\n"
    "Exit status 1 if one is an error.\n"
    "\n"
    "Records, in any format that kefu report takes: prints every finding, then how many records\n"
    "there are of each kind and findings of each code. Exit status 1 if one is an error.\n"
    "\n"
    "  --errors     errors only, without warnings and notes\n"
    "  --encoding E of files of records (default: recognised)\n"
    "  --map MAP    a field map that gathers rows into conversations "
    "(docs/records.md)\n" ROSTER_HELP,
    run_check};

const struct command cli_schemas = {"schemas", "the JSON Schemas of all documents",
                                    "Usage: kefu schemas [NAME …]\n"
                                    "\n"
                                    "Without a name: their names, one a line as JSON. With names "
                                    "(lexicon, rubric, …): the schemas\n"
                                    "themselves, for an editor or a validator.",
                                    run_schemas};

enum { ERRORS, ENCODING, MAP, ROSTER, OPTIONS = ROSTER + ROSTERS };
static const struct option_spec specs[OPTIONS] = {
    {"errors", false}, {"encoding", true}, {"map", true}, ROSTER_OPTIONS};

static int check_records(struct finding_printer *printer, const struct arguments *arguments,
                         const char *const *names, size_t count) {
    struct used_roster roster;
    int code = cli_roster_read(&roster, arguments, ROSTER, KEFU_ROSTER_IDS, printer);
    if (code == EXIT_DONE)
        code = cli_check_records(printer, names, count, cli_option(arguments, ENCODING),
                                 cli_option(arguments, MAP), &roster);
    cli_roster_free(&roster);
    return code;
}

/* Definitions are checked together, and so are records. */
static int check_all(struct finding_printer *printer, const struct arguments *arguments) {
    const size_t count = arguments->file_count;
    const char **records = calloc(count, sizeof *records);
    size_t record_count = 0, definition_count = 0;
    int code = EXIT_DONE;
    if (!records)
        return cli_fail("out of memory");
    for (size_t i = 0; i < count; i++) {
        const char *name = arguments->files[i];
        if (cli_option(arguments, MAP) || cli_holds_records(name))
            records[record_count++] = name;
        else
            arguments->files[definition_count++] = name;
    }
    if (definition_count)
        code |= cli_check(printer, arguments->files, definition_count);
    if (record_count)
        code |= check_records(printer, arguments, records, record_count);
    free(records);
    return code;
}

static int run_check(int argc, char **argv) {
    struct finding_printer printer;
    struct arguments arguments;
    int code;
    if (!cli_parse(&arguments, &cli_check_command, specs, OPTIONS, argc, argv, &code))
        return code;
    if (arguments.file_count == 0)
        return cli_usage(&cli_check_command, "no file");
    cli_findings_begin(&printer, &arguments, false);
    printer.to = stdout;
    printer.beside_bar = false;
    printer.limit = SIZE_MAX;
    printer.errors_only = cli_option(&arguments, ERRORS) != NULL;
    code = cli_findings_end(&printer, check_all(&printer, &arguments));
    return cli_flush() ? code : EXIT_FOUND;
}

/* Is it the schema of this kind? "lexicon-1.schema.json" is that of "lexicon". */
static bool is_called(const struct embedded *schema, const char *name) {
    const size_t size = strlen(name);
    return strncmp(schema->name, name, size) == 0 &&
           (schema->name[size] == '\0' || schema->name[size] == '-');
}

static int print_schema(const char *name) {
    for (size_t i = 0; i < kefu_schema_count; i++)
        if (is_called(&kefu_schema_files[i], name)) {
            fwrite(kefu_schema_files[i].data, 1, kefu_schema_files[i].size, stdout);
            return EXIT_DONE;
        }
    return cli_fail("there is no schema %s", name);
}

static int run_schemas(int argc, char **argv) {
    struct arguments arguments;
    int code;
    if (!cli_parse(&arguments, &cli_schemas, NULL, 0, argc, argv, &code))
        return code;
    code = EXIT_DONE;
    for (size_t i = 0; i < arguments.file_count; i++)
        code |= print_schema(arguments.files[i]);
    for (size_t i = 0; arguments.file_count == 0 && i < kefu_schema_count; i++) {
        const char *name = kefu_schema_files[i].name;
        printf("{\"name\":\"%.*s\",\"file\":\"%s\"}\n", (int)strcspn(name, "-."), name, name);
    }
    return cli_flush() ? code : EXIT_FOUND;
}
