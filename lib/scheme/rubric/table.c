/* SPDX-License-Identifier: MIT
 * Finds the parts of a rubric: questions, sections, bands. */
#include "scheme/rubric/rubrics.h"

size_t kefu__rubric_find_question(const struct rubric *rubric, kefu_str id) {
    for (size_t i = 0; i < rubric->question_count; i++)
        if (kefu__str_is(id, rubric->questions[i].id))
            return i;
    return SIZE_MAX;
}

size_t kefu__rubric_find_section(const struct rubric *rubric, kefu_str id) {
    for (size_t i = 0; i < rubric->section_count; i++)
        if (kefu__str_is(id, rubric->sections[i].id))
            return i;
    return SIZE_MAX;
}

const struct rubric_band *kefu__rubric_band(const struct rubric *rubric, double score) {
    for (size_t i = 0; i < rubric->band_count; i++)
        if (score >= rubric->bands[i].min)
            return &rubric->bands[i];
    return NULL;
}

const struct rubric *kefu__rubric_of(const kefu_scheme *scheme, kefu_rubric rubric) {
    size_t index;
    if (!scheme || !scheme->rubrics)
        return NULL;
    index = kefu__handle_index(scheme, rubric, scheme->rubrics->count);
    return index == SIZE_MAX ? NULL : &scheme->rubrics->items[index];
}
