/* SPDX-License-Identifier: MIT
 * Waits for help: from the first ask that nobody has helped with, over replies that say nothing
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

/* When the wait for a message's answer begins: with the message, or with the turn's clock, which
 * may start later. */
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

/* Goes on to the end of a wait that message i has begun. */
static size_t follow(const kefu_conversation *c, size_t i, struct useful_wait *wait) {
    for (i++; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        if (message->episode != wait->episode)
            break;
        if (!replies(message, wait->episode))
            continue;
        wait->replied = true;
        if (kefu__message_is_useful(message)) {
            wait->reply = (uint32_t)i;
            wait->agent = message->agent;
            wait->stop = message->at;
            return i + 1;
        }
        wait->agent = message->agent;
        wait->put_off = wait->put_off || kefu__message_finds(message, HIT_ACT, "waiting");
    }
    wait->over = c->episodes[wait->episode].over;
    wait->ended = c->episodes[wait->episode].is_over;
    return i;
}

bool kefu__useful_next(const kefu_conversation *c, size_t *cursor, struct useful_wait *wait) {
    for (size_t i = *cursor; i < c->message_count; i++) {
        if (!asks(&c->messages[i]))
            continue;
        *wait = (struct useful_wait){.start = ask_time(c, &c->messages[i]),
                                     .stop = KEFU_TIME_NONE,
                                     .over = KEFU_TIME_NONE,
                                     .ask = (uint32_t)i,
                                     .reply = INDEX_NONE,
                                     .agent = INDEX_NONE,
                                     .episode = c->messages[i].episode};
        *cursor = follow(c, i, wait);
        return true;
    }
    return false;
}
