/* SPDX-License-Identifier: MIT
 * Which of the names in a conversation are persons': queues and bots are nobody. */
#include "conversation/conversation.h"

/* Did a bot speak under this name? */
static bool is_bot(const kefu_conversation *c, uint32_t agent) {
    for (size_t i = 0; i < c->state.messages_read; i++)
        if (c->messages[i].agent == agent)
            return c->messages[i].role == KEFU_ROLE_BOT;
    return false;
}

bool kefu__conversation_is_person(const kefu_conversation *c, uint32_t agent) {
    return agent < c->agent_count && !kefu__str_equal(c->agents[agent], c->team) &&
           !is_bot(c, agent);
}
