/* SPDX-License-Identifier: MIT
 * Observing the sentiment of one side of a conversation, and the satisfaction estimated from it. */
#include <math.h>

#include "conversation/dialogue.h"
#include "conversation/observe.h"
#include "conversation/sentiment.h"

/* The customer's satisfaction (−2 … 2) estimated by the learned dialogue model. Returns false if
 * there is no estimate; then the observer has the reason or the error. */
static bool estimate(const kefu_conversation *c, struct observer *o, double *value) {
    struct dialogue dialogue;
    o->failure = kefu__dialogue_evaluate(c, false, &dialogue, NULL);
    if (o->failure)
        return false;
    if (dialogue.state == KEFU_STATE_OK)
        *value = dialogue.satisfaction;
    else
        kefu__observe_nothing(c, o, (kefu_reason)dialogue.reason);
    kefu__dialogue_free(&dialogue);
    return dialogue.state == KEFU_STATE_OK;
}

void kefu__observe_sentiment(const kefu_conversation *c, const struct metric *m,
                             struct observer *o) {
    const size_t count = kefu__sentiment_count(c, m->role);
    double value = 0;
    if (count == 0) {
        kefu__observe_nothing(
            c, o, m->role == KEFU_ROLE_CUSTOMER ? KEFU_REASON_NO_CUSTOMER : KEFU_REASON_NO_AGENT);
        return;
    }
    if (m->of == SENTIMENT_DELTA && count < 2) {
        kefu__observe_nothing(c, o, KEFU_REASON_SMALL_SAMPLE);
        return;
    }
    if (m->of == SENTIMENT_START || m->of == SENTIMENT_DELTA)
        value = kefu__sentiment_start(c, m->role, count);
    if (m->of == SENTIMENT_END || m->of == SENTIMENT_DELTA)
        value = kefu__sentiment_end(c, m->role, count) - value;
    if (m->of == SENTIMENT_MEAN)
        value = kefu__sentiment_mean(c, m->role, count);
    if (m->of == SENTIMENT_WORST)
        value = c->messages[kefu__sentiment_worst(c, m->role)].polarity;
    if (m->of == SENTIMENT_SATISFACTION && !estimate(c, o, &value))
        return;
    o->n = 1;
    o->open = !kefu__observe_is_final(c, o);
    if (o->value)
        o->value(o->ctx, llround(value * MEASURE_SCALE));
}
