/* SPDX-License-Identifier: MIT
 * Promises of agents: what is promised by a time ("2小时内给您答复"), and whether it was done by
 * then.
 *
 * A promise is kept by the next useful message of a person, in text or as a call, or by `resolved`;
 * a further promise keeps none. It is void if the customer waives it or closes the conversation
 * before. An end by anybody else does not end it: "24小时内给您答复" is due though the conversation
 * is closed. */
#include "conversation/due.h"
#include "conversation/observe.h"

enum { CHINA_OFFSET_MINUTES = 8 * 60 /* of a scheme without a calendar */ };

static int32_t offset_of(const kefu_conversation *c) {
    const struct scheme_calendar *calendar = c->scheme->calendar;
    return calendar ? calendar->hours.offset_minutes : CHINA_OFFSET_MINUTES;
}

static bool keeps(const struct message_record *message) {
    return kefu__message_is_human_reply(message) && message->due == 0 &&
           kefu__message_is_useful(message);
}

/* Does the entry decide the promise: is it kept or waived by it? */
static bool decides(const kefu_conversation *c, const struct conversation_entry *entry,
                    struct promise *promise) {
    if (entry->type == KEFU_EVENT_MESSAGE) {
        const struct message_record *message = &c->messages[entry->message];
        const bool kept = keeps(message);
        promise->state = kept ? PROMISE_KEPT : PROMISE_WAIVED;
        promise->reply = kept ? entry->message : INDEX_NONE;
        return kept || (kefu__message_is_customer(message) && kefu__message_waives(c, message));
    }
    promise->state = entry->type == KEFU_EVENT_RESOLVED ? PROMISE_KEPT : PROMISE_WAIVED;
    return entry->type == KEFU_EVENT_RESOLVED ||
           (entry->type == KEFU_EVENT_CLOSED && entry->flags & KEFU_EVENT_BY_CUSTOMER);
}

/* Follows the history from the promise on, up to the time at which it is due. */
static void follow(const kefu_conversation *c, int64_t now, struct promise *promise) {
    for (size_t i = c->messages[promise->message].entry + 1; i < c->entry_count; i++) {
        const struct conversation_entry *entry = &c->entries[i];
        if (entry->at != KEFU_TIME_NONE && entry->at > promise->due)
            break;
        if (decides(c, entry, promise)) {
            promise->over = entry->at;
            return;
        }
    }
    promise->reply = INDEX_NONE;
    promise->state = PROMISE_PENDING;
    if (kefu__conversation_now(c, now) >= promise->due) {
        promise->state = PROMISE_BROKEN;
        promise->over = promise->due;
    }
}

bool kefu__promise_next(const kefu_conversation *c, int64_t now, uint32_t *cursor,
                        struct promise *promise) {
    while (*cursor < c->message_count) {
        const uint32_t index = (*cursor)++;
        const struct message_record *message = &c->messages[index];
        const int64_t due = kefu__due_at(message->due, message->at, offset_of(c));
        if (message->due == 0 || !kefu__message_is_human_reply(message))
            continue;
        *promise = (struct promise){.message = index,
                                    .said = message->at,
                                    .due = due,
                                    .over = KEFU_TIME_NONE,
                                    .reply = INDEX_NONE,
                                    .state = PROMISE_UNTIMED};
        if (due == KEFU_TIME_NONE)
            return true;
        if (due <= message->at) /* a time of the day that is over already: no promise */
            continue;
        follow(c, now, promise);
        return true;
    }
    return false;
}

struct observed_case kefu__case_of_promise(const kefu_conversation *c,
                                           const struct promise *promise) {
    static const enum omission omissions[] = {[PROMISE_PENDING] = OMITTED_OPEN,
                                              [PROMISE_WAIVED] = OMITTED_WAIVED,
                                              [PROMISE_UNTIMED] = OMITTED_NO_TIMES};
    const bool decided = promise->state == PROMISE_KEPT || promise->state == PROMISE_BROKEN;
    return (struct observed_case){
        .of = CASE_PROMISE,
        .index = promise->message,
        .start = promise->said,
        .stop = promise->due,
        .ms = promise->over == KEFU_TIME_NONE ? KEFU_TIME_NONE : promise->over - promise->said,
        .agent = c->messages[promise->message].agent,
        .reply = promise->reply,
        .counted = decided,
        .omission = decided ? OMITTED_NOT_FOUND : omissions[promise->state]};
}
