/* SPDX-License-Identifier: MIT
 * The steps of an evaluation: hits and answers from a watch, then scores from the answers. */
#ifndef KEFU_LIB_EVALUATION_PARTS_H
#define KEFU_LIB_EVALUATION_PARTS_H

#include "evaluation/evaluation.h"
#include "evaluation/watch.h"

/* Creates an evaluation with all questions and sections of a rubric, without answers. Returns NULL
 * if out of memory. */
struct kefu_evaluation *kefu__evaluation_new(const kefu_scheme *scheme, const struct rubric *rubric,
                                             const kefu_allocator *allocator);
/* Copies a text into the evaluation's arena. Returns false if out of memory. */
bool kefu__evaluation_keep(struct kefu_evaluation *evaluation, kefu_str text, kefu_str *copy);
/* Copies the hits of all rules with their evidence. Returns false if out of memory. */
bool kefu__hits_copy(struct kefu_evaluation *evaluation, const struct watch *watch);
/* Finds the automatic answer of every question, and selects the weight profile. Returns false if
 * out of memory. */
bool kefu__answers_find(struct kefu_evaluation *evaluation, const struct watch *watch);
/* Computes all scores from hits and answers. Returns false if out of memory. */
bool kefu__evaluation_score(struct kefu_evaluation *evaluation);
/* Is the answer allowed for the question? */
bool kefu__answer_fits(const struct rubric_question *question, const struct answer *answer);

/* Reads an answer at the reader's cursor: an option's id, a list of ids, true, false, or a number;
 * "na" and null mean not applicable. If the answer is not allowed for the question, reports that
 * and returns false. */
bool kefu__answer_read(struct json_reader *reader, const json_value *value,
                       const struct rubric_question *question, struct answer *answer);

/* Evaluates the share of an agent (an index), or the whole conversation for INDEX_NONE. Returns
 * KEFU_OK or KEFU_E_MEMORY. */
kefu_status kefu__evaluate_part(const kefu_conversation *conversation, const struct rubric *rubric,
                                int64_t now, uint32_t agent, kefu_evaluation **evaluation,
                                kefu_error *error);
/* Copies the manual answers in `whole`, the evaluation of the conversation, to `part`, the
 * evaluation of one agent's share, for all questions that are applicable there. Returns false if
 * out of memory. */
bool kefu__evaluation_take_answers(kefu_evaluation *part, const kefu_evaluation *whole);

#endif
