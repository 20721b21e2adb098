/* SPDX-License-Identifier: MIT
 * Explaining flags by the cases that decided them. A case with `hit` set makes the flag true. */
#include "conversation/explain.h"

/* ---- events ---- */

static bool is_end(const struct conversation_entry *entry) {
    return entry->type == KEFU_EVENT_RESOLVED || entry->type == KEFU_EVENT_CLOSED;
}

/* Has the customer or an agent written anything before the entry? If not, a resolved or closed
 * event ends nothing. */
static bool has_begun(const kefu_conversation *c, size_t entry) {
    for (size_t i = 0; i < c->message_count && c->messages[i].entry < entry; i++)
        if (kefu__message_is_customer(&c->messages[i]) ||
            kefu__message_is_human_reply(&c->messages[i]))
            return true;
    return false;
}

/* Does the entry decide whether the conversation is resolved? Closed events only if `closes`. */
static bool decides(const kefu_conversation *c, size_t entry, bool closes) {
    const uint32_t type = c->entries[entry].type;
    return type == KEFU_EVENT_REOPENED ||
           ((type == KEFU_EVENT_RESOLVED || (closes && type == KEFU_EVENT_CLOSED)) &&
            has_begun(c, entry));
}

/* Passes the events that end or reopen the conversation to the callback. The last resolved or
 * reopened event decides; without any, the last closed event. */
static void look_at_resolution(const struct case_reader *r) {
    const bool closes = !r->c->state.was_decided;
    size_t last = SIZE_MAX;
    for (size_t i = 0; i < r->c->entry_count; i++)
        if (decides(r->c, i, closes))
            last = i;
    for (size_t i = 0; i < r->c->entry_count; i++) {
        const struct conversation_entry *entry = &r->c->entries[i];
        struct observed_case seen = kefu__case_of_event(r->c, i);
        if (!is_end(entry) && entry->type != KEFU_EVENT_REOPENED)
            continue;
        seen.counted = i == last;
        seen.hit = i == last && entry->type == KEFU_EVENT_RESOLVED;
        seen.omission = is_end(entry) && !has_begun(r->c, i) ? OMITTED_BEFORE_START
                                                             : OMITTED_SUPERSEDED;
        kefu__explain_look(r, &seen);
    }
}

/* Did a message bring the customer back in this entry's episode, and is that message still
 * unanswered at the entry? */
static bool confirms(const kefu_conversation *c, size_t entry) {
    const uint32_t episode = c->entries[entry].episode;
    for (size_t i = entry; i > 0; i--) {
        const struct conversation_entry *before = &c->entries[i - 1];
        const bool message = before->type == KEFU_EVENT_MESSAGE;
        if (before->episode != episode)
            return i < entry && c->entries[i].type == KEFU_EVENT_MESSAGE;
        if (is_end(before) || before->type == KEFU_EVENT_REOPENED ||
            (message && kefu__message_is_human_reply(&c->messages[before->message])))
            return false;
    }
    return false;
}

void kefu__explain_returns(const struct case_reader *r, bool resolved, bool counted, bool hit) {
    const kefu_conversation *c = r->c;
    for (size_t i = 0; i < c->entry_count; i++) {
        const struct conversation_entry *entry = &c->entries[i];
        const bool begins = i > 0 && entry->episode != c->entries[i - 1].episode;
        const bool confirmed = !begins && confirms(c, i);
        struct observed_case seen = kefu__case_of_event(c, i);
        if (!begins && entry->type != KEFU_EVENT_REOPENED)
            continue;
        const bool after_resolution = !begins || c->episodes[entry->episode - 1].is_resolved;
        const bool good = !confirmed && (!resolved || after_resolution);
        seen.omission = confirmed ? OMITTED_CONFIRMS : OMITTED_NOT_RESOLVED;
        seen.counted = good && counted;
        seen.hit = good && hit;
        kefu__explain_look(r, &seen);
    }
}

static void look_at_events(const struct case_reader *r, uint32_t type) {
    for (size_t i = 0; i < r->c->entry_count; i++) {
        struct observed_case seen = kefu__case_of_event(r->c, i);
        seen.counted = seen.hit = true;
        if (r->c->entries[i].type == type)
            kefu__explain_look(r, &seen);
    }
}

static void look_at_rating(const struct case_reader *r) {
    const struct conversation_entry *rated = kefu__conversation_rating(r->c, 1, 5);
    for (size_t i = 0; i < r->c->entry_count; i++) {
        struct observed_case seen = kefu__case_of_event(r->c, i);
        if (r->c->entries[i].type != KEFU_EVENT_RATED)
            continue;
        seen.counted = &r->c->entries[i] == rated;
        seen.hit = seen.counted && rated->detail->rating > 3;
        seen.omission = kefu__explain_is_on_scale(&r->c->entries[i], 1, 5) ? OMITTED_SUPERSEDED
                                                                           : OMITTED_OTHER_SCALE;
        kefu__explain_look(r, &seen);
    }
}

/* ---- waits ---- */

static void look_at_unanswered(const struct case_reader *r) {
    const struct observer o = {.now = r->now};
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(r->c, &cursor, NULL, WAITS_OF_TURNS, false, &wait)) {
        struct observed_case seen = kefu__case_of_wait(&wait);
        seen.counted = wait.closed || kefu__observe_is_final(r->c, &o);
        seen.hit = seen.counted && wait.piece.reply == INDEX_NONE;
        seen.omission = OMITTED_OPEN;
        kefu__explain_look(r, &seen);
    }
}

static void look_at_stalls(const struct case_reader *r) {
    const struct observer o = {.now = r->now};
    size_t cursor = 0;
    struct useful_wait wait;
    while (kefu__useful_next(r->c, false, &cursor, &wait)) {
        struct observed_case seen = kefu__case_of_help(r->c, &o, &wait);
        const bool over = wait.reply != INDEX_NONE || wait.ended ||
                          kefu__observe_is_final(r->c, &o);
        seen.counted = wait.replied && over;
        seen.hit = seen.counted && wait.reply == INDEX_NONE && wait.put_off;
        seen.omission = wait.replied ? OMITTED_OPEN : OMITTED_UNANSWERED;
        kefu__explain_look(r, &seen);
    }
}

static void look_at_promises(const struct case_reader *r) {
    uint32_t cursor = 0;
    struct promise promise;
    while (kefu__promise_next(r->c, r->now, &cursor, &promise)) {
        struct observed_case seen = kefu__case_of_promise(r->c, &promise);
        seen.hit = promise.state == PROMISE_BROKEN;
        kefu__explain_look(r, &seen);
    }
}

/* Passes the waits for an answer to the callback; the first wait of each episode is counted,
 * because an SLA for responses judges it. */
static void look_at_first_waits(const struct case_reader *r) {
    struct piece_cursor cursor;
    struct wait wait;
    uint32_t episode = INDEX_NONE;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(r->c, &cursor, NULL, WAITS_OF_TURNS, false, &wait)) {
        struct observed_case seen = kefu__case_of_wait(&wait);
        seen.counted = wait.piece.episode != episode;
        seen.omission = OMITTED_NOT_FIRST;
        episode = wait.piece.episode;
        kefu__explain_look(r, &seen);
    }
}

/* ---- messages ---- */

static void look_at_requests(const struct case_reader *r) {
    const struct observer o = {.now = r->now};
    uint32_t cursor = 0;
    struct bot_request request;
    while (kefu__request_next(r->c, &cursor, &request)) {
        struct observed_case seen = kefu__case_of_message(r->c, request.message);
        seen.counted = request.heard || request.over || kefu__observe_is_final(r->c, &o);
        seen.hit = seen.counted && !request.heard;
        seen.omission = OMITTED_OPEN;
        kefu__explain_look(r, &seen);
    }
}

/* Passes the waits for a human agent to the callback, those that were answered as hits, and the
 * requests to bots that led to none. */
static void look_at_answers(const struct case_reader *r) {
    const struct observer o = {.now = r->now};
    struct piece_cursor cursor;
    struct wait wait;
    struct bot_request request;
    uint32_t entry = 0;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(r->c, &cursor, NULL, WAITS_OF_TURNS, false, &wait)) {
        struct observed_case seen = kefu__case_of_wait(&wait);
        seen.hit = wait.piece.reply != INDEX_NONE;
        seen.counted = seen.hit || wait.closed || kefu__observe_is_final(r->c, &o);
        seen.omission = OMITTED_OPEN;
        kefu__explain_look(r, &seen);
    }
    while (kefu__request_next(r->c, &entry, &request)) {
        struct observed_case seen = kefu__case_of_message(r->c, request.message);
        seen.counted = request.over || kefu__observe_is_final(r->c, &o);
        seen.omission = OMITTED_OPEN;
        if (!request.heard)
            kefu__explain_look(r, &seen);
    }
}

/* Passes the first time that the customer wanted a human agent to the callback, and the later waits
 * as left out. */
static void look_at_first_contact(const struct case_reader *r) {
    struct first_contact contact;
    struct piece_cursor cursor;
    struct wait wait;
    bool first;
    if (!kefu__first_contact(r->c, &contact))
        return;
    const bool over = r->c->episodes[contact.episode].is_over;
    first = contact.turn != INDEX_NONE;
    if (!first) {
        struct observed_case seen = kefu__case_of_message(r->c, contact.message);
        seen.counted = seen.hit = over;
        seen.omission = OMITTED_OPEN;
        kefu__explain_look(r, &seen);
    }
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(r->c, &cursor, NULL, WAITS_OF_TURNS, false, &wait)) {
        struct observed_case seen = kefu__case_of_wait(&wait);
        seen.counted = first && (contact.answered || over);
        seen.hit = seen.counted && !contact.answered;
        seen.omission = first ? OMITTED_OPEN : OMITTED_NOT_FIRST;
        first = false;
        kefu__explain_look(r, &seen);
    }
}

/* Passes the events that gave the conversation to a human agent to the callback. */
static void look_at_given(const struct case_reader *r) {
    const struct observer o = {.now = r->now};
    const bool replied = r->c->counts.human > 0;
    for (size_t i = 0; i < r->c->entry_count; i++) {
        struct observed_case seen = kefu__case_of_event(r->c, i);
        seen.counted = replied || r->c->state.ended || kefu__observe_is_final(r->c, &o);
        seen.hit = seen.counted && !replied;
        seen.omission = OMITTED_OPEN;
        if (kefu__entry_gives(r->c, i))
            kefu__explain_look(r, &seen);
    }
}

static void look_at_negative(const struct case_reader *r) {
    for (size_t i = 0; i < r->c->message_count; i++) {
        const struct message_record *message = &r->c->messages[i];
        struct observed_case seen = kefu__case_of_message(r->c, i);
        if (kefu__explain_is_of_role(message, KEFU_ROLE_CUSTOMER, &seen.omission)) {
            seen.counted = seen.hit = kefu__message_is_upset(message) ||
                                      message->label == KEFU_LABEL_NEGATIVE;
            seen.omission = OMITTED_NOT_FOUND;
        }
        kefu__explain_look(r, &seen);
    }
}

/* Passes all messages to the callback; those of bots are hits of the flag "bot only". */
static void look_at_all(const struct case_reader *r) {
    for (size_t i = 0; i < r->c->message_count; i++) {
        const struct message_record *message = &r->c->messages[i];
        struct observed_case seen = kefu__case_of_message(r->c, i);
        seen.counted = kefu__explain_is_of_role(message, message->role, &seen.omission);
        seen.hit = seen.counted && message->role == KEFU_ROLE_BOT;
        kefu__explain_look(r, &seen);
    }
}

static void look_at_found(const struct case_reader *r) {
    for (size_t i = 0; i < r->c->message_count; i++) {
        const struct message_record *message = &r->c->messages[i];
        struct observed_case seen = kefu__case_of_message(r->c, i);
        if (kefu__explain_is_of_role(message, r->m->role, &seen.omission)) {
            seen.counted = seen.hit = kefu__message_finds(message, r->m->found_kind,
                                                          r->m->found_id);
            seen.omission = OMITTED_NOT_FOUND;
        }
        kefu__explain_look(r, &seen);
    }
}

static void look_at_reopened(const struct case_reader *r) {
    kefu__explain_returns(r, r->m->of == FLAG_REOPENED, true, true);
}

static void look_at_transfers(const struct case_reader *r) {
    look_at_events(r, KEFU_EVENT_TRANSFER);
}

static void look_at_handoffs(const struct case_reader *r) {
    look_at_events(r, KEFU_EVENT_BOT_HANDOFF);
}

/* For each flag_of: the function that passes its cases to the callback. */
static void (*const flags[])(const struct case_reader *r) = {
    [FLAG_RESOLVED] = look_at_resolution,
    [FLAG_ENDED_RESOLVED] = look_at_resolution,
    [FLAG_UNANSWERED] = look_at_unanswered,
    [FLAG_REOPENED] = look_at_reopened,
    [FLAG_RETURNED] = look_at_reopened,
    [FLAG_TRANSFERRED] = look_at_transfers,
    [FLAG_HANDED_OFF] = look_at_handoffs,
    [FLAG_BOT_ONLY] = look_at_all,
    [FLAG_SLA_MET] = look_at_first_waits,
    [FLAG_RATED_SATISFIED] = look_at_rating,
    [FLAG_CUSTOMER_NEGATIVE] = look_at_negative,
    [FLAG_SLA_RESOLUTION_MET] = look_at_resolution,
    [FLAG_STALLED] = look_at_stalls,
    [FLAG_BOT_IGNORED] = look_at_requests,
    [FLAG_FIRST_RESPONSE_MET] = look_at_first_waits,
    [FLAG_PROMISE_BROKEN] = look_at_promises,
    [FLAG_SERVED] = look_at_answers,
    [FLAG_ABANDONED] = look_at_first_contact,
    [FLAG_MISSED] = look_at_given,
    [FLAG_FOUND] = look_at_found};

void kefu__explain_flag(struct case_reader *r) {
    flags[r->m->of](r);
}
