/* SPDX-License-Identifier: MIT
 * When an accusation against an agent stands, is doubtful, or falls. */
#include "test.h"

#include "kefu/kefu.h"
#include "text/quote.h"

#include <stdio.h>

static const char words[] =
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"words\",\"version\":\"1\",\"entries\":["
    "{\"texts\":[\"蠢货\",\"加我微信\"],\"fault\":\"rude\",\"role\":\"agent\"},"
    "{\"text\":\"不知道\",\"fault\":\"cold\",\"role\":\"agent\",\"ambiguous\":true},"
    "{\"text\":\"没办法\",\"fault\":\"cold\",\"role\":\"agent\",\"ambiguous\":true},"
    "{\"text\":\"找快递去\",\"fault\":\"shirking\",\"role\":\"agent\"},"
    "{\"text\":\"给您退款\",\"act\":\"solution\",\"role\":\"agent\"},"
    "{\"text\":\"祝您愉快\",\"act\":\"closing\",\"role\":\"agent\"},"
    "{\"text\":\"已记录\",\"fault\":\"mechanical\",\"role\":\"agent\",\"ambiguous\":true},"
    "{\"pair\":[\"您的问题\",\"非常重视\"],\"fault\":\"mechanical\",\"role\":\"agent\","
    "\"whole\":true},"
    "{\"text\":\"我们会跟进\",\"fault\":\"mechanical\",\"role\":\"agent\",\"whole\":true,"
    "\"ambiguous\":true},"
    "{\"text\":\"快递\",\"aspect\":\"logistics\"},{\"text\":\"太慢\",\"polarity\":-0.6}],"
    "\"negators\":[{\"kind\":\"prohibition\",\"text\":\"从不\"}],"
    "\"courtesies\":[{\"role\":\"agent\",\"acts\":[\"closing\"]}],"
    "\"thresholds\":{\"fault\":0.5},\"excuses\":[{\"texts\":[\"您是说\"]},"
    "{\"faults\":[\"cold\"],\"acts\":[\"solution\"],\"texts\":[\"因为\"]}],"
    "\"repetition\":\"mechanical\",\"precision\":[{\"id\":\"shirking\",\"read\":20,\"right\":10},"
    "{\"id\":\"rude\",\"read\":100,\"right\":99}]}";

static kefu_scheme *compile(void) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    const kefu_document document = {.name = {"words.json", 10}, .text = {words, sizeof words - 1}};
    kefu_scheme *scheme = NULL;
    options.flags = KEFU_SCHEME_BARE;
    assert_int_equal(kefu_scheme_compile(&document, 1, &options, &scheme, NULL, NULL), KEFU_OK);
    return scheme;
}

/* What an agent's text has of a kind, as "id id". */
static void assert_found(const kefu_scheme *scheme, const char *text, kefu_found_kind kind,
                         const char *expected) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    kefu_found found = {.size = sizeof found};
    char all[256] = "";
    size_t i;
    options.role = KEFU_ROLE_AGENT;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    assert_int_equal(kefu_analyze(scheme, scratch, text, strlen(text), &options, &analysis, NULL),
                     KEFU_OK);
    for (i = 0; i < kefu_analysis_found_count(analysis, kind); i++) {
        assert_int_equal(kefu_analysis_found_at(analysis, kind, i, &found, NULL), KEFU_OK);
        snprintf(all + strlen(all), sizeof all - strlen(all), i ? " %s" : "%s", found.id);
    }
    assert_string_equal(all, expected);
    kefu_scratch_free(scratch);
}

static void test_doubt(void **state) {
    kefu_scheme *scheme = compile();
    (void)state;
    assert_found(scheme, "你这蠢货", KEFU_FOUND_FAULT, "rude");
    assert_found(scheme, "你这蠢货", KEFU_FOUND_HINT, "");
    assert_found(scheme, "这个我不知道", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "这个我不知道", KEFU_FOUND_HINT, "cold");
    assert_found(scheme, "不知道", KEFU_FOUND_FAULT, "cold"); /* the only content of the message */
    /* Two doubts are no accusation; the same words twice are. */
    assert_found(scheme, "不知道，没办法", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "不知道，没办法", KEFU_FOUND_HINT, "cold");
    assert_found(scheme, "不知道，不知道", KEFU_FOUND_FAULT, "cold");
    kefu_scheme_release(scheme);
}

static void test_repetition(void **state) {
    kefu_scheme *scheme = compile();
    (void)state;
    assert_found(scheme, "请看详情页。请看详情页。", KEFU_FOUND_FAULT, "mechanical");
    assert_found(scheme, "已反馈。已反馈。已反馈。", KEFU_FOUND_FAULT, "mechanical");
    assert_found(scheme, "已反馈。已反馈。", KEFU_FOUND_FAULT, ""); /* too short to decide */
    assert_found(scheme, "请看详情页。今天已经给您发货了，请留意。请看详情页。", KEFU_FOUND_FAULT,
                 "");
    kefu_scheme_release(scheme);
}

/* A turn of set phrases alone is no answer; beside one, or as courtesies alone, they are no fault.
 */
static void test_set_phrases(void **state) {
    kefu_scheme *scheme = compile();
    (void)state;
    assert_found(scheme, "您的问题我们非常重视", KEFU_FOUND_FAULT, "mechanical");
    assert_found(scheme, "您的问题我们非常重视，我们会跟进，已记录，祝您愉快", KEFU_FOUND_FAULT,
                 "mechanical");
    assert_found(scheme, "您的问题我们非常重视，少发的螺丝今天就补寄", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "您的问题我们非常重视，我们会跟进，祝您愉快，3", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "您的问题我们非常重视，我们会跟进，少发的螺丝今天就补寄", KEFU_FOUND_HINT,
                 "");
    assert_found(scheme, "祝您愉快", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "我们会跟进", KEFU_FOUND_FAULT, ""); /* accuses nobody by itself */
    assert_found(scheme, "我们会跟进，我们会跟进", KEFU_FOUND_HINT, "");
    assert_found(scheme, "已记录", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "已记录", KEFU_FOUND_HINT, "mechanical");
    kefu_scheme_release(scheme);
}

static void test_excuses(void **state) {
    kefu_scheme *scheme = compile();
    (void)state;
    assert_found(scheme, "您是说他让您加我微信？", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "我们从不说加我微信", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "没办法，因为仓库关了", KEFU_FOUND_HINT, "");
    assert_found(scheme, "没办法，给您退款吧", KEFU_FOUND_HINT, "");
    assert_found(scheme, "因为你是蠢货", KEFU_FOUND_FAULT, "rude"); /* of cold only */
    kefu_scheme_release(scheme);
}

static void test_quoted(void **state) {
    kefu_scheme *scheme = compile();
    (void)state;
    assert_found(scheme, "“蠢货”不该对顾客说", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "“您好”，蠢货", KEFU_FOUND_FAULT, "rude");
    assert_found(scheme, "> 蠢货\n抱歉", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "“蠢货", KEFU_FOUND_FAULT, "rude"); /* nothing closes it */
    kefu_scheme_release(scheme);
}

/* shirking proved right in 10 of 20: a hint, however sure its words are. */
static void test_precision(void **state) {
    kefu_scheme *scheme = compile();
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    kefu_found found = {.size = sizeof found};
    (void)state;
    assert_found(scheme, "找快递去", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "找快递去", KEFU_FOUND_HINT, "shirking");
    options.role = KEFU_ROLE_AGENT;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    assert_int_equal(kefu_analyze(scheme, scratch, "蠢货", 6, &options, &analysis, NULL), KEFU_OK);
    assert_int_equal(kefu_analysis_found_at(analysis, KEFU_FOUND_FAULT, 0, &found, NULL), KEFU_OK);
    assert_float_equal(found.certainty, 0.9455, 0.0005); /* Wilson: 99 of 100 */
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

static void test_stance(void **state) {
    kefu_scheme *scheme = compile();
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    kefu_found found = {.size = sizeof found};
    (void)state;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    assert_int_equal(kefu_analyze(scheme, scratch, "快递到哪了", 15, NULL, &analysis, NULL),
                     KEFU_OK);
    assert_int_equal(kefu_analysis_found_at(analysis, KEFU_FOUND_ASPECT, 0, &found, NULL), KEFU_OK);
    assert_int_equal(found.stance, KEFU_STANCE_NAMED);
    assert_true(found.certainty < 0);
    assert_int_equal(kefu_analyze(scheme, scratch, "快递太慢", 12, NULL, &analysis, NULL), KEFU_OK);
    assert_int_equal(kefu_analysis_found_at(analysis, KEFU_FOUND_ASPECT, 0, &found, NULL), KEFU_OK);
    assert_int_equal(found.stance, KEFU_STANCE_JUDGED);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

/* A small model with weights so large that each score is far from the others. */
static const char model[] =
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"model\",\"version\":\"1\",\"learned\":{\"task\":"
    "\"classes\",\"finds\":\"fault\",\"classes\":[{\"class\":\"impatient\",\"scale\":0.1,\"bias\":-"
    "1,"
    "\"keywords\":[{\"weight\":30,\"texts\":\"催 催来 催去 来催 有完 "
    "没完\"},{\"weight\":-90,\"texts\":\"抱歉\"}]},"
    "{\"class\":\"none\",\"scale\":0.1,\"bias\":0,\"keywords\":[{\"weight\":1,\"texts\":\"您\"}]}]}"
    "}";

static kefu_scheme *compile_model(const char *text) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    const kefu_document documents[] = {
        {.name = {"words.json", 10}, .text = {words, sizeof words - 1}},
        {.name = {"model.json", 10}, .text = {text, strlen(text)}}};
    kefu_scheme *scheme = NULL;
    options.flags = KEFU_SCHEME_BARE;
    kefu_scheme_compile(documents, 2, &options, &scheme, NULL, NULL);
    return scheme;
}

static void test_learned(void **state) {
    kefu_scheme *scheme = compile_model(model);
    (void)state;
    assert_non_null(scheme);
    assert_found(scheme, "催来催去，有完没完", KEFU_FOUND_FAULT, "impatient");
    /* Sentences are judged one by one, and without what they quote. */
    assert_found(scheme, "您好。催来催去，有完没完。", KEFU_FOUND_FAULT, "impatient");
    assert_found(scheme, "您说“催来催去，有完没完”，我听到了", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "抱歉让您催来催去，有完没完", KEFU_FOUND_FAULT, "");
    /* Too little is known of the sentence; too short to say anything. */
    assert_found(scheme, "我去催一下快递员", KEFU_FOUND_FAULT, "");
    assert_found(scheme, "催没完", KEFU_FOUND_FAULT, "");
    /* What a turn excuses falls, whoever accused. */
    assert_found(scheme, "您是说催来催去，有完没完吗", KEFU_FOUND_FAULT, "");
    kefu_scheme_release(scheme);
}

static void test_learned_speaks_of_agents(void **state) {
    kefu_scheme *scheme = compile_model(model);
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    static const char text[] = "催来催去，有完没完";
    static const uint32_t others[] = {KEFU_ROLE_CUSTOMER, KEFU_ROLE_BOT, KEFU_ROLE_SYSTEM};
    (void)state;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        options.role = others[i];
        assert_int_equal(
            kefu_analyze(scheme, scratch, text, sizeof text - 1, &options, &analysis, NULL),
            KEFU_OK);
        assert_int_equal(kefu_analysis_found_count(analysis, KEFU_FOUND_FAULT), 0);
    }
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

/* One scratch, schemes with and without a model in turns: each analysis uses its own. */
static void test_learned_follows_the_scheme(void **state) {
    kefu_scheme *with = compile_model(model), *without = compile();
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    static const char text[] = "催来催去，有完没完";
    (void)state;
    options.role = KEFU_ROLE_AGENT;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    for (int i = 0; i < 4; i++) {
        assert_int_equal(kefu_analyze(i % 2 ? without : with, scratch, text, sizeof text - 1,
                                      &options, &analysis, NULL),
                         KEFU_OK);
        assert_int_equal(kefu_analysis_found_count(analysis, KEFU_FOUND_FAULT), i % 2 ? 0 : 1);
    }
    kefu_scratch_free(scratch);
    kefu_scheme_release(with);
    kefu_scheme_release(without);
}

static bool is_quoted(const char *text, size_t size, size_t at) {
    struct quotation_cursor cursor = {0, 0};
    return kefu__text_is_quoted(&cursor, text, size, at);
}

static void test_quotation_marks(void **state) {
    static const char *const quoted[] = {"\"x\"", "“x”", "「x」", "『x』", "“a「x」”", "  > x"};
    static const char *const said[] = {"x", "“a”x", "“x", "a > x", "> a\nx", "「a」『b』x"};
    size_t i;
    (void)state;
    for (i = 0; i < sizeof quoted / sizeof *quoted; i++)
        assert_true(
            is_quoted(quoted[i], strlen(quoted[i]), (size_t)(strchr(quoted[i], 'x') - quoted[i])));
    for (i = 0; i < sizeof said / sizeof *said; i++)
        assert_false(is_quoted(said[i], strlen(said[i]), (size_t)(strchr(said[i], 'x') - said[i])));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_doubt),
        cmocka_unit_test(test_repetition),
        cmocka_unit_test(test_set_phrases),
        cmocka_unit_test(test_excuses),
        cmocka_unit_test(test_quoted),
        cmocka_unit_test(test_precision),
        cmocka_unit_test(test_stance),
        cmocka_unit_test(test_quotation_marks),
        cmocka_unit_test(test_learned),
        cmocka_unit_test(test_learned_speaks_of_agents),
        cmocka_unit_test(test_learned_follows_the_scheme),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
