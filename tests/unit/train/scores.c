/* SPDX-License-Identifier: MIT
 * Figures of guesses against values reckoned by hand; priors and thresholds. */
#include "test.h"

#include <math.h>

#include "kefu/train.h"

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-9)

static void test_two_classes(void **state) {
    (void)state;
    const uint32_t truth[] = {1, 1, 0, 0, 1, 0}, guess[] = {1, 0, 0, 1, 1, 0};
    const double p[] = {0.95, 0.35, 0.15, 0.65, 0.75, 0.05};
    kefu_classification_scores f = {.size = sizeof f};
    uint64_t confusion[4];
    assert_int_equal(kefu_classification_score(truth, guess, p, 6, 2, &f, confusion, NULL, NULL),
                     KEFU_OK);
    NEAR(f.accuracy, 4 / 6.0);
    NEAR(f.macro_f1, 4 / 6.0); /* both classes: precision and recall 2/3 */
    NEAR(f.auc, 8 / 9.0);      /* one of nine pairs is in the wrong order */
    /* Six bins of one: |1-.95| + |1-.35| + |0-.15| + |0-.65| + |1-.75| + |0-.05|, over 6. */
    NEAR(f.ece, (0.05 + 0.65 + 0.15 + 0.65 + 0.25 + 0.05) / 6);
    NEAR(f.half_coverage_accuracy, 1.0); /* .95, .05 and then .15 are all right */
    assert_int_equal(confusion[0], 2);
    assert_int_equal(confusion[1], 1);
    assert_int_equal(confusion[2], 1);
    assert_int_equal(confusion[3], 2);
}

static void test_ties_and_constants(void **state) {
    (void)state;
    const uint32_t truth[] = {1, 0, 1, 0}, guess[] = {1, 1, 1, 1};
    const double p[] = {0.7, 0.7, 0.7, 0.7};
    kefu_classification_scores f = {.size = sizeof f};
    assert_int_equal(kefu_classification_score(truth, guess, p, 4, 2, &f, NULL, NULL, NULL),
                     KEFU_OK);
    NEAR(f.auc, 0.5);
    NEAR(f.ece, 0.2);
    NEAR(f.macro_f1, (0 + 2 / 3.0) / 2);
}

/* No pair of a positive and a negative: there is no area, whatever the guesses. */
static void test_one_class_has_no_area(void **state) {
    (void)state;
    for (uint32_t class = 0; class < 2; class ++) {
        const uint32_t truth[] = {class, class}, guess[] = {0, 1};
        const double p[] = {0.3, 0.8};
        kefu_classification_scores f = {.size = sizeof f};
        assert_int_equal(kefu_classification_score(truth, guess, p, 2, 2, &f, NULL, NULL, NULL),
                         KEFU_OK);
        NEAR(f.auc, 0);
        NEAR(f.accuracy, 0.5);
    }
}

static void test_many_classes(void **state) {
    (void)state;
    const uint32_t truth[] = {0, 1, 2, 2}, guess[] = {0, 2, 2, 2};
    kefu_classification_scores f = {.size = sizeof f};
    assert_int_equal(kefu_classification_score(truth, guess, NULL, 4, 4, &f, NULL, NULL, NULL),
                     KEFU_OK);
    NEAR(f.accuracy, 0.75);
    NEAR(f.macro_f1, (1 + 0 + 0.8) / 3); /* class 3 neither occurs nor is guessed */
    NEAR(f.half_coverage_accuracy, 0);
}

static void test_refuses_bad_guesses(void **state) {
    (void)state;
    const uint32_t truth[] = {0, 2}, guess[] = {0, 1};
    const double bad[] = {0.5, 1.5};
    kefu_classification_scores f = {.size = sizeof f};
    assert_int_equal(kefu_classification_score(truth, guess, NULL, 2, 2, &f, NULL, NULL, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_classification_score(guess, guess, bad, 2, 2, &f, NULL, NULL, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_classification_score(guess, guess, NULL, 0, 2, &f, NULL, NULL, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_classification_score(guess, guess, NULL, 2, 1, &f, NULL, NULL, NULL),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu_classification_score(guess, guess, NULL, 2, 2, NULL, NULL, NULL, NULL),
                     KEFU_E_ARGUMENT);
}

static void test_correlations(void **state) {
    (void)state;
    const double a[] = {1, 2, 3, 4}, b[] = {1, 4, 9, 16}, c[] = {5, 5, 5, 5}, d[] = {2, 1, 1, 0};
    double pearson, spearman;
    assert_int_equal(kefu_regression_score(a, b, 4, &pearson, &spearman, NULL, NULL), KEFU_OK);
    NEAR(spearman, 1);
    NEAR(pearson, 25 / sqrt(5 * 129));
    assert_int_equal(kefu_regression_score(a, c, 4, &pearson, &spearman, NULL, NULL), KEFU_OK);
    NEAR(pearson, 0);
    assert_int_equal(kefu_regression_score(a, d, 4, &pearson, &spearman, NULL, NULL), KEFU_OK);
    NEAR(spearman, -4.5 / sqrt(5 * 4.5)); /* ranks 4, 2.5, 2.5, 1 */
    const double infinite[] = {1, 2, 3, INFINITY};
    assert_int_equal(kefu_regression_score(a, infinite, 4, &pearson, &spearman, NULL, NULL),
                     KEFU_E_ARGUMENT);
}

static void test_prior_of_unlabelled_texts(void **state) {
    (void)state;
    double p[1000], prior, threshold;
    /* 200 good and 800 bad texts, judged by somebody who expects half and half and is right nine
     * times in ten: Bayes' rule turns 0.9 and 0.1 back into shares of 0.2 and 0.8. */
    for (int i = 0; i < 1000; i++)
        p[i] = i % 5 == 0 ? (i % 50 ? 0.9 : 0.1) : (i % 10 == 1 && i % 40 != 1 ? 0.9 : 0.1);
    assert_int_equal(kefu_fit_prior(p, 1000, 0.5, &prior, &threshold, NULL), KEFU_OK);
    size_t high = 0;
    for (int i = 0; i < 1000; i++)
        high += p[i] > 0.5;
    NEAR(prior, ((double)high / 1000 - 0.1) / 0.8);
    NEAR(threshold, 1 - prior);
    assert_int_equal(kefu_fit_prior(p, 0, 0.5, &prior, &threshold, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_fit_prior(p, 10, 1, &prior, &threshold, NULL), KEFU_E_ARGUMENT);
}

static void test_threshold_of_labelled_texts(void **state) {
    (void)state;
    const uint32_t truth[] = {0, 0, 1, 0, 1, 1};
    const double p[] = {0.1, 0.6, 0.55, 0.7, 0.9, 0.8};
    double prior, threshold;
    assert_int_equal(kefu_fit_threshold(truth, p, 6, &prior, &threshold, NULL, NULL), KEFU_OK);
    NEAR(prior, 0.5);
    NEAR(threshold, 0.75); /* one mistake: 0.55 */
    const uint32_t all_good[] = {1, 1, 1, 1, 1, 1}, all_bad[6] = {0};
    assert_int_equal(kefu_fit_threshold(all_good, p, 6, &prior, &threshold, NULL, NULL), KEFU_OK);
    assert_true(threshold < 0.1);
    assert_int_equal(kefu_fit_threshold(all_bad, p, 6, &prior, &threshold, NULL, NULL), KEFU_OK);
    assert_true(threshold > 0.9);
}

/* Two cuts with one mistake each: the wider gap counts, of equal gaps the lower one. */
static void test_threshold_in_the_widest_gap(void **state) {
    const uint32_t truth[] = {0, 1, 0, 1};
    const struct {
        double p[4], threshold;
    } cases[] = {{{0.1, 0.3, 0.4, 0.8}, 0.6},
                 {{0.1, 0.5, 0.6, 0.8}, 0.3},
                 {{0.125, 0.375, 0.5, 0.75}, 0.25}};
    (void)state;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        double prior, threshold;
        assert_int_equal(kefu_fit_threshold(truth, cases[i].p, 4, &prior, &threshold, NULL, NULL),
                         KEFU_OK);
        NEAR(threshold, cases[i].threshold);
    }
}

static void test_out_of_memory(void **state) {
    (void)state;
    const uint32_t truth[] = {0, 1};
    const double p[] = {0.2, 0.8};
    struct test_memory memory;
    kefu_classification_scores f = {.size = sizeof f};
    double a = 7, b = 7;
    for (size_t fail = 1; fail <= 2; fail++) {
        kefu_allocator failing = test_allocator(&memory, fail);
        assert_int_equal(kefu_classification_score(truth, truth, p, 2, 2, &f, NULL, &failing, NULL),
                         KEFU_E_MEMORY);
        failing = test_allocator(&memory, fail);
        assert_int_equal(kefu_regression_score(p, p, 2, &a, &b, &failing, NULL), KEFU_E_MEMORY);
        assert_int_equal(memory.live_blocks, 0);
    }
    const kefu_allocator failing = test_allocator(&memory, 1);
    assert_int_equal(kefu_fit_threshold(truth, p, 2, &a, &b, &failing, NULL), KEFU_E_MEMORY);
    assert_int_equal(f.n, 0);
    NEAR(a, 7);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_two_classes),
        cmocka_unit_test(test_ties_and_constants),
        cmocka_unit_test(test_one_class_has_no_area),
        cmocka_unit_test(test_many_classes),
        cmocka_unit_test(test_refuses_bad_guesses),
        cmocka_unit_test(test_correlations),
        cmocka_unit_test(test_prior_of_unlabelled_texts),
        cmocka_unit_test(test_threshold_of_labelled_texts),
        cmocka_unit_test(test_threshold_in_the_widest_gap),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests_name("scores", tests, NULL, NULL);
}
