/* SPDX-License-Identifier: MIT
 * Whether and when customers want a person: what they ask bots for, and the first time that they
 * wait for somebody. */
#include "conversation/observe.h"

/* What is known of the customer's requests for a person in the current episode. */
struct request {
    uint32_t entry; /* the first request before a person took part; INDEX_NONE: none */
    bool bot;       /* a bot spoke before a person took part */
    bool person;    /* a person took part, or was given the conversation */
};

/* Does the entry bring a person into the conversation? A transfer or handoff does so even if it
 * names nobody. */
static bool brings_person(const kefu_conversation *c, const struct conversation_entry *entry) {
    if (entry->type == KEFU_EVENT_MESSAGE) {
        const struct message_record *message = &c->messages[entry->message];
        return kefu__message_is_human_reply(message) && !(message->flags & MESSAGE_AFTER_END);
    }
    return entry->type == KEFU_EVENT_TRANSFER || entry->type == KEFU_EVENT_BOT_HANDOFF ||
           (entry->type == KEFU_EVENT_ASSIGNED && kefu__conversation_is_person(c, entry->agent));
}

static void read_entry(const kefu_conversation *c, uint32_t i, struct request *request) {
    const struct conversation_entry *entry = &c->entries[i];
    const struct message_record *message = entry->type == KEFU_EVENT_MESSAGE
                                               ? &c->messages[entry->message]
                                               : NULL;
    if (request->person)
        return;
    request->person = brings_person(c, entry);
    if (!message)
        return;
    request->bot = request->bot ||
                   (message->role == KEFU_ROLE_BOT && kefu__message_is_heard(message));
    if (request->entry == INDEX_NONE && kefu__message_is_customer(message) &&
        kefu__message_asks_for_person(message))
        request->entry = i;
}

bool kefu__request_next(const kefu_conversation *c, uint32_t *cursor, struct bot_request *found) {
    while (*cursor < c->entry_count) {
        const uint32_t episode = c->entries[*cursor].episode;
        struct request request = {INDEX_NONE, false, false};
        for (; *cursor < c->entry_count && c->entries[*cursor].episode == episode; ++*cursor)
            read_entry(c, *cursor, &request);
        if (request.entry == INDEX_NONE || !request.bot)
            continue;
        *found = (struct bot_request){.message = c->entries[request.entry].message,
                                      .heard = request.person,
                                      .over = c->episodes[episode].is_over};
        return true;
    }
    return false;
}

bool kefu__first_contact(const kefu_conversation *c, struct first_contact *contact) {
    uint32_t cursor = 0;
    struct bot_request request;
    const bool requested = kefu__request_next(c, &cursor, &request);
    *contact = (struct first_contact){.turn = INDEX_NONE, .message = INDEX_NONE};
    if (requested) {
        contact->message = request.message;
        contact->episode = c->entries[c->messages[request.message].entry].episode;
    }
    if (c->turn_count == 0 || (requested && c->turns[0].episode > contact->episode))
        return requested;
    *contact = (struct first_contact){.turn = 0,
                                      .message = c->turns[0].first,
                                      .episode = c->turns[0].episode,
                                      .answered = c->turns[0].reply != INDEX_NONE};
    return true;
}

bool kefu__entry_gives(const kefu_conversation *c, size_t entry) {
    return kefu__entry_assigns(&c->entries[entry]) &&
           kefu__conversation_is_person(c, c->entries[entry].agent);
}
