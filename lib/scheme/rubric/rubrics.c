/* SPDX-License-Identifier: MIT
 * Documents of kind "rubric" → the rubrics of a scheme: sections, bands, profiles, deductions. */
#include "scheme/rubric/rubrics.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "scheme/rubric/questions.h"
#include "scheme/rule_set/leaves.h"
#include "scheme/rule_set/tests.h"

static void report(struct rubric_compiler *compiler, kefu_severity severity, kefu_status status,
                   const char *code, const char *message) {
    kefu__json_report(compiler->reader, severity, status, code, "%s", message);
}

static void warn(struct rubric_compiler *compiler, const char *code, const char *message) {
    report(compiler, KEFU_SEVERITY_WARNING, KEFU_OK, code, message);
}

bool kefu__rubric_title(struct rubric_compiler *compiler, const char *part, const char *zh,
                        const char *en) {
    char id[256];
    snprintf(id, sizeof id, "%s/%s", compiler->rubric->id, part);
    return kefu__builder_title(compiler->builder, id, zh, en);
}

/* ---- looking up ---- */

size_t kefu__rubric_find_question(const struct rubric *rubric, kefu_str id) {
    size_t i;
    for (i = 0; i < rubric->question_count; i++)
        if (kefu__str_is(id, rubric->questions[i].id))
            return i;
    return SIZE_MAX;
}

size_t kefu__rubric_find_section(const struct rubric *rubric, kefu_str id) {
    size_t i;
    for (i = 0; i < rubric->section_count; i++)
        if (kefu__str_is(id, rubric->sections[i].id))
            return i;
    return SIZE_MAX;
}

const struct rubric_band *kefu__rubric_band(const struct rubric *rubric, double score) {
    size_t i;
    for (i = 0; i < rubric->band_count; i++)
        if (score >= rubric->bands[i].min)
            return &rubric->bands[i];
    return NULL;
}

/* Reads the id of a part at the reader's place; NULL when it is missing or stands twice (reported)
 * or without memory. */
static const char *read_part_id(struct rubric_compiler *compiler, const json_value *object) {
    kefu_str id = {"", 0};
    const char *copy;
    if (!kefu__scheme_part_id(compiler->reader, object, &id))
        return NULL;
    if (kefu__rubric_find_question(compiler->rubric, id) != SIZE_MAX ||
        kefu__rubric_find_section(compiler->rubric, id) != SIZE_MAX) {
        kefu__json_enter_name(compiler->reader, "id");
        report(compiler, KEFU_SEVERITY_ERROR, KEFU_E_DUPLICATE, "duplicate_id",
               "sections and questions share one space of ids: this one stands twice");
        kefu__json_leave(compiler->reader);
        return NULL;
    }
    copy = kefu__arena_text(compiler->builder->arena, id.data, id.size);
    if (!copy)
        kefu__builder_no_memory(compiler->builder);
    return copy;
}

/* ---- sections ---- */

static bool read_questions(struct rubric_compiler *compiler, const json_value *list,
                           struct rubric_section *section) {
    struct rubric *rubric = compiler->rubric;
    const json_value *item;
    size_t index = 0;
    bool fine = true;
    section->first_question = (uint32_t)rubric->question_count;
    kefu__json_enter_name(compiler->reader, "questions");
    for (item = kefu__json_first(list); item && fine; item = kefu__json_next(item)) {
        const char *id;
        kefu__json_enter_index(compiler->reader, index++);
        id = read_part_id(compiler, item);
        if (id) {
            struct rubric_question *question = &rubric->questions[rubric->question_count];
            question->id = id;
            question->section = (uint32_t)(section - rubric->sections);
            rubric->question_count++;
            section->question_count++;
            fine = kefu__title_read(compiler->builder, compiler->reader, item, "title", id,
                                    &question->title_zh, &question->title_en) &&
                   kefu__question_read(compiler, item, question) &&
                   kefu__rubric_title(compiler, id, question->title_zh, question->title_en);
        }
        kefu__json_leave(compiler->reader);
    }
    kefu__json_leave(compiler->reader);
    return fine && compiler->builder->status == KEFU_OK;
}

static bool read_section(struct rubric_compiler *compiler, const json_value *object) {
    static const char *const known[] = {"id",          "title", "weight", "questions",
                                        "description", "note",  NULL};
    struct rubric *rubric = compiler->rubric;
    struct rubric_section *section = &rubric->sections[rubric->section_count];
    const json_value *questions;
    section->id = read_part_id(compiler, object);
    if (!section->id)
        return compiler->builder->status == KEFU_OK;
    rubric->section_count++;
    section->weight = 1;
    kefu__json_known_members(compiler->reader, object, known);
    kefu__json_member_number(compiler->reader, object, "weight",
                             rubric->mode == SCORING_WEIGHTED_SECTIONS, 0, 1e6, &section->weight);
    questions = kefu__json_member_array(compiler->reader, object, "questions", true);
    return kefu__title_read(compiler->builder, compiler->reader, object, "title", section->id,
                            &section->title_zh, &section->title_en) &&
           kefu__rubric_title(compiler, section->id, section->title_zh, section->title_en) &&
           read_questions(compiler, questions, section);
}

void kefu__rubric_check_sum(struct rubric_compiler *compiler, const double *weights, size_t count) {
    double sum = 0;
    char text[32];
    size_t i;
    for (i = 0; i < count; i++)
        sum += weights[i];
    if (fabs(sum - 100) < 1e-6 || fabs(sum - 1) < 1e-9)
        return;
    kefu__format_double(text, sum);
    kefu__json_report(compiler->reader, KEFU_SEVERITY_WARNING, KEFU_OK, "weights_not_100",
                      "the sections' weights add up to %s, not 100", text);
}

static void check_section_weights(struct rubric_compiler *compiler) {
    double weights[RUBRIC_MOST_SECTIONS] = {0};
    size_t i;
    if (compiler->rubric->mode != SCORING_WEIGHTED_SECTIONS)
        return;
    for (i = 0; i < compiler->rubric->section_count; i++)
        weights[i] = compiler->rubric->sections[i].weight;
    kefu__rubric_check_sum(compiler, weights, compiler->rubric->section_count);
}

static bool read_sections(struct rubric_compiler *compiler, const json_value *root) {
    struct rubric *rubric = compiler->rubric;
    const json_value *list = kefu__json_member_array(compiler->reader, root, "sections", true);
    const json_value *item;
    const size_t count = kefu__json_count(list);
    size_t questions = 0, index = 0;
    bool fine = true;
    for (item = kefu__json_first(list); item; item = kefu__json_next(item))
        questions += kefu__json_count(kefu__json_get(item, "questions"));
    if (count > RUBRIC_MOST_SECTIONS || questions > RUBRIC_MOST_QUESTIONS) {
        report(compiler, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
               "a rubric has at most 100 sections and 1000 questions");
        return true;
    }
    rubric->sections = kefu__builder_take(compiler->builder,
                                          (count + 1) * sizeof *rubric->sections);
    rubric->questions = kefu__builder_take(compiler->builder,
                                           (questions + 1) * sizeof *rubric->questions);
    if (!rubric->sections || !rubric->questions)
        return false;
    kefu__json_enter_name(compiler->reader, "sections");
    for (item = kefu__json_first(list); item && fine; item = kefu__json_next(item)) {
        kefu__json_enter_index(compiler->reader, index++);
        fine = read_section(compiler, item);
        kefu__json_leave(compiler->reader);
    }
    if (list && questions == 0)
        report(compiler, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "empty_rubric",
               "a rubric needs at least one question");
    check_section_weights(compiler);
    kefu__json_leave(compiler->reader);
    return fine;
}

/* ---- scoring and bands ---- */

static void read_scoring(struct rubric_compiler *compiler, const json_value *root) {
    static const char *const known[] = {"mode",  "base",   "na_policy", "cap",
                                        "floor", "digits", NULL};
    static const char *const modes[] = {"weighted_sections", "weighted_questions", "points",
                                        "deduction", NULL};
    static const char *const policies[] = {"exclude", "full", "zero", NULL};
    struct rubric *rubric = compiler->rubric;
    const json_value *scoring = kefu__json_member_object(compiler->reader, root, "scoring", false);
    uint32_t mode = SCORING_WEIGHTED_SECTIONS;
    int64_t digits = 2;
    rubric->base = rubric->cap = 100;
    compiler->na = NA_EXCLUDE;
    if (scoring) {
        kefu__json_enter_name(compiler->reader, "scoring");
        kefu__json_known_members(compiler->reader, scoring, known);
        kefu__json_member_choice(compiler->reader, scoring, "mode", true, modes, &mode);
        kefu__json_member_choice(compiler->reader, scoring, "na_policy", false, policies,
                                 &compiler->na);
        kefu__json_member_number(compiler->reader, scoring, "base", false, 0, 100, &rubric->base);
        kefu__json_member_number(compiler->reader, scoring, "cap", false, 0, 100, &rubric->cap);
        kefu__json_member_number(compiler->reader, scoring, "floor", false, 0, 100, &rubric->floor);
        kefu__json_member_integer(compiler->reader, scoring, "digits", false, 0, 6, &digits);
        if (rubric->floor > rubric->cap)
            report(compiler, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "out_of_range",
                   "floor must not be above cap");
        kefu__json_leave(compiler->reader);
    }
    rubric->mode = (enum scoring_mode)mode;
    rubric->digits = (int)digits;
}

/* Puts the band that was read last where it belongs: the highest first. */
static void sort_band(struct rubric *rubric) {
    size_t i = rubric->band_count - 1;
    for (; i > 0 && rubric->bands[i].min > rubric->bands[i - 1].min; i--) {
        const struct rubric_band band = rubric->bands[i];
        rubric->bands[i] = rubric->bands[i - 1];
        rubric->bands[i - 1] = band;
    }
}

/* Bands are half open: each reaches to the next one's min. A "max" is only compared with that. */
static void check_band_edges(struct rubric_compiler *compiler, const json_value *list) {
    const struct rubric *rubric = compiler->rubric;
    const json_value *item;
    size_t index = 0, i;
    for (item = kefu__json_first(list); item; item = kefu__json_next(item), index++) {
        const double min = kefu__json_number(kefu__json_get(item, "min"));
        double next = HUGE_VAL, max = HUGE_VAL;
        for (i = 0; i < rubric->band_count; i++)
            if (rubric->bands[i].min > min)
                next = rubric->bands[i].min;
        kefu__json_enter_index(compiler->reader, index);
        if (kefu__json_member_number(compiler->reader, item, "max", false, -1e6, 1e6, &max) &&
            isfinite(next) && max != next) {
            kefu__json_enter_name(compiler->reader, "max");
            warn(compiler, max < next ? "band_gap" : "band_overlap",
                 "a band reaches to the next one's min, excluded: leave max out, or make it that");
            kefu__json_leave(compiler->reader);
        }
        kefu__json_leave(compiler->reader);
    }
    if (rubric->band_count > 0 && rubric->bands[rubric->band_count - 1].min > rubric->floor)
        warn(compiler, "band_gap", "the lowest scores have no band");
    for (i = 1; i < rubric->band_count; i++)
        if (!(rubric->bands[i].min < rubric->bands[i - 1].min))
            report(compiler, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "band_overlap",
                   "two bands begin at the same score");
}

static bool read_band(struct rubric_compiler *compiler, const json_value *object) {
    static const char *const known[] = {"id", "title", "min", "max", "anchor", "note", NULL};
    struct rubric *rubric = compiler->rubric;
    struct rubric_band *band = &rubric->bands[rubric->band_count];
    struct scheme_builder *builder = compiler->builder;
    kefu_str id = {"", 0};
    kefu__json_known_members(compiler->reader, object, known);
    if (!kefu__json_member_number(compiler->reader, object, "min", true, 0, 100, &band->min) ||
        !kefu__scheme_part_id(compiler->reader, object, &id))
        return true;
    band->id = kefu__arena_text(builder->arena, id.data, id.size);
    if (!band->id)
        return kefu__builder_no_memory(builder);
    if (!kefu__title_read(builder, compiler->reader, object, "title", band->id, &band->title_zh,
                          &band->title_en) ||
        !kefu__title_read(builder, compiler->reader, object, "anchor", "", &band->anchor_zh,
                          &band->anchor_en))
        return false;
    rubric->band_count++;
    if (!kefu__builder_title(builder, band->id, band->title_zh, band->title_en) ||
        !kefu__rubric_title(compiler, band->id, band->title_zh, band->title_en))
        return false;
    sort_band(rubric);
    return true;
}

static bool read_bands(struct rubric_compiler *compiler, const json_value *root) {
    struct rubric *rubric = compiler->rubric;
    const json_value *list = kefu__json_member_array(compiler->reader, root, "bands", false);
    const json_value *item;
    const size_t count = kefu__json_count(list);
    size_t index = 0;
    bool fine = true;
    if (!list)
        return true;
    rubric->bands = kefu__builder_take(compiler->builder, (count + 1) * sizeof *rubric->bands);
    if (!rubric->bands)
        return false;
    kefu__json_enter_name(compiler->reader, "bands");
    if (count > RUBRIC_MOST_BANDS)
        report(compiler, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded", "more than 32 bands");
    for (item = kefu__json_first(list); item && fine; item = kefu__json_next(item)) {
        kefu__json_enter_index(compiler->reader, index++);
        fine = read_band(compiler, item);
        kefu__json_leave(compiler->reader);
    }
    if (fine)
        check_band_edges(compiler, list);
    kefu__json_leave(compiler->reader);
    return fine;
}

/* ---- deductions ---- */

static bool read_deduction(struct rubric_compiler *compiler, const json_value *object) {
    static const char *const known[] = {"rule", "points", "per", "max", "note", NULL};
    static const char *const per[] = {"once", "hit", NULL};
    struct rubric *rubric = compiler->rubric;
    const struct rules *rules = compiler->builder->scheme->rules;
    struct rubric_deduction *deduction = &rubric->deductions[rubric->deduction_count];
    kefu_str id = {"", 0};
    size_t index;
    uint32_t choice;
    kefu__json_known_members(compiler->reader, object, known);
    if (!kefu__json_member_string(compiler->reader, object, "rule", true, &id))
        return true;
    index = kefu__rules_find(rules, id);
    if (index == SIZE_MAX) {
        kefu__json_enter_name(compiler->reader, "rule");
        kefu__json_report(compiler->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no rule \"%.*s\"", (int)kefu__str_cut(id, 80).size, id.data);
        kefu__json_leave(compiler->reader);
        return true;
    }
    rubric->deduction_count++;
    deduction->rule = (uint32_t)index;
    deduction->points = rules->items[index].points;
    deduction->most = rules->items[index].most;
    choice = rules->items[index].per_hit;
    kefu__json_member_number(compiler->reader, object, "points", deduction->points == 0, 0, 1000,
                             &deduction->points);
    kefu__json_member_choice(compiler->reader, object, "per", false, per, &choice);
    kefu__json_member_number(compiler->reader, object, "max", false, 0, 1e6, &deduction->most);
    deduction->per_hit = choice == 1;
    return true;
}

/* Reads an array of at most `most` objects, with `read` at each one's place. */
static bool read_list(struct rubric_compiler *compiler, const json_value *root, const char *name,
                      size_t most,
                      bool (*read)(struct rubric_compiler *compiler, const json_value *object)) {
    const json_value *list = kefu__json_member_array(compiler->reader, root, name, false), *item;
    const size_t count = kefu__json_count(list);
    size_t index = 0;
    bool fine = true;
    if (!list)
        return true;
    kefu__json_enter_name(compiler->reader, name);
    if (count > most) {
        kefu__json_report(compiler->reader, KEFU_SEVERITY_ERROR, KEFU_E_LIMIT, "limit_exceeded",
                          "more than %zu elements", most);
        kefu__json_leave(compiler->reader);
        return true;
    }
    for (item = kefu__json_first(list); item && fine; item = kefu__json_next(item)) {
        kefu__json_enter_index(compiler->reader, index++);
        fine = read(compiler, item);
        kefu__json_leave(compiler->reader);
    }
    kefu__json_leave(compiler->reader);
    return fine;
}

/* ---- all rubrics ---- */

static bool read_rubric(struct rubric_compiler *compiler, const struct scheme_document *document) {
    static const char *const known[] = {SCHEME_COMMON_MEMBERS, "scoring",    "bands", "sections",
                                        "weight_profiles",     "deductions", NULL};
    struct rubric *rubric = compiler->rubric;
    struct arena *arena = compiler->builder->arena;
    rubric->id = kefu__arena_text(arena, document->id.data, document->id.size);
    rubric->version = kefu__arena_text(arena, document->version.data, document->version.size);
    memcpy(rubric->digest, document->digest, sizeof rubric->digest);
    if (!rubric->id || !rubric->version ||
        !kefu__title_read(compiler->builder, compiler->reader, document->root, "title", rubric->id,
                          &rubric->title_zh, &rubric->title_en))
        return kefu__builder_no_memory(compiler->builder);
    kefu__json_known_members(compiler->reader, document->root, known);
    read_scoring(compiler, document->root);
    if (!read_sections(compiler, document->root) || !read_bands(compiler, document->root))
        return false;
    rubric->profiles = kefu__builder_take(compiler->builder,
                                          (RUBRIC_MOST_PROFILES + 1) * sizeof *rubric->profiles);
    rubric->deductions = kefu__builder_take(
        compiler->builder, (kefu__json_count(kefu__json_get(document->root, "deductions")) + 1) *
                               sizeof *rubric->deductions);
    if (!rubric->profiles || !rubric->deductions)
        return false;
    return read_list(compiler, document->root, "weight_profiles", RUBRIC_MOST_PROFILES,
                     kefu__rubric_read_profile) &&
           read_list(compiler, document->root, "deductions", RUBRIC_MOST_DEDUCTIONS,
                     read_deduction);
}

/* The scheme document names a rubric that does not exist. */
static void report_missing(struct scheme_builder *builder) {
    size_t i;
    for (i = 0; i < builder->document_count; i++) {
        const struct scheme_document *document = &builder->documents[i];
        const kefu_str id = kefu__json_text(kefu__json_get(document->root, "rubric"));
        if (strcmp(document->kind, "scheme") != 0 ||
            !kefu__str_is(id, builder->scheme->default_rubric))
            continue;
        kefu__json_enter_name(document->reader, "rubric");
        kefu__json_report(document->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no rubric of this id");
        kefu__json_leave(document->reader);
    }
}

/* The rubric that an empty id means: the one that the scheme document names, else the first that
 * the caller gave, else the first. */
static void find_standard(struct scheme_builder *builder, struct rubrics *rubrics) {
    const char *wanted = builder->scheme->default_rubric;
    size_t i, index = 0;
    rubrics->standard = SIZE_MAX;
    for (i = 0; i < builder->document_count; i++) {
        if (strcmp(builder->documents[i].kind, "rubric") != 0)
            continue;
        if (wanted ? strcmp(rubrics->items[index].id, wanted) == 0
                   : rubrics->standard == SIZE_MAX && builder->documents[i].layer > 0)
            rubrics->standard = index;
        index++;
    }
    if (wanted && rubrics->standard == SIZE_MAX)
        report_missing(builder);
    else if (rubrics->standard == SIZE_MAX && rubrics->count > 0)
        rubrics->standard = 0;
}

static const struct field test_fields[] = {
    {"tests", FIELD_LIST, FIELD_STREAMED, .shape = &kefu__rubric_test_shape}};
static const struct shape tests_shape = {FIELDS_OF(test_fields), .partial = true};

bool kefu__rubrics_compile(struct scheme_builder *builder) {
    struct rubrics *rubrics = kefu__arena_alloc_zero(builder->arena, sizeof *rubrics);
    struct rubric_compiler compiler;
    size_t i;
    bool fine = true;
    if (!rubrics)
        return kefu__builder_no_memory(builder);
    builder->scheme->rubrics = rubrics;
    rubrics->items = kefu__arena_alloc_zero(builder->arena,
                                            (builder->document_count + 1) * sizeof *rubrics->items);
    if (!rubrics->items)
        return kefu__builder_no_memory(builder);
    for (i = 0; i < builder->document_count && fine; i++) {
        if (strcmp(builder->documents[i].kind, "rubric") != 0)
            continue;
        memset(&compiler, 0, sizeof compiler);
        compiler.builder = compiler.asked.builder = builder;
        compiler.asked.rule_count = builder->scheme->rules ? builder->scheme->rules->count : 0;
        compiler.reader = builder->documents[i].reader;
        compiler.rubric = &rubrics->items[rubrics->count++];
        fine = read_rubric(&compiler, &builder->documents[i]) &&
               kefu__document_read(builder, &builder->documents[i], &tests_shape, NULL);
    }
    if (fine)
        find_standard(builder, rubrics);
    return fine;
}

/* ---- the public look-up ---- */

const struct rubric *kefu__rubric_of(const kefu_scheme *scheme, kefu_rubric rubric) {
    size_t index;
    if (!scheme || !scheme->rubrics)
        return NULL;
    index = kefu__handle_index(scheme, rubric, scheme->rubrics->count);
    return index == SIZE_MAX ? NULL : &scheme->rubrics->items[index];
}

kefu_status kefu_scheme_find_rubric(const kefu_scheme *scheme, const char *id, size_t size,
                                    kefu_rubric *rubric, kefu_error *error) {
    const kefu_str wanted = {id, size};
    const struct rubrics *rubrics;
    size_t i;
    if (!scheme || !rubric || (!id && size > 0))
        return kefu__fail(error, KEFU_E_ARGUMENT, "scheme, id or rubric is NULL");
    rubrics = scheme->rubrics;
    if (size == 0 && rubrics && rubrics->standard != SIZE_MAX) {
        *rubric = kefu__handle(scheme, rubrics->standard);
        return KEFU_OK;
    }
    for (i = 0; size > 0 && rubrics && i < rubrics->count; i++)
        if (kefu__str_is(wanted, rubrics->items[i].id)) {
            *rubric = kefu__handle(scheme, i);
            return KEFU_OK;
        }
    return kefu__fail(error, KEFU_E_NOT_FOUND, "the scheme has no rubric \"%.*s\"",
                      (int)kefu__str_cut(wanted, 80).size, id ? id : "");
}
