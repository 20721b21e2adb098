/* SPDX-License-Identifier: MIT
 * Many conversations and much feedback, added up: grouped, mergeable, serialisable.
 *
 * An aggregate is what remains of a month: for each group (by agent, team, channel …) the facts
 * that every metric needs, what was found how often, and the best quotes; not the conversations.
 * What belongs to one closed conversation goes in by one call. Any split of the input over
 * processes, merged in any order, gives the same bytes. A report (kefu/report.h) reads it for
 * people.
 *
 * @code
 * #include "kefu/aggregate.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * int main(void) {
 *     const char *json = "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c1\",\"agent_id\":\"a1\","
 *                        "\"messages\":["
 *                        "{\"role\":\"customer\",\"at\":1717200000000,\"text\":\"在吗？\"},"
 *                        "{\"role\":\"agent\",\"at\":1717200030000,\"text\":\"在的\"}]}";
 *     kefu_error error;
 *     kefu_scheme *scheme;
 *     kefu_scratch *scratch;
 *     kefu_conversation *conversation;
 *     kefu_aggregate *month;
 *     kefu_closed closed = KEFU_CLOSED_INIT;
 *     if (kefu_scheme_builtin(NULL, &scheme, &error) != KEFU_OK ||
 *         kefu_scratch_new(NULL, &scratch, &error) != KEFU_OK ||
 *         kefu_aggregate_new(scheme, NULL, 0, NULL, &month, &error) != KEFU_OK ||
 *         kefu_conversation_new(scheme, NULL, &conversation, &error) != KEFU_OK ||
 *         kefu_conversation_read_json(conversation, scratch, json, strlen(json), NULL, &error) !=
 *             KEFU_OK)
 *         return 1;
 *     closed.conversation = conversation;
 *     if (kefu_aggregate_add(month, scratch, &closed, NULL, &error) != KEFU_OK)
 *         return 1;
 *     printf("%u conversations in %u groups\n",
 *            (unsigned)kefu_aggregate_conversation_count(month),
 *            (unsigned)kefu_aggregate_group_count(month) - 1);
 *     kefu_conversation_free(conversation);
 *     kefu_aggregate_free(month);
 *     kefu_scratch_free(scratch);
 *     kefu_scheme_release(scheme);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_AGGREGATE_H
#define KEFU_AGGREGATE_H

#include "kefu/evaluation.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Sums of facts by group and by hour of the day. Any split of the input into aggregates, merged in
 * any order, gives the same. One thread at a time. */
typedef struct kefu_aggregate kefu_aggregate;

/** How to add up. Start from KEFU_AGGREGATE_OPTIONS_INIT. */
typedef struct kefu_aggregate_options {
    size_t size;
    const kefu_allocator *allocator; /**< NULL: the scheme's, or the C library's for load */
    uint32_t flags;                  /**< 0 */
    uint32_t reserved;               /**< 0 */
} kefu_aggregate_options;
#define KEFU_AGGREGATE_OPTIONS_INIT                                                                \
    { sizeof(kefu_aggregate_options), NULL, 0, 0 }
/** Sets options to KEFU_AGGREGATE_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_aggregate_options_init(kefu_aggregate_options *options);

/** Makes an empty aggregate.
 * @param spec  JSON: {"group_by": ["agent_id", …], "timezone": "+08:00", "evidence": 5, "as_of":
 *         instant}; size 0: grouped by agent_id, +08:00. At most 6 names and 1,000,000 groups. The
 * names "at:hour", "at:day", "at:week" (ISO 8601), "at:month" and "at:quarter" group by when a
 * conversation began or feedback was given, in the time zone; keys like "2026-03-13T14",
 * "2026-03-13", "2026-W11", "2026-03", "2026-Q1" sort by time, and are empty without a time. as_of:
 *         the instant as of which conversations that are still going on are measured; without it,
 *         all are taken as over.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT,
 *         KEFU_E_DEFINITION, KEFU_E_MEMORY, KEFU_E_VERSION (unknown flags); free with
 *         kefu_aggregate_free()
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_new(const kefu_scheme *scheme, const char *spec, size_t size,
                                        const kefu_aggregate_options *options,
                                        kefu_aggregate **aggregate, kefu_error *error);
/** Releases an aggregate; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_aggregate_free(kefu_aggregate *aggregate);

/** What belongs to one closed conversation. Start from KEFU_CLOSED_INIT. */
typedef struct kefu_closed {
    size_t size;
    const kefu_conversation *conversation;     /**< as it is now, with nothing more to come */
    const kefu_evaluation *const *evaluations; /**< of it; NULL with 0 of them */
    size_t evaluation_count;
    const kefu_str *feedback; /**< records as JSON (docs/records.md); NULL with 0 of them */
    size_t feedback_count;
} kefu_closed;
#define KEFU_CLOSED_INIT                                                                           \
    { sizeof(kefu_closed), NULL, NULL, 0, NULL, 0 }
/** Sets it to KEFU_CLOSED_INIT, for callers that cannot use a macro.
 * @param[out] closed  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_closed_init(kefu_closed *closed);

/** Adds a closed conversation with its evaluations and feedback: all of it, or nothing. The same
 * facts as kefu_aggregate_add_conversation(), _add_evaluation() and _add_feedback_json() one after
 * another, and the same bytes.
 * @param scratch  for the texts of feedback; may be NULL where there is none
 * @return as kefu_aggregate_add_feedback_json(); `error->source` says which feedback record, from
 * 1; unchanged unless OK
 * @par Threads  One at a time for an aggregate.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_add(kefu_aggregate *aggregate, kefu_scratch *scratch,
                                        const kefu_closed *closed, kefu_findings *findings,
                                        kefu_error *error);

/** Adds a conversation as it is now, with nothing more to come: its metrics, what was found and by
 * whom, and quotes. The conversation counts in the group that its attributes give, where agent_id
 * is the responsible agent. Waits count for the agent who ended them and words for the agent who
 * said them (docs/metrics.md). Add each conversation once, when it is closed.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_SCHEME, KEFU_E_LIMIT, KEFU_E_MEMORY; unchanged unless OK
 * @par Threads  One at a time for an aggregate.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_add_conversation(kefu_aggregate *aggregate,
                                                     const kefu_conversation *conversation,
                                                     kefu_error *error);
/** Adds an evaluation of a conversation that was added (scores by section and question, bands).
 * @return as kefu_aggregate_add_conversation()
 * @par Threads  One at a time for an aggregate.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_add_evaluation(kefu_aggregate *aggregate,
                                                   const kefu_conversation *conversation,
                                                   const kefu_evaluation *evaluation,
                                                   kefu_error *error);
/** Adds a feedback record given as JSON (docs/records.md): survey, review or complaint. It counts
 * in the group that its own attributes give. If no survey is added, metrics of surveys such as csat
 * are computed from the ratings inside conversations.
 * @return as kefu_aggregate_add_conversation(), and KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DEFINITION
 * @par Threads  One at a time for an aggregate.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_add_feedback_json(kefu_aggregate *aggregate,
                                                      kefu_scratch *scratch, const char *json,
                                                      size_t size, kefu_findings *findings,
                                                      kefu_error *error);

/** A column of a table whose rows are closed conversations. Start from KEFU_COLUMN_INIT. */
typedef struct kefu_column {
    size_t size;
    const char *name; /**< an attribute or a metric's id, see kefu_aggregate_add_columns() */
    size_t name_size;
    uint32_t type;   /**< KEFU_COLUMN_TEXT … KEFU_COLUMN_DOUBLE */
    uint32_t reason; /**< of a metric: the kefu_reason for which rows have no value; 0: NO_RATING of
                          ratings, else NO_EVENTS */
    const void *values; /**< one a row (see the type) */
    const void *texts;  /**< of CODE `const kefu_str *`, of UTF8 `const char *`; else NULL */
    size_t text_count;  /**< how many of these texts, or bytes, there are */
    /** which rows have a value: a bit a row, least significant first; NULL: all. An INT64 of
     * KEFU_TIME_NONE and a DOUBLE that is not a number are none either */
    const unsigned char *valid;
    size_t valid_offset; /**< the bit of the first row */
} kefu_column;
#define KEFU_COLUMN_INIT                                                                           \
    { sizeof(kefu_column), NULL, 0, 0, 0, NULL, NULL, 0, NULL, 0 }
#define KEFU_COLUMN_TEXT 1u /**< `const kefu_str *` */
#define KEFU_COLUMN_UTF8                                                                           \
    2u /**< `const int32_t *`: where in `texts` each text begins, and an end                       \
        */
#define KEFU_COLUMN_CODE   3u /**< `const int32_t *`: index of the row's text in `texts` */
#define KEFU_COLUMN_UINT8  4u /**< `const uint8_t *` */
#define KEFU_COLUMN_INT32  5u /**< `const int32_t *` */
#define KEFU_COLUMN_INT64  6u /**< `const int64_t *` */
#define KEFU_COLUMN_DOUBLE 7u /**< `const double *` */
/** Sets it to KEFU_COLUMN_INIT, for callers that cannot use a macro.
 * @param[out] column  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_column_init(kefu_column *column);

/** Adds a table that holds a closed conversation in each row: all rows, or none. The same bytes as
 * adding conversations one by one of which the same is known. The columns, in any order:
 * - attributes that the aggregate groups by, as texts or codes, or integers (their decimal digits);
 *   a row without a value, and every row where there is no such column, counts in the group without
 *   one. Time buckets ("at:day") are made from `at`;
 * - `at`: instants at which conversations began, in milliseconds (UINT8, INT32, INT64, DOUBLE);
 * - `messages`: numbers of messages; `contact_id`: customers, as texts or codes;
 * - any other name is a metric's id, with what the conversation gives as its one observation: of
 *   durations milliseconds, of counts a count, of ratios and flags 0 or 1, of sentiments a
 *   polarity, of feedback metrics the rating on their scale that the conversation holds.
 *   Complaints, reviews and metrics that are computed from others have no columns.
 * While it runs it needs about 13 bytes a row besides the groups.
 * @param columns  NULL with 0 of them; all of the same `size`
 * @param row_count  at most 2^31 - 1
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_VERSION, KEFU_E_SCHEME (no scheme), KEFU_E_NOT_FOUND (no
 *         such attribute or metric), KEFU_E_DUPLICATE (two columns of a name), KEFU_E_DEFINITION (a
 *         value that cannot be, or of the wrong type), KEFU_E_UTF8, KEFU_E_LIMIT, KEFU_E_MEMORY;
 *         `error->source` says which column, from 1, and `error->offset` which row, from 0;
 *         unchanged unless OK
 * @par Threads  One at a time for an aggregate.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_add_columns(kefu_aggregate *aggregate,
                                                const kefu_column *columns, size_t column_count,
                                                size_t row_count, kefu_error *error);

/** Adds all of `from` to `into`; both of the same spec. They may be of different schemes: metrics,
 * issues and scores of equal id and digest are added up, others are kept apart
 * (kefu_aggregate_series_at()). If all sources of `from` were merged into `into` already, nothing
 * is added (kefu_aggregate_is_merged() tells before).
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_SCHEME (of different specs), KEFU_E_DUPLICATE (a part of
 *         `from`, but not all of it, was merged already), KEFU_E_LIMIT, KEFU_E_MEMORY; `into`
 *         unchanged unless OK
 * @par Threads  One at a time for an aggregate.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_merge(kefu_aggregate *into, const kefu_aggregate *from,
                                          kefu_error *error);
/** Adds a state that kefu_aggregate_save() wrote, as kefu_aggregate_load() and
 * kefu_aggregate_merge() would, but a group at a time: beside the bytes it takes the memory of one
 * group, so that shards are merged in memory that does not grow with their number. Hostile bytes
 * give an error.
 * @return as kefu_aggregate_merge(), KEFU_E_CORRUPT, KEFU_E_VERSION; `into` unchanged unless OK
 * @par Threads  One at a time for an aggregate.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_merge_bytes(kefu_aggregate *into, const void *state,
                                                size_t size, kefu_error *error);
/** Names where an aggregate's content comes from, so that it is counted once even if its state is
 * delivered twice. Sources are saved behind the canonical bytes, and merging unites them.
 * @param shard  who counted: at most 256 bytes of the caller's choice, not empty
 * @param epoch  raised whenever the shard begins anew, for example after a crash
 * @param sequence  number of the state within the epoch, from 1
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_LIMIT, KEFU_E_MEMORY; unchanged unless OK
 * @par Threads  One at a time for an aggregate.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_set_source(kefu_aggregate *aggregate, const char *shard,
                                               size_t size, uint64_t epoch, uint64_t sequence,
                                               kefu_error *error);
/** 1 if `from` has sources and all of them are part of `into`, so that merging it would add
 * nothing; else 0, and for NULL.
 * @par Threads  Any number at once while nobody adds to either.
 * @since 0.1 */
KEFU_API int kefu_aggregate_is_merged(const kefu_aggregate *into, const kefu_aggregate *from);
/** Forgets a customer: takes out the quotes of the customer's conversations and feedback, with
 * their ids, and the customer's id where groups are by contact_id (what they counted goes to the
 * group without one). Where customers are counted by their hashes (kefu_aggregate_customers()), the
 * hash goes and there is one customer less; an estimate cannot leave one out and does not hold
 * whose it is made of. All other numbers stay. A state that still holds the quotes brings them back
 * when it is merged: forget in every state.
 * @param contact_id  as the records give it
 * @param[out] forgotten  how many quotes and groups were taken out; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_LIMIT, KEFU_E_MEMORY; after a failure a part may be
 *         forgotten
 * @par Threads  One at a time for an aggregate.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_forget(kefu_aggregate *aggregate, const char *contact_id,
                                           size_t size, uint64_t *forgotten, kefu_error *error);
/** Writes the state as bytes: versioned, checksummed, the same for the same facts in any order.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_save(const kefu_aggregate *aggregate, kefu_write write,
                                         void *ctx, kefu_error *error);
/** Makes an aggregate of saved bytes; hostile bytes give an error.
 * @param scheme  what is added later is measured by it; what the state holds under other
 *         definitions is kept apart. NULL: the aggregate can be read and merged, but nothing else
 *         can be added to it
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_CORRUPT, KEFU_E_VERSION, KEFU_E_LIMIT, KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_load(const kefu_scheme *scheme, const void *state, size_t size,
                                         const kefu_aggregate_options *options,
                                         kefu_aggregate **aggregate, kefu_error *error);

/** A metric under one definition: what was added up under different definitions of a metric is
 * kept apart. */
typedef struct kefu_series_info {
    size_t size;     /**< set by the caller, see kefu_finding */
    const char *id;  /**< the metric's; lives until the next add, merge or free */
    char digest[17]; /**< of the definition and all that it depends on, as text */
    uint32_t flags;  /**< KEFU_SERIES_… */
    uint64_t n;      /**< how many cases the total has */
} kefu_series_info;
/** It is not of the aggregate's scheme: another definition, or the aggregate has no scheme. */
#define KEFU_SERIES_APART 1u
/** Ratings inside conversations, which the metric itself reads where no survey was added. */
#define KEFU_SERIES_RATED 2u
/** How many series there are: first those of the scheme's metrics in their order, then ratings,
 * then those of other definitions. 0 for NULL.
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API size_t kefu_aggregate_series_count(const kefu_aggregate *aggregate);
/** Describes series i.
 * @param[out] info  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_series_at(const kefu_aggregate *aggregate, size_t i,
                                              kefu_series_info *info, kefu_error *error);
/** The value of series i in a group, as kefu_aggregate_value(); needs no scheme.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_series_value(const kefu_aggregate *aggregate, size_t group,
                                                 size_t i, kefu_statistic statistic,
                                                 kefu_value *value, kefu_error *error);

/** Writes the default value of every metric in every group, sorted by key, the total first:
 * [{"key": ["a1"], "customers": value, "metrics": {id: {"value", "n", "status", "reason",
 * "interval"}}}]. The total's key is empty. Metrics under other definitions than the scheme's stand
 * in "apart": [{"id", "digest", "value"}]; without a scheme those with an id that came before do.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once while nobody adds.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_write(const kefu_aggregate *aggregate, kefu_write write,
                                          void *ctx, kefu_error *error);

/** Writes how two aggregates differ: [{"key": ["a1"], "metric": "csat", "digest", "before": value,
 * "after": value, "difference", "p_value", "q_value", "significant"}], a row for each metric of the
 * same definition in each group that both have, the total (with an empty key) first. The tests are
 * those of reports (docs/aggregate.md); q_value is p_value adjusted for the number of tests
 * (Benjamini and Hochberg), and below 0.05 the difference is significant. What is not known is
 * null.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_SCHEME (grouped by different attributes), KEFU_E_MEMORY,
 *         what `write` returned
 * @par Threads  Any number at once while nobody adds.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_compare(const kefu_aggregate *before,
                                            const kefu_aggregate *after, kefu_write write,
                                            void *ctx, kefu_error *error);

/** How many groups there are, sorted by key; group 0 is the total of all. 0 for NULL.
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API size_t kefu_aggregate_group_count(const kefu_aggregate *aggregate);
/** Part `column` of a group's key; empty for group 0. Lives until the next add, merge or free.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_group_key(const kefu_aggregate *aggregate, size_t group,
                                              size_t column, kefu_str *key, kefu_error *error);
/** A metric's value in a group, with its interval where there is one (docs/aggregate.md). Quantiles
 * (of durations only, else UNDEFINED) are interpolated; where they are not exact, they are off by
 * at most 0.542 % (1.084 % over all magnitudes, docs/aggregate.md) and flagged
 * KEFU_VALUE_APPROXIMATE.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_value(const kefu_aggregate *aggregate, size_t group,
                                          kefu_metric metric, kefu_statistic statistic,
                                          kefu_value *value, kefu_error *error);
/** How many different customers a group's conversations and feedback had, by contact_id. Exact up
 * to 128 customers; above, an estimate with a relative standard error of 1.2 %, an interval of
 * confidence 0.95 and KEFU_VALUE_APPROXIMATE (docs/aggregate.md). `n` is the number of records that
 * name a customer; with none there is NO_DATA. A customer who was answered by several agents is one
 * of each. Merging counts a customer of several shards once.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_customers(const kefu_aggregate *aggregate, size_t group,
                                              kefu_value *value, kefu_error *error);
/** How many conversations were added; 0 for NULL.
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API uint64_t kefu_aggregate_conversation_count(const kefu_aggregate *aggregate);
/** How many feedback records were added; 0 for NULL.
 * @par Threads  Any number at once while nobody adds to it.
 * @since 0.1 */
KEFU_API uint64_t kefu_aggregate_feedback_count(const kefu_aggregate *aggregate);

#ifdef __cplusplus
}
#endif
#endif
