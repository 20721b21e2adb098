/* SPDX-License-Identifier: MIT
 * Files that a command writes: all of them appear whole, or none does. */
#ifndef KEFU_CLI_OUTPUTS_H
#define KEFU_CLI_OUTPUTS_H

#include <limits.h>

#include "cli.h"

#ifndef PATH_MAX
#define PATH_MAX 4096
#endif

/* A file is written to a temporary beside it, whose name cannot be predicted, and renamed when all
 * files of the set are on the disk. A device or pipe is written to as it is. */
struct output_file {
    const char *name;
    char folder[PATH_MAX];
    char part[PATH_MAX];   /* the temporary; empty: none */
    char backup[PATH_MAX]; /* the file that stood there, while the set is published; empty: none */
    bool made;             /* published where no file stood */
    FILE *stream;
    int reason; /* errno of the first failed write, or 0 */
};
struct output_set {
    struct output_file files[REPEATS_MAX];
    size_t count;
};

/* Checks, before any work, that the files can be written and are different ones; makes nothing.
 * False after a failure that was printed. */
bool cli_outputs_begin(struct output_set *set, const struct option_value *names);
/* Whether none of the inputs (files, or folders of *.json) is an output; false after a failure that
 * was printed. NULL and "-" are no files. */
bool cli_outputs_spare(const struct output_set *set, const char *const *inputs, size_t count);
/* Opens the temporary of a file. Signals that end the program remove it. */
bool cli_output_open(struct output_file *file);
/* A kefu_write to a struct output_file. */
kefu_status cli_output_write(void *file, const char *data, size_t size);
/* Prints that writing failed: the system's reason where there is one. Returns EXIT_FOUND. */
int cli_output_fail(const struct output_file *file, const kefu_error *error);
/* Brings the files to the disk, then renames all of them; after a failure, which is printed, the
 * files that stood there stand there again. */
bool cli_outputs_publish(struct output_set *set);
/* Closes and removes what was not published. */
void cli_outputs_drop(struct output_set *set);

#endif
