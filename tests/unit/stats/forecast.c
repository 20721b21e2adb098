/* SPDX-License-Identifier: MIT
 * Forecasts: how wide their intervals are, how likely a target is, how good the fit; and what all
 * functions do without memory. */
#include "test.h"

#include <math.h>

#include "stats/agreement.h"
#include "stats/compare.h"
#include "stats/control.h"
#include "stats/forecast.h"
#include "stats/smooth.h"
#include "stats/special.h"
#include "stats/trend.h"

enum { N = 120, HORIZON = 7 };

/* Deterministic normal noise of a linear congruential generator (Knuth's MMIX). */
static double noise(uint64_t *state) {
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return kefu__normal_quantile(((double)(*state >> 12) + 0.5) / 0x1p52);
}

static void fill(double *values, size_t n, uint64_t seed) {
    double level = 100;
    for (size_t i = 0; i < n; i++) {
        level += 2 * noise(&seed);
        values[i] = level + 3 * noise(&seed);
    }
}

static const struct smoothing free_level = {SMOOTHING_LEVEL, 0, true, NAN, NAN, NAN, NAN, NAN, NAN};

static void targets_are_reached_with_the_error_of_the_sum(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    const struct forecast_setup setup = {HORIZON, 0.95, false};
    double values[N], mean[HORIZON], low[HORIZON], high[HORIZON], sum = 0, variance = 0;
    struct smoothed fit;
    struct reach reach;
    (void)state;
    fill(values, N, 1);
    assert_int_equal(
        kefu__forecast(&allocator, values, N, &free_level, setup, &fit, mean, low, high), STATS_OK);
    for (int h = 0; h < HORIZON; h++) {
        /* an error at this step moves all later ones by alpha */
        const double weight = 1 + fit.model.alpha * (HORIZON - 1 - h);
        sum += mean[h];
        variance += fit.variance * weight * weight;
    }
    assert_int_equal(kefu__forecast_reach(&allocator, values, N, &free_level, setup, 50,
                                          50 + sum + sqrt(variance), &reach),
                     STATS_OK);
    assert_true(fabs(reach.expected - 50 - sum) < 1e-9);
    assert_true(fabs(reach.error / sqrt(variance) - 1) < 1e-12);
    assert_true(fabs(reach.probability - kefu__normal_cdf(-1)) < 1e-12);
}

/* What an error changes of the forecast some steps later: the level, the slope as often as it is
 * added, and the same point of a later season. */
static void an_error_is_echoed(void **state) {
    const struct smoothing level = {SMOOTHING_LEVEL, 0, true, 0.2, 0, 0, 1, 0, 0};
    const struct smoothing trend = {SMOOTHING_TREND, 0, true, 0.2, 0.1, 0, 1, 0, 0};
    const struct smoothing damped = {SMOOTHING_DAMPED, 0, true, 0.2, 0.1, 0, 0.5, 0, 0};
    const struct smoothing season = {SMOOTHING_TREND, 4, false, 0.2, 0, 0.5, 1, 0, 0};
    (void)state;
    assert_true(fabs(kefu__smoothing_echo(&level, 3) - 0.2) < 1e-12);
    assert_true(fabs(kefu__smoothing_echo(&trend, 3) - 0.26) < 1e-12);
    assert_true(fabs(kefu__smoothing_echo(&damped, 2) - 0.215) < 1e-12);
    assert_true(fabs(kefu__smoothing_echo(&season, 3) - 0.2) < 1e-12);
    assert_true(fabs(kefu__smoothing_echo(&season, 4) - 0.6) < 1e-12);
    assert_true(fabs(kefu__smoothing_echo(&season, 8) - 0.6) < 1e-12);
}

/* The share of later values that intervals cover, over many series. */
static double coverage(bool is_calibrated, double level) {
    const kefu_allocator allocator = kefu__allocator_default();
    const struct forecast_setup setup = {HORIZON, level, is_calibrated};
    double values[N + HORIZON], mean[HORIZON], low[HORIZON], high[HORIZON];
    int covered = 0, all = 0;
    for (uint64_t seed = 1; seed <= 60; seed++) {
        fill(values, N + HORIZON, seed * 7919);
        assert_int_equal(
            kefu__forecast(&allocator, values, N, &free_level, setup, NULL, mean, low, high),
            STATS_OK);
        for (int h = 0; h < HORIZON; h++, all++)
            covered += values[N + h] >= low[h] && values[N + h] <= high[h];
    }
    return (double)covered / all;
}

static void intervals_cover_what_they_say(void **state) {
    (void)state;
    const double normal = coverage(false, 0.8), calibrated = coverage(true, 0.8);
    if (fabs(normal - 0.8) > 0.08 || fabs(calibrated - 0.8) > 0.08)
        fail_msg("80 %% intervals cover %.3f, calibrated ones %.3f", normal, calibrated);
}

static void series_that_are_too_short_are_refused(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    const double values[] = {1, 2, NAN, 4, 5, 6};
    double mean[HORIZON], low[HORIZON], high[HORIZON];
    struct smoothing model = free_level;
    const struct forecast_setup setup = {1, 0.95, false};
    (void)state;
    assert_int_equal(kefu__forecast(&allocator, values, 2, &model, setup, NULL, mean, low, high),
                     STATS_DOMAIN);
    assert_int_equal(kefu__forecast(&allocator, values, 6, &model, setup, NULL, mean, low, high),
                     STATS_DOMAIN);
    model.season = 7; /* a season without a trend */
    assert_int_equal(kefu__forecast(&allocator, values, 6, &model, setup, NULL, mean, low, high),
                     STATS_DOMAIN);
}

/* ---- without memory ---- */

static void *refuse(void *ctx, size_t size) {
    (void)ctx;
    (void)size;
    return NULL;
}

static void *refuse_resize(void *ctx, void *memory, size_t old_size, size_t size) {
    (void)ctx;
    (void)memory;
    (void)old_size;
    (void)size;
    return NULL;
}

static void release_nothing(void *ctx, void *memory, size_t size) {
    (void)ctx;
    (void)size;
    assert_null(memory);
}

static void nothing_is_written_without_memory(void **state) {
    const kefu_allocator none = {refuse, refuse_resize, release_nothing, NULL};
    const double x[] = {1, 2, 3, 5, 8, 13}, table[] = {3, 1, 1, 3};
    const struct ratings ratings = {x, 3, 2};
    const struct forecast_setup setup = {1, 0.95, true};
    const struct farrington farrington = {2, 1, 0, 0.05, true, false, 0, 1};
    double out[6];
    size_t removed[2], found;
    (void)state;
    assert_int_equal(kefu__mann_whitney(&none, x, 3, x + 3, 3, MANN_WHITNEY_AUTO,
                                        (struct mann_whitney *)(void *)out),
                     STATS_NO_MEMORY);
    assert_int_equal(kefu__spearman(&none, x, x, 6, 0.95, (struct correlation *)(void *)out),
                     STATS_NO_MEMORY);
    assert_int_equal(kefu__benjamini_hochberg(&none, x, 1, out), STATS_NO_MEMORY);
    assert_int_equal(kefu__gwet_table(&none, table, 2, WEIGHTS_NOMINAL, 0.95,
                                      (struct chance_corrected *)(void *)out),
                     STATS_NO_MEMORY);
    assert_int_equal(kefu__krippendorff(&none, ratings, LEVEL_INTERVAL, 0.95,
                                        (struct chance_corrected *)(void *)out),
                     STATS_NO_MEMORY);
    assert_int_equal(kefu__mann_kendall(&none, x, 6, false, (struct mann_kendall *)(void *)out),
                     STATS_NO_MEMORY);
    assert_int_equal(kefu__theil_sen(&none, x, x, 6, 0.95, (struct theil_sen *)(void *)out),
                     STATS_NO_MEMORY);
    assert_int_equal(
        kefu__farrington(&none, x, 6, 5, &farrington, (struct farrington_result *)(void *)out),
        STATS_NO_MEMORY);
    assert_int_equal(kefu__esd(&none, x, 6, 2, 0.05, out, out + 2, removed, &found),
                     STATS_NO_MEMORY);
    assert_int_equal(kefu__forecast(&none, x, 6, &free_level, setup, NULL, out, out + 1, out + 2),
                     STATS_NO_MEMORY);
    assert_int_equal(kefu__forecast_comb(&none, x, 6, setup, out, out + 1, out + 2),
                     STATS_NO_MEMORY);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(targets_are_reached_with_the_error_of_the_sum),
        cmocka_unit_test(an_error_is_echoed),
        cmocka_unit_test(intervals_cover_what_they_say),
        cmocka_unit_test(series_that_are_too_short_are_refused),
        cmocka_unit_test(nothing_is_written_without_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
