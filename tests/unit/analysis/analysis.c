/* SPDX-License-Identifier: MIT
 * One text against a small lexicon: grammar, contributions, ids, quality, JSON, memory. */
#include "test.h"

#include <math.h>

#include "analysis/analysis.h"
#include "kefu/kefu.h"

/* A lexicon so small that expected values can be computed by hand. */
static const char lexicon[] =
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"t\",\"version\":\"1\","
    "\"factors\":{\"negated_positive\":-0.8,\"negated_negative\":-0.75,\"negated_twice\":0.8,"
    "\"negated_degree\":0.75,\"forbidden\":0.5,\"missed\":-0.4,\"rhetorical\":-0.8,"
    "\"agent_negative\":0.5,\"exclamation\":0.1,\"repeated\":0.5},"
    "\"thresholds\":{\"emotion\":0.3,\"aspect\":0.3,\"intent\":0.4},"
    "\"characters\":{\"negation\":\"不没无\",\"barrier\":\"就才却而还又也了\","
    "\"clause_final\":\"了啊呀哦啦哈喔嗯\",\"completed\":\"了\"},"
    "\"entries\":["
    "{\"text\":\"满意\",\"polarity\":0.8,\"emotion\":{\"satisfaction\":0.7}},"
    "{\"text\":\"不错\",\"polarity\":0.6},{\"text\":\"错\",\"polarity\":-0.5},"
    "{\"text\":\"差\",\"polarity\":-0.8},{\"text\":\"生气\",\"polarity\":-0.6,"
    "\"emotion\":{\"anger\":0.8}},"
    "{\"text\":\"慢\",\"polarity\":-0.5},{\"text\":\"物流\",\"aspect\":\"logistics\"},"
    "{\"text\":\"客服\",\"aspect\":\"service\"},{\"text\":\"ems\",\"aspect\":\"logistics\"},"
    "{\"text\":\"抱歉\",\"act\":\"apology\",\"role\":\"agent\"},"
    "{\"text\":\"投诉\",\"intent\":\"threat\",\"role\":\"customer\"},"
    "{\"pair\":[\"等了\",\"天\"],\"gap\":3,\"polarity\":-0.6},"
    "{\"pair\":[\"一个说\",\"一个说\"],\"gap\":8,\"polarity\":-0.4},"
    "{\"text\":\"寄了\",\"polarity\":-0.8},{\"text\":\"迟送\",\"polarity\":-0.6,\"inside\":true},"
    "{\"text\":\"费电\",\"polarity\":-0.5},{\"text\":\"浪费\",\"polarity\":-0.4}],"
    "\"negators\":[{\"text\":\"不\",\"scope\":4},{\"text\":\"不是\",\"scope\":4},"
    "{\"text\":\"没有\",\"scope\":3},{\"text\":\"没有因为\",\"scope\":12},"
    "{\"text\":\"别\",\"kind\":\"prohibition\"},"
    "{\"text\":\"都没有\",\"position\":\"both\"}],"
    "\"degrees\":[{\"text\":\"很\",\"factor\":1.5},{\"text\":\"非常\",\"factor\":1.6},"
    "{\"text\":\"那么\",\"factor\":1.2,\"compares\":true},"
    "{\"text\":\"一点\",\"factor\":0.5},"
    "{\"text\":\"极了\",\"factor\":1.8,\"position\":\"after\"}],"
    "\"contrasts\":[{\"text\":\"但是\",\"before\":0.5,\"after\":1.5}],"
    "\"irrealis\":[{\"text\":\"就好了\",\"kind\":\"wish\",\"factor\":0.1,\"supposition\":"
    "\"regrets\"},"
    "{\"text\":\"请\",\"kind\":\"request\",\"factor\":0.6},"
    "{\"text\":\"订单号\",\"kind\":\"statement\",\"factor\":1},"
    "{\"text\":\"如果\",\"kind\":\"condition\",\"factor\":0.3},"
    "{\"text\":\"吗\",\"kind\":\"question\",\"factor\":0.2}],"
    "\"rhetorical\":[{\"text\":\"难道\"},{\"text\":\"谁不\",\"denies\":true}],\"blockers\":["
    "\"差不多\"],"
    "\"tests\":[{\"text\":\"很满意\",\"label\":\"positive\",\"finds\":[\"satisfaction\"]},"
    "{\"text\":\"很满意\",\"label\":\"negative\",\"lacks\":[\"satisfaction\"]}]}";

struct fixture {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
};

static int set_up(void **state) {
    static struct fixture fixture;
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    const kefu_document one = {{"t.json", 6}, {lexicon, sizeof lexicon - 1}};
    options.flags = KEFU_SCHEME_BARE;
    assert_int_equal(kefu_scheme_compile(&one, 1, &options, &fixture.scheme, NULL, NULL), KEFU_OK);
    assert_int_equal(kefu_scratch_new(NULL, &fixture.scratch, NULL), KEFU_OK);
    *state = &fixture;
    return 0;
}

static int tear_down(void **state) {
    struct fixture *fixture = *state;
    kefu_scratch_free(fixture->scratch);
    kefu_scheme_release(fixture->scheme);
    return 0;
}

static kefu_analysis *analyze_as(void **state, const char *text, uint32_t role) {
    struct fixture *fixture = *state;
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_analysis *analysis = NULL;
    options.role = role;
    assert_int_equal(kefu_analyze(fixture->scheme, fixture->scratch, text, strlen(text), &options,
                                  &analysis, NULL),
                     KEFU_OK);
    return analysis;
}

static kefu_analysis *analyze_text(void **state, const char *text) {
    return analyze_as(state, text, KEFU_ROLE_CUSTOMER);
}

/* The product of the strongest hit's factors; checks that the contributions add up. */
static double product(void **state, const char *text) {
    kefu_analysis *analysis = analyze_text(state, text);
    size_t count, i;
    const struct hit_record *hits = kefu__analysis_hits(analysis, &count);
    double score = analysis->bias, result = 1;
    assert_true(count > 0);
    for (i = 0; i < count; i++)
        score += hits[i].value;
    assert_true(fabs(score - kefu_analysis_sentiment(analysis)->score) < 1e-9);
    for (i = 0; i < hits[0].factor_count; i++)
        result *= hits[0].factors[i].factor;
    return result;
}

static void expect_product(void **state, const char *text, double expected) {
    const double found = product(state, text);
    if (fabs(found - expected) > 1e-6)
        fail_msg("%s: %g instead of %g", text, found, expected);
}

static void test_factors(void **state) {
    expect_product(state, "满意", 1);
    expect_product(state, "不满意", -0.8);
    expect_product(state, "不差", -0.75);
    expect_product(state, "差都没有", -0.75); /* a negator that follows */
    expect_product(state, "别差", 0.5); /* a prohibition says that the thing happened: 别再骗人 */
    expect_product(state, "谁不满意呢", 1);
    expect_product(state, "很满意", 1.5);
    expect_product(state, "不很满意", -0.8 * 0.75);
    expect_product(state, "很不满意", -0.8 * 1.5);
    expect_product(state, "差极了", 1.8);
    expect_product(state, "很满意极了", 2.0); /* capped */
    expect_product(state, "不是不满意", 0.8);
    expect_product(state, "满意！", 1.1);
    expect_product(state, "满意！！！！！", 1.3);
    expect_product(state, "满意吗", 0.2);
    expect_product(state, "如果满意", 0.3);
    expect_product(state, "难道满意吗", -0.8);
    expect_product(state, "难道不满意吗", 0.64);
    expect_product(state, "怎么差吗", 0.44721359549995793); /* who asks so, complains */
    expect_product(state, "难道这么差吗", 1);
    expect_product(state, "物流慢，但是满意", 1.5);
}

static void test_suppositions(void **state) {
    /* a negated supposition says that the thing happened: 如果早说，我就不会白等 */
    expect_product(state, "如果不差", 0.5 * sqrt(0.3));
    expect_product(state, "如果不错", -sqrt(0.3));
    expect_product(state, "如果满意就好了", -0.4);
    expect_product(state, "满意就好了", 0.1);
    expect_product(state, "请满意", 0.6);
    expect_product(state, "请别差", 0.5); /* forbidden: it was so before */
    expect_product(state, "一点差", 0.5);
    expect_product(state, "一点差都没有", -0.75); /* none at all */
}

static void test_reach(void **state) {
    expect_product(state, "不，满意", 1);          /* a clause's border */
    expect_product(state, "不一二三四满意", -0.8); /* scope 4 */
    expect_product(state, "不一二三四五满意", 1);  /* past it */
    expect_product(state, "不去就满意", 1);        /* 就 bars */
    /* 那么 extends the scope of the negator */
    expect_product(state, "没有图片上的那么满意", -0.8 * 0.75);
    expect_product(state, "没有图片上的非常满意", 1.6);
    expect_product(state, "没有因为退货就差", -0.75); /* denies the whole reason */
    expect_product(state, "订单号满意", 1);
    expect_product(state, "不差满意", 1); /* 满意 is stronger; 不 belongs to 差 */
    expect_product(state, "很　满意", 1.5);
}

static void test_nesting(void **state) {
    size_t count;
    const struct hit_record *hits = kefu__analysis_hits(analyze_text(state, "不错"), &count);
    assert_int_equal(count, 1);
    assert_true(fabs(hits[0].base - 0.6) < 1e-6);
    assert_int_equal(hits[0].factor_count, 0);
    kefu__analysis_hits(analyze_text(state, "差不多"), &count);
    assert_int_equal(count, 0);
}

static void test_labels(void **state) {
    assert_int_equal(analyze_text(state, "满意")->sentiment.label, KEFU_LABEL_POSITIVE);
    assert_int_equal(analyze_text(state, "很差")->sentiment.label, KEFU_LABEL_NEGATIVE);
    assert_int_equal(analyze_text(state, "你好")->sentiment.label, KEFU_LABEL_NEUTRAL);
    assert_int_equal(analyze_text(state, "满意吗")->sentiment.label, KEFU_LABEL_NEUTRAL);
    assert_int_equal(analyze_text(state, "满意，物流差")->sentiment.label, KEFU_LABEL_MIXED);
    assert_true(analyze_text(state, "你好")->sentiment.positive_probability == 0.5);
}

static void test_pairs(void **state) {
    size_t count;
    const struct hit_record *hits = kefu__analysis_hits(analyze_text(state, "等了三天"), &count);
    struct fixture *fixture = *state;
    assert_int_equal(count, 1);
    assert_int_equal(hits[0].end, 12);
    assert_int_equal(hits[0].flags & KEFU_HIT_PAIR, KEFU_HIT_PAIR);
    assert_string_equal(kefu_scheme_entry_text(fixture->scheme, hits[0].entry), "等了 … 天");
    kefu__analysis_hits(analyze_text(state, "等了，天"), &count);
    assert_int_equal(count, 0);
    kefu__analysis_hits(analyze_text(state, "等了一二三四天"), &count);
    assert_int_equal(count, 0);
    kefu__analysis_hits(analyze_text(state, "天等了"), &count);
    assert_int_equal(count, 0);
    hits = kefu__analysis_hits(analyze_text(state, "一个说能退一个说要等"), &count);
    assert_int_equal(count, 1); /* both parts are the same word */
    assert_int_equal(hits[0].end, 24);
}

/* The ids of a kind, joined. */
static const char *ids(const kefu_analysis *analysis, kefu_found_kind kind) {
    static char joined[256];
    size_t count, i;
    const struct found_record *found = kefu__analysis_found(analysis, kind, &count);
    joined[0] = '\0';
    for (i = 0; i < count; i++) {
        strcat(joined, i ? " " : "");
        strcat(joined, found[i].id);
    }
    return joined;
}

/* A Latin keyword is a word: no letter stands at its ends; a number may. */
static void latin_words_are_whole(void **state) {
    static const char letters[] = "azmAZM09`{@[/:-";
    for (size_t i = 0; letters[i]; i++) {
        const char texts[][5] = {{letters[i], 'E', 'M', 'S'}, {'E', 'M', 'S', letters[i]}};
        for (int k = 0; k < 2; k++)
            assert_string_equal(ids(analyze_text(state, texts[k]), KEFU_FOUND_ASPECT),
                                i < 6 ? "" : "logistics");
    }
}

static void test_found(void **state) {
    const struct found_record *aspects;
    size_t count;
    assert_string_equal(ids(analyze_text(state, "很生气"), KEFU_FOUND_EMOTION), "anger");
    assert_string_equal(ids(analyze_text(state, "不生气"), KEFU_FOUND_EMOTION), "");
    assert_string_equal(ids(analyze_text(state, "我要投诉"), KEFU_FOUND_INTENT), "threat");
    assert_string_equal(ids(analyze_as(state, "投诉", KEFU_ROLE_AGENT), KEFU_FOUND_INTENT), "");
    assert_string_equal(ids(analyze_as(state, "抱歉", KEFU_ROLE_AGENT), KEFU_FOUND_ACT), "apology");
    assert_string_equal(ids(analyze_as(state, "抱歉", KEFU_ROLE_BOT), KEFU_FOUND_ACT), "apology");
    assert_string_equal(ids(analyze_text(state, "抱歉"), KEFU_FOUND_ACT), "");
    assert_string_equal(ids(analyze_text(state, "items"), KEFU_FOUND_ASPECT), "");
    assert_string_equal(ids(analyze_text(state, "发EMS"), KEFU_FOUND_ASPECT), "logistics");
    latin_words_are_whole(state);
    aspects = kefu__analysis_found(analyze_text(state, "客服满意，物流很慢"), KEFU_FOUND_ASPECT,
                                   &count);
    assert_int_equal(count, 2);
    assert_true(strcmp(aspects[0].id, "logistics") ? aspects[0].polarity > 0
                                                   : aspects[0].polarity < 0);
    assert_true(aspects[0].polarity * aspects[1].polarity < 0);
    assert_int_equal(kefu_analysis_found_count(NULL, KEFU_FOUND_ACT), 0);
}

static void test_quality(void **state) {
    kefu_quality quality = {.size = sizeof quality};
    kefu_analysis *analysis = analyze_text(state, "满意\xFF很好的东西");
    assert_int_equal(kefu_analysis_quality_count(analysis), 1);
    assert_int_equal(kefu_analysis_quality_at(analysis, 0, &quality, NULL), KEFU_OK);
    assert_string_equal(quality.code, "bad_utf8");
    assert_int_equal(quality.offset, 6);
    analysis = analyze_text(state, "這個東西滿意");
    assert_int_equal(kefu_analysis_quality_at(analysis, 0, &quality, NULL), KEFU_OK);
    assert_string_equal(quality.code, "traditional_script");
    assert_int_equal(analyze_text(state, "這個東西滿意")->sentiment.label, KEFU_LABEL_POSITIVE);
}

static kefu_status collect(void *ctx, const char *data, size_t size) {
    strncat(ctx, data, size);
    return KEFU_OK;
}

static kefu_status refuse(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_E_WRITE;
}

/* An entry is rejected and listed if a word crosses one of its ends. */
static void test_borders(void **state) {
    struct fixture *f = *state;
    kefu_dropped dropped = {.size = sizeof dropped};
    kefu_analysis *analysis = analyze_text(state, "已经邮寄了");
    assert_int_equal(kefu_analysis_hit_count(analysis), 0);
    assert_int_equal(kefu_analysis_dropped_count(analysis), 1);
    assert_int_equal(kefu_analysis_dropped_at(analysis, 0, &dropped, NULL), KEFU_OK);
    assert_int_equal(dropped.start, 9);
    assert_int_equal(dropped.end, 15);
    assert_int_equal(dropped.word_start, 6);
    assert_int_equal(dropped.word_end, 12);
    assert_string_equal(kefu_scheme_entry_text(f->scheme, dropped.entry), "寄了");
    assert_int_equal(kefu_analysis_dropped_at(analysis, 1, &dropped, NULL), KEFU_E_NOT_FOUND);
    assert_int_equal(kefu_analysis_dropped_at(NULL, 0, &dropped, NULL), KEFU_E_ARGUMENT);
    assert_int_equal(kefu_analysis_dropped_count(NULL), 0);
    analysis = analyze_text(state, "包裹寄了"); /* the next text starts anew */
    assert_int_equal(kefu_analysis_hit_count(analysis), 1);
    assert_int_equal(kefu_analysis_dropped_count(analysis), 0);
    analysis = analyze_text(state, "推迟送货"); /* "inside" */
    assert_int_equal(kefu_analysis_hit_count(analysis), 1);
    analysis = analyze_text(state, "浪费电"); /* the word is an entry of the same sign */
    assert_int_equal(kefu_analysis_dropped_count(analysis), 0);
}

static void test_json(void **state) {
    char text[2048] = "";
    kefu_error error;
    kefu_analysis *analysis = analyze_text(state, "不满意");
    assert_int_equal(kefu_analysis_write(analysis, collect, text, &error), KEFU_OK);
    assert_string_equal(
        text, "{\"label\":\"negative\",\"polarity\":-0.6069,\"positive_probability\":0.19655,"
              "\"confidence\":0.6069,\"score\":-1.408,\"bias\":0,\"hits\":[{\"start\":3,\"end\":9,"
              "\"text\":\"满意\",\"entry\":\"满意\",\"base\":0.8,\"value\":-1.408,\"factors\":["
              "{\"kind\":\"negation\",\"factor\":-0.8,\"start\":0,\"end\":3}]}],\"emotions\":[],"
              "\"aspects\":[],\"acts\":[],\"intents\":[],\"faults\":[],\"hints\":[],\"demands\":[],"
              "\"quality\":[]}");
    assert_int_equal(kefu_analysis_write(analysis, refuse, NULL, &error), KEFU_E_WRITE);
    assert_int_equal(kefu_analysis_write(NULL, refuse, NULL, &error), KEFU_E_ARGUMENT);
}

/* Learned evidence: (1/√m)·Σw, nested keywords shown as the longest phrase, all adding up. */
static void test_learned(void **state) {
    static const char text[] =
        "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"l\",\"version\":\"1\",\"blockers\":[\"很快递\"],"
        "\"learned\":{\"task\":\"sentiment\",\"scale\":0.01,\"bias\":0.5,"
        "\"calibration\":{\"slope\":2,\"intercept\":0.25},\"keywords\":["
        "{\"weight\":100,\"texts\":\"物流很快 很快\"},{\"weight\":-50,\"texts\":\"快 差\"}]}}";
    const kefu_document one = {{"l.json", 6}, {text, sizeof text - 1}};
    struct fixture *fixture = *state, own = *fixture;
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_analysis *analysis;
    const struct hit_record *hits;
    void *handle = &own;
    size_t count, round;
    double score;
    options.flags = KEFU_SCHEME_BARE;
    assert_int_equal(kefu_scheme_compile(&one, 1, &options, &own.scheme, NULL, NULL), KEFU_OK);
    analysis = analyze_text(&handle, "物流很快！快！");
    hits = kefu__analysis_hits(analysis, &count);
    assert_int_equal(count, 1);
    assert_int_equal(hits[0].flags, KEFU_HIT_LEARNED);
    assert_int_equal(hits[0].end - hits[0].start, 12);
    assert_string_equal(kefu_scheme_entry_text(own.scheme, hits[0].entry), "物流很快");
    assert_true(fabs(hits[0].base - 2 * (1 + 1 - 0.5) / sqrt(3)) < 1e-9);
    assert_true(fabs(hits[0].value + analysis->bias - analysis->sentiment.score) < 1e-9);
    /* β = m / (m + 5): of 3 keywords */
    assert_true(fabs(analysis->bias / (2 * 0.5 + 0.25) - hits[0].value / hits[0].base * 3 / 8) <
                1e-9);
    analysis = analyze_text(&handle, "没有别的");
    assert_true(analysis->sentiment.positive_probability == 0.5);
    kefu__analysis_hits(analyze_text(&handle, "很快递"), &count); /* inside a neutral phrase */
    assert_int_equal(count, 0);
    score = analyze_text(&handle, "物流很快！快！")->sentiment.score;
    /* a byte per keyword stores in which text it was last found */
    for (round = 0; round < 600; round++)
        assert_true(analyze_text(&handle, "物流很快！快！")->sentiment.score == score);
    kefu_scheme_release(own.scheme);
}

/* Strongest first, and of those as strong the first: which sorting and ranking agree on. */
static void test_order_of_many(void **state) {
    static const char *const words[] = {"很好，",   "太差。", "不错！", "非常满意，",
                                        "有点慢，", "不好，", "很慢，", "好，"};
    const struct fixture *fixture = *state;
    const struct lanes *best = fixture->scratch->learned.lanes;
    char text[48000];
    size_t most, size, count, again, i;
    for (most = 100; most < 3000; most *= 3) {
        const struct hit_record *hits;
        uint32_t *starts;
        for (i = size = 0; i < most; i++) {
            const char *word = words[i * i % 7 + i % 2];
            memcpy(text + size, word, strlen(word) + 1);
            size += strlen(word);
        }
        hits = kefu__analysis_hits(analyze_text(state, text), &count);
        assert_true(count >= most / 4 * 3);
        starts = malloc(count * sizeof *starts);
        assert_non_null(starts);
        for (i = 0; i < count; i++) {
            const float strength = (float)fabs(hits[i].value);
            starts[i] = hits[i].start;
            assert_true(i == 0 || strength <= (float)fabs(hits[i - 1].value));
        }
        fixture->scratch->learned.lanes = &kefu__lanes_portable; /* sorts fewer */
        hits = kefu__analysis_hits(analyze_text(state, text), &again);
        assert_int_equal(again, count);
        for (i = 0; i < count; i++)
            assert_int_equal(hits[i].start, starts[i]);
        fixture->scratch->learned.lanes = best;
        free(starts);
    }
}

static void test_document_tests(void **state) {
    struct fixture *fixture = *state;
    kefu_findings *findings = new_findings();
    kefu_finding finding = {.size = sizeof finding};
    size_t failed = 0;
    assert_int_equal(kefu_scheme_test(fixture->scheme, findings, &failed, NULL), KEFU_OK);
    assert_int_equal(failed, 1);
    assert_int_equal(kefu_findings_severity_count(findings, KEFU_SEVERITY_ERROR), 2);
    kefu_findings_at(findings, 0, &finding, NULL);
    assert_string_equal(finding.pointer, "/tests/1");
    assert_string_equal(finding.source, "t.json");
    assert_string_equal(finding.code, "test_failed");
    kefu_findings_free(findings);
}

static void test_limits(void **state) {
    struct fixture *fixture = *state;
    const size_t size = ANALYSIS_TEXT_MAX + 1;
    char *text = malloc(size);
    kefu_analysis *analysis = NULL;
    kefu_analyze_options options = KEFU_ANALYZE_OPTIONS_INIT;
    kefu_error error;
    assert_non_null(text);
    memset(text, '!', size);
    assert_int_equal(
        kefu_analyze(fixture->scheme, fixture->scratch, text, size, NULL, &analysis, &error),
        KEFU_E_LIMIT);
    assert_null(analysis);
    assert_int_equal(
        kefu_analyze(fixture->scheme, fixture->scratch, text, size - 1, NULL, &analysis, &error),
        KEFU_OK);
    assert_int_equal(
        kefu_analyze(fixture->scheme, fixture->scratch, NULL, 0, NULL, &analysis, &error), KEFU_OK);
    assert_int_equal(
        kefu_analyze(fixture->scheme, fixture->scratch, NULL, 1, NULL, &analysis, &error),
        KEFU_E_ARGUMENT);
    options.role = 4;
    assert_int_equal(
        kefu_analyze(fixture->scheme, fixture->scratch, "", 0, &options, &analysis, &error),
        KEFU_E_ARGUMENT);
    options.role = KEFU_ROLE_CUSTOMER;
    options.pack.size = 1;
    assert_int_equal(
        kefu_analyze(fixture->scheme, fixture->scratch, "", 0, &options, &analysis, &error),
        KEFU_E_ARGUMENT);
    free(text);
}

/* A clause without an end: every step stays linear (quadratic ones took minutes). */
static void test_endless_clauses(void **state) {
    static const char *const words[] = {"物流",   "物流满意", "但是", "如果",
                                        "但是，", "难道物流", "不差", "等了天"};
    struct fixture *fixture = *state;
    char *text = malloc(ANALYSIS_TEXT_MAX);
    size_t i;
    assert_non_null(text);
    for (i = 0; i < sizeof words / sizeof *words; i++) {
        const size_t width = strlen(words[i]), size = ANALYSIS_TEXT_MAX / width * width;
        kefu_analysis *analysis = NULL;
        size_t at, count;
        for (at = 0; at < size; at += width)
            memcpy(text + at, words[i], width);
        assert_int_equal(
            kefu_analyze(fixture->scheme, fixture->scratch, text, size, NULL, &analysis, NULL),
            KEFU_OK);
        kefu__analysis_hits(analysis, &count);
        assert_true(analysis->sentiment.positive_probability >= 0);
    }
    free(text);
}

/* If any allocation fails, so does the call; once the scratch has grown, nothing is allocated. */
static void test_no_memory(void **state) {
    struct fixture *fixture = *state;
    static const char text[] = "客服很不满意！物流慢，但是等了三天，投诉，如果不差，难道错吗？";
    struct test_memory memory;
    kefu_status status = KEFU_E_MEMORY;
    size_t fail_at;
    for (fail_at = 1; status == KEFU_E_MEMORY; fail_at++) {
        kefu_allocator allocator = test_allocator(&memory, fail_at);
        kefu_analysis *analysis = NULL;
        kefu_scratch *scratch = NULL;
        kefu_error error;
        size_t before;
        status = kefu_scratch_new(&allocator, &scratch, &error);
        if (status == KEFU_OK)
            status = kefu_analyze(fixture->scheme, scratch, text, sizeof text - 1, NULL, &analysis,
                                  &error);
        if (status == KEFU_OK) {
            before = memory.allocations;
            assert_int_equal(kefu_analyze(fixture->scheme, scratch, text, sizeof text - 1, NULL,
                                          &analysis, &error),
                             KEFU_OK);
            assert_int_equal(memory.allocations, before);
        }
        kefu_scratch_free(scratch);
        assert_int_equal(memory.live_blocks, 0);
        assert_int_equal(memory.live_bytes, 0);
        assert_true(fail_at < 1000);
    }
    assert_int_equal(status, KEFU_OK);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_factors),        cmocka_unit_test(test_reach),
        cmocka_unit_test(test_suppositions),   cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_labels),         cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_found),          cmocka_unit_test(test_quality),
        cmocka_unit_test(test_borders),        cmocka_unit_test(test_json),
        cmocka_unit_test(test_limits),         cmocka_unit_test(test_endless_clauses),
        cmocka_unit_test(test_document_tests), cmocka_unit_test(test_order_of_many),
        cmocka_unit_test(test_no_memory),      cmocka_unit_test(test_learned),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
