/* SPDX-License-Identifier: MIT
 * What depends on where a text comes from: learned models, entries of messages, labels. */
#include "test.h"

#include "analysis/analysis.h"
#include "kefu/kefu.h"

#include <stdio.h>

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

/* ---- what is found in messages, by the built-in lexicon ---- */

/* The analysis of a message lives in the scratch. */
static kefu_analysis *read_message(kefu_scratch *scratch, const kefu_scheme *scheme,
                                   const char *text, uint32_t role) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis = NULL;
    options.genre = KEFU_GENRE_MESSAGE;
    options.role = role;
    assert_int_equal(kefu_analyze(scheme, scratch, text, strlen(text), &options, &analysis, NULL),
                     KEFU_OK);
    return analysis;
}

/* Finds the first id of a kind; false: there is none. */
static bool find(const kefu_analysis *analysis, kefu_found_kind kind, kefu_found *found) {
    found->size = sizeof *found;
    return kefu_analysis_found_at(analysis, kind, 0, found, NULL) == KEFU_OK;
}

/* 很难 shares its last character with 难吃, but 很 denies nothing; 不 of 不让 does. */
static void test_overlapping_negator(void **state) {
    kefu_scratch *scratch = NULL;
    kefu_scheme *scheme = NULL;
    (void)state;
    assert_int_equal(kefu_scheme_builtin(NULL, &scheme, NULL), KEFU_OK);
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    assert_true(kefu_analysis_sentiment(read_message(scratch, scheme, "很难吃", KEFU_ROLE_CUSTOMER))
                    ->polarity < -0.5);
    assert_true(kefu_analysis_sentiment(read_message(scratch, scheme, "很难看", KEFU_ROLE_CUSTOMER))
                    ->polarity < -0.5);
    assert_true(
        kefu_analysis_sentiment(read_message(scratch, scheme, "不让人生气", KEFU_ROLE_CUSTOMER))
            ->polarity > 0);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

/* Thanks beside an aspect praise it no more than a question does; a judgement does. */
static void test_courtesy_judges_no_aspect(void **state) {
    kefu_scratch *scratch = NULL;
    kefu_scheme *scheme = NULL;
    kefu_found found;
    (void)state;
    assert_int_equal(kefu_scheme_builtin(NULL, &scheme, NULL), KEFU_OK);
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    if (find(read_message(scratch, scheme, "帮我转3号客服 谢谢", KEFU_ROLE_CUSTOMER),
             KEFU_FOUND_ASPECT, &found))
        assert_int_equal(found.stance, KEFU_STANCE_NAMED);
    assert_true(find(read_message(scratch, scheme, "你们客服真不错", KEFU_ROLE_CUSTOMER),
                     KEFU_FOUND_ASPECT, &found));
    assert_int_equal(found.stance, KEFU_STANCE_JUDGED);
    assert_true(found.polarity > 0);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

/* An agent who speaks of urging does not urge. */
static void test_intents_are_the_customers(void **state) {
    kefu_scratch *scratch = NULL;
    kefu_scheme *scheme = NULL;
    kefu_found found;
    (void)state;
    assert_int_equal(kefu_scheme_builtin(NULL, &scheme, NULL), KEFU_OK);
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    assert_true(find(read_message(scratch, scheme, "帮我催促一下", KEFU_ROLE_CUSTOMER),
                     KEFU_FOUND_INTENT, &found));
    assert_false(find(read_message(scratch, scheme, "给您催促退款呢", KEFU_ROLE_AGENT),
                      KEFU_FOUND_INTENT, &found));
    assert_false(find(read_message(scratch, scheme, "如果坏了可以申请售后", KEFU_ROLE_AGENT),
                      KEFU_FOUND_DEMAND, &found));
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
}

/* The number of emotions found in first parts [from, to) of pairs, followed by a second part. */
static size_t count_emotions(const kefu_scheme *scheme, uint32_t from, uint32_t to) {
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_scratch *scratch = NULL;
    kefu_analysis *analysis = NULL;
    char text[256];
    int size = 0;
    for (uint32_t i = from; i < to; i++)
        size += snprintf(text + size, sizeof text - (size_t)size, "\xE4\xB8%c", (int)(0x80 + i));
    snprintf(text + size, sizeof text - (size_t)size, "完");
    assert_int_equal(kefu_scratch_new(NULL, &scratch, NULL), KEFU_OK);
    assert_int_equal(kefu_analyze(scheme, scratch, text, strlen(text), &options, &analysis, NULL),
                     KEFU_OK);
    const size_t count = kefu_analysis_found_count(analysis, KEFU_FOUND_EMOTION);
    kefu_scratch_free(scratch);
    return count;
}

/* A keyword completes the pair of the first part in its clause, among few first parts, which are
 * looked up one by one, and among many, for which all pairs of the keyword are visited. */
static void test_many_first_parts(void **state) {
    enum { PARTS = 40 };
    char document[4096];
    const char *const documents[] = {document};
    int size = snprintf(document, sizeof document, "%s",
                        "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"pairs\",\"version\":\"1\","
                        "\"entries\":[{\"pair\":[\"\\u4e00\",\"完\"],\"gap\":60,"
                        "\"emotion\":{\"anger\":0.8}}");
    (void)state;
    for (int i = 0; i < PARTS; i++)
        size += snprintf(document + size, sizeof document - (size_t)size,
                         ",{\"pair\":[\"\\u%04x\",\"止\"],\"polarity\":0.5}", 0x4E00 + (unsigned)i);
    snprintf(document + size, sizeof document - (size_t)size, "]}");
    kefu_scheme *scheme = compile(documents, 1);
    for (uint32_t count = 1; count <= PARTS; count++) {
        assert_int_equal(count_emotions(scheme, 0, count), 1);
        assert_int_equal(count_emotions(scheme, 1, count), 0);
    }
    kefu_scheme_release(scheme);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_learned_models),
        cmocka_unit_test(test_entries),
        cmocka_unit_test(test_labels),
        cmocka_unit_test(test_last_model),
        cmocka_unit_test(test_unknown_genre),
        cmocka_unit_test(test_overlapping_negator),
        cmocka_unit_test(test_courtesy_judges_no_aspect),
        cmocka_unit_test(test_intents_are_the_customers),
        cmocka_unit_test(test_many_first_parts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
