/* SPDX-License-Identifier: MIT
 * A condition from the command line, and the places in conversations where it is true. */
#ifndef KEFU_CLI_CONDITION_H
#define KEFU_CLI_CONDITION_H

#include "findings.h"

/* The definitions of --scheme with the condition as their last rule. */
struct condition {
    kefu_scheme *scheme; /* NULL: none was compiled */
    kefu_rubric rubric;
};

/* Compiles a condition: JSON, or @FILE, which holds it. Its findings are told as of `name` or of
 * the file, at their places in the condition. Returns an exit code. */
int cli_condition_compile(struct condition *condition, struct finding_printer *printer,
                          const char *scheme, const char *argument, const char *name);
void cli_condition_free(struct condition *condition);
/* Calls `take` for each place where the condition is true when nothing more comes, or once with no
 * message where it is about the whole conversation. Stops at a status that is not KEFU_OK. */
kefu_status
cli_condition_hits(const struct condition *condition, const kefu_conversation *conversation,
                   kefu_status (*take)(void *ctx, const kefu_alert *alert, kefu_error *error),
                   void *ctx, kefu_error *error);

#endif
