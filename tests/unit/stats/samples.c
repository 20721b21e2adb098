/* SPDX-License-Identifier: MIT
 * Tests of means, ranks and pairs against results that can be written down, and of what each
 * refuses. */
#include "test.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>

#include "stats/compare.h"

static kefu_allocator memory;

static int begin(void **state) {
    (void)state;
    memory = kefu__allocator_default();
    return 0;
}

static void assert_near(double got, double expected) {
    if (!(fabs(got - expected) <= 1e-9 * (1 + fabs(expected))))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

/* ---- means ---- */

static void samples_have_moments(void **state) {
    /* The mean of the last is no double: the variance is 4/3 only if its rounding is made good. */
    static const double values[] = {1, 2, 4, 9}, far[] = {0x1p53, 0x1p53, 0x1p53 + 2};
    static const double bad[][2] = {{1, NAN}, {HUGE_VAL, 1}, {DBL_MAX, -DBL_MAX}};
    struct sample got = {7, 7, 7};
    (void)state;
    assert_int_equal(kefu__sample(values, 0, &got), STATS_DOMAIN);
    for (size_t i = 0; i < 2; i++)
        assert_int_equal(kefu__sample(bad[i], 2, &got), STATS_DOMAIN);
    assert_true(got.mean == 7 && got.variance == 7 && got.n == 7);
    assert_int_equal(kefu__sample(bad[2], 2, &got), STATS_DOMAIN); /* no finite variance */
    assert_int_equal(kefu__sample(values, 1, &got), STATS_OK);
    assert_true(got.mean == 1 && got.variance == 0 && got.n == 1);
    assert_int_equal(kefu__sample(values, 4, &got), STATS_OK);
    assert_true(got.mean == 4 && got.n == 4);
    assert_near(got.variance, 38.0 / 3);
    assert_int_equal(kefu__sample(far, 3, &got), STATS_OK);
    assert_near(got.variance, 4.0 / 3);
}

/* Student's t with one degree of freedom is Cauchy's distribution, whose quantiles are tangents. */
static void means_have_students_intervals(void **state) {
    static const struct sample bad[] = {{NAN, 1, 5}, {HUGE_VAL, 1, 5}, {0, -1, 5},
                                        {0, NAN, 5}, {0, HUGE_VAL, 5}, {0, 1, 0},
                                        {0, 1, -1},  {0, 1, NAN},      {0, 1, HUGE_VAL}};
    const struct sample two = {1, 2, 2}, one = {1, 0, 1}, constant = {1, 0, 5};
    const double tangent = 12.706204736174707; /* tan(0.475 π) */
    struct stats_interval got = {7, 7};
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
        assert_int_equal(kefu__mean_interval(bad[i], 0.95, &got), STATS_DOMAIN);
    assert_int_equal(kefu__mean_interval(two, 0, &got), STATS_DOMAIN);
    assert_int_equal(kefu__mean_interval(two, 1, &got), STATS_DOMAIN);
    assert_int_equal(kefu__mean_interval(one, 0.95, &got), STATS_UNDEFINED);
    assert_int_equal(kefu__mean_interval(constant, 0.95, &got), STATS_UNDEFINED);
    assert_true(got.low == 7 && got.high == 7);
    assert_int_equal(kefu__mean_interval(two, 0.95, &got), STATS_OK);
    assert_near(got.low, 1 - tangent);
    assert_near(got.high, 1 + tangent);
}

static void welchs_test_compares_means(void **state) {
    static const struct sample bad[] = {{NAN, 1, 5}, {0, -1, 5}, {0, 1, 0}, {0, HUGE_VAL, 5}};
    const struct sample a = {5, 2, 8}, b = {5, 2, 8}, exact = {3, 0, 4}, two = {1, 2, 2};
    struct welch got = {7, 7, 7, 7, {7, 7}};
    struct stats_interval alone;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(kefu__welch(bad[i], a, 0.95, &got), STATS_DOMAIN);
        assert_int_equal(kefu__welch(a, bad[i], 0.95, &got), STATS_DOMAIN);
    }
    assert_int_equal(kefu__welch(a, b, 1, &got), STATS_DOMAIN);
    assert_int_equal(kefu__welch(exact, exact, 0.95, &got), STATS_UNDEFINED);
    assert_int_equal(kefu__welch((struct sample){1, 0, 1}, a, 0.95, &got), STATS_UNDEFINED);
    assert_int_equal(kefu__welch(a, (struct sample){1, 0, 1}, 0.95, &got), STATS_UNDEFINED);
    assert_true(got.difference == 7 && got.t == 7 && got.degrees == 7 && got.p == 7);
    /* Of equal variances and sizes nothing is lost: all 2 (n - 1) degrees of freedom remain. */
    assert_int_equal(kefu__welch(a, b, 0.95, &got), STATS_OK);
    assert_true(got.difference == 0 && got.t == 0);
    assert_near(got.p, 1);
    assert_near(got.degrees, 14);
    assert_near(got.interval.low, -got.interval.high);
    /* Against a mean without variance it is Student's interval of the other. */
    assert_int_equal(kefu__welch(two, exact, 0.95, &got), STATS_OK);
    assert_int_equal(kefu__mean_interval(two, 0.95, &alone), STATS_OK);
    assert_near(got.difference, -2);
    assert_near(got.t, -2);
    assert_near(got.degrees, 1);
    assert_near(got.interval.low, alone.low - 3);
    assert_near(got.interval.high, alone.high - 3);
    assert_near(got.p, 1 - 2 * atan(2) / acos(-1)); /* Cauchy's tails */
}

/* ---- two samples ---- */

static void assert_ranks(const double *a, size_t n, const double *b, size_t m,
                         enum mann_whitney_method method, double u, double p) {
    struct mann_whitney got;
    assert_int_equal(kefu__mann_whitney(&memory, a, n, b, m, method, &got), STATS_OK);
    assert_near(got.u, u);
    assert_near(got.superiority, u / ((double)n * (double)m));
    assert_near(got.p, p);
}

/* Two samples that do not overlap have the rarest order: 2 of C(n + m, n) are as rare. */
static void ranks_are_compared(void **state) {
    static const double low[] = {1, 2, 3, 4, 5, 6, 7, 8, 9};
    static const double high[] = {11, 12, 13, 14, 15, 16, 17, 18, 19};
    static const double outer[] = {1, 4}, inner[] = {2, 3}, tied[] = {2, 4}, equal[] = {2, 2};
    (void)state;
    static const double odd[] = {1, 3, 5, 7, 9, 11, 13, 15, 17, 19};
    static const double even[] = {2, 4, 6, 8, 10, 12, 14, 16, 18, 20};
    /* z = (55 - 50 - 1/2) ÷ √(100 · 21 ÷ 12) */
    assert_ranks(even, 10, odd, 10, MANN_WHITNEY_AUTO, 55, 0.7337299956962473);
    assert_ranks(odd, 10, even, 10, MANN_WHITNEY_AUTO, 45, 0.7337299956962473);
    assert_ranks(low, 1, high, 1, MANN_WHITNEY_AUTO, 0, 1);
    assert_ranks(low, 3, high, 3, MANN_WHITNEY_AUTO, 0, 2.0 / 20);
    assert_ranks(high, 3, low, 2, MANN_WHITNEY_AUTO, 6, 2.0 / 10);
    assert_ranks(low, 8, high, 9, MANN_WHITNEY_AUTO, 0, 2.0 / 24310);
    assert_ranks(low, 9, high, 8, MANN_WHITNEY_AUTO, 0, 2.0 / 24310);
    assert_ranks(low, 9, high, 9, MANN_WHITNEY_EXACT, 0, 2.0 / 48620);
    assert_ranks(low, 9, high, 9, MANN_WHITNEY_AUTO, 0, erfc(40 / sqrt(81 * 19 / 12.0) / sqrt(2)));
    assert_ranks(low, 3, high, 3, MANN_WHITNEY_NORMAL, 0, erfc(4 / sqrt(9 * 7 / 12.0) / sqrt(2)));
    assert_ranks(outer, 2, inner, 2, MANN_WHITNEY_AUTO, 2, 1);
    assert_ranks(outer, 2, inner, 2, MANN_WHITNEY_NORMAL, 2, 1);
    /* Two pairs of equal values, 2 and 4: variance 4/12 (5 - 12/12) = 4/3. */
    assert_ranks(tied, 2, tied, 2, MANN_WHITNEY_AUTO, 2, 1);
    assert_ranks(tied, 2, equal, 1, MANN_WHITNEY_AUTO, 1.5, 1);
}

static void ranks_refuse(void **state) {
    static const double values[] = {1, 2, 2, NAN}, equal[] = {2, 2};
    const size_t most = MANN_WHITNEY_EXACT_MAX;
    double *many = malloc((most + 1) * sizeof *many);
    struct mann_whitney got = {7, 7, 7};
    (void)state;
    for (size_t i = 0; i <= most; i++)
        many[i] = (double)i + 2;
    assert_int_equal(kefu__mann_whitney(&memory, values, 0, equal, 2, MANN_WHITNEY_AUTO, &got),
                     STATS_DOMAIN);
    assert_int_equal(kefu__mann_whitney(&memory, values, 2, equal, 0, MANN_WHITNEY_AUTO, &got),
                     STATS_DOMAIN);
    assert_int_equal(kefu__mann_whitney(&memory, values, 4, equal, 2, MANN_WHITNEY_AUTO, &got),
                     STATS_DOMAIN);
    assert_int_equal(kefu__mann_whitney(&memory, equal, 2, values + 2, 2, MANN_WHITNEY_AUTO, &got),
                     STATS_DOMAIN);
    assert_int_equal(kefu__mann_whitney(&memory, values, 2, equal, 2, MANN_WHITNEY_EXACT, &got),
                     STATS_DOMAIN);
    assert_int_equal(kefu__mann_whitney(&memory, equal, 2, equal, 2, MANN_WHITNEY_AUTO, &got),
                     STATS_UNDEFINED);
    assert_int_equal(
        kefu__mann_whitney(&memory, values, 1, many, most + 1, MANN_WHITNEY_EXACT, &got),
        STATS_DOMAIN);
    assert_true(got.u == 7 && got.superiority == 7 && got.p == 7);
    assert_ranks(values, 1, many, most, MANN_WHITNEY_EXACT, 0, 2.0 / ((double)most + 1));
    free(many);
}

/* ---- pairs ---- */

static enum stats_status spearman(const double *x, const double *y, size_t n, double level,
                                  struct correlation *out) {
    return kefu__spearman(&memory, x, y, n, level, out);
}

static void correlations_have_ends(void **state) {
    static enum stats_status (*const both[])(const double *, const double *, size_t, double,
                                             struct correlation *) = {kefu__pearson, spearman};
    static const double x[] = {1, 2, 3, 4}, down[] = {8, 6, 4, 2}, flat[] = {5, 5, 5, 5};
    static const double wild[] = {1, 2, NAN, 4}, turned[] = {1, 3, 2, 4};
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct correlation got = {7, 7, {7, 7}};
        assert_int_equal(both[i](x, down, 2, 0.95, &got), STATS_DOMAIN);
        assert_int_equal(both[i](x, wild, 4, 0.95, &got), STATS_DOMAIN);
        assert_int_equal(both[i](wild, x, 4, 0.95, &got), STATS_DOMAIN);
        assert_int_equal(both[i](x, down, 4, 0, &got), STATS_DOMAIN);
        assert_int_equal(both[i](x, down, 4, 1, &got), STATS_DOMAIN);
        assert_int_equal(both[i](x, flat, 4, 0.95, &got), STATS_UNDEFINED);
        assert_int_equal(both[i](flat, x, 4, 0.95, &got), STATS_UNDEFINED);
        assert_true(got.r == 7 && got.p == 7 && got.interval.low == 7 && got.interval.high == 7);
        assert_int_equal(both[i](x, x, 4, 0.95, &got), STATS_OK);
        assert_near(got.r, 1);
        assert_near(got.p, 0);
        assert_int_equal(both[i](x, down, 4, 0.95, &got), STATS_OK);
        assert_near(got.r, -1);
        assert_near(got.p, 0);
        assert_int_equal(both[i](x, down, 3, 0.95, &got), STATS_OK);
        assert_true(got.interval.low == -1 && got.interval.high == 1);
        /* Both are 0.8: with two degrees of freedom p is 1 - r; Fisher's z has the error 1. */
        const double half = 1.959963984540054 * (i ? sqrt(1 + 0.32) : 1);
        assert_int_equal(both[i](x, turned, 4, 0.95, &got), STATS_OK);
        assert_near(got.r, 0.8);
        assert_near(got.p, 0.2);
        assert_near(got.interval.low, tanh(atanh(0.8) - half));
        assert_near(got.interval.high, tanh(atanh(0.8) + half));
    }
}

static void discoveries_are_adjusted(void **state) {
    static const double p[] = {0.03, 0.01, 0.5, 0.02, 1}, expected[] = {0.05, 0.05, 0.625, 0.05, 1};
    static const double bad[][2] = {{0.1, -0.1}, {1.1, 0.1}, {0.1, NAN}};
    double adjusted[5] = {7, 7};
    (void)state;
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(kefu__benjamini_hochberg(&memory, bad[i], 2, adjusted), STATS_DOMAIN);
    assert_true(adjusted[0] == 7 && adjusted[1] == 7);
    assert_int_equal(kefu__benjamini_hochberg(&memory, p, 5, adjusted), STATS_OK);
    for (size_t i = 0; i < 5; i++)
        assert_near(adjusted[i], expected[i]);
    memcpy(adjusted, p, sizeof p);
    assert_int_equal(kefu__benjamini_hochberg(&memory, adjusted, 5, adjusted), STATS_OK);
    assert_near(adjusted[2], 0.625);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(samples_have_moments),
        cmocka_unit_test(means_have_students_intervals),
        cmocka_unit_test(welchs_test_compares_means),
        cmocka_unit_test(ranks_are_compared),
        cmocka_unit_test(ranks_refuse),
        cmocka_unit_test(correlations_have_ends),
        cmocka_unit_test(discoveries_are_adjusted),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
