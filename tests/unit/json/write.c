/* SPDX-License-Identifier: MIT
 * Tests of the JSON room: the writer. */
#include <math.h>

#include "json/opened.h"

static void writing_is_compact_and_valid(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer buffer;
    struct json_writer writer;
    (void)state;
    kefu__buffer_init(&buffer, &allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_object(&writer);
    kefu__json_put_name(&writer, "a\"");
    kefu__json_open_array(&writer);
    kefu__json_put_number(&writer, 300000);
    kefu__json_put_number(&writer, 0.1);
    kefu__json_put_number(&writer, HUGE_VAL);
    kefu__json_put_rounded(&writer, 2.0 / 3, 3);
    kefu__json_put_rounded(&writer, 100, 2);
    kefu__json_put_rounded(&writer, -0.001, 2);
    kefu__json_put_rounded(&writer, 12.5, 1);
    kefu__json_put_rounded(&writer, 7.6, 0);
    kefu__json_put_rounded(&writer, 1e300, 2);
    kefu__json_put_integer(&writer, INT64_MIN);
    kefu__json_put_bool(&writer, true);
    kefu__json_put_null(&writer);
    kefu__json_open_array(&writer);
    kefu__json_close_array(&writer);
    kefu__json_open_object(&writer);
    kefu__json_close_object(&writer);
    kefu__json_close_array(&writer);
    kefu__json_put_name(&writer, "t");
    kefu__json_put_text(&writer, "客\xff\xe5\xae\n\"\\\x01\x7f\0z", 13);
    kefu__json_put_name(&writer, "e");
    kefu__json_put_text(&writer, NULL, 0);
    kefu__json_close_object(&writer);
    kefu__buffer_add(&buffer, "", 1);
    assert_false(buffer.failed);
    assert_string_equal(
        buffer.data,
        "{\"a\\\"\":[300000,0.1,null,0.667,100,0,12.5,8,1e+300,-9223372036854775808,true,null,[],{}"
        "],"
        "\"t\":\"客\xEF\xBF\xBD\xEF\xBF\xBD\\n\\\"\\\\\\u0001\\u007f\\u0000z\",\"e\":\"\"}");
    kefu__buffer_free(&buffer);
}

static void values_say_what_they_are_worth(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    const kefu_value known = {0.5,
                              0.25,
                              0.75,
                              4,
                              KEFU_STATE_LOW_N,
                              KEFU_REASON_SMALL_SAMPLE,
                              KEFU_VALUE_HAS_INTERVAL,
                              KEFU_UNIT_RATIO};
    const kefu_value none = {0, 0, 0, 0, KEFU_STATE_NO_DATA, KEFU_REASON_NO_TIMES, 0, KEFU_UNIT_MS};
    const kefu_value fine = {3, 0, 0, 1, KEFU_STATE_OK, KEFU_REASON_NONE, 0, KEFU_UNIT_MS};
    struct buffer buffer;
    struct json_writer writer;
    (void)state;
    kefu__buffer_init(&buffer, &allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_put_value(&writer, &known);
    kefu__json_put_value(&writer, &none);
    kefu__json_put_value(&writer, &fine);
    kefu__buffer_add(&buffer, "", 1);
    assert_string_equal(
        buffer.data,
        "{\"value\":0.5,\"n\":4,\"status\":\"low_n\",\"reason\":\"small_sample\",\"interval\":[0."
        "25,"
        "0.75]},{\"value\":null,\"n\":0,\"status\":\"no_data\",\"reason\":\"no_times\"},{\"value\":"
        "3,\"n\":1,\"status\":\"ok\",\"reason\":null}");
    kefu__buffer_free(&buffer);
}

static void what_is_copied_reads_the_same(void **state) {
    static const char text[] = "{\"a\":[1,-2.5,\"\\n客\",true,false,null],\"b\":{\"c\":[]}}";
    const kefu_allocator allocator = kefu__allocator_default();
    struct opened o;
    struct buffer buffer;
    struct json_writer writer;
    (void)state;
    open_text(&o, text);
    kefu__buffer_init(&buffer, &allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_put_copy(&writer, o.reader.root);
    kefu__buffer_add(&buffer, "", 1);
    assert_string_equal(buffer.data, text);
    kefu__buffer_free(&buffer);
    close_text(&o);
}

static void writing_without_memory_only_fails_the_buffer(void **state) {
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 1);
    struct buffer buffer;
    struct json_writer writer;
    (void)state;
    kefu__buffer_init(&buffer, &allocator);
    kefu__json_begin(&writer, &buffer);
    kefu__json_open_array(&writer);
    kefu__json_put_string(&writer, "x");
    kefu__json_close_array(&writer);
    assert_true(buffer.failed);
    kefu__buffer_free(&buffer);
    assert_int_equal(memory.live_blocks, 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(writing_is_compact_and_valid),
        cmocka_unit_test(values_say_what_they_are_worth),
        cmocka_unit_test(what_is_copied_reads_the_same),
        cmocka_unit_test(writing_without_memory_only_fails_the_buffer),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
