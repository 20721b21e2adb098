/* SPDX-License-Identifier: MIT
 * Punctuation: what ends a clause or a sentence. */
#ifndef KEFU_LIB_LEXICON_BOUNDARY_H
#define KEFU_LIB_LEXICON_BOUNDARY_H

#include <stddef.h>
#include <stdint.h>

/* What a punctuation mark ends: a clause, a sentence, an exclamation or a question. A greater value
 * is a stronger boundary. */
enum boundary { BOUNDARY_CLAUSE = 1, BOUNDARY_SENTENCE, BOUNDARY_EXCLAMATION, BOUNDARY_QUESTION };

/* A punctuation mark, which is a keyword of the matcher, and what it ends; `text` is
 * NUL-terminated. */
struct boundary_mark {
    const char *text;
    enum boundary boundary;
};

/* The table of all punctuation marks that end a clause or sentence. */
const struct boundary_mark *kefu__boundary_marks(size_t *count);
/* A hash of punctuation marks with the boundaries that they end. It changes if any mark or boundary
 * changes. */
uint64_t kefu__boundary_version(const struct boundary_mark *marks, size_t count);

#endif
