/* SPDX-License-Identifier: MIT
 * A metric's digest covers what it reads of texts, and nothing else. */
#include "test.h"

#include <string.h>

#include "kefu/kefu.h"
#include "lexicon/constants.h"
#include "lexicon/digest.h"
#include "scheme/metric_set/digest.h"

#define LEXICON(members)                                                                           \
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"shop.words\",\"version\":\"1\"," members "}"

enum { METRICS_MAX = 200 };

/* The metrics of each kind of reading that the built-in definitions have. */
static const char own_metrics[] =
    "{\"kefu\":1,\"kind\":\"metric_set\",\"id\":\"shop.metrics\",\"version\":\"1\",\"metrics\":["
    "{\"id\":\"shop.apologies\",\"type\":\"flag\",\"direction\":\"higher_is_better\",\"of\":{"
    "\"act\":\"apology\"}},"
    "{\"id\":\"shop.greetings\",\"type\":\"flag\",\"direction\":\"higher_is_better\",\"of\":{"
    "\"act\":\"greeting\"}}]}";

static kefu_scheme *compile(const char *lexicon) {
    const kefu_document documents[] = {{{"metrics", 7}, {own_metrics, sizeof own_metrics - 1}},
                                       {{"words", 5}, {lexicon, lexicon ? strlen(lexicon) : 0}}};
    kefu_scheme *scheme = NULL;
    kefu_error error;
    const kefu_status status = kefu_scheme_compile(documents, lexicon ? 2 : 1, NULL, &scheme, NULL,
                                                   &error);
    if (status != KEFU_OK)
        fail_msg("%s: %s", error.pointer, error.message);
    return scheme;
}

/* Which metrics of two schemes have other digests; returns how many. */
static size_t compare(const kefu_scheme *a, const kefu_scheme *b, bool changed[METRICS_MAX]) {
    size_t i, count = 0;
    assert_int_equal(a->metrics->count, b->metrics->count);
    assert_true(a->metrics->count < METRICS_MAX);
    for (i = 0; i < a->metrics->count; i++) {
        changed[i] = strcmp(a->metrics->items[i].digest, b->metrics->items[i].digest) != 0;
        count += changed[i];
    }
    return count;
}

static uint64_t text_digest(const kefu_scheme *scheme, size_t metric, uint64_t version) {
    struct metric_texts texts;
    kefu__metric_texts_init(scheme->lexicon, version, &texts);
    return kefu__metric_text_digest(scheme->lexicon, &scheme->metrics->items[metric], &texts);
}

static void any_constant_changes_whatever_reads_text(void **state) {
    const uint64_t version = kefu__analysis_version(&constants);
    kefu_scheme *scheme = compile(NULL);
    size_t i, readers = 0;
    (void)state;
    for (i = 0; i < sizeof constants; i++) {
        struct analysis_constants flipped = constants;
        ((unsigned char *)&flipped)[i] ^= 1;
        assert_true(kefu__analysis_version(&flipped) != version);
    }
    for (i = 0; i < scheme->metrics->count; i++) {
        const uint64_t digest = text_digest(scheme, i, version);
        readers += digest != 0;
        assert_true((digest != text_digest(scheme, i, version + 1)) == (digest != 0));
    }
    assert_true(readers > 5 && readers < scheme->metrics->count);
    kefu_scheme_release(scheme);
}

static void a_factor_changes_whatever_reads_text(void **state) {
    kefu_scheme *before = compile(NULL);
    kefu_scheme *after = compile(LEXICON("\"factors\":{\"missed\":-0.5}"));
    const uint64_t version = kefu__analysis_version(&constants);
    bool changed[METRICS_MAX];
    size_t i;
    (void)state;
    compare(before, after, changed);
    for (i = 0; i < before->metrics->count; i++)
        assert_int_equal(changed[i], text_digest(before, i, version) != 0);
    kefu_scheme_release(after);
    kefu_scheme_release(before);
}

static bool names(const struct metric *metric, uint32_t kind, const char *id) {
    return (metric->of == FLAG_FOUND || metric->of == COUNT_FOUND) &&
           metric->type != METRIC_DURATION && metric->type != METRIC_SENTIMENT &&
           metric->type != METRIC_FEEDBACK && metric->found_kind == kind &&
           (!metric->found_id || strcmp(metric->found_id, id) == 0);
}

static void a_word_with_an_id_changes_what_names_the_id(void **state) {
    kefu_scheme *before = compile(NULL);
    kefu_scheme *after = compile(
        LEXICON("\"entries\":[{\"texts\":[\"深表惭愧啦\"],\"act\":\"apology\"}]"));
    bool changed[METRICS_MAX];
    size_t i;
    (void)state;
    assert_true(compare(before, after, changed) > 0);
    for (i = 0; i < before->metrics->count; i++) {
        const struct metric *metric = &before->metrics->items[i];
        if (changed[i])
            assert_true(names(metric, KEFU_FOUND_ACT, "apology"));
        if (strcmp(metric->id, "shop.apologies") == 0)
            assert_true(changed[i]);
        if (strcmp(metric->id, "shop.greetings") == 0)
            assert_false(changed[i]);
    }
    kefu_scheme_release(after);
    kefu_scheme_release(before);
}

static void a_polar_word_changes_sentiment_alone(void **state) {
    kefu_scheme *before = compile(NULL);
    kefu_scheme *after = compile(
        LEXICON("\"entries\":[{\"texts\":[\"好得冒泡泡\"],\"polarity\":0.8}]"));
    bool changed[METRICS_MAX];
    size_t i;
    (void)state;
    assert_true(compare(before, after, changed) > 0);
    for (i = 0; i < before->metrics->count; i++) {
        const struct metric *metric = &before->metrics->items[i];
        if (metric->type == METRIC_SENTIMENT)
            assert_int_equal(changed[i], metric->of != SENTIMENT_SATISFACTION);
        if (metric->type == METRIC_DURATION || strcmp(metric->id, "shop.apologies") == 0)
            assert_false(changed[i]);
    }
    kefu_scheme_release(after);
    kefu_scheme_release(before);
}

/* One more word that says nothing new to anybody, or a document without words. */
static void nothing_said_changes_nothing(void **state) {
    kefu_scheme *before = compile(NULL);
    kefu_scheme *after = compile(LEXICON("\"entries\":[]"));
    bool changed[METRICS_MAX];
    (void)state;
    assert_int_equal(compare(before, after, changed), 0);
    kefu_scheme_release(after);
    kefu_scheme_release(before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_constant_changes_whatever_reads_text),
        cmocka_unit_test(a_factor_changes_whatever_reads_text),
        cmocka_unit_test(a_word_with_an_id_changes_what_names_the_id),
        cmocka_unit_test(a_polar_word_changes_sentiment_alone),
        cmocka_unit_test(nothing_said_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
