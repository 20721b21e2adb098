/* SPDX-License-Identifier: MIT
 * The steps of an evaluation: hits and answers from a watch, then scores from the answers. */
#ifndef KEFU_LIB_EVALUATION_PARTS_H
#define KEFU_LIB_EVALUATION_PARTS_H

#include "evaluation/evaluation.h"
#include "evaluation/watch.h"

/* Creates an evaluation with one unanswered result for each question and section of the rubric.
 * Returns NULL if out of memory. */
struct kefu_evaluation *kefu__evaluation_new(const kefu_scheme *scheme, const struct rubric *rubric,
                                             const kefu_allocator *allocator);
/* Copies a text into the evaluation's arena. Returns false if out of memory. */
bool kefu__evaluation_keep(struct kefu_evaluation *evaluation, kefu_str text, kefu_str *copy);
/* Copies the hits of all rules from the watch to the evaluation, with the texts that are evidence.
 * Returns false if out of memory. */
bool kefu__hits_copy(struct kefu_evaluation *evaluation, const struct watch *watch);
/* Finds the automatic answers of all questions, and chooses the rubric's weight profile. Returns
 * false if out of memory. */
bool kefu__answers_find(struct kefu_evaluation *evaluation, const struct watch *watch);
/* Computes all scores of the evaluation from its hits and answers. Returns false if out of memory.
 */
bool kefu__evaluation_score(struct kefu_evaluation *evaluation);
/* Is the answer one of those that the question allows? */
bool kefu__answer_fits(const struct rubric_question *question, const struct answer *answer);

/* Reads the answer to a question from JSON: the id of an option, an array of ids, true, false or a
 * number; "na" and null mean not applicable. Reports an answer that the question does not allow,
 * and returns false. */
bool kefu__answer_read(struct json_reader *reader, const json_value *value,
                       const struct rubric_question *question, struct answer *answer);

/* Evaluates a conversation by a rubric as of `now`: only the share of the agent of index `agent`,
 * or the whole conversation if that is INDEX_NONE. Returns KEFU_OK or KEFU_E_MEMORY. */
kefu_status kefu__evaluate_part(const kefu_conversation *conversation, const struct rubric *rubric,
                                int64_t now, uint32_t agent, kefu_evaluation **evaluation,
                                kefu_error *error);
/* Copies manual answers from `whole`, the evaluation of the conversation, to `part`, the evaluation
 * of one agent's share, except to questions that are not applicable there. Returns false if out of
 * memory. */
bool kefu__evaluation_take_answers(kefu_evaluation *part, const kefu_evaluation *whole);

#endif
