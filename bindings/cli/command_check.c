/* SPDX-License-Identifier: MIT
 * kefu check and kefu schemas: help for people who write definitions. */
#include <string.h>

#include "commands.h"
#include "embedded.h"

static int run_check(int argc, char **argv);
static int run_schemas(int argc, char **argv);

const struct command cli_check_command = {
    "check", "every finding of definition files, and the tests that stand in them",
    "Usage: kefu check [--errors] FILE …\n"
    "\n"
    "Compiles the files (or all *.json of a folder) together above the built-in definitions and\n"
    "runs the tests in them. Prints to standard output how much was checked, or every finding:\n"
    "file:line:column: code: /json/pointer: message, or JSON lines with --findings json.\n"
    "Exit status 1 if one is an error.\n"
    "\n"
    "  --errors     errors only, without warnings and notes",
    run_check};

const struct command cli_schemas = {"schemas", "the JSON Schemas of all documents",
                                    "Usage: kefu schemas [NAME …]\n"
                                    "\n"
                                    "Without a name: their names, one a line as JSON. With names "
                                    "(lexicon, rubric, …): the schemas\n"
                                    "themselves, for an editor or a validator.",
                                    run_schemas};

static int run_check(int argc, char **argv) {
    static const struct option_spec specs[] = {{"errors", false}};
    struct finding_printer printer;
    struct arguments arguments;
    int code;
    if (!cli_parse(&arguments, &cli_check_command, specs, 1, argc, argv, &code))
        return code;
    if (arguments.file_count == 0)
        return cli_usage(&cli_check_command, "no file");
    cli_findings_begin(&printer, &arguments, false);
    printer.to = stdout;
    printer.beside_bar = false;
    printer.limit = SIZE_MAX;
    printer.errors_only = cli_option(&arguments, 0) != NULL;
    code = cli_findings_end(&printer, cli_check(&printer, arguments.files, arguments.file_count));
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
