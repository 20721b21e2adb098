/* SPDX-License-Identifier: MIT
 * Explaining counts, and ratios of counts: messages, turns, transfers, returns, agents. */
#include "conversation/explain.h"

/* The kinds of things that are counted one by one. */
enum domain {
    OF_MESSAGES,
    OF_TURNS,
    OF_TRANSFERS,
    OF_RETURNS,
    OF_AGENTS,
    OF_PIECES,
    OF_PROMISES,
    DOMAINS
};
#define NOT_COUNTED UINT32_MAX

static enum domain domain_of(uint32_t of) {
    switch (of) {
    case COUNT_TURNS:
    case COUNT_ANSWERED_TURNS:
    case COUNT_UNANSWERED_TURNS:
        return OF_TURNS;
    case COUNT_TRANSFERS:
        return OF_TRANSFERS;
    case COUNT_REOPENS:
        return OF_RETURNS;
    case COUNT_AGENTS:
        return OF_AGENTS;
    case COUNT_UNANSWERED_IN_HAND:
        return OF_PIECES;
    case COUNT_PROMISES:
    case COUNT_PROMISES_KEPT:
        return OF_PROMISES;
    default:
        return OF_MESSAGES;
    }
}

/* What a metric counts. A count metric has only `denominator`, a ratio has both. */
struct counted {
    uint32_t numerator, denominator; /* an enum count_of, or NOT_COUNTED */
};

static bool is_in(uint32_t of, enum domain domain) {
    return of != NOT_COUNTED && domain_of(of) == domain;
}

/* ---- messages ---- */

static bool found(const struct metric *m, const struct message_record *message,
                  enum omission *why) {
    if (!kefu__explain_is_of_role(message, m->role, why))
        return false;
    *why = OMITTED_NOT_FOUND;
    return kefu__message_finds(message, m->found_kind, m->found_id);
}

/* Does a count of this kind (`of`, an enum count_of) include the message? If not, *why is the
 * reason. */
static bool counts_message(const struct metric *m, uint32_t of,
                           const struct message_record *message, enum omission *why) {
    const bool recalled = message->flags & KEFU_MESSAGE_RECALLED;
    switch (of) {
    case COUNT_MESSAGES:
        *why = OMITTED_RECALLED;
        return !recalled;
    case COUNT_CUSTOMER_MESSAGES:
        return kefu__explain_is_of_role(message, KEFU_ROLE_CUSTOMER, why);
    case COUNT_AGENT_MESSAGES:
        return kefu__explain_is_of_role(message, KEFU_ROLE_AGENT, why);
    case COUNT_BOT_MESSAGES:
        return kefu__explain_is_of_role(message, KEFU_ROLE_BOT, why);
    case COUNT_RECALLED:
        *why = OMITTED_NOT_FOUND;
        return recalled;
    case COUNT_NEGATIVE_MESSAGES:
        if (!kefu__explain_is_of_role(message, KEFU_ROLE_CUSTOMER, why))
            return false;
        *why = OMITTED_NOT_FOUND;
        return message->label == KEFU_LABEL_NEGATIVE;
    default:
        return found(m, message, why);
    }
}

static void look_at_messages(const struct case_reader *r, const struct counted *counted) {
    for (size_t i = 0; i < r->c->message_count; i++) {
        const struct message_record *message = &r->c->messages[i];
        struct observed_case seen = kefu__case_of_message(r->c, i);
        if (is_in(counted->numerator, OF_MESSAGES))
            seen.hit = counts_message(r->m, counted->numerator, message, &seen.omission);
        if (is_in(counted->denominator, OF_MESSAGES))
            seen.counted = counts_message(r->m, counted->denominator, message, &seen.omission);
        kefu__explain_look(r, &seen);
    }
}

/* ---- turns ---- */

static bool counts_turn(const struct wait *wait, uint32_t of, bool decided, enum omission *why) {
    const bool answered = wait->piece.reply != INDEX_NONE;
    *why = !decided ? OMITTED_OPEN : answered ? OMITTED_NOT_FOUND : OMITTED_UNANSWERED;
    return of == COUNT_ANSWERED_TURNS ? answered : decided && (of == COUNT_TURNS || !answered);
}

static void look_at_turns(const struct case_reader *r, const struct counted *counted) {
    const struct observer o = {.now = r->now};
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(r->c, &cursor, NULL, WAITS_OF_TURNS, false, &wait)) {
        const bool decided = wait.closed || kefu__observe_is_final(r->c, &o);
        struct observed_case seen = kefu__case_of_wait(&wait);
        if (is_in(counted->numerator, OF_TURNS))
            seen.hit = counts_turn(&wait, counted->numerator, decided, &seen.omission);
        if (is_in(counted->denominator, OF_TURNS))
            seen.counted = counts_turn(&wait, counted->denominator, decided, &seen.omission);
        kefu__explain_look(r, &seen);
    }
}

static void look_at_pieces(const struct case_reader *r, bool counted, bool hit) {
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__piece_next(r->c, &cursor, &wait.piece)) {
        struct observed_case seen = kefu__case_of_wait(&wait);
        const bool passed_on = wait.piece.end == PIECE_HANDED_ON && wait.piece.turn != INDEX_NONE &&
                               wait.piece.agent != INDEX_NONE;
        seen.of = CASE_PIECE;
        seen.counted = counted && passed_on;
        seen.hit = hit && passed_on;
        seen.omission = OMITTED_NOT_FOUND;
        kefu__explain_look(r, &seen);
    }
}

static void look_at_promises(const struct case_reader *r, const struct counted *counted) {
    uint32_t cursor = 0;
    struct promise promise;
    while (kefu__promise_next(r->c, r->now, &cursor, &promise)) {
        struct observed_case seen = kefu__case_of_promise(r->c, &promise);
        const bool decided = seen.counted, kept = promise.state == PROMISE_KEPT;
        seen.counted = counted->denominator == COUNT_PROMISES_KEPT ? kept
                       : counted->denominator == COUNT_PROMISES    ? decided
                                                                   : false;
        seen.hit = counted->numerator == COUNT_PROMISES_KEPT ? kept
                   : counted->numerator == COUNT_PROMISES    ? decided
                                                             : false;
        kefu__explain_look(r, &seen);
    }
}

/* ---- events, agents ---- */

static void look_at_transfers(const struct case_reader *r, bool counted, bool hit) {
    for (size_t i = 0; i < r->c->entry_count; i++) {
        struct observed_case seen = kefu__case_of_event(r->c, i);
        seen.counted = counted;
        seen.hit = hit;
        if (r->c->entries[i].type == KEFU_EVENT_TRANSFER)
            kefu__explain_look(r, &seen);
    }
}

/* Passes the replies of agents to the callback; the first reply of each agent is counted. */
static void look_at_agents(const struct case_reader *r, bool counted, bool hit) {
    for (size_t i = 0; i < r->c->message_count; i++) {
        const struct message_record *message = &r->c->messages[i];
        struct observed_case seen = kefu__case_of_message(r->c, i);
        bool first = true;
        if (!kefu__message_is_human_reply(message) || message->agent == INDEX_NONE)
            continue;
        for (size_t k = 0; k < i && first; k++)
            first = !kefu__message_is_human_reply(&r->c->messages[k]) ||
                    r->c->messages[k].agent != message->agent;
        seen.counted = first && counted;
        seen.hit = first && hit;
        seen.omission = OMITTED_NOT_FIRST;
        kefu__explain_look(r, &seen);
    }
}

void kefu__explain_counts(struct case_reader *r) {
    const bool ratio = r->m->type == METRIC_RATIO;
    const struct counted counted = {ratio ? r->m->of : NOT_COUNTED, ratio ? r->m->to : r->m->of};
    for (uint32_t domain = 0; domain < DOMAINS; domain++) {
        const bool hit = is_in(counted.numerator, domain);
        const bool base = is_in(counted.denominator, domain);
        if (!hit && !base)
            continue;
        if (domain == OF_MESSAGES)
            look_at_messages(r, &counted);
        else if (domain == OF_TURNS)
            look_at_turns(r, &counted);
        else if (domain == OF_TRANSFERS)
            look_at_transfers(r, base, hit);
        else if (domain == OF_RETURNS)
            kefu__explain_returns(r, true, base, hit);
        else if (domain == OF_AGENTS)
            look_at_agents(r, base, hit);
        else if (domain == OF_PROMISES)
            look_at_promises(r, &counted);
        else
            look_at_pieces(r, base, hit);
    }
}
