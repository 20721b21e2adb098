/* SPDX-License-Identifier: MIT
 * The sentiment of one side of a conversation: what metrics and the customer's trajectory share. */
#ifndef KEFU_LIB_SENTIMENT_H
#define KEFU_LIB_SENTIMENT_H

#include "conversation/observe.h"

/* A message whose polarity (−1 … 1) has at most this absolute value is neutral. */
#define SENTIMENT_MILD 0.1

/* Is it a message with text by this role that sentiment metrics include: not recalled, and of
 * agents only replies that the customer sees? */
bool kefu__message_speaks(const struct message_record *message, uint32_t role);
/* The number of messages of a role for which kefu__message_speaks() is true. */
size_t kefu__sentiment_count(const kefu_conversation *conversation, uint32_t role);
/* The number of messages in the window at the start, and in that at the end, of a conversation with
 * `count` messages: half of them, at most three. Sentiment is averaged over a window. */
size_t kefu__sentiment_window(size_t count);
/* kefu__sentiment_start() returns the weighted mean polarity of the messages in the window at the
 * start of the conversation, kefu__sentiment_end() that in the window at its end. `count` is the
 * result of kefu__sentiment_count(). The outermost messages have the greatest weight; messages
 * without evidence are left out. */
double kefu__sentiment_start(const kefu_conversation *conversation, uint32_t role, size_t count);
double kefu__sentiment_end(const kefu_conversation *conversation, uint32_t role, size_t count);
/* The mean polarity of all messages of a role that have evidence of sentiment. */
double kefu__sentiment_mean(const kefu_conversation *conversation, uint32_t role, size_t count);
/* The index of the first of this role's messages with the lowest polarity; INDEX_NONE if there are
 * no messages. */
uint32_t kefu__sentiment_worst(const kefu_conversation *conversation, uint32_t role);

#endif
