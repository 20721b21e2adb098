/* SPDX-License-Identifier: MIT
 * What all kinds of tests in documents share. */
#ifndef KEFU_LIB_SCHEME_TEST_H
#define KEFU_LIB_SCHEME_TEST_H

#include "scheme/scheme.h"

struct field_reader;

/* Where a test is defined in a document. */
struct test_origin {
    /* name of the test's document, and JSON pointer to the test in that document */
    const char *source, *pointer;
    const char *name; /* name of the test; "" for none */
    uint32_t line, column;
    uint64_t offset;
    uint32_t layer; /* layer of the test's document; 0: built in */
};

/* Sets the members of an origin, except its name, from the reader's cursor. */
void kefu__test_origin(struct field_reader *reader, struct test_origin *origin);
/* Is it a test of the scheme's own documents? A built-in test runs with the built-in documents
 * alone, since other layers may change its results. */
static inline bool kefu__test_is_own(const struct kefu_scheme *scheme,
                                     const struct test_origin *origin) {
    return origin->layer == scheme->layer;
}
/* Reports as a finding at the test's place that it failed; `format` describes how, as for printf().
 */
void kefu__test_failed(kefu_findings *findings, const struct test_origin *origin,
                       const char *format, ...) KEFU_PRINTF(3, 4);

#endif
