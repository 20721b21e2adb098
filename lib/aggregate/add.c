/* SPDX-License-Identifier: MIT
 * Adding a conversation, whole or by the parts of its agents, and adding an evaluation of it. */
#include "aggregate/aggregate.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "conversation/observe.h"
#include "evaluation/parts.h"

/* ---- metrics ---- */

static void add_quantity(void *ctx, int64_t value) {
    kefu__measure_add(ctx, value, false);
}

static void add_duration(void *ctx, int64_t value) {
    kefu__measure_add(ctx, value, true);
}

/* Adds a conversation's observations of a metric to an accumulator, in two passes: the first counts
 * them, so that memory for durations can be reserved, which may fail; the second adds them, which
 * cannot fail. */
static kefu_status add_metric(const kefu_aggregate *a, const kefu_conversation *c, size_t metric,
                              const struct observed_agent *agent, struct facts *facts) {
    const struct metric *m = &a->scheme->metrics->items[metric];
    struct measure *measure = m->type == METRIC_FEEDBACK ? kefu__facts_rated(a, facts, metric)
                                                         : &facts->measures[metric];
    struct observer o = {.ctx = measure, .now = a->as_of, .agent = agent};
    const bool whole = !agent || agent->responsible;
    if (kefu__metric_is_computed(m))
        return KEFU_OK; /* computed when it is read */
    if (m->rule.kind == MEASURE_DURATION) {
        kefu__observe(c, metric, &o);
        if (!kefu__measure_reserve(measure, &a->allocator, (size_t)o.n))
            return KEFU_E_MEMORY;
    }
    o.value = m->rule.kind == MEASURE_DURATION ? add_duration : add_quantity;
    kefu__observe(c, metric, &o);
    if (o.failure)
        return o.failure;
    if (m->rule.kind == MEASURE_RATIO) {
        measure->n += o.n;
        measure->hits += o.hits;
    }
    if (m->rule.clustered)
        kefu__measure_cluster(measure);
    if (o.n > 0 && m->type == METRIC_FLAG && m->of == FLAG_ENDED_RESOLVED &&
        c->counts.resolutions == 0)
        kefu__measure_missing(measure, KEFU_REASON_NEVER_MARKED);
    if (o.n == 0 && whole)
        kefu__measure_missing(measure, (kefu_reason)o.reason);
    if (m->type == METRIC_FEEDBACK && m->of == FEEDBACK_COMPLAINTS && whole)
        /* every conversation counts in the denominator of complaint rates */
        facts->measures[metric].n++;
    return KEFU_OK;
}

/* ---- the conversation ---- */

int64_t kefu__aggregate_begin(const kefu_conversation *c) {
    return c->episode_count ? c->episodes[0].begun : KEFU_TIME_NONE;
}

/* Sets the key of the group to which a conversation belongs: the values of its attributes that the
 * aggregate groups by. `agent`, unless NULL, is used in place of the attribute agent_id. */
static bool set_key(const kefu_aggregate *a, struct group *to, const kefu_conversation *c,
                    const kefu_str *agent) {
    struct time_key bucket;
    for (size_t i = 0; i < a->column_count; i++) {
        kefu_str value = {"", 0};
        if (kefu__column_is_time(a->columns[i]) &&
            kefu__time_key(a->columns[i], kefu__aggregate_begin(c), a->offset_minutes, &bucket))
            value = kefu__str(bucket.text);
        else if (agent && kefu__str_is(a->columns[i], "agent_id"))
            value = *agent;
        else
            kefu__conversation_find(c, a->columns[i], &value);
        to->key[i] = kefu__aggregate_keep(a, value);
        if (!to->key[i].data)
            return false;
    }
    return true;
}

static kefu_status fill(const kefu_aggregate *a, struct group *to, const kefu_conversation *c,
                        const struct observed_agent *agent) {
    kefu_status status = kefu__customers_add(a, to, c->contact_id) ? KEFU_OK : KEFU_E_MEMORY;
    for (size_t i = 0; i < a->metric_count && status == KEFU_OK; i++)
        status = add_metric(a, c, i, agent, &to->facts);
    return status != KEFU_OK ? status : kefu__found_add(a, to, c, agent);
}

/* ---- the parts of several agents ---- */

/* The number of messages in a conversation by which an agent answered the customer. */
static uint64_t replies_of(const kefu_conversation *c, uint32_t agent) {
    uint64_t count = 0;
    for (size_t i = 0; i < c->message_count; i++)
        count += c->messages[i].agent == agent && kefu__message_is_human_reply(&c->messages[i]);
    return count;
}

/* Does the conversation contain a rating, for a metric of the scheme, that names the agent? */
static bool is_rated(const kefu_aggregate *a, const kefu_conversation *c, uint32_t agent) {
    for (size_t i = 0; i < a->metric_count; i++) {
        const struct metric *m = &a->scheme->metrics->items[i];
        const struct conversation_entry *rated = m->type == METRIC_FEEDBACK
                                                     ? kefu__conversation_rating(c, m->scale_min,
                                                                                 m->scale_max)
                                                     : NULL;
        if (rated && rated->agent == agent)
            return true;
    }
    return false;
}

/* Returns an unused element of a->parts, in which what belongs to one agent of a conversation is
 * collected. Elements are allocated once and reused for all conversations. */
static struct group *next_part(kefu_aggregate *a) {
    if (a->part_count == a->part_capacity) {
        const size_t size = a->part_capacity * sizeof *a->parts;
        struct group **grown = kefu__resize(&a->allocator, a->parts, size, size + sizeof *a->parts);
        if (!grown)
            return NULL;
        a->parts = grown;
        a->parts[a->part_capacity++] = NULL;
    }
    if (!a->parts[a->part_count])
        a->parts[a->part_count] = kefu__group_new(a);
    if (!a->parts[a->part_count])
        return NULL;
    kefu__group_clear(a, a->parts[a->part_count]);
    return a->parts[a->part_count++];
}

static kefu_status add_part(kefu_aggregate *a, const kefu_conversation *c, uint32_t agent,
                            uint64_t replies, uint64_t *others) {
    const struct observed_agent observed = {agent, false};
    const kefu_str name = kefu__conversation_agent_name(c, agent);
    struct group *part = next_part(a);
    if (!part || !set_key(a, part, c, &name))
        return KEFU_E_MEMORY;
    part->facts.joined = 1;
    part->facts.messages = replies;
    *others += replies;
    return fill(a, part, c, &observed);
}

/* If the aggregate groups by agent, splits a conversation between its agents. Each agent gets the
 * customer's waits while this agent held the conversation, the agent's messages, and ratings that
 * name the agent; the responsible agent gets everything else. A conversation with one agent is not
 * split, unless the customer waited while somebody else held it. */
static kefu_status add_parts(kefu_aggregate *a, const kefu_conversation *c) {
    const struct observed_agent observed = {kefu__conversation_responsible(c), true};
    kefu_status status = KEFU_OK;
    uint64_t others = 0;
    for (uint32_t i = 0; i < c->agent_count && status == KEFU_OK; i++) {
        const uint64_t replies = i == observed.agent ? 0 : replies_of(c, i);
        if (replies ||
            (i != observed.agent && (is_rated(a, c, i) || kefu__conversation_has_part(c, i))))
            status = add_part(a, c, i, replies, &others);
    }
    if (status || (a->part_count == 0 && !kefu__conversation_has_cuts(c)))
        return status;
    struct group *part = next_part(a);
    if (!part || !set_key(a, part, c, NULL))
        return KEFU_E_MEMORY;
    part->facts.conversations = 1;
    part->facts.messages = a->delta->facts.messages - others;
    return fill(a, part, c, &observed);
}

static bool groups_by_agent(const kefu_aggregate *a) {
    for (size_t i = 0; i < a->column_count; i++)
        if (kefu__str_is(a->columns[i], "agent_id"))
            return true;
    return false;
}

static kefu_status fill_delta(kefu_aggregate *a, const kefu_conversation *c) {
    struct facts *facts = &a->delta->facts;
    if (!set_key(a, a->delta, c, NULL))
        return KEFU_E_MEMORY;
    facts->conversations = 1;
    facts->messages = c->message_count - c->counts.recalled;
    kefu_status status = fill(a, a->delta, c, NULL);
    if (status == KEFU_OK && groups_by_agent(a))
        status = add_parts(a, c);
    return status;
}

static kefu_status check(const kefu_aggregate *a, const kefu_conversation *c, kefu_error *error) {
    if (!a || !c)
        return kefu__fail(error, KEFU_E_ARGUMENT, "adding needs an aggregate and a conversation");
    if (!a->scheme)
        return kefu__fail(error, KEFU_E_SCHEME, "the aggregate was loaded without a scheme");
    if (a->scheme != c->scheme && strcmp(a->scheme->digest, c->scheme->digest) != 0)
        return kefu__fail(error, KEFU_E_SCHEME, "the conversation was read by another scheme");
    return kefu__conversation_check_analysed(c, error);
}

static kefu_status failure(kefu_status status, kefu_error *error) {
    return status == KEFU_E_MEMORY
               ? kefu__no_memory(error)
               : kefu__fail(error, status, "too many different ids, or texts too long together");
}

kefu_status kefu_aggregate_add_conversation(kefu_aggregate *a, const kefu_conversation *c,
                                            kefu_error *error) {
    kefu_status status = check(a, c, error);
    if (status != KEFU_OK)
        return status;
    kefu__group_clear(a, a->delta);
    a->part_count = 0;
    if ((status = fill_delta(a, c)) != KEFU_OK)
        status = failure(status, error);
    else
        status = kefu__aggregate_add_delta(a, kefu__aggregate_begin(c), error);
    return status;
}

/* ---- an evaluation ---- */

/* The id by which an aggregate stores the score of a whole rubric, "RUBRIC", or of a section or
 * question, "RUBRIC/PART"; truncated if it is too long for a key. */
struct part_id {
    char text[2 * AGGREGATE_KEY_MAX];
};
static kefu_str part_id(struct part_id *id, const char *rubric, const char *part) {
    kefu_str text = {id->text, 0};
    snprintf(id->text, sizeof id->text, "%s%s%s", rubric, part ? "/" : "", part ? part : "");
    text.size = strlen(id->text);
    return text;
}

static kefu_status add_score(const kefu_aggregate *a, struct group *to, const char *rubric,
                             const char *part, uint64_t definition, const kefu_value *value) {
    kefu_status status = KEFU_OK;
    if (!KEFU_VALUE_IS_NUMBER(*value))
        return KEFU_OK;
    struct part_id id;
    struct score_part *score = kefu__group_add_score(a, to, part_id(&id, rubric, part), definition,
                                                     &status);
    if (score)
        kefu__measure_add(&score->measure, llround(value->value * MEASURE_SCALE), false);
    return status;
}

static kefu_status add_scores(const kefu_aggregate *a, struct group *to, const kefu_evaluation *e) {
    const struct rubric *rubric = e->rubric;
    const uint64_t whole = kefu__score_definition(rubric, NULL);
    kefu_status status = add_score(a, to, rubric->id, NULL, whole, &e->score);
    for (size_t i = 0; i < rubric->section_count && status == KEFU_OK; i++)
        status = add_score(a, to, rubric->id, rubric->sections[i].id, whole, &e->sections[i].score);
    for (size_t i = 0; i < rubric->question_count && status == KEFU_OK; i++)
        status = add_score(a, to, rubric->id, rubric->questions[i].id,
                           kefu__digest_number(rubric->questions[i].digest),
                           &e->questions[i].score);
    return status;
}

static kefu_status add_band(const kefu_aggregate *a, struct group *to, const kefu_evaluation *e) {
    kefu_status status = KEFU_OK;
    if (!e->band)
        return KEFU_OK;
    struct part_id id;
    struct issue *issue = kefu__group_add_issue(a, to, ISSUE_BAND,
                                                part_id(&id, e->rubric->id, e->band->id),
                                                kefu__score_definition(e->rubric, NULL), &status);
    if (issue)
        issue->conversations = issue->mentions = 1;
    return status;
}

static kefu_status add_rule_hit(const kefu_aggregate *a, struct group *to,
                                const kefu_conversation *c, const kefu_evaluation *e,
                                const struct rule_hit *hit) {
    static const double strengths[] = {0.3, 0.6, 1};
    const struct rule *rule = &e->scheme->rules->items[hit->rule];
    const kefu_str id = {rule->id, strlen(rule->id)};
    const struct message_record *message = hit->message < c->message_count
                                               ? &c->messages[hit->message]
                                               : NULL;
    kefu_status status = KEFU_OK;
    struct issue *issue = kefu__group_add_issue(a, to, ISSUE_RULE, id,
                                                kefu__digest_number(rule->digest), &status);
    if (!issue)
        return status;
    issue->conversations = 1;
    issue->mentions++;
    if (!message || message->text.size < hit->end || hit->start > hit->end)
        return KEFU_OK;
    struct quote quote = kefu__message_quote(c, message, hit->start, hit->end,
                                             strengths[rule->severity < 3 ? rule->severity : 2]);
    return kefu__evidence_add(a, issue, &quote) ? KEFU_OK : KEFU_E_MEMORY;
}

/* Adds an evaluation to a group, and sets the group's key; `agent`, unless NULL, is used in place
 * of the conversation's agent_id in the key. */
static kefu_status put_evaluation(const kefu_aggregate *a, struct group *to,
                                  const kefu_conversation *c, const kefu_evaluation *e,
                                  const kefu_str *agent) {
    if (!set_key(a, to, c, agent))
        return KEFU_E_MEMORY;
    to->facts.evaluations = 1;
    kefu_status status = add_scores(a, to, e);
    if (status == KEFU_OK)
        status = add_band(a, to, e);
    for (size_t i = 0; i < e->hit_count && status == KEFU_OK; i++)
        status = add_rule_hit(a, to, c, e, &e->hits[i]);
    if (status == KEFU_OK)
        kefu__mentions_convert(to, c);
    return status;
}

/* Evaluates one agent's share of a conversation as `e` evaluates all of it: by the same rubric, as
 * of the same time, with the same manual answers; and adds this to the agent's group. */
static kefu_status add_evaluated_part(kefu_aggregate *a, const kefu_conversation *c,
                                      const kefu_evaluation *e, uint32_t agent) {
    const kefu_str name = kefu__conversation_agent_name(c, agent);
    struct group *group = next_part(a);
    kefu_evaluation *part = NULL;
    if (!group)
        return KEFU_E_MEMORY;
    kefu_status status = kefu__evaluate_part(c, e->rubric, e->now, agent, &part, NULL);
    if (status == KEFU_OK && kefu__evaluation_take_answers(part, e))
        status = put_evaluation(a, group, c, part, &name);
    else if (status == KEFU_OK)
        status = KEFU_E_MEMORY;
    kefu_evaluation_free(part);
    return status;
}

/* If the aggregate groups by agent and several agents took part in the conversation, evaluates the
 * share of each and adds it to the group of this agent. */
static kefu_status add_evaluated_parts(kefu_aggregate *a, const kefu_conversation *c,
                                       const kefu_evaluation *e) {
    kefu_status status = KEFU_OK;
    size_t count = 0;
    for (uint32_t i = 0; i < c->agent_count; i++)
        count += kefu__conversation_has_part(c, i);
    for (uint32_t i = 0; i < c->agent_count && count > 1 && status == KEFU_OK; i++)
        if (kefu__conversation_has_part(c, i))
            status = add_evaluated_part(a, c, e, i);
    return status;
}

static kefu_status fill_evaluation(kefu_aggregate *a, const kefu_conversation *c,
                                   const kefu_evaluation *e) {
    kefu_status status = put_evaluation(a, a->delta, c, e, NULL);
    if (status == KEFU_OK && groups_by_agent(a))
        status = add_evaluated_parts(a, c, e);
    return status;
}

kefu_status kefu_aggregate_add_evaluation(kefu_aggregate *a, const kefu_conversation *c,
                                          const kefu_evaluation *e, kefu_error *error) {
    kefu_status status = check(a, c, error);
    if (status != KEFU_OK)
        return status;
    if (!e)
        return kefu__fail(error, KEFU_E_ARGUMENT, "adding needs an evaluation");
    if (e->of_agent)
        return kefu__fail(error, KEFU_E_ARGUMENT,
                          "an agent's part is added with the conversation's evaluation");
    if (strcmp(a->scheme->digest, e->scheme->digest) != 0)
        return kefu__fail(error, KEFU_E_SCHEME, "the evaluation was made by another scheme");
    kefu__group_clear(a, a->delta);
    a->part_count = 0;
    if ((status = fill_evaluation(a, c, e)) != KEFU_OK)
        return failure(status, error);
    return kefu__aggregate_add_delta(a, KEFU_TIME_NONE, error);
}
