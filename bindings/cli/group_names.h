/* SPDX-License-Identifier: MIT
 * The names after --group-by: one that no record has is an error, not a report without groups. */
#ifndef KEFU_CLI_GROUP_NAMES_H
#define KEFU_CLI_GROUP_NAMES_H

#include "cli.h"

enum { GROUP_NAMES_MAX = 16, KNOWN_NAMES_MAX = 64, NAME_SIZE = 64 };
struct group_names {
    char wanted[GROUP_NAMES_MAX][NAME_SIZE];
    bool seen[GROUP_NAMES_MAX];
    size_t count;
    char known[KNOWN_NAMES_MAX][NAME_SIZE]; /* the attributes that records have */
    size_t known_count;
};

/* Reads "A,B". */
void cli_group_names_read(struct group_names *names, const char *list);
/* Looks for the names that were not seen yet. */
void cli_group_names_look(struct group_names *names, kefu_str json);
/* False when a name was in no record, which is printed with those that are there. */
bool cli_group_names_check(const struct group_names *names);

#endif
