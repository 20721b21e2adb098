/* SPDX-License-Identifier: MIT
 * Tests of tables: what is refused, with its column and row, and that nothing is then added. */
#include "fixture.h"

enum { ROWS = 3 };
static const int64_t at[ROWS] = {1767225600000, 1767225660000, KEFU_TIME_NONE};
static const int64_t waits[ROWS] = {1000, KEFU_TIME_NONE, 3000};
static const int32_t codes[ROWS] = {1, 0, 1}, offsets[ROWS + 1] = {0, 2, 2, 4};
static const kefu_str names[2] = {{"a1", 2}, {"a2", 2}};

static kefu_column column(const char *name, uint32_t type, const void *values) {
    kefu_column made;
    kefu_column_init(&made);
    made.name = name;
    made.name_size = strlen(name);
    made.type = type;
    made.values = values;
    return made;
}

static kefu_column agents(void) {
    kefu_column made = column("agent_id", KEFU_COLUMN_CODE, codes);
    made.texts = names;
    made.text_count = 2;
    return made;
}

static void a_table_is_added(void **state) {
    kefu_aggregate *aggregate = make("{'group_by':['agent_id','at:day']}");
    const kefu_column columns[] = {agents(), column("at", KEFU_COLUMN_INT64, at),
                                   column("frt", KEFU_COLUMN_INT64, waits)};
    kefu_value value;
    kefu_str key;
    (void)state;
    assert_int_equal(kefu_aggregate_add_columns(aggregate, columns, 3, ROWS, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_add_columns(aggregate, columns, 3, ROWS, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(aggregate), 6);
    assert_int_equal(kefu_aggregate_group_count(aggregate), 4);
    assert_int_equal(kefu_aggregate_group_key(aggregate, 1, 0, &key, NULL), KEFU_OK);
    assert_true(kefu__str_is(key, "a1"));
    assert_int_equal(kefu_aggregate_group_key(aggregate, 3, 1, &key, NULL), KEFU_OK);
    assert_true(kefu__str_is(key, "2026-01-01"));
    assert_true(number_of(aggregate, 0, "frt") == 2000);
    value = value_of(aggregate, 1, "frt", KEFU_STATISTIC_DEFAULT);
    assert_true(value.state == KEFU_STATE_NO_DATA && value.reason == KEFU_REASON_NO_EVENTS);
    kefu_aggregate_free(aggregate);
}

static void assert_refused(const kefu_column *columns, size_t count, kefu_status status,
                           uint32_t source, uint64_t row) {
    kefu_aggregate *aggregate = four("{}"), *same = four("{}");
    struct chat_text before = {NULL, 0}, after = {NULL, 0};
    kefu_error error = {0};
    assert_int_equal(kefu_aggregate_add_columns(aggregate, columns, count, ROWS, &error), status);
    assert_int_equal(error.status, status);
    assert_int_equal(error.source, source);
    assert_int_equal(error.offset, row);
    kefu_aggregate_save(same, chat_write, &before, NULL);
    kefu_aggregate_save(aggregate, chat_write, &after, NULL);
    assert_int_equal(before.size, after.size);
    assert_memory_equal(before.data, after.data, before.size);
    free(before.data);
    free(after.data);
    kefu_aggregate_free(aggregate);
    kefu_aggregate_free(same);
}

static void wrong_columns_are_refused(void **state) {
    static const struct {
        const char *name;
        uint32_t type;
        kefu_status status;
    } cases[] = {{"agent", KEFU_COLUMN_INT64, KEFU_E_NOT_FOUND},
                 {"complaint_rate", KEFU_COLUMN_INT64, KEFU_E_NOT_FOUND},
                 {"agent_id", KEFU_COLUMN_INT64, KEFU_E_DUPLICATE},
                 {"frt", KEFU_COLUMN_TEXT, KEFU_E_DEFINITION},
                 {"at", KEFU_COLUMN_UTF8, KEFU_E_ARGUMENT}, /* no texts, but bytes of them */
                 {"at", KEFU_COLUMN_TEXT, KEFU_E_DEFINITION},
                 {"contact_id", KEFU_COLUMN_INT64, KEFU_E_DEFINITION},
                 {"", KEFU_COLUMN_INT64, KEFU_E_ARGUMENT},
                 {"frt", 0, KEFU_E_ARGUMENT},
                 {"frt", 99, KEFU_E_ARGUMENT}};
    kefu_column columns[2] = {agents(), KEFU_COLUMN_INIT};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        columns[1] = column(cases[i].name, cases[i].type, waits);
        columns[1].text_count = cases[i].type == KEFU_COLUMN_UTF8;
        assert_refused(columns, 2, cases[i].status, 2, 0);
    }
    columns[1] = column("frt", KEFU_COLUMN_INT64, NULL);
    assert_refused(columns, 2, KEFU_E_ARGUMENT, 2, 0);
    columns[1] = column("frt", KEFU_COLUMN_INT64, waits);
    columns[1].size -= 1;
    assert_refused(columns, 2, KEFU_E_ARGUMENT, 2, 0);
}

static void wrong_values_are_refused(void **state) {
    static const int64_t negative[ROWS] = {1, 2, -1};
    static const double huge[ROWS] = {1, 1e300, 2}, half[ROWS] = {0, 1, 5.5};
    static const int32_t rating[ROWS] = {1, 6, 5}, code[ROWS] = {0, 1, 2},
                         backwards[ROWS + 1] = {0, 3, 2, 3};
    static const uint8_t flag[ROWS] = {0, 1, 2};
    static const kefu_str text[ROWS] = {{"a", 1}, {"\xff", 1}, {"b", 1}};
    kefu_column columns[2] = {agents(), KEFU_COLUMN_INIT};
    (void)state;
    columns[1] = column("frt", KEFU_COLUMN_INT64, negative);
    assert_refused(columns, 2, KEFU_E_DEFINITION, 2, 2);
    columns[1] = column("frt", KEFU_COLUMN_DOUBLE, huge);
    assert_refused(columns, 2, KEFU_E_DEFINITION, 2, 1);
    columns[1] = column("at", KEFU_COLUMN_DOUBLE, huge);
    assert_refused(columns, 2, KEFU_E_DEFINITION, 2, 1);
    columns[1] = column("csat", KEFU_COLUMN_INT32, rating);
    assert_refused(columns, 2, KEFU_E_DEFINITION, 2, 1);
    columns[1] = column("csat_mean", KEFU_COLUMN_DOUBLE, half);
    assert_refused(columns, 2, KEFU_E_DEFINITION, 2, 0);
    columns[1] = column("resolution", KEFU_COLUMN_UINT8, flag);
    assert_refused(columns, 2, KEFU_E_DEFINITION, 2, 2);
    columns[1] = column("messages", KEFU_COLUMN_INT64, negative);
    assert_refused(columns, 2, KEFU_E_DEFINITION, 2, 2);
    columns[1] = agents();
    columns[1].values = code;
    assert_refused(columns + 1, 1, KEFU_E_DEFINITION, 1, 2);
    columns[1] = column("agent_id", KEFU_COLUMN_UTF8, backwards);
    columns[1].texts = "abc";
    columns[1].text_count = 3;
    assert_refused(columns + 1, 1, KEFU_E_DEFINITION, 1, 1);
    columns[1] = column("agent_id", KEFU_COLUMN_TEXT, text);
    assert_refused(columns + 1, 1, KEFU_E_UTF8, 1, 1);
}

static void no_rows_and_no_columns(void **state) {
    kefu_aggregate *aggregate = make("{}");
    const kefu_column columns[] = {agents()};
    (void)state;
    assert_int_equal(kefu_aggregate_add_columns(aggregate, columns, 1, 0, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_group_count(aggregate), 1);
    assert_int_equal(kefu_aggregate_add_columns(aggregate, NULL, 0, 5, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_conversation_count(aggregate), 5);
    assert_int_equal(kefu_aggregate_group_count(aggregate), 2); /* nobody's */
    assert_int_equal(kefu_aggregate_add_columns(aggregate, columns, 1, (size_t)1 << 31, NULL),
                     KEFU_E_LIMIT);
    assert_int_equal(kefu_aggregate_add_columns(aggregate, NULL, 1, 5, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_aggregate_add_columns(NULL, columns, 1, 5, NULL), KEFU_E_ARGUMENT);
    kefu_aggregate_free(aggregate);
}

/* Bytes of UTF-8 between offsets, as Arrow has them. */
static void texts_by_their_offsets(void **state) {
    kefu_aggregate *aggregate = make("{}");
    kefu_column columns[] = {column("agent_id", KEFU_COLUMN_UTF8, offsets)};
    kefu_str key;
    (void)state;
    columns[0].texts = "a1a2";
    columns[0].text_count = 4;
    assert_int_equal(kefu_aggregate_add_columns(aggregate, columns, 1, ROWS, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_group_count(aggregate), 4);
    assert_int_equal(kefu_aggregate_group_key(aggregate, 3, 0, &key, NULL), KEFU_OK);
    assert_true(kefu__str_is(key, "a2"));
    kefu_aggregate_free(aggregate);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_is_added),         cmocka_unit_test(wrong_columns_are_refused),
        cmocka_unit_test(wrong_values_are_refused), cmocka_unit_test(no_rows_and_no_columns),
        cmocka_unit_test(texts_by_their_offsets),
    };
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
