/* SPDX-License-Identifier: MIT
 * Many texts in one call give what each gives alone, wherever blocks, chunks and texts have their
 * borders. */
#include "oracle.h"
#include "test.h"

#define TEXTS 400

static uint64_t seed;

static uint32_t random_below(uint32_t n) {
    seed = seed * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)((seed >> 33) % n);
}

static struct matcher *build(void) {
    static const char *const words[] = {"甲乙",         "乙",   "乙甲乙", "a1",
                                        "甲乙甲乙甲乙", "？甲", "1甲"};
    kefu_str keywords[sizeof words / sizeof *words];
    struct matcher *matcher = NULL;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        keywords[i] = (kefu_str){words[i], strlen(words[i])};
    assert_int_equal(
        kefu__matcher_build(keywords, sizeof words / sizeof *words, NULL, &matcher, NULL), KEFU_OK);
    return matcher;
}

/* One call of many against many calls of the portable level; with and without qualities, and with
 * pinyin skipped or not. */
static void compare_many(const struct matcher *matcher, enum simd_level level,
                         const kefu_str *texts, size_t count) {
    struct match_scratch one, many;
    struct text_quality qualities[TEXTS], quality;
    const struct match *all, *matches;
    const uint32_t *ends;
    size_t found;
    kefu__match_scratch_init(&one, SIMD_PORTABLE, NULL, NULL);
    kefu__match_scratch_init(&many, level, NULL, NULL);
    for (uint32_t way = 0; way < 4; way++) {
        const bool asked = way & 1;
        const uint32_t flags = way & 2 ? MATCH_SKIP_PINYIN : 0;
        assert_int_equal(kefu__matcher_scan_many(matcher, &many, texts, count, flags, &all, &ends,
                                                 asked ? qualities : NULL, NULL),
                         KEFU_OK);
        for (size_t i = 0; i < count; i++) {
            const uint32_t from = i ? ends[i - 1] : 0;
            assert_int_equal(kefu__matcher_scan(matcher, &one, texts[i].data, texts[i].size,
                                                flags | MATCH_SORTED, &matches, &found, &quality,
                                                NULL),
                             KEFU_OK);
            assert_int_equal(found, ends[i] - from);
            if (found)
                assert_memory_equal(matches, all + from, found * sizeof *all);
            if (asked)
                assert_memory_equal(&quality, qualities + i, sizeof quality);
        }
    }
    kefu__match_scratch_free(&one);
    kefu__match_scratch_free(&many);
}

static void compare_levels(const struct matcher *matcher, const kefu_str *texts, size_t count) {
    for (int level = SIMD_PORTABLE; level < SIMD_LEVELS; level++)
        if (kefu__simd_supported((enum simd_level)level))
            compare_many(matcher, (enum simd_level)level, texts, count);
}

/* A text of one kind: plain, much ASCII, with a NUL, with what the reader must look at, damaged,
 * with what may be pinyin. */
static void random_text(struct buffer *text, uint32_t kind, uint32_t symbols) {
    static const char *const pieces[][4] = {{"甲", "乙", "丙", "a"},
                                            {"a", "1", "甲", "."},
                                            {"甲", "乙", "", "a"},
                                            {"甲", "ﬁ", "??", "e\xCC\x81"},
                                            {"甲", "乙", "\xE7\x94", "\xFF"},
                                            {"甲", "乙", "(yǐ)", "（"}};
    for (uint32_t i = 0; i < symbols; i++) {
        const char *piece = pieces[kind][random_below(random_below(9) ? 2 : 4)];
        kefu__buffer_add(text, piece, *piece ? strlen(piece) : 1);
    }
}

static void test_texts_of_all_kinds(void **state) {
    const kefu_allocator allocator = kefu__allocator_default();
    struct matcher *matcher = build();
    (void)state;
    seed = 3;
    for (int round = 0; round < 40; round++) {
        struct buffer buffers[TEXTS];
        kefu_str texts[TEXTS];
        const size_t count = 1 + random_below(TEXTS);
        const uint32_t longest = round % 4 == 0 ? 90 : 30;
        for (size_t i = 0; i < count; i++) {
            const uint32_t kind = random_below(3) ? 0 : random_below(6);
            kefu__buffer_init(buffers + i, &allocator);
            random_text(buffers + i, round % 5 == 4 ? 1 : kind, random_below(longest));
            texts[i] = (kefu_str){buffers[i].data ? buffers[i].data : "", buffers[i].size};
        }
        compare_levels(matcher, texts, count);
        for (size_t i = 0; i < count; i++)
            kefu__buffer_free(buffers + i);
    }
    kefu__matcher_free(matcher);
}

/* Every byte of a text in turn is replaced, so that characters break at all places of a chunk. */
static void test_damage_at_every_byte(void **state) {
    static const char bad[] = {'\xE5', '\x80', '\xFF', 'a', '\0'};
    struct matcher *matcher = build();
    const size_t size = 3 * 220; /* more than is decoded in a round */
    char *text = malloc(size);   /* exact, for sanitizers */
    (void)state;
    for (size_t at = 0; at < size; at++)
        for (size_t b = 0; b < sizeof bad; b++) {
            const kefu_str texts[3] = {
                {text, 3 * 11}, {text + 3 * 11, size - 3 * 11}, {text, size}};
            for (size_t i = 0; i < size; i += 3)
                memcpy(text + i, i / 3 % 2 ? "乙" : "甲", 3);
            text[at] = bad[b];
            compare_levels(matcher, texts, 3);
        }
    free(text);
    kefu__matcher_free(matcher);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_texts_of_all_kinds),
        cmocka_unit_test(test_damage_at_every_byte),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
