/* SPDX-License-Identifier: MIT
 * Tests of the mathematics against published values. */
#include "test.h"

#include <math.h>

#include "stats/logistic.h"
#include "stats/proportion.h"
#include "stats/quantile.h"
#include "stats/special.h"

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

static void assert_close(double got, double expected) {
    if (!(fabs(got / expected - 1) <= 1e-12))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

/* Values to 25 digits by mpmath, rounded. */
static void special_functions_are_exact(void **state) {
    static const double betas[][5] = {
        /* a, b, x, lower, upper tail */
        {2, 3, 0.25, 0.26171875, 0.73828125},
        {0.5, 0.5, 0.5, 0.5, 0.5},
        {10, 200, 0.03125, 0.12189547547571165512, 0.87810452452428834488},
        {0.015625, 5, 9.9999999999999995e-7, 0.83236217221416726413, 0.16763782778583273587},
        {50, 60, 0.5, 0.83090729390166941434, 0.16909270609833058566},
        {1000, 3, 0.9921875, 0.01544589117732899233, 0.98455410882267100767},
        {300.5, 700.25, 0.25, 0.00016622136543639688191, 0.99983377863456360312}};
    static const double gammas[][4] = {
        {0.5, 0.25, 0.52049987781304653768, 0.47950012218695346232},
        {3, 10, 0.99723060428448842406, 0.0027693957155115759437},
        {100, 90, 0.1582209891864301681, 0.8417790108135698319},
        {0.0625, 2, 0.99664038120569749446, 0.0033596187943025055408},
        {1000, 1100, 0.99894067674607002265, 0.0010593232539299773489}};
    (void)state;
    for (size_t i = 0; i < sizeof betas / sizeof *betas; i++) {
        const double *row = betas[i];
        const struct tails got = kefu__beta_tails(row[2], 1 - row[2], row[0], row[1]);
        double y;
        assert_close(got.lower, row[3]);
        assert_close(got.upper, row[4]);
        const double x = kefu__beta_quantile((struct tails){row[3], row[4]}, row[0], row[1], &y);
        assert_close(x, row[2]);
        assert_close(y, 1 - row[2]);
    }
    for (size_t i = 0; i < sizeof gammas / sizeof *gammas; i++) {
        const double *row = gammas[i];
        const struct tails got = kefu__gamma_tails(row[0], row[1]);
        assert_close(got.lower, row[2]);
        assert_close(got.upper, row[3]);
        assert_close(kefu__gamma_quantile((struct tails){row[2], row[3]}, row[0]), row[1]);
    }
    assert_close(kefu__log_gamma(0.5), 0.5723649429247000870717);
    assert_close(kefu__log_gamma(100), 359.1342053695753987760);
    assert_close(kefu__log_gamma(1e-5), 11.51291969289582562562);
    assert_near(kefu__log_gamma(1), 0, 1e-14);
    assert_close(kefu__student_errors(0.05, 10), 2.228138851986274748);
    assert_close(kefu__f_quantile(0.95, 3, 7), 4.34683139990781807);
}

static void wilson_intervals_match_the_literature(void **state) {
    /* Newcombe 1998, table I, method 3; statsmodels for 19/38. */
    static const struct {
        double x, n, low, high, tolerance;
    } cases[] = {
        {81, 263, 0.255289, 0.366210, 5e-7}, {15, 148, 0.062386, 0.160487, 5e-7},
        {0, 20, 0, 0.161125, 5e-7},          {19, 38, 0.348499283643951, 0.651500716356049, 1e-14},
        {2, 2, 0.342380, 1, 5e-7},
    };
    struct stats_interval got;
    size_t i;
    (void)state;
    for (i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(kefu__wilson(cases[i].x, cases[i].n, 0.95, &got), STATS_OK);
        assert_near(got.low, cases[i].low, cases[i].tolerance);
        assert_near(got.high, cases[i].high, cases[i].tolerance);
    }
    assert_int_equal(kefu__wilson(38, 38, 0.95, &got), STATS_OK);
    assert_true(got.low > 0.9 && got.high == 1.0);
    assert_int_equal(kefu__wilson(0, 77, 0.95, &got), STATS_OK);
    assert_true(got.low == 0.0 && got.high > 0 && got.high < 0.05);
}

/* Every interval refuses what is no proportion, and writes nothing then. */
static void intervals_of_nothing_are_refused(void **state) {
    static enum stats_status (*const intervals[])(double, double, double,
                                                  struct stats_interval *) = {
        kefu__wilson,   kefu__wilson_corrected, kefu__agresti_coull,
        kefu__jeffreys, kefu__clopper_pearson,  kefu__wilson_share};
    static const double refused[][3] = {{0, 0, 0.95},   {3, 2, 0.95},   {-1, 2, 0.95},
                                        {1, 2, 1},      {1, 2, 0},      {1, HUGE_VAL, 0.95},
                                        {NAN, 2, 0.95}, {1, NAN, 0.95}, {1, 2, NAN}};
    struct stats_interval got = {7, 7};
    (void)state;
    for (size_t i = 0; i < sizeof intervals / sizeof *intervals; i++) {
        for (size_t k = 0; k < sizeof refused / sizeof *refused; k++)
            assert_int_equal(intervals[i](refused[k][0], refused[k][1], refused[k][2], &got),
                             STATS_DOMAIN);
        assert_true(got.low == 7 && got.high == 7);
    }
    assert_int_equal(kefu__wilson(0x1p64, 0x1p64, 0.95, &got), STATS_OK);
    assert_true(got.low > 0.999 && got.high == 1);
}

static void two_proportions_are_compared(void **state) {
    static const struct proportion undefined[][2] = {{{0, 10}, {0, 20}}, {{10, 10}, {20, 20}}};
    static const struct proportion refused[][2] = {{{1, 0}, {1, 2}}, {{3, 2}, {1, 2}}};
    const struct proportion a = {56, 70}, b = {48, 80};
    struct stats_test test = {7, 7};
    (void)state;
    assert_int_equal(kefu__two_proportions(a, b, &test), STATS_OK);
    assert_near(test.statistic, 2.6501719512585, 5e-13);
    assert_near(test.p, 0.00804508136820, 5e-14);
    assert_int_equal(kefu__two_proportions(b, a, &test), STATS_OK);
    assert_near(test.statistic, -2.6501719512585, 5e-13);
    test.statistic = test.p = 7;
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(kefu__two_proportions(undefined[i][0], undefined[i][1], &test),
                         STATS_UNDEFINED);
        assert_int_equal(kefu__two_proportions(refused[i][0], refused[i][1], &test), STATS_DOMAIN);
    }
    assert_true(test.statistic == 7 && test.p == 7);
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
    struct stats_ranks got;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const enum stats_status status = kefu__order_ranks(cases[i].n, cases[i].q, 0.95, &got);
        assert_int_equal(status, cases[i].first > 0 ? STATS_OK : STATS_UNDEFINED);
        if (status == STATS_OK && (got.first != cases[i].first || got.last != cases[i].last))
            fail_msg("case %zu: %llu, %llu", i, (unsigned long long)got.first,
                     (unsigned long long)got.last);
    }
    assert_int_equal(kefu__order_ranks(0, 0.5, 0.95, &got), STATS_UNDEFINED);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_statistics_bound_quantiles),
        cmocka_unit_test(logistic_is_as_the_library_has_it),
        cmocka_unit_test(quantiles_are_exact),
        cmocka_unit_test(special_functions_are_exact),
        cmocka_unit_test(wilson_intervals_match_the_literature),
        cmocka_unit_test(intervals_of_nothing_are_refused),
        cmocka_unit_test(two_proportions_are_compared),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
