/* SPDX-License-Identifier: MIT
 * The turn model: who waits for whom since when. One entry at a time, so that live equals batch.
 *
 * A turn starts at the first customer message that no person has answered; words said to a bot
 * start one at the handoff, and none without it unless a person answers after all. It ends with the
 * next human reply. A reopening after a resolution begins a new episode: what was still open before
 * the resolution stays unanswered, what the customer said after it waits in the new episode. */
#include "conversation/conversation.h"

#include <string.h>

static struct conversation_episode *this_episode(struct kefu_conversation *c) {
    return &c->episodes[c->episode_count - 1];
}

static void begin_episode(struct kefu_conversation *c, int64_t at) {
    struct conversation_episode *episode = &c->episodes[c->episode_count++];
    memset(episode, 0, sizeof *episode);
    episode->begun = at;
    episode->resolved = KEFU_TIME_NONE;
    episode->first_turn = (uint32_t)c->turn_count;
    c->state.bot_spoke = c->state.human_part = false;
}

static void mark_messages(struct kefu_conversation *c, uint32_t first, uint32_t last,
                          uint32_t turn) {
    uint32_t i;
    for (i = first; i <= last; i++)
        if (kefu__message_is_customer(&c->messages[i])) {
            c->messages[i].turn = turn;
            c->messages[i].episode = (uint32_t)c->episode_count - 1;
        }
}

static void open_turn(struct kefu_conversation *c, uint32_t first, uint32_t last, int64_t start) {
    struct conversation_turn *turn = &c->turns[c->turn_count];
    memset(turn, 0, sizeof *turn);
    turn->start = start;
    turn->stop = KEFU_TIME_NONE;
    turn->first = first;
    turn->last = last;
    turn->reply = turn->agent = INDEX_NONE;
    turn->episode = (uint32_t)c->episode_count - 1;
    mark_messages(c, first, last, (uint32_t)c->turn_count);
    c->state.open_turn = (uint32_t)c->turn_count++;
    this_episode(c)->turn_count++;
}

static void drop_open_turn(struct kefu_conversation *c) {
    const struct conversation_turn *turn = &c->turns[c->state.open_turn];
    mark_messages(c, turn->first, turn->last, INDEX_NONE);
    c->turn_count--;
    c->state.open_turn = INDEX_NONE;
    c->episodes[turn->episode].turn_count--;
}

static void on_customer(struct kefu_conversation *c, uint32_t message) {
    struct conversation_state *state = &c->state;
    if (state->resolved_now && state->since_resolved == INDEX_NONE) {
        state->since_resolved = message;
        state->last_before = state->last_customer;
    }
    state->last_customer = message;
    if (state->open_turn != INDEX_NONE) {
        c->turns[state->open_turn].last = message;
        c->messages[message].turn = state->open_turn;
    } else if (state->bot_spoke && !state->human_part) {
        if (state->bot_pending == INDEX_NONE)
            state->bot_pending = message;
    } else {
        open_turn(c, message, message, c->messages[message].at);
    }
}

/* A bot answers before any person took part: the open wait was for the bot, and is none. */
static void on_bot(struct kefu_conversation *c) {
    struct conversation_state *state = &c->state;
    if (state->human_part)
        return;
    state->bot_spoke = true;
    if (state->open_turn != INDEX_NONE) {
        state->bot_pending = c->turns[state->open_turn].first;
        drop_open_turn(c);
    }
}

static void on_handoff(struct kefu_conversation *c, int64_t at) {
    struct conversation_state *state = &c->state;
    c->counts.handoffs++;
    if (state->human_part)
        return;
    state->human_part = true;
    if (state->bot_pending != INDEX_NONE) {
        open_turn(c, state->bot_pending, state->last_customer, at);
        state->bot_pending = INDEX_NONE;
    } else if (state->open_turn != INDEX_NONE) {
        c->turns[state->open_turn].start = at;
    } else {
        return;
    }
    c->turns[state->open_turn].at_handoff = true;
}

static void on_reply(struct kefu_conversation *c, uint32_t message) {
    struct conversation_state *state = &c->state;
    struct message_record *record = &c->messages[message];
    struct conversation_turn *turn;
    state->human_part = true;
    if (c->first_speaker == INDEX_NONE)
        c->first_speaker = record->agent;
    if (state->bot_pending != INDEX_NONE) { /* a person stepped in without a handoff */
        open_turn(c, state->bot_pending, state->last_customer, c->messages[state->bot_pending].at);
        state->bot_pending = INDEX_NONE;
    }
    if (state->open_turn == INDEX_NONE)
        return;
    turn = &c->turns[state->open_turn];
    turn->stop = record->at;
    turn->reply = message;
    turn->agent = record->agent;
    turn->closed = true;
    record->turn = state->open_turn;
    state->open_turn = state->since_resolved = INDEX_NONE;
}

static void on_message(struct kefu_conversation *c, uint32_t message) {
    struct message_record *record = &c->messages[message];
    struct conversation_counts *counts = &c->counts;
    record->turn = INDEX_NONE;
    record->episode = (uint32_t)c->episode_count - 1;
    if (record->flags & KEFU_MESSAGE_RECALLED) {
        counts->recalled++;
    } else if (record->role == KEFU_ROLE_CUSTOMER) {
        counts->customer++;
        on_customer(c, message);
    } else if (record->flags & KEFU_EVENT_PRIVATE) {
        counts->private_notes++;
    } else if (record->role == KEFU_ROLE_BOT) {
        counts->bot++;
        on_bot(c);
    } else if (record->role == KEFU_ROLE_SYSTEM) {
        counts->system++;
    } else if (record->flags & KEFU_EVENT_AUTO) {
        counts->automatic++;
    } else {
        counts->human++;
        on_reply(c, message);
    }
}

static void on_resolved(struct kefu_conversation *c, const struct conversation_entry *entry) {
    struct conversation_state *state = &c->state;
    state->resolved_now = true;
    state->since_resolved = INDEX_NONE;
    if (entry->type != KEFU_EVENT_RESOLVED)
        return;
    state->was_resolved = state->was_decided = true;
    this_episode(c)->resolved = entry->at;
    this_episode(c)->is_resolved = true;
    c->counts.resolutions++;
}

/* Splits the turn that was open across the resolution; its part after it opens a new turn. */
static void carry_over(struct kefu_conversation *c) {
    struct conversation_state *state = &c->state;
    const uint32_t since = state->since_resolved;
    const uint32_t open = state->open_turn;
    uint32_t last;
    if (open == INDEX_NONE) {
        if (state->bot_pending != INDEX_NONE && since != INDEX_NONE)
            open_turn(c, since, state->last_customer, c->messages[since].at);
        state->bot_pending = INDEX_NONE;
        return;
    }
    if (since != INDEX_NONE && c->turns[open].first == since) {
        struct conversation_turn *turn = &c->turns[open];
        c->episodes[turn->episode].turn_count--;
        turn->episode = (uint32_t)c->episode_count - 1;
        this_episode(c)->first_turn = open;
        this_episode(c)->turn_count = 1;
        mark_messages(c, turn->first, turn->last, open);
        return;
    }
    last = c->turns[open].last;
    c->turns[open].closed = true;
    state->open_turn = INDEX_NONE;
    if (since != INDEX_NONE) {
        c->turns[open].last = state->last_before;
        open_turn(c, since, last, c->messages[since].at);
    }
}

static void on_reopened(struct kefu_conversation *c, int64_t at) {
    struct conversation_state *state = &c->state;
    const bool anew = state->resolved_now;
    c->counts.reopens++;
    state->was_resolved = state->resolved_now = false;
    state->was_decided = true;
    if (anew) {
        begin_episode(c, at);
        carry_over(c);
    } else {
        this_episode(c)->is_resolved = false;
    }
    state->since_resolved = INDEX_NONE;
}

void kefu__turns_advance(struct kefu_conversation *c, uint32_t entry) {
    const struct conversation_entry *e = &c->entries[entry];
    if (c->episode_count == 0)
        begin_episode(c, e->at);
    switch (e->type) {
    case KEFU_EVENT_MESSAGE:
        on_message(c, e->message);
        break;
    case KEFU_EVENT_BOT_HANDOFF:
        on_handoff(c, e->at);
        break;
    case KEFU_EVENT_TRANSFER:
        c->counts.transfers++;
        break;
    case KEFU_EVENT_RESOLVED:
    case KEFU_EVENT_CLOSED:
        on_resolved(c, e);
        break;
    case KEFU_EVENT_REOPENED:
        on_reopened(c, e->at);
        break;
    default:
        break;
    }
    if (e->agent != INDEX_NONE &&
        (e->type == KEFU_EVENT_ASSIGNED || e->type == KEFU_EVENT_BOT_HANDOFF ||
         e->type == KEFU_EVENT_TRANSFER))
        c->owner = e->agent;
}

void kefu__turns_rebuild(struct kefu_conversation *c) {
    uint32_t i;
    c->turn_count = c->episode_count = 0;
    memset(&c->counts, 0, sizeof c->counts);
    memset(&c->state, 0, sizeof c->state);
    c->state.open_turn = c->state.bot_pending = c->state.since_resolved = INDEX_NONE;
    c->state.last_customer = c->state.last_before = INDEX_NONE;
    c->first_speaker = c->owner = INDEX_NONE;
    c->stale = false;
    for (i = 0; i < c->entry_count; i++)
        kefu__turns_advance(c, i);
}

const struct conversation_turn *kefu__conversation_open_turn(const kefu_conversation *c) {
    return c->state.open_turn == INDEX_NONE ? NULL : &c->turns[c->state.open_turn];
}

bool kefu__conversation_is_bot_only(const kefu_conversation *c) {
    return c->turn_count == 0 && c->state.bot_pending != INDEX_NONE;
}

const struct conversation_turn *kefu__conversation_first_answered(const kefu_conversation *c) {
    size_t i;
    for (i = 0; i < c->turn_count; i++)
        if (c->turns[i].reply != INDEX_NONE)
            return &c->turns[i];
    return NULL;
}
