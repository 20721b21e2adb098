/* SPDX-License-Identifier: MIT
 * Making an evaluation of a conversation, or of one agent's share of it: a watch updated once, then
 * answers and scores from its hits. */
#include "evaluation/evaluation.h"
#include "evaluation/parts.h"

static bool judge(struct kefu_evaluation *evaluation, const kefu_conversation *conversation,
                  int64_t now, const struct observed_agent *part) {
    const kefu_str agent = part ? kefu__conversation_agent_name(conversation, part->agent)
                                : kefu__conversation_agent(conversation);
    struct watch watch;
    bool fine;
    evaluation->now = now;
    evaluation->of_agent = part != NULL;
    if (!kefu__evaluation_keep(evaluation, conversation->id, &evaluation->conversation_id) ||
        !kefu__evaluation_keep(evaluation, agent, &evaluation->agent_id) ||
        !kefu__watch_init(&watch, conversation, &evaluation->allocator))
        return false;
    fine = kefu__watch_update(&watch, now);
    watch.part = part;
    fine = fine && kefu__hits_copy(evaluation, &watch) && kefu__answers_find(evaluation, &watch) &&
           kefu__evaluation_score(evaluation);
    kefu__watch_free(&watch);
    return fine;
}

kefu_status kefu__evaluate_part(const kefu_conversation *c, const struct rubric *rubric,
                                int64_t now, uint32_t agent, kefu_evaluation **evaluation,
                                kefu_error *error) {
    const struct observed_agent part = {agent, agent == kefu__conversation_responsible(c)};
    kefu_evaluation *made = kefu__evaluation_new(c->scheme, rubric, &c->allocator);
    if (!made)
        return kefu__no_memory(error);
    if (!judge(made, c, now == KEFU_TIME_NONE ? KEFU_TIME_END : now,
               agent == INDEX_NONE ? NULL : &part)) {
        kefu_evaluation_free(made);
        return kefu__no_memory(error);
    }
    *evaluation = made;
    return KEFU_OK;
}

void kefu_evaluate_options_init(kefu_evaluate_options *options) {
    if (options)
        *options = (kefu_evaluate_options)KEFU_EVALUATE_OPTIONS_INIT;
}

/* Finds the agent whose share of the conversation is to be evaluated. *agent: index of the agent,
 * or INDEX_NONE if `name` is empty. Returns KEFU_E_NOT_FOUND if no agent of this name took part in
 * the conversation. */
static kefu_status find_agent(const kefu_conversation *c, kefu_str name, uint32_t *agent,
                              kefu_error *error) {
    *agent = INDEX_NONE;
    if (name.size == 0)
        return KEFU_OK;
    for (uint32_t i = 0; i < c->agent_count; i++)
        if (kefu__str_equal(c->agents[i].name, name) && kefu__conversation_has_part(c, i))
            *agent = i;
    return *agent != INDEX_NONE
               ? KEFU_OK
               : kefu__fail(error, KEFU_E_NOT_FOUND, "\"%.*s\" has no part in the conversation",
                            (int)kefu__str_truncate(name, 80).size, name.data);
}

kefu_status kefu_evaluate_part(const kefu_conversation *conversation, kefu_rubric rubric,
                               const kefu_evaluate_options *options, kefu_evaluation **evaluation,
                               kefu_error *error) {
    kefu_evaluate_options own = KEFU_EVALUATE_OPTIONS_INIT;
    uint32_t agent;
    kefu_status status = kefu__options_copy(&own, sizeof own, options, error);
    if (status == KEFU_OK)
        status = kefu__options_check(own.flags, 0, own.reserved, error);
    if (status != KEFU_OK)
        return status;
    if (!conversation || !evaluation || !kefu__str_sound(own.agent_id))
        return kefu__fail(error, KEFU_E_ARGUMENT, "conversation, evaluation or agent_id is NULL");
    const struct rubric *form = kefu__rubric_of(conversation->scheme, rubric);
    if (!form)
        return kefu__fail(error, KEFU_E_HANDLE, "the conversation's scheme has no such rubric");
    status = kefu__conversation_check_analysed(conversation, error);
    if (status == KEFU_OK)
        status = find_agent(conversation, own.agent_id, &agent, error);
    return status == KEFU_OK
               ? kefu__evaluate_part(conversation, form, own.now, agent, evaluation, error)
               : status;
}

kefu_status kefu_evaluate(const kefu_conversation *conversation, kefu_rubric rubric, int64_t now,
                          kefu_evaluation **evaluation, kefu_error *error) {
    kefu_evaluate_options options = KEFU_EVALUATE_OPTIONS_INIT;
    options.now = now;
    return kefu_evaluate_part(conversation, rubric, &options, evaluation, error);
}
