/* SPDX-License-Identifier: MIT
 * Punctuation: what ends a clause or a sentence. */
#ifndef KEFU_LIB_LEXICON_BOUNDARY_H
#define KEFU_LIB_LEXICON_BOUNDARY_H

#include <stddef.h>
#include <stdint.h>

/* What a punctuation mark ends; a lower value cuts the text less. */
enum boundary { BOUNDARY_CLAUSE = 1, BOUNDARY_SENTENCE, BOUNDARY_EXCLAMATION, BOUNDARY_QUESTION };

/* A punctuation mark as a keyword of the matcher. Terminated. */
struct boundary_mark {
    const char *text;
    enum boundary boundary;
};

/* All marks. */
const struct boundary_mark *kefu__boundary_marks(size_t *count);
/* A number that changes with any of these marks and what it ends. */
uint64_t kefu__boundary_version(const struct boundary_mark *marks, size_t count);

#endif
