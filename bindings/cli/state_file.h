/* SPDX-License-Identifier: MIT
 * Files that hold a state: histories, which commands change in place, and plain aggregates. */
#ifndef KEFU_CLI_STATE_FILE_H
#define KEFU_CLI_STATE_FILE_H

#include "cli.h"

/* A file that is being changed: nobody else who asks so changes it meanwhile. */
struct state_lock {
    int descriptor; /* -1: there is no file yet */
};
/* Waits until nobody else changes the file, and removes what killed runs left beside it. *there:
 * the file is there. False after a failure that was printed. */
bool cli_state_lock(struct state_lock *lock, const char *name, bool *there);
void cli_state_unlock(struct state_lock *lock);

/* A history, or an aggregate alone. */
struct state {
    kefu_history *history;
    kefu_aggregate *aggregate;
};
/* Reads a file. `scheme` and `options` may be NULL. False after a failure that was printed. */
bool cli_state_load(struct state *state, const kefu_scheme *scheme, const char *name,
                    const kefu_history_options *options);
/* Adds what a file holds to a state of the same kind. False after a failure that was printed; the
 * state is then as it was. */
bool cli_state_merge(struct state *into, const char *name);
void cli_state_free(struct state *state);

/* The period of a history from one date to another, both included; NULL: without an end. An
 * aggregate alone has none, and is given as it is. NULL after an error that was printed; free with
 * kefu_aggregate_free(). */
kefu_aggregate *cli_state_period(struct state *state, const struct command *command,
                                 const char *name, const char *from, const char *to);
/* The same of "FROM..TO", either of which may be empty; NULL: all. */
kefu_aggregate *cli_state_span(struct state *state, const struct command *command, const char *name,
                               const char *span);

#endif
