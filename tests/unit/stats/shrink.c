/* SPDX-License-Identifier: MIT
 * Tests of empirical Bayes against solutions that can be written down, and of its bounds. */
#include "test.h"

#include <math.h>

#include "stats/shrink.h"
#include "stats/special.h"

static void assert_near(double got, double expected, double tolerance) {
    if (!(fabs(got - expected) <= tolerance))
        fail_msg("got %.17g, expected %.17g", got, expected);
}

/* Behind the groups stands one that must not be read. */
static void means_have_the_variance_beyond_their_errors(void **state) {
    static const struct estimate equal[] = {{1, 1}, {2, 1}, {3, 1}, {6, 1}, {NAN, NAN}};
    static const struct estimate unequal[] = {{0, 1}, {3, 2}, {NAN, NAN}};
    static const struct estimate same[] = {{5, 1}, {5, 2}, {NAN, NAN}};
    struct normal_prior prior;
    (void)state;
    /* of equal errors: the variance of the values less the squared error */
    assert_int_equal(kefu__normal_prior(equal, 4, &prior), STATS_OK);
    assert_near(prior.mean, 3, 1e-9);
    assert_near(prior.variance, 14.0 / 3 - 1, 1e-9);
    /* of two groups: 9 / (1 + 4 + 2 × variance) = 1, and weights of 1/3 and 1/6 */
    assert_int_equal(kefu__normal_prior(unequal, 2, &prior), STATS_OK);
    assert_near(prior.variance, 2, 1e-9);
    assert_near(prior.mean, 1, 1e-9);
    assert_int_equal(kefu__normal_prior(same, 2, &prior), STATS_OK);
    assert_near(prior.variance, 0, 0);
    assert_near(prior.mean, 5, 1e-12);
    assert_int_equal(kefu__normal_prior(equal, 1, &prior), STATS_UNDEFINED);
    assert_int_equal(kefu__normal_prior(equal, 5, &prior), STATS_DOMAIN);
}

static void means_are_drawn_half_way(void **state) {
    static const struct estimate groups[] = {{2, 1}, {-2, 1}, {NAN, NAN}};
    const struct normal_prior prior = {0, 1}, wrong = {0, -1};
    struct shrunk out[2];
    (void)state;
    assert_int_equal(kefu__shrink_means(groups, 2, prior, 0.95, 0.5, out), STATS_OK);
    for (int i = 0; i < 2; i++) {
        const double sign = i ? -1 : 1, half = 1.959963984540054 * sqrt(0.5);
        assert_near(out[i].value, sign, 1e-12);
        assert_near(out[i].error, sqrt(0.5), 1e-12);
        assert_near(out[i].interval.low, sign - half, 1e-9);
        assert_near(out[i].interval.high, sign + half, 1e-9);
        assert_near(out[i].top, kefu__normal_cdf(sign / sqrt(0.5)), 1e-6);
    }
    assert_int_equal(kefu__shrink_means(groups, 0, prior, 0.95, 0.5, out), STATS_DOMAIN);
    assert_int_equal(kefu__shrink_means(groups, 2, wrong, 0.95, 0.5, out), STATS_DOMAIN);
    assert_int_equal(kefu__shrink_means(groups, 2, prior, 1, 0.5, out), STATS_DOMAIN);
    assert_int_equal(kefu__shrink_means(groups, 2, prior, 0.95, 0, out), STATS_DOMAIN);
}

static void rates_that_differ_by_chance_have_the_greatest_precision(void **state) {
    static const struct proportion groups[] = {{25, 100}, {25, 100}, {25, 100}, {NAN, NAN}};
    static const struct proportion none[] = {{0, 9}, {0, 9}};
    struct beta_prior prior;
    (void)state;
    assert_int_equal(kefu__beta_prior(groups, 3, &prior), STATS_OK);
    assert_near((prior.a + prior.b) / 1e8, 1, 1e-6);
    assert_near(prior.a / (prior.a + prior.b), 0.25, 1e-4);
    assert_int_equal(kefu__beta_prior(groups, 1, &prior), STATS_UNDEFINED);
    assert_int_equal(kefu__beta_prior(groups, 4, &prior), STATS_DOMAIN);
    assert_int_equal(kefu__beta_prior(none, 2, &prior), STATS_UNDEFINED);
}

/* No other parameters nearby make the groups likelier; what is symmetric has a symmetric prior. */
static void the_prior_is_the_likeliest(void **state) {
    static const struct proportion groups[] = {{10, 100}, {90, 100}, {30, 100}, {70, 100}};
    struct beta_prior prior;
    (void)state;
    assert_int_equal(kefu__beta_prior(groups, 4, &prior), STATS_OK);
    assert_near(prior.a / prior.b, 1, 1e-3);
    assert_true(prior.a > 0.3 && prior.a < 5);
    const double likelihood = kefu__beta_likelihood(groups, 4, prior.a, prior.b);
    assert_near(prior.log_likelihood, likelihood, 1e-9);
    for (int i = 0; i < 4; i++)
        assert_true(kefu__beta_likelihood(groups, 4, prior.a * (i & 1 ? 1.05 : 0.95),
                                          prior.b * (i & 2 ? 1.05 : 0.95)) < likelihood);
}

/* Two groups with one case each under a uniform prior: Beta(1, 2) and Beta(2, 1), whose
 * distribution functions are 1 - (1 - x)² and x²; half of them are above 1/2. */
static void rates_are_drawn_to_the_prior(void **state) {
    static const struct proportion groups[] = {{0, 1}, {1, 1}, {NAN, NAN}};
    const struct beta_prior prior = {1, 1, 0};
    static const struct beta_prior wrong[] = {{0, 1, 0}, {1, 0, 0}, {NAN, 1, 0}, {1, NAN, 0}};
    struct shrunk out[3] = {{.value = 7}};
    (void)state;
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        assert_int_equal(kefu__shrink_rates(groups, 2, wrong[i], 0.9, 0.5, out), STATS_DOMAIN);
    assert_int_equal(kefu__shrink_rates(groups, 0, prior, 0.9, 0.5, out), STATS_DOMAIN);
    assert_int_equal(kefu__shrink_rates(groups, 3, prior, 0.9, 0.5, out), STATS_DOMAIN);
    assert_int_equal(kefu__shrink_rates(groups, 2, prior, 1, 0.5, out), STATS_DOMAIN);
    assert_int_equal(kefu__shrink_rates(groups, 2, prior, 0.9, 1, out), STATS_DOMAIN);
    assert_true(out[0].value == 7);
    assert_int_equal(kefu__shrink_rates(groups, 2, prior, 0.9, 0.5, out), STATS_OK);
    for (int i = 0; i < 2; i++) {
        assert_near(out[i].value, (1.0 + i) / 3, 1e-12);
        assert_near(out[i].error, sqrt(2.0 / 36), 1e-12);
        assert_near(out[i].interval.low, i ? sqrt(0.05) : 1 - sqrt(0.95), 1e-9);
        assert_near(out[i].interval.high, i ? sqrt(0.95) : 1 - sqrt(0.05), 1e-9);
        assert_near(out[i].top, i ? 0.75 : 0.25, 1e-9);
    }
}

/* ---- batting averages of Efron and Morris 1975 ---- */

enum { PLAYERS = 18, AT_BATS = 45 };
static const double first_hits[PLAYERS] = {18, 17, 16, 15, 14, 14, 13, 12, 11,
                                           11, 10, 10, 10, 10, 10, 9,  8,  7};
static const double rest_of_season[PLAYERS] = {0.346, 0.298, 0.276, 0.222, 0.273, 0.270,
                                               0.263, 0.210, 0.269, 0.230, 0.264, 0.256,
                                               0.303, 0.264, 0.226, 0.286, 0.316, 0.200};

static double squared_error(const double *estimates) {
    double sum = 0;
    for (size_t i = 0; i < PLAYERS; i++)
        sum += (estimates[i] - rest_of_season[i]) * (estimates[i] - rest_of_season[i]);
    return sum;
}

/* The rest of the season is predicted better by shrunk averages: by the sums of squared errors that
 * the data give for the observed averages, for James and Stein's, and for the beta-binomial's. */
static void shrunk_averages_predict_the_rest_of_the_season(void **state) {
    const struct beta_prior printed = {210.552, 582.689, 0};
    struct proportion groups[PLAYERS];
    struct shrunk shrunk[PLAYERS];
    double observed[PLAYERS], drawn[PLAYERS], posterior[PLAYERS], total = 0, mean, factor;
    (void)state;
    for (size_t i = 0; i < PLAYERS; i++) {
        groups[i] = (struct proportion){first_hits[i], AT_BATS};
        observed[i] = first_hits[i] / AT_BATS;
        total += observed[i] / PLAYERS;
    }
    assert_int_equal(
        kefu__james_stein(observed, PLAYERS, total * (1 - total) / AT_BATS, &mean, &factor, drawn),
        STATS_OK);
    assert_int_equal(kefu__shrink_rates(groups, PLAYERS, printed, 0.95, 0.1, shrunk), STATS_OK);
    for (size_t i = 0; i < PLAYERS; i++)
        posterior[i] = shrunk[i].value;
    assert_near(squared_error(observed), 0.0755, 5e-5);
    assert_near(squared_error(drawn), 0.0214, 5e-5);
    assert_near(squared_error(posterior), 0.02286, 5e-6);
}

static void the_fitted_prior_is_no_less_likely_than_the_printed_one(void **state) {
    struct proportion groups[PLAYERS];
    struct beta_prior fitted;
    (void)state;
    for (size_t i = 0; i < PLAYERS; i++)
        groups[i] = (struct proportion){first_hits[i], AT_BATS};
    assert_int_equal(kefu__beta_prior(groups, PLAYERS, &fitted), STATS_OK);
    assert_true(fitted.log_likelihood >= kefu__beta_likelihood(groups, PLAYERS, 210.552, 582.689));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(means_have_the_variance_beyond_their_errors),
        cmocka_unit_test(means_are_drawn_half_way),
        cmocka_unit_test(rates_that_differ_by_chance_have_the_greatest_precision),
        cmocka_unit_test(the_prior_is_the_likeliest),
        cmocka_unit_test(rates_are_drawn_to_the_prior),
        cmocka_unit_test(shrunk_averages_predict_the_rest_of_the_season),
        cmocka_unit_test(the_fitted_prior_is_no_less_likely_than_the_printed_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
