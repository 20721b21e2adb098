/* SPDX-License-Identifier: MIT
 * Messages whose texts are not analysed, in conversations with KEFU_CONVERSATION_SKIP_ANALYSIS. */
#ifndef KEFU_LIB_CONVERSATION_SKIPPED_H
#define KEFU_LIB_CONVERSATION_SKIPPED_H

#include "conversation/conversation.h"
#include "conversation/message.h"

/* May the analysis of a message's text be skipped that is pushed now, at this time? Not if the turn
 * model reads it: an echo does not begin an episode, and words to a bot may ask for a person. */
bool kefu__conversation_may_skip(const kefu_conversation *conversation, uint32_t role, int64_t at);
/* Does what kefu__message_analyze() does, except for the analysis: `to` has only the text. Returns
 * KEFU_OK, KEFU_E_LIMIT or KEFU_E_MEMORY. */
kefu_status kefu__message_skip(kefu_conversation *conversation, kefu_str text,
                               struct message_analysis *to, kefu_error *error);
/* Analyses those customer messages, of the ones skipped so far, that the turn model may read when
 * the event is pushed. Returns what kefu__message_analyze() returns; messages analysed before a
 * failure stay so, which changes no result. */
kefu_status kefu__conversation_catch_up(kefu_conversation *conversation, kefu_scratch *scratch,
                                        const kefu_event *event, kefu_error *error);

#endif
