/* SPDX-License-Identifier: MIT
 * Building matchers, their images, and what is refused. */
#include "match/image.h"
#include "test.h"

static kefu_status build(const char *const *words, size_t count, struct matcher **matcher,
                         kefu_error *error) {
    kefu_str keywords[16];
    for (size_t i = 0; i < count; i++)
        keywords[i] = (kefu_str){words[i], strlen(words[i])};
    return kefu__matcher_build(keywords, count, NULL, matcher, error);
}

static void test_duplicates(void **state) {
    static const char *const words[] = {"客服", "Ａ", "客服", "服务", "服務", "a"};
    struct matcher *matcher = NULL;
    (void)state;
    assert_int_equal(build(words, 6, &matcher, NULL), KEFU_OK);
    assert_int_equal(kefu__matcher_count(matcher), 3);
    assert_int_equal(kefu__matcher_id_count(matcher, 0), 2);
    assert_int_equal(kefu__matcher_id(matcher, 0, 0), 0);
    assert_int_equal(kefu__matcher_id(matcher, 0, 1), 2);
    assert_int_equal(kefu__matcher_id_count(matcher, 1), 2);
    assert_int_equal(kefu__matcher_id(matcher, 1, 0), 1);
    assert_int_equal(kefu__matcher_id(matcher, 1, 1), 5);
    assert_int_equal(kefu__matcher_id(matcher, 2, 0), 3);
    assert_int_equal(kefu__matcher_id(matcher, 2, 1), 4);
    kefu__matcher_free(matcher);
    assert_int_equal(build(words, 2, &matcher, NULL), KEFU_OK);
    assert_int_equal(kefu__matcher_id_count(matcher, 1), 1);
    assert_int_equal(kefu__matcher_id(matcher, 1, 0), 1);
    kefu__matcher_free(matcher);
    kefu__matcher_free(NULL);
}

/* Codes are looked up in a table below U+10000, and searched above. */
static void test_codes(void **state) {
    static const char *const words[] = {"\xEF\xBF\xBDx", "\xEF\xBF\xBCy", "𐀀z", "𐀁z", "😀", "󿿽q"};
    static const uint32_t symbols[] = {0xFFFD, 0xFFFC, 0x10000, 0x10001, 0x1F600, 0xFFFFD};
    static const uint32_t others[] = {0xFFFB, 0xFFFF, 0x10002, 0x1F5FF, 0x1F601, 0xFFFFC, 0x10FFFD};
    struct matcher *matcher = NULL;
    (void)state;
    assert_int_equal(build(words, 6, &matcher, NULL), KEFU_OK);
    for (size_t i = 0; i < 6; i++)
        for (size_t k = 0; k <= i; k++)
            if (k < i)
                assert_int_not_equal(kefu__matcher_code(matcher, symbols[i]),
                                     kefu__matcher_code(matcher, symbols[k]));
            else
                assert_int_not_equal(kefu__matcher_code(matcher, symbols[i]), 0);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_int_equal(kefu__matcher_code(matcher, others[i]), 0);
    kefu__matcher_free(matcher);
}

static void test_empty_set(void **state) {
    struct matcher *matcher = NULL;
    struct match_scratch scratch;
    const struct match *matches;
    size_t count;
    (void)state;
    assert_int_equal(kefu__matcher_build(NULL, 0, NULL, &matcher, NULL), KEFU_OK);
    assert_int_equal(kefu__matcher_count(matcher), 0);
    for (int level = SIMD_PORTABLE; level < SIMD_LEVELS; level++) {
        if (!kefu__simd_supported((enum simd_level)level))
            continue;
        kefu__match_scratch_init(&scratch, (enum simd_level)level, NULL, NULL);
        assert_int_equal(kefu__matcher_scan(matcher, &scratch, KEFU_TEXT("好的 ok"), 0, &matches,
                                            &count, NULL, NULL),
                         KEFU_OK);
        assert_int_equal(count, 0);
        kefu__match_scratch_free(&scratch);
    }
    kefu__matcher_free(matcher);
}

static void assert_refused(kefu_str bad, kefu_status status) {
    const kefu_str keywords[3] = {{"好", 3}, {"坏", 3}, bad};
    struct matcher *matcher = NULL;
    kefu_error error;
    assert_int_equal(kefu__matcher_build(keywords, 3, NULL, &matcher, &error), status);
    assert_string_equal(error.pointer, "/2");
    assert_null(matcher);
}

static void test_refused_keywords(void **state) {
    char text[3 * 65];
    kefu_str keywords[1] = {{text, 3 * 64}};
    struct matcher *matcher = NULL;
    kefu_error error;
    (void)state;
    for (int i = 0; i < 65; i++)
        memcpy(text + 3 * i, "长", 3);
    assert_refused((kefu_str){"", 0}, KEFU_E_DEFINITION);
    assert_refused((kefu_str){"\xE2\x80\x8B", 3}, KEFU_E_DEFINITION); /* folds to nothing */
    assert_refused((kefu_str){"好\xFF", 4}, KEFU_E_DEFINITION);
    assert_refused((kefu_str){text, 3 * 65}, KEFU_E_LIMIT);
    assert_int_equal(kefu__matcher_build(keywords, 1, NULL, &matcher, NULL), KEFU_OK);
    kefu__matcher_free(matcher);
    assert_int_equal(
        kefu__matcher_build(keywords, MATCHER_KEYWORDS_MAX + 1, NULL, &matcher, &error),
        KEFU_E_LIMIT);
    assert_int_equal(kefu__matcher_build(NULL, 1, NULL, &matcher, &error), KEFU_E_ARGUMENT);
    assert_int_equal(kefu__matcher_build(keywords, 1, NULL, NULL, &error), KEFU_E_ARGUMENT);
}

static void test_no_memory(void **state) {
    static const char *const words[] = {"客服", "客", "服务", "客服态度", "服務", "😀"};
    kefu_str keywords[6];
    struct test_memory memory;
    size_t fail_at;
    (void)state;
    for (int i = 0; i < 6; i++)
        keywords[i] = (kefu_str){words[i], strlen(words[i])};
    for (fail_at = 1; fail_at < 200; fail_at++) {
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        const struct matcher_options options = {false, &allocator};
        struct matcher *matcher = NULL;
        kefu_status status = kefu__matcher_build(keywords, 6, &options, &matcher, NULL);
        if (status == KEFU_OK)
            kefu__matcher_free(matcher);
        else
            assert_null(matcher);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
        if (status == KEFU_OK)
            break;
        assert_int_equal(status, KEFU_E_MEMORY);
    }
    assert_true(fail_at > 5 && fail_at < 200);
}

/* One million keywords of four symbols, all there and all found. */
static void test_a_million(void **state) {
    const uint32_t count = MATCHER_KEYWORDS_MAX;
    kefu_str *keywords = malloc(count * sizeof *keywords);
    char *text = malloc((size_t)count * 12);
    struct matcher *matcher = NULL;
    struct match_scratch scratch;
    const struct match *matches;
    size_t found;
    (void)state;
    for (uint32_t i = 0; i < count; i++) {
        const uint32_t digits[4] = {i / 10000, i / 100 % 100, i % 100, 100};
        for (int d = 0; d < 4; d++) {
            uint32_t point = 0x5000 + digits[d];
            text[12 * (size_t)i + 3 * (size_t)d] = (char)(0xE0 | point >> 12);
            text[12 * (size_t)i + 3 * (size_t)d + 1] = (char)(0x80 | (point >> 6 & 0x3F));
            text[12 * (size_t)i + 3 * (size_t)d + 2] = (char)(0x80 | (point & 0x3F));
        }
        keywords[i] = (kefu_str){text + 12 * (size_t)i, 12};
    }
    assert_int_equal(kefu__matcher_build(keywords, count, NULL, &matcher, NULL), KEFU_OK);
    assert_int_equal(kefu__matcher_count(matcher), count);
    kefu__match_scratch_init(&scratch, SIMD_AUTO, NULL, NULL);
    assert_int_equal(kefu__matcher_scan(matcher, &scratch, text, (size_t)count * 12, MATCH_SORTED,
                                        &matches, &found, NULL, NULL),
                     KEFU_OK);
    assert_int_equal(found, count);
    for (uint32_t i = 0; i < count; i++)
        if (matches[i].keyword != i || matches[i].start != 12 * i || matches[i].end != 12 * i + 12)
            fail_msg("keyword %u", i);
    kefu__match_scratch_free(&scratch);
    kefu__matcher_free(matcher);
    free(keywords);
    free(text);
}

/* ---- images ---- */

static const char *const image_words[] = {"客服", "客", "服务", "客服态度", "服務", "😀", "ok"};

static struct image_header *copy_image(size_t *size) {
    struct matcher *matcher = NULL;
    struct image_header *copy;
    const void *image;
    assert_int_equal(build(image_words, 7, &matcher, NULL), KEFU_OK);
    image = kefu__matcher_image(matcher, size);
    copy = malloc(*size);
    memcpy(copy, image, *size);
    kefu__matcher_free(matcher);
    return copy;
}

/* What an attacker does after changing something. */
static void sign(struct image_header *image) {
    image->checksum = kefu__image_checksum(image + 1, (size_t)image->size - sizeof *image);
    image->header_checksum = kefu__image_checksum(image,
                                                  offsetof(struct image_header, header_checksum));
}

static kefu_status open_image(const void *image, size_t size) {
    struct matcher *matcher = NULL;
    kefu_status status = kefu__matcher_open(image, size, NULL, &matcher, NULL);
    assert_true((status == KEFU_OK) == (matcher != NULL));
    kefu__matcher_free(matcher);
    return status;
}

static void test_image(void **state) {
    size_t size, again_size, count;
    struct image_header *image = copy_image(&size), *again = copy_image(&again_size);
    struct matcher *matcher = NULL;
    struct match_scratch scratch;
    const struct match *matches;
    (void)state;
    assert_int_equal(size, again_size);
    assert_memory_equal(image, again, size);
    assert_int_equal(kefu__matcher_open(image, size, NULL, &matcher, NULL), KEFU_OK);
    assert_ptr_equal(kefu__matcher_image(matcher, &again_size), image);
    assert_int_equal(kefu__matcher_count(matcher), 6);
    assert_int_equal(kefu__matcher_id_count(matcher, 2), 2);
    assert_false(kefu__matcher_skips_symbols(matcher));
    kefu__match_scratch_init(&scratch, SIMD_AUTO, NULL, NULL);
    assert_int_equal(kefu__matcher_scan(matcher, &scratch, KEFU_TEXT("客服态度😀"), MATCH_SORTED,
                                        &matches, &count, NULL, NULL),
                     KEFU_OK);
    assert_int_equal(count, 4);
    kefu__match_scratch_free(&scratch);
    kefu__matcher_free(matcher);
    free(image);
    free(again);
}

static void test_damaged_images(void **state) {
    size_t size;
    struct image_header *image = copy_image(&size);
    unsigned char *bytes = (unsigned char *)image;
    (void)state;
    for (size_t n = 0; n < size; n += n < 200 ? 1 : 997)
        assert_int_equal(open_image(image, n), KEFU_E_CORRUPT);
    for (size_t i = 0; i < size; i += i < 400 ? 1 : 61) {
        bytes[i] ^= 0x10;
        assert_int_not_equal(open_image(image, size), KEFU_OK);
        bytes[i] ^= 0x10;
    }
    assert_int_equal(open_image(image, size), KEFU_OK);
    assert_int_equal(open_image(bytes + 1, size - 1), KEFU_E_ARGUMENT);
    assert_int_equal(open_image(NULL, 0), KEFU_E_ARGUMENT);
    free(image);
}

static void test_hostile_images(void **state) {
    size_t size;
    struct image_header *image = copy_image(&size);
    const struct image_header sound = *image;
    struct matcher layout;
    uint64_t *table;
    (void)state;
    memset(&layout, 0, sizeof layout);
    kefu__image_layout(&layout, image);
    table = (uint64_t *)(void *)((char *)image + ((const char *)layout.table - (char *)image));

#define REFUSE(change, status)                                                                     \
    do {                                                                                           \
        change;                                                                                    \
        sign(image);                                                                               \
        assert_int_equal(open_image(image, size), status);                                         \
        *image = sound;                                                                            \
    } while (0)
    REFUSE(image->version++, KEFU_E_VERSION);
    REFUSE(image->order = 0x04030201, KEFU_E_VERSION);
    REFUSE(image->fold_version ^= 1, KEFU_E_VERSION);
    REFUSE(image->keywords = 0xFFFFFFFF, KEFU_E_CORRUPT);
    REFUSE(image->keywords--, KEFU_E_CORRUPT);
    REFUSE(image->symbols = 0, KEFU_E_CORRUPT);
    REFUSE(image->symbols--, KEFU_E_CORRUPT);
    REFUSE(image->slots = 0xFFFFFFFF, KEFU_E_CORRUPT);
    REFUSE(image->slots--, KEFU_E_CORRUPT);
    REFUSE(image->pages = 0, KEFU_E_CORRUPT);
    REFUSE(image->astral += 0x80000000u, KEFU_E_CORRUPT);
    REFUSE(image->depth = 65, KEFU_E_CORRUPT);
    REFUSE(image->flags |= 0x80, KEFU_E_CORRUPT);
    REFUSE(image->flags &= ~IMAGE_HAS_IDS, KEFU_E_CORRUPT);
    REFUSE(image->ids++, KEFU_E_CORRUPT);
#undef REFUSE
    table[layout.sentinel] = entry_make(1, 0, 0, true);
    sign(image);
    assert_int_equal(open_image(image, size), KEFU_E_CORRUPT);
    table[layout.sentinel] = ENTRY_EMPTY;
    table[0] = entry_make(1, 0, 6, true);
    sign(image);
    assert_int_equal(open_image(image, size), KEFU_E_CORRUPT);
    table[0] = ENTRY_EMPTY;
    sign(image);
    assert_int_equal(open_image(image, size), KEFU_OK);
    free(image);
}

static void assert_reason(const struct image_header *image, size_t size, kefu_status status,
                          const char *reason) {
    struct matcher *matcher = NULL;
    kefu_error error;
    assert_int_equal(kefu__matcher_open(image, size, NULL, &matcher, &error), status);
    assert_null(matcher);
    if (!strstr(error.message, reason))
        fail_msg("\"%s\" does not say \"%s\"", error.message, reason);
}

/* A header is read only as far as the checks before have shown it to be sound: a file of another
 * kind is not called damaged, an image of another byte order not one of another version. */
static void test_reasons(void **state) {
    size_t size;
    struct image_header *image = copy_image(&size);
    const struct image_header sound = *image;
    (void)state;
    assert_reason(image, sizeof *image - 1, KEFU_E_CORRUPT, "start");
    assert_reason(image, sizeof *image, KEFU_E_CORRUPT, "its size is not what it says");
    assert_reason(image, size - 8, KEFU_E_CORRUPT, "its size is not what it says");
#define REASON(change, status, reason)                                                             \
    do {                                                                                           \
        change;                                                                                    \
        assert_reason(image, size, status, reason);                                                \
        *image = sound;                                                                            \
    } while (0)
    REASON(image->magic[7] ^= 1, KEFU_E_CORRUPT, "start");
    REASON(image->magic[0] ^= 1, KEFU_E_CORRUPT, "start");
    REASON((image->order = 0x04030201, image->version = 9), KEFU_E_VERSION, "byte order");
    REASON((image->version = 9, image->depth = 65), KEFU_E_VERSION, "format 9");
    REASON(image->reserved ^= 1, KEFU_E_CORRUPT, "header's checksum");
    REASON(image->header_checksum ^= 1, KEFU_E_CORRUPT, "header's checksum");
    REASON((image->fold_version ^= 1, sign(image)), KEFU_E_VERSION, "folding tables");
    REASON((image->size += 8, image->header_checksum = kefu__image_checksum(
                                  image, offsetof(struct image_header, header_checksum))),
           KEFU_E_CORRUPT, "its size is not what it says");
    REASON((image->depth = MATCHER_LENGTH_MAX + 1, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->keywords = MATCHER_KEYWORDS_MAX + 1, sign(image)), KEFU_E_CORRUPT,
           "out of range");
    REASON((image->keywords = MATCHER_KEYWORDS_MAX, sign(image)), KEFU_E_CORRUPT, "fit its counts");
    REASON((image->ids = MATCHER_KEYWORDS_MAX + 1, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->ids = MATCHER_KEYWORDS_MAX, sign(image)), KEFU_E_CORRUPT, "fit its counts");
    REASON((image->symbols = CODE_MAX + 2, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->symbols = CODE_MAX + 1, sign(image)), KEFU_E_CORRUPT, "fit its counts");
    REASON((image->symbols = 0, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->slots = ENTRY_BASE_MAX + 1, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->slots = ENTRY_BASE_MAX, sign(image)), KEFU_E_CORRUPT, "fit its counts");
    REASON((image->slots = 0, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->pages = 257, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->pages = 256, sign(image)), KEFU_E_CORRUPT, "fit its counts");
    REASON((image->pages = 0, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->astral = image->symbols, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->astral = image->symbols - 1, sign(image)), KEFU_E_CORRUPT, "fit its counts");
    REASON((image->flags |= IMAGE_FLAGS + 1, sign(image)), KEFU_E_CORRUPT, "out of range");
    REASON((image->checksum ^= 1, image->header_checksum = kefu__image_checksum(
                                      image, offsetof(struct image_header, header_checksum))),
           KEFU_E_CORRUPT, "its checksum differs");
#undef REASON
    image->depth = MATCHER_LENGTH_MAX;
    sign(image);
    assert_int_equal(open_image(image, size), KEFU_OK);
    free(image);
}

/* Sections that point out of their neighbours, each by one. */
static void test_sections(void **state) {
    size_t size;
    struct image_header *image = copy_image(&size), *sound = copy_image(&size);
    struct matcher layout;
    (void)state;
    memset(&layout, 0, sizeof layout);
    kefu__image_layout(&layout, image);
#define PLACE(member) ((char *)image + ((const char *)(member) - (char *)image))
    uint64_t *table = (uint64_t *)(void *)PLACE(layout.table);
    uint64_t *root = (uint64_t *)(void *)PLACE(layout.root_edges);
    uint32_t *pages = (uint32_t *)(void *)PLACE(layout.pages);
    uint8_t *directory = (uint8_t *)PLACE(layout.directory);
    struct image_astral *astral = (struct image_astral *)(void *)PLACE(layout.astral);
    uint32_t *begin = (uint32_t *)(void *)PLACE(layout.id_begin);
    uint32_t *list = (uint32_t *)(void *)PLACE(layout.id_list);
#undef PLACE
#define REASON(place, value, reason)                                                               \
    do {                                                                                           \
        (place) = (value);                                                                         \
        sign(image);                                                                               \
        assert_reason(image, size, KEFU_E_CORRUPT, reason);                                        \
        memcpy(image, sound, size);                                                                \
    } while (0)
    const uint32_t keywords = image->keywords, last = image->symbols - 1;
    REASON(table[layout.sentinel], entry_make(1, 0, 0, false), "last slot");
    REASON(table[layout.sentinel - 1], entry_make(1, 0, keywords, true), "entry");
    REASON(root[0], entry_make(1, 0, keywords, true), "entry");
    REASON(root[last], entry_make(1, 0, keywords, true), "entry");
    REASON(pages[0], last + 1, "code point");
    REASON(pages[image->pages * 256 - 1], last + 1, "code point");
    REASON(directory[0], (uint8_t)image->pages, "code point");
    REASON(directory[255], (uint8_t)image->pages, "code point");
    REASON(astral[0].code, last + 1, "code point");
    REASON(begin[0], 1, "indices");
    REASON(begin[keywords], image->ids - 1, "indices");
    REASON(begin[1], begin[2], "indices");
    REASON(list[0], image->ids, "indices");
    REASON(list[image->ids - 1], image->ids, "indices");
#undef REASON
    free(image);
    free(sound);
}

/* Entries that form circles or lead anywhere cause no crash. */
static void test_wild_entries(void **state) {
    size_t size, count;
    struct image_header *image = copy_image(&size);
    struct matcher layout, *matcher = NULL;
    struct match_scratch scratch;
    const struct match *matches;
    uint64_t *table, *first, random = 3;
    char text[6000];
    (void)state;
    memset(&layout, 0, sizeof layout);
    kefu__image_layout(&layout, image);
    table = (uint64_t *)(void *)((char *)image + ((const char *)layout.table - (char *)image));
    first = (uint64_t *)(void *)((char *)image + ((const char *)layout.root_edges - (char *)image));
    for (size_t i = 0; i < sizeof text; i += 6)
        memcpy(text + i, i % 4 ? "客服" : "态度", 6);
    for (int round = 0; round < 50; round++) {
        for (uint32_t i = 0; i < image->slots - 1 + image->symbols; i++) {
            uint64_t *entry = i < image->slots - 1 ? table + i : first + (i + 1 - image->slots);
            random = random * 6364136223846793005u + 1442695040888963407u;
            *entry = entry_make((uint32_t)(random >> 40) % image->symbols,
                                (uint32_t)(random >> 20) & (round & 1 ? ENTRY_BASE_MAX : 15),
                                (uint32_t)(random >> 50) % image->keywords, random >> 63);
        }
        sign(image);
        assert_int_equal(kefu__matcher_open(image, size, NULL, &matcher, NULL), KEFU_OK);
        for (int level = SIMD_PORTABLE; level < SIMD_LEVELS; level++) {
            if (!kefu__simd_supported((enum simd_level)level))
                continue;
            kefu__match_scratch_init(&scratch, (enum simd_level)level, NULL, NULL);
            for (uint32_t flags = 0; flags < 2; flags++)
                assert_int_equal(kefu__matcher_scan(matcher, &scratch, text, sizeof text, flags,
                                                    &matches, &count, NULL, NULL),
                                 KEFU_OK);
            kefu__match_scratch_free(&scratch);
        }
        kefu__matcher_free(matcher);
    }
    free(image);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_duplicates),     cmocka_unit_test(test_codes),
        cmocka_unit_test(test_empty_set),      cmocka_unit_test(test_refused_keywords),
        cmocka_unit_test(test_no_memory),      cmocka_unit_test(test_a_million),
        cmocka_unit_test(test_image),          cmocka_unit_test(test_damaged_images),
        cmocka_unit_test(test_hostile_images), cmocka_unit_test(test_reasons),
        cmocka_unit_test(test_sections),       cmocka_unit_test(test_wild_entries),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
