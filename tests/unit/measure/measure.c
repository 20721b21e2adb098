/* SPDX-License-Identifier: MIT
 * Tests of cells: wide sums, the grid of buckets, merging in any order, reading with intervals. */
#include "test.h"

#include <math.h>

#include "measure/measure.h"
#include "scheme/metric_set/statistics.h"

__extension__ typedef __int128 truth;

static truth truth_of(struct wide wide) {
    return (truth)wide.high * ((truth)1 << 64) + (truth)wide.low;
}

static uint64_t seed = 20260312;

static uint64_t draw(void) {
    seed ^= seed << 13;
    seed ^= seed >> 7;
    seed ^= seed << 17;
    return seed;
}

static void wide_sums_are_exact(void **state) {
    struct wide sum = {0, 0}, squares = {0, 0};
    truth sum_truth = 0, squares_truth = 0;
    int i;
    (void)state;
    for (i = 0; i < 100000; i++) {
        const int64_t value = (int64_t)(draw() >> (16 + i % 40)) * (i % 3 ? 1 : -1);
        sum = kefu__wide_add(sum, kefu__wide_of(value));
        squares = kefu__wide_add(squares, kefu__wide_square(value));
        sum_truth += value;
        squares_truth += (truth)value * value;
        assert_true(truth_of(sum) == sum_truth);
        assert_true(truth_of(squares) == squares_truth);
        assert_true(fabs(kefu__wide_double(sum) - (double)sum_truth) <=
                    fabs((double)sum_truth) * 1e-15);
    }
    assert_true(kefu__wide_double(kefu__wide_of(-3)) == -3);
    assert_true(kefu__wide_double(kefu__wide_square(MEASURE_LIMIT)) == ldexp(1, 94));
}

static void buckets_are_a_fine_grid(void **state) {
    uint32_t before = 0;
    int64_t value;
    (void)state;
    for (value = 0; value < MEASURE_LIMIT; value += value / 777 + 1) {
        const uint32_t index = kefu__measure_bucket(value);
        const double middle = kefu__measure_bucket_middle(index);
        assert_true(index >= before && index < MEASURE_BUCKETS_MAX);
        assert_true(fabs(middle - (double)value) <= MEASURE_QUANTILE_ERROR * (double)value);
        before = index;
    }
    assert_int_equal(kefu__measure_bucket(63), 63);
    assert_int_equal(kefu__measure_bucket(64), 64);
    assert_int_equal(kefu__measure_bucket(-5), 0);
    assert_int_equal(kefu__measure_bucket(INT64_MAX), kefu__measure_bucket(MEASURE_LIMIT));
}

static int compare(const void *a, const void *b) {
    const int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static void quantiles_keep_their_promise(void **state) {
    static const double quantiles[] = {0, 0.1, 0.5, 0.9, 0.95, 1};
    static int64_t values[2000];
    const kefu_allocator allocator = kefu__allocator_default();
    struct measure measure;
    size_t i;
    (void)state;
    memset(&measure, 0, sizeof measure);
    for (i = 0; i < 2000; i++) {
        values[i] = (int64_t)(draw() >> (30 + draw() % 30));
        assert_true(kefu__measure_reserve(&measure, &allocator, 1));
        kefu__measure_add(&measure, values[i], true);
    }
    qsort(values, 2000, sizeof *values, compare);
    for (i = 0; i < sizeof quantiles / sizeof *quantiles; i++) {
        const double exact = (double)values[(size_t)floor(quantiles[i] * 1999)];
        assert_true(fabs(kefu__measure_quantile(&measure, quantiles[i]) - exact) <=
                    MEASURE_QUANTILE_ERROR * exact);
    }
    assert_true(measure.min == values[0] && measure.max == values[1999]);
    kefu__measure_free(&measure, &allocator);
}

static void any_split_in_any_order_is_the_same(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct measure whole, parts[5];
    size_t i;
    (void)state;
    memset(&whole, 0, sizeof whole);
    memset(parts, 0, sizeof parts);
    for (i = 0; i < 3000; i++) {
        const int64_t value = (int64_t)(draw() >> 40);
        struct measure *part = &parts[draw() % 5];
        assert_true(kefu__measure_reserve(&whole, &allocator, 1));
        assert_true(kefu__measure_reserve(part, &allocator, 1));
        kefu__measure_add(&whole, value, true);
        kefu__measure_add(part, value, true);
        if (i % 100 == 0) {
            kefu__measure_missing(&whole, KEFU_REASON_UNANSWERED);
            kefu__measure_missing(part, KEFU_REASON_UNANSWERED);
        }
    }
    for (i = 4; i > 0; i--) {
        assert_false(kefu__measure_equal(&parts[i - 1], &whole));
        assert_true(kefu__measure_reserve_merge(&parts[i - 1], &parts[i], &allocator));
        kefu__measure_merge(&parts[i - 1], &parts[i]);
    }
    assert_true(kefu__measure_equal(&parts[0], &whole));
    for (i = 0; i < 5; i++)
        kefu__measure_free(&parts[i], &allocator);
    kefu__measure_free(&whole, &allocator);
}

static const struct measure_rule ratio = {MEASURE_RATIO, KEFU_UNIT_RATIO, KEFU_STATISTIC_MEAN, 3, 1,
                                          0.95};
static const struct measure_rule duration = {
    MEASURE_DURATION, KEFU_UNIT_MS, KEFU_STATISTIC_MEAN, 0, 1, 0.95};

static void ratios_carry_wilson(void **state) {
    struct measure measure;
    kefu_value value;
    (void)state;
    memset(&measure, 0, sizeof measure);
    kefu__measure_missing(&measure, KEFU_REASON_NO_RATING);
    kefu__measure_value(&measure, &ratio, KEFU_STATISTIC_DEFAULT, &value);
    assert_int_equal(value.state, KEFU_STATE_NO_DATA);
    assert_int_equal(value.reason, KEFU_REASON_NO_RATING);
    kefu__measure_case(&measure, true);
    kefu__measure_case(&measure, true);
    kefu__measure_value(&measure, &ratio, KEFU_STATISTIC_DEFAULT, &value);
    assert_int_equal(value.state, KEFU_STATE_LOW_N);
    assert_int_equal(value.reason, KEFU_REASON_SMALL_SAMPLE);
    assert_true(value.value == 1 && fabs(value.low - 0.342) < 0.0005 && value.high == 1);
    kefu__measure_case(&measure, false);
    kefu__measure_value(&measure, &ratio, KEFU_STATISTIC_DEFAULT, &value);
    assert_int_equal(value.state, KEFU_STATE_OK);
    assert_true(fabs(value.value - 2.0 / 3) < 1e-15 && value.n == 3);
    kefu__measure_value(&measure, &ratio, KEFU_STATISTIC_SUM, &value);
    assert_true(value.value == 2 && value.unit == KEFU_UNIT_NUMBER);
    kefu__measure_value(&measure, &ratio, KEFU_STATISTIC_COUNT, &value);
    assert_true(value.value == 3);
}

static void means_carry_their_error(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    static const int64_t values[] = {1000, 2000, 3000, 6000};
    struct measure measure;
    kefu_value value;
    size_t i;
    (void)state;
    memset(&measure, 0, sizeof measure);
    assert_true(kefu__measure_reserve(&measure, &allocator, 4));
    kefu__measure_add(&measure, values[0], true);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_DEFAULT, &value);
    assert_true(value.value == 1000 && !(value.flags & KEFU_VALUE_HAS_INTERVAL));
    for (i = 1; i < 4; i++)
        kefu__measure_add(&measure, values[i], true);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_DEFAULT, &value);
    assert_true(value.value == 3000 && (value.flags & KEFU_VALUE_HAS_INTERVAL));
    /* sd 2160.247, standard error 1080.123, times 1.959964 */
    assert_true(fabs(value.low - 882.997) < 0.01 && fabs(value.high - 5117.003) < 0.01);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_MAX, &value);
    assert_true(value.value == 6000);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_SUM, &value);
    assert_true(value.value == 12000);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_P50, &value);
    assert_true((value.flags & KEFU_VALUE_APPROXIMATE) && fabs(value.value - 2000) < 16);
    kefu__measure_free(&measure, &allocator);
}

static void what_is_too_large_is_clamped(void **state) {
    struct measure measure;
    (void)state;
    memset(&measure, 0, sizeof measure);
    kefu__measure_add(&measure, INT64_MAX, false);
    kefu__measure_add(&measure, INT64_MIN, false);
    assert_true(measure.max == MEASURE_LIMIT && measure.min == -MEASURE_LIMIT);
    assert_true(kefu__wide_double(measure.sum) == 0);
}

static void without_memory_nothing_changes(void **state) {
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 2);
    struct measure a, b;
    (void)state;
    memset(&a, 0, sizeof a);
    memset(&b, 0, sizeof b);
    assert_true(kefu__measure_reserve(&a, &allocator, 1));
    kefu__measure_add(&a, 5, true);
    assert_false(kefu__measure_reserve(&b, &allocator, 1));
    assert_false(kefu__measure_reserve_merge(&b, &a, &allocator));
    assert_int_equal(b.bucket_capacity, 0);
    kefu__measure_free(&a, &allocator);
    kefu__measure_free(&b, &allocator);
    assert_int_equal(memory.live_bytes, 0);
}

/* Every statistic has a row, and gives a number of a duration. */
static void every_statistic_is_computed(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct measure measure;
    (void)state;
    memset(&measure, 0, sizeof measure);
    assert_true(kefu__measure_reserve(&measure, &allocator, 2));
    kefu__measure_add(&measure, 1000, true);
    kefu__measure_add(&measure, 3000, true);
    for (size_t i = 0; i < kefu__statistics.count; i++) {
        const uint32_t statistic = kefu__statistics.words[i].value;
        kefu_value value;
        assert_non_null(kefu__statistic(statistic));
        kefu__measure_value(&measure, &duration, (kefu_statistic)statistic, &value);
        assert_true(KEFU_VALUE_IS_NUMBER(value));
        assert_true(value.value > 0);
    }
    assert_null(kefu__statistic((uint32_t)kefu__statistics.count));
    kefu__measure_free(&measure, &allocator);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_statistic_is_computed),
        cmocka_unit_test(wide_sums_are_exact),
        cmocka_unit_test(buckets_are_a_fine_grid),
        cmocka_unit_test(quantiles_keep_their_promise),
        cmocka_unit_test(any_split_in_any_order_is_the_same),
        cmocka_unit_test(ratios_carry_wilson),
        cmocka_unit_test(means_carry_their_error),
        cmocka_unit_test(what_is_too_large_is_clamped),
        cmocka_unit_test(without_memory_nothing_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
