/* SPDX-License-Identifier: MIT
 * A conversation evaluated by the learned model of dialogues, and the trajectory of the customer's
 * sentiment through it. */
#ifndef KEFU_LIB_DIALOGUE_H
#define KEFU_LIB_DIALOGUE_H

#include "conversation/conversation.h"
#include "conversation/signals.h"
#include "model/dialogue.h"

/* Where a message stands in the text of its turn. */
struct dialogue_part {
    uint32_t message, turn;
    size_t start, end;
};

/* One piece of evidence: the longest phrase, with what the shorter ones inside it brought. */
struct dialogue_evidence {
    uint32_t message, start, end; /* bytes of the message's text */
    uint32_t channel;             /* an enum learned_channel: the one that it counts most in */
    double value;                 /* in all channels together */
    double by_channel[CHANNELS];  /* in each */
};

/* The parts of an estimate after those of the channels. */
enum { PART_MEASURES = CHANNELS, PART_SIGNALS, PARTS };

/* What the model says. Turns are what one side said before the other one spoke: messages that
 * follow each other are joined by line feeds. */
struct dialogue {
    kefu_allocator allocator;
    uint32_t state, reason; /* a kefu_state and kefu_reason: is there an estimate? */
    double satisfaction;    /* -2 to 2 */
    bool has_domain;        /* does the model say what it was trained on? */
    double familiarity;     /* then how much this dialogue is like that, 0…1 */
    double learned_share;   /* of the model in the estimate; signals have the rest */
    double bias;
    double parts[PARTS];     /* what each channel brought, then the measures and the signals */
    double counts[SIGNALS];  /* how often each signal was found … */
    double signals[SIGNALS]; /* … and what it brought */
    struct learned_turn *turns;
    struct dialogue_part *places;
    char *texts;
    size_t turn_count, place_count, room, text_size;
    struct dialogue_evidence *evidence; /* strongest first */
    size_t evidence_count, evidence_room;
};
/* Evaluates the model on the conversation: allocates from its allocator, changes nothing of it.
 * @param reasons  gather evidence too
 * @return KEFU_OK (also where there is no estimate: see state), KEFU_E_MEMORY, KEFU_E_LIMIT */
kefu_status kefu__dialogue_evaluate(const kefu_conversation *conversation, bool reasons,
                                    struct dialogue *dialogue, kefu_error *error);
void kefu__dialogue_free(struct dialogue *dialogue); /* a zeroed one is fine */

/* ---- the trajectory ---- */

enum { TRAJECTORY_TURNING_POINTS_MAX = 32 };

/* A change of the customer's sentiment from one turn that is not neutral to the next such one. */
struct trajectory_change {
    double from, to;        /* mean polarity of the turns */
    uint32_t before, after; /* last message of the one, first message of the other */
};

struct trajectory {
    bool spoke;        /* the customer said something: else nothing below is set */
    double start, end; /* as the metrics sentiment_start and sentiment_end */
    uint32_t start_message, end_message, worst_message;
    struct trajectory_change turning_points[TRAJECTORY_TURNING_POINTS_MAX]; /* the first of them */
    size_t turning_point_count;
    bool recovered; /* the largest rise out of a negative turn, after an agent or bot spoke */
    struct trajectory_change recovery;
    uint32_t act_message; /* who did something between: INDEX_NONE: no act was found */
    const struct message_hit *act;
};
void kefu__trajectory_compute(const kefu_conversation *conversation, struct trajectory *trajectory);

#endif
