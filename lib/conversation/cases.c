/* SPDX-License-Identifier: MIT
 * The cases (messages, events, waits) that metrics count or leave out, and passing them one at a
 * time to the callback that explains a metric. */
#include "conversation/explain.h"

struct observed_case kefu__case_of_wait(const struct wait *wait) {
    const struct wait_piece *piece = &wait->piece;
    return (struct observed_case){.of = piece->turn == INDEX_NONE ? CASE_TRANSFER_WAIT : CASE_TURN,
                                  .index = piece->turn,
                                  .start = piece->start,
                                  .stop = piece->stop,
                                  .agent = piece->agent,
                                  .reply = piece->reply};
}

struct observed_case kefu__case_of_help(const kefu_conversation *c, const struct observer *o,
                                        const struct useful_wait *wait) {
    return (struct observed_case){.of = CASE_HELP,
                                  .index = c->entries[wait->entry].message,
                                  .start = o->agent ? kefu__useful_own_start(c, wait) : wait->start,
                                  .stop = kefu__useful_end(wait),
                                  .agent = wait->agent,
                                  .reply = wait->reply};
}

/* Why a wait was not counted: OMITTED_NOT_FIRST if the caller has found that; else by the times of
 * the wait, the metric's calendars, and whether it is still `under_way`. */
static enum omission omission_of(const struct metric *m, const struct observed_case *seen,
                                 bool under_way) {
    const bool answered = seen->reply != INDEX_NONE;
    if (seen->omission == OMITTED_NOT_FIRST)
        return OMITTED_NOT_FIRST;
    if (seen->start == KEFU_TIME_NONE || (answered && seen->stop == KEFU_TIME_NONE))
        return OMITTED_NO_TIMES;
    if (!kefu__observe_is_member(m, seen->start) ||
        kefu__observe_is_outside(m, seen->start, seen->stop))
        return OMITTED_OUTSIDE_CALENDAR;
    return under_way ? OMITTED_OPEN : OMITTED_UNANSWERED;
}

void kefu__observe_show(const kefu_conversation *c, const struct metric *m,
                        const struct scheme_calendar *clock, const struct observer *o,
                        const struct observed_case *seen, bool goes_on) {
    struct observed_case shown = *seen;
    if (!o->look)
        return;
    if (!shown.counted)
        shown.omission = omission_of(m, seen, goes_on && !kefu__observe_is_final(c, o));
    shown.ms = seen->start == KEFU_TIME_NONE || seen->stop == KEFU_TIME_NONE
                   ? KEFU_TIME_NONE
                   : kefu__observe_span(c, m, clock, seen->start, seen->stop);
    o->look(o->look_ctx, &shown);
}

enum omission kefu__omission_of_reason(uint32_t reason) {
    switch (reason) {
    case KEFU_REASON_OPEN:
        return OMITTED_OPEN;
    case KEFU_REASON_NO_TIMES:
        return OMITTED_NO_TIMES;
    case KEFU_REASON_OUTSIDE_CALENDAR:
        return OMITTED_OUTSIDE_CALENDAR;
    case KEFU_REASON_UNANSWERED:
        return OMITTED_UNANSWERED;
    default:
        return OMITTED_NO_EVENTS;
    }
}

/* ---- messages and events ---- */

struct observed_case kefu__case_of_message(const kefu_conversation *c, size_t i) {
    return (struct observed_case){.of = CASE_MESSAGE,
                                  .index = (uint32_t)i,
                                  .start = c->messages[i].at,
                                  .stop = KEFU_TIME_NONE,
                                  .ms = KEFU_TIME_NONE,
                                  .agent = c->messages[i].agent,
                                  .reply = INDEX_NONE};
}

struct observed_case kefu__case_of_event(const kefu_conversation *c, size_t i) {
    const struct conversation_entry *entry = &c->entries[i];
    if (entry->type == KEFU_EVENT_MESSAGE)
        return kefu__case_of_message(c, entry->message);
    return (struct observed_case){.of = CASE_EVENT,
                                  .index = (uint32_t)i,
                                  .start = entry->at,
                                  .stop = KEFU_TIME_NONE,
                                  .ms = KEFU_TIME_NONE,
                                  .agent = entry->agent,
                                  .reply = INDEX_NONE};
}

void kefu__explain_look(const struct case_reader *r, struct observed_case *seen) {
    if (r->excluded) {
        seen->omission = OMITTED_NOT_AMONG;
        seen->counted = seen->hit = false;
    }
    r->look(r->ctx, seen);
}

bool kefu__explain_is_of_role(const struct message_record *message, uint32_t role,
                              enum omission *why) {
    const uint32_t flags = message->flags;
    *why = flags & KEFU_MESSAGE_RECALLED ? OMITTED_RECALLED
           : message->role != role       ? OMITTED_OTHER_ROLE
           : flags & KEFU_EVENT_PRIVATE  ? OMITTED_PRIVATE
                                         : OMITTED_AUTOMATIC;
    if (flags & KEFU_MESSAGE_RECALLED || message->role != role)
        return false;
    if (role == KEFU_ROLE_BOT)
        return !(flags & KEFU_EVENT_PRIVATE);
    return role != KEFU_ROLE_AGENT || kefu__message_is_human_reply(message);
}

bool kefu__explain_is_on_scale(const struct conversation_entry *entry, int64_t low, int64_t high) {
    return entry->detail->scale_min == (double)low && entry->detail->scale_max == (double)high;
}
