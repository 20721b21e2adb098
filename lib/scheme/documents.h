/* SPDX-License-Identifier: MIT
 * Selects the documents in force, in layer order, from the texts that the caller gives. */
#ifndef KEFU_LIB_SCHEME_DOCUMENTS_H
#define KEFU_LIB_SCHEME_DOCUMENTS_H

#include "scheme/builder.h"

/* A document of the caller or a built-in one, after its header was read. */
struct source_document {
    struct scheme_document document;
    struct json_reader reader;
    kefu_error error; /* the first error in the document */
    /* the document is in force from `from` (included) to `to` (excluded); KEFU_TIME_NONE and
     * KEFU_TIME_END: unbounded */
    int64_t from, to;
    bool opened, valid, in_force;
    uint32_t visit; /* topological sort: 0 unvisited, 1 being visited, 2 done */
};

/* All documents of one compilation, built-in ones first. */
struct source_documents {
    struct source_document *items;
    size_t count;
};

/* Are the texts of the given documents not NULL? */
bool kefu__documents_sound(const kefu_document *documents, size_t count);
/* Parses the built-in documents (not if `bare`) and the given ones, and reads their headers.
 * Returns false if out of memory (builder->status). Errors in a document are only counted in its
 * reader. */
bool kefu__documents_open(struct scheme_builder *builder, struct source_documents *sources,
                          const kefu_document *given, size_t count, bool bare);
/* Selects the documents that are in force at the instant `at` into builder->documents, each after
 * those that it extends. Returns false if out of memory. */
bool kefu__documents_choose(struct scheme_builder *builder, struct source_documents *sources,
                            int64_t at);
void kefu__documents_close(struct source_documents *sources);
/* Returns the first error in any document; KEFU_OK if there is none. */
kefu_status kefu__documents_status(const struct source_documents *sources, kefu_error *error);

#endif
