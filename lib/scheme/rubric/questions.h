/* SPDX-License-Identifier: MIT
 * Compiling rubrics: shared by the driver and the readers of questions and profiles. */
#ifndef KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H
#define KEFU_LIB_SCHEME_RUBRIC_QUESTIONS_H

#include "scheme/rubric/rubrics.h"

/* The state of reading one rubric. */
struct rubric_compiler {
    struct rules_asked asked;
    struct scheme_builder *builder;
    struct json_reader *reader;
    struct rubric *rubric;
    uint32_t na; /* the rubric's enum na_policy */
};

/* Reads the question at the reader's place; its id, section and title are set already. False: no
 * memory; content errors only count in the reader. */
bool kefu__question_read(struct rubric_compiler *compiler, const json_value *object,
                         struct rubric_question *question);
/* Reads the weight profile at the reader's place; the rubric's sections and questions stand. */
bool kefu__rubric_read_profile(struct rubric_compiler *compiler, const json_value *object);
/* Warns where weights, which are shares, add up neither to 100 (percent) nor to 1. */
void kefu__rubric_check_sum(struct rubric_compiler *compiler, const double *weights, size_t count);
/* A title of a part, known to the scheme as "RUBRIC/PART". False: no memory. */
bool kefu__rubric_title(struct rubric_compiler *compiler, const char *part, const char *zh,
                        const char *en);

#endif
