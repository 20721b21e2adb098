/* SPDX-License-Identifier: MIT
 * What was found in the messages of a conversation, counted as issues with quotes. */
#include "aggregate/aggregate.h"

#include <string.h>

#include "conversation/observe.h"

/* Is a hit of this kind counted in this message? Acts and faults are counted in agents' messages,
 * hints and phrases never, all other kinds in customers' messages. */
static bool counts(const struct message_record *message, uint32_t kind) {
    if (kind == HIT_PHRASE || kind == HIT_HINT)
        return false;
    if (kind == HIT_ACT || kind == HIT_FAULT)
        return kefu__message_is_human_reply(message);
    return kefu__message_is_customer(message);
}

/* The sign of the customer's mean sentiment; −0.1 … 0.1 is neutral. */
static int mood(const kefu_conversation *c) {
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < c->message_count; i++)
        if (kefu__message_is_customer(&c->messages[i]) && c->messages[i].evidence) {
            sum += c->messages[i].polarity;
            count++;
        }
    if (count == 0)
        return 0;
    return (sum / (double)count > 0.1) - (sum / (double)count < -0.1);
}

struct quote kefu__message_quote(const kefu_conversation *c, const struct message_record *message,
                                 uint32_t start, uint32_t end, double strength) {
    struct quote quote;
    memset(&quote, 0, sizeof quote);
    quote.conversation_id = c->id;
    quote.record_id = message->id;
    quote.agent_id = message->agent != INDEX_NONE ? kefu__conversation_agent_name(c, message->agent)
                                                  : kefu__conversation_agent(c);
    quote.text = message->text;
    quote.start = start;
    quote.end = end;
    quote.at = message->at;
    quote.strength = strength;
    quote.role = message->role;
    return quote;
}

/* The strength of a hit as evidence for its issue; hits in negative messages rank before positive
 * ones. */
static double strength_of(const struct message_hit *hit) {
    if (hit->kind != HIT_ASPECT)
        return (double)hit->score;
    return hit->polarity < 0 ? 0.5 - (double)hit->polarity / 2 : (double)hit->polarity / 2;
}

/* Counts one hit of a conversation in the delta, the facts of the record being added. There
 * `conversations` is only a flag that the issue occurred, and `negative` and `positive` count
 * mentions, until kefu__mentions_convert() converts them. */
static kefu_status add_hit(const kefu_aggregate *a, struct group *to, const kefu_conversation *c,
                           const struct message_record *message, const struct message_hit *hit) {
    const kefu_str id = {hit->id, strlen(hit->id)};
    const struct quote quote = kefu__message_quote(c, message, hit->start, hit->end,
                                                   strength_of(hit));
    kefu_status status = KEFU_OK;
    struct issue *issue = kefu__group_add_issue(a, to, kefu__hit_kind(hit), id, &status);
    if (!issue)
        return status;
    issue->conversations = 1;
    issue->mentions++;
    issue->negative += hit->kind == HIT_ASPECT && hit->polarity < 0;
    issue->positive += hit->kind == HIT_ASPECT && hit->polarity > 0;
    return kefu__evidence_add(a, issue, &quote) ? KEFU_OK : KEFU_E_MEMORY;
}

void kefu__mentions_convert(struct group *delta, const kefu_conversation *c) {
    const int mood_of_all = mood(c);
    for (size_t i = 0; i < delta->issue_count; i++) {
        struct issue *issue = &delta->issues[i];
        const int tone = issue->kind == ISSUE_ASPECT ? (issue->positive > issue->negative) -
                                                           (issue->positive < issue->negative)
                                                     : mood_of_all;
        issue->negative = tone < 0;
        issue->positive = tone > 0;
    }
}

/* How well a message illustrates a problem with a topic: words about the topic rank before other
 * words, and negative words before positive ones. *hit is the hit about the topic, or NULL. */
static double shows_topic(const struct message_record *message, const char *topic,
                          const struct message_hit **hit) {
    *hit = NULL;
    for (uint32_t i = 0; i < message->hit_count; i++)
        if (message->hits[i].kind == HIT_ASPECT && strcmp(message->hits[i].id, topic) == 0)
            *hit = &message->hits[i];
    return kefu__topic_strength(*hit != NULL, *hit ? (double)(*hit)->polarity : 0,
                                message->polarity);
}

static kefu_status quote_topic(const kefu_aggregate *a, const kefu_conversation *c,
                               struct issue *issue) {
    for (size_t i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        const struct message_hit *hit;
        struct quote quote;
        double strength;
        if (!kefu__message_is_customer(message) || message->text.size == 0)
            continue;
        strength = shows_topic(message, issue->id.data, &hit);
        quote = kefu__message_quote(c, message, hit ? hit->start : 0,
                                    hit ? hit->end : (uint32_t)message->text.size, strength);
        if (!kefu__evidence_add(a, issue, &quote))
            return KEFU_E_MEMORY;
    }
    return KEFU_OK;
}

static kefu_status add_topic(const kefu_aggregate *a, struct group *to,
                             const kefu_conversation *c) {
    kefu_status status = KEFU_OK;
    if (c->topic.size == 0)
        return KEFU_OK;
    struct issue *issue = kefu__group_add_issue(a, to, ISSUE_TOPIC, c->topic, &status);
    if (!issue)
        return status;
    issue->conversations = issue->mentions = 1;
    return quote_topic(a, c, issue);
}

/* Does a message belong to an agent's share of the conversation? The agent's own messages do; the
 * customer's messages belong to the share of the responsible agent. */
static bool is_share(const struct observed_agent *agent, const struct message_record *message) {
    if (message->role == KEFU_ROLE_AGENT)
        return kefu__observe_is_of(agent, message->agent);
    return !agent || agent->responsible;
}

kefu_status kefu__found_add(const kefu_aggregate *a, struct group *to, const kefu_conversation *c,
                            const struct observed_agent *agent) {
    kefu_status status = KEFU_OK;
    for (size_t i = 0; i < c->message_count && status == KEFU_OK; i++) {
        const struct message_record *message = &c->messages[i];
        for (uint32_t j = 0;
             j < message->hit_count && status == KEFU_OK && is_share(agent, message); j++)
            if (counts(message, kefu__hit_kind(&message->hits[j])))
                status = add_hit(a, to, c, message, &message->hits[j]);
    }
    if (status == KEFU_OK && (!agent || agent->responsible))
        status = add_topic(a, to, c);
    kefu__mentions_convert(to, c);
    return status;
}
