/* SPDX-License-Identifier: MIT
 * Which agents have a share in a conversation, and to whom its outcome is attributed. */
#include "conversation/observe.h"
#include "json/json.h"

uint32_t kefu__conversation_responsible(const kefu_conversation *c) {
    const kefu_str name = kefu__conversation_agent(c);
    for (size_t i = 0; i < c->agent_count; i++)
        if (kefu__str_equal(c->agents[i].name, name))
            return (uint32_t)i;
    return INDEX_NONE;
}

/* The last agent whose reply the customer saw. */
static uint32_t last_replier(const kefu_conversation *c) {
    for (size_t i = c->message_count; i > 0; i--)
        if (kefu__message_is_human_reply(&c->messages[i - 1]) &&
            c->messages[i - 1].agent != INDEX_NONE)
            return c->messages[i - 1].agent;
    return INDEX_NONE;
}

uint32_t kefu__conversation_closer(const kefu_conversation *c) {
    for (size_t i = c->entry_count; i > 0; i--) {
        const struct conversation_entry *entry = &c->entries[i - 1];
        if (entry->type != KEFU_EVENT_RESOLVED && entry->type != KEFU_EVENT_CLOSED)
            continue;
        if (kefu__conversation_is_person(c, entry->agent))
            return entry->agent;
        break;
    }
    return last_replier(c);
}

static bool replied(const kefu_conversation *c, uint32_t agent) {
    for (size_t i = 0; i < c->message_count; i++)
        if (c->messages[i].agent == agent && kefu__message_is_human_reply(&c->messages[i]))
            return true;
    return false;
}

/* Did the agent hold the conversation during some part of a customer's wait? */
static bool held(const kefu_conversation *c, uint32_t agent) {
    struct piece_cursor cursor;
    struct wait_piece piece;
    kefu__piece_cursor_init(&cursor);
    while (kefu__piece_next(c, &cursor, &piece))
        if (piece.agent == agent)
            return true;
    return false;
}

bool kefu__conversation_has_part(const kefu_conversation *c, uint32_t agent) {
    return agent != INDEX_NONE &&
           (replied(c, agent) || held(c, agent) || agent == kefu__conversation_closer(c) ||
            agent == kefu__conversation_responsible(c));
}

bool kefu__observe_charges(const kefu_conversation *c, uint32_t attribution,
                           const struct observed_agent *agent) {
    uint32_t charged = INDEX_NONE;
    switch (attribution) {
    case ATTRIBUTION_RESPONSIBLE:
        return agent->responsible;
    case ATTRIBUTION_FIRST_RESPONDER:
        charged = c->first_speaker;
        break;
    case ATTRIBUTION_CLOSER:
        charged = kefu__conversation_closer(c);
        break;
    case ATTRIBUTION_ALL_PARTICIPANTS:
        return replied(c, agent->agent);
    default:
        return true; /* ATTRIBUTION_SPEAKER: what others wrote is left out later */
    }
    return charged == agent->agent || (charged == INDEX_NONE && agent->responsible);
}

kefu_status kefu_conversation_write_agents(const kefu_conversation *c, kefu_write write, void *ctx,
                                           kefu_error *error) {
    struct json_writer json;
    struct buffer buffer;
    if (!c || !write)
        return kefu__fail(error, KEFU_E_ARGUMENT, "writing needs a conversation and a writer");
    kefu__buffer_init(&buffer, &c->allocator);
    kefu__json_begin(&json, &buffer);
    kefu__json_open_array(&json);
    for (uint32_t i = 0; i < c->agent_count; i++)
        if (kefu__conversation_has_part(c, i))
            kefu__json_put_text(&json, c->agents[i].name.data, c->agents[i].name.size);
    kefu__json_close_array(&json);
    return kefu__buffer_hand_over(&buffer, write, ctx, error);
}
