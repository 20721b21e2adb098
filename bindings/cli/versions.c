/* SPDX-License-Identifier: MIT
 * Choosing the definitions by which a record is judged. */
#define _POSIX_C_SOURCE 200809L
#include "versions.h"

#include <stdlib.h>
#include <string.h>

/* ---- slices ---- */

static bool find_changes(struct versions *versions) {
    const struct documents *documents = &versions->documents;
    const size_t capacity = documents->count * 2;
    kefu_error error;
    versions->changes = calloc(capacity ? capacity : 1, sizeof *versions->changes);
    if (!versions->changes)
        return cli_fail("out of memory") == EXIT_DONE;
    if (kefu_scheme_changes(documents->items, documents->count, NULL, versions->changes, capacity,
                            &versions->change_count, &error))
        return cli_fail("%s", error.message) == EXIT_DONE;
    return true;
}

bool cli_versions_open(struct versions *versions, struct finding_printer *printer,
                       const char *scheme) {
    const kefu_document none = {{NULL, 0}, {NULL, 0}};
    return cli_versions_open_on(versions, printer, scheme, &none);
}

bool cli_versions_open_on(struct versions *versions, struct finding_printer *printer,
                          const char *scheme, const kefu_document *below) {
    memset(versions, 0, sizeof *versions);
    pthread_mutex_init(&versions->lock, NULL);
    versions->has_lock = true;
    if ((below->text.data && !cli_documents_add_copy(&versions->documents, below)) ||
        !cli_documents_of_scheme(&versions->documents, scheme) ||
        (printer->at == KEFU_TIME_NONE && !find_changes(versions)))
        return false;
    versions->newest = versions->change_count ? versions->change_count + 1 : 0;
    versions->slices = calloc(versions->newest + 1, sizeof *versions->slices);
    if (!versions->slices)
        return cli_fail("out of memory") == EXIT_DONE;
    struct version_slice *newest = &versions->slices[versions->newest];
    newest->scheme = cli_scheme_compile(printer, &versions->documents);
    newest->is_tried = true;
    newest->shared = versions->newest;
    return newest->scheme != NULL;
}

void cli_versions_close(struct versions *versions) {
    for (size_t i = 0; versions->slices && i <= versions->newest; i++)
        kefu_scheme_release(versions->slices[i].scheme);
    free(versions->slices);
    free(versions->changes);
    cli_documents_free(&versions->documents);
    if (versions->has_lock)
        pthread_mutex_destroy(&versions->lock);
}

const struct version_slice *cli_versions_newest(const struct versions *versions) {
    return &versions->slices[versions->newest];
}

static kefu_status find_rubric(const struct versions *versions, struct version_slice *slice,
                               kefu_error *error) {
    const char *id = versions->rubric ? versions->rubric : "";
    return kefu_scheme_find_rubric(slice->scheme, id, strlen(id), &slice->rubric, error);
}

bool cli_versions_use_rubric(struct versions *versions, const char *rubric) {
    kefu_error error;
    versions->rubric = rubric;
    versions->with_rubric = true;
    if (find_rubric(versions, &versions->slices[versions->newest], &error) == KEFU_OK)
        return true;
    return cli_fail("%s", error.message) == EXIT_DONE;
}

/* ---- compiling them as they are needed ---- */

/* Compiles what was in force in a slice. A failure is kept, and told with each record of it. */
static void compile(struct versions *versions, size_t index) {
    struct version_slice *slice = &versions->slices[index];
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    options.at = index ? versions->changes[index - 1] : versions->changes[0] - 1;
    slice->is_tried = true;
    slice->shared = index;
    kefu_status status = kefu_scheme_compile(versions->documents.items, versions->documents.count,
                                             &options, &slice->scheme, NULL, &slice->error);
    for (size_t i = versions->newest + 1; status == KEFU_OK && i-- > 0;) {
        const struct version_slice *other = &versions->slices[i];
        if (i == index || !other->scheme || other->shared != i ||
            strcmp(kefu_scheme_digest(other->scheme), kefu_scheme_digest(slice->scheme)) != 0)
            continue;
        slice->shared = i;
        return;
    }
    if (status == KEFU_OK && versions->with_rubric)
        find_rubric(versions, slice, &slice->error);
}

static size_t slice_at(const struct versions *versions, int64_t start) {
    size_t index = 0;
    while (index < versions->change_count && versions->changes[index] <= start)
        index++;
    return index;
}

/* Refuses a record whose definitions cannot be used. The place in the error is the record's. */
static kefu_status check(const struct version_slice *slice, kefu_error *error) {
    static const char before[] = "what was in force when it began cannot be used: ";
    size_t size = strlen(slice->error.message);
    if (slice->error.status == KEFU_OK)
        return KEFU_OK;
    if (size > sizeof error->message - sizeof before)
        for (size = sizeof error->message - sizeof before;
             size > 0 && ((unsigned char)slice->error.message[size] & 0xC0) == 0x80;)
            size--; /* to where a character begins */
    memset(error, 0, sizeof *error);
    error->status = slice->error.status;
    memcpy(error->message, before, sizeof before - 1);
    memcpy(error->message + sizeof before - 1, slice->error.message, size);
    return (kefu_status)error->status;
}

kefu_status cli_versions_find(struct versions *versions, kefu_str record, size_t *slice,
                              kefu_error *error) {
    int64_t start = KEFU_TIME_NONE;
    *slice = versions->newest;
    if (versions->change_count == 0 ||
        kefu_record_start(cli_versions_newest(versions)->scheme, record.data, record.size, &start,
                          NULL) != KEFU_OK ||
        start == KEFU_TIME_NONE)
        return KEFU_OK; /* a record that cannot be read is refused where it is read whole */
    const size_t index = slice_at(versions, start);
    pthread_mutex_lock(&versions->lock);
    if (!versions->slices[index].is_tried)
        compile(versions, index);
    *slice = versions->slices[index].shared;
    pthread_mutex_unlock(&versions->lock);
    return check(&versions->slices[*slice], error);
}
