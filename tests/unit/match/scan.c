/* SPDX-License-Identifier: MIT
 * Every level and way of scanning equals brute force. */
#include "match/work.h"
#include "oracle.h"
#include "test.h"

static uint64_t seed;

static uint32_t random_below(uint32_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % n);
}

/* ---- a random set over a random alphabet ---- */

struct sample {
    kefu_str *keywords;
    size_t count;
    char *text;
    size_t size;
};

/* Letters of an alphabet of n symbols: Chinese first, then everything assigned or not. */
static uint32_t letter(uint32_t n) {
    uint32_t i = random_below(n);
    if (i < 20000)
        return 0x4E00 + i;
    i -= 20000;
    if (i < 35000)
        return 0x80 + i;
    return 0x20000 + i;
}

static char *random_string(uint32_t alphabet, uint32_t symbols, size_t *size) {
    char *text = malloc(symbols * 4 + 1);
    *size = 0;
    for (uint32_t i = 0; i < symbols; i++) {
        uint32_t point = letter(alphabet);
        if (!(kefu__fold_entry(point) >> FOLD_SHIFT & FOLD_DROPPED) &&
            (point < 0xD800 || point > 0xDFFF))
            *size += utf8_encode(point, text + *size);
    }
    if (*size == 0)
        *size = utf8_encode(0x4E00, text);
    return text;
}

static struct sample random_sample(uint32_t alphabet, size_t count, uint32_t longest,
                                   uint32_t symbols) {
    struct sample sample = {calloc(count, sizeof(kefu_str)), count, NULL, 0};
    for (size_t i = 0; i < count; i++)
        sample.keywords[i].data = random_string(alphabet, 1 + random_below(longest),
                                                &sample.keywords[i].size);
    sample.text = random_string(alphabet, symbols, &sample.size);
    return sample;
}

static void free_sample(struct sample *sample) {
    for (size_t i = 0; i < sample->count; i++) {
        union {
            const char *data;
            void *memory;
        } keyword = {sample->keywords[i].data};
        free(keyword.memory);
    }
    free(sample->keywords);
    free(sample->text);
}

static void compare(const kefu_str *keywords, size_t count, const char *text, size_t size,
                    bool skip_symbols, bool skip_pinyin) {
    const struct matcher_options options = {skip_symbols, NULL};
    struct matcher *matcher = NULL;
    struct oracle oracle;
    kefu_error error;
    if (kefu__matcher_build(keywords, count, &options, &matcher, &error) != KEFU_OK)
        fail_msg("%s", error.message);
    oracle_init(&oracle, keywords, count, skip_symbols ? TEXT_SKIP_SYMBOLS : 0);
    assert_int_equal(kefu__matcher_count(matcher), oracle.distinct);
    assert_null(oracle_compare_all(&oracle, matcher, text, size, skip_pinyin));
    oracle_free(&oracle);
    kefu__matcher_free(matcher);
}

static void test_random(void **state) {
    static const uint32_t alphabets[] = {2, 3, 7, 30, 300, 5000, 20000, 60000};
    (void)state;
    seed = 1;
    for (int round = 0; round < 3; round++)
        for (size_t a = 0; a < sizeof alphabets / sizeof *alphabets; a++) {
            struct sample sample = random_sample(alphabets[a], 1 + random_below(400),
                                                 1 + random_below(8), 1 + random_below(3000));
            /* Put keywords into the text, or large alphabets would never match. */
            for (int i = 0; i < 40; i++) {
                const kefu_str *keyword = sample.keywords + random_below((uint32_t)sample.count);
                uint32_t at = random_below((uint32_t)sample.size);
                if (at + keyword->size <= sample.size)
                    memcpy(sample.text + at, keyword->data, keyword->size); /* breaks some, too */
            }
            compare(sample.keywords, sample.count, sample.text, sample.size, false, false);
            free_sample(&sample);
        }
}

/* ---- adversarial sets ---- */

static void test_prefix_chain(void **state) {
    char text[3 * 700];
    kefu_str keywords[64];
    (void)state;
    for (int i = 0; i < 700; i++)
        memcpy(text + 3 * i, i == 300 ? "乙" : "甲", 3);
    for (uint32_t i = 0; i < 64; i++)
        keywords[i] = (kefu_str){text, 3 * (i + 1)};
    compare(keywords, 64, text, sizeof text, false, false);
}

static void test_all_suffixes(void **state) {
    size_t size;
    char *text;
    kefu_str keywords[300];
    (void)state;
    seed = 5;
    text = random_string(3, 64, &size);
    for (uint32_t i = 0; i < 64; i++)
        keywords[i] = (kefu_str){text + 3 * i, size - 3 * i};
    compare(keywords, 64, text, size, false, false);
    free(text);
}

static void test_sizes_around_blocks(void **state) {
    static const char *const words[] = {"甲乙", "乙", "乙甲乙甲", "a", "甲a"};
    kefu_str keywords[5];
    char text[3 * 1700];
    (void)state;
    for (int i = 0; i < 5; i++)
        keywords[i] = (kefu_str){words[i], strlen(words[i])};
    for (uint32_t i = 0; i < 1700; i++)
        memcpy(text + 3 * i, i % 2 ? "乙" : "甲", 3);
    for (uint32_t n = 0; n<1700; n += n % 512> 440 || n % 512 < 20 ? 1 : 37)
        compare(keywords, 5, text, 3 * n, false, false);
    memset(text, 'a', sizeof text);
    compare(keywords, 5, text, sizeof text, false, false);
}

/* ---- texts that fight back ---- */

static const char *const pieces[] = {"服務",
                                     "(wù)",
                                     "紀",
                                     "（jì）",
                                     "律",
                                     "垃",
                                     ".",
                                     "圾",
                                     " ",
                                     "*",
                                     "，",
                                     "。",
                                     "？？",
                                     "??",
                                     "?",
                                     "Ａ",
                                     "b",
                                     "c",
                                     "ﬀ",
                                     "ﬁ",
                                     "f",
                                     "㈱",
                                     "株",
                                     "e",
                                     "\xCC\x81",
                                     "é",
                                     "カ",
                                     "ｶ",
                                     "ﾞ",
                                     "ガ",
                                     "\xE1\x84\x80",
                                     "\xE1\x85\xA1",
                                     "가",
                                     "\xE2\x80\x8B",
                                     "\xEF\xB8\x8F",
                                     "😀",
                                     "𠀀",
                                     "𝐀",
                                     "\xFF",
                                     "\xE5",
                                     "\xE5\xA5",
                                     "\x80",
                                     "\xF0\x9F",
                                     "\n",
                                     "\n\n",
                                     "\xEE\x80\x80",
                                     "Ã",
                                     "å¥½",
                                     "后",
                                     "後",
                                     "發",
                                     "髮",
                                     "发",
                                     "(",
                                     ")",
                                     "（",
                                     "\xEF\xB7\xBA",
                                     "ß",
                                     "İ",
                                     "\xC2\xAD",
                                     "aaaaaaaa",
                                     "不好不好不好不好",
                                     "\xEF\xBB\xBF",
                                     "\xED\x9F\xBF",
                                     "\xED\xA0\x80",
                                     "\xE0\xA0\x80",
                                     "~"};

static void random_pieces(struct buffer *buffer, uint32_t n) {
    for (uint32_t i = 0; i < n; i++) {
        const char *piece = pieces[random_below(sizeof pieces / sizeof *pieces)];
        for (uint32_t times = random_below(40) == 0 ? 50 : 1; times > 0; times--)
            kefu__buffer_text(buffer, piece);
    }
}

static void test_hard_texts(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    (void)state;
    seed = 11;
    for (int round = 0; round < 60; round++) {
        struct buffer text, words[40];
        kefu_str keywords[40];
        size_t count = 0;
        kefu__buffer_init(&text, &allocator);
        random_pieces(&text, random_below(round % 10 == 0 ? 3000 : 100));
        for (int i = 0; i < 40; i++) {
            struct matcher *matcher = NULL;
            kefu__buffer_init(words + i, &allocator);
            random_pieces(words + i, 1 + random_below(3));
            keywords[count] = (kefu_str){words[i].data, words[i].size};
            if (kefu__matcher_build(keywords + count, 1, NULL, &matcher, NULL) == KEFU_OK)
                count++;
            kefu__matcher_free(matcher);
        }
        compare(keywords, count, text.data, text.size, false, round & 1);
        for (size_t i = 0; i < count;) { /* symbols alone may fold to nothing */
            const struct matcher_options options = {true, NULL};
            struct matcher *matcher = NULL;
            if (kefu__matcher_build(keywords + i, 1, &options, &matcher, NULL) == KEFU_OK)
                i++;
            else
                keywords[i] = keywords[--count];
            kefu__matcher_free(matcher);
        }
        compare(keywords, count, text.data, text.size, true, round & 2);
        for (int i = 0; i < 40; i++)
            kefu__buffer_free(words + i);
        kefu__buffer_free(&text);
    }
}

/* Bytes that were text once. */
/* A unit of 18 symbols, and one of more, wherever a block ends in them. */
static void test_units_at_the_end_of_a_block(void **state) {
    static const char *const units[] = {"\xEF\xB7\xBA", "\xEF\xB7\xBA\xCC\x81\xCC\x81", "ﬀ", "…"};
    static const char *const words[] = {"甲", "甲甲", "\xEF\xB7\xBA", "f", "ff", ".", "..甲"};
    kefu_str keywords[sizeof words / sizeof *words];
    (void)state;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        keywords[i] = (kefu_str){words[i], strlen(words[i])};
    for (uint32_t before = BLOCK - 40; before < BLOCK + 3; before++)
        for (size_t u = 0; u < sizeof units / sizeof *units; u++) {
            char text[3 * (BLOCK + 100)];
            const size_t size = 3 * (before + 90);
            for (size_t i = 0; i < size; i += 3)
                memcpy(text + i, "甲", 3);
            memcpy(text + 3 * before, units[u], strlen(units[u]));
            memcpy(text + 3 * before + 30, units[u], strlen(units[u]));
            compare(keywords, sizeof words / sizeof *words, text, size, u % 2, false);
        }
}

/* Symbols are left out between Han, alone or in twos, and nowhere else, wherever rounds, blocks and
 * texts have their borders. */
static void test_symbols_between_han(void **state) {
    static const char *const parts[] = {"甲", "乙", "丙", ".", " ",  "…",        "～",
                                        "a",  "·",  "(",  "?", "。", "\xE4\xB8", "\xE2\x80\x8B"};
    static const char *const words[] = {"甲乙", "乙甲乙", "甲", "甲.", "..", "乙 a", "...", "～～"};
    kefu_str keywords[sizeof words / sizeof *words];
    (void)state;
    seed = 11;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        keywords[i] = (kefu_str){words[i], strlen(words[i])};
    for (uint32_t round = 0; round < 300; round++) {
        const uint32_t kinds = round % 3 == 0 ? 14 : round % 3 == 1 ? 5 : 9;
        const uint32_t count = 1 + random_below(round % 10 ? 90 : 2500);
        char *text = malloc(3 * count);
        size_t size = 0;
        for (uint32_t i = 0; i < count; i++) {
            const char *piece = parts[random_below(random_below(4) ? 4 : kinds)];
            memcpy(text + size, piece, strlen(piece));
            size += strlen(piece);
        }
        compare(keywords, sizeof words / sizeof *words, text, size, true, round % 2);
        free(text);
    }
}

static void test_damaged_texts(void **state) {
    (void)state;
    seed = 13;
    for (int round = 0; round < 80; round++) {
        struct sample sample = random_sample(4, 20, 3, 400);
        for (uint32_t i = random_below(30); i > 0; i--)
            sample.text[random_below((uint32_t)sample.size)] = (char)random_below(256);
        compare(sample.keywords, sample.count, sample.text, sample.size, false, false);
        free_sample(&sample);
    }
}

/* ---- the calls ---- */

static bool stop_at_once(void *context, const struct match *matches, size_t count) {
    (void)matches;
    ++*(size_t *)context;
    assert_true(count > 0);
    return false;
}

static struct matcher *build(const char *word) {
    const kefu_str keyword = {word, strlen(word)};
    struct matcher *matcher = NULL;
    assert_int_equal(kefu__matcher_build(&keyword, 1, NULL, &matcher, NULL), KEFU_OK);
    return matcher;
}

static void test_spans(void **state) {
    struct matcher *matcher = build("服务纪律");
    struct match_scratch scratch;
    const struct match *matches;
    size_t count;
    (void)state;
    assert_int_equal(kefu__match_scratch_init(&scratch, SIMD_AUTO, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu__matcher_scan(matcher, &scratch, KEFU_TEXT("服務(wù)紀(jì)律好"),
                                        MATCH_SORTED | MATCH_SKIP_PINYIN, &matches, &count, NULL,
                                        NULL),
                     KEFU_OK);
    assert_int_equal(count, 1);
    assert_int_equal(matches[0].start, 0);
    assert_int_equal(matches[0].end, 3 * 4 + 5 + 5);
    kefu__match_scratch_free(&scratch);
    kefu__matcher_free(matcher);
}

static void test_a_sink_stops(void **state) {
    struct matcher *matcher = build("好");
    struct match_scratch scratch;
    char *text = malloc(30000);
    size_t calls = 0, count;
    const struct match *matches;
    (void)state;
    for (int i = 0; i < 10000; i++)
        memcpy(text + 3 * i, "好", 3);
    for (int level = SIMD_PORTABLE; level < SIMD_LEVELS; level++)
        for (uint32_t flags = 0; flags < 2; flags++) {
            if (!kefu__simd_supported((enum simd_level)level))
                continue;
            calls = 0;
            kefu__match_scratch_init(&scratch, (enum simd_level)level, NULL, NULL);
            assert_int_equal(kefu__matcher_scan_blocks(matcher, &scratch, text, 30000, flags,
                                                       stop_at_once, &calls, NULL, NULL),
                             KEFU_E_WRITE);
            assert_int_equal(calls, 1);
            assert_int_equal(kefu__matcher_scan(matcher, &scratch, KEFU_TEXT("好 好坏"), flags,
                                                &matches, &count, NULL, NULL),
                             KEFU_OK); /* nothing is left over */
            assert_int_equal(count, 2);
            kefu__match_scratch_free(&scratch);
        }
    free(text);
    kefu__matcher_free(matcher);
}

static void test_bad_calls(void **state) {
    struct matcher *matcher = build("好");
    struct match_scratch scratch;
    const struct match *matches = NULL;
    const uint32_t *ends;
    size_t count = 9;
    kefu_error error;
    const kefu_str texts[2] = {{"好", 3}, {NULL, 1}};
    (void)state;
    assert_int_equal(kefu__match_scratch_init(&scratch, SIMD_LEVELS, NULL, &error),
                     KEFU_E_ARGUMENT);
    kefu__match_scratch_init(&scratch, SIMD_AUTO, NULL, NULL);
    assert_int_equal(
        kefu__matcher_scan(matcher, &scratch, NULL, 1, 0, &matches, &count, NULL, &error),
        KEFU_E_ARGUMENT);
    assert_int_equal(kefu__matcher_scan(matcher, &scratch, "", TEXT_SIZE_MAX + 1, 0, &matches,
                                        &count, NULL, &error),
                     KEFU_E_LIMIT);
    assert_int_equal(kefu__matcher_scan(NULL, &scratch, "", 0, 0, &matches, &count, NULL, &error),
                     KEFU_E_ARGUMENT);
    assert_int_equal(kefu__matcher_scan(matcher, &scratch, "", 0, 0, NULL, &count, NULL, &error),
                     KEFU_E_ARGUMENT);
    assert_int_equal(
        kefu__matcher_scan_blocks(matcher, &scratch, "", 0, 0, NULL, NULL, NULL, &error),
        KEFU_E_ARGUMENT);
    assert_int_equal(
        kefu__matcher_scan_many(matcher, &scratch, texts, 2, 0, &matches, &ends, NULL, &error),
        KEFU_E_ARGUMENT);
    assert_null(matches);
    assert_int_equal(count, 9);
    assert_int_equal(
        kefu__matcher_scan(matcher, &scratch, NULL, 0, 0, &matches, &count, NULL, &error), KEFU_OK);
    assert_non_null(matches);
    assert_int_equal(count, 0);
    assert_int_equal(
        kefu__matcher_scan_many(matcher, &scratch, NULL, 0, 0, &matches, &ends, NULL, &error),
        KEFU_OK);
    kefu__match_scratch_free(&scratch);
    kefu__match_scratch_free(&scratch);
    kefu__matcher_free(matcher);
}

static void test_no_memory(void **state) {
    struct matcher *matcher = build("f");
    struct test_memory memory;
    struct match_scratch scratch;
    const struct match *matches;
    const uint32_t *ends;
    size_t count, fail_at;
    char text[4000];
    const kefu_str texts[2] = {{text, sizeof text}, {"f", 1}};
    (void)state;
    for (size_t i = 0; i + 4 <= sizeof text; i += 4)
        memcpy(text + i, "fﬀ", 4);
    for (fail_at = 1; fail_at < 100; fail_at++) {
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        kefu_status status = kefu__match_scratch_init(&scratch, SIMD_AUTO, &allocator, NULL);
        if (status == KEFU_OK) {
            status = kefu__matcher_scan(matcher, &scratch, text, sizeof text, 0, &matches, &count,
                                        NULL, NULL);
            if (status == KEFU_OK)
                status = kefu__matcher_scan_many(matcher, &scratch, texts, 2, 0, &matches, &ends,
                                                 NULL, NULL);
            kefu__match_scratch_free(&scratch);
        }
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
        if (status == KEFU_OK)
            break;
        assert_int_equal(status, KEFU_E_MEMORY);
    }
    assert_true(fail_at > 3 && fail_at < 100);
    kefu__matcher_free(matcher);
}

/* In steady state nothing is allocated. */
static void test_steady_state(void **state) {
    struct matcher *matcher = build("好");
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0);
    struct match_scratch scratch;
    const struct match *matches;
    size_t count, before;
    char text[3000];
    (void)state;
    for (size_t i = 0; i < sizeof text; i += 3)
        memcpy(text + i, "好", 3);
    kefu__match_scratch_init(&scratch, SIMD_AUTO, &allocator, NULL);
    kefu__matcher_scan(matcher, &scratch, text, sizeof text, 0, &matches, &count, NULL, NULL);
    assert_int_equal(count, 1000);
    before = memory.allocations;
    for (int i = 0; i < 10; i++)
        kefu__matcher_scan(matcher, &scratch, text, sizeof text, 0, &matches, &count, NULL, NULL);
    assert_int_equal(memory.allocations, before);
    kefu__match_scratch_free(&scratch);
    kefu__matcher_free(matcher);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_random),
        cmocka_unit_test(test_prefix_chain),
        cmocka_unit_test(test_all_suffixes),
        cmocka_unit_test(test_sizes_around_blocks),
        cmocka_unit_test(test_hard_texts),
        cmocka_unit_test(test_units_at_the_end_of_a_block),
        cmocka_unit_test(test_symbols_between_han),
        cmocka_unit_test(test_damaged_texts),
        cmocka_unit_test(test_spans),
        cmocka_unit_test(test_a_sink_stops),
        cmocka_unit_test(test_bad_calls),
        cmocka_unit_test(test_no_memory),
        cmocka_unit_test(test_steady_state),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
