/* SPDX-License-Identifier: MIT
 * Feedback and orders find the conversation that they name, and inherit from it.
 *
 * A survey seldom says which team or agent it is about: it names a conversation. A join remembers
 * what conversations are about, in a few bytes each, and writes feedback and orders again with what
 * they inherit, so that they count in the group of their conversation. It also says which of them
 * name a conversation that is not in the data: a complaint about one is none of a rate whose
 * denominator are the conversations of the data.
 *
 * @code
 * #include "kefu/join.h"
 * #include <stdio.h>
 * #include <string.h>
 *
 * static kefu_status print(void *ctx, const char *data, size_t size) {
 *     return fwrite(data, 1, size, ctx) == size ? KEFU_OK : KEFU_E_WRITE;
 * }
 *
 * int main(void) {
 *     const char *chat = "{\"id\": \"c1\", \"team\": \"A\", \"messages\": []}";
 *     const char *survey = "{\"conversation_id\": \"c1\", \"rating\": 5}";
 *     kefu_scheme *scheme;
 *     kefu_scratch *scratch;
 *     kefu_conversation *conversation;
 *     kefu_join *join;
 *     kefu_join_outcome outcome;
 *     if (kefu_scheme_builtin(NULL, &scheme, NULL) != KEFU_OK ||
 *         kefu_scratch_new(NULL, &scratch, NULL) != KEFU_OK ||
 *         kefu_conversation_new(scheme, NULL, &conversation, NULL) != KEFU_OK ||
 *         kefu_conversation_read_json(conversation, scratch, chat, strlen(chat), NULL, NULL) !=
 *             KEFU_OK ||
 *         kefu_join_new(NULL, &join, NULL) != KEFU_OK ||
 *         kefu_join_add(join, conversation, 0, NULL) != KEFU_OK ||
 *         kefu_join_write(join, survey, strlen(survey), 0, print, stdout, &outcome, NULL, NULL) !=
 *             KEFU_OK)
 *         return 1;
 *     printf(" %s\n", kefu_vocabulary_name("join_outcome", outcome));
 *     kefu_join_free(join);
 *     kefu_conversation_free(conversation);
 *     kefu_scratch_free(scratch);
 *     kefu_scheme_release(scheme);
 *     return 0;
 * }
 * @endcode */
#ifndef KEFU_JOIN_H
#define KEFU_JOIN_H

#include "kefu/conversation.h"

#ifdef __cplusplus
extern "C" {
#endif

/** What conversations are about, by their ids. One thread at a time while conversations are added.
 */
typedef struct kefu_join kefu_join;

/** What is inherited. Start from KEFU_JOIN_OPTIONS_INIT. */
typedef struct kefu_join_options {
    size_t size;
    const kefu_allocator *allocator; /**< NULL: the C library's */
    /** attributes that are inherited besides the agent, team, topic, channel and labels, such as
     * those by which an aggregate groups; at most KEFU_JOIN_ATTRIBUTES_MAX; NULL with 0 of them */
    const kefu_str *attributes;
    size_t attribute_count;
    uint32_t flags;    /**< 0 */
    uint32_t reserved; /**< 0 */
} kefu_join_options;
#define KEFU_JOIN_ATTRIBUTES_MAX 16
#define KEFU_JOIN_OPTIONS_INIT                                                                     \
    { sizeof(kefu_join_options), NULL, NULL, 0, 0, 0 }
/** Sets options to KEFU_JOIN_OPTIONS_INIT, for callers that cannot use a macro.
 * @param[out] options  NULL is allowed
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API void kefu_join_options_init(kefu_join_options *options);

/** Makes an empty join. The options' texts may be freed after the call.
 * @param options    NULL: the defaults
 * @param[out] join  on success only; free with kefu_join_free()
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_LIMIT (too many attributes), KEFU_E_MEMORY,
 *         KEFU_E_VERSION (unknown flags)
 * @par Threads  Any number at once.
 * @since 0.1 */
KEFU_API kefu_status kefu_join_new(const kefu_join_options *options, kefu_join **join,
                                   kefu_error *error);
/** Releases a join; NULL is allowed.
 * @par Threads  The last one that uses it.
 * @since 0.1 */
KEFU_API void kefu_join_free(kefu_join *join);

/** The conversation does not count (a kefu_filter left it out): what names it inherits from it, but
 * is not of a conversation of the data. */
#define KEFU_JOIN_NOT_COUNTED 1u

/** Remembers what a conversation is about as it is now, and who it is attributed to: the agent who
 * last ended it, else the person who replied last, else the responsible agent (docs/records.md).
 * One whose id was added before, or that has no id, is not added. Ids are not kept: a conversation
 * takes 20 bytes, and at most 16 more in the hash table; each distinct combination of what is
 * inherited is kept once.
 * @param flags  0 or KEFU_JOIN_NOT_COUNTED
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_VERSION (unknown flags), KEFU_E_LIMIT (2^31
 *         conversations), KEFU_E_MEMORY; unchanged unless OK
 * @par Threads  One at a time for a join.
 * @since 0.1 */
KEFU_API kefu_status kefu_join_add(kefu_join *join, const kefu_conversation *conversation,
                                   uint32_t flags, kefu_error *error);
/** More conversations may come: a record of one that was not added is not marked as such. */
#define KEFU_JOIN_OPEN 1u

/** Writes a record that may name a conversation (feedback, an order) again in one call of `write`,
 * with what it inherits behind its own members: `agent_id`, `team`, `topic`, `channel`, `labels`
 * and the chosen attributes, as far as it has none of its own (absent, null or empty). One that is
 * of no conversation of the data gets `"conversation_known": false`.
 * @param flags         0 or KEFU_JOIN_OPEN
 * @param[out] outcome  on success only
 * @param findings      what is wrong with the record's text; may be NULL
 * @return KEFU_OK, KEFU_E_ARGUMENT, KEFU_E_MEMORY, KEFU_E_JSON, KEFU_E_UTF8, KEFU_E_DUPLICATE,
 *         KEFU_E_LIMIT, KEFU_E_DEFINITION (it is no object), KEFU_E_VERSION (unknown flags), what
 * `write` returned
 * @par Threads  Any number at once while nobody adds.
 * @since 0.1 */
KEFU_API kefu_status kefu_join_write(const kefu_join *join, const char *json, size_t size,
                                     uint32_t flags, kefu_write write, void *ctx,
                                     kefu_join_outcome *outcome, kefu_findings *findings,
                                     kefu_error *error);

#ifdef __cplusplus
}
#endif
#endif
