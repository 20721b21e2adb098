/* SPDX-License-Identifier: MIT
 * Requests and samples that are read whole: time series, ratings, tables to suggest a map for,
 * feedback that a filter judges, names of shards. */
#include <stdlib.h>

#include "exponents.h"

static void judge_series(const struct text *text, void *prepared) {
    kefu_error error;
    (void)prepared;
    exponents_must(kefu_series_judge(text->data, text->size, NULL, NULL, exponents_discard, NULL,
                                     NULL, &error),
                   &error);
}

static void add_points(struct text *text, const char *method, size_t n) {
    text_add(text, "{\"method\":\"%s\",\"points\":[0", method);
    for (size_t i = 1; i < n; i++)
        text_add(text, ",%zu", i * i % 23);
    text_add(text, "]}");
}

static void ears_points(struct text *text, size_t n) {
    add_points(text, "ears", n);
}

static void spike_points(struct text *text, size_t n) {
    add_points(text, "spike", n);
}

static void measure_agreement(const struct text *text, void *prepared) {
    kefu_error error;
    (void)prepared;
    exponents_must(
        kefu_agreement_measure(text->data, text->size, NULL, NULL, exponents_discard, NULL, &error),
        &error);
}

static void ratings(struct text *text, size_t n) {
    text_add(text, "{\"ratings\":[[1,1]");
    for (size_t i = 1; i < n; i++)
        text_add(text, ",[%zu,%zu]", i % 5, i % 3);
    text_add(text, "]}");
}

static void suggest(const struct text *text, void *prepared) {
    kefu_error error;
    (void)prepared;
    (void)kefu_field_map_suggest(text->data, text->size, NULL, exponents_discard, NULL, &error);
}

static void table(struct text *text, size_t n) {
    text_add(text, "会话ID,时间,发送者,消息内容\n");
    for (size_t i = 0; i < n; i++)
        text_add(text, "c%zu,2024-03-01 12:%02zu:00,买家,在吗\n", i / 4, i % 60);
}

static void *filter_new(const struct text *text) {
    static const char where[] = "{\"attribute\":\"topic\",\"eq\":\"a\"}";
    kefu_filter_options options = KEFU_FILTER_OPTIONS_INIT;
    kefu_filter *filter = NULL;
    kefu_error error;
    (void)text;
    options.from = 0;
    options.where = (kefu_str){where, sizeof where - 1};
    exponents_must(kefu_filter_new(&options, &filter, NULL, &error), &error);
    return filter;
}

static void filter_free(void *prepared) {
    kefu_filter_free(prepared);
}

static void filter_feedback(const struct text *text, void *prepared) {
    kefu_filter_outcome outcome;
    kefu_error error;
    exponents_must(kefu_filter_feedback_json(prepared, text->data, text->size, &outcome, &error),
                   &error);
}

static void labelled_feedback(struct text *text, size_t n) {
    text_add(text, "{\"at\":1773280800000,\"topic\":\"b\",\"rating\":5,\"labels\":[\"l\"");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"l%zu\"", i);
    text_add(text, "]}");
}

/* An aggregate per shard: each is named, then united with the first. */
static void name_shards(const struct text *text, void *prepared) {
    kefu_aggregate *all = NULL;
    kefu_error error;
    (void)prepared;
    exponents_must(kefu_aggregate_new(exponents_builtin(), NULL, 0, NULL, &all, &error), &error);
    for (size_t at = 0; at + 8 <= text->size; at += 8) {
        kefu_aggregate *one = NULL;
        exponents_must(kefu_aggregate_new(exponents_builtin(), NULL, 0, NULL, &one, &error),
                       &error);
        exponents_must(kefu_aggregate_set_source(one, text->data + at, 8, 1, 1, &error), &error);
        exponents_must(kefu_aggregate_merge(all, one, &error), &error);
        kefu_aggregate_free(one);
    }
    kefu_aggregate_free(all);
}

static void shards(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "s%07zu", i);
}

static void draw_sample(const struct text *text, void *prepared) {
    kefu_error error;
    (void)prepared;
    exponents_must(
        kefu_sample_draw(text->data, text->size, NULL, NULL, exponents_discard, NULL, &error),
        &error);
}

/* Half of the items are changed, and all in the other order. */
static void diff_documents(const struct text *text, void *prepared) {
    const kefu_document from = {{"a", 1}, {text->data, text->size / 2}};
    const kefu_document to = {{"b", 1}, {text->data + text->size / 2, text->size / 2}};
    kefu_error error;
    (void)prepared;
    exponents_must(
        kefu_documents_diff(&from, 1, &to, 1, NULL, NULL, exponents_discard, NULL, &error), &error);
}

static void two_documents(struct text *text, size_t n) {
    for (int version = 0; version < 2; version++) {
        text_add(text, "{\"kind\":\"lexicon\",\"entries\":[");
        for (size_t i = 0; i < n; i++)
            text_add(text, "%s{\"text\":\"w%07zu\",\"polarity\":0.%d}", i ? "," : "",
                     version ? n - 1 - i : i, version && i % 2 ? 2 : 1);
        text_add(text, "]}");
    }
}

static void population(struct text *text, size_t n) {
    text_add(text, "{\"count\":%zu,\"reviewers\":[\"a\",\"b\"],\"conversations\":[", n / 2);
    for (size_t i = 0; i < n; i++)
        text_add(text, "%s{\"id\":\"c%07zu\",\"stratum\":\"s%05zu\"}", i ? "," : "", i, i / 3);
    text_add(text, "]}");
}

static void staff(struct text *text, size_t n) {
    text_add(text, "{\"kefu\":1,\"kind\":\"roster\",\"id\":\"r\",\"version\":\"1\",\"agents\":[");
    for (size_t i = 0; i < n; i++)
        text_add(text,
                 "%s{\"id\":\"a%07zu\",\"name\":\"n%05zu\",\"aliases\":[\"b%07zu\"],\"pseudonym\":"
                 "\"p%07zu\"}",
                 i ? "," : "", i, i / 2, i, i);
    text_add(text, "]}");
}

static void make_roster(const struct text *text, void *prepared) {
    kefu_roster *roster = NULL;
    kefu_error error;
    (void)prepared;
    exponents_must(kefu_roster_new(text->data, text->size, NULL, &roster, NULL, &error), &error);
    kefu_roster_free(roster);
}

static void *roster_new(const struct text *text) {
    static const char json[] = "{\"kefu\":1,\"kind\":\"roster\",\"id\":\"r\",\"version\":\"1\","
                               "\"agents\":[{\"id\":\"a\",\"aliases\":[\"b\"],\"shift\":\"s\"}]}";
    kefu_roster *roster = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_roster_new(json, sizeof json - 1, NULL, &roster, NULL, &error), &error);
    return roster;
}

static void roster_free(void *roster) {
    kefu_roster_free(roster);
}

static void staffed(struct text *text, size_t n) {
    text_add(text, "{\"id\":\"c\",\"messages\":[");
    for (size_t i = 0; i < n; i++)
        text_add(text, "%s{\"role\":\"agent\",\"agent_id\":\"%s%07zu\",\"text\":\"x\"}",
                 i ? "," : "", i % 2 ? "b" : "u", i % 2 ? (size_t)0 : i);
    text_add(text, "]}");
}

static void apply_roster(const struct text *text, void *prepared) {
    kefu_error error;
    exponents_must(kefu_roster_write(prepared, text->data, text->size, KEFU_ROSTER_NAMES,
                                     exponents_discard, NULL, NULL, &error),
                   &error);
}

const struct row exponents_requests[] = {
    {"series.ears", 1000, ears_points, judge_series, NULL, NULL},
    {"series.spike", 200, spike_points, judge_series, NULL, NULL},
    {"agreement.ratings", 500, ratings, measure_agreement, NULL, NULL},
    {"sample.draw", 300, population, draw_sample, NULL, NULL},
    {"documents.diff", 300, two_documents, diff_documents, NULL, NULL},
    {"roster.new", 300, staff, make_roster, NULL, NULL},
    {"roster.write", 300, staffed, apply_roster, roster_new, roster_free},
    {"map.suggest", 100, table, suggest, NULL, NULL},
    {"filter.feedback", 200, labelled_feedback, filter_feedback, filter_new, filter_free},
    {"aggregate.sources", 20, shards, name_shards, NULL, NULL},
    {NULL, 0, NULL, NULL, NULL, NULL},
};
