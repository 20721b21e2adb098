/* SPDX-License-Identifier: MIT
 * Making an evaluation: a watch updated once, then answers and scores from its hits. */
#include "evaluation/evaluation.h"
#include "evaluation/parts.h"

static bool judge(struct kefu_evaluation *evaluation, const kefu_conversation *conversation,
                  int64_t now) {
    struct watch watch;
    bool fine;
    evaluation->now = now;
    if (!kefu__evaluation_keep(evaluation, conversation->id, &evaluation->conversation_id) ||
        !kefu__evaluation_keep(evaluation, kefu__conversation_agent(conversation),
                               &evaluation->agent_id) ||
        !kefu__watch_init(&watch, conversation, &evaluation->allocator))
        return false;
    fine = kefu__watch_update(&watch, now) && kefu__hits_copy(evaluation, &watch) &&
           kefu__answers_find(evaluation, &watch) && kefu__evaluation_score(evaluation);
    kefu__watch_free(&watch);
    return fine;
}

kefu_status kefu_evaluate(const kefu_conversation *conversation, kefu_rubric rubric, int64_t now,
                          kefu_evaluation **evaluation, kefu_error *error) {
    const struct rubric *form;
    kefu_evaluation *made;
    if (!conversation || !evaluation)
        return kefu__fail(error, KEFU_E_ARGUMENT, "conversation or evaluation is NULL");
    form = kefu__rubric_of(conversation->scheme, rubric);
    if (!form)
        return kefu__fail(error, KEFU_E_HANDLE, "the conversation's scheme has no such rubric");
    made = kefu__evaluation_new(conversation->scheme, form, &conversation->allocator);
    if (!made)
        return kefu__no_memory(error);
    if (!judge(made, conversation, now)) {
        kefu_evaluation_free(made);
        return kefu__no_memory(error);
    }
    *evaluation = made;
    return KEFU_OK;
}
