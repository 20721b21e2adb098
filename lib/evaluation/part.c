/* SPDX-License-Identifier: MIT
 * One agent's share of a conversation: the hits of rules in it, and the truth of leaves for it. */
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

enum truth kefu__watch_rule(const struct watch *watch, uint32_t rule, uint32_t *reason) {
    const struct rule_state *state = &watch->states[rule];
    bool others = false;
    *reason = state->reason;
    for (size_t i = 0; watch->part && i < watch->hit_count; i++) {
        const struct watch_hit *hit = &watch->hits[i];
        if (hit->rule != rule || hit->at.message == INDEX_NONE)
            continue;
        if (kefu__part_has_hit(watch->conversation, watch->part, hit->at.message))
            return TRUTH_TRUE;
        others = true;
    }
    return others ? TRUTH_FALSE : state->truth;
}
