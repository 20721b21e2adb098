/* SPDX-License-Identifier: MIT
 * The objects that the calls of calls.h are made with: made once, options and results set anew
 * before each call. */
#ifndef KEFU_TEST_API_OBJECTS_H
#define KEFU_TEST_API_OBJECTS_H

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
static kefu_aggregate *aggregate, *other_aggregate, *by_contact;
/* other_history: with a record that waits; kept_history: its days are bytes */
static kefu_history *history, *other_history, *kept_history;
static kefu_report *report;
static kefu_field_map *map;
static kefu_roster *roster;
static kefu_filter *filter;
static kefu_join *join;     /* empty */
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
    kefu_history *history;
    kefu_report *report;
    kefu_field_map *map;
    kefu_roster *roster;
    kefu_filter *filter;
    kefu_join *join;
    kefu_reader *reader;
    kefu_trainer *trainer;
    kefu_model *model;
} made;

static void free_made(void) {
    kefu_report_free(made.report);
    kefu_history_free(made.history);
    kefu_aggregate_free(made.aggregate);
    kefu_evaluation_free(made.evaluation);
    kefu_monitor_free(made.monitor);
    kefu_conversation_free(made.conversation);
    kefu_field_map_free(made.map);
    kefu_roster_free(made.roster);
    kefu_filter_free(made.filter);
    kefu_join_free(made.join);
    kefu_reader_free(made.reader);
    kefu_trainer_free(made.trainer);
    kefu_model_free(made.model);
    kefu_findings_free(made.findings);
    kefu_scratch_free(made.scratch);
    kefu_scheme_release(made.scheme);
    memset(&made, 0, sizeof made);
}

#define RECORD                                                                                     \
    "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c1\",\"agent_id\":\"a1\","                     \
    "\"contact_id\":\"u1\",\"messages\":["                                                         \
    "{\"role\":\"customer\",\"at\":1717200000000,\"text\":\"再不处理我就投诉\"},"          \
    "{\"role\":\"agent\",\"at\":1717200030000,\"text\":\"抱歉，马上为您处理\"}]}"
#define FEEDBACK  "{\"kefu\":1,\"kind\":\"feedback\",\"id\":\"f\",\"rating\":5,\"text\":\"很好\"}"
#define JOINED    "{\"conversation_id\":\"c1\",\"rating\":5,\"attributes\":{}}"
#define DIALOGUE  "{\"turns\":[{\"role\":\"customer\",\"text\":\"很差\"}],\"satisfaction\":1}"
#define MESSAGE   "{\"role\":\"customer\",\"at\":1717200060000,\"text\":\"好的\"}"
#define CONDITION "{\"not\":{\"attribute\":\"topic\",\"eq\":\"test\"}}"
#define ANSWER    "{\"question\":\"answered\",\"answer\":\"no\",\"reason\":\"heard\",\"by\":\"eve\"}"
/* Longer than what buffers hold that have been used once. */
#define LONG_TEXT LONG_QUARTER LONG_QUARTER LONG_QUARTER LONG_QUARTER
#define LONG_QUARTER                                                                               \
    "客服态度很差，等了三天还没有发货，"                                          \
    "东西倒是好用，可是包装破了，我要投诉。"
#define MAP                                                                                        \
    "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1\",\"record\":\"feedback\","         \
    "\"format\":\"tsv\",\"members\":{\"id\":1,\"text\":2}}"

#define ROSTER                                                                                     \
    "{\"kefu\":1,\"kind\":\"roster\",\"id\":\"r\",\"version\":\"1\",\"agents\":[{\"id\":\"a1\","   \
    "\"aliases\":[\"b\"],\"name\":\"c\",\"teams\":[{\"team\":\"t\"}],\"shift\":\"s\"}],\"bots\":[" \
    "\"d\"]}"

static struct written {
    char *data;
    size_t size;
} monitor_json, evaluation_json, state_bytes, history_bytes, lexicon_json, dialogue_json;

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

static const kefu_str joined_name = {"shop", 4};

/* Options of calls, initialised before each call. */
static struct {
    kefu_scheme_options of_scheme, of_bare;
    kefu_analyze_options of_analysis;
    kefu_conversation_options of_conversation;
    kefu_monitor_options of_monitor;
    kefu_evaluate_options of_evaluation;
    kefu_aggregate_options of_aggregate;
    kefu_history_options of_history;
    kefu_report_options of_report;
    kefu_filter_options of_filter;
    kefu_join_options of_join;
    kefu_train_options of_trainer;
    kefu_redact_options of_redaction;
    kefu_diff_options of_diff;
    kefu_event event;
    kefu_closed closed;
    kefu_column column;
} init;
static void set_options(void) {
    kefu_scheme_options_init(&init.of_scheme);
    kefu_analyze_options_init(&init.of_analysis);
    kefu_conversation_options_init(&init.of_conversation);
    kefu_monitor_options_init(&init.of_monitor);
    kefu_evaluate_options_init(&init.of_evaluation);
    kefu_aggregate_options_init(&init.of_aggregate);
    kefu_history_options_init(&init.of_history);
    kefu_report_options_init(&init.of_report);
    kefu_filter_options_init(&init.of_filter);
    init.of_filter.where = init.of_filter.exclude = (kefu_str){KEFU_TEXT(CONDITION)};
    kefu_join_options_init(&init.of_join);
    init.of_join.attributes = &joined_name;
    init.of_join.attribute_count = 1;
    kefu_train_options_init(&init.of_trainer);
    init.of_redaction = (kefu_redact_options)KEFU_REDACT_OPTIONS_INIT;
    kefu_event_init(&init.event);
    init.event.type = KEFU_EVENT_MESSAGE;
    init.event.role = KEFU_ROLE_CUSTOMER;
    init.event.at = INT64_C(1717200050000);
    init.event.text = (kefu_str){LONG_TEXT, sizeof LONG_TEXT - 1};
    kefu_closed_init(&init.closed);
    kefu_column_init(&init.column);
    init.of_bare = init.of_scheme;
    init.of_bare.flags = KEFU_SCHEME_BARE;
    init.of_scheme.allocator = init.of_bare.allocator = init.of_conversation.allocator = allocator;
    init.of_filter.allocator = init.of_join.allocator = init.of_history.allocator = allocator;
    init.of_monitor.allocator = init.of_aggregate.allocator = init.of_report.allocator = allocator;
    kefu_diff_options_init(&init.of_diff);
    init.of_trainer.allocator = init.of_redaction.allocator = init.of_diff.allocator = allocator;
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
/* Another version of it, in which every kind of change is found. */
#define OTHER_WORDS                                                                                \
    "{\"kefu\":1,\"kind\":\"lexicon\",\"id\":\"w\",\"version\":\"2\",\"entries\":["                \
    "{\"text\":\"寄了\",\"polarity\":0.1},{\"text\":\"满意\",\"polarity\":0.9},"               \
    "{\"text\":\"周到\",\"polarity\":0.5}]}"
static const kefu_document other_document = {{"o", 1}, {OTHER_WORDS, sizeof OTHER_WORDS - 1}};

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
    kefu_series_info series;
    kefu_series_found series_found;
    kefu_value value;
    kefu_str text;
    size_t number;
    uint32_t word;
    kefu_filter_outcome outcome;
    kefu_join_outcome joined;
    kefu_history_outcome history_outcome;
    kefu_history_info history;
    uint64_t forgotten;
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
    out.series.size = sizeof out.series;
    out.history.size = sizeof out.history;
    out.series_found.size = sizeof out.series_found;
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
    MADE(kefu_roster_new(KEFU_TEXT(ROSTER), allocator, &roster, NULL, NULL));
    MADE(kefu_filter_new(&init.of_filter, &filter, NULL, NULL));
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
    kefu_filter_free(filter);
    kefu_field_map_free(map);
    kefu_roster_free(roster);
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
    MADE(kefu_history_new(scheme, NULL, 0, &init.of_history, &history, NULL));
    MADE(kefu_history_new(scheme, NULL, 0, &init.of_history, &other_history, NULL));
    MADE(kefu_history_add_json(other_history, scratch, KEFU_RECORD_CONVERSATION, KEFU_TEXT(RECORD),
                               NULL, NULL, NULL));
    MADE(kefu_history_add_json(other_history, scratch, KEFU_RECORD_FEEDBACK, KEFU_TEXT(FEEDBACK),
                               NULL, NULL, NULL));
    MADE(kefu_history_save(other_history, append, &history_bytes, NULL));
    MADE(kefu_history_load(scheme, history_bytes.data, history_bytes.size, &init.of_history,
                           &kept_history, NULL));
    MADE(kefu_aggregate_new(scheme, KEFU_TEXT("{\"group_by\":[\"contact_id\"]}"),
                            &init.of_aggregate, &by_contact, NULL));
    MADE(kefu_aggregate_add_conversation(by_contact, conversation, NULL));
    MADE(kefu_report_new(other_aggregate, &init.of_report, &report, NULL));
    MADE(kefu_join_new(&init.of_join, &join, NULL));
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
    kefu_join_free(join);
    kefu_report_free(report);
    kefu_history_free(kept_history);
    kefu_history_free(other_history);
    kefu_history_free(history);
    kefu_aggregate_free(by_contact);
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
    close_written(&history_bytes);
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

#endif
