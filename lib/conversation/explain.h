/* SPDX-License-Identifier: MIT
 * Explaining a metric: all that it counted in a conversation, and what it left out. */
#ifndef KEFU_LIB_CONVERSATION_EXPLAIN_H
#define KEFU_LIB_CONVERSATION_EXPLAIN_H

#include "conversation/observe.h"

/* A metric that is being explained, and the callback `look`, which receives each case (a message,
 * event, turn or wait) that the metric counts or leaves out, in order of time within each kind of
 * case. */
struct case_reader {
    const kefu_conversation *c;
    const struct metric *m;
    int64_t now;
    void (*look)(void *ctx, const struct observed_case *seen);
    void *ctx;
    bool excluded; /* set by kefu__explain_read(): the metric does not include the conversation */
};

/* Passes all cases of the metric with this index to the reader's callback. The counted cases add up
 * to the metric's value; tests check that for all metrics. */
void kefu__explain_read(struct case_reader *reader, size_t metric);
/* kefu__explain_counts() passes the cases of counts and of ratios of counts to the reader's
 * callback, kefu__explain_flag() those of flags. */
void kefu__explain_counts(struct case_reader *reader);
void kefu__explain_flag(struct case_reader *reader);

/* ---- inside the explanation ---- */

/* kefu__case_of_message() returns the case of a message, kefu__case_of_event() that of an event,
 * both with `counted` and `hit` false. */
struct observed_case kefu__case_of_message(const kefu_conversation *conversation, size_t message);
struct observed_case kefu__case_of_event(const kefu_conversation *conversation, size_t entry);
/* Passes a case to the reader's callback; as not counted if the metric does not include the
 * conversation. */
void kefu__explain_look(const struct case_reader *reader, struct observed_case *seen);
/* Does a metric about the messages of this role include the message? If not, *why is the reason. */
bool kefu__explain_is_of_role(const struct message_record *message, uint32_t role,
                              enum omission *why);
/* Is the rating on the scale with these limits? */
bool kefu__explain_is_on_scale(const struct conversation_entry *entry, int64_t low, int64_t high);
/* Passes the customer's returns after an end to the reader's callback, with these values of
 * `counted` and `hit`; if `resolved` is set, a return after an end without a resolution is passed
 * as left out. */
void kefu__explain_returns(const struct case_reader *reader, bool resolved, bool counted, bool hit);

#endif
