/* SPDX-License-Identifier: MIT
 * What the tests of accumulators share: conversations that are added to one. */
#ifndef KEFU_TEST_MEASURE_FIXTURE_H
#define KEFU_TEST_MEASURE_FIXTURE_H

#include "test.h"

#include "measure/measure.h"

/* Adds a conversation with several waits, the longest of which is the value. */
static inline void add_conversation(struct measure *to, const kefu_allocator *allocator,
                                    int64_t value, size_t waits) {
    struct measure one;
    memset(&one, 0, sizeof one);
    assert_true(kefu__measure_reserve(&one, allocator, waits));
    for (size_t i = 1; i <= waits; i++)
        kefu__measure_add(&one, value / (int64_t)i, true);
    kefu__measure_cluster(&one);
    assert_true(kefu__measure_reserve_merge(to, &one, allocator));
    kefu__measure_merge(to, &one);
    kefu__measure_free(&one, allocator);
}

static inline void fill(struct measure *measure, const kefu_allocator *allocator,
                        const int64_t *values, size_t count) {
    memset(measure, 0, sizeof *measure);
    for (size_t i = 0; i < count; i++)
        add_conversation(measure, allocator, values[i], 1);
}

#endif
