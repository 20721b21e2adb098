/* SPDX-License-Identifier: MIT
 * Tests of the mathematics against published values. */
#include "test.h"

#include <math.h>

#include "stats/logistic.h"
#include "stats/stats.h"

static void assert_near(double got, double expected, double tolerance) {
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

static void quantiles_are_exact(void **state) {
    /* From a table of 40 digits, rounded. */
    static const double cases[][2] = {
        {0.5, 0},
        {0.975, 1.959963984540054235},
        {0.995, 2.575829303548900761},
        {0.025, -1.959963984540054235},
        {0.9, 1.281551565544600467},
        {0.001, -3.090232306167813542},
        {1e-10, -6.361340902404056086},
        {1e-300, -37.0470962993612},
    };
    size_t i;
    double z;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_near(kefu__normal_quantile(cases[i][0]), cases[i][1],
                    4e-15 * (1 + fabs(cases[i][1])));
    for (z = -6; z <= 6; z += 0.25)
        assert_near(kefu__normal_quantile(kefu__normal_cdf(z)), z, 1e-6);
    assert_near(kefu__normal_cdf(1), 0.841344746068542949, 1e-15);
}

static void wilson_intervals_match_the_literature(void **state) {
    /* Newcombe 1998, table I, method 3; statsmodels for 19/38. */
    static const struct {
        uint64_t x, n;
        double low, high, tolerance;
    } cases[] = {
        {81, 263, 0.255289, 0.366210, 5e-7}, {15, 148, 0.062386, 0.160487, 5e-7},
        {0, 20, 0, 0.161125, 5e-7},          {19, 38, 0.348499283643951, 0.651500716356049, 1e-14},
        {2, 2, 0.342380, 1, 5e-7},
    };
    double low, high;
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_true(kefu__wilson(cases[i].x, cases[i].n, 0.95, &low, &high));
        assert_near(low, cases[i].low, cases[i].tolerance);
        assert_near(high, cases[i].high, cases[i].tolerance);
    }
    assert_true(kefu__wilson(38, 38, 0.95, &low, &high));
    assert_true(low > 0.9 && high == 1.0);
    assert_true(kefu__wilson(0, 77, 0.95, &low, &high));
    assert_true(low == 0.0 && high > 0 && high < 0.05);
}

static void intervals_of_nothing_are_refused(void **state) {
    double low = 7, high = 7;
    (void)state;
    assert_false(kefu__wilson(0, 0, 0.95, &low, &high));
    assert_false(kefu__wilson(3, 2, 0.95, &low, &high));
    assert_false(kefu__wilson(1, 2, 1, &low, &high));
    assert_false(kefu__wilson(1, 2, 0, &low, &high));
    assert_true(low == 7 && high == 7);
    assert_true(kefu__wilson(UINT64_MAX, UINT64_MAX, 0.95, &low, &high));
    assert_true(low > 0.999 && high == 1);
}

static void two_proportions_are_compared(void **state) {
    double z = 7, p = 7;
    (void)state;
    assert_true(kefu__two_proportions(56, 70, 48, 80, &z, &p));
    assert_near(z, 2.6501719512585, 5e-13);
    assert_near(p, 0.00804508136820, 5e-14);
    assert_true(kefu__two_proportions(48, 80, 56, 70, &z, &p));
    assert_near(z, -2.6501719512585, 5e-13);
    z = p = 7;
    assert_false(kefu__two_proportions(0, 10, 0, 20, &z, &p));
    assert_false(kefu__two_proportions(10, 10, 20, 20, &z, &p));
    assert_false(kefu__two_proportions(1, 0, 1, 2, &z, &p));
    assert_false(kefu__two_proportions(3, 2, 1, 2, &z, &p));
    assert_true(z == 7 && p == 7);
}

static void logistic_is_as_the_library_has_it(void **state) {
    double x;
    (void)state;
    for (x = -745; x <= 745; x += 0.0625 * 1.37) {
        const double expected = 1 / (1 + exp(-x));
        if (fabs(x) <= 690)
            assert_near(kefu__exp(x) / exp(x), 1, 2e-14);
        assert_near(kefu__logistic(x), expected, 1e-14);
    }
    assert_near(kefu__logistic(0), 0.5, 0);
    assert_true(kefu__logistic(-1e308) >= 0 && kefu__logistic(-1e308) < 1e-300);
    assert_near(kefu__logistic(1e308), 1, 0);
}

/* Ranks from the binomial distribution, computed in Python; beyond 100 Conover's approximation. */
static void order_statistics_bound_quantiles(void **state) {
    static const struct {
        uint64_t n;
        double q;
        uint64_t first, last; /* 0: there are too few */
    } cases[] = {{5, 0.5, 0, 0},   {6, 0.5, 1, 6}, {40, 0.5, 14, 27},     {40, 0.9, 32, 40},
                 {40, 0.95, 0, 0}, {2, 0.9, 0, 0}, {1000, 0.5, 470, 531}, {10000, 0.9, 8942, 9059}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        uint64_t first, last;
        const bool known = kefu__order_ranks(cases[i].n, cases[i].q, 0.95, &first, &last);
        assert_int_equal(known, cases[i].first > 0);
        if (known && (first != cases[i].first || last != cases[i].last))
            fail_msg("case %zu: %llu, %llu", i, (unsigned long long)first,
                     (unsigned long long)last);
    }
    uint64_t first, last;
    assert_false(kefu__order_ranks(0, 0.5, 0.95, &first, &last));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_statistics_bound_quantiles),
        cmocka_unit_test(logistic_is_as_the_library_has_it),
        cmocka_unit_test(quantiles_are_exact),
        cmocka_unit_test(wilson_intervals_match_the_literature),
        cmocka_unit_test(intervals_of_nothing_are_refused),
        cmocka_unit_test(two_proportions_are_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
