/* SPDX-License-Identifier: MIT
 * The sentiment of one side of a conversation: what metrics and the customer's trajectory share. */
#ifndef KEFU_LIB_SENTIMENT_H
#define KEFU_LIB_SENTIMENT_H

#include "conversation/observe.h"

/* Below and above it a polarity is no longer neutral. */
#define SENTIMENT_MILD 0.1

/* Has the message words of this role that count? */
bool kefu__message_speaks(const struct message_record *message, uint32_t role);
/* How many such messages there are. */
size_t kefu__sentiment_count(const kefu_conversation *conversation, uint32_t role);
/* How many of `count` messages make the start, and the end: half of them, at most three. */
size_t kefu__sentiment_window(size_t count);
/* Their polarity, weighted from the outside in; those without evidence stand aside. */
double kefu__sentiment_start(const kefu_conversation *conversation, uint32_t role, size_t count);
double kefu__sentiment_end(const kefu_conversation *conversation, uint32_t role, size_t count);
/* Their mean polarity. */
double kefu__sentiment_mean(const kefu_conversation *conversation, uint32_t role, size_t count);
/* The first message of the lowest polarity; INDEX_NONE where nobody speaks. */
uint32_t kefu__sentiment_worst(const kefu_conversation *conversation, uint32_t role);

#endif
