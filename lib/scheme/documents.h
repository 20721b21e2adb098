/* SPDX-License-Identifier: MIT
 * From the texts that a caller gives to the documents that are in force, in layer order. */
#ifndef KEFU_LIB_SCHEME_DOCUMENTS_H
#define KEFU_LIB_SCHEME_DOCUMENTS_H

#include "scheme/builder.h"

/* A document that was given or built in, with its header read. */
struct source_document {
    struct scheme_document document;
    struct json_reader reader;
    kefu_error error; /* its first one */
    int64_t from, to; /* in force from … until before; KEFU_TIME_NONE and _END: always */
    bool opened, valid, in_force;
    uint32_t visit; /* while sorting: 0 not yet, 1 under way, 2 done */
};

/* All documents of one compilation, built-in ones first. */
struct source_documents {
    struct source_document *items;
    size_t count;
};

/* Opens the texts and reads their headers. False: no memory (builder->status). What is wrong with a
 * document counts in its reader. */
bool kefu__documents_open(struct scheme_builder *builder, struct source_documents *sources,
                          const kefu_document *given, size_t count, bool bare);
/* Marks what is in force at an instant and lists it in builder->documents, what is extended before
 * what extends it. */
bool kefu__documents_choose(struct scheme_builder *builder, struct source_documents *sources,
                            int64_t at);
void kefu__documents_close(struct source_documents *sources);
/* The first error of any document as the call's; KEFU_OK when there is none. */
kefu_status kefu__documents_status(const struct source_documents *sources, kefu_error *error);

#endif
