/* SPDX-License-Identifier: MIT
 * Tests of merging states from their bytes: the same as loading and merging, all or nothing. */
#include "fixture.h"

#include "aggregate/reseal.h"

static struct chat_text saved(const kefu_aggregate *aggregate) {
    struct chat_text text = {NULL, 0};
    assert_int_equal(kefu_aggregate_save(aggregate, chat_write, &text, NULL), KEFU_OK);
    return text;
}

static void assert_saves(const kefu_aggregate *aggregate, const struct chat_text *expected) {
    struct chat_text text = saved(aggregate);
    assert_int_equal(text.size, expected->size);
    assert_memory_equal(text.data, expected->data, text.size);
    free(text.data);
}

static void evaluate(kefu_aggregate *aggregate, const char *text) {
    kefu_conversation *c = chat_read(text);
    kefu_evaluation *evaluation = NULL;
    kefu_closed closed = KEFU_CLOSED_INIT;
    assert_int_equal(
        kefu_evaluate(c, kefu_scheme_rubric_at(chat_scheme, 0), KEFU_TIME_END, &evaluation, NULL),
        KEFU_OK);
    const kefu_evaluation *const evaluations[] = {evaluation};
    closed.conversation = c;
    closed.evaluations = evaluations;
    closed.evaluation_count = 1;
    assert_int_equal(kefu_aggregate_add(aggregate, chat_scratch, &closed, NULL, NULL), KEFU_OK);
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(c);
}

/* Of one number or the other, with groups that both have and groups that only one has; with issues,
 * quotes, scores, durations, ratings and customers. */
static kefu_aggregate *some(int number) {
    kefu_aggregate *aggregate = make("{'group_by':['agent_id','topic']}");
    char record[600];
    for (int i = 0; i < 12; i++) {
        snprintf(record, sizeof record,
                 "{'id':'c%d-%d','contact_id':'u%d','topic':'t%d','messages':[{'at':%d,'role':"
                 "'customer','text':'物流太慢了，气死我了'},{'at':%d,'role':'agent','agent_id':"
                 "'a%d','text':'抱歉，马上处理'}]}",
                 number, i, i * number, i % 3, i * 3600000, i * 3600000 + 1000 * (i + number),
                 i % 4 + number);
        evaluate(aggregate, record);
    }
    for (int i = 0; i < 150; i++) {
        snprintf(record, sizeof record,
                 "{'id':'f%d-%d','agent_id':'a%d','contact_id':'v%d','at':9,'rating':%d}", number,
                 i, i % 4 + number, i * number, i % 5 + 1);
        assert_int_equal(add_feedback(aggregate, record), KEFU_OK);
    }
    return aggregate;
}

static kefu_aggregate *loaded(const struct chat_text *text, const kefu_scheme *scheme) {
    kefu_aggregate *aggregate = NULL;
    assert_int_equal(kefu_aggregate_load(scheme, text->data, text->size, NULL, &aggregate, NULL),
                     KEFU_OK);
    return aggregate;
}

static void bytes_add_what_an_aggregate_adds(void **state) {
    kefu_aggregate *first = some(1), *second = some(2);
    struct chat_text one = saved(first), other = saved(second);
    (void)state;
    assert_int_equal(kefu_aggregate_merge(first, second, NULL), KEFU_OK);
    struct chat_text both = saved(first);
    const kefu_scheme *const schemes[] = {chat_scheme, NULL};
    for (size_t i = 0; i < 2; i++) {
        kefu_aggregate *left = loaded(&one, schemes[i]), *right = loaded(&other, schemes[i]);
        assert_int_equal(kefu_aggregate_merge_bytes(left, other.data, other.size, NULL), KEFU_OK);
        assert_int_equal(kefu_aggregate_merge_bytes(right, one.data, one.size, NULL), KEFU_OK);
        assert_saves(left, &both);
        assert_saves(right, &both);
        kefu_aggregate_free(left);
        kefu_aggregate_free(right);
    }
    /* into nothing, and the same into what it was saved from */
    kefu_aggregate *empty = make("{'group_by':['agent_id','topic']}");
    assert_int_equal(kefu_aggregate_merge_bytes(empty, both.data, both.size, NULL), KEFU_OK);
    assert_saves(empty, &both);
    assert_int_equal(kefu_aggregate_merge_bytes(empty, both.data, both.size, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(empty), 48);
    kefu_aggregate_free(empty);
    kefu_aggregate_free(first);
    kefu_aggregate_free(second);
    free(one.data);
    free(other.data);
    free(both.data);
}

static void what_does_not_fit_is_refused(void **state) {
    kefu_aggregate *into = make("{}"), *by_topic = some(1), *source = make("{}");
    struct chat_text text = saved(by_topic), empty = saved(into);
    kefu_error error;
    (void)state;
    assert_int_equal(kefu_aggregate_merge_bytes(into, text.data, text.size, &error), KEFU_E_SCHEME);
    assert_int_equal(kefu_aggregate_merge_bytes(into, text.data, 10, &error), KEFU_E_CORRUPT);
    assert_int_equal(kefu_aggregate_merge_bytes(NULL, text.data, 10, &error), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_aggregate_merge_bytes(into, NULL, 0, &error), KEFU_E_ARGUMENT);
    assert_saves(into, &empty);
    free(text.data);
    add(source, chats[0]);
    assert_int_equal(kefu_aggregate_set_source(source, "s", 1, 1, 1, NULL), KEFU_OK);
    text = saved(source);
    for (int i = 0; i < 2; i++)
        assert_int_equal(kefu_aggregate_merge_bytes(into, text.data, text.size, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(into), 1);
    assert_int_equal(kefu_aggregate_is_merged(into, source), 1);
    free(text.data);
    assert_int_equal(kefu_aggregate_set_source(source, "s", 1, 2, 2, NULL), KEFU_OK);
    text = saved(source);
    assert_int_equal(kefu_aggregate_merge_bytes(into, text.data, text.size, NULL),
                     KEFU_E_DUPLICATE);
    free(text.data);
    free(empty.data);
    kefu_aggregate_free(into);
    kefu_aggregate_free(by_topic);
    kefu_aggregate_free(source);
}

/* What loading refuses merging refuses, and then nothing is added. */
static void damaged_bytes_add_nothing(void **state) {
    kefu_aggregate *into = some(1), *other = some(2), *back;
    struct chat_text text = saved(other), before = saved(into);
    unsigned refused = 0;
    (void)state;
    for (size_t at = 0; at < text.size; at += 1 + text.size / 700) {
        const char kept = text.data[at];
        text.data[at] = (char)(kept ^ (1 << at % 8));
        reseal((unsigned char *)text.data, text.size);
        back = NULL;
        const kefu_status expected = kefu_aggregate_load(NULL, text.data, text.size, NULL, &back,
                                                         NULL);
        kefu_aggregate_free(back);
        back = loaded(&before, NULL);
        const kefu_status status = kefu_aggregate_merge_bytes(back, text.data, text.size, NULL);
        if (expected == KEFU_OK)
            assert_true(status == KEFU_OK || status == KEFU_E_SCHEME);
        else
            assert_true(status != KEFU_OK);
        if (status != KEFU_OK)
            assert_saves(back, &before);
        refused += status != KEFU_OK;
        kefu_aggregate_free(back);
        text.data[at] = kept;
    }
    assert_true(refused > 200);
    free(text.data);
    free(before.data);
    kefu_aggregate_free(into);
    kefu_aggregate_free(other);
}

static void without_memory_nothing_is_added(void **state) {
    kefu_aggregate *first = some(1), *other = some(2);
    struct chat_text one = saved(first), text = saved(other);
    assert_int_equal(kefu_aggregate_merge(first, other, NULL), KEFU_OK);
    struct chat_text both = saved(first);
    kefu_status status = KEFU_E_MEMORY;
    size_t failures = 0;
    (void)state;
    for (size_t step = 1; status != KEFU_OK; step++, failures++) {
        kefu_aggregate_options options = KEFU_AGGREGATE_OPTIONS_INIT;
        struct test_memory memory;
        const kefu_allocator allocator = test_allocator(&memory, 0);
        kefu_aggregate *into = NULL;
        options.allocator = &allocator;
        assert_int_equal(kefu_aggregate_load(NULL, one.data, one.size, &options, &into, NULL),
                         KEFU_OK);
        memory.fail_at = memory.allocations + step;
        status = kefu_aggregate_merge_bytes(into, text.data, text.size, NULL);
        memory.fail_at = 0;
        assert_true(status == KEFU_OK || status == KEFU_E_MEMORY);
        assert_saves(into, status == KEFU_OK ? &both : &one);
        kefu_aggregate_free(into);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(failures > 50);
    free(one.data);
    free(text.data);
    free(both.data);
    kefu_aggregate_free(first);
    kefu_aggregate_free(other);
}

int main(void) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(bytes_add_what_an_aggregate_adds),
                                       cmocka_unit_test(what_does_not_fit_is_refused),
                                       cmocka_unit_test(damaged_bytes_add_nothing),
                                       cmocka_unit_test(without_memory_nothing_is_added)};
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
