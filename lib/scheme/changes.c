/* SPDX-License-Identifier: MIT
 * The instants at which other versions of documents come into force. */
#include "kefu/scheme.h"

#include <string.h>

#include "scheme/documents.h"

static int compare_instants(const void *x, const void *y) {
    const int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

static bool is_sound(const struct source_document *source) {
    return source->valid && source->error.status == KEFU_OK;
}

/* Collects where the periods of sound documents begin and end, ascending and none twice, into
 * `instants`, which has room for two of each document. Returns how many there are. */
static size_t collect(const struct source_documents *sources, int64_t *instants) {
    size_t all = 0, kept = 0;
    for (size_t i = 0; i < sources->count; i++) {
        const struct source_document *source = &sources->items[i];
        if (is_sound(source) && source->from != KEFU_TIME_NONE)
            instants[all++] = source->from;
        if (is_sound(source) && source->to != KEFU_TIME_END)
            instants[all++] = source->to;
    }
    kefu__sort(instants, all, sizeof *instants, compare_instants);
    for (size_t i = 0; i < all; i++)
        if (kept == 0 || instants[kept - 1] != instants[i])
            instants[kept++] = instants[i];
    return kept;
}

/* The built-in documents are always in force, as a test proves, so that they are not parsed. */
static kefu_status find_changes(const kefu_allocator *allocator, const kefu_document *documents,
                                size_t count, int64_t *instants, size_t capacity, size_t *found,
                                kefu_error *error) {
    struct source_documents sources = {NULL, 0};
    struct scheme_builder builder;
    memset(&builder, 0, sizeof builder);
    builder.allocator = allocator;
    builder.error = error;
    kefu__arena_init(&builder.scratch, allocator);
    if (kefu__documents_open(&builder, &sources, documents, count, true)) {
        int64_t *all = kefu__arena_alloc(&builder.scratch, 2 * sources.count * sizeof *all);
        if (sources.count && !all) {
            kefu__builder_no_memory(&builder);
        } else {
            *found = collect(&sources, all);
            const size_t copied = *found < capacity ? *found : capacity;
            if (copied)
                memcpy(instants, all, copied * sizeof *instants);
        }
    }
    kefu__documents_close(&sources);
    kefu__arena_free(&builder.scratch);
    return builder.status;
}

kefu_status kefu_scheme_changes(const kefu_document *documents, size_t count,
                                const kefu_scheme_options *options, int64_t *instants,
                                size_t capacity, size_t *found, kefu_error *error) {
    kefu_scheme_options own = KEFU_SCHEME_OPTIONS_INIT;
    kefu_allocator allocator;
    if (!found || (!instants && capacity) || !kefu__documents_sound(documents, count))
        return kefu__fail(error, KEFU_E_ARGUMENT, "documents, an output or a text is NULL");
    kefu_status status = kefu__options_copy(&own, sizeof own, options, error);
    if (status == KEFU_OK)
        status = kefu__options_check(own.flags, KEFU_SCHEME_BARE, own.reserved, error);
    if (status == KEFU_OK)
        status = kefu__allocator_init(&allocator, own.allocator, error);
    if (status != KEFU_OK)
        return status;
    return find_changes(&allocator, documents, count, instants, capacity, found, error);
}
