/* SPDX-License-Identifier: MIT
 * An aggregate, read for people: indicators, groups, hours, issues, suggestions. */
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
    kefu_str language;               /**< "zh" (default) or "en": shown first in HTML, used alone in
                                          Markdown and CSV */
    kefu_str script;                 /**< JavaScript to embed for charts (Chart.js); empty: none */
    kefu_str script_licence;         /**< its licence text, embedded beside it */
} kefu_report_options;
#define KEFU_REPORT_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(kefu_report_options), NULL, NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}, {                \
            NULL, 0                                                                                \
        }                                                                                          \
    }

/** Formats a report is written in. */
typedef enum kefu_format {
    KEFU_FORMAT_JSON = 0,
    KEFU_FORMAT_HTML = 1,
    KEFU_FORMAT_MARKDOWN = 2,
    KEFU_FORMAT_CSV = 3,
    KEFU_FORMAT_TEXT = 4, /**< a short summary for a terminal */
    KEFU_FORMAT_FORCE_32_ = 0x7fffffff
} kefu_format;

/** Computes a report. What it shows, and the sentences of its findings and suggestions, come from
 * the scheme's document of the kind report_spec (docs/report.md). The aggregates may be freed after
 * the call.
 * @param options      NULL: the defaults. Texts are copied
 * @param[out] report  on success only; free with kefu_report_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_SCHEME (previous of another scheme), KEFU_E_MEMORY,
 *         KEFU_E_VERSION; of the report_spec: KEFU_E_LIMIT, KEFU_E_DEFINITION, KEFU_E_REFERENCE
 * @par Threads  While nobody adds to the aggregates. */
KEFU_API kefu_status kefu_report_new(const kefu_aggregate *current,
                                     const kefu_report_options *options, kefu_report **report,
                                     kefu_error *error);
/** Releases a report; NULL is allowed. */
KEFU_API void kefu_report_free(kefu_report *report);
/** Writes a report in one call of `write`: the same bytes for the same facts, everywhere.
 * @par Threads  Any number at once, where the allocator serves any number.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_WRITE */
KEFU_API kefu_status kefu_report_write(const kefu_report *report, kefu_format format,
                                       kefu_write write, void *ctx, kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
