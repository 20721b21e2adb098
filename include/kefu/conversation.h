/* SPDX-License-Identifier: MIT
 * A conversation's history, pushed live or read whole, and the metrics that follow from it.
 *
 * A conversation is the record of one case: who said what and when, who took over, how it ended.
 * Events are pushed as they happen, or a whole record is read at once; the result is the same. At
 * any moment it gives the value of every metric of its scheme, and explains how it was computed.
 * Rubrics and rules (kefu/evaluation.h) and sums over many (kefu/aggregate.h) read it.
 *
 * @code
 * #include "kefu/conversation.h"
 * #include <stdio.h>
 *
 * int main(void) {
 *     kefu_error error;
 *     kefu_scheme *scheme;
 *     kefu_scratch *scratch;
 *     kefu_conversation *conversation;
 *     kefu_metric metric;
 *     kefu_value wait;
 *     kefu_event event = KEFU_EVENT_INIT;
 *     if (kefu_scheme_builtin(NULL, &scheme, &error) != KEFU_OK ||
 *         kefu_scratch_new(NULL, &scratch, &error) != KEFU_OK ||
 *         kefu_conversation_new(scheme, NULL, &conversation, &error) != KEFU_OK)
 *         return 1;
 *     event.at = 1717200000000;
 *     event.text.data = "在吗？";
 *     event.text.size = sizeof "在吗？" - 1;
 *     if (kefu_conversation_push(conversation, scratch, &event, NULL, &error) != KEFU_OK)
 *         return 1;
 *     event.role = KEFU_ROLE_AGENT;
 *     event.at += 30000;
 *     if (kefu_conversation_push(conversation, scratch, &event, NULL, &error) != KEFU_OK ||
 *         kefu_scheme_find_metric(scheme, KEFU_TEXT("frt"), &metric, &error) !=
 *             KEFU_OK ||
 *         kefu_conversation_metric(conversation, metric, KEFU_STATISTIC_DEFAULT, KEFU_TIME_END,
 *                                  &wait, &error) != KEFU_OK)
 *         return 1;
 *     printf("answered after %.0f %s\n", wait.value, kefu_unit_name(wait.unit));
 *     kefu_conversation_free(conversation);
 *     kefu_scratch_free(scratch);
 *     kefu_scheme_release(scheme);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_CONVERSATION_H
#define KEFU_CONVERSATION_H

#include "kefu/analysis.h"
#include "kefu/event.h"

#ifdef __cplusplus
extern "C" {
#endif

/** One conversation. It holds a reference to its scheme until it is freed. One thread at a time;
 * const calls may run at once while nobody pushes. */
typedef struct kefu_conversation kefu_conversation;

/** Whom and what the conversation is about. Start from KEFU_CONVERSATION_OPTIONS_INIT. Texts are
 * copied. */
typedef struct kefu_conversation_options {
    size_t size;
    const kefu_allocator *allocator; /**< NULL: the scheme's */
    kefu_str id;
    kefu_str channel; /**< "chat", "phone", … */
    kefu_str contact_id;
    /** id of the responsible agent; empty: the agent named by the last transfer, assignment or
     * handoff, else who replied first */
    kefu_str agent_id;
    kefu_str team;
    kefu_str topic;
    uint32_t flags; /**< KEFU_CONVERSATION_… */
    uint32_t reserved;
} kefu_conversation_options;

#define KEFU_CONVERSATION_OPTIONS_INIT                                                             \
    {                                                                                              \
        sizeof(kefu_conversation_options), NULL, {NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0},       \
            {NULL, 0}, {NULL, 0}, 0, 0                                                             \
    }

/** Do not keep the messages' texts: no quotes in evidence, less memory. */
#define KEFU_CONVERSATION_NO_TEXT       1u
/** Skip inline pinyin in messages, as KEFU_ANALYZE_SKIP_PINYIN. */
#define KEFU_CONVERSATION_SKIP_PINYIN   2u
/** Do not analyse the messages' texts, except for those that decide where turns and episodes begin:
 * many times faster where only metrics of times and counts are read. Metrics whose
 * kefu_metric_info.reads_texts is 1 have the state NO_DATA and the reason NO_TEXT; all others have
 * the values that they have without this flag. What else reads the analyses gives KEFU_E_ARGUMENT:
 * evaluations, monitors, aggregates, explanations, and writing the record, its messages, its waits
 * or its dialogue. */
#define KEFU_CONVERSATION_SKIP_ANALYSIS 4u

/** Sets options to KEFU_CONVERSATION_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_conversation_options_init(kefu_conversation_options *options);

/** Makes an empty conversation.
 * @param[out] conversation  on success only; free with kefu_conversation_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_UTF8,
 *         KEFU_E_VERSION (unknown flags)
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_new(const kefu_scheme *scheme,
                                           const kefu_conversation_options *options,
                                           kefu_conversation **conversation, kefu_error *error);
/** Releases a conversation; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_conversation_free(kefu_conversation *conversation);
/** Its scheme; NULL for NULL. Lives as long as the conversation.
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API const kefu_scheme *kefu_conversation_scheme(const kefu_conversation *conversation);

/** Sets an attribute (a later value replaces an earlier one). Conditions and grouping read it. The
 * names id, channel, contact_id, agent_id, team and topic set those members.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_LIMIT (64 attributes), KEFU_E_MEMORY, KEFU_E_UTF8 (not
 *         UTF-8, or U+0000 in it)
 * @par Threads  One at a time for a conversation.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_set(kefu_conversation *conversation, const char *name,
                                           size_t name_size, const char *value, size_t value_size,
                                           kefu_error *error);
/** Adds a label ("大促").
 * @return as kefu_conversation_set()
 * @par Threads  One at a time for a conversation.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_add_label(kefu_conversation *conversation, const char *label,
                                                 size_t size, kefu_error *error);
/** Finds an attribute by the name that kefu_conversation_set() takes. agent_id is also found if it
 * follows from the events.
 * @param[out] value  lives until the attribute is set again or the conversation freed
 * @return KEFU_OK, KEFU_E_NOT_FOUND, KEFU_E_ARGUMENT
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_find_attribute(const kefu_conversation *conversation,
                                                      const char *name, size_t size,
                                                      kefu_str *value, kefu_error *error);

/** Pushes one event. O(1) in the length of the history; only `recalled` reads the turns anew.
 *
 * A time before the last one's is clamped to it (finding out_of_order_events); a message id that is
 * known already is skipped (duplicate_id), and so is a recall or edit of a message that is not
 * there (unresolved_ref). What is skipped gives KEFU_OK.
 * @return KEFU_OK, KEFU_E_ARGUMENT (also: a rating off its scale), KEFU_E_BUSY, KEFU_E_LIMIT
 *         (100,000 messages, 400,000 events, 1,000 agents, a text above 1 MiB), KEFU_E_MEMORY,
 *         KEFU_E_UTF8 (an id, agent or value that is not UTF-8, or with U+0000; the text may be any
 *         bytes), KEFU_E_VERSION; the conversation is unchanged unless OK
 * @par Threads  One at a time for a conversation.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_push(kefu_conversation *conversation, kefu_scratch *scratch,
                                            const kefu_event *event, kefu_findings *findings,
                                            kefu_error *error);
/** Pushes one event given as JSON: an element of "messages" or "events" (docs/records.md).
 * @return as kefu_conversation_push(), and KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DEFINITION
 * @par Threads  One at a time for a conversation.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_push_json(kefu_conversation *conversation,
                                                 kefu_scratch *scratch, const char *json,
                                                 size_t size, kefu_findings *findings,
                                                 kefu_error *error);
/** Reads a whole conversation (docs/records.md): its members, and its messages and events sorted by
 * (time, position), each pushed. The conversation must be empty.
 * @return as kefu_conversation_push_json()
 * @par Threads  One at a time for a conversation.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_read_json(kefu_conversation *conversation,
                                                 kefu_scratch *scratch, const char *json,
                                                 size_t size, kefu_findings *findings,
                                                 kefu_error *error);

/** Reads when a record began, before a scheme is chosen for it (kefu_scheme_changes()): of a
 * conversation the earliest time of its messages and events, of another record its `at`, else its
 * `invited_at`.
 * @param scheme      whose calendar says in which zone times without one are
 * @param[out] start  ms since 1970 (UTC); KEFU_TIME_NONE where the record says no time, or counts
 *                    from its own zero
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT, KEFU_E_UTF8, KEFU_E_JSON
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_record_start(const kefu_scheme *scheme, const char *json, size_t size,
                                       int64_t *start, kefu_error *error);

/** Writes the conversation's record, as kefu_conversation_read_json() takes it, on one line: its
 * members, messages and events, and in "x_kefu" (docs/records.md) what it takes to go on in another
 * process: the order of the entries, what was found in each message, the scheme's digest.
 *
 * Read back under the same scheme, the conversation is as it was: the same values, the same alerts
 * of what is pushed to it, the same bytes when it is written again. Under another scheme the texts
 * are analysed anew. A text that is not UTF-8 is shown with U+FFFD and kept beside it as it is.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT (longer than 64 MiB, which cannot
 *         be read back), what `write` returned
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_write(const kefu_conversation *conversation,
                                             kefu_write write, void *ctx, kefu_error *error);

/** The value of a metric for this conversation, as known at `now` (docs/metrics.md).
 *
 * One conversation is not a sample: there is neither LOW_N nor an interval. While a customer waits,
 * the state is PENDING and the value, flagged as provisional, how long that has lasted.
 * @param statistic  quantiles are exact; UNDEFINED where the metric has none
 * @param now  KEFU_TIME_END: nothing more will come; a time before the last event counts as that
 * @return KEFU_OK (also without data: see the value's state), KEFU_E_ARGUMENT, KEFU_E_HANDLE; of a
 *         satisfaction KEFU_E_MEMORY, KEFU_E_LIMIT (texts of gigabytes)
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_metric(const kefu_conversation *conversation,
                                              kefu_metric metric, kefu_statistic statistic,
                                              int64_t now, kefu_value *value, kefu_error *error);
/** Writes {"id", "metrics": {id: {"value","n","status","reason"}…}} for all metrics of the scheme.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT (texts of gigabytes), what
 *         `write` returned
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_write_metrics(const kefu_conversation *conversation,
                                                     int64_t now, kefu_write write, void *ctx,
                                                     kefu_error *error);
/** Writes how a metric came about, as JSON: {"id", "metric", "value", "clock", "members",
 * "counted", "left_out"} and what it rests on: "turns" with start, stop, messages and agent,
 * "messages" with what was found in them, "sla" with the policy, its state and when it is due.
 *
 * "counted" and "left_out" have a case each: {"of": "message" | "event" | "turn" | "transfer_wait"
 * | "piece" | "wait" | "span", "index", "start", "agent_id"}, a time's "stop", "ms" and "reply".
 * What was counted says of a ratio "in" which part ("numerator", "denominator", "both"), of a flag
 * whether it speaks for it ("true"); what was left out says the "reason".
 * @return as kefu_conversation_write_metrics(), and KEFU_E_HANDLE
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_explain(const kefu_conversation *conversation,
                                               kefu_metric metric, int64_t now, kefu_write write,
                                               void *ctx, kefu_error *error);

/** Writes all waits as a table, a row for each piece: [{"conversation", "turn", "piece", "episode",
 * "start", "stop", "agent_id", "wait", "end", "useful", "channel"}]. A turn is cut where another
 * agent is given the conversation; "turn" is null where a transfer began the wait. "wait" is in ms,
 * null without times or while it goes on; "end" is answered, handed_on, unanswered (the episode
 * ended), continued (after a transfer the customer wrote) or goes_on; "useful" says whether the
 * reply helped, null without a reply.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_write_turns(const kefu_conversation *conversation,
                                                   kefu_write write, void *ctx, kefu_error *error);
/** Writes the agents who have a part in the conversation (who replied, held a wait, ended it or are
 * responsible) as JSON: ["a1", "a2"]. kefu_evaluate_part() judges the part of each.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_write_agents(const kefu_conversation *conversation,
                                                    kefu_write write, void *ctx, kefu_error *error);
/** Writes the customer's course through the conversation as JSON (docs/dialogue.md):
 * "satisfaction", −2…2, estimated by the scheme's learned model of dialogues (null with a "reason"
 * where the customer said nothing, the texts were not kept, or the scheme has no such model) and
 * "signals" of the lexicon, with its "confidence" and whether it is "out_of_domain";
 * "start", "end", "worst", "turning_points" and "recovery" of the customer's sentiment; "evidence",
 * strongest first, each a span of one message's text, in bytes.
 *
 * A conversation that goes on gives what it would give if it ended here.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_LIMIT (texts of gigabytes), what
 *         `write` returned
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_write_dialogue(const kefu_conversation *conversation,
                                                      kefu_write write, void *ctx,
                                                      kefu_error *error);

/** One message as it is kept. Its texts live until the conversation is pushed to or freed. */
typedef struct kefu_message {
    size_t size; /**< set by the caller, see kefu_finding */
    kefu_str id;
    kefu_str agent_id;
    kefu_str text; /**< empty with KEFU_CONVERSATION_NO_TEXT or when recalled */
    int64_t at;
    uint32_t role;               /**< a kefu_role */
    uint32_t flags;              /**< KEFU_EVENT_…; KEFU_MESSAGE_RECALLED */
    uint32_t content;            /**< a kefu_content */
    uint32_t label;              /**< a kefu_label */
    double polarity;             /**< −1…1 */
    double positive_probability; /**< 0…1 */
} kefu_message;
#define KEFU_MESSAGE_RECALLED 0x100u
/** Writes all messages as kefu_message has them: [{"id", "at", "role", "agent_id", "text", "label",
 * "polarity", "positive_probability", "recalled"}]; "at" is null where it is unknown.
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, what `write` returned
 * @par Threads  Any number at once while nobody pushes.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_write_messages(const kefu_conversation *conversation,
                                                      kefu_write write, void *ctx,
                                                      kefu_error *error);
/** How many messages there are; 0 for NULL.
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API size_t kefu_conversation_message_count(const kefu_conversation *conversation);
/** Reads message i.
 * @param[out] message  its size is set by the caller
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_NOT_FOUND
 * @par Threads  Any number at once while nobody pushes to it.
 * @since 0.1 */
KEFU_API kefu_status kefu_conversation_message_at(const kefu_conversation *conversation, size_t i,
                                                  kefu_message *message, kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
