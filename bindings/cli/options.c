/* SPDX-License-Identifier: MIT
 * Reading the command line, and telling people what was wrong with it. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void print_help(const struct command *command, const struct option_spec *specs,
                       size_t spec_count) {
    size_t i;
    printf("%s\n\nCommon options:\n", command->help);
    for (i = 0; i < spec_count; i++)
        if (strcmp(specs[i].name, "scheme") == 0)
            puts(
                "  --scheme S   definitions: a built-in id, a file or a folder of *.json (default: "
                "the built-in)");
    puts("  --help       this text\n"
         "Exit status: 0 done, 1 findings or failure, 2 usage, 3 lines were skipped.");
}

int cli_usage(const struct command *command, const char *format, ...) {
    va_list arguments;
    fprintf(stderr, "kefu%s%s: ", command ? " " : "", command ? command->name : "");
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fprintf(stderr, "\nTry: kefu%s%s --help\n", command ? " " : "", command ? command->name : "");
    return EXIT_USAGE;
}

int cli_fail(const char *format, ...) {
    va_list arguments;
    fputs("kefu: ", stderr);
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
    fputc('\n', stderr);
    return EXIT_FOUND;
}

bool cli_read_number(const char *text, size_t *number) {
    char *end;
    unsigned long long value;
    if (*text < '0' || *text > '9')
        return false;
    errno = 0;
    value = strtoull(text, &end, 10);
    if (errno || *end || value == 0 || value > SIZE_MAX)
        return false;
    *number = (size_t)value;
    return true;
}

const char *cli_option(const struct arguments *arguments, size_t i) {
    const struct option_value *option = &arguments->options[i];
    return option->count ? option->values[option->count - 1] : NULL;
}

/* Finds the option that `text` ("--name", "--name=value", "-o") names; its value if it stands in
 * the same word. */
static size_t find_option(const struct option_spec *specs, size_t count, const char *text,
                          const char **value) {
    const bool is_long = text[1] == '-';
    const char *name = text + (is_long ? 2 : 1);
    const char *equals = is_long ? strchr(name, '=') : NULL;
    const size_t size = equals ? (size_t)(equals - name) : is_long ? strlen(name) : 1;
    size_t i;
    *value = equals ? equals + 1 : NULL;
    if (!is_long && name[0] && name[1])
        *value = name + 1;
    for (i = 0; i < count; i++)
        if (strlen(specs[i].name) == size && (size == 1) == !is_long &&
            memcmp(specs[i].name, name, size) == 0)
            break;
    return i;
}

static bool read_option(struct arguments *arguments, const struct option_spec *specs,
                        size_t spec_count, int argc, char **argv, int *i, int *code) {
    const char *word = argv[*i], *value;
    const size_t found = find_option(specs, spec_count, word, &value);
    struct option_value *option;
    if (found == spec_count) {
        *code = cli_usage(arguments->command, "there is no option %s", word);
        return false;
    }
    if (specs[found].takes_value && !value) {
        if (*i + 1 >= argc) {
            *code = cli_usage(arguments->command, "option %s needs a value", word);
            return false;
        }
        value = argv[++*i];
    } else if (!specs[found].takes_value && value) {
        *code = cli_usage(arguments->command, "option --%s takes no value", specs[found].name);
        return false;
    }
    option = &arguments->options[found];
    if (option->count == MOST_REPEATS) {
        *code = cli_usage(arguments->command, "option %s stands too often", word);
        return false;
    }
    option->values[option->count++] = value ? value : "";
    return true;
}

bool cli_parse(struct arguments *arguments, const struct command *command,
               const struct option_spec *specs, size_t spec_count, int argc, char **argv,
               int *code) {
    bool options = true;
    int i;
    memset(arguments, 0, sizeof *arguments);
    arguments->command = command;
    for (i = 0; i < argc; i++) {
        const char *word = argv[i];
        if (options && strcmp(word, "--help") == 0) {
            print_help(command, specs, spec_count);
            *code = EXIT_DONE;
            return false;
        }
        if (options && strcmp(word, "--") == 0) {
            options = false;
        } else if (options && word[0] == '-' && word[1]) {
            if (!read_option(arguments, specs, spec_count, argc, argv, &i, code))
                return false;
        } else if (arguments->file_count == sizeof arguments->files / sizeof *arguments->files) {
            *code = cli_usage(command, "too many files");
            return false;
        } else {
            arguments->files[arguments->file_count++] = word;
        }
    }
    return true;
}
