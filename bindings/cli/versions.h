/* SPDX-License-Identifier: MIT
 * Definitions of which several versions are given: each record is judged by what was in force when
 * it began. */
#ifndef KEFU_CLI_VERSIONS_H
#define KEFU_CLI_VERSIONS_H

#include <pthread.h>

#include "documents.h"
#include "findings.h"

/* What is in force between two changes. Slices of equal digest share the scheme of one of them. */
struct version_slice {
    bool is_tried; /* it was compiled, or failed to be */
    size_t shared; /* index of the slice whose scheme it shares; its own index: none */
    kefu_scheme *scheme;
    kefu_rubric rubric;
    kefu_error error; /* why there is no scheme */
};
/* Slice i is in force before changes[i], and slice change_count after the last change. One more
 * holds the newest version of each id, by which records without a time are judged. */
struct versions {
    struct documents documents;
    const char *rubric; /* the id of a rubric; NULL: each scheme's own */
    bool with_rubric;   /* a slice without this rubric is an error */
    int64_t *changes;
    size_t change_count;
    struct version_slice *slices;
    size_t newest;        /* index of the last slice; there are newest + 1 */
    bool has_lock;        /* it was opened */
    pthread_mutex_t lock; /* of the slices: threads compile them as they are needed */
};

/* Reads what --scheme names and compiles the newest versions, or, with --at, those in force then,
 * which then judge all records. Prints all findings of these. False after a failure that was
 * printed. */
bool cli_versions_open(struct versions *versions, struct finding_printer *printer,
                       const char *scheme);
/* The same with a document below them; its text may be NULL: none. */
bool cli_versions_open_on(struct versions *versions, struct finding_printer *printer,
                          const char *scheme, const kefu_document *below);
/* Has a rubric of each slice found, too: its id, or NULL for each scheme's own. False after a
 * failure with the newest versions, which was printed. */
bool cli_versions_use_rubric(struct versions *versions, const char *rubric);
/* Also of one that was not opened, or failed to be, if it was zeroed. */
void cli_versions_close(struct versions *versions);
/* The newest versions, or those in force at --at. */
const struct version_slice *cli_versions_newest(const struct versions *versions);
/* Finds the slice that judges a record, *slice. Several threads may ask at once. */
kefu_status cli_versions_find(struct versions *versions, kefu_str record, size_t *slice,
                              kefu_error *error);

#endif
