/* SPDX-License-Identifier: MIT
 * The built-in documents as bytes, compiled in. */
#ifndef KEFU_LIB_DATA_H
#define KEFU_LIB_DATA_H

#include <stddef.h>

struct data_document {
    const char *name; /* its path under lib/data, "lexicon/grammar.json" */
    const char *text; /* UTF-8 JSON; a NUL stands behind it */
    size_t size;
};

/* In the order of their paths, by bytes: made by cmake/embed.c when kefu is built. */
extern const struct data_document kefu__data_documents[];
extern const size_t kefu__data_document_count;

#endif
