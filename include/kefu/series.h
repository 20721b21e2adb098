/* SPDX-License-Identifier: MIT
 * Time series: alerts where a value is not what the values before lead to expect, and forecasts.
 *
 * A request is JSON: the points of one series, the method and its parameters. The answer is JSON:
 * the alerts, each with what was expected, its bounds, what it was compared with, and why, in
 * Chinese and in English. docs/series.md says which method is for what.
 *
 * @code
 * #include "kefu/series.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * static kefu_status print(void *ctx, const char *data, size_t size) {
 *     (void)ctx;
 *     return fwrite(data, 1, size, stdout) == size ? KEFU_OK : KEFU_E_WRITE;
 * }
 *
 * int main(void) {
 *     const char *request = "{\"method\": \"ears\", \"points\": [3, 4, 2, 5, 3, 4, 3, 14]}";
 *     kefu_error error;
 *     kefu_series_found found;
 *     found.size = sizeof found;
 *     if (kefu_series_judge(request, strlen(request), NULL, NULL, print, NULL, &found, &error)) {
 *         fprintf(stderr, "%s\n", error.message);
 *         return 1;
 *     }
 *     return found.alerts == 1 ? 0 : 1;
 * }
 * @endcode */
#ifndef KEFU_SERIES_H
#define KEFU_SERIES_H

#include "kefu/base.h"

#ifdef __cplusplus
extern "C" {
#endif

/** How many points a method judged, and how many of them alert. */
typedef struct kefu_series_found {
    size_t size;   /**< sizeof(kefu_series_found), set by the caller */
    size_t judged; /**< 0: there were too few points before, or too many gaps */
    size_t alerts;
} kefu_series_found;

/** Judges a time series, and writes the alerts as JSON (docs/series.md).
 * @param json  {"method": "spike", "points": [{"at": "2026-03-01", "value": 12}, …], …}; `at` is a
 *              date or time as text, or milliseconds since the Unix epoch in UTC; a value of null
 *              is missing; at most 1,000,000 points, also with the gaps between them
 * @param size  in bytes
 * @param allocator  NULL: the C library's
 * @param findings   takes what is wrong with the request; may be NULL
 * @param write  takes the answer, in one call
 * @param ctx  passed to `write`
 * @param found  takes the numbers; may be NULL
 * @param error  may be NULL
 * @return KEFU_OK, also if no point could be judged; KEFU_E_ARGUMENT;
 *         KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE: the request is no JSON; KEFU_E_DEFINITION: an
 *         unknown method or member, a value out of its range, two points at one time, or times that
 *         are at no equal steps; KEFU_E_LIMIT: too many points, or none; KEFU_E_MEMORY; what
 * `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_series_judge(const char *json, size_t size,
                                       const kefu_allocator *allocator, kefu_findings *findings,
                                       kefu_write write, void *ctx, kefu_series_found *found,
                                       kefu_error *error);

#ifdef __cplusplus
}
#endif

#endif
