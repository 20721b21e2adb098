/* SPDX-License-Identifier: MIT
 * Tests of the base room: errors, memory, strings, maps, findings. */
#include "test.h"

#include "base/finding_codes.h"

#include <stdio.h>

#include "base/sha256.h"
#include "base/utf8.h"

static void errors_are_cut_at_a_character(void **state) {
    kefu_error error;
    char text[600] = "";
    size_t i, size;
    (void)state;
    for (i = 0; i < 190; i++)
        strcat(text, "客");
    assert_int_equal(kefu__fail_at(&error, KEFU_E_LIMIT, "/a", "x%s", text), KEFU_E_LIMIT);
    size = strlen(error.message);
    assert_true(size < sizeof error.message && size >= sizeof error.message - 4);
    assert_int_equal((size - 1) % 3, 0);
    assert_string_equal(error.pointer, "/a");
    assert_int_equal(kefu__fail(NULL, KEFU_E_JSON, "nobody reads it"), KEFU_E_JSON);
    assert_int_equal(sizeof(kefu_error), 512);
    assert_int_equal(sizeof(kefu_value), 48);
}

/* What a program hands in as an id or a label need not be UTF-8; messages are shown to people. */
static void messages_are_always_utf8(void **state) {
    kefu_findings *findings = new_findings();
    kefu_finding finding = {.size = sizeof finding};
    kefu_error error;
    const kefu_str long_text = {"客服客服", 12};
    (void)state;
    kefu__fail_at(&error, KEFU_E_LIMIT, "/\xFF", "\"%.*s\" \xC0\x80 \xF0\x9F", 4, "客服");
    assert_string_equal(error.message, "\"客\xEF\xBF\xBD\" \xEF\xBF\xBD\xEF\xBF\xBD \xEF\xBF\xBD");
    assert_string_equal(error.pointer, "/\xEF\xBF\xBD");
    kefu__finding_add(findings, "no_text", NULL, NULL, 0, 0, 0, "\xE5\xAE");
    assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.message, "\xEF\xBF\xBD");
    kefu_findings_free(findings);
    assert_int_equal(kefu__str_truncate(long_text, 12).size, 12);
    assert_int_equal(kefu__str_truncate(long_text, 11).size, 9);
    assert_int_equal(kefu__str_truncate(long_text, 2).size, 0);
}

/* The vectors of RFC 3720, appendix B.4, and every size and alignment by both implementations. */
static void checksums_are_those_of_rfc_3720(void **state) {
    unsigned char bytes[80];
    (void)state;
    memset(bytes, 0, sizeof bytes);
    assert_true(kefu__crc32c(bytes, 32) == 0x8A9136AA);
    memset(bytes, 0xFF, sizeof bytes);
    assert_true(kefu__crc32c(bytes, 32) == 0x62A8AB43);
    for (size_t i = 0; i < sizeof bytes; i++)
        bytes[i] = (unsigned char)i;
    assert_true(kefu__crc32c(bytes, 32) == 0x46DD794E);
    assert_true(kefu__crc32c("123456789", 9) == 0xE3069283);
    for (size_t from = 0; from < 9; from++)
        for (size_t size = 0; from + size <= sizeof bytes; size++)
            assert_true(kefu__crc32c(bytes + from, size) ==
                        kefu__crc32c_portable(bytes + from, size));
}

static void numbers_are_hashed_by_their_bytes(void **state) {
    const unsigned char bytes[] = {8, 7, 6, 5, 4, 3, 2, 1};
    (void)state;
    assert_true(kefu__hash_number(5, UINT64_C(0x0102030405060708)) == kefu__hash_more(5, bytes, 8));
    const uint32_t words[] = {UINT32_C(0x05060708), UINT32_C(0x01020304)};
    assert_true(kefu__hash_words(5, words, 2) == kefu__hash_more(5, bytes, 8));
    assert_true(kefu__hash_words(5, words, 0) == 5);
}

static void digests_have_sixteen_digits(void **state) {
    char digest[DIGEST_SIZE];
    (void)state;
    kefu__digest_print(digest, 0xABC);
    assert_string_equal(digest, "0000000000000abc");
    kefu__digest_print(digest, UINT64_MAX);
    assert_string_equal(digest, "ffffffffffffffff");
}

static void code_points_are_counted(void **state) {
    static const char text[] = "a\xC3\xA9\xE4\xBD\xA0\xF0\x9F\x98\x80!";
    (void)state;
    assert_int_equal(utf8_count(text, 0), 0);
    assert_int_equal(utf8_count(text, sizeof text - 1), 5);
    assert_int_equal(utf8_count(text + 1, 5), 2);
    assert_true(utf8_is_start(text[1]));
    assert_false(utf8_is_start(text[2]));
}

static void a_locales_mark_becomes_a_point(void **state) {
    char comma[] = "-0,25",
         arabic[] = "1\xD9\xAB"
                    "5e+09",
         whole[] = "-17";
    (void)state;
    assert_int_equal(kefu__plain_point(comma), 5);
    assert_string_equal(comma, "-0.25");
    assert_int_equal(kefu__plain_point(arabic), 7);
    assert_string_equal(arabic, "1.5e+09");
    assert_int_equal(kefu__plain_point(whole), 3);
    assert_string_equal(whole, "-17");
}

static kefu_status take(void *ctx, const char *data, size_t size) {
    ++*(size_t *)ctx;
    return size == 3 && memcmp(data, "abc", 3) == 0 ? KEFU_OK : KEFU_E_LIMIT;
}

static void a_buffer_is_handed_over_once_or_not_at_all(void **state) {
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0);
    struct buffer buffer;
    kefu_error error;
    size_t calls = 0;
    (void)state;
    kefu__buffer_init(&buffer, &allocator);
    kefu__buffer_text(&buffer, "abc");
    assert_int_equal(kefu__buffer_hand_over(&buffer, take, &calls, &error), KEFU_OK);
    kefu__buffer_text(&buffer, "abcd");
    assert_int_equal(kefu__buffer_hand_over(&buffer, take, &calls, &error), KEFU_E_LIMIT);
    assert_non_null(strstr(error.message, "KEFU_E_LIMIT"));
    buffer.failed = true;
    assert_int_equal(kefu__buffer_hand_over(&buffer, take, &calls, &error), KEFU_E_MEMORY);
    assert_int_equal(calls, 2);
    assert_int_equal(memory.live_blocks, 0);
}

static void names_cover_every_value(void **state) {
    (void)state;
    assert_string_equal(kefu_state_name(KEFU_STATE_NOT_APPLICABLE), "not_applicable");
    assert_string_equal(kefu_state_name(6), "unknown");
    assert_string_equal(kefu_reason_name(KEFU_REASON_ALL_NOT_APPLICABLE), "all_not_applicable");
    assert_string_equal(kefu_reason_name(KEFU_REASON_NEVER_MARKED), "never_marked");
    assert_string_equal(kefu_reason_name(KEFU_REASON_SMALL_SAMPLE), "small_sample");
    assert_string_equal(kefu_reason_name(16), "unknown");
    assert_string_equal(kefu_unit_name(KEFU_UNIT_POINTS), "points");
    assert_string_equal(kefu_status_name(KEFU_E_CORRUPT), "KEFU_E_CORRUPT");
    assert_string_equal(kefu_status_name(-1), "unknown");
}

static void arenas_survive_any_size(void **state) {
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0);
    struct arena arena;
    size_t size;
    (void)state;
    kefu__arena_init(&arena, &allocator);
    for (size = 0; size < 100000; size = size * 3 + 1) {
        char *block = kefu__arena_alloc(&arena, size);
        assert_non_null(block);
        assert_int_equal((uintptr_t)block % 16, 0);
        memset(block, 7, size);
    }
    assert_null(kefu__arena_alloc(&arena, SIZE_MAX - 3));
    kefu__arena_free(&arena);
    assert_int_equal(memory.live_blocks, 0);
    assert_int_equal(memory.live_bytes, 0);
}

struct options {
    size_t size;
    uint32_t flags;
    uint32_t reserved;
    uint64_t more;
};

static void options_of_any_age_are_read(void **state) {
    struct {
        struct options known;
        uint64_t later;
    } newer = {{sizeof newer, 3, 0, 4}, 0};
    const struct {
        size_t size;
        uint32_t flags;
        uint32_t reserved;
    } older = {sizeof older, 9, 0};
    struct options options = {sizeof options, 1, 0, 2};
    (void)state;
    assert_int_equal(kefu__options_copy(&options, sizeof options, NULL, NULL), KEFU_OK);
    assert_int_equal(options.flags, 1);
    assert_int_equal(kefu__options_copy(&options, sizeof options, &older, NULL), KEFU_OK);
    assert_int_equal(options.flags, 9);
    assert_int_equal(options.more, 2);
    assert_int_equal(options.size, sizeof options);
    assert_int_equal(kefu__options_copy(&options, sizeof options, &newer, NULL), KEFU_OK);
    assert_int_equal(options.more, 4);
    newer.later = 1;
    assert_int_equal(kefu__options_copy(&options, sizeof options, &newer, NULL), KEFU_E_VERSION);
    /* Sizes that no version of a struct has: too small, absurdly large, or ending inside of a
     * member. */
    static const size_t sizes[] = {2, SIZE_MAX, sizeof newer - 1};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        newer.known.size = sizes[i];
        assert_int_equal(kefu__options_copy(&options, sizeof options, &newer, NULL),
                         KEFU_E_ARGUMENT);
    }
}

static void doubles_read_back(void **state) {
    static const double values[] = {0,   -0.0, 1,     0.1,  1.0 / 3, -2.5e-9, 1e300,
                                    123, 0.93, 65536, 1e21, 510,     -3e5};
    static const char *const texts[] = {
        "0",        "0",      "1",      "0.1",  "0.3333333333333333",
        "-2.5e-09", "1e+300", "123",    "0.93", "65536",
        "1e+21",    "510",    "-300000"};
    char text[32];
    size_t i;
    (void)state;
    for (i = 0; i < sizeof values / sizeof *values; i++) {
        assert_int_equal(kefu__format_double(text, values[i]), strlen(texts[i]));
        assert_string_equal(text, texts[i]);
    }
    kefu__format_double(text, 0.0 / values[0]);
    assert_string_equal(text, "null");
}

static uint64_t next_random(uint64_t *state) {
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* Of random doubles, also subnormal ones and short decimals: the text reads back, and none with one
 * digit less does. */
static void doubles_are_as_short_as_they_can_be(void **state) {
    uint64_t random = 88172645463325252u;
    (void)state;
    for (int i = 0; i < 30000; i++) {
        uint64_t bits = next_random(&random);
        double value = 0;
        char text[32], shorter[32];
        int digits = 0;
        if (i % 3 == 0)
            bits &= UINT64_C(0x800FFFFFFFFFFFFF); /* subnormal */
        memcpy(&value, &bits, sizeof value);
        if (i % 3 == 1)
            value = (double)(bits % 1000000) / 1e4;
        if (!(value - value == 0) || value == 0)
            continue;
        const size_t size = kefu__format_double(text, value);
        assert_int_equal(size, strlen(text));
        assert_true(strtod(text, NULL) == value);
        while (snprintf(shorter, sizeof shorter, "%.*g", ++digits, value) > 0 &&
               strtod(shorter, NULL) != value)
            continue;
        if (value != (double)(int64_t)(i % 3 == 1 ? value : 0))
            assert_string_equal(text, shorter);
    }
}

static void integers_are_decimal(void **state) {
    static const int64_t values[] = {0, 7, -1, 10, -305, INT64_MAX, INT64_MIN};
    char text[32], expected[32];
    (void)state;
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        snprintf(expected, sizeof expected, "%lld", (long long)values[i]);
        const size_t size = kefu__format_integer(text, values[i]);
        assert_int_equal(size, strlen(expected));
        assert_string_equal(text, expected);
    }
}

static void maps_keep_the_first(void **state) {
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0);
    struct index_map map;
    static char keys[3000][8];
    uint32_t i;
    (void)state;
    kefu__map_init(&map, &allocator);
    assert_int_equal(kefu__map_find(&map, "a", 1), UINT32_MAX);
    for (i = 0; i < 3000; i++) {
        snprintf(keys[i], sizeof keys[i], "k%u", i);
        assert_int_equal(kefu__map_add(&map, keys[i], strlen(keys[i]), i), i);
    }
    for (i = 0; i < 3000; i++)
        assert_int_equal(kefu__map_find(&map, keys[i], strlen(keys[i])), i);
    assert_int_equal(kefu__map_add(&map, "k7", 2, 99), 7);
    assert_int_equal(kefu__map_find(&map, "k7", 1), UINT32_MAX);
    kefu__map_free(&map);
    assert_int_equal(memory.live_bytes, 0);
}

/* Keys that an attacker has chosen: all hash into one bucket, the worst that can happen. */
static void colliding_keys_are_told_apart(void **state) {
    enum { KEYS = 2000, BUCKETS = 2048 };
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0);
    struct index_map map;
    static char keys[KEYS][12];
    uint32_t found = 0;
    (void)state;
    for (uint32_t i = 0; found < KEYS; i++) {
        snprintf(keys[found], sizeof keys[0], "%u", i);
        const uint64_t hash = kefu__hash(keys[found], strlen(keys[found]));
        found += ((hash ^ hash >> 32) & (BUCKETS - 1)) == 0;
    }
    kefu__map_init(&map, &allocator);
    assert_true(kefu__map_reserve(&map, KEYS));
    const size_t reserved = memory.allocations;
    for (uint32_t i = 0; i < KEYS; i++)
        assert_int_equal(kefu__map_add(&map, keys[i], strlen(keys[i]), i), i);
    assert_int_equal(memory.allocations, reserved); /* so that none of them can fail */
    for (uint32_t i = 0; i < KEYS; i++) {
        assert_int_equal(kefu__map_find(&map, keys[i], strlen(keys[i])), i);
        assert_int_equal(kefu__map_add(&map, keys[i], strlen(keys[i]), KEYS), i);
    }
    assert_int_equal(kefu__map_find(&map, "", 0), UINT32_MAX);
    kefu__map_free(&map);
    assert_int_equal(memory.live_bytes, 0);
}

struct sorted {
    uint32_t key;
    char rest[97]; /* wider than the block in which items are swapped */
};

static int compare_sorted(const void *a, const void *b) {
    const struct sorted *x = a, *y = b;
    return (x->key > y->key) - (x->key < y->key);
}

static void items_of_any_width_are_sorted(void **state) {
    static struct sorted items[1000];
    (void)state;
    for (size_t count = 0; count <= 1000; count = count * 3 + 1) {
        for (size_t i = 0; i < count; i++) {
            items[i].key = (uint32_t)(i * 7919 % (count / 2 + 1));
            memset(items[i].rest, (int)items[i].key & 0x7F, sizeof items[i].rest);
        }
        kefu__sort(items, count, sizeof *items, compare_sorted);
        for (size_t i = 0; i < count; i++) {
            assert_true(i == 0 || items[i - 1].key <= items[i].key);
            assert_int_equal(items[i].rest[96], items[i].key & 0x7F);
        }
    }
}

static void findings_are_bounded(void **state) {
    kefu_findings *findings = new_findings();
    kefu_finding finding = {.size = sizeof finding};
    int i;
    (void)state;
    assert_non_null(findings);
    for (i = 0; i < 1005; i++)
        kefu__finding_add(findings, i ? "wrong_type" : "unknown_id", "file", "/x", 3, 4, 5,
                          "number %d", i);
    assert_int_equal(kefu_findings_count(findings), 1000);
    assert_int_equal(kefu_findings_dropped_count(findings), 5);
    assert_int_equal(kefu_findings_severity_count(findings, KEFU_SEVERITY_ERROR), 1004);
    assert_int_equal(kefu_findings_at(findings, 7, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.message, "number 7");
    assert_string_equal(finding.pointer, "/x");
    assert_int_equal(finding.line, 3);
    assert_true(kefu__finding_move(findings, 7, "/y/0", 8, 9, 10));
    assert_int_equal(kefu_findings_at(findings, 7, &finding, NULL), KEFU_OK);
    assert_string_equal(finding.pointer, "/y/0");
    assert_true(finding.line == 8 && finding.column == 9 && finding.offset == 10);
    assert_string_equal(finding.message, "number 7");
    assert_int_equal(kefu_findings_at(findings, 1000, &finding, NULL), KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_findings_at(NULL, 0, &finding, NULL), KEFU_E_ARGUMENT);
    kefu_findings_clear(findings);
    assert_int_equal(kefu_findings_count(findings), 0);
    kefu_findings_free(findings);
    kefu_findings_free(NULL);
    assert_int_equal(kefu_findings_count(NULL), 0);
}

static void findings_without_memory_are_counted(void **state) {
    struct test_memory memory;
    kefu_allocator allocator = test_allocator(&memory, 2);
    kefu_findings *findings = NULL;
    assert_int_equal(kefu_findings_new(&allocator, &findings, NULL), KEFU_OK);
    (void)state;
    assert_non_null(findings);
    kefu__finding_add(findings, "wrong_type", NULL, NULL, 0, 0, 0, "lost");
    assert_int_equal(kefu_findings_count(findings), 0);
    assert_int_equal(kefu_findings_dropped_count(findings), 1);
    assert_int_equal(kefu_findings_severity_count(findings, KEFU_SEVERITY_ERROR), 1);
    kefu_findings_free(findings);
    assert_int_equal(memory.live_blocks, 0);
    allocator.resize = NULL;
    assert_int_equal(kefu_findings_new(&allocator, &findings, NULL), KEFU_E_ARGUMENT);
    allocator = test_allocator(&memory, 1);
    assert_int_equal(kefu_findings_new(&allocator, &findings, NULL), KEFU_E_MEMORY);
}

static void every_code_has_one_row(void **state) {
    const struct finding_code *row;
    (void)state;
    for (size_t i = 0; (row = kefu__finding_code_at(i)); i++) {
        assert_ptr_equal(kefu__finding_code(row->code), row);
        assert_true(row->zh_hans[0] && row->en[0]);
        assert_string_not_equal(kefu_vocabulary_name("finding_severity", row->severity), "unknown");
    }
    assert_null(kefu__finding_code("none"));
}

/* FIPS 180-4's examples, and every size about the borders of a block, chained (computed with
 * another implementation). */
static void sha256_is_the_standards(void **state) {
    static const struct {
        const char *text, *base64;
    } known[] = {{"", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},
                 {"abc", "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="},
                 {"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                  "JI1qYdIGOLjlwCaTDD5gOaM85Flk/yFn9uzt1BnbBsE="}};
    char chain[200 + SHA256_BASE64_SIZE], text[SHA256_BASE64_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        kefu__sha256_base64(known[i].text, strlen(known[i].text), text);
        assert_string_equal(text, known[i].base64);
    }
    memset(chain, 'a', sizeof chain);
    for (size_t size = 0; size < 200; size++) {
        kefu__sha256_base64(chain, size, text);
        memcpy(chain, text, SHA256_BASE64_SIZE - 1);
    }
    assert_string_equal(text, "qy71bNrxkNrWS76nqC6KXnqYmgwOCavDxfh1JpmDLA0=");
}

static void long_messages_are_truncated(void **state) {
    kefu_findings *findings = new_findings();
    kefu_finding finding = {.size = sizeof finding};
    char text[2000];
    (void)state;
    memset(text, 'x', sizeof text);
    text[sizeof text - 1] = '\0';
    kefu__finding_add(findings, "wrong_type", NULL, NULL, 0, 0, 0, "%s", text);
    assert_int_equal(kefu_findings_at(findings, 0, &finding, NULL), KEFU_OK);
    assert_int_equal(strlen(finding.message), 1023);
    kefu_findings_free(findings);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(errors_are_cut_at_a_character),
        cmocka_unit_test(every_code_has_one_row),
        cmocka_unit_test(messages_are_always_utf8),
        cmocka_unit_test(sha256_is_the_standards),
        cmocka_unit_test(checksums_are_those_of_rfc_3720),
        cmocka_unit_test(numbers_are_hashed_by_their_bytes),
        cmocka_unit_test(digests_have_sixteen_digits),
        cmocka_unit_test(code_points_are_counted),
        cmocka_unit_test(a_locales_mark_becomes_a_point),
        cmocka_unit_test(a_buffer_is_handed_over_once_or_not_at_all),
        cmocka_unit_test(names_cover_every_value),
        cmocka_unit_test(arenas_survive_any_size),
        cmocka_unit_test(options_of_any_age_are_read),
        cmocka_unit_test(doubles_read_back),
        cmocka_unit_test(doubles_are_as_short_as_they_can_be),
        cmocka_unit_test(integers_are_decimal),
        cmocka_unit_test(maps_keep_the_first),
        cmocka_unit_test(colliding_keys_are_told_apart),
        cmocka_unit_test(items_of_any_width_are_sorted),
        cmocka_unit_test(findings_are_bounded),
        cmocka_unit_test(findings_without_memory_are_counted),
        cmocka_unit_test(long_messages_are_truncated),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
