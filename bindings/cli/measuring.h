/* SPDX-License-Identifier: MIT
 * What kefu metrics prints of a conversation: its metrics, all or some, and its waits. */
#ifndef KEFU_CLI_MEASURING_H
#define KEFU_CLI_MEASURING_H

#include "cli.h"

enum { MEASURES_MAX = 500 };

struct measuring {
    kefu_metric metrics[MEASURES_MAX];
    kefu_str ids[MEASURES_MAX]; /* borrowed from the command line, or the scheme */
    size_t count;               /* 0: all metrics, in one go */
    kefu_statistic statistic;
};

/* Reads --metric (ids with commas between; NULL: all) and --statistic (NULL: each one's own)
 * as the scheme defines them. */
kefu_status cli_measuring_read(struct measuring *measuring, const kefu_scheme *scheme,
                               const char *ids, const char *statistic, kefu_error *error);
/* Is any metric printed whose value depends on what texts say? */
bool cli_measuring_reads_texts(const struct measuring *measuring, const kefu_scheme *scheme);
kefu_status cli_print_metrics(const struct measuring *measuring,
                              const kefu_conversation *conversation, int64_t now,
                              kefu_error *error);
/* A line for each piece of a wait. */
kefu_status cli_print_turns(const kefu_conversation *conversation, kefu_error *error);

#endif
