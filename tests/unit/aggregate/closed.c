/* SPDX-License-Identifier: MIT
 * Tests of adding a closed conversation with all that belongs to it: the same bytes as adding part
 * by part, and nothing at all when any part fails. */
#include <stdio.h>

#include "kefu/aggregate.h"
#include "test.h"

static kefu_scheme *scheme;
static kefu_scratch *scratch;
static kefu_conversation *conversation;
static kefu_evaluation *evaluation;

static const char record[] =
    "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c1\",\"agent_id\":\"a1\",\"messages\":["
    "{\"role\":\"customer\",\"at\":1717200000000,\"text\":\"快递三天没到，再不处理我就投诉\"},"
    "{\"role\":\"agent\",\"agent_id\":\"a1\",\"at\":1717200030000,\"text\":\"抱歉，稍等\"},"
    "{\"role\":\"agent\",\"agent_id\":\"a2\",\"at\":1717200050000,\"text\":\"马上为您补发\"}]}";
static const char survey[] =
    "{\"id\":\"f1\",\"source\":\"survey\",\"conversation_id\":\"c1\","
    "\"agent_id\":\"a1\",\"rating\":2,\"scale\":{\"min\":1,\"max\":5},\"at\":1717203600000,"
    "\"text\":\"等太久，很失望\"}";

static int open_case(void **state) {
    kefu_rubric rubric;
    (void)state;
    return kefu_scheme_builtin(NULL, &scheme, NULL) || kefu_scratch_new(NULL, &scratch, NULL) ||
           kefu_conversation_new(scheme, NULL, &conversation, NULL) ||
           kefu_conversation_read_json(conversation, scratch, record, sizeof record - 1, NULL,
                                       NULL) ||
           kefu_scheme_find_rubric(scheme, "", 0, &rubric, NULL) ||
           kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, NULL);
}

static int close_case(void **state) {
    (void)state;
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(conversation);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    return 0;
}

static kefu_status keep(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

/* The state's bytes; the caller frees the buffer. */
static struct buffer bytes_of(const kefu_aggregate *aggregate) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer buffer;
    kefu__buffer_init(&buffer, &allocator);
    assert_int_equal(kefu_aggregate_save(aggregate, keep, &buffer, NULL), KEFU_OK);
    return buffer;
}

static void assert_same(const kefu_aggregate *a, const kefu_aggregate *b) {
    struct buffer left = bytes_of(a), right = bytes_of(b);
    assert_int_equal(left.size, right.size);
    assert_memory_equal(left.data, right.data, left.size);
    kefu__buffer_free(&left);
    kefu__buffer_free(&right);
}

static kefu_aggregate *aggregate_with(const kefu_allocator *allocator) {
    kefu_aggregate_options options = KEFU_AGGREGATE_OPTIONS_INIT;
    kefu_aggregate *aggregate = NULL;
    options.allocator = allocator;
    assert_int_equal(kefu_aggregate_new(scheme, NULL, 0, &options, &aggregate, NULL), KEFU_OK);
    return aggregate;
}

static kefu_closed whole_case(const kefu_str *feedback, size_t count) {
    kefu_closed closed = KEFU_CLOSED_INIT;
    closed.conversation = conversation;
    closed.evaluations = (const kefu_evaluation *const *)&evaluation;
    closed.evaluation_count = 1;
    closed.feedback = feedback;
    closed.feedback_count = count;
    return closed;
}

static void one_call_gives_the_same_bytes(void **state) {
    const kefu_str feedback = {survey, sizeof survey - 1};
    const kefu_closed closed = whole_case(&feedback, 1);
    kefu_aggregate *parts = aggregate_with(NULL), *whole = aggregate_with(NULL);
    (void)state;
    for (size_t round = 0; round < 2; round++) { /* the second finds the staging made */
        assert_int_equal(kefu_aggregate_add_conversation(parts, conversation, NULL), KEFU_OK);
        assert_int_equal(kefu_aggregate_add_evaluation(parts, conversation, evaluation, NULL),
                         KEFU_OK);
        assert_int_equal(
            kefu_aggregate_add_feedback_json(parts, scratch, survey, sizeof survey - 1, NULL, NULL),
            KEFU_OK);
        assert_int_equal(kefu_aggregate_add(whole, scratch, &closed, NULL, NULL), KEFU_OK);
        assert_same(parts, whole);
    }
    assert_int_equal(kefu_aggregate_conversation_count(whole), 2);
    assert_int_equal(kefu_aggregate_feedback_count(whole), 2);
    kefu_aggregate_free(parts);
    kefu_aggregate_free(whole);
}

static void a_bad_part_adds_nothing(void **state) {
    const kefu_str feedback[] = {{survey, sizeof survey - 1}, {"{", 1}};
    kefu_closed closed = whole_case(feedback, 2);
    kefu_aggregate *empty = aggregate_with(NULL), *aggregate = aggregate_with(NULL);
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_aggregate_add(aggregate, scratch, &closed, NULL, &error), KEFU_E_JSON);
    assert_int_equal(error.source, 2);
    assert_same(aggregate, empty);
    assert_int_equal(kefu_aggregate_add(aggregate, NULL, &closed, NULL, &error), KEFU_E_ARGUMENT);
    closed.conversation = NULL;
    assert_int_equal(kefu_aggregate_add(aggregate, scratch, &closed, NULL, &error),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_aggregate_add(aggregate, scratch, NULL, NULL, &error), KEFU_E_ARGUMENT);
    assert_same(aggregate, empty);
    kefu_aggregate_free(empty);
    kefu_aggregate_free(aggregate);
}

/* If any allocation fails, the aggregate is unchanged, and the next attempt succeeds. */
static void without_memory_nothing_is_added(void **state) {
    const kefu_str feedback = {survey, sizeof survey - 1};
    const kefu_closed closed = whole_case(&feedback, 1);
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0);
    kefu_aggregate *aggregate = aggregate_with(&allocator);
    kefu_aggregate *empty = aggregate_with(NULL), *full = aggregate_with(NULL);
    kefu_status status = KEFU_E_MEMORY;
    size_t tries = 0;
    (void)state;
    assert_int_equal(kefu_aggregate_add(full, scratch, &closed, NULL, NULL), KEFU_OK);
    while (status == KEFU_E_MEMORY) {
        memory.fail_at = memory.allocations + ++tries;
        status = kefu_aggregate_add(aggregate, scratch, &closed, NULL, NULL);
        memory.fail_at = 0;
        assert_same(aggregate, status == KEFU_OK ? full : empty);
    }
    assert_int_equal(status, KEFU_OK);
    assert_true(tries > 20);
    kefu_aggregate_free(aggregate);
    kefu_aggregate_free(empty);
    kefu_aggregate_free(full);
    assert_int_equal(memory.live_blocks, 0);
    assert_int_equal(memory.live_bytes, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_call_gives_the_same_bytes),
        cmocka_unit_test(a_bad_part_adds_nothing),
        cmocka_unit_test(without_memory_nothing_is_added),
    };
    return cmocka_run_group_tests_name("closed", tests, open_case, close_case);
}
