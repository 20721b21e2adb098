/* SPDX-License-Identifier: MIT
 * A judgement of a conversation by a rubric: while it goes on, and after. */
#ifndef KEFU_EVALUATION_H
#define KEFU_EVALUATION_H

#include "kefu/conversation.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Watches one conversation and tells what becomes true. Must not outlive the conversation. One
 * thread at a time, the conversation's. */
typedef struct kefu_monitor kefu_monitor;
/** A score with the evidence of every point. Independent of the conversation once made. */
typedef struct kefu_evaluation kefu_evaluation;

/** How to watch. Start from KEFU_MONITOR_OPTIONS_INIT. */
typedef struct kefu_monitor_options {
    size_t size;
    const kefu_allocator *allocator; /**< NULL: the scheme's */
    uint32_t flags;                  /**< 0 */
    uint32_t reserved;               /**< 0 */
} kefu_monitor_options;
#define KEFU_MONITOR_OPTIONS_INIT                                                                  \
    { sizeof(kefu_monitor_options), NULL, 0, 0 }

/** A rule that has become true. Frozen. The texts live until the monitor's next update. */
typedef struct kefu_alert {
    const char *rule;     /**< id of the rule */
    const char *title_zh; /**< the rule's title */
    const char *title_en;
    kefu_str evidence;   /**< the words that did it, from the message's text; may be empty */
    kefu_str message_id; /**< may be empty */
    uint64_t message;    /**< its index; UINT64_MAX: no message (a time that ran out) */
    int64_t at;          /**< when it became true */
    uint32_t start, end; /**< of the evidence in the message's text */
    uint32_t severity;   /**< 0 minor, 1 major, 2 critical */
    uint32_t reserved;
} kefu_alert;

/** Starts watching. @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE, KEFU_E_MEMORY,
 * KEFU_E_VERSION; free with kefu_monitor_free() */
KEFU_API kefu_status kefu_monitor_new(const kefu_conversation *conversation, kefu_rubric rubric,
                                      const kefu_monitor_options *options, kefu_monitor **monitor,
                                      kefu_error *error);
/** Releases a monitor; NULL is allowed. */
KEFU_API void kefu_monitor_free(kefu_monitor *monitor);
/** Reads on from where it stopped and tells what has become true until `now`: each rule once for
 * each message (and once for the conversation as a whole).
 * @param[out] alerts  valid until the next update
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY */
KEFU_API kefu_status kefu_monitor_update(kefu_monitor *monitor, int64_t now,
                                         const kefu_alert **alerts, size_t *count,
                                         kefu_error *error);
/** When update wants to be called even if nobody speaks (an SLA that runs out); KEFU_TIME_END:
 * never. @return KEFU_OK, KEFU_E_ARGUMENT */
KEFU_API kefu_status kefu_monitor_next(const kefu_monitor *monitor, int64_t *at, kefu_error *error);

/** Writes the alerts of the last update: [{"rule", "title": {"zh-Hans", "en"}, "severity", "at",
 * "message_id", "evidence", "message", "start", "end"}]; "message" is left out where there is none.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_WRITE
 * @par Threads  one at a time, the conversation's
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_write_alerts(const kefu_monitor *monitor, kefu_write write,
                                               void *ctx, kefu_error *error);
/** Writes the conversation's record as kefu_conversation_write() does, and in its "x_kefu" the
 * monitor's own state: which rules have alerted, which hits are undecided, when it is due next. One
 * document carries a chat and its monitor into another process.
 * @return as kefu_conversation_write()
 * @par Threads  one at a time, the conversation's
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_write(const kefu_monitor *monitor, kefu_write write, void *ctx,
                                        kefu_error *error);
/** Restores a monitor, made over the conversation that was read from the same record, as
 * kefu_monitor_write() left it: its next updates give the same alerts, each once. Under another
 * scheme it keeps only what has alerted, by the rules' ids, and judges the rest anew; what has
 * alerted by a rule that is gone is a finding (unresolved_ref).
 * @param monitor  a new one; unchanged unless OK
 * @return KEFU_OK, KEFU_E_NOT_FOUND (kefu_conversation_write() wrote the record: no monitor's state
 *         is in it), KEFU_E_ARGUMENT (also: a monitor in use), KEFU_E_DEFINITION, KEFU_E_REFERENCE,
 *         KEFU_E_VERSION, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT, KEFU_E_MEMORY
 * @par Threads  one at a time, the conversation's
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_read_json(kefu_monitor *monitor, const char *json, size_t size,
                                            kefu_findings *findings, kefu_error *error);

/** Judges the conversation as known at `now`: a monitor run once.
 *
 * What is not decided yet (a reply that may still come) is pending, and the score provisional; what
 * there is no data for is left out, or counts as the rubric's na_policy says. With KEFU_TIME_END
 * nothing is pending but what a person must answer.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE, KEFU_E_MEMORY; free with
 *         kefu_evaluation_free() */
KEFU_API kefu_status kefu_evaluate(const kefu_conversation *conversation, kefu_rubric rubric,
                                   int64_t now, kefu_evaluation **evaluation, kefu_error *error);
/** Releases an evaluation; NULL is allowed. */
KEFU_API void kefu_evaluation_free(kefu_evaluation *evaluation);

/** The whole form's score, 0…100, with its state. */
KEFU_API kefu_value kefu_evaluation_score(const kefu_evaluation *evaluation);
/** The score of one section or question by id. @return KEFU_OK, KEFU_E_ARGUMENT,
 * KEFU_E_NOT_FOUND */
KEFU_API kefu_status kefu_evaluation_find_part(const kefu_evaluation *evaluation, const char *id,
                                               size_t size, kefu_value *value);
/** The band's id ("excellent"), "" without a score. */
KEFU_API const char *kefu_evaluation_band(const kefu_evaluation *evaluation);

/** A person overrules an answer: {"question", "answer", "reason", "by", "at"}.
 *
 * `answer` is an option's id, an array of them (multi_select), a number, or "na" (not applicable);
 * `reason` is kept as a comment; `by` and `at` may be left out. What kefu found stays beside it.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT,
 *         KEFU_E_DEFINITION, KEFU_E_REFERENCE (no such question or option), KEFU_E_MEMORY;
 * unchanged unless OK */
KEFU_API kefu_status kefu_evaluation_answer(kefu_evaluation *evaluation, const char *json,
                                            size_t size, kefu_error *error);
/** Writes it as one line of JSON without the line's end (docs/schema/evaluation-1.schema.json).
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_WRITE */
KEFU_API kefu_status kefu_evaluation_write(const kefu_evaluation *evaluation, kefu_write write,
                                           void *ctx, kefu_error *error);
/** Reads back what kefu_evaluation_write() wrote, under the same scheme.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT,
 *         KEFU_E_DEFINITION, KEFU_E_REFERENCE, KEFU_E_SCHEME (another rubric digest),
 *         KEFU_E_MEMORY */
KEFU_API kefu_status kefu_evaluation_read_json(kefu_scheme *scheme, const char *json, size_t size,
                                               kefu_evaluation **evaluation, kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
