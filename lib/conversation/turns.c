/* SPDX-License-Identifier: MIT
 * The turn model: who waits for whom since when. It reads one entry at a time, so that a running
 * conversation gives the same result as one read whole.
 *
 * A turn starts at the first customer message that no person has answered and ends with the next
 * human reply. Words said to a bot start one when the bot's time ends: at the handoff, or at a
 * transfer or an assignment after the bot has spoken; where a person answers without any of these,
 * at the customer's last request for a person, else at the first message that the bot heard.
 *
 * `resolved` and `closed` end an episode: what was open stays unanswered, and what an agent writes
 * after it answers nobody. The customer's next message begins a new episode, as `reopened` does,
 * unless it holds nothing but thanks, farewell or assent: such an echo belongs to the episode that
 * ended, and nobody waits for an answer to it. */
#include "conversation/conversation.h"

#include <string.h>

static struct conversation_episode *this_episode(struct kefu_conversation *c) {
    return &c->episodes[c->episode_count - 1];
}

static void begin_episode(struct kefu_conversation *c, uint32_t entry) {
    struct conversation_episode *episode = &c->episodes[c->episode_count++];
    memset(episode, 0, sizeof *episode);
    episode->begun = c->entries[entry].at;
    episode->first_entry = entry;
    episode->resolved = episode->over = KEFU_TIME_NONE;
    episode->first_turn = (uint32_t)c->turn_count;
    c->state.bot_spoke = c->state.human_part = c->state.ended = c->state.served_here = false;
    c->state.bot_pending = c->state.human_request = INDEX_NONE;
    kefu__sla_settle(c);
}

/* Sets message_record.turn of the customer's messages from `first` to `last`. */
static void mark_messages(struct kefu_conversation *c, uint32_t first, uint32_t last,
                          uint32_t turn) {
    uint32_t i;
    for (i = first; i <= last; i++)
        if (kefu__message_is_customer(&c->messages[i]))
            c->messages[i].turn = turn;
    c->state.marks++;
}

/* Opens a turn whose clock starts with an entry; its first message may be an earlier one. */
static void open_turn(struct kefu_conversation *c, uint32_t first, uint32_t last, uint32_t entry) {
    struct conversation_turn *turn = &c->turns[c->turn_count];
    memset(turn, 0, sizeof *turn);
    turn->start = c->entries[entry].at;
    turn->opened = entry;
    turn->ended = INDEX_NONE;
    turn->stop = turn->over = KEFU_TIME_NONE;
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

/* Is a customer's message after an end an echo of it (thanks, farewell), rather than the beginning
 * of a new episode? */
static bool is_echo(const struct kefu_conversation *c, uint32_t message) {
    return c->state.ended && kefu__message_needs_no_answer(&c->messages[message]);
}

static void on_return(struct kefu_conversation *c, uint32_t entry) {
    c->counts.returns++;
    c->counts.returns_resolved += this_episode(c)->is_resolved;
    begin_episode(c, entry);
}

/* Does an answered episode end before this time, by a silence that the scheme says is long enough
 * (episode_gap_ms)? */
static bool is_over_by_silence(const struct kefu_conversation *c, int64_t at) {
    const struct conversation_state *state = &c->state;
    const int64_t gap = c->scheme->episode_gap_ms;
    return gap != 0 && !state->ended && state->open_turn == INDEX_NONE &&
           state->bot_pending == INDEX_NONE && state->served_here && at != KEFU_TIME_NONE &&
           state->last_said != KEFU_TIME_NONE && at - state->last_said >= gap;
}

static void end_by_silence(struct kefu_conversation *c, int64_t at) {
    struct conversation_state *state = &c->state;
    if (!is_over_by_silence(c, at))
        return;
    kefu__promotion_episode_over(c);
    this_episode(c)->is_over = true;
    this_episode(c)->over = state->last_said;
    state->ended = state->served = true;
}

bool kefu__turns_read_text(const struct kefu_conversation *c, int64_t at) {
    const struct conversation_state *state = &c->state;
    return state->ended || is_over_by_silence(c, at) ||
           (state->open_turn == INDEX_NONE && state->bot_spoke && !state->human_part);
}

static void on_customer(struct kefu_conversation *c, uint32_t message) {
    struct conversation_state *state = &c->state;
    struct message_record *record = &c->messages[message];
    end_by_silence(c, record->at);
    if (is_echo(c, message))
        return;
    if (state->ended) {
        on_return(c, record->entry);
        state->returned = true;
        record->episode = (uint32_t)c->episode_count - 1;
    }
    state->last_customer = message;
    if (state->open_turn != INDEX_NONE) {
        c->turns[state->open_turn].last = message;
        record->turn = state->open_turn;
    } else if (state->bot_spoke && !state->human_part) {
        if (state->bot_pending == INDEX_NONE)
            state->bot_pending = message;
        if (kefu__message_asks_for_person(record))
            state->human_request = message;
    } else {
        open_turn(c, message, message, record->entry);
    }
}

/* A bot replies before any human took part: the open wait is answered by the bot, and is not
 * counted. */
static void on_bot(struct kefu_conversation *c) {
    struct conversation_state *state = &c->state;
    uint32_t i;
    if (state->human_part || state->ended)
        return;
    state->bot_spoke = true;
    if (state->open_turn == INDEX_NONE)
        return;
    state->bot_pending = c->turns[state->open_turn].first;
    for (i = state->bot_pending; i <= state->last_customer; i++)
        if (kefu__message_is_customer(&c->messages[i]) &&
            kefu__message_asks_for_person(&c->messages[i]))
            state->human_request = i;
    drop_open_turn(c);
    /* makes rule monitors decide again: they may have alerted that the wait which is dropped here
     * was too long */
    kefu__conversation_change(c, state->bot_pending);
}

/* Ends the bot's service: from this entry on the customer waits for a human agent. */
static void end_bot_time(struct kefu_conversation *c, uint32_t entry) {
    struct conversation_state *state = &c->state;
    if (state->human_part || state->ended)
        return;
    state->human_part = true;
    if (state->bot_pending != INDEX_NONE) {
        open_turn(c, state->bot_pending, state->last_customer, entry);
        state->bot_pending = INDEX_NONE;
    } else if (state->open_turn != INDEX_NONE) {
        c->turns[state->open_turn].start = c->entries[entry].at;
        c->turns[state->open_turn].opened = entry;
        /* makes rule monitors decide again: the restarted wait may no longer be too long */
        kefu__conversation_change(c, c->turns[state->open_turn].first);
    } else {
        return;
    }
    c->turns[state->open_turn].origin = TURN_HANDOFF;
}

/* Handles a transfer, or an assignment to an agent: messages that so far only a bot received now
 * wait for a human. */
static void on_assignment(struct kefu_conversation *c, uint32_t entry) {
    const struct conversation_entry *e = &c->entries[entry];
    if (c->state.bot_spoke && (e->type == KEFU_EVENT_TRANSFER || e->agent != INDEX_NONE))
        end_bot_time(c, entry);
}

/* Is the entry a transfer after the customer's last message was answered? Then the customer waits
 * for the next agent without having asked. */
static bool hands_on(const struct kefu_conversation *c, const struct conversation_entry *entry) {
    const struct conversation_state *state = &c->state;
    return entry->type == KEFU_EVENT_TRANSFER && state->human_part && !state->ended &&
           state->open_turn == INDEX_NONE && state->last_customer != INDEX_NONE &&
           c->messages[state->last_customer].episode == c->episode_count - 1;
}

/* Opens the turn that an agent's message answers in the bot's part of an episode without a handoff.
 * The wait began with the customer's last request for a person, else with the first message to the
 * bot. */
static void open_bot_turn(struct kefu_conversation *c) {
    struct conversation_state *state = &c->state;
    const bool asked = state->human_request != INDEX_NONE;
    const uint32_t from = asked ? state->human_request : state->bot_pending;
    open_turn(c, state->bot_pending, state->last_customer, c->messages[from].entry);
    c->turns[state->open_turn].origin = asked ? TURN_HUMAN_REQUEST : TURN_MESSAGE;
    state->bot_pending = INDEX_NONE;
}

static void on_reply(struct kefu_conversation *c, uint32_t message) {
    struct conversation_state *state = &c->state;
    struct message_record *record = &c->messages[message];
    struct conversation_turn *turn;
    if (c->first_speaker == INDEX_NONE)
        c->first_speaker = record->agent;
    if (state->ended)
        return;
    state->human_part = true;
    if (state->bot_pending != INDEX_NONE)
        open_bot_turn(c);
    if (state->open_turn == INDEX_NONE)
        return;
    turn = &c->turns[state->open_turn];
    turn->stop = turn->over = record->at;
    turn->ended = record->entry;
    turn->reply = message;
    turn->agent = record->agent;
    turn->closed = true;
    record->turn = state->open_turn;
    if (state->first_answered == INDEX_NONE)
        state->first_answered = state->open_turn;
    state->open_turn = INDEX_NONE;
    state->returned = false;
    state->served_here = true;
}

static void on_message(struct kefu_conversation *c, uint32_t message) {
    struct message_record *record = &c->messages[message];
    struct conversation_counts *counts = &c->counts;
    c->state.messages_read = message + 1;
    record->turn = INDEX_NONE;
    record->episode = (uint32_t)c->episode_count - 1;
    record->flags = (uint16_t)(record->flags & ~MESSAGE_AFTER_END);
    if (c->state.ended && record->role != KEFU_ROLE_CUSTOMER)
        record->flags |= MESSAGE_AFTER_END;
    kefu__promotion_read(c, message);
    if (record->flags & KEFU_MESSAGE_RECALLED) {
        counts->recalled++;
    } else if (record->role == KEFU_ROLE_CUSTOMER) {
        counts->customer++;
        kefu__promotion_turn_over(c, message);
        on_customer(c, message);
        c->state.last_heard = message;
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
    if (!(record->flags & (KEFU_MESSAGE_RECALLED | KEFU_EVENT_PRIVATE)) &&
        record->at != KEFU_TIME_NONE)
        c->state.last_said = record->at;
}

/* Ends the episode. An end before the first message belongs to an earlier conversation and is
 * ignored. */
static void on_end(struct kefu_conversation *c, uint32_t index) {
    const struct conversation_entry *entry = &c->entries[index];
    struct conversation_state *state = &c->state;
    if (c->counts.customer + c->counts.human == 0)
        return;
    if (!state->ended) {
        kefu__promotion_episode_over(c);
        this_episode(c)->is_over = true;
        this_episode(c)->over = entry->at;
    }
    state->ended = true;
    state->served = state->served || c->counts.human > 0;
    state->returned = false;
    if (state->open_turn != INDEX_NONE) {
        c->turns[state->open_turn].closed = true;
        c->turns[state->open_turn].over = entry->at;
        c->turns[state->open_turn].ended = index;
        state->open_turn = INDEX_NONE;
    }
    if (entry->type != KEFU_EVENT_RESOLVED)
        return;
    state->was_resolved = state->was_decided = true;
    if (c->counts.resolutions == 0)
        state->first_resolved = entry->at;
    state->last_resolved = entry->at;
    if (!this_episode(c)->is_resolved)
        this_episode(c)->resolved = entry->at;
    this_episode(c)->is_resolved = true;
    c->counts.resolutions++;
}

/* Handles a reopened event: it begins a new episode, unless the customer's message has just begun
 * one. */
static void on_reopened(struct kefu_conversation *c, uint32_t entry) {
    struct conversation_state *state = &c->state;
    state->was_resolved = false;
    state->was_decided = true;
    if (state->ended) {
        on_return(c, entry);
    } else if (!state->returned) {
        c->counts.returns++;
        c->counts.returns_resolved++;
    }
    state->returned = false;
}

/* ---- going back ---- */

static void take_checkpoint(const struct kefu_conversation *c, struct conversation_checkpoint *to) {
    *to = (struct conversation_checkpoint){.counts = c->counts,
                                           .state = c->state,
                                           .first_speaker = c->first_speaker,
                                           .owner = c->owner,
                                           .turn_count = c->turn_count,
                                           .episode_count = c->episode_count,
                                           .pause_count = c->pause_count,
                                           .said_count = c->said.count,
                                           .promotion_count = c->promotion_count};
    memcpy(to->settled, c->settled, sizeof to->settled);
    if (c->turn_count)
        to->turn = c->turns[c->turn_count - 1];
    if (c->episode_count)
        to->episode = c->episodes[c->episode_count - 1];
    if (c->pause_count)
        to->pause = c->pauses[c->pause_count - 1];
}

/* Sets message_record.turn again for messages before a checkpoint, if a turn was opened or dropped
 * after the checkpoint (the counter `marks` then differs). */
static void mark_again(struct kefu_conversation *c, uint32_t marks) {
    const struct conversation_state *state = &c->state;
    if (state->marks == marks)
        return;
    if (state->open_turn != INDEX_NONE)
        mark_messages(c, c->turns[state->open_turn].first, c->turns[state->open_turn].last,
                      state->open_turn);
    else if (state->bot_pending != INDEX_NONE)
        mark_messages(c, state->bot_pending, state->last_customer, INDEX_NONE);
    /* a new value, so that going back to an earlier checkpoint sets these messages again */
    c->state.marks = marks + 1;
}

/* Restores the turn model's state from a checkpoint. Of turns, episodes and pauses only the last
 * one before the checkpoint can have changed since then. */
static void go_back(struct kefu_conversation *c, const struct conversation_checkpoint *to) {
    const uint32_t marks = c->state.marks;
    c->counts = to->counts;
    c->state = to->state;
    c->first_speaker = to->first_speaker;
    c->owner = to->owner;
    c->turn_count = to->turn_count;
    c->episode_count = to->episode_count;
    c->pause_count = to->pause_count;
    memcpy(c->settled, to->settled, sizeof c->settled);
    if (c->turn_count)
        c->turns[c->turn_count - 1] = to->turn;
    if (c->episode_count)
        c->episodes[c->episode_count - 1] = to->episode;
    if (c->pause_count)
        c->pauses[c->pause_count - 1] = to->pause;
    kefu__said_truncate(c, to->said_count);
    kefu__promotion_truncate(c, to->promotion_count);
    mark_again(c, marks);
}

/* Updates the turns, episodes and counts by one entry. */
static void advance(struct kefu_conversation *c, uint32_t entry) {
    const struct conversation_entry *e = &c->entries[entry];
    switch (e->type) {
    case KEFU_EVENT_MESSAGE:
        on_message(c, e->message);
        break;
    case KEFU_EVENT_BOT_HANDOFF:
        c->counts.handoffs++;
        end_bot_time(c, entry);
        break;
    case KEFU_EVENT_TRANSFER:
        c->counts.transfers++;
        on_assignment(c, entry);
        break;
    case KEFU_EVENT_ASSIGNED:
        on_assignment(c, entry);
        break;
    case KEFU_EVENT_RESOLVED:
    case KEFU_EVENT_CLOSED:
        on_end(c, entry);
        break;
    case KEFU_EVENT_REOPENED:
        on_reopened(c, entry);
        break;
    default:
        break;
    }
}

void kefu__turns_advance(struct kefu_conversation *c, uint32_t entry) {
    struct conversation_entry *e = &c->entries[entry];
    if (entry % CHECKPOINT_DISTANCE == 0 && entry > 0)
        take_checkpoint(c, &c->checkpoints[entry / CHECKPOINT_DISTANCE - 1]);
    e->idle = c->state.open_turn == INDEX_NONE;
    e->hands_on = hands_on(c, e);
    kefu__pauses_read(c, e);
    if (c->episode_count == 0)
        begin_episode(c, entry);
    advance(c, entry);
    e->episode = (uint32_t)c->episode_count - 1;
    if (kefu__entry_assigns(e) && kefu__conversation_is_person(c, e->agent))
        c->owner = e->agent;
}

void kefu__turns_begin(struct kefu_conversation *c) {
    c->turn_count = c->episode_count = c->pause_count = 0;
    memset(&c->counts, 0, sizeof c->counts);
    memset(&c->state, 0, sizeof c->state);
    c->state.open_turn = c->state.bot_pending = c->state.human_request = INDEX_NONE;
    c->state.last_customer = c->state.last_heard = c->state.first_answered = INDEX_NONE;
    c->state.first_resolved = c->state.last_resolved = c->state.last_said = KEFU_TIME_NONE;
    c->first_speaker = c->owner = c->stale_from = INDEX_NONE;
    kefu__said_truncate(c, 0);
    kefu__promotion_truncate(c, 0);
    memset(c->settled, 0, sizeof c->settled);
}

void kefu__turns_rebuild(struct kefu_conversation *c, uint32_t entry) {
    const uint32_t place = entry / CHECKPOINT_DISTANCE;
    if (entry >= c->entry_count)
        return;
    if (place > 0)
        go_back(c, &c->checkpoints[place - 1]);
    else
        kefu__turns_begin(c);
    c->stale_from = INDEX_NONE;
    for (uint32_t i = place * CHECKPOINT_DISTANCE; i < c->entry_count; i++)
        kefu__turns_advance(c, i);
}
