/* SPDX-License-Identifier: MIT
 * What was found in the messages of a conversation, counted as issues with quotes. */
#include "aggregate/aggregate.h"

#include <string.h>

#include "conversation/observe.h"

/* Are hits of this kind counted as issues in this message? Acts and faults in messages of agents,
 * hints (possible faults) and phrases nowhere, all other kinds in messages of customers. */
static bool counts(const struct message_record *message, uint32_t kind) {
    if (kind == HIT_PHRASE || kind == HIT_HINT)
        return false;
    if (kind == HIT_ACT || kind == HIT_FAULT)
        return kefu__message_is_human_reply(message);
    return kefu__message_is_customer(message);
}

/* Sentiment from −0.1 to 0.1 is neutral. */
#define NEUTRAL_MAX 0.1

int kefu__tone(double polarity) {
    return (polarity > NEUTRAL_MAX) - (polarity < -NEUTRAL_MAX);
}

/* The tone of the mean sentiment of the customer's messages that have any; 0 if none has. */
static int mood(const kefu_conversation *c) {
    double sum = 0;
    size_t count = 0;
    for (size_t i = 0; i < c->message_count; i++)
        if (kefu__message_is_customer(&c->messages[i]) && c->messages[i].evidence) {
            sum += c->messages[i].polarity;
            count++;
        }
    return count ? kefu__tone(sum / (double)count) : 0;
}

struct quote kefu__message_quote(const kefu_conversation *c, const struct message_record *message,
                                 uint32_t start, uint32_t end, double strength) {
    struct quote quote;
    memset(&quote, 0, sizeof quote);
    quote.conversation_id = c->id;
    quote.record_id = message->id;
    quote.agent_id = kefu__message_author(message) != INDEX_NONE
                         ? kefu__conversation_agent_name(c, message->agent)
                         : kefu__conversation_agent(c);
    quote.text = message->text;
    quote.start = start;
    quote.end = end;
    quote.at = message->at;
    quote.strength = strength;
    quote.role = message->role;
    quote.contact_id = c->contact_id;
    return quote;
}

/* How well a hit shows its issue, 0 … 1: the hit's score; for aspects how negative the words are.
 */
static double strength_of(const struct message_hit *hit) {
    return hit->kind == HIT_ASPECT ? -(double)hit->polarity : (double)hit->score;
}

/* Counts one hit as an issue in `to`, the delta of the conversation being added. `unhappy`: the
 * customer is dissatisfied on the whole, so that words that read as a complaint are one. Until
 * kefu__mentions_convert() is called, `conversations` is 1 if the issue occurs, and `negative` and
 * `positive` count mentions, not conversations. */
static kefu_status add_hit(const kefu_aggregate *a, struct group *to, const kefu_conversation *c,
                           const struct message_record *message, const struct message_hit *hit,
                           bool unhappy) {
    const kefu_str id = {hit->id, strlen(hit->id)};
    const struct quote quote = kefu__message_quote(c, message, hit->start, hit->end,
                                                   strength_of(hit));
    kefu_status status = KEFU_OK;
    struct issue *issue = kefu__group_add_issue(
        a, to, kefu__hit_kind(hit), id,
        kefu__found_definition(a->scheme, kefu__hit_kind(hit), hit->id), &status);
    if (!issue)
        return status;
    issue->conversations = 1;
    issue->mentions++;
    issue->negative += hit->kind == HIT_ASPECT && hit->polarity < 0;
    issue->positive += hit->kind == HIT_ASPECT && hit->polarity > 0;
    if (hit->kind == HIT_ASPECT && (!unhappy || hit->polarity >= 0))
        return KEFU_OK; /* the quotes of an aspect are complaints */
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

/* The words about the topic in a message, the most negative of several; NULL: none. */
static const struct message_hit *find_words(const struct message_record *message,
                                            const char *topic) {
    const struct message_hit *words = NULL;
    for (uint32_t i = 0; i < message->hit_count; i++) {
        const struct message_hit *hit = &message->hits[i];
        if (hit->kind == HIT_ASPECT && strcmp(hit->id, topic) == 0 &&
            (!words || hit->polarity < words->polarity))
            words = hit;
    }
    return words;
}

/* Does the message complain: is it negative, or does it speak badly of the topic? */
static bool complains(const struct message_record *message, const struct message_hit *words) {
    return kefu__tone(message->polarity) < 0 || (words && words->polarity < 0);
}

/* Adds the messages that complain as quotes of the topic of a conversation in which the customer is
 * dissatisfied. */
static kefu_status quote_topic(const kefu_aggregate *a, const kefu_conversation *c,
                               struct issue *issue) {
    for (size_t i = 0; i < c->message_count; i++) {
        const struct message_record *message = &c->messages[i];
        if (!kefu__message_is_customer(message) || message->text.size == 0)
            continue;
        const struct message_hit *hit = find_words(message, issue->id.data);
        if (!complains(message, hit))
            continue;
        const double strength = kefu__topic_strength(hit != NULL, hit ? (double)hit->polarity : 0,
                                                     message->polarity);
        const struct quote quote = kefu__message_quote(
            c, message, hit ? hit->start : 0, hit ? hit->end : (uint32_t)message->text.size,
            strength);
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
    struct issue *issue = kefu__group_add_issue(a, to, ISSUE_TOPIC, c->topic, 0, &status);
    if (!issue)
        return status;
    issue->conversations = issue->mentions = 1;
    return mood(c) < 0 ? quote_topic(a, c, issue) : KEFU_OK;
}

/* Adds a record's topic or aspect to the record's subjects. */
static kefu_status add_subject(const kefu_aggregate *a, struct group *delta,
                               const struct issue *from) {
    /* a copy, because adding an issue may move the others */
    const struct issue of = *from;
    kefu_status status = KEFU_OK;
    struct issue *subject = kefu__group_add_issue(
        a, delta, ISSUE_SUBJECT, of.id,
        kefu__found_definition(a->scheme, ISSUE_SUBJECT, of.id.data), &status);
    if (!subject)
        return status;
    subject->conversations |= of.conversations;
    subject->feedback |= of.feedback;
    subject->mentions = subject->mentions > of.mentions ? subject->mentions : of.mentions;
    subject->negative |= of.negative;
    subject->positive = !subject->negative && (subject->positive || of.positive);
    return KEFU_OK;
}

kefu_status kefu__subjects_add(const kefu_aggregate *a, struct group *delta) {
    kefu_status status = KEFU_OK;
    /* issues are sorted by kind and subjects are last, so that adding one moves no index */
    for (size_t i = 0; status == KEFU_OK && i < delta->issue_count; i++)
        if (delta->issues[i].kind == ISSUE_ASPECT || delta->issues[i].kind == ISSUE_TOPIC)
            status = add_subject(a, delta, &delta->issues[i]);
    return status;
}

/* Does a message belong to an agent's share of the conversation? The agent's own messages do; those
 * of the customer belong to the agent who is responsible for the conversation. */
static bool is_share(const struct observed_agent *agent, const struct message_record *message) {
    if (message->role == KEFU_ROLE_AGENT)
        return kefu__observe_is_of(agent, message->agent);
    return !agent || agent->responsible;
}

kefu_status kefu__found_add(const kefu_aggregate *a, struct group *to, const kefu_conversation *c,
                            const struct observed_agent *agent) {
    kefu_status status = KEFU_OK;
    const bool unhappy = mood(c) < 0;
    for (size_t i = 0; i < c->message_count && status == KEFU_OK; i++) {
        const struct message_record *message = &c->messages[i];
        for (uint32_t j = 0;
             j < message->hit_count && status == KEFU_OK && is_share(agent, message); j++)
            if (counts(message, kefu__hit_kind(&message->hits[j])))
                status = add_hit(a, to, c, message, &message->hits[j], unhappy);
    }
    if (status == KEFU_OK && (!agent || agent->responsible))
        status = add_topic(a, to, c);
    kefu__mentions_convert(to, c);
    return status == KEFU_OK ? kefu__subjects_add(a, to) : status;
}
