/* SPDX-License-Identifier: MIT
 * Candidates, what reads as a word, the solver, selection: each against what can be reckoned. */
#include "test.h"

#include <math.h>

#include "train/train.h"

static void add(struct corpus *corpus, const char *label, const char *category, const char *text) {
    assert_int_equal(kefu__corpus_add(corpus, (kefu_str){label, strlen(label)},
                                      (kefu_str){category, strlen(category)},
                                      (kefu_str){text, strlen(text)}, NULL),
                     KEFU_OK);
}

/* The number of the candidate with this text, CANDIDATE_NONE when there is none. */
static uint32_t find(const struct corpus *corpus, const struct candidates *candidates,
                     const char *text) {
    struct buffer buffer;
    kefu__buffer_init(&buffer, &corpus->allocator);
    uint32_t found = CANDIDATE_NONE;
    for (uint32_t i = 0; i < candidates->count; i++) {
        buffer.size = 0;
        kefu__candidate_write(corpus, &candidates->items[i], &buffer);
        if (buffer.size == strlen(text) && memcmp(buffer.data, text, buffer.size) == 0)
            found = i;
    }
    kefu__buffer_free(&buffer);
    return found;
}

static const struct candidate_options fragments = {
    .length_max = 4, .frequency_min = 2, .fragments = true};

static void test_candidates_stand_in_two_texts(void **state) {
    (void)state;
    const kefu_allocator standard = kefu__allocator_default();
    struct corpus corpus;
    struct candidates c;
    kefu__corpus_init(&corpus, &standard);
    add(&corpus, "1", "", "很好用，很好用");
    add(&corpus, "0", "", "很好看");
    add(&corpus, "0", "", "不好！！！！！");
    add(&corpus, "0", "", "不行！！！！！ＡＢ");
    add(&corpus, "0", "", "ab");
    assert_int_equal(kefu__candidates_find(&corpus, &fragments, &c, NULL), KEFU_OK);
    const uint32_t very_good = find(&corpus, &c, "很好");
    assert_true(very_good != CANDIDATE_NONE);
    assert_int_equal(c.items[very_good].texts, 2);
    assert_int_equal(c.items[very_good].occurrences, 3);
    assert_int_equal(find(&corpus, &c, "很好用"), CANDIDATE_NONE); /* one text only */
    assert_true(find(&corpus, &c, "ab") != CANDIDATE_NONE);        /* folded */
    assert_true(find(&corpus, &c, "!") != CANDIDATE_NONE);
    assert_int_equal(find(&corpus, &c, "!!"), CANDIDATE_NONE); /* punctuation stays single */
    /* The rows say which text has which. */
    size_t seen = 0;
    for (uint32_t row = 0; row < c.found.rows; row++)
        for (size_t k = c.found.begin[row]; k < c.found.begin[row + 1]; k++)
            if (c.found.column[k] == very_good)
                seen |= (size_t)1 << row;
    assert_int_equal(seen, 3);
    kefu__candidates_free(&c, &standard);
    kefu__corpus_free(&corpus);
}

static void test_runs_are_cut_to_three(void **state) {
    (void)state;
    const kefu_allocator standard = kefu__allocator_default();
    struct corpus corpus;
    struct candidates c;
    kefu__corpus_init(&corpus, &standard);
    add(&corpus, "1", "", "哈哈哈哈哈哈");
    add(&corpus, "1", "", "哈哈哈哈哈");
    assert_int_equal(kefu__candidates_find(&corpus, &fragments, &c, NULL), KEFU_OK);
    assert_true(find(&corpus, &c, "哈哈哈") != CANDIDATE_NONE);
    assert_int_equal(find(&corpus, &c, "哈哈哈哈"), CANDIDATE_NONE);
    kefu__candidates_free(&c, &standard);
    kefu__corpus_free(&corpus);
}

static void test_pairs_within_a_clause(void **state) {
    (void)state;
    const kefu_allocator standard = kefu__allocator_default();
    const struct candidate_options options = {
        .length_max = 2, .frequency_min = 2, .gap = 2, .fragments = true};
    struct corpus corpus;
    struct candidates c;
    kefu__corpus_init(&corpus, &standard);
    for (int i = 0; i < 6; i++)
        add(&corpus, "1", "", "不太好，差吗甲乙丙丁");
    assert_int_equal(kefu__candidates_find(&corpus, &options, &c, NULL), KEFU_OK);
    assert_true(find(&corpus, &c, "不…好") != CANDIDATE_NONE);
    assert_int_equal(find(&corpus, &c, "好…差"), CANDIDATE_NONE); /* another clause */
    assert_true(find(&corpus, &c, "差…乙") != CANDIDATE_NONE);
    assert_int_equal(find(&corpus, &c, "差…丙"), CANDIDATE_NONE); /* three between */
    kefu__candidates_free(&c, &standard);
    kefu__corpus_free(&corpus);
}

/* 待机 时间 长: the string 机时间 always follows 待, so it is no word; 时间 is. */
static void test_fragments_are_no_words(void **state) {
    (void)state;
    static const char *const texts[] = {
        "待机时间长", "待机时间短", "这待机时间不行", "时间久了坏", "等的时间太长", "没时间去",
        "看待机时间", "我时间多",   "他时间少",       "你时间呢",   "一时间乱",     "长了点",
        "很长",       "长的",       "好长啊",         "短了",       "太短",         "真短呀"};
    const kefu_allocator standard = kefu__allocator_default();
    const struct candidate_options options = {
        .length_max = 4, .frequency_min = 2, .cohesion_min = 1, .freedom_min = 0.25, .whole = true};
    struct corpus corpus;
    struct candidates words, all;
    kefu__corpus_init(&corpus, &standard);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add(&corpus, "1", "", texts[i]);
    assert_int_equal(kefu__candidates_find(&corpus, &options, &words, NULL), KEFU_OK);
    assert_int_equal(kefu__candidates_find(&corpus, &fragments, &all, NULL), KEFU_OK);
    assert_true(find(&corpus, &all, "机时间") != CANDIDATE_NONE);
    assert_int_equal(find(&corpus, &words, "机时间"), CANDIDATE_NONE);
    assert_true(find(&corpus, &words, "时间") != CANDIDATE_NONE);
    assert_int_equal(find(&corpus, &words, "机"), CANDIDATE_NONE); /* always 待机 */
    kefu__candidates_free(&words, &standard);
    kefu__candidates_free(&all, &standard);
    kefu__corpus_free(&corpus);
}

/* What candidates find on folded symbols is what the matcher finds in raw text. */
static void test_candidates_and_matcher_agree(void **state) {
    (void)state;
    static const char *const texts[] = {"質量很好，ＧＯＯＤ！值得", "质量很好good值得买",
                                        "质量差 值得？", "很\xE2\x80\x8B好，质 量"};
    const kefu_allocator standard = kefu__allocator_default();
    struct corpus corpus;
    struct candidates c;
    kefu__corpus_init(&corpus, &standard);
    for (size_t i = 0; i < sizeof texts / sizeof *texts; i++)
        add(&corpus, "1", "", texts[i]);
    assert_int_equal(kefu__candidates_find(&corpus, &fragments, &c, NULL), KEFU_OK);
    struct arena arena;
    kefu__arena_init(&arena, &standard);
    struct dense_model dense = {.arena = &arena};
    bool chosen[1000];
    uint32_t number[1000];
    struct learned_model model;
    struct scanner scanner;
    struct matrix found;
    assert_in_range(c.count, 10, 999);
    memset(chosen, 1, sizeof chosen);
    assert_int_equal(kefu__dense_features_from(&dense, &corpus, &c, chosen, 0, number, NULL),
                     KEFU_OK);
    assert_true(kefu__dense_outputs(&dense, 1));
    memset(dense.chosen, 1, kefu__dense_features(&dense));
    assert_int_equal(kefu__dense_quantise(&dense, LEARNED_SENTIMENT, &model, NULL), KEFU_OK);
    assert_int_equal(kefu__scanner_init(&scanner, &model, &standard, NULL), KEFU_OK);
    assert_int_equal(kefu__scanner_matrix(&scanner, corpus.texts, corpus.count, &found, NULL),
                     KEFU_OK);
    for (uint32_t row = 0; row < found.rows; row++) {
        assert_int_equal(kefu__matrix_entries(&found, row), kefu__matrix_entries(&c.found, row));
        for (size_t k = c.found.begin[row]; k < c.found.begin[row + 1]; k++) {
            bool same = false;
            for (size_t i = found.begin[row]; i < found.begin[row + 1]; i++)
                same = same || found.column[i] == number[c.found.column[k]];
            assert_true(same);
        }
    }
    kefu__matrix_free(&found, &standard);
    kefu__scanner_free(&scanner);
    kefu__arena_free(&arena);
    kefu__candidates_free(&c, &standard);
    kefu__corpus_free(&corpus);
}

/* ---- the solver ---- */

/* Two rows, one column each way: by symmetry w = ±a, b = 0 with a minimising
 * a² + 2·C·(1 − a)² (each weight ½a², two rows): a = 2C / (1 + 2C). */
static void test_solver_finds_the_minimum(void **state) {
    (void)state;
    const kefu_allocator standard = kefu__allocator_default();
    size_t begin[] = {0, 1, 2};
    uint32_t column[] = {0, 1};
    const struct matrix rows = {.rows = 2, .columns = 2, .begin = begin, .column = column};
    const float ones[] = {1, 1}, costs[] = {3, 3};
    const int8_t signs[] = {1, -1};
    const struct problem problem = {.rows = &rows,
                                    .row_scale = ones,
                                    .column_scale = ones,
                                    .signs = signs,
                                    .costs = costs,
                                    .constant_from = 2,
                                    .seed = 1};
    double weights[2], bias;
    assert_int_equal(kefu__solve(&problem, &standard, weights, &bias, NULL), KEFU_OK);
    assert_true(fabs(weights[0] - 6.0 / 7) < 0.05);
    assert_true(fabs(weights[1] + 6.0 / 7) < 0.05);
    assert_true(fabs(bias) < 0.05);
    double again[2];
    assert_int_equal(kefu__solve(&problem, &standard, again, &bias, NULL), KEFU_OK);
    assert_memory_equal(weights, again, sizeof weights);
}

static void test_solver_leaves_rows_out_and_constants_unscaled(void **state) {
    (void)state;
    const kefu_allocator standard = kefu__allocator_default();
    /* Column 1 is constant: the tiny row scale must not keep it from being learned. */
    size_t begin[] = {0, 2, 3, 4};
    uint32_t column[] = {0, 1, 0, 0};
    const struct matrix rows = {.rows = 3, .columns = 2, .begin = begin, .column = column};
    const float row_scale[] = {0.001f, 0.001f, 1}, ones[] = {1, 1}, costs[] = {10, 10, 0};
    const int8_t signs[] = {1, -1, 1};
    const struct problem problem = {.rows = &rows,
                                    .row_scale = row_scale,
                                    .column_scale = ones,
                                    .signs = signs,
                                    .costs = costs,
                                    .constant_from = 1,
                                    .seed = 1};
    double weights[2], bias;
    assert_int_equal(kefu__solve(&problem, &standard, weights, &bias, NULL), KEFU_OK);
    /* b + w is 1 and b is -1 but for the weights' cost: w = 820/461, b = (w - 20)/21. */
    assert_true(fabs(weights[1] - 1.7787) < 0.1);
    assert_true(fabs(bias + 0.8677) < 0.1);
    assert_true(fabs(weights[0]) < 0.01); /* row 2, which would raise it, is left out */
}

static void test_ratios_importance_and_selection(void **state) {
    (void)state;
    const kefu_allocator standard = kefu__allocator_default();
    size_t begin[] = {0, 2, 3, 4, 5};
    uint32_t column[] = {0, 1, 0, 1, 1};
    const struct matrix rows = {.rows = 4, .columns = 3, .begin = begin, .column = column};
    const int8_t signs[] = {1, 1, -1, -1};
    const float costs[] = {1, 1, 1, 1};
    float ratios[3];
    /* positive counts 2,1,0 (+1: 3,2,1 of 6); negative 0,2,0 (+1: 1,3,1 of 5) */
    assert_int_equal(kefu__column_ratios(&rows, signs, costs, 1, &standard, ratios, NULL), KEFU_OK);
    assert_true(fabs((double)ratios[0] - log(3 / 6.0 * 5 / 1.0)) < 1e-5);
    assert_true(fabs((double)ratios[1] - log(3 / 5.0 * 6 / 2.0)) < 1e-5);
    const double weights[] = {2, -1, 5};
    double importance[3];
    assert_int_equal(kefu__column_importance(&rows, costs, weights, &standard, importance, NULL),
                     KEFU_OK);
    assert_true(fabs(importance[0] - 2 * sqrt(0.25)) < 1e-9);
    assert_true(fabs(importance[1] - sqrt(0.75 * 0.25)) < 1e-9);
    assert_true(fabs(importance[2]) < 1e-12);
    bool chosen[3] = {false};
    assert_int_equal(kefu__select_top(importance, 0, 3, 1, &standard, chosen, NULL), KEFU_OK);
    assert_true(chosen[0] && !chosen[1] && !chosen[2]);
    assert_int_equal(kefu__select_top(importance, 0, 3, 3, &standard, chosen, NULL), KEFU_OK);
    assert_true(chosen[0] && chosen[1] && !chosen[2]); /* no importance, no place */
}

static void test_platt_finds_the_logistic_curve(void **state) {
    (void)state;
    double scores[4000], slope, intercept;
    int8_t signs[4000];
    struct random random = kefu__random(5);
    for (int i = 0; i < 4000; i++) {
        scores[i] = (i % 200) / 50.0 - 2;
        const double p = 1 / (1 + exp(-(3 * scores[i] - 1)));
        signs[i] = kefu__random_below(&random, 1000000) < p * 1e6 ? 1 : -1;
    }
    kefu__platt(scores, signs, 4000, &slope, &intercept);
    assert_true(fabs(slope - 3) < 0.3);
    assert_true(fabs(intercept + 1) < 0.2);
}

static void test_out_of_memory(void **state) {
    (void)state;
    struct test_memory memory;
    for (size_t fail = 1;; fail++) {
        const kefu_allocator failing = test_allocator(&memory, fail);
        struct corpus corpus;
        struct candidates c = {0};
        const struct candidate_options options = {
            .length_max = 3, .frequency_min = 2, .gap = 2, .cohesion_min = -9, .freedom_min = 0};
        kefu__corpus_init(&corpus, &failing);
        kefu_status status = KEFU_OK;
        for (int i = 0; i < 5 && status == KEFU_OK; i++)
            status = kefu__corpus_add(&corpus, (kefu_str){"1", 1}, (kefu_str){"a", 1},
                                      (kefu_str){"很好用啊", 12}, NULL);
        if (status == KEFU_OK)
            status = kefu__candidates_find(&corpus, &options, &c, NULL);
        kefu__candidates_free(&c, &failing);
        kefu__corpus_free(&corpus);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
        if (status == KEFU_OK)
            break;
        assert_int_equal(status, KEFU_E_MEMORY);
        assert_true(fail < 1000);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_candidates_stand_in_two_texts),
        cmocka_unit_test(test_runs_are_cut_to_three),
        cmocka_unit_test(test_pairs_within_a_clause),
        cmocka_unit_test(test_fragments_are_no_words),
        cmocka_unit_test(test_candidates_and_matcher_agree),
        cmocka_unit_test(test_solver_finds_the_minimum),
        cmocka_unit_test(test_solver_leaves_rows_out_and_constants_unscaled),
        cmocka_unit_test(test_ratios_importance_and_selection),
        cmocka_unit_test(test_platt_finds_the_logistic_curve),
        cmocka_unit_test(test_out_of_memory),
    };
    return cmocka_run_group_tests_name("words", tests, NULL, NULL);
}
