/* SPDX-License-Identifier: MIT
 * One agent's share of a conversation: the hits of rules in it. */
#include "evaluation/watch.h"

/* The index of the agent to whose share of the conversation a message belongs: its author; for a
 * message of the customer, the agent who answered it. */
static uint32_t owner_of(const kefu_conversation *c, const struct message_record *message) {
    if (message->role == KEFU_ROLE_AGENT)
        return message->agent;
    return message->turn == INDEX_NONE ? INDEX_NONE : c->turns[message->turn].agent;
}

bool kefu__part_has_hit(const kefu_conversation *c, const struct observed_agent *part,
                        uint32_t message) {
    const uint32_t owner = message < c->message_count ? owner_of(c, &c->messages[message])
                                                      : INDEX_NONE;
    return kefu__observe_is_of(part, owner);
}
