/* SPDX-License-Identifier: MIT
 * Every public function while the first, second, third … of its allocations fails: that one alone,
 * and that one with all after it. The call says KEFU_E_MEMORY, makes nothing, leaves every object
 * as it was, and nothing leaks. Usage: oom_calls [--list]: prints each function and how many
 * allocations its call makes, for tests/oom/coverage.py. */
#include "api/calls.h"

/* Memory past the allocator would be missed: the linker wraps the C library's (see CMakeLists). */
void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *block, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *block, size_t size);

static struct {
    size_t count, fail_at, live_blocks, live_bytes;
    bool once;   /* only that allocation fails, not those after it */
    bool failed; /* one has */
    bool armed;  /* inside a call that is watched */
    size_t past; /* allocations inside such a call that went past the allocator */
} memory;

void *__wrap_malloc(size_t size) {
    memory.past += memory.armed;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    memory.past += memory.armed;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *block, size_t size) {
    memory.past += memory.armed;
    return __real_realloc(block, size);
}

static bool fails(void) {
    if (!memory.armed)
        return false;
    memory.count++;
    const bool now = memory.once ? memory.count == memory.fail_at : memory.count >= memory.fail_at;
    memory.failed = memory.failed || now;
    return now;
}

static void *take_block(void *ctx, size_t size) {
    (void)ctx;
    if (fails())
        return NULL;
    void *block = __real_malloc(size);
    assert_non_null(block);
    memset(block, TEST_FILL, size);
    memory.live_blocks++;
    memory.live_bytes += size;
    return block;
}

static void *resize_block(void *ctx, void *old, size_t old_size, size_t size) {
    (void)ctx;
    if (fails())
        return NULL;
    char *block = __real_realloc(old, size);
    assert_non_null(block);
    if (size > old_size)
        memset(block + old_size, TEST_FILL, size - old_size);
    memory.live_bytes += size - old_size;
    return block;
}

static void release_block(void *ctx, void *old, size_t size) {
    (void)ctx;
    memory.live_blocks--;
    memory.live_bytes -= size;
    free(old);
}

static const kefu_allocator watched = {take_block, resize_block, release_block, NULL};

/* ---- what must stay as it was ---- */

/* What the objects say of themselves. */
static struct written say(void) {
    struct written said = {NULL, 0};
    assert_int_equal(kefu_conversation_write(fresh, append, &said, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_write(conversation, append, &said, NULL), KEFU_OK);
    assert_int_equal(
        kefu_conversation_write_metrics(conversation, KEFU_TIME_END, append, &said, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_write(monitor, append, &said, NULL), KEFU_OK);
    assert_int_equal(kefu_monitor_write_alerts(monitor, append, &said, NULL), KEFU_OK);
    assert_int_equal(kefu_evaluation_write(evaluation, append, &said, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_save(aggregate, append, &said, NULL), KEFU_OK);
    assert_int_equal(kefu_aggregate_save(other_aggregate, append, &said, NULL), KEFU_OK);
    assert_int_equal(kefu_history_save(history, append, &said, NULL), KEFU_OK);
    assert_int_equal(kefu_history_save(other_history, append, &said, NULL), KEFU_OK);
    const size_t texts_added = kefu_trainer_count(trainer);
    append(&said, (const char *)&texts_added, sizeof texts_added);
    return said;
}

static void expect_unchanged(const char *name, struct written *before) {
    struct written now = say();
    if (now.size != before->size || memcmp(now.data, before->data, now.size) != 0)
        fail_msg("%s: allocation %zu fails and an object is changed", name, memory.fail_at);
    close_written(&now);
    close_written(before);
}

static void expect_nothing_made(const char *name) {
    const unsigned char *bytes = (const unsigned char *)&made;
    for (size_t i = 0; i < sizeof made; i++)
        if (bytes[i])
            fail_msg("%s: allocation %zu fails and an output is set", name, memory.fail_at);
}

/* ---- one call ---- */

/* Calls with allocation n failing; returns whether there was an n-th allocation. */
static bool try_call(const struct call_row *row, size_t n, bool once) {
    assert_int_equal(open_variables(), 0);
    struct written before = say();
    set_sizes();
    set_options();
    memset(&error, 0, sizeof error);
    memory.count = memory.past = 0;
    memory.failed = false;
    memory.fail_at = n;
    memory.once = once;
    memory.armed = true;
    const kefu_status status = row->call(-1);
    memory.armed = false;
    if (memory.past)
        fail_msg("%s: %zu allocations past the allocator", row->name, memory.past);
    if (memory.failed && status != KEFU_E_MEMORY)
        fail_msg("%s: allocation %zu fails and it says %s", row->name, n, kefu_status_name(status));
    if (!memory.failed && status != KEFU_OK)
        fail_msg("%s: %s %s", row->name, kefu_status_name(status), error.message);
    if (memory.failed) {
        expect_nothing_made(row->name);
        expect_unchanged(row->name, &before);
    }
    close_written(&before);
    close_variables();
    return memory.failed;
}

static void expect_no_leak(const char *name, size_t n, size_t blocks, size_t bytes) {
    if (memory.live_blocks != blocks || memory.live_bytes != bytes)
        fail_msg("%s: allocation %zu fails and %zu blocks leak", name, n,
                 memory.live_blocks - blocks);
}

enum { EACH = 60, STRIDE = 101 }; /* the first allocations one by one, then every n-th */

static void every_allocation_of_every_call(void **state) {
    (void)state;
    /* what the constants keep from their first use on is no leak of a call */
    try_call(&call_rows[0], SIZE_MAX, true);
    const size_t blocks = memory.live_blocks, bytes = memory.live_bytes;
    for (size_t i = 0; i < CALL_COUNT; i++)
        for (int once = 0; once < 2; once++) {
            size_t n = 1;
            while (try_call(&call_rows[i], n, once)) {
                expect_no_leak(call_rows[i].name, n, blocks, bytes);
                n += n < EACH ? 1 : STRIDE;
            }
            expect_no_leak(call_rows[i].name, 0, blocks, bytes);
        }
}

static int open_watched(void **state) {
    (void)state;
    allocator = &watched;
    return open_constants();
}

static int close_watched(void **state) {
    (void)state;
    close_constants();
    return memory.live_blocks != 0 || memory.live_bytes != 0;
}

/* ---- the list ---- */

static int list(void) {
    if (open_watched(NULL))
        return 1;
    for (size_t i = 0; i < CALL_COUNT; i++) {
        try_call(&call_rows[i], SIZE_MAX, true);
        printf("%s %zu\n", call_rows[i].name, memory.count);
    }
    return close_watched(NULL);
}

int main(int argc, char **argv) {
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_allocation_of_every_call)};
    if (argc > 1)
        return strcmp(argv[1], "--list") == 0 ? list() : 2;
    return cmocka_run_group_tests_name("oom.calls", tests, open_watched, close_watched);
}
