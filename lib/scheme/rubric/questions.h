/* SPDX-License-Identifier: MIT
 * Compiling rubrics: shared by the tables of forms, of questions and of profiles. */
#ifndef KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H
#define KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H

#include "scheme/rubric/rubrics.h"

/* The context of reading one rubric, which is the builder's `part` meanwhile. */
struct rubric_compiler {
    struct rules_asked asked;
    struct scheme_builder *builder;
    struct rubric *rubric;
    const struct rubric_question *question; /* the current one */
    size_t question_errors; /* the document's number of errors when the question began */
    size_t question_room;   /* the capacity of rubric->questions */
};

static inline struct rubric_compiler *kefu__rubric_compiler(const struct field_reader *reader) {
    return ((struct scheme_builder *)reader->ctx)->part;
}

/* A question is appended to the rubric's, and belongs to the section that was added last. */
extern const struct shape kefu__question_shape;
/* A weight profile; read after the rubric's sections and questions. */
extern const struct shape kefu__profile_shape;

/* False, after a report, if another section or question of the rubric has the id; also for NULL. */
bool kefu__rubric_check_id(struct field_reader *reader, const char *id);
/* Reads a condition on a conversation as it is when the rubric is evaluated. */
void kefu__rubric_condition(struct field_reader *reader, const json_value *value,
                            const struct condition **condition);
/* Warns if weights add up neither to 100 (percent) nor to 1. */
void kefu__rubric_check_sum(struct field_reader *reader, const double *weights, size_t count);
/* Completes the title of a section or question, and registers it under "RUBRIC/PART". */
void kefu__rubric_title(struct field_reader *reader, const char *part, const char **zh,
                        const char **en);

/* Completes the questions' digests; see struct scheme_kind. */
bool kefu__rubrics_seal(struct scheme_builder *builder);

#endif
