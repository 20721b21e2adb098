/* SPDX-License-Identifier: MIT
 * The customer's trajectory through a conversation: start, end, worst point, turning points,
 * recovery. */
#include <string.h>

#include "conversation/dialogue.h"
#include "conversation/sentiment.h"

/* The smallest change of mean polarity between two turns that counts as a turning point. */
#define TURNING_POINT_MIN 0.5

/* The messages of the customer between two answers, and the sum of their polarities. */
struct mood_turn {
    uint32_t first, last; /* indices of the turn's first and last message */
    double sum;
    uint32_t count; /* number of the turn's messages that are not neutral; 0: none so far */
};

static bool answers(const struct message_record *message) {
    return (message->role == KEFU_ROLE_AGENT || message->role == KEFU_ROLE_BOT) &&
           !(message->flags & (KEFU_EVENT_PRIVATE | KEFU_MESSAGE_RECALLED));
}

/* Is the message not neutral? A neutral one (我的手机号是 …) does not tell whether the mood has
 * changed. */
static bool shows_mood(const struct message_record *message) {
    return kefu__message_speaks(message, KEFU_ROLE_CUSTOMER) &&
           message->label != KEFU_LABEL_NEUTRAL;
}

/* Finds the messages that represent the start and the end: in the window of the first messages the
 * first, and in that of the last messages the last, that has evidence of sentiment. */
static void find_ends(const kefu_conversation *c, size_t count, struct trajectory *trajectory) {
    const size_t window = kefu__sentiment_window(count);
    bool start_found = false, end_found = false;
    size_t i, number = 0;
    for (i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        if (!kefu__message_speaks(message, KEFU_ROLE_CUSTOMER))
            continue;
        if (number == 0 || (number < window && !start_found && message->evidence))
            trajectory->start_message = (uint32_t)i;
        start_found = start_found || message->evidence;
        if (number >= count - window && (message->evidence || !end_found)) {
            trajectory->end_message = (uint32_t)i;
            end_found = end_found || message->evidence;
        }
        number++;
    }
}

/* How plausible a service act (an apology, an offer, …) is as the cause of a recovery: greetings
 * and farewells are the least plausible. */
static double weight_of(const struct message_hit *hit) {
    const bool courtesy = !strcmp(hit->id, "greeting") || !strcmp(hit->id, "closing");
    return courtesy ? (double)hit->score - 1 : (double)hit->score;
}

/* Finds the strongest service act (apology, offer, …) in the answers between the two turns of the
 * recovery; of equally strong ones the last. */
static void find_act(const kefu_conversation *c, struct trajectory *trajectory) {
    uint32_t i, k;
    trajectory->act = NULL;
    trajectory->act_message = INDEX_NONE;
    for (i = trajectory->recovery.before; i < trajectory->recovery.after; i++) {
        const struct message_record *message = &c->messages[i];
        if (!answers(message))
            continue;
        for (k = 0; k < message->hit_count; k++)
            if (message->hits[k].kind == HIT_ACT &&
                (!trajectory->act || weight_of(&message->hits[k]) >= weight_of(trajectory->act))) {
                trajectory->act = &message->hits[k];
                trajectory->act_message = i;
            }
    }
}

static void note_change(struct trajectory *trajectory, const struct mood_turn *before,
                        const struct mood_turn *now) {
    struct trajectory_change change;
    change.from = before->sum / before->count;
    change.to = now->sum / now->count;
    change.before = before->last;
    change.after = now->first;
    if (change.to - change.from < TURNING_POINT_MIN && change.from - change.to < TURNING_POINT_MIN)
        return;
    if (trajectory->turning_point_count < TRAJECTORY_TURNING_POINTS_MAX)
        trajectory->turning_points[trajectory->turning_point_count++] = change;
    if (change.from < -SENTIMENT_MILD && change.to > change.from &&
        (!trajectory->recovered ||
         change.to - change.from > trajectory->recovery.to - trajectory->recovery.from)) {
        trajectory->recovered = true;
        trajectory->recovery = change;
    }
}

/* Ends a turn of the customer, and compares it with the previous turn that was not neutral. */
static void end_turn(struct trajectory *trajectory, struct mood_turn *before,
                     struct mood_turn *now) {
    if (now->count == 0)
        return;
    if (before->count)
        note_change(trajectory, before, now);
    *before = *now;
    memset(now, 0, sizeof *now);
}

static void find_turning_points(const kefu_conversation *c, struct trajectory *trajectory) {
    struct mood_turn before = {0, 0, 0, 0}, now = {0, 0, 0, 0};
    uint32_t i;
    for (i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        if (answers(message)) {
            end_turn(trajectory, &before, &now);
        } else if (shows_mood(message)) {
            now.first = now.count ? now.first : i;
            now.last = i;
            now.sum += message->polarity;
            now.count++;
        }
    }
    end_turn(trajectory, &before, &now);
}

void kefu__trajectory_compute(const kefu_conversation *c, struct trajectory *trajectory) {
    const size_t count = kefu__sentiment_count(c, KEFU_ROLE_CUSTOMER);
    memset(trajectory, 0, sizeof *trajectory);
    if (count == 0)
        return;
    trajectory->spoke = true;
    trajectory->start = kefu__sentiment_start(c, KEFU_ROLE_CUSTOMER, count);
    trajectory->end = kefu__sentiment_end(c, KEFU_ROLE_CUSTOMER, count);
    trajectory->worst_message = kefu__sentiment_worst(c, KEFU_ROLE_CUSTOMER);
    find_ends(c, count, trajectory);
    find_turning_points(c, trajectory);
    if (trajectory->recovered)
        find_act(c, trajectory);
}
