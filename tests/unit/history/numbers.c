/* SPDX-License-Identifier: MIT
 * Tests of the hash table of numbers against a plain array, with many collisions and removals. */
#include "history/history.h"
#include "test.h"

enum { KEYS = 300, ROUNDS = 20000 };

static uint64_t next_random(uint64_t *seed) {
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return *seed >> 33;
}

static void it_holds_what_was_added_and_not_removed(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct number_map map = {NULL, 0, 0};
    int64_t held[KEYS + 1] = {0}; /* values by key; 0: not there */
    size_t count = 0;
    uint64_t seed = 1;
    (void)state;
    for (size_t round = 0; round < ROUNDS; round++) {
        const uint64_t key = next_random(&seed) % KEYS + 1;
        if (held[key]) {
            assert_int_equal(kefu__numbers_find(&map, key)->value, held[key]);
            kefu__numbers_remove(&map, key);
            held[key] = 0;
            count--;
        } else {
            assert_null(kefu__numbers_find(&map, key));
            assert_true(kefu__numbers_reserve(&map, &allocator, map.count + 1));
            held[key] = (int64_t)round + 1;
            kefu__numbers_add(&map, key, held[key]);
            count++;
        }
        assert_int_equal(map.count, count);
    }
    for (uint64_t key = 1; key <= KEYS; key++)
        assert_int_equal(kefu__numbers_find(&map, key) != NULL, held[key] != 0);
    kefu__numbers_remove(&map, KEYS + 1); /* not there: nothing happens */
    assert_int_equal(map.count, count);
    kefu__numbers_free(&map, &allocator);
    assert_null(kefu__numbers_find(&map, 1));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(it_holds_what_was_added_and_not_removed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
