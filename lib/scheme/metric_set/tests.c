/* SPDX-License-Identifier: MIT
 * The tests of metric sets: a conversation and its expected values. lib/conversation/test.c runs
 * them. */
#include <string.h>

#include "scheme/metric_set/read.h"

/* ---- what is expected of one metric: 45000, null, or an object ---- */

static void read_number(struct field_reader *reader, const json_value *value, void *item) {
    struct metric_expectation *expected = item;
    expected->is_null = kefu__json_is(value, JSON_NULL);
    expected->has_value = kefu__json_is(value, JSON_NUMBER);
    expected->value = kefu__json_number(value);
    if (!expected->is_null && !expected->has_value)
        kefu__json_refuse(reader->json, NULL, KEFU_E_DEFINITION, "wrong_type",
                          "must be a number, null, or {\"value\", \"n\", \"status\", \"reason\"}");
}

/* Finds the metric for which a test expects a value: its id is the name of the JSON member. */
static bool find_metric(struct field_reader *reader, const json_value *value, void *item) {
    const struct scheme_builder *builder = reader->ctx;
    const kefu_str id = kefu__json_key(value);
    const size_t metric = kefu__metrics_find(builder->scheme->metrics, id);
    struct metric_expectation *expected = item;
    expected->metric = (uint32_t)metric;
    expected->has_n = kefu__json_get(value, "n") != NULL;
    return metric != SIZE_MAX ||
           kefu__json_refuse(reader->json, NULL, KEFU_E_REFERENCE, "unresolved_ref",
                             "there is no metric \"%s\"", id.data);
}

static bool read_shorthand(struct field_reader *reader, const json_value *value, void *item) {
    read_number(reader, value, item);
    return find_metric(reader, value, item);
}

#define NUMBER_SCHEMA "{\"type\": [\"number\", \"null\"]}"
static const struct field expectation_fields[] = {
    {"value", FIELD_CUSTOM, .read = read_number, .schema = NUMBER_SCHEMA},
    {"n", FIELD_INTEGER, FIELD_AT(struct metric_expectation, n), .low = 0,
     .high = (double)(INT64_C(1) << 40)},
    {"status", FIELD_CHOICE, FIELD_AT(struct metric_expectation, state), .words = &kefu__states},
    {"reason", FIELD_CHOICE, FIELD_AT(struct metric_expectation, reason), .words = &kefu__reasons}};
static const struct metric_expectation initial_expectation = {.state = UINT32_MAX,
                                                              .reason = UINT32_MAX};
static const struct field_table expectation_table = {
    FIELDS_OF(expectation_fields),   .size = sizeof initial_expectation,
    .initial = &initial_expectation, .finish = find_metric,
    .shorthand = read_shorthand,     .schema = NUMBER_SCHEMA};

/* ---- tests ---- */

static bool finish_test(struct field_reader *reader, const json_value *object, void *item) {
    struct scheme_builder *builder = reader->ctx;
    struct metrics *metrics = builder->scheme->metrics;
    struct metric_test *test = item;
    (void)object;
    kefu__test_origin(reader, &test->origin);
    return kefu__builder_push(builder, &metrics->tests, &metrics->test_count,
                              &metrics->test_capacity, test, sizeof *test);
}

static const struct field test_fields[] = {
    {"name", FIELD_TEXT, FIELD_AT(struct metric_test, origin.name)},
    {.name = "note"},
    {"conversation", FIELD_JSON, FIELD_REQUIRED, FIELD_AT(struct metric_test, conversation),
     .description = "A record, as conversation-1.schema.json describes it."},
    {"now", FIELD_INSTANT, FIELD_AT(struct metric_test, now)},
    {"expect", FIELD_MAP, FIELD_REQUIRED,
     FIELD_AT_BOTH(struct metric_test, expectations, expectation_count),
     .table = &expectation_table, .description = "Values by the ids of metrics."}};
static const struct metric_test initial_test = {.origin = {.name = ""}, .now = KEFU_TIME_END};
const struct field_table kefu__metric_test_table = {
    "a test", FIELDS_OF(test_fields), .size = sizeof initial_test, .initial = &initial_test,
    .finish = finish_test};
