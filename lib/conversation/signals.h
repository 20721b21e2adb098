/* SPDX-License-Identifier: MIT
 * Signals of a customer's satisfaction: what the lexicon finds in a conversation's turns, counted.
 * They know no industry, so that an estimate from them holds where a learned one was never
 * trained. */
#ifndef KEFU_LIB_SIGNALS_H
#define KEFU_LIB_SIGNALS_H

#include "conversation/conversation.h"
#include "lexicon/constants.h"

/* Signals of a customer's satisfaction. Most are numbers of turns; a turn is the consecutive
 * messages of one side. */
enum dialogue_signal {
    SIGNAL_GRATITUDE, /* customer's turns with thanks; thanks that are a formality count half */
    /* 1 if a turn of the customer has thanks, 0.5 if all thanks are a formality, 0 without thanks
     */
    SIGNAL_THANKED,
    SIGNAL_PLEASED,   /* the customer says that all is well: 0 or 1 */
    SIGNAL_UPSET,     /* customer's turns with anger, anxiety, disappointment, … */
    SIGNAL_NEGATIVE,  /* customer's turns labelled negative */
    SIGNAL_PRESSING,  /* customer's turns that urge, threaten, or announce to leave */
    SIGNAL_ASKS_LAST, /* the customer's last turn asks something: 0 or 1 */
    SIGNAL_APOLOGIES, /* agents' turns that apologise */
    /* agents' turns that promise something, pass the case on, or announce a follow-up */
    SIGNAL_PUT_OFF,
    SIGNAL_SOLUTIONS,     /* agents' turns that offer a solution */
    SIGNAL_LAST_POLARITY, /* polarity of the customer's last turn, −1 … 1 */
    SIGNAL_LEFT_OPEN,     /* the last turn is the customer's and contains no thanks: 0 or 1 */
    SIGNALS
};
extern const char *const kefu__signal_names[SIGNALS + 1]; /* NULL-terminated */

/* Counts the signals of a conversation, each up to constants.turns_max. */
void kefu__signals_count(const kefu_conversation *conversation, double counts[SIGNALS]);

#endif
