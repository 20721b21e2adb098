/* SPDX-License-Identifier: MIT
 * Reading the command line, and telling people what was wrong with it. */
#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cli.h"

static void print_help(const struct command *command, const struct option_spec *specs,
                       size_t spec_count) {
    printf("%s\n\nCommon options:\n", command->help);
    for (size_t i = 0; i < spec_count; i++)
        if (strcmp(specs[i].name, "scheme") == 0)
            puts(
                "  --scheme S   definitions: a built-in id, a file or a folder of *.json (default: "
                "the built-in)\n"
                "  --at T       use the versions of the definitions that are in force then (RFC "
                "3339, or\n"
                "               milliseconds; default: the newest)");
    puts(
        "  --findings F what is wrong with the input goes to standard error: as text (default;\n"
        "               file:line:column: code: /pointer: message, the first 20 in full, then one\n"
        "               line a code) or as json (an object a line, all of them)\n"
        "  -h, --help   this text\n"
        "Exit status: 0 done, 1 errors or failure, 2 usage, 3 lines were skipped.");
}

/* Prints a message, escaped for terminals, because it may quote any text. */
__attribute__((format(printf, 1, 0))) static void print_message(const char *format,
                                                                va_list arguments) {
    char message[8192];
    vsnprintf(message, sizeof message, format, arguments);
    cli_print_visible(stderr, message);
}

int cli_usage(const struct command *command, const char *format, ...) {
    va_list arguments;
    fprintf(stderr, "kefu%s%s: ", command ? " " : "", command ? command->name : "");
    va_start(arguments, format);
    print_message(format, arguments);
    va_end(arguments);
    fprintf(stderr, "\nTry: kefu%s%s --help\n", command ? " " : "", command ? command->name : "");
    return EXIT_USAGE;
}

int cli_fail(const char *format, ...) {
    va_list arguments;
    fputs("kefu: ", stderr);
    va_start(arguments, format);
    print_message(format, arguments);
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

bool cli_is_language(const char *text) {
    uint32_t count = 0;
    while (strcmp(kefu_vocabulary_name("language", count), "unknown") != 0)
        if (strcmp(kefu_vocabulary_name("language", count++), text) == 0)
            return true;
    return false;
}

bool cli_read_fraction(const char *text, double *number) {
    double value = 0, scale = 1;
    size_t digits = 0;
    bool behind = false;
    for (; *text; text++) {
        if (*text == '.' && !behind) {
            behind = true;
            continue;
        }
        if (*text < '0' || *text > '9' || ++digits > 15) /* 15 digits are exact in a double */
            return false;
        value = value * 10 + (*text - '0');
        scale *= behind ? 10 : 1;
    }
    *number = value / scale;
    return digits > 0 && *number <= 1;
}

const char *cli_option(const struct arguments *arguments, size_t i) {
    const struct option_value *option = &arguments->options[i];
    return option->count ? option->values[option->count - 1] : NULL;
}

/* Finds the option that `text` names ("--name", "--name=value", "-o"), and its value if it is part
 * of the same word. */
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

enum { WORD_MAX = 32, COMMON_MAX = 4 };

static size_t smallest(size_t a, size_t b) {
    return a < b ? a : b;
}

/* The edit distance of two words with transpositions (optimal string alignment); WORD_MAX for words
 * that are too long. */
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

/* Prints a usage error for an unknown option, with the most similar one. */
static int unknown_option(const struct command *command, const struct option_spec *specs,
                          size_t spec_count, const char *word) {
    const char *names[OPTIONS_MAX + COMMON_MAX], *nearest;
    char name[WORD_MAX + 1];
    const size_t size = strcspn(word, "=");
    size_t count = 0;
    for (size_t i = 0; i < spec_count; i++)
        if (specs[i].name[1]) /* one letter is near every other */
            names[count++] = specs[i].name;
    snprintf(name, sizeof name, "%.*s", (int)size, word);
    nearest = cli_nearest(name + strspn(name, "-"), names, count);
    if (nearest)
        return cli_usage(command, "there is no option %.*s; did you mean --%s?", (int)size, word,
                         nearest);
    return cli_usage(command, "there is no option %.*s", (int)size, word);
}

/* ---- reading ---- */

/* The options of every command, listed after its own. */
static const struct option_spec common[COMMON_MAX] = {
    {"findings", true}, {"at", true}, {"help", false}, {"h", false}};
enum { FINDINGS, AT };

/* The state while a command line is read. */
struct parsing {
    struct arguments *arguments;
    struct option_spec specs[OPTIONS_MAX + COMMON_MAX];
    size_t own_count, count; /* of the command, and with the common ones */
    char **words;
    int word_count, at;
    int code; /* exit code if reading has ended */
};

/* An option of the command itself. */
static bool keep_option(struct parsing *parsing, size_t i, const char *value) {
    struct option_value *option = &parsing->arguments->options[i];
    if (option->count && strcmp(parsing->specs[i].name, "scheme") == 0) {
        /* the last one alone would count, and definitions would be missing in silence */
        parsing->code = cli_usage(parsing->arguments->command,
                                  "option --scheme stands twice: name a folder with all documents");
        return false;
    }
    if (option->count == REPEATS_MAX) {
        parsing->code = cli_usage(parsing->arguments->command, "option --%s stands too often",
                                  parsing->specs[i].name);
        return false;
    }
    option->values[option->count++] = value ? value : "";
    return true;
}

/* The instant at which definitions are in force. */
static bool take_at(struct parsing *parsing, const char *value) {
    struct arguments *arguments = parsing->arguments;
    kefu_error error;
    size_t i = 0;
    while (i < parsing->own_count && strcmp(parsing->specs[i].name, "scheme") != 0)
        i++;
    if (i == parsing->own_count)
        parsing->code = cli_usage(arguments->command, "there is no option --at");
    else if (kefu_time_read(value, strlen(value), &arguments->at, &error))
        parsing->code = cli_usage(arguments->command, "--at: %s", error.message);
    else
        return true;
    return false;
}

/* An option that all commands share. */
static bool take_common(struct parsing *parsing, size_t which, const char *value) {
    struct arguments *arguments = parsing->arguments;
    if (which == AT)
        return take_at(parsing, value);
    if (which != FINDINGS) {
        print_help(arguments->command, parsing->specs, parsing->own_count);
        parsing->code = cli_flush() ? EXIT_DONE : EXIT_FOUND;
        return false;
    }
    arguments->json_findings = strcmp(value, "json") == 0;
    if (arguments->json_findings || strcmp(value, "text") == 0)
        return true;
    parsing->code = cli_usage(arguments->command, "--findings is text or json, not %s", value);
    return false;
}

/* Reads the option at parsing->at, and its value, which may be the word behind it. */
static bool read_option(struct parsing *parsing) {
    const struct command *command = parsing->arguments->command;
    const char *word = parsing->words[parsing->at], *value;
    const size_t found = find_option(parsing->specs, parsing->count, word, &value);
    if (found == parsing->count) {
        parsing->code = unknown_option(command, parsing->specs, parsing->count, word);
        return false;
    }
    if (parsing->specs[found].takes_value && !value) {
        if (parsing->at + 1 >= parsing->word_count) {
            parsing->code = cli_usage(command, "option %s needs a value", word);
            return false;
        }
        value = parsing->words[++parsing->at];
    } else if (!parsing->specs[found].takes_value && value) {
        parsing->code = cli_usage(command, "option --%s takes no value",
                                  parsing->specs[found].name);
        return false;
    }
    return found < parsing->own_count ? keep_option(parsing, found, value)
                                      : take_common(parsing, found - parsing->own_count, value);
}

bool cli_parse(struct arguments *arguments, const struct command *command,
               const struct option_spec *specs, size_t spec_count, int argc, char **argv,
               int *code) {
    struct parsing parsing = {.arguments = arguments, .words = argv, .word_count = argc};
    bool options = true;
    memset(arguments, 0, sizeof *arguments);
    arguments->command = command;
    arguments->at = KEFU_TIME_NONE;
    arguments->files = (const char **)argv; /* a file never stands behind its place among them */
    parsing.own_count = spec_count;
    parsing.count = spec_count + COMMON_MAX;
    if (spec_count)
        memcpy(parsing.specs, specs, spec_count * sizeof *specs);
    memcpy(parsing.specs + spec_count, common, sizeof common);
    for (; parsing.at < argc; parsing.at++) {
        const char *word = argv[parsing.at];
        if (!options || word[0] != '-' || !word[1]) {
            arguments->files[arguments->file_count++] = word;
        } else if (strcmp(word, "--") == 0) {
            options = false;
        } else if (!read_option(&parsing)) {
            *code = parsing.code;
            return false;
        }
    }
    return true;
}
