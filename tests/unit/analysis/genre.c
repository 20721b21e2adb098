/* SPDX-License-Identifier: MIT
 * What depends on where a text comes from: learned models, entries of messages, labels. */
#include "test.h"

#include "analysis/analysis.h"
#include "kefu/kefu.h"

static const char words[] =
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"words\",\"version\":\"1\",\"entries\":["
    "{\"text\":\"太慢\",\"polarity\":-0.5},{\"text\":\"很好\",\"polarity\":0.5},"
    "{\"text\":\"快点\",\"polarity\":-0.1}]}";
static const char messages[] =
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"messages\",\"version\":\"1\",\"genre\":\"message\","
    "\"entries\":[{\"text\":\"还没收到\",\"polarity\":-0.5},{\"text\":\"快点啊\",\"polarity\":-0.6}"
    ","
    "{\"pair\":[\"催了\",\"次\"],\"polarity\":-0.6}]}";
static const char reviews_learned[] =
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"reviews\",\"version\":\"1\",\"learned\":{\"task\":"
    "\"sentiment\",\"scale\":0.01,\"bias\":0,\"calibration\":{\"slope\":1,\"intercept\":0},"
    "\"keywords\":[{\"weight\":-900,\"texts\":\"客服 退货\"}]}}";
static const char messages_learned[] =
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"chats\",\"version\":\"1\",\"learned\":{\"task\":"
    "\"sentiment\",\"genre\":\"message\",\"scale\":0.01,\"bias\":0,\"calibration\":{\"slope\":1,"
    "\"intercept\":0},\"keywords\":[{\"weight\":900,\"texts\":\"弄好了\"}]}}";

static kefu_scheme *compile(const char *const *texts, size_t count) {
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_document documents[4];
    kefu_scheme *scheme = NULL;
    size_t i;
    for (i = 0; i < count; i++) {
        documents[i].name.data = "d.json";
        documents[i].name.size = 6;
        documents[i].text.data = texts[i];
        documents[i].text.size = strlen(texts[i]);
    }
    options.flags = KEFU_SCHEME_BARE;
    assert_int_equal(kefu_scheme_compile(documents, count, &options, &scheme, NULL, NULL), KEFU_OK);
    return scheme;
}

static kefu_scheme *compile_all(void) {
    const char *const all[] = {words, messages, reviews_learned, messages_learned};
    return compile(all, 4);
}

static kefu_sentiment read_as(const kefu_scheme *scheme, const char *text, uint32_t genre) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    kefu_sentiment sentiment;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    options.genre = genre;
    assert_int_equal(kefu_analyze(scheme, scratch, text, strlen(text), &options, &analysis, NULL),
                     KEFU_OK);
    sentiment = *kefu_analysis_sentiment(analysis);
    kefu_scratch_free(scratch);
    return sentiment;
}

static void test_learned_models(void **state) {
    kefu_scheme *scheme = compile_all();
    (void)state;
    assert_int_equal(read_as(scheme, "客服退货", KEFU_GENRE_REVIEW).label, KEFU_LABEL_NEGATIVE);
    assert_int_equal(read_as(scheme, "客服退货", KEFU_GENRE_MESSAGE).label, KEFU_LABEL_NEUTRAL);
    assert_int_equal(read_as(scheme, "客服退货", KEFU_GENRE_MESSAGE).hits, 0);
    assert_int_equal(read_as(scheme, "弄好了", KEFU_GENRE_REVIEW).hits, 0);
    assert_int_equal(read_as(scheme, "弄好了", KEFU_GENRE_MESSAGE).hits, 1);
    kefu_scheme_release(scheme);
}

static void test_entries(void **state) {
    kefu_scheme *scheme = compile_all();
    (void)state;
    assert_int_equal(read_as(scheme, "我还没收到", KEFU_GENRE_REVIEW).hits, 0);
    assert_int_equal(read_as(scheme, "我还没收到", KEFU_GENRE_MESSAGE).label, KEFU_LABEL_NEGATIVE);
    assert_int_equal(read_as(scheme, "催了三次", KEFU_GENRE_REVIEW).hits, 0);
    assert_int_equal(read_as(scheme, "催了三次", KEFU_GENRE_MESSAGE).label, KEFU_LABEL_NEGATIVE);
    /* An entry of messages hides in messages only. */
    assert_true(read_as(scheme, "快点啊", KEFU_GENRE_REVIEW).score >
                read_as(scheme, "快点啊", KEFU_GENRE_MESSAGE).score);
    assert_int_equal(read_as(scheme, "快点啊", KEFU_GENRE_REVIEW).hits, 1);
    kefu_scheme_release(scheme);
}

/* Both sides in one text are mixed in a review; a message has three labels. */
static void test_labels(void **state) {
    kefu_scheme *scheme = compile_all();
    (void)state;
    assert_int_equal(read_as(scheme, "很好，太慢", KEFU_GENRE_REVIEW).label, KEFU_LABEL_MIXED);
    assert_int_equal(read_as(scheme, "很好，太慢", KEFU_GENRE_MESSAGE).label, KEFU_LABEL_NEUTRAL);
    assert_int_equal(read_as(scheme, "太慢", KEFU_GENRE_MESSAGE).label, KEFU_LABEL_NEGATIVE);
    assert_int_equal(read_as(scheme, "很好", KEFU_GENRE_MESSAGE).label, KEFU_LABEL_POSITIVE);
    kefu_scheme_release(scheme);
}

/* The last listed model of a genre counts, and does not replace that of the other. */
static void test_last_model(void **state) {
    static const char later[] =
        "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"later\",\"version\":\"1\",\"learned\":{\"task\":"
        "\"sentiment\",\"genre\":\"message\",\"scale\":0.01,\"bias\":0,\"calibration\":{\"slope\":"
        "1,\"intercept\":0},\"keywords\":[{\"weight\":900,\"texts\":\"搞定了\"}]}}";
    const char *const all[] = {messages_learned, reviews_learned, later};
    kefu_scheme *scheme = compile(all, 3);
    (void)state;
    assert_int_equal(read_as(scheme, "弄好了", KEFU_GENRE_MESSAGE).hits, 0);
    assert_int_equal(read_as(scheme, "搞定了", KEFU_GENRE_MESSAGE).hits, 1);
    assert_int_equal(read_as(scheme, "退货", KEFU_GENRE_REVIEW).hits, 1);
    kefu_scheme_release(scheme);
}

static void test_unknown_genre(void **state) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_scheme *scheme = compile_all();
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    (void)state;
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    options.genre = KEFU_GENRE_MESSAGE + 1;
    assert_int_equal(kefu_analyze(scheme, scratch, "a", 1, &options, &analysis, NULL),
                     KEFU_E_ARGUMENT);
    assert_null(analysis);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_learned_models), cmocka_unit_test(test_entries),
        cmocka_unit_test(test_labels),         cmocka_unit_test(test_last_model),
        cmocka_unit_test(test_unknown_genre),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
