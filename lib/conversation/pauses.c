/* SPDX-License-Identifier: MIT
 * Pauses: the time in which nobody expects the agents to act, and what is left of a time span
 * without it. Pauses are listed while entries are read, so that only those within the span are
 * visited. */
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

void kefu__pauses_read(struct kefu_conversation *c, const struct conversation_entry *entry) {
    const bool begins = entry->type == KEFU_EVENT_STATUS &&
                        kefu__status_is_pause(entry->detail->value);
    struct conversation_pause *last = c->pause_count ? &c->pauses[c->pause_count - 1] : NULL;
    const bool open = last && last->over == KEFU_TIME_END;
    if (!closes(c, entry))
        return;
    c->state.paused = begins;
    if (entry->at == KEFU_TIME_NONE)
        return;
    if (!begins && open)
        last->over = entry->at;
    else if (begins && !open)
        c->pauses[c->pause_count++] = (struct conversation_pause){
            entry->at, entry->idle ? entry->at : KEFU_TIME_END, KEFU_TIME_END};
    else if (begins && entry->idle && last->idle_begun == KEFU_TIME_END)
        last->idle_begun = entry->at;
}

static int64_t overlap(const struct scheme_calendar *clock, int64_t from, int64_t to, int64_t begun,
                       int64_t over) {
    const int64_t first = begun > from ? begun : from, last = over < to ? over : to;
    return first < last ? kefu__observe_elapse(clock, first, last) : 0;
}

/* The index of the first pause that ends after an instant. */
static size_t first_after(const kefu_conversation *c, int64_t from) {
    size_t low = 0, high = c->pause_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (c->pauses[middle].over <= from)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

int64_t kefu__observe_paused(const kefu_conversation *c, const struct scheme_calendar *clock,
                             bool idle_only, int64_t from, int64_t to) {
    int64_t paused = 0;
    for (size_t i = first_after(c, from); i < c->pause_count && c->pauses[i].begun < to; i++) {
        const struct conversation_pause *pause = &c->pauses[i];
        paused += overlap(clock, from, to, idle_only ? pause->idle_begun : pause->begun,
                          pause->over);
    }
    return paused;
}

bool kefu__observe_is_paused(const kefu_conversation *c) {
    return c->state.paused;
}
