/* SPDX-License-Identifier: MIT
 * What the commands of the program kefu share: options, input lines, output, progress. */
#ifndef KEFU_CLI_H
#define KEFU_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "kefu/kefu.h"

/* The exit codes, on which scripts rely. */
enum exit_code { EXIT_DONE = 0, EXIT_FOUND = 1, EXIT_USAGE = 2, EXIT_SKIPPED = 3, EXIT_ALERT = 4 };

struct command {
    const char *name;
    const char *summary;
    const char *help; /* the text of --help, without the options that all commands share */
    int (*run)(int argc, char **argv);
};

/* ---- options ---- */

/* An option of a command; values are text. Both --name value and --name=value are accepted. */
struct option_spec {
    const char *name; /* "role"; a name of one letter is a short option */
    bool takes_value;
};
enum { OPTIONS_MAX = 40, REPEATS_MAX = 16 };
struct option_value {
    const char *values[REPEATS_MAX];
    size_t count;
};
struct arguments {
    const struct command *command;
    struct option_value options[OPTIONS_MAX]; /* in the order of the specs */
    const char **files; /* the arguments that are not options; stored in argv */
    size_t file_count;
    bool json_findings; /* --findings json */
    int64_t at;         /* --at: which versions of definitions are in force; KEFU_TIME_NONE */
};
/* Reads all arguments before anything is done; prints help or a usage error. Returns true to
 * continue; else *code is the exit code. -h, --help and --findings are accepted by every command,
 * and --at by those that accept --scheme. */
bool cli_parse(struct arguments *arguments, const struct command *command,
               const struct option_spec *specs, size_t spec_count, int argc, char **argv,
               int *code);
/* The last value of option i, or NULL. */
const char *cli_option(const struct arguments *arguments, size_t i);
/* The name, of `count`, that is most similar to the unknown `word`; NULL if none is similar. */
const char *cli_nearest(const char *word, const char *const *names, size_t count);
/* A usage error: prints it with a hint at --help; returns EXIT_USAGE. */
int cli_usage(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A failure: prints "kefu: …" and returns EXIT_FOUND. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Reads an integer from 1 on; false if the text is none. */
bool cli_read_number(const char *text, size_t *number);
/* Is the text the tag of a language in which titles are known? */
bool cli_is_language(const char *text);
/* Reads a number from 0 to 1, digits with a decimal point, independent of the locale; false if the
 * text is none. */
bool cli_read_fraction(const char *text, double *number);

/* ---- schemes ---- */

struct finding_printer;
/* Compiles the definitions that --scheme names: a built-in id, a file or a folder of *.json; NULL:
 * the built-in ones. Those in force at --at count. Prints all findings. NULL after an error was
 * printed. */
kefu_scheme *cli_scheme(struct finding_printer *printer, const char *name);
/* The same with one document more, as the last layer. The findings of that document keep its name
 * and its own lines. */
kefu_scheme *cli_scheme_with(struct finding_printer *printer, const char *name,
                             const kefu_document *document);
/* Compiles documents in the same way. */
struct documents;
kefu_scheme *cli_scheme_compile(struct finding_printer *printer, const struct documents *documents);
/* Runs kefu check: compiles the files as a layer above the built-in documents, runs their tests,
 * and prints every finding, or how much was checked. Returns the exit code. */
int cli_check(struct finding_printer *printer, const char *const *files, size_t count);

/* ---- input ---- */

/* Reads the lines of files one after the other; "-" or no file is standard input. A line ends with
 * a line feed; an unterminated last line counts. */
struct input {
    const char *const *files;
    size_t file_count, file; /* `file`: number of files opened so far */
    FILE *stream;
    const char *name;   /* of the current file, for messages */
    size_t line_number; /* of the current line, from 1 */
    char *line;         /* the current line, without its line feed, in UTF-8; not terminated */
    size_t size;
    char *raw;
    size_t capacity;
    uint64_t done, total; /* bytes; total 0: unknown */
    const char *encoding; /* NULL: UTF-8 */
    void *converter;
    size_t unit;     /* bytes of the encoding's smallest unit */
    size_t raw_size; /* bytes that are not converted yet */
    char *converted; /* converted text; [converted_at, converted_end) is not split into lines yet */
    size_t converted_capacity, converted_at, converted_end;
    bool ended;  /* the whole file has been converted */
    bool failed; /* a file could not be opened or read, which was printed */
};
/* Prepares the input. Checks that all files can be read, so that a command fails before it has done
 * anything. */
bool cli_input_open(struct input *input, const char *const *files, size_t file_count,
                    const char *encoding);
/* Reads the next line, without its line feed, converted to UTF-8. False at the end. */
bool cli_input_line(struct input *input);
/* Does the current line consist of white space only? */
bool cli_input_blank(const struct input *input);
/* Column n (from 1) of the current line, whose columns are separated by tabs; false if there are
 * fewer. */
bool cli_input_column(const struct input *input, size_t n, const char **text, size_t *size);
void cli_input_close(struct input *input);
/* Calls `each` for every line of the files. False as soon as it returns false, or if a file cannot
 * be read, which was printed. */
bool cli_input_each(const char *const *files, size_t file_count,
                    bool (*each)(void *ctx, const struct input *input), void *ctx);
/* Reads a whole file into memory, NUL-terminated; NULL after an error was printed. */
char *cli_read_file(const char *name, size_t *size);

/* ---- output ---- */

/* Prints a text as a JSON string. */
void cli_print_text(FILE *to, kefu_str text);
void cli_print_string(FILE *to, const char *terminated);
/* Prints `before`, then a number with six decimals, independent of the locale. */
void cli_print_decimal(const char *before, double number);
/* Prints a text for a terminal: control characters, line ends and bidirectional characters are
 * escaped (\x1b, \u202e). */
void cli_print_visible(FILE *to, const char *text);
/* A kefu_write that writes to a FILE. */
kefu_status cli_write(void *file, const char *data, size_t size);
/* Flushes standard output; false if something could not be written, which is printed once. */
bool cli_flush(void);
/* Prints why writing to standard output failed. Returns EXIT_FOUND. */
int cli_write_fail(const kefu_error *error);

/* ---- progress ---- */

/* A progress bar on standard error, redrawn in place on a terminal. Elsewhere only its end is
 * printed, and only if `always` is set. */
struct progress {
    const char *what;
    bool terminal, always;
    uint64_t items;
    int percent;
};
void cli_progress_begin(struct progress *progress, const char *what, bool always);
void cli_progress_step(struct progress *progress, const struct input *input);
/* One thing more, `done` bytes of `total` (0: unknown). */
void cli_progress_at(struct progress *progress, uint64_t done, uint64_t total);
void cli_progress_end(struct progress *progress);

#endif
