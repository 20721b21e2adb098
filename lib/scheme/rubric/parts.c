/* SPDX-License-Identifier: MIT
 * What sections, questions and profiles of a rubric share while they are compiled. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scheme/rubric/questions.h"

void kefu__rubric_title(struct field_reader *reader, const char *part, const char **zh,
                        const char **en) {
    const struct rubric_compiler *compiler = kefu__rubric_compiler(reader);
    char id[256];
    kefu__title_complete(zh, en, part);
    snprintf(id, sizeof id, "%s/%s", compiler->rubric->id, part);
    kefu__builder_title(compiler->builder, id, *zh, *en);
}

void kefu__rubric_condition(struct field_reader *reader, const json_value *value,
                            const struct condition **condition) {
    struct rubric_compiler *compiler = kefu__rubric_compiler(reader);
    *condition = kefu__condition_compile(reader->arena, reader->json, value, &kefu__rubric_place,
                                         &compiler->asked);
}

bool kefu__rubric_check_id(struct field_reader *reader, const char *id) {
    const struct rubric *rubric = kefu__rubric_compiler(reader)->rubric;
    const kefu_str text = kefu__str(id);
    if (!id)
        return false;
    return (kefu__rubric_find_question(rubric, text) == SIZE_MAX &&
            kefu__rubric_find_section(rubric, text) == SIZE_MAX) ||
           kefu__json_refuse(reader->json, "id", KEFU_E_DUPLICATE, "duplicate_id",
                             "sections and questions share one space of ids: this one stands "
                             "twice");
}

void kefu__rubric_check_sum(struct field_reader *reader, const double *weights, size_t count) {
    double sum = 0;
    char text[32];
    for (size_t i = 0; i < count; i++)
        sum += weights[i];
    if (fabs(sum - 100) < 1e-6 || fabs(sum - 1) < 1e-9)
        return;
    kefu__format_double(text, sum);
    kefu__json_report(reader->json, KEFU_SEVERITY_WARNING, KEFU_OK, "weights_not_100",
                      "the sections' weights add up to %s, not 100", text);
}
