/* SPDX-License-Identifier: MIT
 * What the tests that stand in documents share, whatever they test. */
#ifndef KEFU_LIB_SCHEME_TEST_H
#define KEFU_LIB_SCHEME_TEST_H

#include "scheme/scheme.h"

struct field_reader;

/* Where a test stands. */
struct test_origin {
    const char *source, *pointer; /* the document and the place in it */
    const char *name;             /* "" for none */
    uint32_t line;
    uint32_t layer; /* of its document: 0 is built in */
};

/* Completes an origin, whose name is read, with the reader's place. */
void kefu__test_origin(struct field_reader *reader, struct test_origin *origin);
/* Does a test stand in the scheme's own documents? What other layers say may change what comes of a
 * built-in test, which therefore runs by the built-in documents alone. */
static inline bool kefu__test_is_own(const struct kefu_scheme *scheme,
                                     const struct test_origin *origin) {
    return origin->layer == scheme->layer;
}
/* Reports that a test failed. */
void kefu__test_failed(kefu_findings *findings, const struct test_origin *origin,
                       const char *format, ...) KEFU_PRINTF(3, 4);

#endif
