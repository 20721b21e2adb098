/* SPDX-License-Identifier: MIT
 * A call of every public function, by a table that unit/api/arguments.c holds complete against the
 * export list, with the objects that the calls are made with. Several tests run all rows. */
#ifndef KEFU_TEST_API_CALLS_H
#define KEFU_TEST_API_CALLS_H

#include <stdio.h>

#include "kefu/kefu.h"
#include "test.h"

/* ---- the objects that the calls are made with ---- */

/* All objects take their memory from here, except the scheme; NULL: from the C library. */
static const kefu_allocator *allocator;

static kefu_scheme *scheme;
static kefu_scheme *small; /* without documents: its tests take no time */
static kefu_scheme *words; /* see WORDS */
static kefu_scratch *scratch;
static kefu_analysis *analysis;
static kefu_findings *findings;
static kefu_conversation *conversation;
static kefu_conversation *fresh;       /* without a message */
static kefu_conversation *restored;    /* from monitor_json */
static kefu_monitor *monitor, *unused; /* unused: of what was restored */
static kefu_evaluation *evaluation;
static kefu_aggregate *aggregate, *other_aggregate;
static kefu_report *report;
static kefu_field_map *map;
static kefu_reader *reader; /* with a record that breaks off */
static kefu_trainer *trainer, *trained, *dialogue_trainer;
static kefu_model *model, *dialogue_model;
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
    kefu_reader *reader;
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
    kefu_reader_free(made.reader);
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
#define FEEDBACK  "{\"kefu\":1,\"kind\":\"feedback\",\"id\":\"f\",\"rating\":5,\"text\":\"很好\"}"
#define DIALOGUE  "{\"turns\":[{\"role\":\"customer\",\"text\":\"很差\"}],\"satisfaction\":1}"
#define MESSAGE   "{\"role\":\"customer\",\"at\":1717200060000,\"text\":\"好的\"}"
#define ANSWER    "{\"question\":\"answered\",\"answer\":\"no\",\"reason\":\"heard\",\"by\":\"eve\"}"
/* Longer than what buffers hold that have been used once. */
#define LONG_TEXT LONG_QUARTER LONG_QUARTER LONG_QUARTER LONG_QUARTER
#define LONG_QUARTER                                                                               \
    "客服态度很差，等了三天还没有发货，"                                          \
    "东西倒是好用，可是包装破了，我要投诉。"
#define MAP                                                                                        \
    "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1\",\"record\":\"feedback\","         \
    "\"format\":\"tsv\",\"members\":{\"id\":1,\"text\":2}}"

static struct written {
    char *data;
    size_t size;
} monitor_json, evaluation_json, state_bytes, lexicon_json, dialogue_json;

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

static kefu_trainer *new_trainer(const kefu_train_options *given) {
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    kefu_trainer *t = NULL;
    if (given)
        options = *given;
    options.allocator = allocator;
    assert_int_equal(kefu_trainer_new(&options, &t, NULL), KEFU_OK);
    for (size_t i = 0; i < 20; i++) {
        const char *text = i % 2 ? "非常满意，很好" : "很差，不满意";
        assert_int_equal(kefu_trainer_add(t, i % 2 ? "1" : "0", 1, i % 4 < 2 ? "a" : "b", 1, text,
                                          strlen(text), NULL),
                         KEFU_OK);
    }
    return t;
}

static kefu_trainer *new_dialogue_trainer(void) {
    kefu_train_options options = KEFU_TRAIN_OPTIONS_INIT;
    kefu_trainer *t = NULL;
    options.task = KEFU_TRAIN_DIALOGUE;
    options.allocator = allocator;
    assert_int_equal(kefu_trainer_new(&options, &t, NULL), KEFU_OK);
    return t;
}

/* The document of a model of dialogues. */
static kefu_status train_dialogues(void) {
    kefu_trainer *t = new_dialogue_trainer();
    for (int i = 0; i < 40; i++) {
        char json[256];
        const int size = snprintf(json, sizeof json,
                                  "{\"turns\":[{\"role\":\"customer\",\"text\":\"%s\"}],"
                                  "\"satisfaction\":%d}",
                                  i % 2 ? "很好，谢谢" : "很差，投诉", i % 2 ? 2 : -2);
        assert_int_equal(kefu_trainer_add_dialogue(t, json, (size_t)size, NULL, NULL), KEFU_OK);
    }
    kefu_status status = kefu_trainer_run(t, NULL, NULL, NULL);
    if (status == KEFU_OK)
        status = kefu_trainer_write(t, append, &dialogue_json, NULL);
    kefu_trainer_free(t);
    return status;
}

/* Options of calls, initialised before each call. */
static struct {
    kefu_scheme_options of_scheme, of_bare;
    kefu_analyze_options of_analysis;
    kefu_conversation_options of_conversation;
    kefu_monitor_options of_monitor;
    kefu_evaluate_options of_evaluation;
    kefu_aggregate_options of_aggregate;
    kefu_report_options of_report;
    kefu_train_options of_trainer;
    kefu_redact_options of_redaction;
    kefu_event event;
    kefu_closed closed;
} init;
static void set_options(void) {
    kefu_scheme_options_init(&init.of_scheme);
    kefu_analyze_options_init(&init.of_analysis);
    kefu_conversation_options_init(&init.of_conversation);
    kefu_monitor_options_init(&init.of_monitor);
    kefu_evaluate_options_init(&init.of_evaluation);
    kefu_aggregate_options_init(&init.of_aggregate);
    kefu_report_options_init(&init.of_report);
    kefu_train_options_init(&init.of_trainer);
    init.of_redaction = (kefu_redact_options)KEFU_REDACT_OPTIONS_INIT;
    kefu_event_init(&init.event);
    init.event.type = KEFU_EVENT_MESSAGE;
    init.event.role = KEFU_ROLE_CUSTOMER;
    init.event.at = INT64_C(1717200050000);
    init.event.text = (kefu_str){LONG_TEXT, sizeof LONG_TEXT - 1};
    kefu_closed_init(&init.closed);
    init.of_bare = init.of_scheme;
    init.of_bare.flags = KEFU_SCHEME_BARE;
    init.of_scheme.allocator = init.of_bare.allocator = init.of_conversation.allocator = allocator;
    init.of_monitor.allocator = init.of_aggregate.allocator = init.of_report.allocator = allocator;
    init.of_trainer.allocator = init.of_redaction.allocator = allocator;
}

/* A text with one element in each list of an analysis: a word crosses an end of the last keyword,
 * which is rejected. */
#define WORDS                                                                                      \
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"w\",\"version\":\"1\",\"entries\":["                \
    "{\"text\":\"满意\",\"polarity\":0.8},{\"text\":\"寄了\",\"polarity\":0.1},"               \
    "{\"text\":\"态度\",\"aspect\":\"service\"}],"                                               \
    "\"negators\":[{\"text\":\"不\",\"scope\":4}]}"
#define ONE_OF_EACH "不满意，客服態度，已经邮寄了"

static const kefu_document words_document = {{"w", 1}, {WORDS, sizeof WORDS - 1}};

static void analyze_again(void) {
    assert_int_equal(kefu_analyze(words, scratch, KEFU_TEXT(ONE_OF_EACH), NULL, &analysis, NULL),
                     KEFU_OK);
}

static const kefu_document broken_document = {{"b", 1}, {"{", 1}}; /* brings a finding */

/* Results of calls, initialised before each call. */
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
    kefu_record record;
    kefu_encoding encoding;
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
    out.record.size = sizeof out.record;
    out.encoding.size = sizeof out.encoding;
    out.prediction.size = sizeof out.prediction;
    out.contribution.size = sizeof out.contribution;
    out.scores.size = sizeof out.scores;
}

/* More than any buffer or arena holds that has been used once. */
static char huge_text[200000];

static void fill_huge_text(void) {
    static const char part[] = "很好，满意。很差，不满意。";
    for (size_t i = 0; i + sizeof part < sizeof huge_text; i += sizeof part - 1)
        memcpy(huge_text + i, part, sizeof part);
}

/* What no call changes. */
static int open_constants(void) {
#define MADE(call)                                                                                 \
    if (call != KEFU_OK)                                                                           \
    return 1
    set_options();
    fill_huge_text();
    MADE(kefu_scheme_builtin(&init.of_scheme, &scheme, NULL));
    MADE(kefu_scheme_builtin(&init.of_bare, &small, NULL));
    MADE(kefu_scheme_compile(&words_document, 1, &init.of_bare, &words, NULL, NULL));
    MADE(kefu_field_map_new(KEFU_TEXT(MAP), allocator, &map, NULL, NULL));
    trained = new_trainer(NULL);
    MADE(kefu_trainer_run(trained, NULL, NULL, NULL));
    MADE(kefu_trainer_write(trained, append, &lexicon_json, NULL));
    MADE(train_dialogues());
    return 0;
}

static void close_written(struct written *written) {
    free(written->data);
    *written = (struct written){NULL, 0};
}

static void close_constants(void) {
    kefu_trainer_free(trained);
    kefu_field_map_free(map);
    kefu_scheme_release(words);
    kefu_scheme_release(small);
    kefu_scheme_release(scheme);
    close_written(&lexicon_json);
    close_written(&dialogue_json);
}

/* What calls change; open_variables() can be called again after close_variables(). */
static int open_variables(void) {
    kefu_scheme *none = NULL;
    set_options();
    MADE(kefu_scratch_new(allocator, &scratch, NULL));
    MADE(kefu_findings_new(allocator, &findings, NULL));
    if (kefu_scheme_compile(&broken_document, 1, &init.of_bare, &none, findings, NULL) == KEFU_OK)
        return 1;
    MADE(kefu_conversation_new(scheme, &init.of_conversation, &fresh, NULL));
    MADE(kefu_conversation_new(scheme, &init.of_conversation, &conversation, NULL));
    MADE(kefu_conversation_read_json(conversation, scratch, KEFU_TEXT(RECORD), NULL, NULL));
    const kefu_rubric rubric = kefu_scheme_rubric_at(scheme, 0);
    MADE(kefu_monitor_new(conversation, rubric, &init.of_monitor, &monitor, NULL));
    MADE(kefu_monitor_update(monitor, KEFU_TIME_END, NULL));
    MADE(kefu_monitor_write(monitor, append, &monitor_json, NULL));
    MADE(kefu_conversation_new(scheme, &init.of_conversation, &restored, NULL));
    MADE(kefu_conversation_read_json(restored, scratch, monitor_json.data, monitor_json.size, NULL,
                                     NULL));
    MADE(kefu_monitor_new(restored, rubric, &init.of_monitor, &unused, NULL));
    MADE(kefu_evaluate(conversation, rubric, KEFU_TIME_END, &evaluation, NULL));
    MADE(kefu_evaluation_write(evaluation, append, &evaluation_json, NULL));
    MADE(kefu_aggregate_new(scheme, NULL, 0, &init.of_aggregate, &aggregate, NULL));
    MADE(kefu_aggregate_new(scheme, NULL, 0, &init.of_aggregate, &other_aggregate, NULL));
    MADE(kefu_aggregate_add_conversation(other_aggregate, conversation, NULL));
    MADE(kefu_aggregate_save(other_aggregate, append, &state_bytes, NULL));
    MADE(kefu_report_new(other_aggregate, &init.of_report, &report, NULL));
    MADE(kefu_reader_new(allocator, &reader, NULL));
    MADE(kefu_reader_push(reader, KEFU_TEXT("{\"id\":\"1\",\"messages\":[{}]}\n{"), NULL));
    trainer = new_trainer(NULL);
    MADE(kefu_model_load(lexicon_json.data, lexicon_json.size, allocator, &model, NULL));
    set_sizes();
    MADE(kefu_model_predict(model, KEFU_TEXT("很好，满意"), NULL, 0, &out.prediction, NULL));
    MADE(kefu_model_load(dialogue_json.data, dialogue_json.size, allocator, &dialogue_model, NULL));
    dialogue_trainer = new_dialogue_trainer();
    analyze_again();
#undef MADE
    return 0;
}

static void close_variables(void) {
    free_made();
    kefu_model_free(dialogue_model);
    kefu_model_free(model);
    kefu_trainer_free(dialogue_trainer);
    kefu_trainer_free(trainer);
    kefu_reader_free(reader);
    kefu_report_free(report);
    kefu_aggregate_free(other_aggregate);
    kefu_aggregate_free(aggregate);
    kefu_evaluation_free(evaluation);
    kefu_monitor_free(unused);
    kefu_monitor_free(monitor);
    kefu_conversation_free(restored);
    kefu_conversation_free(conversation);
    kefu_conversation_free(fresh);
    kefu_findings_free(findings);
    kefu_scratch_free(scratch);
    close_written(&monitor_json);
    close_written(&evaluation_json);
    close_written(&state_bytes);
}

/* A group's setup and teardown. */
static inline int open_objects(void **state) {
    (void)state;
    return open_constants() || open_variables();
}

static inline int close_objects(void **state) {
    (void)state;
    close_variables();
    close_constants();
    return 0;
}

/* ---- every function ---- */

static const kefu_str texts[] = {{LONG_TEXT, sizeof LONG_TEXT - 1}};
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
    X(kefu_time_read, "rr", kefu_time_read(T(0, "0"), P(1, &out.at), &error))                      \
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
      kefu_trainer_begin_corpus(P(0, trainer), P(1, huge_text), strlen(huge_text), P(2, &error)))  \
    X(kefu_label_name, "", V(kefu_label_name(0)))                                                  \
    X(kefu_factor_name, "", V(kefu_factor_name(0)))                                                \
    X(kefu_event_type_name, "", V(kefu_event_type_name(0)))                                        \
    X(kefu_vocabulary_write, "oroo",                                                               \
      kefu_vocabulary_write(P(0, allocator), P(1, drop), P(2, &out), P(3, &error)))                \
    X(kefu_vocabulary_name, "o", V(kefu_vocabulary_name(P(0, "role"), 0)))                         \
    X(kefu_vocabulary_title, "oo", V(kefu_vocabulary_title(P(0, "role"), 0, P(1, "en"))))          \
    X(kefu_vocabulary_find, "rrro",                                                                \
      kefu_vocabulary_find(P(0, "role"), T(1, "agent"), P(2, &out.word), P(3, &error)))            \
    X(kefu_value_write, "rroo",                                                                    \
      kefu_value_write(P(0, &out.value), P(1, drop), P(2, &out), P(3, &error)))                    \
    X(kefu_findings_new, "oro",                                                                    \
      kefu_findings_new(P(0, allocator), P(1, &made.findings), P(2, &error)))                      \
    X(kefu_findings_free, "o", V((kefu_findings_free)(P(0, NULL))))                                \
    X(kefu_findings_count, "o", V(kefu_findings_count(P(0, findings))))                            \
    X(kefu_findings_severity_count, "o",                                                           \
      V(kefu_findings_severity_count(P(0, findings), KEFU_SEVERITY_ERROR)))                        \
    X(kefu_findings_dropped_count, "o", V(kefu_findings_dropped_count(P(0, findings))))            \
    X(kefu_findings_at, "rro",                                                                     \
      kefu_findings_at(P(0, findings), 0, P(1, &out.finding), P(2, &error)))                       \
    X(kefu_finding_write, "roroo",                                                                 \
      kefu_finding_write(P(0, &out.finding), P(1, allocator), P(2, drop), P(3, &out),              \
                         P(4, &error)))                                                            \
    X(kefu_findings_clear, "o", V((kefu_findings_clear)(P(0, NULL))))                              \
    X(kefu_scheme_options_init, "o", V((kefu_scheme_options_init)(P(0, &init.of_scheme))))         \
    X(kefu_scheme_compile, "roroo",                                                                \
      kefu_scheme_compile(P(0, &words_document), 1, P(1, &init.of_bare), P(2, &made.scheme),       \
                          P(3, findings), P(4, &error)))                                           \
    X(kefu_scheme_builtin, "oro",                                                                  \
      kefu_scheme_builtin(P(0, &init.of_bare), P(1, &made.scheme), P(2, &error)))                  \
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
      kefu_scheme_find_rubric(P(0, scheme), T(1, "kefu.rubric.service"), P(2, &out.rubric),        \
                              P(3, &error)))                                                       \
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
    X(kefu_scratch_new, "oro",                                                                     \
      kefu_scratch_new(P(0, allocator), P(1, &made.scratch), P(2, &error)))                        \
    X(kefu_scratch_free, "o", V((kefu_scratch_free)(P(0, NULL))))                                  \
    X(kefu_analyze_options_init, "o", V((kefu_analyze_options_init)(P(0, &init.of_analysis))))     \
    X(kefu_analyze, "rrroro",                                                                      \
      kefu_analyze(P(0, scheme), P(1, scratch), T(2, LONG_TEXT), P(3, &init.of_analysis),          \
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
      kefu_conversation_read_json(P(0, fresh), P(1, scratch), T(2, RECORD), P(3, findings),        \
                                  P(4, &error)))                                                   \
    X(kefu_conversation_write, "rroo",                                                             \
      kefu_conversation_write(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))           \
    X(kefu_conversation_metric, "rro",                                                             \
      kefu_conversation_metric(P(0, conversation), satisfaction(), KEFU_STATISTIC_DEFAULT,         \
                               KEFU_TIME_END, P(1, &out.value), P(2, &error)))                     \
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
    X(kefu_conversation_write_agents, "rroo",                                                      \
      kefu_conversation_write_agents(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))    \
    X(kefu_conversation_write_turns, "rroo",                                                       \
      kefu_conversation_write_turns(P(0, conversation), P(1, drop), P(2, &out), P(3, &error)))     \
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
    X(kefu_monitor_update, "ro", kefu_monitor_update(P(0, unused), KEFU_TIME_END, P(1, &error)))   \
    X(kefu_monitor_alert_count, "o", V(kefu_monitor_alert_count(P(0, monitor))))                   \
    X(kefu_monitor_alert_at, "roo",                                                                \
      kefu_monitor_alert_at(P(0, monitor), 0, P(1, &out.alert), P(2, &error)))                     \
    X(kefu_monitor_next, "rro", kefu_monitor_next(P(0, monitor), P(1, &out.at), P(2, &error)))     \
    X(kefu_monitor_write_alerts, "rroo",                                                           \
      kefu_monitor_write_alerts(P(0, monitor), P(1, drop), P(2, &out), P(3, &error)))              \
    X(kefu_monitor_write, "rroo",                                                                  \
      kefu_monitor_write(P(0, monitor), P(1, drop), P(2, &out), P(3, &error)))                     \
    X(kefu_monitor_read_json, "rroo",                                                              \
      kefu_monitor_read_json(P(0, unused), P(1, monitor_json.data), monitor_json.size,             \
                             P(2, findings), P(3, &error)))                                        \
    X(kefu_evaluate_options_init, "o", V((kefu_evaluate_options_init)(P(0, &init.of_evaluation)))) \
    X(kefu_evaluate_part, "roro",                                                                  \
      kefu_evaluate_part(P(0, conversation), RUBRIC, P(1, &init.of_evaluation),                    \
                         P(2, &made.evaluation), P(3, &error)))                                    \
    X(kefu_evaluate, "rro",                                                                        \
      kefu_evaluate(P(0, conversation), RUBRIC, KEFU_TIME_END, P(1, &made.evaluation),             \
                    P(2, &error)))                                                                 \
    X(kefu_evaluation_free, "o", V((kefu_evaluation_free)(P(0, NULL))))                            \
    X(kefu_evaluation_score, "o", V(kefu_evaluation_score(P(0, evaluation))))                      \
    X(kefu_evaluation_find_part, "rrro",                                                           \
      kefu_evaluation_find_part(P(0, evaluation), T(1, "answered"), P(2, &out.value),              \
                                P(3, &error)))                                                     \
    X(kefu_evaluation_band, "o", V(kefu_evaluation_band(P(0, evaluation))))                        \
    X(kefu_evaluation_answer, "rroo",                                                              \
      kefu_evaluation_answer(P(0, evaluation), T(1, ANSWER), P(2, findings), P(3, &error)))        \
    X(kefu_evaluation_write, "rroo",                                                               \
      kefu_evaluation_write(P(0, evaluation), P(1, drop), P(2, &out), P(3, &error)))               \
    X(kefu_evaluation_read_json, "rrroo",                                                          \
      kefu_evaluation_read_json(P(0, scheme), P(1, evaluation_json.data), evaluation_json.size,    \
                                P(2, &made.evaluation), P(3, findings), P(4, &error)))             \
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
      kefu_field_map_new(T(0, MAP), P(1, allocator), P(2, &made.map), P(3, findings),              \
                         P(4, &error)))                                                            \
    X(kefu_field_map_free, "o", V((kefu_field_map_free)(P(0, NULL))))                              \
    X(kefu_field_map_groups, "o", V(kefu_field_map_groups(P(0, map))))                             \
    X(kefu_reader_use_map, "roo", kefu_reader_use_map(P(0, reader), P(1, NULL), P(2, &error)))     \
    X(kefu_field_map_record, "o", V(kefu_field_map_record(P(0, map))))                             \
    X(kefu_reader_new, "oro", kefu_reader_new(P(0, allocator), P(1, &made.reader), P(2, &error)))  \
    X(kefu_reader_free, "o", V((kefu_reader_free)(P(0, NULL))))                                    \
    X(kefu_reader_push, "rro", kefu_reader_push(P(0, reader), T(1, LONG_TEXT), P(2, &error)))      \
    X(kefu_reader_next, "rroo",                                                                    \
      kefu_reader_next(P(0, reader), P(1, &out.record), P(2, findings), P(3, &error)))             \
    X(kefu_reader_next_file, "ro", kefu_reader_next_file(P(0, reader), P(1, &error)))              \
    X(kefu_reader_end, "ro", kefu_reader_end(P(0, reader), P(1, &error)))                          \
    X(kefu_encoding_guess, "rro",                                                                  \
      kefu_encoding_guess(T(0, "id,文本"), P(1, &out.encoding), P(2, &error)))                     \
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
      kefu_trainer_add(P(0, trainer), T(1, "1"), T(2, "c"), T(3, LONG_TEXT), P(4, &error)))        \
    X(kefu_trainer_add_test, "rrrro",                                                              \
      kefu_trainer_add_test(P(0, trainer), T(1, "1"), T(2, "c"), T(3, "很好"), P(4, &error)))      \
    X(kefu_trainer_add_dialogue, "rroo",                                                           \
      kefu_trainer_add_dialogue(P(0, dialogue_trainer), T(1, DIALOGUE), P(2, findings),            \
                                P(3, &error)))                                                     \
    X(kefu_trainer_count, "o", V(kefu_trainer_count(P(0, trainer))))                               \
    X(kefu_trainer_run, "rooo",                                                                    \
      kefu_trainer_run(P(0, trainer), P(1, go_on), P(2, &out), P(3, &error)))                      \
    X(kefu_trainer_write, "rroo",                                                                  \
      kefu_trainer_write(P(0, trained), P(1, drop), P(2, &out), P(3, &error)))                     \
    X(kefu_trainer_leave_one_out, "rooro",                                                         \
      kefu_trainer_leave_one_out(P(0, trainer), P(1, go_on), P(2, &out), P(3, &out.scores),        \
                                 P(4, &error)))                                                    \
    X(kefu_model_load, "roro",                                                                     \
      kefu_model_load(P(0, lexicon_json.data), lexicon_json.size, P(1, allocator),                 \
                      P(2, &made.model), P(3, &error)))                                            \
    X(kefu_model_free, "o", V((kefu_model_free)(P(0, NULL))))                                      \
    X(kefu_model_task, "o", V(kefu_model_task(P(0, model))))                                       \
    X(kefu_model_class_count, "o", V(kefu_model_class_count(P(0, model))))                         \
    X(kefu_model_class_at, "o", V(kefu_model_class_at(P(0, model), 0)))                            \
    X(kefu_model_predict, "rrrro",                                                                 \
      kefu_model_predict(P(0, model), P(1, huge_text), strlen(huge_text), T(2, "c"),               \
                         P(3, &out.prediction), P(4, &error)))                                     \
    X(kefu_model_contribution_count, "o", V(kefu_model_contribution_count(P(0, model))))           \
    X(kefu_model_contribution_at, "rro",                                                           \
      kefu_model_contribution_at(P(0, model), 0, P(1, &out.contribution), P(2, &error)))           \
    X(kefu_model_predict_dialogue, "rrroo",                                                        \
      kefu_model_predict_dialogue(P(0, dialogue_model), T(1, DIALOGUE), P(2, &out.a),              \
                                  P(3, findings), P(4, &error)))                                   \
    X(kefu_classification_score, "rrorooo",                                                        \
      kefu_classification_score(P(0, truths), P(1, guesses), P(2, numbers), 2, 2,                  \
                                P(3, &out.scores), P(4, out.confusion), P(5, allocator),           \
                                P(6, &error)))                                                     \
    X(kefu_regression_score, "rrrroo",                                                             \
      kefu_regression_score(P(0, numbers), P(1, numbers), 2, P(2, &out.a), P(3, &out.b),           \
                            P(4, allocator), P(5, &error)))                                        \
    X(kefu_fit_prior, "rrro",                                                                      \
      kefu_fit_prior(P(0, numbers), 2, 0.5, P(1, &out.a), P(2, &out.b), P(3, &error)))             \
    X(kefu_fit_threshold, "rrrroo",                                                                \
      kefu_fit_threshold(P(0, truths), P(1, numbers), 2, P(2, &out.a), P(3, &out.b),               \
                         P(4, allocator), P(5, &error)))

/* The metric whose value takes memory. */
static kefu_metric satisfaction(void) {
    kefu_metric metric = 0;
    assert_int_equal(
        kefu_scheme_find_metric(scheme, KEFU_TEXT("satisfaction_estimate"), &metric, NULL),
        KEFU_OK);
    return metric;
}

static const char *rule_id(void) {
    return kefu_scheme_rule_id(scheme, RULE);
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

static inline kefu_status call(const struct call_row *row, int null) {
    set_sizes();
    set_options();
    memset(&error, 0, sizeof error);
    const kefu_status status = row->call(null);
    free_made();
    return status;
}

#endif
