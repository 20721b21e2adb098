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
    puts(
        "  --findings F what is wrong with the input goes to standard error: as text (default;\n"
        "               file:line:column: code: /pointer: message, the first 20 in full, then one\n"
        "               line a code) or as json (an object a line, all of them)\n"
        "  -h, --help   this text\n"
        "Exit status: 0 done, 1 errors or failure, 2 usage, 3 lines were skipped.");
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

/* ---- did you mean ---- */

enum { WORD_MAX = 32 };

static size_t smallest(size_t a, size_t b) {
    return a < b ? a : b;
}

/* How many insertions, deletions, changes and swaps of neighbours make one word of the other
 * (optimal string alignment); WORD_MAX for words that are too long. */
static size_t distance(const char *a, const char *b) {
    size_t rows[WORD_MAX + 1][WORD_MAX + 1];
    const size_t a_size = strlen(a), b_size = strlen(b);
    if (a_size > WORD_MAX || b_size > WORD_MAX)
        return WORD_MAX;
    for (size_t i = 0; i <= a_size; i++)
        for (size_t k = 0; k <= b_size; k++) {
            if (i == 0 || k == 0) {
                rows[i][k] = i + k;
                continue;
            }
            rows[i][k] = smallest(rows[i - 1][k - 1] + (a[i - 1] != b[k - 1]),
                                  smallest(rows[i - 1][k], rows[i][k - 1]) + 1);
            if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
                rows[i][k] = smallest(rows[i][k], rows[i - 2][k - 2] + 1);
        }
    return rows[a_size][b_size];
}

const char *cli_nearest(const char *word, const char *const *names, size_t count) {
    const char *nearest = NULL;
    size_t least = strlen(word) / 3 + 1; /* a third of its letters, and one, is another word */
    for (size_t i = 0; i < count; i++) {
        const size_t far = distance(word, names[i]);
        if (far <= least && (!nearest || far < least)) {
            least = far;
            nearest = names[i];
        }
    }
    return nearest;
}

/* There is no such option: a usage error with the nearest one. */
static int unknown_option(const struct command *command, const struct option_spec *specs,
                          size_t spec_count, const char *word) {
    const char *names[40], *nearest;
    char name[WORD_MAX + 1];
    const size_t size = strcspn(word, "=");
    size_t count = 0;
    for (size_t i = 0; i < spec_count && count < sizeof names / sizeof *names; i++)
        if (specs[i].name[1])
            names[count++] = specs[i].name;
    snprintf(name, sizeof name, "%.*s", (int)size, word);
    nearest = cli_nearest(name + strspn(name, "-"), names, count);
    if (nearest)
        return cli_usage(command, "there is no option %.*s; did you mean --%s?", (int)size, word,
                         nearest);
    return cli_usage(command, "there is no option %.*s", (int)size, word);
}

/* ---- reading ---- */

/* What every command knows, behind its own options. */
static const struct option_spec common[] = {{"findings", true}, {"help", false}, {"h", false}};
enum { FINDINGS, HELP, HELP_SHORT, COMMON, SPECS_MAX = 24 + COMMON };

static bool read_option(struct arguments *arguments, const struct option_spec *specs,
                        size_t spec_count, int argc, char **argv, int *i, size_t *found,
                        const char **value, int *code) {
    const char *word = argv[*i];
    *found = find_option(specs, spec_count, word, value);
    if (*found == spec_count) {
        *code = unknown_option(arguments->command, specs, spec_count, word);
        return false;
    }
    if (specs[*found].takes_value && !*value) {
        if (*i + 1 >= argc) {
            *code = cli_usage(arguments->command, "option %s needs a value", word);
            return false;
        }
        *value = argv[++*i];
    } else if (!specs[*found].takes_value && *value) {
        *code = cli_usage(arguments->command, "option --%s takes no value", specs[*found].name);
        return false;
    }
    return true;
}

static bool keep_option(struct arguments *arguments, const struct option_spec *spec, size_t i,
                        const char *value, int *code) {
    struct option_value *option = &arguments->options[i];
    if (option->count == REPEATS_MAX) {
        *code = cli_usage(arguments->command, "option --%s stands too often", spec->name);
        return false;
    }
    option->values[option->count++] = value ? value : "";
    return true;
}

/* An option that all commands share. */
static bool take_common(struct arguments *arguments, const struct option_spec *specs,
                        size_t spec_count, size_t which, const char *value, int *code) {
    if (which != FINDINGS) {
        print_help(arguments->command, specs, spec_count);
        *code = EXIT_DONE;
        return false;
    }
    arguments->json_findings = strcmp(value, "json") == 0;
    if (arguments->json_findings || strcmp(value, "text") == 0)
        return true;
    *code = cli_usage(arguments->command, "--findings is text or json, not %s", value);
    return false;
}

bool cli_parse(struct arguments *arguments, const struct command *command,
               const struct option_spec *specs, size_t spec_count, int argc, char **argv,
               int *code) {
    struct option_spec all[SPECS_MAX];
    bool options = true;
    memset(arguments, 0, sizeof *arguments);
    arguments->command = command;
    arguments->files = (const char **)argv; /* a file never stands behind its place among them */
    if (spec_count)
        memcpy(all, specs, spec_count * sizeof *all);
    memcpy(all + spec_count, common, sizeof common);
    for (int i = 0; i < argc; i++) {
        const char *word = argv[i], *value;
        size_t found;
        if (!options || word[0] != '-' || !word[1]) {
            arguments->files[arguments->file_count++] = word;
        } else if (strcmp(word, "--") == 0) {
            options = false;
        } else if (!read_option(arguments, all, spec_count + COMMON, argc, argv, &i, &found, &value,
                                code) ||
                   !(found < spec_count ? keep_option(arguments, &all[found], found, value, code)
                                        : take_common(arguments, specs, spec_count,
                                                      found - spec_count, value, code))) {
            return false;
        }
    }
    return true;
}
