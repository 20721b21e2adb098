/* SPDX-License-Identifier: MIT
 * What a conversation is about, by name: members, attributes, labels, the responsible agent. */
#include "conversation/conversation.h"

kefu_str kefu__conversation_keep(kefu_conversation *c, kefu_str text) {
    kefu_str copy = {NULL, 0};
    if (text.size == 0)
        return copy;
    copy.data = kefu__arena_text(&c->arena, text.data, text.size);
    if (copy.data)
        copy.size = text.size;
    return copy;
}

const char *const kefu__conversation_member_names[CONVERSATION_MEMBERS] = {
    "id", "channel", "contact_id", "agent_id", "team", "topic"};

kefu_str *kefu__conversation_member(kefu_conversation *c, size_t i) {
    kefu_str *const members[CONVERSATION_MEMBERS] = {&c->id,       &c->channel, &c->contact_id,
                                                     &c->agent_id, &c->team,    &c->topic};
    return members[i];
}

kefu_str *kefu__conversation_find_member(kefu_conversation *c, kefu_str name) {
    size_t i;
    for (i = 0; i < CONVERSATION_MEMBERS; i++)
        if (kefu__str_is(name, kefu__conversation_member_names[i]))
            return kefu__conversation_member(c, i);
    return NULL;
}

kefu_str kefu__conversation_agent_name(const kefu_conversation *c, uint32_t agent) {
    const kefu_str none = {NULL, 0};
    return agent < c->agent_count ? c->agents[agent].name : none;
}

kefu_str kefu__conversation_agent(const kefu_conversation *c) {
    if (c->agent_id.size)
        return c->agent_id;
    return kefu__conversation_agent_name(c, c->owner != INDEX_NONE ? c->owner : c->first_speaker);
}

bool kefu__conversation_has_label(const kefu_conversation *c, kefu_str label) {
    size_t i;
    for (i = 0; i < c->label_count; i++)
        if (kefu__str_equal(c->labels[i], label))
            return true;
    return false;
}

bool kefu__conversation_find(const kefu_conversation *c, kefu_str name, kefu_str *value) {
    const kefu_str *found = kefu__conversation_find_member((kefu_conversation *)c, name);
    size_t i;
    if (found && kefu__str_is(name, "agent_id")) {
        *value = kefu__conversation_agent(c);
        return value->size > 0;
    }
    for (i = 0; !found && i < c->attribute_count; i++)
        if (kefu__str_equal(c->attributes[i].name, name))
            found = &c->attributes[i].value;
    if (!found || found->size == 0)
        return false;
    *value = *found;
    return true;
}

void kefu__conversation_ask(void *conversation, const struct condition_leaf *leaf,
                            struct leaf_answer *answer) {
    const kefu_conversation *c = conversation;
    kefu_str value = {NULL, 0};
    if (leaf->kind == RULE_LEAF_LABEL)
        answer->found = kefu__conversation_has_label(c, leaf->name) ? TRUTH_TRUE : TRUTH_FALSE;
    else
        kefu__condition_answer_text(leaf, kefu__conversation_find(c, leaf->name, &value), value,
                                    answer);
}
