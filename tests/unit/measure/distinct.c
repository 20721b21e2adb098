/* SPDX-License-Identifier: MIT
 * Tests of counting different things: exact while few, within the promised error when many, and the
 * same content however it was added up. */
#include <math.h>

#include "test.h"

#include "measure/distinct.h"

static kefu_allocator allocator;

static void add_range(struct distinct *distinct, uint64_t from, uint64_t to) {
    for (uint64_t i = from; i < to; i++)
        assert_true(kefu__distinct_add(distinct, kefu__distinct_hash(i), &allocator));
}

static void assert_same(const struct distinct *a, const struct distinct *b) {
    assert_int_equal(a->is_dense, b->is_dense);
    assert_int_equal(a->count, b->count);
    if (a->count)
        assert_memory_equal(a->hashes, b->hashes, a->count * sizeof *a->hashes);
    if (a->is_dense)
        assert_memory_equal(a->registers, b->registers, DISTINCT_REGISTERS);
}

static void few_are_counted_exactly(void **state) {
    struct distinct distinct = {0};
    (void)state;
    for (uint64_t n = 0; n <= DISTINCT_EXACT_MAX; n++) {
        add_range(&distinct, 0, n);
        const struct distinct_estimate estimate = kefu__distinct_read(&distinct);
        assert_true(estimate.is_exact && estimate.value == (double)n);
    }
    add_range(&distinct, 0, DISTINCT_EXACT_MAX + 1);
    assert_true(distinct.is_dense && !kefu__distinct_read(&distinct).is_exact);
    kefu__distinct_free(&distinct, &allocator);
}

/* Over so many sets of a size, the bias, the root of the mean squared error, and how many of the
 * intervals hold the truth. */
static void check_size(uint64_t size, unsigned sets, double most_bias, double most_error) {
    double sum = 0, squares = 0;
    unsigned held = 0;
    for (unsigned i = 0; i < sets; i++) {
        struct distinct distinct = {0};
        add_range(&distinct, i * size + (size << 40), (i + 1) * size + (size << 40));
        const struct distinct_estimate estimate = kefu__distinct_read(&distinct);
        const double error = estimate.value / (double)size - 1;
        sum += error;
        squares += error * error;
        held += estimate.low <= (double)size && (double)size <= estimate.high;
        kefu__distinct_free(&distinct, &allocator);
    }
    if (fabs(sum / sets) > most_bias || sqrt(squares / sets) > most_error)
        fail_msg("%d: bias %g, error %g", (int)size, sum / sets, sqrt(squares / sets));
    assert_true(held >= 0.9 * sets);
}

static void many_are_estimated_without_bias(void **state) {
    (void)state;
    check_size(200, 500, 0.0015, 0.0095);
    check_size(1000, 500, 0.0015, 0.009);
    check_size(5000, 400, 0.002, 0.0095);
    check_size(20000, 200, 0.003, 0.0115);
    check_size(200000, 40, 0.006, 0.016);
}

/* Any split into parts that overlap, merged in any order, has the content of the whole. */
static void merging_is_adding(void **state) {
    static const uint64_t sizes[] = {1, 2, 100, 128, 129, 130, 400, 5000};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
        for (uint64_t cut = 0; cut <= sizes[i]; cut += 1 + sizes[i] / 7) {
            struct distinct whole = {0}, left = {0}, right = {0};
            const uint64_t overlap = cut < 50 ? cut : 50;
            add_range(&whole, 0, sizes[i]);
            add_range(&right, cut - overlap, sizes[i]);
            add_range(&left, 0, cut);
            add_range(&left, 0, cut);
            assert_true(kefu__distinct_reserve(&left, &right, &allocator));
            kefu__distinct_merge(&left, &right);
            assert_same(&whole, &left);
            kefu__distinct_free(&left, &allocator);
            add_range(&left, 0, cut);
            assert_true(kefu__distinct_reserve(&right, &left, &allocator));
            kefu__distinct_merge(&right, &left);
            assert_same(&whole, &right);
            kefu__distinct_free(&whole, &allocator);
            kefu__distinct_free(&left, &allocator);
            kefu__distinct_free(&right, &allocator);
        }
}

/* Hashes of one register, by their update values. */
static void registers_keep_the_largest_and_two_below(void **state) {
    static const struct {
        uint32_t update;
        unsigned char expected;
    } steps[] = {{3, 3 << 2},     {5, 5 << 2 | 1}, {4, 5 << 2 | 3}, {6, 6 << 2 | 3},
                 {5, 6 << 2 | 3}, {8, 8 << 2 | 1}, {53, 53 << 2},   {52, 53 << 2 | 2}};
    struct distinct distinct = {0};
    (void)state;
    assert_true(kefu__distinct_make_dense(&distinct, &allocator));
    for (size_t i = 0; i < sizeof steps / sizeof *steps; i++) {
        const uint32_t update = steps[i].update;
        const uint64_t rest = update > 52 ? 0 : UINT64_C(1) << (52 - update);
        assert_true(kefu__distinct_add(&distinct, UINT64_C(7) << 52 | rest, &allocator));
        assert_int_equal(distinct.registers[7], steps[i].expected);
    }
    kefu__distinct_free(&distinct, &allocator);
}

static void impossible_registers_are_told(void **state) {
    unsigned possible = 0;
    (void)state;
    for (unsigned value = 0; value < 256; value++)
        possible += kefu__distinct_is_register((unsigned char)value);
    /* empty; 1; 2 with or without 1; each of 3 … 53 with or without each of the two below */
    assert_int_equal(possible, 1 + 1 + 2 + 51 * 4);
    assert_false(kefu__distinct_is_register(1));
    assert_false(kefu__distinct_is_register(1 << 2 | 2));
    assert_false(kefu__distinct_is_register(2 << 2 | 1));
    assert_false(kefu__distinct_is_register(54 << 2));
}

/* Registers that no number of customers fills give a number, not infinity. */
static void full_registers_are_a_number(void **state) {
    struct distinct distinct = {0};
    (void)state;
    assert_true(kefu__distinct_make_dense(&distinct, &allocator));
    memset(distinct.registers, 53 << 2 | 3, DISTINCT_REGISTERS);
    const struct distinct_estimate estimate = kefu__distinct_read(&distinct);
    assert_true(isfinite(estimate.value) && isfinite(estimate.high) &&
                estimate.low <= estimate.high);
    kefu__distinct_free(&distinct, &allocator);
}

static void hashes_are_removed_and_registers_forget_none(void **state) {
    struct distinct distinct = {0}, rest = {0};
    (void)state;
    add_range(&distinct, 0, 5);
    add_range(&rest, 0, 2);
    add_range(&rest, 3, 5);
    assert_true(kefu__distinct_remove(&distinct, kefu__distinct_hash(2)));
    assert_false(kefu__distinct_remove(&distinct, kefu__distinct_hash(2)));
    assert_same(&rest, &distinct);
    add_range(&distinct, 0, 200);
    assert_false(kefu__distinct_remove(&distinct, kefu__distinct_hash(2)));
    kefu__distinct_free(&distinct, &allocator);
    kefu__distinct_free(&rest, &allocator);
}

/* States hold hashes: they never change. */
static void hashes_are_fixed(void **state) {
    (void)state;
    assert_true(kefu__distinct_hash(0) == 0);
    assert_true(kefu__distinct_hash(1) == UINT64_C(0xb456bcfc34c2cb2c));
    assert_true(kefu__distinct_hash(UINT64_MAX) == UINT64_C(0x64b5720b4b825f21));
}

static int set_up(void **state) {
    (void)state;
    return kefu__allocator_init(&allocator, NULL, NULL) != KEFU_OK;
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(few_are_counted_exactly),
        cmocka_unit_test(many_are_estimated_without_bias),
        cmocka_unit_test(merging_is_adding),
        cmocka_unit_test(registers_keep_the_largest_and_two_below),
        cmocka_unit_test(impossible_registers_are_told),
        cmocka_unit_test(full_registers_are_a_number),
        cmocka_unit_test(hashes_are_removed_and_registers_forget_none),
        cmocka_unit_test(hashes_are_fixed)};
    return cmocka_run_group_tests(tests, set_up, NULL);
}
