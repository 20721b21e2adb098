/* SPDX-License-Identifier: MIT
 * Agreement between raters: do two people, or a person and the machine, judge the same alike?
 *
 * A request is JSON: the ratings, and the scale that they are on. The answer is JSON: every
 * coefficient that these ratings allow, with its interval. docs/agreement.md says which one is for
 * what.
 *
 * @code
 * #include "kefu/agreement.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * static kefu_status print(void *ctx, const char *data, size_t size) {
 *     (void)ctx;
 *     return fwrite(data, 1, size, stdout) == size ? KEFU_OK : KEFU_E_WRITE;
 * }
 *
 * int main(void) {
 *     const char *request = "{\"ratings\": [[1, 1], [0, 1], [0, 0]]}";
 *     kefu_error error;
 *     if (kefu_agreement_measure(request, strlen(request), NULL, NULL, print, NULL, &error)) {
 *         fprintf(stderr, "%s\n", error.message);
 *         return 1;
 *     }
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_AGREEMENT_H
#define KEFU_AGREEMENT_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Measures how far raters agree, and writes the coefficients as JSON (docs/agreement.md).
 * @param json  {"ratings": [[1, 2, null], …]}, a row a unit with a rating of each rater, or
 *              {"ratings": [{"unit": "c1", "rater": "li", "rating": "good"}, …]}; also scale
 *              ("nominal", "ordinal", "interval", "ratio"), weights, categories, raters, level; at
 *              most 1000 raters, and 2,000,000 units times raters
 * @param size  in bytes
 * @param allocator  NULL: the C library's
 * @param findings   takes what is wrong with the request; may be NULL
 * @param write  takes the answer, in one call
 * @param ctx  passed to `write`
 * @param error  may be NULL
 * @return KEFU_OK, also if no coefficient is defined, which then are null; KEFU_E_ARGUMENT;
 *         KEFU_E_JSON, KEFU_E_UTF8: the request is no JSON; KEFU_E_DUPLICATE: the same, or a rater
 *         rated a unit twice; KEFU_E_DEFINITION: an unknown member, or a rating that the scale or
 *         the categories do not have; KEFU_E_LIMIT: too many raters or units; KEFU_E_MEMORY; what
 *         `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_agreement_measure(const char *json, size_t size,
                                            const kefu_allocator *allocator,
                                            kefu_findings *findings, kefu_write write, void *ctx,
                                            kefu_error *error);

#ifdef __cplusplus
}
#endif

#endif
