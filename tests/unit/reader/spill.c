/* SPDX-License-Identifier: MIT
 * Tests of temporary storage: what was spilled is read as if it had been gathered in memory, byte
 * for byte, and a storage that fails is told of. */
#include "test.h"

#include <stdio.h>

#include "kefu/kefu.h"

/* ---- a storage in memory, whose calls fail on request ---- */

struct test_storage {
    char *bytes;
    size_t size, written; /* allocated; how far it was ever written */
    size_t calls, fail_at;
    kefu_status status; /* that the failing call returns */
    bool is_lossy;      /* returns other bytes than were written */
};

static bool storage_fails(struct test_storage *storage) {
    return ++storage->calls == storage->fail_at;
}

static kefu_status store(void *ctx, uint64_t offset, const char *data, size_t size) {
    struct test_storage *storage = ctx;
    if (storage_fails(storage))
        return storage->status;
    assert_true(offset <= storage->written);
    if (offset + size > storage->size) {
        storage->size = (offset + size) * 2;
        storage->bytes = realloc(storage->bytes, storage->size);
        assert_non_null(storage->bytes);
    }
    memcpy(storage->bytes + offset, data, size);
    if (offset + size > storage->written)
        storage->written = offset + size;
    return KEFU_OK;
}

static kefu_status load(void *ctx, uint64_t offset, char *data, size_t size) {
    struct test_storage *storage = ctx;
    if (storage_fails(storage))
        return storage->status;
    assert_true(offset + size <= storage->written);
    memcpy(data, storage->bytes + offset, size);
    if (storage->is_lossy)
        memset(data, 0x7F, size);
    return KEFU_OK;
}

static kefu_storage storage_of(struct test_storage *storage, uint64_t memory) {
    return (kefu_storage){sizeof(kefu_storage), storage, store, load, memory};
}

/* ---- tables ---- */

static uint32_t next_random(uint32_t *seed) {
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 8;
}

/* Rows of `conversations` conversations in any order, some of them the platform's notices. */
static void write_table(struct buffer *to, size_t rows, uint32_t conversations, uint32_t seed) {
    static const char *const roles[] = {"买家", "客服", "系统"};
    kefu__buffer_text(to, "会话ID,发送时间,角色,客服ID,渠道,消息内容\n");
    for (size_t i = 0; i < rows; i++) {
        const uint32_t key = next_random(&seed) % conversations;
        const uint32_t role = next_random(&seed) % 3;
        kefu__buffer_format(to, "s%u,2024-03-01 12:%02zu:00,%s,a%u,c%zu,%s %zu\n", key, i / 60 % 60,
                            roles[role], key % 5, i % 3, role == 2 ? "会话已结束" : "文本\"x\"", i);
    }
}

static void write_rows(struct buffer *to, size_t rows, uint32_t conversations, uint32_t seed) {
    for (size_t i = 0; i < rows; i++) {
        const uint32_t key = next_random(&seed) % conversations;
        const uint32_t other = next_random(&seed) % 3;
        kefu__buffer_format(to,
                            "{\"r\":\"g%u\",\"m\":%zu,\"f\":\"%s\",\"x\":\"%zu\",\"a\":\"%s\"}\n",
                            key, 1700000000000 + i, other ? "wm1" : "z", i, other == 1 ? "r" : "s");
    }
}

static const char map_text[] =
    "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1\",\"record\":\"conversation\","
    "\"format\":\"jsonl\",\"group\":{\"key\":[\"/r\"]},\"members\":{\"topic\":\"/f\"},"
    "\"message\":{\"at\":\"/m\",\"role\":\"/f\",\"text\":\"/x\"},"
    "\"values\":{\"role\":{\"w*\":\"customer\",\"*\":\"agent\"}},"
    "\"rows\":[{\"when\":{\"/a\":\"r\"},\"event\":\"recalled\",\"message_id\":\"/x\"}]}";

/* ---- reading ---- */

static kefu_status take_all(kefu_reader *reader, struct buffer *to) {
    for (;;) {
        kefu_record record = {.size = sizeof record};
        const kefu_status status = kefu_reader_next(reader, &record, NULL, NULL);
        if (status != KEFU_OK || !record.json.data)
            return status;
        kefu__buffer_format(to, "%u %llu ", record.kind, (unsigned long long)record.line);
        kefu__buffer_add(to, record.json.data, record.json.size);
        kefu__buffer_text(to, "\n");
    }
}

static kefu_status read_file(kefu_reader *reader, const struct buffer *file, struct buffer *to) {
    enum { CHUNK = 1000 };
    kefu_status status = KEFU_OK;
    for (size_t at = 0; at < file->size && status == KEFU_OK; at += CHUNK) {
        const size_t left = file->size - at;
        status = kefu_reader_push(reader, file->data + at, left < CHUNK ? left : CHUNK, NULL);
        if (status == KEFU_OK)
            status = take_all(reader, to);
    }
    if (status == KEFU_OK)
        status = kefu_reader_end(reader, NULL);
    return status == KEFU_OK ? take_all(reader, to) : status;
}

static kefu_status read_once(const kefu_allocator *allocator, const struct buffer *file,
                             const kefu_field_map *map, const kefu_storage *storage,
                             struct buffer *to) {
    kefu_reader *reader = NULL;
    kefu_status status = kefu_reader_new(allocator, &reader, NULL);
    if (status != KEFU_OK)
        return status;
    assert_int_equal(kefu_reader_use_map(reader, map, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_use_storage(reader, storage, NULL), KEFU_OK);
    status = read_file(reader, file, to);
    kefu_reader_free(reader);
    return status;
}

struct texts {
    struct buffer file, gathered, spilled;
};

static void texts_init(struct texts *texts) {
    kefu_allocator allocator;
    kefu__allocator_init(&allocator, NULL, NULL);
    kefu__buffer_init(&texts->file, &allocator);
    kefu__buffer_init(&texts->gathered, &allocator);
    kefu__buffer_init(&texts->spilled, &allocator);
}

static void texts_free(struct texts *texts) {
    kefu__buffer_free(&texts->file);
    kefu__buffer_free(&texts->gathered);
    kefu__buffer_free(&texts->spilled);
}

/* Reads the file with a storage of this memory, and without one. */
static void expect_same(struct texts *texts, const kefu_field_map *map, uint64_t memory,
                        bool is_spilled) {
    struct test_storage storage = {0};
    const kefu_storage given = storage_of(&storage, memory);
    texts->gathered.size = texts->spilled.size = 0;
    assert_int_equal(read_once(NULL, &texts->file, map, NULL, &texts->gathered), KEFU_OK);
    assert_int_equal(read_once(NULL, &texts->file, map, &given, &texts->spilled), KEFU_OK);
    assert_true(texts->gathered.size > 0);
    assert_int_equal(storage.calls > 0, is_spilled);
    assert_int_equal(texts->gathered.size, texts->spilled.size);
    assert_memory_equal(texts->gathered.data, texts->spilled.data, texts->gathered.size);
    free(storage.bytes);
}

static void what_is_spilled_is_the_same(void **state) {
    static const uint64_t memories[] = {0, 100, 1000, 5000, 20000};
    (void)state;
    for (uint32_t seed = 1; seed <= 6; seed++) {
        struct texts texts;
        texts_init(&texts);
        write_table(&texts.file, 400, seed % 2 ? 7 : 150, seed);
        for (size_t i = 0; i < sizeof memories / sizeof *memories; i++)
            expect_same(&texts, NULL, memories[i], true);
        expect_same(&texts, NULL, UINT64_C(1) << 30, false);
        texts_free(&texts);
    }
}

static void rows_of_a_map_are_spilled(void **state) {
    kefu_field_map *map = NULL;
    struct texts texts;
    (void)state;
    assert_int_equal(kefu_field_map_new(map_text, sizeof map_text - 1, NULL, &map, NULL, NULL),
                     KEFU_OK);
    texts_init(&texts);
    write_rows(&texts.file, 500, 40, 3);
    expect_same(&texts, map, 0, true);
    expect_same(&texts, map, 3000, true);
    texts_free(&texts);
    kefu_field_map_free(map);
}

/* The runs of one phase are as many as fit into memory, so that memory is bounded. */
static void memory_does_not_grow_with_the_file(void **state) {
    size_t peaks[2];
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        struct test_storage storage = {0};
        struct test_memory memory;
        const kefu_storage given = storage_of(&storage, 20000);
        kefu_allocator allocator = test_allocator(&memory, 0);
        struct texts texts;
        texts_init(&texts);
        write_table(&texts.file, i ? 20000 : 2000, i ? 400 : 40, 5);
        kefu_reader *reader = NULL;
        assert_int_equal(kefu_reader_new(&allocator, &reader, NULL), KEFU_OK);
        assert_int_equal(kefu_reader_use_storage(reader, &given, NULL), KEFU_OK);
        peaks[i] = 0;
        for (size_t at = 0; at < texts.file.size; at += 500) {
            const size_t left = texts.file.size - at;
            kefu_reader_push(reader, texts.file.data + at, left < 500 ? left : 500, NULL);
            assert_int_equal(take_all(reader, &texts.spilled), KEFU_OK);
            if (memory.live_bytes > peaks[i])
                peaks[i] = memory.live_bytes;
        }
        kefu_reader_free(reader);
        assert_int_equal(memory.live_bytes, 0);
        free(storage.bytes);
        texts_free(&texts);
    }
    assert_true(peaks[1] < peaks[0] * 3 / 2);
}

/* ---- failures ---- */

/* Each call of the storage fails once: the reader returns its status, from then on always, and the
 * next file is read. */
static void a_storage_that_fails_is_told_of(void **state) {
    struct texts texts;
    bool failed = true;
    (void)state;
    texts_init(&texts);
    write_table(&texts.file, 60, 9, 1);
    for (size_t fail_at = 1; failed; fail_at++) {
        struct test_storage storage = {.fail_at = fail_at, .status = 1234};
        const kefu_storage given = storage_of(&storage, 1500);
        kefu_reader *reader = NULL;
        texts.spilled.size = 0;
        assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
        assert_int_equal(kefu_reader_use_storage(reader, &given, NULL), KEFU_OK);
        const kefu_status status = read_file(reader, &texts.file, &texts.spilled);
        failed = status != KEFU_OK;
        if (failed) {
            assert_int_equal(status, 1234);
            assert_int_equal(take_all(reader, &texts.spilled), 1234);
            assert_int_equal(kefu_reader_next_file(reader, NULL), KEFU_OK);
            texts.spilled.size = 0;
            assert_int_equal(read_file(reader, &texts.file, &texts.spilled), KEFU_OK);
        }
        kefu_reader_free(reader);
        free(storage.bytes);
        texts.gathered.size = 0;
        assert_int_equal(read_once(NULL, &texts.file, NULL, NULL, &texts.gathered), KEFU_OK);
        if (fail_at == 1)
            assert_true(failed);
        if (!failed)
            assert_memory_equal(texts.gathered.data, texts.spilled.data, texts.gathered.size);
    }
    texts_free(&texts);
}

static void bytes_of_another_are_told_of(void **state) {
    struct test_storage storage = {.is_lossy = true};
    const kefu_storage given = storage_of(&storage, 1500);
    struct texts texts;
    (void)state;
    texts_init(&texts);
    write_table(&texts.file, 60, 9, 1);
    assert_int_equal(read_once(NULL, &texts.file, NULL, &given, &texts.spilled), KEFU_E_CORRUPT);
    free(storage.bytes);
    texts_free(&texts);
}

static void memory_that_is_refused_is_told_of(void **state) {
    struct texts texts;
    bool failed = true;
    (void)state;
    texts_init(&texts);
    write_table(&texts.file, 40, 9, 1);
    for (size_t fail_at = 1; failed; fail_at++) {
        struct test_storage storage = {0};
        struct test_memory memory;
        const kefu_storage given = storage_of(&storage, 1500);
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        texts.spilled.size = 0;
        const kefu_status status = read_once(&allocator, &texts.file, NULL, &given, &texts.spilled);
        failed = status != KEFU_OK;
        if (failed)
            assert_int_equal(status, KEFU_E_MEMORY);
        assert_int_equal(memory.live_bytes, 0);
        free(storage.bytes);
    }
    texts_free(&texts);
}

static void a_storage_is_checked(void **state) {
    struct test_storage storage = {0};
    kefu_storage given = storage_of(&storage, 0);
    kefu_reader *reader = NULL;
    kefu_record record = {.size = sizeof record};
    (void)state;
    assert_int_equal(kefu_reader_new(NULL, &reader, NULL), KEFU_OK);
    given.read = NULL;
    assert_int_equal(kefu_reader_use_storage(reader, &given, NULL), KEFU_E_ARGUMENT);
    given = storage_of(&storage, 0);
    given.size = 3;
    assert_int_equal(kefu_reader_use_storage(reader, &given, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_reader_push(reader, "{\"id\":1}\n", 9, NULL), KEFU_OK);
    kefu_reader_next(reader, &record, NULL, NULL);
    given = storage_of(&storage, 0);
    assert_int_equal(kefu_reader_use_storage(reader, &given, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_reader_next_file(reader, NULL), KEFU_OK);
    assert_int_equal(kefu_reader_use_storage(reader, &given, NULL), KEFU_OK);
    kefu_reader_free(reader);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_spilled_is_the_same),
        cmocka_unit_test(rows_of_a_map_are_spilled),
        cmocka_unit_test(memory_does_not_grow_with_the_file),
        cmocka_unit_test(a_storage_that_fails_is_told_of),
        cmocka_unit_test(bytes_of_another_are_told_of),
        cmocka_unit_test(memory_that_is_refused_is_told_of),
        cmocka_unit_test(a_storage_is_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
