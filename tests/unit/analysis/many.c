/* SPDX-License-Identifier: MIT
 * Many texts in one call: each as if it were alone. */
#include "kefu/analysis.h"

#include <stdlib.h>

#include "base/base.h"
#include "test.h"

#define TEXTS 200

struct fixture {
    kefu_scheme *scheme;
    kefu_scratch *scratch, *other;
};

static int set_up(void **state) {
    struct fixture *fixture = calloc(1, sizeof *fixture);
    *state = fixture;
    return !fixture || kefu_scheme_builtin(NULL, &fixture->scheme, NULL) ||
           kefu_scratch_new(NULL, &fixture->scratch, NULL) ||
           kefu_scratch_new(NULL, &fixture->other, NULL);
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    kefu_scratch_free(fixture->scratch);
    kefu_scratch_free(fixture->other);
    kefu_scheme_release(fixture->scheme);
    free(fixture);
    return 0;
}

static kefu_status add(void *ctx, const char *data, size_t size) {
    kefu__buffer_add(ctx, data, size);
    return KEFU_OK;
}

static void write_analysis(kefu_analysis *analysis, struct buffer *buffer) {
    const kefu_allocator allocator = kefu__allocator_default();
    kefu__buffer_init(buffer, &allocator);
    assert_int_equal(kefu_analysis_write(analysis, add, buffer, NULL), KEFU_OK);
}

/* ---- as if alone ---- */

struct comparison {
    struct fixture *fixture;
    const kefu_str *texts;
    const kefu_analyze_options *options;
    size_t taken;
};

static kefu_status compare(void *ctx, size_t index, kefu_analysis *analysis) {
    struct comparison *comparison = ctx;
    const kefu_str *text = &comparison->texts[index];
    kefu_analysis *alone = NULL;
    struct buffer expected, found;
    assert_int_equal(index, comparison->taken++);
    assert_int_equal(kefu_analyze(comparison->fixture->scheme, comparison->fixture->other,
                                  text->data, text->size, comparison->options, &alone, NULL),
                     KEFU_OK);
    write_analysis(alone, &expected);
    write_analysis(analysis, &found);
    assert_int_equal(found.size, expected.size);
    assert_memory_equal(found.data, expected.data, expected.size);
    kefu__buffer_free(&expected);
    kefu__buffer_free(&found);
    return KEFU_OK;
}

static uint64_t seed = 5;

static uint32_t random_below(uint32_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % n);
}

static void add_word(struct buffer *buffer, const char *word) {
    kefu__buffer_add(buffer, word, strlen(word));
}

/* Text in memory of its own size, so that sanitizers see what is read beyond it. */
static kefu_str random_text(uint32_t words) {
    static const char *const pieces[] = {
        "客服", "态度", "很好", "不好", "，",     "。",   "但是", "等了三天", "退款", "？",
        "！",   " ",    "…",    "...",  "(shēn)", "服務", "好用", "难道",     "??",   "\xE4\xB8",
        "V信",  "😊",    "",     "ok",   "垃.圾",  "投诉", "谢谢", "太差了",   "~",    "要是"};
    const kefu_allocator allocator = kefu__allocator_default();
    struct buffer buffer;
    kefu_str text = {NULL, 0};
    char *own;
    kefu__buffer_init(&buffer, &allocator);
    while (words-- > 0)
        add_word(&buffer, pieces[random_below(sizeof pieces / sizeof *pieces)]);
    own = malloc(buffer.size ? buffer.size : 1);
    assert_non_null(own);
    if (buffer.size)
        memcpy(own, buffer.data, buffer.size);
    text.data = own;
    text.size = buffer.size;
    kefu__buffer_free(&buffer);
    return text;
}

static void test_each_as_if_alone(void **state) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    for (uint32_t round = 0; round < 8; round++) {
        kefu_str texts[TEXTS];
        struct comparison comparison = {*state, texts, &options, 0};
        const size_t count = 1 + random_below(TEXTS);
        options.role = round % 4 == 3 ? KEFU_ROLE_AGENT : KEFU_ROLE_CUSTOMER;
        options.flags = round % 2 ? KEFU_ANALYZE_SKIP_PINYIN : 0;
        for (size_t i = 0; i < count; i++)
            texts[i] = random_text(random_below(random_below(9) ? 20 : 600));
        assert_int_equal(kefu_analyze_many(comparison.fixture->scheme, comparison.fixture->scratch,
                                           texts, count, &options, compare, &comparison, NULL),
                         KEFU_OK);
        assert_int_equal(comparison.taken, count);
        for (size_t i = 0; i < count; i++)
            free((void *)(uintptr_t)texts[i].data);
    }
}

/* ---- calls ---- */

static kefu_status count_two(void *ctx, size_t index, kefu_analysis *analysis) {
    (void)analysis;
    ++*(size_t *)ctx;
    return index == 1 ? KEFU_E_WRITE : KEFU_OK;
}

static void test_taker_stops(void **state) {
    struct fixture *fixture = *state;
    const kefu_str texts[] = {{"很好", 6}, {NULL, 0}, {"很差", 6}};
    size_t taken = 0;
    assert_int_equal(kefu_analyze_many(fixture->scheme, fixture->scratch, texts, 3, NULL, count_two,
                                       &taken, NULL),
                     KEFU_E_WRITE);
    assert_int_equal(taken, 2);
    assert_int_equal(kefu_analyze_many(fixture->scheme, fixture->scratch, NULL, 0, NULL, count_two,
                                       &taken, NULL),
                     KEFU_OK);
    assert_int_equal(taken, 2);
}

static kefu_status analyze_inside(void *ctx, size_t index, kefu_analysis *analysis) {
    struct fixture *fixture = ctx;
    kefu_analysis *inner = NULL;
    (void)index;
    (void)analysis;
    return kefu_analyze(fixture->scheme, fixture->scratch, "x", 1, NULL, &inner, NULL);
}

static void test_bad_calls(void **state) {
    struct fixture *fixture = *state;
    const size_t size = (1u << 20) + 1;
    char *endless = calloc(1, size);
    kefu_str texts[] = {{"很好", 6}, {"很差", 6}, {endless, size}};
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_error error;
    size_t taken = 0;
#define MANY(scheme, texts, take, ctx)                                                             \
    kefu_analyze_many(scheme, fixture->scratch, texts, 3, &options, take, ctx, &error)
    assert_int_equal(MANY(fixture->scheme, texts, count_two, &taken), KEFU_E_LIMIT);
    assert_string_equal(error.pointer, "/2");
    assert_int_equal(error.source, 3);
    texts[2].data = NULL;
    assert_int_equal(MANY(fixture->scheme, texts, count_two, &taken), KEFU_E_ARGUMENT);
    assert_string_equal(error.pointer, "/2");
    texts[2].size = 0;
    assert_int_equal(MANY(NULL, texts, count_two, &taken), KEFU_E_ARGUMENT);
    assert_int_equal(MANY(fixture->scheme, NULL, count_two, &taken), KEFU_E_ARGUMENT);
    assert_int_equal(MANY(fixture->scheme, texts, NULL, &taken), KEFU_E_ARGUMENT);
    assert_int_equal(MANY(fixture->scheme, texts, analyze_inside, fixture), KEFU_E_BUSY);
    options.flags = 1u << 31;
    assert_int_equal(MANY(fixture->scheme, texts, count_two, &taken), KEFU_E_VERSION);
    assert_int_equal(taken, 0);
#undef MANY
    free(endless);
}

/* ---- memory ---- */

static kefu_status ignore(void *ctx, size_t index, kefu_analysis *analysis) {
    (void)ctx;
    (void)index;
    (void)analysis;
    return KEFU_OK;
}

/* If any allocation fails, so does the call; once the scratch has grown, nothing is allocated. */
static void test_no_memory(void **state) {
    struct fixture *fixture = *state;
    const kefu_str texts[] = {{"客服很不满意！物流慢…但是", 36}, {"ﬁne", 5}, {"", 0}, {"好", 3}};
    struct test_memory memory;
    kefu_status status = KEFU_E_MEMORY;
    for (size_t fail_at = 1; status == KEFU_E_MEMORY; fail_at++) {
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        kefu_scratch *scratch = NULL;
        status = kefu_scratch_new(&allocator, &scratch, NULL);
        if (status == KEFU_OK)
            status = kefu_analyze_many(fixture->scheme, scratch, texts, 4, NULL, ignore, NULL,
                                       NULL);
        if (status == KEFU_OK) {
            const size_t before = memory.allocations;
            assert_int_equal(
                kefu_analyze_many(fixture->scheme, scratch, texts, 4, NULL, ignore, NULL, NULL),
                KEFU_OK);
            assert_int_equal(memory.allocations, before);
        }
        kefu_scratch_free(scratch);
        assert_int_equal(memory.live_blocks, 0);
        assert_true(fail_at < 1000);
    }
    assert_int_equal(status, KEFU_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_each_as_if_alone),
        cmocka_unit_test(test_taker_stops),
        cmocka_unit_test(test_bad_calls),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
