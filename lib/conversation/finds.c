/* SPDX-License-Identifier: MIT
 * What was found in a message's text, and whether the message needs an answer, asks to wait or for
 * a person, or waives what was promised. */
#include "conversation/conversation.h"
#include "scheme/metric_set/metrics.h"

#include <string.h>

bool kefu__message_finds(const struct message_record *message, uint32_t kind, const char *id) {
    uint32_t i;
    for (i = 0; i < message->hit_count; i++)
        if (kefu__hit_kind(&message->hits[i]) == kind &&
            (!id || strcmp(message->hits[i].id, id) == 0))
            return true;
    return false;
}

bool kefu__message_needs_no_answer(const struct message_record *message) {
    return message->content == KEFU_CONTENT_TEXT && message->characters > 0 &&
           message->substance == 0 && !kefu__message_finds(message, HIT_INTENT, NULL);
}

bool kefu__message_is_waiting(const struct message_record *message) {
    return kefu__message_finds(message, HIT_ACT, METRIC_ACT_WAITING);
}

bool kefu__message_asks_for_person(const struct message_record *message) {
    return kefu__message_finds(message, HIT_INTENT, METRIC_INTENT_HUMAN_REQUEST);
}

bool kefu__message_waives(const kefu_conversation *c, const struct message_record *message) {
    const struct metrics *metrics = c->scheme->metrics;
    for (uint32_t i = 0; i < message->hit_count; i++)
        for (size_t k = 0; message->hits[i].kind == HIT_PHRASE && k < metrics->waiver_count; k++)
            if (message->hits[i].phrase == metrics->waivers[k])
                return true;
    return false;
}
