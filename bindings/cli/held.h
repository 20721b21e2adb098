/* SPDX-License-Identifier: MIT
 * Feedback waits until all files are read: what was answered twice counts as answered last. */
#ifndef KEFU_CLI_HELD_H
#define KEFU_CLI_HELD_H

#include "records.h"

struct held_record {
    uint64_t id[2];           /* two hashes of it; both 0: it has none */
    uint64_t conversation[2]; /* the same of the conversation that it is about */
    uint64_t offset;          /* of its JSON in the temporary file */
    size_t size;
    const char *name; /* of the file that it came from */
    uint64_t line;
    uint32_t kind; /* a kefu_record_kind */
    bool replaced; /* a later one of the same id counts */
};
/* The records lie in a temporary file; memory takes 80 bytes each. */
struct held_records {
    FILE *file;
    struct held_record *items;
    size_t count, capacity;
    uint64_t size;
    char *text; /* of the one that was read last */
    size_t text_capacity;
};

/* False after a failure that was printed. */
bool cli_held_add(struct held_records *held, const struct records *records);
/* To be called when all were added: finds which ones are replaced. */
bool cli_held_settle(struct held_records *held);
/* The JSON of record i, which lives until the next call; NULL after a failure that was printed. */
const char *cli_held_read(struct held_records *held, size_t i);
void cli_held_free(struct held_records *held);

#endif
