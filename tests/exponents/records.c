/* SPDX-License-Identifier: MIT
 * Conversations read whole and pushed live, monitors over them, and feedback. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/base.h"
#include "exponents.h"

struct live {
    kefu_scheme *scheme;
    kefu_scratch *scratch;
    kefu_conversation *conversation;
    kefu_monitor *monitor;
    kefu_findings *findings;
};

/* A rule whose hits wait for an answer that may come at any time, and one with a time limit. */
static const char rules[] =
    "{\"kefu\":1,\"kind\":\"rule_set\",\"id\":\"x\",\"version\":\"1\",\"rules\":["
    "{\"id\":\"late\",\"when\":{\"all\":[{\"id\":\"c\",\"phrase\":\"退款\"},{\"phrase\":\"好的\","
    "\"anchor\":{\"on\":\"c\",\"position\":\"after\",\"seconds\":3600}}]}},"
    "{\"id\":\"never\",\"when\":{\"all\":[{\"id\":\"c\",\"phrase\":\"投诉\"},{\"not\":{\"phrase\":"
    "\"解决\",\"anchor\":{\"on\":\"c\",\"position\":\"after\"}}}]}},"
    "{\"id\":\"pattern\",\"when\":{\"pattern\":[\"w+x\",\"(a|b)*c\"]}}]}";

static void *live_new(const struct text *text) {
    const kefu_document document = {{"x", 1}, {rules, sizeof rules - 1}};
    struct live *live = calloc(1, sizeof *live);
    kefu_error error;
    (void)text;
    if (!live)
        abort();
    exponents_must(kefu_scheme_compile(&document, 1, NULL, &live->scheme, NULL, &error), &error);
    exponents_must(kefu_scratch_new(NULL, &live->scratch, &error), &error);
    exponents_must(kefu_findings_new(NULL, &live->findings, &error), &error);
    exponents_must(kefu_conversation_new(live->scheme, NULL, &live->conversation, &error), &error);
    exponents_must(kefu_monitor_new(live->conversation, kefu_scheme_rubric_at(live->scheme, 0),
                                    NULL, &live->monitor, &error),
                   &error);
    return live;
}

static void live_free(void *prepared) {
    struct live *live = prepared;
    kefu_monitor_free(live->monitor);
    kefu_conversation_free(live->conversation);
    kefu_findings_free(live->findings);
    kefu_scratch_free(live->scratch);
    kefu_scheme_release(live->scheme);
    free(live);
}

static void read_whole(const struct text *text, void *prepared) {
    struct live *live = prepared;
    kefu_error error;
    (void)kefu_conversation_read_json(live->conversation, live->scratch, text->data, text->size,
                                      live->findings, &error);
}

/* Pushes each line as an event; with a monitor, it is asked after each. */
static void push_lines(const struct text *text, struct live *live, bool watch) {
    kefu_error error;
    int64_t now = 0;
    for (const char *line = text->data; *line; now += 1000) {
        const char *end = strchr(line, '\n');
        exponents_must(kefu_conversation_push_json(live->conversation, live->scratch, line,
                                                   (size_t)(end - line), live->findings, &error),
                       &error);
        if (watch)
            exponents_must(kefu_monitor_update(live->monitor, now, &error), &error);
        line = end + 1;
    }
}

static void push(const struct text *text, void *prepared) {
    push_lines(text, prepared, false);
}

static void watch(const struct text *text, void *prepared) {
    push_lines(text, prepared, true);
}

/* ---- whole records ---- */

#define RECORD(function, ...)                                                                      \
    static void function(struct text *text, size_t n) {                                            \
        text_add(text, "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c\",\"messages\":[");       \
        for (size_t i = 0; i < n; i++) {                                                           \
            text_add(text, "%s\n", i ? "," : "");                                                  \
            text_add(text, __VA_ARGS__);                                                           \
        }                                                                                          \
        text_add(text, "]}");                                                                      \
    }
#define ROLE(i) ((i) % 3 ? "customer" : "agent")

RECORD(messages, "{\"id\":\"m%zu\",\"at\":1%06zu000,\"role\":\"%s\",\"text\":\"什么时候退款%zu\"}",
       i, i, ROLE(i), i)
RECORD(reversed, "{\"id\":\"m%zu\",\"at\":1%06zu000,\"role\":\"%s\",\"text\":\"在吗\"}", i, n - i,
       ROLE(i))
RECORD(wrong, "{\"id\":\"m%zu\",\"at\":\"x\",\"role\":\"nobody\",\"text\":%zu}", i, i)
RECORD(same_ids, "{\"id\":\"m\",\"at\":%zu,\"role\":\"%s\",\"text\":\"在吗\"}", i, ROLE(i))
RECORD(agents, "{\"agent_id\":\"a%zu\",\"at\":%zu,\"role\":\"agent\",\"text\":\"在\"}", i % 1000, i)
RECORD(colleagues, "{\"agent_id\":\"a%zu\",\"at\":%zu,\"role\":\"%s\",\"text\":\"请您耐心等待\"}",
       i % 900, i, ROLE(i))
RECORD(insisting, "{\"agent_id\":\"a\",\"at\":%zu,\"role\":\"%s\",\"text\":\"%s\"}", i,
       i ? "agent" : "customer", i < n / 2 ? "好的" : "请您耐心等待")
RECORD(earlier, "{\"at\":%zu,\"role\":\"%s\",\"text\":\"在吗\"}", i % 2 ? i : 0, ROLE(i))

/* Ids of the same lowest 8 bits of the hash: they fall into a 256th of a table. */
static void colliding(struct text *text, size_t n) {
    char id[24];
    size_t found = 0;
    text_add(text, "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c\",\"messages\":[");
    for (size_t i = 0; found < n; i++) {
        const int size = snprintf(id, sizeof id, "%zu", i);
        const uint64_t hash = kefu__hash(id, (size_t)size);
        if (((hash ^ hash >> 32) & 0xFF) != 0)
            continue;
        text_add(text, "%s\n{\"id\":\"%s\",\"role\":\"customer\",\"text\":\"在\"}",
                 found++ ? "," : "", id);
    }
    text_add(text, "]}");
}

static void labels(struct text *text, size_t n) {
    text_add(text, "{\"kefu\":1,\"kind\":\"conversation\",\"id\":\"c\",\"messages\":[],"
                   "\"attributes\":{\"a\":\"b\"");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\n\"a%zu\":\"b\"", i);
    text_add(text, "}}");
}

/* ---- lines pushed live ---- */

static void lines(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "{\"id\":\"m%zu\",\"at\":1%06zu000,\"role\":\"%s\",\"text\":\"退款%zu\"}\n",
                 i, i, ROLE(i), i);
}

/* Nobody ever answers: each complaint stays undecided. */
static void unanswered(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(
            text,
            "{\"id\":\"m%zu\",\"at\":1%06zu000,\"role\":\"customer\",\"text\":\"气死我了，我要投诉"
            "你们，退款\"}\n",
            i, i);
}

/* Each reply answers something else. */
static void unsoothed(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text, "{\"id\":\"m%zu\",\"at\":1%06zu000,\"role\":\"%s\",\"text\":\"%s\"}\n", i, i,
                 ROLE(i), i % 3 ? "气死我了，我要投诉" : "请稍等");
}

/* Every second complaint is taken back. */
static void recalls(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(
            text,
            i % 2 ? "{\"type\":\"recalled\",\"message_id\":\"m%zu\",\"at\":1%06zu000}\n"
                  : "{\"id\":\"m%zu\",\"at\":1%06zu000,\"role\":\"customer\",\"text\":\"我要投诉\"}"
                    "\n",
            i - i % 2, i);
}

static void edits(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(
            text,
            i % 2 ? "{\"type\":\"edited\",\"message_id\":\"m%zu\",\"at\":1%06zu000,\"text\":\"退\"}"
                    "\n"
                  : "{\"id\":\"m%zu\",\"at\":1%06zu000,\"role\":\"customer\",\"text\":\"我要投诉\"}"
                    "\n",
            i - i % 2, i);
}

static void reopenings(struct text *text, size_t n) {
    static const char *const types[] = {"resolved", "reopened"};
    for (size_t i = 0; i < n; i++)
        if (i % 3 == 0)
            text_add(text, "{\"at\":1%06zu000,\"role\":\"customer\",\"text\":\"我要投诉\"}\n", i);
        else
            text_add(text, "{\"type\":\"%s\",\"at\":1%06zu000}\n", types[i % 3 - 1], i);
}

/* The customer comes back after each end. */
static void returns(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (i % 4 == 3)
            text_add(text, "{\"type\":\"resolved\",\"at\":1%06zu000}\n", i);
        else
            text_add(text, "{\"at\":1%06zu000,\"role\":\"%s\",\"text\":\"%s\"}\n", i,
                     i % 4 ? "agent" : "customer", i % 4 ? "请您耐心等待" : "还没有到吗");
}

/* Each wait is handed on. */
static void transfers(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        if (i % 3 == 1)
            text_add(text, "{\"type\":\"transfer\",\"to\":\"a%zu\",\"at\":1%06zu000}\n", i % 900,
                     i);
        else
            text_add(text, "{\"at\":1%06zu000,\"role\":\"%s\",\"text\":\"在吗\"}\n", i,
                     i % 3 ? "agent" : "customer");
}

/* ---- metrics ---- */

static void *pushed_new(const struct text *text) {
    struct live *live = live_new(text);
    push_lines(text, live, false);
    return live;
}

/* Every metric, of the whole conversation and as of the present. */
static void ask_metrics(const struct text *text, void *prepared) {
    const struct live *live = prepared;
    const kefu_scheme *scheme = live->scheme;
    kefu_value value;
    kefu_error error;
    (void)text;
    for (size_t i = 0; i < kefu_scheme_metric_count(scheme); i++)
        for (int now = 0; now < 2; now++)
            (void)kefu_conversation_metric(live->conversation, kefu_scheme_metric_at(scheme, i),
                                           KEFU_STATISTIC_DEFAULT,
                                           now ? KEFU_TIME_END : KEFU_TIME_NONE, &value, &error);
}

/* ---- feedback ---- */

static void *aggregate_new(const struct text *text) {
    kefu_aggregate *aggregate = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_aggregate_new(exponents_builtin(), NULL, 0, NULL, &aggregate, &error),
                   &error);
    return aggregate;
}

static void aggregate_free(void *aggregate) {
    kefu_aggregate_free(aggregate);
}

static void add_feedback(const struct text *text, void *aggregate) {
    kefu_scratch *scratch = NULL;
    kefu_error error;
    exponents_must(kefu_scratch_new(NULL, &scratch, &error), &error);
    for (const char *line = text->data; *line;) {
        const char *end = strchr(line, '\n');
        (void)kefu_aggregate_add_feedback_json(aggregate, scratch, line, (size_t)(end - line), NULL,
                                               &error);
        line = end + 1;
    }
    kefu_scratch_free(scratch);
}

static void feedback(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text,
                 "{\"id\":\"f%zu\",\"contact_id\":\"u%zu\",\"source\":\"review\",\"at\":1%06zu000,"
                 "\"scale\":{\"min\":1,\"max\":5},\"rating\":%zu,\"agent_id\":\"a%zu\","
                 "\"text\":\"物流太慢了\"}\n",
                 i, i, i, 1 + i % 5, i);
}

static void feedback_members(struct text *text, size_t n) {
    text_add(text, "{\"id\":\"f\",\"source\":\"review\",\"at\":0,\"attributes\":{\"a\":\"b\"");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"k%zu\":\"v\"", i);
    text_add(text, "}}\n");
}

const struct row exponents_records[] = {
    {"record.messages", 60, messages, read_whole, live_new, live_free},
    {"record.reversed", 60, reversed, read_whole, live_new, live_free},
    {"record.wrong", 200, wrong, read_whole, live_new, live_free},
    {"record.same_ids", 200, same_ids, read_whole, live_new, live_free},
    {"record.agents", 100, agents, read_whole, live_new, live_free},
    {"record.colleagues", 100, colleagues, read_whole, live_new, live_free},
    {"record.insisting", 100, insisting, read_whole, live_new, live_free},
    {"record.unordered", 100, earlier, read_whole, live_new, live_free},
    {"record.colliding_ids", 200, colliding, read_whole, live_new, live_free},
    {"record.attributes", 500, labels, read_whole, live_new, live_free},
    {"record.pushed", 60, lines, push, live_new, live_free},
    {"record.returns", 100, returns, push, live_new, live_free},
    {"record.transfers", 100, transfers, push, live_new, live_free},
    {"record.recalls", 100, recalls, push, live_new, live_free},
    {"record.edits", 100, edits, push, live_new, live_free},
    {"monitor.messages", 60, lines, watch, live_new, live_free},
    {"monitor.unanswered", 60, unanswered, watch, live_new, live_free},
    {"monitor.unsoothed", 60, unsoothed, watch, live_new, live_free},
    {"monitor.recalls", 60, recalls, watch, live_new, live_free},
    {"monitor.edits", 60, edits, watch, live_new, live_free},
    {"monitor.reopenings", 60, reopenings, watch, live_new, live_free},
    {"monitor.returns", 60, returns, watch, live_new, live_free},
    {"metrics.messages", 100, lines, ask_metrics, pushed_new, live_free},
    {"metrics.returns", 100, returns, ask_metrics, pushed_new, live_free},
    {"metrics.transfers", 100, transfers, ask_metrics, pushed_new, live_free},
    {"feedback.records", 60, feedback, add_feedback, aggregate_new, aggregate_free},
    {"feedback.attributes", 500, feedback_members, add_feedback, aggregate_new, aggregate_free},
    {NULL, 0, NULL, NULL, NULL, NULL},
};
