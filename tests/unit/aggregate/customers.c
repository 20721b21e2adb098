/* SPDX-License-Identifier: MIT
 * Tests of how many different customers groups had: by records, in states, merged, forgotten. */
#include "fixture.h"

#include "aggregate/reseal.h"

static void add_survey(kefu_aggregate *aggregate, unsigned customer, const char *agent) {
    char record[200];
    snprintf(record, sizeof record,
             "{'id':'f%u','agent_id':'%s','contact_id':'u%u','at':9,'rating':5}", customer, agent,
             customer);
    assert_int_equal(add_feedback(aggregate, record), KEFU_OK);
}

static kefu_value customers_of(const kefu_aggregate *aggregate, size_t group) {
    kefu_value value;
    assert_int_equal(kefu_aggregate_customers(aggregate, group, &value, NULL), KEFU_OK);
    return value;
}

static void check(const kefu_aggregate *aggregate, size_t group, double customers, uint64_t n) {
    const kefu_value value = customers_of(aggregate, group);
    assert_int_equal(value.state, KEFU_STATE_OK);
    assert_true(value.value == customers && value.n == n && value.flags == 0);
}

static void records_name_customers(void **state) {
    kefu_aggregate *aggregate = make("{}");
    (void)state;
    assert_int_equal(customers_of(aggregate, 0).state, KEFU_STATE_NO_DATA);
    add(aggregate, "{'id':'c1','contact_id':'u1','messages':[{'at':0,'role':'customer','text':'x'},"
                   "{'at':1000,'role':'agent','agent_id':'a1','text':'您好'},"
                   "{'at':2000,'role':'agent','agent_id':'a2','text':'您好'}]}");
    add(aggregate, "{'id':'c2','contact_id':'u2','messages':[{'at':0,'role':'customer','text':'x'},"
                   "{'at':1000,'role':'agent','agent_id':'a1','text':'您好'}]}");
    add(aggregate, "{'id':'c3','messages':[{'at':0,'role':'customer','text':'x'},"
                   "{'at':1000,'role':'agent','agent_id':'a3','text':'您好'}]}");
    add_survey(aggregate, 2, "a1");
    assert_int_equal(kefu_aggregate_group_count(aggregate), 4);
    check(aggregate, 0, 2, 3); /* u2 twice, c3 names nobody */
    check(aggregate, 1, 2, 3);
    check(aggregate, 2, 1, 1); /* a2 answered u1, too */
    assert_int_equal(customers_of(aggregate, 3).state, KEFU_STATE_NO_DATA);
    kefu_aggregate_free(aggregate);
}

static struct chat_text saved(const kefu_aggregate *aggregate) {
    struct chat_text text = {NULL, 0};
    assert_int_equal(kefu_aggregate_save(aggregate, chat_write, &text, NULL), KEFU_OK);
    return text;
}

/* Surveys of customers from … to - 1, those before 10 by one agent, all others by another. */
static kefu_aggregate *some(unsigned from, unsigned to) {
    kefu_aggregate *aggregate = make("{}");
    for (unsigned i = from; i < to; i++)
        add_survey(aggregate, i, i < 10 ? "a1" : "a2");
    return aggregate;
}

static void shards_that_share_customers_are_the_whole(void **state) {
    static const unsigned sizes[] = {20, 128, 129, 300, 3000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        kefu_aggregate *left = some(0, sizes[i] / 2 + 5), *right = some(sizes[i] / 2 - 5, sizes[i]),
                       *whole = some(0, sizes[i]),
                       *twice = some(sizes[i] / 2 - 5, sizes[i] / 2 + 5), *back = NULL;
        assert_int_equal(kefu_aggregate_merge(left, right, NULL), KEFU_OK);
        assert_int_equal(kefu_aggregate_merge(whole, twice, NULL), KEFU_OK);
        struct chat_text one = saved(whole), other = saved(left);
        assert_int_equal(one.size, other.size);
        assert_memory_equal(one.data, other.data, one.size);
        const kefu_value value = customers_of(left, 0);
        assert_int_equal(value.n, sizes[i] + 10);
        assert_int_equal(value.flags,
                         sizes[i] > 128 ? KEFU_VALUE_APPROXIMATE | KEFU_VALUE_HAS_INTERVAL : 0);
        if (sizes[i] <= 128)
            assert_true(value.value == sizes[i]);
        else
            assert_true(value.low <= sizes[i] && sizes[i] <= value.high &&
                        value.low <= value.value && value.value <= value.high);
        check(left, 1, 10, sizes[i] == 20 ? 15 : 10);
        assert_int_equal(kefu_aggregate_load(NULL, one.data, one.size, NULL, &back, NULL), KEFU_OK);
        free(other.data);
        other = saved(back);
        assert_int_equal(one.size, other.size);
        assert_memory_equal(one.data, other.data, one.size);
        free(one.data);
        free(other.data);
        kefu_aggregate_free(left);
        kefu_aggregate_free(right);
        kefu_aggregate_free(whole);
        kefu_aggregate_free(twice);
        kefu_aggregate_free(back);
    }
}

static void a_forgotten_customer_is_one_less_where_counts_are_exact(void **state) {
    kefu_aggregate *few = some(0, 12), *many = some(0, 500);
    (void)state;
    const double before = customers_of(many, 0).value;
    assert_int_equal(kefu_aggregate_forget(few, "u3", 2, NULL, NULL), KEFU_OK);
    check(few, 0, 11, 12);
    check(few, 1, 9, 10);
    check(few, 2, 2, 2);
    assert_int_equal(kefu_aggregate_forget(many, "u3", 2, NULL, NULL), KEFU_OK);
    assert_true(customers_of(many, 0).value == before);
    check(many, 1, 9, 10);
    kefu_aggregate_free(few);
    kefu_aggregate_free(many);
}

/* Whatever stands behind right checksums gives an error, or an aggregate whose values can be read.
 */
static void hostile_customers_are_refused(void **state) {
    static const unsigned sizes[] = {3, 200, 6000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        kefu_aggregate *aggregate = some(0, sizes[i]), *back;
        struct chat_text text = saved(aggregate);
        unsigned refused = 0, tried = 0;
        for (size_t at = 0; at < text.size; at += 1 + text.size / 1500) {
            const char kept = text.data[at];
            text.data[at] = (char)(kept ^ (1 << at % 8));
            reseal((unsigned char *)text.data, text.size);
            back = NULL;
            tried++;
            if (kefu_aggregate_load(NULL, text.data, text.size, NULL, &back, NULL) == KEFU_OK) {
                const kefu_value value = customers_of(back, 0);
                assert_true(value.value >= 0 && value.value <= (double)value.n);
            } else {
                refused++;
            }
            kefu_aggregate_free(back);
            text.data[at] = kept;
        }
        assert_true(refused > tried / 8);
        free(text.data);
        kefu_aggregate_free(aggregate);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(records_name_customers),
        cmocka_unit_test(shards_that_share_customers_are_the_whole),
        cmocka_unit_test(a_forgotten_customer_is_one_less_where_counts_are_exact),
        cmocka_unit_test(hostile_customers_are_refused)};
    return cmocka_run_group_tests(tests, chat_setup, chat_teardown);
}
