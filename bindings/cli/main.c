/* SPDX-License-Identifier: MIT
 * The program kefu: the library for people at a terminal. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"
#include "findings.h"

static int run_version(int argc, char **argv);

static const struct command version_command = {
    "version", "the version of kefu and of its definitions",
    "Usage: kefu version\n\nPrints {\"kefu\", \"scheme\", \"digest\"} as one line of JSON.",
    run_version};

static const struct command *const commands[] = {
    &cli_analyze,       &cli_score,   &cli_metrics, &cli_report,     &cli_aggregate,
    &cli_compare,       &cli_merge,   &cli_forget,  &cli_convert,    &cli_find,
    &cli_sample,        &cli_monitor, &cli_train,   &cli_test,       &cli_fit,
    &cli_check_command, &cli_init,    &cli_redact,  &cli_series,     &cli_agreement,
    &cli_diff,          &cli_schemas, &cli_map,     &version_command};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static int run_version(int argc, char **argv) {
    static const struct option_spec specs[] = {{"scheme", true}};
    struct finding_printer printer;
    struct arguments arguments;
    kefu_scheme *scheme;
    int code;
    if (!cli_parse(&arguments, &version_command, specs, 1, argc, argv, &code))
        return code;
    cli_findings_begin(&printer, &arguments, false);
    scheme = cli_scheme(&printer, cli_option(&arguments, 0));
    cli_findings_end(&printer, EXIT_DONE);
    if (!scheme)
        return EXIT_FOUND;
    printf("{\"kefu\":\"%s\",\"scheme\":\"%s\",\"digest\":\"%s\"}\n", kefu_version(),
           kefu_scheme_id(scheme), kefu_scheme_digest(scheme));
    kefu_scheme_release(scheme);
    return cli_flush() ? EXIT_DONE : EXIT_FOUND;
}

static void print_help(FILE *to) {
    fputs("kefu: judges customer service in Chinese (客服质量分析)\n\nUsage: kefu COMMAND …\n\n",
          to);
    for (size_t i = 0; i < COMMAND_COUNT; i++)
        fprintf(to, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fputs(
        "\nkefu COMMAND --help tells more. Without arguments that say otherwise, input comes from\n"
        "standard input, results go to standard output, and what is wrong with the input to "
        "standard\n"
        "error.\n",
        to);
}

/* The command of that name; NULL after a usage error. */
static const struct command *find_command(const char *name) {
    const char *names[COMMAND_COUNT], *nearest;
    for (size_t i = 0; i < COMMAND_COUNT; i++) {
        names[i] = commands[i]->name;
        if (strcmp(name, names[i]) == 0)
            return commands[i];
    }
    nearest = cli_nearest(name, names, COMMAND_COUNT);
    if (name[0] == '-')
        cli_usage(NULL, "a command stands before its options; %s is none", name);
    else if (nearest)
        cli_usage(NULL, "there is no command %s; did you mean %s?", name, nearest);
    else
        cli_usage(NULL, "there is no command %s", name);
    return NULL;
}

static bool asks_help(const char *word) {
    return strcmp(word, "-h") == 0 || strcmp(word, "--help") == 0 || strcmp(word, "help") == 0;
}

int main(int argc, char **argv) {
    static char *help[] = {(char *)"--help"};
    const struct command *command;
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--version") == 0)
        return run_version(0, NULL);
    if (asks_help(argv[1]) && argc == 2) {
        print_help(stdout);
        return cli_flush() ? EXIT_DONE : EXIT_FOUND;
    }
    command = find_command(argv[asks_help(argv[1]) ? 2 : 1]);
    if (!command)
        return EXIT_USAGE;
    return asks_help(argv[1]) ? command->run(1, help) : command->run(argc - 2, argv + 2);
}
