/* SPDX-License-Identifier: MIT
 * Weight profiles of rubrics: alternative weights under a condition. */
#include <string.h>

#include "scheme/rubric/questions.h"

/* Scales the weights that the profile does not set so that the sum of all weights becomes `total`,
 * the sum before the profile. Returns false if that is impossible. */
static bool renormalize(double *weights, const bool *set, size_t count, double total) {
    double fixed = 0, rest = 0;
    bool any = false;
    for (size_t i = 0; i < count; i++) {
        any = any || set[i];
        *(set[i] ? &fixed : &rest) += weights[i];
    }
    if (!any)
        return true;
    if (fixed > total + 1e-9 || (rest <= 0 && fixed < total - 1e-9))
        return false;
    for (size_t i = 0; i < count; i++)
        if (!set[i] && rest > 0)
            weights[i] *= (total - fixed) / rest;
    return true;
}

/* The state while a weight profile is read: which sections' and questions' weights it sets, and the
 * sums of the weights without the profile. */
struct weights {
    bool section_set[RUBRIC_SECTIONS_MAX], question_set[RUBRIC_QUESTIONS_MAX];
    double section_total, question_total;
};

static void copy_weights(const struct rubric *rubric, struct weight_profile *profile,
                         struct weights *weights) {
    memset(weights, 0, sizeof *weights);
    for (size_t i = 0; i < rubric->section_count; i++)
        weights->section_total += profile->section_weights[i] = rubric->sections[i].weight;
    for (size_t i = 0; i < rubric->question_count; i++)
        weights->question_total += profile->question_weights[i] = rubric->questions[i].weight;
}

/* Reads the weight of the section or question whose id is the member's name. */
static void read_weight(struct field_reader *reader, const json_value *object,
                        const json_value *value, struct weight_profile *profile,
                        struct weights *weights) {
    const struct rubric *rubric = kefu__rubric_compiler(reader)->rubric;
    const kefu_str id = kefu__json_key(value);
    const size_t section = kefu__rubric_find_section(rubric, id);
    const size_t question = kefu__rubric_find_question(rubric, id);
    double *weight = NULL;
    if (section != SIZE_MAX) {
        weights->section_set[section] = true;
        weight = &profile->section_weights[section];
    } else if (question != SIZE_MAX) {
        weights->question_set[question] = true;
        weight = &profile->question_weights[question];
    } else {
        kefu__json_refuse(reader->json, id.data, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no section or question of this id");
        return;
    }
    kefu__json_member_number(reader->json, object, id.data, true, 0, 1e6, weight);
}

static void read_weights(struct field_reader *reader, const json_value *object, void *item) {
    const struct rubric *rubric = kefu__rubric_compiler(reader)->rubric;
    struct weight_profile *profile = item;
    struct weights weights;
    const json_value *value;
    profile->section_weights = kefu__field_room(reader, rubric->section_count, sizeof(double));
    profile->question_weights = kefu__field_room(reader, rubric->question_count, sizeof(double));
    if (!profile->section_weights || !profile->question_weights)
        return;
    copy_weights(rubric, profile, &weights);
    if (!kefu__json_is(object, JSON_OBJECT))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type", "must be an object");
    for (value = kefu__json_first(object); value; value = kefu__json_next(value))
        read_weight(reader, object, value, profile, &weights);
    if (profile->as_they_are) {
        if (rubric->mode == SCORING_WEIGHTED_SECTIONS)
            kefu__rubric_check_sum(reader, profile->section_weights, rubric->section_count);
        return;
    }
    if (!renormalize(profile->section_weights, weights.section_set, rubric->section_count,
                     weights.section_total) ||
        !renormalize(profile->question_weights, weights.question_set, rubric->question_count,
                     weights.question_total))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "out_of_range",
                          "these weights leave nothing, or less than nothing, for the others");
}

static void read_renormalize(struct field_reader *reader, const json_value *object, void *item) {
    bool normalize = true;
    kefu__json_member_bool(reader->json, object, "renormalize", false, &normalize);
    ((struct weight_profile *)item)->as_they_are = !normalize;
}

static void read_when(struct field_reader *reader, const json_value *value, void *item) {
    kefu__rubric_condition(reader, value, &((struct weight_profile *)item)->when);
}

static bool finish_profile(struct field_reader *reader, const json_value *object, void *item) {
    struct weight_profile *profile = item;
    (void)reader;
    (void)object;
    if (profile->id)
        kefu__title_complete(&profile->title_zh, &profile->title_en, profile->id);
    return profile->id != NULL;
}

static const struct field fields[] = {
    {"id", FIELD_PART_ID, FIELD_REQUIRED, FIELD_AT(struct weight_profile, id)},
    {"title", FIELD_TITLE, FIELD_AT_BOTH(struct weight_profile, title_zh, title_en)},
    {.name = "note"},
    {"renormalize", FIELD_ANY, .schema = "{\"type\": \"boolean\"}",
     .description = "Scale the other weights, so that all add up to what they did? true."},
    {NULL, FIELD_CHECK, .read = read_renormalize},
    {"weights", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_weights,
     .schema = "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"number\", "
               "\"minimum\": 0, \"maximum\": 1000000}}",
     .description = "By the ids of sections and questions."},
    {"when", FIELD_CUSTOM, FIELD_REQUIRED, .read = read_when,
     .schema = "{\"$ref\": \"#/definitions/condition\"}"}};
const struct field_table kefu__profile_table = {"a weight profile", FIELDS_OF(fields),
                                                .size = sizeof(struct weight_profile),
                                                .finish = finish_profile};
