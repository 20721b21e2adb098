/* SPDX-License-Identifier: MIT
 * An evaluation's life, its accessors, and what a person overrules. */
#include "evaluation/evaluation.h"

#include <string.h>

#include "evaluation/parts.h"

struct kefu_evaluation *kefu__evaluation_new(const kefu_scheme *scheme, const struct rubric *rubric,
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

/* ---- reading it ---- */

kefu_value kefu_evaluation_score(const kefu_evaluation *evaluation) {
    const kefu_value none = {0, 0, 0, 0, KEFU_STATE_NO_DATA, KEFU_REASON_NONE, 0, KEFU_UNIT_SCORE};
    return evaluation ? evaluation->score : none;
}

const char *kefu_evaluation_band(const kefu_evaluation *evaluation) {
    return evaluation && evaluation->band ? evaluation->band->id : "";
}

kefu_status kefu_evaluation_find_part(const kefu_evaluation *evaluation, const char *id,
                                      size_t size, kefu_value *value, kefu_error *error) {
    const kefu_str wanted = {id, size};
    size_t index;
    if (!evaluation || !id || !value)
        return kefu__fail(error, KEFU_E_ARGUMENT, "evaluation, id or value is NULL");
    index = kefu__rubric_find_section(evaluation->rubric, wanted);
    if (index != SIZE_MAX) {
        *value = evaluation->sections[index].score;
        return KEFU_OK;
    }
    index = kefu__rubric_find_question(evaluation->rubric, wanted);
    if (index == SIZE_MAX)
        return kefu__fail(error, KEFU_E_NOT_FOUND, "the rubric has no section or question \"%.*s\"",
                          (int)kefu__str_truncate(wanted, 80).size, id);
    *value = evaluation->questions[index].score;
    return KEFU_OK;
}
