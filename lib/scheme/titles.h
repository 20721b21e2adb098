/* SPDX-License-Identifier: MIT
 * Titles of ids: of documents, metrics, questions, and what lexicons find. */
#ifndef KEFU_LIB_SCHEME_TITLES_H
#define KEFU_LIB_SCHEME_TITLES_H

#include "scheme/builder.h"

/* The field table of the member "titles" of a scheme or a lexicon: {"anger": {"zh-Hans": …, "en":
 * …}, …}. */
extern const struct field_table kefu__titles_table;
#define TITLES_FIELD                                                                               \
    {                                                                                              \
        "titles", FIELD_MAP, FIELD_STREAMED,                                                       \
            .table = &kefu__titles_table,                                                          \
            .description = "What people read for the ids that are found."                          \
    }

#endif
