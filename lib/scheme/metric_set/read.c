/* SPDX-License-Identifier: MIT
 * Reads a metric: the members that metrics of all types have. */
#include "scheme/metric_set/read.h"

#include <math.h>
#include <string.h>

#include "scheme/metric_set/plausible.h"
#include "scheme/metric_set/statistics.h"

enum method { METHOD_WILSON, METHOD_NORMAL, METHOD_WALD };

/* A metric while it is read, with those of its members that can be checked only when its type is
 * known. */
struct draft {
    struct metric metric;
    uint32_t unit, entity, statistic; /* each METRIC_NOT_GIVEN if the document does not give it */
    /* an enum method, how the confidence interval is computed; or METRIC_NOT_GIVEN */
    uint32_t method;
};

static struct scheme_builder *builder_of(struct field_reader *reader) {
    return reader->ctx;
}

static const struct field interval_fields[] = {
    {"level", FIELD_NUMBER, FIELD_REQUIRED, FIELD_AT(struct draft, metric.rule.level), .low = 0.5,
     .high = 0.9999},
    {"method", FIELD_CHOICE, FIELD_AT(struct draft, method),
     FIELD_NAMES("wilson", "normal", "wald")}};
static const struct field_table interval_table = {FIELDS_OF(interval_fields)};

static void read_interval(struct field_reader *reader, const json_value *value, void *item) {
    struct draft *draft = item;
    if (kefu__json_is(value, JSON_NULL)) {
        draft->metric.rule.level = 0;
        return;
    }
    kefu__fields_read(reader, &interval_table, value, item);
    if (draft->method != METRIC_NOT_GIVEN &&
        (draft->method == METHOD_WILSON) != (draft->metric.rule.kind == MEASURE_RATIO))
        kefu__json_refuse(reader->json, "method", KEFU_E_DEFINITION, "unit_mismatch",
                          "ratios have a Wilson interval, means a normal one");
}

/* Sets how the confidence interval is computed. There is a choice only for the net promoter score:
 * adjusted or plain Wald. */
static void choose_method(struct field_reader *reader, const struct draft *draft,
                          struct measure_rule *rule) {
    if (draft->method != METHOD_WALD)
        return;
    if (rule->bounds == BOUNDS_PROMOTERS)
        rule->bounds = BOUNDS_WALD;
    else
        kefu__json_refuse(reader->json, "interval", KEFU_E_DEFINITION, "unit_mismatch",
                          "\"wald\" is a method of \"promoters\"");
}

/* Checks the unit. It follows from the metric's type, so a different one is a mistake (a percentage
 * for a duration). A ratio may have the unit count, since replies per question can exceed 1. */
static void check_unit(struct field_reader *reader, const struct draft *draft,
                       struct measure_rule *rule) {
    if (draft->unit == METRIC_NOT_GIVEN || draft->unit == rule->unit)
        return;
    if (draft->metric.type == METRIC_DERIVED && draft->metric.of > DERIVED_SUBTRACT) {
        rule->unit = draft->unit; /* a product or quotient may be anything */
        return;
    }
    if (draft->unit == KEFU_UNIT_NUMBER && draft->metric.type == METRIC_RATIO) {
        rule->unit = KEFU_UNIT_NUMBER;
        rule->bounds = BOUNDS_POSITIVE;
        return;
    }
    kefu__json_refuse(reader->json, "unit", KEFU_E_DEFINITION, "unit_mismatch",
                      "this metric is counted in \"%s\"", kefu_unit_name(rule->unit));
}

static void check_statistic(struct field_reader *reader, const struct draft *draft,
                            struct measure_rule *rule) {
    rule->statistic = draft->statistic == METRIC_NOT_GIVEN ? KEFU_STATISTIC_MEAN : draft->statistic;
    if (draft->statistic != METRIC_NOT_GIVEN &&
        (kefu__metric_is_computed(&draft->metric) || rule->kind == MEASURE_RATIO ||
         (kefu__statistic(rule->statistic)->quantile > 0 && rule->kind != MEASURE_DURATION)))
        kefu__json_refuse(reader->json, "statistic", KEFU_E_DEFINITION, "unit_mismatch",
                          "this metric has no such statistic");
}

static void read_target(struct field_reader *reader, const json_value *object, struct metric *m) {
    static const struct {
        double low, high;
    } ranges[] = {{-1e12, 1e12}, {0, 1e12}, {0, 1e12}, {0, 100}, {-1, 1}, {-100, 100}};
    m->has_target = kefu__json_member_number(reader->json, object, "target", false,
                                             ranges[m->rule.unit].low, ranges[m->rule.unit].high,
                                             &m->target);
}

/* Warns of values that are allowed but probably not intended. */
static void check_plausible(struct field_reader *reader, const struct metric *m) {
    kefu__json_enter_name(reader->json, "target");
    if (m->has_target)
        kefu__plausible_number(reader->json, m, KEFU_STATISTIC_DEFAULT, m->target);
    kefu__json_leave(reader->json);
    kefu__json_enter_name(reader->json, "direction");
    kefu__plausible_direction(reader->json, m);
    kefu__json_leave(reader->json);
}

/* Reports an error if "attribution" is given for a metric that is computed for each agent
 * separately: only outcomes of the whole conversation can be attributed to a chosen agent. */
static void check_attribution(struct field_reader *reader, const struct metric *m) {
    if (m->attribution != ATTRIBUTION_SPEAKER && kefu__metric_has_parts(m))
        kefu__json_refuse(reader->json, "attribution", KEFU_E_DEFINITION, "unit_mismatch",
                          "of this metric each agent has a part of his own");
}

/* A metric replaces one of the same id of an earlier document, but none of its own. */
static void check_once(struct field_reader *reader, struct metric *m) {
    const struct scheme_builder *builder = reader->ctx;
    const struct metrics *metrics = builder->scheme->metrics;
    const size_t before = kefu__metrics_find(metrics, kefu__str(m->id));
    m->document = (uint32_t)(builder->current - builder->documents);
    if (before != SIZE_MAX && metrics->items[before].document == m->document)
        kefu__json_refuse(reader->json, "id", KEFU_E_DUPLICATE, "duplicate_id",
                          "the metric \"%s\" stands twice", m->id);
}

static bool finish_metric(struct field_reader *reader, const json_value *object, void *item) {
    struct draft *draft = item;
    struct metric *m = &draft->metric;
    if (!m->id)
        return false;
    m->role = m->role == METRIC_NOT_GIVEN ? KEFU_ROLE_CUSTOMER : m->role;
    m->among = m->among == METRIC_NOT_GIVEN ? AMONG_ALL : m->among;
    m->pauses = m->pauses == METRIC_NOT_GIVEN ? 0 : m->pauses;
    m->to = m->to == METRIC_NOT_GIVEN ? 0 : m->to;
    check_unit(reader, draft, &m->rule);
    check_attribution(reader, m);
    choose_method(reader, draft, &m->rule);
    if (draft->entity != METRIC_NOT_GIVEN && draft->entity != m->entity)
        kefu__json_refuse(reader->json, "entity", KEFU_E_DEFINITION, "unit_mismatch",
                          "this metric counts by %s", kefu__word_name(&kefu__entities, m->entity));
    read_target(reader, object, m);
    check_statistic(reader, draft, &m->rule);
    check_plausible(reader, m);
    kefu__builder_title(builder_of(reader), m->id, m->title_zh, m->title_en);
    kefu__title_complete(&m->title_zh, &m->title_en, m->id);
    reader->no_memory |= !kefu__digest_json(builder_of(reader)->allocator, object, m->digest);
    check_once(reader, m);
    return kefu__metric_add(builder_of(reader), m);
}

static const struct field metric_fields[] = {
    {"id", FIELD_ID, FIELD_REQUIRED, FIELD_AT(struct draft, metric.id)},
    {"title", FIELD_TITLE, FIELD_AT_BOTH(struct draft, metric.title_zh, metric.title_en)},
    {"type", FIELD_VARIANT, FIELD_REQUIRED, FIELD_AT(struct draft, metric.type),
     FIELD_NAMES("duration", "count", "ratio", "flag", "sentiment", "feedback", "derived",
                 "composite", "index"),
     .variants = kefu__metric_types},
    {"direction", FIELD_SWITCH, FIELD_REQUIRED, FIELD_AT(struct draft, metric.higher_is_better),
     FIELD_NAMES("lower_is_better", "higher_is_better")},
    {"min_n", FIELD_COUNT, FIELD_AT(struct draft, metric.rule.min_n), .low = 0, .high = 1000000,
     .description = "Below so many observations a value is marked as low_n."},
    {"unit", FIELD_CHOICE, FIELD_AT(struct draft, unit), .words = &kefu__units},
    {"entity", FIELD_CHOICE, FIELD_AT(struct draft, entity), .words = &kefu__entities},
    {"attribution", FIELD_CHOICE, FIELD_AT(struct draft, metric.attribution),
     .words = &kefu__attributions,
     .description = "Of outcomes: in whose part they count. Default: the responsible agent's."},
    {"interval", FIELD_CUSTOM, .read = read_interval, .table = &interval_table,
     .schema = "{\"type\": \"null\"}", .description = "null: none."},
    {"target", FIELD_ANY, .schema = "{\"type\": \"number\"}",
     .description = "In the metric's unit."},
    {"statistic", FIELD_CHOICE, FIELD_AT(struct draft, statistic), .words = &kefu__own_statistics},
    {.name = "note"}};
static const struct draft initial = {.metric = {.rule = {.scale = 1, .level = 0.95},
                                                .of = METRIC_NOT_GIVEN,
                                                .to = METRIC_NOT_GIVEN,
                                                .role = METRIC_NOT_GIVEN,
                                                .among = METRIC_NOT_GIVEN,
                                                .pauses = METRIC_NOT_GIVEN,
                                                .unanswered_is_miss = true,
                                                .boxes = 2},
                                     .unit = METRIC_NOT_GIVEN,
                                     .entity = METRIC_NOT_GIVEN,
                                     .statistic = METRIC_NOT_GIVEN,
                                     .method = METRIC_NOT_GIVEN};
const struct field_table kefu__metric_table = {
    "a metric",          FIELDS_OF(metric_fields), .size = sizeof initial,
    .initial = &initial, .finish = finish_metric,  .definition = "metric"};
