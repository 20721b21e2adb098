/* SPDX-License-Identifier: MIT
 * Every public function with each of its pointers NULL, every double with what no number should be,
 * and what a caller may free early. The tables are held complete against the export list. */
#include <float.h>
#include <math.h>
#include <stdio.h>

#include "kefu/kefu.h"
#include "test.h"

/* ---- the objects that the calls are made with ---- */

static kefu_scheme *scheme;
static kefu_scratch *scratch;
static kefu_analysis *analysis;
static kefu_findings *findings;
static kefu_conversation *conversation;
static kefu_monitor *monitor;
static kefu_evaluation *evaluation;
static kefu_aggregate *aggregate, *other_aggregate;
static kefu_report *report;
static kefu_field_map *map;
static kefu_trainer *trainer, *trained;
static kefu_model *model;
static kefu_error error;

/* What a call made; freed after it. */
static struct {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_findings *findings;
    kefu_conversation *conversation;
    kefu_monitor *monitor;
    kefu_evaluation *evaluation;
    kefu_aggregate *aggregate;
    kefu_report *report;
    kefu_field_map *map;
    kefu_trainer *trainer;
    kefu_model *model;
} made;

static void free_made(void) {
    kefu_report_free(made.report);
    kefu_aggregate_free(made.aggregate);
    kefu_evaluation_free(made.evaluation);
    kefu_monitor_free(made.monitor);
    kefu_conversation_free(made.conversation);
    kefu_field_map_free(made.map);
    kefu_trainer_free(made.trainer);
    kefu_model_free(made.model);
    kefu_findings_free(made.findings);
    kefu_scratch_free(made.scratch);
    kefu_scheme_release(made.scheme);
    memset(&made, 0, sizeof made);
}

#define RECORD                                                                                     \
    "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c1\",\"agent_id\":\"a1\",\"messages\":["       \
    "{\"role\":\"customer\",\"at\":1717200000000,\"text\":\"再不处理我就投诉\"},"          \
    "{\"role\":\"agent\",\"at\":1717200030000,\"text\":\"抱歉，马上为您处理\"}]}"
#define FEEDBACK "{\"kefu\":1,\"kind\":\"feedback\",\"id\":\"f\",\"rating\":5,\"text\":\"很好\"}"
#define DIALOGUE "{\"turns\":[{\"role\":\"customer\",\"text\":\"很差\"}],\"satisfaction\":1}"
#define MESSAGE  "{\"role\":\"customer\",\"at\":1717200060000,\"text\":\"好的\"}"
#define MAP                                                                                        \
    "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1\",\"record\":\"feedback\","         \
    "\"format\":\"tsv\",\"members\":{\"id\":1,\"text\":2}}"

static struct written {
    char *data;
    size_t size;
} monitor_json, evaluation_json, state_bytes, lexicon_json;

static kefu_status append(void *ctx, const char *data, size_t size) {
    struct written *to = ctx;
    to->data = realloc(to->data, to->size + size + 1);
    assert_non_null(to->data);
    memcpy(to->data + to->size, data, size);
    to->size += size;
    return KEFU_OK;
}

static kefu_status drop(void *ctx, const char *data, size_t size) {
    (void)ctx;
    (void)data;
    (void)size;
    return KEFU_OK;
}

static kefu_status take(void *ctx, size_t index, kefu_analysis *of) {
    (void)ctx;
    (void)index;
    (void)of;
    return KEFU_OK;
}

static kefu_status take_span(void *ctx, const kefu_redact_span *span) {
    (void)ctx;
    (void)span;
    return KEFU_OK;
}

static kefu_status go_on(void *ctx, const char *doing, double done) {
    (void)ctx;
    (void)doing;
    assert_true(done >= 0 && done <= 1);
    return KEFU_OK;
}

static kefu_trainer *new_trainer(const kefu_train_options *options) {
    kefu_trainer *t = NULL;
    assert_int_equal(kefu_trainer_new(options, &t, NULL), KEFU_OK);
    for (size_t i = 0; i < 20; i++) {
        const char *text = i % 2 ? "非常满意，很好" : "很差，不满意";
        assert_int_equal(kefu_trainer_add(t, i % 2 ? "1" : "0", 1, "", 0, text, strlen(text), NULL),
                         KEFU_OK);
    }
    return t;
}

/* Refills the trainer that a call has run or added to. */
static void renew_trainer(void) {
    kefu_trainer_free(trainer);
    trainer = new_trainer(NULL);
}

/* Leaves a hit and a quality finding. */
static void analyze_again(void) {
    assert_int_equal(
        kefu_analyze(scheme, scratch, KEFU_TEXT("客服態度非常差"), NULL, &analysis, NULL), KEFU_OK);
}

static const kefu_document broken_document = {{"b", 1}, {"{", 1}}; /* brings a finding */

static int open_objects(void **state) {
    (void)state;
#define MADE(call)                                                                                 \
    if (call != KEFU_OK)                                                                           \
    return 1
    MADE(kefu_scheme_builtin(NULL, &scheme, NULL));
    MADE(kefu_scratch_new(NULL, &scratch, NULL));
    MADE(kefu_findings_new(NULL, &findings, NULL));
    kefu_scheme *none = NULL;
    if (kefu_scheme_compile(&broken_document, 1, NULL, &none, findings, NULL) == KEFU_OK)
        return 1;
    MADE(kefu_conversation_new(scheme, NULL, &conversation, NULL));
    MADE(kefu_conversation_read_json(conversation, scratch, KEFU_TEXT(RECORD), NULL, NULL));
    const kefu_rubric rubric = kefu_scheme_rubric_at(scheme, 0);
    MADE(kefu_monitor_new(conversation, rubric, NULL, &monitor, NULL));
    MADE(kefu_monitor_update(monitor, KEFU_TIME_END, NULL));
    MADE(kefu_monitor_write(monitor, append, &monitor_json, NULL));
    MADE(kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, NULL));
    MADE(kefu_evaluation_write(evaluation, append, &evaluation_json, NULL));
    MADE(kefu_aggregate_new(scheme, NULL, 0, NULL, &aggregate, NULL));
    MADE(kefu_aggregate_new(scheme, NULL, 0, NULL, &other_aggregate, NULL));
    MADE(kefu_aggregate_add_conversation(other_aggregate, conversation, NULL));
    MADE(kefu_aggregate_save(other_aggregate, append, &state_bytes, NULL));
    MADE(kefu_report_new(aggregate, NULL, &report, NULL));
    MADE(kefu_field_map_new(KEFU_TEXT(MAP), NULL, &map, NULL, NULL));
    trainer = new_trainer(NULL);
    trained = new_trainer(NULL);
    MADE(kefu_trainer_run(trained, NULL, NULL, NULL));
    MADE(kefu_trainer_write(trained, append, &lexicon_json, NULL));
    MADE(kefu_model_load(lexicon_json.data, lexicon_json.size, NULL, &model, NULL));
#undef MADE
    return 0;
}

static int close_objects(void **state) {
    (void)state;
    free_made();
    kefu_model_free(model);
    kefu_trainer_free(trained);
    kefu_trainer_free(trainer);
    kefu_field_map_free(map);
    kefu_report_free(report);
    kefu_aggregate_free(other_aggregate);
    kefu_aggregate_free(aggregate);
    kefu_evaluation_free(evaluation);
    kefu_monitor_free(monitor);
    kefu_conversation_free(conversation);
    kefu_findings_free(findings);
    kefu_scratch_free(scratch);
    kefu_scheme_release(scheme);
    free(monitor_json.data);
    free(evaluation_json.data);
    free(state_bytes.data);
    free(lexicon_json.data);
    return 0;
}

/* ---- every function, with each pointer NULL ---- */

/* Results that calls fill in, set anew before each. */
static struct {
    kefu_finding finding;
    kefu_document document;
    kefu_metric metric;
    kefu_metric_info metric_info;
    kefu_rule rule;
    kefu_rule_info rule_info;
    kefu_rubric rubric;
    kefu_rubric_info rubric_info;
    kefu_section_info section;
    kefu_question_info question;
    kefu_band_info band;
    kefu_hit hit;
    kefu_factor factor;
    kefu_found found;
    kefu_quality quality;
    kefu_dropped dropped;
    kefu_message message;
    kefu_alert alert;
    kefu_prediction prediction;
    kefu_contribution contribution;
    kefu_classification_scores scores;
    kefu_value value;
    kefu_str text;
    size_t number;
    uint32_t word;
    int64_t at;
    double a, b;
    uint64_t confusion[4];
} out;

static void set_sizes(void) {
    memset(&out, 0, sizeof out);
    out.finding = (kefu_finding){sizeof out.finding, "c", "s", "/p", "m", 0, 0, 0, 0, 0};
    out.metric_info.size = sizeof out.metric_info;
    out.rule_info.size = sizeof out.rule_info;
    out.rubric_info.size = sizeof out.rubric_info;
    out.section.size = sizeof out.section;
    out.question.size = sizeof out.question;
    out.band.size = sizeof out.band;
    out.hit.size = sizeof out.hit;
    out.factor.size = sizeof out.factor;
    out.found.size = sizeof out.found;
    out.quality.size = sizeof out.quality;
    out.dropped.size = sizeof out.dropped;
    out.message.size = sizeof out.message;
    out.alert.size = sizeof out.alert;
    out.prediction.size = sizeof out.prediction;
    out.contribution.size = sizeof out.contribution;
    out.scores.size = sizeof out.scores;
}

static const kefu_document lexicon_document = {
    {"d", 1}, {"{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"d\",\"version\":\"1\"}", 47}};
static const kefu_str texts[] = {{"很满意", 9}};
static const uint32_t truths[] = {0, 1}, guesses[] = {0, 1};
static const double numbers[] = {0.25, 0.75};
#define METRIC kefu_scheme_metric_at(scheme, 0)
#define RULE   kefu_scheme_rule_at(scheme, 0)
#define RUBRIC kefu_scheme_rubric_at(scheme, 0)

/* Pointer `i` of a call, or NULL when it is that one's turn. */
#define P(i, pointer) (null == (i) ? NULL : (pointer))
#define T(i, literal) P(i, "" literal), sizeof(literal) - 1
/* A result that is no status. */
#define V(call)       ((void)(call), KEFU_OK)

/* name, and one letter a pointer: r(equired), else KEFU_E_ARGUMENT; o(ptional), else KEFU_OK or a
 * refusal that is told; and the call. */
#define CALLS(X)                                                                                   \
    X(kefu_version, "", V(kefu_version()))                                                         \
    X(kefu_version_number, "", V(kefu_version_number()))                                           \
    X(kefu_status_name, "", V(kefu_status_name(0)))                                                \
    X(kefu_state_name, "", V(kefu_state_name(0)))                                                  \
    X(kefu_reason_name, "", V(kefu_reason_name(0)))                                                \
    X(kefu_unit_name, "", V(kefu_unit_name(0)))                                                    \
    X(kefu_role_name, "", V(kefu_role_name(0)))                                                    \
    X(kefu_genre_name, "", V(kefu_genre_name(0)))                                                  \
    X(kefu_redact, "roroo",                                                                        \
      kefu_redact(T(0, "13812345678"), P(1, &init.of_redaction), P(2, drop), P(3, &out),           \
                  P(4, &error)))                                                                   \
    X(kefu_redact_find, "roroo",                                                                   \
      kefu_redact_find(T(0, "13812345678"), P(1, &init.of_redaction), P(2, take_span), P(3, &out), \
                       P(4, &error)))                                                              \
    X(kefu_redact_options_init, "o", V((kefu_redact_options_init)(P(0, &init.of_redaction))))      \
    X(kefu_redact_kind_name, "", V(kefu_redact_kind_name(0)))                                      \
    X(kefu_analysis_dropped_count, "o", V(kefu_analysis_dropped_count(P(0, analysis))))            \
    X(kefu_analysis_dropped_at, "roo",                                                             \
      kefu_analysis_dropped_at(P(0, analysis), 0, P(1, &out.dropped), P(2, &error)))               \
    X(kefu_trainer_begin_corpus, "rro",                                                            \
      kefu_trainer_begin_corpus(P(0, trainer), T(1, "corpus"), P(2, &error)))                      \
    X(kefu_label_name, "", V(kefu_label_name(0)))                                                  \
    X(kefu_factor_name, "", V(kefu_factor_name(0)))                                                \
    X(kefu_event_type_name, "", V(kefu_event_type_name(0)))                                        \
    X(kefu_vocabulary_write, "oroo",                                                               \
      kefu_vocabulary_write(P(0, NULL), P(1, drop), P(2, &out), P(3, &error)))                     \
    X(kefu_vocabulary_name, "o", V(kefu_vocabulary_name(P(0, "role"), 0)))                         \
    X(kefu_vocabulary_title, "oo", V(kefu_vocabulary_title(P(0, "role"), 0, P(1, "en"))))          \
    X(kefu_vocabulary_find, "rrro",                                                                \
      kefu_vocabulary_find(P(0, "role"), T(1, "agent"), P(2, &out.word), P(3, &error)))            \
    X(kefu_value_write, "rroo",                                                                    \
      kefu_value_write(P(0, &out.value), P(1, drop), P(2, &out), P(3, &error)))                    \
    X(kefu_findings_new, "oro", kefu_findings_new(P(0, NULL), P(1, &made.findings), P(2, &error))) \
    X(kefu_findings_free, "o", V((kefu_findings_free)(P(0, new_findings()))))                      \
    X(kefu_findings_count, "o", V(kefu_findings_count(P(0, findings))))                            \
    X(kefu_findings_severity_count, "o",                                                           \
      V(kefu_findings_severity_count(P(0, findings), KEFU_SEVERITY_ERROR)))                        \
    X(kefu_findings_dropped_count, "o", V(kefu_findings_dropped_count(P(0, findings))))            \
    X(kefu_findings_at, "rro",                                                                     \
      kefu_findings_at(P(0, findings), 0, P(1, &out.finding), P(2, &error)))                       \
    X(kefu_finding_write, "roroo",                                                                 \
      kefu_finding_write(P(0, &out.finding), P(1, NULL), P(2, drop), P(3, &out), P(4, &error)))    \
    X(kefu_findings_clear, "o", V((kefu_findings_clear)(P(0, NULL))))                              \
    X(kefu_scheme_options_init, "o", V((kefu_scheme_options_init)(P(0, &init.of_scheme))))         \
    X(kefu_scheme_compile, "roroo",                                                                \
      kefu_scheme_compile(P(0, &lexicon_document), 1, P(1, &bare), P(2, &made.scheme),             \
                          P(3, findings), P(4, &error)))                                           \
    X(kefu_scheme_builtin, "oro",                                                                  \
      kefu_scheme_builtin(P(0, &bare), P(1, &made.scheme), P(2, &error)))                          \
    X(kefu_builtin_count, "", V(kefu_builtin_count()))                                             \
    X(kefu_builtin_at, "ro", kefu_builtin_at(0, P(0, &out.document), P(1, &error)))                \
    X(kefu_scheme_retain, "o", V(kefu_scheme_release(kefu_scheme_retain(P(0, scheme)))))           \
    X(kefu_scheme_release, "o", V(kefu_scheme_release(P(0, kefu_scheme_retain(scheme)))))          \
    X(kefu_scheme_id, "o", V(kefu_scheme_id(P(0, scheme))))                                        \
    X(kefu_scheme_digest, "o", V(kefu_scheme_digest(P(0, scheme))))                                \
    X(kefu_scheme_write, "rroo",                                                                   \
      kefu_scheme_write(P(0, scheme), P(1, drop), P(2, &out), P(3, &error)))                       \
    X(kefu_scheme_test, "rooo",                                                                    \
      kefu_scheme_test(P(0, small), P(1, findings), P(2, &out.number), P(3, &error)))              \
    X(kefu_scheme_test_count, "o", V(kefu_scheme_test_count(P(0, scheme))))                        \
    X(kefu_scheme_metric_count, "o", V(kefu_scheme_metric_count(P(0, scheme))))                    \
    X(kefu_scheme_metric_at, "o", V(kefu_scheme_metric_at(P(0, scheme), 0)))                       \
    X(kefu_scheme_find_metric, "rrro",                                                             \
      kefu_scheme_find_metric(P(0, scheme), T(1, "frt"), P(2, &out.metric), P(3, &error)))         \
    X(kefu_scheme_metric_info, "rro",                                                              \
      kefu_scheme_metric_info(P(0, scheme), METRIC, P(1, &out.metric_info), P(2, &error)))         \
    X(kefu_scheme_metric_title, "oo",                                                              \
      V(kefu_scheme_metric_title(P(0, scheme), METRIC, P(1, "en"))))                               \
    X(kefu_scheme_rule_count, "o", V(kefu_scheme_rule_count(P(0, scheme))))                        \
    X(kefu_scheme_rule_at, "o", V(kefu_scheme_rule_at(P(0, scheme), 0)))                           \
    X(kefu_scheme_find_rule, "rrro",                                                               \
      kefu_scheme_find_rule(P(0, scheme), P(1, rule_id()), strlen(rule_id()), P(2, &out.rule),     \
                            P(3, &error)))                                                         \
    X(kefu_scheme_rule_id, "o", V(kefu_scheme_rule_id(P(0, scheme), RULE)))                        \
    X(kefu_scheme_rule_info, "rro",                                                                \
      kefu_scheme_rule_info(P(0, scheme), RULE, P(1, &out.rule_info), P(2, &error)))               \
    X(kefu_scheme_rule_title, "oo", V(kefu_scheme_rule_title(P(0, scheme), RULE, P(1, "en"))))     \
    X(kefu_scheme_rubric_count, "o", V(kefu_scheme_rubric_count(P(0, scheme))))                    \
    X(kefu_scheme_rubric_at, "o", V(kefu_scheme_rubric_at(P(0, scheme), 0)))                       \
    X(kefu_scheme_find_rubric, "rrro",                                                             \
      kefu_scheme_find_rubric(P(0, scheme), T(1, "none"), P(2, &out.rubric), P(3, &error)))        \
    X(kefu_scheme_rubric_info, "rro",                                                              \
      kefu_scheme_rubric_info(P(0, scheme), RUBRIC, P(1, &out.rubric_info), P(2, &error)))         \
    X(kefu_scheme_rubric_title, "oo",                                                              \
      V(kefu_scheme_rubric_title(P(0, scheme), RUBRIC, P(1, "en"))))                               \
    X(kefu_scheme_section_at, "rro",                                                               \
      kefu_scheme_section_at(P(0, scheme), RUBRIC, 0, P(1, &out.section), P(2, &error)))           \
    X(kefu_scheme_section_title, "oo",                                                             \
      V(kefu_scheme_section_title(P(0, scheme), RUBRIC, 0, P(1, "en"))))                           \
    X(kefu_scheme_question_at, "rro",                                                              \
      kefu_scheme_question_at(P(0, scheme), RUBRIC, 0, P(1, &out.question), P(2, &error)))         \
    X(kefu_scheme_question_title, "oo",                                                            \
      V(kefu_scheme_question_title(P(0, scheme), RUBRIC, 0, P(1, "en"))))                          \
    X(kefu_scheme_band_at, "rro",                                                                  \
      kefu_scheme_band_at(P(0, scheme), RUBRIC, 0, P(1, &out.band), P(2, &error)))                 \
    X(kefu_scheme_band_title, "oo",                                                                \
      V(kefu_scheme_band_title(P(0, scheme), RUBRIC, 0, P(1, "en"))))                              \
    X(kefu_scheme_entry_text, "o", V(kefu_scheme_entry_text(P(0, scheme), 0)))                     \
    X(kefu_scheme_title, "ooo", V(kefu_scheme_title(P(0, scheme), P(1, "frt"), P(2, "en"))))       \
    X(kefu_scratch_new, "oro", kefu_scratch_new(P(0, NULL), P(1, &made.scratch), P(2, &error)))    \
    X(kefu_scratch_free, "o", V((kefu_scratch_free)(P(0, NULL))))                                  \
    X(kefu_analyze_options_init, "o", V((kefu_analyze_options_init)(P(0, &init.of_analysis))))     \
    X(kefu_analyze, "rrroro",                                                                      \
      kefu_analyze(P(0, scheme), P(1, scratch), T(2, "很好"), P(3, &init.of_analysis),             \
                   P(4, &analysis), P(5, &error)))                                                 \
    X(kefu_analyze_many, "rrroroo",                                                                \
      kefu_analyze_many(P(0, scheme), P(1, scratch), P(2, texts), 1, P(3, &init.of_analysis),      \
                        P(4, take), P(5, &out), P(6, &error)))                                     \
    X(kefu_analysis_sentiment, "o", V(kefu_analysis_sentiment(P(0, analysis))))                    \
    X(kefu_analysis_hit_count, "o", V(kefu_analysis_hit_count(P(0, analysis))))                    \
    X(kefu_analysis_hit_at, "rro",                                                                 \
      kefu_analysis_hit_at(P(0, analysis), 0, P(1, &out.hit), P(2, &error)))                       \
    X(kefu_analysis_factor_at, "roo",                                                              \
      kefu_analysis_factor_at(P(0, analysis), 0, 0, P(1, &out.factor), P(2, &error)))              \
    X(kefu_analysis_found_count, "o",                                                              \
      V(kefu_analysis_found_count(P(0, analysis), KEFU_FOUND_ASPECT)))                             \
    X(kefu_analysis_found_at, "rro",                                                               \
      kefu_analysis_found_at(P(0, analysis), KEFU_FOUND_ASPECT, 0, P(1, &out.found),               \
                             P(2, &error)))                                                        \
    X(kefu_analysis_quality_count, "o", V(kefu_analysis_quality_count(P(0, analysis))))            \
    X(kefu_analysis_quality_at, "rro",                                                             \
      kefu_analysis_quality_at(P(0, analysis), 0, P(1, &out.quality), P(2, &error)))               \
    X(kefu_analysis_write, "rroo",                                                                 \
      kefu_analysis_write(P(0, analysis), P(1, drop), P(2, &out), P(3, &error)))                   \
    X(kefu_event_init, "o", V((kefu_event_init)(P(0, &init.event))))                               \
    X(kefu_conversation_options_init, "o",                                                         \
      V((kefu_conversation_options_init)(P(0, &init.of_conversation))))                            \
    X(kefu_conversation_new, "roro",                                                               \
      kefu_conversation_new(P(0, scheme), P(1, &init.of_conversation), P(2, &made.conversation),   \
                            P(3, &error)))                                                         \
    X(kefu_conversation_free, "o", V((kefu_conversation_free)(P(0, NULL))))                        \
    X(kefu_conversation_scheme, "o", V(kefu_conversation_scheme(P(0, conversation))))              \
    X(kefu_conversation_set, "rrro",                                                               \
      kefu_conversation_set(P(0, conversation), T(1, "x"), T(2, "y"), P(3, &error)))               \
    X(kefu_conversation_add_label, "rro",                                                          \
      kefu_conversation_add_label(P(0, conversation), T(1, "x"), P(2, &error)))                    \
    X(kefu_conversation_find_attribute, "rrro",                                                    \
      kefu_conversation_find_attribute(P(0, conversation), T(1, "id"), P(2, &out.text),            \
                                       P(3, &error)))                                              \
    X(kefu_conversation_push, "rrroo",                                                             \
      kefu_conversation_push(P(0, conversation), P(1, scratch), P(2, &init.event), P(3, findings), \
                             P(4, &error)))                                                        \
    X(kefu_conversation_push_json, "rrroo",                                                        \
      kefu_conversation_push_json(P(0, conversation), P(1, scratch), T(2, MESSAGE),                \
                                  P(3, findings), P(4, &error)))                                   \
    X(kefu_conversation_read_json, "rrroo",                                                        \
      kefu_conversation_read_json(P(0, empty()), P(1, scratch), T(2, RECORD), P(3, findings),      \
                                  P(4, &error)))                                                   \
    X(kefu_conversation_write, "rroo",                                                             \
      kefu_conversation_write(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))           \
    X(kefu_conversation_metric, "rro",                                                             \
      kefu_conversation_metric(P(0, conversation), METRIC, KEFU_STATISTIC_DEFAULT, KEFU_TIME_END,  \
                               P(1, &out.value), P(2, &error)))                                    \
    X(kefu_conversation_write_metrics, "rroo",                                                     \
      kefu_conversation_write_metrics(P(0, conversation), KEFU_TIME_END, P(1, drop), P(2, &out),   \
                                      P(3, &error)))                                               \
    X(kefu_conversation_explain, "rroo",                                                           \
      kefu_conversation_explain(P(0, conversation), METRIC, KEFU_TIME_END, P(1, drop), P(2, &out), \
                                P(3, &error)))                                                     \
    X(kefu_conversation_write_dialogue, "rroo",                                                    \
      kefu_conversation_write_dialogue(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))  \
    X(kefu_conversation_write_messages, "rroo",                                                    \
      kefu_conversation_write_messages(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))  \
    X(kefu_conversation_message_count, "o",                                                        \
      V(kefu_conversation_message_count(P(0, conversation))))                                      \
    X(kefu_conversation_message_at, "rro",                                                         \
      kefu_conversation_message_at(P(0, conversation), 0, P(1, &out.message), P(2, &error)))       \
    X(kefu_monitor_options_init, "o", V((kefu_monitor_options_init)(P(0, &init.of_monitor))))      \
    X(kefu_monitor_new, "roro",                                                                    \
      kefu_monitor_new(P(0, conversation), RUBRIC, P(1, &init.of_monitor), P(2, &made.monitor),    \
                       P(3, &error)))                                                              \
    X(kefu_monitor_free, "o", V((kefu_monitor_free)(P(0, NULL))))                                  \
    X(kefu_monitor_conversation, "o", V(kefu_monitor_conversation(P(0, monitor))))                 \
    X(kefu_monitor_update, "ro", kefu_monitor_update(P(0, monitor), KEFU_TIME_END, P(1, &error)))  \
    X(kefu_monitor_alert_count, "o", V(kefu_monitor_alert_count(P(0, monitor))))                   \
    X(kefu_monitor_alert_at, "roo",                                                                \
      kefu_monitor_alert_at(P(0, monitor), 0, P(1, &out.alert), P(2, &error)))                     \
    X(kefu_monitor_next, "rro", kefu_monitor_next(P(0, monitor), P(1, &out.at), P(2, &error)))     \
    X(kefu_monitor_write_alerts, "rroo",                                                           \
      kefu_monitor_write_alerts(P(0, monitor), P(1, drop), P(2, &out), P(3, &error)))              \
    X(kefu_monitor_write, "rroo",                                                                  \
      kefu_monitor_write(P(0, monitor), P(1, drop), P(2, &out), P(3, &error)))                     \
    X(kefu_monitor_read_json, "rroo",                                                              \
      kefu_monitor_read_json(P(0, monitor), P(1, monitor_json.data), monitor_json.size,            \
                             P(2, findings), P(3, &error)))                                        \
    X(kefu_evaluate, "rro",                                                                        \
      kefu_evaluate(P(0, conversation), RUBRIC, KEFU_TIME_END, P(1, &made.evaluation),             \
                    P(2, &error)))                                                                 \
    X(kefu_evaluation_free, "o", V((kefu_evaluation_free)(P(0, NULL))))                            \
    X(kefu_evaluation_score, "o", V(kefu_evaluation_score(P(0, evaluation))))                      \
    X(kefu_evaluation_find_part, "rrro",                                                           \
      kefu_evaluation_find_part(P(0, evaluation), T(1, "none"), P(2, &out.value), P(3, &error)))   \
    X(kefu_evaluation_band, "o", V(kefu_evaluation_band(P(0, evaluation))))                        \
    X(kefu_evaluation_answer, "rro",                                                               \
      kefu_evaluation_answer(P(0, evaluation), T(1, "{}"), P(2, &error)))                          \
    X(kefu_evaluation_write, "rroo",                                                               \
      kefu_evaluation_write(P(0, evaluation), P(1, drop), P(2, &out), P(3, &error)))               \
    X(kefu_evaluation_read_json, "rrro",                                                           \
      kefu_evaluation_read_json(P(0, scheme), P(1, evaluation_json.data), evaluation_json.size,    \
                                P(2, &made.evaluation), P(3, &error)))                             \
    X(kefu_aggregate_options_init, "o",                                                            \
      V((kefu_aggregate_options_init)(P(0, &init.of_aggregate))))                                  \
    X(kefu_aggregate_new, "rroro",                                                                 \
      kefu_aggregate_new(P(0, scheme), T(1, "{}"), P(2, &init.of_aggregate),                       \
                         P(3, &made.aggregate), P(4, &error)))                                     \
    X(kefu_aggregate_free, "o", V((kefu_aggregate_free)(P(0, NULL))))                              \
    X(kefu_closed_init, "o", V((kefu_closed_init)(P(0, &init.closed))))                            \
    X(kefu_aggregate_add, "rrroo",                                                                 \
      kefu_aggregate_add(P(0, aggregate), P(1, scratch), P(2, closed()), P(3, findings),           \
                         P(4, &error)))                                                            \
    X(kefu_aggregate_add_conversation, "rro",                                                      \
      kefu_aggregate_add_conversation(P(0, aggregate), P(1, conversation), P(2, &error)))          \
    X(kefu_aggregate_add_evaluation, "rrro",                                                       \
      kefu_aggregate_add_evaluation(P(0, aggregate), P(1, conversation), P(2, evaluation),         \
                                    P(3, &error)))                                                 \
    X(kefu_aggregate_add_feedback_json, "rrroo",                                                   \
      kefu_aggregate_add_feedback_json(P(0, aggregate), P(1, scratch), T(2, FEEDBACK),             \
                                       P(3, findings), P(4, &error)))                              \
    X(kefu_aggregate_merge, "rro",                                                                 \
      kefu_aggregate_merge(P(0, aggregate), P(1, other_aggregate), P(2, &error)))                  \
    X(kefu_aggregate_save, "rroo",                                                                 \
      kefu_aggregate_save(P(0, aggregate), P(1, drop), P(2, &out), P(3, &error)))                  \
    X(kefu_aggregate_load, "rroro",                                                                \
      kefu_aggregate_load(P(0, scheme), P(1, state_bytes.data), state_bytes.size,                  \
                          P(2, &init.of_aggregate), P(3, &made.aggregate), P(4, &error)))          \
    X(kefu_aggregate_write, "rroo",                                                                \
      kefu_aggregate_write(P(0, aggregate), P(1, drop), P(2, &out), P(3, &error)))                 \
    X(kefu_aggregate_group_count, "o", V(kefu_aggregate_group_count(P(0, aggregate))))             \
    X(kefu_aggregate_group_key, "rro",                                                             \
      kefu_aggregate_group_key(P(0, other_aggregate), 0, 0, P(1, &out.text), P(2, &error)))        \
    X(kefu_aggregate_value, "rro",                                                                 \
      kefu_aggregate_value(P(0, other_aggregate), 0, METRIC, KEFU_STATISTIC_DEFAULT,               \
                           P(1, &out.value), P(2, &error)))                                        \
    X(kefu_aggregate_conversation_count, "o",                                                      \
      V(kefu_aggregate_conversation_count(P(0, aggregate))))                                       \
    X(kefu_aggregate_feedback_count, "o", V(kefu_aggregate_feedback_count(P(0, aggregate))))       \
    X(kefu_field_map_new, "roroo",                                                                 \
      kefu_field_map_new(T(0, MAP), P(1, NULL), P(2, &made.map), P(3, findings), P(4, &error)))    \
    X(kefu_field_map_free, "o", V((kefu_field_map_free)(P(0, NULL))))                              \
    X(kefu_field_map_record, "o", V(kefu_field_map_record(P(0, map))))                             \
    X(kefu_field_map_apply, "rrroo",                                                               \
      kefu_field_map_apply(P(0, map), T(1, "1\t好"), 1, P(2, drop), P(3, &out), P(4, &error)))     \
    X(kefu_field_map_apply_reported, "rrrooo",                                                     \
      kefu_field_map_apply_reported(P(0, map), T(1, "1\t好"), 1, P(2, drop), P(3, &out),           \
                                    P(4, findings), P(5, &error)))                                 \
    X(kefu_report_options_init, "o", V((kefu_report_options_init)(P(0, &init.of_report))))         \
    X(kefu_report_new, "roro",                                                                     \
      kefu_report_new(P(0, aggregate), P(1, &init.of_report), P(2, &made.report), P(3, &error)))   \
    X(kefu_report_free, "o", V((kefu_report_free)(P(0, NULL))))                                    \
    X(kefu_report_write, "rroo",                                                                   \
      kefu_report_write(P(0, report), KEFU_FORMAT_JSON, P(1, drop), P(2, &out), P(3, &error)))     \
    X(kefu_train_options_init, "o", V((kefu_train_options_init)(P(0, &init.of_trainer))))          \
    X(kefu_trainer_new, "oro",                                                                     \
      kefu_trainer_new(P(0, &init.of_trainer), P(1, &made.trainer), P(2, &error)))                 \
    X(kefu_trainer_free, "o", V((kefu_trainer_free)(P(0, NULL))))                                  \
    X(kefu_trainer_add, "rrrro",                                                                   \
      kefu_trainer_add(P(0, trainer), T(1, "1"), T(2, "c"), T(3, "很好"), P(4, &error)))           \
    X(kefu_trainer_add_test, "rrrro",                                                              \
      kefu_trainer_add_test(P(0, trainer), T(1, "1"), T(2, "c"), T(3, "很好"), P(4, &error)))      \
    X(kefu_trainer_add_dialogue, "rro",                                                            \
      kefu_trainer_add_dialogue(P(0, trainer), T(1, DIALOGUE), P(2, &error)))                      \
    X(kefu_trainer_count, "o", V(kefu_trainer_count(P(0, trainer))))                               \
    X(kefu_trainer_run, "rooo",                                                                    \
      kefu_trainer_run(P(0, trainer), P(1, go_on), P(2, &out), P(3, &error)))                      \
    X(kefu_trainer_write, "rroo",                                                                  \
      kefu_trainer_write(P(0, trained), P(1, drop), P(2, &out), P(3, &error)))                     \
    X(kefu_trainer_leave_one_out, "rooro",                                                         \
      kefu_trainer_leave_one_out(P(0, trainer), P(1, go_on), P(2, &out), P(3, &out.scores),        \
                                 P(4, &error)))                                                    \
    X(kefu_model_load, "roro",                                                                     \
      kefu_model_load(P(0, lexicon_json.data), lexicon_json.size, P(1, NULL), P(2, &made.model),   \
                      P(3, &error)))                                                               \
    X(kefu_model_free, "o", V((kefu_model_free)(P(0, NULL))))                                      \
    X(kefu_model_task, "o", V(kefu_model_task(P(0, model))))                                       \
    X(kefu_model_class_count, "o", V(kefu_model_class_count(P(0, model))))                         \
    X(kefu_model_class_at, "o", V(kefu_model_class_at(P(0, model), 0)))                            \
    X(kefu_model_predict, "rrrro",                                                                 \
      kefu_model_predict(P(0, model), T(1, "很好"), T(2, "c"), P(3, &out.prediction),              \
                         P(4, &error)))                                                            \
    X(kefu_model_contribution_count, "o", V(kefu_model_contribution_count(P(0, model))))           \
    X(kefu_model_contribution_at, "rro",                                                           \
      kefu_model_contribution_at(P(0, model), 0, P(1, &out.contribution), P(2, &error)))           \
    X(kefu_model_predict_dialogue, "rrro",                                                         \
      kefu_model_predict_dialogue(P(0, model), T(1, DIALOGUE), P(2, &out.a), P(3, &error)))        \
    X(kefu_classification_score, "rrorooo",                                                        \
      kefu_classification_score(P(0, truths), P(1, guesses), P(2, numbers), 2, 2,                  \
                                P(3, &out.scores), P(4, out.confusion), P(5, NULL), P(6, &error))) \
    X(kefu_regression_score, "rrrroo",                                                             \
      kefu_regression_score(P(0, numbers), P(1, numbers), 2, P(2, &out.a), P(3, &out.b),           \
                            P(4, NULL), P(5, &error)))                                             \
    X(kefu_fit_prior, "rrro",                                                                      \
      kefu_fit_prior(P(0, numbers), 2, 0.5, P(1, &out.a), P(2, &out.b), P(3, &error)))             \
    X(kefu_fit_threshold, "rrrroo",                                                                \
      kefu_fit_threshold(P(0, truths), P(1, numbers), 2, P(2, &out.a), P(3, &out.b), P(4, NULL),   \
                         P(5, &error)))

static struct {
    kefu_scheme_options of_scheme;
    kefu_analyze_options of_analysis;
    kefu_conversation_options of_conversation;
    kefu_monitor_options of_monitor;
    kefu_aggregate_options of_aggregate;
    kefu_report_options of_report;
    kefu_train_options of_trainer;
    kefu_redact_options of_redaction;
    kefu_event event;
    kefu_closed closed;
} init;
static const kefu_scheme_options bare = {
    .size = sizeof bare, .at = KEFU_TIME_NONE, .flags = KEFU_SCHEME_BARE};
static kefu_scheme *small; /* without documents: its tests take no time */

static void set_options(void) {
    kefu_scheme_options_init(&init.of_scheme);
    kefu_analyze_options_init(&init.of_analysis);
    kefu_conversation_options_init(&init.of_conversation);
    kefu_monitor_options_init(&init.of_monitor);
    kefu_aggregate_options_init(&init.of_aggregate);
    kefu_report_options_init(&init.of_report);
    kefu_train_options_init(&init.of_trainer);
    init.of_redaction = (kefu_redact_options)KEFU_REDACT_OPTIONS_INIT;
    kefu_event_init(&init.event);
    kefu_closed_init(&init.closed);
}

static const char *rule_id(void) {
    return kefu_scheme_rule_id(scheme, RULE);
}

static kefu_conversation *empty(void) {
    if (!made.conversation)
        assert_int_equal(kefu_conversation_new(scheme, NULL, &made.conversation, NULL), KEFU_OK);
    return made.conversation;
}

static const kefu_closed *closed(void) {
    static const kefu_str record = {FEEDBACK, sizeof FEEDBACK - 1};
    static const kefu_evaluation *of[1];
    of[0] = evaluation;
    init.closed = (kefu_closed){sizeof init.closed, conversation, of, 1, &record, 1};
    return &init.closed;
}

#define CALL_FUNCTION(name, pointers, call)                                                        \
    static kefu_status call_##name(int null) {                                                     \
        (void)null;                                                                                \
        return call;                                                                               \
    }
CALLS(CALL_FUNCTION)

#define CALL_ROW(name, pointers, call) {#name, pointers, call_##name},
static const struct call_row {
    const char *name, *pointers;
    kefu_status (*call)(int null);
} call_rows[] = {CALLS(CALL_ROW)};
enum { CALL_COUNT = sizeof call_rows / sizeof *call_rows };

static kefu_status call(const struct call_row *row, int null) {
    set_sizes();
    set_options();
    memset(&error, 0, sizeof error);
    const kefu_status status = row->call(null);
    free_made();
    return status;
}

static void no_null_is_a_fault(void **state) {
    (void)state;
    assert_int_equal(kefu_scheme_builtin(&bare, &small, NULL), KEFU_OK);
    for (size_t i = 0; i < CALL_COUNT; i++) {
        const struct call_row *row = &call_rows[i];
        for (int null = 0; row->pointers[null]; null++) {
            renew_trainer();
            analyze_again();
            const kefu_status status = call(row, null);
            if (row->pointers[null] == 'r' && status != KEFU_E_ARGUMENT)
                fail_msg("%s with pointer %d NULL: %s", row->name, null, kefu_status_name(status));
            const bool error_passed = row->pointers[null + 1] || row->pointers[null] == 'r';
            if (status != KEFU_OK && error_passed && error.status != (int32_t)status)
                fail_msg("%s with pointer %d NULL: the error says %d", row->name, null,
                         error.status);
        }
    }
    kefu_scheme_release(small);
}

/* Every name of the export list has its row. */
static void every_function_has_its_row(void **state) {
    char line[128], name[128];
    size_t known = 0;
    FILE *exports = fopen(KEFU_EXPORT_LIST, "r");
    (void)state;
    assert_non_null(exports);
    while (fgets(line, sizeof line, exports)) {
        if (sscanf(line, " %127[a-z0-9_];", name) != 1 || strncmp(name, "kefu_", 5) != 0)
            continue;
        size_t i = 0;
        while (i < CALL_COUNT && strcmp(call_rows[i].name, name) != 0)
            i++;
        if (i == CALL_COUNT)
            fail_msg("%s has no row in CALLS()", name);
        known++;
    }
    (void)fclose(exports);
    assert_int_equal(known, CALL_COUNT);
}

/* ---- every double ---- */

/* Given a number, calls with it and says what came back; results stand in out.a and out.b. */
static kefu_status with_rating(double number) {
    kefu_event event = KEFU_EVENT_INIT;
    event.type = KEFU_EVENT_RATED;
    event.rating = number;
    return kefu_conversation_push(empty(), scratch, &event, NULL, NULL);
}

static kefu_status with_scale(double min, double max) {
    kefu_event event = KEFU_EVENT_INIT;
    event.type = KEFU_EVENT_RATED;
    event.rating = 3;
    event.scale_min = min;
    event.scale_max = max;
    return kefu_conversation_push(empty(), scratch, &event, NULL, NULL);
}

static kefu_status with_scale_min(double number) {
    return with_scale(number, 5);
}

static kefu_status with_scale_max(double number) {
    return with_scale(1, number);
}

static kefu_status with_probability(double number) {
    const double probability[] = {number, 0.5};
    return kefu_classification_score(truths, guesses, probability, 2, 2, &out.scores, NULL, NULL,
                                     NULL);
}

static kefu_status with_truth(double number) {
    const double truth[] = {number, 0.5, 0.25}, guess[] = {0.1, 0.2, 0.3};
    return kefu_regression_score(truth, guess, 3, &out.a, &out.b, NULL, NULL);
}

static kefu_status with_guess(double number) {
    const double truth[] = {0.3, 0.5, 0.25}, guess[] = {0.1, number, -number};
    return kefu_regression_score(truth, guess, 3, &out.a, &out.b, NULL, NULL);
}

static kefu_status with_prior(double number) {
    const double probability[] = {0, 0.5, 1};
    return kefu_fit_prior(probability, 3, number, &out.a, &out.b, NULL);
}

static kefu_status with_fitted(double number) {
    const double probability[] = {number, 0.5};
    return kefu_fit_prior(probability, 2, DBL_MIN, &out.a, &out.b, NULL);
}

static kefu_status with_cut(double number) {
    const double probability[] = {number, 0.5};
    return kefu_fit_threshold(truths, probability, 2, &out.a, &out.b, NULL, NULL);
}

/* Trains with one option set; the document must be read back. */
static kefu_status with_option(size_t at, double number) {
    struct written document = {NULL, 0};
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    memcpy((char *)&options + at, &number, sizeof number);
    kefu_status status = kefu_trainer_new(&options, &made.trainer, NULL);
    if (status != KEFU_OK)
        return status;
    kefu_trainer_free(made.trainer);
    made.trainer = new_trainer(&options);
    status = kefu_trainer_run(made.trainer, NULL, NULL, NULL);
    if (status == KEFU_OK) {
        assert_int_equal(kefu_trainer_write(made.trainer, append, &document, NULL), KEFU_OK);
        assert_int_equal(kefu_model_load(document.data, document.size, NULL, &made.model, NULL),
                         KEFU_OK);
    }
    free(document.data);
    return status;
}

static kefu_status with_cost(double number) {
    return with_option(offsetof(kefu_train_options, cost), number);
}

static kefu_status with_ratio_power(double number) {
    return with_option(offsetof(kefu_train_options, ratio_power), number);
}

static kefu_status with_cohesion(double number) {
    return with_option(offsetof(kefu_train_options, cohesion_min), number);
}

static kefu_status with_freedom(double number) {
    return with_option(offsetof(kefu_train_options, freedom_min), number);
}

/* A value is written whatever stands in it: what is no number becomes null. */
static kefu_status with_value(double number) {
    struct written json = {NULL, 0};
    const kefu_value value = {number,
                              number,
                              number,
                              1,
                              KEFU_STATE_OK,
                              KEFU_REASON_NONE,
                              KEFU_VALUE_HAS_INTERVAL,
                              KEFU_UNIT_NUMBER};
    const kefu_status status = kefu_value_write(&value, append, &json, NULL);
    assert_int_equal(status, KEFU_OK);
    json.data[json.size] = '\0';
    assert_null(strstr(json.data, "nan"));
    assert_null(strstr(json.data, "inf"));
    free(json.data);
    return isfinite(number) ? status : KEFU_E_ARGUMENT;
}

static const struct double_row {
    const char *name;
    kefu_status (*call)(double number);
} double_rows[] = {
    {"kefu_event.rating", with_rating},
    {"kefu_event.scale_min", with_scale_min},
    {"kefu_event.scale_max", with_scale_max},
    {"kefu_value", with_value},
    {"kefu_classification_score: probability", with_probability},
    {"kefu_regression_score: truth", with_truth},
    {"kefu_regression_score: guess", with_guess},
    {"kefu_fit_prior: trained_prior", with_prior},
    {"kefu_fit_prior: probability", with_fitted},
    {"kefu_fit_threshold: probability", with_cut},
    {"kefu_train_options.cost", with_cost},
    {"kefu_train_options.ratio_power", with_ratio_power},
    {"kefu_train_options.cohesion_min", with_cohesion},
    {"kefu_train_options.freedom_min", with_freedom},
};

static void no_double_is_a_fault(void **state) {
    static const double odd[] = {
        (double)INFINITY, -(double)INFINITY, (double)NAN, 4.9e-324, -4.9e-324,      DBL_MIN,
        DBL_MAX,          -DBL_MAX,          DBL_EPSILON, -0.0,     1 - DBL_EPSILON};
    (void)state;
    for (size_t i = 0; i < sizeof double_rows / sizeof *double_rows; i++)
        for (size_t k = 0; k < sizeof odd / sizeof *odd; k++) {
            const struct double_row *row = &double_rows[i];
            set_sizes();
            const kefu_status status = row->call(odd[k]);
            free_made();
            if (!isfinite(odd[k]) && status != KEFU_E_ARGUMENT)
                fail_msg("%s takes %g: %s", row->name, odd[k], kefu_status_name(status));
            if (!isfinite(out.a) || !isfinite(out.b) || !isfinite(out.scores.auc) ||
                !isfinite(out.scores.ece))
                fail_msg("%s makes %g into %g, %g", row->name, odd[k], out.a, out.b);
        }
}

/* ---- sizes of structs ---- */

/* Every struct that a caller fills in starts with its size; one that no version has is refused
 * before a byte behind it is read. */
static void a_size_of_no_version_is_refused(void **state) {
    static const size_t sizes[] = {0, 1, sizeof(size_t) - 1, sizeof(size_t) + 1, 5000, SIZE_MAX};
    (void)state;
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        set_options();
        init.of_scheme.size = init.of_analysis.size = init.of_conversation.size = sizes[i];
        init.of_monitor.size = init.of_aggregate.size = init.of_report.size = sizes[i];
        init.of_trainer.size = init.event.size = init.closed.size = sizes[i];
#define REFUSED(call) assert_int_equal(call, KEFU_E_ARGUMENT)
        REFUSED(kefu_scheme_builtin(&init.of_scheme, &made.scheme, NULL));
        REFUSED(kefu_analyze(scheme, scratch, "", 0, &init.of_analysis, &analysis, NULL));
        REFUSED(kefu_analyze_many(scheme, scratch, texts, 1, &init.of_analysis, take, NULL, NULL));
        REFUSED(kefu_conversation_new(scheme, &init.of_conversation, &made.conversation, NULL));
        REFUSED(kefu_conversation_push(empty(), scratch, &init.event, NULL, NULL));
        REFUSED(kefu_monitor_new(conversation, RUBRIC, &init.of_monitor, &made.monitor, NULL));
        REFUSED(kefu_aggregate_new(scheme, NULL, 0, &init.of_aggregate, &made.aggregate, NULL));
        REFUSED(kefu_aggregate_load(scheme, state_bytes.data, state_bytes.size, &init.of_aggregate,
                                    &made.aggregate, NULL));
        REFUSED(kefu_aggregate_add(aggregate, scratch, &init.closed, NULL, NULL));
        REFUSED(kefu_report_new(aggregate, &init.of_report, &made.report, NULL));
        REFUSED(kefu_trainer_new(&init.of_trainer, &made.trainer, NULL));
#undef REFUSED
        free_made();
    }
}

/* ---- lifetimes ---- */

/* A scheme that is replaced while an analysis of it is still read: what a hot swap does. */
static void an_analysis_keeps_its_scheme(void **state) {
    struct test_memory memory;
    const kefu_allocator allocator = test_allocator(&memory, 0);
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    kefu_scratch *own = NULL;
    kefu_scheme *first = NULL;
    kefu_analysis *of_first = NULL;
    kefu_hit hit = {.size = sizeof hit};
    struct written json = {NULL, 0};
    (void)state;
    options.allocator = &allocator;
    assert_int_equal(kefu_scheme_builtin(&options, &first, NULL), KEFU_OK);
    assert_int_equal(kefu_scratch_new(NULL, &own, NULL), KEFU_OK);
    assert_int_equal(
        kefu_analyze(first, own, KEFU_TEXT("客服态度很差，等了三天"), NULL, &of_first, NULL),
        KEFU_OK);
    kefu_scheme_release(first);
    assert_true(memory.live_blocks > 0);
    assert_true(kefu_analysis_hit_count(of_first) > 0);
    assert_int_equal(kefu_analysis_hit_at(of_first, 0, &hit, NULL), KEFU_OK);
    assert_int_equal(kefu_analysis_write(of_first, append, &json, NULL), KEFU_OK);
    free(json.data);
    assert_int_equal(kefu_analyze(scheme, own, KEFU_TEXT("好"), NULL, &of_first, NULL), KEFU_OK);
    assert_int_equal(memory.live_blocks, 0); /* the next scheme took its place */
    assert_int_equal(memory.live_bytes, 0);
    kefu_scratch_free(own);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_function_has_its_row),
        cmocka_unit_test(no_null_is_a_fault),
        cmocka_unit_test(no_double_is_a_fault),
        cmocka_unit_test(a_size_of_no_version_is_refused),
        cmocka_unit_test(an_analysis_keeps_its_scheme),
    };
    return cmocka_run_group_tests_name("arguments", tests, open_objects, close_objects);
}
