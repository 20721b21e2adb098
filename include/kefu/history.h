/* SPDX-License-Identifier: MIT
 * A history: one state that grows for a year, a day at a time.
 *
 * A history holds an aggregate for each day, so that any period of whole days can be read. It knows
 * the ids of what it has counted: a record that comes again counts once. Conversations that have
 * not ended wait in it as records; a later version replaces an earlier one, and each is counted
 * when it has ended or when nothing more was said for some days. The library has bytes only: the
 * caller writes them to a file, atomically, as the program `kefu aggregate` does.
 *
 * @code
 * #include "kefu/history.h"
 * #include <stdio.h>
 *
 * int main(void) {
 *     static const char record[] = "{\"id\": \"f1\", \"rating\": 5, \"at\": 1717200000000}";
 *     kefu_error error;
 *     kefu_scheme *scheme;
 *     kefu_scratch *scratch;
 *     kefu_history *history;
 *     kefu_history_outcome outcome;
 *     if (kefu_scheme_builtin(NULL, &scheme, &error) != KEFU_OK ||
 *         kefu_scratch_new(NULL, &scratch, &error) != KEFU_OK ||
 *         kefu_history_new(scheme, NULL, 0, NULL, &history, &error) != KEFU_OK ||
 *         kefu_history_add_json(history, scratch, KEFU_RECORD_FEEDBACK, record,
 *                               sizeof record - 1, NULL, &outcome, &error) != KEFU_OK ||
 *         kefu_history_fold(history, scratch, KEFU_TIME_NONE, NULL, &error) != KEFU_OK)
 *         return 1;
 *     printf("%s\n", kefu_vocabulary_name("history_outcome", outcome));
 *     kefu_history_free(history);
 *     kefu_scratch_free(scratch);
 *     kefu_scheme_release(scheme);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_HISTORY_H
#define KEFU_HISTORY_H

#include "kefu/aggregate.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Aggregates by day, what waits to be counted, and the ids of what was. One thread at a time. */
typedef struct kefu_history kefu_history;

/** How to keep a history. Start from KEFU_HISTORY_OPTIONS_INIT. */
typedef struct kefu_history_options {
    size_t size;
    const kefu_allocator *allocator; /**< NULL: the scheme's, or the C library's for load */
    uint32_t flags;                  /**< 0 */
    uint32_t reserved;               /**< 0 */
    /** how long after its last record a conversation that has not ended is counted as it is, in ms;
     * KEFU_TIME_NONE: seven days, or as the loaded history says */
    int64_t fold_after_ms;
    /** how many ids are remembered, 1,000 to 100,000,000 (16 bytes each); 0: 4,194,304, or as the
     * loaded history says. With more, those of the oldest days are forgotten, and records of these
     * days are refused from then on */
    uint64_t ids_max;
    kefu_str rubric; /**< id of the rubric to judge by; empty: the scheme's own */
} kefu_history_options;
#define KEFU_HISTORY_OPTIONS_INIT                                                                  \
    {                                                                                              \
        sizeof(kefu_history_options), NULL, 0, 0, KEFU_TIME_NONE, 0, {                             \
            NULL, 0                                                                                \
        }                                                                                          \
    }
/** Sets options to KEFU_HISTORY_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_history_options_init(kefu_history_options *options);

/** Makes an empty history.
 * @param spec  as for kefu_aggregate_new(); days are those of its time zone
 * @return as kefu_aggregate_new(), and KEFU_E_NOT_FOUND (there is no such rubric); free with
 *         kefu_history_free()
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_history_new(const kefu_scheme *scheme, const char *spec, size_t size,
                                      const kefu_history_options *options, kefu_history **history,
                                      kefu_error *error);
/** Releases a history; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_history_free(kefu_history *history);

/** Adds a record (docs/records.md), or nothing where it came before. A conversation that has ended
 * is counted with its evaluation, one that goes on waits. Of a conversation that waits, the version
 * whose last record is later counts, and of two that are equal the one that came last. A record
 * without an id is known by its bytes, and by how many of the same bytes came since the history was
 * made or loaded. Feedback inherits from the conversation that it names (kefu_join) if that one
 * came since the history was made or loaded: add conversations first.
 * @param kind  KEFU_RECORD_CONVERSATION or KEFU_RECORD_FEEDBACK
 * @param[out] outcome  what became of it; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_SCHEME (loaded without a scheme), KEFU_E_JSON,
 *         KEFU_E_UTF8, KEFU_E_DEFINITION, KEFU_E_LIMIT, KEFU_E_CORRUPT (the bytes of its day),
 *         KEFU_E_VERSION, KEFU_E_MEMORY; nothing is counted unless OK
 * @par Threads  One at a time for a history.
 * @since 0.1 */
KEFU_API kefu_status kefu_history_add_json(kefu_history *history, kefu_scratch *scratch,
                                           kefu_record_kind kind, const char *json, size_t size,
                                           kefu_findings *findings, kefu_history_outcome *outcome,
                                           kefu_error *error);
/** Counts the waiting conversations of which nothing came for `fold_after_ms`, as they are. Call it
 * when all records were added.
 * @param now  KEFU_TIME_NONE: the latest instant of the records that were added, so that the same
 *         records give the same bytes; KEFU_TIME_END: all of them
 * @return as kefu_history_add_json(); what was counted before a failure stays counted
 * @par Threads  One at a time for a history.
 * @since 0.1 */
KEFU_API kefu_status kefu_history_fold(kefu_history *history, kefu_scratch *scratch, int64_t now,
                                       kefu_findings *findings, kefu_error *error);
/** Adds all of `from` to `into`; both of the same spec.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_SCHEME (of different specs), KEFU_E_DUPLICATE (records
 *         were counted in both, or it cannot be told because ids were forgotten), KEFU_E_CORRUPT,
 *         KEFU_E_VERSION, KEFU_E_LIMIT, KEFU_E_MEMORY; `into` counts the same as before unless OK
 * @par Threads  One at a time for both.
 * @since 0.1 */
KEFU_API kefu_status kefu_history_merge(kefu_history *into, kefu_history *from, kefu_error *error);
/** Forgets a customer: kefu_aggregate_forget() for every day. Waiting conversations of the customer
 * are taken out, and counted neither now nor when they come again.
 * @param contact_id  as the records give it
 * @param[out] forgotten  how many quotes and records were taken out; may be NULL
 * @return as kefu_history_merge(); after a failure a part may be forgotten
 * @par Threads  One at a time for a history.
 * @since 0.1 */
KEFU_API kefu_status kefu_history_forget(kefu_history *history, const char *contact_id, size_t size,
                                         uint64_t *forgotten, kefu_error *error);

/** Adds up the days of a period to an aggregate. What waits is not in it.
 * @param from  the beginning of a day in the history's time zone; KEFU_TIME_NONE: from the first
 *         day on, with the records that have no time
 * @param to    the beginning of the day behind the period; KEFU_TIME_END: to the last day
 * @return KEFU_OK, KEFU_E_ARGUMENT (also: an instant within a day), KEFU_E_CORRUPT, KEFU_E_VERSION,
 *         KEFU_E_LIMIT, KEFU_E_MEMORY; free with kefu_aggregate_free()
 * @par Threads  One at a time for a history.
 * @since 0.1 */
KEFU_API kefu_status kefu_history_aggregate(const kefu_history *history, int64_t from, int64_t to,
                                            kefu_aggregate **aggregate, kefu_error *error);

/** What a history holds. */
typedef struct kefu_history_info {
    size_t size;                      /**< set by the caller, see kefu_finding */
    uint64_t conversations, feedback; /**< how many records were counted */
    uint64_t waiting;                 /**< conversations that wait */
    uint64_t days;                    /**< days with a record */
    uint64_t ids;                     /**< ids that are remembered */
    int64_t latest_at;                /**< latest instant of all records; KEFU_TIME_NONE: none */
    int64_t refused_before;           /**< beginning of the first day whose ids are all remembered;
                                           KEFU_TIME_NONE: none was forgotten */
    int64_t fold_after_ms;
    int32_t offset_minutes; /**< of the time zone that its days are in */
    uint32_t reserved;      /**< 0 */
} kefu_history_info;
/** Describes a history.
 * @param[out] info  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_history_describe(const kefu_history *history, kefu_history_info *info,
                                           kefu_error *error);

/** Writes the history as bytes: versioned, checksummed, the same for the same content.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  One at a time for a history.
 * @since 0.1 */
KEFU_API kefu_status kefu_history_save(const kefu_history *history, kefu_write write, void *ctx,
                                       kefu_error *error);
/** Makes a history of saved bytes, of which it keeps a copy; hostile bytes give an error.
 * @param scheme  what is added later is measured by it. NULL: it can be read, merged and forgotten
 *         from, but nothing added
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_CORRUPT, KEFU_E_VERSION, KEFU_E_LIMIT, KEFU_E_NOT_FOUND
 *         (there is no such rubric), KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_history_load(const kefu_scheme *scheme, const void *state, size_t size,
                                       const kefu_history_options *options, kefu_history **history,
                                       kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
