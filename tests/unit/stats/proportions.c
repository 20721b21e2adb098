/* SPDX-License-Identifier: MIT
 * Tests of proportions, rates and net scores against results that can be written down, and of what
 * each refuses. */
#include "test.h"

#include <math.h>

#include "stats/proportion.h"

static void assert_near(double got, double expected) {
    if (!(fabs(got - expected) <= 1e-9 * (1 + fabs(expected))))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

/* Without a hit, or with hits only, the exact bounds are powers: the bound p is where all n cases
 * are alike with the probability of one tail. */
static void exact_bounds_of_no_hit_are_powers(void **state) {
    struct stats_interval got;
    (void)state;
    assert_int_equal(kefu__clopper_pearson(0, 7, 0.9, &got), STATS_OK);
    assert_true(got.low == 0);
    assert_near(got.high, 1 - pow(0.05, 1.0 / 7));
    assert_int_equal(kefu__clopper_pearson(7, 7, 0.9, &got), STATS_OK);
    assert_near(got.low, pow(0.05, 1.0 / 7));
    assert_true(got.high == 1);
    assert_int_equal(kefu__clopper_pearson(1, STATS_COUNT_MAX, 0.9, &got), STATS_OK);
    assert_int_equal(kefu__jeffreys(1, STATS_COUNT_MAX, 0.9, &got), STATS_OK);
    got = (struct stats_interval){7, 7};
    assert_int_equal(kefu__clopper_pearson(1, STATS_COUNT_MAX + 1, 0.9, &got), STATS_DOMAIN);
    assert_int_equal(kefu__jeffreys(1, STATS_COUNT_MAX + 1, 0.9, &got), STATS_DOMAIN);
    assert_true(got.low == 7 && got.high == 7);
}

/* ---- tests of one and more proportions ---- */

static void binomial_tests_sum_what_is_as_unlikely(void **state) {
    /* Three cases of share 1/4 have no hit or one with 27/64 each, two with 9/64, three with 1/64.
     */
    static const struct {
        double hits, n, share, p;
    } cases[] = {{0, 3, 0.25, 1},           {1, 3, 0.25, 1},
                 {2, 3, 0.25, 10.0 / 64},   {3, 3, 0.25, 1.0 / 64},
                 {3, 3, 0.75, 1},           {1, 3, 0.75, 10.0 / 64},
                 {0, 10, 0.5, 2.0 / 1024},  {10, 10, 0.5, 2.0 / 1024},
                 {5, 10, 0.5, 1},           {4, 10, 0.5, 772.0 / 1024},
                 {6, 10, 0.5, 772.0 / 1024}};
    static const double refused[][3] = {
        {0.5, 3, 0.5}, {1, 2.5, 0.5}, {1, 2, 0},   {1, 2, 1},
        {3, 2, 0.5},   {-1, 2, 0.5},  {0, 0, 0.5}, {1, STATS_COUNT_MAX + 1, 0.5},
        {NAN, 2, 0.5}, {1, NAN, 0.5}, {1, 2, NAN}, {1, HUGE_VAL, 0.5}};
    double p = 7;
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(kefu__binomial_test(refused[i][0], refused[i][1], refused[i][2], &p),
                         STATS_DOMAIN);
    assert_true(p == 7);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        assert_int_equal(kefu__binomial_test(cases[i].hits, cases[i].n, cases[i].share, &p),
                         STATS_OK);
        assert_near(p, cases[i].p);
    }
}

/* With two degrees of freedom the upper tail of chi-squared is e^(-x / 2), and the test of two
 * groups is the square of their z test. */
static void equal_proportions_are_tested(void **state) {
    static const struct proportion three[] = {{10, 20}, {10, 20}, {20, 20}};
    static const struct proportion none[] = {{0, 20}, {0, 30}}, all[] = {{20, 20}, {30, 30}};
    static const struct proportion bad[] = {{5, 20}, {31, 30}, {5, 20}};
    struct stats_test got = {7, 7}, pair;
    (void)state;
    assert_int_equal(kefu__equal_proportions(three, 0, &got), STATS_DOMAIN);
    assert_int_equal(kefu__equal_proportions(three, 1, &got), STATS_DOMAIN);
    assert_int_equal(kefu__equal_proportions(none, 2, &got), STATS_UNDEFINED);
    assert_int_equal(kefu__equal_proportions(all, 2, &got), STATS_UNDEFINED);
    assert_int_equal(kefu__equal_proportions(bad, 3, &got), STATS_DOMAIN);
    assert_true(got.statistic == 7 && got.p == 7);
    assert_int_equal(kefu__equal_proportions(three, 3, &got), STATS_OK);
    assert_near(got.statistic, 15);
    assert_near(got.p, exp(-7.5));
    assert_int_equal(kefu__equal_proportions(three + 1, 2, &got), STATS_OK);
    assert_int_equal(kefu__two_proportions(three[1], three[2], &pair), STATS_OK);
    assert_near(got.statistic, pair.statistic * pair.statistic);
    assert_near(got.p, pair.p);
    assert_int_equal(kefu__equal_proportions(three, 2, &got), STATS_OK);
    assert_near(got.statistic, 0);
    assert_near(got.p, 1);
}

static void differences_are_as_published(void **state) {
    /* Newcombe 1998, table II, method 10, examples (a), (e), (f) and (h) */
    static const struct {
        struct proportion a, b;
        double low, high;
    } cases[] = {{{56, 70}, {48, 80}, 0.0524, 0.3339},
                 {{5, 56}, {0, 29}, -0.0381, 0.1926},
                 {{0, 10}, {0, 20}, -0.1611, 0.2775},
                 {{10, 10}, {0, 10}, 0.6075, 1}};
    double difference = 7;
    struct stats_interval got = {7, 7};
    (void)state;
    assert_int_equal(kefu__newcombe((struct proportion){3, 2}, cases[0].a, 0.95, &difference, &got),
                     STATS_DOMAIN);
    assert_int_equal(kefu__newcombe(cases[0].a, (struct proportion){0, 0}, 0.95, &difference, &got),
                     STATS_DOMAIN);
    assert_int_equal(kefu__newcombe(cases[0].a, cases[0].b, 1, &difference, &got), STATS_DOMAIN);
    assert_true(difference == 7 && got.low == 7 && got.high == 7);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const struct proportion a = cases[i].a, b = cases[i].b;
        assert_int_equal(kefu__newcombe(a, b, 0.95, &difference, &got), STATS_OK);
        assert_near(difference, a.hits / a.n - b.hits / b.n);
        assert_true(fabs(got.low - cases[i].low) < 6e-5 && fabs(got.high - cases[i].high) < 6e-5);
    }
}

static void fishers_test_counts_tables(void **state) {
    /* The lady tasting tea: 1, 16, 36, 16 and 1 of 70 tables. */
    static const double refused[][4] = {
        {-1, 1, 1, 1}, {1, 0.5, 1, 1}, {1, 1, NAN, 1}, {1, 1, 1, HUGE_VAL}};
    struct fisher got = {7, 7, 7};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(
            kefu__fisher(refused[i][0], refused[i][1], refused[i][2], refused[i][3], &got),
            STATS_DOMAIN);
    assert_true(got.p == 7 && got.less == 7 && got.greater == 7);
    for (int right = 0; right <= 4; right++) {
        static const double at_least[] = {70, 69, 53, 17, 1}, two_sided[] = {2, 34, 70, 34, 2};
        assert_int_equal(kefu__fisher(right, 4 - right, 4 - right, right, &got), STATS_OK);
        assert_near(got.greater, at_least[right] / 70);
        assert_near(got.less, at_least[4 - right] / 70);
        assert_near(got.p, two_sided[right] / 70);
    }
    assert_int_equal(kefu__fisher(0, 0, 3, 4, &got), STATS_OK);
    assert_true(got.p == 1 && got.less == 1 && got.greater == 1);
    assert_int_equal(kefu__fisher(0, 3, 0, 4, &got), STATS_OK);
    assert_true(got.p == 1 && got.less == 1 && got.greater == 1);
}

/* ---- rates ---- */

static void rates_of_no_event_have_a_bound(void **state) {
    static const double refused[][3] = {{-1, 1, 0.9},
                                        {1, 0, 0.9},
                                        {1, -1, 0.9},
                                        {1, HUGE_VAL, 0.9},
                                        {NAN, 1, 0.9},
                                        {1, NAN, 0.9},
                                        {1, 1, 0},
                                        {1, 1, 1},
                                        {1, 1, NAN},
                                        {HUGE_VAL, 1, 0.9},
                                        {STATS_COUNT_MAX / 2 + 1, 1, 0.9}};
    double rate = 7;
    struct stats_interval got = {7, 7};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++)
        assert_int_equal(
            kefu__poisson_rate(refused[i][0], refused[i][1], refused[i][2], &rate, &got),
            STATS_DOMAIN);
    assert_true(rate == 7 && got.low == 7 && got.high == 7);
    assert_int_equal(kefu__poisson_rate(0, 4, 0.9, &rate, &got), STATS_OK);
    assert_true(rate == 0 && got.low == 0);
    assert_near(got.high, -log(0.05) / 4);
    assert_int_equal(kefu__poisson_rate(1, 4, 0.9, &rate, &got), STATS_OK);
    assert_near(rate, 0.25);
    assert_near(got.low, -log(0.95) / 4);                       /* P(X >= 1) = 5 % */
    assert_near(exp(-4 * got.high) * (1 + 4 * got.high), 0.05); /* P(X <= 1) = 5 % */
    assert_int_equal(kefu__poisson_rate(STATS_COUNT_MAX / 2, 2, 0.9, &rate, &got), STATS_OK);
    assert_near(rate, STATS_COUNT_MAX / 4);
}

/* One event against none in the same time: the share of the first is above 5 % (level 0.9). */
static void ratios_of_rates_come_from_shares(void **state) {
    static const struct rate bad[] = {
        {-1, 1}, {1, 0}, {1, -1}, {1, HUGE_VAL}, {STATS_COUNT_MAX, 1}, {NAN, 1}, {1, NAN}};
    const struct rate none = {0, 5}, one = {1, 5}, three = {3, 2};
    struct rate_ratio got = {7, 7, {7, 7}}, inverse;
    (void)state;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_int_equal(kefu__poisson_ratio(bad[i], one, 0.9, &got), STATS_DOMAIN);
        assert_int_equal(kefu__poisson_ratio(one, bad[i], 0.9, &got), STATS_DOMAIN);
    }
    assert_int_equal(kefu__poisson_ratio(one, three, 1, &got), STATS_DOMAIN);
    assert_int_equal(kefu__poisson_ratio(none, none, 0.9, &got), STATS_UNDEFINED);
    assert_true(got.ratio == 7 && got.p == 7 && got.interval.low == 7 && got.interval.high == 7);
    assert_int_equal(kefu__poisson_ratio(one, none, 0.9, &got), STATS_OK);
    assert_true(got.ratio == HUGE_VAL && got.interval.high == HUGE_VAL);
    assert_near(got.interval.low, 0.05 / 0.95);
    assert_near(got.p, 1);
    assert_int_equal(kefu__poisson_ratio(none, one, 0.9, &got), STATS_OK);
    assert_true(got.ratio == 0 && got.interval.low == 0);
    assert_near(got.interval.high, 0.95 / 0.05);
    assert_int_equal(kefu__poisson_ratio(three, one, 0.9, &got), STATS_OK);
    assert_int_equal(kefu__poisson_ratio(one, three, 0.9, &inverse), STATS_OK);
    assert_near(got.ratio, 7.5);
    assert_near(inverse.ratio, 1 / 7.5);
    assert_near(got.interval.low * inverse.interval.high, 1);
    assert_near(got.interval.high * inverse.interval.low, 1);
    assert_near(got.p, inverse.p);
}

/* ---- the net promoter score ---- */

static void net_scores_are_differences_of_shares(void **state) {
    static const double refused[][4] = {{-1, 2, 2, 0.9},  {2, -1, 2, 0.9},      {2, 2, -1, 0.9},
                                        {0, 0, 0, 0.9},   {1, 1, 1, 0},         {1, 1, 1, 1},
                                        {1, NAN, 1, 0.9}, {HUGE_VAL, 1, 1, 0.9}};
    static const double alike[][3] = {{5, 0, 0}, {0, 5, 0}, {0, 0, 5}};
    struct net_score got = {7, 7, {7, 7}};
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof *refused; i++) {
        const double *r = refused[i];
        assert_int_equal(kefu__net_score(r[0], r[1], r[2], r[3], &got), STATS_DOMAIN);
        assert_int_equal(kefu__adjusted_net_score(r[0], r[1], r[2], r[3], &got), STATS_DOMAIN);
    }
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(kefu__net_score(alike[i][0], alike[i][1], alike[i][2], 0.9, &got),
                         STATS_UNDEFINED);
    assert_true(got.score == 7 && got.error == 7 && got.interval.low == 7);
    assert_int_equal(kefu__net_score(50, 30, 20, 0.95, &got), STATS_OK);
    assert_near(got.score, 0.3);
    assert_near(got.error, sqrt((0.7 - 0.09) / 100)); /* E(x²) - E(x)² of +1, 0 and -1 */
    assert_near(got.interval.low, 0.3 - 1.959963984540054 * got.error);
    assert_near(got.interval.high, 0.3 + 1.959963984540054 * got.error);
    assert_int_equal(kefu__net_score(1, 0, 1, 0.999, &got), STATS_OK);
    assert_true(got.interval.low == -1 && got.interval.high == 1);
    assert_int_equal(kefu__adjusted_net_score(5, 0, 0, 0.95, &got), STATS_OK);
    assert_near(got.score, 1);
    assert_near(got.error, sqrt((6.5 / 8 - 25.0 / 64) / 8));
    assert_near(got.interval.low, 0.625 - 1.959963984540054 * got.error);
    assert_near(got.interval.high, fmin(1, 0.625 + 1.959963984540054 * got.error));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_bounds_of_no_hit_are_powers),
        cmocka_unit_test(binomial_tests_sum_what_is_as_unlikely),
        cmocka_unit_test(equal_proportions_are_tested),
        cmocka_unit_test(differences_are_as_published),
        cmocka_unit_test(fishers_test_counts_tables),
        cmocka_unit_test(rates_of_no_event_have_a_bound),
        cmocka_unit_test(ratios_of_rates_come_from_shares),
        cmocka_unit_test(net_scores_are_differences_of_shares),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
