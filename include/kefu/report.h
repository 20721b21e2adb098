/* SPDX-License-Identifier: MIT
 * An aggregate, read for people: indicators, groups, hours, issues, suggestions.
 *
 * A report is what a manager reads: the numbers of an aggregate against their targets and against
 * the period before, who and when, what customers complain about with quotes, and what to do about
 * it. What it shows is said by the scheme's report_spec. It is computed once and written in any of
 * the formats; the same facts give the same bytes.
 *
 * @code
 * #include "kefu/report.h"
 * #include <stdio.h>
 *
 * static kefu_status print(void *ctx, const char *data, size_t size) {
 *     return fwrite(data, 1, size, ctx) == size ? KEFU_OK : KEFU_E_WRITE;
 * }
 *
 * int main(void) {
 *     kefu_error error;
 *     kefu_scheme *scheme;
 *     kefu_aggregate *month;
 *     kefu_report *report;
 *     kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
 *     options.language.data = "en";
 *     options.language.size = 2;
 *     if (kefu_scheme_builtin(NULL, &scheme, &error) != KEFU_OK ||
 *         kefu_aggregate_new(scheme, NULL, 0, NULL, &month, &error) != KEFU_OK ||
 *         kefu_report_new(month, &options, &report, &error) != KEFU_OK ||
 *         kefu_report_write(report, KEFU_FORMAT_TEXT, print, stdout, &error) != KEFU_OK)
 *         return 1;
 *     kefu_report_free(report);
 *     kefu_aggregate_free(month);
 *     kefu_scheme_release(scheme);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_REPORT_H
#define KEFU_REPORT_H

#include "kefu/aggregate.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A report, computed once, written in several formats. Immutable; any number of readers. */
typedef struct kefu_report kefu_report;

/** What to compare with and how to show it. Start from KEFU_REPORT_OPTIONS_INIT. */
typedef struct kefu_report_options {
    size_t size;
    const kefu_allocator *allocator; /**< NULL: the aggregate's */
    const kefu_aggregate *previous;  /**< the period before; NULL: none */
    kefu_str title;                  /**< empty: a default one */
    kefu_str language;               /**< "zh-Hans" (default; "zh-Hant" is read as it) or "en":
                                          shown first in HTML, used alone in Markdown and CSV */
    uint64_t left_out_conversations; /**< how many a filter left out of `current`; shown if not 0 */
    uint64_t left_out_feedback;      /**< the same of feedback records */
    /** how many feedback records of `current` name a conversation that is none of those that count
     * (kefu_join_write()); shown if not 0 */
    uint64_t unjoined_feedback;
} kefu_report_options;
#define KEFU_REPORT_OPTIONS_INIT                                                                   \
    { sizeof(kefu_report_options), NULL, NULL, {NULL, 0}, {NULL, 0}, 0, 0, 0 }

/** Sets options to KEFU_REPORT_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_report_options_init(kefu_report_options *options);

/** Computes a report. What it shows, and the sentences of its findings and suggestions, come from
 * the scheme's document of the kind report_spec (docs/report.md). The aggregates may be freed after
 * the call.
 * @param options      NULL: the defaults. Texts are copied
 * @param[out] report  on success only; free with kefu_report_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT (also: an unknown language), KEFU_E_SCHEME (previous of another
 * scheme), KEFU_E_MEMORY, KEFU_E_VERSION; of the report_spec: KEFU_E_LIMIT, KEFU_E_DEFINITION,
 * KEFU_E_REFERENCE
 * @par Threads  Any number at once while nobody adds to the aggregates.
 * @since 0.1 */
KEFU_API kefu_status kefu_report_new(const kefu_aggregate *current,
                                     const kefu_report_options *options, kefu_report **report,
                                     kefu_error *error);
/** Releases a report; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_report_free(kefu_report *report);
/** Writes a report in one call of `write`: the same bytes for the same facts, everywhere.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once, where the allocator serves any number.
 * @since 0.1 */
KEFU_API kefu_status kefu_report_write(const kefu_report *report, kefu_format format,
                                       kefu_write write, void *ctx, kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
