/* SPDX-License-Identifier: MIT
 * What kefu itself answers: from rules, conditions and metrics, with the evidence. */
#include "evaluation/parts.h"

#include <stdlib.h>
#include <string.h>

/* ---- hits ---- */

static int compare_hits(const void *a, const void *b) {
    const struct rule_hit *x = a, *y = b;
    if (x->rule != y->rule)
        return x->rule < y->rule ? -1 : 1;
    return (x->message > y->message) - (x->message < y->message);
}

/* If a rule's hit is based on a hint (words that are a fault in some contexts only): the enum
 * promotion that says why the hint counts as a fault; else PROMOTION_NONE. */
static uint32_t promotion_of(const struct message_record *message, const struct leaf_hit *hit) {
    for (uint32_t i = 0; i < message->hit_count; i++) {
        const struct message_hit *found = &message->hits[i];
        if (found->kind == HIT_HINT && found->start == hit->start && found->end == hit->end)
            return found->promoted;
    }
    return PROMOTION_NONE;
}

static bool copy_hit(struct kefu_evaluation *evaluation, const struct watch *watch,
                     const struct watch_hit *from, struct rule_hit *to) {
    const kefu_conversation *conversation = watch->conversation;
    const struct message_record *message;
    to->rule = from->rule;
    to->message = from->at.message;
    to->at = from->at.at;
    to->start = from->at.start;
    to->end = from->at.end;
    if (to->message == INDEX_NONE)
        return true;
    message = &conversation->messages[to->message];
    to->promoted = promotion_of(message, &from->at);
    return kefu__evaluation_keep(evaluation, message->id, &to->message_id) &&
           kefu__evaluation_keep(
               evaluation,
               kefu__conversation_agent_name(conversation, kefu__message_author(message)),
               &to->agent_id) &&
           kefu__evaluation_keep(evaluation, kefu__watch_evidence(watch, from), &to->text);
}

/* Must hit i of the watch (which has evaluated all rules) be copied to the evaluation? All hits are
 * copied, but if only one agent's share of the conversation is evaluated, only the hits in this
 * share. */
static bool is_copied(const struct watch *watch, size_t i) {
    return !watch->part ||
           kefu__part_has_hit(watch->conversation, watch->part, watch->hits[i].at.message);
}

bool kefu__hits_copy(struct kefu_evaluation *evaluation, const struct watch *watch) {
    size_t i;
    evaluation->hits = kefu__arena_alloc_zero(&evaluation->arena,
                                              watch->hit_count * sizeof *evaluation->hits);
    if (!evaluation->hits)
        return false;
    for (i = 0; i < watch->hit_count; i++)
        if (is_copied(watch, i) && !copy_hit(evaluation, watch, &watch->hits[i],
                                             &evaluation->hits[evaluation->hit_count++]))
            return false;
    qsort(evaluation->hits, evaluation->hit_count, sizeof *evaluation->hits, compare_hits);
    return true;
}

/* ---- questions ---- */

/* What is needed to answer one question of the rubric. */
struct asker {
    struct kefu_evaluation *evaluation;
    const struct watch *watch;
    /* if `watch` evaluates one agent's share of the conversation: a second watch, which evaluates
     * the whole conversation */
    const struct watch *whole;
    struct question_result *result;
    /* indices of the rule hits that are evidence for the answer; room for all hits of the
     * evaluation */
    uint32_t *evidence;
};

static void ask(void *ctx, const struct condition_leaf *leaf, struct leaf_answer *answer) {
    const struct asker *asker = ctx;
    kefu__watch_ask(asker->watch, leaf, answer);
}

/* Adds all hits of a rule to the evidence for the question's answer. */
static void add_evidence(struct asker *asker, uint32_t rule) {
    size_t i;
    for (i = 0; i < asker->evaluation->hit_count; i++)
        if (asker->evaluation->hits[i].rule == rule &&
            asker->result->evidence_count < asker->evaluation->hit_count)
            asker->evidence[asker->result->evidence_count++] = (uint32_t)i;
}

static void add_leaf_evidence(void *ctx, struct condition_leaf *leaf) {
    if (leaf->kind == RULE_LEAF_RULE)
        add_evidence(ctx, ((const struct rule_leaf *)leaf->data)->target);
}

static void no_answer(struct answer *answer, uint32_t reason) {
    answer->state = reason == KEFU_REASON_OPEN ? KEFU_STATE_PENDING : KEFU_STATE_NO_DATA;
    answer->reason = reason;
}

static enum truth case_truth(struct asker *asker, const struct rubric_case *found,
                             uint32_t *reason) {
    if (found->when)
        return kefu__condition_evaluate(found->when, ask, asker, reason);
    const enum truth truth = kefu__watch_rule(asker->watch, found->rule, reason);
    if (truth == TRUTH_UNKNOWN || found->present)
        return truth;
    return truth == TRUTH_TRUE ? TRUTH_FALSE : TRUTH_TRUE;
}

static void take_case(struct asker *asker, const struct rubric_case *found, struct answer *answer) {
    answer->state = KEFU_STATE_OK;
    answer->options |= UINT64_C(1) << found->option;
    if (found->when)
        kefu__condition_leaves(found->when, add_leaf_evidence, asker);
    else if (found->present)
        add_evidence(asker, found->rule);
}

/* Answers a question by its cases, each a condition with the option to choose. The first case whose
 * condition is true gives the answer; if the condition of an earlier case is unknown, the question
 * is not answered. For multi_select, the options of all true cases are the answer. */
static void answer_by_cases(struct asker *asker, const struct rubric_question *question,
                            struct answer *answer) {
    size_t i;
    answer->state = KEFU_STATE_NO_DATA;
    for (i = 0; i < question->case_count; i++) {
        uint32_t reason = KEFU_REASON_NONE;
        const enum truth truth = case_truth(asker, &question->cases[i], &reason);
        if (truth == TRUTH_UNKNOWN) {
            no_answer(answer, reason);
            answer->options = 0;
            asker->result->evidence_count = 0;
            return;
        }
        if (truth == TRUTH_FALSE)
            continue;
        take_case(asker, &question->cases[i], answer);
        if (question->type != QUESTION_MULTI_SELECT)
            return;
    }
    if (answer->state == KEFU_STATE_OK)
        return;
    if (question->default_option != UINT32_MAX) {
        answer->state = KEFU_STATE_OK;
        answer->options = UINT64_C(1) << question->default_option;
    } else if (question->type == QUESTION_MULTI_SELECT) {
        /* multi_select without a true case: the answer is the empty set of options */
        answer->state = KEFU_STATE_OK;
    } else {
        no_answer(answer, KEFU_REASON_NO_EVENTS);
    }
}

static void answer_by_metric(const struct asker *asker, const struct rubric_question *question,
                             struct answer *answer) {
    kefu_value value;
    if (kefu__conversation_measure(asker->watch->conversation, question->metric,
                                   (kefu_statistic)question->statistic, asker->watch->until,
                                   asker->watch->part, &value, NULL)) {
        no_answer(answer, KEFU_REASON_NO_EVENTS);
        return;
    }
    answer->state = KEFU_VALUE_IS_NUMBER(value) ? (uint32_t)KEFU_STATE_OK : value.state;
    answer->reason = KEFU_VALUE_IS_NUMBER(value) ? (uint32_t)KEFU_REASON_NONE : value.reason;
    answer->number = KEFU_VALUE_IS_NUMBER(value) ? value.value : 0;
}

static void answer_asked(struct asker *asker, const struct rubric_question *question,
                         struct answer *answer) {
    uint32_t reason = KEFU_REASON_NONE;
    enum truth enabled = TRUTH_TRUE;
    if (question->enabled_if)
        enabled = kefu__condition_evaluate(question->enabled_if, ask, asker, &reason);
    if (enabled == TRUTH_FALSE)
        answer->state = KEFU_STATE_NOT_APPLICABLE;
    else if (enabled == TRUTH_UNKNOWN)
        no_answer(answer, reason);
    else if (question->metric != UINT32_MAX)
        answer_by_metric(asker, question, answer);
    else if (question->case_count > 0 || question->default_option != UINT32_MAX)
        answer_by_cases(asker, question, answer);
    else
        answer->state = KEFU_STATE_PENDING; /* a person must answer this question */
}

/* Answers a question. In the evaluation of one agent's share, by what this agent said and did,
 * unless the rubric attributes the question's outcome to one agent (for example the last one): then
 * from the whole conversation, and only in the evaluation of this agent. */
static void answer_question(struct asker *asker, const struct rubric_question *question) {
    const struct watch *watch = asker->watch;
    struct answer *answer = &asker->result->found;
    const bool whole = watch->part && question->attribution != ATTRIBUTION_SPEAKER;
    if (whole && !kefu__observe_charges(watch->conversation, question->attribution, watch->part)) {
        answer->state = KEFU_STATE_NOT_APPLICABLE;
    } else {
        asker->watch = whole ? asker->whole : watch;
        answer_asked(asker, question, answer);
        asker->watch = watch;
    }
    asker->result->answer = *answer;
}

static uint32_t find_profile(struct asker *asker, const struct rubric *rubric) {
    size_t i;
    for (i = 0; i < rubric->profile_count; i++)
        if (kefu__condition_evaluate(rubric->profiles[i].when, ask, asker, NULL) == TRUTH_TRUE)
            return (uint32_t)i;
    return UINT32_MAX;
}

bool kefu__answers_find(struct kefu_evaluation *evaluation, const struct watch *watch) {
    const struct rubric *rubric = evaluation->rubric;
    struct watch whole = *watch;
    struct asker asker = {evaluation, watch, &whole, NULL, NULL};
    uint32_t *room = kefu__alloc(&evaluation->allocator, evaluation->hit_count * sizeof *room);
    bool fine = room != NULL;
    size_t i;
    whole.part = NULL;
    asker.evidence = room;
    for (i = 0; i < rubric->question_count && fine; i++) {
        struct question_result *result = &evaluation->questions[i];
        uint32_t *evidence;
        asker.result = result;
        answer_question(&asker, &rubric->questions[i]);
        evidence = kefu__arena_alloc(&evaluation->arena, result->evidence_count * sizeof *evidence);
        fine = evidence != NULL;
        if (fine && result->evidence_count > 0)
            memcpy(evidence, room, result->evidence_count * sizeof *evidence);
        result->evidence = evidence;
    }
    if (fine)
        evaluation->profile = find_profile(&asker, rubric);
    kefu__release(&evaluation->allocator, room, evaluation->hit_count * sizeof *room);
    return fine;
}

bool kefu__answer_fits(const struct rubric_question *question, const struct answer *answer) {
    const uint64_t options = answer->options;
    if (answer->state != KEFU_STATE_OK)
        return true;
    if (question->type == QUESTION_RATING)
        return answer->number >= question->scale_min && answer->number <= question->scale_max;
    if (question->type == QUESTION_NUMERIC)
        return true;
    if (question->option_count < 64 && options >> question->option_count)
        return false;
    return question->type == QUESTION_MULTI_SELECT || (options && !(options & (options - 1)));
}
