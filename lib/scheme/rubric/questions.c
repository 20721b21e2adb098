/* SPDX-License-Identifier: MIT
 * Compiles the questions of rubrics: types, options, ranges, and automatic answers. */
#include "scheme/rubric/questions.h"
#include "scheme/metric_set/metrics.h"

#include <math.h>
#include <string.h>

#include "scheme/metric_set/plausible.h"

/* ---- vetoes ---- */

static bool finish_veto(struct field_reader *reader, const json_value *object, void *item) {
    const struct rubric_veto *veto = item;
    return veto->action != VETO_CAP || kefu__json_get(object, "cap") ||
           kefu__field_refuse(reader, NULL, "missing_member", "the member \"cap\" is missing");
}

static const struct field veto_fields[] = {
    {"scope", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct rubric_veto, scope),
     .words = &kefu__veto_scopes},
    {"action", FIELD_CHOICE, FIELD_REQUIRED, FIELD_AT(struct rubric_veto, action),
     .words = &kefu__own_veto_actions},
    {"cap", FIELD_NUMBER, FIELD_AT(struct rubric_veto, cap), .low = 0, .high = 100,
     .description = "The score is at most this."}};
static const struct field_table veto_table = {FIELDS_OF(veto_fields), .finish = finish_veto,
                                              .definition = "veto"};
#define VETO_FIELD(type)                                                                           \
    {                                                                                              \
        "on_fail", FIELD_OBJECT, FIELD_AT(type, veto),                                             \
            .table = &veto_table, .description = "What this answer does beyond its points."        \
    }

/* ---- options ---- */

static size_t find_option(const struct rubric_question *question, kefu_str id) {
    for (size_t i = 0; i < question->option_count; i++)
        if (question->options[i].id && kefu__str_is(id, question->options[i].id))
            return i;
    return SIZE_MAX;
}

static bool finish_option(struct field_reader *reader, const json_value *object, void *item) {
    struct rubric_option *option = item;
    (void)reader;
    (void)object;
    if (!option->id)
        return false;
    kefu__title_complete(&option->title_zh, &option->title_en, option->id);
    kefu__title_complete(&option->anchor_zh, &option->anchor_en, "");
    return true;
}

static const struct field option_fields[] = {
    {"id", FIELD_PART_ID, FIELD_REQUIRED, FIELD_AT(struct rubric_option, id)},
    {"title", FIELD_TITLE, FIELD_AT_BOTH(struct rubric_option, title_zh, title_en)},
    {"score", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct rubric_option, score), .low = -1000,
     .high = 1000},
    {"anchor", FIELD_TITLE, FIELD_AT_BOTH(struct rubric_option, anchor_zh, anchor_en),
     .description = "An example of it."},
    VETO_FIELD(struct rubric_option),
    {.name = "note"}};
static const struct field_table option_table = {"an option", FIELDS_OF(option_fields),
                                                .size = sizeof(struct rubric_option),
                                                .finish = finish_option, .definition = "option"};

static void check_options(struct field_reader *reader, const json_value *object, void *item) {
    struct rubric_question *question = item;
    (void)object;
    kefu__json_enter_name(reader->json, "options");
    for (size_t i = 0; i < question->option_count; i++) {
        const kefu_str id = kefu__str(question->options[i].id);
        if (find_option(question, id) == i)
            continue;
        kefu__json_enter_index(reader->json, i);
        kefu__json_refuse(reader->json, "id", KEFU_E_DUPLICATE, "duplicate_id",
                          "this option stands twice");
        kefu__json_leave(reader->json);
    }
    kefu__json_leave(reader->json);
}

/* Sets the options of a boolean question whose document lists none: yes gives the points, no gives
 * none. */
static void default_options(struct field_reader *reader, const json_value *object, void *item) {
    static const struct rubric_option options[] = {
        {"yes", "是", "Yes", "", "", 1, {0, VETO_NONE, 0}},
        {"no", "否", "No", "", "", 0, {0, VETO_NONE, 0}}};
    struct rubric_question *question = item;
    if (kefu__json_get(object, "options"))
        return;
    question->options = kefu__field_room(reader, 2, sizeof *options);
    if (!question->options)
        return;
    memcpy(question->options, options, sizeof options);
    question->option_count = 2;
}

/* ---- ranges and scales ---- */

static const struct field range_fields[] = {
    {"max", FIELD_NUMBER, FIELD_AT(struct rubric_range, most),
     .description = "Included; the last range may be without."},
    {"score", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct rubric_range, score), .low = 0,
     .high = 1000},
    VETO_FIELD(struct rubric_range),
    {.name = "note"}};
static const struct rubric_range initial_range = {.most = HUGE_VAL};
static const struct field_table range_table = {"a range", FIELDS_OF(range_fields),
                                               .size = sizeof initial_range,
                                               .initial = &initial_range, .definition = "range"};

static void check_ranges(struct field_reader *reader, const json_value *object, void *item) {
    const struct rubric_question *question = item;
    const size_t count = question->range_count;
    double before = -HUGE_VAL;
    (void)object;
    kefu__json_enter_name(reader->json, "ranges");
    for (size_t i = 0; i < count; before = question->ranges[i++].most) {
        kefu__json_enter_index(reader->json, i);
        if (i + 1 < count && isinf(question->ranges[i].most))
            kefu__field_refuse(reader, NULL, "missing_member", "the member \"max\" is missing");
        else if (!(question->ranges[i].most > before))
            kefu__field_refuse(reader, "max", "range_overlap", "must be above the range before it");
        kefu__json_leave(reader->json);
    }
    if (count > 0 && isfinite(question->ranges[count - 1].most))
        kefu__json_report(reader->json, KEFU_SEVERITY_WARNING, KEFU_OK, "band_gap",
                          "values above the last range earn nothing");
    kefu__json_leave(reader->json);
}

static bool finish_scale(struct field_reader *reader, const json_value *object, void *item) {
    const struct rubric_question *question = item;
    (void)object;
    return question->scale_min < question->scale_max ||
           kefu__field_refuse(reader, NULL, "out_of_range", "max must be above min");
}

static const struct field scale_fields[] = {
    {"min", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct rubric_question, scale_min), .low = -1e9,
     .high = 1e9},
    {"max", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct rubric_question, scale_max), .low = -1e9,
     .high = 1e9}};
static const struct field_table scale_table = {FIELDS_OF(scale_fields), .finish = finish_scale};

/* ---- where answers come from ---- */

static bool find_metric(struct field_reader *reader, kefu_str id, void *item) {
    const struct metrics *metrics = kefu__rubric_compiler(reader)->builder->scheme->metrics;
    const size_t index = kefu__metrics_find(metrics, id);
    if (index == SIZE_MAX)
        return false;
    if (!kefu__metric_of_conversation(&metrics->items[index]))
        kefu__field_refuse(reader, "metric", "wrong_entity",
                           "this metric is not about one conversation");
    else
        ((struct rubric_question *)item)->metric = (uint32_t)index;
    return true;
}

static const struct field bind_fields[] = {
    {"metric", FIELD_REFERENCE, FIELD_REQUIRED, .what = "metric", .find = find_metric},
    {"statistic", FIELD_CHOICE, FIELD_AT(struct rubric_question, statistic),
     .words = &kefu__statistics}};
static const struct field_table bind_table = {FIELDS_OF(bind_fields)};

static bool find_answer(struct field_reader *reader, kefu_str id, uint32_t *option) {
    const size_t index = find_option(kefu__rubric_compiler(reader)->question, id);
    *option = index == SIZE_MAX ? UINT32_MAX : (uint32_t)index;
    return index != SIZE_MAX;
}

static bool find_case_answer(struct field_reader *reader, kefu_str id, void *item) {
    return find_answer(reader, id, &((struct rubric_case *)item)->option);
}

static bool find_default(struct field_reader *reader, kefu_str id, void *item) {
    return find_answer(reader, id, &((struct rubric_question *)item)->default_option);
}

static bool find_rule(struct field_reader *reader, kefu_str id, void *item) {
    const size_t index = kefu__rules_find(kefu__rubric_compiler(reader)->builder->scheme->rules,
                                          id);
    ((struct rubric_case *)item)->rule = (uint32_t)index;
    return index != SIZE_MAX;
}

static void read_case_when(struct field_reader *reader, const json_value *value, void *item) {
    kefu__rubric_condition(reader, value, &((struct rubric_case *)item)->when);
}

static bool finish_case(struct field_reader *reader, const json_value *object, void *item) {
    const bool rule = kefu__json_get(object, "rule"), when = kefu__json_get(object, "when");
    (void)item;
    if (rule && when)
        kefu__field_refuse(reader, "rule", "two_shapes", "a case has a rule or \"when\"");
    else if (!rule && !when)
        kefu__field_refuse(reader, NULL, "missing_member", "the member \"rule\" is missing");
    return true;
}

static const struct field case_fields[] = {
    {"answer", FIELD_REFERENCE, FIELD_REQUIRED, .what = "option", .find = find_case_answer},
    {"when", FIELD_CUSTOM, .read = read_case_when,
     .schema = "{\"$ref\": \"#/definitions/condition\"}"},
    {"is", FIELD_SWITCH, FIELD_AT(struct rubric_case, present), FIELD_NAMES("absent", "present"),
     .description = "Must the rule have a hit? present."},
    {"rule", FIELD_REFERENCE, .what = "rule", .find = find_rule},
    {.name = "note"}};
static const struct rubric_case initial_case = {
    .rule = UINT32_MAX, .present = true, .option = UINT32_MAX};
static const struct field_table case_table = {
    "a case",
    FIELDS_OF(case_fields),
    .size = sizeof initial_case,
    .initial = &initial_case,
    .finish = finish_case,
    .definition = "case",
    .schema_more = "\"oneOf\": [{\"required\": [\"rule\"]}, {\"required\": [\"when\"]}]"};

static const struct field auto_fields[] = {
    {"default", FIELD_REFERENCE, .what = "option", .find = find_default,
     .description = "The answer when no case holds."},
    {"cases", FIELD_LIST, FIELD_REQUIRED, FIELD_AT_BOTH(struct rubric_question, cases, case_count),
     .table = &case_table,
     .description = "The first that holds is the answer; in a multi_select all."}};
static const struct field_table auto_table = {FIELDS_OF(auto_fields)};

/* ---- the types ---- */

static void refuse_foreign(struct field_reader *reader, const json_value *value, void *item) {
    (void)value;
    (void)item;
    kefu__field_refuse(reader, NULL, "wrong_type", "a question of this type has no such member");
}

static void refuse_auto(struct field_reader *reader, const json_value *value, void *item) {
    (void)value;
    (void)item;
    kefu__field_refuse(reader, NULL, "wrong_type", "numbers are bound to a metric (\"bind\")");
}

/* A row for a member that only questions of another type have: the name is known, but using it is
 * an error. */
#define FOREIGN(name)                                                                              \
    { name, FIELD_CUSTOM, FIELD_HIDDEN, .read = refuse_foreign }
#define SELECTION_FIELDS                                                                           \
    {NULL, FIELD_CHECK, .read = check_options}, FOREIGN("ranges"), FOREIGN("scale"),               \
        FOREIGN("bind"), {                                                                         \
        "auto", FIELD_OBJECT, .table = &auto_table, .description = "How kefu answers it."          \
    }
#define NUMBER_FIELDS                                                                              \
    FOREIGN("options"), {"auto", FIELD_CUSTOM, FIELD_HIDDEN, .read = refuse_auto}, {               \
        "bind", FIELD_OBJECT, .table = &bind_table, .description = "The metric that answers it."   \
    }

static const struct field boolean_fields[] = {
    {"options", FIELD_LIST, FIELD_AT_BOTH(struct rubric_question, options, option_count), .low = 2,
     .high = 2, .table = &option_table},
    {NULL, FIELD_CHECK, .read = default_options},
    SELECTION_FIELDS};
static const struct field select_fields[] = {
    {"options", FIELD_LIST, FIELD_REQUIRED,
     FIELD_AT_BOTH(struct rubric_question, options, option_count), .low = 1,
     .high = RUBRIC_OPTIONS_MAX, .table = &option_table},
    SELECTION_FIELDS};
static const struct field numeric_fields[] = {
    {"ranges", FIELD_LIST, FIELD_REQUIRED,
     FIELD_AT_BOTH(struct rubric_question, ranges, range_count), .low = 1, .high = 1000,
     .table = &range_table},
    {NULL, FIELD_CHECK, .read = check_ranges},
    FOREIGN("scale"),
    NUMBER_FIELDS};
static const struct field rating_fields[] = {
    {"scale", FIELD_OBJECT, FIELD_REQUIRED, .table = &scale_table},
    FOREIGN("ranges"),
    NUMBER_FIELDS};

static const struct field_table boolean_table = {FIELDS_OF(boolean_fields)},
                                select_table = {FIELDS_OF(select_fields)},
                                numeric_table = {FIELDS_OF(numeric_fields)},
                                rating_table = {FIELDS_OF(rating_fields)};
static const struct field_table *const type_tables[] = {
    &boolean_table, &select_table, &select_table, &numeric_table, &rating_table};

/* ---- a question ---- */

/* The largest number of points that an answer to the question can give. */
static double most_points(const struct rubric_question *question) {
    double most = 0;
    if (question->type == QUESTION_RATING)
        return 1;
    for (size_t i = 0; i < question->range_count; i++)
        most = fmax(most, question->ranges[i].score);
    for (size_t i = 0; i < question->option_count; i++) {
        if (question->type != QUESTION_MULTI_SELECT)
            most = fmax(most, question->options[i].score);
        else if (question->options[i].score > 0)
            most += question->options[i].score;
    }
    return most;
}

static void begin_question(struct field_reader *reader, const json_value *object, void *item) {
    struct rubric_compiler *compiler = kefu__rubric_compiler(reader);
    struct rubric_question *question = item;
    (void)object;
    question->na = compiler->rubric->na;
    compiler->question = question;
    compiler->question_errors = reader->json->errors;
    if (!kefu__rubric_check_id(reader, question->id))
        question->id = NULL;
}

static void read_enabled_if(struct field_reader *reader, const json_value *value, void *item) {
    kefu__rubric_condition(reader, value, &((struct rubric_question *)item)->enabled_if);
}

/* Warns of ranges and scales that are probably in another unit than the bound metric. */
static void check_units(struct field_reader *reader, const struct rubric_question *question) {
    const struct metrics *metrics = kefu__rubric_compiler(reader)->builder->scheme->metrics;
    if (question->metric == UINT32_MAX)
        return;
    const struct metric *metric = &metrics->items[question->metric];
    kefu__json_enter_name(reader->json, "ranges");
    for (size_t i = 0; i < question->range_count; i++) {
        kefu__json_enter_index(reader->json, i);
        kefu__json_enter_name(reader->json, "max");
        if (isfinite(question->ranges[i].most))
            kefu__plausible_number(reader->json, metric, question->statistic,
                                   question->ranges[i].most);
        kefu__json_leave(reader->json);
        kefu__json_leave(reader->json);
    }
    kefu__json_leave(reader->json);
    if (question->type != QUESTION_RATING)
        return;
    kefu__json_enter_name(reader->json, "scale");
    kefu__plausible_number(reader->json, metric, question->statistic, question->scale_max);
    kefu__json_leave(reader->json);
}

#define ATTRIBUTION_NOT_GIVEN UINT32_MAX

/* Sets compiler->asks_outcome if the leaf of a condition compares a metric that measures an outcome
 * of the whole conversation. */
static void find_outcome(void *ctx, struct condition_leaf *leaf) {
    struct rubric_compiler *compiler = ctx;
    if (leaf->kind == RULE_LEAF_METRIC)
        compiler->asks_outcome |= !kefu__metric_has_parts(
            &compiler->builder->scheme->metrics
                 ->items[((const struct rule_leaf *)leaf->data)->target]);
}

/* Sets which agent a question is about, if the document does not: for outcomes of the conversation
 * the agent who ended it, for everything else the agent who said it. */
static void complete_attribution(struct rubric_compiler *compiler,
                                 struct rubric_question *question) {
    const struct metrics *metrics = compiler->builder->scheme->metrics;
    if (question->attribution != ATTRIBUTION_NOT_GIVEN)
        return;
    compiler->asks_outcome = question->metric != UINT32_MAX &&
                             !kefu__metric_has_parts(&metrics->items[question->metric]);
    for (size_t i = 0; i < question->case_count; i++)
        if (question->cases[i].when)
            kefu__condition_leaves(question->cases[i].when, find_outcome, compiler);
    question->attribution = compiler->asks_outcome ? ATTRIBUTION_CLOSER : ATTRIBUTION_SPEAKER;
}

static bool finish_question(struct field_reader *reader, const json_value *object, void *item) {
    struct rubric_compiler *compiler = kefu__rubric_compiler(reader);
    struct rubric *rubric = compiler->rubric;
    struct rubric_question *question = item;
    /* The rubric may have no section here: sections without a valid id are not stored. */
    if (!question->id || rubric->section_count == 0 ||
        rubric->question_count >= compiler->question_room)
        return false;
    question->possible = most_points(question);
    check_units(reader, question);
    complete_attribution(compiler, question);
    if (reader->json->errors == compiler->question_errors && !(question->possible > 0))
        kefu__field_refuse(reader, NULL, "out_of_range",
                           "no answer of this question earns a point");
    question->section = (uint32_t)(rubric->section_count - 1);
    reader->no_memory |= !kefu__digest_json(compiler->builder->allocator, object, question->digest);
    kefu__rubric_title(reader, question->id, &question->title_zh, &question->title_en);
    rubric->questions[rubric->question_count++] = *question;
    rubric->sections[question->section].question_count++;
    return true;
}

static const struct field question_fields[] = {
    {"id", FIELD_PART_ID, FIELD_REQUIRED, FIELD_AT(struct rubric_question, id)},
    {NULL, FIELD_CHECK, .read = begin_question},
    {"title", FIELD_TITLE, FIELD_AT_BOTH(struct rubric_question, title_zh, title_en)},
    {.name = "description"},
    {.name = "note"},
    {"na_policy", FIELD_CHOICE, FIELD_AT(struct rubric_question, na),
     FIELD_NAMES("exclude", "full", "zero"),
     .description = "What a question without an answer counts."},
    {"weight", FIELD_NUMBER, FIELD_AT(struct rubric_question, weight), .low = 0, .high = 1e6},
    {"bonus", FIELD_NUMBER, FIELD_AT(struct rubric_question, bonus), .low = 0, .high = 100,
     .description = "Points on top of the form's score; then it is not weighed."},
    {"attribution", FIELD_CHOICE, FIELD_AT(struct rubric_question, attribution),
     .words = &kefu__attributions,
     .description =
         "In whose part of a conversation it is asked. Default: closer where an outcome answers "
         "it, else speaker."},
    {"critical", FIELD_BOOL, FIELD_AT(struct rubric_question, critical)},
    {"type", FIELD_VARIANT, FIELD_REQUIRED, FIELD_AT(struct rubric_question, type),
     .words = &kefu__question_types, .variants = type_tables},
    {"enabled_if", FIELD_CUSTOM, .read = read_enabled_if,
     .schema = "{\"$ref\": \"#/definitions/condition\"}"}};
static const struct rubric_question initial_question = {.weight = 1,
                                                        .attribution = ATTRIBUTION_NOT_GIVEN,
                                                        .metric = UINT32_MAX,
                                                        .default_option = UINT32_MAX,
                                                        .scale_min = 1,
                                                        .scale_max = 5};
const struct field_table kefu__question_table = {"a question",
                                                 FIELDS_OF(question_fields),
                                                 .size = sizeof initial_question,
                                                 .initial = &initial_question,
                                                 .finish = finish_question,
                                                 .definition = "question"};
