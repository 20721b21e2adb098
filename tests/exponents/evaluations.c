/* SPDX-License-Identifier: MIT
 * What is read back (states of chats, evaluations, answers), texts in batches, names and instants.
 */
#include <stdlib.h>
#include <string.h>

#include "exponents.h"

/* ---- a chat and its monitor, read back ---- */

struct state {
    kefu_scratch *scratch;
    struct text record;
};

static kefu_status keep(void *ctx, const char *data, size_t size) {
    text_bytes(ctx, data, size);
    return KEFU_OK;
}

static kefu_rubric rubric(void) {
    return kefu_scheme_rubric_at(exponents_builtin(), 0);
}

static kefu_conversation *conversation_read(kefu_scratch *scratch, const struct text *record) {
    kefu_conversation *conversation = NULL;
    kefu_error error;
    exponents_must(kefu_conversation_new(exponents_builtin(), NULL, &conversation, &error), &error);
    exponents_must(kefu_conversation_read_json(conversation, scratch, record->data, record->size,
                                               NULL, &error),
                   &error);
    return conversation;
}

static void *state_new(const struct text *text) {
    struct state *state = calloc(1, sizeof *state);
    kefu_monitor *monitor = NULL;
    kefu_error error;
    if (!state)
        abort();
    exponents_must(kefu_scratch_new(NULL, &state->scratch, &error), &error);
    kefu_conversation *conversation = conversation_read(state->scratch, text);
    exponents_must(kefu_monitor_new(conversation, rubric(), NULL, &monitor, &error), &error);
    exponents_must(kefu_monitor_update(monitor, 0, &error), &error);
    exponents_must(kefu_monitor_write(monitor, keep, &state->record, &error), &error);
    kefu_monitor_free(monitor);
    kefu_conversation_free(conversation);
    return state;
}

static void state_free(void *prepared) {
    struct state *state = prepared;
    kefu_scratch_free(state->scratch);
    free(state->record.data);
    free(state);
}

static void restore(const struct text *text, void *prepared) {
    const struct state *state = prepared;
    kefu_monitor *monitor = NULL;
    kefu_error error;
    (void)text;
    kefu_conversation *conversation = conversation_read(state->scratch, &state->record);
    exponents_must(kefu_monitor_new(conversation, rubric(), NULL, &monitor, &error), &error);
    exponents_must(
        kefu_monitor_read_json(monitor, state->record.data, state->record.size, NULL, &error),
        &error);
    exponents_must(kefu_monitor_write(monitor, exponents_discard, NULL, &error), &error);
    kefu_monitor_free(monitor);
    kefu_conversation_free(conversation);
}

static void chat(struct text *text, size_t n) {
    text_add(text, "{\"id\":\"c\",\"messages\":[{\"role\":\"customer\",\"text\":\"在\"}");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",{\"id\":\"m%zu\",\"at\":1%06zu000,\"role\":\"%s\",\"text\":\"%s\"}", i, i,
                 i % 3 ? "customer" : "agent", i % 3 ? "我要投诉" : "请稍等");
    text_add(text, "]}");
}

/* ---- evaluations, of a chat's whole and of its agents' parts ---- */

static void evaluate(const struct text *text, void *prepared) {
    const struct state *state = prepared;
    kefu_evaluation *evaluation = NULL, *loaded = NULL;
    struct text written = {NULL, 0, 0};
    kefu_error error;
    kefu_conversation *conversation = conversation_read(state->scratch, text);
    exponents_must(kefu_evaluate(conversation, rubric(), KEFU_TIME_END, &evaluation, &error),
                   &error);
    exponents_must(kefu_evaluation_write(evaluation, keep, &written, &error), &error);
    exponents_must(kefu_evaluation_read_json(exponents_builtin(), written.data, written.size,
                                             &loaded, NULL, &error),
                   &error);
    kefu_evaluation_free(loaded);
    kefu_evaluation_free(evaluation);
    kefu_conversation_free(conversation);
    free(written.data);
}

static void *evaluation_new(const struct text *text) {
    static char one[] = "{\"id\":\"c\",\"messages\":[{\"role\":\"customer\",\"text\":\"在\"},{"
                        "\"role\":\"agent\",\"text\":\"在\"}]}";
    const struct text record = {one, sizeof one - 1, 0};
    kefu_evaluation *evaluation = NULL;
    kefu_scratch *scratch = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_scratch_new(NULL, &scratch, &error), &error);
    kefu_conversation *conversation = conversation_read(scratch, &record);
    exponents_must(kefu_evaluate(conversation, rubric(), KEFU_TIME_END, &evaluation, &error),
                   &error);
    kefu_conversation_free(conversation);
    kefu_scratch_free(scratch);
    return evaluation;
}

static void evaluation_free(void *evaluation) {
    kefu_evaluation_free(evaluation);
}

static void answer(const struct text *text, void *evaluation) {
    kefu_error error;
    for (const char *line = text->data; *line;) {
        const char *end = strchr(line, '\n');
        exponents_must(kefu_evaluation_answer(evaluation, line, (size_t)(end - line), NULL, &error),
                       &error);
        line = end + 1;
    }
}

static void answers(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "{\"question\":\"soothed\",\"answer\":\"yes\",\"reason\":\"r%zu\"}\n", i);
}

static void long_answer(struct text *text, size_t n) {
    text_add(text, "{\"question\":\"soothed\",\"answer\":\"yes\",\"reason\":\"");
    for (size_t i = 0; i < n; i++)
        text_add(text, "听了%zu ", i);
    text_add(text, "\"}\n");
}

/* ---- texts in batches ---- */

static void *scratch_new(const struct text *text) {
    kefu_scratch *scratch = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_scratch_new(NULL, &scratch, &error), &error);
    return scratch;
}

static void scratch_free(void *scratch) {
    kefu_scratch_free(scratch);
}

static kefu_status take(void *ctx, size_t index, kefu_analysis *analysis) {
    (void)ctx;
    (void)index;
    return kefu_analysis_write(analysis, exponents_discard, NULL, NULL);
}

static void analyze_many(const struct text *text, void *scratch) {
    kefu_str *texts = calloc(text->size, sizeof *texts);
    size_t count = 0;
    kefu_error error;
    if (!texts)
        abort();
    for (const char *line = text->data; *line;) {
        const char *end = strchr(line, '\n');
        texts[count++] = (kefu_str){line, (size_t)(end - line)};
        line = end + 1;
    }
    exponents_must(
        kefu_analyze_many(exponents_builtin(), scratch, texts, count, NULL, take, NULL, &error),
        &error);
    free(texts);
}

static void short_texts(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "物流太慢了，第%zu天还没到\n", i);
}

static kefu_status take_span(void *ctx, const kefu_redact_span *span) {
    (void)ctx;
    (void)span;
    return KEFU_OK;
}

static void find_personal(const struct text *text, void *prepared) {
    kefu_error error;
    (void)prepared;
    exponents_must(kefu_redact_find(text->data, text->size, NULL, take_span, NULL, &error), &error);
}

static void phones(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "电话138001%05zu，", i);
}

/* ---- names and instants: what is long is none ---- */

static void look_up(const struct text *text, void *prepared) {
    const kefu_scheme *scheme = exponents_builtin();
    kefu_evaluation *evaluation = prepared;
    kefu_conversation *conversation = NULL;
    kefu_metric metric;
    kefu_rule rule;
    kefu_rubric found;
    kefu_value value;
    kefu_str attribute;
    uint32_t number;
    kefu_error error;
    int64_t at;
    (void)kefu_vocabulary_find("role", text->data, text->size, &number, NULL);
    (void)kefu_time_read(text->data, text->size, &at, NULL);
    (void)kefu_scheme_find_metric(scheme, text->data, text->size, &metric, NULL);
    (void)kefu_scheme_find_rule(scheme, text->data, text->size, &rule, NULL);
    (void)kefu_scheme_find_rubric(scheme, text->data, text->size, &found, NULL);
    (void)kefu_evaluation_find_part(evaluation, text->data, text->size, &value, NULL);
    exponents_must(kefu_conversation_new(scheme, NULL, &conversation, &error), &error);
    for (int i = 0; i < 8; i++) {
        (void)kefu_conversation_set(conversation, text->data + i, text->size - 8, text->data,
                                    text->size, NULL);
        (void)kefu_conversation_add_label(conversation, text->data + i, text->size - 8, NULL);
        (void)kefu_conversation_find_attribute(conversation, text->data + i, text->size - 8,
                                               &attribute, NULL);
    }
    kefu_conversation_free(conversation);
}

static void name(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "%04zu-", i % 10000);
}

const struct row exponents_evaluations[] = {
    {"state.chat", 60, chat, restore, state_new, state_free},
    {"evaluation.chat", 60, chat, evaluate, state_new, state_free},
    {"evaluation.answers", 60, answers, answer, evaluation_new, evaluation_free},
    {"evaluation.reason", 500, long_answer, answer, evaluation_new, evaluation_free},
    {"analysis.many", 60, short_texts, analyze_many, scratch_new, scratch_free},
    {"redact.find", 100, phones, find_personal, NULL, NULL},
    {"names", 1000, name, look_up, evaluation_new, evaluation_free},
    {NULL, 0, NULL, NULL, NULL, NULL},
};
