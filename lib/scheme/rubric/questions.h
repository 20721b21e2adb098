/* SPDX-License-Identifier: MIT
 * Compiling rubrics: shared by the tables of forms, of questions and of profiles. */
#ifndef KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H
#define KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H

#include "scheme/rubric/rubrics.h"

/* The context while one rubric is read; the builder's `part` points to it. */
struct rubric_compiler {
    struct rules_asked asked;
    struct scheme_builder *builder;
    struct rubric *rubric;
    const struct rubric_question *question; /* the question that is being read */
    size_t question_errors; /* the document's number of errors when the question began */
    size_t question_room;   /* the capacity of rubric->questions */
    /* does a condition of the current question use an outcome of the whole conversation? */
    bool asks_outcome;
};

static inline struct rubric_compiler *kefu__rubric_compiler(const struct field_reader *reader) {
    return ((struct scheme_builder *)reader->ctx)->part;
}

/* The table of a question, which is appended to the rubric and belongs to the section added last.
 */
extern const struct field_table kefu__question_table;
/* The table of a weight profile, which must be read after the rubric's sections and questions. */
extern const struct field_table kefu__profile_table;

/* Checks the id of a section or question. False, after a report, if another one of the rubric has
 * it, or if it is NULL. */
bool kefu__rubric_check_id(struct field_reader *reader, const char *id);
/* Reads a condition on a conversation, which is evaluated together with the rubric. */
void kefu__rubric_condition(struct field_reader *reader, const json_value *value,
                            const struct condition **condition);
/* Warns if the sum of weights is neither 100 (percent) nor 1. */
void kefu__rubric_check_sum(struct field_reader *reader, const double *weights, size_t count);
/* Completes the title of a section or question, and registers it for the id "RUBRIC/PART". */
void kefu__rubric_title(struct field_reader *reader, const char *part, const char **zh,
                        const char **en);

/* Completes the questions' digests; see struct scheme_kind. */
bool kefu__rubrics_seal(struct scheme_builder *builder);

#endif
