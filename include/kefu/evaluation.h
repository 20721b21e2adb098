/* SPDX-License-Identifier: MIT
 * A judgement of a conversation by a rubric: while it goes on, and after.
 *
 * A monitor follows a live conversation: it reports which rules become true, and when it must be
 * updated although nobody writes. An evaluation is the form that a quality manager
 * would fill in: a score with its band, every question with its answer and the words that it rests
 * on. A human may overrule an answer; the automatic answer is kept, too.
 *
 * @code
 * #include "kefu/evaluation.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * int main(void) {
 *     const char *json = "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c1\",\"messages\":["
 *                        "{\"role\":\"customer\",\"at\":1717200000000,\"text\":\"再不处理我就投诉\"}]}";
 *     kefu_error error;
 *     kefu_scheme *scheme;
 *     kefu_scratch *scratch;
 *     kefu_conversation *conversation;
 *     kefu_rubric rubric;
 *     kefu_monitor *monitor;
 *     kefu_evaluation *evaluation;
 *     kefu_alert alert;
 *     if (kefu_scheme_builtin(NULL, &scheme, &error) != KEFU_OK ||
 *         kefu_scratch_new(NULL, &scratch, &error) != KEFU_OK ||
 *         kefu_conversation_new(scheme, NULL, &conversation, &error) != KEFU_OK ||
 *         kefu_conversation_read_json(conversation, scratch, json, strlen(json), NULL, &error) !=
 *             KEFU_OK ||
 *         kefu_scheme_find_rubric(scheme, "", 0, &rubric, &error) != KEFU_OK ||
 *         kefu_monitor_new(conversation, rubric, NULL, &monitor, &error) != KEFU_OK ||
 *         kefu_monitor_update(monitor, 1717200000000, &error) != KEFU_OK ||
 *         kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, &error) != KEFU_OK)
 *         return 1;
 *     alert.size = sizeof alert;
 *     for (size_t i = 0; kefu_monitor_alert_at(monitor, i, &alert, NULL) == KEFU_OK; i++)
 *         printf("%s: %.*s\n", kefu_scheme_rule_title(scheme, alert.rule, "en"),
 *                (int)alert.evidence.size, alert.evidence.data);
 *     printf("band: %s\n", kefu_evaluation_band(evaluation));
 *     kefu_evaluation_free(evaluation);
 *     kefu_monitor_free(monitor);
 *     kefu_conversation_free(conversation);
 *     kefu_scratch_free(scratch);
 *     kefu_scheme_release(scheme);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_EVALUATION_H
#define KEFU_EVALUATION_H

#include "kefu/conversation.h"

#ifdef __cplusplus
extern "C" {
#endif

/** Follows one conversation and reports which rules become true. Must not outlive the conversation.
 * One thread at a time, the conversation's. */
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
/** Sets options to KEFU_MONITOR_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_monitor_options_init(kefu_monitor_options *options);

/** Starts watching.
 * @param[out] monitor  on success only; free with kefu_monitor_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE, KEFU_E_MEMORY, KEFU_E_VERSION (unknown flags)
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_new(const kefu_conversation *conversation, kefu_rubric rubric,
                                      const kefu_monitor_options *options, kefu_monitor **monitor,
                                      kefu_error *error);
/** Releases a monitor; NULL is allowed.
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API void kefu_monitor_free(kefu_monitor *monitor);
/** The conversation that it watches; NULL for NULL.
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API const kefu_conversation *kefu_monitor_conversation(const kefu_monitor *monitor);
/** Processes what is new and reports the rules that have become true until `now`: each rule once
 * for each message (and once for the conversation as a whole). kefu_monitor_alert_at() reads the
 * alerts of the last update.
 *
 * Its time follows the number of rules and of what is new, not the length of the history, however
 * many complaints wait for an answer. Only a recall, an edit or a reopening lets it read the
 * conversation anew; so do, at each update, the undecided hits of rules with windows counted from
 * the end, with `any` anchors, or of seconds in a conversation without times; a metric that a rule
 * asks is measured each time.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_update(kefu_monitor *monitor, int64_t now, kefu_error *error);

/** A rule that has become true. The texts live until the monitor's next update. */
typedef struct kefu_alert {
    size_t size;         /**< set by the caller, see kefu_finding */
    const char *rule_id; /**< id of the rule */
    kefu_rule rule;      /**< its handle: kefu_scheme_rule_title() has its titles */
    uint32_t severity;   /**< a kefu_alert_severity */
    /** the words that made the rule true, from the message's text; may be empty */
    kefu_str evidence;
    kefu_str message_id; /**< may be empty */
    uint64_t message;    /**< index of the message; UINT64_MAX: no message (a time has run out) */
    int64_t at;          /**< when it became true */
    uint32_t start, end; /**< where the evidence is in the message's text */
} kefu_alert;
/** How many alerts the last update gave; 0 for NULL.
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API size_t kefu_monitor_alert_count(const kefu_monitor *monitor);
/** Reads alert i of the last update, in the order in which they became true.
 * @param[out] alert  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_alert_at(const kefu_monitor *monitor, size_t i, kefu_alert *alert,
                                           kefu_error *error);
/** When the next update is due even if nobody writes (an SLA is breached); KEFU_TIME_END:
 * never.
 * @return KEFU_OK, KEFU_E_ARGUMENT
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_next(const kefu_monitor *monitor, int64_t *at, kefu_error *error);

/** Writes the alerts of the last update: [{"rule", "title": {"zh-Hans", "en"}, "severity", "at",
 * "message_id", "evidence", "message", "start", "end"}]; "message" is left out where there is none.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_write_alerts(const kefu_monitor *monitor, kefu_write write,
                                               void *ctx, kefu_error *error);
/** Writes the conversation's record as kefu_conversation_write() does, and in its "x_kefu" the
 * monitor's own state: which rules have alerted, which hits are undecided, when it is due next. One
 * document carries a chat and its monitor into another process.
 * @return as kefu_conversation_write()
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_write(const kefu_monitor *monitor, kefu_write write, void *ctx,
                                        kefu_error *error);
/** Restores a monitor, made over the conversation that was read from the same record, as
 * kefu_monitor_write() left it: its next updates give the same alerts, each once. Under another
 * scheme it keeps only what has alerted, by the rules' ids, and evaluates the rest anew; what has
 * alerted by a rule that is gone is a finding (unresolved_ref).
 * @param monitor  a new one; unchanged unless OK
 * @return KEFU_OK, KEFU_E_NOT_FOUND (kefu_conversation_write() wrote the record: no monitor's state
 *         is in it), KEFU_E_ARGUMENT (also: a monitor in use), KEFU_E_DEFINITION, KEFU_E_REFERENCE,
 *         KEFU_E_VERSION, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE, KEFU_E_LIMIT, KEFU_E_MEMORY
 * @par Threads  One at a time, the conversation's.
 * @since 0.1 */
KEFU_API kefu_status kefu_monitor_read_json(kefu_monitor *monitor, const char *json, size_t size,
                                            kefu_findings *findings, kefu_error *error);

/** Evaluates the conversation by a rubric as known at `now`: a monitor that is updated once.
 *
 * A question that is not decided yet (a reply may still come) is pending, and the score
 * provisional. A question without data is left out, or counts as the rubric's na_policy says. With
 * KEFU_TIME_END only those questions are pending that a person must answer.
 * @param[out] evaluation  on success only; free with kefu_evaluation_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_HANDLE, KEFU_E_MEMORY
 * @par Threads  Any number at once while nobody pushes to the conversation.
 * @since 0.1 */
KEFU_API kefu_status kefu_evaluate(const kefu_conversation *conversation, kefu_rubric rubric,
                                   int64_t now, kefu_evaluation **evaluation, kefu_error *error);
/** How to evaluate. Start from KEFU_EVALUATE_OPTIONS_INIT. */
typedef struct kefu_evaluate_options {
    size_t size;
    int64_t now;       /**< as of kefu_evaluate() */
    kefu_str agent_id; /**< the agent whose part is evaluated; empty: the whole conversation */
    uint32_t flags;    /**< 0 */
    uint32_t reserved; /**< 0 */
} kefu_evaluate_options;
#define KEFU_EVALUATE_OPTIONS_INIT                                                                 \
    { sizeof(kefu_evaluate_options), KEFU_TIME_END, {NULL, 0}, 0, 0 }
/** Sets options to KEFU_EVALUATE_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_evaluate_options_init(kefu_evaluate_options *options);

/** Evaluates one agent's part of a conversation: what he said, and the waits during which he had
 * the conversation. Vetoes and deductions count for the agent whose words caused them. A question
 * about an outcome is asked in the part of the agent whom its `attribution` names, and does not
 * apply in the others.
 * @param options  NULL: the whole conversation, with nothing more to come
 * @param[out] evaluation  on success only; free with kefu_evaluation_free()
 * @return as kefu_evaluate(), KEFU_E_NOT_FOUND (the agent has no part in it), KEFU_E_VERSION
 *         (unknown flags)
 * @par Threads  Any number at once while nobody pushes to the conversation.
 * @since 0.1 */
KEFU_API kefu_status kefu_evaluate_part(const kefu_conversation *conversation, kefu_rubric rubric,
                                        const kefu_evaluate_options *options,
                                        kefu_evaluation **evaluation, kefu_error *error);
/** Releases an evaluation; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_evaluation_free(kefu_evaluation *evaluation);

/** The whole form's score, 0…100, with its state; UNDEFINED for NULL.
 * @par Threads  Any number at once while nobody answers.
 * @since 0.1 */
KEFU_API kefu_value kefu_evaluation_score(const kefu_evaluation *evaluation);
/** Finds the score of one section or question by id.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once while nobody answers.
 * @since 0.1 */
KEFU_API kefu_status kefu_evaluation_find_part(const kefu_evaluation *evaluation, const char *id,
                                               size_t size, kefu_value *value, kefu_error *error);
/** The band's id ("excellent"), "" without a score.
 * @par Threads  Any number at once while nobody answers.
 * @since 0.1 */
KEFU_API const char *kefu_evaluation_band(const kefu_evaluation *evaluation);

/** Sets an answer that a person gives instead of the automatic one: {"question", "answer",
 * "reason", "by", "at"}.
 *
 * `answer` is an option's id, an array of them (multi_select), a number, or "na" (not applicable);
 * `reason` is kept as a comment; `by` and `at` may be left out. The automatic answer is kept, too.
 * @param findings  may be NULL: receives the ill-formed characters of the JSON, read as U+FFFD,
 * and why the answer is refused
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_JSON, KEFU_E_DUPLICATE, KEFU_E_LIMIT, KEFU_E_DEFINITION,
 *         KEFU_E_REFERENCE (no such question or option), KEFU_E_MEMORY; unchanged unless OK
 * @par Threads  One at a time for an evaluation.
 * @since 0.1 */
KEFU_API kefu_status kefu_evaluation_answer(kefu_evaluation *evaluation, const char *json,
                                            size_t size, kefu_findings *findings,
                                            kefu_error *error);
/** Writes it as one line of JSON without the line's end (docs/schema/evaluation-1.schema.json).
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once while nobody answers.
 * @since 0.1 */
KEFU_API kefu_status kefu_evaluation_write(const kefu_evaluation *evaluation, kefu_write write,
                                           void *ctx, kefu_error *error);
/** Writes the first row of a table of evaluations: a byte order mark, by which spreadsheets know
 * UTF-8, and the names of the columns, of CSV by RFC 4180.
 * @param language  "zh-Hans" (also for NULL and any other) or "en"
 * @param allocator  NULL: the C library's
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_evaluation_write_csv_head(const char *language,
                                                    const kefu_allocator *allocator,
                                                    kefu_write write, void *ctx, kefu_error *error);
/** Writes it as rows of that table: one for each veto, each deduction and each question that did
 * not get all its points, with the words that are the evidence; one row if nothing was lost. Texts
 * that a spreadsheet might run as formulas get an apostrophe in front.
 * @param language  as kefu_evaluation_write_csv_head()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once while nobody answers.
 * @since 0.1 */
KEFU_API kefu_status kefu_evaluation_write_csv(const kefu_evaluation *evaluation,
                                               const char *language, kefu_write write, void *ctx,
                                               kefu_error *error);
/** Reads back what kefu_evaluation_write() wrote, under the same scheme.
 * @param[out] evaluation  on success only; free with kefu_evaluation_free()
 * @param findings  may be NULL: its ill-formed characters, read as U+FFFD, and what refuses it
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_JSON, KEFU_E_DUPLICATE, KEFU_E_LIMIT,
 *         KEFU_E_DEFINITION, KEFU_E_REFERENCE, KEFU_E_SCHEME (another rubric digest),
 *         KEFU_E_MEMORY
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_evaluation_read_json(const kefu_scheme *scheme, const char *json,
                                               size_t size, kefu_evaluation **evaluation,
                                               kefu_findings *findings, kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
