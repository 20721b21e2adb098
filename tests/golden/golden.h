/* SPDX-License-Identifier: MIT
 * Golden files: what is computed from fixed inputs is compared with tests/golden/expected, byte for
 * byte. A test that only computes twice and compares does not see a mistake that is made twice.
 *
 * Where a result is meant to change, build the target kefu_golden (which runs each program with
 * --update, and so writes the files anew), read the difference, and commit it with the reason. */
#ifndef KEFU_TEST_GOLDEN_H
#define KEFU_TEST_GOLDEN_H

#include "../unit/test.h"

#include "definitions.h"

/* Whether files are written instead of compared. */
static bool golden_updates;

/* A golden program's main(): compares, or with --update writes. */
static inline int golden_run(const char *name, const struct CMUnitTest *tests, size_t count,
                             CMFixtureFunction setup, CMFixtureFunction teardown, int argc,
                             char **argv) {
    golden_updates = argc == 2 && strcmp(argv[1], "--update") == 0;
    if (argc > 1 && !golden_updates) {
        fprintf(stderr, "usage: %s [--update]\n", argv[0]);
        return 2;
    }
    return _cmocka_run_group_tests(name, tests, count, setup, teardown);
}

/* The golden text grows by appending. */
struct golden {
    char *text;
    size_t size;
};

static inline kefu_status golden_write(void *ctx, const char *data, size_t size) {
    struct golden *golden = ctx;
    golden->text = realloc(golden->text, golden->size + size + 1);
    assert_non_null(golden->text);
    memcpy(golden->text + golden->size, data, size);
    golden->size += size;
    golden->text[golden->size] = '\0';
    return KEFU_OK;
}

static inline void golden_print(struct golden *golden, const char *format, ...) KEFU_PRINTF(2, 3);
static inline void golden_print(struct golden *golden, const char *format, ...) {
    char line[1024];
    va_list arguments;
    va_start(arguments, format);
    const int size = vsnprintf(line, sizeof line, format, arguments);
    va_end(arguments);
    assert_in_range(size, 0, sizeof line - 1);
    golden_write(golden, line, (size_t)size);
}

/* Bytes as lines of 32 hexadecimal pairs, so that a difference has a place. */
static inline void golden_print_bytes(struct golden *golden, const void *data, size_t size) {
    const unsigned char *bytes = data;
    for (size_t i = 0; i < size; i++)
        golden_print(golden, "%02x%s", bytes[i], i % 32 == 31 || i + 1 == size ? "\n" : "");
}

/* One line a member or element, outside of texts: differences of JSON are read by lines. */
static inline void golden_print_json(struct golden *golden, const struct golden *json) {
    bool text = false;
    for (size_t i = 0; i < json->size; i++) {
        const char c = json->text[i];
        if (c == '"' && (i == 0 || json->text[i - 1] != '\\'))
            text = !text;
        golden_write(golden, &c, 1);
        if (!text && (c == ',' || c == '{' || c == '['))
            golden_write(golden, "\n", 1);
    }
    golden_write(golden, "\n", 1);
}

static inline void golden_replace(const char *path, const struct golden *golden) {
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(golden->text, 1, golden->size, file), golden->size);
    assert_int_equal(fclose(file), 0);
}

/* Fails with the first line that differs from the file; frees the text. */
static inline void golden_check(struct golden *golden, const char *name) {
    char path[4096];
    size_t size, at = 0, line = 1, start = 0;
    snprintf(path, sizeof path, "%s/expected/%s", KEFU_GOLDEN, name);
    if (golden_updates)
        golden_replace(path, golden);
    char *expected = golden_read(path, &size);
    if (!expected)
        fail_msg("%s cannot be read", path);
    for (; at < size && at < golden->size && expected[at] == golden->text[at]; at++)
        if (expected[at] == '\n') {
            line++;
            start = at + 1;
        }
    if (at < size || at < golden->size)
        fail_msg("%s:%zu should be\n%.*s\nand is\n%.*s", name, line,
                 (int)strcspn(expected + start, "\n"), expected + start,
                 (int)strcspn(golden->text + start, "\n"), golden->text + start);
    free(expected);
    free(golden->text);
    *golden = (struct golden){NULL, 0};
}

#endif
