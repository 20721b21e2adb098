/* SPDX-License-Identifier: MIT
 * Models of dialogues: a channel is what one side said, or said first or last; each channel has
 * weights of its own. Measures are features of a dialogue that are not words. */
#ifndef KEFU_LIB_MODEL_DIALOGUE_H
#define KEFU_LIB_MODEL_DIALOGUE_H

#include "model/scan.h"

/* One turn of a dialogue: all that one side wrote before the other side wrote again. */
struct learned_turn {
    bool customer; /* true: the customer; false: an agent or a bot */
    kefu_str text;
};

/* A channel of a dialogue is a group of its turns. A keyword has a weight of its own in each
 * channel. */
enum learned_channel {
    CHANNEL_CUSTOMER,   /* all turns of the customer */
    CHANNEL_FIRST,      /* the customer's first turn */
    CHANNEL_LAST,       /* the customer's last turn, if it is not the first */
    CHANNEL_END,        /* the dialogue's last turn, if it is the customer's */
    CHANNEL_AGENT,      /* all turns of agents */
    CHANNEL_AGENT_LAST, /* the agent's last turn */
    CHANNELS
};
/* names in documents; NULL at the end */
extern const char *const kefu__channel_names[CHANNELS + 1];
/* Does the turn with index `turn` belong to the channel? */
bool kefu__channel_has(enum learned_channel channel, const struct learned_turn *turns, size_t count,
                       size_t turn);

/* The number of measures: numeric properties of a dialogue, such as its number of turns. */
enum { MEASURES = 7 };
extern const char *const kefu__measure_names[MEASURES + 1];
void kefu__measure_dialogue(const struct learned_turn *turns, size_t count,
                            double values[MEASURES]);

/* The mean number of characters in the customer's turns; 0 if the customer has none. */
double kefu__turn_characters(const struct learned_turn *turns, size_t count);
/* How similar a dialogue is to the model's training data, 0 … 1, judged by the mean length of the
 * customer's turns: in forum posts it is about sixty characters, in chats ten. 1 if the model does
 * not say how long turns were in its training data. */
double kefu__dialogue_familiarity(const struct learned_model *model,
                                  const struct learned_turn *turns, size_t count);

/* The contribution of one feature (a keyword or pair) in one channel (group of turns) to the
 * estimate for a dialogue. */
struct dialogue_reason {
    uint32_t channel, feature;
    /* the first occurrence of the feature: index of the turn, byte offsets in the turn's text */
    uint32_t turn, start, end;
    double value;
};
struct dialogue_reasons {
    kefu_allocator allocator;
    struct dialogue_reason *items;
    size_t count, capacity;
};

/* Computes the model's estimate for a dialogue. Channels and measures that the model has under
 * names unknown to this version of kefu count 0.
 * @param values  NULL, or CHANNELS + 1 numbers: the contribution of each channel, then that of all
 * measures together
 * @param reasons  NULL, or where the contributions of keywords are appended; together with the bias
 * and the measures they add up to the estimate */
kefu_status kefu__dialogue_estimate(struct scanner *scanner, const struct learned_turn *turns,
                                    size_t count, double *estimate, double *values,
                                    struct dialogue_reasons *reasons, kefu_error *error);

#endif
