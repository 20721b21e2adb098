/* SPDX-License-Identifier: MIT
 * What all observations share: recording a value, or why there is none; which messages and
 * conversations a metric includes. */
#include "conversation/observe.h"

bool kefu__observe_is_final(const kefu_conversation *c, const struct observer *o) {
    return o->now == KEFU_TIME_END || c->state.ended;
}

void kefu__observe_nothing(const kefu_conversation *c, struct observer *o, kefu_reason reason) {
    o->state = kefu__observe_is_final(c, o) ? KEFU_STATE_NO_DATA : KEFU_STATE_PENDING;
    o->reason = (uint32_t)reason;
}

void kefu__observe_exclude(struct observer *o, kefu_reason reason) {
    o->state = KEFU_STATE_NOT_APPLICABLE;
    o->reason = (uint32_t)reason;
}

void kefu__observe_add(struct observer *o, int64_t value) {
    o->n++;
    if (o->value)
        o->value(o->ctx, value);
}

int64_t kefu__conversation_now(const kefu_conversation *c, int64_t now) {
    if (now != KEFU_TIME_END && now > CONVERSATION_LAST_TIME)
        now = CONVERSATION_LAST_TIME;
    return c->last_at != KEFU_TIME_NONE && now < c->last_at ? c->last_at : now;
}

/* ---- what a metric asks ---- */

bool kefu__observe_counts_message(const struct message_record *message, uint32_t role) {
    if (message->role != role || (message->flags & KEFU_MESSAGE_RECALLED))
        return false;
    return role != KEFU_ROLE_AGENT || kefu__message_is_human_reply(message);
}

bool kefu__message_is_upset(const struct message_record *message) {
#define EMOTION(id) id,
    static const char *const upset[] = {METRIC_UPSET(EMOTION)};
#undef EMOTION
    for (uint32_t i = 0; i < message->hit_count; i++) {
        const struct message_hit *hit = &message->hits[i];
        for (size_t j = 0; j < sizeof upset / sizeof *upset; j++)
            if (hit->kind == HIT_EMOTION && hit->score >= METRIC_UPSET_SCORE &&
                strcmp(hit->id, upset[j]) == 0)
                return true;
    }
    return false;
}

bool kefu__customer_is_negative(const kefu_conversation *c) {
    size_t negative = 0;
    for (size_t i = 0; i < c->message_count && negative < 2; i++) {
        if (!kefu__message_is_customer(&c->messages[i]))
            continue;
        if (kefu__message_is_upset(&c->messages[i]))
            return true;
        negative += c->messages[i].label == KEFU_LABEL_NEGATIVE;
    }
    return negative >= 2;
}

/* Did a human agent answer? If one agent is observed: did this agent answer? */
static bool has_agent(const kefu_conversation *c, const struct observed_agent *agent) {
    size_t i;
    if (!agent)
        return c->counts.human > 0;
    for (i = 0; i < c->message_count; i++)
        if (kefu__message_is_human_reply(&c->messages[i]) &&
            kefu__observe_is_of(agent, c->messages[i].agent))
            return true;
    return false;
}

bool kefu__observe_among(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    if (m->among != AMONG_ALL && !has_agent(c, o->agent)) {
        kefu__observe_exclude(o, KEFU_REASON_NO_AGENT);
        return false;
    }
    if (m->among == AMONG_CUSTOMER_NEGATIVE && !kefu__customer_is_negative(c)) {
        kefu__observe_exclude(o, KEFU_REASON_NO_EVENTS);
        return false;
    }
    return true;
}

const struct conversation_entry *kefu__conversation_rating(const kefu_conversation *c,
                                                           int64_t scale_min, int64_t scale_max) {
    size_t i;
    for (i = c->entry_count; i > 0; i--) {
        const struct conversation_entry *entry = &c->entries[i - 1];
        if (entry->type == KEFU_EVENT_RATED && entry->detail->scale_min == (double)scale_min &&
            entry->detail->scale_max == (double)scale_max)
            return entry;
    }
    return NULL;
}
