/* SPDX-License-Identifier: MIT
 * Gapped pairs. */
#include "match/pairs.h"

#include "test.h"

struct setting {
    struct matcher *matcher;
    struct match_scratch scratch;
    struct pairs pairs;
    struct pair_matches found;
};

static void set_up(struct setting *s, const struct pair *list, size_t count) {
    static const kefu_str words[3] = {{"等了", 6}, {"天", 3}, {"等", 3}};
    memset(s, 0, sizeof *s);
    assert_int_equal(kefu__matcher_build(words, 3, NULL, &s->matcher, NULL), KEFU_OK);
    assert_int_equal(kefu__match_scratch_init(&s->scratch, SIMD_AUTO, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu__pairs_init(&s->pairs, list, count, 3, NULL, NULL), KEFU_OK);
    kefu__pair_matches_init(&s->found, NULL);
}

static void tear_down(struct setting *s) {
    kefu__pair_matches_free(&s->found);
    kefu__pairs_free(&s->pairs);
    kefu__match_scratch_free(&s->scratch);
    kefu__matcher_free(s->matcher);
}

static size_t find(struct setting *s, const char *text) {
    const struct match *matches;
    size_t count, size = strlen(text);
    assert_int_equal(kefu__matcher_scan(s->matcher, &s->scratch, text, size, MATCH_SORTED, &matches,
                                        &count, NULL, NULL),
                     KEFU_OK);
    assert_int_equal(kefu__pairs_find(&s->pairs, text, size, matches, count, &s->found, NULL),
                     KEFU_OK);
    return s->found.count;
}

static void test_gaps(void **state) {
    const struct pair list[] = {{0, 1, 2}};
    struct setting s;
    (void)state;
    set_up(&s, list, 1);
    assert_int_equal(find(&s, "等了天"), 1);
    assert_int_equal(find(&s, "我等了三天了"), 1);
    assert_int_equal(s.found.items[0].start, 3);
    assert_int_equal(s.found.items[0].end, 15);
    assert_int_equal(s.found.items[0].pair, 0);
    assert_int_equal(find(&s, "等了三五天"), 1);
    assert_int_equal(find(&s, "等了好几十天"), 0);
    assert_int_equal(find(&s, "天等了"), 0);
    assert_int_equal(find(&s, "等了三天天"), 2);
    assert_int_equal(find(&s, ""), 0);
    tear_down(&s);
}

static void test_clauses(void **state) {
    static const char *const marks[] = {"，", "。", "！", "？", "；", "：", "、", "…", ",", ".",
                                        "!",  "?",  ";",  ":",  "\n", "\r", "．", "｡", "､"};
    const struct pair list[] = {{0, 1, 9}};
    struct setting s;
    (void)state;
    set_up(&s, list, 1);
    for (size_t i = 0; i < sizeof marks / sizeof *marks; i++) {
        char text[64] = "等了";
        strcat(text, marks[i]);
        strcat(text, "三天");
        assert_int_equal(find(&s, text), 0);
    }
    assert_int_equal(find(&s, "等了 三 天"), 1);
    assert_int_equal(find(&s, "等了\xFF三天"), 1);
    tear_down(&s);
}

static void test_several(void **state) {
    const struct pair list[] = {{2, 1, 5}, {0, 1, 0}, {0, 1, 5}, {1, 1, 5}, {2, 0, 0}};
    struct setting s;
    (void)state;
    set_up(&s, list, 5);
    assert_int_equal(find(&s, "等了两天"), 2); /* 等…天 and 等了…天, not the one without a gap */
    assert_int_equal(s.found.items[0].pair, 0);
    assert_int_equal(s.found.items[1].pair, 2);
    assert_int_equal(find(&s, "等等了天天"), 9);
    for (size_t i = 1; i < s.found.count; i++)
        assert_true(s.found.items[i - 1].start <= s.found.items[i].start);
    tear_down(&s);
}

static void test_bad_pairs(void **state) {
    const struct pair bad_keyword[] = {{0, 1, 2}, {0, 3, 2}};
    const struct pair bad_gap[] = {{0, 1, PAIR_GAP_MAX + 1}};
    struct pairs pairs = {0};
    kefu_error error;
    (void)state;
    assert_int_equal(kefu__pairs_init(&pairs, bad_keyword, 2, 3, NULL, &error), KEFU_E_ARGUMENT);
    assert_string_equal(error.pointer, "/1");
    assert_int_equal(kefu__pairs_init(&pairs, bad_gap, 1, 3, NULL, &error), KEFU_E_ARGUMENT);
    assert_int_equal(kefu__pairs_init(&pairs, NULL, 1, 3, NULL, &error), KEFU_E_ARGUMENT);
    assert_int_equal(kefu__pairs_init(&pairs, NULL, 0, 0, NULL, &error), KEFU_OK);
    kefu__pairs_free(&pairs);
    kefu__pairs_free(&pairs);
}

static void test_no_memory(void **state) {
    const struct pair list[] = {{0, 1, 2}};
    const struct match matches[] = {{0, 6, 0}, {9, 12, 1}};
    struct test_memory memory;
    size_t fail_at;
    (void)state;
    for (fail_at = 1; fail_at < 20; fail_at++) {
        const kefu_allocator allocator = test_allocator(&memory, fail_at);
        struct pairs pairs = {0};
        struct pair_matches found;
        kefu_status status = kefu__pairs_init(&pairs, list, 1, 2, &allocator, NULL);
        kefu__pair_matches_init(&found, &allocator);
        if (status == KEFU_OK)
            status = kefu__pairs_find(&pairs, KEFU_TEXT("等了三天"), matches, 2, &found, NULL);
        kefu__pair_matches_free(&found);
        kefu__pairs_free(&pairs);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
        if (status == KEFU_OK)
            break;
        assert_int_equal(status, KEFU_E_MEMORY);
    }
    assert_int_equal(fail_at, 6);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_gaps),      cmocka_unit_test(test_clauses),
        cmocka_unit_test(test_several),   cmocka_unit_test(test_bad_pairs),
        cmocka_unit_test(test_no_memory),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
