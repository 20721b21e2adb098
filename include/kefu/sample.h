/* SPDX-License-Identifier: MIT
 * Samples for people to review: which conversations, drawn so that anybody can repeat it.
 *
 * A request is JSON: the conversations, how many to draw, and by whom they are reviewed. The answer
 * is JSON: what was drawn. docs/quality.md says which way to draw is for what.
 *
 * @code
 * #include "kefu/sample.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * static kefu_status print(void *ctx, const char *data, size_t size) {
 *     (void)ctx;
 *     return fwrite(data, 1, size, stdout) == size ? KEFU_OK : KEFU_E_WRITE;
 * }
 *
 * int main(void) {
 *     const char *request = "{\"seed\": 7, \"count\": 1, \"conversations\": [{\"id\": \"c1\"}, "
 *                           "{\"id\": \"c2\"}]}";
 *     kefu_error error;
 *     if (kefu_sample_draw(request, strlen(request), NULL, NULL, print, NULL, &error)) {
 *         fprintf(stderr, "%s\n", error.message);
 *         return 1;
 *     }
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_SAMPLE_H
#define KEFU_SAMPLE_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Draws a sample of conversations without replacement, and writes it as JSON (docs/quality.md).
 *
 * The key of a conversation is SHA-256(seed in decimal digits, a byte 0, id), read as a number in
 * big-endian order; drawn are those with the smallest keys. So the same seed and ids give the same
 * sample everywhere, in whatever order they come.
 * @param json  {"conversations": [{"id", "stratum", "agent_id", "risk"}, …], "seed": 1} and one of
 *              "count", "per_stratum", "per_reviewer", and "margin" (with "level" and "share");
 *              also "reviewers"; at most 1,000,000 conversations and 200 reviewers
 * @param size  in bytes
 * @param allocator  NULL: the C library's
 * @param findings   takes what is wrong with the request; may be NULL
 * @param write  takes the answer, in one call
 * @param ctx  passed to `write`
 * @param error  may be NULL
 * @return KEFU_OK; KEFU_E_ARGUMENT; KEFU_E_JSON, KEFU_E_UTF8: the request is no JSON;
 *         KEFU_E_DUPLICATE: the same, or an id or a reviewer stands twice; KEFU_E_DEFINITION: an
 *         unknown member, or not exactly one way to say how many; KEFU_E_LIMIT: too many
 *         conversations or reviewers; KEFU_E_MEMORY; what `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_sample_draw(const char *json, size_t size,
                                      const kefu_allocator *allocator, kefu_findings *findings,
                                      kefu_write write, void *ctx, kefu_error *error);

#ifdef __cplusplus
}
#endif

#endif
