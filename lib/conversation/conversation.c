/* SPDX-License-Identifier: MIT
 * Making a conversation, what it is about, and reading its messages. */
#include "conversation/conversation.h"

#include <string.h>

#include "base/utf8.h"

static bool keep_into(kefu_conversation *c, kefu_str *to, kefu_str from) {
    const kefu_str copy = kefu__conversation_keep(c, from);
    if (from.size && !copy.data)
        return false;
    *to = copy;
    return true;
}

/* Copies the members (id, channel, …) from the options. */
static kefu_status set_members(kefu_conversation *c, const kefu_conversation_options *options,
                               kefu_error *error) {
    const kefu_str given[CONVERSATION_MEMBERS] = {options->id,         options->channel,
                                                  options->contact_id, options->agent_id,
                                                  options->team,       options->topic};
    size_t i;
    for (i = 0; i < CONVERSATION_MEMBERS; i++) {
        if (!kefu__str_sound(given[i]))
            return kefu__fail(error, KEFU_E_ARGUMENT, "a text of the options is NULL with a size");
        if (!utf8_is_plain(given[i].data, given[i].size))
            return kefu__fail(error, KEFU_E_UTF8, "the %s is not UTF-8, or holds U+0000",
                              kefu__conversation_member_names[i]);
        if (!keep_into(c, kefu__conversation_member(c, i), given[i]))
            return kefu__no_memory(error);
    }
    return KEFU_OK;
}

void kefu_conversation_options_init(kefu_conversation_options *options) {
    if (options)
        *options = (kefu_conversation_options)KEFU_CONVERSATION_OPTIONS_INIT;
}

void kefu_event_init(kefu_event *event) {
    if (event)
        *event = (kefu_event)KEFU_EVENT_INIT;
}

kefu_status kefu_conversation_new(const kefu_scheme *scheme,
                                  const kefu_conversation_options *options,
                                  kefu_conversation **conversation, kefu_error *error) {
    kefu_conversation_options own = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_allocator allocator;
    kefu_conversation *c;
    kefu_status status;
    if (!scheme || !conversation)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a conversation needs a scheme and an output");
    if ((status = kefu__options_copy(&own, sizeof own, options, error)))
        return status;
    if ((status = kefu__options_check(own.flags,
                                      KEFU_CONVERSATION_NO_TEXT | KEFU_CONVERSATION_SKIP_PINYIN |
                                          KEFU_CONVERSATION_SKIP_ANALYSIS,
                                      own.reserved, error)))
        return status;
    status = kefu__allocator_init(&allocator, own.allocator ? own.allocator : &scheme->allocator,
                                  error);
    if (status != KEFU_OK)
        return status;
    c = kefu__alloc_zero(&allocator, sizeof *c);
    if (!c)
        return kefu__no_memory(error);
    c->allocator = allocator;
    c->flags = own.flags;
    c->last_at = KEFU_TIME_NONE;
    c->has_times = true;
    kefu__arena_init(&c->arena, &allocator);
    kefu__map_init(&c->message_ids, &allocator);
    kefu__map_init(&c->agent_ids, &allocator);
    kefu__turns_begin(c);
    c->scheme = kefu_scheme_retain(scheme);
    status = set_members(c, &own, error);
    if (status != KEFU_OK)
        kefu_conversation_free(c);
    else
        *conversation = c;
    return status;
}

void kefu_conversation_free(kefu_conversation *c) {
    kefu_allocator allocator;
    if (!c)
        return;
    allocator = c->allocator;
    kefu__release(&allocator, c->attributes, c->attribute_capacity * sizeof *c->attributes);
    kefu__release(&allocator, c->labels, c->label_capacity * sizeof *c->labels);
    kefu__release(&allocator, c->agents, c->agent_capacity * sizeof *c->agents);
    kefu__release(&allocator, c->entries, c->entry_capacity * sizeof *c->entries);
    kefu__release(&allocator, c->messages, c->message_capacity * sizeof *c->messages);
    kefu__release(&allocator, c->turns, c->turn_capacity * sizeof *c->turns);
    kefu__release(&allocator, c->episodes, c->episode_capacity * sizeof *c->episodes);
    kefu__release(&allocator, c->promotions, c->promotion_capacity * sizeof *c->promotions);
    kefu__release(&allocator, c->checkpoints, c->checkpoint_capacity * sizeof *c->checkpoints);
    kefu__release(&allocator, c->pauses, c->pause_capacity * sizeof *c->pauses);
    kefu__map_free(&c->message_ids);
    kefu__map_free(&c->agent_ids);
    kefu__said_free(c);
    kefu__arena_free(&c->arena);
    kefu_scheme_release(c->scheme);
    kefu__release(&allocator, c, sizeof *c);
}

const kefu_scheme *kefu_conversation_scheme(const kefu_conversation *conversation) {
    return conversation ? conversation->scheme : NULL;
}

/* ---- attributes and labels ---- */

kefu_status kefu_conversation_set(kefu_conversation *c, const char *name, size_t name_size,
                                  const char *value, size_t value_size, kefu_error *error) {
    const kefu_str key = {name, name_size}, text = {value, value_size};
    struct conversation_attribute attribute = {{NULL, 0}, {NULL, 0}};
    void *grown;
    kefu_str *to;
    size_t i;
    if (!c || !name || name_size == 0 || (!value && value_size))
        return kefu__fail(error, KEFU_E_ARGUMENT, "an attribute needs a name and a value");
    if (!utf8_is_plain(name, name_size) || !utf8_is_plain(value, value_size))
        return kefu__fail(error, KEFU_E_UTF8, "an attribute is not UTF-8, or holds U+0000");
    to = kefu__conversation_find_member(c, key);
    for (i = 0; !to && i < c->attribute_count; i++)
        if (kefu__str_equal(c->attributes[i].name, key))
            to = &c->attributes[i].value;
    if (to && !keep_into(c, to, text))
        return kefu__no_memory(error);
    kefu__sla_unsettle(c); /* SLA policies may match by this attribute */
    if (to == &c->team)
        /* a queue's name may have been taken for a person's, so turns are computed again */
        kefu__turns_rebuild(c, 0);
    if (to)
        return KEFU_OK;
    if (c->attribute_count == CONVERSATION_ATTRIBUTES_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "a conversation has at most %d attributes",
                          CONVERSATION_ATTRIBUTES_MAX);
    grown = c->attributes;
    if (!kefu__grow(&c->allocator, &grown, &c->attribute_capacity, c->attribute_count + 1,
                    sizeof attribute))
        return kefu__no_memory(error);
    c->attributes = grown;
    if (!keep_into(c, &attribute.name, key) || !keep_into(c, &attribute.value, text))
        return kefu__no_memory(error);
    c->attributes[c->attribute_count++] = attribute;
    return KEFU_OK;
}

kefu_status kefu_conversation_add_label(kefu_conversation *c, const char *label, size_t size,
                                        kefu_error *error) {
    const kefu_str text = {label, size};
    void *grown;
    if (!c || !label || size == 0)
        return kefu__fail(error, KEFU_E_ARGUMENT, "a label needs a text");
    if (!utf8_is_plain(label, size))
        return kefu__fail(error, KEFU_E_UTF8, "a label is not UTF-8, or holds U+0000");
    if (kefu__conversation_has_label(c, text))
        return KEFU_OK;
    if (c->label_count == CONVERSATION_ATTRIBUTES_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "a conversation has at most %d labels",
                          CONVERSATION_ATTRIBUTES_MAX);
    grown = c->labels;
    if (!kefu__grow(&c->allocator, &grown, &c->label_capacity, c->label_count + 1,
                    sizeof *c->labels))
        return kefu__no_memory(error);
    c->labels = grown;
    if (!keep_into(c, &c->labels[c->label_count], text))
        return kefu__no_memory(error);
    c->label_count++;
    kefu__sla_unsettle(c);
    return KEFU_OK;
}

kefu_status kefu_conversation_find_attribute(const kefu_conversation *conversation,
                                             const char *name, size_t size, kefu_str *value,
                                             kefu_error *error) {
    const kefu_str key = {name, size};
    if (!conversation || !name || !value)
        return kefu__fail(error, KEFU_E_ARGUMENT, "conversation, name or value is NULL");
    if (!kefu__conversation_find(conversation, key, value))
        return kefu__fail(error, KEFU_E_NOT_FOUND, "there is no attribute \"%.*s\"",
                          (int)kefu__str_truncate(key, 80).size, name);
    return KEFU_OK;
}

/* ---- agents ---- */

/* The index of an agent's name, or INDEX_NONE. */
static uint32_t find_agent(const kefu_conversation *c, kefu_str name) {
    if (c->agent_count > CONVERSATION_AGENTS_LISTED)
        return kefu__map_find(&c->agent_ids, name.data, name.size);
    for (size_t i = 0; i < c->agent_count; i++)
        if (kefu__str_equal(c->agents[i].name, name))
            return (uint32_t)i;
    return INDEX_NONE;
}

/* Adds the names of agents to the hash map that are not in it yet, if there are more than
 * CONVERSATION_AGENTS_LISTED agents. Returns false if out of memory. */
static bool map_agents(kefu_conversation *c, size_t count) {
    for (size_t i = c->agent_ids.count; count > CONVERSATION_AGENTS_LISTED && i < count; i++) {
        const kefu_str name = c->agents[i].name;
        if (kefu__map_add(&c->agent_ids, name.data, name.size, (uint32_t)i) == UINT32_MAX)
            return false;
    }
    return true;
}

kefu_status kefu__conversation_add_agent(kefu_conversation *c, kefu_str name, uint32_t *index,
                                         kefu_error *error) {
    kefu_str copy;
    *index = INDEX_NONE;
    if (name.size == 0)
        return KEFU_OK;
    *index = find_agent(c, name);
    if (*index != INDEX_NONE)
        return KEFU_OK;
    if (c->agent_count == CONVERSATION_AGENTS_MAX)
        return kefu__fail(error, KEFU_E_LIMIT, "a conversation has at most %d agents",
                          CONVERSATION_AGENTS_MAX);
    if (!kefu__grow_tightly(&c->allocator, &c->agents, &c->agent_capacity, c->agent_count + 1,
                            sizeof *c->agents))
        return kefu__no_memory(error);
    copy = kefu__conversation_keep(c, name);
    if (!copy.data)
        return kefu__no_memory(error);
    c->agents[c->agent_count] = (struct conversation_agent){copy, INDEX_NONE};
    if (!map_agents(c, c->agent_count + 1))
        return kefu__no_memory(error);
    *index = (uint32_t)c->agent_count++;
    return KEFU_OK;
}

/* ---- messages ---- */

uint32_t kefu__conversation_find_message(const kefu_conversation *c, kefu_str id) {
    if (id.size == 0)
        return UINT32_MAX;
    if (c->message_count > CONVERSATION_IDS_LISTED)
        return kefu__map_find(&c->message_ids, id.data, id.size);
    for (size_t i = 0; i < c->message_count; i++)
        if (kefu__str_equal(c->messages[i].id, id))
            return (uint32_t)i;
    return UINT32_MAX;
}

size_t kefu_conversation_message_count(const kefu_conversation *conversation) {
    return conversation ? conversation->message_count : 0;
}

kefu_status kefu_conversation_message_at(const kefu_conversation *c, size_t i,
                                         kefu_message *message, kefu_error *error) {
    if (!c)
        return kefu__fail(error, KEFU_E_ARGUMENT, "conversation is NULL");
    if (i >= c->message_count)
        return kefu__no_item(error, i, c->message_count);
    const struct message_record *record = &c->messages[i];
    const kefu_message own = {.id = record->id,
                              .agent_id = kefu__conversation_agent_name(c, record->agent),
                              .text = record->text,
                              .at = record->at,
                              .role = record->role,
                              .flags = record->flags &
                                       ~(MESSAGE_EDITED | MESSAGE_AFTER_END | MESSAGE_SKIPPED),
                              .content = record->content,
                              .label = record->label,
                              .polarity = record->polarity,
                              .positive_probability = record->positive_probability};
    return kefu__result_copy(message, &own, sizeof own, error);
}
