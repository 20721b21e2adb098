/* SPDX-License-Identifier: MIT
 * The table of document kinds. */
#ifndef KEFU_LIB_SCHEME_KINDS_H
#define KEFU_LIB_SCHEME_KINDS_H

#include "scheme/builder.h"

struct scheme_kind {
    enum document_kind kind;   /* whose name is the member "kind" of its documents */
    const struct shape *shape; /* their members */
    /* Compiles the documents of the kind into its part of the scheme, which is created even if
     * there are no such documents. False: no memory or limit exceeded (builder->status); errors in
     * the content are only counted in the documents' readers. */
    bool (*compile)(struct scheme_builder *builder);
};

/* In the order in which they are compiled. */
extern const struct scheme_kind kefu__scheme_kinds[];
extern const size_t kefu__scheme_kind_count;

#endif
