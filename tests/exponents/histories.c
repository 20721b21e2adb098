/* SPDX-License-Identifier: MIT
 * Histories, what feedback inherits, what is forgotten, and when definitions change. */
#include <stdio.h>
#include <stdlib.h>

#include "exponents.h"

static const char spec[] = "{\"group_by\":[\"contact_id\"]}";

/* ---- records ---- */

/* A conversation of n messages. */
static void conversation(struct text *text, size_t n) {
    text_add(text, "{\"id\":\"c1\",\"contact_id\":\"u1\",\"team\":\"A\",\"messages\":[");
    for (size_t i = 0; i < n; i++)
        text_add(text, "%s{\"role\":\"%s\",\"at\":%zu,\"text\":\"%zu\"}", i ? "," : "",
                 i % 2 ? "agent" : "customer", 1773280800000 + i * 1000, i);
    text_add(text, "],\"events\":[{\"type\":\"closed\",\"at\":1873280800000}]}");
}

static void read_start(const struct text *text, void *prepared) {
    int64_t at;
    kefu_error error;
    (void)prepared;
    exponents_must(kefu_record_start(exponents_builtin(), text->data, text->size, &at, &error),
                   &error);
}

/* ---- histories ---- */

static kefu_history *new_history(void) {
    kefu_history *history = NULL;
    kefu_error error;
    exponents_must(
        kefu_history_new(exponents_builtin(), spec, sizeof spec - 1, NULL, &history, &error),
        &error);
    return history;
}

static void add_record(kefu_history *history, const char *json, size_t size) {
    kefu_scratch *scratch = NULL;
    kefu_error error;
    exponents_must(kefu_scratch_new(NULL, &scratch, &error), &error);
    exponents_must(kefu_history_add_json(history, scratch, KEFU_RECORD_CONVERSATION, json, size,
                                         NULL, NULL, &error),
                   &error);
    kefu_scratch_free(scratch);
}

static void *history_new(const struct text *text) {
    (void)text;
    return new_history();
}

static void history_free(void *prepared) {
    kefu_history_free(prepared);
}

static void history_add(const struct text *text, void *prepared) {
    add_record(prepared, text->data, text->size);
}

static void padded_spec(struct text *text, size_t n) {
    text_add(text, "{");
    for (size_t i = 0; i < n; i++)
        text_add(text, " ");
    text_add(text, "\"group_by\":[\"contact_id\"]}");
}

static void make_history(const struct text *text, void *prepared) {
    kefu_history *history = NULL;
    kefu_error error;
    (void)prepared;
    exponents_must(
        kefu_history_new(exponents_builtin(), text->data, text->size, NULL, &history, &error),
        &error);
    kefu_history_free(history);
}

static kefu_status keep(void *ctx, const char *data, size_t size) {
    text_bytes(ctx, data, size);
    return KEFU_OK;
}

/* The bytes of a history of n conversations, one a day. */
static void history_bytes(struct text *text, size_t n) {
    kefu_history *history = new_history();
    kefu_error error;
    for (size_t i = 0; i < n; i++) {
        char record[256];
        const int size = snprintf(
            record, sizeof record,
            "{\"id\":\"c%zu\",\"contact_id\":\"u%zu\",\"messages\":[{\"role\":"
            "\"customer\",\"at\":%zu,\"text\":\"a\"}],\"events\":[{\"type\":"
            "\"closed\",\"at\":%zu}]}",
            i, i, 1773280800000 + i * 86400000, 1773280801000 + i * 86400000);
        add_record(history, record, (size_t)size);
    }
    exponents_must(kefu_history_save(history, keep, text, &error), &error);
    kefu_history_free(history);
}

static void load_history(const struct text *text, void *prepared) {
    kefu_history *history = NULL;
    kefu_error error;
    (void)prepared;
    exponents_must(kefu_history_load(NULL, text->data, text->size, NULL, &history, &error), &error);
    kefu_history_free(history);
}

/* ---- forgetting ---- */

static void long_id(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "%c", (int)('a' + i % 26));
}

static void *loaded_history(const struct text *text) {
    struct text bytes = {NULL, 0, 0};
    kefu_history *history = NULL;
    kefu_error error;
    (void)text;
    history_bytes(&bytes, 20);
    exponents_must(kefu_history_load(NULL, bytes.data, bytes.size, NULL, &history, &error), &error);
    free(bytes.data);
    return history;
}

static void history_forget(const struct text *text, void *prepared) {
    kefu_error error;
    exponents_must(kefu_history_forget(prepared, text->data, text->size, NULL, &error), &error);
}

static void *aggregate_new(const struct text *text) {
    kefu_aggregate *aggregate = NULL;
    kefu_error error;
    (void)text;
    exponents_must(
        kefu_aggregate_new(exponents_builtin(), spec, sizeof spec - 1, NULL, &aggregate, &error),
        &error);
    return aggregate;
}

static void aggregate_free(void *prepared) {
    kefu_aggregate_free(prepared);
}

static void aggregate_forget(const struct text *text, void *prepared) {
    kefu_error error;
    exponents_must(kefu_aggregate_forget(prepared, text->data, text->size, NULL, &error), &error);
}

/* ---- inheriting ---- */

static void *join_new(const struct text *text) {
    static const char record[] = "{\"id\":\"c1\",\"team\":\"A\",\"labels\":[\"l\"],\"messages\":[{"
                                 "\"role\":\"customer\",\"text\":\"a\"}]}";
    kefu_conversation *conversation_of_it = NULL;
    kefu_scratch *scratch = NULL;
    kefu_join *join = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_join_new(NULL, &join, &error), &error);
    exponents_must(kefu_scratch_new(NULL, &scratch, &error), &error);
    exponents_must(kefu_conversation_new(exponents_builtin(), NULL, &conversation_of_it, &error),
                   &error);
    exponents_must(kefu_conversation_read_json(conversation_of_it, scratch, record,
                                               sizeof record - 1, NULL, &error),
                   &error);
    exponents_must(kefu_join_add(join, conversation_of_it, 0, &error), &error);
    kefu_conversation_free(conversation_of_it);
    kefu_scratch_free(scratch);
    return join;
}

static void join_free(void *prepared) {
    kefu_join_free(prepared);
}

static void join_write(const struct text *text, void *prepared) {
    kefu_join_outcome outcome;
    kefu_error error;
    exponents_must(kefu_join_write(prepared, text->data, text->size, 0, exponents_discard, NULL,
                                   &outcome, NULL, &error),
                   &error);
}

/* Feedback with n answers, whose empty team is written anew. */
static void answers(struct text *text, size_t n) {
    text_add(text, "{\"conversation_id\":\"c1\",\"team\":\"\",\"rating\":5,\"answers\":{\"q\":1");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"q%zu\":\"\\u597d\"", i);
    text_add(text, "}}");
}

/* ---- versions ---- */

static void versioned_rules(struct text *text, size_t n) {
    text_add(text, "{\"kefu\":1,\"kind\":\"rule_set\",\"id\":\"r\",\"version\":\"1\","
                   "\"effective_from\":\"2026-01-01\",\"rules\":[");
    for (size_t i = 0; i < n; i++)
        text_add(text,
                 "%s{\"id\":\"r%zu\",\"title\":\"r\",\"severity\":\"minor\",\"when\":{\"label\":"
                 "\"l\"}}",
                 i ? "," : "", i);
    text_add(text, "]}");
}

static void find_changes(const struct text *text, void *prepared) {
    const kefu_document document = {{"rules", 5}, {text->data, text->size}};
    kefu_scheme_options options = KEFU_SCHEME_OPTIONS_INIT;
    int64_t instants[4];
    size_t found;
    kefu_error error;
    (void)prepared;
    options.flags = KEFU_SCHEME_BARE;
    exponents_must(kefu_scheme_changes(&document, 1, &options, instants, 4, &found, &error),
                   &error);
}

const struct row exponents_histories[] = {
    {"record.start", 300, conversation, read_start, NULL, NULL},
    {"history.spec", 20000, padded_spec, make_history, NULL, NULL},
    {"history.add", 100, conversation, history_add, history_new, history_free},
    {"history.load", 5, history_bytes, load_history, NULL, NULL},
    {"history.forget", 2000, long_id, history_forget, loaded_history, history_free},
    {"aggregate.forget", 2000, long_id, aggregate_forget, aggregate_new, aggregate_free},
    {"join.answers", 200, answers, join_write, join_new, join_free},
    {"scheme.changes", 100, versioned_rules, find_changes, NULL, NULL},
    {NULL, 0, NULL, NULL, NULL, NULL},
};
