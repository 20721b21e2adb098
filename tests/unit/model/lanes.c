/* SPDX-License-Identifier: MIT
 * Every instruction set gives the same bits, which are those of plain loops. */
#include "test.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "match/match.h"
#include "model/table.h"

enum { ROWS = 40, WIDTH = 2 * LANES, FEATURES = 77, NUMBERS = 48 };

static uint32_t seed = 1;

static uint32_t next_random(void) {
    seed = seed * 1664525u + 1013904223u;
    return seed >> 8;
}

static int16_t random_weight(void) {
    const uint32_t kind = next_random() % 16;
    return kind == 0 ? INT16_MIN : kind == 1 ? INT16_MAX : (int16_t)(next_random() % 2001 - 1000);
}

/* The portable one and the best of this CPU, which may be the same. */
enum { SETS = 2 };
static const struct lanes *every[SETS];

static int set_up(void **state) {
    (void)state;
    every[0] = &kefu__lanes_portable;
    every[1] = kefu__lanes_best();
    return 0;
}

/* What is not compared is not tested: a CPU with AVX2 must not be given the portable one. */
static void the_best_is_not_the_portable(void **state) {
    (void)state;
    if (!kefu__simd_supported(SIMD_AVX2))
        skip();
    assert_ptr_not_equal(every[1], every[0]);
}

static void list_features(struct feature_hit *features, size_t count) {
    size_t i;
    for (i = 0; i < count; i++) {
        const size_t row = (size_t)(next_random() % ROWS) * WIDTH;
        features[i].word = FEATURE_WEIGHTED | FEATURE_WITH_ROW(row) |
                           FEATURE_WITH_GENERAL(random_weight()) | (feature_word)0x3FFFFFF << 1;
        features[i].match = (uint32_t)i;
    }
}

static void expect_sums(const int16_t *rows, size_t count, size_t reach) {
    struct feature_hit features[FEATURES];
    int32_t sums[WIDTH];
    size_t set, i, k;
    for (set = 0; set < SETS; set++) {
        list_features(features, count);
        every[set]->add_rows(rows, features, count, WIDTH, reach, sums);
        for (k = 0; k < WIDTH; k++) {
            int32_t expected = 0;
            for (i = 0; i < count; i++)
                expected += rows[FEATURE_ROW(features[i].word) + k];
            assert_int_equal(sums[k], expected);
        }
    }
}

/* Any weights, of which no two may be added up in 16 bits; none but the largest of those of which
 * 32 may be; and all the same. */
static void rows_add_up(void **state) {
    int16_t rows[ROWS * WIDTH];
    size_t count, i;
    (void)state;
    for (count = 0; count <= FEATURES; count += 11) {
        for (i = 0; i < ROWS * WIDTH; i++)
            rows[i] = random_weight();
        expect_sums(rows, count, 1);
        for (i = 0; i < ROWS * WIDTH; i++)
            rows[i] = (int16_t)(next_random() % 2 ? 1023 : -1023);
        expect_sums(rows, count, 32);
        for (i = 0; i < ROWS * WIDTH; i++)
            rows[i] = -1023;
        expect_sums(rows, count, 32);
    }
}

static double value_of(const int16_t *row, const struct feature_hit *feature, double general,
                       const double *factors, size_t width) {
    double value = general * (double)FEATURE_GENERAL(feature->word);
    size_t k;
    for (k = 0; k < width; k++)
        value += factors[k] * row[k];
    return value;
}

/* The first set is compared with a plain sum, the others with the first, bit by bit. */
static void expect_values(const int16_t *rows, const struct feature_hit *features, size_t count,
                          const double *factors, size_t width) {
    double first[FEATURES + 1], values[FEATURES + 1];
    size_t set, i;
    first[count] = values[count] = -7; /* nothing is written behind them */
    every[0]->value(rows, features, count, 1 / 3.0, factors, width, first);
    for (i = 0; i < count; i++) {
        const int16_t *row = rows + FEATURE_ROW(features[i].word);
        assert_true(fabs(first[i] - value_of(row, &features[i], 1 / 3.0, factors, width)) <= 1e-9);
    }
    for (set = 0; set < SETS; set++) {
        every[set]->value(rows, features, count, 1 / 3.0, factors, width, values);
        assert_memory_equal(values, first, (count + 1) * sizeof *values);
    }
}

static void values_are_the_same_everywhere(void **state) {
    int16_t rows[ROWS * WIDTH];
    struct feature_hit features[FEATURES];
    double factors[WIDTH];
    size_t count, width, i;
    (void)state;
    for (i = 0; i < ROWS * WIDTH; i++)
        rows[i] = random_weight();
    for (i = 0; i < WIDTH; i++)
        factors[i] = i / 4 % 3 == 1 ? 0 : (double)random_weight() / 3e5; /* zeros are passed over */
    for (count = 0; count <= FEATURES; count++)
        for (width = 0; width <= WIDTH; width += LANES_FACTORS) {
            list_features(features, count);
            expect_values(rows, features, count, factors, width);
        }
}

static void shares_are_the_same_everywhere(void **state) {
    double biases[TABLE_LANES], scales[TABLE_LANES], first[TABLE_LANES], shares[TABLE_LANES];
    int32_t sums[TABLE_LANES];
    size_t set, i;
    (void)state;
    for (i = 0; i < TABLE_LANES; i++) {
        biases[i] = (double)random_weight() / 100;
        scales[i] = (double)random_weight() / 1e4;
        sums[i] = random_weight() * 100;
    }
    biases[0] = 1e300; /* a model may be anything */
    biases[1] = -1e300;
    for (set = 0; set < SETS; set++) {
        every[set]->share(biases, scales, 0.125, sums, TABLE_LANES, shares);
        for (i = 0; i < TABLE_LANES; i++) {
            const double logit = biases[i] + scales[i] * 0.125 * sums[i];
            assert_true(fabs(shares[i] - 1 / (1 + exp(-logit))) <= 1e-13);
        }
        if (set == 0)
            memcpy(first, shares, sizeof first);
        assert_memory_equal(shares, first, sizeof first);
    }
}

static void ranks_are_those_of_a_stable_sort(void **state) {
    int32_t numbers[NUMBERS];
    uint32_t ranks[NUMBERS];
    size_t set, count, i, j;
    (void)state;
    for (set = 0; set < SETS; set++)
        for (count = 0; count <= NUMBERS; count += 8) {
            for (i = 0; i < count; i++)
                numbers[i] = (int32_t)(next_random() % 20) - 1;
            every[set]->rank(numbers, count, ranks);
            for (i = 0; i < count; i++) {
                uint32_t before = 0;
                for (j = 0; j < count; j++)
                    before += numbers[j] > numbers[i] || (numbers[j] == numbers[i] && j < i);
                assert_int_equal(ranks[i], before);
            }
        }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_best_is_not_the_portable),
        cmocka_unit_test(rows_add_up),
        cmocka_unit_test(values_are_the_same_everywhere),
        cmocka_unit_test(shares_are_the_same_everywhere),
        cmocka_unit_test(ranks_are_those_of_a_stable_sort),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
