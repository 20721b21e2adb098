/* SPDX-License-Identifier: MIT
 * Waits for help: from the first request that nobody has helped with, over replies without content
 * (请稍等) and further messages of the customer, to the first useful reply of the episode. */
#include "conversation/observe.h"

#include "analysis/analysis.h"

bool kefu__message_is_useful(const struct message_record *message) {
    return message->content != KEFU_CONTENT_TEXT || message->substance >= ANALYSIS_SUBSTANCE_MIN;
}

static bool asks(const struct message_record *message) {
    return kefu__message_is_customer(message) && message->turn != INDEX_NONE &&
           !kefu__message_needs_no_answer(message);
}

/* When the wait for an answer to the customer's message begins: at the message, or at the start of
 * its turn's clock (a handoff, for example), if that is later. */
static int64_t ask_time(const kefu_conversation *c, const struct message_record *message) {
    const int64_t start = c->turns[message->turn].start;
    return start == KEFU_TIME_NONE || message->at == KEFU_TIME_NONE ? KEFU_TIME_NONE
           : start > message->at                                    ? start
                                                                    : message->at;
}

static bool replies(const struct message_record *message, uint32_t episode) {
    return kefu__message_is_human_reply(message) && message->episode == episode &&
           !(message->flags & MESSAGE_AFTER_END);
}

/* Reads a wait for help, which entry i has begun, to its end. Returns the index of the entry after
 * its end. */
static size_t follow(const kefu_conversation *c, size_t i, struct useful_wait *wait) {
    for (i++; i < c->entry_count; i++) {
        const uint32_t index = c->entries[i].message;
        const struct message_record *message = &c->messages[index];
        if (c->entries[i].type != KEFU_EVENT_MESSAGE)
            continue;
        if (message->episode != wait->episode)
            break;
        if (!replies(message, wait->episode))
            continue;
        wait->replied = true;
        wait->agent = message->agent;
        if (kefu__message_is_useful(message)) {
            wait->reply = index;
            wait->stop = message->at;
            return i + 1;
        }
        wait->put_off = wait->put_off || kefu__message_is_waiting(message);
    }
    wait->over = c->episodes[wait->episode].over;
    wait->ended = c->episodes[wait->episode].is_over;
    return i;
}

/* Does entry i begin a wait for help, provided that none is going on? Initialises *wait. */
static bool begins(const kefu_conversation *c, size_t i, bool transfers, struct useful_wait *wait) {
    const struct conversation_entry *entry = &c->entries[i];
    const bool of_transfer = transfers && entry->hands_on;
    const bool asked = entry->type == KEFU_EVENT_MESSAGE && asks(&c->messages[entry->message]);
    const struct message_record *ask = asked ? &c->messages[entry->message] : NULL;
    *wait = (struct useful_wait){.start = ask ? ask_time(c, ask) : entry->at,
                                 .stop = KEFU_TIME_NONE,
                                 .over = KEFU_TIME_NONE,
                                 .entry = (uint32_t)i,
                                 .reply = INDEX_NONE,
                                 .agent = INDEX_NONE,
                                 .episode = ask ? ask->episode : entry->episode};
    return ask || of_transfer;
}

bool kefu__useful_next(const kefu_conversation *c, bool transfers, size_t *cursor,
                       struct useful_wait *wait) {
    for (size_t i = *cursor; i < c->entry_count; i++) {
        if (!begins(c, i, transfers, wait))
            continue;
        *cursor = follow(c, i, wait);
        return true;
    }
    return false;
}

int64_t kefu__useful_end(const struct useful_wait *wait) {
    return wait->reply != INDEX_NONE ? wait->stop : wait->over;
}

int64_t kefu__useful_own_start(const kefu_conversation *c, const struct useful_wait *wait) {
    const size_t end = wait->reply == INDEX_NONE ? c->entry_count : c->messages[wait->reply].entry;
    int64_t start = wait->start;
    for (size_t i = wait->entry + 1; i < end; i++) {
        const struct conversation_entry *entry = &c->entries[i];
        if (kefu__entry_assigns(entry) && entry->agent == wait->agent &&
            entry->at != KEFU_TIME_NONE && entry->at > start && start != KEFU_TIME_NONE)
            start = entry->at;
    }
    return start;
}
