/* SPDX-License-Identifier: MIT
 * The table of punctuation marks. */
#include "lexicon/boundary.h"

#include "base/base.h"

static const struct boundary_mark marks[] = {
    {",", BOUNDARY_CLAUSE},
    {"、", BOUNDARY_CLAUSE},
    {";", BOUNDARY_CLAUSE},
    {":", BOUNDARY_CLAUSE},
    {"…", BOUNDARY_SENTENCE},
    {"...", BOUNDARY_SENTENCE},
    {"。", BOUNDARY_SENTENCE},
    {"\n", BOUNDARY_SENTENCE},
    {"~", BOUNDARY_CLAUSE},
    {"!", BOUNDARY_EXCLAMATION},
    {"?", BOUNDARY_QUESTION},
    {"｡", BOUNDARY_SENTENCE},
    {"\xE2\x80\xA8", BOUNDARY_SENTENCE},
};

const struct boundary_mark *kefu__boundary_marks(size_t *count) {
    *count = sizeof marks / sizeof *marks;
    return marks;
}

uint64_t kefu__boundary_version(const struct boundary_mark *of, size_t count) {
    uint64_t hash = kefu__hash("boundaries", 10);
    for (size_t i = 0; i < count; i++) {
        hash = kefu__hash_more(hash, of[i].text, strlen(of[i].text) + 1);
        hash = kefu__hash_number(hash, (uint64_t)of[i].boundary);
    }
    return hash;
}
