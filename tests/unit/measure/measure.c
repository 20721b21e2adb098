/* SPDX-License-Identifier: MIT
 * Tests of what accumulators give: values, intervals, targets and tests of differences. */
#include "fixture.h"

#include <math.h>

#include "scheme/metric_set/statistics.h"
#include "stats/proportion.h"

#define RULE(kind_, unit_, ...)                                                                    \
    {                                                                                              \
        .kind = (kind_), .unit = (unit_), .statistic = KEFU_STATISTIC_MEAN, .scale = 1,            \
        .level = 0.95, __VA_ARGS__                                                                 \
    }
static const struct measure_rule ratio = RULE(MEASURE_RATIO, KEFU_UNIT_RATIO, .min_n = 3);
static const struct measure_rule of_turns = RULE(MEASURE_RATIO, KEFU_UNIT_RATIO, .clustered = true);
static const struct measure_rule per_question = RULE(MEASURE_RATIO, KEFU_UNIT_NUMBER,
                                                     .clustered = true, .bounds = BOUNDS_POSITIVE);
static const struct measure_rule duration = RULE(MEASURE_DURATION, KEFU_UNIT_MS, .clustered = true,
                                                 .bounds = BOUNDS_POSITIVE);
static const struct measure_rule stars = RULE(MEASURE_QUANTITY, KEFU_UNIT_POINTS, .low = 1,
                                              .high = 5);
static const struct measure_rule count = RULE(MEASURE_QUANTITY, KEFU_UNIT_NUMBER,
                                              .bounds = BOUNDS_POSITIVE);
static const struct measure_rule promoters = RULE(
    MEASURE_QUANTITY, KEFU_UNIT_POINTS, .bounds = BOUNDS_PROMOTERS, .low = -100, .high = 100);
static const struct measure_rule plain_promoters = RULE(
    MEASURE_QUANTITY, KEFU_UNIT_POINTS, .bounds = BOUNDS_WALD, .low = -100, .high = 100);

static void assert_interval(const struct measure *measure, const struct measure_rule *rule,
                            kefu_statistic statistic, double low, double high, double tolerance) {
    kefu_value value;
    kefu__measure_value(measure, rule, statistic, &value);
    if (!(value.flags & KEFU_VALUE_HAS_INTERVAL) || fabs(value.low - low) > tolerance ||
        fabs(value.high - high) > tolerance)
        fail_msg("got %.9g ... %.9g, expected %.9g ... %.9g", value.low, value.high, low, high);
}

static void assert_no_interval(const struct measure *measure, const struct measure_rule *rule,
                               kefu_statistic statistic, kefu_reason reason) {
    kefu_value value;
    kefu__measure_value(measure, rule, statistic, &value);
    assert_true(KEFU_VALUE_IS_NUMBER(value) && !(value.flags & KEFU_VALUE_HAS_INTERVAL));
    assert_int_equal(value.reason, reason);
}

/* A conversation with n cases, of which h hit. */
static void add_cluster(struct measure *to, uint64_t h, uint64_t n) {
    struct measure one;
    memset(&one, 0, sizeof one);
    for (uint64_t i = 0; i < n; i++)
        kefu__measure_case(&one, i < h);
    kefu__measure_cluster(&one);
    kefu__measure_merge(to, &one);
}

/* Exact where squares are so large that their difference has no digit left in a double. */
static void deviations(void **state) {
    static const int64_t offsets[] = {0, -5, INT64_C(1) << 46, -(INT64_C(1) << 46)};
    struct measure measure;
    kefu_value value;
    (void)state;
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        memset(&measure, 0, sizeof measure);
        kefu__measure_add(&measure, offsets[i] + 2, false);
        kefu__measure_value(&measure, &count, KEFU_STATISTIC_SD, &value);
        assert_int_equal(value.state, KEFU_STATE_UNDEFINED);
        for (int64_t x = 4; x <= 9; x++)
            if (x != 6 && x != 8)
                kefu__measure_add(&measure, offsets[i] + x, false);
        kefu__measure_add(&measure, offsets[i] + 4, false);
        kefu__measure_add(&measure, offsets[i] + 4, false);
        kefu__measure_add(&measure, offsets[i] + 5, false);
        /* 2 4 4 4 5 5 7 9: Σ(x - 5)² = 32 */
        kefu__measure_value(&measure, &count, KEFU_STATISTIC_SD, &value);
        assert_true(fabs(value.value - sqrt(32.0 / 7)) < 1e-12);
    }
    memset(&measure, 0, sizeof measure);
    kefu__measure_case(&measure, true);
    kefu__measure_value(&measure, &ratio, KEFU_STATISTIC_SD, &value);
    assert_int_equal(value.state, KEFU_STATE_UNDEFINED);
}

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

/* The expected intervals follow from the formulas in lib/measure/interval.c, computed in Python. */
static void ratios_of_turns_know_conversations(void **state) {
    struct measure measure;
    (void)state;
    memset(&measure, 0, sizeof measure);
    add_cluster(&measure, 1, 4);
    assert_no_interval(&measure, &of_turns, KEFU_STATISTIC_DEFAULT, KEFU_REASON_NO_VARIANCE);
    add_cluster(&measure, 3, 3);
    add_cluster(&measure, 2, 2);
    add_cluster(&measure, 4, 6);
    add_cluster(&measure, 5, 5);
    assert_interval(&measure, &of_turns, KEFU_STATISTIC_DEFAULT, 0.427776837019150,
                    0.923307045051710, 1e-9);
    assert_interval(&measure, &per_question, KEFU_STATISTIC_DEFAULT, 0.514944199614204,
                    1.092351366267305, 1e-9);
    memset(&measure, 0, sizeof measure);
    add_cluster(&measure, 4, 4);
    add_cluster(&measure, 2, 2); /* 100 % in all conversations */
    assert_no_interval(&measure, &of_turns, KEFU_STATISTIC_DEFAULT, KEFU_REASON_NO_VARIANCE);
}

static void means_stay_on_their_scale(void **state) {
    struct measure measure;
    (void)state;
    memset(&measure, 0, sizeof measure);
    kefu__measure_add(&measure, 5, false);
    assert_no_interval(&measure, &stars, KEFU_STATISTIC_DEFAULT, KEFU_REASON_NO_VARIANCE);
    kefu__measure_add(&measure, 5, false);
    assert_no_interval(&measure, &stars, KEFU_STATISTIC_DEFAULT, KEFU_REASON_NO_VARIANCE);
    kefu__measure_add(&measure, 1, false);
    kefu__measure_add(&measure, 4, false);
    assert_interval(&measure, &stars, KEFU_STATISTIC_DEFAULT, 1.810365328448358, 4.800503324392755,
                    1e-9);
    assert_interval(&measure, &count, KEFU_STATISTIC_DEFAULT, 2.286606667989463, 6.149942706309295,
                    1e-9);
}

/* The mean of two values, which decides whether a transformation of the scale is possible. */
static void expect_of_pair(const struct measure_rule *rule, int64_t a, int64_t b, bool interval) {
    struct measure measure;
    kefu_value value;
    memset(&measure, 0, sizeof measure);
    kefu__measure_add(&measure, a, false);
    kefu__measure_add(&measure, b, false);
    kefu__measure_value(&measure, rule, KEFU_STATISTIC_DEFAULT, &value);
    if (((value.flags & KEFU_VALUE_HAS_INTERVAL) != 0) != interval)
        fail_msg("%lld and %lld: %g ... %g", (long long)a, (long long)b, value.low, value.high);
}

static void means_at_the_ends_of_their_scale_carry_none(void **state) {
    (void)state;
    expect_of_pair(&stars, 0, 2, false); /* the mean is 1, the lowest rating */
    expect_of_pair(&stars, -1, 2, false);
    expect_of_pair(&stars, 1, 2, true);
    expect_of_pair(&stars, 4, 5, true);
    expect_of_pair(&stars, 4, 6, false); /* the highest */
    expect_of_pair(&stars, 5, 6, false);
    expect_of_pair(&count, -1, 1, false); /* a logarithm needs a positive mean */
    expect_of_pair(&count, -2, 1, false);
    expect_of_pair(&count, 0, 1, true);
}

static void promoters_are_adjusted(void **state) {
    static const int64_t scores[] = {100, 100, 0, -100, 100};
    struct measure measure;
    (void)state;
    memset(&measure, 0, sizeof measure);
    kefu__measure_add(&measure, 100, false);
    kefu__measure_add(&measure, -100, false);
    assert_interval(&measure, &promoters, KEFU_STATISTIC_DEFAULT, -73.335137205651801,
                    73.335137205651801, 1e-9);
    assert_interval(&measure, &plain_promoters, KEFU_STATISTIC_DEFAULT, -100, 100, 1e-9);
    memset(&measure, 0, sizeof measure);
    for (size_t i = 0; i < 5; i++)
        kefu__measure_add(&measure, scores[i], false);
    assert_interval(&measure, &promoters, KEFU_STATISTIC_DEFAULT, -29.782658786036354,
                    79.782658786036354, 1e-9);
    assert_interval(&measure, &plain_promoters, KEFU_STATISTIC_DEFAULT, -38.398559381602155, 100,
                    1e-9);
}

static void quantiles_carry_order_statistics(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    int64_t values[40];
    struct measure measure;
    (void)state;
    for (size_t i = 0; i < 40; i++)
        values[i] = (int64_t)(i + 1) * 1000;
    fill(&measure, &allocator, values, 40);
    /* Binomial(40, 1/2): 14 and 27 are the ranks whose tails are at most 2.5 % */
    assert_interval(&measure, &duration, KEFU_STATISTIC_P50, 14000, 27000, 0);
    /* Binomial(40, 0.9): 32 and 40 */
    assert_interval(&measure, &duration, KEFU_STATISTIC_P90, 32000, 40000, 0);
    assert_no_interval(&measure, &duration, KEFU_STATISTIC_P95, KEFU_REASON_SMALL_SAMPLE);
    kefu__measure_free(&measure, &allocator);
}

static void targets_are_met_by_counts(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    int64_t values[40];
    struct measure measure;
    bool approximate;
    (void)state;
    for (size_t i = 0; i < 40; i++)
        values[i] = 60000;
    values[0] = 1000;
    values[39] = 61000;
    fill(&measure, &allocator, values, 40);
    assert_true(
        kefu__measure_meets(&measure, &duration, KEFU_STATISTIC_P50, 60000, false, &approximate));
    assert_false(approximate);
    assert_false(
        kefu__measure_meets(&measure, &duration, KEFU_STATISTIC_P50, 59999, false, &approximate));
    assert_false(approximate);
    assert_true(
        kefu__measure_meets(&measure, &duration, KEFU_STATISTIC_P50, 60000, true, &approximate));
    kefu__measure_free(&measure, &allocator);
    for (size_t i = 0; i < 40; i++) /* all in one bucket, whose inside is not known */
        values[i] = 60000 + (int64_t)i;
    fill(&measure, &allocator, values, 40);
    assert_true(
        kefu__measure_meets(&measure, &duration, KEFU_STATISTIC_P50, 60039, false, &approximate));
    assert_false(approximate);
    assert_false(
        kefu__measure_meets(&measure, &duration, KEFU_STATISTIC_P50, 59999, false, &approximate));
    assert_false(approximate);
    (void)kefu__measure_meets(&measure, &duration, KEFU_STATISTIC_P50, 60020, false, &approximate);
    assert_true(approximate);
    kefu__measure_free(&measure, &allocator);
}

static void tests_know_conversations(void **state) {
    struct measure one, other;
    struct stats_test test;
    double p;
    (void)state;
    memset(&one, 0, sizeof one);
    memset(&other, 0, sizeof other);
    for (int i = 0; i < 10; i++) { /* ten turns of a conversation are all in time, or none */
        add_cluster(&one, i < 8 ? 10 : 0, 10);
        add_cluster(&other, i < 6 ? 10 : 0, 10);
    }
    assert_true(kefu__measure_differs(&one, &other, &of_turns, KEFU_STATISTIC_DEFAULT, &p));
    assert_true(fabs(p - 0.354539479773501) < 1e-9);
    assert_true(kefu__measure_differs(&one, &other, &ratio, KEFU_STATISTIC_DEFAULT, &p));
    assert_int_equal(
        kefu__two_proportions((struct proportion){80, 100}, (struct proportion){60, 100}, &test),
        STATS_OK);
    assert_true(test.p < 0.01);
}

static void means_carry_their_error(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    static const int64_t values[] = {1000, 2000, 3000, 6000};
    struct measure measure;
    kefu_value value;
    (void)state;
    fill(&measure, &allocator, values, 1);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_DEFAULT, &value);
    assert_true(value.value == 1000);
    assert_no_interval(&measure, &duration, KEFU_STATISTIC_DEFAULT, KEFU_REASON_NO_VARIANCE);
    kefu__measure_free(&measure, &allocator);
    fill(&measure, &allocator, values, 4);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_DEFAULT, &value);
    assert_true(value.value == 3000);
    assert_interval(&measure, &duration, KEFU_STATISTIC_DEFAULT, 1438.535, 6255.187, 1);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_MAX, &value);
    assert_true(value.value == 6000);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_SUM, &value);
    assert_true(value.value == 12000);
    kefu__measure_value(&measure, &duration, KEFU_STATISTIC_P50, &value);
    assert_true(!(value.flags & KEFU_VALUE_APPROXIMATE) && value.value == 2500);
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
        cmocka_unit_test(ratios_of_turns_know_conversations),
        cmocka_unit_test(means_stay_on_their_scale),
        cmocka_unit_test(means_at_the_ends_of_their_scale_carry_none),
        cmocka_unit_test(promoters_are_adjusted),
        cmocka_unit_test(quantiles_carry_order_statistics),
        cmocka_unit_test(targets_are_met_by_counts),
        cmocka_unit_test(tests_know_conversations),
        cmocka_unit_test(deviations),
        cmocka_unit_test(ratios_carry_wilson),
        cmocka_unit_test(means_carry_their_error),
        cmocka_unit_test(what_is_too_large_is_clamped),
        cmocka_unit_test(without_memory_nothing_changes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
