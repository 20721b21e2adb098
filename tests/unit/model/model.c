/* SPDX-License-Identifier: MIT
 * Learned models: documents read and refused, sums, packs, contributions, dialogues, memory. */
#include "test.h"

#include <math.h>

#include "model/dialogue.h"

#define HEAD "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"t\",\"version\":\"1\",\"learned\":"

static const char sentiment[] = HEAD
    "{\"task\":\"sentiment\",\"scale\":0.5,\"bias\":0.25,"
    "\"calibration\":{\"slope\":2,\"intercept\":-1},"
    "\"keywords\":[{\"weight\":-4,\"texts\":\"差 很差\"},{\"weight\":2,\"texts\":\"好\"}],"
    "\"pairs\":[{\"weight\":-2,\"gap\":3,\"texts\":\"不…好\"}],"
    "\"topic_gain\":8,\"packs\":[{\"pack\":\"书籍\",\"scale\":0.25,\"bias\":0.5,"
    "\"keywords\":[{\"weight\":-4,\"texts\":\"好\"}],"
    "\"topic\":{\"scale\":1,\"bias\":-2,\"keywords\":[{\"weight\":8,\"texts\":\"作者\"}]}}]}}";

struct loaded {
    struct json_reader reader;
    struct arena arena;
    struct learned_model model;
    kefu_error error;
};

static kefu_status load(struct loaded *l, const char *text, const kefu_allocator *allocator) {
    const kefu_allocator standard = kefu__allocator_default();
    memset(l, 0, sizeof *l);
    kefu__arena_init(&l->arena, allocator ? allocator : &standard);
    assert_int_equal(kefu__json_open(&l->reader, NULL, text, strlen(text), "t", NULL, &l->error),
                     KEFU_OK);
    const kefu_status status = kefu__learned_read(&l->reader, l->reader.root, &l->arena, &l->model);
    kefu__json_close(&l->reader);
    return status;
}

static void unload(struct loaded *l) {
    kefu__arena_free(&l->arena);
}

static struct scanner scanner_of(struct loaded *l) {
    const kefu_allocator standard = kefu__allocator_default();
    struct scanner scanner;
    assert_int_equal(kefu__scanner_init(&scanner, &l->model, &standard, NULL), KEFU_OK);
    return scanner;
}

static void scan(struct scanner *scanner, const char *text) {
    assert_int_equal(kefu__scanner_scan(scanner, text, strlen(text), NULL), KEFU_OK);
}

static void test_reads_all_members(void **state) {
    (void)state;
    struct loaded l;
    assert_int_equal(load(&l, sentiment, NULL), KEFU_OK);
    assert_int_equal(l.model.task, LEARNED_SENTIMENT);
    assert_int_equal(l.model.output_count, 3);
    assert_int_equal(l.model.keyword_count, 5); /* 差 很差 好 不 作者 */
    assert_int_equal(l.model.pair_count, 1);
    assert_int_equal(l.model.pairs[0].gap, 3);
    assert_true(fabs(l.model.topic_gain - 8) < 1e-12);
    assert_int_equal(kefu__learned_find(&l.model, LEARNED_PACK, "书籍", 6), 1);
    assert_int_equal(kefu__learned_find(&l.model, LEARNED_PACK, "手机", 6), LEARNED_NONE);
    assert_true(fabs(l.model.outputs[0].slope - 2) < 1e-12);
    unload(&l);
}

static void test_sum_is_bias_and_weights_over_root(void **state) {
    (void)state;
    struct loaded l;
    struct learned_result r;
    assert_int_equal(load(&l, sentiment, NULL), KEFU_OK);
    struct scanner s = scanner_of(&l);
    scan(&s, "很差，差，真的差"); /* 差 once, however often; 很差 too */
    assert_int_equal(s.count, 2);
    kefu__learned_result(&s.sum, 0, &r);
    assert_true(fabs(r.score - (0.25 + 0.5 * -8 / sqrt(2))) < 1e-12);
    assert_true(fabs(r.probability - 1 / (1 + exp(-(2 * r.score - 1)))) < 1e-12);
    assert_int_equal(r.count, 2);
    scan(&s, "今天");
    kefu__learned_result(&s.sum, 0, &r);
    assert_true(fabs(r.score - 0.25) < 1e-12);
    assert_int_equal(r.count, 0);
    kefu__scanner_free(&s);
    unload(&l);
}

static void test_pairs_stay_in_their_clause_and_gap(void **state) {
    (void)state;
    struct loaded l;
    assert_int_equal(load(&l, sentiment, NULL), KEFU_OK);
    struct scanner s = scanner_of(&l);
    const uint32_t pair = l.model.keyword_count;
    scan(&s, "不是很好");
    assert_int_equal(s.count, 2);
    assert_int_equal(s.features[1], pair);
    scan(&s, "不，很好");
    assert_int_equal(s.count, 1);
    scan(&s, "不是那么特别好");
    assert_int_equal(s.count, 1);
    kefu__scanner_free(&s);
    unload(&l);
}

static void test_packs_by_name_and_by_topic(void **state) {
    (void)state;
    struct loaded l;
    struct learned_result named, general, found;
    assert_int_equal(load(&l, sentiment, NULL), KEFU_OK);
    struct scanner s = scanner_of(&l);
    scan(&s, "好");
    kefu__learned_result(&s.sum, 1, &named);
    kefu__learned_result(&s.sum, 0, &general);
    kefu__learned_result(&s.sum, LEARNED_NONE, &found);
    assert_true(fabs(general.score - 1.25) < 1e-12);
    assert_true(fabs(named.score - (1.25 + 0.5 - 1)) < 1e-12);
    assert_true(fabs(found.score - general.score) < 1e-4); /* nothing says that it is a book */
    scan(&s, "作者写得好");
    kefu__learned_result(&s.sum, LEARNED_NONE, &found);
    kefu__learned_result(&s.sum, 1, &named);
    assert_int_equal(found.pack, 1);
    assert_true(fabs(found.score - named.score) < 1e-4);
    kefu__scanner_free(&s);
    unload(&l);
}

static void test_contributions_add_up(void **state) {
    (void)state;
    struct loaded l;
    struct learned_result r;
    assert_int_equal(load(&l, sentiment, NULL), KEFU_OK);
    struct scanner s = scanner_of(&l);
    scan(&s, "作者写得不是很好，很差");
    kefu__learned_result(&s.sum, LEARNED_NONE, &r);
    double sum = r.bias;
    for (size_t i = 0; i < s.count; i++)
        sum += kefu__learned_contribution(&l.model, &r, s.features[i]);
    assert_true(fabs(sum - r.score) < 1e-9);
    kefu__scanner_free(&s);
    unload(&l);
}

static void test_refuses_bad_documents(void **state) {
    (void)state;
    static const struct {
        const char *text;
        kefu_status status;
    } cases[] = {
        {"{\"id\":\"t\"}", KEFU_E_NOT_FOUND},
        {HEAD "3}", KEFU_E_DEFINITION},
        {HEAD "{}}", KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"poetry\"}}", KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"sentiment\",\"bias\":1}}", KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"sentiment\",\"scale\":0}}", KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"sentiment\",\"scale\":1,\"colour\":1}}", KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"sentiment\",\"scale\":1,\"keywords\":[3]}}", KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"sentiment\",\"scale\":1,\"keywords\":[{\"weight\":40000,"
              "\"texts\":\"好\"}]}}",
         KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"sentiment\",\"scale\":1,\"keywords\":[{\"weight\":1,"
              "\"texts\":\"好好好好好好好好好好好好好好好好好\"}]}}",
         KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"sentiment\",\"scale\":1,\"keywords\":[{\"weight\":1,"
              "\"texts\":\"好 好\"}]}}",
         KEFU_E_DUPLICATE},
        {HEAD "{\"task\":\"sentiment\",\"scale\":1,\"pairs\":[{\"weight\":1,\"gap\":2,"
              "\"texts\":\"不好\"}]}}",
         KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"sentiment\",\"scale\":1,\"pairs\":[{\"weight\":1,\"gap\":99,"
              "\"texts\":\"不…好\"}]}}",
         KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"sentiment\",\"scale\":1,\"packs\":[{\"pack\":\"a\",\"scale\":1},"
              "{\"pack\":\"a\",\"scale\":1}]}}",
         KEFU_E_DUPLICATE},
        {HEAD "{\"task\":\"classes\"}}", KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"classes\",\"classes\":[{\"scale\":1}]}}", KEFU_E_DEFINITION},
        {HEAD "{\"task\":\"dialogue\",\"scale\":1,\"channels\":[],\"measures\":[{\"measure\":1}]}}",
         KEFU_E_DEFINITION},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct loaded l;
        const kefu_status status = load(&l, cases[i].text, NULL);
        if (status != cases[i].status)
            print_error("case %zu gave %d\n", i, (int)status);
        assert_int_equal(status, cases[i].status);
        assert_null(l.model.rows);
        unload(&l);
    }
}

static void test_dialogue_channels(void **state) {
    (void)state;
    static const struct learned_turn turns[] = {
        {true, {"手机坏了", 12}}, {false, {"抱歉", 6}}, {true, {"谢谢", 6}}};
    static const bool expected[CHANNELS][3] = {{true, false, true},  {true, false, false},
                                               {false, false, true}, {false, false, true},
                                               {false, true, false}, {false, true, false}};
    for (int c = 0; c < CHANNELS; c++)
        for (size_t i = 0; i < 3; i++)
            assert_int_equal(kefu__channel_has((enum learned_channel)c, turns, 3, i),
                             expected[c][i]);
    /* A single turn is the first one, not also the last. */
    assert_true(kefu__channel_has(CHANNEL_FIRST, turns, 1, 0));
    assert_false(kefu__channel_has(CHANNEL_LAST, turns, 1, 0));
    double values[MEASURES];
    kefu__measure_dialogue(turns, 3, values);
    assert_true(fabs(values[0] - log(4)) < 1e-12);
    assert_true(fabs(values[1] - 2) < 1e-12 && fabs(values[2] - 1) < 1e-12);
    kefu__measure_dialogue(turns, 0, values);
    assert_true(fabs(values[0]) < 1e-12 && fabs(values[6]) < 1e-12);
}

static void test_dialogue_estimate_adds_up(void **state) {
    (void)state;
    static const char text[] = HEAD
        "{\"task\":\"dialogue\",\"scale\":1,\"bias\":0.5,\"channels\":["
        "{\"channel\":\"customer\",\"scale\":0.1,\"keywords\":[{\"weight\":-5,"
        "\"texts\":\"坏了\"}]},{\"channel\":\"last\",\"scale\":0.1,\"keywords\":["
        "{\"weight\":8,\"texts\":\"谢谢\"}]},{\"channel\":\"agent\",\"scale\":0.1,"
        "\"keywords\":[{\"weight\":2,\"texts\":\"抱歉\"}]}],"
        "\"measures\":[{\"measure\":\"customer_turns\",\"weight\":-0.1},"
        "{\"measure\":\"of_the_future\",\"weight\":9}]}}";
    static const struct learned_turn turns[] = {
        {true, {"手机坏了", 12}}, {false, {"抱歉", 6}}, {true, {"谢谢", 6}}};
    struct loaded l;
    double estimate, values[CHANNELS + 1];
    struct dialogue_reasons reasons = {.allocator = kefu__allocator_default()};
    assert_int_equal(load(&l, text, NULL), KEFU_OK);
    struct scanner s = scanner_of(&l);
    assert_int_equal(kefu__dialogue_estimate(&s, turns, 3, &estimate, values, &reasons, NULL),
                     KEFU_OK);
    /* 坏了 and 谢谢 are found among all that the customer says: m is 2 there. */
    assert_true(fabs(estimate - (0.5 - 0.5 / sqrt(2) + 0.8 + 0.2 - 0.2)) < 1e-12);
    assert_int_equal(reasons.count, 3);
    assert_int_equal(reasons.items[1].turn, 2);
    double sum = 0.5 + values[CHANNELS];
    for (size_t i = 0; i < reasons.count; i++)
        sum += reasons.items[i].value;
    assert_true(fabs(sum - estimate) < 1e-12);
    kefu__release(&reasons.allocator, reasons.items, reasons.capacity * sizeof *reasons.items);
    kefu__scanner_free(&s);
    unload(&l);
}

static void test_out_of_memory(void **state) {
    (void)state;
    struct test_memory memory;
    for (size_t fail = 1;; fail++) {
        const kefu_allocator failing = test_allocator(&memory, fail);
        struct loaded l;
        const kefu_status status = load(&l, sentiment, &failing);
        unload(&l);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
        if (status == KEFU_OK)
            break;
        assert_int_equal(status, KEFU_E_MEMORY);
        assert_true(fail < 1000);
    }
}

static void test_scanner_out_of_memory(void **state) {
    (void)state;
    struct test_memory memory;
    struct loaded l;
    assert_int_equal(load(&l, sentiment, NULL), KEFU_OK);
    for (size_t fail = 1;; fail++) {
        const kefu_allocator failing = test_allocator(&memory, fail);
        struct scanner s = {0};
        kefu_status status = kefu__scanner_init(&s, &l.model, &failing, NULL);
        if (status == KEFU_OK)
            status = kefu__scanner_scan(&s, "不是很好，差", strlen("不是很好，差"), NULL);
        kefu__scanner_free(&s);
        assert_int_equal(memory.live_blocks, 0);
        if (status == KEFU_OK)
            break;
        assert_int_equal(status, KEFU_E_MEMORY);
        assert_true(fail < 1000);
    }
    unload(&l);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_reads_all_members),
        cmocka_unit_test(test_sum_is_bias_and_weights_over_root),
        cmocka_unit_test(test_pairs_stay_in_their_clause_and_gap),
        cmocka_unit_test(test_packs_by_name_and_by_topic),
        cmocka_unit_test(test_contributions_add_up),
        cmocka_unit_test(test_refuses_bad_documents),
        cmocka_unit_test(test_dialogue_channels),
        cmocka_unit_test(test_dialogue_estimate_adds_up),
        cmocka_unit_test(test_out_of_memory),
        cmocka_unit_test(test_scanner_out_of_memory),
    };
    return cmocka_run_group_tests_name("learned", tests, NULL, NULL);
}
