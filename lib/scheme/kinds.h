/* SPDX-License-Identifier: MIT
 * What a scheme needs to know of each kind of documents. */
#ifndef KEFU_LIB_SCHEME_KINDS_H
#define KEFU_LIB_SCHEME_KINDS_H

#include "scheme/builder.h"

struct condition_place;

struct scheme_kind {
    enum document_kind kind;
    const struct field_table *table; /* the field table of documents of this kind */
    /* Compiles the documents of the kind into its part of the scheme (scheme->metrics, …), which is
     * created even if there are no such documents. Returns false if out of memory, or if a limit is
     * exceeded (builder->status); errors in the content are only counted in the documents' readers.
     */
    bool (*compile)(struct scheme_builder *builder);
    /* Completes the kind's part of the scheme after the documents of all kinds were compiled
     * without an error; NULL: nothing is left to do. Returns false if out of memory, or if a limit
     * is exceeded. */
    bool (*finish)(struct scheme_builder *builder);
    /* Frees what the kind's part of the scheme owns outside of the scheme's arena; NULL: nothing.
     * The part may be missing or incomplete. */
    void (*free)(struct kefu_scheme *scheme);
    /* the kinds of leaves (single comparisons) that conditions in documents of this kind may use;
     * NULL: its documents have no conditions */
    const struct condition_place *asks;
};

/* Declares a struct scheme_kind for each kind of document, such as kefu__calendar_kind, which is
 * defined in the kind's folder. */
#define KIND(value, constant, name, zh, en) extern const struct scheme_kind kefu__##name##_kind;
DOCUMENT_KINDS(KIND)
#undef KIND

/* The struct scheme_kind number i, in the order in which the kinds are compiled; NULL beyond the
 * last. */
const struct scheme_kind *kefu__scheme_kind_at(size_t i);

#endif
