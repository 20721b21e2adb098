/* SPDX-License-Identifier: MIT
 * Counting the signals of satisfaction, turn by turn. */
#include "conversation/signals.h"

#include <math.h>
#include <string.h>

#include "scheme/metric_set/metrics.h"

_Static_assert((int)SIGNALS == (int)DIALOGUE_SIGNALS, "a weight for each signal");

const char *const kefu__signal_names[SIGNALS + 1] = {
    "gratitude", "thanked", "pleased",   "upset",         "negative",  "pressing", "asks_last",
    "apologies", "put_off", "solutions", "last_polarity", "left_open", NULL};

/* Bits for what a turn of the customer or of the agents contains: thanks, an apology, … */
enum {
    MARK_THANKS = 1,
    MARK_PLEASED = 2,
    MARK_UPSET = 4,
    MARK_PRESSES = 8,
    MARK_APOLOGIZES = 16,
    MARK_PUTS_OFF = 32,
    MARK_SOLVES = 64,
    MARK_WAITS = 128,
    MARK_NEGATIVE = 256,
    MARK_ASKS = 512
};

struct signal_turn {
    bool customer;
    uint32_t marks;
    /* sum of the polarities of the messages counted in with_evidence */
    double polarity;
    uint32_t with_evidence; /* number of the turn's messages with evidence of sentiment */
};

static uint32_t mark_of(const struct message_hit *hit, bool customer) {
    static const struct {
        const char *id;
        uint32_t kind, mark;
        bool customer;
    } signs[] = {
#define CUSTOMER                   true
#define AGENT                      false
#define SIGN(side, kind, id, mark) {id, HIT_##kind, MARK_##mark, side},
        METRIC_SATISFACTION_SIGNS(SIGN)
#undef SIGN
#undef AGENT
#undef CUSTOMER
    };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        if (hit->kind == signs[i].kind && customer == signs[i].customer && hit->id &&
            !strcmp(hit->id, signs[i].id))
            return signs[i].mark;
    return 0;
}

/* Does a text ask something, by a question mark or 吗? Transcribed speech has no punctuation. */
static bool asks(kefu_str text) {
    for (size_t at = 0; at < text.size; at++) {
        const char *here = text.data + at;
        if (*here == '?' ||
            (text.size - at >= 3 && (!memcmp(here, "？", 3) || !memcmp(here, "吗", 3))))
            return true;
    }
    return false;
}

static void add_message(struct signal_turn *turn, const struct message_record *message) {
    for (uint32_t i = 0; i < message->hit_count; i++)
        turn->marks |= mark_of(&message->hits[i], turn->customer);
    if (message->label == KEFU_LABEL_NEGATIVE)
        turn->marks |= MARK_NEGATIVE;
    if (asks(message->text))
        turn->marks |= MARK_ASKS;
    if (message->evidence) {
        turn->polarity += message->polarity;
        turn->with_evidence++;
    }
}

/* Are the thanks of a turn a mere formality? They are if the turn also asks something, if no agent
 * has replied yet, or if the last reply solved nothing; but not if the customer says that all is
 * well. */
static bool is_formal(const struct signal_turn *turn, const struct signal_turn *reply) {
    if (turn->marks & MARK_PLEASED)
        return false;
    return turn->marks & MARK_ASKS || !reply ||
           reply->marks & (MARK_APOLOGIZES | MARK_PUTS_OFF | MARK_WAITS);
}

static void count_customer(const struct signal_turn *turn, const struct signal_turn *reply,
                           double counts[SIGNALS]) {
    if (turn->marks & MARK_THANKS) {
        const double worth = is_formal(turn, reply) ? 0.5 : 1;
        counts[SIGNAL_GRATITUDE] += worth;
        counts[SIGNAL_THANKED] = fmax(counts[SIGNAL_THANKED], worth);
    }
    if (turn->marks & MARK_PLEASED)
        counts[SIGNAL_PLEASED] = 1;
    counts[SIGNAL_UPSET] += (turn->marks & MARK_UPSET) != 0;
    counts[SIGNAL_NEGATIVE] += (turn->marks & MARK_NEGATIVE) != 0;
    counts[SIGNAL_PRESSING] += (turn->marks & MARK_PRESSES) != 0;
    counts[SIGNAL_ASKS_LAST] = (turn->marks & MARK_ASKS) != 0;
    counts[SIGNAL_LAST_POLARITY] = turn->with_evidence ? turn->polarity / turn->with_evidence : 0;
    counts[SIGNAL_LEFT_OPEN] = !(turn->marks & MARK_THANKS);
}

static void count_agent(const struct signal_turn *turn, double counts[SIGNALS]) {
    counts[SIGNAL_APOLOGIES] += (turn->marks & MARK_APOLOGIZES) != 0;
    counts[SIGNAL_PUT_OFF] += (turn->marks & MARK_PUTS_OFF) != 0;
    counts[SIGNAL_SOLUTIONS] += (turn->marks & MARK_SOLVES) != 0;
    counts[SIGNAL_LEFT_OPEN] = 0;
}

/* Counts the signals of a turn that has ended. `reply` is the last turn of agents before it; if the
 * turn is one of agents, it becomes the last. */
static void count_turn(const struct signal_turn *turn, struct signal_turn *reply, bool *replied,
                       double counts[SIGNALS]) {
    if (turn->customer) {
        count_customer(turn, *replied ? reply : NULL, counts);
        return;
    }
    count_agent(turn, counts);
    *reply = *turn;
    *replied = true;
}

void kefu__signals_count(const kefu_conversation *c, double counts[SIGNALS]) {
    struct signal_turn turn = {0}, reply = {0};
    bool begun = false, replied = false;
    memset(counts, 0, SIGNALS * sizeof *counts);
    for (size_t i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        const bool customer = message->role == KEFU_ROLE_CUSTOMER;
        if (!kefu__message_is_heard(message))
            continue;
        if (begun && turn.customer != customer)
            count_turn(&turn, &reply, &replied, counts);
        if (!begun || turn.customer != customer)
            turn = (struct signal_turn){.customer = customer};
        begun = true;
        add_message(&turn, message);
    }
    if (begun)
        count_turn(&turn, &reply, &replied, counts);
    for (size_t i = 0; i < SIGNALS; i++)
        counts[i] = fmin(counts[i], constants.turns_max);
}
