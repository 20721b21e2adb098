/* SPDX-License-Identifier: MIT
 * Completes the metrics' digests with what they rest on: calendars, policies, and what they read of
 * texts. */
#include <string.h>

#include "scheme/metric_set/computed.h"
#include "scheme/metric_set/digest.h"

static uint64_t with_calendar(uint64_t digest, const struct scheme_calendar *calendar) {
    return calendar ? kefu__hash_number(digest, calendar->digest) : digest;
}

/* Does the metric depend on whether the customer was negative? That depends on the entries of the
 * METRIC_UPSET emotions. */
static bool reads_upset(const struct metric *m) {
    return m->among == AMONG_CUSTOMER_NEGATIVE ||
           (m->type == METRIC_FLAG && m->of == FLAG_CUSTOMER_NEGATIVE);
}

static uint64_t with_upset(uint64_t digest, const struct text_digests *texts) {
#define EMOTION(id)                                                                                \
    digest = kefu__hash_number(digest, kefu__text_digests_find(texts, KEFU_FOUND_EMOTION, id));
    METRIC_UPSET(EMOTION)
#undef EMOTION
    return digest;
}

static uint64_t with_dialogue(uint64_t digest, const struct text_digests *texts) {
    digest = kefu__hash_number(kefu__hash_number(digest, texts->dialogue), texts->sentiment);
#define SIGN(side, kind, id, mark)                                                                 \
    digest = kefu__hash_number(digest, kefu__text_digests_find(texts, KEFU_FOUND_##kind, id));
    METRIC_SATISFACTION_SIGNS(SIGN)
#undef SIGN
    return digest;
}

static bool reads_sentiment(const struct metric *m) {
    return (m->type == METRIC_SENTIMENT && m->of != SENTIMENT_SATISFACTION) || reads_upset(m) ||
           ((m->type == METRIC_COUNT || m->type == METRIC_RATIO) &&
            (m->of == COUNT_NEGATIVE_MESSAGES || m->to == COUNT_NEGATIVE_MESSAGES)) ||
           (m->type == METRIC_FEEDBACK && m->of == FEEDBACK_SENTIMENT);
}

static bool reads_found(const struct metric *m) {
    return (m->type == METRIC_FLAG && m->of == FLAG_FOUND) ||
           ((m->type == METRIC_COUNT || m->type == METRIC_RATIO) && m->of == COUNT_FOUND);
}

/* Is a duration measured by turns, waits, or what an episode came to? */
static bool is_of_turns(const struct metric *m) {
    return (m->of != START_CREATED && m->of != START_FIRST_CUSTOMER_MESSAGE) ||
           m->to == STOP_FIRST_HUMAN_REPLY || m->to == STOP_LAST_RESOLVED;
}

static bool counts_turns(uint32_t of) {
    return of == COUNT_TURNS || of == COUNT_ANSWERED_TURNS || of == COUNT_UNANSWERED_TURNS ||
           of == COUNT_UNANSWERED_IN_HAND || of == COUNT_REOPENS;
}

static bool is_of_levels(uint32_t of) {
    return of == FLAG_SLA_MET || of == FLAG_SLA_RESOLUTION_MET || of == FLAG_FIRST_RESPONSE_MET;
}

static bool is_flag_of_turns(uint32_t of) {
    return of == FLAG_UNANSWERED || of == FLAG_BOT_ONLY || of == FLAG_SLA_MET ||
           of == FLAG_FIRST_RESPONSE_MET || of == FLAG_SLA_RESOLUTION_MET || of == FLAG_STALLED ||
           of == FLAG_BOT_IGNORED || of == FLAG_RETURNED || of == FLAG_REOPENED ||
           of == FLAG_RESOLVED || of == FLAG_ENDED_RESOLVED || of == FLAG_SERVED ||
           of == FLAG_ABANDONED || of == FLAG_MISSED;
}

/* Does the metric count faults? Doubtful ones are promoted by what the customer said and by how the
 * episode ended. */
static bool counts_faults(const struct metric *m) {
    return reads_found(m) && m->found_kind == KEFU_FOUND_FAULT;
}

/* Does the metric depend on turns and episodes? These depend on where customers ask for a human
 * agent, and on which of their messages need no answer, which none with an intent is. */
static bool reads_turns(const struct metric *m) {
    if (counts_faults(m))
        return true;
    switch (m->type) {
    case METRIC_DURATION:
        return is_of_turns(m);
    case METRIC_RATIO:
        return m->within || counts_turns(m->of) || counts_turns(m->to);
    case METRIC_COUNT:
        return counts_turns(m->of);
    default:
        return m->type == METRIC_FLAG && is_flag_of_turns(m->of);
    }
}

/* Does the metric depend on the messages in which agents ask the customer to wait? */
static bool reads_waiting(const struct metric *m) {
    return m->type == METRIC_FLAG && m->of == FLAG_STALLED;
}

static bool counts_promises(uint32_t of) {
    return of == COUNT_PROMISES || of == COUNT_PROMISES_KEPT;
}

/* Does the metric depend on what agents promise, by which time, and on whether it was done? */
static bool reads_promises(const struct metric *m) {
    switch (m->type) {
    case METRIC_RATIO:
        return counts_promises(m->of) || counts_promises(m->to);
    case METRIC_COUNT:
        return counts_promises(m->of);
    default:
        return m->type == METRIC_FLAG && m->of == FLAG_PROMISE_BROKEN;
    }
}

static uint64_t with_id(uint64_t digest, const struct text_digests *texts, uint32_t kind,
                        const char *id) {
    return kefu__hash_number(digest, kefu__text_digests_find(texts, kind, id));
}

static bool reads_dialogue(const struct metric *m) {
    return m->type == METRIC_SENTIMENT && m->of == SENTIMENT_SATISFACTION;
}

uint64_t kefu__metric_text_digest(const struct metric *m, const struct text_digests *texts) {
    const bool sentiment = reads_sentiment(m), found = reads_found(m), dialogue = reads_dialogue(m);
    const bool turns = reads_turns(m), promises = reads_promises(m);
    uint64_t digest = texts->grammar;
    if (!sentiment && !found && !dialogue && !turns && !promises)
        return 0;
    if (turns)
        digest = with_id(digest, texts, KEFU_FOUND_INTENT, NULL);
    if (reads_waiting(m))
        digest = with_id(digest, texts, KEFU_FOUND_ACT, METRIC_ACT_WAITING);
    if (promises)
        digest = with_id(with_id(digest, texts, KEFU_FOUND_ACT, METRIC_ACT_COMMITMENT), texts,
                         KEFU_FOUND_ACT, METRIC_ACT_FOLLOW_UP);
    if (sentiment)
        digest = kefu__hash_number(digest, texts->sentiment);
    if (reads_upset(m) || counts_faults(m))
        digest = with_upset(digest, texts);
    if (dialogue)
        digest = with_dialogue(digest, texts);
    if (found)
        digest = kefu__hash_number(digest,
                                   kefu__text_digests_find(texts, m->found_kind, m->found_id));
    return digest;
}

/* Is the metric about waits for help, which end with a message that says something useful? */
static bool is_of_help(const struct metric *m) {
    return (m->type == METRIC_DURATION && m->of == START_FIRST_ASK) ||
           (m->type == METRIC_RATIO && m->within && m->of_help) || reads_waiting(m);
}

/* Is the metric about the messages themselves in which customers ask a bot for a person? */
static bool is_of_requests(const struct metric *m) {
    return (m->type == METRIC_DURATION && m->of == START_FIRST_HUMAN_REQUEST) ||
           (m->type == METRIC_FLAG &&
            (m->of == FLAG_BOT_IGNORED || m->of == FLAG_SERVED || m->of == FLAG_ABANDONED));
}

static bool reads_texts(const struct metric *m) {
    return reads_sentiment(m) || reads_found(m) || reads_dialogue(m) || reads_promises(m) ||
           is_of_help(m) || is_of_requests(m);
}

/* Does any SLA policy have a target whose metric depends on texts? */
static bool policies_read_texts(const struct metrics *metrics) {
    for (size_t i = 0; i < metrics->policy_count; i++)
        for (size_t k = 0; k < metrics->policies[i].target_count; k++)
            if (reads_texts(&metrics->items[metrics->policies[i].targets[k].metric]))
                return true;
    return false;
}

/* Promises are due by the offset of the scheme's calendar, and waived by the metric sets' words. */
static uint64_t with_waivers(uint64_t digest, const struct kefu_scheme *scheme) {
    const int32_t offset = scheme->calendar ? scheme->calendar->hours.offset_minutes : 0;
    digest = kefu__hash_number(digest, scheme->metrics->waivers_digest);
    return kefu__hash_number(digest, (uint64_t)(int64_t)offset);
}

uint64_t kefu__turns_digest(uint64_t digest, const struct kefu_scheme *scheme,
                            const struct text_digests *texts) {
    digest = with_id(kefu__hash_number(digest, texts->grammar), texts, KEFU_FOUND_INTENT, NULL);
    return kefu__hash_number(digest, (uint64_t)scheme->episode_gap_ms);
}

uint64_t kefu__promotion_digest(uint64_t digest, const struct kefu_scheme *scheme,
                                const struct text_digests *texts) {
    return with_upset(kefu__turns_digest(digest, scheme, texts), texts);
}

/* The SLA policies in the order of their precedence, with the metrics that they limit, which are
 * durations and sealed before. */
static uint64_t digest_of_policies(const struct metrics *metrics) {
    uint64_t digest = kefu__hash_number(0, metrics->policy_count);
    for (size_t i = 0; i < metrics->policy_count; i++) {
        const struct sla_policy *policy = &metrics->policies[i];
        digest = with_calendar(kefu__hash_more(digest, policy->digest, 16), policy->calendar);
        for (size_t k = 0; k < policy->target_count; k++)
            digest = kefu__hash_more(digest, metrics->items[policy->targets[k].metric].digest, 16);
    }
    return digest;
}

static bool is_level(const struct metric *m) {
    return m->type == METRIC_FLAG && is_of_levels(m->of);
}

static void seal(const struct kefu_scheme *scheme, const struct text_digests *texts,
                 struct metric *m) {
    uint64_t digest = kefu__hash(m->digest, 16);
    const uint64_t text = kefu__metric_text_digest(m, texts);
    digest = with_calendar(with_calendar(digest, m->clock), m->members);
    if (text)
        digest = kefu__hash_number(digest, text);
    if (reads_turns(m))
        digest = kefu__hash_number(digest, (uint64_t)scheme->episode_gap_ms);
    if (reads_promises(m))
        digest = with_waivers(digest, scheme);
    if (is_level(m))
        digest = kefu__hash_number(digest, digest_of_policies(scheme->metrics));
    kefu__digest_print(m->digest, digest);
    m->reads_texts = reads_texts(m) || (is_level(m) && policies_read_texts(scheme->metrics));
}

/* Completes the digest of a computed metric by those of the metrics that it is computed from. */
static void seal_computed(const struct metrics *metrics, struct metric *m) {
    uint64_t digest = kefu__hash(m->digest, 16);
    for (size_t i = 0; i < m->part_count; i++) {
        const struct metric *part = &metrics->items[m->parts[i].metric];
        digest = kefu__hash_more(digest, part->digest, 16);
        m->reads_texts = m->reads_texts || part->reads_texts;
    }
    kefu__digest_print(m->digest, digest);
}

/* Seals the computed metrics, which are computed from metrics above them. Fails if one names a
 * metric that another document has replaced by one that does not fit. */
static bool seal_all_computed(struct scheme_builder *builder) {
    const struct metrics *metrics = builder->scheme->metrics;
    for (size_t i = 0; i < metrics->count; i++) {
        struct metric *m = &metrics->items[i];
        const char *problem = kefu__metric_is_computed(m) ? kefu__computed_problem(metrics, m, i)
                                                          : NULL;
        if (problem)
            return kefu__builder_fail(builder, KEFU_E_DEFINITION, problem);
        if (kefu__metric_is_computed(m))
            seal_computed(metrics, m);
    }
    return true;
}

bool kefu__metrics_seal(struct scheme_builder *builder) {
    const struct metrics *metrics = builder->scheme->metrics;
    const struct text_digests *texts = kefu__builder_text_digests(builder);
    if (!texts)
        return false;
    for (size_t i = 0; i < metrics->count; i++)
        if (!is_level(&metrics->items[i]) && !kefu__metric_is_computed(&metrics->items[i]))
            seal(builder->scheme, texts, &metrics->items[i]);
    for (size_t i = 0; i < metrics->count; i++)
        if (is_level(&metrics->items[i]))
            seal(builder->scheme, texts, &metrics->items[i]);
    return seal_all_computed(builder);
}
