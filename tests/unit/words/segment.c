/* SPDX-License-Identifier: MIT
 * Which short matches are cut by words, and what the compiled list holds. */
#include "test.h"
#include "text/fold.h"
#include "words/filter.h"
#include "words/table.h"
#include "words/words.h"

#include <stdio.h>

/* Tests the match between the brackets of `marked`; returns the words that cross its ends, joined
 * by "|". */
static const char *crossing_words(const char *marked) {
    static char found[64];
    char text[256];
    struct words_crossing words[WORDS_CROSSING_MAX];
    const char *open = strchr(marked, '['), *close = strchr(marked, ']');
    const uint32_t start = (uint32_t)(open - marked), end = (uint32_t)(close - open) - 1 + start;
    const size_t size = (size_t)snprintf(text, sizeof text, "%.*s%.*s%s", (int)start, marked,
                                         (int)(end - start), open + 1, close + 1);
    uint32_t count = kefu__words_find_crossing(text, size, start, end, words), i;
    found[0] = 0;
    for (i = count; i-- > 0;)
        snprintf(found + strlen(found), sizeof found - strlen(found), "%s%.*s", found[0] ? "|" : "",
                 (int)(words[i].end - words[i].start), text + words[i].start);
    if (count > 0)
        assert_true(kefu__words_may_cross_ends(text, size, start, end));
    return found;
}

static void test_cut_by_a_word(void **state) {
    (void)state;
    assert_string_equal(crossing_words("已经给您邮[寄了]"), "邮寄");
    assert_string_equal(crossing_words("可以修[改评]价吗"), "修改|评价");
    assert_string_equal(crossing_words("比较浪[费电]池"), "浪费|电池");
    assert_string_equal(crossing_words("麻烦推[迟送]货时间"), "推迟|送货");
    assert_string_equal(crossing_words("店里有客[人呢]"), "客人");
    assert_string_equal(crossing_words("这款面[包好用]料"), "面包");
}

static void test_whole_words_stay(void **state) {
    (void)state;
    assert_string_equal(crossing_words("快递[寄了]三天"), "");
    assert_string_equal(crossing_words("这个[费电]"), "");
    assert_string_equal(crossing_words("又[迟到]了"), "");
    assert_string_equal(crossing_words("客服[人呢]"), "");
    assert_string_equal(crossing_words("[差评]"), "");
}

/* A word that consists of the match and a function word does not reject the match. */
static void test_grammar_beside(void **state) {
    (void)state;
    assert_string_equal(crossing_words("这个很[好用]"), "");
    assert_string_equal(crossing_words("肯定[是假的]"), "");
    assert_string_equal(crossing_words("下次一定[会再来]"), "");
    assert_string_equal(crossing_words("都是[耽误我]们"), "");
}

/* A word that contains the whole match is handled when the lexicon is written, not here. */
static void test_inside_a_word(void **state) {
    (void)state;
    assert_string_equal(crossing_words("[差评]率高"), "");
    assert_string_equal(crossing_words("会前滚[翻]"), "");
}

static void test_reads_folded(void **state) {
    (void)state;
    assert_string_equal(crossing_words("麻煩推[遲送]貨時間"), "推遲|送貨");
    assert_string_equal(crossing_words("推[迟.送]货"),
                        "推迟|送货"); /* the matcher skipped the dot */
    assert_string_equal(crossing_words("推\xE2\x80\x8B[迟送]货"), "推\xE2\x80\x8B迟|送货");
}

/* A run of Han ends at anything else. */
static void test_run_ends(void **state) {
    (void)state;
    assert_string_equal(crossing_words("推，[迟送]，货"), "");
    assert_string_equal(crossing_words("推 [迟送] 货"), "");
    assert_string_equal(crossing_words("推\xFF[迟送]\xFF货"), "");
    assert_string_equal(crossing_words("推[迟送]"), "推迟");
    assert_string_equal(crossing_words("[迟送]货"), "送货");
}

static void test_what_is_not_tested(void **state) {
    (void)state;
    assert_string_equal(crossing_words("推[迟送a]货"), "");
    assert_string_equal(crossing_words("推[迟送货时]间"), ""); /* longer than WORDS_KEYWORD_MAX */
    assert_string_equal(crossing_words("推[]迟"), "");
}

/* The filter lets every pair through in every script, and most pairs that no word has not. */
static void test_filter_reads_every_script(void **state) {
    (void)state;
    assert_true(kefu__words_may_cross_ends("推迟送货", 12, 3, 9));
    assert_true(kefu__words_may_cross_ends("推遲送貨", 12, 3, 9));
    assert_true(kefu__words_may_cross_ends("推遲送货", 12, 3, 9));
    assert_false(kefu__words_may_cross_ends("，迟送，", 12, 3, 9));
    assert_false(kefu__words_may_cross_ends(" 迟送 ", 8, 1, 7));
    assert_false(kefu__words_may_cross_ends("迟送", 6, 0, 6));
    assert_true(
        kefu__words_may_cross_ends("推\xE2\x80\x8B迟送", 12, 6, 12)); /* looked at more closely */
}

static void test_filter_is_selective(void **state) {
    uint32_t seed = 7, i, found = 0;
    (void)state;
    for (i = 0; i < 100000; i++) {
        uint32_t pair[2], at;
        for (at = 0; at < 2; at++) {
            seed = seed * 1664525u + 1013904223u;
            pair[at] = WORDS_POINT_FIRST + (seed >> 8) % WORDS_POINTS;
        }
        found += kefu__words_filter_has(kefu__words_hash_points(WORDS_PAIR_LEFT, pair[0], pair[1]));
    }
    assert_in_range(found, 1, 4000);
}

/* What the filter takes for no Han is none when folded, and no text is skipped there. */
static void test_filter_knows_punctuation(void **state) {
    uint32_t point;
    (void)state;
    for (point = 0; point <= 0xFFFF; point++) {
        const uint32_t entry = kefu__fold_entry(point);
        const uint32_t folded = (entry & FOLD_POINT) - WORDS_POINT_FIRST;
        if (point >= 0x80 &&
            (point < 0x3000 || !kefu__words_is_punctuation(kefu__words_bytes(point))))
            continue;
        assert_false(entry >> FOLD_SHIFT & FOLD_DROPPED);
        assert_true(entry >> FOLD_SHIFT & FOLD_MANY || folded >= WORDS_POINTS);
    }
}

/* Any bytes are a text. */
static void test_any_bytes(void **state) {
    struct words_crossing words[WORDS_CROSSING_MAX];
    char text[24];
    uint32_t seed = 1, round, i, start, end;
    (void)state;
    for (round = 0; round < 20000; round++) {
        for (i = 0; i < sizeof text; i++) {
            seed = seed * 1664525u + 1013904223u;
            text[i] = seed >> 31 ? (char)(seed >> 16) : "推迟送货"[seed >> 16 & 7];
        }
        start = seed >> 8 & 15;
        end = start + (seed >> 12 & 7);
        if (kefu__words_find_crossing(text, sizeof text, start, end, words) > 0) {
            assert_true(kefu__words_may_cross_ends(text, sizeof text, start, end));
            assert_true(words[0].start < words[0].end);
            assert_true(words[0].end <= sizeof text);
        }
    }
}

static uint32_t cost_of(const uint32_t *points, size_t count) {
    uint32_t node = 0;
    size_t i;
    for (i = 0; i < count; i++)
        if ((node = kefu__words_child(node, kefu__words_label(points[i]))) == 0)
            return WORDS_COST_NONE;
    return kefu__words_cost(node);
}

static void test_list(void **state) {
    const uint32_t word[] = {0x5BA2, 0x670D}, none[] = {0x5BA2, 0x5BA2}, latin[] = {'a'};
    (void)state;
    assert_in_range(cost_of(word, 2), 1, WORDS_COST_NONE - 1);
    assert_in_range(cost_of(word, 1), 1, WORDS_COST_NONE - 1);
    assert_int_equal(cost_of(none, 2), WORDS_COST_NONE);
    assert_int_equal(cost_of(latin, 1), WORDS_COST_NONE);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut_by_a_word),
        cmocka_unit_test(test_whole_words_stay),
        cmocka_unit_test(test_grammar_beside),
        cmocka_unit_test(test_inside_a_word),
        cmocka_unit_test(test_reads_folded),
        cmocka_unit_test(test_run_ends),
        cmocka_unit_test(test_what_is_not_tested),
        cmocka_unit_test(test_filter_reads_every_script),
        cmocka_unit_test(test_filter_is_selective),
        cmocka_unit_test(test_filter_knows_punctuation),
        cmocka_unit_test(test_any_bytes),
        cmocka_unit_test(test_list),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
