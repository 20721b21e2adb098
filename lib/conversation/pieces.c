/* SPDX-License-Identifier: MIT
 * Whose wait it was: the waits of turns, and those that transfers begin, are divided into pieces
 * where the conversation is given to another agent. One pass over the entries, which allocates
 * nothing. */
#include "conversation/observe.h"

void kefu__piece_cursor_init(struct piece_cursor *cursor) {
    *cursor = (struct piece_cursor){.holder = INDEX_NONE, .start = KEFU_TIME_NONE};
}

/* Ends the current piece (a part of a wait during which one agent held the conversation) at the
 * instant `stop`. */
static struct wait_piece end_piece(const struct piece_cursor *cursor, enum piece_end end,
                                   int64_t stop) {
    return (struct wait_piece){.start = cursor->start,
                               .stop = stop,
                               .turn = cursor->open == PIECE_OF_TURN ? cursor->turn : INDEX_NONE,
                               .agent = cursor->holder,
                               .reply = INDEX_NONE,
                               .episode = cursor->episode,
                               .end = end};
}

/* Gives the conversation to an agent; a queue, a bot or a missing name means that no agent holds
 * it. Returns true if this ended a piece (one agent's part) of a wait. */
static bool assign(const kefu_conversation *c, struct piece_cursor *cursor,
                   const struct conversation_entry *entry, struct wait_piece *piece) {
    const bool person = kefu__conversation_is_person(c, entry->agent);
    const uint32_t holder = person ? entry->agent : INDEX_NONE;
    const bool cut = cursor->open && holder != cursor->holder &&
                     (person || entry->type == KEFU_EVENT_TRANSFER);
    if (!person && entry->type != KEFU_EVENT_TRANSFER)
        return false;
    if (cut) {
        *piece = end_piece(cursor, PIECE_HANDED_ON, entry->at);
        cursor->start = entry->at;
    }
    cursor->holder = holder;
    return cut;
}

/* Handles an agent's reply: the wait ends; if nobody held the conversation, this agent does from
 * now on. Returns true if this ended a piece (one agent's part) of a wait. */
static bool answer(const kefu_conversation *c, struct piece_cursor *cursor,
                   const struct conversation_entry *entry, struct wait_piece *piece) {
    const bool waited = cursor->open != PIECE_NONE;
    if (waited) {
        *piece = end_piece(cursor, PIECE_ANSWERED, entry->at);
        piece->agent = c->messages[entry->message].agent;
        piece->reply = entry->message;
    }
    if (cursor->holder == INDEX_NONE)
        cursor->holder = c->messages[entry->message].agent;
    cursor->turn += cursor->open == PIECE_OF_TURN;
    cursor->open = PIECE_NONE;
    return waited;
}

static bool end_episode(struct piece_cursor *cursor, int64_t at, struct wait_piece *piece) {
    const bool waited = cursor->open != PIECE_NONE;
    if (waited)
        *piece = end_piece(cursor, PIECE_UNANSWERED, at);
    cursor->turn += cursor->open == PIECE_OF_TURN;
    cursor->open = PIECE_NONE;
    cursor->holder = INDEX_NONE;
    return waited;
}

/* Starts the clock of the next turn. Returns true if this ended a wait after a transfer. */
static bool open_turn(const kefu_conversation *c, struct piece_cursor *cursor,
                      struct wait_piece *piece) {
    const struct conversation_turn *turn = &c->turns[cursor->turn];
    const bool waited = cursor->open == PIECE_OF_TRANSFER;
    if (waited)
        *piece = end_piece(cursor, PIECE_CONTINUED, turn->start);
    cursor->open = PIECE_OF_TURN;
    cursor->start = turn->start;
    cursor->episode = turn->episode;
    return waited;
}

static bool is_answer(const kefu_conversation *c, const struct conversation_entry *entry) {
    return entry->type == KEFU_EVENT_MESSAGE &&
           kefu__message_is_human_reply(&c->messages[entry->message]) &&
           !(c->messages[entry->message].flags & MESSAGE_AFTER_END);
}

/* Processes entry i. Returns true if it ended a piece (one agent's part) of a wait; no entry ends
 * more than one. */
static bool read_entry(const kefu_conversation *c, struct piece_cursor *cursor, uint32_t i,
                       struct wait_piece *piece) {
    const struct conversation_entry *entry = &c->entries[i];
    bool ended = false;
    if (kefu__entry_assigns(entry))
        ended = assign(c, cursor, entry, piece);
    else if (is_answer(c, entry))
        ended = answer(c, cursor, entry, piece);
    else if (entry->type == KEFU_EVENT_RESOLVED || entry->type == KEFU_EVENT_CLOSED)
        ended = end_episode(cursor, entry->at, piece);
    if (cursor->turn < c->turn_count && c->turns[cursor->turn].opened == i &&
        cursor->open != PIECE_OF_TURN)
        return open_turn(c, cursor, piece) || ended;
    if (entry->hands_on && !cursor->open) {
        cursor->open = PIECE_OF_TRANSFER;
        cursor->start = entry->at;
        cursor->episode = entry->episode;
    }
    return ended;
}

bool kefu__piece_next(const kefu_conversation *c, struct piece_cursor *cursor,
                      struct wait_piece *piece) {
    while (cursor->entry < c->entry_count)
        if (read_entry(c, cursor, cursor->entry++, piece))
            return true;
    if (!cursor->open)
        return false;
    *piece = end_piece(cursor, PIECE_GOES_ON, KEFU_TIME_NONE);
    cursor->open = PIECE_NONE;
    return true;
}

/* ---- waits ---- */

static uint32_t kind_of(const struct wait_piece *piece) {
    return piece->turn == INDEX_NONE ? WAITS_OF_TRANSFERS : WAITS_OF_TURNS;
}

/* Reads the next whole wait, by joining its pieces (the parts during which one agent held the
 * conversation). */
static bool next_whole(const kefu_conversation *c, struct piece_cursor *cursor,
                       struct wait_piece *whole) {
    struct wait_piece piece;
    if (!kefu__piece_next(c, cursor, whole))
        return false;
    while (whole->end == PIECE_HANDED_ON && kefu__piece_next(c, cursor, &piece)) {
        const int64_t start = whole->start;
        *whole = piece;
        whole->start = start;
    }
    return true;
}

bool kefu__wait_next(const kefu_conversation *c, struct piece_cursor *cursor,
                     const struct observed_agent *agent, uint32_t of, bool handed_on,
                     struct wait *wait) {
    struct wait_piece *piece = &wait->piece;
    while (agent ? kefu__piece_next(c, cursor, piece) : next_whole(c, cursor, piece)) {
        if (!(kind_of(piece) & of) || !kefu__observe_is_of(agent, piece->agent) ||
            (piece->end == PIECE_HANDED_ON && !handed_on))
            continue;
        wait->closed = piece->end != PIECE_GOES_ON;
        return true;
    }
    return false;
}

bool kefu__conversation_has_cuts(const kefu_conversation *c) {
    struct piece_cursor cursor;
    struct wait_piece piece;
    kefu__piece_cursor_init(&cursor);
    while (kefu__piece_next(c, &cursor, &piece))
        if (piece.end == PIECE_HANDED_ON)
            return true;
    return false;
}
