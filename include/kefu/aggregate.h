/* SPDX-License-Identifier: MIT
 * Many conversations and much feedback, added up: grouped, mergeable, serialisable. */
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

/** Makes an empty aggregate.
 * @param spec  JSON: {"group_by": ["agent_id", …], "timezone": "+08:00", "evidence": 5}; size 0:
 *              grouped by agent_id, +08:00. At most 4 names and 100,000 groups.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT,
 *         KEFU_E_DEFINITION, KEFU_E_MEMORY, KEFU_E_VERSION; free with kefu_aggregate_free() */
KEFU_API kefu_status kefu_aggregate_new(kefu_scheme *scheme, const char *spec, size_t size,
                                        const kefu_aggregate_options *options,
                                        kefu_aggregate **aggregate, kefu_error *error);
/** Releases an aggregate; NULL is allowed. */
KEFU_API void kefu_aggregate_free(kefu_aggregate *aggregate);

/** Adds a conversation as it is now, with nothing more to come: its metrics, what was found by
 * whom, and quotes. It belongs to the group of its attributes; agent_id is the responsible agent's,
 * but waits and words are those of who ended or said them (docs/metrics.md). Add each conversation
 * once, when it is closed.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_SCHEME, KEFU_E_LIMIT, KEFU_E_MEMORY; unchanged unless
 *         OK */
KEFU_API kefu_status kefu_aggregate_add_conversation(kefu_aggregate *aggregate,
                                                     const kefu_conversation *conversation,
                                                     kefu_error *error);
/** Adds an evaluation of a conversation that was added (scores by section and question, bands).
 * @return as kefu_aggregate_add_conversation() */
KEFU_API kefu_status kefu_aggregate_add_evaluation(kefu_aggregate *aggregate,
                                                   const kefu_conversation *conversation,
                                                   const kefu_evaluation *evaluation,
                                                   kefu_error *error);
/** Adds a feedback record given as JSON (docs/records.md): survey, review or complaint. It belongs
 * to the group of its own attributes. Where not one is added, csat and its kin come from the
 * ratings inside conversations.
 * @return as above, and KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DEFINITION */
KEFU_API kefu_status kefu_aggregate_add_feedback_json(kefu_aggregate *aggregate,
                                                      kefu_scratch *scratch, const char *json,
                                                      size_t size, kefu_findings *findings,
                                                      kefu_error *error);

/** Adds all of `from` to `into`; both of the same scheme digest and spec.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_SCHEME, KEFU_E_LIMIT, KEFU_E_MEMORY; `into` unchanged
 *         unless OK */
KEFU_API kefu_status kefu_aggregate_merge(kefu_aggregate *into, const kefu_aggregate *from,
                                          kefu_error *error);
/** Writes the state as bytes: versioned, checksummed, the same for the same facts in any order.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_WRITE */
KEFU_API kefu_status kefu_aggregate_save(const kefu_aggregate *aggregate, kefu_write write,
                                         void *ctx, kefu_error *error);
/** Makes an aggregate of saved bytes; hostile bytes give an error.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_CORRUPT, KEFU_E_VERSION, KEFU_E_LIMIT, KEFU_E_SCHEME
 *         (saved under other definitions), KEFU_E_MEMORY */
KEFU_API kefu_status kefu_aggregate_load(kefu_scheme *scheme, const void *state, size_t size,
                                         const kefu_aggregate_options *options,
                                         kefu_aggregate **aggregate, kefu_error *error);

/** Writes the default value of every metric in every group, sorted by key, the total first:
 * [{"key": ["a1"], "metrics": {id: {"value", "n", "status", "reason", "interval"}}}]. The total's
 * key is empty.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_WRITE
 * @par Threads  as other const calls: while nobody adds
 * @since 0.1 */
KEFU_API kefu_status kefu_aggregate_write(const kefu_aggregate *aggregate, kefu_write write,
                                          void *ctx, kefu_error *error);

/** How many groups there are, sorted by key; group 0 is the total of all. */
KEFU_API size_t kefu_aggregate_group_count(const kefu_aggregate *aggregate);
/** Part `column` of a group's key; empty for group 0. Lives until the next add, merge or free.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND */
KEFU_API kefu_status kefu_aggregate_group_key(const kefu_aggregate *aggregate, size_t group,
                                              size_t column, kefu_str *key);
/** A metric's value in a group, with its interval where there is one: Wilson for ratios, normal for
 * means. Quantiles (of durations only, else UNDEFINED) are off by at most 0.8 % and flagged
 * KEFU_VALUE_APPROXIMATE.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE, KEFU_E_NOT_FOUND */
KEFU_API kefu_status kefu_aggregate_value(const kefu_aggregate *aggregate, size_t group,
                                          kefu_metric metric, kefu_statistic statistic,
                                          kefu_value *value, kefu_error *error);
/** How many conversations and feedback records were added. */
KEFU_API uint64_t kefu_aggregate_conversation_count(const kefu_aggregate *aggregate);
/** See kefu_aggregate_conversation_count(). */
KEFU_API uint64_t kefu_aggregate_feedback_count(const kefu_aggregate *aggregate);

#ifdef __cplusplus
}
#endif
#endif
