/* SPDX-License-Identifier: MIT
 * The members of metrics that are computed from other metrics. */
#include "scheme/metric_set/computed.h"

#include <math.h>

#include "scheme/metric_set/read.h"

/* How deep computed metrics may rest on computed ones, so that a value is a bounded effort. */
enum { LEVELS_MAX = 3, STEPS_MAX = 32 };

static const struct metrics *metrics_of(const struct field_reader *reader) {
    return ((const struct scheme_builder *)reader->ctx)->scheme->metrics;
}

/* ---- what may be computed ---- */

static size_t levels_of(const struct metrics *metrics, const struct metric *m) {
    size_t most = 0;
    for (size_t i = 0; kefu__metric_is_computed(m) && i < m->part_count; i++) {
        const size_t levels = levels_of(metrics, &metrics->items[m->parts[i].metric]) + 1;
        most = levels > most ? levels : most;
    }
    return most;
}

static bool needs_one_unit(const struct metric *m) {
    return m->type == METRIC_INDEX || (m->type == METRIC_DERIVED && m->of <= DERIVED_SUBTRACT);
}

static bool counts_bad(const struct metric_part *part) {
    return part->score.kind == SCORE_DEDUCT_PER_BAD ||
           part->small.score.kind == SCORE_DEDUCT_PER_BAD;
}

const char *kefu__computed_problem(const struct metrics *metrics, const struct metric *m,
                                   size_t place) {
    for (size_t i = 0; i < m->part_count; i++)
        if (m->parts[i].metric >= place)
            return "a metric can be computed only from metrics that stand above it";
    if (levels_of(metrics, m) > LEVELS_MAX)
        return "metrics that are computed from computed ones: more than 3 levels";
    for (size_t i = 0; i < m->part_count; i++) {
        const struct metric *part = &metrics->items[m->parts[i].metric];
        if (needs_one_unit(m) && part->rule.unit != m->rule.unit)
            return "these metrics have different units";
        if (counts_bad(&m->parts[i]) && part->rule.kind != MEASURE_RATIO)
            return "\"deduct_per_bad\" counts cases, so it needs a share of cases";
    }
    return NULL;
}

/* Where a metric that is being read will stand: at the place of one that it replaces, or last. */
static size_t place_of(const struct metrics *metrics, const struct metric *m) {
    const size_t old = m->id ? kefu__metrics_find(metrics, kefu__str(m->id)) : SIZE_MAX;
    return old == SIZE_MAX ? metrics->count : old;
}

static bool finish(struct field_reader *reader, struct metric *m) {
    const struct metrics *metrics = metrics_of(reader);
    const char *problem;
    if (m->part_count == 0)
        return false;
    m->entity = metrics->items[m->parts[0].metric].entity;
    m->rule.level = 0;
    problem = kefu__computed_problem(metrics, m, place_of(metrics, m));
    if (problem)
        return kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "unit_mismatch", "%s",
                                 problem);
    return true;
}

/* ---- derived: one operator over ids ---- */

static void read_operand(struct field_reader *reader, const json_value *value,
                         struct metric_part *part) {
    const kefu_str id = kefu__json_text(value);
    const size_t i = kefu__json_is(value, JSON_STRING) ? kefu__metrics_find(metrics_of(reader), id)
                                                       : SIZE_MAX;
    part->weight = 1;
    if (!kefu__json_is(value, JSON_STRING))
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                          "must be the id of a metric");
    else if (i == SIZE_MAX)
        kefu__json_refuse(reader->json, NULL, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no metric \"%.*s\" above this one", (int)id.size, id.data);
    else
        part->metric = (uint32_t)i;
}

static void read_operands(struct field_reader *reader, const json_value *list, void *item,
                          enum derived_of of) {
    struct metric *m = item;
    const size_t count = kefu__json_is(list, JSON_ARRAY) ? kefu__json_count(list) : 0;
    const json_value *value = kefu__json_first(list);
    if (count < 2 || count > METRIC_PARTS_MAX) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                          "must be a list of 2 to 16 ids of metrics");
        return;
    }
    if (m->part_count > 0) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "unknown_choice",
                          "a derived metric has one operator; others need a metric of their own");
        return;
    }
    m->of = of;
    m->parts = kefu__field_room(reader, count, sizeof *m->parts);
    for (size_t i = 0; m->parts && i < count; i++, value = kefu__json_next(value)) {
        kefu__json_enter_index(reader->json, i);
        read_operand(reader, value, &m->parts[i]);
        kefu__json_leave(reader->json);
    }
    m->part_count = m->parts ? count : 0;
}

static void read_add(struct field_reader *reader, const json_value *value, void *item) {
    read_operands(reader, value, item, DERIVED_ADD);
}

static void read_subtract(struct field_reader *reader, const json_value *value, void *item) {
    read_operands(reader, value, item, DERIVED_SUBTRACT);
}

static void read_multiply(struct field_reader *reader, const json_value *value, void *item) {
    read_operands(reader, value, item, DERIVED_MULTIPLY);
}

static void read_divide(struct field_reader *reader, const json_value *value, void *item) {
    read_operands(reader, value, item, DERIVED_DIVIDE);
}

static bool finish_derived(struct field_reader *reader, const json_value *object, void *item) {
    struct metric *m = item;
    if (!kefu__json_get(object, "add") && !kefu__json_get(object, "subtract") &&
        !kefu__json_get(object, "multiply") && !kefu__json_get(object, "divide"))
        return kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "missing_member",
                                 "needs one of \"add\", \"subtract\", \"multiply\", \"divide\"");
    m->rule.unit = m->of <= DERIVED_SUBTRACT && m->part_count > 0
                       ? metrics_of(reader)->items[m->parts[0].metric].rule.unit
                       : (uint32_t)KEFU_UNIT_NUMBER;
    return finish(reader, m);
}

#define OPERANDS                                                                                   \
    "{\"type\": \"array\", \"minItems\": 2, \"maxItems\": 16, \"items\": {\"type\": \"string\"}}"
static const struct field derived_fields[] = {
    {"add", FIELD_CUSTOM, .read = read_add, .schema = OPERANDS,
     .description = "The sum of these metrics, which have one unit."},
    {"subtract", FIELD_CUSTOM, .read = read_subtract, .schema = OPERANDS,
     .description = "The first of these metrics less the others; they have one unit."},
    {"multiply", FIELD_CUSTOM, .read = read_multiply, .schema = OPERANDS,
     .description = "The product of these metrics."},
    {"divide", FIELD_CUSTOM, .read = read_divide, .schema = OPERANDS,
     .description = "The first of these metrics, divided by the others."}};
const struct field_table kefu__derived_table = {FIELDS_OF(derived_fields),
                                                .finish = finish_derived};

/* ---- how a value becomes a score ---- */

static const struct field step_fields[] = {
    {"max", FIELD_NUMBER, FIELD_AT(struct score_step, max),
     .description = "The step holds up to this value, included."},
    {"min", FIELD_NUMBER, FIELD_AT(struct score_step, min),
     .description = "The step holds from this value on, included."},
    {"score", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct score_step, score), .low = -1000,
     .high = 1000}};
static const struct score_step initial_step = {.max = HUGE_VAL, .min = -HUGE_VAL};
static const struct field_table step_table = {
    "a step", FIELDS_OF(step_fields), .size = sizeof initial_step, .initial = &initial_step};

static const struct field linear_fields[] = {
    {"from", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct metric_score, from),
     .description = "The value whose score is 0."},
    {"to", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct metric_score, to),
     .description = "The value whose score is 100."}};
static bool finish_linear(struct field_reader *reader, const json_value *object, void *item) {
    const struct metric_score *score = item;
    (void)object;
    return score->from != score->to ||
           kefu__json_refuse(reader->json, "to", KEFU_E_DEFINITION, "out_of_range",
                             "must differ from \"from\"");
}
static const struct field_table linear_table = {FIELDS_OF(linear_fields), .finish = finish_linear};

#define BASE_FIELDS                                                                                \
    {"points",                                                                                     \
     FIELD_NUMBER,                                                                                 \
     FIELD_REQUIRED,                                                                               \
     FIELD_AT(struct metric_score, points),                                                        \
     .low = 0,                                                                                     \
     .high = 1000,                                                                                 \
     .description = "Points that each takes off."},                                                \
        {"base",   FIELD_NUMBER, FIELD_AT(struct metric_score, base),                              \
         .low = 0, .high = 1000, .description = "The score from which they are taken; 100."},      \
    {                                                                                              \
        "floor", FIELD_NUMBER, FIELD_AT(struct metric_score, floor),                               \
            .low = -1000, .high = 1000, .description = "The lowest score; 0."                      \
    }
static const struct field per_unit_fields[] = {
    {"target", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct metric_score, to)},
    {"unit", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct metric_score, unit), .low = 1e-9,
     .high = 1e12, .description = "How far short of the target points are taken off once."},
    {"count", FIELD_CHOICE, FIELD_AT(struct metric_score, count),
     FIELD_NAMES("proportional", "full", "begun"),
     .description = "Of a part of a unit: its share of the points, none, or all."},
    BASE_FIELDS};
static const struct field_table per_unit_table = {FIELDS_OF(per_unit_fields)};
static const struct field per_bad_fields[] = {BASE_FIELDS};
static const struct field_table per_bad_table = {FIELDS_OF(per_bad_fields)};

static const struct field target_ratio_fields[] = {
    {"target", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct metric_score, to), .low = 1e-9,
     .high = 1e12},
    {"cap", FIELD_NUMBER, FIELD_AT(struct metric_score, base), .low = 0, .high = 1000,
     .description = "The highest score; 100."}};
static const struct field_table target_ratio_table = {FIELDS_OF(target_ratio_fields)};

/* Reads a member of a score by its table. A score has one way to be computed. */
static void read_way(struct field_reader *reader, const json_value *value,
                     struct metric_score *score, enum score_kind kind,
                     const struct field_table *way) {
    if (score->kind != SCORE_NONE) {
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "unknown_choice",
                          "a score is computed in one way");
        return;
    }
    score->kind = kind;
    score->base = 100;
    kefu__fields_read(reader, way, value, score);
}

static void read_linear(struct field_reader *reader, const json_value *value, void *item) {
    read_way(reader, value, item, SCORE_LINEAR, &linear_table);
}

static void read_per_unit(struct field_reader *reader, const json_value *value, void *item) {
    read_way(reader, value, item, SCORE_DEDUCT_PER_UNIT, &per_unit_table);
}

static void read_per_bad(struct field_reader *reader, const json_value *value, void *item) {
    read_way(reader, value, item, SCORE_DEDUCT_PER_BAD, &per_bad_table);
}

static void read_target_ratio(struct field_reader *reader, const json_value *value, void *item) {
    read_way(reader, value, item, SCORE_TARGET_RATIO, &target_ratio_table);
}

static bool is_open(const struct score_step *step) {
    return step->max == HUGE_VAL && step->min == -HUGE_VAL;
}

/* The last step, and only the last, holds for all values: no value is without a score. */
static bool finish_score(struct field_reader *reader, const json_value *object, void *item) {
    struct metric_score *score = item;
    const bool bands = kefu__json_get(object, "bands") != NULL;
    if (bands && score->kind != SCORE_NONE)
        return kefu__json_refuse(reader->json, "bands", KEFU_E_DEFINITION, "unknown_choice",
                                 "a score is computed in one way");
    if (!bands && score->kind == SCORE_NONE)
        return kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "missing_member",
                                 "needs one of \"bands\", \"linear\", \"deduct_per_unit\", "
                                 "\"deduct_per_bad\", \"target_ratio\"");
    if (!bands)
        return true;
    score->kind = SCORE_BANDS;
    for (size_t i = 0; i < score->step_count; i++)
        if (is_open(&score->steps[i]) != (i + 1 == score->step_count))
            return kefu__json_refuse(reader->json, "bands", KEFU_E_DEFINITION, "band_gap",
                                     "the last step, and no other, must hold for all values: "
                                     "without \"max\" and \"min\"");
    return true;
}

static const struct field score_fields[] = {
    {"linear", FIELD_CUSTOM, .read = read_linear, .table = &linear_table,
     .description = "From 0 to 100 between two values."},
    {"deduct_per_unit", FIELD_CUSTOM, .read = read_per_unit, .table = &per_unit_table,
     .description = "Points off for each unit short of a target."},
    {"deduct_per_bad", FIELD_CUSTOM, .read = read_per_bad, .table = &per_bad_table,
     .description = "Points off for each bad case of a share of cases."},
    {"target_ratio", FIELD_CUSTOM, .read = read_target_ratio, .table = &target_ratio_table,
     .description = "The value ÷ the target; where less is better, the target ÷ the value."},
    {"bands", FIELD_LIST, FIELD_AT_BOTH(struct metric_score, steps, step_count), .low = 1,
     .high = STEPS_MAX, .table = &step_table, .description = "The first step that holds."}};
static const struct field_table score_table = {FIELDS_OF(score_fields), .finish = finish_score,
                                               .definition = "metric_score"};

/* ---- composite and index: parts with weights ---- */

static bool find_part(struct field_reader *reader, kefu_str id, void *item) {
    const size_t i = kefu__metrics_find(metrics_of(reader), id);
    if (i == SIZE_MAX)
        kefu__json_refuse(reader->json, NULL, KEFU_E_REFERENCE, "unresolved_ref",
                          "there is no metric \"%.*s\" above this one", (int)id.size, id.data);
    else
        ((struct metric_part *)item)->metric = (uint32_t)i;
    return true;
}

static const struct field small_fields[] = {
    {"n", FIELD_COUNT, FIELD_REQUIRED, FIELD_AT(struct small_sample, n), .low = 1, .high = 1e9,
     .description = "Up to so many cases, included."},
    {"score", FIELD_OBJECT, FIELD_REQUIRED, FIELD_AT(struct small_sample, score),
     .table = &score_table}};
static const struct field_table small_table = {FIELDS_OF(small_fields)};

#define PART_FIELDS                                                                                \
    {"metric", FIELD_REFERENCE, FIELD_REQUIRED, .what = "metric", .find = find_part}, {            \
        "weight", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct metric_part, weight),              \
            .low = 1e-9, .high = 1e9, .description = "Weights need not add up to 1."               \
    }
static const struct metric_part initial_part = {.weight = 1};
static const struct field scored_fields[] = {
    PART_FIELDS,
    {"score", FIELD_OBJECT, FIELD_REQUIRED, FIELD_AT(struct metric_part, score),
     .table = &score_table},
    {"small_sample", FIELD_OBJECT, FIELD_AT(struct metric_part, small), .table = &small_table,
     .description = "Another score of few cases."}};
static const struct field_table scored_table = {
    "a part", FIELDS_OF(scored_fields), .size = sizeof initial_part, .initial = &initial_part};
static const struct field plain_fields[] = {PART_FIELDS};
static const struct field_table plain_table = {
    "a part", FIELDS_OF(plain_fields), .size = sizeof initial_part, .initial = &initial_part};

static bool finish_composite(struct field_reader *reader, const json_value *object, void *item) {
    struct metric *m = item;
    (void)object;
    m->rule.unit = KEFU_UNIT_SCORE;
    return finish(reader, m);
}

static bool finish_index(struct field_reader *reader, const json_value *object, void *item) {
    struct metric *m = item;
    (void)object;
    if (m->part_count > 0)
        m->rule.unit = metrics_of(reader)->items[m->parts[0].metric].rule.unit;
    return finish(reader, m);
}

#define MISSING_FIELD                                                                              \
    {                                                                                              \
        "missing", FIELD_SWITCH, FIELD_AT(struct metric, leaves_out),                              \
            FIELD_NAMES("no_data", "leave_out"),                                                   \
            .description = "If a part has no value: the whole has none, or is of the others."      \
    }
static const struct field composite_fields[] = {
    {"parts", FIELD_LIST, FIELD_REQUIRED, FIELD_AT_BOTH(struct metric, parts, part_count), .low = 1,
     .high = METRIC_PARTS_MAX, .table = &scored_table},
    MISSING_FIELD};
const struct field_table kefu__composite_table = {FIELDS_OF(composite_fields),
                                                  .finish = finish_composite};
static const struct field index_fields[] = {
    {"parts", FIELD_LIST, FIELD_REQUIRED, FIELD_AT_BOTH(struct metric, parts, part_count), .low = 1,
     .high = METRIC_PARTS_MAX, .table = &plain_table},
    MISSING_FIELD};
const struct field_table kefu__index_table = {FIELDS_OF(index_fields), .finish = finish_index};
