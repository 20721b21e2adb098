/* SPDX-License-Identifier: MIT
 * How an evaluation comes about: hits and answers from a watch, then the scores from the answers.
 */
#ifndef KEFU_LIB_EVALUATION_PARTS_H
#define KEFU_LIB_EVALUATION_PARTS_H

#include "evaluation/evaluation.h"
#include "evaluation/watch.h"

/* An empty evaluation of a rubric, with its questions and sections; NULL without memory. */
struct kefu_evaluation *kefu__evaluation_new(const kefu_scheme *scheme, const struct rubric *rubric,
                                             const kefu_allocator *allocator);
/* A copy in the evaluation's arena; false without memory. */
bool kefu__evaluation_keep(struct kefu_evaluation *evaluation, kefu_str text, kefu_str *copy);
/* Copies the rules' hits with their evidence; false without memory. */
bool kefu__hits_copy(struct kefu_evaluation *evaluation, const struct watch *watch);
/* Answers every question as kefu finds it, and picks the weight profile; false without memory. */
bool kefu__answers_find(struct kefu_evaluation *evaluation, const struct watch *watch);
/* Computes everything that follows from hits and answers; false without memory. */
bool kefu__evaluation_score(struct kefu_evaluation *evaluation);
/* Is an answer of this question one that it can have? */
bool kefu__answer_fits(const struct rubric_question *question, const struct answer *answer);

/* Reads an answer in JSON (an option's id, a list of them, true, false, a number; "na" and null:
 * not applicable) at the reader's place; reports what it cannot be, and gives false. */
bool kefu__answer_read(struct json_reader *reader, const json_value *value,
                       const struct rubric_question *question, struct answer *answer);

#endif
