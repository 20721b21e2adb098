/* SPDX-License-Identifier: MIT
 * Whose memory a record and a document are read with: the caller's allocator sees all of it, and
 * how much it is follows from their size, as docs/records.md and docs/definitions.md state it. The
 * C library's functions are wrapped by the linker. */
#define _POSIX_C_SOURCE 200809L
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "kefu/kefu.h"
#include "test.h"

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
enum { SANITIZED = 1 }; /* its shadow memory is not the library's */
#else
enum { SANITIZED = 0 };
#endif

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

/* ---- texts of a size ---- */

struct input {
    char *data;
    size_t size;
};

static struct input input_of(const char *head, const char *piece, const char *tail, size_t size) {
    const size_t most = strlen(head) + size + strlen(piece) + 16 + strlen(tail) + 1;
    struct input input = {__real_malloc(most), strlen(head)};
    assert_non_null(input.data);
    memcpy(input.data, head, input.size);
    for (size_t i = 0; input.size < size; i++)
        input.size += (size_t)sprintf(input.data + input.size, piece, i % 100000, i % 100000);
    strcpy(input.data + input.size, tail);
    input.size += strlen(tail);
    return input;
}

/* A chat of messages of the usual length, at most 100,000 of them. */
static struct input chat(size_t size) {
    return input_of(
        "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c\",\"messages\":[{\"role\":"
        "\"agent\",\"text\":\"\"}",
        ",{\"id\":\"m%zu\",\"at\":1%06zu000,\"role\":\"customer\",\"text\":"
        "\"我上周在你们店里买的鞋子到现在还没有收到，物流信息一直停在转运中心，麻烦帮我看一"
        "下到底是怎么回事，能不能尽快给我一个答复，我这边等着用呢，如果发不了货就给我退款，已"
        "经等了很久了，之前问过两次客服都说在处理，到现在也没有结果，请给个说法\"}",
        "]}", size);
}

static struct input lexicon(size_t size) {
    return input_of("{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"d\",\"version\":\"1\",\"entries\":["
                    "{\"text\":\"x\",\"polarity\":1}",
                    ",{\"text\":\"w%zux%zu\",\"polarity\":-0.5}", "]}", size);
}

static struct input dense_document(size_t size) {
    return input_of("{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"d\",\"version\":\"1\",\"x_d\":[0",
                    ",0", "]}", size);
}

static void read_conversation(const struct input *input, const kefu_allocator *allocator) {
    kefu_conversation_options options = KEFU_CONVERSATION_OPTIONS_INIT;
    kefu_conversation *conversation = NULL;
    kefu_scheme *scheme = NULL;
    kefu_scratch *scratch = NULL;
    options.allocator = allocator;
    assert_int_equal(kefu_scheme_builtin(NULL, &scheme, NULL), KEFU_OK);
    assert_int_equal(kefu_scratch_new(allocator, &scratch, NULL), KEFU_OK);
    assert_int_equal(kefu_conversation_new(scheme, &options, &conversation, NULL), KEFU_OK);
    unseen = 0;
    assert_int_equal(
        kefu_conversation_read_json(conversation, scratch, input->data, input->size, NULL, NULL),
        KEFU_OK);
    assert_int_equal(unseen, 0);
    kefu_conversation_free(conversation);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

static void compile_document(const struct input *input, const kefu_allocator *allocator) {
    const kefu_document document = {{"d", 1}, {input->data, input->size}};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scheme *scheme = NULL;
    options.allocator = allocator;
    options.flags = KEFU_SCHEME_BARE;
    unseen = 0;
    assert_int_equal(kefu_scheme_compile(&document, 1, &options, &scheme, NULL, NULL), KEFU_OK);
    assert_int_equal(unseen, 0);
    kefu_scheme_release(scheme);
}

/* What is read costs at the peak, in bytes of memory a byte of text: as the docs state it. */
static const struct {
    const char *name;
    struct input (*make)(size_t size);
    void (*read)(const struct input *input, const kefu_allocator *allocator);
    double most;
} rows[] = {
    {"a chat", chat, read_conversation, 7},
    {"a lexicon", lexicon, compile_document, 15},
    {"a document of single digits", dense_document, compile_document, 11},
};

static void a_peak_follows_the_size(void **state) {
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        for (size_t size = 1 << 20; size <= 1 << 22; size *= 4) {
            struct peak peak = {0, 0};
            const kefu_allocator allocator = {peak_alloc, peak_resize, peak_release, &peak};
            struct input input = rows[i].make(size);
            rows[i].read(&input, &allocator);
            const double factor = (double)peak.most / (double)input.size;
            print_message("%s of %zu MiB: %.1f bytes a byte\n", rows[i].name, size >> 20, factor);
            assert_true(factor <= rows[i].most);
            assert_int_equal(peak.live, 0);
            free(input.data);
        }
}

/* ---- what the process takes ---- */

/* A member of /proc/self/status, in KiB; 0: there is none. */
static size_t status_of(const char *name) {
    FILE *file = fopen("/proc/self/status", "r");
    char line[256];
    size_t found = 0;
    while (file && fgets(line, sizeof line, file))
        if (strncmp(line, name, strlen(name)) == 0)
            found = strtoul(line + strlen(name), NULL, 10);
    if (file)
        fclose(file);
    return found;
}

/* In a process of its own, whose peak is that of the reading. */
static int measure_process(void) {
    struct peak peak = {0, 0};
    const kefu_allocator allocator = {peak_alloc, peak_resize, peak_release, &peak};
    struct input input = chat((size_t)32 << 20);
    const size_t before = status_of("VmRSS:");
    read_conversation(&input, &allocator);
    const size_t grown = status_of("VmHWM:") - before, seen = peak.most >> 10;
    fprintf(stderr, "32 MiB: the process grew by %zu MiB, of which the allocator saw %zu MiB\n",
            grown >> 10, seen >> 10);
    /* Beside that: the built-in scheme, and what the C library keeps of what it was given back. */
    return grown < seen + seen / 4 + (48 << 10) && seen < (size_t)7 * (32 << 10) ? 0 : 1;
}

static void the_process_grows_by_what_the_allocator_sees(void **state) {
    int status = 0;
    (void)state;
    if (SANITIZED || status_of("VmHWM:") == 0)
        skip();
    const pid_t child = fork();
    if (child == 0)
        _exit(measure_process());
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_process_grows_by_what_the_allocator_sees),
        cmocka_unit_test(a_record_is_read_with_the_callers_memory),
        cmocka_unit_test(a_peak_follows_the_size),
    };
    return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
