/* SPDX-License-Identifier: MIT
 * Which records of an input count: those of a period, for which one condition is true and another
 * one is not.
 *
 * A report is rarely over all that an export holds: it is about March, about one team, or about all
 * but what testers wrote. A filter says of each record whether it counts, and of one that does not
 * the first reason why, so that what was left out can be counted beside what was counted.
 *
 * @code
 * #include "kefu/filter.h"
 * #include <stdio.h>
 *
 * int main(void) {
 *     kefu_filter_options options = KEFU_FILTER_OPTIONS_INIT;
 *     kefu_filter_outcome outcome;
 *     kefu_filter *filter;
 *     kefu_error error;
 *     options.exclude.data = "{\"attribute\": \"topic\", \"eq\": \"test\"}";
 *     options.exclude.size = 36;
 *     if (kefu_filter_new(&options, &filter, NULL, &error) != KEFU_OK) {
 *         fprintf(stderr, "%s: %s\n", error.pointer, error.message);
 *         return 1;
 *     }
 *     if (kefu_filter_feedback_json(filter, KEFU_TEXT("{\"topic\": \"test\", \"rating\": 5}"),
 *                                   &outcome, &error) != KEFU_OK)
 *         return 1;
 *     printf("%s\n", kefu_vocabulary_name("filter_outcome", outcome));
 *     kefu_filter_free(filter);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_FILTER_H
#define KEFU_FILTER_H

#include "kefu/conversation.h"

#ifdef __cplusplus
extern "C" {
#endif

/** A compiled filter. Immutable; any number of threads may use one at once. */
typedef struct kefu_filter kefu_filter;

/** What is to count. Start from KEFU_FILTER_OPTIONS_INIT, which lets every record count. */
typedef struct kefu_filter_options {
    size_t size;
    const kefu_allocator *allocator; /**< NULL: the C library's */
    int64_t from; /**< the period's first instant; KEFU_TIME_NONE: it has no beginning */
    int64_t to;   /**< the first instant behind the period; KEFU_TIME_END: it has no end */
    /** a condition (docs/conditions.md) over attributes and labels, which must be true; empty: none
     */
    kefu_str where;
    kefu_str exclude;       /**< a condition that must not be true; empty: none */
    int32_t offset_minutes; /**< offset from UTC of the times of feedback that name no zone */
    uint32_t reserved;      /**< 0 */
} kefu_filter_options;
#define KEFU_FILTER_OPTIONS_INIT                                                                   \
    {                                                                                              \
        sizeof(kefu_filter_options), NULL, KEFU_TIME_NONE, KEFU_TIME_END, {NULL, 0}, {NULL, 0},    \
            480, 0                                                                                 \
    }
/** Sets options to KEFU_FILTER_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_filter_options_init(kefu_filter_options *options);

/** Compiles a filter. The options' texts may be freed after the call.
 * @param options      NULL: the defaults
 * @param[out] filter  on success only; free with kefu_filter_free()
 * @param findings     everything that is wrong with the conditions; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_VERSION (reserved is not 0); of a
 *         condition: KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT, KEFU_E_DEFINITION
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_filter_new(const kefu_filter_options *options, kefu_filter **filter,
                                     kefu_findings *findings, kefu_error *error);
/** Releases a filter; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_filter_free(kefu_filter *filter);
/** Judges a conversation: by its start (the time of its first message or event that has one), its
 * attributes and its labels. What is wrong first decides, in the order of kefu_filter_outcome.
 * @param[out] outcome  on success only
 * @return KEFU_OK, KEFU_E_ARGUMENT
 * @par Threads  Any number at once while nobody pushes to the conversation.
 * @since 0.1 */
KEFU_API kefu_status kefu_filter_conversation(const kefu_filter *filter,
                                              const kefu_conversation *conversation,
                                              kefu_filter_outcome *outcome, kefu_error *error);
/** Judges a feedback record (docs/records.md): by when it was given, else when it was asked for,
 * and by its own members, attributes and labels.
 * @param[out] outcome  on success only
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE,
 *         KEFU_E_LIMIT, KEFU_E_DEFINITION
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_filter_feedback_json(const kefu_filter *filter, const char *json,
                                               size_t size, kefu_filter_outcome *outcome,
                                               kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
