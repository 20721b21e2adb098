/* SPDX-License-Identifier: MIT
 * What the commands of the program kefu share: options, input lines, output, progress. */
#ifndef KEFU_CLI_H
#define KEFU_CLI_H

#include <stdbool.h>
#include <stdio.h>

#include "kefu/kefu.h"

/* The exit codes scripts rely on. */
enum exit_code { EXIT_DONE = 0, EXIT_FOUND = 1, EXIT_USAGE = 2, EXIT_SKIPPED = 3 };

struct command {
    const char *name;
    const char *summary;
    const char *help; /* the whole text of --help, without the options that all share */
    int (*run)(int argc, char **argv);
};

/* ---- options ---- */

/* Options are declared in a table; values are text. Both --name value and --name=value are read. */
struct option_spec {
    const char *name; /* "role"; one letter names a short option */
    bool takes_value;
};
enum { OPTIONS_MAX = 24, REPEATS_MAX = 16 };
struct option_value {
    const char *values[REPEATS_MAX];
    size_t count;
};
struct arguments {
    const struct command *command;
    struct option_value options[OPTIONS_MAX]; /* in the order of the specs */
    const char **files;                       /* what is no option; they stand in argv's place */
    size_t file_count;
    bool json_findings; /* --findings json */
};
/* Reads the arguments, all of them before anything is done; prints help or a usage error. Returns
 * true to go on, else *code is the exit code. -h, --help and --findings are known to every command.
 */
bool cli_parse(struct arguments *arguments, const struct command *command,
               const struct option_spec *specs, size_t spec_count, int argc, char **argv,
               int *code);
/* The last value of option i, or NULL. */
const char *cli_option(const struct arguments *arguments, size_t i);
/* Of `count` names, the one that is within a few slips of the keyboard of `word`, which is none of
 * them; NULL when none is. */
const char *cli_nearest(const char *word, const char *const *names, size_t count);
/* A usage error: prints it with a hint at --help; returns EXIT_USAGE. */
int cli_usage(const struct command *command, const char *format, ...)
    __attribute__((format(printf, 2, 3)));
/* A failure: prints "kefu: …" and returns EXIT_FOUND. */
int cli_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));
/* Reads a whole number from 1; false when it is none. */
bool cli_read_number(const char *text, size_t *number);
/* Reads a number from 0 to 1, of digits and a point, whatever the locale; false when it is none. */
bool cli_read_fraction(const char *text, double *number);

/* ---- schemes ---- */

struct finding_printer;
/* Compiles what --scheme names: a built-in id, a file or a folder of *.json; NULL: the built-in.
 * Prints all findings. NULL after a failure that was printed. */
kefu_scheme *cli_scheme(struct finding_printer *printer, const char *name);
/* kefu check: compiles the files together above the built-in ones, runs their tests, prints every
 * finding, or how much was checked. Returns the exit code. */
int cli_check(struct finding_printer *printer, const char *const *files, size_t count);

/* ---- input ---- */

/* Lines of files in turn; "-" or no file is standard input. A line ends at a line feed alone; an
 * unterminated last one counts. */
struct input {
    const char *const *files;
    size_t file_count, file; /* `file` counts those begun */
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
    size_t unit;     /* bytes of the smallest piece of the encoding */
    size_t raw_size; /* of what is not converted yet */
    char *converted; /* of it, [at, end) is still to be split into lines */
    size_t converted_capacity, converted_at, converted_end;
    bool ended;  /* nothing more of the file is to be converted */
    bool failed; /* a file could not be opened or read: it was printed */
};
/* Opens nothing yet; checks that all files can be read, so that nothing is half done. */
bool cli_input_open(struct input *input, const char *const *files, size_t file_count,
                    const char *encoding);
/* The next line, without its line feed, converted to UTF-8. False at the end. */
bool cli_input_line(struct input *input);
/* Whether the current line holds nothing but white space. */
bool cli_input_blank(const struct input *input);
/* Column n of the current line, from 1, between its tabs; false when there are not so many. */
bool cli_input_column(const struct input *input, size_t n, const char **text, size_t *size);
void cli_input_close(struct input *input);
/* Calls `each` for every line of the files. False as soon as it returns false, or if a file cannot
 * be read, which was printed. */
bool cli_input_each(const char *const *files, size_t file_count,
                    bool (*each)(void *ctx, const struct input *input), void *ctx);
/* A whole file in memory (terminated); NULL after a failure that was printed. */
char *cli_read_file(const char *name, size_t *size);

/* ---- output ---- */

/* Prints a text as a JSON string. */
void cli_print_text(FILE *to, kefu_str text);
void cli_print_string(FILE *to, const char *terminated);
/* Prints `before`, then a number with six decimals behind a point, whatever the locale. */
void cli_print_decimal(const char *before, double number);
/* Prints a text for a terminal: what would move the cursor, end the line or change its direction is
 * shown escaped (\x1b, \u202e). */
void cli_print_visible(FILE *to, const char *text);
/* A kefu_write to a FILE. */
kefu_status cli_write(void *file, const char *data, size_t size);
/* Flushes standard output; false (printed once) when something could not be written. */
bool cli_flush(void);
/* Prints why a kefu_write to standard output failed. Returns EXIT_FOUND. */
int cli_write_fail(const kefu_error *error);

/* ---- progress ---- */

/* A bar on standard error: redrawn in place on a terminal; elsewhere its end alone. Quiet where
 * standard error is no terminal and `always` is not set. */
struct progress {
    const char *what;
    bool terminal, always;
    uint64_t items;
    int percent;
};
void cli_progress_begin(struct progress *progress, const char *what, bool always);
void cli_progress_step(struct progress *progress, const struct input *input);
void cli_progress_end(struct progress *progress);

#endif
