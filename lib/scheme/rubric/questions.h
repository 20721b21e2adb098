/* SPDX-License-Identifier: MIT
 * Compiling rubrics: shared by the tables of forms, of questions and of profiles. */
#ifndef KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H
#define KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H

#include "scheme/rubric/rubrics.h"

/* The state of reading one rubric: the builder's `part`. */
struct rubric_compiler {
    struct rules_asked asked;
    struct scheme_builder *builder;
    struct rubric *rubric;
    const struct rubric_question *question; /* the one that is being read */
    size_t question_errors;                 /* of the document, when that was begun */
    size_t question_room;                   /* how many rubric->questions may hold */
};

static inline struct rubric_compiler *kefu__rubric_compiler(const struct field_reader *reader) {
    return ((struct scheme_builder *)reader->ctx)->part;
}

/* A question is appended to the rubric's, and belongs to the section that was added last. */
extern const struct shape kefu__question_shape;
/* Of a weight profile; the rubric's sections and questions stand. */
extern const struct shape kefu__profile_shape;

/* Reports an id that another section or question of the form has; false then, and without an id. */
bool kefu__rubric_check_id(struct field_reader *reader, const char *id);
/* Reads a condition on what is known of a conversation when its form is filled in. */
void kefu__rubric_condition(struct field_reader *reader, const json_value *value,
                            const struct condition **condition);
/* Warns where weights, which are shares, add up neither to 100 (percent) nor to 1. */
void kefu__rubric_check_sum(struct field_reader *reader, const double *weights, size_t count);
/* Completes a part's title, which the scheme then knows as "RUBRIC/PART". */
void kefu__rubric_title(struct field_reader *reader, const char *part, const char **zh,
                        const char **en);

#endif
