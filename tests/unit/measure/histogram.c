/* SPDX-License-Identifier: MIT
 * Tests of what accumulators keep: wide sums, histograms of durations, merging in any order. */
#include "fixture.h"

#include <math.h>

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

/* The buckets are those of OpenTelemetry's ExponentialHistogram: bucket i of scale s holds the
 * values above 2^(i / 2^s), up to and including 2^((i + 1) / 2^s). */
static void buckets_are_base_2_exponential(void **state) {
    (void)state;
    for (uint32_t shift = 0; shift <= MEASURE_SCALE_MAX; shift++) {
        const double steps = ldexp(1, MEASURE_SCALE_MAX - (int)shift);
        const int32_t first = (int32_t)kefu__measure_bucket(1, shift); /* index -1 */
        for (int64_t value = 1; value < MEASURE_LIMIT; value += value / 777 + 1) {
            const int32_t index = (int32_t)kefu__measure_bucket(value, shift) - first - 1;
            const double log = log2((double)value) * steps;
            assert_true(index < log + 1e-9 && index + 1 > log - 1e-9);
        }
        for (int power = 0; power < 47; power++) { /* upper limits belong to their bucket */
            const int64_t value = INT64_C(1) << power;
            assert_int_equal((int32_t)kefu__measure_bucket(value, shift) - first - 1,
                             (int32_t)(power * steps) - 1);
            assert_int_equal((int32_t)kefu__measure_bucket(value + 1, shift) - first - 1,
                             (int32_t)(floor(log2((double)value + 1) * steps)) -
                                 (power == 0 ? 1 : 0));
        }
    }
    assert_int_equal(kefu__measure_bucket(0, 0), 0);
    assert_int_equal(kefu__measure_bucket(-5, 0), 0);
    assert_int_equal(kefu__measure_bucket(INT64_MAX, 0), kefu__measure_bucket(MEASURE_LIMIT, 0));
}

static void add_value(struct measure *measure, const kefu_allocator *allocator, int64_t value) {
    assert_true(kefu__measure_reserve(measure, allocator, 1));
    kefu__measure_add(measure, value, true);
}

/* A value in every bucket that there is. */
static void add_all_buckets(struct measure *measure, const kefu_allocator *allocator, bool odd) {
    uint32_t before = UINT32_MAX;
    for (int64_t value = 0; value <= MEASURE_LIMIT; value += value / 200 + 1) {
        const uint32_t bucket = kefu__measure_bucket(value, 0);
        if (bucket != before && (bucket % 2 == 1) == odd)
            add_value(measure, allocator, value);
        before = bucket;
    }
}

/* More buckets than the limit halve the scale once; whatever the order and the tree of merging, the
 * histogram is the same, and quantiles keep the doubled error. */
static void too_many_buckets_make_the_scale_coarser(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct measure whole, odd, even, merged;
    (void)state;
    memset(&whole, 0, sizeof whole);
    memset(&odd, 0, sizeof odd);
    memset(&even, 0, sizeof even);
    memset(&merged, 0, sizeof merged);
    add_all_buckets(&whole, &allocator, true);
    assert_int_equal(whole.shift, 0);
    add_all_buckets(&whole, &allocator, false);
    assert_int_equal(whole.shift, MEASURE_SHIFT_MAX);
    assert_true(whole.bucket_count <= MEASURE_BUCKETS_MAX && whole.n > MEASURE_BUCKETS_MAX);
    add_all_buckets(&odd, &allocator, true);
    add_all_buckets(&even, &allocator, false);
    assert_true(odd.shift == 0 && even.shift == 0);
    assert_true(kefu__measure_reserve_merge(&merged, &even, &allocator));
    kefu__measure_merge(&merged, &even);
    assert_true(kefu__measure_reserve_merge(&merged, &odd, &allocator));
    kefu__measure_merge(&merged, &odd);
    assert_true(kefu__measure_equal(&merged, &whole));
    assert_true(kefu__measure_reserve_merge(&odd, &whole, &allocator));
    kefu__measure_merge(&odd, &whole); /* into a finer one */
    assert_int_equal(odd.shift, MEASURE_SHIFT_MAX);
    for (uint64_t rank = 0; rank < whole.n; rank += 97) {
        const double value = kefu__measure_order(&whole, rank).value;
        const double twice = kefu__measure_order(&merged, rank).value;
        assert_true(value == twice);
    }
    kefu__measure_free(&whole, &allocator);
    kefu__measure_free(&odd, &allocator);
    kefu__measure_free(&even, &allocator);
    kefu__measure_free(&merged, &allocator);
}

static void logarithms_are_those_of_the_library(void **state) {
    int64_t value;
    (void)state;
    for (value = 0; value < MEASURE_LIMIT; value += value / 777 + 1) {
        const double log = log2((double)value + 1) * MEASURE_LOG_SCALE;
        const double got = (double)kefu__measure_log(value);
        assert_true(got <= log + 0.01 && got > log - 1.01);
    }
    assert_int_equal(kefu__measure_log(0), 0);
    assert_int_equal(kefu__measure_log(1), MEASURE_LOG_SCALE);
    assert_int_equal(kefu__measure_log(1023), 10 * MEASURE_LOG_SCALE);
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
        const double place = quantiles[i] * 1999;
        const size_t rank = (size_t)floor(place), next = rank < 1999 ? rank + 1 : rank;
        const double exact = (double)values[rank] +
                             (place - (double)rank) * (double)(values[next] - values[rank]);
        const struct measure_point point = kefu__measure_quantile(&measure, quantiles[i]);
        assert_true(fabs(point.value - exact) <= MEASURE_QUANTILE_ERROR * exact);
        assert_true(!point.exact || point.value == exact);
    }
    assert_true(measure.min == values[0] && measure.max == values[1999]);
    kefu__measure_free(&measure, &allocator);
}

/* Each order statistic is off by at most the promised error: for constants, for the smallest and
 * the largest value in turn, and for powers of two and their neighbours. */
static void check_orders(int64_t (*value_of)(size_t i)) {
    static int64_t values[3000];
    const kefu_allocator allocator = kefu__allocator_default();
    struct measure measure;
    memset(&measure, 0, sizeof measure);
    for (size_t i = 0; i < 3000; i++) {
        values[i] = value_of(i);
        add_value(&measure, &allocator, values[i]);
    }
    qsort(values, 3000, sizeof *values, compare);
    for (size_t i = 0; i < 3000; i++) {
        const struct measure_point point = kefu__measure_order(&measure, i);
        const double exact = (double)values[i];
        assert_true(fabs(point.value - exact) <= MEASURE_QUANTILE_ERROR * exact);
        assert_true(!point.exact || point.value == exact);
    }
    kefu__measure_free(&measure, &allocator);
}

static int64_t constant(size_t i) {
    (void)i;
    return 86399999;
}

static int64_t zigzag(size_t i) {
    return i % 2 ? (int64_t)(1000000 + i * 1000) : (int64_t)(100 + i);
}

static int64_t near_powers(size_t i) {
    return (INT64_C(1) << i % 47) + (int64_t)(i / 47 % 3) - 1;
}

static void no_order_of_values_breaks_the_promise(void **state) {
    (void)state;
    check_orders(constant);
    check_orders(zigzag);
    check_orders(near_powers);
}

static void small_samples_have_exact_quantiles(void **state) {
    static const struct {
        int64_t values[5];
        size_t count;
        double q, quantile; /* as numpy.quantile and R's type 7 give them */
    } cases[] = {
        {{10000, 600000}, 2, 0.9, 541000},        {{10000, 600000}, 2, 0.5, 305000},
        {{10000, 20000, 600000}, 3, 0.9, 484000}, {{1000, 2000, 3000, 4000}, 4, 0.95, 3850},
        {{60000, 60001, 60002}, 3, 0.5, 60001},   {{5, 5, 5, 5, 7}, 5, 0.9, 6.2},
    };
    const kefu_allocator allocator = kefu__allocator_default();
    struct measure measure;
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        fill(&measure, &allocator, cases[i].values, cases[i].count);
        const struct measure_point point = kefu__measure_quantile(&measure, cases[i].q);
        assert_true(fabs(point.value - cases[i].quantile) < 1e-9 * cases[i].quantile);
        assert_int_equal(point.exact, i != 4); /* three different values in one bucket */
        kefu__measure_free(&measure, &allocator);
    }
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
        add_conversation(&whole, &allocator, value, i % 7 + 1);
        add_conversation(part, &allocator, value, i % 7 + 1);
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

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(wide_sums_are_exact),
        cmocka_unit_test(buckets_are_base_2_exponential),
        cmocka_unit_test(too_many_buckets_make_the_scale_coarser),
        cmocka_unit_test(no_order_of_values_breaks_the_promise),
        cmocka_unit_test(quantiles_keep_their_promise),
        cmocka_unit_test(logarithms_are_those_of_the_library),
        cmocka_unit_test(small_samples_have_exact_quantiles),
        cmocka_unit_test(any_split_in_any_order_is_the_same),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
