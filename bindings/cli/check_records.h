/* SPDX-License-Identifier: MIT
 * kefu check of records: every finding at its place, and how many there are of each code. */
#ifndef KEFU_CLI_CHECK_RECORDS_H
#define KEFU_CLI_CHECK_RECORDS_H

#include "records.h"

/* Does a file, or a folder, hold records? Otherwise it holds definitions, or cannot be read. */
bool cli_holds_records(const char *name);
/* Checks all records of the files; prints findings, then a summary. Returns the exit code. */
int cli_check_records(struct finding_printer *printer, const char *const *names, size_t count,
                      const char *encoding, const char *map, struct used_roster *roster);

#endif
