/* SPDX-License-Identifier: MIT
 * Which hints are promoted, that is, count as faults. A hint is found by words that are not a fault
 * in every context; it is promoted for one of these reasons:
 *
 * - repeated: the reply says nothing useful, and the same agent has used the same id in an earlier
 *   turn. A reply that also says something useful (请耐心等待，三天内到账) may be repeated;
 * - alone_to_anger: the customer was upset, and no reply before the customer's next message (or the
 *   end) says anything useful;
 * - ended: the customer asked something, and the episode ended without a useful reply;
 * - protested: nothing useful was replied, and the customer's next message is upset or asks the
 * same again.
 *
 * Only the entries up to the present decide, so that a running conversation gives the same result
 * as one read whole. */
#include "conversation/observe.h"

#include <string.h>

/* the lowest similarity of two messages of the customer of which the later one asks the same again
 */
#define ASKED_AGAIN_MIN 0.5

const char *const kefu__promotion_names[PROMOTIONS] = {"", "repeated", "alone_to_anger", "ended",
                                                       "protested"};

static bool is_reply(const struct message_record *message) {
    return kefu__message_is_human_reply(message) && !(message->flags & MESSAGE_AFTER_END);
}

/* Does the evidence of a hint (doubtful fault) make up more than half of the text? The text's
 * length is estimated as Han characters of three bytes, because the text may not have been kept. */
static bool fills(const struct message_hit *hit, const struct message_record *message) {
    return (uint64_t)(hit->end - hit->start) * 2 > (uint64_t)message->characters * 3;
}

/* Does a reply help the customer? Not if it consists mainly of a hint, a doubtful fault
 * (这个我也不知道). */
static bool helps(const struct message_record *message) {
    uint32_t i;
    if (!kefu__message_is_useful(message))
        return false;
    for (i = 0; i < message->hit_count && message->content == KEFU_CONTENT_TEXT; i++)
        if (message->hits[i].kind == HIT_HINT && fills(&message->hits[i], message))
            return false;
    return true;
}

/* Lets the hints (doubtful faults) of a message count as faults, for the reason `promotion`, and
 * records that results computed from the message have changed. */
static void promote(struct kefu_conversation *c, uint32_t message, enum promotion promotion) {
    struct message_record *record = &c->messages[message];
    uint32_t i;
    bool changed = false;
    for (i = 0; is_reply(record) && i < record->hit_count; i++)
        if (record->hits[i].kind == HIT_HINT && !record->hits[i].promoted) {
            record->hits[i].promoted = (uint8_t)promotion;
            changed = true;
        }
    if (!changed)
        return;
    c->promotions[c->promotion_count++] = message;
    kefu__conversation_change(c, message);
}

void kefu__promotion_truncate(struct kefu_conversation *c, size_t count) {
    while (c->promotion_count > count) {
        const uint32_t message = c->promotions[--c->promotion_count];
        struct message_record *record = &c->messages[message];
        for (uint32_t i = 0; i < record->hit_count; i++)
            if (record->hits[i].promoted != PROMOTION_REPEATED)
                record->hits[i].promoted = PROMOTION_NONE;
        kefu__conversation_change(c, message);
    }
}

/* ---- repeated ---- */

static bool may_be_repeated(const struct message_hit *hit) {
    return hit->kind == HIT_FAULT || hit->kind == HIT_HINT;
}

size_t kefu__promotion_count(const struct message_hit *hits, size_t count) {
    size_t found = 0;
    for (size_t i = 0; i < count; i++)
        found += may_be_repeated(&hits[i]);
    return found;
}

/* Did the agent who wrote the message use the id (of a fault or hint) in an earlier turn? Then the
 * first message in which this agent used it stands before the customer's last one. */
static bool stood_before(const struct kefu_conversation *c, const struct message_record *message,
                         const char *id) {
    const uint32_t first = kefu__said_first(c, id, message->agent);
    return first != INDEX_NONE && c->state.last_heard != INDEX_NONE && first < c->state.last_heard;
}

void kefu__promotion_read(struct kefu_conversation *c, uint32_t message) {
    struct message_record *record = &c->messages[message];
    const bool may_repeat = is_reply(record) && !helps(record);
    uint32_t i;
    for (i = 0; i < record->hit_count; i++) {
        struct message_hit *hit = &record->hits[i];
        const bool repeats = may_repeat && hit->kind == HIT_HINT &&
                             stood_before(c, record, hit->id);
        hit->promoted = repeats ? PROMOTION_REPEATED : PROMOTION_NONE;
    }
    for (i = 0; i < record->hit_count && is_reply(record); i++)
        if (may_be_repeated(&record->hits[i]))
            kefu__said_add(c, record->hits[i].id, record->agent, message);
}

/* ---- alone to anger ---- */

/* Searches back over the replies before message `from`. Returns the customer's last message before
 * them; INDEX_NONE if the episode has none, or if one of the replies helped. */
static uint32_t unhelped(const struct kefu_conversation *c, uint32_t from) {
    const uint32_t episode = (uint32_t)c->episode_count - 1;
    while (from-- > 0 && c->messages[from].episode == episode) {
        if (kefu__message_is_customer(&c->messages[from]))
            return from;
        if (is_reply(&c->messages[from]) && helps(&c->messages[from]))
            break;
    }
    return INDEX_NONE;
}

/* Was the customer upset in the turn that ends with message `last`, before an agent replied? */
static bool is_angry(const struct kefu_conversation *c, uint32_t last) {
    for (uint32_t i = last + 1; i-- > 0;) {
        const struct message_record *message = &c->messages[i];
        if (message->episode != c->messages[last].episode || is_reply(message))
            return false;
        if (kefu__message_is_customer(message) && kefu__message_is_upset(message))
            return true;
    }
    return false;
}

/* Does a reply among messages `from` … `to` - 1 have a hint (doubtful fault) that does not count as
 * a fault yet? */
static bool has_hint(const struct kefu_conversation *c, uint32_t from, uint32_t to) {
    uint32_t i, hit;
    for (i = from; i < to; i++)
        for (hit = 0; hit < c->messages[i].hit_count && is_reply(&c->messages[i]); hit++)
            if (kefu__hit_kind(&c->messages[i].hits[hit]) == HIT_HINT)
                return true;
    return false;
}

/* Did the customer say, in message `next`, that the replies were useless: is it upset, or does it
 * say much the same as the customer's last message before the replies? */
static bool is_protest(const struct kefu_conversation *c, uint32_t last, uint32_t next) {
    return kefu__message_is_upset(&c->messages[next]) ||
           kefu__message_similarity(&c->messages[last], &c->messages[next]) >= ASKED_AGAIN_MIN;
}

/* Decides about the replies before message `until`, which is the customer's message `next`, or the
 * end of the episode (INDEX_NONE). */
static void decide(struct kefu_conversation *c, uint32_t until, uint32_t next) {
    const uint32_t last = c->state.ended ? INDEX_NONE : unhelped(c, until);
    enum promotion promotion = PROMOTION_NONE;
    uint32_t i;
    /* has_hint() is called first, so that all calls of is_angry() read a message at most once */
    if (last == INDEX_NONE || !has_hint(c, last + 1, until))
        return;
    if (is_angry(c, last))
        promotion = PROMOTION_ALONE_TO_ANGER;
    else if (next != INDEX_NONE && is_protest(c, last, next))
        promotion = PROMOTION_PROTESTED;
    for (i = last + 1; i < until && promotion != PROMOTION_NONE; i++)
        promote(c, i, promotion);
}

void kefu__promotion_turn_over(struct kefu_conversation *c, uint32_t next) {
    decide(c, next, next);
}

/* ---- ended ---- */

void kefu__promotion_episode_over(struct kefu_conversation *c) {
    const uint32_t episode = (uint32_t)c->episode_count - 1, end = c->state.messages_read;
    uint32_t first = end, i;
    bool asked = false;
    decide(c, end, INDEX_NONE);
    while (first > 0 && c->messages[first - 1].episode == episode &&
           !(is_reply(&c->messages[first - 1]) && helps(&c->messages[first - 1])))
        first--;
    for (i = first; i < end; i++) {
        asked = asked || (kefu__message_is_customer(&c->messages[i]) &&
                          !kefu__message_needs_no_answer(&c->messages[i]));
        if (asked)
            promote(c, i, PROMOTION_ENDED);
    }
}
