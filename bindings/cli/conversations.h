/* SPDX-License-Identifier: MIT
 * What commands share that look at each conversation of the input by itself: options, files,
 * reading, selection, and what is said in the end. */
#ifndef KEFU_CLI_CONVERSATIONS_H
#define KEFU_CLI_CONVERSATIONS_H

#include "records.h"
#include "selection.h"

/* The options of such a command, in this order among those of the command. */
enum {
    CONVERSATIONS_STRICT,
    CONVERSATIONS_ENCODING,
    CONVERSATIONS_MAP,
    CONVERSATIONS_SELECTION,
    CONVERSATIONS_OPTIONS = CONVERSATIONS_SELECTION + SELECTIONS
};
#define CONVERSATIONS_SPECS {"strict", false}, {"encoding", true}, {"map", true}, SELECTION_OPTIONS
#define CONVERSATIONS_HELP                                                                         \
    "  --strict     stop at a record that cannot be read (default: report, skip, exit 3)\n"        \
    "  --encoding E of the files (default: recognised)\n"                                          \
    "  --map MAP    a field map that gathers rows into conversations "                             \
    "(docs/records.md)\n" SELECTION_HELP

struct conversations {
    const char *command; /* its name, for messages */
    const char *map_name;
    struct finding_printer printer;
    struct selection selection;
    struct file_list files;
    struct records records;
    kefu_field_map *map;
    const kefu_scheme *scheme; /* the caller's */
    kefu_scratch *scratch;
    size_t taken; /* conversations that are selected, those that are refused included */
};

/* Opens what the options from `first` on and the files ask for. Returns an exit code; close it in
 * any case. */
int cli_conversations_open(struct conversations *conversations, const struct arguments *arguments,
                           size_t first, const char *const *files, size_t file_count);
/* Calls `take` for each conversation that is selected, read under the scheme. Tells what is wrong,
 * and what was left out. Returns an exit code. */
int cli_conversations_each(struct conversations *conversations, const kefu_scheme *scheme,
                           const char *doing,
                           kefu_status (*take)(void *ctx, const kefu_conversation *conversation,
                                               kefu_error *error),
                           void *ctx);
/* Closes everything. Returns `code`, or what skipped records make of it. */
int cli_conversations_close(struct conversations *conversations, int code);

#endif
