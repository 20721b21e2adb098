/* SPDX-License-Identifier: MIT
 * Reading the tests of metric sets: {"name", "conversation", "now", "expect": {metric: value}}. */
#include <string.h>

#include "scheme/metric_set/read.h"

/* One document's tests that are being read. */
struct test_reader {
    struct scheme_builder *builder;
    struct json_reader *reader;
};

static const char *keep(struct test_reader *state, const char *text, size_t size) {
    const char *copy = kefu__arena_text(state->builder->arena, text, size);
    if (!copy)
        kefu__builder_no_memory(state->builder);
    return copy;
}

/* The conversation as text, to be read when the test runs. */
static void keep_conversation(struct test_reader *state, const json_value *object,
                              struct metric_test *test) {
    const json_value *value = kefu__json_member_object(state->reader, object, "conversation", true);
    if (value && !kefu__json_keep(state->builder->arena, value, &test->conversation))
        kefu__builder_no_memory(state->builder);
}

/* One of the names that a number may have, in the order of the numbers. */
static void read_named(struct test_reader *state, const json_value *object, const char *member,
                       const char *(*name_of)(uint32_t), uint32_t *out) {
    kefu_str text;
    uint32_t i;
    if (!kefu__json_member_string(state->reader, object, member, false, &text))
        return;
    for (i = 0; strcmp(name_of(i), "unknown") != 0; i++)
        if (kefu__str_is(text, name_of(i)))
            *out = i;
    if (*out != UINT32_MAX)
        return;
    kefu__json_enter_name(state->reader, member);
    kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "unknown_choice",
                      "there is no such %s", member);
    kefu__json_leave(state->reader);
}

/* 45000, null, or {"value", "n", "status", "reason"}. */
static void read_expectation(struct test_reader *state, const json_value *value,
                             struct metric_expectation *expected) {
    static const char *const known[] = {"value", "n", "status", "reason", NULL};
    const json_value *number = value;
    expected->state = expected->reason = UINT32_MAX;
    if (kefu__json_is(value, JSON_OBJECT)) {
        kefu__json_known_members(state->reader, value, known);
        number = kefu__json_get(value, "value");
        expected->has_n = kefu__json_member_integer(state->reader, value, "n", false, 0,
                                                    INT64_C(1) << 40, &expected->n);
        read_named(state, value, "status", kefu_state_name, &expected->state);
        read_named(state, value, "reason", kefu_reason_name, &expected->reason);
    }
    expected->is_null = kefu__json_is(number, JSON_NULL);
    expected->has_value = kefu__json_is(number, JSON_NUMBER);
    expected->value = kefu__json_number(number);
    if (number && !expected->is_null && !expected->has_value)
        kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "must be a number, null, or {\"value\", \"n\", \"status\", "
                          "\"reason\"}");
}

static void read_expectations(struct test_reader *state, const json_value *object,
                              struct metric_test *test) {
    const json_value *list = kefu__json_member_object(state->reader, object, "expect", true);
    const json_value *value;
    const size_t count = list ? kefu__json_count(list) : 0;
    test->expectations = kefu__arena_alloc_zero(state->builder->arena,
                                                (count + 1) * sizeof *test->expectations);
    if (!test->expectations) {
        kefu__builder_no_memory(state->builder);
        return;
    }
    kefu__json_enter_name(state->reader, "expect");
    for (value = kefu__json_first(list); value; value = kefu__json_next(value)) {
        struct metric_expectation *expected = &test->expectations[test->expectation_count++];
        const kefu_str id = {kefu__json_name(value), strlen(kefu__json_name(value))};
        const size_t metric = kefu__metrics_find(state->builder->scheme->metrics, id);
        kefu__json_enter_name(state->reader, id.data);
        if (metric == SIZE_MAX)
            kefu__json_report(state->reader, KEFU_SEVERITY_ERROR, KEFU_E_REFERENCE,
                              "unresolved_ref", "there is no metric \"%s\"", id.data);
        expected->metric = (uint32_t)metric;
        read_expectation(state, value, expected);
        kefu__json_leave(state->reader);
    }
    kefu__json_leave(state->reader);
}

static void read_test(struct test_reader *state, const json_value *object,
                      struct metric_test *test) {
    static const char *const known[] = {"name", "note", "conversation", "now", "expect", NULL};
    struct json_reader *reader = state->reader;
    kefu_str name = {"", 0};
    uint64_t offset;
    uint32_t column;
    memset(test, 0, sizeof *test);
    if (!kefu__json_is(object, JSON_OBJECT)) {
        kefu__json_report(reader, KEFU_SEVERITY_ERROR, KEFU_E_DEFINITION, "wrong_type",
                          "a test must be an object");
        return;
    }
    kefu__json_known_members(reader, object, known);
    kefu__json_member_string(reader, object, "name", false, &name);
    test->now = KEFU_TIME_END;
    kefu__json_member_instant(reader, object, "now", false, &test->now);
    kefu__json_locate_pointer(reader->text, reader->size, reader->pointer, &offset, &test->line,
                              &column);
    test->source = keep(state, reader->source, strlen(reader->source));
    test->pointer = keep(state, reader->pointer, strlen(reader->pointer));
    test->name = keep(state, name.data, name.size);
    keep_conversation(state, object, test);
    read_expectations(state, object, test);
}

bool kefu__metric_tests_read(struct scheme_builder *builder,
                             const struct scheme_document *document) {
    struct test_reader state = {builder, document->reader};
    struct metrics *metrics = builder->scheme->metrics;
    const json_value *list = kefu__json_member_array(document->reader, document->root, "tests",
                                                     false);
    const json_value *value;
    size_t i = 0;
    kefu__json_enter_name(document->reader, "tests");
    for (value = kefu__json_first(list); value && !builder->status;
         value = kefu__json_next(value)) {
        void *tests = metrics->tests;
        if (!kefu__builder_grow(builder, &tests, &metrics->test_capacity, metrics->test_count + 1,
                                sizeof *metrics->tests))
            break;
        metrics->tests = tests;
        kefu__json_enter_index(document->reader, i++);
        read_test(&state, value, &metrics->tests[metrics->test_count++]);
        kefu__json_leave(document->reader);
    }
    kefu__json_leave(document->reader);
    return builder->status == KEFU_OK;
}
