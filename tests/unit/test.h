/* SPDX-License-Identifier: MIT
 * What the unit tests share: cmocka with its includes, and an allocator that fails on request and
 * fills what it gives, so that reading memory before it is written does not find zeros. */
#ifndef KEFU_TEST_H
#define KEFU_TEST_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base.h"

enum { TEST_FILL = 0xA5 };

/* Counts live bytes and blocks; the allocation numbered `fail_at` (from 1) and all after it fail,
 * or that one alone (`once`); 0: none does. */
struct test_memory {
    size_t allocations, fail_at, live_blocks, live_bytes;
    bool once;
};

static inline bool test_fails(struct test_memory *memory) {
    memory->allocations++;
    if (memory->once)
        return memory->allocations == memory->fail_at;
    return memory->fail_at && memory->allocations >= memory->fail_at;
}

static inline void *test_alloc(void *ctx, size_t size) {
    struct test_memory *memory = ctx;
    void *block;
    if (test_fails(memory))
        return NULL;
    block = malloc(size);
    assert_non_null(block);
    memset(block, TEST_FILL, size);
    memory->live_blocks++;
    memory->live_bytes += size;
    return block;
}

static inline void *test_resize(void *ctx, void *old, size_t old_size, size_t size) {
    struct test_memory *memory = ctx;
    void *block;
    if (test_fails(memory))
        return NULL;
    block = realloc(old, size);
    assert_non_null(block);
    if (size > old_size)
        memset((char *)block + old_size, TEST_FILL, size - old_size);
    memory->live_bytes += size - old_size;
    return block;
}

static inline void test_release(void *ctx, void *old, size_t size) {
    struct test_memory *memory = ctx;
    memory->live_blocks--;
    memory->live_bytes -= size; /* a wrong size leaves live_bytes off zero */
    free(old);
}

static inline kefu_allocator test_allocator(struct test_memory *memory, size_t fail_at) {
    const kefu_allocator allocator = {test_alloc, test_resize, test_release, memory};
    memset(memory, 0, sizeof *memory);
    memory->fail_at = fail_at;
    return allocator;
}

/* An empty collector with the C library's memory. */
static inline kefu_findings *new_findings(void) {
    kefu_findings *findings = NULL;
    assert_int_equal(kefu_findings_new(NULL, &findings, NULL), KEFU_OK);
    return findings;
}

#endif
