/* SPDX-License-Identifier: MIT
 * The program kefu: the library for people at a terminal. */
#include <stdlib.h>
#include <string.h>

#include "commands.h"

static int run_version(int argc, char **argv);

static const struct command version_command = {
    "version", "the version of kefu and of its definitions",
    "Usage: kefu version\n\nPrints {\"kefu\", \"scheme\", \"digest\"} as one line of JSON.",
    run_version};

static const struct command *const commands[] = {
    &cli_analyze, &cli_score, &cli_metrics,       &cli_report,  &cli_train,
    &cli_test,    &cli_fit,   &cli_check_command, &cli_schemas, &version_command};
enum { COMMAND_COUNT = sizeof commands / sizeof *commands };

static int run_version(int argc, char **argv) {
    static const struct option_spec specs[] = {{"scheme", true}};
    struct arguments arguments;
    kefu_scheme *scheme;
    int code;
    if (!cli_parse(&arguments, &version_command, specs, 1, argc, argv, &code))
        return code;
    scheme = cli_scheme(cli_option(&arguments, 0));
    if (!scheme)
        return EXIT_FOUND;
    printf("{\"kefu\":\"%s\",\"scheme\":\"%s\",\"digest\":\"%s\"}\n", kefu_version(),
           kefu_scheme_id(scheme), kefu_scheme_digest(scheme));
    kefu_scheme_release(scheme);
    return cli_flush() ? EXIT_DONE : EXIT_FOUND;
}

static void print_help(FILE *to) {
    size_t i;
    fputs("kefu: judges customer service in Chinese (客服质量分析)\n\nUsage: kefu COMMAND …\n\n",
          to);
    for (i = 0; i < COMMAND_COUNT; i++)
        fprintf(to, "  %-9s %s\n", commands[i]->name, commands[i]->summary);
    fputs("\nkefu COMMAND --help tells more.\n", to);
}

int main(int argc, char **argv) {
    size_t i;
    if (argc < 2) {
        print_help(stderr);
        return EXIT_USAGE;
    }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) {
        print_help(stdout);
        return EXIT_DONE;
    }
    if (strcmp(argv[1], "--version") == 0)
        return run_version(0, NULL);
    for (i = 0; i < COMMAND_COUNT; i++)
        if (strcmp(argv[1], commands[i]->name) == 0)
            return commands[i]->run(argc - 2, argv + 2);
    return cli_usage(NULL, "there is no command %s", argv[1]);
}
