/* SPDX-License-Identifier: MIT
 * Observing a metric in a conversation, by its type; counts, ratios and ratings here. */
#include "conversation/observe.h"

#include <math.h>

/* ---- counts ---- */

static uint64_t count_messages(const kefu_conversation *c, const struct metric *m, uint32_t of,
                               const struct observed_agent *agent) {
    uint64_t count = 0;
    size_t i;
    for (i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        if (of == COUNT_NEGATIVE_MESSAGES)
            count += kefu__message_is_customer(message) && message->label == KEFU_LABEL_NEGATIVE;
        else
            count += kefu__observe_counts_message(message, m->role) &&
                     (m->role != KEFU_ROLE_AGENT || kefu__observe_is_of(agent, message->agent)) &&
                     kefu__message_finds(message, m->found_kind, m->found_id);
    }
    return count;
}

static uint64_t count_agents(const kefu_conversation *c) {
    uint64_t count = 0;
    size_t i, agent;
    for (agent = 0; agent < c->agent_count; agent++)
        for (i = 0; i < c->message_count; i++)
            if (c->messages[i].agent == agent && kefu__message_is_human_reply(&c->messages[i])) {
                count++;
                break;
            }
    return count;
}

static uint64_t count_turns(const kefu_conversation *c, uint32_t of, struct observer *o) {
    uint64_t all = 0, answered = 0, undecided = 0;
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(c, &cursor, o->agent, WAITS_OF_TURNS, false, &wait)) {
        all++;
        answered += wait.piece.reply != INDEX_NONE;
        undecided += !wait.closed && !kefu__observe_is_final(c, o);
    }
    o->open = o->open || undecided;
    if (of == COUNT_ANSWERED_TURNS)
        return answered;
    return all - undecided - (of == COUNT_UNANSWERED_TURNS ? answered : 0);
}

/* Counts the parts of turns during which an agent held the conversation, and then passed it on
 * without having answered. */
static uint64_t count_in_hand(const kefu_conversation *c, const struct observed_agent *agent) {
    uint64_t count = 0;
    struct piece_cursor cursor;
    struct wait_piece piece;
    kefu__piece_cursor_init(&cursor);
    while (kefu__piece_next(c, &cursor, &piece))
        count += piece.end == PIECE_HANDED_ON && piece.turn != INDEX_NONE &&
                 piece.agent != INDEX_NONE && kefu__observe_is_of(agent, piece.agent);
    return count;
}

/* Counts the promises that were kept and, unless `kept_only`, those that were broken. */
static uint64_t count_promises(const kefu_conversation *c, bool kept_only, struct observer *o) {
    uint64_t count = 0;
    uint32_t cursor = 0;
    struct promise promise;
    while (kefu__promise_next(c, o->now, &cursor, &promise)) {
        if (!kefu__observe_is_of(o->agent, c->messages[promise.message].agent))
            continue;
        count += promise.state == PROMISE_KEPT || (promise.state == PROMISE_BROKEN && !kept_only);
        o->open = o->open || promise.state == PROMISE_PENDING;
    }
    return count;
}

uint64_t kefu__observe_count(const kefu_conversation *c, const struct metric *m, uint32_t of,
                             struct observer *o) {
    const struct conversation_counts *n = &c->counts;
    switch (of) {
    case COUNT_MESSAGES:
        return c->message_count - n->recalled;
    case COUNT_CUSTOMER_MESSAGES:
        return n->customer;
    case COUNT_AGENT_MESSAGES:
        return n->human;
    case COUNT_BOT_MESSAGES:
        return n->bot;
    case COUNT_TURNS:
    case COUNT_ANSWERED_TURNS:
    case COUNT_UNANSWERED_TURNS:
        return count_turns(c, of, o);
    case COUNT_UNANSWERED_IN_HAND:
        return count_in_hand(c, o->agent);
    case COUNT_PROMISES:
    case COUNT_PROMISES_KEPT:
        return count_promises(c, of == COUNT_PROMISES_KEPT, o);
    case COUNT_TRANSFERS:
        return n->transfers;
    case COUNT_REOPENS:
        return n->returns_resolved;
    case COUNT_AGENTS:
        return count_agents(c);
    case COUNT_RECALLED:
        return n->recalled;
    default:
        return count_messages(c, m, of, o->agent);
    }
}

static void observe_count(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    if (c->entry_count == 0) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
        return;
    }
    if (!kefu__observe_among(c, m, o))
        return;
    kefu__observe_add(o, (int64_t)kefu__observe_count(c, m, m->of, o));
    o->open = !kefu__observe_is_final(c, o);
}

static void observe_ratio(const kefu_conversation *c, const struct metric *m, struct observer *o) {
    if (m->within) {
        kefu__observe_within(c, m, o);
        return;
    }
    o->hits = kefu__observe_count(c, m, m->of, o);
    o->n = kefu__observe_count(c, m, m->to, o);
    if (o->n == 0 && m->to == COUNT_PROMISES && o->open)
        kefu__observe_nothing(c, o, KEFU_REASON_OPEN);
    else if (o->n == 0)
        kefu__observe_nothing(c, o, KEFU_REASON_ZERO_DENOMINATOR);
    else
        o->open = !kefu__observe_is_final(c, o);
}

/* ---- ratings ---- */

static void observe_participation(const kefu_conversation *c, struct observer *o) {
    size_t i;
    for (i = 0; i < c->entry_count; i++) {
        o->n = o->n || c->entries[i].type == KEFU_EVENT_INVITED;
        o->hits = o->hits || c->entries[i].type == KEFU_EVENT_RATED;
    }
    o->hits = o->n && o->hits;
    if (o->n == 0)
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
}

bool kefu__rating_is_hit(const struct metric *m, const struct conversation_entry *rated) {
    const double boxes = (double)m->boxes;
    return m->of == FEEDBACK_SATISFIED ? rated->detail->rating > rated->detail->scale_max - boxes
                                       : rated->detail->rating < rated->detail->scale_min + boxes;
}

static void observe_feedback(const kefu_conversation *c, const struct metric *m,
                             struct observer *o) {
    const struct conversation_entry *rated = kefu__conversation_rating(c, m->scale_min,
                                                                       m->scale_max);
    if (m->of == FEEDBACK_ANSWERED) {
        observe_participation(c, o);
        return;
    }
    if (m->of > FEEDBACK_PROMOTERS) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
        return;
    }
    if (!rated || !kefu__observe_is_of(o->agent, rated->agent)) {
        kefu__observe_nothing(c, o, KEFU_REASON_NO_RATING);
        return;
    }
    if (m->of == FEEDBACK_RATING) {
        kefu__observe_add(o, llround(rated->detail->rating * MEASURE_SCALE));
    } else if (m->of == FEEDBACK_PROMOTERS) {
        kefu__observe_add(o, kefu__promoter(rated->detail->rating));
    } else {
        o->n = 1;
        o->hits = kefu__rating_is_hit(m, rated);
    }
}

/* ---- the types of metrics ---- */

static void observe_own_duration(const kefu_conversation *c, const struct metric *m,
                                 struct observer *o) {
    kefu__observe_duration(c, m, m->clock, o);
}

/* Nothing is observed for metrics that are computed from others. */
static void observe_computed(const kefu_conversation *c, const struct metric *m,
                             struct observer *o) {
    (void)m;
    kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
}

/* For each metric_type: the function that observes it. */
static const struct {
    enum metric_type type;
    void (*observe)(const kefu_conversation *c, const struct metric *m, struct observer *o);
} types[] = {
    {METRIC_DURATION, observe_own_duration},
    {METRIC_COUNT, observe_count},
    {METRIC_RATIO, observe_ratio},
    {METRIC_FLAG, kefu__observe_flag},
    {METRIC_SENTIMENT, kefu__observe_sentiment},
    {METRIC_FEEDBACK, observe_feedback},
    {METRIC_DERIVED, observe_computed},
    {METRIC_COMPOSITE, observe_computed},
    {METRIC_INDEX, observe_computed},
};

/* Does the metric depend on analyses that the conversation skips? */
static bool is_skipped(const kefu_conversation *c, const struct metric *m) {
    return m->reads_texts && c->flags & KEFU_CONVERSATION_SKIP_ANALYSIS;
}

static void observe_by_type(const kefu_conversation *c, const struct metric *m,
                            struct observer *o) {
    const bool charged = !o->agent || kefu__metric_has_parts(m) ||
                         kefu__observe_charges(c, kefu__metric_attribution(m), o->agent);
    if (!charged)
        kefu__observe_nothing(c, o, KEFU_REASON_NO_EVENTS);
    for (size_t i = 0; charged && i < sizeof types / sizeof *types; i++)
        if (types[i].type == m->type)
            types[i].observe(c, m, o);
}

void kefu__observe(const kefu_conversation *c, size_t metric, struct observer *o) {
    const struct metric *m = &c->scheme->metrics->items[metric];
    o->n = o->hits = 0;
    o->state = KEFU_STATE_OK;
    o->reason = KEFU_REASON_NONE;
    o->open = o->has_elapsed = false;
    o->elapsed = 0;
    o->failure = KEFU_OK;
    if (is_skipped(c, m)) {
        o->state = KEFU_STATE_NO_DATA;
        o->reason = KEFU_REASON_NO_TEXT;
        return;
    }
    observe_by_type(c, m, o);
    if (o->n) {
        o->state = KEFU_STATE_OK;
        o->reason = KEFU_REASON_NONE;
    }
}
