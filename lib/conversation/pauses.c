/* SPDX-License-Identifier: MIT
 * Pauses: the time in which nobody expects the agents to act, and what is left of a span without
 * it. */
#include "conversation/observe.h"

bool kefu__status_is_pause(kefu_str status) {
    return kefu__str_is(status, "pending") || kefu__str_is(status, "on_hold");
}

static bool closes(const kefu_conversation *c, const struct conversation_entry *entry) {
    switch (entry->type) {
    case KEFU_EVENT_MESSAGE:
        return kefu__message_is_customer(&c->messages[entry->message]);
    case KEFU_EVENT_STATUS:
    case KEFU_EVENT_REOPENED:
    case KEFU_EVENT_RESOLVED:
    case KEFU_EVENT_CLOSED:
        return true;
    default:
        return false;
    }
}

static int64_t overlap(const struct scheme_calendar *clock, int64_t from, int64_t to, int64_t begun,
                       int64_t over) {
    const int64_t first = begun > from ? begun : from, last = over < to ? over : to;
    return first < last ? kefu__observe_elapse(clock, first, last) : 0;
}

int64_t kefu__observe_paused(const kefu_conversation *c, const struct scheme_calendar *clock,
                             bool idle_only, int64_t from, int64_t to) {
    int64_t paused = 0, begun = KEFU_TIME_NONE;
    size_t i;
    for (i = 0; i < c->entry_count; i++) {
        const struct conversation_entry *entry = &c->entries[i];
        if (entry->at == KEFU_TIME_NONE || !closes(c, entry))
            continue;
        if (entry->type == KEFU_EVENT_STATUS && kefu__status_is_pause(entry->value)) {
            if (begun == KEFU_TIME_NONE && (entry->idle || !idle_only))
                begun = entry->at;
            continue;
        }
        if (begun != KEFU_TIME_NONE)
            paused += overlap(clock, from, to, begun, entry->at);
        begun = KEFU_TIME_NONE;
    }
    return begun == KEFU_TIME_NONE ? paused : paused + overlap(clock, from, to, begun, to);
}

bool kefu__observe_is_paused(const kefu_conversation *c) {
    for (size_t i = c->entry_count; i > 0; i--)
        if (closes(c, &c->entries[i - 1]))
            return c->entries[i - 1].type == KEFU_EVENT_STATUS &&
                   kefu__status_is_pause(c->entries[i - 1].value);
    return false;
}
