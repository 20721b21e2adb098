/* SPDX-License-Identifier: MIT
 * An evaluation's life, its accessors, and what a person overrules. */
#include "evaluation/evaluation.h"

#include <string.h>

#include "evaluation/parts.h"

struct kefu_evaluation *kefu__evaluation_new(kefu_scheme *scheme, const struct rubric *rubric,
                                             const kefu_allocator *allocator) {
    struct kefu_evaluation *evaluation = kefu__alloc_zero(allocator, sizeof *evaluation);
    size_t i;
    if (!evaluation)
        return NULL;
    evaluation->allocator = *allocator;
    kefu__arena_init(&evaluation->arena, allocator);
    evaluation->scheme = kefu_scheme_retain(scheme);
    evaluation->rubric = rubric;
    evaluation->profile = UINT32_MAX;
    evaluation->now = KEFU_TIME_NONE;
    evaluation->questions = kefu__arena_alloc_zero(
        &evaluation->arena, rubric->question_count * sizeof *evaluation->questions);
    evaluation->sections = kefu__arena_alloc_zero(
        &evaluation->arena, rubric->section_count * sizeof *evaluation->sections);
    evaluation->vetoes = kefu__arena_alloc_zero(&evaluation->arena, rubric->question_count *
                                                                        sizeof *evaluation->vetoes);
    if (!evaluation->questions || !evaluation->sections || !evaluation->vetoes) {
        kefu_evaluation_free(evaluation);
        return NULL;
    }
    for (i = 0; i < rubric->question_count; i++)
        evaluation->questions[i].at = KEFU_TIME_NONE;
    return evaluation;
}

void kefu_evaluation_free(kefu_evaluation *evaluation) {
    kefu_allocator allocator;
    if (!evaluation)
        return;
    allocator = evaluation->allocator;
    kefu_scheme_release(evaluation->scheme);
    kefu__arena_free(&evaluation->arena);
    kefu__release(&allocator, evaluation, sizeof *evaluation);
}

bool kefu__evaluation_keep(struct kefu_evaluation *evaluation, kefu_str text, kefu_str *copy) {
    copy->data = "";
    copy->size = 0;
    if (text.size == 0)
        return true;
    copy->data = kefu__arena_text(&evaluation->arena, text.data, text.size);
    copy->size = copy->data ? text.size : 0;
    return copy->data != NULL;
}

/* ---- making one ---- */

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

/* ---- reading it ---- */

kefu_value kefu_evaluation_score(const kefu_evaluation *evaluation) {
    const kefu_value none = {0, 0, 0, 0, KEFU_STATE_NO_DATA, KEFU_REASON_NONE, 0, KEFU_UNIT_SCORE};
    return evaluation ? evaluation->score : none;
}

const char *kefu_evaluation_band(const kefu_evaluation *evaluation) {
    return evaluation && evaluation->band ? evaluation->band->id : "";
}

kefu_status kefu_evaluation_find_part(const kefu_evaluation *evaluation, const char *id,
                                      size_t size, kefu_value *value) {
    const kefu_str wanted = {id, size};
    size_t index;
    if (!evaluation || !id || !value)
        return KEFU_E_ARGUMENT;
    index = kefu__rubric_find_section(evaluation->rubric, wanted);
    if (index != SIZE_MAX) {
        *value = evaluation->sections[index].score;
        return KEFU_OK;
    }
    index = kefu__rubric_find_question(evaluation->rubric, wanted);
    if (index == SIZE_MAX)
        return KEFU_E_NOT_FOUND;
    *value = evaluation->questions[index].score;
    return KEFU_OK;
}
