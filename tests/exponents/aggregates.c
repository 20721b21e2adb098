/* SPDX-License-Identifier: MIT
 * Aggregates with many groups and issues: adding, saving, loading, merging, reports; field maps. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "exponents.h"

/* ---- aggregates ---- */

/* Two aggregates, and the state of the first. */
struct pair {
    kefu_aggregate *first, *second;
    struct text state;
};

static kefu_status keep(void *ctx, const char *data, size_t size) {
    text_bytes(ctx, data, size);
    return KEFU_OK;
}

/* Adds the lines, which are conversations, from line `from` on in steps of two. */
static void add_lines(const struct text *text, kefu_aggregate *aggregate, size_t from,
                      size_t step) {
    kefu_scratch *scratch = NULL;
    kefu_error error;
    size_t number = 0;
    exponents_must(kefu_scratch_new(NULL, &scratch, &error), &error);
    for (const char *line = text->data; *line; number++) {
        const char *end = strchr(line, '\n');
        kefu_conversation *c = NULL;
        if (number % step == from) {
            exponents_must(kefu_conversation_new(exponents_builtin(), NULL, &c, &error), &error);
            exponents_must(
                kefu_conversation_read_json(c, scratch, line, (size_t)(end - line), NULL, &error),
                &error);
            exponents_must(kefu_aggregate_add_conversation(aggregate, c, &error), &error);
            kefu_conversation_free(c);
        }
        line = end + 1;
    }
    kefu_scratch_free(scratch);
}

static void *aggregate_new(const struct text *text) {
    static const char spec[] = "{\"group_by\":[\"agent_id\",\"shop\"]}";
    kefu_aggregate *aggregate = NULL;
    kefu_error error;
    (void)text;
    exponents_must(
        kefu_aggregate_new(exponents_builtin(), spec, sizeof spec - 1, NULL, &aggregate, &error),
        &error);
    return aggregate;
}

static void aggregate_free(void *aggregate) {
    kefu_aggregate_free(aggregate);
}

static void *pair_new(const struct text *text) {
    struct pair *pair = calloc(1, sizeof *pair);
    kefu_error error;
    if (!pair)
        abort();
    pair->first = aggregate_new(text);
    pair->second = aggregate_new(text);
    add_lines(text, pair->first, 0, 1);
    add_lines(text, pair->second, 0, 2);
    exponents_must(kefu_aggregate_save(pair->first, keep, &pair->state, &error), &error);
    return pair;
}

static void pair_free(void *prepared) {
    struct pair *pair = prepared;
    kefu_aggregate_free(pair->first);
    kefu_aggregate_free(pair->second);
    free(pair->state.data);
    free(pair);
}

static void add(const struct text *text, void *aggregate) {
    add_lines(text, aggregate, 0, 1);
}

static void save(const struct text *text, void *prepared) {
    const struct pair *pair = prepared;
    kefu_error error;
    (void)text;
    exponents_must(kefu_aggregate_save(pair->first, exponents_discard, NULL, &error), &error);
}

static void load(const struct text *text, void *prepared) {
    const struct pair *pair = prepared;
    kefu_aggregate *loaded = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_aggregate_load(exponents_builtin(), pair->state.data, pair->state.size,
                                       NULL, &loaded, &error),
                   &error);
    kefu_aggregate_free(loaded);
}

static void merge(const struct text *text, void *prepared) {
    const struct pair *pair = prepared;
    kefu_error error;
    (void)text;
    exponents_must(kefu_aggregate_merge(pair->second, pair->first, &error), &error);
}

static void merge_bytes(const struct text *text, void *prepared) {
    const struct pair *pair = prepared;
    kefu_error error;
    (void)text;
    exponents_must(
        kefu_aggregate_merge_bytes(pair->second, pair->state.data, pair->state.size, &error),
        &error);
}

static void write_json(const struct text *text, void *prepared) {
    const struct pair *pair = prepared;
    kefu_error error;
    (void)text;
    exponents_must(kefu_aggregate_write(pair->first, exponents_discard, NULL, &error), &error);
}

static void report(const struct text *text, void *prepared) {
    const struct pair *pair = prepared;
    kefu_report_options options = KEFU_REPORT_OPTIONS_INIT;
    kefu_report *made = NULL;
    kefu_error error;
    (void)text;
    options.previous = pair->second;
    exponents_must(kefu_report_new(pair->first, &options, &made, &error), &error);
    exponents_must(kefu_report_write(made, KEFU_FORMAT_JSON, exponents_discard, NULL, &error),
                   &error);
    exponents_must(kefu_report_write(made, KEFU_FORMAT_HTML, exponents_discard, NULL, &error),
                   &error);
    exponents_must(kefu_report_write(made, KEFU_FORMAT_MARKDOWN, exponents_discard, NULL, &error),
                   &error);
    exponents_must(kefu_report_write(made, KEFU_FORMAT_CSV, exponents_discard, NULL, &error),
                   &error);
    kefu_report_free(made);
}

/* A conversation a line, of a group of its own. */
static void groups(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(
            text,
            "{\"id\":\"c%zu\",\"attributes\":{\"shop\":\"s%zu\"},\"messages\":[{\"role\":"
            "\"customer\",\"at\":1%06zu000,\"text\":\"物流太慢，我要投诉\"},{\"role\":\"agent\","
            "\"agent_id\":\"a%zu\",\"at\":1%06zu000,\"text\":\"抱歉\"}]}\n",
            i, i % 7, i * 500, i, i * 500 + 30);
}

/* The hours of one group. */
static void hours(struct text *text, size_t n) {
    for (size_t i = 0; i < n; i++)
        text_add(text,
                 "{\"id\":\"c%zu\",\"agent_id\":\"a\",\"messages\":[{\"role\":\"customer\",\"at\":"
                 "1%06zu000,\"text\":\"退款\"},{\"role\":\"agent\",\"at\":1%06zu000,\"text\":"
                 "\"好\"}]}\n",
                 i, i * 3600, i * 3600 + 9);
}

static void read_spec(const struct text *text, void *prepared) {
    kefu_aggregate *made = NULL;
    kefu_error error;
    (void)prepared;
    (void)kefu_aggregate_new(exponents_builtin(), text->data, text->size, NULL, &made, &error);
    kefu_aggregate_free(made);
}

static void columns(struct text *text, size_t n) {
    text_add(text, "{\"group_by\":[\"agent_id\"");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"a%zu\"", i);
    text_add(text, "]}");
}

/* ---- field maps ---- */

static const char map[] =
    "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1\",\"record\":\"conversation\","
    "\"format\":\"jsonl\",\"members\":{\"id\":{\"from\":\"/id\"},\"messages\":{\"each\":\"/t\","
    "\"members\":{\"role\":\"/r\",\"text\":\"/x\"}}},\"values\":{\"role\":{\"u\":\"customer\"}}}";

static void *map_new(const struct text *text) {
    kefu_field_map *made = NULL;
    kefu_error error;
    (void)text;
    exponents_must(kefu_field_map_new(map, sizeof map - 1, NULL, &made, NULL, &error), &error);
    return made;
}

static void map_free(void *made) {
    kefu_field_map_free(made);
}

static void apply(const struct text *text, void *made) {
    kefu_error error;
    exponents_must(
        kefu_field_map_apply(made, text->data, text->size, 1, exponents_discard, NULL, &error),
        &error);
}

static void foreign(struct text *text, size_t n) {
    text_add(text, "{\"id\":\"c\",\"t\":[{\"r\":\"u\",\"x\":\"a\"}");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",{\"other\":%zu,\"r\":\"u\",\"x\":\"退款\\n%zu\"}", i, i);
    text_add(text, "]}");
}

static void foreign_members(struct text *text, size_t n) {
    text_add(text, "{\"id\":\"c\",\"t\":[]");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"m%zu\":[%zu]", i, i);
    text_add(text, "}");
}

static void read_map(const struct text *text, void *prepared) {
    kefu_field_map *made = NULL;
    kefu_error error;
    (void)prepared;
    (void)kefu_field_map_new(text->data, text->size, NULL, &made, NULL, &error);
    kefu_field_map_free(made);
}

static void map_values(struct text *text, size_t n) {
    text_add(text, "{\"kefu\":1,\"kind\":\"map\",\"id\":\"m\",\"version\":\"1\",\"record\":"
                   "\"feedback\",\"format\":\"jsonl\",\"members\":{\"id\":\"/i\"},\"values\":{"
                   "\"topic\":{\"a\":\"b\"");
    for (size_t i = 0; i < n; i++)
        text_add(text, ",\"a%zu\":\"b%zu\"", i, i);
    text_add(text, "}}}");
}

const struct row exponents_aggregates[] = {
    {"aggregate.groups", 30, groups, add, aggregate_new, aggregate_free},
    {"aggregate.hours", 30, hours, add, aggregate_new, aggregate_free},
    {"aggregate.save", 30, groups, save, pair_new, pair_free},
    {"aggregate.load", 30, groups, load, pair_new, pair_free},
    {"aggregate.merge", 30, groups, merge, pair_new, pair_free},
    {"aggregate.merge_bytes", 30, groups, merge_bytes, pair_new, pair_free},
    {"aggregate.write", 30, groups, write_json, pair_new, pair_free},
    {"aggregate.spec", 500, columns, read_spec, NULL, NULL},
    {"report.groups", 30, groups, report, pair_new, pair_free},
    {"report.hours", 30, hours, report, pair_new, pair_free},
    {"map.apply", 500, foreign, apply, map_new, map_free},
    {"map.members", 500, foreign_members, apply, map_new, map_free},
    {"map.values", 500, map_values, read_map, NULL, NULL},
    {NULL, 0, NULL, NULL, NULL, NULL},
};
