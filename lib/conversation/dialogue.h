/* SPDX-License-Identifier: MIT
 * A conversation evaluated by the learned model of dialogues, and the trajectory of the customer's
 * sentiment through it. */
#ifndef KEFU_LIB_DIALOGUE_H
#define KEFU_LIB_DIALOGUE_H

#include "conversation/conversation.h"
#include "conversation/signals.h"
#include "model/dialogue.h"

/* Where the text of a message lies in the joined text of its turn: bytes start … end. */
struct dialogue_part {
    uint32_t message, turn;
    size_t start, end;
};

/* Evidence for the estimate: a phrase in a message that the learned model has a weight for. Its
 * values include those of shorter such phrases inside of it. */
struct dialogue_evidence {
    uint32_t message, start, end; /* `start`, `end`: byte offsets in the message's text */
    /* the channel (a part of the dialogue, such as the customer's last turn; enum learned_channel)
     * in which the phrase contributes most to the estimate */
    uint32_t channel;
    /* contribution of the phrase to the estimated satisfaction, the sum of by_channel */
    double value;
    double by_channel[CHANNELS]; /* contribution of the phrase in each channel */
};

/* Indices in dialogue.parts after those of the channels (parts of the dialogue, such as the
 * customer's last turn): the contributions of the model's measures (features other than words), and
 * of the signals (thanks, complaints, … counted by the lexicon). */
enum { PART_MEASURES = CHANNELS, PART_SIGNALS, PARTS };

/* The result of the learned dialogue model. A turn is what one side wrote before the other side
 * wrote: its messages are joined by line feeds. */
struct dialogue {
    kefu_allocator allocator;
    /* a kefu_state and a kefu_reason, which say whether there is an estimate */
    uint32_t state, reason;
    double satisfaction; /* the estimate, −2 … 2 */
    bool has_domain;     /* the model describes the data that it was trained on */
    /* if has_domain: how similar this dialogue is to the training data, 0 … 1 */
    double familiarity;
    /* share of the learned model in the estimate, 0 … 1; the rest is estimated from the signals
     * that the lexicon counts */
    double learned_share;
    double bias;
    /* contributions to the estimate: of phrases by channel (part of the dialogue), then of the
     * model's measures, then of the signals */
    double parts[PARTS];
    double counts[SIGNALS];  /* number of occurrences of each signal (thanks, complaint, …) */
    double signals[SIGNALS]; /* contribution of each signal to the estimate */
    struct learned_turn *turns;
    struct dialogue_part *places;
    char *texts;
    size_t turn_count, place_count, room, text_size;
    struct dialogue_evidence *evidence; /* phrases, those with the largest contribution first */
    size_t evidence_count, evidence_room;
};
/* Evaluates the dialogue model for a conversation, which is not changed; memory comes from its
 * allocator.
 * @param reasons  also collect the evidence */
kefu_status kefu__dialogue_evaluate(const kefu_conversation *conversation, bool reasons,
                                    struct dialogue *dialogue, kefu_error *error);
void kefu__dialogue_free(struct dialogue *dialogue); /* a zeroed struct is allowed */

/* ---- the trajectory ---- */

enum { TRAJECTORY_TURNING_POINTS_MAX = 32 };

/* A change of the customer's sentiment between two consecutive turns of the customer that are not
 * neutral. */
struct trajectory_change {
    double from, to;        /* mean polarity of the turns */
    uint32_t before, after; /* last message of the first turn, first message of the second */
};

struct trajectory {
    bool spoke; /* whether the customer wrote anything; if not, the members below are unset */
    double start, end; /* the values of the metrics sentiment_start and sentiment_end */
    uint32_t start_message, end_message, worst_message;
    /* the first turning points, in order of time */
    struct trajectory_change turning_points[TRAJECTORY_TURNING_POINTS_MAX];
    size_t turning_point_count;
    /* whether a negative turn was followed by a rise, after an agent or bot had written; `recovery`
     * is the largest such rise */
    bool recovered;
    struct trajectory_change recovery;
    /* message with the service act between the two turns of the recovery; INDEX_NONE: none was
     * found */
    uint32_t act_message;
    const struct message_hit *act;
};
void kefu__trajectory_compute(const kefu_conversation *conversation, struct trajectory *trajectory);

#endif
