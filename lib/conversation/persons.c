/* SPDX-License-Identifier: MIT
 * Which of the agents' names in a conversation are those of persons, not of queues or bots. */
#include "conversation/conversation.h"

/* Did a bot write under this agent's name? */
static bool is_bot(const kefu_conversation *c, uint32_t agent) {
    const uint32_t first = c->agents[agent].first_message;
    return first < c->state.messages_read && c->messages[first].role == KEFU_ROLE_BOT;
}

bool kefu__conversation_is_person(const kefu_conversation *c, uint32_t agent) {
    return agent < c->agent_count && !kefu__str_equal(c->agents[agent].name, c->team) &&
           !is_bot(c, agent);
}
