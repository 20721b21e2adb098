/* SPDX-License-Identifier: MIT
 * The sentiment of one side of a conversation: at its start, at its end, at its worst. */
#include "conversation/sentiment.h"

bool kefu__message_speaks(const struct message_record *message, uint32_t role) {
    return kefu__observe_counts_message(message, role) && message->characters > 0;
}

/* The mean polarity of `count` of a role's messages with text, from number `first` on, weighted by
 * weights[0 …], or equally if `weights` is NULL. Messages without evidence of sentiment (在吗) are
 * left out; 0 if none has any. */
static double mean_polarity(const kefu_conversation *c, uint32_t role, size_t first, size_t count,
                            const double *weights) {
    double sum = 0, weight = 0;
    size_t i, number = 0;
    for (i = 0; i < c->message_count && number < first + count; i++) {
        const struct message_record *message = &c->messages[i];
        if (!kefu__message_speaks(message, role))
            continue;
        if (number >= first && message->evidence) {
            const double share = weights ? weights[number - first] : 1;
            sum += message->polarity * share;
            weight += share;
        }
        number++;
    }
    return weight > 0 ? sum / weight : 0;
}

/* The maximum number of messages in a window, over which sentiment is averaged, at the start or end
 * of a conversation. A window is half of the messages; the outermost messages have the greatest
 * weight. */
enum { WINDOW_MAX = 3 };
size_t kefu__sentiment_window(size_t count) {
    return (count + 1) / 2 < WINDOW_MAX ? (count + 1) / 2 : WINDOW_MAX;
}

double kefu__sentiment_start(const kefu_conversation *c, uint32_t role, size_t count) {
    static const double weights[WINDOW_MAX] = {4, 2, 1};
    return mean_polarity(c, role, 0, kefu__sentiment_window(count), weights);
}

double kefu__sentiment_end(const kefu_conversation *c, uint32_t role, size_t count) {
    static const double weights[WINDOW_MAX] = {1, 2, 4};
    const size_t window = kefu__sentiment_window(count);
    return mean_polarity(c, role, count - window, window, weights + WINDOW_MAX - window);
}

uint32_t kefu__sentiment_worst(const kefu_conversation *c, uint32_t role) {
    uint32_t worst = INDEX_NONE;
    size_t i;
    for (i = 0; i < c->message_count; i++)
        if (kefu__message_speaks(&c->messages[i], role) &&
            (worst == INDEX_NONE || c->messages[i].polarity < c->messages[worst].polarity))
            worst = (uint32_t)i;
    return worst;
}

size_t kefu__sentiment_count(const kefu_conversation *c, uint32_t role) {
    size_t i, count = 0;
    for (i = 0; i < c->message_count; i++)
        count += kefu__message_speaks(&c->messages[i], role);
    return count;
}

double kefu__sentiment_mean(const kefu_conversation *c, uint32_t role, size_t count) {
    return mean_polarity(c, role, 0, count, NULL);
}
