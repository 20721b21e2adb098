/* SPDX-License-Identifier: MIT
 * The kinds of documents: one row each. */
#ifndef KEFU_LIB_SCHEME_KINDS_H
#define KEFU_LIB_SCHEME_KINDS_H

#include "scheme/builder.h"

struct scheme_kind {
    enum document_kind kind;   /* whose name is the member "kind" of its documents */
    const struct shape *shape; /* their members */
    /* Reads the documents of the kind, reports what is wrong and fills the kind's part of the
     * scheme, which it makes even when there is no such document. False: no memory or past a limit
     * (builder->status); content errors only count in the documents' readers. */
    bool (*compile)(struct scheme_builder *builder);
};

/* In the order in which they are compiled. */
extern const struct scheme_kind kefu__scheme_kinds[];
extern const size_t kefu__scheme_kind_count;

#endif
