/* SPDX-License-Identifier: MIT
 * Weight profiles of rubrics: other weights for a kind of day. */
#include <string.h>

#include "scheme/rubric/questions.h"

static void refuse(struct rubric_compiler *compiler, kefu_status status, const char *code,
                   const char *message) {
    kefu__json_report(compiler->reader, KEFU_SEVERITY_ERROR, status, code, "%s", message);
}

/* Scales the weights that were not set, so that all add up to what they did before. */
static bool renormalize(double *weights, const bool *set, size_t count, double total) {
    double fixed = 0, rest = 0;
    size_t i;
    bool any = false;
    for (i = 0; i < count; i++) {
        any = any || set[i];
        *(set[i] ? &fixed : &rest) += weights[i];
    }
    if (!any)
        return true;
    if (fixed > total + 1e-9 || (rest <= 0 && fixed < total - 1e-9))
        return false;
    for (i = 0; i < count; i++)
        if (!set[i] && rest > 0)
            weights[i] *= (total - fixed) / rest;
    return true;
}

static void read_profile_weights(struct rubric_compiler *compiler, const json_value *object,
                                 struct weight_profile *profile) {
    struct rubric *rubric = compiler->rubric;
    bool section_set[RUBRIC_MOST_SECTIONS] = {false}, question_set[RUBRIC_MOST_QUESTIONS] = {false};
    double section_total = 0, question_total = 0;
    const json_value *weights, *item;
    bool normalize = true;
    size_t i;
    for (i = 0; i < rubric->section_count; i++)
        section_total += profile->section_weights[i] = rubric->sections[i].weight;
    for (i = 0; i < rubric->question_count; i++)
        question_total += profile->question_weights[i] = rubric->questions[i].weight;
    kefu__json_member_bool(compiler->reader, object, "renormalize", false, &normalize);
    weights = kefu__json_member_object(compiler->reader, object, "weights", true);
    kefu__json_enter_name(compiler->reader, "weights");
    for (item = kefu__json_first(weights); item; item = kefu__json_next(item)) {
        const char *name = kefu__json_name(item);
        const kefu_str id = {name, strlen(name)};
        const size_t section = kefu__rubric_find_section(rubric, id);
        const size_t question = kefu__rubric_find_question(rubric, id);
        if (section != SIZE_MAX) {
            section_set[section] = true;
            kefu__json_member_number(compiler->reader, weights, name, true, 0, 1e6,
                                     &profile->section_weights[section]);
        } else if (question != SIZE_MAX) {
            question_set[question] = true;
            kefu__json_member_number(compiler->reader, weights, name, true, 0, 1e6,
                                     &profile->question_weights[question]);
        } else {
            kefu__json_enter_name(compiler->reader, name);
            refuse(compiler, KEFU_E_REFERENCE, "unresolved_ref",
                   "there is no section or question of this id");
            kefu__json_leave(compiler->reader);
        }
    }
    if (!normalize && rubric->mode == SCORING_WEIGHTED_SECTIONS)
        kefu__rubric_check_sum(compiler, profile->section_weights, rubric->section_count);
    if (normalize && !(renormalize(profile->section_weights, section_set, rubric->section_count,
                                   section_total) &&
                       renormalize(profile->question_weights, question_set, rubric->question_count,
                                   question_total)))
        refuse(compiler, KEFU_E_DEFINITION, "out_of_range",
               "these weights leave nothing, or less than nothing, for the others");
    kefu__json_leave(compiler->reader);
}

bool kefu__rubric_read_profile(struct rubric_compiler *compiler, const json_value *object) {
    static const char *const known[] = {"id",          "title", "when", "weights",
                                        "renormalize", "note",  NULL};
    const struct condition_place place = kefu__rules_place(&compiler->asked, "a rubric");
    struct rubric *rubric = compiler->rubric;
    struct weight_profile *profile = &rubric->profiles[rubric->profile_count];
    const json_value *when = kefu__json_get(object, "when");
    kefu_str id = {"", 0};
    kefu__json_known_members(compiler->reader, object, known);
    if (!kefu__scheme_part_id(compiler->reader, object, &id))
        return true;
    rubric->profile_count++;
    profile->id = kefu__arena_text(compiler->builder->arena, id.data, id.size);
    profile->section_weights = kefu__builder_take(
        compiler->builder, (rubric->section_count + 1) * sizeof *profile->section_weights);
    profile->question_weights = kefu__builder_take(
        compiler->builder, (rubric->question_count + 1) * sizeof *profile->question_weights);
    if (!profile->id || !profile->section_weights || !profile->question_weights ||
        !kefu__title_read(compiler->builder, compiler->reader, object, "title", profile->id,
                          &profile->title_zh, &profile->title_en))
        return kefu__builder_no_memory(compiler->builder);
    read_profile_weights(compiler, object, profile);
    if (!when) {
        refuse(compiler, KEFU_E_DEFINITION, "missing_member", "the member \"when\" is missing");
        return true;
    }
    kefu__json_enter_name(compiler->reader, "when");
    profile->when = kefu__condition_compile(compiler->builder->arena, compiler->reader, when,
                                            &place);
    kefu__json_leave(compiler->reader);
    return compiler->builder->status == KEFU_OK;
}
