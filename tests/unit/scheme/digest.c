/* SPDX-License-Identifier: MIT
 * The digest of a metric, rule or question covers what it reads, and nothing else. */
#include "test.h"

#include <string.h>

#include "kefu/kefu.h"
#include "lexicon/boundary.h"
#include "lexicon/constants.h"
#include "lexicon/digest.h"
#include "scheme/metric_set/digest.h"
#include "scheme/rubric/rubrics.h"
#include "text/quote.h"

#define LEXICON(members)                                                                           \
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"shop.words\",\"version\":\"1\"," members "}"

enum { METRICS_MAX = 200 };

/* The metrics of each kind of reading that the built-in definitions have. */
static const char own_metrics[] =
    "{\"kefu\":1,\"kind\":\"metric_set\",\"id\":\"shop.metrics\",\"version\":\"1\",\"metrics\":["
    "{\"id\":\"shop.apologies\",\"type\":\"flag\",\"direction\":\"higher_is_better\",\"of\":{"
    "\"act\":\"apology\"}},"
    "{\"id\":\"shop.frt\",\"type\":\"duration\",\"direction\":\"lower_is_better\",\"start\":"
    "\"created\",\"stop\":\"first_reply\"},"
    "{\"id\":\"shop.greetings\",\"type\":\"flag\",\"direction\":\"higher_is_better\",\"of\":{"
    "\"act\":\"greeting\"}}]}";

/* Rules with every kind of leaf that depends on more than its own members, and questions that are
 * answered by these rules. */
static const char own_rules[] =
    "{\"kefu\":1,\"kind\":\"rule_set\",\"id\":\"shop.rules\",\"version\":\"1\",\"rules\":["
    "{\"id\":\"plain\",\"when\":{\"attribute\":\"channel\",\"eq\":\"chat\"}},"
    "{\"id\":\"phrase\",\"when\":{\"phrase\":\"稍等\"}},"
    "{\"id\":\"apology\",\"when\":{\"act\":\"apology\"}},"
    "{\"id\":\"greeting\",\"when\":{\"act\":\"greeting\"}},"
    "{\"id\":\"bad\",\"when\":{\"sentiment\":\"negative\"}},"
    "{\"id\":\"slow\",\"when\":{\"metric\":\"shop.frt\",\"gt\":1000}},"
    "{\"id\":\"both\",\"when\":{\"all\":[{\"rule\":\"apology\"},{\"rule\":\"plain\"}]}},"
    "{\"id\":\"wait\",\"when\":{\"gap\":{\"calendar\":\"shop.hours\"},\"gt\":1000}}]}";
static const char own_rubric[] =
    "{\"kefu\":1,\"kind\":\"rubric\",\"id\":\"shop.form\",\"version\":\"1\",\"sections\":[{\"id\":"
    "\"s\",\"weight\":100,\"questions\":["
    "{\"id\":\"q.plain\",\"type\":\"boolean\"},"
    "{\"id\":\"q.rule\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"rule\":\"apology\","
    "\"answer\":\"yes\"}]}},"
    "{\"id\":\"q.when\",\"type\":\"boolean\",\"auto\":{\"cases\":[{\"when\":{\"rule\":\"greeting\"}"
    ","
    "\"answer\":\"yes\"}]}},"
    "{\"id\":\"q.bound\",\"type\":\"numeric\",\"ranges\":[{\"max\":1000,\"score\":1},"
    "{\"score\":0}],\"bind\":{\"metric\":\"shop.frt\"}}]}]}";
static const char own_calendar[] =
    "{\"kefu\":1,\"kind\":\"calendar\",\"id\":\"shop.hours\",\"version\":\"1\",\"utc_offset\":"
    "\"+08:00\",\"weekly\":{\"mon-fri\":[[\"09:00\",\"18:00\"]]}}";

enum { METRICS, RULES, FORM, HOURS, WORDS, DOCUMENTS };

/* Compiles all of them, with `text` in the place of one. */
static kefu_scheme *compile_with(size_t place, const char *text) {
    const char *texts[DOCUMENTS] = {own_metrics, own_rules, own_rubric, own_calendar,
                                    LEXICON("\"entries\":[]")};
    kefu_document documents[DOCUMENTS];
    kefu_scheme *scheme = NULL;
    kefu_error error;
    if (text)
        texts[place] = text;
    for (size_t i = 0; i < DOCUMENTS; i++)
        documents[i] = (kefu_document){{"own", 3}, {texts[i], strlen(texts[i])}};
    if (kefu_scheme_compile(documents, DOCUMENTS, NULL, &scheme, NULL, &error) != KEFU_OK)
        fail_msg("%s: %s", error.pointer, error.message);
    return scheme;
}

static kefu_scheme *compile(const char *lexicon) {
    return compile_with(WORDS, lexicon);
}

static const char *metric_digest(const kefu_scheme *scheme, const char *id) {
    return scheme->metrics->items[kefu__metrics_find(scheme->metrics, kefu__str(id))].digest;
}

static const char *rule_digest(const kefu_scheme *scheme, const char *id) {
    return scheme->rules->items[kefu__rules_find(scheme->rules, kefu__str(id))].digest;
}

static const char *question_digest(const kefu_scheme *scheme, const char *id) {
    const struct rubrics *rubrics = scheme->rubrics;
    for (size_t i = 0; i < rubrics->count; i++) {
        const size_t found = kefu__rubric_find_question(&rubrics->items[i], kefu__str(id));
        if (strcmp(rubrics->items[i].id, "shop.form") == 0 && found != SIZE_MAX)
            return rubrics->items[i].questions[found].digest;
    }
    fail_msg("no question %s", id);
    return "";
}

/* Asserts that exactly those of shop.rules and shop.form whose ids are listed have another digest
 * when a document is replaced. */
static void assert_changes(size_t place, const char *text, const char *const *changed) {
    static const char *const rules[] = {"plain", "phrase", "apology", "greeting",
                                        "bad",   "slow",   "both",    "wait"};
    static const char *const questions[] = {"q.plain", "q.rule", "q.when", "q.bound"};
    kefu_scheme *before = compile(NULL), *after = compile_with(place, text);
    for (size_t i = 0; i < 12; i++) {
        const char *id = i < 8 ? rules[i] : questions[i - 8];
        const char *(*digest)(const kefu_scheme *scheme, const char *id) = i < 8 ? rule_digest
                                                                                 : question_digest;
        bool listed = false;
        for (size_t k = 0; changed[k]; k++)
            listed = listed || strcmp(changed[k], id) == 0;
        if ((strcmp(digest(before, id), digest(after, id)) != 0) != listed)
            fail_msg("the digest of %s %s", id, listed ? "is the same" : "is another");
    }
    kefu_scheme_release(before);
    kefu_scheme_release(after);
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
    const kefu_allocator allocator = kefu__allocator_default();
    struct text_digests texts;
    struct arena arena;
    kefu__arena_init(&arena, &allocator);
    assert_true(kefu__text_digests_init(scheme->lexicon, version, &arena, &texts));
    const uint64_t digest = kefu__metric_text_digest(&scheme->metrics->items[metric], &texts);
    kefu__arena_free(&arena);
    return digest;
}

static void any_constant_changes_whatever_reads_text(void **state) {
    const uint64_t constants_version = kefu__analysis_version(&constants);
    const uint64_t version = kefu__reading_version();
    kefu_scheme *scheme = compile(NULL);
    size_t i, readers = 0;
    (void)state;
    for (i = 0; i < sizeof constants; i++) {
        struct analysis_constants flipped = constants;
        ((unsigned char *)&flipped)[i] ^= 1;
        assert_true(kefu__analysis_version(&flipped) != constants_version);
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
    const uint64_t version = kefu__reading_version();
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

/* An estimate of satisfaction counts apologies and polar messages, among others. */
static bool estimates(const struct metric *metric) {
    return metric->type == METRIC_SENTIMENT && metric->of == SENTIMENT_SATISFACTION;
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
            assert_true(names(metric, KEFU_FOUND_ACT, "apology") || estimates(metric));
        if (estimates(metric))
            assert_true(changed[i]);
        if (strcmp(metric->id, "shop.apologies") == 0)
            assert_true(changed[i]);
        if (strcmp(metric->id, "shop.greetings") == 0)
            assert_false(changed[i]);
    }
    kefu_scheme_release(after);
    kefu_scheme_release(before);
}

static bool is_changed(const kefu_scheme *scheme, const bool changed[METRICS_MAX], const char *id) {
    return changed[kefu__metrics_find(scheme->metrics, kefu__str(id))];
}

/* Waits begin at a request for a person; a stall is told by the words that ask to wait, and a
 * promise by those of commitment. */
static void words_of_the_turn_model_change_waits(void **state) {
    kefu_scheme *before = compile(NULL);
    kefu_scheme *request = compile(
        LEXICON("\"entries\":[{\"texts\":[\"唤活人来\"],\"intent\":\"human_request\"}]"));
    kefu_scheme *waiting = compile(
        LEXICON("\"entries\":[{\"texts\":[\"稍安勿躁啦\"],\"act\":\"waiting\"}]"));
    kefu_scheme *promise = compile(
        LEXICON("\"entries\":[{\"texts\":[\"包在我身上\"],\"act\":\"commitment\"}]"));
    bool by_request[METRICS_MAX], by_waiting[METRICS_MAX], by_promise[METRICS_MAX];
    (void)state;
    compare(before, promise, by_promise);
    assert_true(is_changed(before, by_promise, "promise_kept"));
    assert_true(is_changed(before, by_promise, "promise_broken"));
    assert_false(is_changed(before, by_promise, "frt"));
    assert_false(is_changed(before, by_promise, "stall"));
    kefu_scheme_release(promise);
    compare(before, request, by_request);
    compare(before, waiting, by_waiting);
    assert_true(is_changed(before, by_request, "frt"));
    assert_true(is_changed(before, by_request, "reply_rate_3min"));
    assert_true(is_changed(before, by_request, "sla_met_rate"));
    assert_true(is_changed(before, by_request, "bot_ignored_request_rate"));
    assert_false(is_changed(before, by_request, "shop.frt"));
    assert_false(is_changed(before, by_request, "message_count"));
    assert_false(is_changed(before, by_request, "csat"));
    assert_true(is_changed(before, by_waiting, "stall"));
    kefu_scheme_release(waiting);
    kefu_scheme_release(request);
    kefu_scheme_release(before);
}

/* A message of mere thanks after the end belongs to the episode that ended, unless it has an
 * intent, whichever. So a word of any intent changes what is counted by turns and episodes, and
 * what promotes a doubtful fault; a word of another kind changes neither. */
static void words_of_any_intent_change_waits_and_returns(void **state) {
    static const char *const read[] = {
        "frt",          "art",         "frt_open",        "useful_reply_rate_3min",
        "reopen_rate",  "return_rate", "resolution_rate", "full_resolution_time",
        "sla_met_rate", "stall"};
    static const char *const others[] = {"csat", "message_count", "shop.frt", "shop.apologies"};
    kefu_scheme *before = compile(NULL);
    kefu_scheme *intent = compile(
        LEXICON("\"entries\":[{\"texts\":[\"谢谢啦快点\"],\"intent\":\"urging\"}]"));
    kefu_scheme *other = compile(
        LEXICON("\"entries\":[{\"texts\":[\"谢谢啦快点\"],\"emotion\":{\"happiness\":0.6}}]"));
    bool by_intent[METRICS_MAX], by_other[METRICS_MAX];
    (void)state;
    compare(before, intent, by_intent);
    compare(before, other, by_other);
    for (size_t i = 0; i < sizeof read / sizeof *read; i++) {
        assert_true(is_changed(before, by_intent, read[i]));
        assert_false(is_changed(before, by_other, read[i]));
    }
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(is_changed(before, by_intent, others[i]));
    kefu_scheme_release(other);
    kefu_scheme_release(intent);
    kefu_scheme_release(before);
}

/* A service level is judged by the policies and the metrics that they limit; a metric of one's own
 * beside them changes nothing. */
static void policies_change_levels(void **state) {
#define SETS(members)                                                                              \
    "{\"kefu\":1,\"kind\":\"metric_set\",\"id\":\"shop.metrics\",\"version\":\"1\"," members "}"
    static const char *const levels[] = {"sla_met_rate", "first_response_met",
                                         "sla_resolution_rate"};
    kefu_scheme *before = compile_with(METRICS, NULL);
    kefu_scheme *metric = compile_with(
        METRICS, SETS("\"metrics\":[{\"id\":\"shop.frt\",\"type\":\"duration\",\"direction\":"
                      "\"lower_is_better\","
                      "\"start\":\"created\",\"stop\":\"first_human_reply\"}]"));
    kefu_scheme *policy = compile_with(METRICS,
                                       SETS("\"metrics\":[{\"id\":\"shop.frt\",\"type\":"
                                            "\"duration\",\"direction\":\"lower_is_better\","
                                            "\"start\":\"created\",\"stop\":\"first_human_reply\"}]"
                                            ",\"sla\":[{\"id\":\"p\",\"targets\":["
                                            "{\"metric\":\"shop.frt\",\"within_ms\":60000}]}]"));
    (void)state;
    for (size_t i = 0; i < 3; i++) {
        assert_string_equal(metric_digest(before, levels[i]), metric_digest(metric, levels[i]));
        assert_string_not_equal(metric_digest(before, levels[i]), metric_digest(policy, levels[i]));
    }
    kefu_scheme_release(policy);
    kefu_scheme_release(metric);
    kefu_scheme_release(before);
}

static void silence_that_ends_episodes_changes_waits(void **state) {
    static const char scheme_text[] =
        "{\"kefu\":1,\"kind\":\"scheme\",\"id\":\"kefu\",\"version\":\"2\","
        "\"extends\":\"kefu\",\"episode_gap_ms\":86400000}";
    kefu_scheme *before = compile_with(METRICS, NULL), *after = NULL;
    const kefu_document document = {{"s", 1}, {scheme_text, sizeof scheme_text - 1}};
    (void)state;
    assert_int_equal(kefu_scheme_compile(&document, 1, NULL, &after, NULL, NULL), KEFU_OK);
    assert_string_not_equal(metric_digest(before, "frt"), metric_digest(after, "frt"));
    assert_string_equal(metric_digest(before, "csat"), metric_digest(after, "csat"));
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
            assert_true(changed[i]);
        if (metric->type == METRIC_DURATION || strcmp(metric->id, "shop.apologies") == 0)
            assert_false(changed[i]);
    }
    kefu_scheme_release(after);
    kefu_scheme_release(before);
}

/* One more word without a new meaning, or a document without words. */
static void nothing_said_changes_nothing(void **state) {
    kefu_scheme *before = compile(NULL);
    kefu_scheme *after = compile(LEXICON("\"entries\":[]"));
    bool changed[METRICS_MAX];
    (void)state;
    assert_int_equal(compare(before, after, changed), 0);
    kefu_scheme_release(after);
    kefu_scheme_release(before);
}

/* ---- punctuation ---- */

static void any_mark_changes_the_version(void **state) {
    size_t count, i;
    const struct boundary_mark *marks = kefu__boundary_marks(&count);
    struct boundary_mark flipped[64];
    (void)state;
    assert_in_range(count, 1, 64);
    memcpy(flipped, marks, count * sizeof *marks);
    for (i = 0; i < count; i++) {
        flipped[i].text = "#";
        assert_true(kefu__boundary_version(flipped, count) != kefu__boundary_version(marks, count));
        flipped[i] = marks[i];
        flipped[i].boundary ^= 1;
        assert_true(kefu__boundary_version(flipped, count) != kefu__boundary_version(marks, count));
        flipped[i] = marks[i];
    }
    assert_true(kefu__boundary_version(marks, count - 1) != kefu__boundary_version(marks, count));
}

static void any_quotation_mark_changes_the_version(void **state) {
    size_t count, i;
    const struct quotation *marks = kefu__quotations(&count);
    struct quotation flipped[64];
    (void)state;
    assert_in_range(count, 1, 64);
    memcpy(flipped, marks, count * sizeof *marks);
    for (i = 0; i < count; i++) {
        flipped[i].open = "#";
        assert_true(kefu__quotation_version(flipped, count) !=
                    kefu__quotation_version(marks, count));
        flipped[i] = marks[i];
        flipped[i].close = "#";
        assert_true(kefu__quotation_version(flipped, count) !=
                    kefu__quotation_version(marks, count));
        flipped[i] = marks[i];
    }
}

/* ---- rules and questions ---- */

static void rules_and_questions_cover_what_they_read(void **state) {
    static const char *const none[] = {NULL};
    static const char *const of_apology[] = {"apology", "both", "q.rule", NULL};
    static const char *const of_sentiment[] = {"bad", NULL};
    static const char *const of_grammar[] = {"apology", "greeting", "bad",  "both",
                                             "q.rule",  "q.when",   "wait", NULL};
    static const char *const of_intent[] = {"wait", NULL};
    static const char *const of_metric[] = {"slow", "q.bound", NULL};
    static const char *const of_hours[] = {"wait", NULL};
    (void)state;
    assert_changes(WORDS, NULL, none);
    assert_changes(WORDS, LEXICON("\"entries\":[{\"texts\":[\"深表惭愧啦\"],\"act\":\"apology\"}]"),
                   of_apology);
    assert_changes(WORDS, LEXICON("\"entries\":[{\"texts\":[\"好得冒泡泡\"],\"polarity\":0.8}]"),
                   of_sentiment);
    assert_changes(WORDS, LEXICON("\"factors\":{\"missed\":-0.5}"), of_grammar);
    assert_changes(WORDS,
                   LEXICON("\"entries\":[{\"texts\":[\"快点快点啦\"],\"intent\":\"urging\"}]"),
                   of_intent);
    assert_changes(METRICS,
                   "{\"kefu\":1,\"kind\":\"metric_set\",\"id\":\"shop.metrics\",\"version\":\"1\","
                   "\"metrics\":[{\"id\":\"shop.frt\",\"type\":\"duration\",\"direction\":"
                   "\"lower_is_better\",\"start\":\"created\",\"stop\":\"first_human_reply\"}]}",
                   of_metric);
    assert_changes(HOURS,
                   "{\"kefu\":1,\"kind\":\"calendar\",\"id\":\"shop.hours\",\"version\":\"1\","
                   "\"utc_offset\":\"+08:00\",\"weekly\":{\"mon-sun\":[[\"09:00\",\"18:00\"]]}}",
                   of_hours);
}

#define APOLOGY_PATTERN(gap, word)                                                                 \
    LEXICON("\"entries\":[{\"act\":\"apology\",\"gap\":" gap                                       \
            ",\"pattern\":[[\"惭愧啦\",\"愧疚啦\"],[\"见谅\",\"" word "\"]]}]")

/* A pattern's gaps and words are part of what its id means. */
static void a_pattern_changes_what_names_its_id(void **state) {
    static const char *const others[] = {APOLOGY_PATTERN("5", "海涵"),
                                         APOLOGY_PATTERN("4", "包涵")};
    kefu_scheme *before = compile(APOLOGY_PATTERN("4", "海涵"));
    (void)state;
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        kefu_scheme *after = compile(others[i]);
        assert_string_not_equal(metric_digest(before, "shop.apologies"),
                                metric_digest(after, "shop.apologies"));
        assert_string_equal(metric_digest(before, "shop.greetings"),
                            metric_digest(after, "shop.greetings"));
        kefu_scheme_release(after);
    }
    kefu_scheme_release(before);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_constant_changes_whatever_reads_text),
        cmocka_unit_test(a_factor_changes_whatever_reads_text),
        cmocka_unit_test(a_word_with_an_id_changes_what_names_the_id),
        cmocka_unit_test(words_of_the_turn_model_change_waits),
        cmocka_unit_test(words_of_any_intent_change_waits_and_returns),
        cmocka_unit_test(policies_change_levels),
        cmocka_unit_test(silence_that_ends_episodes_changes_waits),
        cmocka_unit_test(a_polar_word_changes_sentiment_alone),
        cmocka_unit_test(nothing_said_changes_nothing),
        cmocka_unit_test(any_mark_changes_the_version),
        cmocka_unit_test(any_quotation_mark_changes_the_version),
        cmocka_unit_test(rules_and_questions_cover_what_they_read),
        cmocka_unit_test(a_pattern_changes_what_names_its_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
