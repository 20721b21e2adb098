/* SPDX-License-Identifier: MIT
 * The tests that stand in lexicon documents: a text, and what is found in it. */
#ifndef KEFU_LIB_SCHEME_LEXICON_TESTS_H
#define KEFU_LIB_SCHEME_LEXICON_TESTS_H

#include "scheme/test.h"

struct lexicon_test {
    struct test_origin origin;
    const char *text;
    uint32_t role, genre, label; /* `label`: the expected kefu_label, or UINT32_MAX: any */
    const char **finds, **lacks;
    size_t find_count, lack_count;
};

struct lexicon_tests {
    struct lexicon_test *items;
    size_t count, capacity;
};

#endif
