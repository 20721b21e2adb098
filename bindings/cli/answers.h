/* SPDX-License-Identifier: MIT
 * Answers that people give to questions of the rubric, by the conversations that they are about. */
#ifndef KEFU_CLI_ANSWERS_H
#define KEFU_CLI_ANSWERS_H

#include <pthread.h>

#include "findings.h"

struct given_answer;
struct given_answers {
    struct given_answer *items; /* sorted by conversation, those of one as they came */
    size_t count, capacity;
    bool ready;           /* the lock was made */
    pthread_mutex_t lock; /* guards what becomes of them */
};

/* Reads the answer records of files; without any, there are none. Returns false after a failure
 * that was printed. */
bool cli_answers_read(struct given_answers *answers, const char *const *files, size_t count,
                      const char *encoding, struct finding_printer *printer);
/* Gives the evaluation of a conversation (an empty agent: that is the responsible one's), or of an
 * agent's part of it, the answers that are about it. What the rubric refuses is told by
 * cli_answers_tell(). Any number of threads may call it. */
void cli_answers_apply(struct given_answers *answers, const kefu_conversation *conversation,
                       kefu_str agent, kefu_evaluation *evaluation);
/* Tells which answers were refused, and which are about conversations that did not come. */
void cli_answers_tell(struct given_answers *answers, struct finding_printer *printer);
void cli_answers_free(struct given_answers *answers);

#endif
