/* SPDX-License-Identifier: MIT
 * What a metric counted in a conversation and what it left out, by the metric's type. Durations and
 * ratios of waits report their cases while they are observed (see cases.c). */
#include "conversation/explain.h"
#include "conversation/sentiment.h"

/* ---- durations ---- */

/* Passes to the callback, as left out, the turns after or before the one whose answer is the first
 * response. */
static void look_at_other_turns(const struct case_reader *r) {
    const struct conversation_turn *answered = kefu__conversation_first_answered(r->c);
    struct piece_cursor cursor;
    struct wait wait;
    kefu__piece_cursor_init(&cursor);
    while (kefu__wait_next(r->c, &cursor, NULL, WAITS_OF_TURNS, false, &wait)) {
        const struct conversation_turn *turn = &r->c->turns[wait.piece.turn];
        struct observed_case seen = kefu__case_of_wait(&wait);
        seen.omission = answered && turn > answered ? OMITTED_NOT_FIRST : OMITTED_UNANSWERED;
        if (answered && turn != answered)
            kefu__explain_look(r, &seen);
    }
}

/* Passes to the callback, as left out, the resolutions other than the one that ended the measured
 * duration. */
static void look_at_other_ends(const struct case_reader *r) {
    const bool first = r->m->to == STOP_FIRST_RESOLVED;
    const int64_t stop = first ? r->c->state.first_resolved : r->c->state.last_resolved;
    for (size_t i = 0; i < r->c->entry_count; i++) {
        struct observed_case seen = kefu__case_of_event(r->c, i);
        const uint32_t type = r->c->entries[i].type;
        seen.omission = first ? OMITTED_NOT_FIRST : OMITTED_SUPERSEDED;
        if (type == KEFU_EVENT_RESOLVED &&
            (seen.start != stop || (!first && !r->c->state.was_resolved)))
            kefu__explain_look(r, &seen);
    }
}

/* Passes the status events that begin a pause to the callback, as left out. */
static void look_at_pauses(const struct case_reader *r) {
    for (size_t i = 0; i < r->c->entry_count; i++) {
        struct observed_case seen = kefu__case_of_event(r->c, i);
        seen.omission = OMITTED_PAUSED;
        if (r->c->entries[i].type == KEFU_EVENT_STATUS &&
            kefu__status_is_pause(r->c->entries[i].detail->value))
            kefu__explain_look(r, &seen);
    }
}

static void read_observed(struct case_reader *r, size_t metric) {
    struct observer o = {.now = r->now, .look = r->look, .look_ctx = r->ctx};
    kefu__observe(r->c, metric, &o);
    if (r->m->type != METRIC_DURATION)
        return;
    if (r->m->to == STOP_FIRST_HUMAN_REPLY)
        look_at_other_turns(r);
    if (r->m->to == STOP_FIRST_RESOLVED || r->m->to == STOP_LAST_RESOLVED)
        look_at_other_ends(r);
    if (r->m->pauses)
        look_at_pauses(r);
}

/* ---- sentiments ---- */

/* Is message number `at`, of `count` messages with text, among those over which the metric averages
 * the sentiment? */
static bool is_in_window(const struct metric *m, size_t at, size_t count) {
    const size_t window = kefu__sentiment_window(count);
    switch (m->of) {
    case SENTIMENT_START:
        return at < window;
    case SENTIMENT_END:
        return at >= count - window;
    case SENTIMENT_DELTA:
        return at < window || at >= count - window;
    default:
        return true;
    }
}

static void look_at_sentiments(const struct case_reader *r) {
    const size_t count = kefu__sentiment_count(r->c, r->m->role);
    const uint32_t worst = kefu__sentiment_worst(r->c, r->m->role);
    size_t at = 0;
    for (size_t i = 0; i < r->c->message_count; i++) {
        const struct message_record *message = &r->c->messages[i];
        struct observed_case seen = kefu__case_of_message(r->c, i);
        if (!kefu__message_speaks(message, r->m->role)) {
            if (kefu__explain_is_of_role(message, r->m->role, &seen.omission))
                seen.omission = OMITTED_NO_WORDS;
        } else if (r->m->of == SENTIMENT_WORST) {
            seen.counted = i == worst;
            seen.omission = OMITTED_SUPERSEDED;
        } else {
            const bool inside = is_in_window(r->m, at++, count);
            seen.counted = inside && (message->evidence || r->m->of == SENTIMENT_SATISFACTION);
            seen.omission = inside ? OMITTED_NO_EVIDENCE : OMITTED_OUTSIDE_WINDOW;
        }
        kefu__explain_look(r, &seen);
    }
}

/* ---- feedback ---- */

/* Passes the invitations to rate and the ratings to the callback; the first invitation is in the
 * denominator, the first rating in the numerator. */
static void look_at_answers(const struct case_reader *r) {
    bool invited = false, rated = false;
    for (size_t i = 0; i < r->c->entry_count; i++) {
        struct observed_case seen = kefu__case_of_event(r->c, i);
        const uint32_t type = r->c->entries[i].type;
        if (type != KEFU_EVENT_INVITED && type != KEFU_EVENT_RATED)
            continue;
        seen.counted = type == KEFU_EVENT_INVITED && !invited;
        seen.hit = type == KEFU_EVENT_RATED && !rated;
        seen.omission = OMITTED_NOT_FIRST;
        invited = invited || type == KEFU_EVENT_INVITED;
        rated = rated || type == KEFU_EVENT_RATED;
        kefu__explain_look(r, &seen);
    }
}

/* Passes the ratings in the conversation to the callback; the last one on the metric's scale is
 * counted. */
static void look_at_ratings(const struct case_reader *r) {
    const struct conversation_entry *rated = kefu__conversation_rating(r->c, r->m->scale_min,
                                                                       r->m->scale_max);
    for (size_t i = 0; i < r->c->entry_count; i++) {
        const struct conversation_entry *entry = &r->c->entries[i];
        struct observed_case seen = kefu__case_of_event(r->c, i);
        if (entry->type != KEFU_EVENT_RATED)
            continue;
        seen.counted = entry == rated && r->m->of <= FEEDBACK_PROMOTERS;
        seen.hit = seen.counted && r->m->rule.kind == MEASURE_RATIO &&
                   kefu__rating_is_hit(r->m, entry);
        seen.omission = !kefu__explain_is_on_scale(entry, r->m->scale_min, r->m->scale_max)
                            ? OMITTED_OTHER_SCALE
                        : r->m->of > FEEDBACK_PROMOTERS ? OMITTED_NO_EVENTS
                                                        : OMITTED_SUPERSEDED;
        kefu__explain_look(r, &seen);
    }
}

void kefu__explain_read(struct case_reader *r, size_t metric) {
    struct observer o = {.now = r->now};
    r->m = &r->c->scheme->metrics->items[metric];
    if (kefu__metric_is_computed(r->m))
        return; /* its parts count cases */
    r->excluded = (r->m->type == METRIC_COUNT || r->m->type == METRIC_FLAG) &&
                  !kefu__observe_among(r->c, r->m, &o);
    if (r->m->type == METRIC_DURATION || (r->m->type == METRIC_RATIO && r->m->within))
        read_observed(r, metric);
    else if (r->m->type == METRIC_COUNT || r->m->type == METRIC_RATIO)
        kefu__explain_counts(r);
    else if (r->m->type == METRIC_FLAG)
        kefu__explain_flag(r);
    else if (r->m->type == METRIC_SENTIMENT)
        look_at_sentiments(r);
    else if (r->m->of == FEEDBACK_ANSWERED)
        look_at_answers(r);
    else
        look_at_ratings(r);
}
