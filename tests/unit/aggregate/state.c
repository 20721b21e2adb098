/* SPDX-License-Identifier: MIT
 * Tests of the state's bytes: they come back the same, and damaged ones are refused. */
#include "conversation/chat.h"

#include "aggregate/state.h"

static kefu_aggregate *some(void) {
    static const char feedback[] =
        "{\"id\":\"f\",\"conversation_id\":\"c1\",\"agent_id\":\"a1\",\"source\":\"complaint\","
        "\"at\":9,"
        "\"invited_at\":1,\"rating\":1,\"text\":\"客服态度恶劣，物流太慢\"}";
    kefu_conversation *c = chat_read(
        "{'id':'c1','topic':'refund','messages':[{'at':0,'role':'customer','text':'太慢了'},{'at':"
        "61000,'role':'agent','agent_id':'a1','text':'抱歉，马上处理'},{'at':99000,'role':'"
        "customer',"
        "'text':'谢谢'}]}");
    kefu_aggregate *aggregate;
    assert_int_equal(kefu_aggregate_new(chat_scheme, NULL, 0, NULL, &aggregate, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_conversation(aggregate, c, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_feedback_json(aggregate, chat_scratch, feedback,
                                                      sizeof feedback - 1, NULL, NULL),
                     KEFU_OK);
    kefu_conversation_free(c);
    return aggregate;
}

static struct chat_text saved(const kefu_aggregate *aggregate) {
    struct chat_text text = {NULL, 0};
    assert_int_equal(kefu_aggregate_save(aggregate, chat_write, &text, NULL), KEFU_OK);
    return text;
}

/* Puts the right size and checksum into changed bytes. */
static void seal(struct chat_text *text) {
    uint64_t checksum;
    size_t i;
    for (i = 0; i < 8; i++)
        text->data[16 + i] = (char)((uint64_t)text->size >> (8 * i) & 0xFF);
    checksum = kefu__hash(text->data, text->size - 8);
    for (i = 0; i < 8; i++)
        text->data[text->size - 8 + i] = (char)(checksum >> (8 * i) & 0xFF);
}

static kefu_status load(const struct chat_text *text, kefu_aggregate **aggregate) {
    return kefu_aggregate_load(chat_scheme, text->data, text->size, NULL, aggregate, NULL);
}

static void what_is_saved_comes_back(void **state) {
    kefu_aggregate *aggregate = some(), *back;
    struct chat_text first = saved(aggregate), second;
    (void)state;
    assert_int_equal(load(&first, &back), KEFU_OK);
    second = saved(back);
    assert_int_equal(first.size, second.size);
    assert_memory_equal(first.data, second.data, first.size);
    assert_int_equal(kefu_aggregate_merge(aggregate, back, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(aggregate), 2);
    free(first.data);
    free(second.data);
    kefu_aggregate_free(aggregate);
    kefu_aggregate_free(back);
}

static void an_empty_one_comes_back(void **state) {
    kefu_aggregate *aggregate, *back;
    struct chat_text text;
    (void)state;
    assert_int_equal(
        kefu_aggregate_new(chat_scheme, "{\"group_by\":[]}", 15, NULL, &aggregate, NULL), KEFU_OK);
    text = saved(aggregate);
    assert_int_equal(load(&text, &back), KEFU_OK);
    assert_int_equal(kefu_aggregate_group_count(back), 1);
    free(text.data);
    kefu_aggregate_free(aggregate);
    kefu_aggregate_free(back);
}

static void every_cut_is_noticed(void **state) {
    kefu_aggregate *aggregate = some(), *back = NULL;
    struct chat_text text = saved(aggregate);
    const size_t whole = text.size;
    (void)state;
    for (text.size = 0; text.size < whole; text.size++)
        assert_int_equal(load(&text, &back), KEFU_E_CORRUPT);
    for (text.size = 40; text.size < whole; text.size++) { /* truncated, with a new checksum */
        struct chat_text cut = {malloc(text.size), text.size};
        memcpy(cut.data, text.data, text.size);
        seal(&cut);
        assert_int_not_equal(load(&cut, &back), KEFU_OK);
        free(cut.data);
    }
    assert_null(back);
    free(text.data);
    kefu_aggregate_free(aggregate);
}

/* A changed byte is detected by the checksum. With a correct checksum the state is refused, or is
 * valid and saved as the same bytes. */
static void every_changed_byte_is_refused_or_means_itself(void **state) {
    kefu_aggregate *aggregate = some();
    struct chat_text text = saved(aggregate);
    size_t i, loaded = 0;
    int change;
    (void)state;
    for (i = 0; i < text.size - 8; i++)
        for (change = 1; change < 256; change = change * 3 + 1) {
            const char before = text.data[i];
            kefu_aggregate *back = NULL;
            text.data[i] = (char)(before ^ change);
            assert_int_not_equal(load(&text, &back), KEFU_OK);
            seal(&text);
            if (load(&text, &back) == KEFU_OK) {
                struct chat_text again = saved(back);
                assert_int_equal(again.size, text.size);
                assert_memory_equal(again.data, text.data, text.size);
                free(again.data);
                kefu_aggregate_free(back);
                loaded++;
            }
            text.data[i] = before;
            seal(&text);
        }
    assert_true(loaded > 0); /* a count may well be another one */
    free(text.data);
    kefu_aggregate_free(aggregate);
}

static void what_was_asked_at_other_times_does_not_merge(void **state) {
    static const char *const specs[] = {"{\"as_of\":5}", "{\"as_of\":6}"};
    kefu_aggregate *made[2], *back = NULL;
    struct chat_text text;
    (void)state;
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(
            kefu_aggregate_new(chat_scheme, specs[i], strlen(specs[i]), NULL, &made[i], NULL),
            KEFU_OK);
    assert_int_not_equal(kefu_aggregate_merge(made[0], made[1], NULL), KEFU_OK);
    text = saved(made[0]);
    assert_int_equal(load(&text, &back), KEFU_OK);
    assert_int_equal(kefu_aggregate_merge(back, made[0], NULL), KEFU_OK); /* the bytes keep it */
    assert_int_not_equal(kefu_aggregate_merge(back, made[1], NULL), KEFU_OK);
    free(text.data);
    kefu_aggregate_free(back);
    kefu_aggregate_free(made[0]);
    kefu_aggregate_free(made[1]);
}

static void other_definitions_are_refused(void **state) {
    kefu_scheme *other = chat_scheme_with("{'kefu':1,'kind':'metric_set','id':'o','version':'1'}");
    kefu_aggregate *aggregate = some(), *back = NULL;
    struct chat_text text = saved(aggregate);
    (void)state;
    assert_int_equal(kefu_aggregate_load(other, text.data, text.size, NULL, &back, NULL),
                     KEFU_E_SCHEME);
    text.data[12] = 99; /* a least reader that we are not */
    assert_int_equal(load(&text, &back), KEFU_E_VERSION);
    text.data[8] = text.data[12] = 1; /* of before clusters were kept */
    assert_int_equal(load(&text, &back), KEFU_E_VERSION);
    assert_int_equal(kefu_aggregate_load(NULL, text.data, text.size, NULL, &back, NULL),
                     KEFU_E_ARGUMENT);
    assert_null(back);
    free(text.data);
    kefu_aggregate_free(aggregate);
    kefu_scheme_release(other);
}

static void loading_without_memory_leaks_nothing(void **state) {
    kefu_aggregate *aggregate = some();
    struct chat_text text = saved(aggregate);
    kefu_status status = KEFU_E_MEMORY;
    size_t fail_at;
    (void)state;
    for (fail_at = 1; status != KEFU_OK; fail_at++) {
        kefu_aggregate_options options = KEFU_AGGREGATE_OPTIONS_INIT;
        struct test_memory memory;
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        kefu_aggregate *back = NULL;
        options.allocator = &allocator;
        status = kefu_aggregate_load(chat_scheme, text.data, text.size, &options, &back, NULL);
        assert_true(status == KEFU_OK || status == KEFU_E_MEMORY);
        kefu_aggregate_free(back);
        assert_int_equal(memory.live_bytes, 0);
    }
    assert_true(fail_at > 50);
    free(text.data);
    kefu_aggregate_free(aggregate);
}

static kefu_status refuse(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_E_LIMIT;
}

static void a_failing_writer_is_told(void **state) {
    kefu_aggregate *aggregate = some();
    (void)state;
    assert_int_equal(kefu_aggregate_save(aggregate, refuse, NULL, NULL), KEFU_E_LIMIT);
    assert_int_equal(kefu_aggregate_save(aggregate, NULL, NULL, NULL), KEFU_E_ARGUMENT);
    kefu_aggregate_free(aggregate);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_saved_comes_back),
        cmocka_unit_test(an_empty_one_comes_back),
        cmocka_unit_test(every_cut_is_noticed),
        cmocka_unit_test(every_changed_byte_is_refused_or_means_itself),
        cmocka_unit_test(what_was_asked_at_other_times_does_not_merge),
        cmocka_unit_test(other_definitions_are_refused),
        cmocka_unit_test(loading_without_memory_leaks_nothing),
        cmocka_unit_test(a_failing_writer_is_told),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
