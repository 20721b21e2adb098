/* SPDX-License-Identifier: MIT
 * Whose memory a record is read with: the caller's allocator sees all of it, and how much it is
 * follows from the record's size. The C library's functions are wrapped by the linker. */
#include "kefu/kefu.h"
#include "test.h"

static size_t unseen; /* bytes that were asked of the C library past the allocator */

void *__real_malloc(size_t size);
void *__real_calloc(size_t count, size_t size);
void *__real_realloc(void *memory, size_t size);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t count, size_t size);
void *__wrap_realloc(void *memory, size_t size);

void *__wrap_malloc(size_t size) {
    unseen += size;
    return __real_malloc(size);
}

void *__wrap_calloc(size_t count, size_t size) {
    unseen += count * size;
    return __real_calloc(count, size);
}

void *__wrap_realloc(void *memory, size_t size) {
    unseen += size;
    return __real_realloc(memory, size);
}

struct peak {
    size_t live, most;
};

static void count(struct peak *peak, size_t more, size_t less) {
    peak->live += more - less;
    if (peak->live > peak->most)
        peak->most = peak->live;
}

static void *peak_alloc(void *ctx, size_t size) {
    count(ctx, size, 0);
    return __real_malloc(size);
}

static void *peak_resize(void *ctx, void *memory, size_t old_size, size_t size) {
    count(ctx, size, old_size);
    return __real_realloc(memory, size);
}

static void peak_release(void *ctx, void *memory, size_t size) {
    count(ctx, 0, size);
    free(memory);
}

enum { VALUES = 1 << 19, VALUE_BYTES = 20 };

/* A record with one free member full of the shortest values: what costs most a byte. */
static char *dense_record(size_t *size) {
    static const char head[] = "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c\",\"x_data\":[0";
    static const char tail[] = "],\"messages\":[{\"role\":\"customer\",\"text\":\"在吗\"}]}";
    char *text = __real_malloc(sizeof head + 2 * VALUES + sizeof tail);
    assert_non_null(text);
    char *to = text;
    memcpy(to, head, sizeof head - 1);
    to += sizeof head - 1;
    for (size_t i = 0; i < VALUES; i++, to += 2)
        memcpy(to, ",0", 2);
    memcpy(to, tail, sizeof tail - 1);
    *size = (size_t)(to - text) + sizeof tail - 1;
    return text;
}

static void a_record_is_read_with_the_callers_memory(void **state) {
    struct peak peak = {0, 0};
    const kefu_allocator allocator = {peak_alloc, peak_resize, peak_release, &peak};
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_scheme *scheme = NULL;
    kefu_scratch *scratch = NULL;
    kefu_conversation *conversation = NULL;
    size_t size;
    char *record = dense_record(&size);
    (void)state;
    options.allocator = &allocator;
    assert_int_equal(kefu_scheme_builtin(NULL, &scheme, NULL), KEFU_OK);
    assert_int_equal(kefu_scratch_new(&allocator, &scratch, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_new(scheme, &options, &conversation, NULL), KEFU_OK);
    unseen = 0;
    peak.most = peak.live;
    const size_t before = peak.live;
    assert_int_equal(kefu_conversation_read_json(conversation, scratch, record, size, NULL, NULL),
                     KEFU_OK);
    assert_int_equal(unseen, 0);
    assert_in_range(peak.most - before, VALUES * VALUE_BYTES, VALUES * VALUE_BYTES + (1 << 20));
    assert_in_range(peak.live - before, 0, 1 << 20); /* the tape is gone */
    kefu_conversation_free(conversation);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    assert_int_equal(peak.live, 0);
    free(record);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_record_is_read_with_the_callers_memory),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
