/* SPDX-License-Identifier: MIT
 * Compiles documents of kind "rubric": sections, bands, deductions. */
#include "scheme/rubric/rubrics.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scheme/kinds.h"
#include "scheme/rubric/questions.h"
#include "scheme/rule_set/tests.h"

static void warn(struct field_reader *reader, const char *code, const char *message) {
    kefu__json_report(reader->json, KEFU_SEVERITY_WARNING, KEFU_OK, code, "%s", message);
}

/* ---- sections ---- */

/* Appends a section to the rubric before its questions are read, because each question is assigned
 * to the last section. */
static void begin_section(struct field_reader *reader, const json_value *object, void *item) {
    struct rubric *rubric = kefu__rubric_compiler(reader)->rubric;
    struct rubric_section *section = item;
    if (!kefu__rubric_check_id(reader, section->id) || !rubric->sections)
        return;
    if (rubric->mode == SCORING_WEIGHTED_SECTIONS && !kefu__json_get(object, "weight"))
        kefu__field_refuse(reader, NULL, "missing_member", "the member \"weight\" is missing");
    kefu__rubric_title(reader, section->id, &section->title_zh, &section->title_en);
    section->first_question = (uint32_t)rubric->question_count;
    rubric->sections[rubric->section_count++] = *section;
}

static const struct field section_fields[] = {
    {"id", FIELD_PART_ID, FIELD_REQUIRED, FIELD_AT(struct rubric_section, id)},
    {"title", FIELD_TITLE, FIELD_AT_BOTH(struct rubric_section, title_zh, title_en)},
    {.name = "description"},
    {.name = "note"},
    {"weight", FIELD_NUMBER, FIELD_AT(struct rubric_section, weight), .low = 0, .high = 1e6,
     .description = "Of weighted_sections; they add up to 100."},
    {NULL, FIELD_CHECK, .read = begin_section},
    {"questions", FIELD_LIST, FIELD_REQUIRED | FIELD_STREAMED, .table = &kefu__question_table}};
static const struct rubric_section initial_section = {.weight = 1};
static const struct field_table section_table = {"a section", FIELDS_OF(section_fields),
                                                 .size = sizeof initial_section,
                                                 .initial = &initial_section};

/* Allocates the arrays for all sections and questions of the document. */
static void make_room(struct field_reader *reader, const json_value *root, void *item) {
    struct rubric_compiler *compiler = kefu__rubric_compiler(reader);
    const json_value *list = kefu__json_get(root, "sections"), *section;
    struct rubric *rubric = item;
    size_t questions = 0;
    for (section = kefu__json_first(list); section; section = kefu__json_next(section))
        questions += kefu__json_count(kefu__json_get(section, "questions"));
    if (kefu__json_count(list) > RUBRIC_SECTIONS_MAX || questions > RUBRIC_QUESTIONS_MAX) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_LIMIT, "limit_exceeded",
                          "a rubric has at most 100 sections and 1000 questions");
        return;
    }
    rubric->sections = kefu__field_room(reader, kefu__json_count(list), sizeof *rubric->sections);
    rubric->questions = kefu__field_room(reader, questions, sizeof *rubric->questions);
    compiler->question_room = rubric->sections && rubric->questions ? questions : 0;
}

static void check_sections(struct field_reader *reader, const json_value *root, void *item) {
    double weights[RUBRIC_SECTIONS_MAX] = {0};
    const struct rubric *rubric = item;
    const json_value *list = kefu__json_get(root, "sections"), *section;
    size_t questions = 0;
    if (!kefu__json_is(list, JSON_ARRAY))
        return;
    for (section = kefu__json_first(list); section; section = kefu__json_next(section))
        questions += kefu__json_count(kefu__json_get(section, "questions"));
    kefu__json_enter_name(reader->json, "sections");
    if (questions == 0)
        kefu__field_refuse(reader, NULL, "empty_rubric", "a rubric needs at least one question");
    for (size_t i = 0; i < rubric->section_count; i++)
        weights[i] = rubric->sections[i].weight;
    if (questions > 0 && rubric->mode == SCORING_WEIGHTED_SECTIONS)
        kefu__rubric_check_sum(reader, weights, rubric->section_count);
    kefu__json_leave(reader->json);
}

/* ---- scoring and bands ---- */

static bool finish_scoring(struct field_reader *reader, const json_value *object, void *item) {
    const struct rubric *rubric = item;
    (void)object;
    return rubric->floor <= rubric->cap ||
           kefu__field_refuse(reader, NULL, "out_of_range", "floor must not be above cap");
}

static const struct field scoring_fields[] = {
    {"mode", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct rubric, mode),
     FIELD_NAMES("weighted_sections", "weighted_questions", "points", "deduction")},
    {"na_policy", FIELD_CHOICE, FIELD_AT(struct rubric, na), FIELD_NAMES("exclude", "full", "zero"),
     .description = "What a question without an answer counts."},
    {"base", FIELD_NUMBER, FIELD_AT(struct rubric, base), .low = 0, .high = 100},
    {"cap", FIELD_NUMBER, FIELD_AT(struct rubric, cap), .low = 0, .high = 100},
    {"floor", FIELD_NUMBER, FIELD_AT(struct rubric, floor), .low = 0, .high = 100},
    {"digits", FIELD_COUNT, FIELD_AT(struct rubric, digits), .low = 0, .high = 6,
     .description = "Decimals to which scores are rounded before bands are looked up."}};
static const struct field_table scoring_table = {FIELDS_OF(scoring_fields),
                                                 .finish = finish_scoring};

static bool finish_band(struct field_reader *reader, const json_value *object, void *item) {
    struct rubric_band *band = item;
    if (!band->id || !kefu__json_get(object, "min"))
        return false;
    kefu__rubric_title(reader, band->id, &band->title_zh, &band->title_en);
    kefu__title_complete(&band->anchor_zh, &band->anchor_en, "");
    kefu__builder_title(reader->ctx, band->id, band->title_zh, band->title_en);
    return true;
}

static const struct field band_fields[] = {
    {"id", FIELD_PART_ID, FIELD_REQUIRED, FIELD_AT(struct rubric_band, id)},
    {"title", FIELD_TITLE, FIELD_AT_BOTH(struct rubric_band, title_zh, title_en)},
    {"min", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct rubric_band, min), .low = 0, .high = 100,
     .description = "Included; a band reaches to the next one's min."},
    {"max", FIELD_ANY, .schema = "{\"type\": \"number\"}",
     .description = "The next band's min; best left out."},
    {"anchor", FIELD_TITLE, FIELD_AT_BOTH(struct rubric_band, anchor_zh, anchor_en),
     .description = "Behaviour that is typical of it."},
    {.name = "note"}};
static const struct field_table band_table = {
    "a band", FIELDS_OF(band_fields), .size = sizeof(struct rubric_band), .finish = finish_band};

/* Orders bands by descending min. */
static int compare_bands(const void *a, const void *b) {
    const double first = ((const struct rubric_band *)a)->min;
    const double second = ((const struct rubric_band *)b)->min;
    return (first < second) - (first > second);
}

/* Checks the member "max" of the bands. A band contains the scores from its "min" (included) to the
 * "min" of the next higher band (excluded), so "max" must equal the latter. */
static void check_band_edges(struct field_reader *reader, const struct rubric *rubric,
                             const json_value *list) {
    const json_value *item;
    size_t index = 0, i;
    for (item = kefu__json_first(list); item; item = kefu__json_next(item), index++) {
        const double min = kefu__json_number(kefu__json_get(item, "min"));
        double next = HUGE_VAL, max = HUGE_VAL;
        for (i = 0; i < rubric->band_count; i++)
            if (rubric->bands[i].min > min)
                next = rubric->bands[i].min;
        kefu__json_enter_index(reader->json, index);
        if (kefu__json_member_number(reader->json, item, "max", false, -1e6, 1e6, &max) &&
            isfinite(next) && max != next) {
            kefu__json_enter_name(reader->json, "max");
            warn(reader, max < next ? "band_gap" : "band_overlap",
                 "a band reaches to the next one's min, excluded: leave max out, or make it that");
            kefu__json_leave(reader->json);
        }
        kefu__json_leave(reader->json);
    }
    if (rubric->band_count > 0 && rubric->bands[rubric->band_count - 1].min > rubric->floor)
        warn(reader, "band_gap", "the lowest scores have no band");
    for (i = 1; i < rubric->band_count; i++)
        if (!(rubric->bands[i].min < rubric->bands[i - 1].min))
            kefu__field_refuse(reader, NULL, "duplicate_band", "two bands begin at the same score");
}

static void check_bands(struct field_reader *reader, const json_value *root, void *item) {
    const struct rubric *rubric = item;
    if (!kefu__json_is(kefu__json_get(root, "bands"), JSON_ARRAY))
        return;
    if (rubric->band_count > 0)
        qsort(rubric->bands, rubric->band_count, sizeof *rubric->bands, compare_bands);
    kefu__json_enter_name(reader->json, "bands");
    check_band_edges(reader, rubric, kefu__json_get(root, "bands"));
    kefu__json_leave(reader->json);
}

/* ---- deductions ---- */

/* Finds the rule whose hits lose points by this deduction. Members that the deduction does not give
 * are taken from the rule. */
static bool find_rule(struct field_reader *reader, kefu_str id, void *item) {
    const struct rules *rules = kefu__rubric_compiler(reader)->builder->scheme->rules;
    const size_t index = kefu__rules_find(rules, id);
    struct rubric_deduction *deduction = item;
    if (index == SIZE_MAX)
        return false;
    deduction->rule = (uint32_t)index;
    deduction->points = rules->items[index].points;
    deduction->most = rules->items[index].most;
    deduction->per_hit = rules->items[index].per_hit;
    return true;
}

static bool finish_deduction(struct field_reader *reader, const json_value *object, void *item) {
    const struct rubric_deduction *deduction = item;
    if (deduction->rule != UINT32_MAX && deduction->points == 0 &&
        !kefu__json_get(object, "points"))
        kefu__field_refuse(reader, NULL, "missing_member", "the member \"points\" is missing");
    return deduction->rule != UINT32_MAX;
}

static const struct field deduction_fields[] = {
    {"rule", FIELD_REFERENCE, FIELD_REQUIRED, .what = "rule", .find = find_rule},
    {"points", FIELD_NUMBER, FIELD_AT(struct rubric_deduction, points), .low = 0, .high = 1000},
    {"per", FIELD_SWITCH, FIELD_AT(struct rubric_deduction, per_hit), FIELD_NAMES("once", "hit")},
    {"max", FIELD_NUMBER, FIELD_AT(struct rubric_deduction, most), .low = 0, .high = 1e6},
    {.name = "note"}};
static const struct rubric_deduction initial_deduction = {.rule = UINT32_MAX};
static const struct field_table deduction_table = {
    "a deduction", FIELDS_OF(deduction_fields), .size = sizeof initial_deduction,
    .initial = &initial_deduction, .finish = finish_deduction};

/* ---- all rubrics ---- */

static const struct field fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED, FIELD_AT(struct rubric, id)},
    {"version", FIELD_TEXT, FIELD_REQUIRED, FIELD_AT(struct rubric, version)},
    {"title", FIELD_TITLE, FIELD_AT_BOTH(struct rubric, title_zh, title_en)},
    {"scoring", FIELD_OBJECT, .table = &scoring_table},
    {NULL, FIELD_CHECK, .read = make_room},
    {"sections", FIELD_LIST, FIELD_REQUIRED | FIELD_STREAMED, .table = &section_table},
    {NULL, FIELD_CHECK, .read = check_sections},
    {"bands", FIELD_LIST, FIELD_AT_BOTH(struct rubric, bands, band_count), .high = RUBRIC_BANDS_MAX,
     .table = &band_table},
    {NULL, FIELD_CHECK, .read = check_bands},
    {"weight_profiles", FIELD_LIST, FIELD_AT_BOTH(struct rubric, profiles, profile_count),
     .high = RUBRIC_PROFILES_MAX, .table = &kefu__profile_table,
     .description = "Weights for a kind of day: the first whose condition is true holds."},
    {"deductions", FIELD_LIST, FIELD_AT_BOTH(struct rubric, deductions, deduction_count),
     .high = RUBRIC_DEDUCTIONS_MAX, .table = &deduction_table,
     .description = "Points that the hits of rules cost."},
    {"tests", FIELD_ANY, .table = &kefu__rubric_test_table}};
static const struct rubric initial = {.base = 100, .cap = 100, .digits = 2};
static const struct field_table table = {"a rubric", FIELDS_OF(fields),
                                         .common = &kefu__document_table, .size = sizeof initial,
                                         .initial = &initial};

/* The field "tests" is read after all others, because tests refer to the rubric's bands and
 * questions. */
static const struct field test_fields[] = {
    {"tests", FIELD_LIST, FIELD_STREAMED, .table = &kefu__rubric_test_table}};
static const struct field_table tests_table = {FIELDS_OF(test_fields), .partial = true};

static bool read_rubric(struct scheme_builder *builder, const struct scheme_document *document) {
    struct rubrics *rubrics = builder->scheme->rubrics;
    struct rubric *rubric = &rubrics->items[rubrics->count++];
    struct rubric_compiler compiler = {
        .builder = builder, .rubric = rubric, .asked = {builder, builder->scheme->rules->count}};
    builder->part = &compiler;
    if (!kefu__document_read(builder, document, &table, rubric))
        return false;
    memcpy(rubric->digest, document->digest, sizeof rubric->digest);
    kefu__title_complete(&rubric->title_zh, &rubric->title_en, rubric->id);
    return kefu__document_read(builder, document, &tests_table, NULL);
}

/* Reports at the member "rubric" of the scheme document that there is no rubric with this id. */
static void report_missing(struct scheme_builder *builder) {
    for (size_t i = 0; i < builder->document_count; i++) {
        const struct scheme_document *document = &builder->documents[i];
        const kefu_str id = kefu__json_text(kefu__json_get(document->root, "rubric"));
        if (document->kind != DOCUMENT_SCHEME || !kefu__str_is(id, builder->scheme->default_rubric))
            continue;
        kefu__json_enter_name(document->reader, "rubric");
        kefu__json_report(document->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no rubric of this id");
        kefu__json_leave(document->reader);
    }
}

/* Finds the default rubric, which an empty id denotes: the one that the scheme document names, else
 * the first one given by the caller, else the first. */
static void find_standard(struct scheme_builder *builder, struct rubrics *rubrics) {
    const char *wanted = builder->scheme->default_rubric;
    size_t i, index = 0;
    rubrics->standard = SIZE_MAX;
    for (i = 0; i < builder->document_count; i++) {
        if (builder->documents[i].kind != DOCUMENT_RUBRIC)
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

static bool compile(struct scheme_builder *builder) {
    struct rubrics *rubrics = kefu__builder_take(builder, sizeof *rubrics);
    if (!rubrics)
        return false;
    builder->scheme->rubrics = rubrics;
    rubrics->items = kefu__builder_take(builder, builder->document_count * sizeof *rubrics->items);
    if (!rubrics->items)
        return false;
    for (size_t i = 0; i < builder->document_count; i++)
        if (builder->documents[i].kind == DOCUMENT_RUBRIC &&
            !read_rubric(builder, &builder->documents[i]))
            return false;
    find_standard(builder, rubrics);
    return true;
}

const struct scheme_kind kefu__rubric_kind = {.kind = DOCUMENT_RUBRIC,
                                              .table = &table,
                                              .compile = compile,
                                              .finish = kefu__rubrics_seal,
                                              .asks = &kefu__rubric_place};
