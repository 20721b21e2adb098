/* SPDX-License-Identifier: MIT
 * Compiling rubrics: shared by the tables of forms, of questions and of profiles. */
#ifndef KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H
#define KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H

#include "scheme/rubric/rubrics.h"

/* The state while one rubric is compiled; scheme_builder.part points to it. */
struct rubric_compiler {
    struct rules_asked asked;
    struct scheme_builder *builder;
    struct rubric *rubric;
    const struct rubric_question *question; /* the question that is being read */
    size_t question_errors; /* number of errors in the document before the question was read */
    size_t question_room;   /* the capacity of rubric->questions */
    /* does a condition of the current question compare a metric that measures an outcome of the
     * whole conversation? */
    bool asks_outcome;
};

static inline struct rubric_compiler *kefu__rubric_compiler(const struct field_reader *reader) {
    return ((struct scheme_builder *)reader->ctx)->part;
}

/* The field table of a question, which is appended to the rubric and belongs to the section added
 * last. */
extern const struct field_table kefu__question_table;
/* The field table of a weight profile; profiles must be read after the rubric's sections and
 * questions. */
extern const struct field_table kefu__profile_table;

/* Checks the id of a section or question. Returns false, after a report, if the id is NULL, or if
 * another section or question of the rubric has it. */
bool kefu__rubric_check_id(struct field_reader *reader, const char *id);
/* Compiles a condition on the conversation (such as "enabled_if") into *condition; the leaves
 * allowed are those of kefu__rubric_place. */
void kefu__rubric_condition(struct field_reader *reader, const json_value *value,
                            const struct condition **condition);
/* Warns if the sum of weights is neither 100 (percent) nor 1. */
void kefu__rubric_check_sum(struct field_reader *reader, const double *weights, size_t count);
/* Completes the title of the section or question with the id `part` (a missing language gets the
 * text of the other one), and registers it for the id "RUBRIC/PART". */
void kefu__rubric_title(struct field_reader *reader, const char *part, const char **zh,
                        const char **en);

/* Adds to each question's digest those of the metrics, rules and lexicon entries that its automatic
 * answers depend on. Callback `finish` of struct scheme_kind. */
bool kefu__rubrics_seal(struct scheme_builder *builder);

#endif
